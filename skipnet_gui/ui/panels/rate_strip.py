"""The rate strip: where some more updates lead from here, at each of many learning rates."""

import math

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from skipnet_gui.core.functions import Array
from skipnet_gui.core.maps import StripRequest, log_grid
from skipnet_gui.core.numerals import full, grouped, short
from skipnet_gui.core.run_spec import MAX_STEPS
from skipnet_gui.session.document import Document
from skipnet_gui.session.jobs import Workers
from skipnet_gui.session.maps import UNKNOWN, strip_differs
from skipnet_gui.session.project import Project
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.panels.boxes import NumberBox, whole_box
from skipnet_gui.ui.panels.panel import Field, Notice, Panel, quiet_label
from skipnet_gui.ui.panels.rate_strip_chart import RateChart, words_of
from skipnet_gui.ui.panels.start_map_job import Asking
from skipnet_gui.ui.panels.start_row import StartRow
from skipnet_gui.ui.theme import SMALL_PX, Theme, font

LOW, HIGH, STEPS = 1e-4, 1e2, 200
PER_DECADE, MOST_RATES = 24, 400
LEAST_RATE, MOST_RATE = 1e-12, 1e12


def rates_between(low: float, high: float) -> Array:
    """Return learning rates on a log axis, rounded to three digits as a slider gives them."""
    count = min(round(math.log10(high / low) * PER_DECADE) + 1, MOST_RATES)
    grid = log_grid(low, high, max(count, 2))
    return np.unique([float(f"{rate:.3g}") for rate in grid.tolist()])


class RateStripPanel(Panel):
    """Asks where the next updates lead at each learning rate; a click asks for that rate."""

    rate_requested = Signal(float)

    def __init__(self, workers: Workers | None = None, parent: QWidget | None = None) -> None:
        super().__init__("rate_strip", "Rate strip", parent)
        self._snapshot: Snapshot | None = None
        self._differs = ""
        self._notice = Notice()
        self._asking = Asking(workers or Workers(), self)
        self._asking.found.connect(lambda: self._show_state())
        self._asking.ended.connect(self._show_end)
        self._add_question()
        self._add_chart()
        self.column.addStretch(1)

    def _add_question(self) -> None:
        text = "The loss that the next updates lead to from here, at each learning rate."
        self.column.addWidget(quiet_label(text))
        self.steps = whole_box("Updates")
        self.low, self.high = NumberBox("α from"), NumberBox("α to")
        for box, value in ((self.steps, STEPS), (self.low, LOW), (self.high, HIGH)):
            box.show_value(value)
            box.committed.connect(box.show_value)
            box.committed.connect(lambda _: self._show_state())
            box.refused.connect(lambda text: self.refuse(text, self._notice))
            self.column.addWidget(Field(box.accessibleName(), box))
        self._row = StartRow(self._asking, "Progress of the rate strip")
        self.start_button, self.cancel_button = self._row.start_button, self._row.cancel_button
        self.progress = self._row.progress
        self.start_button.clicked.connect(lambda: self.start())
        self.column.addLayout(self._row)
        self.column.addWidget(self._notice)

    def _add_chart(self) -> None:
        self.state, self.reading, self.canvas = QLabel(), QLabel(), RateChart()
        self.state.setFont(font(SMALL_PX, bold=True))
        self.reading.setFont(font(SMALL_PX))
        for label in (self.state, self.reading):
            label.setWordWrap(True)
        self.reading.setMinimumHeight(2 * self.reading.fontMetrics().lineSpacing())
        self.reading.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.canvas.text_at = self.text_of
        self.canvas.place_read.connect(self._show_rate)
        self.canvas.place_chosen.connect(self._take)
        for widget in (self.state, self.canvas, self.reading):
            self.column.addWidget(widget)

    def show_document(self, document: Document, snapshot: Snapshot) -> None:
        """Show the moment; a strip of another one is greyed."""
        old, self._snapshot = self._snapshot, snapshot
        super().show_document(document, snapshot)
        self.canvas.show_now(snapshot.learning_rate, snapshot.loss)
        if old is None or old.step != snapshot.step:
            self._compare()

    def show_project(self, project: Project) -> None:
        """Compare the strip with the project as it is now."""
        self._compare()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.canvas.show_theme(theme)

    def _compare(self) -> None:
        document, asked = self._document, self._asked()
        if document is not None and asked is not None:
            step = document.position.step
            self._differs = strip_differs(asked, document.spec, step)
            if self._differs:
                self._asking.cancel()
        self._show_state()

    def start(self) -> None:
        """Ask from the moment that is shown."""
        self._clear_problem()
        document, sentence = self._document, self._fault()
        if sentence:
            self.refuse(sentence, self._notice)
        elif document is not None:
            step = document.position.step
            state, rates = document.history.checkpoint(step), self._rates()
            self._differs = ""
            steps = int(self.steps.value or 0)
            self._asking.ask(StripRequest(document.spec, state, step, rates, steps))
            self._row.show_started(True)
            self._show_state()

    def _fault(self) -> str:
        """Return what is wrong with the boxes; empty if nothing."""
        low, high = self.low.value or 0.0, self.high.value or 0.0
        if not LEAST_RATE <= low < high <= MOST_RATE:
            return f"α goes up from {short(LEAST_RATE)} or more to {short(MOST_RATE)} at most."
        if (self.steps.value or 0) > MAX_STEPS:
            return f"Updates must be 0 to {grouped(MAX_STEPS)}."
        return ""

    def _rates(self) -> Array:
        return rates_between(self.low.value or LOW, self.high.value or HIGH)

    def close_work(self) -> None:
        """Drop the work that is under way, before the window goes."""
        self._asking.cancel()

    def _asked(self) -> StripRequest | None:
        findings = self._asking.findings
        asked = None if findings is None else findings.request
        return asked if isinstance(asked, StripRequest) else None

    @property
    def is_stale(self) -> bool:
        """Whether the strip answers another question than the one that would be asked now."""
        asked = self._asked()
        if asked is None:
            return False
        return bool(self._differs or self._fault() or self._other_boxes(asked))

    def _other_boxes(self, asked: StripRequest) -> bool:
        same = asked.steps == self.steps.value and np.array_equal(asked.rates, self._rates())
        return not same

    def _show_end(self, sentence: str) -> None:
        self._row.show_started(False)
        if sentence:
            self.refuse(sentence, self._notice)
        self._show_state()

    def _show_state(self) -> None:
        self.progress.setVisible(self._asking.is_running)
        self.progress.setValue(round(100 * self._asking.progress))
        self.state.setText(self._sentence())
        self.canvas.show_findings(self._asking.findings, self.is_stale)
        self._show_rate(self.canvas.at)

    def _sentence(self) -> str:
        asked, findings = self._asked(), self._asking.findings
        if asked is None or findings is None:
            return "Nothing asked yet: press Start."
        if self._differs:
            words = self._differs
            edit = "" if words.startswith("step") else ", before your edit"
            return f"For {words}{edit}: press Start to ask from here."
        if self.is_stale:
            return "For other boxes than those above: press Start."
        if self._asking.is_running:
            return "…"
        if (findings.outcome == UNKNOWN).any():
            return "Cancelled."
        step, updates = grouped(asked.step), grouped(asked.steps)
        return f"{updates} updates from step {step}. Click a rate to take it."

    def text_of(self, at: int) -> str:
        """Return what a rate says: the rate, its outcome, its loss."""
        asked, findings = self._asked(), self._asking.findings
        if asked is None or findings is None or at >= asked.cells:
            return ""
        rate, code = f"α = {full(float(asked.rates[at]))}", int(findings.outcome[at])
        if code == UNKNOWN:
            return f"{rate}: not computed yet"
        before = f" (for {self._differs})" if self._differs else ""
        return f"{rate}: {words_of(code)}, L = {short(float(findings.loss[at]))}{before}"

    def _show_rate(self, at: int | None) -> None:
        self.reading.setText("" if at is None else self.text_of(at))

    def _take(self, at: int) -> None:
        asked = self._asked()
        if asked is None:
            return
        if self.is_stale:
            self.refuse("This strip answers another question: press Start first.", self._notice)
        else:
            self.rate_requested.emit(float(asked.rates[at]))
