"""Curves of the graph, forward and back, and the places of the texts on them."""

from collections.abc import Iterator, Mapping, Sequence

from skipnet_gui.session.layout.arcs import arc_route, arc_slots, placed, ways_of
from skipnet_gui.session.layout.forms import AIR, PILL, RADIUS, WIRE
from skipnet_gui.session.layout.frame import Frame, Port, Route, Slot, reach
from skipnet_gui.session.layout.geometry import Rect, joined, line, reverse, s_curve
from skipnet_gui.session.layout.lanes import ABOVE, Link

TWIN_HALF = 1.25  # from the middle of a crowded edge to each of its two lines

Placed = tuple[tuple[Route | None, ...], tuple[Route, ...], tuple[Slot, ...]]


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
    ways = placed(ways_of(frame, ports), frame)
    if ways is None:
        return None
    for way in ways:
        table[way.arc.link.kind][way.arc.link.number] = arc_route(frame, way)
        slots += arc_slots(frame, way)
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
    is_crowd = any(map(frame.columns.is_crowded, links))
    room = (0.8 if is_crowd else 1.2) * RADIUS if frame.is_shape else box.height - 20.0
    step = min(6.0 if frame.is_shape else 26.0, room / count)
    half = min(2.5 if frame.is_shape else WIRE, 0.3 * step if count > 1 else WIRE)
    for place, link in enumerate(links):
        dy = (place - (count - 1) / 2) * step
        # Straight lines begin beside the column: steep ones would cut the disc above.
        is_round = frame.is_shape and not frame.columns.is_crowded(link)
        away = reach(box, dy) if is_round else box.width / 2
        x = box.center[0] + (away if is_source else -away)
        yield link, Port(x, box.center[1] + dy, half)


def _near(
    frame: Frame, gap: int, link: Link, start: Port, end: Port, height: float | None
) -> tuple[Route, list[Slot]]:
    """Return the curves of a link to the next column, and its texts."""
    columns = frame.columns
    if height is not None:
        return _through_card(frame, gap, link, start, end, height)
    if columns.is_crowded(link):
        ends = ((start.x, start.y), (end.x, end.y))
        forward, backward = (
            line(*((x, y + side * TWIN_HALF) for x, y in ends)) for side in (-1, 1)
        )
        return Route(forward, reverse(backward), is_crowded=True), []
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
