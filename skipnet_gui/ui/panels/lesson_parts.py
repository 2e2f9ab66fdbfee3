"""The parts of a lesson on screen: choices that wrap, and claims with their marks."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from skipnet_gui.ui.panels.panel import GAP_PX, quiet_label
from skipnet_gui.ui.theme import font

OPEN, SHOWN = "☐", "✓"
MARK_PX = 18
_ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)


def wrapped(text: str = "", bold: bool = False) -> QLabel:
    """Return a label whose text wraps and can be copied."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if bold:
        label.setFont(font(bold=True))
    return label


def beside(mark: QWidget, text: QWidget) -> QWidget:
    """Return a row of a mark and what wraps beside it, both from the top."""
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(GAP_PX)
    line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(text, 1)
    return row


class ClickableText(QLabel):
    """A text that wraps, beside the button that it belongs to: a click on it is one on that."""

    clicked = Signal()

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keep the press, so that its release comes here."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell of the click."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()


class Choice(QRadioButton):
    """One of several answers; it keeps the arrows, which lead to the others, from the commands."""

    def event(self, event: QEvent) -> bool:
        """Accept the override of an arrow."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
            if plain and event.key() in _ARROWS:
                event.accept()
                return True
        return super().event(event)


class Choices(QWidget):
    """Answers to choose from; ``chosen`` tells that there is one."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP_PX)
        self._group = QButtonGroup(self)
        self._rows: list[QWidget] = []
        self.buttons: list[Choice] = []

    @property
    def choice(self) -> int | None:
        """The number of the answer chosen; None as long as none is."""
        number = self._group.checkedId()
        return None if number < 0 else number

    def show_choices(self, choices: tuple[str, ...]) -> None:
        """Offer other answers; none is chosen."""
        for row in self._rows:
            row.hide()
            row.deleteLater()
        for button in self.buttons:
            self._group.removeButton(button)
        self._rows, self.buttons = [], []
        for number, text in enumerate(choices):
            button, label = Choice(), ClickableText(text)
            button.setAccessibleName(text)
            label.clicked.connect(button.click)
            button.toggled.connect(lambda _: self.chosen.emit())
            self._group.addButton(button, number)
            row = beside(button, label)
            self._column.addWidget(row)
            self._rows.append(row)
            self.buttons.append(button)


class ClaimRow(QWidget):
    """A claim: an open box, or a tick and the sentence with the numbers that show it."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words
        self._mark, self.claim, self.sentence = QLabel(OPEN), wrapped(words), quiet_label()
        self._mark.setFixedWidth(MARK_PX)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(beside(self._mark, self.claim))
        indent = QWidget()
        indent.setFixedWidth(MARK_PX)
        column.addWidget(beside(indent, self.sentence))
        self.show_finding(None)

    @property
    def mark(self) -> str:
        """The mark shown."""
        return self._mark.text()

    def show_finding(self, sentence: str | None) -> None:
        """Show what was measured; None if it is not shown yet."""
        self._mark.setText(OPEN if sentence is None else SHOWN)
        self._mark.setFont(font(bold=sentence is not None))
        self.claim.setFont(font(bold=sentence is not None))
        self.sentence.setText((sentence or "").replace("|∂L/∂", "|\u2060∂L/\u2060∂"))  # one word
        self.sentence.setVisible(sentence is not None)
        state = "not shown yet" if sentence is None else sentence
        self.claim.setAccessibleName(f"{self._words} {state}")
