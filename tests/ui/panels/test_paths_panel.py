"""The panel of paths: factors, numbers, the sum, and the path that is pointed at."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QComboBox

from skipnet_gui.core.operations import operations
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.session.document import new_document
from skipnet_gui.session.edits import edited, set_weights
from skipnet_gui.session.project import project_of
from skipnet_gui.session.snapshot import snapshot
from skipnet_gui.ui.panels import paths as module
from skipnet_gui.ui.panels.paths import PathsPanel
from skipnet_gui.ui.parts import Part
from skipnet_gui.ui.style import style_sheet
from skipnet_gui.ui.theme import DARK, LIGHT
from tests.core.test_paths import dense_chain


@pytest.fixture
def on_desk(desk):
    return lambda preset="exercise": desk(PathsPanel(), preset)


def rows(panel):
    model = panel.paths.path_model
    return [(*model.lines(row), model.product_at(row)) for row in range(model.rowCount())]


def texts(panel):
    return panel._gradient.text(), panel._sum.text()


def test_the_exercise_taken_apart_and_put_together(on_desk):
    panel = on_desk().panel
    assert texts(panel) == ("∂L/∂w₀ = 0.75", "= 0.5 + 0.25   (2 paths)")
    assert rows(panel) == [
        ("∂L/∂ŷ · wₛ · u(z₀) · x", "1 · 0.5 · 1 · 1", 0.5),
        ("∂L/∂ŷ · w₂ · u(z₁) · w₁ · u(z₀) · x", "1 · 0.5 · 1 · 0.5 · 1 · 1", 0.25),
    ]


def test_after_the_step_each_path_names_the_factor_that_is_zero(on_desk):
    desk = on_desk()
    desk.step()
    assert texts(desk.panel)[0] == "∂L/∂w₀ = 0"
    assert {row[1] for row in rows(desk.panel)} == {
        "0 because wₛ = 0 and u(z₀) = 0",
        "0 because u(z₁) = 0 and u(z₀) = 0",
    }


def test_a_sum_in_a_factor_stands_in_brackets(on_desk):
    panel = on_desk("curve").panel
    assert "(1 − h" in rows(panel)[0][0]
    assert "(−" in rows(panel)[1][1]
    assert "mean over the batch of 5" in panel._note.text()


def test_the_weight_selected_on_the_graph_is_taken_apart(on_desk):
    panel = on_desk().panel
    panel.follow(Part("edge", 2))
    assert (texts(panel)[0], panel.weight.currentText()) == ("∂L/∂wₛ = 0.5", "wₛ")
    panel.follow(Part("unit", 0))
    panel.follow(None)
    assert texts(panel)[0] == "∂L/∂wₛ = 0.5"


def test_choosing_a_weight_shows_its_paths(on_desk):
    panel = on_desk().panel
    panel.weight.activated.emit(3)
    assert texts(panel) == ("∂L/∂w₂ = 0.25", "one path")


def move(view, point):
    place = QPointF(point)
    no, none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    kind = QEvent.Type.MouseMove
    moved = QMouseEvent(kind, place, view.viewport().mapToGlobal(place), no, no, none)
    QApplication.sendEvent(view.viewport(), moved)


def test_pointing_at_a_path_tells_its_edges_and_leaving_tells_none(on_desk):
    panel = on_desk().panel
    told = []
    panel.path_hovered.connect(told.append)
    for row in (1, 0):
        move(panel.paths, panel.paths.visualRect(panel.paths.path_model.index(row, 0)).center())
    QApplication.sendEvent(panel.paths, QEvent(QEvent.Type.Leave))
    assert told == [(0, 1, 3), (0, 2), None]


def test_the_keyboard_points_too(on_desk, qtbot):
    panel = on_desk().panel
    told = []
    panel.path_hovered.connect(told.append)
    panel.paths.setFocus()
    panel.paths.setCurrentIndex(panel.paths.path_model.index(0, 0))
    qtbot.keyClick(panel.paths, Qt.Key.Key_Down)
    assert told[-1] == (0, 1, 3)


def test_closing_the_panel_puts_the_light_out(on_desk):
    panel = on_desk().panel
    told = []
    panel.path_hovered.connect(told.append)
    panel.paths.setCurrentIndex(panel.paths.path_model.index(1, 0))
    panel.hide()
    assert told[-1] is None


def test_out_of_sight_nothing_is_computed_and_coming_back_shows_the_present(on_desk, monkeypatch):
    desk = on_desk()
    desk.panel.hide()
    monkeypatch.setattr(module, "ledger", None)
    desk.step()
    monkeypatch.undo()
    desk.panel.show()
    assert texts(desk.panel)[0] == "∂L/∂w₀ = 0"


def test_what_is_not_computed_yet_is_not_shown(on_desk):
    desk = on_desk()
    desk.show(desk.document.at_operation(3))
    assert texts(desk.panel) == ("∂L/∂w₀ = –", "It is not computed yet.")
    assert rows(desk.panel) == []
    desk.show(desk.document.at_operation(len(operations(desk.project.network))))
    assert texts(desk.panel)[0] == "∂L/∂w₀ = 0.75"


def test_long_networks_list_a_hundred_paths_and_the_others_as_one(qtbot):
    panel = PathsPanel()
    qtbot.addWidget(panel)
    document = new_document(project_of(dense_chain(30)))
    panel.show()
    panel.show_document(document, snapshot(document))
    found = rows(panel)
    assert len(found) == 101
    assert found[-1][:2] == ("268\u2009435\u2009356 more paths", "together")
    assert texts(panel)[1] == "sum over 268\u2009435\u2009456 paths, the 100 largest first"
    total = sum(row[2] for row in found)
    assert total == pytest.approx(snapshot(document).trace.gradients[0], abs=1e-12)


def test_hovering_a_path_shows_every_digit(on_desk):
    desk = on_desk()
    desk.show(edited(desk.document, set_weights({"ws": 0.1 + 0.2})))
    model = desk.panel.paths.path_model
    tip = model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert tip.splitlines()[1:] == ["= 1 · 0.30000000000000004 · 1 · 1", "= 0.30000000000000004"]


def test_the_path_that_is_chosen_stays_while_numbers_change(on_desk):
    desk = on_desk("rattle")
    desk.panel.paths.setCurrentIndex(desk.panel.paths.path_model.index(1, 0))
    desk.step()
    assert desk.panel.paths.currentIndex().row() == 1


def test_the_rows_are_painted_in_the_theme(on_desk):
    panel = on_desk().panel
    before = panel.paths.viewport().grab().toImage()
    panel.show_theme(DARK)
    assert panel.paths.viewport().grab().toImage() != before


def test_numbers_that_are_not_finite_do_no_harm(on_desk):
    desk = on_desk()
    desk.show(edited(desk.document, set_weights({"w1": 1e308, "w2": 1e308})))
    desk.panel.grab()
    moment = snapshot(desk.document)
    broken = replace(moment, weights=moment.weights * float("nan"))
    desk.panel.show_document(desk.document, broken)
    desk.panel.grab()


@pytest.mark.parametrize("preset", PRESETS)
def test_nothing_is_wider_than_the_dock(desk, preset):
    made = PathsPanel()
    made.setStyleSheet(style_sheet(LIGHT))
    desk(made, preset, width=300)
    assert made.widget().width() <= made.viewport().width()


def test_every_control_has_a_name(on_desk):
    panel = on_desk("curve").panel
    kinds = (QAbstractButton, QComboBox, QAbstractItemView)
    for control in (child for kind in kinds for child in panel.findChildren(kind)):
        if control.isVisible() and control.focusPolicy() != Qt.FocusPolicy.NoFocus:
            assert control.accessibleName() or control.text(), control
