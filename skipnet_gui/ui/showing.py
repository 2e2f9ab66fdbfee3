"""Shows what the store announces on the parts of the window."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from skipnet_gui.session.document import Document
from skipnet_gui.session.facts import Facts
from skipnet_gui.session.note import note
from skipnet_gui.session.snapshot import Snapshot, twin_snapshot
from skipnet_gui.ui.actions import show_facts, show_undo
from skipnet_gui.ui.plots.behind import other_runs
from skipnet_gui.ui.plots.ends import ends

if TYPE_CHECKING:
    from skipnet_gui.ui.main_window import MainWindow


class Showing(QObject):
    """Keeps the parts of a window at the store's document, moment and facts."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window, self._store = window, window.store
        self._store.changed.connect(self._show_changed)
        self._store.shown.connect(self._show_snapshot)
        self._store.facts_changed.connect(self._show_facts)

    def show_all(self) -> None:
        """Show all that the store holds now."""
        self._show_project(self._store.document)
        self._show_snapshot(self._store.snapshot)
        self._show_facts(self._store.facts())

    def _show_snapshot(self, snapshot: Snapshot) -> None:
        window, document = self._window, self._store.document
        self._show_on_graphs(document, snapshot)
        self._show_on_plots(document, snapshot)
        window.timeline.show_moment(snapshot.step, snapshot.last_step)
        window.toolbar.show_rate(snapshot.learning_rate)
        for part in (window.derivation, window.late, window.answers, window.setup):
            if part is not None:
                part.show_document(document, snapshot)
        self._show_state()

    def _show_on_graphs(self, document: Document, snapshot: Snapshot) -> None:
        graph, twins = self._window.graph, self._window.twins
        graph.show_snapshot(snapshot)
        twins.show_snapshot(twin_snapshot(document), snapshot.network.weight_names)
        is_open = snapshot.operation is None and not snapshot.hidden
        graph.show_note(note(document, snapshot) if is_open else "")

    def _show_on_plots(self, document: Document, snapshot: Snapshot) -> None:
        plots, project = self._window.plots, document.project
        plots.show_runs(project.run.name, other_runs(document))
        plots.show_test(project.test)
        plots.show_history(document.spec, document.history, snapshot.step, ends(snapshot))

    def _show_changed(self, old: Document, new: Document) -> None:
        self._window.status.clear_message()
        self._show_project(new)
        if new.project.network is not old.project.network:
            self._window.graph.setFocus()  # the keys of the commands, not of the chooser

    def _show_project(self, document: Document) -> None:
        window, undo = self._window, self._store.undo_stack
        window.setup.show_document(document, self._store.snapshot)
        if window.late is not None:
            window.late.show_project(document)
        window.timeline.show_events(document.project.run.events)
        show_undo(window.actions_by_id, undo.undo_title, undo.redo_title)

    def _show_facts(self, facts: Facts) -> None:
        window = self._window
        show_facts(window.actions_by_id, facts)
        window.toolbar.step_size.show_epochs(facts.several_batches)
        window.setWindowModified(facts.dirty)
        self._show_state()

    def _show_state(self) -> None:
        store = self._store
        conventions, is_replaying = store.document.project.conventions, store.snapshot.replaying
        self._window.status.show_state(conventions, store.running, is_replaying)
