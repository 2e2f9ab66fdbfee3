"""The plots of a run: loss, weights, gradients, with one step axis."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from skipnet_gui.core.functions import Array
from skipnet_gui.core.history import Curves, History
from skipnet_gui.core.notation import name_symbol
from skipnet_gui.core.run_spec import Data, RunSpec
from skipnet_gui.ui.marks import Marks, stop_mark
from skipnet_gui.ui.parts import Part
from skipnet_gui.ui.plots.arrangement import LEAST_PLOT_PX, Arrangement
from skipnet_gui.ui.plots.behind import Behind, Other, behind, in_plot
from skipnet_gui.ui.plots.ends import OPEN, Ends, among, seen
from skipnet_gui.ui.plots.held_out_line import TestLine
from skipnet_gui.ui.plots.pointing import Pointing
from skipnet_gui.ui.plots.scale import last_shown_step, step_ticks
from skipnet_gui.ui.plots.shown import KINDS, RATE, Band, Kind, Look, Stretch
from skipnet_gui.ui.plots.sight import Sight, buckets_in, held_between, moves
from skipnet_gui.ui.plots.step_plot import StepPlot
from skipnet_gui.ui.theme import LIGHT, Theme

if TYPE_CHECKING:
    from skipnet_gui.ui.plots.function import FunctionPlot


class PlotsPanel(QWidget):
    """Three plots side by side; tabs where they would be too narrow.

    ``part_hovered(part or None)`` and ``part_clicked(part)`` tell of curves and their
    names, ``step_requested(step)`` of a press on a step axis, ``steps_shown(first, last)``
    that another stretch of steps is in sight, ``picture_requested(plot)`` asks for a plot
    as a picture.
    """

    part_hovered = Signal(object)
    part_clicked = Signal(object)
    step_requested = Signal(int)
    steps_shown = Signal(float, float)
    picture_requested = Signal(str)
    _resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plots")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme: Theme | None = None
        self._spec: RunSpec | None = None
        self._history: History | None = None
        self._step = 0
        self._ends: Ends = OPEN
        self._others: tuple[Other, ...] = ()
        self._run = ""
        self._marks = Marks()
        self._held: tuple[float, float] | None = None
        self._looking: StepPlot | None = None
        self._test = TestLine(self)
        self._test.grew.connect(self._refresh_soon)
        self._stale = self._due = False
        self._arrangement = Arrangement(self)
        self.tabs, self.function = self._arrangement.tabs, self._arrangement.function
        for kind in KINDS:
            self._add(kind)
        self._arrangement.offered = len(KINDS)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(self._arrangement.row, 1)
        self.setMinimumWidth(LEAST_PLOT_PX)
        self._arrangement.place()
        self._resized.connect(self._settle, Qt.ConnectionType.QueuedConnection)
        self.tabs.currentChanged.connect(lambda _: self._choose_tab())
        self.show_theme(LIGHT)

    def _add(self, kind: Kind) -> None:
        """Add a plot on the right."""
        plot = StepPlot(kind, LIGHT)
        pointing = Pointing(plot)
        self._arrangement.add(plot)
        plot.resized.connect(self._refresh_soon)
        pointing.part_hovered.connect(self.part_hovered)
        pointing.part_clicked.connect(self.part_clicked)
        pointing.step_pressed.connect(self._ask_for_step)
        pointing.steps_requested.connect(self._hold)
        pointing.follow_requested.connect(self.follow)
        pointing.look_requested.connect(self._look)
        pointing.picture_requested.connect(lambda: self.picture_requested.emit(kind.name))
        plot.header.scale_chosen.connect(lambda _: self._arrangement.place())

    @property
    def plots(self) -> tuple[StepPlot, ...]:
        """The plots against the step; that of the rate is made when a policy first moves it."""
        return self._arrangement.plots

    @property
    def _has_rate(self) -> bool:
        """Whether the plot of the rate is offered."""
        return self._arrangement.offered > len(KINDS)

    def _offer_rate(self, spec: RunSpec) -> None:
        """Show the plot of the rate as long as a policy moves the rate of a run."""
        specs = (spec, *(other.spec for other in self._others))
        has_rate = any(map(moves, specs))
        if has_rate and len(self.plots) == len(KINDS):
            self._add(RATE)
            self._show_network(spec)
            self._arrangement.show_theme(self._theme or LIGHT)
        if has_rate != self._has_rate:
            self._arrangement.offered = len(KINDS) + has_rate
            self._arrangement.place()

    @property
    def tabbed(self) -> bool:
        """Whether the plots are tabs."""
        return self._arrangement.tabbed

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn the plots into tabs where they are too narrow."""
        super().resizeEvent(event)
        self._arrangement.place()
        self._refresh_soon()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened out of sight."""
        super().showEvent(event)
        if self._stale:
            self._refresh_soon()

    def _choose_tab(self) -> None:
        self._arrangement.place()
        self._refresh()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        if theme == self._theme:
            return
        self._theme = theme
        self.setStyleSheet(
            f"#plots {{ background: {theme.ground}; }}"
            "#plots QTabBar::tab { padding: 6px 8px 4px 8px; }"
        )
        self._arrangement.show_theme(theme)

    def show_history(self, spec: RunSpec, history: History, step: int, ends: Ends = OPEN) -> None:
        """Show a run's record, the step that is looked at, and curves only to their ends."""
        moved, self._step = step != self._step, step
        cut, self._ends = ends != self._ends, ends
        cut = cut or (moved and self._test.rows is not None)  # whose loss stands in the header
        if cut or spec is not self._spec or history is not self._history:
            self._take(spec, history)
        elif moved:
            for plot in self._visible():
                plot.show_position(step)

    def show_runs(self, active: str, others: tuple[Other, ...]) -> None:
        """Show other runs behind the active one, from the next time its record is shown on."""
        same = len(others) == len(self._others) and all(
            new.history is old.history and new.name == old.name
            for new, old in zip(others, self._others, strict=True)
        )
        if not same or active != self._run:
            self._others, self._run = others, active
            self._history = None

    def show_test(self, rows: Data | None) -> None:
        """Show the loss over test rows, from the next time a record is shown on; None: no rows."""
        if self._test.show_rows(rows):
            self._history = None

    def _take(self, spec: RunSpec, history: History) -> None:
        old, self._spec, self._history = self._spec, spec, history
        if old is None or spec.events is not old.events:
            self._marks = Marks(spec.events)
        if old is None or spec.network is not old.network:
            self._held = None
            self._show_network(spec)
        self._offer_rate(spec)
        self._refresh()

    def _show_network(self, spec: RunSpec) -> None:
        names = [name_symbol(name) for name in spec.network.weight_names]
        edges = len(names)
        loss, weights, gradients, *rest = self.plots
        loss.show_columns(slice(0, 1), ["L"], edges=False)
        weights.show_columns(slice(1, 1 + edges), names, edges=True)
        gradients.show_columns(slice(1 + edges, 1 + 2 * edges), names, edges=True)
        for rate in rest:
            rate.show_columns(slice(1 + 2 * edges, 2 + 2 * edges), ["α"], edges=False)

    def show_highlight(self, part: Part | None) -> None:
        """Let the curves of a weight stand out in all plots; None shows all alike."""
        edge = part.index if part is not None and part.kind == "edge" else None
        for plot in self.plots:
            plot.show_bright(edge)

    def show_band(self, band: Band | None) -> None:
        """Show in the loss plot between which values training goes to and fro, if it does."""
        self.plots[0].show_band(band)

    def add_function(self, plot: "FunctionPlot") -> None:
        """Put the fitted function at the right of the plots, or last among the tabs."""
        self._arrangement.add_function(plot)
        self.show_function(True)

    def show_function(self, is_shown: bool) -> None:
        """Show the fitted function, once it is there, or put it away."""
        self.function.is_shown = is_shown
        self._arrangement.place()
        if is_shown and self.tabbed:
            self.tabs.setCurrentIndex(self.tabs.count() - 1)

    def add_strip(self, strip: QWidget) -> None:
        """Put a strip under the plots, in their place and of their width."""
        self._column.addWidget(strip)

    @property
    def steps(self) -> tuple[float, float]:
        """The stretch of steps in sight."""
        return self._held or (0.0, float(last_shown_step(self._steps)))

    def follow(self) -> None:
        """Show all steps, and the newest as they come."""
        self._held = None
        for plot in self.plots:
            plot.follow()
        self._refresh()

    def _visible(self) -> list[StepPlot]:
        return [plot for plot in self.plots if not plot.isHidden()]

    def _refresh_soon(self) -> None:
        """Refresh once all that is being laid out has its size."""
        if not self._due:
            self._due = True
            self._resized.emit()

    def _settle(self) -> None:
        self._due = False
        self._refresh()

    def _refresh(self) -> None:
        """Read the curves in sight and hand them to the plots."""
        spec, history = self._spec, self._history
        self._stale = not self.isVisible()
        if spec is None or history is None or self._stale:
            return
        first, last = self.steps
        self.steps_shown.emit(first, last)
        plots = self._visible()
        if not plots:  # the tab of the fitted function
            return
        widths = [plot.chart.view.area.width() for plot in plots]
        buckets, names = buckets_in(max(widths), len(spec.network.edges)), spec.network.weight_names
        sight = Sight(int(first) - 1, int(last) + 2, buckets, self._has_rate)
        shown = sight.curves(spec, history)
        found = behind(self._others, names, sight) if not self._ends else []
        stretch = self._stretch(spec, history, widths)
        test = self._test.layers(spec, history, sight[:2], self._step) if not self._ends else []
        self.plots[0].header.show_note(*self._test_note)
        with np.errstate(all="ignore"):  # sums and spans of values near the largest float64
            for plot in plots:
                others = [in_plot(plot.kind.name, *other) for other in found]
                others += test if plot is self.plots[0] else []
                self._show_curves(plot, shown, stretch, others)
        if self._looking is not None:
            self._looking_again()

    def _stretch(self, spec: RunSpec, history: History, widths: Sequence[float]) -> Stretch:
        """Return the steps in sight with their marks, in plots of some widths."""
        first, last = self.steps
        px_per_step = max(widths) / (last - first)
        marks = self._marks.between(first, min(last, history.steps), px_per_step)
        stop = stop_mark(spec, history)
        if stop is not None and not self._ends and first <= stop.step <= last:
            marks.append(stop)
        # The axes are alike, so their ticks are, too: those of the narrowest.
        ticks = tuple(step_ticks(first, last, min(widths)))
        return Stretch(first, last, self._held is not None, ticks, tuple(marks))

    @property
    def _test_note(self) -> tuple[str, str]:
        """The test loss at the step shown, where it may be seen and has room."""
        return ("", "") if self._ends or self.tabbed else self._test.note

    @property
    def _steps(self) -> int:
        """The last step of all runs that are shown."""
        histories = [other.history for other in self._others]
        if self._history is not None:
            histories.append(self._history)
        return max((history.steps for history in histories), default=0)

    def _show_curves(
        self, plot: StepPlot, shown: Curves, stretch: Stretch, others: list[Behind]
    ) -> None:
        """Show curves as far as all of the plot may be seen."""
        ends = among(self._ends, plot.columns)
        if ends:
            first = min(ends.values())
            shown, stretch = seen(shown, first.step), stretch._replace(ended=first.sign)
        plot.show_curves(shown, stretch, self._step, others, self._run)

    def _hold(self, first: float, last: float) -> None:
        """Show another stretch of steps until told to follow."""
        if self._history is None:
            return
        self._held = held_between(first, last, float(last_shown_step(self._steps)))
        self._refresh()

    def _ask_for_step(self, step: float) -> None:
        if self._history is not None:
            self.step_requested.emit(min(max(round(step), 0), self._history.steps))

    def _look(self, step: float | None) -> None:
        """Show the crosshair at a step in all plots, and its numbers where the pointer is."""
        self._looking = next((plot for plot in self.plots if plot.pointer is not None), None)
        look = None if step is None else self._row(round(step))
        for plot in self._visible():
            plot.show_look(look and Look(*look, among(self._ends, plot.columns)))
        if look is not None and not self._ends and (test := self._test.text_at(look[0])):
            self.plots[0].show_look(Look(*look, {}, test))

    def _looking_again(self) -> None:
        assert self._looking is not None
        pointer = self._looking.pointer
        if pointer is not None:
            self._look(self._looking.chart.view.step_at(pointer.x()))

    def _row(self, step: int) -> tuple[int, Array] | None:
        spec, history = self._spec, self._history
        if spec is None or history is None:
            return None
        step = min(max(step, 0), history.steps)
        return step, Sight(step, step, 1, self._has_rate).curves(spec, history).low[0]
