"""The formula of each quantity as it stands on paper, with symbols or numbers for its parts."""

from collections.abc import Callable
from functools import cached_property

from skipnet_gui.core.formula import (
    HALF,
    Formula,
    absolute,
    add,
    beside,
    call,
    hat,
    negate,
    number,
    over,
    partial,
    squared,
    subtract,
    symbol,
    times,
)
from skipnet_gui.core.functions import ACTIVATIONS
from skipnet_gui.core.network import Network
from skipnet_gui.core.notation import name_formula
from skipnet_gui.core.operations import (
    Operation,
    Quantity,
    arriving,
    operations,
    outgoing,
    source,
)

# How a quantity is written: as its symbol, or as its number.
Leaf = Callable[[Quantity], Formula]

ONE, TWO = number(1.0), number(2.0)


def symbol_of(network: Network, quantity: Quantity) -> Formula:
    """Return the symbol of a quantity."""
    return _SYMBOLS[quantity.kind](network, quantity.number)


def _of_output(letter: Callable[..., Formula]) -> Callable[[Network, int], Formula]:
    """Return a letter with the output's name where there are several."""
    return lambda n, o: letter("y") if len(n.outputs) == 1 else letter("y", n.outputs[o])


def _h_symbol(network: Network, unit: int) -> Formula:
    arrives = arriving(network, unit)
    if arrives.kind == "dL_dyhat":  # an output that feeds nothing
        return _YHAT(network, arrives.number)
    return symbol("h", network.units[unit].name)


def _weight(network: Network, edge: int) -> Formula:
    return name_formula(network.edges[edge].weight)


_YHAT = _of_output(hat)

_SYMBOLS: dict[str, Callable[[Network, int], Formula]] = {
    "input": lambda n, i: name_formula(n.inputs[i]),
    "target": _of_output(symbol),
    "weight": _weight,
    "rate": lambda n, _: symbol("α"),
    "z": lambda n, u: symbol("z", n.units[u].name),
    "h": _h_symbol,
    "yhat": _YHAT,
    "loss": lambda n, _: symbol("L"),
    "dL_dyhat": lambda n, o: partial(_YHAT(n, o)),
    "dL_dh": lambda n, u: partial(symbol("h", n.units[u].name)),
    "dL_dz": lambda n, u: partial(symbol("z", n.units[u].name)),
    "gradient": lambda n, e: partial(_weight(n, e)),
    "new_weight": _weight,
}


def formula_of(network: Network, quantity: Quantity, leaf: Leaf) -> Formula:
    """Return the formula of a quantity; ``leaf`` writes what it is made of."""
    return _FORMULAS[quantity.kind](network, quantity.number, leaf)


def _z(network: Network, unit: int, leaf: Leaf) -> Formula:
    return add(*(flow(network, edge, leaf) for edge in network.incoming[unit]))


def flow(network: Network, edge: int, leaf: Leaf) -> Formula:
    """Return what an edge adds to z of its end."""
    given = source(network, edge)
    factors = [Quantity("weight", edge)] + ([] if given is None else [given])
    return beside(*map(leaf, factors))


def _h(network: Network, unit: int, leaf: Leaf) -> Formula:
    activation, z = ACTIVATIONS[network.units[unit].activation], leaf(Quantity("z", unit))
    return z if activation.name == "identity" else call(activation.symbol, z)


def _loss(network: Network, _: int, leaf: Leaf) -> Formula:
    rule, outputs = _LOSSES[network.loss], range(len(network.outputs))
    return add(*(rule(*_target_and_output(output, leaf)) for output in outputs))


def _slope_of_loss(network: Network, output: int, leaf: Leaf) -> Formula:
    return _LOSS_SLOPES[network.loss](*_target_and_output(output, leaf))


def _target_and_output(output: int, leaf: Leaf) -> tuple[Formula, Formula]:
    return leaf(Quantity("target", output)), leaf(Quantity("yhat", output))


def _dh(network: Network, unit: int, leaf: Leaf) -> Formula:
    return add(*(formula for _, formula in back_terms(network, unit, leaf)))


def back_terms(network: Network, unit: int, leaf: Leaf) -> list[tuple[int | None, Formula]]:
    """Return the terms of ∂L/∂h, each with its edge; None for the slope of the loss itself."""
    terms: list[tuple[int | None, Formula]] = []
    if unit in network.output_units:
        terms.append((None, leaf(Quantity("dL_dyhat", network.output_units.index(unit)))))
    for edge in outgoing(network, unit):
        slope = leaf(Quantity("dL_dz", network.edge_targets[edge]))
        terms.append((edge, times(slope, leaf(Quantity("weight", edge)))))
    return terms


def _dz(network: Network, unit: int, leaf: Leaf) -> Formula:
    slope = leaf(arriving(network, unit))
    factors = _SLOPES[network.units[unit].activation]
    return times(slope, *factors(leaf(Quantity("z", unit)), leaf(Quantity("h", unit))))


def _gradient(network: Network, edge: int, leaf: Leaf) -> Formula:
    given = source(network, edge)
    slope = leaf(Quantity("dL_dz", network.edge_targets[edge]))
    return slope if given is None else times(slope, leaf(given))


_FORMULAS: dict[str, Callable[[Network, int, Leaf], Formula]] = {
    "z": _z,
    "h": _h,
    "loss": _loss,
    "dL_dyhat": _slope_of_loss,
    "dL_dh": _dh,
    "dL_dz": _dz,
    "gradient": _gradient,
}

# Factors of g′ in z and h.
_SLOPES: dict[str, Callable[[Formula, Formula], tuple[Formula, ...]]] = {
    "identity": lambda z, h: (),
    "relu": lambda z, h: (call("u", z),),
    "leaky_relu": lambda z, h: (call("leaky ReLU′", z),),
    "elu": lambda z, h: (call("ELU′", z),),
    "softplus": lambda z, h: (call("σ", z),),
    "sigmoid": lambda z, h: (h, subtract(ONE, h)),
    "tanh": lambda z, h: (subtract(ONE, squared(h)),),
    "gelu": lambda z, h: (call("GELU′", z),),
    "silu": lambda z, h: (call("SiLU′", z),),
}


def _cross_entropy(y: Formula, p: Formula) -> Formula:
    for_zero = beside(subtract(ONE, y), call("ln", subtract(ONE, p)))
    return subtract(negate(beside(y, call("ln", p))), for_zero)


# In y and ŷ, of one output.
_LOSSES: dict[str, Callable[[Formula, Formula], Formula]] = {
    "absolute": lambda y, q: absolute(subtract(y, q)),
    "squared": lambda y, q: squared(subtract(y, q)),
    "half_squared": lambda y, q: beside(HALF, squared(subtract(y, q))),
    "huber": lambda y, q: call("Huber", subtract(y, q)),
    "binary_cross_entropy": _cross_entropy,
    "binary_cross_entropy_with_logits": lambda y, q: _cross_entropy(y, call("σ", q)),
}

_LOSS_SLOPES: dict[str, Callable[[Formula, Formula], Formula]] = {
    "absolute": lambda y, q: negate(call("sign", subtract(y, q))),
    "squared": lambda y, q: beside(TWO, subtract(q, y)),
    "half_squared": lambda y, q: subtract(q, y),
    "huber": lambda y, q: negate(call("Huber′", subtract(y, q))),
    "binary_cross_entropy": lambda y, q: subtract(
        over(subtract(ONE, y), subtract(ONE, q)), over(y, q)
    ),
    "binary_cross_entropy_with_logits": lambda y, q: subtract(call("σ", q), y),
}


class Paper:
    """The operations of a network with their symbols and formulas, each made once."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._symbols: dict[Quantity, Formula] = {}
        self._formulas: dict[Quantity, Formula] = {}

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """All operations in order."""
        return operations(self._network)

    def symbol(self, quantity: Quantity) -> Formula:
        """Return the symbol of a quantity."""
        if quantity not in self._symbols:
            self._symbols[quantity] = symbol_of(self._network, quantity)
        return self._symbols[quantity]

    def formula(self, quantity: Quantity) -> Formula:
        """Return the formula of a quantity in symbols."""
        if quantity not in self._formulas:
            self._formulas[quantity] = formula_of(self._network, quantity, self.symbol)
        return self._formulas[quantity]
