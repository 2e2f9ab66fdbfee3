"""The card of the current operation: its formula with the numbers put in, term by term."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from skipnet_gui.core.functions import Array
from skipnet_gui.core.network import Network
from skipnet_gui.core.notation import to_text
from skipnet_gui.core.numerals import short
from skipnet_gui.core.operations import Operation, Quantity, reads
from skipnet_gui.session.graph_numbers import Numbers, place
from skipnet_gui.session.layout.geometry import Point, Rect
from skipnet_gui.ui.graph import wording
from skipnet_gui.ui.graph.items import Item
from skipnet_gui.ui.graph.measure import Style
from skipnet_gui.ui.graph.text import Field, Inks, Text

if TYPE_CHECKING:
    from skipnet_gui.core.derivation_lines import Equation, Line

PAD, INDENT, GAP = 10.0, 14.0, 10.0
MOST_WIDE = 460.0
MOST_TERMS, MOST_NUMBERS = 6, 9
APART_PX = 6.0  # from the card to what it speaks of, where there is room
COLUMNS, ROWS = 25, 21  # places that are tried
FAR_PX = 30.0  # a way that weighs as much as a point of a curve that is hidden
_TONES = {"forward": "forward", "backward": "backward text", "update": "ink"}


class Said(NamedTuple):
    """A line of a card."""

    text: str
    tone: str = "ink"
    indent: float = 0.0


def lines(line: "Line", fits: Callable[[str], bool], is_flat: bool) -> Iterator[Said]:
    """Yield what a card says of a line of the derivation; what is too long is told shorter.

    Where ``is_flat``, each equation is one line.
    """
    tone = _TONES[line.operation.group]
    for equation in line.equations:
        # Fractions are for the derivation: here is room for one way to write a number.
        first, *rest = _sides(equation._replace(exact=None))
        head = f"{to_text(equation.symbol)} {first}"
        sides = rest[1:] if line.terms else rest
        terms = [Said(text, indent=INDENT) for text in _terms(line)]
        if is_flat:
            yield Said(_shortened([head, *sides], fits), tone)
            yield from terms
        else:
            yield from (Said(head, tone), *terms)
            yield from [Said(_shortened(sides, fits), indent=INDENT)] if sides else []
    if line.zero:
        yield Said(line.zero, "quiet")


def _sides(equation: "Equation") -> Iterator[str]:
    return (f"{sign} {to_text(side)}" for sign, side in equation.sides())


def _terms(line: "Line") -> Iterator[str]:
    for term in line.terms[:MOST_TERMS]:
        yield f"{term.path}: {to_text(term.chain())}"
    left = len(line.terms) - MOST_TERMS
    if left > 0:
        yield f"and {left} more paths"


def _shortened(sides: Sequence[str], fits: Callable[[str], bool]) -> str:
    """Return sides one after the other, without those for which there is no room.

    The last goes last: it is the result.
    """
    tries = (sides, (sides[0], *sides[2:]), (sides[0], sides[-1]), sides[1:], sides[-1:])
    texts = [" ".join(kept) for kept in tries if kept]
    return next(filter(fits, texts), texts[-1])


def concerned(network: Network, operation: Operation) -> tuple[Quantity, ...]:
    """Return what an operation computes, then what it reads, as far as the graph shows it."""
    found: dict[tuple[str, int], Quantity] = {}
    for quantity in (operation.quantity, *reads(network, operation)):
        if quantity.kind != "rate":
            found.setdefault(place(network, quantity), quantity)
    return tuple(found.values())


class OperationCard(Item):
    """A card that says how the current operation is done.

    ``left_out`` are the quantities of it that the level does not paint; the card does, as
    many as there is room for, the result first. ``is_flat`` makes it low and wide.
    """

    def __init__(
        self,
        numbers: Numbers,
        line: "Line",
        left_out: Sequence[Quantity],
        style: Style,
        inks: Inks,
        is_flat: bool,
    ) -> None:
        super().__init__(None, inks)
        self._style, self._line = style, style.labels.height + 4.0
        self._numbers = numbers
        self.width, self._rows = 0.0, 0
        for said in lines(line, self._fits, is_flat):
            self._say(said)
        self._add_fields(left_out[:MOST_NUMBERS])
        if left_out[MOST_NUMBERS:]:
            self._say(Said(f"and {len(left_out) - MOST_NUMBERS} more · all in Numbers", "quiet"))
        self.width += 2 * PAD
        self.height = self._rows * self._line + 2 * PAD - 4.0
        self.show_numbers(numbers)

    def _fits(self, text: str) -> bool:
        return self._style.labels.width(text) + INDENT <= MOST_WIDE

    def _say(self, said: Said) -> None:
        """Add a line."""
        face = self._style.labels
        width = min(face.width(said.text), MOST_WIDE - said.indent) + 1.0
        room = self._room(PAD + said.indent, width)
        self.texts.append(Text(room, face, said.tone, 0.0, said.text))
        self._take(said.indent + width)

    def _take(self, width: float) -> None:
        """Go to the next row, after one of some width."""
        self._rows += 1
        self.width = max(self.width, width)

    def _room(self, x: float, width: float) -> Rect:
        return Rect(x, PAD - 2.0 + self._rows * self._line, width, self._line)

    def _add_fields(self, left_out: Sequence[Quantity]) -> None:
        """Add numbers side by side, as many in a row as there is room for."""
        x = PAD
        for role, at in (place(self._numbers.snapshot.network, found) for found in left_out):
            field = self._field(x, role, at)
            if field.number.rect.right > PAD + MOST_WIDE:
                self._take(x - PAD)
                field = self._field(PAD, role, at)
            self.fields.append(field)
            x = field.number.rect.right + 2 * GAP
        if left_out:
            self._take(x - 2 * GAP - PAD)

    def _field(self, x: float, role: str, at: int) -> Field:
        network, face = self._numbers.snapshot.network, self._style.numbers
        quantity = wording.QUANTITIES[role]
        tone = {"backward": "backward text", "weight": f"weight {at}"}
        label = quantity.symbol(network, at)
        room = self._room(x, self._style.labels.width(label) + 1.0)
        width = face.width(short(self._numbers.value(role, at))) + 1.0
        value = Text(
            room._replace(x=room.right + 0.5 * GAP, width=width),
            face,
            tone.get(quantity.tone, quantity.tone),
            key=quantity.key(network, at),
        )
        return Field(role, at, value, Text(room, self._style.labels, "quiet", 0.0, label))

    def boundingRect(self) -> QRectF:
        """Return the card."""
        return QRectF(-2.0, -2.0, self.width + 4.0, self.height + 4.0)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem | None = None,
        widget: QWidget | None = None,
    ) -> None:
        """Paint the card."""
        painter.setPen(self.inks.pen("ink", 1.5))
        painter.setBrush(self.inks["panel"])
        painter.drawRoundedRect(QRectF(0.0, 0.0, self.width, self.height), 8.0, 8.0)
        self.paint_texts(painter)


class Around(NamedTuple):
    """What a card stands among.

    Attributes
    ----------
    spoken_of
        Rectangles of the numbers and parts that it speaks of, and of the header: never
        hidden if that can be.
    texts
        Other texts and boxes.
    points
        Points of curves.
    room
        What is in view.
    """

    spoken_of: Sequence[Rect]
    texts: Sequence[Rect]
    points: Sequence[Point]
    room: Rect

    def best(self, width: float, height: float) -> tuple[float, Rect]:
        """Return where least is hidden, nearest to what is spoken of first, after its cost."""
        room = self.room
        x = np.linspace(room.x, max(room.right - width, room.x), COLUMNS)
        y = np.linspace(room.y, max(room.bottom - height, room.y), ROWS)
        corners = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
        points = np.array([(*point, 0.0, 0.0) for point in self.points])
        away = corners + np.array((width, height)) / 2 - self.spoken_of[0].center

        def met(rects: Sequence[Rect] | Array) -> Array:
            return _met((x, x + width), (y, y + height), rects)

        cost = (
            1_000 * met(self.spoken_of)
            + 6 * met([rect.grown(APART_PX) for rect in self.spoken_of])
            + 8 * met(self.texts)
            + met(points)
            + np.hypot(*away.T) / FAR_PX
        )
        at = int(np.argmin(cost))
        left, top = corners[at].tolist()
        return float(cost[at]), Rect(left, top, width, height)


def _met(
    across: tuple[Array, Array], down: tuple[Array, Array], rects: Sequence[Rect] | Array
) -> Array:
    """Return how many rectangles (N, 4) each place of a grid meets, row by row: (rows · columns,).

    A place is a column's (left, right) and a row's (top, bottom), so that each rectangle is
    compared with columns and rows, not with places.
    """
    found = np.asarray(rects, dtype=np.float64).reshape(-1, 4)
    low, high = found[:, :2], found[:, :2] + found[:, 2:]
    columns, rows = (
        (start[:, None] < high[:, axis]) & (low[:, axis] < end[:, None])
        for axis, (start, end) in enumerate((across, down))
    )
    counts: Array = (rows.astype(np.float64) @ columns.T.astype(np.float64)).ravel()
    return counts
