"""What the mouse and the keyboard do on a plot, as signals in pixels."""

from enum import Enum

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea

DRAG_PX = 4
NOTCH = 120.0
ZOOM_PER_NOTCH = 1.25


class Region(Enum):
    """Where on a plot a point lies."""

    CURVES = "curves"
    STEPS = "steps"
    VALUES = "values"
    MARGIN = "margin"


class Gestures(QObject):
    """Event filter of a plot: turns events into what is meant by them.

    ``panned(dx, dy)`` is pixels since the last one, ``zoomed(notches, at, upright)`` asks
    for more (positive) or less of the step axis or, upright, of the value axis.
    ``scrubbed(at)`` is a press or drag along the step axis.
    """

    hovered = Signal(object)
    clicked = Signal(QPointF)
    double_clicked = Signal()
    panned = Signal(float, float)
    zoomed = Signal(float, QPointF, bool)
    scrubbed = Signal(QPointF)
    menu_requested = Signal(QPoint)
    key_pressed = Signal(str)
    focus_changed = Signal()

    def __init__(self, widget: QAbstractScrollArea) -> None:
        super().__init__(widget)
        self._widget = widget
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._panning = self._scrubbing = False
        self.region_at = lambda _: Region.CURVES
        self._handlers = {
            QEvent.Type.MouseButtonPress: self._press,
            QEvent.Type.MouseMove: self._move,
            QEvent.Type.MouseButtonRelease: self._release,
            QEvent.Type.MouseButtonDblClick: self._double_click,
            QEvent.Type.Wheel: self._wheel,
            QEvent.Type.ContextMenu: self._menu,
            QEvent.Type.Leave: self._leave,
        }
