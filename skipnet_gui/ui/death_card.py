"""The card that tells why units died, over the graph."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QToolButton, QWidget

from skipnet_gui.core.numerals import grouped
from skipnet_gui.session.fates import Fate
from skipnet_gui.ui.theme import LIGHT, Theme, font

WIDTH_PX, MARGIN_PX = 600, 20
MOST_UNITS = 3
SEARCHING = "Still looking for the step at which it closed …"


class DeathCard(QFrame):
    """A small panel with the update that closed a unit, and what can still revive it.

    Escape closes it. ``step_requested(step)`` asks for the step of the death;
    ``closed()`` tells that it is not wanted any more.
    """

    step_requested = Signal(int)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self.setObjectName("death_card")
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._step: int | None = None
        self._title, self._text = QLabel(), QLabel()
        self._title.setFont(font(bold=True))
        for label in (self._title, self._text):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._go, self._close = QToolButton(), QToolButton()
        self._go.clicked.connect(lambda: self.step_requested.emit(self._step))
        self._close.setText("×")
        self._close.setAccessibleName("Close")
        self._close.setToolTip("Close (Esc)")
        self._close.clicked.connect(lambda: self.dismiss())
        self._grid = self._arranged()
        self.show_theme(LIGHT)
        self.hide()

    def _arranged(self) -> QGridLayout:
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 5, 6, 7)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        for column, widget in enumerate((self._title, self._go, self._close)):
            grid.addWidget(widget, 0, column)
        grid.addWidget(self._text, 1, 0, 1, 3)
        return grid

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.setStyleSheet(
            f"#death_card {{ background: {theme.panel}; border: 1px solid {theme.quiet};"
            " border-radius: 8px; }"
            f"#death_card:focus {{ border: 1px solid {theme.ink}; }}"
            f"QLabel {{ color: {theme.ink}; background: transparent; }}"
            f"QToolButton {{ border: 1px solid transparent; border-radius: 4px; padding: 1px 6px;"
            f" background: transparent; color: {theme.ink}; font-weight: normal; }}"
            f"QToolButton:hover {{ background: {theme.ground}; }}"
            f"QToolButton:focus {{ border: 1px solid {theme.ink}; }}"
        )

    def show_fates(self, names: Sequence[str], fates: Sequence[Fate]) -> None:
        """Tell how the first of some units died at one step, and whether they can come back."""
        texts = [f"{found.death} {found.revival}" for found in fates]
        self._step = fates[0].step
        self._say(f"Why did {_units(names)} die?", "\n".join(texts))
        self._go.setText(f"Go to step {grouped(self._step)}")

    def show_now(self, step: int) -> None:
        """Offer to go to the step of the death from any other."""
        self._go.setVisible(self._step not in (None, step))
        self.fit()

    def show_sentence(self, name: str, text: str) -> None:
        """Say something else of a unit."""
        self._step = None
        self._say(f"Why is unit {name} closed?", text)

    def _say(self, title: str, text: str) -> None:
        self._title.setText(title)
        self._text.setText(text)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)

    def fit(self) -> None:
        """Take the size that the text needs in the parent's width."""
        width = min(WIDTH_PX, self._parent.width() - 2 * MARGIN_PX)
        self._grid.activate()
        self.setFixedSize(width, self._grid.totalHeightForWidth(width))

    def text(self) -> str:
        """Return what is said, the title first."""
        return f"{self._title.text()}\n{self._text.text()}"

    def dismiss(self) -> None:
        """Go away."""
        if not self.isHidden():
            self.closed.emit()
            self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes the card."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)


def _units(names: Sequence[str]) -> str:
    """Return names as a phrase: “unit 0”, “units 0, 1 and 2 more”."""
    if len(names) == 1:
        return f"unit {names[0]}"
    rest = len(names) - MOST_UNITS
    shown = [*names[:MOST_UNITS], f"{rest} more"] if rest > 0 else names
    return f"units {', '.join(shown[:-1])} and {shown[-1]}"
