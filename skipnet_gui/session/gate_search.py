"""The search for ReLU units that close along a run, a little at a time."""

import numpy as np

from skipnet_gui.core.history import History
from skipnet_gui.core.openness import Scan, relu_units, scanned
from skipnet_gui.core.operations import Quantity
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.session.closings import NO_CLOSINGS, Closings
from skipnet_gui.session.snapshot import Snapshot

_TOLD = ("z", "h", "dL_dz")  # quantities that tell whether a unit is open


class Search:
    """Looks at every row of a run for units that close, some more at each look.

    Attributes
    ----------
    closings
        What was found by now.
    """

    def __init__(self) -> None:
        self.closings = NO_CLOSINGS
        self._scan: Scan | None = None

    def look(self, spec: RunSpec, history: History) -> None:
        """Look at more rows, for about a millisecond; forget those that have changed."""
        old = self._scan
        goes_on = old is not None and old.spec is spec and old.rows <= history.steps + 1
        self._scan = scan = scanned(old, spec, history)
        first = len(old.turns) if old is not None and goes_on else 0
        if goes_on and len(scan.turns) == first:
            return
        turns = scan.turns.read(first, len(scan.turns))
        new = turns[turns[:, 2] == 1.0].astype(np.intp)
        kept = self.closings if goes_on else NO_CLOSINGS
        self.closings = Closings(
            np.concatenate([kept.steps, new[:, 0]]), np.concatenate([kept.units, new[:, 1]])
        )

    def has_seen(self, step: int) -> bool:
        """Whether a step has been looked at."""
        return self._scan is not None and step < self._scan.rows

    def closed_since(self, step: int, unit: int) -> int | None:
        """Return since when a unit is closed at a step that was looked at; None if it is open."""
        return None if self._scan is None else self._scan.closed_since(step).get(unit)

    def opened_after(self, step: int, unit: int) -> int | None:
        """Return when a unit that closed at a step opened again, as far as was looked."""
        if self._scan is None:
            return None
        turns = self._scan.turns.read(0, len(self._scan.turns))
        later = (turns[:, 0] > step) & (turns[:, 1] == unit)
        found = turns[later & (turns[:, 2] == 0.0), 0]
        return int(found[0]) if len(found) else None


def last_seen(snapshot: Snapshot) -> int:
    """Return the last step of which may be seen which units are open.

    What is hidden or not computed yet is not given away: neither by its own step, nor, as
    long as a new weight is not known, by the next one.
    """
    if snapshot.walk is None and not snapshot.hidden:
        return snapshot.last_step
    gates = relu_units(snapshot.network)
    asked = any(snapshot.hides(Quantity(kind, unit)) for unit in gates for kind in _TOLD)
    if asked or not all(snapshot.knows(Quantity("h", unit)) for unit in gates):
        return snapshot.step - 1
    edges = range(len(snapshot.network.edges))
    told = all(snapshot.knows(Quantity("new_weight", edge)) for edge in edges)
    return snapshot.last_step if told else snapshot.step


def open_words(share: float) -> str:
    """Return for what share of the samples a unit is open, in words."""
    if share in (0.0, 1.0):
        return "open" if share else "closed"
    return f"{min(max(round(100.0 * share), 1), 99)} % open"
