"""What the graph says: labels, keys and formulas of every number, by role."""

from collections.abc import Callable
from typing import NamedTuple

from skipnet_gui.core.functions import ACTIVATIONS, LOSSES
from skipnet_gui.core.network import BIAS, Network
from skipnet_gui.core.notation import derivative, name_symbol, output_symbol, unit_symbol

MEAN = "∅ "

Tell = Callable[[Network, int], str]


class Quantity(NamedTuple):
    """A kind of number.

    Attributes
    ----------
    key
        Its name in readings; empty for what is not read.
    symbol
        How it is written.
    formula
        What it is equal to, in symbols.
    tone
        The colour role of its numbers.
    """

    key: Tell
    symbol: Tell
    formula: Tell
    tone: str


def unit_name(network: Network, node: int) -> str:
    """Return the name of a node that is a unit."""
    return network.units[node - len(network.inputs)].name


def node_symbol(network: Network, node: int) -> str:
    """Return the symbol of what a node gives on: x, h₀, or nothing for the bias."""
    if node < len(network.inputs):
        return name_symbol(network.inputs[node])
    if node == network.node_index[BIAS]:
        return ""
    return unit_symbol("h", unit_name(network, node))


def output_of(network: Network, unit: int) -> int | None:
    """Return the number of the output that a unit is, if it is one."""
    outputs = network.output_units
    return outputs.index(unit) if unit in outputs else None


def is_last(network: Network, unit: int) -> bool:
    """Whether a unit is an output that feeds nothing."""
    outgoing = network.outgoing[len(network.inputs) + unit]
    return output_of(network, unit) is not None and not outgoing


def _letter(letter: str) -> Tell:
    return lambda network, unit: unit_symbol(letter, network.units[unit].name)


def _h_key(network: Network, unit: int) -> str:
    output = output_of(network, unit)
    return f"h_{network.units[unit].name}" if output is None else _yhat_key(network, output)


def _yhat_key(network: Network, output: int) -> str:
    several = len(network.outputs) > 1
    return f"yhat_{network.outputs[output]}" if several else "yhat"


def _h_symbol(network: Network, unit: int) -> str:
    output = output_of(network, unit)
    if output is None:
        return unit_symbol("h", network.units[unit].name)
    return output_symbol(network, network.outputs[output])


def _yhat_symbol(network: Network, unit: int) -> str:
    return output_symbol(network, network.units[unit].name)


def weight_symbol(network: Network, edge: int) -> str:
    """Return the symbol of a weight."""
    return name_symbol(network.edges[edge].weight)


def _term(network: Network, edge: int) -> str:
    source = node_symbol(network, network.edge_sources[edge])
    return f"{weight_symbol(network, edge)} {source}".rstrip()


def _dz_of_target(network: Network, edge: int) -> str:
    return derivative(_letter("z")(network, network.edge_targets[edge]))


def _back_term(network: Network, edge: int) -> str:
    return f"{_dz_of_target(network, edge)} · {weight_symbol(network, edge)}"


def _z_formula(network: Network, unit: int) -> str:
    return " + ".join(_term(network, edge) for edge in network.incoming[unit]) or "0"


def _h_formula(network: Network, unit: int) -> str:
    activation = ACTIVATIONS[network.units[unit].activation]
    z = _letter("z")(network, unit)
    return z if activation.name == "identity" else f"{activation.symbol}({z})"


def _dh_formula(network: Network, unit: int) -> str:
    terms = [_back_term(network, e) for e in network.outgoing[len(network.inputs) + unit]]
    if output_of(network, unit) is not None:
        terms.insert(0, derivative(_yhat_symbol(network, unit)))
    return " + ".join(terms) or "0"


def _dz_formula(network: Network, unit: int) -> str:
    symbol = _yhat_symbol if is_last(network, unit) else _letter("h")
    arriving = derivative(symbol(network, unit))
    activation = ACTIVATIONS[network.units[unit].activation]
    if activation.name == "identity":
        return arriving
    return f"{arriving} · {activation.symbol}′({_letter('z')(network, unit)})"


def _gradient_formula(network: Network, edge: int) -> str:
    source = node_symbol(network, network.edge_sources[edge])
    return f"{_dz_of_target(network, edge)} · {source}".removesuffix(" · ")


def loss_formula(network: Network) -> str:
    """Return the loss in y and ŷ, as a sum where there are several outputs."""
    formula = LOSSES[network.loss].formula
    return formula if len(network.outputs) == 1 else f"Σ {formula}"


def target_symbol(network: Network, output: int) -> str:
    """Return y, or y with the output's name where there are several."""
    return "y" if len(network.outputs) == 1 else unit_symbol("y", network.outputs[output])


def title(network: Network, unit: int) -> str:
    """Return the title of a unit's box."""
    found = network.units[unit]
    return f"unit {found.name} · {ACTIVATIONS[found.activation].symbol}"


def short_title(network: Network, unit: int) -> str:
    """Return the title of a narrow box."""
    return title(network, unit).removeprefix("unit ")


def _weight(network: Network, edge: int) -> str:
    return network.edges[edge].weight


def _nothing(network: Network, number: int) -> str:
    return ""


QUANTITIES: dict[str, Quantity] = {
    "z": Quantity(lambda n, u: f"z_{n.units[u].name}", _letter("z"), _z_formula, "forward"),
    "h": Quantity(_h_key, _h_symbol, _h_formula, "forward"),
    "dL_dyhat": Quantity(
        lambda n, u: "dL/d" + _h_key(n, u),
        lambda n, u: derivative(_yhat_symbol(n, u)),
        lambda n, u: f"slope of {LOSSES[n.loss].formula}",
        "backward",
    ),
    "dL_dh": Quantity(
        lambda n, u: f"dL/dh_{n.units[u].name}",
        lambda n, u: derivative(_letter("h")(n, u)),
        _dh_formula,
        "backward",
    ),
    "dL_dz": Quantity(
        lambda n, u: f"dL/dz_{n.units[u].name}",
        lambda n, u: derivative(_letter("z")(n, u)),
        _dz_formula,
        "backward",
    ),
    "pill": Quantity(_weight, weight_symbol, _nothing, "weight"),
    "flow": Quantity(lambda n, e: f"flow_{_weight(n, e)}", _term, _nothing, "forward"),
    "gradient": Quantity(
        lambda n, e: f"dL/d{_weight(n, e)}",
        lambda n, e: derivative(weight_symbol(n, e)),
        _gradient_formula,
        "backward",
    ),
    "backflow": Quantity(
        lambda n, e: f"backflow_{_weight(n, e)}", _back_term, _nothing, "backward"
    ),
    "input": Quantity(_nothing, lambda n, i: name_symbol(n.inputs[i]), _nothing, "forward"),
    "target": Quantity(_nothing, target_symbol, _nothing, "ink"),
    "loss": Quantity(lambda n, _: "loss", lambda n, _: "L", lambda n, _: loss_formula(n), "ink"),
    "loss_sample": Quantity(
        lambda n, _: "loss_sample", lambda n, _: "its L", lambda n, _: loss_formula(n), "ink"
    ),
}
