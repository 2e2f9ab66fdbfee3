"""Texts of edges that have no room of their own: pill and gradient where nothing else stands."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from skipnet_gui.session.layout.forms import PILL, Contents
from skipnet_gui.session.layout.frame import Frame, Route, Slot
from skipnet_gui.session.layout.geometry import Curve, Point, Rect
from skipnet_gui.session.layout.lanes import MAX_TEXTS

Points = npt.NDArray[np.float64]

_SAMPLES = np.linspace(0.0, 1.0, 33)[:, None]
_BASIS = np.hstack(
    [
        (1.0 - _SAMPLES) ** 3,
        3.0 * (1.0 - _SAMPLES) ** 2 * _SAMPLES,
        3.0 * (1.0 - _SAMPLES) * _SAMPLES**2,
        _SAMPLES**3,
    ]
)
_PLACES = np.array(
    [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82]
)  # along an edge, best first
_CLEAR = 3.0  # between a text and what it does not belong to
_TIE = 3.0  # between a pill and its gradient


class _Room:
    """What is taken already: boxes and texts, and the curves by edge."""

    def __init__(self, bounds: Rect, taken: Sequence[Rect], curves: Sequence[Points]) -> None:
        self._bounds = bounds
        self._taken = list(taken)
        self._points = np.vstack(curves) if curves else np.empty((0, 2))
        owners = [np.full(len(points), owner) for owner, points in enumerate(curves)]
        self._owners = np.concatenate(owners) if owners else np.empty(0)

    def is_free(self, rect: Rect, owner: int = -1) -> bool:
        """Whether a rectangle lies on nothing but the curves of its owner."""
        bounds = self._bounds
        is_inside = (
            bounds.x <= rect.x
            and bounds.y <= rect.y
            and rect.right <= bounds.right
            and rect.bottom <= bounds.bottom
        )
        if not is_inside or any(map(rect.grown(_CLEAR).meets, self._taken)):
            return False
        near = rect.grown(1.0)
        x, y = self._points[:, 0], self._points[:, 1]
        hit = (near.x < x) & (x < near.right) & (near.y < y) & (y < near.bottom)
        return not bool((hit & (self._owners != owner)).any())

    def take(self, rect: Rect) -> None:
        """Put a text there."""
        self._taken.append(rect)


def spare_slots(
    frame: Frame,
    bounds: Rect,
    edges: Sequence[Route | None],
    outputs: Sequence[Route],
    slots: Sequence[Slot],
) -> Iterator[Slot]:
    """Yield pills, then gradients, of edges without them, each where its rectangle is free."""
    contents = frame.columns.contents
    curves = [
        np.vstack([_sampled(curve) for curve in _curves(route)]) if route else np.empty((0, 2))
        for route in (*edges, *outputs)
    ]
    room = _Room(bounds, [*frame.boxes, *(slot.rect for slot in slots)], curves)
    pills = {slot.number: slot.rect for slot in slots if slot.role == "pill"}
    with_gradient = {slot.number for slot in slots if slot.role == "gradient"}
    carriers = list(_carriers(frame))
    for edge in carriers:
        route = edges[edge]
        if edge not in pills and route is not None:
            found = next((r for r in _pills(contents, edge, route) if room.is_free(r, edge)), None)
            if found is not None:
                pills[edge] = found
                room.take(found)
                yield Slot("pill", edge, found)
    for edge in carriers:
        if edge in pills and edge not in with_gradient:
            tries = _gradients(contents, edge, pills[edge])
            found = next(filter(room.is_free, tries), None)
            if found is not None:
                room.take(found)
                yield Slot("gradient", edge, found)


def _carriers(frame: Frame) -> Iterator[int]:
    """Yield the edges that may carry text, in order of the gaps."""
    for near in frame.columns.links.near:
        found = [link.number for link in near if link.kind == "edge"]
        if len(found) <= MAX_TEXTS:
            yield from found
    for arc in frame.columns.links.arcs:
        if arc.has_text:
            yield arc.link.number


def _pills(contents: Contents, edge: int, route: Route) -> Iterator[Rect]:
    """Yield places for a pill, on both curves of an edge."""
    width = contents.pill_width(edge)
    forward, backward = _sampled(route.forward), _sampled(route.backward[::-1])
    middles = (_at(forward, _PLACES) + _at(backward, _PLACES)) / 2
    for x, y in middles.tolist():
        yield Rect(x - width / 2, y - PILL / 2, width, PILL)


def _gradients(contents: Contents, edge: int, pill: Rect) -> Iterator[Rect]:
    """Yield places for a gradient below and above a pill, on one line and on two."""
    line, number = contents.sizes.line, contents.sizes.number
    label = contents.gradient_label(edge)
    for width, height in ((label + number, line), (max(label, number), 2 * line)):
        x = pill.center[0] - width / 2
        yield Rect(x, pill.bottom + _TIE, width, height)
        yield Rect(x, pill.y - _TIE - height, width, height)


def _curves(route: Route) -> Iterator[Curve]:
    yield route.forward
    yield route.backward
    if route.leader is not None:
        yield route.leader


def _sampled(curve: Sequence[Point]) -> Points:
    """Return points along a curve, close together: an (N, 2) array."""
    pieces = [_BASIS @ np.array(curve[k : k + 4]) for k in range(0, len(curve) - 3, 3)]
    return np.vstack(pieces)


def _at(points: Points, shares: Points) -> Points:
    """Return the points at some shares of the way along: an (N, 2) array."""
    steps = np.hypot(*(points[1:] - points[:-1]).T)
    way = np.cumsum(steps)
    found: Points = points[np.searchsorted(way, shares * way[-1]) + 1]
    return found
