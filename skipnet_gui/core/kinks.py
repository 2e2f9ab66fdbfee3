"""Kinks: on which side of each a sample lies, and what is allowed exactly on one."""

from typing import NamedTuple

import numpy as np

from skipnet_gui.core.functions import ACTIVATIONS, LEAKY_SLOPE, LOSSES, Array, Conventions
from skipnet_gui.core.network import Network
from skipnet_gui.core.notation import output_symbol, unit_symbol
from skipnet_gui.core.passes import Forward, Trace
from skipnet_gui.core.run_spec import RunSpec

# Where a slope has a corner but no jump: across it finite differences lose digits too.
_CORNERS: dict[str, tuple[float, ...]] = {"elu": (0.0,), "huber": (-1.0, 1.0)}
_KINKS = {name: function.kinks for name, function in ACTIVATIONS.items()}
_KINKS |= {name: loss.kinks for name, loss in LOSSES.items()}
_EDGES = {name: kinks + _CORNERS.get(name, ()) for name, kinks in _KINKS.items()}


class Subgradients(NamedTuple):
    """What is allowed exactly on a kink, and what is taken there.

    Attributes
    ----------
    function
        The function on screen.
    low, high
        The interval of subgradients: slopes from the left and from the right.
    setting
        The convention of a project file that chooses; empty where none does.
    frameworks
        The slopes that common frameworks return, measured: pairs of slope and names.
    """

    function: str
    low: float
    high: float
    setting: str
    frameworks: tuple[tuple[float, str], ...]


SUBGRADIENTS: dict[str, Subgradients] = {
    "relu": Subgradients(
        "ReLU",
        0.0,
        1.0,
        "relu_slope_at_zero",
        (
            (0.0, "PyTorch, JAX, TensorFlow, micrograd"),
            (0.5, "torch.maximum, jnp.maximum"),
            (1.0, "torch.clamp"),
        ),
    ),
    "leaky_relu": Subgradients(
        "leaky ReLU", LEAKY_SLOPE, 1.0, "", ((LEAKY_SLOPE, "TensorFlow"), (1.0, "JAX"))
    ),
    "absolute": Subgradients(
        "|y − ŷ|", -1.0, 1.0, "sign_of_zero", ((0.0, "PyTorch, TensorFlow"), (1.0, "JAX"))
    ),
}


class OnKink(NamedTuple):
    """A value that lies exactly on a kink.

    Attributes
    ----------
    kind
        "z" for a unit's pre-activation, "yhat" for an output that meets its target.
    number
        Number of the unit or output.
    symbol
        The value as a sentence may name it: z₁ = 0.
    allowed
        What is allowed there.
    taken
        The slope of the function that the conventions take.
    """

    kind: str
    number: int
    symbol: str
    allowed: Subgradients
    taken: float


def on_kinks(spec: RunSpec, trace: Trace) -> tuple[OnKink, ...]:
    """Return the values of a sample that lie exactly on a kink, units before outputs."""
    network, conventions = spec.network, spec.conventions
    found = [
        OnKink("z", number, f"{unit_symbol('z', unit.name)} = 0", allowed, taken)
        for number, unit in enumerate(network.units)
        if trace.z[number] in _KINKS[unit.activation]
        for allowed, taken in [_allowed(unit.activation, conventions)]
    ]
    errors = trace.y - trace.yhat
    found += [
        OnKink("yhat", number, f"y − {output_symbol(network, name)} = 0", allowed, taken)
        for number, name in enumerate(network.outputs)
        if errors[number] in _KINKS[network.loss]
        for allowed, taken in [_allowed(network.loss, conventions)]
    ]
    return tuple(found)


def _allowed(function: str, conventions: Conventions) -> tuple[Subgradients, float]:
    allowed = SUBGRADIENTS[function]
    chosen = getattr(conventions, allowed.setting) if allowed.setting else LEAKY_SLOPE
    return allowed, float(chosen)


def sides(network: Network, forward: Forward, y: Array) -> Array:
    """Return on which side of each kink and corner every run and sample lies.

    ``y`` is the (O, 1, B) array of targets; the result is a (K, R, B) array of −1, 0
    and 1, its rows those of the units, then those of the outputs.
    """
    rows = [
        np.sign(forward.z[unit] - at)
        for unit in network.order
        for at in _EDGES[network.units[unit].activation]
    ]
    rows += [
        np.sign(target - yhat - at)
        for target, yhat in zip(y, forward.yhat, strict=True)
        for at in _EDGES[network.loss]
    ]
    return np.array(rows).reshape(len(rows), *forward.losses.shape)
