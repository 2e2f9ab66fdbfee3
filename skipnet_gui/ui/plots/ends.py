"""How far curves may be seen: what is asked for, or not computed yet, is not given away."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from skipnet_gui.core.functions import Array
from skipnet_gui.core.history import Curves
from skipnet_gui.core.operations import Quantity
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.unseen import stand_in


class End(NamedTuple):
    """The last step of a curve that may be seen, and the sign for what comes after it."""

    step: int
    sign: str


Ends = Mapping[int, End]
OPEN: Ends = {}


def ends(snapshot: Snapshot) -> Ends:
    """Return the ends of curves by their column of the history; none for a whole curve.

    Loss and gradients that may not be seen end before the step shown, and the weight with
    its gradient at that step: the next one would tell it.
    """
    if snapshot.walk is None and not snapshot.hidden:
        return OPEN
    step, edges = snapshot.step, snapshot.network.edges
    found = {}
    if sign := stand_in(snapshot, Quantity("loss", 0)):
        found[0] = End(step - 1, sign)
    for number, edge in enumerate(edges):
        sign = stand_in(snapshot, Quantity("gradient", number))
        if sign:
            found[1 + len(edges) + number] = End(step - 1, sign)
        sign = sign or stand_in(snapshot, Quantity("new_weight", number))
        if sign and edge.trainable:
            found[1 + number] = End(step, sign)
    return found


def among(found: Ends, columns: slice) -> dict[int, End]:
    """Return the ends of some columns, counted from the first of them."""
    first, last = columns.start, columns.stop
    return {column - first: end for column, end in found.items() if first <= column < last}


def seen(curves: Curves, last: int) -> Curves:
    """Return the buckets that end at or before a step; a row of nothing where none does."""
    ended = np.append(curves.steps[1:], curves.steps[-1] + curves.bucket)
    count = int(np.searchsorted(ended, last + 1, side="right"))
    if count == 0:
        nothing: Array = np.full_like(curves.low[:1], np.nan)
        return Curves(np.zeros(1), nothing, nothing, nothing, curves.bucket)
    low, high, nearest = curves.low[:count], curves.high[:count], curves.nearest[:count]
    return Curves(curves.steps[:count], low, high, nearest, curves.bucket)
