"""The parts that watch gates and rattling on a desk: tied as in the window, one document."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from skipnet_gui.session.document import Document, new_document
from skipnet_gui.session.edits import Edit, edited
from skipnet_gui.session.note import note
from skipnet_gui.session.player import advanced
from skipnet_gui.session.project import Project
from skipnet_gui.session.snapshot import snapshot
from skipnet_gui.ui.closings import GateWatch
from skipnet_gui.ui.graph.view import GraphView
from skipnet_gui.ui.panels.timeline import Timeline
from skipnet_gui.ui.plots.gates import GatesStrip
from skipnet_gui.ui.plots.panel import PlotsPanel
from skipnet_gui.ui.rattling_bar import RattlingBar


class Desk(QWidget):
    """Graph, plots with strip, and timeline below each other, with what watches them."""

    def __init__(self, project: Project, is_wanted: bool = False) -> None:
        super().__init__()
        self.graph, self.plots, self.timeline = GraphView(), PlotsPanel(), Timeline()
        self.gates = GatesStrip(self.timeline.bar)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self.graph, self.plots, self.timeline):
            column.addWidget(part)
        self.plots.add_strip(self.gates)
        self.watch = GateWatch(self.graph, self.timeline, self.gates, is_wanted)
        self.bar = RattlingBar(self.graph)
        self.plots.steps_shown.connect(self.gates.show_steps)
        self.bar.band_shown.connect(self.plots.show_band)
        for part in (self.watch, self.gates, self.timeline):
            part.step_requested.connect(self.go_to)
        self.document = new_document(project)
        self.show_document(self.document)

    def show_document(self, document: Document) -> None:
        self.document = document
        shown = snapshot(document)
        self.graph.show_snapshot(shown)
        self.graph.show_note(note(document, shown))
        self.plots.show_history(document.spec, document.history, shown.step)
        self.timeline.show_moment(shown.step, shown.last_step)
        self.watch.show_document(document, shown)
        self.bar.show_document(document, shown)

    def advance(self, steps: int) -> None:
        self.show_document(advanced(self.document, steps))

    def go_to(self, step: int) -> None:
        self.show_document(self.document.at(step))

    def edit(self, edit: Edit) -> None:
        self.show_document(edited(self.document, edit))
