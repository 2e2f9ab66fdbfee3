"""Which rows of the data each update sees."""

from typing import Any, NamedTuple

import numpy as np

from skipnet_gui.core.passes import Indices
from skipnet_gui.core.run_spec import RunSpec

GeneratorState = dict[str, Any]


class Span(NamedTuple):
    """The batches of consecutive updates.

    Attributes
    ----------
    rows
        Row numbers of the data, those of a batch side by side.
    starts, ends
        (n,) arrays: where in ``rows`` the batch of each update stands.
    """

    rows: Indices
    starts: Indices
    ends: Indices

    def batch(self, index: int) -> Indices:
        """Return the row numbers of one of the batches."""
        return self.rows[self.starts[index] : self.ends[index]]


class Batches:
    """The batches of a run from a step on; steps are asked for in order.

    Attributes
    ----------
    generator
        State of the generator before it draws the order of the current epoch; None for
        the cyclic order.
    """

    def __init__(self, spec: RunSpec, step: int, generator: GeneratorState | None) -> None:
        self._spec = spec
        self._step = step
        self.generator = generator
        self._bits: Any = None
        self._order = np.arange(spec.rows)
        if generator is not None:
            self._bits = np.random.PCG64()
            self._bits.state = generator
            self._order = np.random.Generator(self._bits).permutation(spec.rows)

    def span(self, updates: int) -> Span:
        """Return the batches of the next updates."""
        spec, per_epoch = self._spec, self._spec.steps_per_epoch
        if per_epoch == 1 and self._bits is None:
            return Span(self._order, np.zeros(updates, np.intp), np.full(updates, spec.rows))
        epochs, positions = np.divmod(np.arange(self._step, self._step + updates), per_epoch)
        self._step += updates
        starts = positions * spec.batch_size
        ends = np.minimum(starts + spec.batch_size, spec.rows)
        if self._bits is None or not updates:
            return Span(self._order, starts, ends)
        orders = [self._order]
        for _ in range(self._step // per_epoch - int(epochs[0])):
            orders.append(self._next_order())
        begin = int(starts[0])
        passed = (epochs - epochs[0]) * spec.rows - begin
        rows = np.concatenate(orders)[begin : begin + int(ends[-1] + passed[-1])]
        return Span(rows, starts + passed, ends + passed)

    def _next_order(self) -> Indices:
        self.generator = self._bits.state
        self._order = np.random.Generator(self._bits).permutation(self._spec.rows)
        return self._order


def orders(spec: RunSpec, generator: GeneratorState, epochs: int) -> Indices:
    """Return the (epochs, N) orders of the epochs from a generator's state on."""
    bits: Any = np.random.PCG64()
    bits.state = generator
    draw = np.random.Generator(bits)
    return np.array([draw.permutation(spec.rows) for _ in range(epochs)])
