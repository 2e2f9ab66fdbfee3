"""The record of a run: a value made of shared read-only blocks, with min/max levels.

Full histories of a million steps are cheap to keep, to cut and to draw: blocks are
shared between histories, nothing is ever copied as a whole, and the curves of any
stretch are read from the level with a handful of buckets a pixel.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from skipnet_gui.core.functions import Array
from skipnet_gui.core.run_spec import RunSpec
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
BLOCK_ROWS = 65_536
_LEVEL_BITS = 3
BUCKET = 1 << _LEVEL_BITS
_BLOCK_BYTES = 1 << 24


class _Buffer:
    """Rows that several stacks share; only a stack that ends at ``filled`` may append."""

    def __init__(self, rows: int, columns: int) -> None:
        self.array = np.empty((rows, columns))
        self.filled = 0


@dataclass(frozen=True, eq=False)
class Stack:
    """An append-only table of float64 rows, as a value.

    Appending returns a new stack that shares all full blocks and, as long as nobody
    else has appended there, the buffer at the end.
    """

    columns: int
    blocks: tuple[Array, ...] = ()
    tail: _Buffer | None = None
    tail_rows: int = 0

    @cached_property
    def block_rows(self) -> int:
        """Rows in a full block: 65 536, fewer where rows are very wide."""
        fitting = _BLOCK_BYTES // (8 * self.columns)
        return min(BLOCK_ROWS, max(CHECKPOINT_EVERY, 1 << max(fitting, 1).bit_length() - 1))

    def __len__(self) -> int:
        return len(self.blocks) * self.block_rows + self.tail_rows

    @property
    def nbytes(self) -> int:
        """Bytes in use."""
        return len(self) * self.columns * 8

    def extended(self, rows: Array) -> "Stack":
        """Return the stack with (n, columns) rows added."""
        stack = self
        while len(rows):
            room = stack.block_rows - stack.tail_rows
            stack = stack._with_tail(rows[:room])
            rows = rows[room:]
        return stack

    def _with_tail(self, rows: Array) -> "Stack":
        buffer = self.tail
        if buffer is None or buffer.filled != self.tail_rows:
            buffer = _Buffer(self.block_rows, self.columns)
            if self.tail is not None:
                buffer.array[: self.tail_rows] = self.tail.array[: self.tail_rows]
        end = self.tail_rows + len(rows)
        buffer.array[self.tail_rows : end] = rows
        buffer.filled = end
        if end < self.block_rows:
            return replace(self, tail=buffer, tail_rows=end)
        buffer.array.setflags(write=False)
        return Stack(self.columns, (*self.blocks, buffer.array))

    def cut(self, rows: int) -> "Stack":
        """Return the first rows, sharing all blocks."""
        if rows >= len(self):
            return self
        full, rest = divmod(rows, self.block_rows)
        if full == len(self.blocks):
            return replace(self, tail_rows=rest)
        buffer = _Buffer(0, self.columns)
        buffer.array = self.blocks[full]
        buffer.filled = self.block_rows
        return Stack(self.columns, self.blocks[:full], buffer if rest else None, rest)

    def read(self, first: int, last: int) -> Array:
        """Return rows ``first`` to ``last`` (exclusive) as a read-only (n, columns) array."""
        parts = []
        while first < last:
            number, offset = divmod(first, self.block_rows)
            block = self._block(number)
            count = min(last - first, self.block_rows - offset)
            parts.append(block[offset : offset + count])
            first += count
        found = (
            parts[0] if len(parts) == 1 else np.concatenate([np.empty((0, self.columns)), *parts])
        )
        found = found.view()
        found.setflags(write=False)
        return found

    def _block(self, number: int) -> Array:
        if number < len(self.blocks):
            return self.blocks[number]
        assert self.tail is not None
        return self.tail.array


@dataclass(frozen=True, eq=False)
class Curves:
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


class Levels:
    """Min, max and smallest magnitude over 8, 64, 512 … rows, as an immutable pyramid."""

    def __init__(self, columns: int, stacks: tuple[Stack, ...] = (), pending: Array | None = None):
        self.columns = columns
        self.stacks = stacks
        self.pending = np.empty((0, columns)) if pending is None else pending

    def extended(self, values: Array) -> "Levels":
        """Return the levels with (n, columns) values added."""
        values = np.concatenate([self.pending, values])
        full = len(values) // BUCKET * BUCKET
        pending = values[full:].copy()
        new = _bucketed(values[:full], values[:full], np.abs(values[:full]))
        stacks = list(self.stacks)
        level = 0
        while len(new):
            if level == len(stacks):
                stacks.append(Stack(3 * self.columns))
            before = len(stacks[level])
            stacks[level] = stacks[level].extended(new)
            first = before // BUCKET * BUCKET
            last = len(stacks[level]) // BUCKET * BUCKET
            group = stacks[level].read(first, last)
            new = _bucketed(*np.split(group, 3, axis=1))
            level += 1
        return Levels(self.columns, tuple(stacks), pending)

    def cut(self, rows: int) -> "Levels":
        """Return the levels of the first rows, a multiple of a checkpoint's."""
        stacks = []
        for stack in self.stacks:
            rows //= BUCKET
            stacks.append(stack.cut(rows))
        return Levels(self.columns, tuple(stacks))

    def count(self, level: int) -> int:
        """Return how many rows of ``BUCKET ** level`` steps are complete."""
        return len(self.stacks[level - 1])

    def read(self, level: int, first: int, last: int) -> tuple[Array, Array, Array]:
        """Return low, high and nearest of rows ``first`` to ``last`` (exclusive) of a level."""
        low, high, nearest = np.split(self.stacks[level - 1].read(first, last), 3, axis=1)
        return low, high, nearest

    @property
    def nbytes(self) -> int:
        """Bytes in use."""
        return sum(stack.nbytes for stack in self.stacks)


def _bucketed(low: Array, high: Array, nearest: Array) -> Array:
    shape = (len(low) // BUCKET, BUCKET, low.shape[1])
    parts = (
        low.reshape(shape).min(axis=1),
        high.reshape(shape).max(axis=1),
        nearest.reshape(shape).min(axis=1),
    )
    return np.concatenate(parts, axis=1)


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


def new_history(spec: RunSpec) -> History:
    """Return the history of a run before its first update."""
    state = initial_state(spec)
    edges = len(spec.network.edges)
    table, levels = Stack(2 + edges), Levels(1 + 2 * edges)
    return History(table, levels, (state,), state, evaluate(spec, state))


def extended(spec: RunSpec, history: History, updates: int) -> History:
    """Return the history with updates carried out; fewer if a row is not finite.

    The row that is not finite is the new head.
    """
    while updates > 0 and stopped(spec, history) is None:
        room = CHECKPOINT_EVERY - history.steps % CHECKPOINT_EVERY
        rows, end = advance(spec, history.end, min(updates, room))
        finite = finite_rows(rows)
        if finite < len(rows):
            rows, end = advance(spec, history.end, finite)
        history = _with_rows(history, rows, end, evaluate(spec, end))
        updates -= min(updates, room)
    return history


def _with_rows(history: History, rows: Rows, end: TrainState, head: Row) -> History:
    table = np.column_stack([rows.learning_rate, rows.loss, rows.weights])
    curves = np.column_stack([rows.loss, rows.weights, rows.gradients])
    checkpoints = history.checkpoints
    if end.step == len(checkpoints) * CHECKPOINT_EVERY:
        checkpoints = (*checkpoints, end)
    return History(
        history.table.extended(table), history.levels.extended(curves), checkpoints, end, head
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


def stopped(spec: RunSpec, history: History) -> tuple[str, float] | None:
    """Return the first non-finite quantity of the head and its value, or None."""
    return first_non_finite(spec.network, history.head)


def curves(spec: RunSpec, history: History, first: int, last: int, buckets: int) -> Curves:
    """Return the curves between two steps (inclusive), in about ``buckets`` buckets at most.

    Buckets are counted from step 0, so they stay where they are as the run grows; up to
    2 × ``buckets`` steps are shown one by one. The row that the history stands at comes
    by itself; the bucket before it that is still being filled comes in finer ones, so the
    cost does not depend on the length of the run.
    """
    first, last = max(first, 0), min(last, history.steps)
    size = _bucket_size(last - first, buckets)
    level = (size.bit_length() - 1) // _LEVEL_BITS
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
    return [*parts, _thinned(covered, 1, 1, levels.pending)]


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
