"""The canvas on which one operation after the other is done: lights, and a card."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from skipnet_gui.core.operations import Operation, Quantity
from skipnet_gui.session.graph_numbers import Numbers
from skipnet_gui.session.layout.geometry import Rect
from skipnet_gui.session.snapshot import Walk
from skipnet_gui.ui.graph.calling import CalledCanvas
from skipnet_gui.ui.graph.callout import Covers
from skipnet_gui.ui.graph.canvas import rect_of
from skipnet_gui.ui.graph.items import Item, lit_rect
from skipnet_gui.ui.graph.operation_card import Around, OperationCard, concerned
from skipnet_gui.ui.graph.scene import GraphScene

BORDER_PX = 3.0  # room for the card's border
FLAT = 20.0  # what a low and wide card must hide less to be taken


class WalkedCanvas(CalledCanvas):
    """The canvas that lights the current operation, and says how it is done."""

    def __init__(self) -> None:
        super().__init__()
        self._lit: tuple[GraphScene | None, Walk | None] = None, None
        self._card: OperationCard | None = None

    def _cards(self) -> list[Item]:
        return super()._cards() + ([] if self._card is None else [self._card])

    def _show_numbers(self) -> None:
        super()._show_numbers()
        if self._numbers is None or self._scene is None:
            return
        lit = self._scene, self._numbers.snapshot.walk
        if lit != self._lit:
            self._lit = lit
            self._show_walk(self._scene, self._numbers)

    def _show_walk(self, scene: GraphScene, numbers: Numbers) -> None:
        """Light the current operation, and put its card where least is hidden."""
        self._card, walk = None, numbers.snapshot.walk
        scene.show_operation(walk)
        if walk is None or walk.current is None:
            self._overview.show_mark(None)
            return
        item = scene.item_of(walk.current.quantity)
        self._overview.show_mark(item.anchor())
        self._follow(item)
        if any(map(numbers.snapshot.hides, concerned(numbers.snapshot.network, walk.current))):
            return  # the card would say what is asked for
        self._card = self._made_card(scene, numbers, walk, walk.current)

    def _made_card(
        self, scene: GraphScene, numbers: Numbers, walk: Walk, operation: Operation
    ) -> OperationCard:
        assert self._layout is not None
        found = concerned(numbers.snapshot.network, operation)
        left_out = [quantity for quantity in found if scene.field_of(quantity) is None]
        line, style = walk.derivation.line(operation), self._styles[self._layout.style]
        around = self._around(scene, operation, found)
        placed = []
        for is_flat, more in ((False, 0.0), (True, FLAT)):
            card = OperationCard(numbers, line, left_out, style, self._inks, is_flat)
            cost, place = around.best(card.width, card.height)
            placed.append((cost + more, place, card))
        _, place, card = min(placed, key=lambda tried: tried[0])
        card.setPos(place.x, place.y)
        return card

    def _around(
        self, scene: GraphScene, operation: Operation, found: tuple[Quantity, ...]
    ) -> Around:
        """Return what the card of an operation stands among."""
        fields = [field for field in map(scene.field_of, found) if field is not None]
        current = scene.item_of(operation.quantity)
        spoken_of = [rect_of(current.anchor()), *(rect_of(lit_rect(field)) for field in fields)]
        covers = super()._covers()
        kept = [rect.grown(BORDER_PX) for rect in (*spoken_of, *self._header_rects())]
        texts = [*covers.texts, *covers.overlay]
        return Around(kept, texts, covers.points, self._visible())

    def _header_rects(self) -> list[Rect]:
        """Return where the texts of the header stand in the scene."""
        corner = self.mapToScene(0, 0)
        return [rect.moved(corner.x(), corner.y()) for rect in self._overlay.header_rects()]

    def drawForeground(self, painter: QPainter, rect: QRectF | object) -> None:
        """Paint header and footer, and over them the card."""
        super().drawForeground(painter, rect)
        if self._card is not None:
            painter.save()
            painter.translate(self._card.pos())
            self._card.paint(painter)
            painter.restore()

    def _covers(self) -> Covers:
        covers = super()._covers()
        if self._card is None:
            return covers
        place = Rect(self._card.x(), self._card.y(), self._card.width, self._card.height)
        return covers._replace(overlay=[*covers.overlay, place])
