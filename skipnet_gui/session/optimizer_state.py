"""What an optimizer remembers of a weight at a step, and the update that it makes of it."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from skipnet_gui.core.history import History
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.core.training import TrainState, advance, begun

Numbers = tuple[float, ...]


class Line(NamedTuple):
    """A number of a weight's state.

    Attributes
    ----------
    symbol, name
        Its letter in the formulas, and what it is called.
    formula
        How the update computes it.
    after
        The value that the update computes.
    before
        What was remembered until then; None for what is computed anew each time.
    """

    symbol: str
    name: str
    formula: str
    after: float
    before: float | None = None


class _Update(NamedTuple):
    """One update of a weight: settings, gradient, buffers before and after, its number."""

    options: Mapping[str, Any]
    gradient: float
    before: Numbers
    after: Numbers
    number: int


def _of_sgd(update: _Update) -> list[Line]:
    if update.options["momentum"] == 0.0:
        return []
    return [Line("v", "velocity", "momentum · v + g", update.after[0], update.before[0])]


def _of_rmsprop(update: _Update) -> list[Line]:
    (square, velocity), (old_square, old_velocity) = update.after, update.before
    lines = [Line("s", "mean square", "alpha · s + (1 − alpha) g²", square, old_square)]
    if update.options["momentum"] == 0.0:
        return lines
    formula = "momentum · v + g / (√s + eps)"
    return [*lines, Line("v", "velocity", formula, velocity, old_velocity)]


def _of_adam(update: _Update) -> list[Line]:
    (mean, square), (old_mean, old_square) = update.after, update.before
    beta1, beta2, count = update.options["beta1"], update.options["beta2"], update.number
    return [
        Line("t", "number of the update", "", count),
        Line("m", "mean of g", "beta1 · m + (1 − beta1) g", mean, old_mean),
        Line("v", "mean of g²", "beta2 · v + (1 − beta2) g²", square, old_square),
        Line("m′", "m without its start at 0", "m / (1 − beta1ᵗ)", mean / (1.0 - beta1**count)),
        Line("v′", "v without its start at 0", "v / (1 − beta2ᵗ)", square / (1.0 - beta2**count)),
    ]


_LINES: Mapping[str, Callable[[_Update], list[Line]]] = {
    "sgd": _of_sgd,
    "rmsprop": _of_rmsprop,
    "adam": _of_adam,
}


def move_formula(name: str, options: Mapping[str, Any]) -> str:
    """Return what an optimizer's update adds to a weight, as a formula."""
    if name == "adam":
        return "−α m′ / (√v′ + eps)"
    if options["momentum"] != 0.0:
        return "−α (g + momentum · v)" if options.get("nesterov") else "−α v"
    return "−α g" if name == "sgd" else "−α g / (√s + eps)"


def nearer(
    spec: RunSpec, history: History, known: TrainState | None, step: int, updates: int
) -> TrainState:
    """Return the state of a run before a recorded update, or one so many updates nearer to it.

    It is replayed from ``known``, a state of the same run, or from a checkpoint.
    """
    state = history.checkpoint(step)
    if known is not None and state.step < known.step <= step:
        state = known
    missing = min(step - state.step, updates)
    return advance(spec, state, missing)[1] if missing else state


def lines_of(spec: RunSpec, state: TrainState, gradient: float, edge: int) -> tuple[Line, ...]:
    """Return what the update from a state remembers of a weight, and the update, last.

    ``gradient`` is that of the weight at the state's step, mean over the batch.
    """
    stage, start = spec.stage(state.step), begun(spec, state)
    rule, options = stage.optimizer.rule, stage.optimizer.options
    count = state.step - stage.optimizer_since + 1
    slots = tuple(slot[edge : edge + 1] for slot in start.slots)
    with np.errstate(all="ignore"):
        direction, after = rule.direction(options, np.array([gradient]), slots, count)
    update = _Update(options, gradient, _numbers(slots), _numbers(after), count)
    move = -start.learning_rate * float(direction[0])
    return (
        Line("g", "gradient", "∂L/∂w", gradient),
        *_LINES[rule.name](update),
        Line("Δw", "update", move_formula(rule.name, options), move),
    )


def _numbers(slots: tuple[Any, ...]) -> Numbers:
    return tuple(float(slot[0]) for slot in slots)
