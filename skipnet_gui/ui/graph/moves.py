"""Where the keyboard goes on a graph: along edges and units, and what it keeps to."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from skipnet_gui.core.network import BIAS, Network
from skipnet_gui.session.layout.layers import layers
from skipnet_gui.ui.parts import Part

LEFT, RIGHT, UP, DOWN = "left", "right", "up", "down"
ASIDE = {UP: -1, DOWN: 1}

Height = Callable[[Part], float]


class Cursor(NamedTuple):
    """The part that the keyboard is on.

    Attributes
    ----------
    side
        Among which edges an edge has its neighbours: those that leave its source
        (``RIGHT``), or those that arrive at its target (``LEFT``).
    """

    part: Part
    side: str = RIGHT


def node_part(network: Network, node: int) -> Part:
    """Return the part of an input or a unit by its node number."""
    units = node - len(network.inputs)
    return Part("input", node) if units < 0 else Part("unit", units)


def node_of(network: Network, part: Part) -> int:
    """Return the node number of an input or a unit, or of an edge's source."""
    if part.kind == "edge":
        return network.edge_sources[part.index]
    return part.index if part.kind == "input" else len(network.inputs) + part.index


def node_name(network: Network, part: Part) -> str:
    """Return the name of an input or a unit, or of an edge's source."""
    return tuple(network.node_index)[node_of(network, part)]


def moved(network: Network, cursor: Cursor, way: str, height: Height, seen: set[int]) -> Cursor:
    """Return where an arrow key leads; the same where nothing is that way.

    Parameters
    ----------
    way
        Along: from a unit to its first edge, from an edge to the unit at its end. Aside: to
        the next edge of the same unit, or unit of the same column.
    height
        How far down a part is painted.
    seen
        The edges that are painted.
    """
    if way in ASIDE:
        row = _row(network, cursor, height, seen)
        at = row.index(cursor.part) + ASIDE[way]
        return cursor._replace(part=row[at]) if 0 <= at < len(row) else cursor
    if cursor.part.kind == "edge":
        return _end(network, cursor, way)
    found = _edges(network, node_of(network, cursor.part), way, height, seen)
    return Cursor(found[0], way) if found else cursor


def _end(network: Network, cursor: Cursor, way: str) -> Cursor:
    """Return the node at an end of an edge; the constant of a bias is no place to go."""
    edge = cursor.part.index
    if way == RIGHT:
        return Cursor(Part("unit", network.edge_targets[edge]))
    if network.edges[edge].source == BIAS:
        return cursor
    return Cursor(node_part(network, network.edge_sources[edge]))


def _row(network: Network, cursor: Cursor, height: Height, seen: set[int]) -> list[Part]:
    """Return the parts between which up and down lead, from top to bottom."""
    part = cursor.part
    if part.kind != "edge":
        return column(network, node_of(network, part), height)
    is_bias = network.edges[part.index].source == BIAS
    if cursor.side == LEFT or is_bias:  # the biases of other units are no neighbours
        end = len(network.inputs) + network.edge_targets[part.index]
        return _edges(network, end, LEFT, height, seen)
    return _edges(network, network.edge_sources[part.index], RIGHT, height, seen)


def _edges(network: Network, node: int, way: str, height: Height, seen: set[int]) -> list[Part]:
    """Return the painted edges that leave or reach a node, from top to bottom, biases last."""
    unit = node - len(network.inputs)
    arriving: Sequence[int] = network.incoming[unit] if unit >= 0 else ()
    found = network.outgoing[node] if way == RIGHT else arriving
    parts = [Part("edge", edge) for edge in found if edge in seen]
    return sorted(parts, key=lambda p: (network.edges[p.index].source == BIAS, height(p)))


def column(network: Network, node: int, height: Height) -> list[Part]:
    """Return the nodes of a node's column, from top to bottom."""
    found = layers(network)
    nodes = found.columns[found.column[node]]
    return sorted((node_part(network, other) for other in nodes), key=height)


def reading_order(network: Network, height: Height) -> list[Part]:
    """Return all units column by column, each column from top to bottom."""
    columns = layers(network).columns
    parts = [[node_part(network, node) for node in nodes] for nodes in columns]
    return [part for row in parts for part in sorted(row, key=height) if part.kind == "unit"]


def upstream(network: Network, node: int) -> set[int]:
    """Return the nodes from which paths lead to a node: an edge to them would close a cycle."""
    first_unit, found, ahead = len(network.inputs), set[int](), [node]
    while ahead:
        unit = ahead.pop() - first_unit
        new = (
            {network.edge_sources[edge] for edge in network.incoming[unit]} if unit >= 0 else set()
        )
        ahead += new - found - {network.node_index[BIAS]}
        found |= new
    return found


def followers(network: Network, node: int) -> set[int]:
    """Return the nodes to which edges lead from a node."""
    first_unit = len(network.inputs)
    return {first_unit + network.edge_targets[edge] for edge in network.outgoing[node]}


def kept(old: Network, new: Network, part: Part) -> Part | None:
    """Return a part in a changed network: by its name, else what is nearest to its place.

    A part that only has another name keeps its number; of an edge that has gone its source
    is left, and of a unit the one before it. None if there is none of these.
    """
    before, after = _names(old, part.kind), _names(new, part.kind)
    name = before[part.index]
    if name in after:
        return Part(part.kind, after.index(name))
    if len(before) == len(after):
        return part
    return next((found for found in _before(old, new, part) if found is not None), None)


def _before(old: Network, new: Network, part: Part) -> Iterable[Part | None]:
    """Yield what is left of the sources of a part that has gone."""
    edges = [part.index] if part.kind == "edge" else []
    if part.kind == "unit":
        edges = list(old.incoming[part.index])
    names = [old.edges[edge].source for edge in edges]
    for name in (*names, *new.inputs[:1]):
        if name in new.node_index and name != BIAS:
            yield node_part(new, new.node_index[name])


def _names(network: Network, kind: str) -> tuple[str, ...]:
    if kind == "edge":
        return network.weight_names
    units = tuple(unit.name for unit in network.units)
    return units if kind == "unit" else network.inputs
