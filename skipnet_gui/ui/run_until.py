"""The dialog “Run until”: a number of steps or epochs, a loss, or a loss that is flat."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QRadioButton,
    QWidget,
)

from skipnet_gui.core import numerals
from skipnet_gui.core.numerals import grouped
from skipnet_gui.core.run_spec import MAX_STEPS
from skipnet_gui.session.stop_rules import Flat
from skipnet_gui.ui.panels.boxes import MAX_TYPED, Chooser
from skipnet_gui.ui.panels.panel import Notice, quiet_label
from skipnet_gui.ui.step_box import StepBox, preferred_steps

BOX_PX = 110


class RunUntilDialog(QDialog):
    """Asks for a number of steps, for a loss to fall below, or for a loss that is flat.

    Epochs are offered where one has several steps.

    Attributes
    ----------
    steps, epochs, loss, flat
        What was chosen: one of them, the others None.
    """

    def __init__(self, parent: QWidget | None, steps_per_epoch: int = 1) -> None:
        super().__init__(parent)
        self.setWindowTitle("Run until")
        self.setObjectName("run_until_dialog")
        self.steps: int | None = None
        self.epochs: int | None = None
        self.loss: float | None = None
        self.flat: Flat | None = None
        self._units = ("steps", "epochs") if steps_per_epoch > 1 else ("steps",)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(16, 16, 16, 16)
        self._grid.setVerticalSpacing(8)
        self._grid.addWidget(QLabel("Run at the speed of the toolbar, until:"), 0, 0, 1, 3)
        self._by_steps, self._by_loss = QRadioButton("a number of"), QRadioButton("L falls below")
        self._by_flat = QRadioButton("L is flat: its lowest falls by less than")
        self._steps = self._box(1, self._by_steps, "1000", "steps_box", "Number of steps", 1.0)
        self._loss = self._box(2, self._by_loss, "0.01", "loss_box", "L falls below")
        self._fall = self._box(3, self._by_flat, "0.1", "flat_box", "Fall in percent")
        self._span = self._box(4, self._by_flat, "100", "span_box", "Over so many", 1.0)
        for row, button in ((1, self._by_steps), (2, self._by_loss), (3, self._by_flat)):
            self._grid.addWidget(button, row, 0)
        over = QLabel("over")
        over.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(over, 4, 0)
        self._grid.addWidget(QLabel("%"), 3, 2)
        self._unit = self._unit_of(1, self._by_steps, "steps_unit", "steps")
        self._span_unit = self._unit_of(4, self._by_flat, "span_unit", self._units[-1])
        self._add_foot()
        self.setTabOrder(self._steps, self._unit)
        self.setTabOrder(self._unit, self._loss)
        self._by_steps.setChecked(True)
        self._steps.setFocus()
        self._steps.selectAll()

    def _box(
        self,
        row: int,
        button: QRadioButton,
        text: str,
        name: str,
        words: str,
        least: float = 0.0,
    ) -> StepBox:
        """Return a box; typing or clicking in it chooses its line."""
        box = StepBox(text, preferred_steps(least))
        box.setObjectName(name)
        box.setAccessibleName(words)
        box.setFixedWidth(BOX_PX)
        box.setMaxLength(MAX_TYPED)
        box.textEdited.connect(lambda _: button.setChecked(True))
        box.clicked.connect(lambda: button.setChecked(True))
        self._grid.addWidget(box, row, 1)
        return box

    def _unit_of(self, row: int, button: QRadioButton, name: str, chosen: str) -> Chooser:
        """Return the choice of steps or epochs; only a word where they are the same."""
        unit = Chooser("Unit", dict(zip(self._units, self._units, strict=True)))
        unit.setObjectName(name)
        unit.show_choice(chosen)
        unit.chosen.connect(lambda _: button.setChecked(True))
        if len(self._units) > 1:
            self._grid.addWidget(unit, row, 2)
        else:
            unit.setParent(self)
            unit.hide()
            self._grid.addWidget(QLabel(chosen), row, 2)
        return unit

    def _add_foot(self) -> None:
        about = (
            "Each step has a batch of its own. “L falls below” looks at the loss of one batch;"
            " for “L is flat” the means of whole epochs are compared."
        )
        if len(self._units) > 1:
            self._grid.addWidget(quiet_label(about), 5, 0, 1, 3)
        self._problem = Notice()
        self._grid.addWidget(self._problem, 6, 0, 1, 3)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText("Run")
        for button in buttons.buttons():
            button.setIcon(QIcon())  # words alone, as in the other dialogs
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        self._grid.addWidget(buttons, 7, 0, 1, 3)

    def _accept(self) -> None:
        try:
            self._read()
        except ValueError as error:
            self._problem.show_sentence(f"{error}.")
        else:
            self.accept()

    def _read(self) -> None:
        """Read the line that is chosen; ValueError with a sentence if it cannot be."""
        if self._by_steps.isChecked():
            number = _whole(self._steps.text(), self._unit.choice)
            if self._unit.choice == "epochs":
                self.epochs = number
            else:
                self.steps = number
        elif self._by_loss.isChecked():
            self.loss = _positive(self._loss.text())
        else:
            unit = self._span_unit.choice
            share = _percent(self._fall.text()) / 100.0
            self.flat = Flat(share, _whole(self._span.text(), unit), unit == "epochs")


def _positive(text: str) -> float:
    value = numerals.parse(text)
    if value <= 0.0:
        raise ValueError("a loss is never below 0; give a number above it")
    return value


def _percent(text: str) -> float:
    value = numerals.parse(text)
    if not 0.0 < value < 100.0:
        raise ValueError("a fall is above 0 % and below 100 %")
    return value


def _whole(text: str, unit: str) -> int:
    cleaned = text.strip()
    if not (cleaned.isascii() and cleaned.isdecimal() and 1 <= int(cleaned[:12]) <= MAX_STEPS):
        raise ValueError(f"a number of {unit} is a whole number, 1 to {grouped(MAX_STEPS)}")
    return int(cleaned)
