"""The start map: a run trained from every start on a grid of two weights, as a picture."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from skipnet_gui.core.map_outcomes import OUTCOMES
from skipnet_gui.core.maps import MapRequest
from skipnet_gui.core.network import ModelError, Network
from skipnet_gui.core.notation import name_symbol
from skipnet_gui.core.numerals import grouped, short
from skipnet_gui.core.training import from_start
from skipnet_gui.session.jobs import Workers
from skipnet_gui.session.maps import LOOKS, UNKNOWN, map_differs
from skipnet_gui.session.project import Project
from skipnet_gui.ui.panels.boxes import Chooser, NumberBox, whole_box
from skipnet_gui.ui.panels.panel import GAP_PX, Field, Notice, Panel, quiet_label
from skipnet_gui.ui.panels.start_map_axes import AxisRow
from skipnet_gui.ui.panels.start_map_canvas import MapCanvas
from skipnet_gui.ui.panels.start_map_colors import BY_LOSS, BY_OUTCOME, picture
from skipnet_gui.ui.panels.start_map_job import Asking
from skipnet_gui.ui.panels.start_map_legend import Legend
from skipnet_gui.ui.panels.start_row import StartRow
from skipnet_gui.ui.theme import LIGHT, SMALL_PX, Theme, font

CELLS, STEPS = 60, 200


class StartMapPanel(Panel):
    """Asks where a run ends from each start on a grid, and shows it while it comes in.

    ``load_requested`` carries the two initial weights of a cell.
    """

    load_requested = Signal(object)

    def __init__(self, workers: Workers | None = None, parent: QWidget | None = None) -> None:
        super().__init__("start_map", "Start map", parent)
        self._theme = LIGHT
        self._network: Network | None = None
        self._differs = ""
        self._notice = Notice()
        self._asking = Asking(workers or Workers(), self)
        self._asking.found.connect(self._show_found)
        self._asking.ended.connect(self._show_end)
        self._add_question()
        self._add_picture()
        self.column.addStretch(1)

    def _add_question(self) -> None:
        text = "Each cell is this run, begun from other weights. Its colour is how it ends."
        self.column.addWidget(quiet_label(text))
        self.axes = AxisRow("across"), AxisRow("upwards")
        self._grid = QGridLayout()
        self._grid.setSpacing(GAP_PX)
        self._grid.setColumnStretch(1, 1)
        for column, word in ((1, "weight"), (2, "from"), (3, "to")):
            self._grid.addWidget(quiet_label(word), 0, column)
        for row, (axis, arrow) in enumerate(zip(self.axes, "→↑", strict=True), 1):
            self._grid.addWidget(QLabel(arrow), row, 0)
            for column, control in enumerate((axis.weight, axis.low, axis.high), 1):
                self._grid.addWidget(control, row, column)
        self.column.addLayout(self._grid)
        self.cells, self.steps = whole_box("Cells each way"), whole_box("Updates")
        for title, box, value in (
            ("Cells each way", self.cells, CELLS),
            ("Updates", self.steps, STEPS),
        ):
            box.show_value(value)
            box.committed.connect(box.show_value)
            self.column.addWidget(Field(title, box))
        for box in (*self._boxes(), self.cells, self.steps):
            box.committed.connect(lambda _: self._show_state())
            box.refused.connect(lambda text: self.refuse(text, self._notice))
        self._add_row()

    def _boxes(self) -> list[NumberBox]:
        return [box for axis in self.axes for box in (axis.low, axis.high)]

    def _add_row(self) -> None:
        self._row = StartRow(self._asking, "Progress of the map")
        self.start_button, self.cancel_button = self._row.start_button, self._row.cancel_button
        self.progress = self._row.progress
        self.start_button.clicked.connect(lambda: self.start())
        self.column.addLayout(self._row)
        self.column.addWidget(self._notice)

    def _add_picture(self) -> None:
        self.state = QLabel()
        self.state.setFont(font(SMALL_PX, bold=True))
        self.state.setWordWrap(True)
        self.canvas, self.legend = MapCanvas(), Legend()
        self.canvas.text_at = self.text_of
        self.canvas.place_read.connect(self._show_cell)
        self.canvas.place_chosen.connect(self._load)
        self.reading = QLabel()
        self.reading.setFont(font(SMALL_PX))
        self.reading.setWordWrap(True)
        self.reading.setMinimumHeight(2 * self.reading.fontMetrics().lineSpacing())
        self.reading.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.by = Chooser("Colour by", {BY_OUTCOME: "outcome", BY_LOSS: "final loss"})
        self.by.chosen.connect(lambda _: self._show_found())
        for widget in (
            self.state,
            self.canvas,
            self.reading,
            Field("Colour by", self.by),
            self.legend,
        ):
            self.column.addWidget(widget)

    def show_project(self, project: Project) -> None:
        """Offer the weights of a project, and grey a map that is of another question."""
        if project.network is not self._network:
            self._network = project.network
            for row, axis in enumerate(self.axes, 1):
                old = axis.weight
                new = axis.show_network(project.network, row - 1)
                new.chosen.connect(lambda _: self._show_state())
                self._grid.replaceWidget(old, new)
                QWidget.setTabOrder(old, new)
                old.hide()  # it goes when the events at hand are done
                old.deleteLater()
        spec, findings = from_start(project.spec), self._asking.findings
        if findings is not None and isinstance(findings.request, MapRequest):
            self._differs = map_differs(findings.request, spec)
        if self._differs:
            self._asking.cancel()
        self._show_state()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.canvas.show_theme(theme)
        self.legend.show_theme(theme)
        self._show_found()

    def question(self) -> MapRequest | None:
        """Return what the controls ask; raises ModelError where that cannot be."""
        if self._document is None:
            return None
        count, steps = int(self.cells.value or 0), int(self.steps.value or 0)
        x, y = (axis.axis(count) for axis in self.axes)
        return MapRequest(from_start(self._document.spec), x, y, steps)

    def start(self) -> None:
        """Ask what the controls say."""
        self._clear_problem()
        try:
            request = self.question()
        except ModelError as error:
            names = {"x": "Across", "y": "Upwards", "steps": "Updates"}
            self.refuse(f"{names[error.place]}: {error.problem}.", self._notice)
            return
        if request is not None:
            self._differs = ""
            self._asking.ask(request)
            self._row.show_started(True)
            self._show_found()

    @property
    def is_running(self) -> bool:
        """Whether a map is being computed."""
        return self._asking.is_running

    def close_work(self) -> None:
        """Drop the work that is under way, before the window goes."""
        self._asking.cancel()

    @property
    def is_stale(self) -> bool:
        """Whether the picture answers another question than the one that the controls ask."""
        return bool(self._differs or self._other_axes())

    def _asked(self) -> MapRequest | None:
        findings = self._asking.findings
        asked = None if findings is None else findings.request
        return asked if isinstance(asked, MapRequest) else None

    def _other_axes(self) -> bool:
        asked, count = self._asked(), int(self.cells.value or 0)
        wanted = [axis.axis(count) for axis in self.axes]
        return asked is not None and (
            [asked.x, asked.y] != wanted or asked.steps != self.steps.value
        )

    def _show_found(self) -> None:
        self.legend.show_findings(self._asking.findings, self.by.choice)
        self._show_state()

    def _show_end(self, sentence: str) -> None:
        self._row.show_started(False)
        if sentence:
            self.refuse(sentence, self._notice)
        self._show_state()

    def _show_state(self) -> None:
        """Show the picture as far as it is known, and the sentence that belongs to it."""
        asked, findings = self._asked(), self._asking.findings
        self.progress.setValue(round(100 * self._asking.progress) if asked else 0)
        self.progress.setVisible(self._asking.is_running)
        self.state.setText(self._sentence())
        if asked is None or findings is None:
            x, y = (axis.axis(1) for axis in self.axes)
            self.canvas.show_map((x, y), None, False)
        else:
            image = picture(asked, findings, self.by.choice, self._theme.ground)
            self.canvas.show_map((asked.x, asked.y), image, self.is_stale)
        self._show_start()
        self._show_cell(self.canvas.at)

    def _show_start(self) -> None:
        asked = self._asked()
        if self._document is None or asked is None or self._differs:
            self.canvas.show_start(None)
            return
        spec = from_start(self._document.spec)
        x, y = (spec.initial_weights[spec.weight_index[a.weight]] for a in (asked.x, asked.y))
        self.canvas.show_start((x, y))

    def _sentence(self) -> str:
        asked, findings = self._asked(), self._asking.findings
        if asked is None or findings is None:
            return "No map yet: press Start."
        known = int((findings.outcome != UNKNOWN).sum())
        if self._differs:
            return f"For {self._differs}, before your edit: press Start for a new map."
        if self._other_axes():
            return "For other ranges than those above: press Start for a new map."
        if self._asking.is_running:
            return f"{grouped(known)} of {grouped(asked.cells)} cells …"
        if known < asked.cells:
            return f"Cancelled: {grouped(known)} of {grouped(asked.cells)} cells."
        return f"After {grouped(asked.steps)} updates. Click a cell to load it as a run."

    def text_of(self, cell: int) -> str:
        """Return what a cell says: its weights, its outcome, its loss."""
        asked, findings = self._asked(), self._asking.findings
        if asked is None or findings is None:
            return ""
        weights = asked.weights_of(cell).items()
        place = ", ".join(f"{name_symbol(name)} = {short(value)}" for name, value in weights)
        code = int(findings.outcome[cell])
        if code == UNKNOWN:
            return f"{place}: not computed yet"
        name, loss = OUTCOMES[code], float(findings.loss[cell])
        before = f" (for {self._differs}, before your edit)" if self._differs else ""
        return f"{place}: {LOOKS[name].sign} {name}, L = {short(loss)}{before}"

    def _show_cell(self, cell: int | None) -> None:
        self.reading.setText("" if cell is None else self.text_of(cell))

    def _load(self, cell: int) -> None:
        asked, findings = self._asked(), self._asking.findings
        if asked is None or findings is None:
            return
        if self.is_stale:
            self.refuse("This map answers another question: press Start first.", self._notice)
        else:
            self.load_requested.emit(asked.weights_of(cell))
