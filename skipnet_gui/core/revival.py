"""Whether a dead ReLU unit can open again.

A unit is dead while it is closed for every sample of the data: then no gradient reaches
the weights that lead into it. What can still change is its input, by units before it.
"""

from typing import NamedTuple

import numpy as np

from skipnet_gui.core.explain import listed
from skipnet_gui.core.functions import Array
from skipnet_gui.core.network import Network
from skipnet_gui.core.notation import name_symbol, unit_symbol
from skipnet_gui.core.openness import open_shares, relu_units
from skipnet_gui.core.optimizers import Slots
from skipnet_gui.core.run_spec import RunSpec


class Revival(NamedTuple):
    """Whether a dead unit can open again.

    Attributes
    ----------
    unit
        The dead unit.
    weights
        The weights before it that a gradient can still move, and so its input.
    through
        The units that feed it and whose values they change.
    remembered
        Its own weights that the optimizer still moves, by what it remembers.
    """

    unit: int
    weights: tuple[int, ...]
    through: tuple[int, ...]
    remembered: tuple[int, ...] = ()

    @property
    def is_possible(self) -> bool:
        """Whether anything can still change its z."""
        return bool(self.weights or self.remembered)


def revival(
    spec: RunSpec, weights: Array, unit: int, slots: Slots = (), update: int = 1
) -> Revival:
    """Return what can still change the input of a unit that is closed for every sample.

    A path may only be closed for now: its units count as open where their own input can
    still change. So what is found may happen, and what is not found never will.

    Parameters
    ----------
    weights
        (E,) array.
    slots, update
        The optimizer's buffers and the number of the coming update, from 1.
    """
    network = spec.network
    reach = _Reach(spec, weights)
    moving = reach.moving_before(unit)
    first_unit = len(network.inputs)
    sources = [network.edge_sources[e] - first_unit for e in network.incoming[unit]]
    through = [
        source
        for edge, source in zip(network.incoming[unit], sources, strict=True)
        if 0 <= source < len(network.units) and reach.passes[edge] and reach.changes[source]
    ]
    remembered = _moved_by_memory(spec, network.incoming[unit], slots, update)
    return Revival(unit, moving, tuple(dict.fromkeys(through)), remembered)


def _moved_by_memory(
    spec: RunSpec, edges: tuple[int, ...], slots: Slots, update: int
) -> tuple[int, ...]:
    if not slots:
        return ()
    rule, nothing = spec.optimizer.rule, np.zeros(len(spec.network.edges))
    with np.errstate(all="ignore"):
        move, _ = rule.direction(spec.optimizer.options, nothing, slots, update)
    return tuple(e for e in edges if spec.network.edges[e].trainable and move[e] != 0.0)


class _Reach:
    """What gradients can still reach in a network, now or once closed units open again.

    Attributes
    ----------
    live
        The units that are open for some sample, or may open again.
    moves
        For each edge, whether a gradient can move its weight.
    passes
        For each edge, whether its weight is other than 0 or can be moved.
    changes
        For each unit, whether its z can change.
    """

    def __init__(self, spec: RunSpec, weights: Array) -> None:
        network = spec.network
        self._spec, self._network = spec, network
        self._inputs = [bool(spec.data.x[:, i].any()) for i in range(len(network.inputs))]
        shares = open_shares(spec, weights[None, :])[0]
        closed = {u for u, s in zip(relu_units(network), shares, strict=True) if s == 0.0}
        self.live = [unit not in closed for unit in range(len(network.units))]
        self.passes = [bool(weight != 0.0) for weight in weights]
        self._settle(closed)

    def _settle(self, closed: set[int]) -> None:
        """Open what may open again, until nothing more does."""
        while True:
            self.moves = self._moving()
            self.passes = [a or b for a, b in zip(self.passes, self.moves, strict=True)]
            self.changes = self._changing()
            again = {unit for unit in closed if not self.live[unit] and self.changes[unit]}
            if not again:
                return
            for unit in again:
                self.live[unit] = True

    def _moving(self) -> list[bool]:
        network, reaching = self._network, self._reaching_loss()
        return [
            edge.trainable and self._carries(network.edge_sources[e])
            and reaching[network.edge_targets[e]]
            for e, edge in enumerate(network.edges)
        ]  # fmt: skip

    def _carries(self, node: int) -> bool:
        """Whether the value of a node may be other than 0."""
        if node < len(self._inputs):
            return self._inputs[node]
        unit = node - len(self._inputs)
        return unit == len(self.live) or self.live[unit]

    def _reaching_loss(self) -> list[bool]:
        network, first_unit = self._network, len(self._inputs)
        reaching = [False] * len(self.live)
        for unit in reversed(network.order):
            reaching[unit] = self.live[unit] and (
                unit in network.output_units
                or any(
                    self.passes[e] and reaching[network.edge_targets[e]]
                    for e in network.outgoing[first_unit + unit]
                )
            )
        return reaching

    def _changing(self) -> list[bool]:
        changing = [False] * len(self.live)
        for unit in self._network.order:
            changing[unit] = any(
                self.moves[e] or self._hands_on(e, changing) for e in self._network.incoming[unit]
            )
        return changing

    def _hands_on(self, edge: int, changing: list[bool]) -> bool:
        """Whether a change before an edge may arrive at its end."""
        source = self._network.edge_sources[edge] - len(self._inputs)
        return self.passes[edge] and 0 <= source < len(self.live) and changing[source]

    def moving_before(self, unit: int) -> tuple[int, ...]:
        """Return the weights that can move and so change the input of a unit."""
        network, found, waiting = self._network, set[int](), [unit]
        seen = {unit}
        while waiting:
            for edge in network.incoming[waiting.pop()]:
                if self.moves[edge] and network.edge_targets[edge] != unit:
                    found.add(edge)
                source = network.edge_sources[edge] - len(self._inputs)
                if self._hands_on(edge, self.changes) and source not in seen:
                    seen.add(source)
                    waiting.append(source)
        return tuple(sorted(found))


def revival_words(spec: RunSpec, found: Revival) -> str:
    """Return whether a unit can open again, in words."""
    network = spec.network
    own = [edge for edge in network.incoming[found.unit] if network.edges[edge].trainable]
    starts = f"No gradient reaches {_weights(network, own)}"
    if found.remembered:
        kept = _weights(network, found.remembered)
        return f"{starts}; only what the optimizer remembers still moves {kept}."
    if not found.is_possible:
        return f"{starts}: nothing can revive unit {network.units[found.unit].name}."
    z = unit_symbol("z", network.units[found.unit].name)
    sources = listed([unit_symbol("h", network.units[unit].name) for unit in found.through], "")
    moved = _weights(network, found.weights)
    return f"{starts}, but {z} can still change through {sources}, which {moved} can move."


def _weights(network: Network, edges: tuple[int, ...] | list[int]) -> str:
    if not edges:
        return "its weights"
    return listed([name_symbol(network.edges[edge].weight) for edge in edges], "")
