"""Filling in a live form as a person does."""

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from skipnet_gui.core.numerals import grouped
from skipnet_gui.ui.panels.boxes import Chooser

THIN_SPACE = grouped(1_000)[1]


def put(dialog, name, text, key=None):
    """Type into a box in place of what it holds, and then a key."""
    box = dialog.findChild(QLineEdit, name)
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, text)
    if key is not None:
        QTest.keyClick(box, key)


def choose(dialog, name, choice):
    chooser = dialog.findChild(Chooser, name)
    chooser.show_choice(choice)
    chooser.activated.emit(chooser.currentIndex())


def typed_in(dialog, name):
    return dialog.findChild(QLineEdit, name).text()


def told(dialog, name="form_notice"):
    return dialog.findChild(QLabel, name).text().replace(THIN_SPACE, " ")


def can_take(dialog):
    return dialog.findChild(QPushButton, "take").isEnabled()
