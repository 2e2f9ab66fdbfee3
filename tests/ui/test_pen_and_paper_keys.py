"""Pen and paper from end to end with nothing but the keyboard."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

Key, Modifier = Qt.Key, Qt.KeyboardModifier
MOST_TABS = 40


def press(key: Key, modifier: Modifier = Modifier.NoModifier) -> None:
    """Press a key where the focus is, as a keyboard does."""
    QTest.keyClick(QApplication.focusWidget(), key, modifier)


def write(text: str) -> None:
    QTest.keyClicks(QApplication.focusWidget(), text)


def tab_to(widget: QWidget) -> int:
    """Go to a widget with Tab alone; return how many it took."""
    for count in range(MOST_TABS):
        if QApplication.focusWidget() is widget:
            return count
        press(Key.Key_Tab)
    raise AssertionError("Tab does not lead there")


def test_answers_derivation_check_and_copy_by_keyboard(window, qtbot):
    with qtbot.waitActive(window):
        window.activateWindow()
    press(Key.Key_F6)
    for answer in ("0.5", "1/2", "0.5*0.5", "0.3"):
        write(answer)
        press(Key.Key_Down)
    press(Key.Key_Return)
    rows = window.answers.panel.rows
    assert [rows[name].verdict.text() for name in ("z_0", "h_0", "z_1", "h_1")] == [
        "✓ right", "✓ right", "✓ right", "✗ wrong",
    ]  # fmt: skip

    press(Key.Key_F7)
    sheet = window.derivation.panel.sheet
    assert sheet.isVisible()
    tab_to(sheet)
    for _ in range(3):
        press(Key.Key_Down)
    press(Key.Key_C, Modifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "h₁ = ReLU(z₁) = ReLU(0.25) = 1/4 = 0.25"
    press(Key.Key_Return)
    assert window.readings()["operation"] == "4"
    assert window.readings()["h_1"] == "0.25"
    assert window.readings()["z_2"] == "–"

    press(Key.Key_G, Modifier.ControlModifier)
    dialog = window.findChild(QDialog)
    qtbot.waitUntil(lambda: dialog.isAncestorOf(QApplication.focusWidget()))
    press(Key.Key_C, Modifier.ControlModifier)
    assert "w0      0.75      0.75" in QGuiApplication.clipboard().text()
    press(Key.Key_Escape)
    assert not dialog.isVisible()
    window.activateWindow()  # as a window manager does
    qtbot.waitUntil(lambda: QApplication.focusWidget() is sheet)
    press(Key.Key_F7)
    assert not sheet.isVisible()
