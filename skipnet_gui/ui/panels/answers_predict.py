"""Predict, then step: commit the sign or the value of each weight's change, and see."""

from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from skipnet_gui.core.notation import name_symbol
from skipnet_gui.core.numerals import MINUS, grouped, short
from skipnet_gui.session.document import Document
from skipnet_gui.session.predicting import Prediction, Score, changes, read_prediction
from skipnet_gui.ui.panels.answers_fields import BoxGroup
from skipnet_gui.ui.panels.panel import GAP_PX, Notice, quiet_label

MOST_WEIGHTS = 60  # boxes beyond are more than a person predicts
HINT = "+ − 0.1"
EXPLAINED = "Before a step: by how much will each weight change? A sign is enough."


class _Commitment(NamedTuple):
    """What was committed: the run and step, and a prediction for some weights by name."""

    run: str
    step: int
    predictions: Mapping[str, Prediction]


class PredictSection(QWidget):
    """The boxes for one prediction, and the running score.

    ``step_requested()`` asks for the step that the prediction is about.
    """

    step_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._document: Document | None = None
        self._weights: tuple[str, ...] | None = None
        self._committed: _Commitment | None = None
        self._score = Score()
        self._boxes: BoxGroup | None = None
        self._notice = Notice()
        self._said = quiet_label(EXPLAINED)
        self.score_label = quiet_label()
        self.score_label.setObjectName("prediction_score")
        self.commit_button = QPushButton("Commit")
        self.commit_button.setToolTip("Fix what you expect of the next update")
        self.commit_button.clicked.connect(lambda: self.commit())
        self.step_button = QPushButton("Step")
        self.step_button.setToolTip("Do the update, and see")
        self.step_button.clicked.connect(lambda: self.step_requested.emit())
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP_PX)
        buttons.addWidget(self.commit_button)
        buttons.addWidget(self.step_button)
        buttons.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP_PX)
        for widget in (self._said, self._notice):
            self._column.addWidget(widget)
        self._column.addLayout(buttons)
        self._column.addWidget(self.score_label)
        self._column.addStretch(1)
        self._show_state()

    @property
    def boxes(self) -> BoxGroup:
        """The boxes; there are none before a document is shown."""
        assert self._boxes is not None
        return self._boxes

    def in_tab_order(self) -> list[QWidget]:
        """Return what takes the focus, in order."""
        boxes = [] if self._boxes is None else [row.box for row in self._boxes.rows.values()]
        return [*boxes, self.commit_button, self.step_button]

    def show_document(self, document: Document) -> None:
        """Show the weights of a document; a step that was predicted is marked."""
        self._document = document
        weights = tuple(edge.weight for edge in document.spec.network.edges if edge.trainable)
        if weights != self._weights:
            self._weights, self._committed = weights, None
            self._make_boxes(weights[:MOST_WEIGHTS])
        committed = self._committed
        if committed is None:
            return
        if committed.run != document.project.run.name:
            self._release()
            self._say("Another run is shown: that prediction was not marked.")
        elif committed.step < document.position.step:
            self._mark(document, committed)

    def _make_boxes(self, weights: tuple[str, ...]) -> None:
        if self._boxes is not None:
            self._boxes.hide()
            self._boxes.deleteLater()
        rows = [(weight, f"Δ{name_symbol(weight)}") for weight in weights]
        self._boxes = BoxGroup("Predict, then step", rows, HINT)
        for weight, row in self._boxes.rows.items():
            row.box.setObjectName(f"predict_{weight}")
        self._boxes.entered.connect(lambda: self.commit())
        self._boxes.typed.connect(lambda *_: self._notice.show_sentence(""))
        self._column.insertWidget(0, self._boxes)
        self._boxes.show()
        for before, after in pairwise(self.in_tab_order()):
            self.setTabOrder(before, after)
        self._show_state()

    def commit(self) -> None:
        """Fix the predictions for the update of the step shown."""
        if self._document is None or self._committed is not None:
            return
        predictions: dict[str, Prediction] = {}
        for weight, row in self.boxes.rows.items():
            text = row.box.text().strip()
            row.say("", "")
            try:
                if text:
                    predictions[weight] = read_prediction(text)
            except ValueError as error:
                self._notice.show_sentence(f"Δ{name_symbol(weight)}: {error}.")
                row.box.setFocus()
                return
        if not predictions:
            self._notice.show_sentence("Write a sign or a value for at least one weight.")
            return
        self._notice.show_sentence("")
        step = self._document.position.step
        self._committed = _Commitment(self._document.project.run.name, step, predictions)
        self._say(f"Committed for the update of step {grouped(step)}. Now step.")
        self._show_state()
        self.step_button.setFocus()

    def _mark(self, document: Document, committed: _Commitment) -> None:
        names = document.spec.network.weight_names
        change = dict(zip(names, changes(document, committed.step).tolist(), strict=True))
        for weight, prediction in committed.predictions.items():
            holds = prediction.holds(change[weight])
            self._score = self._score.with_result(prediction, holds)
            words = "✓ right" if holds else "✗ wrong"
            row = self.boxes.rows[weight]
            text = row.box.text().strip().replace("-", MINUS)
            row.say(words, f"you said {text} · it is {short(change[weight])}", bold=not holds)
        had_focus = self.step_button.hasFocus()
        self._release()
        self._say(f"Step {grouped(committed.step)} is marked. What will the next one do?")
        if had_focus:
            next(iter(self.boxes.rows.values())).box.setFocus()

    def _release(self) -> None:
        self._committed = None
        for row in self.boxes.rows.values():
            row.box.clear()
        self._show_state()

    def _say(self, sentence: str) -> None:
        self._said.setText(sentence)

    def _show_state(self) -> None:
        is_committed = self._committed is not None
        if self._boxes is not None:
            for row in self._boxes.rows.values():
                row.box.setReadOnly(is_committed)
        self.commit_button.setEnabled(not is_committed)
        self.step_button.setEnabled(is_committed)
        self.score_label.setText(f"Score: {self._score}")
