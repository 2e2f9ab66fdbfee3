"""Edges that are too many for text: painted together, in straight lines of a few widths."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from skipnet_gui.core.functions import Array
from skipnet_gui.session.graph_numbers import Numbers
from skipnet_gui.session.layout.geometry import Curve, Point, corners
from skipnet_gui.ui.graph.edge_item import DASH, NEAR_PX, EdgeItem
from skipnet_gui.ui.graph.items import Item
from skipnet_gui.ui.graph.text import Inks

VEIL = 0  # the class of the many that one sees through
WIDTHS = (1.0, 0.6, 1.0, 1.5, 2.0, 2.75)
LIMITS = (0.1, 0.35, 0.8, 1.6)  # magnitudes from which the next width is taken
THRONG = 150  # edges between two layers from which only the strongest are drawn in full
FEW = 40  # how many those are
BUS_PX = 2.0  # width of what the edges of a bundle share
Ends = tuple[Point, Point]


def width_classes(
    values: Sequence[float | None], throngs: Sequence[npt.NDArray[np.intp]]
) -> npt.NDArray[np.intp]:
    """Return the number of the width that shows each magnitude; the least for what is unknown.

    Of a throng only the strongest are more than a veil.
    """
    magnitudes = np.nan_to_num(np.abs(np.array(values, dtype=np.float64)), posinf=np.inf)
    classes = VEIL + 1 + np.searchsorted(LIMITS, magnitudes, side="right")
    for throng in throngs:
        weak = np.argpartition(magnitudes[throng], -FEW)[:-FEW]
        classes[throng[weak]] = VEIL
        classes[throng[magnitudes[throng] == 0.0]] = VEIL
    return classes


def throngs_of(places: Sequence[tuple[float, float]]) -> list[npt.NDArray[np.intp]]:
    """Return the numbers of edges that run between the same two places, where they are many."""
    found: dict[tuple[float, float], list[int]] = {}
    for edge, ends in enumerate(places):
        found.setdefault(ends, []).append(edge)
    return [np.array(edges) for edges in found.values() if len(edges) >= THRONG]


class Strokes:
    """One way of all edges: the lines of their own, and those that bundles share."""

    def __init__(self, curves: Sequence[Curve]) -> None:
        own = [(edge, ends) for edge, curve in enumerate(curves) for ends in _own(curve)]
        self._lines = [_line(ends) for _, ends in own]
        self._owners = np.array([edge for edge, _ in own], dtype=np.intp)
        self._buses = [_line(ends) for ends in merged(_shared(curves))]
        whole = [(edge, ends) for edge, curve in enumerate(curves) for ends in _pieces(curve)]
        self._segments = np.array([ends for _, ends in whole], dtype=np.float64).reshape(-1, 4)
        self._segment_owners = np.array([edge for edge, _ in whole], dtype=np.intp)
        self._boxes = _boxes([ends for _, ends in own])

    def rect(self) -> QRectF:
        """Return what all lines lie in."""
        x, y = self._segments[:, 0::2], self._segments[:, 1::2]
        return QRectF(QPointF(x.min(), y.min()), QPointF(x.max(), y.max()))

    def distances(self, point: Point) -> tuple[npt.NDArray[np.intp], Array]:
        """Return the edge of each line, and how far it is from a point."""
        start, end = self._segments[:, :2], self._segments[:, 2:]
        along, away = end - start, np.array(point) - start
        length = np.maximum((along**2).sum(1), 1e-9)
        share = np.clip((along * away).sum(1) / length, 0.0, 1.0)
        return self._segment_owners, np.hypot(*(away - share[:, None] * along).T)

    def paint(
        self,
        painter: QPainter,
        inks: Inks,
        tone: str,
        dash: tuple[float, ...],
        classes: npt.NDArray[np.intp],
        numbers: Iterable[int],
        room: QRectF,
    ) -> None:
        """Paint the edges of some classes that are seen in a room."""
        left, top, right, bottom = self._boxes.T
        seen = (left < room.right()) & (room.left() < right)
        seen &= (top < room.bottom()) & (room.top() < bottom)
        of_lines = classes[self._owners]
        for number in numbers:
            found = np.flatnonzero(seen & (of_lines == number)).tolist()
            if found:
                seen_as = f"{tone} veil" if number == VEIL else tone
                painter.setPen(inks.pen(seen_as, WIDTHS[number], dash))
                painter.drawLines([self._lines[k] for k in found])

    def paint_buses(self, painter: QPainter, pen: QPen) -> None:
        """Paint what the edges of bundles share."""
        painter.setPen(pen)
        painter.drawLines(self._buses)


def _pieces(curve: Curve) -> list[Ends]:
    return list(pairwise(corners(curve)))


def _own(curve: Curve) -> Iterator[Ends]:
    """Yield the lines of a curve that no other shares: all, or the first and the last."""
    pieces = _pieces(curve)
    yield from pieces if len(pieces) == 1 else (pieces[0], pieces[-1])


def _shared(curves: Sequence[Curve]) -> Iterator[Ends]:
    for curve in curves:
        yield from _pieces(curve)[1:-1]


def merged(lines: Iterator[Ends]) -> list[Ends]:
    """Return upright and level lines with those on one another made one."""
    found: dict[tuple[bool, float], list[tuple[float, float]]] = {}
    for (x, y), (right, bottom) in lines:
        is_upright = x == right
        at, one, other = (x, y, bottom) if is_upright else (y, x, right)
        found.setdefault((is_upright, at), []).append((min(one, other), max(one, other)))
    return [
        ((at, low), (at, high)) if is_upright else ((low, at), (high, at))
        for (is_upright, at), spans in found.items()
        for low, high in _joined(sorted(spans))
    ]


def _joined(spans: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Yield sorted stretches, with those that touch made one."""
    low, high = spans[0]
    for start, end in spans[1:]:
        if start > high:
            yield low, high
            low, high = start, end
        high = max(high, end)
    yield low, high


def _line(ends: Ends) -> QLineF:
    return QLineF(*ends[0], *ends[1])


def _boxes(lines: Sequence[Ends]) -> Array:
    """Return left, top, right and bottom of each line, with room for its width: (n, 4)."""
    found = np.array(lines, dtype=np.float64).reshape(-1, 2, 2)
    wide = WIDTHS[-1]
    return np.hstack([found.min(1) - wide, found.max(1) + wide])


class Crowd(Item):
    """All crowded edges of a scene as one item; those that stand out paint themselves."""

    def __init__(self, edges: Sequence[EdgeItem], inks: Inks) -> None:
        super().__init__(None, inks)
        self.edges = edges
        self._numbers: Numbers | None = None
        routes = [edge.route for edge in edges if edge.route is not None]
        self._throngs = throngs_of([(r.forward[0][0], r.forward[-1][0]) for r in routes])
        self._forward = Strokes([route.forward for route in routes])
        self._backward = Strokes([route.backward for route in routes])
        self._of_edges = [edge.number for edge in edges]
        none = np.zeros(len(edges), dtype=np.intp)
        self._classes = none, none
        self._rect = self._forward.rect().united(self._backward.rect()).adjusted(-9, -9, 9, 9)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.setZValue(0.5)

    @property
    def has_throngs(self) -> bool:
        """Whether some edges are only a veil."""
        return bool(self._throngs)

    def show_numbers(self, numbers: Numbers) -> None:
        """Take the numbers of another moment."""
        self._numbers = numbers
        values = (numbers.by_role[role] for role in ("flow", "gradient"))
        forward, backward = (
            width_classes([of_role[edge] for edge in self._of_edges], self._throngs)
            for of_role in values
        )
        self._classes = forward, backward

    def edge_near(self, point: QPointF) -> EdgeItem | None:
        """Return the edge nearest to a point, if one is close."""
        found = []
        for strokes in (self._forward, self._backward):
            owners, away = strokes.distances((point.x(), point.y()))
            nearest = int(away.argmin())
            found.append((float(away[nearest]), int(owners[nearest])))
        away_px, edge = min(found)
        return self.edges[edge] if away_px <= NEAR_PX / 2 else None

    def boundingRect(self) -> QRectF:
        """Return what all edges lie in."""
        return self._rect

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Paint the weak edges, those in full over them, and what stands out on top."""
        inks, room, (forward, backward) = self.inks, option.exposedRect, self._classes
        for numbers in ((VEIL,), range(VEIL + 1, len(WIDTHS))):
            self._backward.paint(painter, inks, "backward", DASH, backward, numbers, room)
            self._forward.paint(painter, inks, "forward", (), forward, numbers, room)
        self._backward.paint_buses(painter, inks.pen("backward", BUS_PX, DASH))
        self._forward.paint_buses(painter, inks.pen("forward", BUS_PX))
        painter.setOpacity(1.0)
        for edge in self.edges:
            if (edge.is_bold or edge.has_focus) and self._numbers is not None:
                edge.show_numbers(self._numbers)
                edge.paint(painter, option)
