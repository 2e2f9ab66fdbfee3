"""New network: typed, seen, taken with Enter as one edit, and undone."""

import re

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton

from skipnet_gui.core.builder import SKIPS, Layers, drawn_weights, layered_network
from skipnet_gui.core.network import BIAS
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.session.project import project_of
from skipnet_gui.ui.network_sketch import NetworkSketch
from skipnet_gui.ui.new_network_dialog import (
    NewNetworkDialog,
    ask_new_network,
    read_widths,
    widths_text,
)
from tests.ui.filling import can_take, choose, put, told, typed_in


@pytest.fixture
def dialog(qtbot):
    made = NewNetworkDialog(None, project_of(PRESETS["exercise"].make()))
    qtbot.addWidget(made)
    made.show()
    return made


def act(window, do):
    """Open the dialog over the window, and act on it once it is there."""
    QTimer.singleShot(0, window, lambda: do(window.findChild(NewNetworkDialog)))
    ask_new_network(window, window.store, window.loop)


def test_enter_takes_what_was_typed_as_one_edit_and_undo_brings_the_old_network_back(window):
    before = window.store.document.project

    def fill(dialog):
        put(dialog, "inputs", "2")
        put(dialog, "widths", "3, 3")
        choose(dialog, "skips", "input")
        choose(dialog, "activation", "tanh")
        choose(dialog, "output_activation", "sigmoid")
        dialog.findChild(QCheckBox, "biases").click()
        choose(dialog, "loss", "squared")
        choose(dialog, "scheme", "glorot")
        put(dialog, "scale", "1/2")
        put(dialog, "weights_seed", "7", Qt.Key.Key_Return)

    act(window, fill)
    layers = Layers(2, (3, 3), 1, "tanh", "sigmoid", biases=True, skips="input", loss="squared")
    made = window.store.document.project
    assert made.network == layered_network(layers)
    assert made.run.initial_weights == drawn_weights(made.network, "glorot", 7, 0.5)
    assert made.data.x.tolist() == [[*before.data.x[0].tolist(), 0.0]]
    assert window.readings()["step"] == "0"
    window.store.undo()
    assert window.store.document.project is before
    assert not window.store.facts().can_undo


@pytest.mark.parametrize("leave", ["button", "escape"])
def test_leaving_changes_nothing(window, leave):
    before = window.store.document

    def go(dialog):
        put(dialog, "depth", "5")
        if leave == "button":
            QTest.mouseClick(dialog.findChild(QPushButton, "leave"), Qt.MouseButton.LeftButton)
        else:
            QTest.keyClick(dialog, Qt.Key.Key_Escape)

    act(window, go)
    assert window.store.document is before


def test_depth_and_widths_follow_each_other(dialog):
    put(dialog, "depth", "6")
    assert typed_in(dialog, "widths") == "5 × 4"
    put(dialog, "depth", "1")
    assert typed_in(dialog, "widths") == ""
    assert told(dialog, "network_size") == "1 unit, 1 weight"
    put(dialog, "widths", "8 8,3")
    assert typed_in(dialog, "depth") == "4"
    put(dialog, "depth", "3")
    assert typed_in(dialog, "widths") == "8, 8"
    put(dialog, "depth", "50")
    assert told(dialog, "network_size") == "393 units, 3 088 weights"


def test_the_size_and_what_becomes_of_the_data_are_shown(dialog):
    assert told(dialog, "network_size") == "9 units, 24 weights"
    assert told(dialog, "about_data") == "The data stay as they are."
    choose(dialog, "skips", "residual")
    assert told(dialog, "network_size") == "13 units, 24 weights, and 8 fixed (dashed)"
    put(dialog, "inputs", "3")
    assert told(dialog, "about_data") == "The data: 2 new input columns of zeros."


@pytest.mark.parametrize("skips", [name for name in SKIPS if name != "none"])
def test_the_sketch_shows_each_pattern_of_skips_and_asks_for_k_where_it_has_one(dialog, skips):
    put(dialog, "depth", "5")
    sketch = dialog.findChild(NetworkSketch)
    without = sketch.grab().toImage()
    choose(dialog, "skips", skips)
    assert can_take(dialog)
    assert sketch.grab().toImage() != without
    assert dialog.findChild(QLineEdit, "every").isVisible() == (skips == "every")


def test_skips_of_a_chain_are_arcs_that_stand_clear_of_it(dialog):
    put(dialog, "widths", "9 × 1")
    sketch = dialog.findChild(NetworkSketch)
    assert rows_with_ink(sketch.grab().toImage()) < 40
    choose(dialog, "skips", "input")
    assert rows_with_ink(sketch.grab().toImage()) > 120


def rows_with_ink(image):
    ground = image.pixel(0, 0)
    columns = range(image.width())
    return sum(any(image.pixel(x, y) != ground for x in columns) for y in range(image.height()))


def test_k_says_over_how_many_layers_a_skip_leads(dialog):
    put(dialog, "widths", "9 × 1")
    choose(dialog, "skips", "every")
    put(dialog, "every", "3")
    assert told(dialog, "network_size") == "10 units, 13 weights"


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("inputs", "two", "Inputs: “two” is not a whole number; write it like 20."),
        ("outputs", "0", "Outputs: must be a whole number, 1 to 2 000."),
        ("depth", "51", "Depth: must be a whole number, 1 to 50."),
        ("widths", "8, x", "Hidden widths: “x” is not a width; write them like 8, 8, 4."),
        ("widths", "60 × 3", "Hidden widths: there are at most 49 hidden layers."),
        ("widths", "4, 0", "Hidden layer 2 must be a whole number, 1 to 2000."),
        ("widths", "200 200", "Edges may be at most 10000; these layers would have 40400."),
        ("scale", "much", "Scale s: “much” is not a number; write it like 0.5, −3 or 1/8."),
        ("scale", "1e400", "Scale s: “1e400” is too large for a float64."),
        ("weights_seed", "-1", "Seed: “-1” is not a whole number; write it like 20."),
    ],
)
def test_what_cannot_be_is_said_and_enter_does_not_take_it(dialog, name, typed, sentence):
    put(dialog, name, typed, Qt.Key.Key_Return)
    assert told(dialog) == f"⚠ {sentence}"
    assert dialog.isVisible()
    assert not can_take(dialog)
    assert told(dialog, "network_size") == "–"


def test_a_loss_that_the_data_do_not_allow_is_said_and_another_can_be_taken(dialog):
    choose(dialog, "loss", "binary_cross_entropy")
    assert "needs targets from 0 to 1; row 1 has −3" in told(dialog)
    assert not can_take(dialog)
    choose(dialog, "loss", "huber")
    assert told(dialog) == ""
    assert can_take(dialog)


def test_a_scale_that_makes_weights_infinite_names_one(dialog):
    choose(dialog, "scheme", "normal")
    put(dialog, "scale", "1.7e308")
    assert re.fullmatch(r"⚠ Weight w\d+ must be a finite number\.", told(dialog))
    assert not can_take(dialog)


def test_without_biases_there_are_none_and_with_them_each_unit_has_one(dialog):
    check = dialog.findChild(QCheckBox, "biases")
    for wanted in (0, 9):
        network = dialog.edit.change(dialog._project, 0).network
        assert sum(edge.source == BIAS for edge in network.edges) == wanted
        check.click()


@pytest.mark.parametrize("widths", [(), (4,), (8, 8, 3), (2, 2, 2, 2, 7), (1,) * 49])
def test_widths_read_back_as_they_are_written(widths):
    assert read_widths(widths_text(widths)) == widths
