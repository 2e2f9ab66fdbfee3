"""What carries out the updates of one run: its program, or NumPy operation by operation."""

import struct
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from skipnet_gui.core.batches import Span
from skipnet_gui.core.functions import Array
from skipnet_gui.core.optimizers import Slots
from skipnet_gui.core.passes import mean_gradients, mean_in_order
from skipnet_gui.core.run_spec import RunSpec

NUMBERS_AT_ONCE = 500_000  # kept as Python objects, of 24 bytes each


class Stretch(NamedTuple):
    """Consecutive updates at one learning rate: the first step, the rate, the batches."""

    step: int
    learning_rate: float
    span: Span

    @property
    def updates(self) -> int:
        """How many they are."""
        return len(self.span.starts)

    def part(self, first: int, last: int) -> "Stretch":
        """Return some of the updates, counted from the stretch's own first."""
        rows, starts, ends = self.span
        span = Span(rows, starts[first:last], ends[first:last])
        return Stretch(self.step + first, self.learning_rate, span)


# Up to so many edges and rows in a batch.
_PROGRAM_IS_QUICKER = ((1_000, 40), (3_000, 10))

# (spec, stretch, (E,) weights, slots, (1 + 2 E, n) columns to fill) -> weights and slots after
Engine = Callable[[RunSpec, Stretch, Array, Slots, Array], tuple[Array, Slots]]


def engine_of(spec: RunSpec) -> Engine:
    """Return the engine of a run: the quicker one, as measured; both give the same bits."""
    edges, rows = len(spec.network.edges), min(spec.batch_size, spec.rows)
    is_small = any(edges <= most and rows <= many for most, many in _PROGRAM_IS_QUICKER)
    return in_python if is_small else in_numpy


def engine_name(spec: RunSpec) -> str:
    """Return what a run's own engine is called on screen."""
    return "Python" if engine_of(spec) is in_python else "NumPy"


def in_numpy(
    spec: RunSpec, stretch: Stretch, weights: Array, slots: Slots, columns: Array
) -> tuple[Array, Slots]:
    """Train by the passes, operation by operation on arrays of a batch."""
    passes, trainable = spec.training_passes, spec.trainable
    options, direction = spec.optimizer.options, spec.optimizer.rule.direction
    edges, row = len(weights), weights[None, :]
    first = stretch.step - spec.optimizer_since
    with np.errstate(all="ignore"):
        for index in range(stretch.updates):
            x, y = spec.batch(stretch.span.batch(index))
            forward = passes.forward(row, x, y)
            gradient = mean_gradients(passes.backward(row, forward, y).edge_terms)
            columns[0, index] = mean_in_order(forward.losses)[0]
            columns[1 : 1 + edges, index] = row[0]
            columns[1 + edges :, index] = gradient[0]
            move, slots = direction(options, gradient, slots, first + index + 1)
            moved = row - stretch.learning_rate * move
            row = moved if trainable is None else np.where(trainable, moved, row)
    return row[0], tuple(slot.reshape(-1) for slot in slots)


def in_python(
    spec: RunSpec, stretch: Stretch, weights: Array, slots: Slots, columns: Array
) -> tuple[Array, Slots]:
    """Train by the program as it stands, on Python's floats."""
    program, kinds = spec.program, len(columns)
    for first, last in _pieces(stretch.updates, NUMBERS_AT_ONCE // kinds):
        keep = [[0.0] * (last - first) for _ in range(kinds)]
        values = _values(spec, stretch.part(first, last)) | {
            "weights": weights.tolist(),
            "keep": keep,
        }
        values |= _data(spec, spec.data.lists)
        values |= {name: slots[at].tolist() for name, at in program.slots.items()}
        for name in ("rows", "starts", "ends"):
            values[name] = values[name].tolist()
        found = program.train(*(values[name] for name in program.parameters))
        weights, slots = _after(spec, found, slots)
        pack = _doubles(last - first).pack_into
        for column, numbers in zip(columns, keep, strict=True):
            pack(column[first:last], 0, *numbers)
    return weights, slots


def compiled(train: Callable[..., Any]) -> Engine:
    """Return the engine of a compiled program: the same source, on arrays."""

    def run(
        spec: RunSpec, stretch: Stretch, weights: Array, slots: Slots, columns: Array
    ) -> tuple[Array, Slots]:
        values = _values(spec, stretch) | {
            "weights": tuple(weights.tolist()),
            "keep": tuple(columns),
        }
        values |= _data(spec, spec.data.arrays)
        program = spec.program
        values |= {name: tuple(slots[at].tolist()) for name, at in program.slots.items()}
        return _after(spec, train(*(values[name] for name in program.parameters)), slots)

    return run


def _values(spec: RunSpec, stretch: Stretch) -> dict[str, Any]:
    rows, starts, ends = stretch.span
    return {
        "n": stretch.updates,
        "learning_rate": stretch.learning_rate,
        "update": float(stretch.step - spec.optimizer_since),
        "rows": rows[starts] if spec.batch_size == 1 else rows,
        "starts": starts,
        "ends": ends,
    }


def _data(spec: RunSpec, sides: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """Return the columns of inputs and targets; of the only row, its numbers."""
    if spec.rows == 1:
        sides = [[float(column[0]) for column in side] for side in sides]
    return {"inputs": tuple(sides[0]), "targets": tuple(sides[1])}


def _after(spec: RunSpec, found: Any, slots: Slots) -> tuple[Array, Slots]:
    """Return weights and slots from what a program returns."""
    positions = spec.program.slots.values()
    if not positions:
        return np.array(found), slots
    weights, *buffers = map(np.array, found)
    changed = dict(zip(positions, buffers, strict=True))
    return weights, tuple(changed.get(k, slot) for k, slot in enumerate(slots))


def _pieces(count: int, most: int) -> Iterator[tuple[int, int]]:
    most = max(most, 1)
    return ((first, min(first + most, count)) for first in range(0, count, most))


@lru_cache(maxsize=8)
def _doubles(count: int) -> struct.Struct:
    return struct.Struct(f"{count}d")
