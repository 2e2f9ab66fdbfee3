"""Questions that many networks answer: the start map and the rate strip.

A question is a frozen value. Its cells are counted from 0; any range of them can be
trained by itself, and gives the same bits.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from skipnet_gui.core.functions import Array
from skipnet_gui.core.map_crowd import Crowd, advanced, crowd_of, final
from skipnet_gui.core.map_outcomes import DIVERGED, RATTLING, Codes
from skipnet_gui.core.network import ModelError
from skipnet_gui.core.run_spec import MAX_STEPS, RunSpec
from skipnet_gui.core.training import TrainState, advance, initial_state

MAX_CELLS = 4_000_000

STABLE, RATTLES, DIVERGES = "stable", "rattling", "diverging"


@dataclass(frozen=True)
class Axis:
    """The values of one initial weight: ``count`` of them, evenly from low to high."""

    weight: str
    low: float
    high: float
    count: int

    @property
    def values(self) -> Array:
        """(count,) array."""
        return np.linspace(self.low, self.high, self.count)


@dataclass(frozen=True, eq=False)
class MapRequest:
    """How does a run end after some updates, from each start on a grid of two weights?

    Cells are counted along x, then y.

    Raises
    ------
    ModelError
        If an axis is not one of the network's weights or too long; its ``place`` is the
        axis.
    """

    spec: RunSpec
    x: Axis
    y: Axis
    steps: int

    def __post_init__(self) -> None:
        for place, axis in (("x", self.x), ("y", self.y)):
            _check_axis(self.spec, axis, place)
        if self.x.weight == self.y.weight:
            raise ModelError("y", "must be another weight than x")
        if self.cells > MAX_CELLS:
            raise ModelError("y", f"x and y together give at most {MAX_CELLS} cells")
        if not 0 <= self.steps <= MAX_STEPS:
            raise ModelError("steps", f"must be 0 to {MAX_STEPS}")

    @property
    def cells(self) -> int:
        """How many there are."""
        return self.x.count * self.y.count

    def crowd(self, first: int, last: int) -> Crowd:
        """Return the networks of the cells ``first`` to ``last`` (exclusive) at their start."""
        start = initial_state(self.spec)
        cells = np.arange(first, last)
        weights = np.repeat(start.weights[:, None], len(cells), axis=1)
        for axis, at in ((self.x, cells % self.x.count), (self.y, cells // self.x.count)):
            weights[self.spec.weight_index[axis.weight]] = axis.values[at]
        rate, slots = start.learning_rate, start.slots
        return crowd_of(weights, rate, slots, start.generator, (0, self.steps))

    def weights_of(self, cell: int) -> dict[str, float]:
        """Return the two initial weights of a cell."""
        row, column = divmod(cell, self.x.count)
        return {
            self.x.weight: float(self.x.values[column]),
            self.y.weight: float(self.y.values[row]),
        }


def _check_axis(spec: RunSpec, axis: Axis, place: str) -> None:
    if axis.weight not in spec.weight_index:
        raise ModelError(place, f"{axis.weight} must be the name of an edge's weight")
    if not np.isfinite([axis.low, axis.high, axis.high - axis.low]).all():
        raise ModelError(place, "must go from one finite number to another")
    if not 1 <= axis.count <= MAX_CELLS:
        raise ModelError(place, f"must have 1 to {MAX_CELLS} values")


@dataclass(frozen=True, eq=False)
class StripRequest:
    """Where would some more updates lead a run from one of its steps, at each of some rates?

    Attributes
    ----------
    state
        A state of the run at or before the step.
    step
        The step; weights set there hold, and later changes by hand do not.
    rates
        (n,) array of learning rates.
    steps
        Updates to do.
    """

    spec: RunSpec
    state: TrainState
    step: int
    rates: Array
    steps: int

    @property
    def cells(self) -> int:
        """How many rates there are."""
        return len(self.rates)

    @cached_property
    def _start(self) -> TrainState:
        return advance(self.spec, self.state, self.step - self.state.step)[1]

    def crowd(self, first: int, last: int) -> Crowd:
        """Return the networks of the rates ``first`` to ``last`` (exclusive) at their start."""
        start, rates = self._start, self.rates[first:last]
        weights = np.repeat(start.weights[:, None], len(rates), axis=1)
        steps = (self.step, self.step + self.steps)
        return crowd_of(weights, rates, start.slots, start.generator, steps)

    @cached_property
    def from_here(self) -> RunSpec:
        """The run with the rate of each network from the step on, and no change after it."""
        before = (event for event in self.spec.events if event.step < self.step)
        events = self.spec.events_by_step.get(self.step, ())
        here = (event._replace(learning_rate=None) for event in events)
        return replace(self.spec, events=(*before, *here))


Request = MapRequest | StripRequest


def log_grid(low: float, high: float, count: int) -> Array:
    """Return learning rates spaced evenly on a log axis."""
    return np.geomspace(low, high, count)


def advanced_for(request: Request, crowd: Crowd, updates: int) -> Crowd:
    """Return a crowd of a request after some more updates."""
    return advanced(_spec(request), crowd, updates)


def answer(request: Request, crowd: Crowd) -> tuple[Array, Codes]:
    """Return the (R,) final losses and outcomes of a crowd whose updates are done.

    The loss is that over all data, and not finite exactly where the outcome is diverged.
    """
    watch, diverged = final(_spec(request), crowd)
    lost = diverged & np.isfinite(watch.last)
    return np.where(lost, np.nan, watch.last), watch.outcomes(diverged)


def _spec(request: Request) -> RunSpec:
    return request.from_here if isinstance(request, StripRequest) else request.spec


def band(outcome: int) -> str:
    """Return what an outcome says of a learning rate."""
    return {DIVERGED: DIVERGES, RATTLING: RATTLES}.get(outcome, STABLE)
