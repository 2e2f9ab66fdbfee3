"""The body of the window: setup | graph over plots over timeline | numbers, by width."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from skipnet_gui.ui.preferences import Preferences

WIDE_PX, MIDDLE_PX = 1_280, 1_100
BOTH_DOCKS_PX = 1_600  # below, a graph between two docks would have to drop its numbers
NARROW_DOCK_PX = 300
GRAPH_LEAST_PX, PLOTS_LEAST_PX = 280, 180


class Body(QWidget):
    """Arranges graph, plots and docks for the width that there is.

    From 1 280 px on docks are as they were left, and from 1 600 px on both may be open.
    Below 1 280 the left one starts closed and the right one is 300 wide; below 1 100 the
    right one opens over the plots.
    ``arranged(setup_open, numbers_open)`` tells which docks are open.
    """

    arranged = Signal(bool, bool)

    def __init__(
        self,
        graph: QWidget,
        plots: QWidget,
        timeline: QWidget,
        setup: QTabWidget,
        numbers: QTabWidget,
        preferences: Preferences,
    ) -> None:
        super().__init__()
        self._setup, self._numbers, self._preferences = setup, numbers, preferences
        self._kind = ""
        self._wanted = {"setup": preferences.setup_open, "numbers": preferences.numbers_open}
        self._shown = dict(self._wanted)
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
        for part in (setup, self._down, numbers):
            self._across.addWidget(part)
        for splitter in (self._down, self._across):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(1)
        self._across.setStretchFactor(1, 1)
        self._down.setSizes([preferences.graph_height, preferences.plots_height])
        self._down.setStretchFactor(0, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._across)

    def show_dock(self, name: str, shown: bool) -> None:
        """Open or close the dock ``"setup"`` or ``"numbers"``."""
        self._shown[name] = shown
        if shown and self.width() < BOTH_DOCKS_PX:
            self._shown["numbers" if name == "setup" else "setup"] = False
        if self._kind == "wide":
            self._wanted = dict(self._shown)
        self._place()

    def is_shown(self, name: str) -> bool:
        """Whether a dock is open."""
        return self._shown[name]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the arrangement for the new width."""
        super().resizeEvent(event)
        width = self.width()
        kind = "wide" if width >= WIDE_PX else "middle" if width >= MIDDLE_PX else "narrow"
        if kind != self._kind:
            self._kind = kind
            numbers = self._wanted["numbers"] and kind != "narrow"
            alone = not numbers or width >= BOTH_DOCKS_PX
            setup = self._wanted["setup"] and kind == "wide" and alone
            self._shown = {"setup": setup, "numbers": numbers}
            self._place()

    def _place(self) -> None:
        """Put the docks where this width has them."""
        over_plots = self._kind == "narrow"
        if over_plots and self._stack.indexOf(self._numbers) < 0:
            self._stack.addWidget(self._numbers)
        elif not over_plots and self._across.indexOf(self._numbers) < 0:
            self._across.addWidget(self._numbers)
        self._setup.setVisible(self._shown["setup"])
        if over_plots:
            self._stack.setCurrentIndex(int(self._shown["numbers"]))
        else:
            self._numbers.setVisible(self._shown["numbers"])
        self._share_width()
        self.arranged.emit(self._shown["setup"], self._shown["numbers"])

    def _share_width(self) -> None:
        wide = self._kind == "wide"
        setup = self._preferences.setup_width if wide else NARROW_DOCK_PX
        numbers = self._preferences.numbers_width if wide else NARROW_DOCK_PX
        self._across.setSizes([setup, max(self.width() - setup - numbers, 1), numbers])

    def remembered(self, preferences: Preferences) -> Preferences:
        """Return preferences with the sizes of the parts and the docks to open next time."""
        graph, lower = self._down.sizes()
        wide = self._kind == "wide"
        widths = {
            f"{name}_width": dock.width()
            for name, dock in (("setup", self._setup), ("numbers", self._numbers))
            if wide and self._shown[name]
        }
        wanted = {f"{name}_open": wanted for name, wanted in self._wanted.items()}
        heights = {"graph_height": graph, "plots_height": lower}
        return preferences.with_layout({**widths, **heights}, wanted)
