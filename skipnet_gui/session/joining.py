"""Why an edge cannot lead from a node to another."""

from collections.abc import Sequence

from skipnet_gui.core.network import BIAS, MAX_EDGES, Network
from skipnet_gui.core.numerals import grouped

CYCLE_LISTED = 8


def why_no_edge(network: Network, source: str, target: str) -> str | None:
    """Return why no edge can lead from a node to another, or None if one can."""
    if source not in network.node_index:
        return f"there is no unit or input {source}"
    if target == BIAS or target in network.inputs:
        return f"no edge leads into {'the bias' if target == BIAS else f'the input {target}'}"
    if target not in network.node_index:
        return f"there is no unit {target}"
    if len(network.edges) >= MAX_EDGES:
        return f"a network has at most {grouped(MAX_EDGES)} edges"
    path = _path(network, target, source)
    if path is None:
        return None
    cycle = " → ".join(_shortened([source, *path]))
    return f"an edge from {source} to {target} would close the cycle {cycle}"


def _path(network: Network, start: str, end: str) -> list[str] | None:
    """Return the names on a shortest path of edges, both ends included; None if there is none."""
    first_unit, index = len(network.inputs), network.node_index
    parents = {index[start]: -1}
    reached = [index[start]]
    for node in reached:  # grows as it is walked: breadth first
        for edge in network.outgoing[node]:
            target = first_unit + network.edge_targets[edge]
            if target not in parents:
                parents[target] = node
                reached.append(target)
    if index[end] not in parents:
        return None
    names, path, node = tuple(index), list[str](), index[end]
    while node >= 0:
        path.append(names[node])
        node = parents[node]
    return path[::-1]


def _shortened(names: Sequence[str]) -> Sequence[str]:
    if len(names) <= CYCLE_LISTED:
        return names
    return [*names[: CYCLE_LISTED // 2], "…", *names[-(CYCLE_LISTED // 2) :]]
