"""The state of the weight that is pointed at, in the training panel."""

import pytest

from skipnet_gui.core.numerals import short
from skipnet_gui.core.optimizers import optimizer_of
from skipnet_gui.session.edits import edited, set_run
from skipnet_gui.session.network_edits import freeze
from skipnet_gui.session.player import advanced
from skipnet_gui.ui.panels import weight_state
from skipnet_gui.ui.panels.training import RULES, TrainingPanel
from skipnet_gui.ui.panels.weight_state import ASK
from skipnet_gui.ui.parts import Part

EDGE = 1


@pytest.fixture
def on_desk(desk):
    def make(name="sgd", **settings):
        made = desk(TrainingPanel(), "rattle", width=320)
        optimizer = optimizer_of(name, settings)
        made.show(edited(made.document, set_run("", optimizer=optimizer)))
        return made

    return make


def told(desk):
    state = desk.panel.state
    shown = [line for line in state.lines if line.isVisible()]
    return {line._name.text(): line.value.text() for line in shown}


def test_without_a_weight_it_is_said_how_to_choose_one(on_desk):
    desk = on_desk()
    assert desk.panel.state.title.text() == ASK
    desk.panel.show_highlight(Part("edge", EDGE))
    assert desk.panel.state.title.text() == "w₁ in the update of step 0"
    desk.panel.show_highlight(Part("unit", 0))
    assert (desk.panel.state.title.text(), told(desk)) == (ASK, {})


@pytest.mark.parametrize("name", ["sgd", "rmsprop", "adam"])
def test_the_update_told_is_the_one_that_is_made(on_desk, name):
    desk = on_desk(name)
    desk.panel.show_highlight(Part("edge", EDGE))
    desk.show(advanced(desk.document, 9))
    update = told(desk)["Δw  update"]
    weights = [advanced(desk.document, more).history.row(9 + more)[2][EDGE] for more in (0, 1)]
    assert float(update.replace("−", "-")) == pytest.approx(weights[1] - weights[0], rel=1e-3)
    assert desk.panel._optimizer_field.help.text() == RULES[name]


def test_the_velocity_goes_on_from_step_to_step(on_desk):
    desk = on_desk("sgd", momentum=0.5)
    desk.panel.show_highlight(Part("edge", EDGE))
    desk.step()
    before = told(desk)["v  velocity"].split(" → ")
    desk.step()
    assert told(desk)["v  velocity"].split(" → ")[0] == before[1]


def test_a_past_step_tells_its_own_state_and_until_it_is_known_nothing(on_desk, qtbot, monkeypatch):
    desk = on_desk("adam")
    desk.panel.show_highlight(Part("edge", EDGE))
    desk.show(advanced(desk.document, 700))
    at_700 = told(desk)
    desk.show(advanced(desk.document, 200))
    monkeypatch.setattr(weight_state, "BUDGET_S", 0.0)
    desk.show(desk.document.at(700))
    assert told(desk)["m  mean of g"] == "– → –"
    qtbot.waitUntil(lambda: told(desk) == at_700)


def test_while_the_step_is_walked_through_only_what_was_before_is_told(on_desk):
    desk = on_desk("sgd", momentum=0.5)
    desk.panel.show_highlight(Part("edge", EDGE))
    desk.show(advanced(desk.document, 3))
    before = short(float(desk.document.history.end.slots[0][EDGE]))
    desk.show(desk.document.at_operation(0))
    assert told(desk) == {
        "g  gradient": "–",
        "v  velocity": f"{before} → –",
        "Δw  update": "–",
    }


def test_a_frozen_weight_is_told_as_such(on_desk):
    desk = on_desk()
    desk.show(edited(desk.document, freeze("w1")))
    desk.panel.show_highlight(Part("edge", EDGE))
    assert desk.panel.state.title.text() == "w₁ is frozen: no update changes it."
    assert told(desk) == {}
