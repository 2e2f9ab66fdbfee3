"""The lines of a derivation under the mouse and the keyboard."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent

from skipnet_gui.ui.panels.derivation_list import LineList
from skipnet_gui.ui.panels.tables import Index

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Sheet(LineList):
    """The list of lines that tells what is pointed at and chosen.

    ``line_pointed(number or None)`` and ``line_chosen(number)`` tell where the mouse or the
    keyboard is. The mouse leaves the focus where it is, so that the keys of the commands go
    on working.
    """

    line_pointed = Signal(object)
    line_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._pointed: int | None = None
        self._pressed: int | None = None

    def _number_under(self, event: QMouseEvent) -> int | None:
        return self.lines.number_at(self.rowAt(round(event.position().y())))

    def _point(self, number: int | None) -> None:
        if number != self._pointed:
            self._pointed = number
            self.line_pointed.emit(number)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which line is pointed at."""
        self._point(self._number_under(event))

    def leaveEvent(self, event: QEvent) -> None:
        """Tell when the pointer leaves."""
        super().leaveEvent(event)
        self._point(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._number_under(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell which line was clicked."""
        pressed = self._pressed
        if pressed is not None:
            if pressed == self._number_under(event):
                self.line_chosen.emit(pressed)
            self._pressed = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the current line with Enter, copy it with the platform's key."""
        number = self.lines.number_at(self.currentIndex().row())
        if event.key() in ENTER and number is not None:
            self.line_chosen.emit(number)
        elif event.matches(QKeySequence.StandardKey.Copy) and number is not None:
            QGuiApplication.clipboard().setText(self.spoken(number))
        else:
            super().keyPressEvent(event)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Point at the line that the keyboard is on."""
        super().currentChanged(current, previous)
        number = self.lines.number_at(current.row())
        if self.hasFocus() and number is not None:
            self.scroll_to(number)
            self._point(number)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin at the current operation, or at the first line."""
        super().focusInEvent(event)
        if self.lines.number_at(self.currentIndex().row()) is None and len(self.lines.entries) > 1:
            number = self.lit or 0
            self.setCurrentIndex(self.lines.index(self.lines.row_of(number)))
        self._point(self.lines.number_at(self.currentIndex().row()))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Point at nothing when the keyboard goes elsewhere."""
        super().focusOutEvent(event)
        self._point(None)
