"""Back-propagation checked against finite differences that know where the kinks are."""

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import NamedTuple

import numpy as np

from skipnet_gui.core.functions import Array
from skipnet_gui.core.kinks import sides
from skipnet_gui.core.passes import mean_gradients, mean_in_order
from skipnet_gui.core.run_spec import RunSpec

# The step for which truncation and rounding of a central difference are about the same.
_STEP = float(np.cbrt(np.finfo(np.float64).eps))
_ALLOWED = 1e-6  # relative difference that is no fault in any case
_ROUNDING = 64 * float(np.finfo(np.float64).eps)  # of a loss, after a few dozen operations
_NUMBERS = 4_000_000  # numbers held at once


class Verdict(Enum):
    """What the check says of a weight; the value is its word on screen."""

    OK = "ok"
    KINK = "kink"
    OFF = "off"
    NOT_FINITE = "not finite"


FINE = (Verdict.OK, Verdict.KINK)


class WeightCheck(NamedTuple):
    """The check of one weight.

    Attributes
    ----------
    weight
        Its name.
    analytic
        ∂L/∂w by back-propagation, the mean over the batch.
    central, left, right
        Finite differences from both sides, from below and from above.
    difference
        |analytic − central| by the larger of the two; 0 where both are 0.
    verdict
        "kink" where the stencil straddles a kink or touches one: differences say
        nothing of the gradient there, so it is not called wrong.
    """

    weight: str
    analytic: float
    central: float
    left: float
    right: float
    difference: float
    verdict: Verdict


def check_gradients(spec: RunSpec, weights: Array, batch: Sequence[int]) -> tuple[WeightCheck, ...]:
    """Return the check of each weight, in file order.

    Parameters
    ----------
    weights
        (E,) array.
    batch
        The rows of the data whose mean loss is differentiated.
    """
    x, y = spec.batch(np.array(batch))
    with np.errstate(all="ignore"):
        forward = spec.passes.forward(weights[None, :], x, y)
        terms = spec.passes.backward(weights[None, :], forward, y).edge_terms
        gradients = mean_gradients(terms)[0].tolist()
        # An error of a last bit in w · h reaches the loss as |w · ∂L/∂w| of a last bit.
        size = np.mean(np.abs(forward.losses)) + _reach(weights, terms)
        each = zip(
            spec.network.weight_names, gradients, _stencils(spec, weights, x, y), strict=True
        )
        return tuple(_check(name, slope, at, _ROUNDING * float(size)) for name, slope, at in each)


def _reach(weights: Array, terms: Sequence[Array]) -> float:
    return float(np.abs(weights) @ np.abs(np.concatenate(terms)).mean(axis=1))


class _Stencil(NamedTuple):
    """Losses at w − s, w − s/2, w, w + s/2, w + s, and whether they share their sides."""

    at: Array
    losses: Array
    crosses: bool


def _stencils(spec: RunSpec, weights: Array, x: Array, y: Array) -> Iterator[_Stencil]:
    """Yield the stencil of each weight; several are computed at once."""
    network, rows = spec.network, x.shape[2]
    numbers = 5 * (len(network.edges) + rows * (2 * len(network.units) + len(network.edges)))
    many = max(1, _NUMBERS // numbers)
    for first in range(0, len(weights), many):
        edges = np.arange(first, min(first + many, len(weights)))
        at = _moved(weights[edges])
        moved = np.repeat(weights[None, :], 5 * len(edges), axis=0)
        moved[np.arange(5 * len(edges)), np.repeat(edges, 5)] = at.ravel()
        forward = spec.passes.forward(moved, x, y)
        losses = mean_in_order(forward.losses).reshape(len(edges), 5)
        lie = sides(network, forward, y).reshape(-1, len(edges), 5, rows)
        crosses = (lie != lie[:, :, 2:3]).any(axis=(0, 2, 3))
        yield from map(_Stencil, at, losses, crosses.tolist())


def _moved(weights: Array) -> Array:
    """Return the (n, 5) points around each weight."""
    steps = _STEP * np.maximum(1.0, np.abs(weights))
    moved: Array = weights[:, None] + steps[:, None] * np.array([-1.0, -0.5, 0.0, 0.5, 1.0])
    return moved


def _check(name: str, analytic: float, stencil: _Stencil, rounding: float) -> WeightCheck:
    far_left, left, here, right, far_right = zip(stencil.at, stencil.losses, strict=True)
    central = _slope(far_left, far_right)
    size = max(abs(analytic), abs(central))
    gap = abs(analytic - central)
    # How far the difference itself can be trusted: it is taken with half the step too.
    trust = 2.0 * abs(central - _slope(left, right))
    allowed = _ALLOWED * size + trust + rounding / (far_right[0] - far_left[0])
    return WeightCheck(
        weight=name,
        analytic=analytic,
        central=central,
        left=_slope(far_left, here),
        right=_slope(here, far_right),
        difference=float(gap / size) if size > 0.0 else 0.0,
        verdict=_verdict(stencil, gap, allowed),
    )


def _slope(start: tuple[float, float], end: tuple[float, float]) -> float:
    return float((end[1] - start[1]) / (end[0] - start[0]))


def _verdict(stencil: _Stencil, gap: float, allowed: float) -> Verdict:
    if not np.isfinite([gap, *stencil.losses]).all():
        return Verdict.NOT_FINITE
    if stencil.crosses:
        return Verdict.KINK
    return Verdict.OK if gap <= allowed else Verdict.OFF
