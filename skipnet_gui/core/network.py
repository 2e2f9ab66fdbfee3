"""The network as a value: inputs, units, edges, outputs, loss; its checks and its order."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import heappop, heappush

from skipnet_gui.core.functions import ACTIVATIONS, LOSSES

BIAS = "bias"
MAX_UNITS = 2_000
MAX_EDGES = 10_000

_NAME = re.compile(r"[A-Za-z0-9_]{1,24}\Z")
_RESERVED_WEIGHTS = frozenset({"yhat", "loss", "loss_sample", "step", "learning_rate"})
_RESERVED_PREFIXES = ("yhat_", "z_", "h_", "flow_", "backflow_")


class ModelError(ValueError):
    """A part of a network or a run that cannot be.

    Attributes
    ----------
    place
        Where, as a path in the project file: ``network.edges[2].from``.
    problem
        What would be right, in one sentence without a full stop.
    """

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}")
        self.place = place
        self.problem = problem


@dataclass(frozen=True)
class Unit:
    """A unit: z is the sum over its incoming edges, h = activation(z)."""

    name: str
    activation: str


@dataclass(frozen=True)
class Edge:
    """An edge that carries weight × source value into the unit ``target``.

    ``source`` is an input, a unit or ``"bias"`` (the constant 1). An edge that is not
    trainable is changed by no update.
    """

    weight: str
    source: str
    target: str
    trainable: bool = True


@dataclass(frozen=True)
class Network:
    """An acyclic network of scalar units; valid by construction.

    Nodes are numbered inputs first, then units in file order, then the bias. Edges and
    units are known by their position in the file, never by the names of their ends:
    two units may be joined by several edges.

    Raises
    ------
    ModelError
        If a name, an end of an edge, an activation, an output or the loss is not
        allowed, or if the edges make a cycle.
    """

    inputs: tuple[str, ...]
    units: tuple[Unit, ...]
    edges: tuple[Edge, ...]
    outputs: tuple[str, ...]
    loss: str

    def __post_init__(self) -> None:
        _check_sizes(self)
        _check_names(self)
        _check_edges(self)
        _check_outputs(self)
        assert self.order is not None

    @property
    def weight_names(self) -> tuple[str, ...]:
        """Names of the weights, in file order."""
        return tuple(edge.weight for edge in self.edges)

    @cached_property
    def node_index(self) -> dict[str, int]:
        """Number of each node by its name; ``"bias"`` is the last."""
        names = (*self.inputs, *(unit.name for unit in self.units), BIAS)
        return {name: index for index, name in enumerate(names)}

    @cached_property
    def edge_sources(self) -> tuple[int, ...]:
        """Node number of each edge's source."""
        return tuple(self.node_index[edge.source] for edge in self.edges)

    @cached_property
    def edge_targets(self) -> tuple[int, ...]:
        """Unit number of each edge's target."""
        first_unit = len(self.inputs)
        return tuple(self.node_index[edge.target] - first_unit for edge in self.edges)

    @cached_property
    def incoming(self) -> tuple[tuple[int, ...], ...]:
        """Edge numbers into each unit, in file order."""
        return _grouped(self.edge_targets, len(self.units))

    @cached_property
    def outgoing(self) -> tuple[tuple[int, ...], ...]:
        """Edge numbers out of each node (inputs, units, bias), in file order."""
        return _grouped(self.edge_sources, len(self.inputs) + len(self.units) + 1)

    @cached_property
    def output_units(self) -> tuple[int, ...]:
        """Unit number of each output."""
        first_unit = len(self.inputs)
        return tuple(self.node_index[name] - first_unit for name in self.outputs)

    @cached_property
    def order(self) -> tuple[int, ...]:
        """Unit numbers so that every edge leads from an earlier to a later one.

        Among the units that are ready the first in the file comes first (Kahn's
        algorithm; see Cormen et al., Introduction to Algorithms, ch. 22.4).
        """
        first_unit, bias = len(self.inputs), self.node_index[BIAS]
        missing = [
            sum(first_unit <= self.edge_sources[edge] < bias for edge in edges)
            for edges in self.incoming
        ]
        ready = [unit for unit, count in enumerate(missing) if count == 0]
        order: list[int] = []
        while ready:
            unit = heappop(ready)
            order.append(unit)
            for edge in self.outgoing[first_unit + unit]:
                target = self.edge_targets[edge]
                missing[target] -= 1
                if missing[target] == 0:
                    heappush(ready, target)
        if len(order) < len(self.units):
            edge = self._edge_on_cycle({u for u, m in enumerate(missing) if m})
            name = self.edges[edge].weight
            raise ModelError(
                f"network.edges[{edge}]", f"the edge {name} closes a cycle; remove or turn it"
            )
        return tuple(order)

    def _edge_on_cycle(self, stuck: set[int]) -> int:
        """Return an edge of a cycle: among stuck units, walk back until one comes again."""
        first_unit = len(self.inputs)
        unit, seen = min(stuck), set[int]()
        while True:
            edge = next(
                e for e in self.incoming[unit] if self.edge_sources[e] - first_unit in stuck
            )
            if edge in seen:
                return edge
            seen.add(edge)
            unit = self.edge_sources[edge] - first_unit

    def is_skip(self, edge: int) -> bool:
        """Whether the edge's end is reachable from its start over two or more edges too."""
        return self._is_skip[edge]

    @cached_property
    def _is_skip(self) -> tuple[bool, ...]:
        # reach[node] has the bit of every unit that a path from the node leads to;
        # beyond[node] the same for paths of two or more edges.
        first_unit = len(self.inputs)
        reach = [0] * (first_unit + len(self.units) + 1)
        beyond = list(reach)
        for node in (*(first_unit + unit for unit in reversed(self.order)), *range(first_unit)):
            for edge in self.outgoing[node]:
                target = self.edge_targets[edge]
                beyond[node] |= reach[first_unit + target]
                reach[node] |= reach[first_unit + target] | 1 << target
        return tuple(
            bool(beyond[source] >> target & 1)  # the bias leads nowhere here: it has no skips
            for source, target in zip(self.edge_sources, self.edge_targets, strict=True)
        )


def _grouped(keys: Sequence[int], count: int) -> tuple[tuple[int, ...], ...]:
    groups: list[list[int]] = [[] for _ in range(count)]
    for index, key in enumerate(keys):
        groups[key].append(index)
    return tuple(map(tuple, groups))


def _check_sizes(network: Network) -> None:
    limits = {"inputs": None, "units": MAX_UNITS, "edges": MAX_EDGES, "outputs": None}
    for key, limit in limits.items():
        size = len(getattr(network, key))
        if size == 0:
            raise ModelError(f"network.{key}", "needs at least one entry")
        if limit is not None and size > limit:
            raise ModelError(f"network.{key}", f"at most {limit} entries, has {size}")


def check_name(name: str, place: str, taken: Iterable[str] = ()) -> None:
    """Check a name against the alphabet and against those already taken."""
    if not _NAME.match(name):
        raise ModelError(place, "a name is 1 to 24 of A-Z a-z 0-9 _")
    if name in taken:
        raise ModelError(place, f"the name {name} is taken; choose another")


def _check_names(network: Network) -> None:
    nodes = {BIAS}
    places = [(f"network.inputs[{i}]", name) for i, name in enumerate(network.inputs)]
    places += [(f"network.units[{i}].name", unit.name) for i, unit in enumerate(network.units)]
    for place, name in places:
        check_name(name, place, nodes)
        nodes.add(name)
    for i, unit in enumerate(network.units):
        if unit.activation not in ACTIVATIONS:
            raise ModelError(f"network.units[{i}].activation", _one_of(ACTIVATIONS))
    weights: set[str] = set()
    for i, edge in enumerate(network.edges):
        place = f"network.edges[{i}].weight"
        check_name(edge.weight, place, weights)
        if edge.weight in _RESERVED_WEIGHTS or edge.weight.startswith(_RESERVED_PREFIXES):
            raise ModelError(place, f"{edge.weight} is reserved; choose another name")
        weights.add(edge.weight)


def _check_edges(network: Network) -> None:
    units = {unit.name for unit in network.units}
    sources = units | set(network.inputs) | {BIAS}
    for i, edge in enumerate(network.edges):
        if edge.source not in sources:
            raise ModelError(f"network.edges[{i}].from", "must name an input, a unit or bias")
        if edge.target not in units:
            raise ModelError(f"network.edges[{i}].to", "must name a unit")


def _check_outputs(network: Network) -> None:
    units = {unit.name for unit in network.units}
    for i, name in enumerate(network.outputs):
        if name not in units:
            raise ModelError(f"network.outputs[{i}]", "must name a unit")
        if name in network.outputs[:i]:
            raise ModelError(f"network.outputs[{i}]", f"{name} is listed twice; outputs differ")
    if network.loss not in LOSSES:
        raise ModelError("network.loss", _one_of(LOSSES))


def _one_of(names: Iterable[str]) -> str:
    return "must be one of " + " ".join(names)
