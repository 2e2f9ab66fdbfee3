"""Single rows out of a long history, without copying what lies between them."""

from collections.abc import Iterator

import numpy as np

from skipnet_gui.core.functions import Array
from skipnet_gui.core.history import History
from skipnet_gui.core.passes import Indices


def rows_at(history: History, steps: Indices) -> Array:
    """Return the (n, 2 + E) rows of recorded steps, in order: rate, loss, weights.

    ``steps`` rise and lie between 0 and the step that the history stands at.
    """
    parts = [np.empty((0, history.table.columns)), *_from_blocks(history, steps)]
    if len(steps) and steps[-1] == history.steps:
        head = history.head
        parts.append(np.hstack([head.learning_rate, head.loss, head.weights])[None, :])
    return np.concatenate(parts)


def weights_at(history: History, steps: Indices) -> Array:
    """Return the (n, E) weights of recorded steps, their events included."""
    return np.ascontiguousarray(rows_at(history, steps)[:, 2:])


def _from_blocks(history: History, steps: Indices) -> Iterator[Array]:
    size, last = history.table.block_rows, len(history.table)
    stored = steps[: np.searchsorted(steps, last)]
    for number in np.unique(stored // size).tolist():
        first = number * size
        low, high = np.searchsorted(stored, (first, first + size))
        # Within one block what is read is a view.
        block = history.table.read(first, min(first + size, last))
        yield block[stored[low:high] - first]


def thinned_steps(first: int, last: int, most: int) -> tuple[Indices, int]:
    """Return at most so many steps of ``first`` … ``last``, and how far apart they are.

    They are multiples of a power of two, so that they stay where they are as a run grows.
    """
    first = max(first, 0)
    stride = 1
    while last // stride - -(-first // stride) + 1 > most:
        stride *= 2
    return np.arange(-(-first // stride) * stride, last + 1, stride), stride
