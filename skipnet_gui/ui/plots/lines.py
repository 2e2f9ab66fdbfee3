"""The curves of a plot as one scene item: thinned, cheap to draw on any zigzag.

A line wider than 1 px is drawn segment by segment and only where segments are few: as one
antialiased path a zigzag of it would take seconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import starmap

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from skipnet_gui.core.functions import Array
from skipnet_gui.core.history import Curves
from skipnet_gui.ui.plots.scale import Scale

BROAD_SEGMENTS = 1_500
BROAD_PX, BRIGHT_PX, THIN_PX = 1.6, 2.4, 1.0
DOT_PX, DOT_GAP_PX = 4.0, 9.0
_REACH_PX = 8.0
_FADED = 0.28

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Style:
    """How a curve looks; ``dash`` is lengths in pixels along the step axis, on and off."""

    color: str
    dash: tuple[float, ...] = ()
    width: float = BROAD_PX


@dataclass(frozen=True, eq=False)
class Polylines:
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

    def end_at(self, last: float, stretch: float) -> tuple[float, Array]:
        """Return where the curves end at or before a step: the step, and (C,) positions.

        Positions are means over the last ``stretch`` steps: a zigzag has a steady end.
        """
        count = max(int(np.searchsorted(self.steps, last, side="right")), 1)
        end = float(self.steps[count - 1])
        first = min(int(np.searchsorted(self.steps, end - stretch)), count - 1)
        part = self.positions[first:count]
        finite = np.isfinite(part)
        number = finite.sum(axis=0)
        mean = np.where(finite, part, 0.0).sum(axis=0) / np.maximum(number, 1)
        before = self.positions[max(first - 1, 0)]
        return end, np.asarray(np.where(number > 0, mean, before))

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


def polylines(curves: Curves, columns: slice, scale: Scale) -> Polylines:
    """Return curves as lines; buckets of several steps as strokes from low to high."""
    low, high, nearest = (array[:, columns] for array in (curves.low, curves.high, curves.nearest))
    lower, upper = scale.positions(low, high, nearest)
    if curves.bucket == 1:
        return Polylines(curves.steps, upper, False)
    both = np.stack([lower, upper], axis=1).reshape(-1, lower.shape[1])
    return Polylines(np.repeat(curves.steps, 2), both, True)


def dashed(
    steps: Array, positions: Array, dash: Sequence[float], step_px: float, refine: bool
) -> tuple[Array, Array, Mask]:
    """Return a line and which of its points are joined to the next.

    Dashes are laid along the step axis: they do not crawl as values change, and curves
    that lie on each other show both. ``refine`` cuts long segments where a dash ends.
    """
    period = float(sum(dash))
    edges = np.cumsum(dash)
    if refine and len(steps) > 1:
        count = int((steps[-1] - steps[0]) * step_px / period) + 2
        base = np.arange(count) * period / step_px + steps[0] // (period / step_px) * (
            period / step_px
        )
        cuts = (base[:, None] + edges[None, :] / step_px).ravel()
        cuts = cuts[(cuts > steps[0]) & (cuts < steps[-1])]
        finer = np.unique(np.concatenate([steps, cuts]))
        positions = np.interp(finer, steps, positions)
        steps = finer
    middle = (steps[:-1] + steps[1:]) * (0.5 * step_px) % period
    joined = np.append(np.searchsorted(edges, middle, side="right") % 2 == 0, False)
    return steps, positions, joined


class Lines(QGraphicsItem):
    """Grid and curves, in the coordinates of the plot's axes."""

    def __init__(self) -> None:
        super().__init__()
        self._rect = QRectF()
        self._grid: list[float] = []
        self._grid_pen = QPen()
        self._drawn: list[tuple[QPen, QPainterPath | list[QLineF]]] = []
        self._dots: list[tuple[QPen, list[QPointF]]] = []

    def boundingRect(self) -> QRectF:
        """Return the visible stretch: nothing outside it is drawn."""
        return self._rect

    def show_grid(self, rect: QRectF, positions: Sequence[float], color: str) -> None:
        """Take the visible rectangle and the positions of the horizontal grid lines."""
        self.prepareGeometryChange()
        self._rect, self._grid = rect, list(positions)
        self._grid_pen = _pen(color, 1.0)
        self.update()

    def show_lines(
        self, lines: Polylines, styles: Sequence[Style], order: Sequence[int], step_px: float
    ) -> None:
        """Take the curves, the last in ``order`` on top; ``step_px`` is pixels per step."""
        broad = lines.positions.size <= BROAD_SEGMENTS
        self._drawn, self._dots = [], []
        gap = step_px * (lines.steps[-1] - lines.steps[0]) / max(len(lines.steps) - 1, 1)
        for curve in order:
            style = styles[curve]
            steps, positions = lines.values(curve)
            width = style.width if broad or style.width > BROAD_PX else THIN_PX
            self._drawn.append(_geometry(steps, positions, style, width, step_px, lines.thinned))
            if len(steps) == 1 or (broad and gap >= DOT_GAP_PX):
                points = list(
                    starmap(QPointF, zip(steps.tolist(), positions.tolist(), strict=True))
                )
                self._dots.append((_pen(style.color, DOT_PX), points))
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw the grid, then the curves."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(self._grid_pen)
        left, right = self._rect.left(), self._rect.right()
        painter.drawLines([QLineF(left, at, right, at) for at in self._grid])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for pen, geometry in self._drawn:
            painter.setPen(pen)
            if isinstance(geometry, QPainterPath):
                painter.drawPath(geometry)
            else:
                painter.drawLines(geometry)
        for pen, points in self._dots:
            painter.setPen(pen)
            painter.drawPoints(points)


def _geometry(
    steps: Array, positions: Array, style: Style, width: float, step_px: float, thinned: bool
) -> tuple[QPen, QPainterPath | list[QLineF]]:
    joined: Mask | None = None
    if style.dash:
        refine = not thinned and len(steps) <= BROAD_SEGMENTS
        steps, positions, joined = dashed(steps, positions, style.dash, step_px, refine)
    pen = _pen(style.color, width)
    if width > THIN_PX:
        return pen, _segments(steps, positions, joined)
    connect = "all" if joined is None else joined
    return pen, pg.arrayToQPath(steps, positions, connect=connect, finiteCheck=False)


def _segments(steps: Array, positions: Array, joined: Mask | None) -> list[QLineF]:
    ends = np.column_stack([steps[:-1], positions[:-1], steps[1:], positions[1:]])
    if joined is not None:
        ends = ends[joined[:-1]]
    return list(starmap(QLineF, ends.tolist()))


def _pen(color: str, width: float) -> QPen:
    pen = QPen(QColor(color), width)
    pen.setCosmetic(True)
    if width > THIN_PX:
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen


def faded(color: str, ground: str) -> str:
    """Return a colour drawn towards the ground, for what stands back."""
    front, back = QColor(color), QColor(ground)

    def mixed(a: int, b: int) -> int:
        return round(_FADED * a + (1.0 - _FADED) * b)

    return QColor(
        mixed(front.red(), back.red()),
        mixed(front.green(), back.green()),
        mixed(front.blue(), back.blue()),
    ).name()
