"""The command that shows the fitted function, and that it is remembered."""

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from skipnet_gui.ui.app import create_window
from skipnet_gui.ui.main_window import MainWindow
from tests.ui.conftest import preset


def closed(window: MainWindow) -> None:
    window.close()
    window.deleteLater()


def test_f12_shows_the_function_and_the_next_start_has_it(qtbot: QtBot, tmp_path) -> None:
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    first = create_window(preset("curve"), settings)
    with qtbot.waitActive(first):
        first.show()
        first.activateWindow()
    assert first.late.function.plot is None
    QTest.keyClick(first.graph, Qt.Key.Key_F12)
    plot = first.late.function.plot
    assert plot.isVisible()
    assert first.findChild(QAction, "show_function").isChecked()
    # Arrows walk over the points where the focus is there, and do steps elsewhere.
    plot.canvas.setFocus()
    QTest.keyClick(plot.canvas, Qt.Key.Key_Right)
    QTest.keyClick(plot.canvas, Qt.Key.Key_Return)
    assert first.store.snapshot.step == 0
    assert first.store.snapshot.pinned
    first.graph.setFocus()
    QTest.keyClick(first.graph, Qt.Key.Key_Right)
    assert first.store.snapshot.step == 1
    qtbot.waitUntil(lambda: "ŷ(x) · step 1" in plot.canvas.accessibleDescription())
    closed(first)
    second = create_window(preset("curve"), settings)
    second.show()
    qtbot.waitExposed(second)
    assert second.late.function.plot.isVisible()
    assert second.findChild(QAction, "show_function").isChecked()
    second.findChild(QAction, "show_function").trigger()
    assert not second.late.function.plot.isVisible()
    closed(second)
