"""A field for each answer, its mark beside it and what is said of it beneath."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from skipnet_gui.core.answers import Mark
from skipnet_gui.ui.panels.answers_words import VERDICTS
from skipnet_gui.ui.panels.panel import GAP_PX, SectionTitle, quiet_label
from skipnet_gui.ui.theme import SMALL_PX, font

LONGEST_ANSWER = 200  # characters
BOX_LEAST_PX, BOX_MOST_PX = 76, 150
SYMBOL_PX, VERDICT_PX = 52, 92


class AnswerBox(QLineEdit):
    """A box to write in; Enter asks for something, Up and Down go to the next box."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setMaxLength(LONGEST_ANSWER)
        self.setMinimumWidth(BOX_LEAST_PX)
        self.setMaximumWidth(BOX_MOST_PX)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to another box on Up and Down."""
        if event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)


class Row(NamedTuple):
    """A line of boxes: the symbol, the box, its verdict, and room for a sentence."""

    box: AnswerBox
    verdict: QLabel
    comment: QLabel

    def say(self, verdict: str, comment: str, bold: bool = False) -> None:
        """Show a verdict and a sentence; a screen reader finds both at the box."""
        self.verdict.setText(verdict)
        self.verdict.setFont(font(bold=bold))
        self.comment.setText(comment)
        self.comment.setVisible(bool(comment))
        self.box.setAccessibleDescription(" · ".join(part for part in (verdict, comment) if part))

    def show_mark(self, mark: Mark | None, comment: str) -> None:
        """Show a mark and what is said of it, or that there is none."""
        if mark is None:
            self.say("", "")
        else:
            words, _ = VERDICTS[mark.verdict]
            self.say(words, comment, bold=mark.verdict == "wrong")

    def show_current(self, is_current: bool) -> None:
        """Grey what is said where it is not of what the window shows."""
        self.verdict.setEnabled(is_current)
        self.comment.setEnabled(is_current)


class BoxGroup(QWidget):
    """Boxes in rows under a title."""

    typed = Signal(str, str)
    left = Signal()
    entered = Signal()

    def __init__(self, title: str, rows: Sequence[tuple[str, str]], hint: str = "") -> None:
        """Make a group of rows (name, symbol)."""
        super().__init__()
        self.rows: dict[str, Row] = {}
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP_PX + 2)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnMinimumWidth(0, SYMBOL_PX)
        self._grid.setColumnMinimumWidth(2, VERDICT_PX)
        self._grid.setColumnStretch(1, 2)
        self._grid.setColumnStretch(2, 1)
        for name, symbol in rows:
            self.rows[name] = self._row(name, symbol, hint)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_PX)
        column.addWidget(SectionTitle(title))
        column.addLayout(self._grid)
        column.addStretch(1)

    def _row(self, name: str, symbol: str, hint: str) -> Row:
        label, box = QLabel(symbol), AnswerBox(symbol)
        label.setBuddy(box)
        box.setObjectName(f"answer_{name}")
        box.setPlaceholderText(hint)
        box.textEdited.connect(lambda text: self.typed.emit(name, text))
        box.editingFinished.connect(self.left)
        box.returnPressed.connect(self.entered)
        verdict, comment = QLabel(), quiet_label()
        for part in (label, verdict, comment):
            part.setTextFormat(Qt.TextFormat.PlainText)
        comment.setFont(font(SMALL_PX))
        comment.hide()
        line = 2 * len(self.rows)
        self._grid.addWidget(label, line, 0)
        self._grid.addWidget(box, line, 1)
        self._grid.addWidget(verdict, line, 2)
        self._grid.addWidget(comment, line + 1, 1, 1, 2)
        return Row(box, verdict, comment)
