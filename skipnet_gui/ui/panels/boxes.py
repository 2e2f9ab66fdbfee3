"""Boxes and choosers: they show a value and ask for another, and keep none of their own."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from skipnet_gui.core.numerals import full, parse

MAX_TYPED = 60  # characters; the longest float64 has 24
_OPENERS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_F4)


def read_whole(text: str) -> int:
    """Read a whole number from 0 on.

    Raises
    ------
    ValueError
        With a sentence for the person who typed it.
    """
    cleaned = text.strip()
    if re.fullmatch(r"\+?\d{1,19}", cleaned, re.ASCII) is None:
        raise ValueError(f"“{cleaned}” is not a whole number; write it like 20")
    return int(cleaned)


class NumberBox(QLineEdit):
    """A box with one number, all of its digits shown.

    What is typed is asked for on Enter and on leaving the box, and the box shows the old
    value until it is told the new one. Text that was not changed asks for nothing.
    """

    committed = Signal(object)
    refused = Signal(str)

    def __init__(
        self,
        name: str,
        read: Callable[[str], float] = parse,
        write: Callable[[float], str] = full,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._read, self._write = read, write
        self._value: float | None = None
        self._shown = ""
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setMaxLength(MAX_TYPED)
        self.editingFinished.connect(self._commit)

    @property
    def value(self) -> float | None:
        """The value shown."""
        return self._value

    def show_value(self, value: float) -> None:
        """Show a value; text that is being typed stays."""
        if value != self._value:
            self._value, self._shown = value, self._write(value)
            if not (self.hasFocus() and self.isModified()):
                self._revert()

    def _revert(self) -> None:
        self.setText(self._shown)
        self.setCursorPosition(0)

    def _commit(self) -> None:
        text = self.text()
        if text == self._shown:
            return
        self._revert()
        try:
            value = self._read(text)
        except ValueError as error:
            self.refused.emit(f"{error}.")
            return
        if value != self._value:
            self.committed.emit(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take what was typed back on Escape."""
        if event.key() == Qt.Key.Key_Escape and self.text() != self._shown:
            self._revert()
        else:
            super().keyPressEvent(event)


def whole_box(name: str) -> NumberBox:
    """Return a box for a whole number."""
    return NumberBox(name, read_whole, str)


class Chooser(QComboBox):
    """A list to choose from. Only a choice in the open list asks for something.

    In a closed QComboBox arrows, letters and the wheel choose at once, and here a choice
    may drop a long history; so these keys open the list, and the wheel does nothing.
    """

    chosen = Signal(object)

    def __init__(self, name: str, items: Mapping[Any, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = tuple(items)
        self.addItems(list(items.values()))
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.activated.connect(lambda index: self.chosen.emit(self._keys[index]))

    @property
    def choice(self) -> Any:
        """The key of the item shown, None if none is."""
        index = self.currentIndex()
        return None if index < 0 else self._keys[index]

    def show_choice(self, key: Any) -> None:
        """Show the item of a key, or the placeholder if there is none."""
        self.setCurrentIndex(self._keys.index(key) if key in self._keys else -1)

    def showPopup(self) -> None:
        """Open the list, wide enough for its longest line."""
        view = self.view()
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        view.setMinimumWidth(view.sizeHintForColumn(0) + bar)
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the panel, which scrolls."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the list on an arrow, Space or a letter."""
        letter = event.text().isprintable() and event.text().strip()
        if event.key() in _OPENERS or letter:
            self.showPopup()
            if letter:
                self.view().keyboardSearch(event.text())
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box with an ellipsis where the text does not fit."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            self,
        )
        text = self.currentText() or self.placeholderText()
        option.currentText = self.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, field.width() - 2
        )
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
