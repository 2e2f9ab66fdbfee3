"""Which quantities of a step a person is asked for, and what has to be hidden meanwhile."""

from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from skipnet_gui.core import quantities as sheet
from skipnet_gui.core.network import Network
from skipnet_gui.core.operations import Quantity, operations
from skipnet_gui.core.quantities import Kind

ALL, FORWARD, GRADIENTS, UNIT = "all", "forward", "gradients", "unit"

_FORWARD = (Kind.Z, Kind.H, Kind.YHAT, Kind.LOSS)
_GRADIENTS = (Kind.DL_DYHAT, Kind.DL_DH, Kind.DL_DZ, Kind.DL_DW)
# kind on a sheet -> kind of the operation that computes it
_KINDS = {
    Kind.Z: "z",
    Kind.H: "h",
    Kind.YHAT: "h",
    Kind.LOSS: "loss",
    Kind.DL_DYHAT: "dL_dyhat",
    Kind.DL_DH: "dL_dh",
    Kind.DL_DZ: "dL_dz",
    Kind.DL_DW: "gradient",
    Kind.NEW: "new_weight",
}


class Asked(NamedTuple):
    """A choice of operations; ``unit`` is the number of the one unit where that is the choice."""

    which: str = ALL
    unit: int = 0


def possible(network: Network, choice: Asked) -> Asked:
    """Return a choice, or that of all operations where the network has no such unit."""
    return choice if choice.unit < len(network.units) else Asked()


def asked(
    network: Network, choice: Asked, updates: bool = True, also: Collection[str] = ()
) -> tuple[sheet.Quantity, ...]:
    """Return the quantities that are asked for, in the computation's order.

    One for each operation: h of an output is ŷ, and ∂L/∂ŷ stands for the ∂L/∂h of an
    output that feeds nothing.

    Parameters
    ----------
    updates
        Whether new weights may be asked for: not where one sample of a batch is chosen.
    also
        Names of quantities that are asked for if they belong to the choice at all.
    """
    done = {operation.quantity for operation in operations(network)}
    choice = possible(network, choice)
    chosen = _CHOICES[choice.which]
    return tuple(
        quantity
        for quantity in sheet.quantities(network)
        if chosen(network, quantity, choice.unit)
        and (updates or quantity.kind is not Kind.NEW)
        and (_is_a_line(network, quantity, done) or sheet.name_of(network, quantity) in also)
    )


def hidden(network: Network, choice: Asked | None) -> frozenset[Quantity]:
    """Return what must not be seen while the choice is answered, none for no choice.

    What an edge carries gives away both ends, the loss gives away ŷ, and a new weight its
    gradient.
    """
    if choice is None:
        return frozenset()
    found = {on_graph(network, quantity) for quantity in asked(network, choice)}
    outputs = network.output_units
    if any(Quantity("h", unit) in found for unit in outputs):
        found.add(Quantity("loss", 0))
    for number, unit in enumerate(outputs):
        if Quantity("dL_dyhat", number) in found or Quantity("dL_dh", unit) in found:
            found |= {Quantity("dL_dyhat", number), Quantity("dL_dh", unit)}
    gradients = [quantity.number for quantity in found if quantity.kind == "gradient"]
    found |= {Quantity("new_weight", number) for number in gradients}
    return frozenset({*found, *_carried(network, found)})


def on_graph(network: Network, quantity: sheet.Quantity) -> Quantity:
    """Return a quantity of a sheet as the list of operations has it."""
    kind, number = quantity
    if kind is Kind.YHAT:
        number = network.output_units[number]
    return Quantity(_KINDS[kind], number)


def _is_a_line(network: Network, quantity: sheet.Quantity, done: Collection[Quantity]) -> bool:
    if quantity.kind is Kind.H and quantity.number in network.output_units:
        return False
    return on_graph(network, quantity) in done


def _carried(network: Network, found: set[Quantity]) -> Iterator[Quantity]:
    """Yield the terms of what is hidden, and the products with it."""
    inputs = len(network.inputs)
    for edge, (node, end) in enumerate(
        zip(network.edge_sources, network.edge_targets, strict=True)
    ):
        start = node - inputs
        if {Quantity("z", end), Quantity("h", start)} & found:
            yield Quantity("flow", edge)
        if {Quantity("dL_dz", end), Quantity("dL_dh", start)} & found:
            yield Quantity("backflow", edge)


def _any(_: Network, __: sheet.Quantity, ___: int) -> bool:
    return True


def _forward(_: Network, quantity: sheet.Quantity, __: int) -> bool:
    return quantity.kind in _FORWARD


def _gradients(_: Network, quantity: sheet.Quantity, __: int) -> bool:
    return quantity.kind in _GRADIENTS


def _of_unit(network: Network, quantity: sheet.Quantity, unit: int) -> bool:
    kind, number = quantity
    if kind in (Kind.YHAT, Kind.DL_DYHAT):
        return network.output_units[number] == unit
    if kind in (Kind.DL_DW, Kind.NEW):
        return network.edge_targets[number] == unit
    return kind is not Kind.LOSS and number == unit


_CHOICES: dict[str, Callable[[Network, sheet.Quantity, int], bool]] = {
    ALL: _any,
    FORWARD: _forward,
    GRADIENTS: _gradients,
    UNIT: _of_unit,
}
