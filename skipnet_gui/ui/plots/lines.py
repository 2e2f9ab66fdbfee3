"""The curves of a plot as one scene item: thinned, cheap to draw on any zigzag.

A line wider than 1 px is drawn segment by segment and only where segments are few: as one
antialiased path a zigzag of it would take seconds.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import starmap
from typing import NamedTuple, TypeVar

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from skipnet_gui.core.functions import Array
from skipnet_gui.ui.plots.polylines import Mask, Polylines, dashed
from skipnet_gui.ui.theme import Theme

BROAD_SEGMENTS = 1_000
BROAD_PX, BRIGHT_PX, THIN_PX = 1.6, 2.4, 1.0
OVER_PX, CLEAR_PX = 2.0, 5.0  # of a curve that lies over others, and the ground around it
DOT_PX, DOT_GAP_PX = 4.0, 9.0
FLOOR_DASH = (6.0, 4.0)
# In pixels. Neighbours differ, and gaps are wide, so that curves on each other show both.
CURVE_DASHES: tuple[tuple[float, ...], ...] = ((), (7.0, 5.0), (3.0, 3.0), (9.0, 4.0, 3.0, 4.0))
_FADED, _SOFTENED = 0.28, 0.75

Drawn = TypeVar("Drawn", QLineF, QPointF)


class Style(NamedTuple):
    """How a curve looks; ``dash`` is lengths in pixels along the step axis, on and off."""

    color: str
    dash: tuple[float, ...] = ()
    width: float = BROAD_PX


class Lines(QGraphicsItem):
    """Grid and curves, in the coordinates of the plot's axes.

    Attributes
    ----------
    grows
        Whether the widths grow with a picture that is enlarged. On screen they do not, which
        is quicker; a drawing of other pens looks wrong where it is read.
    """

    def __init__(self) -> None:
        super().__init__()
        self.grows = False
        self._rect = QRectF()
        self._grid: list[float] = []
        self._grid_pen = QPen()
        self._floor: float | None = None
        self._floor_pen = QPen()
        self._drawn: list[tuple[QPen, QPainterPath | list[QLineF]]] = []
        self._behind: list[tuple[QPen, QPainterPath | list[QLineF]]] = []
        self._over: list[tuple[QPen, QPainterPath | list[QLineF]]] = []
        self._dots: list[tuple[QPen, list[QPointF]]] = []

    def boundingRect(self) -> QRectF:
        """Return the visible stretch: nothing outside it is drawn."""
        return self._rect

    def show_grid(
        self, rect: QRectF, positions: Sequence[float], floor: float | None, color: str
    ) -> None:
        """Take the visible rectangle and where grid lines lie; that of the floor is dashed."""
        self.prepareGeometryChange()
        self._rect, self._grid, self._floor = rect, list(positions), floor
        self._grid_pen = _pen(color, 1.0)
        self._floor_pen = QPen(self._grid_pen)
        self._floor_pen.setDashPattern(FLOOR_DASH)
        self.update()

    def show_lines(
        self,
        lines: Polylines,
        styles: Mapping[int, Style],
        order: Sequence[int],
        step_px: float,
        unit_px: float,
    ) -> None:
        """Take the curves, the last in ``order`` on top, and the pixels per step and unit."""
        refine = not lines.thinned and len(lines.steps) <= BROAD_SEGMENTS
        broad = refine and lines.positions.size <= BROAD_SEGMENTS
        self._drawn, self._dots = [], []
        gap = step_px * (lines.steps[-1] - lines.steps[0]) / max(len(lines.steps) - 1, 1)
        dots = len(lines.steps) == 1 or (broad and gap >= DOT_GAP_PX)
        cut: dict[tuple[tuple[float, ...], int], tuple[Array, Mask]] = {}
        for curve in order:
            style = styles[curve]
            pen = _pen(style.color, style.width if broad or style.width > BROAD_PX else THIN_PX)
            steps, positions = lines.narrowed(curve, unit_px)
            if dots:
                points = zip(steps.tolist(), positions.tolist(), strict=True)
                self._dots.append((_pen(style.color, DOT_PX), list(starmap(QPointF, points))))
            joined: Mask | None = None
            if style.dash:
                # Curves with the same dash and steps are cut at the same places.
                key = style.dash, len(steps)
                if key not in cut:
                    cut[key] = dashed(steps, style.dash, step_px, refine)
                finer, joined = cut[key]
                if len(finer) > len(steps):
                    positions = np.interp(finer, steps, positions)
                steps = finer
            self._drawn.append((pen, _geometry(steps, positions, joined, pen.widthF())))
        self.update()

    def show_behind(
        self, layers: Sequence[tuple[Polylines, Sequence[Style]]], step_px: float, unit_px: float
    ) -> None:
        """Take thin curves that are drawn before all others."""
        self._behind = []
        for lines, styles in layers:
            cut: dict[tuple[tuple[float, ...], int], tuple[Array, Mask]] = {}
            for curve, style in enumerate(styles):
                steps, positions = lines.narrowed(curve, unit_px)
                key = style.dash, len(steps)
                if key not in cut:
                    # A band has each step twice, which finer steps would not.
                    refine = len(steps) <= BROAD_SEGMENTS and bool(np.all(np.diff(steps) > 0.0))
                    cut[key] = dashed(steps, style.dash, step_px, refine)
                finer, joined = cut[key]
                if len(finer) > len(steps):
                    positions = np.interp(finer, steps, positions)
                geometry = _geometry(finer, positions, joined, THIN_PX)
                self._behind.append((_pen(style.color, THIN_PX), geometry))
        self.update()

    def show_over(
        self,
        layers: Sequence[tuple[Polylines, Sequence[Style]]],
        step_px: float,
        unit_px: float,
        ground: str,
    ) -> None:
        """Take curves of few points that are drawn after all others.

        There is ground around their dashes, and in the gaps what they lie over.
        """
        self._over = []
        for lines, styles in layers:
            for curve, style in enumerate(styles):
                steps, positions = lines.narrowed(curve, unit_px)
                finer, joined = dashed(steps, style.dash, step_px, refine=True)
                parts = _segments(finer, np.interp(finer, steps, positions), joined)
                self._over += [(_pen(ground, CLEAR_PX), parts), (_pen(style.color, OVER_PX), parts)]
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw the grid, then the curves."""
        frame = painter.worldTransform()
        if self.grows:
            painter.save()
            painter.setWorldTransform(QTransform())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        left, right = self._rect.left(), self._rect.right()
        painter.setPen(self._pen(self._grid_pen))
        grid = [QLineF(left, at, right, at) for at in self._grid]
        painter.drawLines(self._mapped(frame, grid))
        if self._floor is not None:
            painter.setPen(self._pen(self._floor_pen))
            floor = QLineF(left, self._floor, right, self._floor)
            painter.drawLines(self._mapped(frame, [floor]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for pen, geometry in (*self._behind, *self._drawn, *self._over):
            painter.setPen(self._pen(pen))
            if isinstance(geometry, QPainterPath):
                painter.drawPath(frame.map(geometry) if self.grows else geometry)
            else:
                painter.drawLines(self._mapped(frame, geometry))
        for pen, points in self._dots:
            painter.setPen(self._pen(pen))
            painter.drawPoints(self._mapped(frame, points))
        if self.grows:
            painter.restore()

    def _pen(self, pen: QPen) -> QPen:
        if not self.grows:
            return pen
        grown = QPen(pen)
        grown.setCosmetic(False)
        return grown

    def _mapped(self, frame: QTransform, parts: list[Drawn]) -> list[Drawn]:
        return [frame.map(part) for part in parts] if self.grows else parts


def _geometry(
    steps: Array, positions: Array, joined: Mask | None, width: float
) -> QPainterPath | list[QLineF]:
    if width > THIN_PX:
        return _segments(steps, positions, joined)
    connect = "all" if joined is None else joined
    path: QPainterPath = pg.arrayToQPath(steps, positions, connect=connect, finiteCheck=False)
    return path


def _segments(steps: Array, positions: Array, joined: Mask | None) -> list[QLineF]:
    ends = np.column_stack([steps[:-1], positions[:-1], steps[1:], positions[1:]])
    if joined is not None:
        ends = ends[joined[:-1]]
    return list(starmap(QLineF, ends.tolist()))


@lru_cache(maxsize=256)
def _pen(color: str, width: float) -> QPen:
    pen = QPen(QColor(color), width)
    pen.setCosmetic(True)
    if width > THIN_PX:
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen


def weight_style(theme: Theme, curve: int, bright: int | None) -> Style:
    """Return how the curve of a weight looks, where one stands out or, with None, all alike."""
    color, hues = theme.weight_color(curve), len(theme.weights)
    dash = CURVE_DASHES[(curve + curve // hues) % len(CURVE_DASHES)]
    if bright is None:
        return Style(color, dash)
    if curve == bright:
        return Style(color, dash, BRIGHT_PX)
    return Style(faded(color, theme.ground), dash)


def faded(color: str, ground: str) -> str:
    """Return a colour drawn far towards the ground, for what stands back."""
    return _mixed(color, ground, _FADED)


def softened(color: str, ground: str) -> str:
    """Return a colour drawn a little towards the ground, for what stands behind."""
    return _mixed(color, ground, _SOFTENED)


def _mixed(color: str, ground: str, share: float) -> str:
    front, back = QColor(color), QColor(ground)

    def mixed(a: int, b: int) -> int:
        return round(share * a + (1.0 - share) * b)

    return QColor(
        mixed(front.red(), back.red()),
        mixed(front.green(), back.green()),
        mixed(front.blue(), back.blue()),
    ).name()
