"""The steps in sight, and what is read of a run's record for them."""

from typing import NamedTuple

import numpy as np

from skipnet_gui.core.history import Curves, History, curves
from skipnet_gui.core.recorded import rows_at
from skipnet_gui.core.run_spec import RunSpec

LEAST_STEPS = 4.0
POINTS = 8_000


class Sight(NamedTuple):
    """A stretch of steps, in how many buckets it is drawn, and whether with the rate."""

    first: int
    last: int
    buckets: int
    has_rate: bool

    def curves(self, spec: RunSpec, history: History) -> Curves:
        """Return the curves of a run; the rate, where it is wanted, is their last column."""
        shown = curves(spec, history, self.first, self.last, self.buckets)
        return _with_rates(history, shown) if self.has_rate else shown


def buckets_in(width_px: float, edges: int) -> int:
    """Return how many buckets to draw: one a pixel, down to half of that for many curves."""
    affordable = POINTS // (1 + 2 * edges)
    return int(max(min(width_px, affordable), width_px / 2.0, 1.0))


def held_between(first: float, last: float, end: float) -> tuple[float, float] | None:
    """Return a stretch of steps about the middle of two, within the record; None for all of it."""
    span = min(max(last - first, LEAST_STEPS), end)
    if span >= end:
        return None
    start = min(max((first + last - span) / 2.0, 0.0), end - span)
    return start, start + span


def moves(spec: RunSpec) -> bool:
    """Whether the rate of a run moves by itself somewhere."""
    policies = (spec.policy, *(event.policy for event in spec.events if event.policy))
    return any(policy.period is not None for policy in policies)


def _with_rates(history: History, curves: Curves) -> Curves:
    """Return curves with the rate at the first step of each bucket as their last column."""
    steps = curves.steps.astype(np.intp)
    rates = rows_at(history, np.minimum(steps, history.steps))[:, :1]
    low, high = np.hstack([curves.low, rates]), np.hstack([curves.high, rates])
    return Curves(curves.steps, low, high, np.hstack([curves.nearest, rates]), curves.bucket)
