"""What the depth plot shows: the size of each weight's gradient by depth, in powers of ten."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from skipnet_gui.core.functions import Array
from skipnet_gui.core.operations import Quantity
from skipnet_gui.session.lesson_chain import edge_depths
from skipnet_gui.session.snapshot import Snapshot

FLOOR_SHARE = 0.12  # of the height: below the powers of ten, where exact zeros lie
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_NICE = (1, 2, 5, 10, 20, 25, 50, 100, 200, 400)


class Points(NamedTuple):
    """The gradients of a network's weights that are known.

    Attributes
    ----------
    names
        Of the weights.
    depths
        Where each begins: 0 at the input.
    skips
        Whether each is a skip.
    sizes
        (n,) array of |∂L/∂w|.
    """

    names: tuple[str, ...]
    depths: tuple[int, ...]
    skips: tuple[bool, ...]
    sizes: Array

    def along(self) -> list[int]:
        """Return the numbers of the weights along the chain, by depth."""
        chain = [k for k, skip in enumerate(self.skips) if not skip]
        return sorted(chain, key=lambda k: self.depths[k])


NO_POINTS = Points((), (), (), np.empty(0))


def points_of(snapshot: Snapshot | None) -> Points:
    """Return the gradients of a moment that are computed by then and may be seen."""
    if snapshot is None:
        return NO_POINTS
    network = snapshot.network
    known = [
        edge
        for edge in range(len(network.edges))
        if network.edges[edge].trainable and snapshot.knows(Quantity("gradient", edge))
    ]
    depths = edge_depths(network)
    return Points(
        tuple(network.edges[edge].weight for edge in known),
        tuple(depths[edge] for edge in known),
        tuple(network.is_skip(edge) for edge in known),
        np.abs(snapshot.gradients[known]),
    )


class Decades(NamedTuple):
    """The range of powers of ten to show, and whether an exact 0 lies below them."""

    low: int
    high: int
    has_floor: bool

    def share(self, sizes: Array) -> Array:
        """Return how far up each value stands, 0 to 1; NaN where it is not finite."""
        room = 1.0 - (FLOOR_SHARE if self.has_floor else 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            powers = (np.log10(sizes) - self.low) / (self.high - self.low)
        found: Array = np.where(sizes == 0.0, 0.0, 1.0 - room + room * powers)
        return np.where(np.isfinite(found), found, np.nan)


def decades(parts: Sequence[Points]) -> Decades:
    """Return the powers of ten that hold all values."""
    sizes = np.concatenate([part.sizes for part in parts])
    seen = sizes[np.isfinite(sizes) & (sizes > 0.0)]
    has_floor = bool((sizes == 0.0).any())
    if not len(seen):
        return Decades(-1, 0, has_floor)
    low, high = math.floor(math.log10(seen.min())), math.ceil(math.log10(seen.max()))
    return Decades(low, max(high, low + 1), has_floor)


def stride(span: float, room: float) -> int:
    """Return the least nice step so that labels a step apart have their room."""
    wanted = max(span / max(room, 1.0), 1.0)
    return next((nice for nice in _NICE if nice >= wanted), _NICE[-1])


def power_text(power: int) -> str:
    """Return a power of ten as it is written by hand."""
    return "10" + str(power).translate(_SUPERSCRIPTS) if power else "1"
