"""The strip that maps a graph larger than its viewport; click or drag scrolls."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPixmap, QPolygonF
from PySide6.QtWidgets import QWidget

from skipnet_gui.session.layout.fit import Layout
from skipnet_gui.session.layout.geometry import Curve, Point, Rect, along
from skipnet_gui.ui.graph.text import Inks

ACROSS_PX, DOWN_PX = 34, 46  # height below a graph, width beside one
PAD_PX = 5.0
LEAST_BOX_PX = 2.5
MOST_CURVES = 300  # of a crowd; more would not be told apart


class Overview(QWidget):
    """A small map of the whole graph, with the part in sight marked.

    ``place_wanted(point)`` asks for a point of the scene to stand in the middle.
    """

    place_wanted = Signal(QPointF)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Overview of the graph")
        self.setToolTip("The whole graph; click or drag to scroll")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.is_across = True
        self._layout: Layout | None = None
        self._inks: Inks | None = None
        self._map: QPixmap | None = None
        self._bounds, self._sight = QRectF(0.0, 0.0, 1.0, 1.0), QRectF()
        self._mark: QRectF | None = None
        self.hide()

    @property
    def has_map(self) -> bool:
        """Whether there is a graph to map."""
        return self._layout is not None

    @property
    def sight(self) -> QRectF:
        """Where the part in sight is marked."""
        return self._on_map(self._sight)

    def forget(self) -> None:
        """Go away: all of the graph is in sight."""
        self._layout = self._map = None
        self.hide()

    def show_layout(self, layout: Layout, is_across: bool) -> None:
        """Map a graph, below it or beside it."""
        self._layout, self.is_across, self._map = layout, is_across, None
        self._bounds = _bounds(layout)
        self.show()
        self.raise_()

    def show_inks(self, inks: Inks) -> None:
        """Take the colours of a theme."""
        if inks is not self._inks:
            self._inks, self._map = inks, None
            self.update()

    def show_sight(self, sight: QRectF) -> None:
        """Mark the part of the scene that is in sight."""
        if sight != self._sight:
            self._sight = sight
            self.update()

    def show_mark(self, place: QRectF | None) -> None:
        """Mark where the current operation is."""
        if place != self._mark:
            self._mark = place
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Scroll to the place under the mouse."""
        self._ask(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Scroll along with the mouse."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._ask(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag; the graph below must not take it for a click."""
        event.accept()

    def _ask(self, event: QMouseEvent) -> None:
        across, down = self._scales()
        x, y = event.position().x() - PAD_PX, event.position().y() - PAD_PX
        self.place_wanted.emit(self._bounds.topLeft() + QPointF(x / across, y / down))

    def _scales(self) -> tuple[float, float]:
        """Return pixels of the map for a pixel of the scene, across and down."""
        room = self.width() - 2 * PAD_PX, self.height() - 2 * PAD_PX
        return room[0] / self._bounds.width(), room[1] / self._bounds.height()

    def _on_map(self, area: QRectF) -> QRectF:
        across, down = self._scales()
        corner = self._point((area.x(), area.y()))
        return QRectF(corner.x(), corner.y(), area.width() * across, area.height() * down)

    def _point(self, point: Point) -> QPointF:
        (across, down), origin = self._scales(), self._bounds.topLeft()
        x, y = point[0] - origin.x(), point[1] - origin.y()
        return QPointF(PAD_PX + x * across, PAD_PX + y * down)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the map, and on it what is in sight and where the operation is."""
        if self._layout is None or self._inks is None:
            return
        ratio = self.devicePixelRatioF()
        if self._map is None or self._map.size() != self.size() * ratio:
            self._map = self._drawn(self._layout, self._inks, self.size(), ratio)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._map)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        sight = self.sight.intersected(self.rect().toRectF()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(self._inks.pen("ink", 1.5))
        painter.setBrush(self._inks["light"])
        painter.drawRoundedRect(sight, 3.0, 3.0)
        if self._mark is not None:
            painter.setBrush(self._inks["ink"])
            painter.drawEllipse(self._on_map(self._mark).center(), 3.5, 3.5)

    def _drawn(self, layout: Layout, inks: Inks, size: QSize, ratio: float) -> QPixmap:
        made = QPixmap(size * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(inks["panel"])
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        routes = [route for route in layout.edges if route is not None]
        painter.setPen(inks.pen("quiet" if len(routes) < MOST_CURVES else "line", 1.0))
        for route in routes[:: max(len(routes) // MOST_CURVES, 1)]:
            painter.drawPolyline(self._polyline(route.forward))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(inks["quiet"])
        for box in (*layout.inputs, *layout.units, layout.loss):
            painter.drawRoundedRect(self._box(box), 1.0, 1.0)
        painter.end()
        return made

    def _polyline(self, curve: Curve) -> QPolygonF:
        return QPolygonF([self._point(point) for point in along(curve, pieces=6)])

    def _box(self, box: Rect) -> QRectF:
        place = self._on_map(QRectF(*box))
        width, height = max(place.width(), LEAST_BOX_PX), max(place.height(), LEAST_BOX_PX)
        center = place.center()
        return QRectF(center.x() - width / 2, center.y() - height / 2, width, height)


def _bounds(layout: Layout) -> QRectF:
    """Return what boxes and edges lie in."""
    whole = QRectF()
    for box in (*layout.inputs, *layout.units, layout.loss):
        whole = whole.united(QRectF(*box))
    for route in filter(None, layout.edges):
        x, y = zip(*route.forward, strict=True)
        whole = whole.united(QRectF(QPointF(min(x), min(y)), QPointF(max(x), max(y))))
    return whole
