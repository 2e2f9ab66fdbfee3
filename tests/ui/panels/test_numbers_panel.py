"""The numbers panel: all numbers of one moment, to read, copy and edit."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from skipnet_gui.core.functions import Conventions
from skipnet_gui.session.asking import FORWARD, Asked
from skipnet_gui.session.edits import edited, set_conventions, set_weights
from skipnet_gui.session.snapshot import snapshot
from skipnet_gui.ui.panels.numbers import NumbersPanel
from skipnet_gui.ui.parts import Part
from skipnet_gui.ui.theme import DARK, LIGHT

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def on_desk(desk):
    return lambda preset="exercise": desk(NumbersPanel(), preset)


def column(table, number):
    model = table.model()
    return [model.index(row, number).data() for row in range(model.rowCount())]


def test_the_exercise_before_and_after_the_step(on_desk):
    desk = on_desk()
    units, edges = desk.panel.units, desk.panel.edges
    assert column(units, 1) == ["0.5", "0.75", "0.25", "0.5", "0.375", "1"]
    assert column(units, 2) == ["0.5", "0.75", "0.25", "0.5", "0.375", "1"]
    assert column(edges, 1)[1::2] == ["0.75", "0.25", "0.5", "0.25"]
    desk.step()
    assert column(edges, 1)[::2] == ["−0.25", "0.25", "0", "0.25"]
    assert column(edges, 1)[1::2] == ["0"] * 4
    assert column(units, 0)[1] == "ReLU · dead"
    assert "step 1" in desk.panel._moment.text()


def test_a_relu_at_its_kink_is_dead_by_convention_only(on_desk):
    desk = on_desk()
    desk.show(edited(desk.document, set_weights({"w0": 0.0})))
    assert column(desk.panel.units, 0)[1] == "ReLU · dead"
    desk.show(edited(desk.document, set_conventions(Conventions(relu_slope_at_zero=1))))
    assert column(desk.panel.units, 0)[1] == "ReLU"


def test_gradients_of_a_batch_say_that_they_are_means(on_desk):
    desk = on_desk("curve")
    heading = desk.panel.edges.model().headerData(1, Qt.Orientation.Horizontal)
    assert heading == "value\n∂L/∂w mean"
    assert "mean over the batch of 5" in desk.panel._note.text()
    tip = desk.panel.edges.model().index(1, 1).data(Qt.ItemDataRole.ToolTipRole)
    assert tip.startswith("∂L/∂w₁, mean over the batch of 5, = ")
    assert "sample 5 of 20" in desk.panel._sample.text()


def test_hovering_shows_every_digit(on_desk):
    desk = on_desk()
    desk.show(edited(desk.document, set_weights({"w0": 0.1 + 0.2})))
    cell = desk.panel.edges.model().index(0, 1)
    assert cell.data() == "0.3"
    assert cell.data(Qt.ItemDataRole.ToolTipRole) == "w₀ = 0.30000000000000004"


def test_a_double_click_on_a_weight_edits_it(on_desk, type_in_cell):
    desk = on_desk()
    desk.step()
    type_in_cell(desk.panel.edges, 4, 1, "-1,5")
    assert desk.titles == ["ws"]
    assert desk.project.run.events[-1].step == 1
    assert column(desk.panel.edges, 1)[4] == "−1.5"


def test_a_weight_that_is_no_number_stays(on_desk, type_in_cell):
    desk = on_desk()
    type_in_cell(desk.panel.edges, 0, 1, "w")
    assert desk.problems == ["“w” is not a number; write it like 0.5, −3 or 1/8."]
    assert desk.panel._notice.isVisible()
    assert column(desk.panel.edges, 1)[0] == "0.5"


def test_what_is_asked_for_is_a_question_mark_and_what_is_to_come_a_dash(on_desk, qtbot):
    desk = on_desk()
    asking = snapshot(desk.document.at_operation(3), Asked(FORWARD))
    desk.panel.show_document(desk.document, asking)
    cell = desk.panel.units.model().index(0, 1)
    assert column(desk.panel.units, 1) == ["?", "–"] * 3
    assert cell.data(Qt.ItemDataRole.ToolTipRole) == "z₀ = ?"
    assert column(desk.panel.edges, 2) == ["?", "–"] * 4
    assert desk.panel._sample.text() == "sample 1 of 1 · L = ?"
    qtbot.mouseClick(desk.panel.copy_button, LEFT)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert "0\tReLU\t?\t?\t–\t–\t" in lines
    assert "w0\tx\t0\t0.5\t?\t–\t–\tyes" in lines


def test_what_is_typed_survives_the_next_frame(on_desk, qtbot, commit):
    desk = on_desk()
    desk.panel.edges.edit(desk.panel.edges.model().index(0, 1))
    editor = desk.panel.edges.viewport().findChild(QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, "0.7")
    desk.step()
    assert editor.text() == "0.7"
    commit(editor)
    assert desk.titles == ["w0"]


def test_opening_a_weight_that_is_not_finite_asks_for_nothing(on_desk, commit):
    desk = on_desk()
    moment = snapshot(desk.document)
    desk.panel.show_document(desk.document, replace(moment, weights=moment.weights * np.nan))
    assert column(desk.panel.edges, 1)[0] == "nan"
    desk.panel.edges.edit(desk.panel.edges.model().index(0, 1))
    commit(desk.panel.edges.viewport().findChild(QLineEdit))
    assert (desk.titles, desk.problems) == ([], [])


def test_only_weights_can_be_edited(on_desk):
    panel = on_desk().panel
    for table, editable in (
        (panel.units, set()),
        (panel.edges, {(row, 1) for row in (0, 2, 4, 6)}),
    ):
        model = table.model()
        cells = {(r, c) for r in range(model.rowCount()) for c in range(3)}
        flag = Qt.ItemFlag.ItemIsEditable
        assert {cell for cell in cells if model.index(*cell).flags() & flag} == editable


def move(widget, point):
    place = QPointF(point)
    nothing, no_key = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    event = QEvent.Type.MouseMove
    moved = QMouseEvent(event, place, widget.mapToGlobal(place), nothing, nothing, no_key)
    QApplication.sendEvent(widget, moved)


def test_pointing_tells_the_part_and_leaving_tells_none(on_desk):
    panel = on_desk().panel
    told = []
    panel.part_hovered.connect(told.append)
    cell = panel.edges.visualRect(panel.edges.model().index(3, 0))
    move(panel.edges.viewport(), cell.center())
    assert told == [Part("edge", 1)]
    QApplication.sendEvent(panel.edges, QEvent(QEvent.Type.Leave))
    assert told[-1] is None


def test_clicks_and_arrows_choose_a_part(on_desk, qtbot):
    panel = on_desk().panel
    told = []
    panel.part_clicked.connect(told.append)
    cell = panel.units.visualRect(panel.units.model().index(1, 1))
    qtbot.mouseClick(panel.units.viewport(), LEFT, pos=cell.center())
    qtbot.keyClick(panel.units, Qt.Key.Key_Down)
    qtbot.keyClick(panel.units, Qt.Key.Key_Down)
    assert told == [Part("unit", 0), Part("unit", 1)]


def test_a_part_pointed_at_elsewhere_is_marked(on_desk):
    panel = on_desk().panel
    before = panel.units.viewport().grab().toImage()
    panel.show_highlight(Part("unit", 1))
    assert panel.units.viewport().grab().toImage() != before
    panel.show_highlight(None)
    assert panel.units.viewport().grab().toImage() == before


def test_a_part_out_of_sight_is_scrolled_to(on_desk):
    panel = on_desk("curve").panel
    last = panel.edges.model().index(27, 0)
    panel.show_highlight(Part("edge", 13))
    assert panel.edges.viewport().rect().contains(panel.edges.visualRect(last))


def test_a_copied_selection_has_all_digits(on_desk, qtbot):
    desk = on_desk()
    desk.show(edited(desk.document, set_weights({"w1": -1 / 3})))
    desk.panel.edges.selectRow(3)
    qtbot.keySequence(desk.panel.edges, QKeySequence(QKeySequence.StandardKey.Copy))
    heading, row = QGuiApplication.clipboard().text().splitlines()
    assert heading.split("\t")[:4] == ["weight", "from", "to", "value"]
    assert row.split("\t")[:4] == ["w1", "0", "1", repr(-1 / 3)]


def test_copy_all_names_the_moment(on_desk, qtbot):
    desk = on_desk()
    desk.step()
    qtbot.mouseClick(desk.panel.copy_button, LEFT)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[0] == "run 1 · step 1"
    assert "0\tReLU\t-0.25\t0\t0\t0\tdead" in lines
    assert any(line.startswith("w2\t1\t2\t0.25\t") for line in lines)


def test_another_network_takes_the_place_of_the_old_one(on_desk, desk):
    panel = on_desk().panel
    panel.edges.selectAll()
    other = desk(NumbersPanel(), "residual").document
    panel.show_document(other, snapshot(other))
    assert panel.edges.model().rowCount() == 18
    assert panel.edges.selected == frozenset()
    assert column(panel.edges, 0)[2] == "one₁ · frozen"


def test_the_dark_theme_has_its_own_colours(on_desk):
    panel = on_desk().panel
    model = panel.units.model()
    assert model.ink(model.index(0, 1)) == LIGHT.forward
    panel.show_theme(DARK)
    assert model.ink(model.index(1, 1)) == DARK.backward_text
