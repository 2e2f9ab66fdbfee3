"""Long links in their lanes above and below the boxes, with the places of their texts."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from skipnet_gui.session.layout.columns import RISER
from skipnet_gui.session.layout.forms import PILL, RADIUS
from skipnet_gui.session.layout.frame import Frame, Port, Route, Slot, rise_of
from skipnet_gui.session.layout.geometry import Curve, Point, Rect, reverse, rounded, straight
from skipnet_gui.session.layout.lanes import ABOVE, Arc, Link

RUN = 0.42  # of the pitch: how long a curve takes to level out, where there is room
LEAST_RUN = 0.08
TWIN = PILL / 2 + 5.0  # from the forward curve of a lane with texts to the backward one
Leg = list[Point]


class Way(NamedTuple):
    """An arc with its places.

    Attributes
    ----------
    legs, twin_legs
        Points from source and target up to below the lane, forward and backward.
    wire, twin
        The y of the two curves in the lane.
    texts
        The x of the middle of its texts, if it has any.
    """

    arc: Arc
    legs: tuple[Leg, Leg]
    twin_legs: tuple[Leg, Leg]
    wire: float
    twin: float
    texts: float | None = None

    @property
    def start(self) -> float:
        """The x at which the forward curve goes to its lane."""
        return self.legs[0][-1][0]

    @property
    def end(self) -> float:
        """The x at which the forward curve leaves its lane."""
        return self.legs[1][-1][0]


def ways_of(frame: Frame, ports: Mapping[tuple[Link, bool], Port]) -> list[Way]:
    """Return the arcs with their ends and lanes; ``ports`` are those beside boxes."""
    tops = dict(_outer_ports(frame))
    beside = dict(_risers(frame))
    made = []
    for arc in frame.columns.links.arcs:
        legs = [
            _leg(arc, is_source, tops, beside, ports, is_twin)
            for is_twin in (False, True)
            for is_source in (True, False)
        ]
        wire, twin = _wires(frame, arc)
        made.append(Way(arc, (legs[0], legs[1]), (legs[2], legs[3]), wire, twin))
    return made


def _wires(frame: Frame, arc: Arc) -> tuple[float, float]:
    """Return the y of both curves in the lane."""
    sides = frame.edges_of_lanes[arc.side]
    inner, outer = sides[arc.lane], sides[arc.lane + 1]
    if frame.columns.has_text(arc):
        wire = inner + arc.side * frame.columns.lane_wire
        return wire, wire + arc.side * TWIN
    return inner + 0.3 * (outer - inner), inner + 0.7 * (outer - inner)


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
            away = rise_of(box, dx) if frame.is_shape else box.height / 2
            yield (arc, is_source), Port(box.center[0] + dx, box.center[1] + side * away, half)


def _outer_room(frame: Frame, node: int) -> float:
    """Return the width that arcs may use above or below a box."""
    columns = frame.columns
    if frame.is_shape:
        return 1.4 * RADIUS
    if columns.contents.form.stacked and not columns.contents.form.sparse:
        return frame.pitch - columns.contents.tall_pill[0] - 4.0
    return frame.boxes[node].width - 16.0


def _risers(frame: Frame) -> Iterator[tuple[tuple[Arc, bool], float]]:
    """Yield the x of ways up and down beside columns."""
    for (gap, is_left), ways in frame.columns.risers.items():
        for place, shared in enumerate(ways):
            away = RISER * (place + 0.8)
            room = (frame.lefts[gap + 1] - frame.right_of(gap)) / 2
            away = min(away, room)
            x = frame.right_of(gap) + away if is_left else frame.lefts[gap + 1] - away
            yield from (((arc, is_left), x) for arc in shared)


def _leg(
    arc: Arc,
    is_source: bool,
    tops: Mapping[tuple[Arc, bool], Port],
    beside: Mapping[tuple[Arc, bool], float],
    ports: Mapping[tuple[Link, bool], Port],
    is_twin: bool,
) -> list[Point]:
    """Return the points from a box to below or above its lane; the twin runs outside."""
    outward = -1.0 if is_source else 1.0
    sign = outward if is_twin else -outward
    if arc.direct_source if is_source else arc.direct_target:
        port = tops[arc, is_source]
        return [(port.x + sign * port.half, port.y)]
    port = ports[arc.link, is_source]
    x = beside[arc, is_source] + sign * 0.25 * RISER
    y = port.y + (port.half if is_twin else -port.half)
    return [(port.x, y), (x, y)]


def placed(ways: list[Way], frame: Frame) -> list[Way] | None:
    """Return the ways with places for their texts; None if one has no room for them."""
    made = []
    for way in ways:
        if frame.columns.has_text(way.arc):
            x = _free(way, ways, frame)
            if x is None:
                return None
            way = way._replace(texts=x)
        made.append(way)
    return made


def _half(frame: Frame, arc: Arc) -> float:
    """Return half the width of an arc's texts."""
    contents, edge = frame.columns.contents, arc.link.number
    return max(contents.pill_width(edge), contents.lane_gradient_width(edge)) / 2


def _free(way: Way, ways: Sequence[Way], frame: Frame) -> float | None:
    """Return the x nearest to the middle of an arc where no other arc passes its texts."""
    arc, half = way.arc, _half(frame, way.arc)
    others = [
        leg[-1][0]
        for other in ways
        if other.arc.side == arc.side and other.arc.lane > arc.lane
        for leg in (*other.legs, *other.twin_legs)
    ]
    least = half + LEAST_RUN * frame.pitch
    low, high, middle = way.start + least, way.end - least, (way.start + way.end) / 2
    step = frame.pitch / 8
    count = max(int((high - middle) / step), 0)
    tries = [middle, *(middle + k * step * sign for k in range(1, count + 1) for sign in (-1, 1))]
    for x in tries:
        if low <= x <= high and all(abs(x - other) > half + 6.0 for other in others):
            return x
    return None


def arc_route(frame: Frame, way: Way) -> Route:
    """Return the curves of an arc."""
    if way.arc.is_bundled:
        forward, backward = (
            straight([*legs[0], (legs[0][-1][0], y), (legs[1][-1][0], y), *reversed(legs[1])])
            for legs, y in ((way.legs, way.wire), (way.twin_legs, way.twin))
        )
        return Route(forward, reverse(backward), is_crowded=True)
    forward = _lane_curve(frame, way, way.legs, way.wire)
    backward = _lane_curve(frame, way, way.twin_legs, way.twin)
    return Route(forward, reverse(backward))


def _lane_curve(frame: Frame, way: Way, legs: tuple[Leg, Leg], y: float) -> Curve:
    """Return the curve up to a lane, along it and down; level where it has texts."""
    arc, (left, right) = way.arc, legs
    start, end = left[-1][0], right[-1][0]
    run = min(RUN * frame.pitch, 0.4 * (end - start))
    if way.texts is not None:
        half = _half(frame, arc)
        run = min(run, way.texts - half - way.start, way.end - half - way.texts)
    lane = frame.edges_of_lanes[arc.side][arc.lane]
    rise = abs(y - (frame.inner[arc.side] if arc.lane == 0 else lane))
    points = [*left, (start, y), (end, y), *reversed(right)]
    radii = [(6.0, 6.0)] * (len(left) - 1)
    radii += [(rise, run), (run, rise)]
    radii += [(6.0, 6.0)] * (len(right) - 1)
    return rounded(points, radii)


def arc_slots(frame: Frame, way: Way) -> Iterator[Slot]:
    """Yield the texts of an arc: pill on the curve, value inside, gradient outside of it."""
    contents, edge, side, x = frame.columns.contents, way.arc.link.number, way.arc.side, way.texts
    if x is None:
        return
    text, pill = contents.sizes.line, contents.pill_width(edge)
    yield Slot("pill", edge, Rect(x - pill / 2, way.wire - PILL / 2, pill, PILL))
    if contents.form.flow:
        y = _beyond(way.wire, -side, PILL / 2 + 1.0, text)
        yield Slot("flow", edge, Rect(x - pill / 2 + 7.0, y, pill - 14.0, text))
    if contents.form.gradient:
        width = max(contents.lane_gradient_width(edge), pill - 14.0)
        y = _beyond(way.wire, side, PILL / 2 + 9.0, text)
        yield Slot("gradient", edge, Rect(x - width / 2, y, width, text))


def _beyond(wire: float, side: int, away: float, height: float) -> float:
    """Return the top of a text at a distance above or below a curve."""
    return wire - away - height if side == ABOVE else wire + away
