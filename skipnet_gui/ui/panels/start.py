"""The weights that a run starts from: typed, all equal, or drawn from a seed."""

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QPushButton, QVBoxLayout, QWidget

from skipnet_gui.core.initial_weights import SCHEMES, all_equal, drawn
from skipnet_gui.core.network import Edge, Network
from skipnet_gui.core.notation import name_symbol
from skipnet_gui.core.numerals import short
from skipnet_gui.core.run_spec import MAX_SEED
from skipnet_gui.ui.panels.boxes import Chooser, NumberBox, whole_box
from skipnet_gui.ui.panels.panel import GAP_PX, Field, Notice
from skipnet_gui.ui.panels.tables import ROW_PX, ArrayModel, Table, width_of

MAX_ROWS = 8
NAMES_PX = 150


def edge_title(edge: Edge) -> str:
    """Return the weight's name, and whether it is frozen."""
    return name_symbol(edge.weight) + ("" if edge.trainable else " · frozen")


class StartWeights(QWidget):
    """A table of weights, and two ways to set all of them.

    ``requested`` carries a title and an (E,) tuple. Scale, seed and scheme are what the
    next draw uses; they belong to no run.
    """

    requested = Signal(str, tuple)
    refused = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._network: Network | None = None
        self._weights: tuple[float, ...] = ()
        self._table_notice = Notice()
        self._model = ArrayModel()
        self._model.setParent(self)  # or its connections would keep the closed panel
        self._model.typed.connect(self._type)
        self._model.refused.connect(lambda text: self.refused.emit(text, self._table_notice))
        self.table = Table("Initial weights", self._model)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_PX)
        column.addWidget(self.table)
        column.addWidget(self._table_notice)
        for field in (self._equal_field(), *self._draw_fields()):
            column.addWidget(field)
        column.addLayout(self._draw_buttons())

    def _equal_field(self) -> Field:
        self.equal = NumberBox("All weights equal to")
        self.equal.show_value(0.5)
        self.equal_button = QPushButton("Set")
        self.equal_button.setAccessibleName("Set all weights equal")
        self.equal_button.clicked.connect(lambda: self._set_equal())
        pair = QWidget()
        row = QHBoxLayout(pair)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_PX)
        row.addWidget(self.equal, 1)
        row.addWidget(self.equal_button)
        self.equal_button.setFixedWidth(58)
        field = Field("All equal to", pair)
        self._keep(self.equal, field)
        return field

    def _draw_fields(self) -> tuple[Field, ...]:
        self.scheme = Chooser("Scheme", {name: s.title for name, s in SCHEMES.items()})
        self.scheme.chosen.connect(self._show_scheme)
        self.scale = NumberBox("Scale s")
        self.scale.show_value(1.0)
        self.seed = whole_box("Seed of the draw")
        self.seed.show_value(0)
        self._scheme_field = Field("Draw", self.scheme)
        scale, seed = Field("Scale s", self.scale), Field("Seed of the draw", self.seed)
        self._draw_notice = seed.notice
        self._keep(self.scale, scale)
        self._keep(self.seed, seed)
        self._show_scheme("uniform")
        return self._scheme_field, scale, seed

    def _draw_buttons(self) -> QHBoxLayout:
        self.draw_button = QPushButton("Draw")
        self.draw_button.setToolTip("Draw all weights that are not frozen from this seed")
        self.draw_button.clicked.connect(lambda: self._draw())
        self.next_button = QPushButton("Draw next seed")
        self.next_button.setToolTip("Go on to the next seed and draw")
        self.next_button.clicked.connect(lambda: self._draw_next())
        row = QHBoxLayout()
        row.setSpacing(GAP_PX)
        row.addStretch(1)
        row.addWidget(self.draw_button)
        row.addWidget(self.next_button)
        return row

    def _keep(self, box: NumberBox, field: Field) -> None:
        box.committed.connect(box.show_value)
        box.refused.connect(lambda text: self.refused.emit(text, field.notice))

    def show_weights(self, network: Network, weights: tuple[float, ...]) -> None:
        """Show the weights that update 0 starts from."""
        if network is self._network and weights == self._weights:
            return
        self._network, self._weights = network, weights
        edges = network.edges
        self._model.show_array(
            np.array(weights, dtype=np.float64)[:, None],
            ("value",),
            lambda e: edge_title(edges[e]),
        )
        widest = width_of(map(edge_title, edges))
        self.table.verticalHeader().setFixedWidth(min(widest, NAMES_PX))
        shown = min(len(edges), MAX_ROWS)
        self.table.setFixedHeight(shown * ROW_PX + 2 * self.table.frameWidth())

    def _show_scheme(self, name: str) -> None:
        self.scheme.show_choice(name)
        self._scheme_field.show_help(SCHEMES[name].formula)

    def _type(self, edge: int, _column: int, value: float) -> None:
        if self._network is not None:
            weights = list(self._weights)
            weights[edge] = value
            name = self._network.edges[edge].weight
            self.requested.emit(f"initial {name} = {short(value)}", tuple(weights))

    def _set_equal(self) -> None:
        value = self.equal.value
        if self._network is not None and value is not None:
            weights = all_equal(self._network, self._weights, value)
            self.requested.emit(f"initial weights all {short(value)}", weights)

    def _draw_next(self) -> None:
        seed = int(self.seed.value or 0)
        self.seed.show_value(seed + 1 if seed < MAX_SEED else 0)
        self._draw()

    def _draw(self) -> None:
        scheme, scale, seed = self.scheme.choice, self.scale.value, int(self.seed.value or 0)
        if self._network is None or scale is None:
            return
        if seed > MAX_SEED:
            self.refused.emit(f"The seed is at most {MAX_SEED}.", self._draw_notice)
            return
        weights = drawn(self._network, self._weights, scheme, seed, scale)
        self.requested.emit(f"initial weights {SCHEMES[scheme].title}, seed {seed}", weights)
