"""Rectangles and curves in pixels, y downwards; what layout and tests measure with."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

Point = tuple[float, float]
Curve = tuple[Point, ...]
"""A start, then three points (two controls and an end) for each cubic piece."""

_ROUND = 0.55  # control points of a quarter ellipse


class Rect(NamedTuple):
    """A rectangle by its top left corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of the right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of the lower side."""
        return self.y + self.height

    @property
    def center(self) -> Point:
        """The middle."""
        return self.x + self.width / 2, self.y + self.height / 2

    def moved(self, dx: float, dy: float) -> "Rect":
        """Return the rectangle moved."""
        return Rect(self.x + dx, self.y + dy, self.width, self.height)

    def grown(self, by: float) -> "Rect":
        """Return the rectangle with each side moved outwards."""
        return Rect(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def meets(self, other: "Rect", slack: float = 0.0) -> bool:
        """Whether the two share more than a border of ``slack``."""
        return (
            self.x + slack < other.right
            and other.x + slack < self.right
            and self.y + slack < other.bottom
            and other.y + slack < self.bottom
        )

    def holds(self, point: Point) -> bool:
        """Whether a point lies strictly inside."""
        return self.x < point[0] < self.right and self.y < point[1] < self.bottom


def line(start: Point, end: Point) -> Curve:
    """Return a straight curve."""
    return start, start, end, end


def s_curve(start: Point, end: Point) -> Curve:
    """Return a curve that leaves and arrives horizontally."""
    middle = (start[0] + end[0]) / 2
    return start, (middle, start[1]), (middle, end[1]), end


def joined(*curves: Curve) -> Curve:
    """Return one curve of several, each beginning where the last one ends."""
    whole = curves[0]
    for curve in curves[1:]:
        whole += curve[1:]
    return whole


def straight(points: Sequence[Point]) -> Curve:
    """Return a curve of straight pieces from point to point."""
    return joined(*(line(*ends) for ends in pairwise(points)))


def corners(curve: Curve) -> tuple[Point, ...]:
    """Return the points between which a curve of straight pieces runs."""
    return curve[::3]


def reverse(curve: Curve) -> Curve:
    """Return the curve run through the other way."""
    return curve[::-1]


def rounded(points: Sequence[Point], radii: Sequence[tuple[float, float]]) -> Curve:
    """Return a polyline whose inner corners are quarter ellipses.

    Parameters
    ----------
    points
        Start, corners, end; neighbouring ones differ in x or in y alone.
    radii
        For each corner the lengths to round off before and after it.
    """
    curve: Curve = (points[0],)
    for index, (before, after) in enumerate(radii, start=1):
        corner = points[index]
        enter, leave = (
            _towards(corner, points[index - 1], before),
            _towards(corner, points[index + 1], after),
        )
        curve = joined(
            curve, line(curve[-1], enter), (enter, _mix(enter, corner), _mix(leave, corner), leave)
        )
    return joined(curve, line(curve[-1], points[-1]))


def _towards(start: Point, end: Point, length: float) -> Point:
    dx, dy = end[0] - start[0], end[1] - start[1]
    whole = abs(dx) + abs(dy)
    share = min(length / whole, 1.0) if whole else 0.0
    return start[0] + dx * share, start[1] + dy * share


def _mix(start: Point, end: Point) -> Point:
    return start[0] + _ROUND * (end[0] - start[0]), start[1] + _ROUND * (end[1] - start[1])


def along(curve: Curve, pieces: int = 12) -> Iterator[Point]:
    """Yield points along a curve, ``pieces`` to each cubic."""
    for start in range(0, len(curve) - 3, 3):
        a, b, c, d = curve[start : start + 4]
        for step in range(pieces + 1):
            t = step / pieces
            u = 1.0 - t
            ka, kb, kc, kd = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
            yield (
                ka * a[0] + kb * b[0] + kc * c[0] + kd * d[0],
                ka * a[1] + kb * b[1] + kc * c[1] + kd * d[1],
            )


def dashes(curve: Curve, dash: float, gap: float) -> Iterator[tuple[Point, Point]]:
    """Yield start and end of the dashes of a curve, of one length along it."""
    start, is_on, left = curve[0], True, dash
    for a, b in pairwise(along(curve)):
        length, at = math.dist(a, b), 0.0
        while length - at > left:
            at += left
            point = a[0] + (b[0] - a[0]) * at / length, a[1] + (b[1] - a[1]) * at / length
            if is_on:
                yield start, point
            start, is_on, left = point, not is_on, gap if is_on else dash
        left -= length - at
    if is_on:
        yield start, curve[-1]
