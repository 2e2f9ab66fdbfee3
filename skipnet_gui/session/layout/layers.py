"""Columns of a network: the layer of each node, and its place within the layer.

Layers by longest path, order within a layer by barycentres (Sugiyama, Tagawa and Toda,
1981). Edges over more than one layer run in lanes above or below and do not count here.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from skipnet_gui.core.network import Network

SWEEPS = 4

Columns = tuple[tuple[int, ...], ...]
Pairs = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Layers:
    """Node numbers (inputs, then units) by column, each column from top to bottom."""

    columns: Columns

    @cached_property
    def column(self) -> dict[int, int]:
        """Column of each node."""
        return {node: k for k, nodes in enumerate(self.columns) for node in nodes}


def layers(network: Network) -> Layers:
    """Return the columns of a network; the first holds the inputs."""
    column = _longest_paths(network)
    columns: list[list[int]] = [[] for _ in range(max(column) + 1)]
    for node, k in enumerate(column):
        columns[k].append(node)
    bias = len(column)
    ends = zip(network.edge_sources, network.edge_targets, strict=True)
    first_unit = len(network.inputs)
    near: list[list[tuple[int, int]]] = [[] for _ in columns]
    for source, unit in ends:
        target = first_unit + unit
        if source != bias and column[target] - column[source] == 1:
            near[column[source]].append((source, target))
    return Layers(_with_few_crossings(tuple(map(tuple, columns)), near))


def _longest_paths(network: Network) -> list[int]:
    first_unit, bias = len(network.inputs), len(network.inputs) + len(network.units)
    column = [0] * bias
    for unit in network.order:
        sources = (network.edge_sources[edge] for edge in network.incoming[unit])
        column[first_unit + unit] = 1 + max((column[s] for s in sources if s != bias), default=0)
    return column


def _with_few_crossings(columns: Columns, near: Sequence[Pairs]) -> Columns:
    """Return the best of some barycentre sweeps; the order of the file wins a draw."""
    best, fewest = columns, _crossings(columns, near)
    for sweep in range(SWEEPS):
        if fewest == 0:
            break
        columns = _swept(columns, near, forward=sweep % 2 == 0)
        count = _crossings(columns, near)
        if count < fewest:
            best, fewest = columns, count
    return best


def _swept(columns: Columns, near: Sequence[Pairs], forward: bool) -> Columns:
    made = list(columns)
    steps = range(1, len(made)) if forward else range(len(made) - 2, -1, -1)
    for k in steps:
        fixed = k - 1 if forward else k + 1
        pairs = near[k - 1] if forward else [(b, a) for a, b in near[k]]
        made[k] = _by_barycentre(made[k], made[fixed], pairs)
    return tuple(made)


def _by_barycentre(nodes: tuple[int, ...], fixed: tuple[int, ...], pairs: Pairs) -> tuple[int, ...]:
    place = {node: (row + 0.5) / len(fixed) for row, node in enumerate(fixed)}
    neighbours: dict[int, list[float]] = {}
    for other, node in pairs:
        neighbours.setdefault(node, []).append(place[other])
    own = {node: (row + 0.5) / len(nodes) for row, node in enumerate(nodes)}
    return tuple(sorted(nodes, key=lambda node: _mean(neighbours.get(node, [own[node]]))))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _crossings(columns: Columns, near: Sequence[Pairs]) -> int:
    return sum(
        _inversions(_sorted_ends(columns[k], columns[k + 1], near[k]))
        for k in range(len(columns) - 1)
    )


def _sorted_ends(left: Sequence[int], right: Sequence[int], pairs: Pairs) -> Iterable[int]:
    from_row = {node: row for row, node in enumerate(left)}
    to_row = {node: row for row, node in enumerate(right)}
    return [end for _, end in sorted((from_row[a], to_row[b]) for a, b in pairs)]


def _inversions(ends: Iterable[int]) -> int:
    seen: list[int] = []
    count = 0
    for end in ends:
        count += len(seen) - bisect_left(seen, end + 1)
        insort(seen, end)
    return count
