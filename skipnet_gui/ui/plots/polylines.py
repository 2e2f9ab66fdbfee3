"""Curves as lines of points in the coordinates of a plot's axes. No Qt here."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from skipnet_gui.core.functions import Array
from skipnet_gui.core.history import Curves
from skipnet_gui.ui.plots.scale import Scale

_REACH_PX = 8.0
_ZIGZAG_TURNS = 2

Mask = NDArray[np.bool_]


class Polylines(NamedTuple):
    """The curves as (m,) steps and (m, C) positions; ``thinned`` where they are bands."""

    steps: Array
    positions: Array
    thinned: bool

    def values(self, curve: int) -> tuple[Array, Array]:
        """Return steps and positions of a curve, without what is not finite."""
        positions = self.positions[:, curve]
        if len(positions) and np.isfinite(positions[-1]):
            return self.steps, positions
        finite = np.isfinite(positions)
        return self.steps[finite], positions[finite]

    def narrowed(self, curve: int, unit_px: float) -> tuple[Array, Array]:
        """Return steps and positions of a curve; one point a bucket where its band is a line."""
        steps, positions = self.values(curve)
        if not self.thinned or len(positions) % 2:
            return steps, positions
        low, high = positions[::2], positions[1::2]
        if float((high - low).max(initial=0.0)) * unit_px > 1.0:
            return steps, positions
        return steps[::2], 0.5 * (low + high)

    def end_at(self, last: float, stretch: float) -> tuple[float, Array]:
        """Return where the curves end at or before a step: the step, and (C,) positions.

        The position of a zigzag is its mean over the last ``stretch`` steps, so that it is
        steady; that of any other curve is its last one.
        """
        count = max(int(np.searchsorted(self.steps, last, side="right")), 1)
        end = float(self.steps[count - 1])
        first = min(int(np.searchsorted(self.steps, end - stretch)), count - 1)
        part = self.positions[first:count]
        finite = np.isfinite(part)
        number = finite.sum(axis=0)
        known = np.where(finite, part, 0.0)
        mean = known.sum(axis=0) / np.maximum(number, 1)
        before = self.positions[max(first - 1, 0)]
        plain = finite[-1] & (_turns(known) < _ZIGZAG_TURNS)
        return end, np.where(plain, part[-1], np.where(number > 0, mean, before))

    def nearest(self, step: float, position: float, step_px: float, unit_px: float) -> Array:
        """Return the (C,) distances in pixels of the curves from a point."""
        reach = _REACH_PX / step_px
        first = max(int(np.searchsorted(self.steps, step - reach)) - 1, 0)
        last = int(np.searchsorted(self.steps, step + reach)) + 1
        x = ((self.steps[first:last] - step) * step_px)[:, None]
        y = (self.positions[first:last] - position) * unit_px
        if len(x) == 1:
            alone: Array = np.hypot(np.broadcast_to(x, y.shape), y)[0]
            return alone
        dx, dy = np.diff(x, axis=0), np.diff(y, axis=0)
        length = np.maximum(dx * dx + dy * dy, 1e-12)
        along = np.clip(-(x[:-1] * dx + y[:-1] * dy) / length, 0.0, 1.0)
        distances = np.hypot(x[:-1] + along * dx, y[:-1] + along * dy)
        nearest: Array = np.where(np.isfinite(distances), distances, np.inf).min(axis=0)
        return nearest


def _turns(positions: Array) -> NDArray[np.int_]:
    """Return how often each of (k, C) curves turns from up to down or back."""
    ways = np.sign(np.diff(positions, axis=0))
    return np.asarray((ways[1:] * ways[:-1] < 0.0).sum(axis=0))


def polylines(curves: Curves, columns: slice, scale: Scale) -> Polylines:
    """Return curves as lines; buckets of several steps as strokes from low to high."""
    low, high, nearest = (array[:, columns] for array in (curves.low, curves.high, curves.nearest))
    lower, upper = scale.positions(low, high, nearest)
    if curves.bucket == 1:
        return Polylines(curves.steps, upper, False)
    both = np.stack([lower, upper], axis=1).reshape(-1, lower.shape[1])
    return Polylines(np.repeat(curves.steps, 2), both, True)


def dashed(steps: Array, dash: Sequence[float], step_px: float, refine: bool) -> tuple[Array, Mask]:
    """Return steps and which of them are joined to the next.

    Dashes, in pixels on and off, are laid along the step axis: they do not crawl as values
    change, and curves that lie on each other show both. ``refine`` adds the steps where a
    dash begins or ends, for lines with few points.
    """
    period, edges = float(sum(dash)), np.cumsum(dash)
    if refine and len(steps) > 1:
        first, last = steps[0] * step_px // period, steps[-1] * step_px // period + 1
        starts = np.arange(first, last) * period
        cuts = (starts[:, None] + edges[None, :]).ravel() / step_px
        inside = (cuts > steps[0]) & (cuts < steps[-1])
        steps = np.unique(np.concatenate([steps, cuts[inside]]))
    middle = (steps[:-1] + steps[1:]) * (0.5 * step_px) % period
    return steps, np.append(np.searchsorted(edges, middle, side="right") % 2 == 0, False)
