"""The canvas of the graph: shows snapshots, and nothing else; gestures are in view."""

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGraphicsView

from skipnet_gui.core.network import Network
from skipnet_gui.session.layout.fit import Layout, Viewport, layout
from skipnet_gui.session.layout.forms import Sizes
from skipnet_gui.session.layout.geometry import Rect, along
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.graph import callout
from skipnet_gui.ui.graph.callout import Callout, Covers
from skipnet_gui.ui.graph.items import Item
from skipnet_gui.ui.graph.measure import measured, styles
from skipnet_gui.ui.graph.numbers import Numbers
from skipnet_gui.ui.graph.overlay import HEADER_PX, Overlay
from skipnet_gui.ui.graph.scene import GraphScene
from skipnet_gui.ui.graph.text import Inks
from skipnet_gui.ui.parts import Part
from skipnet_gui.ui.theme import LIGHT, Theme

ZOOM_STEP = 1.2
MOST_ZOOM, LEAST_ZOOM = 6.0, 0.4


class _Made(NamedTuple):
    """What a scene was made for; another of these needs another scene."""

    network: Network
    width: int
    height: int
    footer: float
    zoom: float
    is_mean: bool
    theme: Theme


class GraphCanvas(QGraphicsView):
    """The computation graph with all its numbers, at the level that size and zoom allow."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers: Numbers | None = None
        self._made: _Made | None = None
        self._scene: GraphScene | None = None
        self._layout: Layout | None = None
        self._overlay = Overlay()
        self._styles = styles()
        self._measured: tuple[Network, bool, tuple[Sizes, ...]] | None = None
        self._inks = Inks(LIGHT)
        self._zoom = 1.0
        self._note = ""
        self._is_stale = False
        self._part: Part | None = None
        self._pointed: callout.Row | None = None
        self._callout: Callout | None = None
        self._set_up()

    def _set_up(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumSize(320, 160)

    @property
    def level(self) -> str:
        """The level of detail: “full”, “main” or “shape”; empty before the first snapshot."""
        self._catch_up()
        return self._layout.level if self._layout else ""

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show another moment; the scene is made anew only for another network or size."""
        self._numbers = Numbers(snapshot)
        self._refresh()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._inks = Inks(theme, self._inks.hues)
        self._refresh()

    def show_hues(self, hues: tuple[int, ...]) -> None:
        """Take the colours of other edges, by their numbers, for the edges of this network."""
        if hues != self._inks.hues:
            self._inks, self._made = Inks(self._inks.theme, hues), None

    def show_note(self, text: str) -> None:
        """Show a sentence inside the graph, or none."""
        if text != self._note:
            self._note = text
            self._refresh()

    def show_highlight(self, part: Part | None) -> None:
        """Emphasise a part, and show the numbers of it that the level leaves out."""
        if part != self._part:
            self._mark(self._part, False)
            self._part = part
            self._mark(part, True)
            self._bring_into_view(part)
            self._place_callout()
            self.viewport().update()

    def readings(self) -> dict[str, str]:
        """Return every number text by its key, from the very texts that are painted."""
        self._catch_up()
        if self._scene is None:
            return {}
        items = [*self._scene.all_items(), *self._cards()]
        texts = [field.number for item in items for field in item.fields]
        texts += self._overlay.texts()
        return {text.key: text.text for text in texts if text.key}

    def _cards(self) -> list[Item]:
        """Return the cards that stand over the graph."""
        return [] if self._callout is None else [self._callout]

    def header(self) -> str:
        """Return the texts of the header as painted, from left to right."""
        self._catch_up()
        return self._overlay.header()

    def note(self) -> str:
        """Return the note as painted; empty if there is none."""
        self._catch_up()
        return self._overlay.note()

    def fit(self) -> None:
        """Show the whole graph at the largest level that fits."""
        self._zoom_to(1.0, None)

    def zoom_in(self) -> None:
        """Spread the graph over more room."""
        self._zoom_to(self._zoom * ZOOM_STEP, None)

    def zoom_out(self) -> None:
        """Draw the graph together."""
        self._zoom_to(self._zoom / ZOOM_STEP, None)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened out of sight."""
        super().showEvent(event)
        self._catch_up()

    def _catch_up(self) -> None:
        if self._is_stale:
            self._show_numbers()

    def _refresh(self) -> None:
        """Show the numbers, now or as soon as somebody can see them."""
        self._is_stale = not self.isVisible()
        if not self._is_stale:
            self._show_numbers()

    def _show_numbers(self) -> None:
        numbers = self._numbers
        if numbers is None:
            return
        self._is_stale = False
        size = self.viewport().width(), self.viewport().height()
        network, theme = numbers.snapshot.network, self._inks.theme
        footer = self._overlay.footer_height(self._note, size[0])
        made = _Made(network, *size, footer, self._zoom, numbers.is_mean, theme)
        if made != self._made:
            self._make(made)
        assert self._scene is not None
        assert self._layout is not None
        self._scene.show_numbers(numbers)
        if self._callout is not None:
            self._callout.show_numbers(numbers)
        self._overlay.show(numbers, size)
        self._overlay.show_note(self._note)
        self._overlay.show_corner(*self._layout.edge_numbers, numbers.snapshot.mean_words)
        self.viewport().update()

    def _make(self, made: _Made) -> None:
        """Make layout and scene."""
        if self._made is None or made.network is not self._made.network:
            self._part = self._pointed = None
            self._forget_network()
        self._made, self._callout = made, None
        sizes = self._sizes_of(made.network, made.is_mean)
        room = Viewport(made.width, made.height, HEADER_PX, made.footer, made.zoom)
        self._layout = layout(made.network, sizes, room)
        style = self._styles[self._layout.style]
        old = self._scene
        self._scene = GraphScene(made.network, self._layout, style, self._inks, made.is_mean)
        self.setScene(self._scene)
        self.setBackgroundBrush(self._inks["ground"])
        if old is not None:
            old.deleteLater()
        self._mark(self._part, True)
        self._place_callout()
        self._scene_made()

    def _sizes_of(self, network: Network, is_mean: bool) -> tuple[Sizes, ...]:
        """Return the measured texts, from the last time where they are the same."""
        if self._measured is None or self._measured[:2] != (network, is_mean):
            sizes = tuple(measured(network, style, is_mean) for style in self._styles)
            self._measured = network, is_mean, sizes
        return self._measured[2]

    def _forget_network(self) -> None:
        """Drop what belongs to the parts of the network shown so far."""

    def _scene_made(self) -> None:
        """Move what stands on the scene to its new places."""

    def _mark(self, part: Part | None, is_on: bool) -> None:
        item = self._item(part)
        if item is not None:
            item.is_highlighted = is_on

    def _bring_into_view(self, part: Part | None) -> None:
        """Scroll to a part that is out of sight."""
        item = self._item(part)
        visible = self.mapToScene(self.viewport().rect()).boundingRect()
        if item is not None and not visible.intersects(item.anchor()):
            self.ensureVisible(item.anchor(), 60, 60)

    def _item(self, part: Part | None) -> Item | None:
        return None if part is None or self._scene is None else self._scene.item(part)

    def _place_callout(self) -> None:
        """Put a card beside the highlighted part with what it does not say itself."""
        scene, numbers, chart, part = self._scene, self._numbers, self._layout, self._part
        if self._callout is not None and scene is not None:
            scene.removeItem(self._callout)
        self._callout = None
        item = self._item(part)
        if scene is None or numbers is None or chart is None or part is None or item is None:
            return
        found = self._left_out(part)
        if not found or (chart.level == "full" and self._is_passing(part)):
            return
        style = self._styles[chart.style]
        self._callout = Callout(numbers, part, self._pointed, found, style, self._inks)
        self._callout.place(rect_of(item.anchor()), self._visible(), self._covers())
        scene.addItem(self._callout)

    def _left_out(self, part: Part) -> callout.Rows:
        """Return what can be said of a part and is not painted, with the sum of what is said."""
        assert self._scene is not None
        assert self._made is not None
        items = self._scene.all_items()
        painted = {(field.role, field.at) for item in items for field in item.fields}
        found = [row for row in callout.rows(self._made.network, part) if row not in painted]
        total = ("dL_dh", part.index)
        if found and part.kind == "unit" and total in painted:
            found.append(total)
        return [row for row in found if row != self._pointed]

    def _is_passing(self, part: Part) -> bool:
        """Whether a part is highlighted only as long as the mouse is on it."""
        return False

    def _visible(self) -> Rect:
        """Return the part of the scene that is in view, without its border."""
        return rect_of(self.mapToScene(self.viewport().rect()).boundingRect()).grown(-8.0)

    def _covers(self) -> Covers:
        """Return what should stay in sight."""
        chart, corner = self._layout, self.mapToScene(0, 0)
        assert chart is not None
        routes = [route for route in (*chart.edges, *chart.outputs) if route is not None]
        return Covers(
            [*chart.units, *chart.inputs, chart.loss, *(slot.rect for slot in chart.slots)],
            [point for route in routes for point in along(route.forward)],
            [text.rect.moved(corner.x(), corner.y()) for text in self._overlay.texts()],
        )

    # Zoom and size

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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the graph out for the new size."""
        super().resizeEvent(event)
        self._refresh()

    def drawForeground(self, painter: QPainter, rect: QRectF | object) -> None:
        """Paint header and footer, which do not scroll."""
        if self._numbers is None:
            return
        view = self.mapToScene(self.viewport().rect()).boundingRect()
        painter.save()
        painter.resetTransform()
        self._overlay.paint(painter, self._inks, view, self.sceneRect())
        painter.restore()


def rect_of(area: QRectF) -> Rect:
    """Return the rectangle as the layout has it."""
    return Rect(area.x(), area.y(), area.width(), area.height())
