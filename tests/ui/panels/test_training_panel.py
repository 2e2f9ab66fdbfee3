"""The training panel: settings are typed, checked and undoable."""

import pytest
from PySide6.QtCore import Qt

from skipnet_gui.core.initial_weights import drawn
from skipnet_gui.core.optimizers import OPTIMIZERS
from skipnet_gui.session.edits import edited, set_run, set_weights
from skipnet_gui.ui.panels.training import TrainingPanel


@pytest.fixture
def on_desk(desk):
    return lambda preset="exercise": desk(TrainingPanel(), preset)


def choose(chooser, text):
    chooser.activated.emit(chooser.findText(text))


@pytest.mark.parametrize("typed", ["0.9", "0,9"])
def test_momentum_is_committed_on_enter_with_either_decimal_mark(on_desk, type_in, qtbot, typed):
    desk = on_desk()
    box = desk.panel.settings["sgd", "momentum"]
    type_in(box, typed)
    assert desk.titles == []
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert desk.titles == ["momentum 0.9"]
    assert desk.project.run.optimizer.options["momentum"] == 0.9


def test_leaving_the_box_commits(on_desk, type_in, qtbot):
    desk = on_desk("curve")
    type_in(desk.panel.batch_size, "7")
    qtbot.keyClick(desk.panel.batch_size, Qt.Key.Key_Tab)
    assert desk.project.run.batch_size == 7


def test_a_box_that_was_only_visited_asks_for_nothing(on_desk, type_in, qtbot):
    desk = on_desk()
    desk.show(edited(desk.document, set_run("", seed=3, initial_weights=(0.1 + 0.2,) * 4)))
    for box in desk.panel.findChildren(type(desk.panel.seed)):
        box.setFocus()
        qtbot.keyClick(box, Qt.Key.Key_Return)
        qtbot.keyClick(box, Qt.Key.Key_Tab)
    assert desk.titles == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("abc", "“abc” is not a number; write it like 0.5, −3 or 1/8."),
        ("-1", "momentum must be a finite number, 0 or more."),
    ],
)
def test_bad_input_keeps_the_old_value_and_says_why(on_desk, type_in, qtbot, typed, sentence):
    desk = on_desk()
    box = desk.panel.settings["sgd", "momentum"]
    type_in(box, typed)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert (desk.titles, desk.problems, box.text()) == ([], [sentence], "0")
    assert sentence in box.parent().notice.text()
    assert box.parent().notice.isVisible()
    type_in(box, "0.5")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert not box.parent().notice.isVisible()


@pytest.mark.parametrize("typed", ["2.5", "-3", "9" * 30, ""])
def test_a_batch_size_is_a_whole_number(on_desk, type_in, qtbot, typed):
    desk = on_desk("curve")
    type_in(desk.panel.batch_size, typed)
    qtbot.keyClick(desk.panel.batch_size, Qt.Key.Key_Return)
    assert len(desk.problems) == 1
    assert desk.panel.batch_size.text() == "5"
    assert desk.project.run.batch_size == 5


def test_nesterov_without_momentum_stays_off(on_desk, qtbot):
    desk = on_desk()
    check = desk.panel.settings["sgd", "nesterov"]
    check.setFocus()
    qtbot.keyClick(check, Qt.Key.Key_Space)
    assert desk.problems == ["nesterov needs momentum above 0."]
    assert not check.isChecked()


def test_escape_takes_back_what_was_typed(on_desk, type_in, qtbot):
    desk = on_desk()
    type_in(desk.panel.batch_size, "44")
    qtbot.keyClick(desk.panel.batch_size, Qt.Key.Key_Escape)
    qtbot.keyClick(desk.panel.batch_size, Qt.Key.Key_Return)
    assert desk.panel.batch_size.text() == "1"
    assert desk.titles == []


def test_what_is_being_typed_survives_a_change_elsewhere(on_desk, type_in):
    desk = on_desk()
    type_in(desk.panel.batch_size, "44")
    desk.show(edited(desk.document, set_run("", batch_size=3)))
    assert desk.panel.batch_size.text() == "44"


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_each_optimizer_shows_its_own_settings(on_desk, name):
    desk = on_desk()
    choose(desk.panel.optimizer, OPTIMIZERS[name].title)
    assert desk.project.run.optimizer.name == name
    shown = {key for key, control in desk.panel.settings.items() if control.isVisible()}
    assert shown == {(name, option) for option in OPTIMIZERS[name].options}


def test_a_setting_at_its_default_is_not_kept(on_desk, type_in, qtbot):
    desk = on_desk()
    box = desk.panel.settings["sgd", "momentum"]
    for typed in ("0.9", "0"):
        type_in(box, typed)
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert desk.project.run.optimizer.settings == ()


def test_a_start_weight_is_typed_in_the_table(on_desk, type_in_cell):
    desk = on_desk()
    type_in_cell(desk.panel.start.table, 2, 0, "-1/8")
    assert desk.titles == ["initial ws = −0.125"]
    assert desk.project.run.initial_weights == (0.5, 0.5, -0.125, 0.5)


def test_a_bad_start_weight_names_the_weight(on_desk, type_in_cell):
    desk = on_desk()
    type_in_cell(desk.panel.start.table, 2, 0, "much")
    assert desk.problems == ["wₛ, value: “much” is not a number; write it like 0.5, −3 or 1/8."]
    assert desk.project.run.initial_weights == (0.5,) * 4


def test_all_equal_leaves_frozen_weights(on_desk, type_in, qtbot):
    desk = on_desk("residual")
    type_in(desk.panel.start.equal, "0,25")
    qtbot.keyClick(desk.panel.start.equal, Qt.Key.Key_Tab)
    qtbot.mouseClick(desk.panel.start.equal_button, Qt.MouseButton.LeftButton)
    assert desk.project.run.initial_weights == (0.25, 1.0, 1.0) * 3


def test_a_draw_uses_scheme_scale_and_seed(on_desk, type_in, qtbot):
    desk = on_desk()
    start = desk.panel.start
    choose(start.scheme, "He")
    type_in(start.scale, "2")
    type_in(start.seed, "5")
    qtbot.keyClick(start.seed, Qt.Key.Key_Return)
    qtbot.mouseClick(start.draw_button, Qt.MouseButton.LeftButton)
    network = desk.project.network
    assert desk.project.run.initial_weights == drawn(network, (0.5,) * 4, "he", 5, 2.0)
    qtbot.mouseClick(start.next_button, Qt.MouseButton.LeftButton)
    assert desk.project.run.initial_weights == drawn(network, (0.5,) * 4, "he", 6, 2.0)


def test_a_start_too_large_for_a_float_is_refused(on_desk, type_in, qtbot):
    desk = on_desk()
    choose(desk.panel.start.scheme, "Normal")
    type_in(desk.panel.start.scale, "1.7e308")
    qtbot.keyClick(desk.panel.start.scale, Qt.Key.Key_Return)
    for _ in range(8):
        qtbot.mouseClick(desk.panel.start.next_button, Qt.MouseButton.LeftButton)
    assert "must be a finite number" in desk.problems[0]


def test_the_table_shows_weights_set_by_hand_at_step_0_and_replaces_them(on_desk, type_in_cell):
    desk = on_desk()
    desk.show(edited(desk.document, set_weights({"w0": 2.0})))
    model = desk.panel.start.table.model()
    assert model.index(0, 0).data() == "2"
    type_in_cell(desk.panel.start.table, 0, 0, "3")
    assert desk.project.run.initial_weights[0] == 3.0
    assert desk.project.run.events == ()
    assert desk.document.history.row(0)[2][0] == 3.0
