"""All quantities of one sample in true rational arithmetic.

A number is taken for the decimal that it stands for: 0.1 in a project file is the 1/10 of
the paper, not the binary fraction next to it. Decimals of up to 15 digits survive float64,
so 15 digits give back what was written, and what a few updates on paper would have made
of it: 0.1 + 0.2 is 0.3 here too.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import chain
from typing import NamedTuple

from skipnet_gui.core.formula import Value
from skipnet_gui.core.functions import LEAKY_SLOPE, Array, Conventions
from skipnet_gui.core.network import Network
from skipnet_gui.core.operations import Quantity, outgoing, output_numbers
from skipnet_gui.core.passes import Trace
from skipnet_gui.core.run_spec import RunSpec

# Beyond these a person would wait, and read no fraction anyway.
MOST_EDGES = 300
_LONGEST_GIVEN = 10**12
_DIGITS = 15
_AGREEMENT = 1e-9


class Values(NamedTuple):
    """All numbers of one sample, named as in a trace; floats or fractions."""

    weights: Sequence[Value]
    x: Sequence[Value]
    y: Sequence[Value]
    z: Sequence[Value]
    h: Sequence[Value]
    yhat: Sequence[Value]
    loss: Sequence[Value]
    dL_dyhat: Sequence[Value]
    dL_dh: Sequence[Value]
    dL_dz: Sequence[Value]
    gradients: Sequence[Value]

    def of(self, quantity: Quantity) -> Value:
        """Return the value of a quantity."""
        field: Sequence[Value] = getattr(self, _FIELDS.get(quantity.kind, quantity.kind))
        return field[quantity.number]


_FIELDS = {"input": "x", "target": "y", "weight": "weights", "gradient": "gradients"}


def traced_values(trace: Trace, weights: Array) -> Values:
    """Return the numbers of a trace as plain floats."""
    return Values(
        weights=weights.tolist(),
        x=trace.x.tolist(),
        y=trace.y.tolist(),
        z=trace.z.tolist(),
        h=trace.h.tolist(),
        yhat=trace.yhat.tolist(),
        loss=[trace.loss],
        dL_dyhat=trace.dL_dyhat.tolist(),
        dL_dh=trace.dL_dh.tolist(),
        dL_dz=trace.dL_dz.tolist(),
        gradients=trace.gradients.tolist(),
    )


def fraction_of(value: float) -> Fraction:
    """Return the fraction of the decimal that a number stands for."""
    return Fraction(f"{value:.{_DIGITS}g}")


def has_fractions(network: Network) -> bool:
    """Whether all of a network is made of sums and products, and it is not too large."""
    units = all(unit.activation in _ACTIVATIONS for unit in network.units)
    return units and network.loss in _LOSSES and len(network.edges) <= MOST_EDGES


def exact_values(spec: RunSpec, rounded: Values) -> Values | None:
    """Return the fractions of a sample; None where there are none to show.

    That is where a function has none, a number is not finite or has too many digits, or
    rounding took the float64 numbers to the other side of a kink.
    """
    if not has_fractions(spec.network) or not all(map(math.isfinite, chain(*rounded))):
        return None
    given = [
        [fraction_of(float(value)) for value in part]
        for part in (rounded.weights, rounded.x, rounded.y)
    ]
    if any(value.denominator > _LONGEST_GIVEN for value in chain(*given)):
        return None
    exact = _passed(spec, *given)
    return exact if all(map(_agree, chain(*exact), chain(*rounded))) else None


def _agree(exact: Value, rounded: Value) -> bool:
    try:
        near = float(exact)
    except OverflowError:
        return False
    return math.isclose(near, rounded, rel_tol=_AGREEMENT, abs_tol=_AGREEMENT)


Rationals = list[Fraction]


def _passed(spec: RunSpec, weights: Rationals, x: Rationals, y: Rationals) -> Values:
    """Run both passes in fractions, in the order of the paper."""
    network, conventions = spec.network, spec.conventions
    z, nodes = _forward(network, weights, x)
    h = nodes[len(x) : -1]
    yhat = [h[unit] for unit in network.output_units]
    value, slope = _LOSSES[network.loss]
    dL_dyhat = [slope(t - q, conventions) for t, q in zip(y, yhat, strict=True)]
    dL_dh, dL_dz = _backward(network, conventions, weights, z, dL_dyhat)
    ends = zip(network.edge_targets, network.edge_sources, strict=True)
    gradients = [dL_dz[target] * nodes[source] for target, source in ends]
    loss = _sum(value(t - q) for t, q in zip(y, yhat, strict=True))
    return Values(weights, x, y, z, h, yhat, [loss], dL_dyhat, dL_dh, dL_dz, gradients)


def _forward(network: Network, weights: Rationals, x: Rationals) -> tuple[Rationals, Rationals]:
    """Return z of each unit, and the value of each node."""
    z = [Fraction()] * len(network.units)
    nodes = [*x, *z, Fraction(1)]
    for unit in network.order:
        incoming = network.incoming[unit]
        z[unit] = _sum(weights[edge] * nodes[network.edge_sources[edge]] for edge in incoming)
        value, _ = _ACTIVATIONS[network.units[unit].activation]
        nodes[len(x) + unit] = value(z[unit])
    return z, nodes


def _backward(
    network: Network,
    conventions: Conventions,
    weights: Rationals,
    z: Rationals,
    dL_dyhat: Rationals,
) -> tuple[Rationals, Rationals]:
    """Return ∂L/∂h and ∂L/∂z of each unit."""
    dL_dh, dL_dz = list(z), list(z)
    outputs = output_numbers(network)
    for unit in reversed(network.order):
        edges = outgoing(network, unit)
        terms = [dL_dyhat[outputs[unit]]] if unit in outputs else []
        terms += [dL_dz[network.edge_targets[edge]] * weights[edge] for edge in edges]
        _, slope = _ACTIVATIONS[network.units[unit].activation]
        dL_dh[unit] = _sum(terms)
        dL_dz[unit] = dL_dh[unit] * slope(z[unit], conventions)
    return dL_dh, dL_dz


def _sum(terms: Iterable[Fraction]) -> Fraction:
    return sum(terms, Fraction())


_LEAK = fraction_of(LEAKY_SLOPE)
_HALF = Fraction(1, 2)

_Slope = Callable[[Fraction, Conventions], Fraction]


def _relu_slope(z: Fraction, conventions: Conventions) -> Fraction:
    return Fraction(conventions.relu_slope_at_zero) if z == 0 else Fraction(z > 0)


def _minus_sign(error: Fraction, conventions: Conventions) -> Fraction:
    return -Fraction(conventions.sign_of_zero if error == 0 else (error > 0) - (error < 0))


# z -> h, and g′(z)
_ACTIVATIONS: dict[str, tuple[Callable[[Fraction], Fraction], _Slope]] = {
    "identity": (lambda z: z, lambda z, c: Fraction(1)),
    "relu": (lambda z: max(z, Fraction()), _relu_slope),
    "leaky_relu": (
        lambda z: z if z > 0 else _LEAK * z,
        lambda z, c: Fraction(1) if z > 0 else _LEAK,
    ),
}

# y − ŷ -> L, and ∂L/∂ŷ
_LOSSES: dict[str, tuple[Callable[[Fraction], Fraction], _Slope]] = {
    "absolute": (abs, _minus_sign),
    "squared": (lambda e: e * e, lambda e, c: -2 * e),
    "half_squared": (lambda e: _HALF * e * e, lambda e, c: -e),
}
