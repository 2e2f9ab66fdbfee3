"""The head of the panel of answers, which stays in sight, and its options."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from skipnet_gui.core.network import Network
from skipnet_gui.core.numerals import grouped
from skipnet_gui.session.asking import UNIT, Asked
from skipnet_gui.ui.panels.answers_sheets import Place
from skipnet_gui.ui.panels.answers_words import CHOICES
from skipnet_gui.ui.panels.boxes import Chooser
from skipnet_gui.ui.panels.panel import GAP_PX, MARGIN_PX, Notice, quiet_label
from skipnet_gui.ui.theme import font

NARROW, WIDE = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
LEAST_LETTERS = 4  # of a choice that is always seen
CHANGED = "Something was changed since: mark again."


class AnswersHead(QWidget):
    """What is asked for, the button that marks, and what the marks come to.

    ``chosen(Asked)`` asks for other fields, ``mark_requested()`` for marks, and
    ``take_requested()`` for the fields of the moment that the window shows.
    """

    chosen = Signal(object)
    mark_requested = Signal()
    take_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("answers_head")
        self.which = Chooser("What to answer", CHOICES)
        self.which.setMinimumContentsLength(LEAST_LETTERS)
        self.which.chosen.connect(lambda which: self._choose(which))
        self.unit = Chooser("Which unit", {})
        self.unit.hide()
        self.mark_button = QPushButton("Mark")
        self.mark_button.setToolTip("Mark all answers (Enter in a field)")
        self.mark_button.clicked.connect(lambda: self.mark_requested.emit())
        self.summary = QLabel()
        self.summary.setObjectName("answers_summary")
        self.summary.setFont(font(bold=True))
        self.summary.setWordWrap(True)
        self.place = quiet_label()
        self._changed = quiet_label(CHANGED)
        self._changed.hide()
        self.notice, self._problem = Notice(), Notice()
        self.take_button = QPushButton()
        self.take_button.clicked.connect(lambda: self.take_requested.emit())
        self.take_button.hide()
        self._top = QHBoxLayout()
        self._top.setSpacing(GAP_PX)
        self._top.addWidget(self.which, 1)
        self._top.addWidget(self.unit, 1)
        self._top.addWidget(self.mark_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN_PX, GAP_PX, MARGIN_PX, GAP_PX)
        column.setSpacing(3)
        column.addLayout(self._top)
        self._lines = QBoxLayout(NARROW)
        self._lines.setSpacing(3)
        for part in (self.place, self.summary, self._changed, self.notice, self.take_button):
            self._lines.addWidget(part)
        column.addLayout(self._lines)
        column.addWidget(self._problem)

    def show_lines(self, direction: QBoxLayout.Direction) -> None:
        """Put the lines side by side, or one under the other."""
        self._lines.setDirection(direction)
        self._lines.setSpacing(2 * MARGIN_PX if direction == WIDE else 3)

    def _choose(self, which: str) -> None:
        self.chosen.emit(Asked(which, max(self.unit.currentIndex(), 0)))

    def show_network(self, network: Network) -> None:
        """Let one of a network's units be chosen."""
        units = {number: f"Unit {unit.name}" for number, unit in enumerate(network.units)}
        chooser = Chooser("Which unit", units)
        chooser.setMinimumContentsLength(LEAST_LETTERS)
        chooser.chosen.connect(lambda unit: self.chosen.emit(Asked(UNIT, unit)))
        self._top.replaceWidget(self.unit, chooser)
        self.unit.hide()
        self.unit.deleteLater()
        self.unit = chooser

    def show_choice(self, choice: Asked) -> None:
        """Show what is asked for."""
        self.which.show_choice(choice.which)
        self.unit.show_choice(choice.unit)
        self.unit.setVisible(choice.which == UNIT)

    def show_summary(self, text: str, is_current: bool) -> None:
        """Show what the marks come to."""
        self.summary.setText(text)
        self.summary.setEnabled(is_current)

    def show_changed(self, is_changed: bool) -> None:
        """Say whether the marks are older than what they are about."""
        self._changed.setVisible(is_changed)

    def show_problem(self, sentence: str) -> None:
        """Say why nothing can be marked; empty if it can."""
        self._problem.show_sentence(sentence)

    def show_place(self, place: Place, shown: Place, samples: int) -> None:
        """Say what moment the answers are to, and where that is not the one shown."""
        self.place.setText(_words(place, samples))
        is_elsewhere = place != shown
        if is_elsewhere:
            other = _difference(place, shown)
            self.take_button.setText(f"Answer {other}")
            self.notice.setText(f"⚠ The window shows {other}: marks greyed.")
        self.notice.setVisible(is_elsewhere)
        self.take_button.setVisible(is_elsewhere)


def _words(place: Place, samples: int) -> str:
    sample = f"sample {grouped(place.sample + 1)} of {grouped(samples)}"
    return f"{place.run} · step {grouped(place.step)} · {sample}"


def _difference(place: Place, shown: Place) -> str:
    """Return what is another in the moment shown."""
    parts = [
        (shown.run, place.run != shown.run),
        (f"step {grouped(shown.step)}", place.step != shown.step),
        (f"sample {grouped(shown.sample + 1)}", place.sample != shown.sample),
    ]
    return ", ".join(words for words, differs in parts if differs)


class AnswersOptions(QWidget):
    """How answers are asked for and marked, and the sheet as a file."""

    import_requested = Signal()
    export_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.hide_box = QCheckBox("Hide values")
        self.hide_box.setToolTip("Hide what is asked for on the graph while answering")
        self.expected_box = QCheckBox("Show expected")
        self.expected_box.setToolTip("Show the true value of what is marked")
        self.as_typed_box = QCheckBox("Mark as I type")
        self.as_typed_box.setToolTip("Mark whenever a field is left")
        self.import_button, self.export_button = QPushButton("Import …"), QPushButton("Export …")
        self.import_button.setToolTip("Read an answer sheet (CSV)")
        self.export_button.setToolTip("Write the answers as a sheet (CSV)")
        self.import_button.clicked.connect(lambda: self.import_requested.emit())
        self.export_button.clicked.connect(lambda: self.export_requested.emit())
        for button in (self.import_button, self.export_button):
            button.setStyleSheet("padding-left: 7px; padding-right: 7px")
        self._rows = QBoxLayout(NARROW, self)
        self._rows.setContentsMargins(0, 0, 0, GAP_PX)
        self._rows.setSpacing(GAP_PX)
        self._rows.addLayout(_beside(self.as_typed_box, self.expected_box))
        self._rows.addLayout(_beside(self.hide_box, self.import_button, self.export_button))

    def show_rows(self, direction: QBoxLayout.Direction) -> None:
        """Put all in one row, or in two."""
        self._rows.setDirection(direction)


def _beside(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(GAP_PX)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row
