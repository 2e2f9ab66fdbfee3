"""Curves of the graph, forward and back, and the places of the texts on them."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from skipnet_gui.session.columns import RISER, Columns
from skipnet_gui.session.forms import AIR, PILL, RADIUS, WIRE
from skipnet_gui.session.geometry import Curve, Point, Rect, joined, line, reverse, rounded, s_curve
from skipnet_gui.session.lanes import ABOVE, Arc, Link


class Slot(NamedTuple):
    """Room for a text; the role says what it tells of which number."""

    role: str
    number: int
    rect: Rect


@dataclass(frozen=True)
class Route:
    """The two curves of a link: ``forward`` to its target, ``backward`` from it.

    ``leader`` ties a pill that stands beside its edge to it.
    """

    forward: Curve
    backward: Curve
    leader: Curve | None = None


Placed = tuple[tuple[Route | None, ...], tuple[Route, ...], tuple[Slot, ...]]


@dataclass(frozen=True)
class Frame:
    """Boxes and lanes with their places.

    Attributes
    ----------
    axis
        The y of the middle of all columns.
    middle
        Height of boxes and cards around it.
    inner
        The y that no box or pill passes, by side.
    edges_of_lanes
        The y of the sides of the lanes, from inside to outside, by side.
    """

    columns: Columns
    lefts: tuple[float, ...]
    axis: float
    boxes: tuple[Rect, ...]
    middle: float
    inner: Mapping[int, float]
    edges_of_lanes: Mapping[int, tuple[float, ...]]
    height: float

    @cached_property
    def pitch(self) -> float:
        """Least distance between neighbouring layers."""
        return self.columns.pitch(self.lefts)

    @cached_property
    def is_shape(self) -> bool:
        """Whether boxes are discs."""
        return self.columns.contents.form.is_shape

    def right_of(self, column: int) -> float:
        """Return the right side of a column."""
        return self.lefts[column] + self.columns.widths[column]


class Port(NamedTuple):
    """Where a link touches a box, and how far its two curves are from it."""

    x: float
    y: float
    half: float


def routes(frame: Frame) -> Placed | None:
    """Return the curves of all links and the slots of their texts; None if a text has no room."""
    columns, network = frame.columns, frame.columns.contents.network
    heights = dict(_card_heights(frame))
    ports = _side_ports(frame, heights)
    edges: list[Route | None] = [None] * len(network.edges)
    outputs: list[Route | None] = [None] * len(network.outputs)
    table = {"edge": edges, "output": outputs}
    slots: list[Slot] = []
    for gap in columns.gaps:
        for link in columns.links.near[gap]:
            ends = ports[link, True], ports[link, False]
            route, texts = _near(frame, gap, link, *ends, heights.get(link))
            table[link.kind][link.number] = route
            slots += texts
    ways = _ways(frame, ports)
    for way in ways:
        table[way.arc.link.kind][way.arc.link.number] = way.route
        if columns.has_text(way.arc):
            texts = _arc_slots(frame, way, ways)
            if not texts:
                return None
            slots += texts
    return tuple(edges), tuple(route for route in outputs if route is not None), tuple(slots)


def _card_heights(frame: Frame) -> Iterator[tuple[Link, float]]:
    """Yield the y of each edge in the strip of its gap, from top to bottom."""
    columns, boxes = frame.columns, frame.boxes
    pitch = columns.card_pitch
    shift = (columns.contents.card_above - columns.contents.card_below) / 2
    for gap in columns.gaps:
        edges = columns.edges(gap)
        if columns.is_outside(gap) or (columns.is_single(gap) and len(edges) == 1):
            continue
        middles = {e: (boxes[e.source].center[1] + boxes[e.target].center[1]) / 2 for e in edges}
        ordered = sorted(edges, key=lambda e: (middles[e], boxes[e.source].center[1]))
        yield from zip(ordered, _apart(ordered, middles, pitch, frame, shift), strict=True)


def _apart(
    edges: Sequence[Link], wanted: Mapping[Link, float], pitch: float, frame: Frame, shift: float
) -> Sequence[float]:
    """Return heights near the wanted ones, at least a pitch apart, within the middle."""
    count = len(edges)
    if not count:
        return ()
    spread = (wanted[edges[-1]] - wanted[edges[0]]) / max(count - 1, 1)
    most = (frame.middle - pitch) / max(count - 1, 1)
    step = min(max(pitch, spread), max(most, pitch))
    center = sum(wanted.values()) / count
    room = (frame.middle - pitch - step * (count - 1)) / 2
    center = min(max(center, frame.axis - room), frame.axis + room)
    return [center + shift + (i - (count - 1) / 2) * step for i in range(count)]


def _side_ports(frame: Frame, heights: Mapping[Link, float]) -> dict[tuple[Link, bool], Port]:
    """Return the ports at the right (True: of the source) and left sides of boxes."""
    sides: dict[tuple[int, bool], list[tuple[float, int, Link]]] = {}
    for links in frame.columns.links.near:
        for link in links:
            for is_source, node, other in _ends(link):
                key = heights.get(link, frame.boxes[other].center[1])
                sides.setdefault((node, is_source), []).append((key, link.number, link))
    for arc in frame.columns.links.arcs:
        for is_source, direct in ((True, arc.direct_source), (False, arc.direct_target)):
            if not direct:
                node = arc.link.source if is_source else arc.link.target
                order = arc.lane if arc.side == ABOVE else -arc.lane
                key = arc.side * 1e9 + order
                sides.setdefault((node, is_source), []).append((key, arc.link.number, arc.link))
    return {
        (link, is_source): port
        for (node, is_source), found in sides.items()
        for link, port in _spread(frame, node, is_source, [link for _, _, link in sorted(found)])
    }


def _ends(link: Link) -> tuple[tuple[bool, int, int], tuple[bool, int, int]]:
    return (True, link.source, link.target), (False, link.target, link.source)


def _spread(
    frame: Frame, node: int, is_source: bool, links: Sequence[Link]
) -> Iterator[tuple[Link, Port]]:
    """Yield ports side by side on a box."""
    box, count = frame.boxes[node], len(links)
    room = 1.2 * RADIUS if frame.is_shape else box.height - 20.0
    step = min(6.0 if frame.is_shape else 26.0, room / count)
    half = min(2.5 if frame.is_shape else WIRE, 0.3 * step if count > 1 else WIRE)
    for place, link in enumerate(links):
        dy = (place - (count - 1) / 2) * step
        reach = _reach(box, dy) if frame.is_shape else box.width / 2
        x = box.center[0] + (reach if is_source else -reach)
        yield link, Port(x, box.center[1] + dy, half)


def _reach(box: Rect, across: float) -> float:
    """Return the distance from a drawn-out disc's middle to its left side, off the axis."""
    radius = box.height / 2
    straight = (box.width - box.height) / 2
    return straight + math.sqrt(max(radius * radius - across * across, 0.0))


def _rise(box: Rect, across: float) -> float:
    """Return the distance from a drawn-out disc's middle to its top, some way aside."""
    radius = box.height / 2
    aside = max(abs(across) - (box.width - box.height) / 2, 0.0)
    return math.sqrt(max(radius * radius - aside * aside, 0.0))


def _near(
    frame: Frame, gap: int, link: Link, start: Port, end: Port, height: float | None
) -> tuple[Route, list[Slot]]:
    """Return the curves of a link to the next column, and its texts."""
    columns = frame.columns
    if height is not None:
        return _through_card(frame, gap, link, start, end, height)
    made = []
    for side in (-1, 1):
        a = start.x, start.y + side * start.half
        b = end.x, end.y + side * end.half
        made.append(line(a, b) if abs(a[1] - b[1]) < 0.5 else s_curve(a, b))
    route = Route(made[0], reverse(made[1]))
    if link.kind == "output" or not columns.edges(gap):
        return route, []
    if columns.is_outside(gap):
        return _beside(frame, gap, link, route)
    center = (start.x + end.x) / 2
    return route, list(_card(frame, link, center, start.y))


def _through_card(
    frame: Frame, gap: int, link: Link, start: Port, end: Port, height: float
) -> tuple[Route, list[Slot]]:
    """Return curves that turn beside the strip of cards and run straight through it."""
    columns = frame.columns
    center = (frame.right_of(gap) + frame.lefts[gap + 1]) / 2
    half = max(columns.contents.card_width(e.number) for e in columns.edges(gap)) / 2
    made = []
    for side in (-1, 1):
        y = height + side * WIRE
        points = (start.x, start.y + side * start.half), (center - half, y)
        onward = (center + half, y), (end.x, end.y + side * end.half)
        made.append(joined(s_curve(*points), line(points[1], onward[0]), s_curve(*onward)))
    return Route(made[0], reverse(made[1])), list(_card(frame, link, center, height))


def _card(frame: Frame, link: Link, x: float, y: float) -> Iterator[Slot]:
    """Yield value and pill above the middle of an edge, and the gradient below."""
    contents, edge = frame.columns.contents, link.number
    text = contents.sizes.line
    pill = contents.pill_width(edge)
    top = y - contents.pill_top
    yield Slot("pill", edge, Rect(x - pill / 2, top, pill, PILL))
    if contents.form.flow:
        yield Slot("flow", edge, Rect(x - pill / 2 + 7.0, top - 1.0 - text, pill - 14.0, text))
    if contents.form.gradient:
        width = contents.gradient_width(edge)
        if width < pill - 14.0:
            width = pill - 14.0
        height = contents.form.gradient * text
        yield Slot("gradient", edge, Rect(x - width / 2, y + AIR, width, height))


def _beside(frame: Frame, gap: int, link: Link, route: Route) -> tuple[Route, list[Slot]]:
    """Return the texts of an edge above and below the boxes, tied to it by a thin line."""
    contents, edge = frame.columns.contents, link.number
    x = (frame.right_of(gap) + frame.lefts[gap + 1]) / 2
    band = frame.columns.band(gap)
    width, height = contents.tall_pill
    pill = Rect(x - width / 2, frame.axis - band - 5.0 - height, width, height)
    slots = [Slot("pill", edge, pill)]
    if contents.form.gradient:
        width = contents.gradient_width(edge)
        height = contents.form.gradient * contents.sizes.line
        slots.append(
            Slot("gradient", edge, Rect(x - width / 2, frame.axis + band + 5.0, width, height))
        )
    leader = line((x, pill.bottom), (x, route.forward[0][1]))
    return Route(route.forward, route.backward, leader), slots


@dataclass(frozen=True)
class Way:
    """An arc with its places: the x of its ends and the part of it that runs level."""

    arc: Arc
    start: float
    end: float
    wire: float
    level: tuple[float, float]
    route: Route


def _ways(frame: Frame, ports: Mapping[tuple[Link, bool], Port]) -> list[Way]:
    """Return the curves of all arcs."""
    tops = dict(_outer_ports(frame))
    beside = dict(_risers(frame))
    return [_way(frame, arc, tops, beside, ports) for arc in frame.columns.links.arcs]


def _outer_ports(frame: Frame) -> Iterator[tuple[tuple[Arc, bool], Port]]:
    """Yield ports on the upper and lower sides of boxes.

    From left to right the ends of arcs from the left, the nearest lane first, then the
    starts of arcs to the right, the nearest lane last: so none crosses another here.
    """
    sides: dict[tuple[int, int], list[tuple[int, Arc, bool]]] = {}
    for arc in frame.columns.links.arcs:
        if arc.direct_source:
            found = sides.setdefault((arc.link.source, arc.side), [])
            found.append((1_000_000 - arc.lane, arc, True))
        if arc.direct_target:
            found = sides.setdefault((arc.link.target, arc.side), [])
            found.append((arc.lane, arc, False))
    for (node, side), found in sides.items():
        box, count = frame.boxes[node], len(found)
        step = min(26.0, _outer_room(frame, node) / count)
        half = min(9.0, 0.3 * step)
        found.sort(key=lambda entry: entry[0])
        for place, (_, arc, is_source) in enumerate(found):
            dx = (place - (count - 1) / 2) * step
            reach = _rise(box, dx) if frame.is_shape else box.height / 2
            yield (arc, is_source), Port(box.center[0] + dx, box.center[1] + side * reach, half)


def _outer_room(frame: Frame, node: int) -> float:
    """Return the width that arcs may use above or below a box."""
    columns = frame.columns
    if frame.is_shape:
        return 1.4 * RADIUS
    if columns.contents.form.stacked:
        return frame.pitch - columns.contents.tall_pill[0] - 4.0
    return frame.boxes[node].width - 16.0


def _risers(frame: Frame) -> Iterator[tuple[tuple[Arc, bool], float]]:
    """Yield the x of ways up and down beside columns."""
    for (gap, is_left), arcs in frame.columns.risers.items():
        for place, arc in enumerate(arcs):
            away = RISER * (place + 0.8)
            room = (frame.lefts[gap + 1] - frame.right_of(gap)) / 2
            away = min(away, room)
            x = frame.right_of(gap) + away if is_left else frame.lefts[gap + 1] - away
            yield (arc, is_left), x


def _way(
    frame: Frame,
    arc: Arc,
    tops: Mapping[tuple[Arc, bool], Port],
    beside: Mapping[tuple[Arc, bool], float],
    ports: Mapping[tuple[Link, bool], Port],
) -> Way:
    columns = frame.columns
    sides = frame.edges_of_lanes[arc.side]
    inner, outer = sides[arc.lane], sides[arc.lane + 1]
    if columns.has_text(arc):
        wire, twin = inner + arc.side * columns.lane_wire, PILL / 2 + 5.0
    else:
        wire, twin = inner + 0.3 * (outer - inner), 0.4 * abs(outer - inner)
    curves, corners = [], []
    for is_twin in (False, True):
        y = wire + arc.side * twin * is_twin
        legs = [
            _leg(arc, is_source, direct, tops, beside, ports, is_twin)
            for is_source, direct in ((True, arc.direct_source), (False, arc.direct_target))
        ]
        begin = frame.inner[arc.side] if arc.lane == 0 else inner
        curve, level = _lane_curve(legs[0], legs[1], y, abs(y - begin), frame.pitch)
        curves.append(curve)
        corners.append((legs[0][-1][0], legs[1][-1][0], level))
    start, end, level = corners[0]
    return Way(arc, start, end, wire, level, Route(curves[0], reverse(curves[1])))


def _leg(
    arc: Arc,
    is_source: bool,
    direct: bool,
    tops: Mapping[tuple[Arc, bool], Port],
    beside: Mapping[tuple[Arc, bool], float],
    ports: Mapping[tuple[Link, bool], Port],
    is_twin: bool,
) -> list[Point]:
    """Return the points from a box to below or above its lane; the twin runs outside."""
    outward = -1.0 if is_source else 1.0
    sign = outward if is_twin else -outward
    if direct:
        port = tops[arc, is_source]
        return [(port.x + sign * port.half, port.y)]
    port = ports[arc.link, is_source]
    x = beside[arc, is_source] + sign * 0.25 * RISER
    y = port.y + (port.half if is_twin else -port.half)
    return [(port.x, y), (x, y)]


def _lane_curve(
    left: list[Point], right: list[Point], y: float, rise: float, pitch: float
) -> tuple[Curve, tuple[float, float]]:
    """Return the curve up to a lane, along it and down, and the x range where it is level."""
    start, end = left[-1][0], right[-1][0]
    run = min(0.42 * pitch, 0.4 * (end - start))
    points = [*left, (start, y), (end, y), *reversed(right)]
    radii = [(6.0, 6.0)] * (len(left) - 1)
    radii += [(rise, run), (run, rise)]
    radii += [(6.0, 6.0)] * (len(right) - 1)
    return rounded(points, radii), (start + run, end - run)


def _arc_slots(frame: Frame, way: Way, ways: Sequence[Way]) -> list[Slot]:
    """Return the texts of an arc where no other arc passes; none if there is no such place."""
    contents, edge, side = frame.columns.contents, way.arc.link.number, way.arc.side
    half = max(contents.pill_width(edge), contents.lane_gradient_width(edge)) / 2
    others = [
        x
        for other in ways
        if other is not way and other.arc.side == side and other.arc.lane > way.arc.lane
        for x in (other.start, other.end)
    ]
    x = _free(way, half, others, frame.pitch)
    if x is None:
        return []
    text = contents.sizes.line
    pill = contents.pill_width(edge)
    slots = [Slot("pill", edge, Rect(x - pill / 2, way.wire - PILL / 2, pill, PILL))]
    if contents.form.flow:
        y = _band(way.wire, -side * (PILL / 2 + 1.0), text, -side)
        slots.append(Slot("flow", edge, Rect(x - pill / 2 + 7.0, y, pill - 14.0, text)))
    if contents.form.gradient:
        width = max(contents.lane_gradient_width(edge), pill - 14.0)
        y = _band(way.wire, side * (PILL / 2 + 9.0), text, side)
        slots.append(Slot("gradient", edge, Rect(x - width / 2, y, width, text)))
    return slots


def _band(wire: float, away: float, height: float, side: int) -> float:
    """Return the top of a text at a distance above (−1) or below (1) a curve."""
    return wire + away - (height if side == ABOVE else 0.0)


def _free(way: Way, half: float, others: Sequence[float], pitch: float) -> float | None:
    """Return the x nearest to the middle of an arc where its texts meet nothing."""
    low, high = way.level[0] + half - 30.0, way.level[1] - half + 30.0
    middle = (way.start + way.end) / 2
    tries = [middle, *(middle + k * pitch / 4 * s for k in range(1, 60) for s in (-1, 1))]
    for x in tries:
        if low <= x <= high and True:
            return x
    return None
