"""The body of the window: setup | graph over plots over timeline | right docks, by width."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QTabBar, QTabWidget, QVBoxLayout, QWidget

from skipnet_gui.ui.preferences import DOCKS, Preferences

WIDE_PX, MIDDLE_PX = 1_280, 1_100
BOTH_DOCKS_PX = 1_600  # below, a graph between two docks would have to drop its numbers
NARROW_DOCK_PX = 300
LEAST_DOCK_PX = 285
GRAPH_PX = 985  # with handles at both sides: from here on the exercise shows all its numbers
TAB_PX = 3  # beside a title: four fit into the narrow dock
GRAPH_LEAST_PX, PLOTS_LEAST_PX = 280, 180
LEFT, *RIGHT = DOCKS
FIRST = "first"  # the arrangement before the very first one


class Body(QWidget):
    """Arranges graph, plots and docks for the width that there is.

    From 1 280 px on docks are as they were left, those on the right narrower where the graph
    would lose numbers, unless a hand has set their width. From 1 600 px on one at each side may
    be open. Below 1 280 the left one starts closed and the right one is 300 wide, at the
    very first start closed too: it would cost the graph its numbers. Below 1 100 the right
    one opens over the plots. On the right, one of several is shown in tabs.
    ``docks`` are in the order of DOCKS; ``arranged(names)`` tells which are open.
    """

    arranged = Signal(object)

    def __init__(
        self,
        graph: QWidget,
        plots: QWidget,
        timeline: QWidget,
        docks: Sequence[QWidget],
        preferences: Preferences,
    ) -> None:
        super().__init__()
        self._setup, self._right = docks[0], QTabWidget()
        for panel in docks[1:]:
            self._right.addTab(panel, panel.windowTitle() or panel.accessibleName())
        self._right.setDocumentMode(True)  # tabs as wide as the dock
        _let_titles_fit(self._right.tabBar())
        self._kind = "" if not preferences.is_first else FIRST
        self._widths: dict[str, int] = {n: getattr(preferences, f"{n}_width") for n in DOCKS}
        self._wanted = {name for name in DOCKS if getattr(preferences, f"{name}_open")}
        self._open = self._wanted
        self._usual: list[int] = []  # heights of graph and plots before room was made
        self._lay_out(graph, plots, timeline)
        self._down.setSizes([preferences.graph_height, preferences.plots_height])
        self._down.setStretchFactor(0, 1)
        self._across.splitterMoved.connect(self._note_widths)
        self._right.currentChanged.connect(self._follow_tab)

    def _lay_out(self, graph: QWidget, plots: QWidget, timeline: QWidget) -> None:
        """Put the graph over the plots over the timeline, and the docks beside them."""
        graph.setMinimumHeight(GRAPH_LEAST_PX)
        plots.setMinimumHeight(PLOTS_LEAST_PX)
        self._stack = QStackedWidget()
        self._stack.addWidget(plots)
        lower = QWidget()
        lower.setObjectName("lower")
        layout = QVBoxLayout(lower)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._stack, 1)
        layout.addWidget(timeline)
        self._down = QSplitter(Qt.Orientation.Vertical)
        self._down.addWidget(graph)
        self._down.addWidget(lower)
        self._across = QSplitter(Qt.Orientation.Horizontal)
        for part in (self._setup, self._down, self._right):
            self._across.addWidget(part)
        for splitter in (self._down, self._across):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(1)
        self._across.setStretchFactor(1, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._across)

    def show_dock(self, name: str, shown: bool) -> None:
        """Open or close a dock; those that have no room beside it close."""
        has_room = self.width() >= BOTH_DOCKS_PX
        same_side = set() if name == LEFT else set(RIGHT)
        rivals = same_side if has_room else set(DOCKS)
        self._open = (self._open - rivals) | {name} if shown else self._open - {name}
        if self._kind == "wide":
            self._wanted = self._open
        self._place()

    def make_room(self, wanted: bool) -> None:
        """Give the graphs all the height that the plots can spare, or the usual share again."""
        total = sum(self._down.sizes())
        if wanted:
            self._usual = self._down.sizes()
            self._down.setSizes([total, PLOTS_LEAST_PX])
        elif self._usual:
            self._down.setSizes(self._usual)
            self._usual = []

    def is_shown(self, name: str) -> bool:
        """Whether a dock is open."""
        return name in self._open

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the arrangement for the new width."""
        super().resizeEvent(event)
        width = self.width()
        kind = "wide" if width >= WIDE_PX else "middle" if width >= MIDDLE_PX else "narrow"
        if kind != self._kind:
            is_open = kind == "wide" or (kind == "middle" and self._kind != FIRST)
            right = [name for name in RIGHT if name in self._wanted and is_open]
            alone = not right or width >= BOTH_DOCKS_PX
            left = [LEFT] if LEFT in self._wanted and kind == "wide" and alone else []
            self._kind, self._open = kind, {*left, *right[:1]}
            self._place()
        elif kind == "wide":
            self._share_width()

    def _follow_tab(self, index: int) -> None:
        """Take a click on a tab as opening its dock in place of the one shown."""
        shown, name = self._shown_tab(), RIGHT[index]
        if shown is not None and shown != name:
            self.show_dock(name, True)

    def _shown_tab(self) -> str | None:
        return next((name for name in RIGHT if name in self._open), None)

    def _place(self) -> None:
        """Put the docks where this width has them."""
        over_plots, shown = self._kind == "narrow", self._shown_tab()
        if over_plots and self._stack.indexOf(self._right) < 0:
            self._stack.addWidget(self._right)
        elif not over_plots and self._across.indexOf(self._right) < 0:
            self._across.addWidget(self._right)
        if shown is not None:
            self._right.setCurrentIndex(RIGHT.index(shown))
        self._setup.setVisible(LEFT in self._open)
        if over_plots:
            self._stack.setCurrentIndex(int(shown is not None))
        else:
            self._right.setVisible(shown is not None)
        self._share_width()
        self.arranged.emit(frozenset(self._open))

    def _share_width(self) -> None:
        wide, shown = self._kind == "wide", self._shown_tab() or RIGHT[0]
        left = self._widths[LEFT] if wide else NARROW_DOCK_PX
        right = self._right_width(shown) if wide else NARROW_DOCK_PX
        self._across.refresh()  # counts the handles of what is seen
        self._across.setSizes([left, max(self.width() - left - right, 1), right])

    def _right_width(self, name: str) -> int:
        """Return the width of a right dock; before a hand sets it, it gives way to the graph."""
        own = self._widths[name]
        if own != getattr(Preferences, f"{name}_width"):
            return own
        left = self._widths[LEFT] if LEFT in self._open else 0
        return max(min(own, self.width() - left - GRAPH_PX), LEAST_DOCK_PX)

    def _note_widths(self) -> None:
        """Keep the widths that a hand gave to the open docks."""
        if self._kind == "wide":
            for name in self._open:
                dock = self._setup if name == LEFT else self._right
                self._widths[name] = dock.width()

    def remembered(self, preferences: Preferences) -> Preferences:
        """Return preferences with the sizes of the parts and the docks to open next time."""
        graph, lower = self._usual or self._down.sizes()
        widths = {f"{name}_width": width for name, width in self._widths.items()}
        wanted = {f"{name}_open": name in self._wanted for name in self._widths}
        return preferences.with_layout(
            {**widths, "graph_height": graph, "plots_height": lower}, wanted
        )


def _let_titles_fit(tabs: QTabBar) -> None:
    """Let the tabs share the width of the dock, none of them hidden."""
    tabs.setDrawBase(False)
    tabs.setExpanding(True)
    tabs.setUsesScrollButtons(False)  # they would hide the last tab
    tabs.setElideMode(Qt.TextElideMode.ElideRight)
    tabs.setStyleSheet(f"QTabBar::tab {{ padding-left: {TAB_PX}px; padding-right: {TAB_PX}px }}")
