"""A pyqtgraph plot reduced to what this program shows: two axes, a grid, the curves."""

from collections.abc import Sequence
from typing import NamedTuple

import pyqtgraph as pg
from PySide6.QtCore import QObject, QPointF, QRectF, Signal
from PySide6.QtGui import QColor, QPen

from skipnet_gui.ui.plots.gestures import Region
from skipnet_gui.ui.plots.lines import Lines
from skipnet_gui.ui.plots.overlay import text_width
from skipnet_gui.ui.plots.scale import Tick
from skipnet_gui.ui.theme import SMALL_PX, Theme, font

LEFT_PX, TOP_PX, BOTTOM_PX = 8, 18, 2
STEP_AXIS_PX, VALUE_AXIS_PX, AXIS_GRAIN_PX = 22, 36, 12
TEXT_OVERHANG_PX = 40
_PAD = 0.015
_HAIR = 1e-6

Ticks = tuple[Sequence[Tick], Sequence[Tick]]


class View(NamedTuple):
    """The stretch of steps and positions in sight, and its rectangle in pixels."""

    area: QRectF
    first: float
    last: float
    low: float
    high: float

    @property
    def step_px(self) -> float:
        """Pixels per step."""
        return max(self.area.width(), 1.0) / (self.last - self.first)

    @property
    def position_px(self) -> float:
        """Pixels per unit of the value axis."""
        return max(self.area.height(), 1.0) / (self.high - self.low)

    def x_of(self, step: float) -> float:
        """Return where a step lies."""
        return self.area.left() + (step - self.first) * self.step_px

    def y_of(self, position: float) -> float:
        """Return where a position lies."""
        return self.area.bottom() - (position - self.low) * self.position_px

    def x_in_sight(self, step: float) -> float | None:
        """Return where a step lies; None if it is out of sight."""
        x = self.x_of(step)
        return x if self.area.left() - 0.5 <= x <= self.area.right() + 0.5 else None

    def y_in_sight(self, position: float) -> float | None:
        """Return where a position lies; None if it is out of sight."""
        return self.y_of(position) if self.low < position < self.high else None

    def step_at(self, x: float) -> float:
        """Return the step at a pixel."""
        return self.first + (x - self.area.left()) / self.step_px

    def position_at(self, y: float) -> float:
        """Return the position at a pixel."""
        return self.low + (self.area.bottom() - y) / self.position_px

    def rect_of(self, first: float, last: float, low: float, high: float) -> QRectF:
        """Return as much of a rectangle of steps and positions as is in sight."""
        corner = QPointF(self.x_of(first), self.y_of(high))
        rect = QRectF(corner, QPointF(self.x_of(last), self.y_of(low)))
        # A hair more, so that one of no height is left of it, too.
        return rect.adjusted(0.0, -0.5, 0.0, 0.5).intersected(self.area)

    def region_at(self, at: QPointF) -> Region:
        """Return on which part of the plot a point lies."""
        if self.area.contains(at):
            return Region.CURVES
        if at.y() > self.area.bottom():
            return Region.STEPS
        return Region.VALUES if at.x() < self.area.left() else Region.MARGIN


class Chart(QObject):
    """Owns the PlotWidget: its axes, its range and its curves."""

    resized = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.widget = pg.PlotWidget(enableMenu=False)
        self.lines = Lines()
        self._view: View | None = None
        self._shown: object = None
        self._item = self.widget.getPlotItem()
        self._box = self._item.getViewBox()
        # The own gestures, menu and ranges replace those of pyqtgraph.
        self._item.hideButtons()
        self._box.setMouseEnabled(False, False)
        self._box.disableAutoRange()
        self._box.setDefaultPadding(0.0)
        self._box.addItem(self.lines, ignoreBounds=True)
        self._axes = self._item.getAxis("left"), self._item.getAxis("bottom")
        for name in ("left", "bottom", "right", "top"):
            # The ticks are ours; looking for units would lay out a label at each new range.
            self._item.getAxis(name).enableAutoSIPrefix(False)
        for axis in self._axes:
            axis.setStyle(tickLength=0, tickFont=font(SMALL_PX), autoExpandTextSpace=False)
            axis.setStyle(hideOverlappingLabels=TEXT_OVERHANG_PX)
        self._axes[0].setStyle(tickTextOffset=5)
        self._axes[1].setStyle(tickTextOffset=4)
        self._axes[0].setWidth(VALUE_AXIS_PX)
        self._axes[1].setHeight(STEP_AXIS_PX)
        self.set_margin(0)
        self._box.sigResized.connect(self._tell_resized)

    def _tell_resized(self) -> None:
        self._view = None
        self.resized.emit()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.theme = theme
        self.widget.setBackground(theme.ground)
        for axis in self._axes:
            axis.setPen(QPen(QColor(theme.quiet), 1.0))
            axis.setTextPen(QPen(QColor(theme.quiet), 1.0))

    def set_margin(self, width_px: int) -> None:
        """Keep room at the right for the curves' names."""
        self._item.layout.setContentsMargins(LEFT_PX, TOP_PX, width_px, BOTTOM_PX)

    def show_range(
        self,
        steps: tuple[float, float],
        positions: tuple[float, float],
        ticks: Ticks,
        floor: float | None = None,
    ) -> None:
        """Show a stretch of steps and of positions, with the ticks of steps and of values.

        The grid line at ``floor`` is dashed. What is shown already is not drawn anew: an
        axis costs more than the curves.
        """
        wanted = steps, positions, ticks, floor, self.theme
        if wanted == self._shown:
            return
        self._shown = wanted
        pad = _PAD * (positions[1] - positions[0])
        low, high = positions[0] - pad, positions[1] + pad
        # A hair more than the steps: the axis takes a tick right at an end for outside.
        hair = _HAIR * (steps[1] - steps[0])
        shown = (steps[0] - hair, steps[1] + hair)
        self._box.setRange(xRange=shown, yRange=(low, high), padding=0.0)
        self._show_ticks(ticks)
        self._view = None
        rect = QRectF(steps[0], low, steps[1] - steps[0], high - low)
        grid = [at for at, _ in ticks[1] if at != floor]
        self.lines.show_grid(rect, grid, floor, self.theme.line)

    def _show_ticks(self, ticks: Ticks) -> None:
        steps, values = ticks
        self._axes[0].setTicks([list(values)])
        self._axes[1].setTicks([list(steps)])
        widest = max((text_width(text) for _, text in values), default=0.0)
        grains = -(-max(widest + 9.0 - VALUE_AXIS_PX, 0.0) // AXIS_GRAIN_PX)
        self._axes[0].setWidth(VALUE_AXIS_PX + int(grains) * AXIS_GRAIN_PX)

    @property
    def view(self) -> View:
        """What is shown, and where."""
        if self._view is None:
            (first, last), (low, high) = self._box.viewRange()
            area = QRectF(self._box.sceneBoundingRect())
            self._view = View(area, first, last, low, high)
        return self._view
