"""A picture of numbered places: the pointer or keys read one, a click or Enter chooses it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from skipnet_gui.ui.theme import LIGHT, Theme

_TAKEN = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class ReadingCanvas(QWidget):
    """Tells which place is read and which is chosen; a picture says where the places are.

    ``place_read(number or None)`` tells of the place at the cursor, ``place_chosen(number)``
    of one that is taken. ``text_at`` gives the words of a place for screen readers.
    """

    place_read = Signal(object)
    place_chosen = Signal(int)

    def __init__(self, name: str, description: str) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._theme = LIGHT
        self._at: int | None = None
        self.text_at: Callable[[int], str] = str

    @property
    def has_places(self) -> bool:
        """Whether there is anything to read."""
        raise NotImplementedError

    def place_at(self, point: QPointF) -> int | None:
        """Return the number of the place at a point."""
        raise NotImplementedError

    def place_by(self, key: Qt.Key) -> int | None:
        """Return the number of the place that a key leads to; None for another key."""
        raise NotImplementedError

    @property
    def at(self) -> int | None:
        """The number of the place at the cursor."""
        return self._at

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def _read(self, at: int | None) -> None:
        if at != self._at:
            self._at = at
            self.setAccessibleDescription("" if at is None else self.text_at(at))
            self.place_read.emit(at)
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the place under the pointer."""
        self._read(self.place_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keep the press, so that its release comes here."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the place under the pointer."""
        at = self.place_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and at is not None:
            self._read(at)
            self.place_chosen.emit(at)

    def leaveEvent(self, event: QEvent) -> None:
        """Read no place when the pointer leaves, unless keys do."""
        super().leaveEvent(event)
        if not self.hasFocus():
            self._read(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from place to place, or choose the one at the cursor."""
        key = Qt.Key(event.key())
        there = self.place_by(key) if self.has_places else None
        if there is not None:
            self._read(there)
        elif key in _TAKEN and self.has_places and self._at is not None:
            self.place_chosen.emit(self._at)
        else:
            event.ignore()
