"""Append-only tables as values: rows in shared read-only blocks, and their min/max levels."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from skipnet_gui.core.functions import Array

BLOCK_ROWS = 65_536
LEAST_BLOCK_ROWS = 1_024
LEVEL_BITS = 3
BUCKET = 1 << LEVEL_BITS
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
        return min(BLOCK_ROWS, max(LEAST_BLOCK_ROWS, 1 << max(fitting, 1).bit_length() - 1))

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


class Levels:
    """Min, max and smallest magnitude over 8, 64, 512 … rows, as an immutable pyramid."""

    def __init__(self, columns: int, stacks: tuple[Stack, ...] = (), pending: Array | None = None):
        self.columns = columns
        self.stacks = stacks
        self.pending = np.empty((columns, 0)) if pending is None else pending

    def extended(self, columns: Array) -> "Levels":
        """Return the levels with (columns, n) values added."""
        if self.pending.size:
            columns = np.concatenate([self.pending, columns], axis=1)
        full = columns.shape[1] // BUCKET * BUCKET
        pending, columns = columns[:, full:].copy(), columns[:, :full]
        new = _bucketed(columns, columns, np.abs(columns))
        stacks = list(self.stacks)
        level = 0
        while new.shape[1]:
            if level == len(stacks):
                stacks.append(Stack(3 * self.columns))
            before = len(stacks[level])
            stacks[level] = stacks[level].extended(new.T)
            first = before // BUCKET * BUCKET
            last = len(stacks[level]) // BUCKET * BUCKET
            new = _bucketed(*np.split(stacks[level].read(first, last).T, 3))
            level += 1
        return Levels(self.columns, tuple(stacks), pending)

    def cut(self, rows: int) -> "Levels":
        """Return the levels of the first rows, pending ones dropped: a multiple of 8."""
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
    """Return the (3 c, n / 8) buckets of (c, n) values; halving is quicker than reducing."""
    for _ in range(LEVEL_BITS):
        low = np.minimum(low[:, 0::2], low[:, 1::2])
        high = np.maximum(high[:, 0::2], high[:, 1::2])
        nearest = np.minimum(nearest[:, 0::2], nearest[:, 1::2])
    return np.concatenate([low, high, nearest])
