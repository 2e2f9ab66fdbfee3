"""The picture of which ReLU units are open at each step: colours by pixel. No Qt here."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from skipnet_gui.core.functions import Array
from skipnet_gui.core.openness import Openness

Pixels = NDArray[np.uint32]


class Span(NamedTuple):
    """A stretch of steps over some pixels: ``first`` is at 0, ``last`` at ``width``."""

    first: float
    last: float
    width: int

    @property
    def step_px(self) -> float:
        """Pixels per step."""
        return self.width / max(self.last - self.first, 1e-9)

    def x_of(self, step: float) -> float:
        """Return where a step lies."""
        return (step - self.first) * self.step_px

    def step_at(self, x: float) -> float:
        """Return the step at a pixel."""
        return self.first + x / self.step_px

    @property
    def pixels(self) -> Array:
        """(width,) array: the steps at the middles of all pixels."""
        return np.asarray(self.first + (np.arange(self.width) + 0.5) / self.step_px, np.float64)


def shares_by_pixel(found: Openness, last_step: int, span: Span) -> Array:
    """Return the (K, width) shares for which units are open; nan where there is no step.

    A step takes the pixels around it, up to half of the way to the next one.
    """
    steps = span.pixels + 0.5
    columns = np.searchsorted(found.steps, steps, "right") - 1
    is_there = (columns >= 0) & (steps < last_step + 1) & (len(found.steps) > 0)
    shares = np.full((len(found.shares), span.width), np.nan)
    shares[:, is_there] = found.shares[:, columns[is_there]]
    return shares


def colors(shares: Array, ground: int, full: int) -> Pixels:
    """Return (K, width) colours 0xAARRGGBB between those of closed and open; 0 for nothing."""
    shift = np.array([16, 8, 0])
    low, high = (color >> shift & 255 for color in (ground, full))
    mixed = low + np.nan_to_num(shares)[..., None] * (high - low)
    packed = (np.rint(mixed).astype(np.uint32) << shift.astype(np.uint32)).sum(axis=-1)
    opaque = np.uint32(0xFF000000) | packed.astype(np.uint32)
    return np.where(np.isnan(shares), np.uint32(0), opaque)


def stretches(row: Array, least_px: int) -> list[tuple[int, int]]:
    """Return where a row of shares is 0, as (first, last + 1) pixels of what is wide enough."""
    edges = np.diff(np.concatenate([[False], row == 0.0, [False]]).astype(np.int8))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    wide = ends - starts >= least_px
    return list(zip(starts[wide].tolist(), ends[wide].tolist(), strict=True))
