"""The main window: puts the parts together and ties their signals; it has no logic."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSettings, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget

from skipnet_gui.session.document import Document
from skipnet_gui.session.facts import Facts
from skipnet_gui.session.note import note
from skipnet_gui.session.snapshot import Snapshot, twin_snapshot
from skipnet_gui.ui.answers_dock import AnswersDock
from skipnet_gui.ui.body import Body
from skipnet_gui.ui.commands import (
    BUILDING,
    fill_menus,
    keys_text,
    make_actions,
    show_docks,
    show_facts,
    show_undo,
)
from skipnet_gui.ui.controller import Controller
from skipnet_gui.ui.derivation_dock import DerivationDock
from skipnet_gui.ui.dialogs import show_text
from skipnet_gui.ui.dock import Dock
from skipnet_gui.ui.filing import Filing
from skipnet_gui.ui.focus import KeyKeeper
from skipnet_gui.ui.graph.view import GraphView
from skipnet_gui.ui.loop import Loop
from skipnet_gui.ui.panels.status import StatusLine
from skipnet_gui.ui.panels.timeline import Timeline
from skipnet_gui.ui.panels.toolbar import Toolbar, dock_buttons
from skipnet_gui.ui.plots.behind import other_runs
from skipnet_gui.ui.plots.ends import ends
from skipnet_gui.ui.plots.panel import PlotsPanel
from skipnet_gui.ui.preferences import (
    DOCKS,
    Preferences,
    fitting,
    read_preferences,
    write_preferences,
)
from skipnet_gui.ui.recent import RecentMenu
from skipnet_gui.ui.setup_dock import SetupDock
from skipnet_gui.ui.store import Store
from skipnet_gui.ui.style import style_sheet
from skipnet_gui.ui.theme import DARK, LIGHT, THEMES, Theme, font, palette
from skipnet_gui.ui.twin import Twins

if TYPE_CHECKING:
    from skipnet_gui.ui.late import LateParts
    from skipnet_gui.ui.panels.numbers import NumbersPanel
    from skipnet_gui.ui.panels.program import ProgramPanel

    View = GraphView | PlotsPanel | NumbersPanel | ProgramPanel

COMPACT_PX = 1_360
SMALLEST_PX = (960, 640)


class MainWindow(QMainWindow):
    """The window of one project.

    Parameters
    ----------
    store
        The owner of the document.
    settings
        Where preferences are kept; None remembers nothing.
    application
        What the window is part of; it tells which control has the focus.
    docks_later
        Whether the panels of docks that are closed are left for :meth:`fill_docks`, so that
        the window stands sooner.
    """

    def __init__(
        self,
        store: Store,
        settings: QSettings | None,
        application: QApplication,
        docks_later: bool = False,
    ) -> None:
        super().__init__()
        self.store, self.loop = store, Loop(store)
        self._settings = settings
        self.late: LateParts | None = None
        self._preferences = read_preferences(settings) if settings else Preferences()
        self._theme = self._first_theme()
        self._dress()  # before there are parts: each would be polished twice
        self.filing = Filing(self, store, self.loop)
        self._controller = Controller(self, store, self.loop)
        self.actions_by_id = make_actions(self, self._handlers())
        self._make_parts()
        self._tie_views()
        self._tie_store()
        application.focusChanged.connect(KeyKeeper(self).follow)
        self.setMinimumSize(*SMALLEST_PX)
        self.setAcceptDrops(True)
        room = self.screen().availableSize().toTuple()
        self.resize(*fitting(self._preferences.size, room, SMALLEST_PX))
        self._colour_parts()
        self._show_project(store.document)
        self._show_file()
        self._show_snapshot(store.snapshot)
        self._show_facts(store.facts())
        self.graph.setFocus()
        seen_at_once = [name for name in DOCKS if name != "derivation"]
        if not docks_later or any(getattr(self._preferences, f"{n}_open") for n in seen_at_once):
            self.fill_docks()

    def _handlers(self) -> Mapping[str, Callable[[], object]]:
        return {
            **self._controller.handlers(),
            **self.filing.handlers(),
            "export_derivation": lambda: self.derivation.export(),
            "export_picture": self._export_picture,
            "check_gradients": self._check_gradients,
            "show_explore": self._explore,
            "show_gates": self._toggle_gates,
            "show_function": self._toggle_function,
            **{name: partial(self._build, name) for name in BUILDING},
            "quit": self.close,
            "fit": lambda: self.graph.fit(),
            "zoom_in": lambda: self.graph.zoom_in(),
            "zoom_out": lambda: self.graph.zoom_out(),
            "follow": lambda: self.plots.follow(),
            **{f"show_{name}": partial(self._toggle, name) for name in DOCKS},
            "show_answers": self._answer,
            "dark": lambda: self.show_theme(LIGHT if self._theme is DARK else DARK),
            "keys": self._show_keys,
        }

    def _make_parts(self) -> None:
        # First the place, then what stands in it: a tree that is moved is styled again.
        central = QWidget(self)
        central.setObjectName("central")
        self.setCentralWidget(central)
        layout = QVBoxLayout(central)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.toolbar = Toolbar(self.actions_by_id)
        self.graph, self.plots, self.timeline = GraphView(), PlotsPanel(), Timeline()
        self.setup = SetupDock()
        self._docks = {name: Dock(name.capitalize()) for name in ("numbers", "program", "paths")}
        go_to = self._controller.go_to_operation
        self.derivation = DerivationDock(self.store, self.loop, go_to, self._preferences.fractions)
        self.answers = AnswersDock(self.store, self.loop, self.actions_by_id["step"].trigger)
        numbers, program, paths = self._docks.values()
        docks = (self.setup, self.derivation, numbers, program, self.answers, paths)
        self.twins = Twins(self.graph)
        self.body = Body(self.twins, self.plots, self.timeline, docks, self._preferences)
        layout.addWidget(self.toolbar)
        layout.addWidget(self.body, 1)
        self.status = StatusLine(self.statusBar())
        self._recent = RecentMenu(self)
        self._recent.chosen.connect(self.filing.open_path)
        fill_menus(self, self.actions_by_id, self._recent)
        # The menu bar does not own its corner widget as far as Python knows.
        self._dock_buttons = dock_buttons(self.actions_by_id)
        self.menuBar().setCornerWidget(self._dock_buttons)
        self._recent.show_files(self._preferences.recent)

    def _tie_views(self) -> None:
        store, loop = self.store, self.loop
        self.toolbar.rate_box.returnPressed.connect(self.graph.setFocus)
        self.toolbar.rate_requested.connect(self._controller.set_rate)
        self.toolbar.rate_drag_started.connect(store.begin_drag)
        self.toolbar.rate_drag_finished.connect(store.end_drag)
        self.toolbar.speed_chosen.connect(loop.set_speed)
        self.toolbar.step_size_chosen.connect(store.set_step_size)
        self.graph.weight_edit_requested.connect(self._controller.set_weight)
        self.plots.picture_requested.connect(self._export_picture)
        self.twins.paired.connect(self.body.make_room)
        self.twins.weight_edit_requested.connect(self._controller.set_weight_of)
        self.timeline.drag_started.connect(loop.pause)
        for part in (self.timeline, self.plots):
            part.step_requested.connect(self._controller.go_to)
        self.status.cancelled.connect(loop.cancel)
        self._views: list[View] = []
        for view in (self.graph, self.plots):
            self._tie_view(view)
        store.highlighted.connect(self.derivation.show_highlight)
        store.highlighted.connect(self.setup.show_highlight)
        self.derivation.part_hovered.connect(store.hover)
        self.graph.quantity_clicked.connect(self.derivation.seek)
        self.setup.edit_requested.connect(store.edit)
        self.setup.sample_pinned.connect(self._controller.pin_sample)
        self.setup.drag_started.connect(store.begin_drag)
        self.setup.drag_finished.connect(store.end_drag)
        self.setup.run_chosen.connect(self._controller.choose_run)
        telling = (self.filing, self.derivation, self.answers)
        for source in (self.toolbar, self.graph, self.twins, self.setup, *telling):
            source.problem.connect(self.status.show_problem)
        for source in telling:
            source.told.connect(self.status.show_message)
        self.body.arranged.connect(partial(show_docks, self.actions_by_id))

    def _tie_store(self) -> None:
        store = self.store
        store.changed.connect(self._show_changed)
        store.filed.connect(self._show_file)
        store.shown.connect(self._show_snapshot)
        store.facts_changed.connect(self._show_facts)
        store.problem.connect(self.status.show_problem)
        store.told.connect(self.status.show_message)
        self.loop.stopped.connect(self.status.show_message)
        self.loop.progressed.connect(self.status.show_progress)
        self.loop.paced.connect(self.status.show_pace)

    def _tie_view(self, view: "View") -> None:
        """Tie a view of units and edges: what it points at, all of them light up."""
        self._views.append(view)
        view.part_hovered.connect(self.store.hover)
        view.part_clicked.connect(self.store.select)
        self.store.highlighted.connect(view.show_highlight)
        view.show_theme(self._theme)

    def show_as_left(self) -> None:
        """Show the window, filling the screen if it did so last time."""
        if self._preferences.maximized:
            self.showMaximized()
        else:
            self.show()

    def readings(self) -> dict[str, str]:
        """Return every number text on the graph, its header and the rate box, as painted."""
        if not self.isVisible():
            self.grab(QRect(0, 0, 1, 1))  # lays out a window that was never shown
        return {**self.graph.readings(), "learning_rate": self.toolbar.rate_box.text()}

    def _show_snapshot(self, snapshot: Snapshot) -> None:
        document = self.store.document
        self.graph.show_snapshot(snapshot)
        self.twins.show_snapshot(twin_snapshot(document), snapshot.network.weight_names)
        is_open = snapshot.operation is None and not snapshot.hidden
        self.graph.show_note(note(document, snapshot) if is_open else "")
        self.plots.show_runs(document.project.run.name, other_runs(document))
        self.plots.show_test(document.project.test)
        self.plots.show_history(document.spec, document.history, snapshot.step, ends(snapshot))
        self.timeline.show_moment(snapshot.step, snapshot.last_step)
        self.toolbar.show_rate(snapshot.learning_rate)
        self.derivation.show_document(document, snapshot)
        if self.late is not None:
            self.late.show_document(document, snapshot)
        self.answers.show_document(document, snapshot)
        self.setup.show_document(document, snapshot)
        self._show_state()

    def _show_changed(self, old: Document, new: Document) -> None:
        self.status.clear_message()
        self._show_project(new)
        if new.project.network is not old.project.network:
            self.graph.setFocus()  # the keys of the commands, not of the chooser

    def _show_project(self, document: Document) -> None:
        self.setup.show_document(document, self.store.snapshot)
        if self.late is not None:
            self.late.show_project(document)
        self.timeline.show_events(document.project.run.events)
        undo = self.store.undo_stack
        show_undo(self.actions_by_id, undo.undo_title, undo.redo_title)

    def _show_file(self) -> None:
        self.setWindowTitle(f"{self.filing.name}[*] — skipnet")
        if self.store.path is not None:
            self._remember(self.store.path)

    def _show_facts(self, facts: Facts) -> None:
        show_facts(self.actions_by_id, facts)
        self.toolbar.step_size.show_epochs(facts.several_batches)
        self.setWindowModified(facts.dirty)
        self._show_state()

    def _show_state(self) -> None:
        conventions = self.store.document.project.conventions
        self.status.show_state(conventions, self.store.running, self.store.snapshot.replaying)

    def _export_picture(self, first: str = "graph") -> None:
        from skipnet_gui.ui.export_picture import export_picture

        export_picture(self, first)

    @property
    def theme(self) -> Theme:
        """The colours shown."""
        return self._theme

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._dress()
        self._colour_parts()

    def _dress(self) -> None:
        QApplication.setPalette(palette(self._theme))
        self.setFont(font())
        self.setStyleSheet(style_sheet(self._theme))

    def _colour_parts(self) -> None:
        parts = (self.toolbar, self.timeline, self.twins, self.derivation, self.setup)
        for part in (*parts, *self._views):
            part.show_theme(self._theme)
        if self.late is not None:
            self.late.show_theme(self._theme)
        self.actions_by_id["dark"].setChecked(self._theme is DARK)

    def _first_theme(self) -> Theme:
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return THEMES.get(self._preferences.theme, DARK if dark else LIGHT)

    def fill_docks(self) -> None:
        """Make the panels that were left for later, once."""
        if self.late is not None:
            return
        # They cost a start some 60 ms, for which its first picture can wait.
        from skipnet_gui.ui.late import LateParts, Ties

        store, document, snapshot = self.store, self.store.document, self.store.snapshot
        self.setup.fill(document, snapshot)
        self.derivation.fill()
        self.answers.fill()
        ties = Ties(
            window=self,
            store=store,
            loop=self.loop,
            status=self.status,
            graph=self.graph,
            plots=self.plots,
            timeline=self.timeline,
            gates_action=self.actions_by_id["show_gates"],
            set_rate=self._controller.set_rate,
            go_to=self._controller.go_to,
            export_script=self.filing.export_script,
        )
        self.late = LateParts(ties, self._docks, self._preferences.gates_open)
        self.late.function.function_shown.connect(self.actions_by_id["show_function"].setChecked)
        if self._preferences.function_open:
            self.late.function.show_function(True)
        self.numbers, self.program = self.late.numbers, self.late.program
        for view in self.late.views:
            self._tie_view(view)
        self.late.show_document(document, snapshot)
        self.late.show_project(document)
        self.late.show_theme(self._theme)
        self.setup.show_theme(self._theme)

    def _explore(self) -> None:
        """Open the window for exploring, or bring it to the front."""
        self.fill_docks()
        assert self.late is not None
        if not self.late.explore.isVisible():
            beside = self.frameGeometry().topRight() - self.late.explore.rect().topRight()
            self.late.explore.move(beside)  # not over the lessons, which stand on the left
        self.late.explore.show()
        self.late.explore.raise_()
        self.late.explore.activateWindow()

    def _check_gradients(self) -> None:
        self.fill_docks()
        assert self.late is not None
        self.late.check.check()

    def _build(self, command: str) -> None:
        self.fill_docks()
        assert self.late is not None
        self.late.building.handlers()[command]()

    def _toggle_gates(self) -> None:
        self.fill_docks()
        assert self.late is not None
        self.late.toggle_gates()

    def _toggle_function(self) -> None:
        self.fill_docks()
        assert self.late is not None
        self.late.function.toggle()

    def _toggle(self, name: str) -> None:
        self.fill_docks()
        self.body.show_dock(name, not self.body.is_shown(name))

    def _answer(self) -> None:
        """Open the fields for answers and go to the first, or close them."""
        self._toggle("answers")
        if self.body.is_shown("answers"):
            self.answers.begin()
        else:
            self.graph.setFocus()

    def _show_keys(self) -> None:
        with self.loop.held():
            show_text(self, "Keys", keys_text(self.actions_by_id))

    def _remember(self, path: Path) -> None:
        self._preferences = replace(self._preferences, recent=self._preferences.with_recent(path))
        self._recent.show_files(self._preferences.recent)
        if self.isVisible():  # before, the parts have no sizes to remember
            self._write_preferences()

    @property
    def _wants_gates(self) -> bool:
        return self.late.gates.wants_gates if self.late else self._preferences.gates_open

    @property
    def _wants_function(self) -> bool:
        return self.late.function.wants_function if self.late else self._preferences.function_open

    def _write_preferences(self) -> None:
        if self._settings is None:
            return
        size = self.normalGeometry().size() if self.isMaximized() else self.size()
        self._preferences = replace(
            self._preferences,
            size=(size.width(), size.height()),
            maximized=self.isMaximized(),
            theme=self._theme.name,
            fractions=self.derivation.fractions,
            gates_open=self._wants_gates,
            function_open=self._wants_function,
        )
        self._preferences = self.body.remembered(self._preferences)
        write_preferences(self._settings, self._preferences)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the toolbar fit the width."""
        super().resizeEvent(event)
        self.toolbar.show_compact(self.width() < COMPACT_PX)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept a file or a link that is dragged onto the window."""
        if self.filing.dropped(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what is dropped, once the drop is over."""
        source = self.filing.dropped(event.mimeData()) or ""
        QTimer.singleShot(0, self, lambda: self.filing.open_source(source))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved changes, then end the loop and remember the window."""
        if not self.filing.may_leave():
            event.ignore()
            return
        self.loop.stop()
        if self.late is not None:
            self.late.explore.stop()
        self._write_preferences()
        event.accept()
