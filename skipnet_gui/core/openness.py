"""Which ReLU units are open, for what share of the data, at each step of a run."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from skipnet_gui.core.functions import Array
from skipnet_gui.core.history import History
from skipnet_gui.core.network import Network
from skipnet_gui.core.passes import Indices
from skipnet_gui.core.recorded import thinned_steps, weights_at
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.core.stack import Stack

Flags = NDArray[np.bool_]

MOST_COLUMNS = 2_000
_AT_ONCE = 200_000  # runs × samples in one pass
_LOOKED_AT = 1_000_000  # products of a strip, at most, for one look
_SCANNED = 16_000  # products of a scan, at most, for one frame


def relu_units(network: Network) -> tuple[int, ...]:
    """Return the units that can close: those with ReLU (leaky ReLU never does)."""
    return tuple(u for u, unit in enumerate(network.units) if unit.activation == "relu")


def open_shares(spec: RunSpec, weights: Array) -> Array:
    """Return the (n, K) shares of all samples for which each ReLU unit is open.

    ``weights`` are (n, E). On z = 0 the convention for ReLU′(0) decides.
    """
    units = relu_units(spec.network)
    shares = np.ones((len(weights), len(units)))
    most = max(1, _AT_ONCE // spec.rows)
    x, y = spec.batch(slice(None))
    for first in range(0, len(weights) if units else 0, most):
        at = slice(first, first + most)
        with np.errstate(all="ignore"):
            z = spec.passes.forward(weights[at], x, y).z
        for column, unit in enumerate(units):
            shares[at, column] = is_open(spec, z[unit]).mean(axis=1)
    return shares


def is_open(spec: RunSpec, z: Array) -> Flags:
    """Return where a ReLU lets a gradient through, as an array of truth values."""
    at_zero = spec.conventions.relu_slope_at_zero != 0
    return np.asarray(z >= 0.0 if at_zero else z > 0.0)


class Openness(NamedTuple):
    """A stretch of a run: which ReLU units are open.

    Attributes
    ----------
    steps
        (n,) array: the first step of each column.
    shares
        (K, n) array: for what share of the samples each ReLU unit is open.
    stride
        Steps from one column to the next; with 1 every step is there.
    """

    steps: Indices
    shares: Array
    stride: int


def openness(
    spec: RunSpec, history: History, first: int, last: int, most: int = MOST_COLUMNS
) -> Openness:
    """Return which ReLU units are open between two steps (inclusive), thinned to columns.

    A column of several steps is the mean of its first two: in a run that jumps to and fro
    every second step is like the one before the last, and one alone would hide half of
    it. What is not looked at costs nothing, so the length of the run does not matter.
    """
    last = min(last, history.steps)
    products = 2 * spec.rows * len(spec.network.edges)
    most = max(2, min(most, _LOOKED_AT // products))
    steps, stride = thinned_steps(first, last, most)
    shares = open_shares(spec, weights_at(history, steps))
    if stride > 1:
        second = open_shares(spec, weights_at(history, np.minimum(steps + 1, last)))
        shares = 0.5 * (shares + second)
    return Openness(steps, shares.T, stride)


@dataclass(frozen=True, eq=False)
class Scan:
    """At which steps ReLU units closed for every sample, and opened again; a value.

    Attributes
    ----------
    spec
        The run.
    rows
        Rows that have been looked at: 0 … rows − 1.
    closed
        (K,) array: whether each ReLU unit was closed for every sample at the last of them.
    turns
        Rows of step, unit and 1 where it closed, 0 where it opened; in order. A unit that
        is closed from the start closes at step 0.
    """

    spec: RunSpec
    rows: int
    closed: Flags
    turns: Stack

    def closings(self) -> tuple[Indices, Indices]:
        """Return the steps at which units closed, and which."""
        turns = self.turns.read(0, len(self.turns))
        closing = turns[turns[:, 2] == 1.0].astype(np.intp)
        return closing[:, 0], closing[:, 1]

    def closed_since(self, step: int) -> dict[int, int]:
        """Return the units that are closed at a step that was looked at, and since when."""
        turns = self.turns.read(0, _turns_before(self.turns, step + 1)).astype(np.intp)
        since: dict[int, int] = {}
        for at, unit, closed in turns[_last_of_each(turns[:, 1])].tolist():
            if closed:
                since[unit] = at
        return since


def _last_of_each(units: Indices) -> Indices:
    """Return where each unit comes for the last time."""
    _, from_end = np.unique(units[::-1], return_index=True)
    return np.asarray(len(units) - 1 - from_end, dtype=np.intp)


def _turns_before(turns: Stack, step: int) -> int:
    return int(np.searchsorted(turns.read(0, len(turns))[:, 0], step))


def new_scan(spec: RunSpec) -> Scan:
    """Return a scan that has looked at nothing."""
    return Scan(spec, 0, np.zeros(len(relu_units(spec.network)), bool), Stack(3))


def scanned(scan: Scan | None, spec: RunSpec, history: History, most: int | None = None) -> Scan:
    """Return a scan that has looked at more rows of a run, every one of them.

    Rows that an edit has changed since are forgotten first: the same spec makes the same
    rows. ``most`` rows are looked at; by default what costs about a millisecond.
    """
    scan = new_scan(spec) if scan is None else _kept(scan, spec, history)
    if most is None:
        most = max(1, _SCANNED // (spec.rows * len(spec.network.edges)))
    if not len(scan.closed):
        return Scan(spec, history.steps + 1, scan.closed, scan.turns)
    last = min(scan.rows + most, history.steps + 1)
    if last <= scan.rows:
        return Scan(spec, scan.rows, scan.closed, scan.turns)
    weights = weights_at(history, np.arange(scan.rows, last))
    closed = open_shares(spec, weights) == 0.0
    turned = closed != np.vstack([scan.closed, closed[:-1]])
    steps, columns = np.nonzero(turned)
    units = np.array(relu_units(spec.network))[columns]
    turns = np.column_stack([steps + scan.rows, units, closed[steps, columns]])
    return Scan(spec, last, closed[-1], scan.turns.extended(turns))


def _kept(scan: Scan, spec: RunSpec, history: History) -> Scan:
    """Return the scan of those rows that are still the same and still recorded."""
    changed = None if scan.spec is spec else scan.spec.same_until(spec)
    rows = min(scan.rows, history.steps + 1, scan.rows if changed is None else changed)
    if rows == 0:
        return new_scan(spec)
    if rows == scan.rows:
        return scan
    turns = scan.turns.cut(_turns_before(scan.turns, rows))
    kept = Scan(spec, rows, scan.closed, turns)
    since = kept.closed_since(rows - 1)
    closed = np.array([unit in since for unit in relu_units(spec.network)], bool)
    return Scan(spec, rows, closed, turns)
