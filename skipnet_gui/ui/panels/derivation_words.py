"""What the derivation says besides its lines: moments, kinks, and which part a line is of."""

from collections.abc import Sequence

from skipnet_gui.core.kinks import OnKink
from skipnet_gui.core.network import Network
from skipnet_gui.core.numerals import grouped, short
from skipnet_gui.core.operations import Operation, Quantity, outgoing, reads
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.parts import Part
from skipnet_gui.ui.unseen import HIDDEN, stand_in

_UNIT_KINDS = ("z", "h", "dL_dh", "dL_dz")
_EDGE_KINDS = ("gradient", "new_weight")


def moment(snapshot: Snapshot) -> str:
    """Return the moment that the lines belong to."""
    words = [f"step {grouped(snapshot.step)}", snapshot.operation_words]
    if snapshot.samples > 1:
        words.append(f"sample {grouped(snapshot.sample + 1)} of {grouped(snapshot.samples)}")
    return " · ".join(filter(None, words))


def batch_note(snapshot: Snapshot) -> str:
    """Return what follows a sample’s numbers; nothing where it is the whole batch."""
    if not snapshot.is_mean:
        return ""
    return f"Numbers of the sample. Below L and each ∂L/∂w: {snapshot.mean_words}."


def instead(snapshot: Snapshot, operation: Operation) -> str:
    """Return what stands in place of a line's numbers: nothing where they may be seen."""
    if snapshot.hidden:
        quantities = (operation.quantity, *reads(snapshot.network, operation))
        if any(map(snapshot.hides, quantities)):
            return HIDDEN
    return stand_in(snapshot, operation.quantity)


def part_of(network: Network, operation: Operation) -> Part | None:
    """Return the part of the graph that a line is of; None for a loss of several outputs."""
    kind, number = operation.kind, operation.number
    if kind in _EDGE_KINDS:
        return Part("edge", number)
    if kind in _UNIT_KINDS:
        return Part("unit", number)
    if kind == "loss" and len(network.outputs) > 1:
        return None
    return Part("unit", network.output_units[number])


def line_of(network: Network, operations: Sequence[Operation], quantity: Quantity) -> int | None:
    """Return the number of the line that computes a quantity; None for what is given."""
    wanted = _computed(network, quantity)
    found = (n for n, operation in enumerate(operations) if operation.quantity == wanted)
    return next(found, None)


def _computed(network: Network, quantity: Quantity) -> Quantity:
    """Return what a line computes where a quantity is seen: a term leads to its sum."""
    kind, number = quantity
    if kind == "weight":
        return Quantity("new_weight", number)
    if kind == "yhat":
        return Quantity("h", network.output_units[number])
    if kind == "flow":
        return Quantity("z", network.edge_targets[number])
    if kind == "backflow":
        unit = network.edge_sources[number] - len(network.inputs)
        of_unit = 0 <= unit < len(network.units)
        return Quantity("dL_dh", unit) if of_unit else Quantity("gradient", number)
    if kind == "dL_dh" and number in network.output_units and not outgoing(network, number):
        return Quantity("dL_dyhat", network.output_units.index(number))
    return quantity


def kink_title(found: Sequence[OnKink]) -> str:
    """Return a line on the values that lie exactly on a kink; empty where none does."""
    if not found:
        return ""
    first, *rest = found
    more = f" and {len(rest)} more" if rest else ""
    low, high = short(first.allowed.low), short(first.allowed.high)
    return f"Kink: {first.symbol}{more}, slope in [{low}, {high}]"


def kink_details(found: Sequence[OnKink]) -> str:
    """Return a paragraph for each function with a value on its kink."""
    by_function: dict[str, list[OnKink]] = {}
    for kink in found:
        by_function.setdefault(kink.allowed.function, []).append(kink)
    return "\n".join(map(_paragraph, by_function.values()))


def _paragraph(found: Sequence[OnKink]) -> str:
    allowed, taken = found[0].allowed, found[0].taken
    symbols = ", ".join(kink.symbol for kink in found)
    low, high = short(allowed.low), short(allowed.high)
    others = "; ".join(f"{short(slope)} in {names}" for slope, names in allowed.frameworks)
    chosen = "Setup › Training chooses." if allowed.setting else ""
    return (
        f"{symbols}: exactly on the kink of {allowed.function}, where every slope in "
        f"[{low}, {high}] is a subgradient. Here {short(taken)} is taken. "
        f"Elsewhere: {others}. {chosen}"
    ).strip()
