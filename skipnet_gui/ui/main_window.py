"""The main window: puts the parts together; it has no logic."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSettings, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget

from skipnet_gui.ui.actions import fill_menus, keys_text, make_actions, show_docks
from skipnet_gui.ui.answers_dock import AnswersDock
from skipnet_gui.ui.body import Body
from skipnet_gui.ui.commands import LATE
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
from skipnet_gui.ui.showing import Showing
from skipnet_gui.ui.store import Store
from skipnet_gui.ui.style import style_sheet
from skipnet_gui.ui.theme import DARK, LIGHT, Theme, first_theme, font, palette
from skipnet_gui.ui.twin import Twins
from skipnet_gui.ui.tying import tie_parts

if TYPE_CHECKING:
    from skipnet_gui.ui.late import LateParts

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
        self._theme = first_theme(self._preferences.theme)
        self._dress()  # before there are parts: each would be polished twice
        self.filing = Filing(self, store, self.loop)
        self._controller = Controller(self, store, self.loop)
        self.actions_by_id = make_actions(self, self._handlers())
        self._make_parts()
        tie_parts(self, self._controller)
        self.body.arranged.connect(partial(show_docks, self.actions_by_id))
        store.filed.connect(self._show_file)
        application.focusChanged.connect(KeyKeeper(self).follow)
        self.setMinimumSize(*SMALLEST_PX)
        self.setAcceptDrops(True)
        room = self.screen().availableSize().toTuple()
        self.resize(*fitting(self._preferences.size, room, SMALLEST_PX))
        self._colour_parts()
        self._show_file()
        Showing(self).show_all()
        self.graph.setFocus()
        seen_at_once = [name for name in DOCKS if name != "derivation"]
        if not docks_later or any(getattr(self._preferences, f"{n}_open") for n in seen_at_once):
            self.fill_docks()

    def _handlers(self) -> Mapping[str, Callable[[], object]]:
        return {
            **self._controller.handlers(),
            **self.filing.handlers(),
            "export_derivation": lambda: self.derivation.export(),
            "export_picture": self.export_picture,
            **{name: partial(self._do_late, name) for name in LATE},
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

    def _show_file(self) -> None:
        self.setWindowTitle(f"{self.filing.name}[*] — skipnet")
        if self.store.path is not None:
            self._remember(self.store.path)

    def export_picture(self, first: str = "graph") -> None:
        """Ask what shall be a picture, the graph or what is named first, and write it."""
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
        graphs, docks = (self.graph, self.twins), (self.derivation, self.setup)
        for part in (self.toolbar, *graphs, self.plots, self.timeline, *docks):
            part.show_theme(self._theme)
        if self.late is not None:
            self.late.show_theme(self._theme)
        self.actions_by_id["dark"].setChecked(self._theme is DARK)

    def fill_docks(self) -> "LateParts":
        """Make what was left for later, once; return it."""
        if self.late is None:
            # It costs a start some 60 ms, for which its first picture can wait.
            from skipnet_gui.ui.late import LateParts

            self.setup.fill(self.store.document, self.store.snapshot)
            self.setup.show_theme(self._theme)
            self.derivation.fill()
            self.answers.fill()
            self.late = LateParts(self, self._controller, self._docks, self._preferences)
            self.numbers, self.program = self.late.numbers, self.late.program
        return self.late

    def _do_late(self, command: str) -> None:
        self.fill_docks().handlers()[command]()

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

    def _write_preferences(self) -> None:
        if self._settings is None:
            return
        self._preferences = self._remembered()
        write_preferences(self._settings, self._preferences)

    def _remembered(self) -> Preferences:
        """Return the preferences with the window as it is now."""
        size = self.normalGeometry().size() if self.isMaximized() else self.size()
        preferences = replace(
            self._preferences,
            size=(size.width(), size.height()),
            maximized=self.isMaximized(),
            theme=self._theme.name,
            fractions=self.derivation.fractions,
        )
        preferences = self.body.remembered(preferences)
        return preferences if self.late is None else self.late.remembered(preferences)

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
            self.late.stop()
        self._write_preferences()
        event.accept()
