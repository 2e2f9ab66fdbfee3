"""What the lessons measure on a person's runs: where they stand still, leap, end and settle."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from skipnet_gui.core.explain import closed_units
from skipnet_gui.core.functions import Array
from skipnet_gui.core.history import History, stopped
from skipnet_gui.core.map_crowd import MOST_WATCHED, loss_and_gradient
from skipnet_gui.core.map_outcomes import OUTCOMES, Watch
from skipnet_gui.core.passes import Trace
from skipnet_gui.core.recorded import rows_at, weights_at
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.core.training import from_start, gradients_of
from skipnet_gui.session.document import Document
from skipnet_gui.session.project import Run

LOOKED_AT = 20_000  # rows of a run, at most, in which leaps are looked for
LEAP_FACTOR, LEAP_BY = 1.5, 0.1  # what is called a leap: a loss so many times, and so much, higher
NO_RISE = 1e-9  # of the first loss: less is rounding
SETTLED = 20  # rows whose mean says where a loss has settled


class Record(NamedTuple):
    """A run with what fixes it and what is recorded of it."""

    run: Run
    spec: RunSpec
    history: History

    @property
    def rate(self) -> float:
        """The learning rate of update 0."""
        return self.history.row(0)[0]

    @property
    def start(self) -> tuple[float, ...]:
        """The weights from which update 0 starts."""
        return tuple(self.history.row(0)[2].tolist())

    @property
    def losses(self) -> Array:
        """The losses of the first rows, as many as are looked at."""
        last = min(self.history.steps, LOOKED_AT - 1)
        return rows_at(self.history, np.arange(last + 1))[:, 1]

    @property
    def rate_changes(self) -> tuple[int, ...]:
        """The recorded steps after the first at which the rate was set by hand, to another one."""
        steps = (
            event.step
            for event in self.spec.events
            if event.learning_rate is not None and 0 < event.step <= self.history.steps
        )
        rows = self.history.row
        return tuple(step for step in steps if rows(step)[0] != rows(step - 1)[0])

    @property
    def is_constant(self) -> bool:
        """Whether one rate held for the whole run."""
        return not self.rate_changes and not self.has_policy("")

    @property
    def weights_set(self) -> frozenset[int]:
        """The steps at which weights were set by hand."""
        return frozenset(event.step for event in self.spec.events if event.weights)

    def has_policy(self, name: str) -> bool:
        """Whether a policy of a name was in force at the end; "" for any but constant."""
        policy = self.spec.stage(self.history.steps).policy
        return policy.name == name if name else policy.name != "constant"


def records(document: Document) -> Iterator[Record]:
    """Yield the runs of a document in order."""
    project = document.project
    for parts in zip(project.runs, project.specs, document.histories, strict=True):
        yield Record(*parts)


def gradients_at(spec: RunSpec, history: History, step: int) -> Array:
    """Return the (E,) gradients of a recorded step."""
    if step == history.steps:
        return history.head.gradients
    weights = history.row(step)[2]
    found: Array = gradients_of(spec, history.checkpoint(step), step, weights[None, :])[0]
    return found


def still_since(spec: RunSpec, history: History) -> int | None:
    """Return the step from which on every gradient is exactly 0; None if one is not at the end."""
    free = slice(None) if spec.trainable is None else spec.trainable > 0.0

    def is_still(step: int) -> bool:
        return not np.any(gradients_at(spec, history, step)[free])

    if not is_still(history.steps):
        return None
    moving, still = -1, history.steps  # what does not move stays so: halve what is between
    while still - moving > 1:
        middle = (moving + still) // 2
        moving, still = (moving, middle) if is_still(middle) else (middle, still)
    return still


def trace_at(spec: RunSpec, history: History, step: int) -> Trace:
    """Return the passes of the first sample at a recorded step."""
    return spec.passes.trace(history.row(step)[2], spec.data.x[0], spec.data.y[0])


def closed_by_update(record: Record, step: int) -> int | None:
    """Return the first of the units that the update before a step closed; None if it did not."""
    spec, history = record.spec, record.history
    if step == 0 or step in record.weights_set:
        return None
    before = closed_units(spec, trace_at(spec, history, step - 1))
    after = closed_units(spec, trace_at(spec, history, step))
    return next((unit for unit in after if unit not in before), None)


class Leap(NamedTuple):
    """An update that made the loss much larger.

    Attributes
    ----------
    step
        The first row after it.
    rate, before, after
        Its learning rate, and the loss before and after it.
    """

    step: int
    rate: float
    before: float
    after: float


def leap_of(record: Record) -> Leap | None:
    """Return the first leap of a run that fell on below where it was; None if there is none."""
    losses = record.losses
    with np.errstate(all="ignore"):
        higher = losses[1:] > np.maximum(LEAP_FACTOR * losses[:-1], losses[:-1] + LEAP_BY)
    least_after = np.fmin.accumulate(losses[::-1])[::-1]
    came_back = least_after[1:] < losses[:-1]
    for step in (np.flatnonzero(higher & came_back) + 1).tolist():
        if step not in record.weights_set:
            rate = record.history.row(step - 1)[0]
            return Leap(step, rate, float(losses[step - 1]), float(losses[step]))
    return None


def has_risen(record: Record) -> bool:
    """Whether an update made the loss larger, by more than rounding."""
    losses = record.losses
    with np.errstate(all="ignore"):
        return not np.all(np.diff(losses) <= NO_RISE * losses[0])


def divergence(record: Record) -> tuple[str, float] | None:
    """Return what is not finite at the end of a run, if its loss grew towards it, or None."""
    found = stopped(record.spec, record.history)
    losses = record.losses
    grew = len(losses) > 1 and losses[:-1].max() > losses[0]
    return found if grew and record.history.steps not in record.weights_set else None


def outcome_of(record: Record) -> str:
    """Return one of OUTCOMES for a run as far as it is recorded, as a start map would."""
    spec, history = record.spec, record.history
    first = max(history.steps - MOST_WATCHED, 0)
    weights = weights_at(history, np.arange(first, history.steps + 1))
    with np.errstate(all="ignore"):
        loss, gradients = loss_and_gradient(spec, weights.T, np.arange(spec.rows))
    if spec.trainable is not None:
        gradients = gradients[spec.trainable > 0.0]
    still = ~np.any(gradients != 0.0, axis=0)
    watch = Watch.begun(loss[:1], still[:1])
    for k in range(1, len(loss)):
        watch = watch.with_row(loss[k : k + 1], still[k : k + 1])
    is_diverged = np.array([stopped(spec, history) is not None])
    return OUTCOMES[int(watch.outcomes(is_diverged)[0])]


def settled_loss(record: Record, step: int) -> float:
    """Return the mean loss of the last rows up to a step."""
    rows = rows_at(record.history, np.arange(max(step - SETTLED + 1, 0), step + 1))
    return float(rows[:, 1].mean())


def same_but_start(one: Record, other: Record) -> bool:
    """Whether two runs are trained alike, wherever they start."""

    def without_start(spec: RunSpec) -> RunSpec:
        weights = (0.0,) * len(spec.initial_weights)
        return replace(from_start(spec), initial_weights=weights)

    return without_start(one.spec).same_until(without_start(other.spec)) is None
