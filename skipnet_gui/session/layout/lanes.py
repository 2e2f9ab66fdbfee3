"""Links between boxes, and the lanes above and below that carry the long ones."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from skipnet_gui.core.network import BIAS, Network
from skipnet_gui.session.layout.layers import Layers

MAX_TEXTS = 12  # links between the same two layers that may carry text
MAX_LANES = 24
ABOVE, BELOW = -1, 1


class Link(NamedTuple):
    """An edge, or the way from an output to the loss.

    ``number`` counts edges or outputs; nodes are inputs, then units, then the loss.
    """

    kind: str
    number: int
    source: int
    target: int
    first: int
    last: int


class Arc(NamedTuple):
    """A link in a lane.

    ``side`` is ABOVE or BELOW; lane 0 is next to the boxes. An end is direct if the
    way from its box to the lane is free. Those of a bundle, which are too many for text,
    share their lane, and the ways up and down to it.
    """

    link: Link
    side: int
    lane: int
    direct_source: bool
    direct_target: bool
    has_text: bool
    is_bundled: bool = False


class Links(NamedTuple):
    """Links to the next column by gap, and arcs."""

    near: tuple[tuple[Link, ...], ...]
    arcs: tuple[Arc, ...]


def links(network: Network, layers: Layers) -> Links:
    """Return the links of a network, the long ones in lanes."""
    near: list[list[Link]] = [[] for _ in layers.columns]
    far: list[Link] = []
    for link in (*_edge_links(network, layers), *_output_links(network, layers)):
        gap = near[link.first]
        if link.last - link.first > 1 or (gap and _is_single(layers, link)):
            far.append(link)
        else:
            gap.append(link)
    return Links(tuple(map(tuple, near)), _in_lanes(far, layers))


def _edge_links(network: Network, layers: Layers) -> Iterable[Link]:
    first_unit, bias = len(network.inputs), network.node_index[BIAS]
    for edge, (source, unit) in enumerate(
        zip(network.edge_sources, network.edge_targets, strict=True)
    ):
        if source != bias:
            target = first_unit + unit
            ends = layers.column[source], layers.column[target]
            yield Link("edge", edge, source, target, *ends)


def _output_links(network: Network, layers: Layers) -> Iterable[Link]:
    first_unit = len(network.inputs)
    loss, last = first_unit + len(network.units), len(layers.columns)
    for output, unit in enumerate(network.output_units):
        node = first_unit + unit
        yield Link("output", output, node, loss, layers.column[node], last)


def _is_single(layers: Layers, link: Link) -> bool:
    """Whether both columns hold one node: then one link is straight and the rest are arcs."""
    columns = layers.columns[link.first : link.last + 1]
    return all(len(nodes) == 1 for nodes in columns)


def _in_lanes(far: Sequence[Link], layers: Layers) -> tuple[Arc, ...]:
    """Return arcs, short ones first, each in the free lane that is easiest to reach.

    More edges between two columns than may carry text share one lane.
    """
    between = Counter((link.first, link.last) for link in far if link.kind == "edge")
    taken: dict[int, list[list[tuple[int, int]]]] = {ABOVE: [], BELOW: []}
    bundles: dict[tuple[int, int], Arc] = {}
    arcs = []
    for link in sorted(far, key=lambda link: (link.last - link.first, link.first)):
        ends, is_edge = (link.first, link.last), link.kind == "edge"
        if is_edge and ends in bundles:
            arcs.append(bundles[ends]._replace(link=link))
            continue
        has_text = is_edge and between[ends] <= MAX_TEXTS
        sides = (ABOVE, BELOW) if is_edge else (ABOVE,)
        tries = [_arc(link, side, taken[side], layers, has_text) for side in sides]
        if is_edge and not has_text:
            tries = [_bundled(arc) for arc in tries]
        arc = min(tries, key=lambda arc: (-arc.direct_source - arc.direct_target, arc.lane))
        _take(taken[arc.side], arc)
        if arc.is_bundled:
            bundles[ends] = arc
        arcs.append(arc)
    return tuple(arcs)


def _bundled(arc: Arc) -> Arc:
    return arc._replace(direct_source=False, direct_target=False, is_bundled=True)


def _arc(
    link: Link, side: int, lanes: list[list[tuple[int, int]]], layers: Layers, has_text: bool
) -> Arc:
    lane = next(
        (
            number
            for number, spans in enumerate(lanes)
            if all(link.last <= first or last <= link.first for first, last in spans)
        ),
        len(lanes),
    )
    return Arc(
        link,
        side,
        min(lane, MAX_LANES - 1),
        direct_source=_is_outer(layers, link.source, side),
        direct_target=_is_outer(layers, link.target, side),
        has_text=has_text,
    )


def _is_outer(layers: Layers, node: int, side: int) -> bool:
    if node not in layers.column:  # the loss
        return True
    nodes = layers.columns[layers.column[node]]
    return node == (nodes[0] if side == ABOVE else nodes[-1])


def _take(lanes: list[list[tuple[int, int]]], arc: Arc) -> None:
    while len(lanes) <= arc.lane:
        lanes.append([])
    lanes[arc.lane].append((arc.link.first, arc.link.last))
