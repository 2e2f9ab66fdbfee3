"""Make data: a rule, rows, noise and seed; seen, taken with Enter, and undone."""

import pytest
from PySide6.QtCore import Qt, QTimer

from skipnet_gui.core.builder import Layers, drawn_weights, layered_network
from skipnet_gui.core.generators import GENERATORS, generated
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.session.network_edits import new_network
from skipnet_gui.session.project import project_of
from skipnet_gui.ui.data_making import MakeDataDialog, make_data
from skipnet_gui.ui.data_sketch import DataSketch
from tests.ui.filling import can_take, choose, put, told, typed_in

SIDES = {1: "1 input and 1 output", 2: "2 inputs and 1 output"}


def project(inputs=1, rule="sine", loss="half_squared"):
    start = project_of(PRESETS["exercise"].make())
    network = layered_network(Layers(inputs, (), 1, output_activation="sigmoid", loss=loss))
    return new_network(start, network, drawn_weights(network, "he", 0), generated(rule)).change(
        start, 0
    )


@pytest.fixture
def opened(qtbot):
    def make(inputs=1):
        dialog = MakeDataDialog(None, project(inputs, {1: "sine", 2: "xor"}[inputs]))
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return make


def test_enter_takes_the_data_as_one_edit_and_undo_brings_the_old_back(window):
    before = window.store.document.project

    def fill():
        dialog = window.findChild(MakeDataDialog)
        choose(dialog, "generator", "sine")
        put(dialog, "rows", "12")
        put(dialog, "noise", "0,25")
        put(dialog, "data_seed", "3", Qt.Key.Key_Return)

    QTimer.singleShot(0, window, fill)
    make_data(window, window.store, window.loop)
    made = window.store.document.project
    assert made.data.same_as(generated("sine", 3, 12, 0.25))
    assert made.network is before.network
    assert window.store.undo_stack.done[-1].title == "data “Sine”, seed 3"
    window.store.undo()
    assert window.store.document.project is before


@pytest.mark.parametrize("inputs", [1, 2])
@pytest.mark.parametrize("rule", GENERATORS)
def test_a_rule_shows_its_usual_data_and_says_what_network_it_needs(opened, rule, inputs):
    dialog = opened(inputs)
    choose(dialog, "generator", rule)
    row = GENERATORS[rule]
    assert typed_in(dialog, "rows") == str(row.rows)
    assert dialog._sketch._data.same_as(generated(rule))
    assert can_take(dialog) == (row.inputs == inputs)
    need = f"⚠ These data need a network with {SIDES[row.inputs]}; this one has {SIDES[inputs]}."
    assert told(dialog) == ("" if row.inputs == inputs else need)


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("rows", "0", "Rows: must be a whole number, 1 to 500 000."),
        ("rows", "many", "Rows: “many” is not a whole number; write it like 20."),
        ("noise", "-1", "Noise must be a number, 0 to 10."),
        ("noise", "a", "Noise: “a” is not a number; write it like 0.5, −3 or 1/8."),
        ("data_seed", "1.5", "Seed: “1.5” is not a whole number; write it like 20."),
    ],
)
def test_what_cannot_be_is_said_and_enter_does_not_take_it(opened, name, typed, sentence):
    dialog = opened()
    put(dialog, name, typed, Qt.Key.Key_Return)
    assert told(dialog) == f"⚠ {sentence}"
    assert dialog.isVisible()
    assert not can_take(dialog)
    assert dialog._sketch._data is None


def test_targets_that_the_loss_does_not_allow_are_named(qtbot):
    dialog = MakeDataDialog(None, project(1, "step", "binary_cross_entropy"))
    qtbot.addWidget(dialog)
    choose(dialog, "generator", "line")
    assert told(dialog) == "⚠ Sample 12, y must be 0 to 1 for binary_cross_entropy."
    assert not can_take(dialog)
    choose(dialog, "generator", "step")
    assert can_take(dialog)


def test_the_picture_shows_the_seed_and_only_labels_are_explained(opened):
    dialog = opened(2)
    choose(dialog, "generator", "circle")
    sketch = dialog.findChild(DataSketch)
    first = sketch.grab().toImage()
    assert dialog._legend.text() == "○ y = 0   ■ y = 1"
    put(dialog, "data_seed", "9")
    assert sketch.grab().toImage() != first
    choose(dialog, "generator", "sine")
    assert dialog._legend.text() == ""


@pytest.mark.parametrize("inputs", [1, 2])
def test_it_begins_with_a_rule_that_the_network_can_take(opened, inputs):
    assert can_take(opened(inputs))


def test_a_share_of_the_rows_is_held_out_for_the_test(opened):
    dialog = opened()
    put(dialog, "test_share", "0,25")
    assert told(dialog) == "⚠ Data need two rows at least to be split."
    choose(dialog, "generator", "sine")
    put(dialog, "test_share", "0,25", Qt.Key.Key_Return)
    made = dialog.edit.change(project(), 0)
    assert (len(made.data.x), len(made.test.x)) == (30, 10)
    assert dialog.edit.title == "data “Sine”, seed 0, 10 of 40 rows for the test"


@pytest.mark.parametrize("typed", ["1", "-0.5", "1e9"])
def test_a_share_that_leaves_nothing_to_train_on_is_refused(opened, typed):
    dialog = opened()
    put(dialog, "test_share", typed)
    assert told(dialog) == "⚠ Share must be above 0 and below 1."
    assert not can_take(dialog)
