"""The card beside a part: the number pointed at, and those that the level does not show."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from skipnet_gui.core.functions import LOSSES
from skipnet_gui.core.network import BIAS, Network
from skipnet_gui.core.notation import name_symbol
from skipnet_gui.core.numerals import MINUS, full, short
from skipnet_gui.session.graph_numbers import Numbers
from skipnet_gui.session.layout.geometry import Point, Rect
from skipnet_gui.ui.graph import wording
from skipnet_gui.ui.graph.items import Item
from skipnet_gui.ui.graph.measure import WIDEST, Style
from skipnet_gui.ui.graph.text import Field, Inks, Text
from skipnet_gui.ui.parts import Part

PAD = 10.0
LABEL_MOST = 300.0
MOST_TERMS = 6  # of a sum that are listed one by one; the derivation has them all
WIDEST_FULL = "−8.888888888888888e−188"
NAMES = {"pill": "weight", "flow": "flow", "backflow": "backflow", "input": "input"}
Row = tuple[str, int]
Rows = list[Row]


class Covers(NamedTuple):
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

    def best(self, width: float, height: float, anchor: Rect, room: Rect) -> Rect:
        """Return where least is hidden, near a rectangle and within the room."""
        x, y = anchor.center
        low = max(rect.bottom for rect in self.texts)
        tries = [
            (x - width / 2, anchor.bottom + 12.0),
            (x - width / 2, low + 10.0),
            (x - width / 2, anchor.y - height - 10.0),
            (anchor.right + 12.0, y - height / 2),
            (anchor.x - width - 12.0, y - height / 2),
            (room.x, room.bottom - height),
            (room.right - width, room.bottom - height),
            (room.x, room.y),
            (room.right - width, room.y),
        ]
        placed = [
            Rect(
                max(min(left, room.right - width), room.x),
                max(min(top, room.bottom - height), room.y),
                width,
                height,
            )
            for left, top in tries
        ]
        return min(placed, key=lambda rect: self.cost(rect, anchor))


def rows(network: Network, part: Part) -> Rows:
    """Return role and number of all that can be said of a part."""
    if part.kind == "edge":
        return [(role, part.index) for role in ("pill", "flow", "gradient", "backflow")]
    if part.kind == "input":
        return [("input", part.index)]
    outgoing = network.outgoing[len(network.inputs) + part.index]
    biases = [edge for edge in network.incoming[part.index] if network.edges[edge].source == BIAS]
    found: Rows = [("pill", edge) for edge in biases]
    found += [("z", part.index), ("h", part.index)]
    if 1 < len(outgoing) <= MOST_TERMS:
        found += [("backflow", edge) for edge in outgoing]
    if wording.output_of(network, part.index) is not None:
        found.append(("dL_dyhat", part.index))
    if not wording.is_last(network, part.index):
        found.append(("dL_dh", part.index))
    found.append(("dL_dz", part.index))
    return found + [("gradient", edge) for edge in biases]


def statement(network: Network, role: str, number: int) -> str:
    """Return name, symbol and formula of a number: z₁ = w₁ h₀, or weight w₁."""
    quantity = wording.QUANTITIES[role]
    sides = quantity.symbol(network, number), quantity.formula(network, number)
    return f"{NAMES.get(role, '')} {' = '.join(side for side in sides if side)}".lstrip()


def loss_statement(numbers: Numbers, role: str) -> str:
    """Return the loss in symbols, with its numbers put in, and with all its digits."""
    network = numbers.snapshot.network
    parts = [wording.loss_formula(network)]
    value = numbers.value(role, 0)
    if value is None:
        return " = ".join(["L", *parts, numbers.full_text(role, 0)])
    if role == "loss" and numbers.is_mean:
        parts[0] += f", {numbers.snapshot.mean_words}"
    else:
        formula = LOSSES[network.loss].formula
        trace = numbers.snapshot.trace
        ends = zip(trace.y.tolist(), trace.yhat.tolist(), strict=True)
        terms = [put_in(formula, y, yhat) for y, yhat in ends]
        parts.append(" + ".join(terms))
    return " = ".join(["L", *parts, full(value)])


def full_statement(numbers: Numbers, role: str, number: int) -> str:
    """Return a number's statement, with the numbers put in, and with all its digits."""
    network, value = numbers.snapshot.network, numbers.full_text(role, number)
    if role == "gradient" and numbers.is_mean:
        quantity = wording.QUANTITIES[role]
        product = quantity.formula(network, number)
        words = numbers.snapshot.mean_words
        return f"{quantity.symbol(network, number)}, {words}: {product} gives {value}"
    parts = (statement(network, role, number), with_numbers(numbers, role, number), value)
    return " = ".join(part for part in parts if part)


def with_numbers(numbers: Numbers, role: str, number: int) -> str:
    """Return a formula with its numbers put in; empty where it has none but its value."""
    network = numbers.snapshot.network
    if numbers.value(role, number) is None:
        return ""
    if role in _FACTORS:
        return " · ".join(_bracketed([factor(numbers, number) for factor in _FACTORS[role]]))
    if role not in ("z", "dL_dh"):
        return ""
    outgoing = network.outgoing[len(network.inputs) + number]
    kind, edges = ("flow", network.incoming[number]) if role == "z" else ("backflow", outgoing)
    is_output = role == "dL_dh" and wording.output_of(network, number) is not None
    if len(edges) == 1 and not is_output:
        return with_numbers(numbers, kind, edges[0])
    terms: list[float | None] = [numbers.value("dL_dyhat", number)] if is_output else []
    return " + ".join(_bracketed(terms + [numbers.value(kind, edge) for edge in edges]))


def _bracketed(values: Sequence[float | None]) -> list[str]:
    """Return numbers as they stand in a formula: negative ones behind the first in brackets."""
    texts = [short(value) for value in values]
    rest = (f"({text})" if text.startswith(MINUS) else text for text in texts[1:])
    return [*texts[:1], *rest]


def _weight(numbers: Numbers, edge: int) -> float:
    return float(numbers.snapshot.weights[edge])


def _source(numbers: Numbers, edge: int) -> float | None:
    network = numbers.snapshot.network
    node = network.edge_sources[edge]
    if node < len(network.inputs):
        return numbers.value("input", node)
    unit = node - len(network.inputs)
    return numbers.value("h", unit) if unit < len(network.units) else 1.0


def _slope(numbers: Numbers, edge: int) -> float | None:
    return numbers.value("dL_dz", numbers.snapshot.network.edge_targets[edge])


_FACTORS = {
    "flow": (_weight, _source),
    "backflow": (_slope, _weight),
    "gradient": (_slope, _source),
}


def put_in(formula: str, y: float, yhat: float) -> str:
    """Return a formula in y and ŷ with numbers for them; a negative second one in brackets."""
    second = short(yhat) if yhat >= 0.0 else f"({short(yhat)})"
    values = {"y": short(y), "ŷ": second}
    return "".join(values.get(character, character) for character in formula)


def hint(numbers: Numbers, role: str, number: int) -> str:
    """Return what else is to be known of a number; empty if nothing."""
    if role == "pill":
        if numbers.snapshot.is_renewed(number):
            return f"new: from step {numbers.snapshot.step + 1} on"
        is_free = numbers.snapshot.network.edges[number].trainable
        return "double-click to set it" if is_free else "fixed: no update changes it"
    return ""


def heading(network: Network, part: Part) -> str:
    """Return what a part is called."""
    if part.kind == "unit":
        return wording.title(network, part.index)
    if part.kind == "input":
        return f"input {name_symbol(network.inputs[part.index])}"
    edge = network.edges[part.index]
    is_unit = edge.source not in network.inputs and edge.source != BIAS
    source = f"unit {edge.source}" if is_unit else name_symbol(edge.source)
    return f"{wording.weight_symbol(network, part.index)}: {source} → unit {edge.target}"


class _Digits(Field):
    """A number with all its digits."""

    def show(self, value: float | None) -> None:
        self.number.say(full(value))


class Callout(Item):
    """A card of formulas and numbers.

    The number pointed at, if any, stands first and has all its digits; then come others.
    """

    def __init__(
        self,
        numbers: Numbers,
        part: Part,
        pointed: Row | None,
        others: Rows,
        style: Style,
        inks: Inks,
    ) -> None:
        super().__init__(None, inks)
        network = numbers.snapshot.network
        found = others if pointed is None else [pointed, *others]
        labels = [statement(network, role, at) for role, at in found]
        head, note = heading(network, part), "" if pointed is None else hint(numbers, *pointed)
        self._style, self._line = style, style.labels.height + 4.0
        face = style.labels
        self._label = min(
            max(style.words.width(head), *map(face.width, (note, *labels))), LABEL_MOST
        )
        self._number = style.numbers.width(WIDEST) + 1.0
        self._digits = 0.0 if pointed is None else style.numbers.width(WIDEST_FULL) + 1.0
        own = min(face.width(labels[0]), LABEL_MOST) + self._digits
        self.width = max(self._label + self._number, own) + 14.0 + 2 * PAD
        self.height = (len(found) + 1 + bool(note)) * self._line + 2 * PAD - 4.0
        self.texts.append(Text(self._room(0), style.words, "ink", 0.0, head))
        for k, (row, label) in enumerate(zip(found, labels, strict=True), start=1):
            self.texts.append(Text(self._room(k), face, "ink", 0.0, label))
            self.fields.append(self._field(network, k, *row, is_pointed=row == pointed))
        self.texts.append(Text(self._room(len(found) + 1), face, "quiet", 0.0, note))
        self.show_numbers(numbers)
        self.setZValue(10.0)

    def _room(self, row: int) -> Rect:
        return Rect(PAD, PAD - 2.0 + row * self._line, self._label, self._line)

    def _field(self, network: Network, k: int, role: str, at: int, is_pointed: bool) -> Field:
        """Return the number of a row; only one that the graph does not paint is read."""
        quantity = wording.QUANTITIES[role]
        tone = {"backward": "backward text", "weight": f"weight {at}"}
        width = self._digits if is_pointed else self._number
        value = Text(
            self._room(k)._replace(x=self.width - PAD - width, width=width),
            self._style.numbers,
            tone.get(quantity.tone, quantity.tone),
            1.0,
            key="" if is_pointed else quantity.key(network, at),
        )
        return _Digits(role, at, value) if is_pointed else Field(role, at, value)

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
        best = covers.best(self.width, self.height, anchor, room)
        self.setPos(best.x, best.y)
