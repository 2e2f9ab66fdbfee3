"""Training as a value: the state between two updates, the update, and its rows."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from skipnet_gui.core.batches import Batches
from skipnet_gui.core.engines import Engine, Stretch, engine_of
from skipnet_gui.core.functions import Array
from skipnet_gui.core.network import Network
from skipnet_gui.core.optimizers import Optimizer, Slots
from skipnet_gui.core.passes import Indices
from skipnet_gui.core.run_spec import Event, RunSpec

CHUNK_ROWS, CHUNK_NUMBERS = 4_096, 1_000_000


@dataclass(frozen=True, eq=False)
class TrainState:
    """State between two updates, before the policy and the events of its step.

    Attributes
    ----------
    step
        Number of updates done.
    weights
        (E,) array.
    learning_rate
        The rate that the next update has, unless its policy or an event changes it.
    slots
        The optimizer's buffers, (E,) arrays.
    generator
        State of the generator before it draws the order of the current epoch; None for
        the cyclic order.
    """

    step: int
    weights: Array
    learning_rate: float
    slots: Slots
    generator: dict[str, Any] | None = field(default=None, repr=False)


class Row(NamedTuple):
    """A row of the run table: what update ``step`` starts from, its events included.

    ``weights`` and ``gradients`` are (E,) arrays; ``loss`` and ``gradients`` are means
    over the step's batch.
    """

    step: int
    learning_rate: float
    loss: float
    weights: Array
    gradients: Array

    def as_rows(self) -> "Rows":
        """Return the row as a table of one."""
        columns = np.hstack([self.loss, self.weights, self.gradients])[:, None]
        return Rows(self.step, np.array([self.learning_rate]), columns)


@dataclass(frozen=True, eq=False)
class Rows:
    """Consecutive rows of the run table.

    Attributes
    ----------
    first_step
        Step of the first.
    learning_rate
        (n,) array.
    columns
        (1 + 2 E, n) array: the loss, the weights, the gradients.
    """

    first_step: int
    learning_rate: Array
    columns: Array

    def __len__(self) -> int:
        return len(self.learning_rate)

    @property
    def loss(self) -> Array:
        """(n,) array."""
        loss: Array = self.columns[0]
        return loss

    @property
    def weights(self) -> Array:
        """(n, E) array."""
        return self.columns[1 : 1 + len(self.columns) // 2].T

    @property
    def gradients(self) -> Array:
        """(n, E) array."""
        return self.columns[1 + len(self.columns) // 2 :].T

    @property
    def last(self) -> Row:
        """The last row."""
        return Row(
            self.first_step + len(self) - 1,
            float(self.learning_rate[-1]),
            float(self.loss[-1]),
            self.weights[-1],
            self.gradients[-1],
        )

    def first(self, count: int) -> "Rows":
        """Return the first rows."""
        return Rows(self.first_step, self.learning_rate[:count], self.columns[:, :count])


def initial_state(spec: RunSpec) -> TrainState:
    """Return the state before any update."""
    weights = _frozen(np.array(spec.initial_weights, dtype=np.float64))
    slots = _empty_slots(spec.optimizer, weights)
    generator = None
    if spec.order == "shuffled":
        generator = dict(np.random.PCG64(spec.seed).state)
    return TrainState(0, weights, spec.learning_rate, slots, generator)


def batch_rows(spec: RunSpec, state: TrainState, step: int) -> Indices:
    """Return the row numbers of batch ``step`` ≥ ``state.step``, in their order."""
    batches = Batches(spec, state.step, state.generator)
    batches.span(step - state.step)
    return batches.span(1).batch(0)


def begun(spec: RunSpec, state: TrainState) -> TrainState:
    """Return the state from which the update starts: its policy and its events applied."""
    step, weights, slots = state.step, state.weights, state.slots
    rate = spec.stage(step).policy.rate_at(step, state.learning_rate)
    for event in spec.events_by_step.get(step, ()):
        if event.learning_rate is not None:
            rate = event.learning_rate
        if event.weights:
            weights = weights.copy()
            for name, value in event.weights:
                weights[spec.weight_index[name]] = value
        if event.optimizer is not None:
            slots = _empty_slots(event.optimizer, weights)
    return TrainState(step, weights, rate, slots, state.generator)


def _empty_slots(optimizer: Optimizer, weights: Array) -> Slots:
    zeros = _frozen(np.zeros_like(weights))
    return (zeros,) * len(optimizer.rule.slots)


def evaluate(spec: RunSpec, state: TrainState, engine: Engine | None = None) -> Row:
    """Return row ``state.step``: its events applied, its batch passed through, no update."""
    rows, _ = advance(spec, state, 1, engine)
    return rows.last


def advance(
    spec: RunSpec, state: TrainState, updates: int, engine: Engine | None = None
) -> tuple[Rows, TrainState]:
    """Carry out updates; return the row of each and the state after the last.

    ``engine`` computes the same bits as the run's own, which is the default.
    """
    edges, generator = len(state.weights), state.generator
    rates, columns = np.empty(updates), np.empty((1 + 2 * edges, updates))
    batches = Batches(spec, state.step, generator)
    begin, end = state.step, state.step + updates
    for first, last in _stretches(spec, begin, end):
        state = begun(spec, state)
        stage = spec.stage(first)
        carry_out = engine_of(stage) if engine is None or stage is not spec else engine
        at = slice(first - begin, last - begin)
        rates[at] = state.learning_rate
        stretch = Stretch(first, state.learning_rate, batches.span(last - first))
        state = _after(stage, state, stretch, carry_out, columns[:, at])
    rows = Rows(begin, _frozen(rates), _frozen(columns))
    slots = tuple(map(_frozen, state.slots))
    weights, rate = _frozen(state.weights), state.learning_rate
    return rows, TrainState(end, weights, rate, slots, batches.generator)


def _after(
    spec: RunSpec, state: TrainState, stretch: Stretch, engine: Engine, columns: Array
) -> TrainState:
    """Return the state after a stretch, whose rows go into ``columns``."""
    step, rate = stretch.step + stretch.updates, state.learning_rate
    weights, slots = engine(spec, stretch, state.weights, state.slots, columns)
    if spec.policy.rule.judges and stretch.updates:
        tried = np.empty((len(columns), 1))
        engine(spec, stretch, weights, slots, tried)
        stands, rate = spec.policy.judged(rate, float(columns[0, 0]), float(tried[0, 0]))
        if not stands:
            weights, slots = state.weights, state.slots
    return TrainState(step, weights, rate, slots, state.generator)


def from_start(spec: RunSpec) -> RunSpec:
    """Return a run whose weights and rate set by hand at step 0 are those that it starts with."""
    start = begun(spec, initial_state(spec))
    others = (e if e.step else e._replace(learning_rate=None, weights=()) for e in spec.events)
    return replace(
        spec,
        initial_weights=tuple(start.weights.tolist()),
        learning_rate=start.learning_rate,
        events=tuple(event for event in others if event != Event(event.step)),
    )


def weights_computed(spec: RunSpec, state: TrainState) -> Array:
    """Return the (E,) weights that the next update computes, even if its policy refuses it."""
    start, stage = begun(spec, state), spec.stage(state.step)
    return advance(stage.as_computed, start, 1)[1].weights


def _stretches(spec: RunSpec, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield stretches of steps at one rate, without an event but at their start."""
    if first == last:
        return
    events = spec.event_steps
    inside = events[bisect_right(events, first) : bisect_left(events, last)]
    for begin, end in pairwise((first, *inside, last)):
        period = spec.stage(begin).policy.period
        changes = () if period is None else range(begin - begin % period + period, end, period)
        yield from pairwise((begin, *changes, end))


def trained(spec: RunSpec, steps: int) -> Iterator[Rows]:
    """Train from the start; yield rows 0 to ``steps``, or to the first that is not finite."""
    state = initial_state(spec)
    most = max(1, min(CHUNK_ROWS, CHUNK_NUMBERS // len(spec.initial_weights)))
    while state.step < steps:
        rows, state = advance(spec, state, min(most, steps - state.step))
        finite = finite_rows(rows)
        if finite < len(rows):
            yield rows.first(finite + 1)
            return
        yield rows
    yield evaluate(spec, state).as_rows()


def gradients_of(spec: RunSpec, state: TrainState, first: int, weights: Array) -> Array:
    """Return the (n, E) gradients of rows ``first`` on, from their (n, E) weights.

    ``state`` is any state of the run at or before ``first``. Rows with batches of one
    size are computed together.
    """
    batches = Batches(spec, state.step, state.generator)
    batches.span(first - state.step)
    span = batches.span(len(weights))
    sizes = span.ends - span.starts
    gradients = np.empty_like(weights)
    x, y = spec.data.x.T, spec.data.y.T
    for size in set(sizes.tolist()):
        at = np.flatnonzero(sizes == size)
        rows = span.rows[span.starts[at, None] + np.arange(size)]
        with np.errstate(all="ignore"):
            _, gradients[at] = spec.passes.loss_and_gradients(weights[at], x[:, rows], y[:, rows])
    return gradients


def first_non_finite(network: Network, row: Row) -> tuple[str, float] | None:
    """Return the first non-finite quantity of a row, weights before loss before gradients."""
    if finite_rows(row.as_rows()):
        return None
    for quantity, value in _quantities(network, row):
        if not np.isfinite(value):
            return quantity, value
    return None


def _quantities(network: Network, row: Row) -> Iterator[tuple[str, float]]:
    for name, value in zip(network.weight_names, row.weights.tolist(), strict=True):
        yield f"weight_{name}", value
    yield "loss", row.loss
    for name, value in zip(network.weight_names, row.gradients.tolist(), strict=True):
        yield f"gradient_{name}", value


def finite_rows(rows: Rows) -> int:
    """Return how many rows come before the first that is not finite."""
    with np.errstate(over="ignore", invalid="ignore"):
        total = rows.columns.sum()
    if np.isfinite(total):  # which no NaN and no ∞ allows, and which is quick to tell
        return len(rows)
    finite = np.isfinite(rows.columns).all(axis=0)
    return len(rows) if finite.all() else int(np.argmin(finite))


def _frozen(array: Array) -> Array:
    array.setflags(write=False)
    return array
