"""The parts that a start can do without: made once the window stands, and tied to it."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from skipnet_gui.session.document import Document
from skipnet_gui.session.runs import start_from
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.building import Building
from skipnet_gui.ui.closings import GateWatch
from skipnet_gui.ui.dock import Dock
from skipnet_gui.ui.explore import Explore
from skipnet_gui.ui.function import FunctionWatch
from skipnet_gui.ui.gradient_check import GradientCheck
from skipnet_gui.ui.graph.view import GraphView
from skipnet_gui.ui.loop import Loop
from skipnet_gui.ui.panels.numbers import NumbersPanel
from skipnet_gui.ui.panels.paths import PathsPanel
from skipnet_gui.ui.panels.program import ProgramPanel
from skipnet_gui.ui.panels.status import StatusLine
from skipnet_gui.ui.panels.timeline import Timeline
from skipnet_gui.ui.plots.gates import GatesStrip
from skipnet_gui.ui.plots.panel import PlotsPanel
from skipnet_gui.ui.rattling_bar import RattlingBar
from skipnet_gui.ui.store import Store
from skipnet_gui.ui.theme import Theme


class Ties(NamedTuple):
    """What the late parts are tied to."""

    window: QWidget
    store: Store
    loop: Loop
    status: StatusLine
    graph: GraphView
    plots: PlotsPanel
    timeline: Timeline
    gates_action: QAction
    set_rate: Callable[[float], None]
    go_to: Callable[[int], None]
    export_script: Callable[[str], None]


class LateParts(QObject):
    """Numbers, program, paths, gradient check, gates, and the window for exploring."""

    def __init__(self, ties: Ties, docks: Mapping[str, Dock], wants_gates: bool) -> None:
        super().__init__(ties.window)
        store, status = ties.store, ties.status
        self._store = store
        self.numbers, self.program, self.paths = NumbersPanel(), ProgramPanel(), PathsPanel()
        docks["numbers"].hold(self.numbers)
        docks["program"].hold(self.program)
        docks["paths"].hold(self.paths)
        self.views = (self.numbers, self.program)
        self.numbers.edit_requested.connect(store.edit)
        self.program.export_requested.connect(ties.export_script)
        self.paths.path_hovered.connect(ties.graph.show_path)
        store.highlighted.connect(self.paths.follow)
        self.check = GradientCheck(ties.window, store)
        self.check.judged.connect(status.show_check)
        self.explore = Explore(ties.window)
        self.explore.load_requested.connect(self._load)
        self.explore.rate_requested.connect(ties.set_rate)
        self.explore.part_hovered.connect(store.hover)
        self.building = Building(ties.window, store, ties.loop, ties.graph)
        ties.graph.told.connect(status.show_message)
        for panel in (self.numbers, self.paths, self.building, *self.explore.panels):
            panel.problem.connect(status.show_problem)
        self._add_gates(ties, wants_gates)
        self.function = FunctionWatch(store, ties.plots)
        self.rattling = RattlingBar(ties.graph)
        self.rattling.rate_requested.connect(ties.set_rate)
        self.rattling.band_shown.connect(ties.plots.show_band)

    def _add_gates(self, ties: Ties, wanted: bool) -> None:
        """Add the strip of gates, and what marks and explains where they closed."""
        strip = GatesStrip(ties.timeline.bar)
        ties.plots.add_strip(strip)
        self.gates = GateWatch(ties.graph, ties.timeline, strip, wanted)
        ties.plots.steps_shown.connect(strip.show_steps)
        strip.show_steps(*ties.plots.steps)
        strip.part_hovered.connect(self._store.hover)
        for source in (strip, self.gates):
            source.step_requested.connect(ties.go_to)
        ties.gates_action.setChecked(self.gates.wants_gates)
        self.gates.gates_shown.connect(ties.gates_action.setChecked)

    def toggle_gates(self) -> None:
        """Show the strip of gates, or put it away."""
        self.gates.show_gates(not self.gates.wants_gates)

    def show_document(self, document: Document, snapshot: Snapshot) -> None:
        """Show a document and the moment looked at."""
        self.numbers.show_document(document, snapshot)
        self.paths.show_document(document, snapshot)
        self.explore.show_document(document, snapshot)
        self.gates.show_document(document, snapshot)
        self.function.show_document(document, snapshot)
        self.rattling.show_document(document, snapshot)

    def show_project(self, document: Document) -> None:
        """Show what changes with edits alone."""
        self.program.show_document(document)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for part in (*self.views, self.paths, self.explore, self.gates, self.rattling):
            part.show_theme(theme)

    def _load(self, weights: Mapping[str, float]) -> None:
        """Make a cell of the start map a run."""
        self._store.edit(start_from(self._store.document, weights))
