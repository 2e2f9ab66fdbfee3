"""The quantities that one step computes, their names, and the moment that fixes them."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from skipnet_gui.core.functions import Array, Conventions
from skipnet_gui.core.network import Network
from skipnet_gui.core.optimizers import Optimizer, Slots


class Kind(Enum):
    """A kind of quantity; its value is what stands before the part's name on a sheet."""

    Z = "z_"
    H = "h_"
    YHAT = "yhat_"
    LOSS = "loss"
    DL_DYHAT = "dL/dyhat_"
    DL_DH = "dL/dh_"
    DL_DZ = "dL/dz_"
    DL_DW = "dL/d"
    NEW = "new_"


class Quantity(NamedTuple):
    """A number that one step of training computes.

    ``number`` is that of the unit, the output or the edge; 0 for the loss.
    """

    kind: Kind
    number: int = 0


_OF_UNITS = {Kind.Z, Kind.H, Kind.DL_DH, Kind.DL_DZ}
_OF_OUTPUTS = {Kind.YHAT, Kind.DL_DYHAT}
_OF_EDGES = {Kind.DL_DW, Kind.NEW}


@dataclass(frozen=True, eq=False)
class Moment:
    """One sample at one step: all that fixes the true value of every quantity.

    Attributes
    ----------
    network, conventions, optimizer
        As in the run.
    x, y
        (I,) and (O,) arrays: the sample.
    weights
        (E,) array, the events of the step included.
    learning_rate
        Of the update that follows.
    slots
        The optimizer's buffers before the update, (E,) arrays.
    update
        Number of that update, from 1.
    updated
        (E,) array: the weights after the update where the sample is one of several in
        its batch, and so does not fix them; otherwise None.
    """

    network: Network
    conventions: Conventions
    optimizer: Optimizer
    x: Array
    y: Array
    weights: Array
    learning_rate: float
    slots: Slots
    update: int
    updated: Array | None = None


def quantities(network: Network) -> tuple[Quantity, ...]:
    """Return all quantities of a network in the computation's order."""
    return (*_forward(network), *_backward(network), *_updated(network))


def _forward(network: Network) -> Iterator[Quantity]:
    for unit in network.order:
        yield Quantity(Kind.Z, unit)
        yield Quantity(Kind.H, unit)
    yield from (Quantity(Kind.YHAT, output) for output in range(len(network.outputs)))
    yield Quantity(Kind.LOSS)


def _backward(network: Network) -> Iterator[Quantity]:
    yield from (Quantity(Kind.DL_DYHAT, output) for output in range(len(network.outputs)))
    for unit in reversed(network.order):
        yield Quantity(Kind.DL_DH, unit)
        yield Quantity(Kind.DL_DZ, unit)
        yield from (Quantity(Kind.DL_DW, edge) for edge in network.incoming[unit])


def _updated(network: Network) -> Iterator[Quantity]:
    yield from (Quantity(Kind.NEW, edge) for edge in range(len(network.edges)))


def name_of(network: Network, quantity: Quantity) -> str:
    """Return a quantity's name on a sheet; with one output ŷ is ``yhat``."""
    kind = quantity.kind
    if kind in _OF_OUTPUTS and len(network.outputs) == 1:
        return kind.value.removesuffix("_")
    return kind.value + _part(network, quantity)


def _part(network: Network, quantity: Quantity) -> str:
    kind, number = quantity
    if kind in _OF_UNITS:
        return network.units[number].name
    if kind in _OF_OUTPUTS:
        return network.outputs[number]
    return network.edges[number].weight if kind in _OF_EDGES else ""


def quantities_by_name(network: Network) -> dict[str, Quantity]:
    """Return all quantities by their names; with one output also ``yhat`` and ``dL/dyhat``."""
    everything = quantities(network)
    names = {q.kind.value + _part(network, q): q for q in everything}
    return names | {name_of(network, q): q for q in everything}
