"""Where the fitted function stands: right of the plots, or the last of their tabs."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QBoxLayout, QFrame, QTabBar, QWidget

from skipnet_gui.ui.theme import Theme

if TYPE_CHECKING:
    from skipnet_gui.ui.plots.function import FunctionPlot

LEAST_PX = 260


class FunctionPlace:
    """Holds the plot once it is made, and gives it its width.

    The plot itself comes late: a start need not wait for it.

    Attributes
    ----------
    is_shown
        Whether it is wanted.
    """

    def __init__(self, panel: QWidget) -> None:
        self.is_shown = False
        self._panel = panel
        self._plot: FunctionPlot | None = None
        self._separator: QFrame | None = None
        self._tabs: QTabBar | None = None
        self._theme: Theme | None = None

    @property
    def least_px(self) -> int:
        """The width without which it becomes a tab, as all plots do."""
        return LEAST_PX if self.is_shown else 0

    def hold(self, plot: "FunctionPlot", row: QBoxLayout, tabs: QTabBar) -> None:
        """Take the plot in, at the end of the row and of the tabs."""
        self._plot, self._tabs, self._separator = plot, tabs, QFrame()
        self._separator.setFixedWidth(1)
        row.addWidget(self._separator)
        row.addWidget(plot)
        tabs.addTab(plot.header.title.text())
        if self._theme is not None:
            self.show_theme(self._theme)

    def place(self, tabbed: bool, room_px: int) -> None:
        """Show the plot as a tab, or in the row: as wide as it is high where there is room."""
        plot, tabs, separator = self._plot, self._tabs, self._separator
        if plot is None or tabs is None or separator is None:
            return
        last = tabs.count() - 1
        tabs.setTabVisible(last, self.is_shown)
        plot.header.title.setVisible(not tabbed)
        separator.setVisible(self.is_shown and not tabbed)
        if tabbed:
            plot.setMinimumWidth(0)
            plot.setMaximumWidth(self._panel.maximumWidth())
        else:
            wanted = plot.width_for(self._panel.height())
            plot.setFixedWidth(max(min(wanted, room_px), LEAST_PX))
        plot.setVisible(self.is_shown and (not tabbed or tabs.currentIndex() == last))

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        if self._plot is not None and self._separator is not None:
            self._plot.show_theme(theme)
            self._separator.setStyleSheet(f"background: {theme.line};")
