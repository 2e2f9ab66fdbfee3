"""One plot against the step: header, curves, and what lies over them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from skipnet_gui.core.functions import Array
from skipnet_gui.core.history import Curves
from skipnet_gui.ui.plots.behind import Behind, legend
from skipnet_gui.ui.plots.chart import Chart
from skipnet_gui.ui.plots.header import Header
from skipnet_gui.ui.plots.labels import (
    margin_px,
    placed_marks,
    placed_names,
    placed_readings,
    reading_rows,
    remark,
    shortened,
)
from skipnet_gui.ui.plots.lines import Style, weight_style
from skipnet_gui.ui.plots.overlay import Overlay, Reading, readings_size
from skipnet_gui.ui.plots.polylines import Polylines, polylines
from skipnet_gui.ui.plots.sampled import drawn_curves, nearest_of, sample_note
from skipnet_gui.ui.plots.scale import Fit, extent, fit, together, value_ticks
from skipnet_gui.ui.plots.shown import Band, Kind, Look, Stretch
from skipnet_gui.ui.theme import Theme

NEAR_PX = 7.0
FEW_CURVES = 6


class StepPlot(QWidget):
    """A plot of some columns of the history against the step; it only shows.

    ``resized()`` tells that there is another number of pixels to fill.
    """

    resized = Signal()

    def __init__(self, kind: Kind, theme: Theme) -> None:
        super().__init__()
        self.kind, self.log, self._theme = kind, kind.log, theme
        self.header = Header(f"{kind.title.split()[0].lower()} plot", kind.log)
        self.chart = Chart(theme)
        self.plot = self.chart.widget
        self.plot.setObjectName(kind.name)
        self.plot.setAccessibleName(f"{kind.title} against the step")
        self.plot.setAccessibleDescription("A follows the newest step, + and − zoom")
        self.plot.setMinimumSize(QSize(60, 60))
        self.overlay = Overlay(self.plot.viewport(), theme)
        self._names: tuple[str, ...] = ("",)
        self._columns, self._edges = slice(0, 1), False
        self._curves: Curves | None = None
        self._behind: Sequence[Behind] = ()
        self._run = ""
        self._lines = Polylines(np.zeros(1), np.zeros((1, 1)), False)
        self._fit: Fit | None = None
        self._stretch = Stretch(0.0, 1.0, False)
        self._position = 0
        self._bright: int | None = None
        self._look: Look | None = None
        self._band: Band | None = None
        self.pointer: QPointF | None = None
        self.held: tuple[float, float] | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.plot, 1)
        self.chart.resized.connect(self._fill)
        self._show_title()

    @property
    def columns(self) -> slice:
        """The columns of the history that are shown."""
        return self._columns

    @property
    def shows_edges(self) -> bool:
        """Whether each curve belongs to a weight."""
        return self._edges

    def _fill(self) -> None:
        self.overlay.setGeometry(self.plot.viewport().rect())
        self.resized.emit()

    def _show_title(self) -> None:
        self.header.title.setText(self.kind.log_title if self.log else self.kind.title)
        self.header.show_scale(self.log)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = self.overlay.theme = theme
        self.header.show_theme(theme)
        self.chart.show_theme(theme)
        self._redraw()

    def show_columns(self, columns: slice, names: Sequence[str], edges: bool) -> None:
        """Take the columns of the history to show and their names; drop what was shown."""
        self._columns, self._edges = columns, edges
        self._names = tuple(map(shortened, names))
        self._curves = self._fit = self.held = self._look = self._bright = None
        self.chart.set_margin(margin_px(self._names))
        if edges:
            self.header.show_note(*sample_note(len(self._names)))

    def show_curves(
        self,
        curves: Curves,
        stretch: Stretch,
        position: int,
        behind: Sequence[Behind] = (),
        run: str = "",
    ) -> None:
        """Show a run's curves over a stretch of steps, those of others behind, the position."""
        self._curves, self._stretch, self._position = curves, stretch, position
        self._behind, self._run = behind, run
        self._redraw()

    def show_position(self, step: int) -> None:
        """Move the position line."""
        self._position = step
        x = self.chart.view.x_in_sight(step)
        self.overlay.show_face(replace(self.overlay.face, position_x=x))

    def show_bright(self, edge: int | None) -> None:
        """Let the curve of a weight stand out, the others fade; None shows all alike."""
        edge = edge if self._edges and edge is not None and edge < len(self._names) else None
        if edge != self._bright:
            self._bright = edge
            self._draw_curves()

    def show_log(self, log: bool) -> None:
        """Show a log or a linear axis."""
        self.log = log
        self._fit = self.held = None
        self._show_title()
        self._redraw()

    def hold(self, low: float, high: float) -> None:
        """Keep a stretch of the value axis until :meth:`follow`."""
        self.held = (low, high)
        self._redraw()

    def follow(self) -> None:
        """Let the value axis fit the curves again."""
        self.held = None
        self._redraw()

    def show_band(self, band: Band | None) -> None:
        """Show between which values the curve goes to and fro, or that it does not."""
        if band != self._band:
            self._band = band
            self.overlay.show_face(replace(self.overlay.face, band=self._band_rect()))

    def show_look(self, look: Look | None) -> None:
        """Show the crosshair at a step, and its values where the pointer is."""
        self._look = look
        self._place_look()

    def _redraw(self) -> None:
        if self._curves is None:
            return
        drawn = [(self._curves, self._columns)]
        drawn += [(other.curves, other.columns) for other in self._behind]
        shown = together([extent(*part) for part in drawn])
        old, self._fit = self._fit, fit(self.log, shown, self._fit)
        if old is not None and old.scale.unit != self._fit.scale.unit:
            self.held = None
        low, high = self.held or (self._fit.low, self._fit.high)
        self._lines = polylines(self._curves, self._columns, self._fit.scale)
        self._show_range(self._fit._replace(low=low, high=high))
        self.header.follow.setVisible(self._stretch.held or self.held is not None)
        self._draw_curves()

    def _show_range(self, shown: Fit) -> None:
        stretch = self._stretch
        ticks = stretch.ticks, value_ticks(shown, self.chart.view.area.height())
        floor = shown.scale.floor if shown.has_floor else None
        steps, positions = (stretch.first, stretch.last), (shown.low, shown.high)
        self.chart.show_range(steps, positions, ticks, floor)

    def _draw_curves(self) -> None:
        if self._curves is None:
            return
        order = self._drawn
        styles = {curve: self._style(curve) for curve in order}
        view = self.chart.view
        pixels = view.step_px, view.position_px
        self.chart.lines.show_behind(self._layers(over=False), *pixels)
        self.chart.lines.show_lines(self._lines, styles, order, *pixels)
        self.chart.lines.show_over(self._layers(over=True), *pixels, self._theme.ground)
        self._place_face({curve: style.color for curve, style in styles.items()})

    def _layers(self, over: bool) -> list[tuple[Polylines, list[Style]]]:
        """Return the curves of other runs, or those that lie over all, with their looks."""
        assert self._fit is not None
        scale, theme = self._fit.scale, self._theme
        return [
            (polylines(other.curves, other.columns, scale), other.styles(theme, self._edges))
            for other in self._behind
            if other.over is over
        ]

    def _style(self, curve: int) -> Style:
        if not self._edges:
            return Style(self._theme.ink)
        return weight_style(self._theme, curve, self._bright)

    @property
    def _drawn(self) -> list[int]:
        """The curves that are drawn, the last on top."""
        return drawn_curves(len(self._names), self._bright)

    def _place_face(self, colors: Mapping[int, str]) -> None:
        view, face = self.chart.view, self.overlay.face
        break_at = None if self._fit is None else self._fit.break_at
        kept = [label.curve for label in face.names]
        marks = self._stretch.marks
        places = [view.x_of(mark.step) for mark in marks]
        names = placed_names(view, self._lines, self._names, colors, kept, self._bright)
        remarks = remark(self._stretch.ended, self._lines, view.area, self._theme)
        named = self._behind if self.kind.name == "loss_plot" else ()  # which has room
        face = replace(
            face,
            area=view.area,
            names=names,
            mark_lines=tuple(places),
            mark_labels=placed_marks(marks, places, view.area, self._theme) + remarks,
            break_y=None if break_at is None else view.y_in_sight(break_at),
            position_x=self.chart.view.x_in_sight(self._position),
            legend=legend(named, self._run, self._theme),
            band=self._band_rect(),
        )
        self.overlay.show_face(face)
        self._place_look()

    def _band_rect(self) -> QRectF | None:
        """Return the rectangle of the band, as much of it as is in sight."""
        band = self._band
        if band is None or self._fit is None:
            return None
        values = np.array([band.low, band.high])
        low, high = self._fit.scale.positions(values, values, values)[0]
        rect = self.chart.view.rect_of(band.first, band.last, low, high)
        return None if rect.isEmpty() else rect

    def _place_look(self) -> None:
        face, look = self.overlay.face, self._look
        x = None if look is None else self.chart.view.x_in_sight(look.step)
        readings: tuple[Reading, ...] = ()
        place = QPointF()
        if look is not None and x is not None and self.pointer is not None:
            readings = self._readings(look)
            old = face.readings_at if face.readings else None
            size = readings_size(readings)
            place = placed_readings(
                self.chart.view, self._lines, size, QPointF(self.pointer), old, face.position_x
            )
        self.overlay.show_face(replace(face, look_x=x, readings=readings, readings_at=place))

    def _readings(self, look: Look) -> tuple[Reading, ...]:
        values = look.row[self._columns]
        chosen = self._told_of(values)
        colors = [self._color(curve) for curve in chosen]
        return reading_rows(look, values, chosen, self._names, colors, self._theme.quiet)

    def _told_of(self, values: Array) -> list[int]:
        """Return the curves whose numbers the crosshair tells: of many that at the pointer."""
        if len(values) <= FEW_CURVES:
            return list(range(len(values)))
        nearest, bright = self._nearest_value(values), self._bright
        return [nearest] if bright is None or bright == nearest else [nearest, bright]

    def _color(self, curve: int) -> str:
        return self._theme.weight_color(curve) if self._edges else self._theme.ink

    def _nearest_value(self, values: Array) -> int:
        assert self._fit is not None
        assert self.pointer is not None
        _, positions = self._fit.scale.positions(values, values, np.abs(values))
        wanted = self.chart.view.position_at(self.pointer.y())
        return nearest_of(np.abs(positions - wanted), self._drawn)

    def curve_at(self, at: QPointF) -> int | None:
        """Return the curve whose line or name is at a point, or None."""
        for label in self.overlay.face.names:
            if label.rect().contains(at):
                return label.curve
        view = self.chart.view
        if self._curves is None or not view.area.contains(at):
            return None
        point = view.step_at(at.x()), view.position_at(at.y())
        distances = self._lines.nearest(*point, view.step_px, view.position_px)
        nearest = nearest_of(distances, self._drawn)
        return nearest if distances[nearest] <= NEAR_PX else None
