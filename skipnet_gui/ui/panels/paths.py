"""The panel of paths: the gradient of a weight as a sum over all paths to the loss."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from skipnet_gui.core.network import Network
from skipnet_gui.core.notation import derivative, name_symbol
from skipnet_gui.core.numerals import MINUS, NOT_COMPUTED, full, grouped, short
from skipnet_gui.core.operations import Quantity
from skipnet_gui.core.paths import Ledger, ledger
from skipnet_gui.session.document import Document
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.panels.boxes import Chooser
from skipnet_gui.ui.panels.numbers import LiveLabel
from skipnet_gui.ui.panels.numbers_model import moment, sample_number
from skipnet_gui.ui.panels.paced import PacedPanel
from skipnet_gui.ui.panels.panel import quiet_label
from skipnet_gui.ui.panels.path_list import PathList, PathModel
from skipnet_gui.ui.panels.start import edge_title
from skipnet_gui.ui.parts import Part
from skipnet_gui.ui.theme import TITLE_PX, Theme, font
from skipnet_gui.ui.unseen import WORDS, stand_in

QUICK_EDGES, PAUSE_MS = 300, 100
_ADDED = 4  # products that are written as a sum


class PathsPanel(PacedPanel):
    """The path ledger of one weight, for the sample shown.

    ``path_hovered`` carries the edges of the path that is pointed at, from the weight to
    the output, or None. Nothing is computed while the panel is out of sight.
    """

    path_hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("paths", "Paths", parent)
        self._network: Network | None = None
        self._edge = 0
        self._moment, self._gradient, self._sum = LiveLabel(), LiveLabel(bold=True), LiveLabel()
        self._gradient.setFont(font(TITLE_PX, bold=True))
        self._note = quiet_label()
        self._model = PathModel()
        self._model.setParent(self)
        self.paths = PathList(self._model)
        self.paths.path_hovered.connect(self.path_hovered)
        self._row = QHBoxLayout()
        self._row.addWidget(QLabel("Gradient of"))
        self._row.addStretch(1)
        self.weight = Chooser("Weight", {})
        self._row.addWidget(self.weight)
        self.column.addLayout(self._row)
        for widget in (self._moment, self._gradient, self._sum):
            self.column.addWidget(widget)
        self.column.addWidget(self.paths, 1)
        self.column.addWidget(self._note)

    def sizeHint(self) -> QSize:
        """Return a size that does not follow the number of paths."""
        return QSize(320, 400)

    def pause_ms(self, snapshot: Snapshot) -> int:
        """Return the least time between two pictures: none where they take no time."""
        return PAUSE_MS if len(snapshot.network.edges) > QUICK_EDGES else 0

    def show_edge(self, edge: int) -> None:
        """Choose a weight."""
        self._edge = edge
        self.show_now()

    def follow(self, part: Part | None) -> None:
        """Choose the weight of an edge that was selected somewhere else."""
        if part is not None and part.kind == "edge":
            self.show_edge(part.index)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.paths.delegate.theme = theme
        self.paths.viewport().update()

    def draw(self, document: Document, snapshot: Snapshot) -> None:
        """Show the paths at a moment."""
        if snapshot.network is not self._network:
            self._take_network(snapshot.network)
        self.weight.show_choice(self._edge)
        self._moment.setText(f"{moment(snapshot)} · {sample_number(snapshot)}")
        unseen = stand_in(snapshot, Quantity("gradient", self._edge))
        found = None
        if not unseen:
            found = ledger(document.spec, snapshot.weights, snapshot.trace, self._edge)
        self._model.show_ledger(found, document.spec, snapshot.weights, snapshot.trace)
        self.paths.show_numbers()
        self._show_sum(snapshot, found, unseen)

    def _take_network(self, network: Network) -> None:
        self._network = network
        self._edge = min(self._edge, len(network.edges) - 1)
        chooser = Chooser("Weight", {e: edge_title(edge) for e, edge in enumerate(network.edges)})
        chooser.chosen.connect(self.show_edge)
        self._row.replaceWidget(self.weight, chooser)
        self.weight.deleteLater()
        self.weight = chooser

    def _show_sum(self, snapshot: Snapshot, found: Ledger | None, unseen: str) -> None:
        name = name_symbol(snapshot.network.edges[self._edge].weight)
        gradient = derivative(name)
        if found is None:
            self._gradient.setText(f"{gradient} = {unseen or NOT_COMPUTED}")
            self._sum.setText(f"It is {WORDS[unseen]}.")
            self._sum.setToolTip("")
        else:
            self._gradient.setText(f"{gradient} = {short(snapshot.trace.gradients[self._edge])}")
            self._sum.setText(_sum_text(name, found))
            self._sum.setToolTip(f"All paths together: {full(found.total)}")
        self._note.setText(_note(snapshot, name))
        self._note.setVisible(snapshot.is_mean)


def _sum_text(name: str, found: Ledger) -> str:
    """Return the sum in numbers, or how many paths it has."""
    count = len(found.paths)
    if not count:
        return f"No path leads from {name} to the loss."
    if found.unlisted:
        return f"sum over {grouped(found.count)} paths, the {count} largest first"
    if count == 1:
        return "one path"
    if count > _ADDED:
        return f"sum over {count} paths"
    first, *others = (path.product for path in found.paths)
    return f"= {short(first)}" + "".join(map(_added, others)) + f"   ({count} paths)"


def _added(product: float) -> str:
    sign = MINUS if product < 0.0 else "+"
    return f" {sign} {short(abs(product))}"


def _note(snapshot: Snapshot, name: str) -> str:
    if not snapshot.is_mean:
        return ""
    return f"Of the shown sample alone. The update of {name} uses the {snapshot.mean_words}."
