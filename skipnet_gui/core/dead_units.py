"""How a ReLU unit died: the update that closed it, the rate that would have spared it."""

from dataclasses import dataclass
from enum import Enum

import numpy as np

from skipnet_gui.core.functions import Array
from skipnet_gui.core.history import History
from skipnet_gui.core.numerals import grouped, short
from skipnet_gui.core.openness import is_open
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.core.training import TrainState, advance, begun, evaluate

_GRID, _GRID_PRODUCTS, _SECTIONS = 1_024, 2_000_000, 32
_NO_RATE = 1e-15  # a share of the rate that counts as none


class Cause(Enum):
    """What closed a unit."""

    START = "start"
    UPDATE = "update"
    HAND = "hand"


@dataclass(frozen=True)
class Death:
    """A ReLU unit closed for every sample.

    Attributes
    ----------
    unit
        Its number.
    step
        The first step at which it is closed.
    cause
        What closed it. An update is number ``step`` − 1, counted from 0.
    learning_rate
        The rate of that update; None where none did it.
    limit
        The learning rate that was too large: any just below it, at that update, would
        have left the unit open for some sample.
    """

    unit: int
    step: int
    cause: Cause
    learning_rate: float | None = None
    limit: float | None = None


def death(spec: RunSpec, history: History, step: int, unit: int) -> Death:
    """Return how a unit closed that is closed at a step, and was not at the one before."""
    if step == 0:
        return Death(unit, step, Cause.START)
    before = _state_at(spec, history, step - 1)
    row, (_, after) = evaluate(spec, before), advance(spec, before, 1)
    if _opens(spec, after.weights[None, :], unit)[0]:
        return Death(unit, step, Cause.HAND)
    stage, slots = spec.stage(step - 1), begun(spec, before).slots
    rule, count = stage.optimizer.rule, step - stage.optimizer_since
    move, _ = rule.direction(stage.optimizer.options, row.gradients, slots, count)
    move = move if spec.trainable is None else move * spec.trainable
    limit = sparing_limit(spec, row.weights, move, row.learning_rate, unit)
    return Death(unit, step, Cause.UPDATE, row.learning_rate, limit)


def _state_at(spec: RunSpec, history: History, step: int) -> TrainState:
    state = history.checkpoint(step)
    return state if state.step == step else advance(spec, state, step - state.step)[1]


def _opens(spec: RunSpec, weights: Array, unit: int) -> Array:
    """Return for each of (n, E) weights whether the unit is open for some sample."""
    x, y = spec.batch(slice(None))
    with np.errstate(all="ignore"):
        z = spec.passes.forward(weights, x, y).z[unit]
    return np.asarray(is_open(spec, z).any(axis=1))


def sparing_limit(
    spec: RunSpec, weights: Array, move: Array, rate: float, unit: int
) -> float | None:
    """Return the rate below which weights − rate · move leave a unit open.

    It is found to the last bit; None where no smaller rate than ``rate`` leaves it open.
    Where several stretches of rates do, it ends the one of the largest.

    Parameters
    ----------
    weights, move
        (E,) arrays: before the update, and the optimizer's direction.
    """
    products = spec.rows * len(weights)
    count = max(_SECTIONS, min(_GRID, _GRID_PRODUCTS // products))
    low, high = 0.0, rate
    while True:
        rates = np.unique(np.linspace(low, high, count + 1))
        opened = np.flatnonzero(_opens(spec, weights - rates[:-1, None] * move, unit))
        if not len(opened):
            return None
        low, high = float(rates[opened[-1]]), float(rates[opened[-1] + 1])
        if low == 0.0 and high < _NO_RATE * rate:
            return None
        if len(rates) <= 2 or high <= np.nextafter(low, np.inf):
            return high
        count = _SECTIONS


def death_words(spec: RunSpec, found: Death) -> str:
    """Return how a unit died, in words."""
    name = f"unit {spec.network.units[found.unit].name}"
    closed = f"{name} is closed for every sample" if spec.rows > 1 else f"{name} is closed"
    if found.cause is Cause.START:
        return f"{closed} from the start."
    if found.cause is Cause.HAND:
        return f"{closed} since a weight was set at step {grouped(found.step)}."
    rate = short(found.learning_rate)
    text = f"Update {grouped(found.step - 1)}, with α = {rate}, closed {name}"
    text += " for every sample" if spec.rows > 1 else ""
    if found.limit is None:
        return f"{text}; no smaller rate would have spared it."
    return f"{text}; with α below {short(found.limit)} it would have stayed open."
