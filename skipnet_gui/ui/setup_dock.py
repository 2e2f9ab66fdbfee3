"""The Setup dock: network, training, data, runs and lessons, made when they are needed first."""

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTabWidget, QWidget

from skipnet_gui.session.document import Document
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.parts import Part
from skipnet_gui.ui.theme import Theme

if TYPE_CHECKING:
    from skipnet_gui.ui.panels.panel import Panel

TITLES = ("Network", "Training", "Data", "Runs", "Lessons")
TAB_PX = 6  # beside a title: five fit into the dock


class SetupDock(QTabWidget):
    """Panels in tabs; what they ask for is passed on.

    ``edit_requested(edit)`` asks for a change, ``sample_pinned(row or None)`` for another
    sample, ``run_chosen(index)`` for another run, ``problem(sentence)`` tells what cannot be;
    edits between ``drag_started`` and ``drag_finished`` are one.
    """

    edit_requested = Signal(object)
    sample_pinned = Signal(object)
    run_chosen = Signal(int)
    drag_started = Signal()
    drag_finished = Signal()
    problem = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setStyleSheet(
            f"QTabBar::tab {{ padding-left: {TAB_PX}px; padding-right: {TAB_PX}px }}"
        )
        self.panels: tuple[Panel, ...] = ()

    def fill(self, document: Document, snapshot: Snapshot) -> None:
        """Make the panels, once."""
        if self.panels:
            return
        # Tables and forms cost a start some 10 ms, and most starts do not need them.
        from skipnet_gui.ui.panels.data import DataPanel
        from skipnet_gui.ui.panels.experiments import ExperimentsPanel
        from skipnet_gui.ui.panels.network import NetworkPanel
        from skipnet_gui.ui.panels.runs import RunsPanel
        from skipnet_gui.ui.panels.training import TrainingPanel

        self.runs = RunsPanel()
        self.runs.run_chosen.connect(self.run_chosen)
        data = DataPanel()
        data.sample_pinned.connect(self.sample_pinned)
        self.lessons = ExperimentsPanel()
        self.lessons.drag_started.connect(self.drag_started)
        self.lessons.drag_finished.connect(self.drag_finished)
        self.training = TrainingPanel()
        self.panels = (NetworkPanel(), self.training, data, self.runs, self.lessons)
        for panel, title in zip(self.panels, TITLES, strict=True):
            self.addTab(panel, title)
            panel.edit_requested.connect(self.edit_requested)
            panel.problem.connect(self.problem)
        self.currentChanged.connect(lambda _: self._order())
        self._order()
        self.show_document(document, snapshot)

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Walk with Tab from the titles through the panel shown, however new its controls are."""
        self._order()
        return super().focusNextPrevChild(is_next)

    def _order(self) -> None:
        """Put the controls of the panel shown behind the titles: made late, they come last."""
        panel = self.currentWidget()
        if panel is not None:
            for before, after in pairwise([self.tabBar(), *_controls(panel)]):
                QWidget.setTabOrder(before, after)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        if self.panels:
            self.runs.show_theme(theme)
            self.lessons.show_theme(theme)

    def show_highlight(self, part: Part | None) -> None:
        """Tell the panels what is pointed at."""
        if self.panels:
            self.training.show_highlight(part)

    def show_document(self, document: Document, snapshot: Snapshot) -> None:
        """Show a document and the moment looked at."""
        for panel in self.panels:
            panel.show_document(document, snapshot)


def _controls(panel: QWidget) -> list[QWidget]:
    """Return the controls of a panel that take the focus by Tab, from its top to its end.

    They are not asked for one after the other: nextInFocusChain makes each a child of the one
    before in the eyes of PySide, and with that one it would be taken for deleted.
    """

    def place(control: QWidget) -> tuple[int, int]:
        middle = control.mapTo(panel, control.rect().center())
        return middle.y(), middle.x()

    shown = filter(QWidget.isVisible, panel.findChildren(QWidget))
    return sorted((c for c in shown if c.focusPolicy() & Qt.FocusPolicy.TabFocus), key=place)
