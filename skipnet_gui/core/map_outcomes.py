"""What became of a network after its updates: the outcome, from the last losses."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from skipnet_gui.core.functions import Array

OUTCOMES = ("diverged", "converged", "dead", "rattling", "moving", "stuck")
DIVERGED, CONVERGED, DEAD, RATTLING, MOVING, STUCK = range(len(OUTCOMES))

CONVERGED_AT = 0.001  # the largest loss of a network that has converged
RISES = 10  # it rattles if the loss rose in one of so many updates
LEAST_FALL = 0.001  # it moves if the loss fell by more than this share

Codes = NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class Watch:
    """What was seen of R networks in consecutive rows; the loss is that over all data.

    Attributes
    ----------
    first, last
        (R,) arrays: the loss of the first row and of the last.
    rises
        (R,) array: in how many updates the loss rose.
    low
        (R,) array: whether the loss was at most 0.001 in every row.
    still
        (R,) array: whether every trainable weight's gradient over all data was exactly 0
        in every row.
    updates
        How many updates lie between the first row and the last.
    """

    first: Array
    last: Array
    rises: NDArray[np.int8]
    low: NDArray[np.bool_]
    still: NDArray[np.bool_]
    updates: int = 0

    @staticmethod
    def begun(loss: Array, still: NDArray[np.bool_]) -> "Watch":
        """Return what is seen of the first row."""
        return Watch(loss, loss, np.zeros(len(loss), np.int8), loss <= CONVERGED_AT, still)

    def with_row(self, loss: Array, still: NDArray[np.bool_]) -> "Watch":
        """Return what is seen with the row after the next update."""
        return replace(
            self,
            last=loss,
            rises=self.rises + (loss > self.last),
            low=self.low & (loss <= CONVERGED_AT),
            still=self.still & still,
            updates=self.updates + 1,
        )

    def outcomes(self, diverged: NDArray[np.bool_]) -> Codes:
        """Return (R,) indices of OUTCOMES: the first that holds."""
        with np.errstate(all="ignore"):
            fell = self.first - self.last > LEAST_FALL * self.first
        rattles = (self.rises > 0) & (RISES * self.rises.astype(int) >= self.updates)
        holds = [diverged, self.low, self.still, rattles, fell]
        codes: Codes = np.select(holds, [*range(STUCK)], STUCK).astype(np.int8)
        return codes
