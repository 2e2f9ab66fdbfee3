"""The pen-and-paper list of a network: forward, backward, update operations in order."""

from collections.abc import Iterator
from typing import NamedTuple

from skipnet_gui.core.network import BIAS, Network

FORWARD, BACKWARD, UPDATE = ("forward", "backward", "update")


class Quantity(NamedTuple):
    """A number of a network.

    Attributes
    ----------
    kind
        "input", "target", "weight" and "rate" are given; "z", "h", "loss", "dL_dyhat",
        "dL_dh", "dL_dz", "gradient" and "new_weight" are computed. "yhat" is h of an
        output; "flow" and "backflow" are the terms that an edge adds to z of its end
        and to ∂L/∂h of its start.
    number
        Number of the input, output (for target, yhat and dL_dyhat), unit or edge; 0 for
        the loss and the rate.
    """

    kind: str
    number: int


class Operation(NamedTuple):
    """One line on paper: the quantity that it computes, and its group."""

    group: str
    kind: str
    number: int

    @property
    def quantity(self) -> Quantity:
        """What it computes."""
        return Quantity(self.kind, self.number)


# What g′ is computed from; nothing for the slope 1.
SLOPE_FROM = {"identity": None, "sigmoid": "h", "tanh": "h"}


def operations(network: Network) -> tuple[Operation, ...]:
    """Return all operations of one step in the order of the paper.

    Forward z and h of each unit in topological order, then the loss; backward ∂L/∂ŷ of
    each output, then from the last unit ∂L/∂h (for an output that feeds nothing ∂L/∂ŷ
    stands for it), ∂L/∂z and ∂L/∂w of its incoming edges; then the new trainable weights.
    """
    return (*_forward(network), *_backward(network), *_update(network))


def _forward(network: Network) -> Iterator[Operation]:
    for unit in network.order:
        yield Operation(FORWARD, "z", unit)
        yield Operation(FORWARD, "h", unit)
    yield Operation(FORWARD, "loss", 0)


def _backward(network: Network) -> Iterator[Operation]:
    outputs = output_numbers(network)
    for output in range(len(network.outputs)):
        yield Operation(BACKWARD, "dL_dyhat", output)
    for unit in reversed(network.order):
        if unit not in outputs or outgoing(network, unit):
            yield Operation(BACKWARD, "dL_dh", unit)
        yield Operation(BACKWARD, "dL_dz", unit)
        for edge in network.incoming[unit]:
            yield Operation(BACKWARD, "gradient", edge)


def _update(network: Network) -> Iterator[Operation]:
    for index, edge in enumerate(network.edges):
        if edge.trainable:
            yield Operation(UPDATE, "new_weight", index)


def output_numbers(network: Network) -> dict[int, int]:
    """Return the number of the output that a unit is, for each unit that is one."""
    return {unit: number for number, unit in enumerate(network.output_units)}


def outgoing(network: Network, unit: int) -> tuple[int, ...]:
    """Return the edges out of a unit."""
    return network.outgoing[len(network.inputs) + unit]


def arriving(network: Network, unit: int) -> Quantity:
    """Return the slope that arrives at a unit: ∂L/∂h, or ∂L/∂ŷ where that stands for it."""
    if outgoing(network, unit) or unit not in network.output_units:
        return Quantity("dL_dh", unit)
    return Quantity("dL_dyhat", network.output_units.index(unit))


def source(network: Network, edge: int) -> Quantity | None:
    """Return what an edge starts from; None for the bias, whose 1 is not written."""
    node = network.edge_sources[edge]
    if network.edges[edge].source == BIAS:
        return None
    inputs = len(network.inputs)
    return Quantity("input", node) if node < inputs else Quantity("h", node - inputs)


def reads(network: Network, operation: Operation) -> tuple[Quantity, ...]:
    """Return the quantities that an operation computes from, in the order of its formula."""
    return tuple(_READS[operation.kind](network, operation.number))


def _z_reads(network: Network, unit: int) -> Iterator[Quantity]:
    for edge in network.incoming[unit]:
        yield Quantity("weight", edge)
        yield from _given(source(network, edge))


def _h_reads(network: Network, unit: int) -> Iterator[Quantity]:
    yield Quantity("z", unit)


def _loss_reads(network: Network, _: int) -> Iterator[Quantity]:
    for output in range(len(network.outputs)):
        yield from _slope_of_loss_reads(network, output)


def _slope_of_loss_reads(network: Network, output: int) -> Iterator[Quantity]:
    yield Quantity("target", output)
    yield Quantity("h", network.output_units[output])


def _dh_reads(network: Network, unit: int) -> Iterator[Quantity]:
    if unit in network.output_units:
        yield Quantity("dL_dyhat", network.output_units.index(unit))
    for edge in outgoing(network, unit):
        yield Quantity("dL_dz", network.edge_targets[edge])
        yield Quantity("weight", edge)


def _dz_reads(network: Network, unit: int) -> Iterator[Quantity]:
    yield arriving(network, unit)
    kind = SLOPE_FROM.get(network.units[unit].activation, "z")
    if kind is not None:
        yield Quantity(kind, unit)


def _gradient_reads(network: Network, edge: int) -> Iterator[Quantity]:
    yield Quantity("dL_dz", network.edge_targets[edge])
    yield from _given(source(network, edge))


def _new_weight_reads(network: Network, edge: int) -> Iterator[Quantity]:
    yield Quantity("weight", edge)
    yield Quantity("rate", 0)
    yield Quantity("gradient", edge)


def _given(quantity: Quantity | None) -> tuple[Quantity, ...]:
    return () if quantity is None else (quantity,)


_READS = {
    "z": _z_reads,
    "h": _h_reads,
    "loss": _loss_reads,
    "dL_dyhat": _slope_of_loss_reads,
    "dL_dh": _dh_reads,
    "dL_dz": _dz_reads,
    "gradient": _gradient_reads,
    "new_weight": _new_weight_reads,
}


def computed_before(network: Network, count: int) -> frozenset[Quantity]:
    """Return the computed quantities that are known when ``count`` operations are done.

    What an edge carries is known with the sum that it enters; back to an input, which
    has no such sum, with ∂L/∂z of its end. What is given is not listed: it is always known.
    """
    known: set[Quantity] = set()
    for operation in operations(network)[:count]:
        known.add(operation.quantity)
        known.update(_known_with(network, operation))
    return frozenset(known)


def _known_with(network: Network, operation: Operation) -> Iterator[Quantity]:
    kind, number = operation.kind, operation.number
    if kind == "z":
        yield from (Quantity("flow", edge) for edge in network.incoming[number])
    elif kind == "dL_dyhat" and not outgoing(network, network.output_units[number]):
        yield Quantity("dL_dh", network.output_units[number])
    elif kind == "dL_dh":
        yield from (Quantity("backflow", edge) for edge in outgoing(network, number))
    elif kind == "dL_dz":
        for edge in network.incoming[number]:
            given = source(network, edge)
            if given is None or given.kind == "input":
                yield Quantity("backflow", edge)
