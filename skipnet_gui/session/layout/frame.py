"""Boxes and lanes with their places, and what is drawn between them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from skipnet_gui.session.layout.columns import Columns
from skipnet_gui.session.layout.geometry import Curve, Rect


class Slot(NamedTuple):
    """Room for a text; the role says what it tells of which number."""

    role: str
    number: int
    rect: Rect


class Route(NamedTuple):
    """The two curves of a link: ``forward`` to its target, ``backward`` from it.

    ``leader`` ties a pill that stands beside its edge to it. A crowded link is one of more
    than may carry text; its curves are of straight pieces.
    """

    forward: Curve
    backward: Curve
    leader: Curve | None = None
    is_crowded: bool = False


class Port(NamedTuple):
    """Where a link touches a box, and how far its two curves are from it."""

    x: float
    y: float
    half: float


@dataclass(frozen=True)
class Frame:
    """Boxes and lanes with their places.

    Attributes
    ----------
    axis
        The y of the middle of all columns.
    middle
        Height of boxes and cards around it.
    inner
        The y that no box or pill passes, by side.
    edges_of_lanes
        The y of the sides of the lanes, from inside to outside, by side.
    """

    columns: Columns
    lefts: tuple[float, ...]
    axis: float
    boxes: tuple[Rect, ...]
    middle: float
    inner: Mapping[int, float]
    edges_of_lanes: Mapping[int, tuple[float, ...]]
    height: float

    @cached_property
    def pitch(self) -> float:
        """Least distance between neighbouring layers."""
        return self.columns.pitch(self.lefts)

    @cached_property
    def is_shape(self) -> bool:
        """Whether boxes are discs."""
        return self.columns.contents.form.is_shape

    def right_of(self, column: int) -> float:
        """Return the right side of a column."""
        return self.lefts[column] + self.columns.widths[column]


def reach(box: Rect, across: float) -> float:
    """Return the distance from a drawn-out disc's middle to its left side, off the axis."""
    radius = box.height / 2
    straight = (box.width - box.height) / 2
    return straight + math.sqrt(max(radius * radius - across * across, 0.0))


def rise_of(box: Rect, across: float) -> float:
    """Return the distance from a drawn-out disc's middle to its top, some way aside."""
    radius = box.height / 2
    aside = max(abs(across) - (box.width - box.height) / 2, 0.0)
    return math.sqrt(max(radius * radius - aside * aside, 0.0))
