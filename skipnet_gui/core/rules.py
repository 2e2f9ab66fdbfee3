"""The rule of every quantity: how it is computed from its operands, as a sum of products.

A rule is data: terms of factors, a factor being a number, another quantity, or a function
of one. So a rule can be computed, asked for its operands, and changed into a wrong one.
"""

from collections.abc import Callable, Container, Mapping
from functools import reduce
from typing import NamedTuple

import numpy as np

from skipnet_gui.core.functions import ACTIVATIONS, LOSSES, Array
from skipnet_gui.core.network import Network
from skipnet_gui.core.quantities import Kind, Moment, Quantity, quantities


class Applied(NamedTuple):
    """A factor: a function of another quantity's value."""

    function: Callable[[Array], Array]
    to: Quantity


Factor = float | Quantity | Applied


class Term(NamedTuple):
    """A product in a rule, and the number of the edge that brings it, if one does."""

    factors: tuple[Factor, ...]
    edge: int | None = None


Rule = tuple[Term, ...]


def rules(moment: Moment, answered: Container[Quantity] = ()) -> dict[Quantity, Rule]:
    """Return the rule of every quantity, in the computation's order.

    What is ``answered`` decides only what the slope of ReLU and leaky ReLU is taken from.
    """
    return {q: _RULES[q.kind](moment, q.number, answered) for q in quantities(moment.network)}


def operands(rule: Rule) -> tuple[Quantity, ...]:
    """Return the quantities that a rule needs, in its order."""
    found: dict[Quantity, None] = {}
    for factor in (factor for term in rule for factor in term.factors):
        if isinstance(factor, Quantity):
            found[factor] = None
        elif isinstance(factor, Applied):
            found[factor.to] = None
    return tuple(found)


def value_of(rule: Rule, values: Mapping[Quantity, Array]) -> Array:
    """Return the value of a rule, summed in order, from (K,) or (1,) arrays of its operands."""
    products = (
        reduce(np.multiply, (factor_value(factor, values) for factor in term.factors))
        for term in rule
    )
    return reduce(np.add, products) if rule else _NOTHING


_NOTHING = np.zeros(1)
_NOTHING.setflags(write=False)


def factor_value(factor: Factor, values: Mapping[Quantity, Array]) -> Array:
    """Return the value of a factor from those of its operands."""
    if isinstance(factor, Applied):
        return factor.function(values[factor.to])
    if isinstance(factor, Quantity):
        return values[factor]
    return np.array([factor])


def _source(moment: Moment, edge: int) -> Factor:
    """Return what flows into an edge: an input's x, a unit's h, or the bias's 1."""
    network, node = moment.network, moment.network.edge_sources[edge]
    inputs, units = len(network.inputs), len(network.units)
    if node < inputs:
        return float(moment.x[node])
    return Quantity(Kind.H, node - inputs) if node < inputs + units else 1.0


def _z(moment: Moment, unit: int, _: Container[Quantity]) -> Rule:
    return tuple(
        Term((float(moment.weights[edge]), _source(moment, edge)), edge)
        for edge in moment.network.incoming[unit]
    )


def _h(moment: Moment, unit: int, _: Container[Quantity]) -> Rule:
    activation = ACTIVATIONS[moment.network.units[unit].activation]
    return (Term((Applied(activation.value, Quantity(Kind.Z, unit)),)),)


def _yhat(moment: Moment, output: int, _: Container[Quantity]) -> Rule:
    return (Term((Quantity(Kind.H, moment.network.output_units[output]),)),)


def _loss(moment: Moment, _: int, __: Container[Quantity]) -> Rule:
    value = LOSSES[moment.network.loss].value

    def of(target: float) -> Callable[[Array], Array]:
        return lambda yhat: value(np.array([target]), yhat)

    return tuple(
        Term((Applied(of(target), Quantity(Kind.YHAT, output)),))
        for output, target in enumerate(moment.y.tolist())
    )


def _loss_slope(moment: Moment, output: int, _: Container[Quantity]) -> Rule:
    slope, target = LOSSES[moment.network.loss].slope, moment.y[output : output + 1]

    def of(yhat: Array) -> Array:
        return slope(target, yhat, moment.conventions)

    return (Term((Applied(of, Quantity(Kind.YHAT, output)),)),)


def _back_into_unit(moment: Moment, unit: int, _: Container[Quantity]) -> Rule:
    network = moment.network
    here = [output for output, number in enumerate(network.output_units) if number == unit]
    own = (Term((Quantity(Kind.DL_DYHAT, output),)) for output in here)
    carried = (
        Term((dL_dz_at_end(network, edge), float(moment.weights[edge])), edge)
        for edge in network.outgoing[len(network.inputs) + unit]
    )
    return (*own, *carried)


def dL_dz_at_end(network: Network, edge: int) -> Quantity:
    """Return ∂L/∂z of the unit that an edge leads to."""
    return Quantity(Kind.DL_DZ, network.edge_targets[edge])


def _back_through_unit(moment: Moment, unit: int, answered: Container[Quantity]) -> Rule:
    name, dL_dh = moment.network.units[unit].activation, Quantity(Kind.DL_DH, unit)
    if name == "identity":
        return (Term((dL_dh,)),)
    slope = ACTIVATIONS[name].slope

    # A slope takes only one of z and h; it is handed the one that it takes in both places.
    def of(z_or_h: Array) -> Array:
        return slope(z_or_h, z_or_h, moment.conventions)

    return (Term((dL_dh, Applied(of, _slope_operand(name, unit, answered)))),)


_SLOPES_OF_H = {"sigmoid", "tanh"}
_SLOPES_OF_Z_OR_H = {"relu", "leaky_relu"}


def _slope_operand(activation: str, unit: int, answered: Container[Quantity]) -> Quantity:
    z, h = Quantity(Kind.Z, unit), Quantity(Kind.H, unit)
    if activation in _SLOPES_OF_H:
        return h
    only_h = activation in _SLOPES_OF_Z_OR_H and h in answered and z not in answered
    return h if only_h else z


def _weight_slope(moment: Moment, edge: int, _: Container[Quantity]) -> Rule:
    return (Term((dL_dz_at_end(moment.network, edge), _source(moment, edge))),)


def _new(moment: Moment, edge: int, _: Container[Quantity]) -> Rule:
    before = Term((float(moment.weights[edge]),))
    if not moment.network.edges[edge].trainable:
        return (before,)
    optimizer, slots = moment.optimizer, tuple(slot[edge : edge + 1] for slot in moment.slots)

    def direction(gradient: Array) -> Array:
        move, _ = optimizer.rule.direction(optimizer.options, gradient, slots, moment.update)
        return move

    move = Applied(direction, Quantity(Kind.DL_DW, edge))
    return (before, Term((-moment.learning_rate, move)))


_RULES: dict[Kind, Callable[[Moment, int, Container[Quantity]], Rule]] = {
    Kind.Z: _z,
    Kind.H: _h,
    Kind.YHAT: _yhat,
    Kind.LOSS: _loss,
    Kind.DL_DYHAT: _loss_slope,
    Kind.DL_DH: _back_into_unit,
    Kind.DL_DZ: _back_through_unit,
    Kind.DL_DW: _weight_slope,
    Kind.NEW: _new,
}
