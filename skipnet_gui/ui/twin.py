"""The graph of a run with that of its twin below it, as long as there is one."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter

from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.graph.view import GraphView
from skipnet_gui.ui.theme import Theme

LEAST_PX = 140  # of each graph


class Twins(QSplitter):
    """Shows one graph, or two, one above the other: a network is wider than high.

    ``weight_edit_requested(name, value)`` and ``problem(sentence)`` come from the twin's
    graph, which is made when it is needed first; ``paired(is_paired)`` tells that there
    are two graphs now, or one.
    """

    weight_edit_requested = Signal(str, float)
    problem = Signal(str)
    paired = Signal(bool)

    def __init__(self, graph: GraphView) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.addWidget(graph)
        graph.setMinimumHeight(LEAST_PX)
        self.twin: GraphView | None = None
        self._snapshot: Snapshot | None = None
        self._theme: Theme | None = None

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        if self.twin is not None:
            self.twin.show_theme(theme)

    def show_snapshot(self, snapshot: Snapshot | None, names: tuple[str, ...]) -> None:
        """Show the numbers of a twin below the run's own; None shows the run alone.

        ``names`` are the weights of the run: the twin's have the same colours.
        """
        self._snapshot = snapshot
        if snapshot is None:
            if self.twin is not None and not self.twin.isHidden():
                self.twin.hide()
                self.paired.emit(False)
            return
        twin = self.twin or self._made()
        twin.show_hues(tuple(map(names.index, snapshot.network.weight_names)))
        twin.show_snapshot(snapshot)
        if twin.isHidden():
            twin.show()
            self.paired.emit(True)
            self.setSizes([self.height() // 2, self.height() // 2])

    def _made(self) -> GraphView:
        self.twin = twin = GraphView()
        twin.setObjectName("twin_graph")
        twin.setAccessibleName("Computation graph of the twin")
        twin.weight_edit_requested.connect(self._ask)
        twin.problem.connect(self.problem)
        if self._theme is not None:
            twin.show_theme(self._theme)
        twin.setMinimumHeight(LEAST_PX)
        twin.hide()
        self.addWidget(twin)
        return twin

    def _ask(self, edge: int, value: float) -> None:
        if self._snapshot is not None:
            name = self._snapshot.network.edges[edge].weight
            self.weight_edit_requested.emit(name, value)
