"""How the plots stand: side by side, or as tabs where they would be too narrow."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTabBar, QWidget

from skipnet_gui.ui.plots.function_place import FunctionPlace
from skipnet_gui.ui.plots.header import HEADER_PX
from skipnet_gui.ui.plots.step_plot import StepPlot
from skipnet_gui.ui.theme import Theme

if TYPE_CHECKING:
    from skipnet_gui.ui.plots.function import FunctionPlot

LEAST_PLOT_PX = 220
_CONTROLS_PX = 140


class Arrangement:
    """Gives each plot of a panel its place, with lines between them.

    Attributes
    ----------
    row
        The layout in which they stand.
    tabs
        Their titles, where there is room for one plot only.
    plots
        All that were added, from the left.
    offered
        How many of them there are to be seen now.
    function
        The place of the fitted function, right of them.
    """

    def __init__(self, panel: QWidget) -> None:
        self._panel = panel
        self.row = QHBoxLayout()
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(0)
        self.tabs = QTabBar(panel)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideRight)
        self.tabs.setAccessibleName("Plots")
        self.plots: tuple[StepPlot, ...] = ()
        self.offered = 0
        self.function = FunctionPlace(panel)
        self._separators: tuple[QFrame, ...] = ()

    @property
    def tabbed(self) -> bool:
        """Whether the plots are tabs."""
        return self._panel.width() < self.offered * LEAST_PLOT_PX + self.function.least_px

    def add(self, plot: StepPlot) -> None:
        """Put a plot at the right of the others."""
        if self.plots:
            separator = QFrame()
            separator.setFixedWidth(1)
            self._separators += (separator,)
            self.row.insertWidget(2 * len(self.plots) - 1, separator)
        self.row.insertWidget(2 * len(self.plots), plot, 1)
        self.plots += (plot,)
        self.tabs.insertTab(len(self.plots) - 1, plot.kind.title)

    def add_function(self, plot: "FunctionPlot") -> None:
        """Put the fitted function at the right of the plots, or last among the tabs."""
        self.function.hold(plot, self.row, self.tabs)

    def place(self) -> None:
        """Show what is offered and has room."""
        tabbed, width = self.tabbed, self._panel.width()
        # The tabs stand in for the title in the header of the plot that is shown.
        self.tabs.setVisible(tabbed)
        self.tabs.setGeometry(0, 0, max(width - _CONTROLS_PX, 1), HEADER_PX)
        self.tabs.raise_()
        for index, plot in enumerate(self.plots):
            plot.header.title.setVisible(not tabbed)
            self.tabs.setTabText(index, plot.header.title.text())
            is_offered = index < self.offered
            self.tabs.setTabVisible(index, is_offered)
            plot.setVisible(is_offered and (not tabbed or index == self.tabs.currentIndex()))
        for index, separator in enumerate(self._separators, 1):
            separator.setVisible(index < self.offered and not tabbed)
        self.function.place(tabbed, width - self.offered * LEAST_PLOT_PX)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for separator in self._separators:
            separator.setStyleSheet(f"background: {theme.line};")
        for plot in self.plots:
            plot.show_theme(theme)
        self.function.show_theme(theme)
