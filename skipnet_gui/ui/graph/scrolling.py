"""The canvas that zooms and scrolls, with a strip that maps the whole."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QResizeEvent

from skipnet_gui.core.network import Network
from skipnet_gui.session.layout.fit import Layout, Viewport
from skipnet_gui.session.layout.forms import Sizes
from skipnet_gui.session.layout.geometry import Rect
from skipnet_gui.ui.graph.canvas import ZOOM_STEP, GraphCanvas, rect_of
from skipnet_gui.ui.graph.items import Item
from skipnet_gui.ui.graph.overlay import HEADER_PX
from skipnet_gui.ui.graph.overview import ACROSS_PX, DOWN_PX, Overview

MOST_ZOOM, LEAST_ZOOM = 6.0, 0.4
AHEAD_PX = 60  # that stays in sight beside what is scrolled to


class ScrolledCanvas(GraphCanvas):
    """The canvas at any zoom, of which a part is in sight."""

    def __init__(self) -> None:
        super().__init__()
        self._foot_px = 0.0  # height of footer and strip
        self._overview = Overview(self)
        self._overview.place_wanted.connect(self.centerOn)

    def fit(self) -> None:
        """Show the whole graph at the largest level that fits."""
        self._zoom_to(1.0, None)

    def zoom_in(self) -> None:
        """Spread the graph over more room."""
        self._zoom_to(self._zoom * ZOOM_STEP, None)

    def zoom_out(self) -> None:
        """Draw the graph together."""
        self._zoom_to(self._zoom / ZOOM_STEP, None)

    def _arranged(self, network: Network, sizes: tuple[Sizes, ...], room: Viewport) -> Layout:
        """Return the layout, with room for the strip where it is larger than the viewport."""
        self._foot_px = room.bottom
        made = super()._arranged(network, sizes, room)
        across, down = made.width - room.width, made.height - room.height
        if max(across, down) <= 1.0:
            self._overview.forget()
            return made
        is_across = across / room.width >= down / room.height
        if is_across:
            self._foot_px += ACROSS_PX
            made = super()._arranged(network, sizes, room._replace(bottom=self._foot_px))
        else:
            made = super()._arranged(network, sizes, room._replace(width=room.width - DOWN_PX))
            made = made.widened(DOWN_PX)
        self._overview.show_layout(made, is_across)
        return made

    def _show_numbers(self) -> None:
        super()._show_numbers()
        self._overview.show_inks(self._inks)
        self._place_overview()

    def _place_overview(self) -> None:
        """Put the strip above the footer, or at the right side."""
        width, height = self.viewport().width(), self.viewport().height()
        foot = round(self._foot_px)
        if self._overview.is_across:
            self._overview.setGeometry(0, height - foot, width, ACROSS_PX)
        else:
            top = round(HEADER_PX)
            self._overview.setGeometry(width - DOWN_PX, top, DOWN_PX, height - top - foot)
        self._overview.show_sight(self._in_sight())

    def _in_sight(self) -> QRectF:
        """Return the part of the scene that is not under header, footer or strip."""
        area = self.viewport().rect()
        if self._overview.has_map:
            right = 0 if self._overview.is_across else -DOWN_PX
            area = area.adjusted(0, round(HEADER_PX), right, -round(self._foot_px))
        return self.mapToScene(area).boundingRect()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Scroll, and mark on the strip what is in sight."""
        super().scrollContentsBy(dx, dy)
        self._overview.show_sight(self._in_sight())

    def _follow(self, item: Item, is_whole: bool = True) -> None:
        """Scroll to an item that is not in sight, as a whole or at all."""
        sight, place = self._in_sight(), item.anchor()
        if sight.contains(place) if is_whole else sight.intersects(place):
            return
        self.ensureVisible(place, AHEAD_PX, round(max(AHEAD_PX, self._foot_px)))

    def _visible(self) -> Rect:
        """Return the part of the scene that is in sight, without its border."""
        return rect_of(self._in_sight()).grown(-8.0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the graph out for the new size."""
        super().resizeEvent(event)
        self._place_overview()

    def _zoom_to(self, zoom: float, anchor: QPointF | None) -> None:
        """Lay the graph out for another zoom; a point of the viewport keeps what it shows."""
        zoom = min(max(zoom, LEAST_ZOOM), MOST_ZOOM)
        if abs(zoom - 1.0) < 0.01:
            zoom = 1.0
        if zoom == self._zoom:
            return
        place = anchor or QPointF(self.viewport().rect().center())
        before, old = self.mapToScene(place.toPoint()), self.sceneRect()
        self._zoom = zoom
        self._refresh()
        new = self.sceneRect()
        x = before.x() / max(old.width(), 1.0) * new.width()
        y = before.y() / max(old.height(), 1.0) * new.height()
        shift = QPointF(self.viewport().rect().center()) - place
        self.centerOn(x + shift.x(), y + shift.y())
