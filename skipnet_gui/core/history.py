"""The record of a run: a value made of shared read-only blocks, with min/max levels.

Full histories of a million steps are cheap to keep, to cut and to draw: blocks are
shared between histories, nothing is ever copied as a whole, and the curves of any
stretch are read from the level with a handful of buckets a pixel.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from skipnet_gui.core.engines import Engine
from skipnet_gui.core.functions import Array
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.core.stack import BUCKET, LEVEL_BITS, Levels, Stack
from skipnet_gui.core.training import (
    Row,
    Rows,
    TrainState,
    advance,
    evaluate,
    finite_rows,
    first_non_finite,
    gradients_of,
    initial_state,
)

CHECKPOINT_EVERY = 1_024
# (spec, state, updates) -> the rows, and the states at checkpoints and at the end
Trainer = Callable[[RunSpec, TrainState, int], tuple[Rows, list[TrainState]]]

APPENDED, APPENDED_NUMBERS = 8 * CHECKPOINT_EVERY, 2_000_000  # rows, and their numbers, at once
RECOMPUTED = 1_000_000  # products of gradients of past steps, at most, for one look


class Curves(NamedTuple):
    """A stretch of loss, weights and gradients, thinned to a handful of buckets a pixel.

    Attributes
    ----------
    steps
        (n,) array: the first step of each bucket.
    low, high
        (n, 1 + 2 E) arrays: smallest and largest value in each bucket; columns are the
        loss, the weights and the gradients.
    nearest
        (n, 1 + 2 E) array: the smallest absolute value in each bucket, for log axes.
    bucket
        Steps in a bucket (fewer in the last ones); with 1, low and high are the values.
    """

    steps: Array
    low: Array
    high: Array
    nearest: Array
    bucket: int


@dataclass(frozen=True, eq=False)
class History:
    """The completed updates of a run and the row that it stands at.

    Attributes
    ----------
    table
        Rows 0 … steps − 1: learning rate, loss, weights.
    levels
        Min/max levels of loss, weights and gradients of those rows.
    checkpoints
        The training state at steps 0, 1 024, 2 048 …
    end
        The state after the last update.
    head
        Row ``steps``, whose update has not been carried out.
    """

    table: Stack
    levels: Levels
    checkpoints: tuple[TrainState, ...]
    end: TrainState
    head: Row

    @property
    def steps(self) -> int:
        """Number of updates carried out."""
        return self.end.step

    @property
    def nbytes(self) -> int:
        """Bytes of the table, the levels and the checkpoints."""
        each = sum(slot.nbytes for slot in self.end.slots) + self.end.weights.nbytes + 1_024
        return self.table.nbytes + self.levels.nbytes + len(self.checkpoints) * each

    def checkpoint(self, step: int) -> TrainState:
        """Return the latest full state at or before a step."""
        if step >= self.steps:
            return self.end
        return self.checkpoints[step // CHECKPOINT_EVERY]

    def row(self, step: int) -> tuple[float, float, Array]:
        """Return learning rate, loss and (E,) weights of a step, its events included."""
        if step == self.steps:
            return self.head.learning_rate, self.head.loss, self.head.weights
        row = self.table.read(step, step + 1)[0]
        return float(row[0]), float(row[1]), row[2:]


def memory_in_use(histories: Iterable[History]) -> int:
    """Return the bytes of several histories, blocks that they share counted once."""
    blocks: dict[int, int] = {}
    for history in histories:
        for stack in (history.table, *history.levels.stacks):
            blocks.update((id(block), block.nbytes) for block in stack.blocks)
            if stack.tail is not None:
                blocks[id(stack.tail)] = 8 * stack.columns * stack.tail.filled
    return sum(blocks.values())


def new_history(spec: RunSpec) -> History:
    """Return the history of a run before its first update."""
    state = initial_state(spec)
    edges = len(spec.network.edges)
    table, levels = Stack(2 + edges), Levels(1 + 2 * edges)
    return History(table, levels, (state,), state, evaluate(spec, state))


def extended(
    spec: RunSpec, history: History, updates: int, trainer: Trainer | None = None
) -> History:
    """Return the history with updates carried out; fewer if a row is not finite.

    The row that is not finite is the new head. ``trainer`` does what ``trained_rows``
    does, which is the default, with the same bits.
    """
    if stopped(spec, history) is not None:
        return history
    trainer = trainer or trained_rows
    most = max(1, min(APPENDED, APPENDED_NUMBERS // (2 * len(history.end.weights) + 1)))
    while updates > 0:
        count = min(updates, most)
        rows, states = trainer(spec, history.end, count)
        history = _with_rows(spec, history, rows, states)
        updates -= count
        if len(rows) < count:
            break
    return history


def trained_rows(
    spec: RunSpec, state: TrainState, updates: int, engine: Engine | None = None
) -> tuple[Rows, list[TrainState]]:
    """Return the rows of updates before the first that is not finite, and states.

    The states are those at every step that is kept as a checkpoint, and that at the end.
    """
    first, parts, states = state.step, [], []
    last = first + updates
    while state.step < last:
        room = CHECKPOINT_EVERY - state.step % CHECKPOINT_EVERY
        rows, after = advance(spec, state, min(room, last - state.step), engine)
        finite = finite_rows(rows)
        if finite < len(rows):
            rows, after = advance(spec, state, finite, engine)
            last = after.step
        parts.append(rows)
        states.append(after)
        state = after
    if len(parts) == 1:
        return parts[0], states
    rates = np.concatenate([part.learning_rate for part in parts])
    columns = np.concatenate([part.columns for part in parts], axis=1)
    return Rows(first, rates, columns), states


def _with_rows(spec: RunSpec, history: History, rows: Rows, states: list[TrainState]) -> History:
    weights = 1 + len(history.end.weights)
    table = np.vstack([rows.learning_rate, rows.columns[:weights]]).T
    kept = [state for state in states if state.step % CHECKPOINT_EVERY == 0]
    if kept and kept[0].step < len(history.checkpoints) * CHECKPOINT_EVERY:
        kept = kept[1:]  # no update was done from there
    end = states[-1]
    return History(
        history.table.extended(table),
        history.levels.extended(rows.columns),
        (*history.checkpoints, *kept),
        end,
        evaluate(spec, end),
    )


def cut(spec: RunSpec, history: History, step: int) -> History:
    """Return the history up to a step, with the events that ``spec`` has there.

    Up to the step, ``spec`` is the same as the one that made the history. Blocks are
    shared up to the last checkpoint; at most 1 023 updates are done again.
    """
    if step >= history.steps:
        return replace(history, head=evaluate(spec, history.end))
    state = history.checkpoint(step)
    kept = History(
        history.table.cut(state.step),
        history.levels.cut(state.step),
        history.checkpoints[: state.step // CHECKPOINT_EVERY + 1],
        state,
        evaluate(spec, state),
    )
    return extended(spec, kept, step - state.step)


def first_below(history: History, first: int, last: int, loss: float) -> int | None:
    """Return the first of the steps ``first`` … ``last`` whose loss is below a value."""
    losses = history.table.read(first, min(last + 1, history.steps))[:, 1]
    below = np.flatnonzero(losses < loss)
    if len(below):
        return first + int(below[0])
    return last if last == history.steps and history.head.loss < loss else None


def stopped(spec: RunSpec, history: History) -> tuple[str, float] | None:
    """Return the first non-finite quantity of the head and its value, or None."""
    return first_non_finite(spec.network, history.head)


def curves(spec: RunSpec, history: History, first: int, last: int, buckets: int) -> Curves:
    """Return the curves between two steps (inclusive), in about ``buckets`` buckets at most.

    Buckets are counted from step 0, so they stay where they are as the run grows; up to
    2 × ``buckets`` steps are shown one by one, as long as their gradients are cheap to
    recompute. The row that the history stands at comes
    by itself; the bucket before it that is still being filled comes in finer ones, so the
    cost does not depend on the length of the run.
    """
    first, last = max(first, 0), min(last, history.steps)
    size = _bucket_size(last - first, buckets)
    products = (last - first) * spec.batch_size * len(spec.network.edges)
    if size < BUCKET <= history.steps and products > RECOMPUTED:
        size = BUCKET
    level = (size.bit_length() - 1) // LEVEL_BITS
    if level == 0:
        start = first // size * size
        parts = [_thinned(start, 1, size, _values(spec, history, start, last))]
    else:
        parts = _from_levels(history.levels, first, last, level, size)
    if last == history.steps:
        head = history.head
        row = np.hstack([head.loss, head.weights, head.gradients])[None, :]
        parts.append(_thinned(last, 1, 1, row))
    return _joined(parts, last, size)


def _bucket_size(steps: int, buckets: int) -> int:
    if steps <= 2 * buckets:
        return 1
    return max(4, 1 << (-(-steps // buckets) - 1).bit_length())


def _from_levels(levels: Levels, first: int, last: int, level: int, size: int) -> list[Curves]:
    rows = BUCKET**level
    group = size // rows
    start = first // size * group
    end = min((last // size + 1) * group, levels.count(level))
    parts = [_thinned(start, rows, group, *levels.read(level, start, end))]
    covered = end * rows
    if last < covered:
        return parts
    for lower in range(level - 1, 0, -1):
        rows = BUCKET**lower
        start, end = covered // rows, levels.count(lower)
        parts.append(_thinned(start, rows, 1, *levels.read(lower, start, end)))
        covered = end * rows
    return [*parts, _thinned(covered, 1, 1, levels.pending.T)]


def _thinned(
    first: int,
    rows: int,
    group: int,
    low: Array,
    high: Array | None = None,
    nearest: Array | None = None,
) -> Curves:
    """Return buckets of ``rows`` steps, the first of them number ``first``, in groups."""
    high = low if high is None else high
    nearest = np.abs(low) if nearest is None else nearest
    starts = np.arange(0, len(low), group)
    if group > 1:
        low = np.minimum.reduceat(low, starts, axis=0)
        high = np.maximum.reduceat(high, starts, axis=0)
        nearest = np.minimum.reduceat(nearest, starts, axis=0)
    steps = np.asarray((first + starts) * rows, dtype=np.float64)
    return Curves(steps, low, high, nearest, rows * group)


def _joined(parts: list[Curves], last: int, size: int) -> Curves:
    count = sum(int(np.searchsorted(part.steps, last, side="right")) for part in parts)

    def column(name: str) -> Array:
        return np.concatenate([getattr(part, name) for part in parts])[:count]

    return Curves(column("steps"), column("low"), column("high"), column("nearest"), size)


def _values(spec: RunSpec, history: History, first: int, last: int) -> Array:
    """Return (n, 1 + 2 E) loss, weights and gradients of recorded rows, recomputed."""
    table = history.table.read(first, min(last + 1, history.steps))
    weights = np.ascontiguousarray(table[:, 2:])
    gradients = gradients_of(spec, history.checkpoint(first), first, weights)
    return np.column_stack([table[:, 1], weights, gradients])
