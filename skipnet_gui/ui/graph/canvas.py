"""The canvas of the graph: shows snapshots, and nothing else; gestures are in view."""

from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGraphicsView

from skipnet_gui.core.network import Network
from skipnet_gui.session.graph_numbers import Numbers
from skipnet_gui.session.layout.fit import Layout, Viewport, layout
from skipnet_gui.session.layout.forms import Sizes
from skipnet_gui.session.layout.geometry import Rect
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.graph.items import Item
from skipnet_gui.ui.graph.measure import measured, styles
from skipnet_gui.ui.graph.overlay import HEADER_PX, Overlay
from skipnet_gui.ui.graph.scene import GraphScene
from skipnet_gui.ui.graph.text import Inks
from skipnet_gui.ui.parts import Part
from skipnet_gui.ui.theme import LIGHT, Theme

ZOOM_STEP = 1.2


class Made(NamedTuple):
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
        self._made: Made | None = None
        self._scene: GraphScene | None = None
        self._layout: Layout | None = None
        self._overlay = Overlay()
        self._styles = styles()
        self._measured: tuple[Network, bool, tuple[Sizes, ...]] | None = None
        self._inks = Inks(LIGHT)
        self._zoom = 1.0
        self._note = ""
        self._is_stale = False
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

    def readings(self) -> dict[str, str]:
        """Return every number text by its key, from the very texts that are painted."""
        self._catch_up()
        if self._scene is None:
            return {}
        items = [*self._scene.texted_items(), *self._cards()]
        texts = [field.number for item in items for field in item.fields]
        texts += self._overlay.texts()
        return {text.key: text.text for text in texts if text.key}

    def _cards(self) -> list[Item]:
        """Return the cards that stand over the graph."""
        return []

    def header(self) -> str:
        """Return the texts of the header as painted, from left to right."""
        self._catch_up()
        return self._overlay.header()

    def note(self) -> str:
        """Return the note as painted; empty if there is none."""
        self._catch_up()
        return self._overlay.note()

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
        made = Made(network, *size, footer, self._zoom, numbers.is_mean, theme)
        if made != self._made:
            self._make(made)
        assert self._scene is not None
        assert self._layout is not None
        self._scene.show_numbers(numbers)
        self._overlay.show(numbers, size)
        self._overlay.show_note(self._note)
        self._overlay.show_corner(
            *self._layout.edge_numbers, numbers.snapshot.mean_words, self._scene.has_veil
        )
        self.viewport().update()

    def _make(self, made: Made) -> None:
        """Make layout and scene."""
        if self._made is None or made.network is not self._made.network:
            self._forget_network()
        self._made = made
        sizes = self._sizes_of(made.network, made.is_mean)
        room = Viewport(made.width, made.height, HEADER_PX, made.footer, made.zoom)
        self._layout = self._arranged(made.network, sizes, room)
        style = self._styles[self._layout.style]
        old = self._scene
        self._scene = GraphScene(made.network, self._layout, style, self._inks, made.is_mean)
        self.setScene(self._scene)
        self.setBackgroundBrush(self._inks["ground"])
        if old is not None:
            old.deleteLater()
        self._scene_made()

    def _arranged(self, network: Network, sizes: tuple[Sizes, ...], room: Viewport) -> Layout:
        """Return the layout for the room in the viewport."""
        return layout(network, sizes, room)

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

    def _item(self, part: Part | None) -> Item | None:
        return None if part is None or self._scene is None else self._scene.item(part)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the graph out for the new size."""
        super().resizeEvent(event)
        self._refresh()

    def drawForeground(self, painter: QPainter, rect: QRectF | object) -> None:
        """Paint header and footer, which do not scroll."""
        if self._numbers is None:
            return
        painter.save()
        painter.resetTransform()
        self._overlay.paint(painter, self._inks, self.sceneRect())
        painter.restore()


def rect_of(area: QRectF) -> Rect:
    """Return the rectangle as the layout has it."""
    return Rect(area.x(), area.y(), area.width(), area.height())
