"""The card beside a part that is pointed at: its numbers that the level does not show."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from skipnet_gui.core.network import Network
from skipnet_gui.session.geometry import Point, Rect
from skipnet_gui.ui.graph import wording
from skipnet_gui.ui.graph.items import Item
from skipnet_gui.ui.graph.measure import WIDEST, Style
from skipnet_gui.ui.graph.text import Field, Inks, Text
from skipnet_gui.ui.parts import Part

PAD = 10.0
LABEL_MOST = 300.0
Rows = list[tuple[str, int]]


@dataclass(frozen=True)
class Covers:
    """What a card may hide: texts and boxes, points of curves, and at no price the overlay."""

    texts: Sequence[Rect]
    points: Sequence[Point]
    overlay: Sequence[Rect]

    def cost(self, rect: Rect, anchor: Rect) -> int:
        """Return how much would be hidden; the part itself weighs most."""
        return (
            1_000 * rect.meets(anchor)
            + 100 * sum(map(rect.meets, self.overlay))
            + 4 * sum(map(rect.meets, self.texts))
            + sum(map(rect.holds, self.points))
        )


def rows(network: Network, part: Part) -> Rows:
    """Return role and number of all that can be said of a part."""
    if part.kind == "edge":
        return [(role, part.index) for role in ("pill", "flow", "gradient", "backflow")]
    if part.kind == "input":
        return [("input", part.index)]
    outgoing = network.outgoing[len(network.inputs) + part.index]
    found: Rows = [("z", part.index), ("h", part.index)]
    if len(outgoing) > 1:
        found += [("backflow", edge) for edge in outgoing]
    if wording.output_of(network, part.index) is not None:
        found.append(("dL_dyhat", part.index))
    if not wording.is_last(network, part.index):
        found.append(("dL_dh", part.index))
    return [*found, ("dL_dz", part.index)]


def statement(network: Network, role: str, number: int) -> str:
    """Return symbol and formula of a number: z₁ = w₁ h₀."""
    quantity = wording.QUANTITIES[role]
    sides = quantity.symbol(network, number), quantity.formula(network, number)
    return " = ".join(side for side in sides if side)


def heading(network: Network, part: Part) -> str:
    """Return what a part is called."""
    if part.kind == "unit":
        return wording.title(network, part.index)
    if part.kind == "input":
        return f"input {network.inputs[part.index]}"
    edge = network.edges[part.index]
    return f"{edge.weight}: {edge.source} → {edge.target}"


class Callout(Item):
    """A card of formulas and numbers."""

    def __init__(self, network: Network, part: Part, found: Rows, style: Style, inks: Inks) -> None:
        super().__init__(None, inks)
        line = style.labels.height + 4.0
        labels = [statement(network, role, number) for role, number in found]
        head = heading(network, part)
        widest = max(style.words.width(head), *map(style.labels.width, labels))
        label = min(widest, LABEL_MOST)
        number = style.numbers.width(WIDEST) + 1.0
        self.width = label + 14.0 + number + 2 * PAD
        self.height = (len(found) + 1) * line + 2 * PAD - 4.0
        self.texts.append(Text(Rect(PAD, PAD - 2.0, label, line), style.words, "ink", 0.0, head))
        for k, ((role, at), text) in enumerate(zip(found, labels, strict=True), start=1):
            y = PAD - 2.0 + k * line
            self.texts.append(Text(Rect(PAD, y, label, line), style.labels, "ink", 0.0, text))
            quantity = wording.QUANTITIES[role]
            tone = {"backward": "backward text", "weight": f"weight {at}"}
            place = Rect(self.width - PAD - number, y, number, line)
            value = Text(
                place,
                style.numbers,
                tone.get(quantity.tone, quantity.tone),
                1.0,
                key=quantity.key(network, at),
            )
            self.fields.append(Field(role, at, value))
        self.setZValue(10.0)

    def boundingRect(self) -> QRectF:
        """Return the card."""
        return QRectF(-2.0, -2.0, self.width + 4.0, self.height + 4.0)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Paint the card."""
        painter.setPen(self.inks.pen("quiet", 1.0))
        painter.setBrush(self.inks["panel"])
        painter.drawRoundedRect(QRectF(0.0, 0.0, self.width, self.height), 8.0, 8.0)
        self.paint_texts(painter)

    def place(self, anchor: Rect, room: Rect, covers: Covers) -> None:
        """Move to where least is covered, near a rectangle and within the room."""
        x, y = anchor.center
        low = max(rect.bottom for rect in covers.texts)
        tries = [
            (x - self.width / 2, anchor.bottom + 10.0),
            (x - self.width / 2, low + 10.0),
            (x - self.width / 2, anchor.y - self.height - 10.0),
            (anchor.right + 12.0, y - self.height / 2),
            (anchor.x - self.width - 12.0, y - self.height / 2),
            (room.x, room.bottom - self.height),
            (room.right - self.width, room.bottom - self.height),
            (room.x, room.y),
            (room.right - self.width, room.y),
        ]
        placed = [self._within(room, left, top) for left, top in tries]
        best = min(placed, key=lambda rect: covers.cost(rect, anchor))
        self.setPos(best.x, best.y)

    def _within(self, room: Rect, left: float, top: float) -> Rect:
        x = max(min(left, room.right - self.width), room.x)
        y = max(min(top, room.bottom - self.height), room.y)
        return Rect(x, y, self.width, self.height)
