"""The canvas of the fitted function: paints it, and tells what a hand does on it."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from skipnet_gui.ui.plots.function_face import (
    Places,
    Shown,
    Spots,
    neighbour,
    places_of,
    point_of,
    spot_at,
)
from skipnet_gui.ui.plots.function_painting import Brushwork
from skipnet_gui.ui.plots.gestures import DRAG_PX
from skipnet_gui.ui.theme import LIGHT, Theme

ZOOM = 1.25
_KEYS = Qt.Key
# Which point an arrow leads to: in the order upwards or across, the next or the one before.
_ARROWS = {
    _KEYS.Key_Right: (False, True),
    _KEYS.Key_Left: (False, False),
    _KEYS.Key_Up: (True, True),
    _KEYS.Key_Down: (True, False),
}
_ZOOMS = {_KEYS.Key_Plus: 2.0, _KEYS.Key_Equal: 2.0, _KEYS.Key_Minus: -2.0}
_OTHERS = {_KEYS.Key_Return, _KEYS.Key_Enter, _KEYS.Key_A, _KEYS.Key_Escape}
_OWN_MODIFIERS = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
NUDGE_PX = 4.0


class FunctionCanvas(QWidget):
    """Shows values over one or two inputs, and the samples.

    ``pointed(at or None)`` is a place of the picture; ``zoomed(factor, at)`` and
    ``panned(across, up)`` ask for another frame in its own units, ``back_requested()`` for
    the usual one; ``spot_clicked(spot)``, ``spot_dragged(spot, across, up)`` between
    ``drag_started()`` and ``drag_finished()`` are what is done to a sample, and
    ``spot_reached(spot or None)`` that the keyboard is on one.
    """

    pointed = Signal(object)
    zoomed = Signal(float, QPointF)
    panned = Signal(float, float)
    back_requested = Signal()
    spot_clicked = Signal(int)
    drag_started = Signal()
    spot_dragged = Signal(int, float, float)
    drag_finished = Signal()
    spot_reached = Signal(object)
    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("function_plot")
        self.setAccessibleName("Fitted function")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.texts: list[str] = []
        self.cursor_spot: int | None = None
        self._theme = LIGHT
        self._shown: Shown | None = None
        self._places: Places | None = None
        self._reading: tuple[tuple[str, ...], QPointF] | None = None
        self._layer: tuple[object, Spots, QPixmap, list[str]] | None = None
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._spot: int | None = None
        self._moving = False

    def sizeHint(self) -> QSize:
        """Return a usual size."""
        return QSize(320, 240)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def show_picture(self, shown: Shown) -> None:
        """Show another moment."""
        self._shown = shown
        if self.cursor_spot is not None and self.cursor_spot >= len(shown.spots.rows):
            self.cursor_spot = None
        self._place()

    def show_reading(self, lines: tuple[str, ...], at: QPointF | None = None) -> None:
        """Show numbers beside a place of the canvas; none without lines."""
        reading = (lines, at) if lines and at is not None else None
        if reading != self._reading:
            self._reading = reading
            self.update()

    @property
    def places(self) -> Places | None:
        """Where the parts of the picture lie; None as long as there is none."""
        return self._places

    @property
    def is_dragging(self) -> bool:
        """Whether a hand is moving a sample."""
        return self._moving and self._spot is not None

    def let_go(self) -> None:
        """End what a hand does to a sample: there are other samples now."""
        was_dragging, self._pressed, self._spot, self._moving = self.is_dragging, None, None, False
        if was_dragging:
            self.drag_finished.emit()

    def place_of(self, spot: int) -> QPointF:
        """Return where a sample lies."""
        assert self._shown is not None
        assert self._places is not None
        spots, view = self._shown.spots, self._places.view
        return point_of(view, float(spots.across[spot]), float(spots.up[spot]))

    def spot_near(self, at: QPointF) -> int | None:
        """Return the sample at a place, if there is one."""
        if self._shown is None or self._places is None:
            return None
        return spot_at(self._places.view, self._shown.spots, at)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the parts out anew."""
        super().resizeEvent(event)
        self._place()
        self.resized.emit()

    def _place(self) -> None:
        if self._shown is not None:
            self._places = places_of(self._shown, QSizeF(self.size()))
        self.update()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint values, axes and points, and what is chosen."""
        painter, shown, places = QPainter(self), self._shown, self._places
        painter.fillRect(self.rect(), QColor(self._theme.ground))
        if shown is None or places is None:
            painter.end()
            return
        brush = Brushwork(painter, shown, places, self._theme)
        layer, texts = self._fixtures(shown, places)
        if shown.is_plane:  # points lie over a plane, and under a curve
            brush.values()
        painter.drawPixmap(0, 0, layer)
        if not shown.is_plane:
            brush.values()
        brush.texts += texts
        brush.title(self.width())
        brush.sample()
        if self.cursor_spot is not None and self.hasFocus():
            brush.cursor(self.cursor_spot)
        if self._reading is not None:
            brush.reading(*self._reading, QRectF(self.rect()))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self._theme.ink), 1.0))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()
        self.texts = brush.texts

    def _fixtures(self, shown: Shown, places: Places) -> tuple[QPixmap, list[str]]:
        """Return axes and points as a picture, made anew only where they change."""
        key = (places.view, shown.colors, shown.names, self._theme.name,
               self.size(), self.devicePixelRatioF(), shown.tinted, shown.by_label)  # fmt: skip
        if self._layer is None or self._layer[0] != key or self._layer[1] is not shown.spots:
            ratio = self.devicePixelRatioF()
            layer = QPixmap(self.size() * ratio)
            layer.setDevicePixelRatio(ratio)
            layer.fill(Qt.GlobalColor.transparent)
            painter = QPainter(layer)
            brush = Brushwork(painter, shown, places, self._theme)
            brush.fixtures()
            painter.end()
            self._layer = key, shown.spots, layer, brush.texts
        return self._layer[2], self._layer[3]

    # The mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click, a drag of a sample, or of the ground."""
        if event.button() == Qt.MouseButton.LeftButton and self._shown and self._places:
            self._pressed = self._last = event.position()
            self._spot = self.spot_near(self._pressed)
            self._moving = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag, or point at a place."""
        at, places = event.position(), self._places
        if places is None or self._shown is None:
            return
        if self._pressed is None:
            self._point(at)
            return
        if not self._moving and (at - self._pressed).manhattanLength() > DRAG_PX:
            self._moving = True
            if self._spot is not None:
                self.drag_started.emit()
        if self._moving:
            self._drag(at)

    def _point(self, at: QPointF) -> None:
        assert self._places is not None
        assert self._shown is not None
        spot = self.spot_near(at)
        hand = Qt.CursorShape.PointingHandCursor
        self.setCursor(Qt.CursorShape.CrossCursor if spot is None else hand)
        self.pointed.emit(at if self._places.view.area.contains(at) else None)

    def _drag(self, at: QPointF) -> None:
        assert self._places is not None
        view, last = self._places.view, self._last
        self._last = at
        if self._spot is not None:
            self.spot_dragged.emit(self._spot, view.step_at(at.x()), view.position_at(at.y()))
            self.pointed.emit(at)
        else:
            across, up = last.x() - at.x(), at.y() - last.y()
            self.panned.emit(across / view.step_px, up / view.position_px)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a click or a drag."""
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        spot, was_moving = self._spot, self._moving
        self._pressed = self._spot = None
        self._moving = False
        if spot is None:
            return
        if was_moving:
            self.drag_finished.emit()
        else:
            self.spot_clicked.emit(spot)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go back to the usual frame."""
        self.back_requested.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Look closer, or less close, around the place under the mouse."""
        notches = (event.angleDelta().y() or event.angleDelta().x()) / 120.0
        self._zoom(notches, event.position())
        event.accept()

    def _zoom(self, notches: float, at: QPointF) -> None:
        if self._places is not None:
            view = self._places.view
            place = QPointF(view.step_at(at.x()), view.position_at(at.y()))
            self.zoomed.emit(ZOOM**-notches, place)

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        super().leaveEvent(event)
        self.pointed.emit(None)

    # The keyboard

    def event(self, event: QEvent) -> bool:
        """Keep the keys that walk from point to point from the commands."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            event.setAccepted(self._is_own(event))
            return event.isAccepted()
        return super().event(event)

    def _is_own(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        is_plain = not event.modifiers() & ~_OWN_MODIFIERS
        return is_plain and (key in _ARROWS or key in _ZOOMS or key in _OTHERS)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk from point to point, move one with Shift, choose one, or zoom."""
        key = Qt.Key(event.key())
        if self._shown is None or self._places is None or not self._is_own(event):
            event.ignore()
        elif key in _ARROWS and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._nudge(*_ARROWS[key])
        elif key in _ARROWS:
            self._go_to(neighbour(self._shown.spots, self.cursor_spot, *_ARROWS[key]))
        elif key in _ZOOMS:
            self._zoom(_ZOOMS[key], self._places.view.area.center())
        elif key == Qt.Key.Key_A:
            self.back_requested.emit()
        elif key == Qt.Key.Key_Escape:
            self._go_to(None)
        elif self.cursor_spot is not None:
            self.spot_clicked.emit(self.cursor_spot)

    def _go_to(self, spot: int | None) -> None:
        self.cursor_spot = spot
        self.spot_reached.emit(spot)
        self.update()

    def _nudge(self, upright: bool, forward: bool) -> None:
        """Move the point that the keyboard is on by a few pixels."""
        if self.cursor_spot is None or self._places is None:
            return
        by = NUDGE_PX if forward else -NUDGE_PX
        at = self.place_of(self.cursor_spot) + (QPointF(0.0, -by) if upright else QPointF(by, 0.0))
        view = self._places.view
        self.spot_dragged.emit(self.cursor_spot, view.step_at(at.x()), view.position_at(at.y()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keys go here."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keys go elsewhere."""
        super().focusOutEvent(event)
        self.update()
