"""A box for typing that arrows step too: two to click on, and those of the keyboard."""

from collections.abc import Callable
from math import floor, log10

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QToolButton

from skipnet_gui.core.numerals import full, parse
from skipnet_gui.ui.panels.boxes import read_whole

ARROW_PX = 18
_DIGITS = 12  # that a step is rounded to: 0.1 + 0.2 is 0.3
_PREFERRED = (1, 2, 5)
_KEYS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}

# text, 1 or -1 -> the text one step further; ValueError where it cannot be read
Step = Callable[[str, int], str]


def whole_steps(least: int) -> Step:
    """Return steps of one, down to the least number."""
    return lambda text, by: str(max(read_whole(text) + by, least))


def steps_of(size: float, least: float = 0.0) -> Step:
    """Return steps of a size, down to the least number."""
    return lambda text, by: full(max(round(parse(text) + by * size, _DIGITS), least))


def preferred_steps(least: float = 0.0) -> Step:
    """Return steps to the next of 1, 2, 5, 10, 20, 50 …, down to the least number."""
    return lambda text, by: full(max(_preferred(parse(text), by), least))


def _preferred(value: float, by: int) -> float:
    if value <= 0.0:
        raise ValueError("there is none below 0")
    decade = floor(log10(value))
    around = [
        float(f"{digit}e{power}") for power in range(decade - 1, decade + 2) for digit in _PREFERRED
    ]
    further = [number for number in around if (number - value) * by > 0.0]
    return min(further, key=lambda number: abs(number - value))


class StepBox(QLineEdit):
    """A line for a number, with arrows at its right; a step is as if it were typed."""

    clicked = Signal()

    def __init__(self, text: str, step: Step) -> None:
        super().__init__(text)
        self._step = step
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setTextMargins(0, 0, ARROW_PX, 0)
        self._arrows = (
            self._arrow(Qt.ArrowType.UpArrow, "More", 1),
            self._arrow(Qt.ArrowType.DownArrow, "Less", -1),
        )

    def _arrow(self, kind: Qt.ArrowType, name: str, by: int) -> QToolButton:
        arrow = QToolButton(self)
        arrow.setArrowType(kind)
        arrow.setAutoRaise(True)
        arrow.setAutoRepeat(True)
        arrow.setAccessibleName(name)
        arrow.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        arrow.setCursor(Qt.CursorShape.ArrowCursor)
        arrow.clicked.connect(lambda _: self.step(by))
        return arrow

    def step(self, by: int) -> None:
        """Go a step further; text that is no number stays."""
        try:
            text = self._step(self.text(), by)
        except ValueError:
            return  # said by the reading of all fields
        if text != self.text():
            self.setText(text)
            self.textEdited.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down step."""
        by = _KEYS.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
        else:
            self.step(by)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell of a click, too."""
        super().mousePressEvent(event)
        self.clicked.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the arrows at the right, one above the other."""
        super().resizeEvent(event)
        height = (self.height() - 4) // 2
        for row, arrow in enumerate(self._arrows):
            arrow.setGeometry(self.width() - ARROW_PX - 4, 2 + row * height, ARROW_PX, height)
