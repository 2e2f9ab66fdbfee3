"""Training as a value: the state between two updates, the update, and its rows."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from skipnet_gui.core.functions import Array
from skipnet_gui.core.network import Network
from skipnet_gui.core.optimizers import Slots
from skipnet_gui.core.passes import Indices, mean_gradients, mean_in_order
from skipnet_gui.core.run_spec import RunSpec

CHUNK_ROWS, CHUNK_NUMBERS = 4_096, 1_000_000


@dataclass(frozen=True, eq=False)
class TrainState:
    """State between two updates, before the events of its step.

    Attributes
    ----------
    step
        Number of updates done.
    weights
        (E,) array.
    learning_rate
        The rate of the last update, or the first.
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


@dataclass(frozen=True, eq=False)
class Row:
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
        numbers = np.array([self.learning_rate]), np.array([self.loss])
        return Rows(self.step, *numbers, self.weights[None, :], self.gradients[None, :])


@dataclass(frozen=True, eq=False)
class Rows:
    """Consecutive rows of the run table: (n,), (n,), (n, E) and (n, E) arrays."""

    first_step: int
    learning_rate: Array
    loss: Array
    weights: Array
    gradients: Array

    def __len__(self) -> int:
        return len(self.loss)

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
        columns = (self.learning_rate, self.loss, self.weights, self.gradients)
        return Rows(self.first_step, *(column[:count] for column in columns))


def initial_state(spec: RunSpec) -> TrainState:
    """Return the state before any update."""
    weights = _frozen(np.array(spec.initial_weights, dtype=np.float64))
    zeros = _frozen(np.zeros_like(weights))
    slots = (zeros,) * len(spec.optimizer.rule.slots)
    generator = None
    if spec.order == "shuffled":
        generator = dict(np.random.PCG64(spec.seed).state)
    return TrainState(0, weights, spec.learning_rate, slots, generator)


class _Batches:
    """The rows of each batch from a state on, and the generator that orders them."""

    def __init__(self, spec: RunSpec, state: TrainState) -> None:
        self._spec = spec
        self._per_epoch = spec.steps_per_epoch
        self._bits: Any = None
        self.generator = state.generator
        if state.generator is not None:
            self._bits = np.random.PCG64()
            self._bits.state = state.generator
            self._permutation = np.random.Generator(self._bits).permutation(spec.rows)

    def rows(self, step: int) -> Indices | slice:
        """Return the row numbers of batch ``step``; steps must not go back."""
        first = step % self._per_epoch * self._spec.batch_size
        chosen = slice(first, first + self._spec.batch_size)
        return chosen if self._bits is None else self._permutation[chosen]

    def after(self, step: int) -> None:
        """Draw the next epoch's order if update ``step`` was its last."""
        if self._bits is not None and (step + 1) % self._per_epoch == 0:
            self.generator = self._bits.state
            self._permutation = np.random.Generator(self._bits).permutation(self._spec.rows)


def _numbers(spec: RunSpec, rows: Indices | slice) -> Indices:
    return np.arange(spec.rows)[rows] if isinstance(rows, slice) else rows


def batch_rows(spec: RunSpec, state: TrainState, step: int) -> Indices:
    """Return the row numbers of batch ``step`` ≥ ``state.step``, in their order."""
    batches = _Batches(spec, state)
    for passed in range(state.step, step):
        batches.after(passed)
    rows = batches.rows(step)
    return _numbers(spec, rows)


def _apply(spec: RunSpec, step: int, weights: Array, rate: float) -> tuple[Array, float]:
    """Return (1, E) weights and rate after the events of a step."""
    for event in spec.events_by_step[step]:
        if event.learning_rate is not None:
            rate = event.learning_rate
        if event.weights:
            weights = weights.copy()
            for name, value in event.weights:
                weights[0, spec.weight_index[name]] = value
    return weights, rate


def evaluate(spec: RunSpec, state: TrainState) -> Row:
    """Return row ``state.step``: its events applied, its batch passed through, no update."""
    weights, rate = state.weights[None, :], state.learning_rate
    if state.step in spec.events_by_step:
        weights, rate = _apply(spec, state.step, weights, rate)
    x, y = spec.batch(_Batches(spec, state).rows(state.step))
    with np.errstate(all="ignore"):
        loss, gradients = spec.passes.loss_and_gradients(weights, x, y)
    return Row(state.step, rate, float(loss[0]), _frozen(weights[0]), _frozen(gradients[0]))


def advance(spec: RunSpec, state: TrainState, updates: int) -> tuple[Rows, TrainState]:
    """Carry out updates; return the row of each and the state after the last."""
    edges = len(state.weights)
    rates, losses = np.empty(updates), np.empty(updates)
    all_weights, all_gradients = np.empty((updates, edges)), np.empty((updates, edges))
    batches = _Batches(spec, state)
    events, passes, trainable = spec.events_by_step, spec.passes, spec.trainable
    options, direction = spec.optimizer.options, spec.optimizer.rule.direction
    weights, rate, slots = state.weights[None, :], state.learning_rate, state.slots
    whole = spec.batch(batches.rows(state.step)) if spec.steps_per_epoch == 1 else None
    if state.generator is not None:
        whole = None
    with np.errstate(all="ignore"):
        for index in range(updates):
            step = state.step + index
            if step in events:
                weights, rate = _apply(spec, step, weights, rate)
            x, y = spec.batch(batches.rows(step)) if whole is None else whole
            forward = passes.forward(weights, x, y)
            terms = passes.backward(weights, forward, y).edge_terms
            gradient = mean_gradients(terms)
            rates[index] = rate
            losses[index] = mean_in_order(forward.losses)[0]
            all_weights[index] = weights[0]
            all_gradients[index] = gradient[0]
            move, slots = direction(options, gradient, slots, step + 1)
            moved = weights - rate * move
            weights = moved if trainable is None else np.where(trainable, moved, weights)
            batches.after(step)
    rows = Rows(state.step, rates, losses, all_weights, all_gradients)
    slots = tuple(_frozen(slot.reshape(-1)) for slot in slots)
    end = state.step + updates
    return rows, TrainState(end, _frozen(weights[0]), rate, slots, batches.generator)


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
    epochs, positions = np.divmod(np.arange(first, first + len(weights)), spec.steps_per_epoch)
    orders = _orders(spec, state, int(epochs[0]), int(epochs[-1])) if len(epochs) else None
    starts = positions * spec.batch_size
    sizes = np.minimum(spec.rows - starts, spec.batch_size)
    gradients = np.empty_like(weights)
    x, y = spec.data.x.T, spec.data.y.T
    for size in set(sizes.tolist()):
        at = np.flatnonzero(sizes == size)
        rows = starts[at, None] + np.arange(size)
        if orders is not None:
            rows = orders[epochs[at, None] - epochs[0], rows]
        with np.errstate(all="ignore"):
            _, gradients[at] = spec.passes.loss_and_gradients(weights[at], x[:, rows], y[:, rows])
    return gradients


def _orders(spec: RunSpec, state: TrainState, first: int, last: int) -> Indices | None:
    """Return the (n, N) orders of epochs ``first`` to ``last``; None for the cyclic order."""
    if state.generator is None:
        return None
    bits: Any = np.random.PCG64()
    bits.state = state.generator
    generator = np.random.Generator(bits)
    for _ in range(state.step // spec.steps_per_epoch, first):
        generator.permutation(spec.rows)
    return np.array([generator.permutation(spec.rows) for _ in range(first, last + 1)])


def first_non_finite(network: Network, row: Row) -> tuple[str, float] | None:
    """Return the first non-finite quantity of a row, weights before loss before gradients."""
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
    finite = np.isfinite(rows.loss)
    finite &= np.isfinite(rows.weights).all(axis=1) & np.isfinite(rows.gradients).all(axis=1)
    return len(rows) if finite.all() else int(np.argmin(finite))


def _frozen(array: Array) -> Array:
    array.setflags(write=False)
    return array
