"""Whether training only rattles to and fro: its error changes sign, its loss falls no more.

|y − ŷ| has slope ±1 right up to its minimum, so at a fixed learning rate every update goes
as far as the last one, and passes the minimum by as much as the rate allows.
"""

from typing import NamedTuple

import numpy as np

from skipnet_gui.core.functions import LOSSES, Array
from skipnet_gui.core.history import History
from skipnet_gui.core.numerals import short
from skipnet_gui.core.recorded import rows_at
from skipnet_gui.core.run_spec import RunSpec

_UPDATES, _EPOCHS, _PRODUCTS = 64, 4, 2_000_000
_LEAST_FLIPS = 0.25  # sign changes an update: 1 where every update passes the target
_LEAST_SHARE = 0.5  # of the loss, made by the errors that change their sign
_STEADY = 0.8, 1.25  # the loss of the second half of the updates by that of the first
_LAST_BITS = 1e-12
_LOWER = 10.0  # the band is about as wide as the rate


class Rattling(NamedTuple):
    """A run that only goes to and fro.

    Attributes
    ----------
    first, last
        The steps looked at.
    low, high
        The band: smallest and largest loss over all samples between them.
    learning_rate
        The rate that all of those updates used.
    lower_rate
        A rate at which the band would be about a tenth as high.
    """

    first: int
    last: int
    low: float
    high: float
    learning_rate: float
    lower_rate: float


def rattling(spec: RunSpec, history: History, step: int) -> Rattling | None:
    """Return how a run rattles at a step, or None where it does not.

    It does if over the last updates, all at one rate and none by hand, errors y − ŷ that
    make up most of the loss keep changing their sign, and the loss neither falls nor
    rises. The loss is the mean over all samples, whatever the batches are.
    """
    first = step - max(_UPDATES, _EPOCHS * spec.steps_per_epoch)
    if first < 0 or (step - first) * spec.rows * len(spec.network.edges) > _PRODUCTS:
        return None
    rows = rows_at(history, np.arange(first, step + 1))
    rates, weights = rows[:, 0], np.ascontiguousarray(rows[:, 2:])
    if np.any(rates[:-1] != rates[0]) or _set_by_hand(spec, first, step):
        return None
    errors, losses = _errors(spec, weights)
    mean = losses.sum(axis=2).mean(axis=1)
    if not _is_steady(mean) or not _flips(errors, losses):
        return None
    low, high, rate = float(mean.min()), float(mean.max()), float(rates[0])
    return Rattling(first, step, low, high, rate, rate / _LOWER)


def _set_by_hand(spec: RunSpec, first: int, last: int) -> bool:
    return any(event.weights for event in spec.events if first < event.step <= last)


def _errors(spec: RunSpec, weights: Array) -> tuple[Array, Array]:
    """Return (n, N, O) errors y − ŷ and losses of all samples, for (n, E) weights.

    An error of a few last bits of y counts as none.
    """
    x, y = spec.batch(slice(None))
    loss = LOSSES[spec.network.loss]
    with np.errstate(all="ignore"):
        yhat = spec.passes.forward(weights, x, y).yhat
        errors = [target - output for target, output in zip(y, yhat, strict=True)]
        losses = [loss.value(target, output) for target, output in zip(y, yhat, strict=True)]
    found = np.stack(errors, axis=2)
    found[np.abs(found) <= _LAST_BITS * np.maximum(1.0, np.abs(spec.data.y))] = 0.0
    return found, np.stack(losses, axis=2)


def _is_steady(loss: Array) -> bool:
    """Whether the loss neither falls nor rises from the first half to the second."""
    if not np.all(np.isfinite(loss)):
        return False
    half = len(loss) // 2
    before, after = float(loss[:half].mean()), float(loss[half:].mean())
    low, high = _STEADY
    return before > 0.0 and low * before <= after <= high * before


def _flips(errors: Array, losses: Array) -> bool:
    """Whether errors that make up most of the loss keep changing their sign."""
    signs = np.sign(errors)
    flips = (signs[1:] * signs[:-1] < 0.0).mean(axis=0)
    moving = losses[:, flips >= _LEAST_FLIPS].sum()
    return bool(moving >= _LEAST_SHARE * losses.sum())


def rattling_words(found: Rattling) -> str:
    """Return that a run rattles, in words, and what narrows the band."""
    rate, lower = short(found.learning_rate), short(found.lower_rate)
    return (
        f"Rattling: at α = {rate} each update passes the target, and the loss stays between "
        f"{short(found.low)} and {short(found.high)}. It cannot settle at this rate; "
        f"α = {lower} makes the band about a tenth as high."
    )
