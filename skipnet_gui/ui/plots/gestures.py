"""What the mouse and the keyboard do on a plot, as signals in pixels."""

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea

DRAG_PX = 4
_NOTCH = 120.0
_KEYS = {
    Qt.Key.Key_A: "follow",
    Qt.Key.Key_Plus: "closer",
    Qt.Key.Key_Equal: "closer",
    Qt.Key.Key_Minus: "farther",
}


class Region(Enum):
    """Where on a plot a point lies."""

    CURVES = "curves"
    STEPS = "steps"
    VALUES = "values"
    MARGIN = "margin"


class Gestures(QObject):
    """Event filter of a plot: turns events into what is meant by them.

    ``panned(dx, dy)`` is pixels since the last one; ``zoomed(notches, at, upright)`` asks
    to see the step axis (upright: the value axis) closer, or less close if negative;
    ``scrubbed(at)`` is a press or a drag along the step axis; ``hovered`` is a point, or
    None as the mouse leaves. The view's own handling of the mouse is replaced.
    """

    hovered = Signal(object)
    clicked = Signal(QPointF)
    double_clicked = Signal()
    panned = Signal(float, float)
    pan_finished = Signal()
    zoomed = Signal(float, QPointF, bool)
    scrubbed = Signal(QPointF)
    menu_requested = Signal(QPoint)
    key_pressed = Signal(str)
    focus_changed = Signal(bool)

    def __init__(self, widget: QAbstractScrollArea, region_at: Callable[[QPointF], Region]) -> None:
        super().__init__(widget)
        self._region_at = region_at
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._panning = self._scrubbing = False
        self._viewport = widget.viewport()
        self._viewport.setMouseTracking(True)
        self._viewport.installEventFilter(self)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Handle the events that mean something on a plot."""
        kind = event.type()
        if watched is not self._viewport:
            if kind in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
                self.focus_changed.emit(kind == QEvent.Type.FocusIn)
            return isinstance(event, QKeyEvent) and self._key(event)
        if isinstance(event, QMouseEvent):
            return self._mouse(event)
        if isinstance(event, QWheelEvent):
            return self._wheel(event)
        if isinstance(event, QContextMenuEvent):
            self.menu_requested.emit(event.globalPos())
            return True
        if kind == QEvent.Type.Leave:
            self.hovered.emit(None)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        meaning = _KEYS.get(Qt.Key(event.key()))
        held = event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        if event.type() != QEvent.Type.KeyPress or meaning is None or held:
            return False
        self.key_pressed.emit(meaning)
        return True

    def _mouse(self, event: QMouseEvent) -> bool:
        at, left = event.position(), event.button() == Qt.MouseButton.LeftButton
        kind = event.type()
        if kind == QEvent.Type.MouseMove:
            self._move(at)
        elif kind == QEvent.Type.MouseButtonPress and left:
            self._press(at)
        elif kind == QEvent.Type.MouseButtonRelease and left:
            self._release(at)
        elif kind == QEvent.Type.MouseButtonDblClick and left:
            self.double_clicked.emit()
        return True

    def _press(self, at: QPointF) -> None:
        self._pressed = self._last = at
        self._panning = False
        self._scrubbing = self._region_at(at) is Region.STEPS
        if self._scrubbing:
            self.scrubbed.emit(at)

    def _move(self, at: QPointF) -> None:
        self.hovered.emit(at)
        if self._pressed is None:
            return
        if self._scrubbing:
            self.scrubbed.emit(at)
        elif self._panning or (at - self._pressed).manhattanLength() > DRAG_PX:
            self._panning = True
            self.panned.emit(at.x() - self._last.x(), at.y() - self._last.y())
            self._last = at

    def _release(self, at: QPointF) -> None:
        if self._pressed is not None and not self._panning and not self._scrubbing:
            self.clicked.emit(at)
        if self._panning:
            self.pan_finished.emit()
        self._pressed = None
        self._panning = self._scrubbing = False

    def _wheel(self, event: QWheelEvent) -> bool:
        notches = (event.angleDelta().y() or event.angleDelta().x()) / _NOTCH
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        upright = control or self._region_at(event.position()) is Region.VALUES
        self.zoomed.emit(notches, event.position(), upright)
        return True
