"""The panel of loss slices: the loss along each weight, and over two of them."""

from functools import partial

import numpy as np
from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from skipnet_gui.core.functions import Array
from skipnet_gui.core.network import Network
from skipnet_gui.core.notation import name_symbol
from skipnet_gui.core.numerals import grouped, short
from skipnet_gui.core.operations import Quantity
from skipnet_gui.core.passes import Indices
from skipnet_gui.core.slice_kinks import kink_symbol
from skipnet_gui.core.slices import (
    Moves,
    loss_slice,
    losses_of,
    moves,
    path_so_far,
    range_around,
    recent,
    surface,
)
from skipnet_gui.session.document import Document
from skipnet_gui.session.moments import new_weights
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.panels.boxes import Chooser
from skipnet_gui.ui.panels.numbers import LiveLabel
from skipnet_gui.ui.panels.numbers_model import moment
from skipnet_gui.ui.panels.paced import PacedPanel
from skipnet_gui.ui.panels.panel import quiet_label
from skipnet_gui.ui.panels.slice_picture import Shown, SlicePicture
from skipnet_gui.ui.panels.slice_sheet import Drawn, SliceSheet
from skipnet_gui.ui.panels.start import edge_title
from skipnet_gui.ui.theme import Theme

FIRST_SHOWN = 8
PAUSE_MS = 100  # at least between two pictures while training runs


class SlicesPanel(PacedPanel):
    """Loss slices through the point where training stands, with the coming update.

    Nothing is computed while the panel is out of sight, and while training runs some ten
    pictures a second are: each names the step that it belongs to.
    """

    part_hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("slices", "Slices", parent)
        self._network: Network | None = None
        self._pair = (0, 0)
        self._all = False
        self._moment, self._joint = LiveLabel(bold=True), LiveLabel()
        self.sheet, self.picture = SliceSheet(), SlicePicture()
        self.sheet.part_hovered.connect(self.part_hovered)
        self.column.addWidget(self._moment)
        self.column.addWidget(self._joint)
        self.add_section("Along each weight")
        self._more = QPushButton()
        self._more.clicked.connect(self._toggle_all)
        self.column.addWidget(self.sheet)
        self.column.addWidget(self._more)
        self.add_section("Over two weights")
        self._choosers = QHBoxLayout()
        self.pair: list[Chooser] = []
        self.column.addLayout(self._choosers)
        self.column.addWidget(self.picture)
        self._note = quiet_label("All other weights stay as they are at this step.")
        self.column.addWidget(self._note)
        self.column.addStretch(1)

    def sizeHint(self) -> QSize:
        """Return a size that does not follow the number of weights."""
        return QSize(320, 400)

    def pause_ms(self, snapshot: Snapshot) -> int:
        """Return the least time between two pictures."""
        return PAUSE_MS

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.sheet.theme = theme
        self.sheet.update()
        self.picture.show_theme(theme)

    def show_pair(self, across: int, upwards: int) -> None:
        """Choose the two weights of the picture."""
        self._pair = across, upwards
        self.show_now()

    def _toggle_all(self) -> None:
        self._all = not self._all
        self.show_now()

    def draw(self, document: Document, snapshot: Snapshot) -> None:
        """Show the slices at a moment, or why none may be seen."""
        if snapshot.network is not self._network:
            self._take_network(snapshot.network)
        whose = f" · L {snapshot.mean_words}" if snapshot.is_mean else ""
        self._moment.setText(moment(snapshot) + whose)
        why_not = _why_not(snapshot)
        if why_not:
            self._joint.setText(why_not)
            self.sheet.show_slices(self._edges, None)
            self.picture.show_surface(None)
        else:
            self._draw_all(document, snapshot)

    def _take_network(self, network: Network) -> None:
        self._network, self._all = network, False
        trained = [e for e, edge in enumerate(network.edges) if edge.trainable] or [0]
        self._pair = trained[0], trained[min(2, len(trained) - 1)]
        for chooser in self.pair:
            chooser.deleteLater()
        while self._choosers.count():
            self._choosers.takeAt(0)
        titles = {e: edge_title(edge) for e, edge in enumerate(network.edges)}
        self.pair = [Chooser(name, titles) for name in ("Weight across", "Weight upwards")]
        for chooser in self.pair:
            chooser.setToolTip(chooser.accessibleName())
            self._choosers.addWidget(chooser, 1)
        self.pair[0].chosen.connect(lambda edge: self.show_pair(edge, self._pair[1]))
        self.pair[1].chosen.connect(lambda edge: self.show_pair(self._pair[0], edge))
        self._more.setVisible(len(network.edges) > FIRST_SHOWN)

    @property
    def _edges(self) -> tuple[int, ...]:
        """The weights that have a picture."""
        if self._network is None:
            return ()
        count = len(self._network.edges)
        return tuple(range(count if self._all else min(count, FIRST_SHOWN)))

    def _draw_all(self, document: Document, snapshot: Snapshot) -> None:
        spec, history, step = document.spec, document.history, snapshot.step
        rows = np.array(snapshot.batch)
        around, found = recent(history, step), None
        if snapshot.walk is None and snapshot.stopped is None:
            found = moves(spec, rows, snapshot.weights, new_weights(document))
            around = np.vstack([around, found.after])
        loss = float(losses_of(spec, rows, snapshot.weights[None, :])[0])
        make = partial(_drawn, document, snapshot.weights, rows, around, found, loss)
        self._joint.setText(_joint_text(found, loss))
        self.sheet.show_slices(self._edges, make)
        count = len(snapshot.network.edges)
        few = f"Show all {grouped(count)} weights"
        self._more.setText(f"Show the first {FIRST_SHOWN}" if self._all else few)
        self._draw_pair(document, snapshot, rows, around, found)

    def _draw_pair(
        self,
        document: Document,
        snapshot: Snapshot,
        rows: Indices,
        around: Array,
        found: Moves | None,
    ) -> None:
        across, upwards = self._pair
        for chooser, edge in zip(self.pair, self._pair, strict=True):
            chooser.show_choice(edge)
        path = path_so_far(document.history, snapshot.step, self._pair)
        ends = [np.concatenate([path[:, k], around[:, e]]) for k, e in enumerate(self._pair)]
        if across == upwards:
            self.picture.show_surface(None)
            return
        ranges = [range_around(end) for end in ends]
        shown = surface(document.spec, rows, snapshot.weights, self._pair, *ranges)
        after = None
        if found is not None:
            after = float(found.after[across]), float(found.after[upwards])
        edges = snapshot.network.edges
        names = name_symbol(edges[across].weight), name_symbol(edges[upwards].weight)
        self.picture.show_surface(Shown(shown, path, after, names))


def _drawn(
    document: Document,
    weights: Array,
    rows: Indices,
    around: Array,
    found: Moves | None,
    loss: float,
    edge: int,
) -> Drawn:
    spec = document.spec
    low, high = range_around(around[:, edge])
    made = loss_slice(spec, rows, weights, edge, low, high)
    kinks = tuple(kink_symbol(spec, kink) for kink in made.kinks)
    name = name_symbol(spec.network.edges[edge].weight)
    return Drawn(name, made, kinks, found, float(weights[edge]), loss)


def _joint_text(found: Moves | None, loss: float) -> str:
    """Return what the coming update of all weights does to the loss."""
    if found is None:
        return f"L = {short(loss)}"
    leap = "  ▲ it rises" if found.joint > found.loss else ""
    return f"The next update, all weights: L = {short(loss)} → {short(found.joint)}{leap}"


def _why_not(snapshot: Snapshot) -> str:
    """Return why no slice may be seen now; empty where all may."""
    if snapshot.hidden:
        return "Hidden while you answer."
    if not snapshot.knows(Quantity("loss", 0)):
        return "Not computed yet: the loss comes at the end of the forward pass."
    if not np.all(np.isfinite(snapshot.weights)):
        return "A weight is not finite."
    return ""
