"""The line in which a weight is typed, on its pill."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from skipnet_gui.core.numerals import full, parse
from skipnet_gui.session.layout.geometry import Rect
from skipnet_gui.ui.theme import Theme

ROOM_FOR = 24  # characters, as many as a number can have


class PillEditor(QLineEdit):
    """A line editor that commits on Enter and on leaving, and gives up on Escape.

    Text that is no number stays, is marked, and is announced.
    """

    committed = Signal(int, float)
    closed = Signal()
    problem = Signal(str)

    def __init__(self, parent: QWidget, edge: int, name: str, value: float, theme: Theme) -> None:
        super().__init__(parent)
        self.setObjectName("pill_editor")
        self.setAccessibleName(f"Weight {name}")
        self.edge = edge
        self._parent, self._theme = parent, theme
        self._is_done = False
        self.setText(full(value))
        self._before = self.text()
        self._mark(False)
        self.textEdited.connect(lambda: self._mark(False))

    def place(self, rect: Rect) -> None:
        """Stand on a pill, with room for all digits, inside of the parent."""
        room = self._parent.size()
        wanted = self.fontMetrics().horizontalAdvance("0" * ROOM_FOR) + 20
        width = min(max(int(rect.width), wanted), room.width())
        height = max(int(rect.height) + 4, 26)
        x, y = (int(middle) for middle in rect.center)
        left = max(min(x - width // 2, room.width() - width), 0)
        top = max(min(y - height // 2, room.height() - height), 0)
        self.setGeometry(left, top, width, height)

    def open_at(self, rect: Rect) -> None:
        """Stand on a pill and take the keyboard."""
        self.place(rect)
        self.show()
        length = len(self.text())
        self.setSelection(length, -length)  # backwards, so that the beginning is in view
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter commits, Escape gives up."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._commit()
        elif event.key() == Qt.Key.Key_Escape:
            self.close_quietly()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving commits; the window losing the keyboard, or a menu, does not."""
        super().focusOutEvent(event)
        stays = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if event.reason() not in stays:
            self._commit()

    def is_outdated(self, value: float) -> bool:
        """Whether the weight has another value now, and nothing was typed."""
        return not self.isModified() and self.text() != full(value)

    def close_quietly(self) -> None:
        """Go away without a change."""
        if not self._is_done:
            self._is_done = True
            self.closed.emit()

    def _commit(self) -> None:
        if self._is_done:
            return
        if self.text() == self._before:
            self.close_quietly()
            return
        try:
            value = parse(self.text())
        except ValueError as error:
            self._mark(True)
            self.problem.emit(str(error))
            return
        self._is_done = True
        self.committed.emit(self.edge, value)
        self.closed.emit()

    def _mark(self, is_bad: bool) -> None:
        theme = self._theme
        border = theme.backward if is_bad else theme.ink
        ground = theme.tint if is_bad else theme.ground
        self.setStyleSheet(
            f"QLineEdit {{ border: 2px solid {border}; border-radius: 6px; padding: 1px 5px;"
            f" background: {ground}; color: {theme.ink}; }}"
        )
