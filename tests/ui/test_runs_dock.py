"""Runs in the window: branching, the list, the twin, and the header that names the active one."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from skipnet_gui.session.player import advanced
from tests.ui.conftest import preset
from tests.ui.test_window import trigger


@pytest.fixture
def window(open_window):
    window = open_window(preset("rattle"))
    window.store.show(advanced(window.store.document, 60).at(40))
    trigger(window, "show_setup")
    window.setup.setCurrentWidget(window.setup.runs)
    return window


def rows(window):
    table = window.setup.runs.table
    return [[table.item(row, at).text() for at in range(3)] for row in range(table.rowCount())]


def bold(window):
    table = window.setup.runs.table
    return [table.item(row, 0).font().bold() for row in range(table.rowCount())]


def test_branch_here_makes_the_branch_active_and_undo_takes_it_back(window):
    trigger(window, "branch")
    assert [row[:2] for row in rows(window)] == [["run 1", "60"], ["run 1 from 40", "40"]]
    assert bold(window) == [False, True]
    assert "run 1 from 40" in window.graph.header()
    assert window.actions_by_id["undo"].text() == "Undo branch at step 40"
    trigger(window, "undo")
    assert [row[:2] for row in rows(window)] == [["run 1", "60"]]


def test_a_click_on_a_run_goes_there_and_changes_nothing(window):
    trigger(window, "branch")
    saved = window.store.dirty
    window.setup.runs.table.setCurrentCell(0, 0)
    assert window.store.document.project.active_run == 0
    assert window.graph.header().startswith("run 1 step 40")
    assert window.store.dirty == saved
    assert window.actions_by_id["undo"].text() == "Undo branch at step 40"


def test_keys_turn_to_the_next_run(window):
    trigger(window, "branch")
    trigger(window, "next_run")
    assert window.store.document.project.active_run == 0
    trigger(window, "previous_run")
    assert window.store.document.project.active_run == 1


def test_a_run_is_renamed_where_it_stands(window):
    window.setup.runs.table.item(0, 0).setText("slow")
    assert window.store.document.project.run.name == "slow"
    window.setup.runs.table.item(0, 0).setText("  ")
    assert rows(window)[0][0] == "slow"
    assert "name" in window.setup.runs._notice.text()
    trigger(window, "undo")
    assert rows(window)[0][0] == "run 1"


def test_a_run_without_its_tick_is_not_drawn(window):
    trigger(window, "branch")
    names = window.plots.plots[0].overlay
    assert [key.name for key in names.face.legend] == ["run 1 from 40", "run 1"]
    window.setup.runs.table.item(0, 0).setCheckState(Qt.CheckState.Unchecked)
    assert not window.store.document.project.runs[0].shown
    assert names.face.legend == ()


def test_buttons_copy_and_delete(window):
    panel = window.setup.runs
    assert not panel.remove.isEnabled()
    QTest.mouseClick(panel.copy, Qt.MouseButton.LeftButton)
    assert [row[:2] for row in rows(window)] == [["run 1", "60"], ["run 1 copy", "60"]]
    QTest.mouseClick(panel.remove, Qt.MouseButton.LeftButton)
    assert [row[0] for row in rows(window)] == ["run 1"]


def test_a_twin_stands_below_with_its_own_numbers(window, qtbot):
    panel = window.setup.runs
    QTest.mouseClick(panel.twin_buttons[2], Qt.MouseButton.LeftButton)
    assert window.store.document.project.run.twin_without == ("ws",)
    qtbot.waitUntil(lambda: window.store.document.lagging is None)
    twin = window.twins.twin
    assert twin.isVisible()
    assert twin.header().startswith("twin without wₛ step 40")
    w0 = w1 = w2 = 0.5
    for _ in range(40):  # ŷ = w2 w1 w0 > 0 > y, so ∂L/∂ŷ = 1
        w0, w1, w2 = w0 - 0.05 * w2 * w1, w1 - 0.05 * w2 * w0, w2 - 0.05 * w1 * w0
    shown = twin.readings()
    assert "ws" not in shown
    assert (shown["w0"], shown["loss"]) == (f"{w0:.4g}", f"{3.0 + w2 * w1 * w0:.4g}")
    trigger(window, "step")
    assert twin.header().startswith("twin without wₛ step 41")
    QTest.mouseClick(panel.twin_buttons[2], Qt.MouseButton.LeftButton)
    assert twin.isHidden()


def test_the_last_edge_cannot_be_cut(window):
    panel = window.setup.runs
    for button in panel.twin_buttons:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.store.document.project.run.twin_without == ("w0", "w1", "ws")
    assert not panel.twin_buttons[3].isChecked()
    assert "some of the edges" in panel._twin_notice.text()
