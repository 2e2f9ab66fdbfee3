"""Why a gradient is zero."""

from collections.abc import Sequence

import numpy as np

from skipnet_gui.core.functions import ACTIVATIONS
from skipnet_gui.core.network import Network
from skipnet_gui.core.notation import name_symbol, output_symbol, unit_symbol
from skipnet_gui.core.numerals import short
from skipnet_gui.core.passes import Trace
from skipnet_gui.core.run_spec import RunSpec

_NAMED = 3


def closed_units(spec: RunSpec, trace: Trace) -> tuple[int, ...]:
    """Return the ReLU units that let no gradient through for this sample.

    A unit with z < 0, or z = 0 where the convention takes ReLU′(0) = 0, is closed.
    """
    open_at_zero = spec.conventions.relu_slope_at_zero != 0
    return tuple(
        unit
        for unit, value in enumerate(spec.network.units)
        if value.activation == "relu"
        and (trace.z[unit] < 0.0 or (trace.z[unit] == 0.0 and not open_at_zero))
    )


def zero_reasons(spec: RunSpec, trace: Trace) -> list[str]:
    """Return why every gradient of a sample is 0: the factors that make it so, in words.

    The nearest to the loss come first: its own slope, then closed and saturated units,
    then inputs, weights and values that are 0.
    """
    network = spec.network
    if np.all(trace.dL_dyhat == 0.0):
        symbols = [output_symbol(network, name) for name in network.outputs]
        return [
            f"the loss has slope 0 at {symbol} = {_met(float(value), float(target))}"
            for symbol, value, target in zip(symbols, trace.yhat, trace.y, strict=True)
        ]
    closed = closed_units(spec, trace)
    if closed:
        return [_closed(spec, trace, unit) for unit in closed]
    saturated = [_saturated(network, unit) for unit in _without_slope(network, trace)]
    return saturated or _zero_factors(network, trace)


def _met(value: float, target: float) -> str:
    return f"y = {short(value)}" if value == target else short(value)


def closed_word(samples: int) -> str:
    """Return what a closed unit is called: dead where there is no other sample to open it."""
    return "dead" if samples == 1 else "off"


def _closed(spec: RunSpec, trace: Trace, unit: int) -> str:
    name, z = spec.network.units[unit].name, short(float(trace.z[unit]))
    word = closed_word(spec.rows)
    return f"unit {name} is {word} ({unit_symbol('z', name)} = {z}, so ReLU′ = 0)"


def _without_slope(network: Network, trace: Trace) -> list[int]:
    return [
        unit
        for unit, value in enumerate(network.units)
        if value.activation != "identity" and trace.dL_dh[unit] != 0.0 and trace.dL_dz[unit] == 0.0
    ]


def _saturated(network: Network, unit: int) -> str:
    symbol = ACTIVATIONS[network.units[unit].activation].symbol
    return f"unit {network.units[unit].name} is saturated ({symbol}′ rounds to 0)"


def _zero_factors(network: Network, trace: Trace) -> list[str]:
    """Return the weights, inputs and values that are 0 and stand as factors in all products."""
    first_unit = len(network.inputs)
    weights = [
        f"{name_symbol(edge.weight)} = 0"
        for index, edge in enumerate(network.edges)
        if trace.flow[index] == 0.0 and trace.backflow[index] == 0.0
        and trace.dL_dz[network.edge_targets[index]] != 0.0
    ]  # fmt: skip
    inputs = [
        f"the input {name} = 0"
        for node, name in enumerate(network.inputs)
        if trace.x[node] == 0.0 and network.outgoing[node]
    ]
    values = [
        f"{unit_symbol('h', unit.name)} = 0"
        for index, unit in enumerate(network.units)
        if trace.h[index] == 0.0 and network.outgoing[first_unit + index]
    ]
    return [*inputs, *weights, *values] or ["no path leads from a trained weight to the loss"]


def listed(reasons: Sequence[str], kind: str = " reason") -> str:
    """Return the first reasons, or names of no ``kind``, as a phrase, and how many more."""
    shown, rest = list(reasons[:_NAMED]), len(reasons) - _NAMED
    if rest > 0:
        several = f"{kind}s" if kind else ""
        shown.append(f"one more{kind}" if rest == 1 else f"{rest} more{several}")
    if len(shown) == 1:
        return shown[0]
    return ", ".join(shown[:-1]) + " and " + shown[-1]
