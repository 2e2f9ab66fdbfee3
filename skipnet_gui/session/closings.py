"""Where ReLU units closed in a run, as a value."""

from typing import NamedTuple

import numpy as np

from skipnet_gui.core.passes import Indices


class Closings(NamedTuple):
    """The steps at which ReLU units closed for every sample, in order, and which units."""

    steps: Indices
    units: Indices

    def until(self, step: int) -> "Closings":
        """Return those up to a step."""
        count = int(np.searchsorted(self.steps, step, "right"))
        return self if count == len(self.steps) else Closings(*(part[:count] for part in self))

    def units_at(self, step: int) -> tuple[int, ...]:
        """Return the units that closed at a step."""
        first, last = np.searchsorted(self.steps, (step, step + 1))
        return tuple(self.units[first:last].tolist())


NO_CLOSINGS = Closings(np.zeros(0, np.intp), np.zeros(0, np.intp))
