"""Small dialogs: run until, unsaved changes, keys."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QRadioButton,
    QWidget,
)

from skipnet_gui.core import numerals
from skipnet_gui.core.numerals import grouped
from skipnet_gui.core.run_spec import MAX_STEPS


class RunUntilDialog(QDialog):
    """Asks for a number of steps, or for a loss to fall below.

    Attributes
    ----------
    steps, loss
        What was chosen: one of them, the other None.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Run until")
        self.setObjectName("run_until_dialog")
        self.steps: int | None = None
        self.loss: float | None = None
        self._by_steps, self._steps = self._row("a number of steps", "1000", "steps_box")
        self._by_loss, self._loss = self._row("L falls below", "0.01", "loss_box")
        self._by_steps.setChecked(True)
        self._problem = QLabel()
        self._problem.setWordWrap(True)
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setText("Run")
        self._buttons.accepted.connect(self._accept)
        self._buttons.rejected.connect(self.reject)
        layout = QGridLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.addWidget(QLabel("Run at the speed of the toolbar, until:"), 0, 0, 1, 2)
        rows = ((self._by_steps, self._steps), (self._by_loss, self._loss))
        for row, (button, box) in enumerate(rows, 1):
            layout.addWidget(button, row, 0)
            layout.addWidget(box, row, 1)
        layout.addWidget(self._problem, 3, 0, 1, 2)
        layout.addWidget(self._buttons, 4, 0, 1, 2)
        self._steps.setFocus()
        self._steps.selectAll()

    def _row(self, words: str, text: str, name: str) -> tuple[QRadioButton, QLineEdit]:
        button, box = QRadioButton(words), QLineEdit(text)
        box.setObjectName(name)
        box.setAccessibleName(words)
        box.setAlignment(Qt.AlignmentFlag.AlignRight)
        box.textEdited.connect(lambda _: button.setChecked(True))
        return button, box

    def _accept(self) -> None:
        try:
            if self._by_steps.isChecked():
                self.steps = _whole(self._steps.text())
            else:
                self.loss = _positive(self._loss.text())
        except ValueError as error:
            self._problem.setText(f"{error}.")
            return
        self.accept()


def _positive(text: str) -> float:
    value = numerals.parse(text)
    if value <= 0.0:
        raise ValueError("a loss is never below 0; give a number above it")
    return value


def _whole(text: str) -> int:
    cleaned = text.strip()
    if not (cleaned.isascii() and cleaned.isdecimal() and 1 <= int(cleaned[:12]) <= MAX_STEPS):
        raise ValueError(f"a number of steps is a whole number, 1 to {grouped(MAX_STEPS)}")
    return int(cleaned)


def ask_about_changes(parent: QWidget, name: str) -> QMessageBox.StandardButton:
    """Ask whether to save, discard or cancel."""
    buttons = QMessageBox.StandardButton
    box = QMessageBox(parent)
    box.setObjectName("unsaved_dialog")
    box.setIcon(QMessageBox.Icon.Question)
    box.setText(f"Save the changes to {name}?")
    box.setInformativeText("Otherwise they are lost.")
    box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
    box.setDefaultButton(buttons.Save)
    return buttons(box.exec())


def show_text(parent: QWidget, title: str, text: str) -> None:
    """Show a text in a box."""
    box = QMessageBox(parent)
    box.setWindowTitle(title)
    box.setText(text)
    box.exec()
