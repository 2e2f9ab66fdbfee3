"""Ties the fitted function to the store: made when it is first wanted."""

from PySide6.QtCore import QObject, Signal

from skipnet_gui.session.document import Document
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.plots.function import FunctionPlot
from skipnet_gui.ui.plots.panel import PlotsPanel
from skipnet_gui.ui.store import Store


class FunctionWatch(QObject):
    """Shows the fitted function beside the plots while it is wanted.

    ``function_shown(shown)`` tells whether it is.
    """

    function_shown = Signal(bool)

    def __init__(self, store: Store, plots: PlotsPanel) -> None:
        super().__init__(plots)
        self._store, self._plots = store, plots
        self.plot: FunctionPlot | None = None

    @property
    def wants_function(self) -> bool:
        """Whether the function is wanted."""
        return self._plots.function.is_shown

    def show_function(self, is_wanted: bool) -> None:
        """Show the function, or put it away."""
        if is_wanted and self.plot is None:
            self.plot = self._made()
            self._plots.add_function(self.plot)
        elif is_wanted != self.wants_function:
            self._plots.show_function(is_wanted)
        self.function_shown.emit(is_wanted)

    def toggle(self) -> None:
        """Show the function where it is not, and the other way round."""
        self.show_function(not self.wants_function)

    def _made(self) -> FunctionPlot:
        store, plot = self._store, FunctionPlot()
        plot.edit_requested.connect(store.edit)
        plot.drag_started.connect(store.begin_drag)
        plot.drag_finished.connect(store.end_drag)
        plot.sample_pinned.connect(self._pin)
        store.highlighted.connect(plot.show_highlight)
        plot.show_document(store.document, store.snapshot)
        plot.show_highlight(store.hovered or store.selected)
        return plot

    def _pin(self, row: int) -> None:
        """Show a row of the data on the graph."""
        self._store.show(self._store.document.with_sample(row))

    def show_document(self, document: Document, snapshot: Snapshot) -> None:
        """Show a document and the moment looked at."""
        if self.plot is not None:
            self.plot.show_document(document, snapshot)
