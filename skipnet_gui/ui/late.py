"""The parts that a start can do without: made once the window stands, and tied to it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from skipnet_gui.session.document import Document
from skipnet_gui.session.runs import start_from
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.building import Building
from skipnet_gui.ui.closings import GateWatch
from skipnet_gui.ui.controller import Controller
from skipnet_gui.ui.dock import Dock
from skipnet_gui.ui.explore import Explore
from skipnet_gui.ui.function import FunctionWatch
from skipnet_gui.ui.gradient_check import GradientCheck
from skipnet_gui.ui.panels.numbers import NumbersPanel
from skipnet_gui.ui.panels.paths import PathsPanel
from skipnet_gui.ui.panels.program import ProgramPanel
from skipnet_gui.ui.plots.gates import GatesStrip
from skipnet_gui.ui.preferences import Preferences
from skipnet_gui.ui.rattling_bar import RattlingBar
from skipnet_gui.ui.theme import Theme
from skipnet_gui.ui.tying import tie_view

if TYPE_CHECKING:
    from skipnet_gui.ui.main_window import MainWindow


class LateParts(QObject):
    """Numbers, program, paths, building, gradient check, gates, function, and exploring.

    Parameters
    ----------
    window
        The window that stands, whose parts they are tied to.
    controller
        Sets the rate and goes to steps.
    docks
        The places of the panels, by name.
    preferences
        Say which strips and plots are wanted at once.
    """

    def __init__(
        self,
        window: "MainWindow",
        controller: Controller,
        docks: Mapping[str, Dock],
        preferences: Preferences,
    ) -> None:
        super().__init__(window)
        self._window, self._store, self._controller = window, window.store, controller
        self._add_panels(docks)
        self.explore: Explore | None = None
        self.check = GradientCheck(window, self._store)
        self.check.judged.connect(window.status.show_check)
        self.building = Building(window, self._store, window.loop, window.graph)
        window.graph.told.connect(window.status.show_message)
        for part in (self.numbers, self.paths, self.building):
            part.problem.connect(window.status.show_problem)
        self._add_gates(preferences.gates_open)
        self._add_function(preferences.function_open)
        self._add_rattling()
        self.show_document(self._store.document, self._store.snapshot)
        self.show_project(self._store.document)
        self.show_theme(window.theme)

    def _add_panels(self, docks: Mapping[str, Dock]) -> None:
        """Fill the docks of numbers, program and paths."""
        self.numbers, self.program, self.paths = NumbersPanel(), ProgramPanel(), PathsPanel()
        docks["numbers"].hold(self.numbers)
        docks["program"].hold(self.program)
        docks["paths"].hold(self.paths)
        self.views = (self.numbers, self.program)
        for view in self.views:
            tie_view(self._store, view)
        self.numbers.edit_requested.connect(self._store.edit)
        self.program.export_requested.connect(self._window.filing.export_script)
        self.paths.path_hovered.connect(self._window.graph.show_path)
        self._store.highlighted.connect(self.paths.follow)

    def _add_gates(self, is_wanted: bool) -> None:
        """Add the strip of gates, and what marks and explains where they closed."""
        window, action = self._window, self._window.actions_by_id["show_gates"]
        strip = GatesStrip(window.timeline.bar)
        window.plots.add_strip(strip)
        self.gates = GateWatch(window.graph, window.timeline, strip, is_wanted)
        window.plots.steps_shown.connect(strip.show_steps)
        strip.show_steps(*window.plots.steps)
        strip.part_hovered.connect(self._store.hover)
        for source in (strip, self.gates):
            source.step_requested.connect(self._controller.go_to)
        action.setChecked(self.gates.wants_gates)
        self.gates.gates_shown.connect(action.setChecked)

    def _add_function(self, is_wanted: bool) -> None:
        """Add the fitted function, shown if it is wanted."""
        self.function = FunctionWatch(self._store, self._window.plots)
        action = self._window.actions_by_id["show_function"]
        self.function.function_shown.connect(action.setChecked)
        if is_wanted:
            self.function.show_function(True)

    def _add_rattling(self) -> None:
        """Add the offer of a smaller rate where training goes to and fro."""
        self.rattling = RattlingBar(self._window.graph)
        self.rattling.rate_requested.connect(self._controller.set_rate)
        self.rattling.band_shown.connect(self._window.plots.show_band)

    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """Return the handler of each command that needs these parts."""
        return {
            **self.building.handlers(),
            "check_gradients": self.check.check,
            "show_explore": self._explore,
            "show_gates": self._toggle_gates,
            "show_function": self.function.toggle,
        }

    def _explore(self) -> None:
        """Open the window for exploring, or bring it to the front."""
        if self.explore is None:
            self.explore = self._made_explore()
        explore = self.explore
        if not explore.isVisible():
            # Not over the lessons, which stand on the left.
            explore.move(self._window.frameGeometry().topRight() - explore.rect().topRight())
        explore.show()
        explore.raise_()
        explore.activateWindow()

    def _made_explore(self) -> Explore:
        """Return the window for exploring, with what is shown now."""
        explore = Explore(self._window)
        explore.load_requested.connect(self._load)
        explore.rate_requested.connect(self._controller.set_rate)
        explore.part_hovered.connect(self._store.hover)
        for panel in explore.panels:
            panel.problem.connect(self._window.status.show_problem)
        explore.show_document(self._store.document, self._store.snapshot)
        explore.show_theme(self._window.theme)
        return explore

    def stop(self) -> None:
        """End the work elsewhere; the window closes."""
        if self.explore is not None:
            self.explore.stop()

    def _toggle_gates(self) -> None:
        """Show the strip of gates, or put it away."""
        self.gates.show_gates(not self.gates.wants_gates)

    def remembered(self, preferences: Preferences) -> Preferences:
        """Return preferences with what is wanted next time."""
        gates, function = self.gates.wants_gates, self.function.wants_function
        return replace(preferences, gates_open=gates, function_open=function)

    def show_document(self, document: Document, snapshot: Snapshot) -> None:
        """Show a document and the moment looked at."""
        self.numbers.show_document(document, snapshot)
        self.paths.show_document(document, snapshot)
        if self.explore is not None:
            self.explore.show_document(document, snapshot)
        self.gates.show_document(document, snapshot)
        self.function.show_document(document, snapshot)
        self.rattling.show_document(document, snapshot)

    def show_project(self, document: Document) -> None:
        """Show what changes with edits alone."""
        self.program.show_document(document)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        explore = () if self.explore is None else (self.explore,)
        for part in (*self.views, self.paths, *explore, self.gates, self.rattling):
            part.show_theme(theme)

    def _load(self, weights: Mapping[str, float]) -> None:
        """Make a cell of the start map a run."""
        self._store.edit(start_from(self._store.document, weights))
