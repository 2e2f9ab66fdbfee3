"""The docks on the right where there is little room: they fit, and the graph keeps its numbers."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyle, QTabBar

from skipnet_gui.session.asking import UNIT
from skipnet_gui.ui.body import TAB_PX
from tests.ui.conftest import preset
from tests.ui.test_window import trigger

DOCKS = ("derivation", "numbers", "program", "answers")


def shown_width(window) -> int:
    return window.body._right.width()


@pytest.mark.parametrize("width", [1280, 1340, 1400, 1440])
def test_the_graph_keeps_its_numbers_beside_the_derivation(open_window, width):
    window = open_window(size=(width, 800))
    assert window.derivation.isVisible()
    assert window.graph.level == "full"


def test_a_smaller_window_takes_the_room_from_the_dock(open_window, qtbot):
    window = open_window(size=(1440, 900))
    assert shown_width(window) == 406
    window.resize(1280, 900)
    qtbot.waitUntil(lambda: window.graph.level == "full" and shown_width(window) < 300)
    window.resize(1440, 900)
    qtbot.waitUntil(lambda: shown_width(window) == 406)


def test_a_width_set_by_hand_stays(open_window):
    window = open_window(size=(1280, 800))
    handle = window.body._across.handle(2)
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=QPoint(0, 100))
    QTest.mouseMove(handle, QPoint(-60, 100))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=QPoint(-60, 100))
    width = shown_width(window)
    assert width > 340
    trigger(window, "show_numbers")
    trigger(window, "show_derivation")
    assert shown_width(window) == width


def test_two_docks_leave_the_graph_its_numbers(open_window):
    window = open_window(size=(1600, 900))
    trigger(window, "show_setup")
    assert window.setup.isVisible()
    assert window.derivation.isVisible()
    assert window.graph.level == "full"


@pytest.mark.parametrize("name", DOCKS)
def test_each_dock_fits_into_300_pixels(open_window, name):
    window = open_window(size=(1200, 800))
    if not window.body.is_shown(name):
        trigger(window, f"show_{name}")
    window.answers.panel.head.which.chosen.emit(UNIT)
    assert shown_width(window) == 300
    assert window.body._right.minimumSizeHint().width() <= 300
    bar = window.body._right.findChild(QTabBar)
    needed = [bar.fontMetrics().horizontalAdvance(bar.tabText(at)) for at in range(bar.count())]
    rooms = [bar.tabRect(at).width() - 2 * TAB_PX for at in range(bar.count())]
    assert [room >= wide for room, wide in zip(rooms, needed, strict=True)] == [True] * bar.count()
    assert bar.tabRect(bar.count() - 1).right() <= 300


def test_the_moment_of_the_derivation_can_be_read_in_300_pixels(open_window):
    window = open_window(preset("curve"), size=(1200, 800))
    trigger(window, "show_derivation")
    for _ in range(12):
        trigger(window, "operation")
    QApplication.processEvents()  # lays out what has changed
    label = window.derivation.panel._moment
    assert label.text() == "step 0 · operation 11 of 49 · sample 5 of 20"
    assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width()


def test_the_options_of_the_answers_are_whole_in_300_pixels(open_window):
    window = open_window(size=(1200, 800))
    trigger(window, "show_answers")
    panel = window.answers.panel
    room = panel._body.width() - panel.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
    for button in (panel.options.export_button, panel.options.expected_box):
        assert button.mapTo(panel, QPoint(button.width(), 0)).x() <= room
