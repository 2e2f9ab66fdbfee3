"""The gradient check in the window: a table, and the last verdict in the status line."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from skipnet_gui.core.gradcheck import WeightCheck, check_gradients
from skipnet_gui.core.notation import derivative, name_symbol
from skipnet_gui.core.numerals import grouped, short
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.core.training import batch_rows
from skipnet_gui.session.checking import check_table, is_fine, summary
from skipnet_gui.session.document import Document
from skipnet_gui.ui.store import Store

COLUMNS = ("", "analytic", "central", "left", "right", "difference", "verdict")
DIGITS = 8
MOST_ROWS = 14  # of the table before it scrolls
EXPLAINED = (
    "Central, left and right are differences of the loss for a tiny move of the weight. “kink”: "
    "a ReLU or |y − ŷ| changes sides within that move, so differences say nothing there."
)


def checks_of(document: Document) -> tuple[WeightCheck, ...]:
    """Return the check of the step shown: its weights, its batch."""
    spec, history, step = document.spec, document.history, document.position.step
    _, _, weights = history.row(step)
    batch = batch_rows(spec, history.checkpoint(step), step).tolist()
    return check_gradients(spec, weights, batch)


class GradientCheck(QObject):
    """Checks the gradients of the step shown.

    ``judged(sentence, current)`` tells the last verdict, and whether it is of what the
    window shows.
    """

    judged = Signal(str, bool)

    def __init__(self, window: QWidget, store: Store) -> None:
        super().__init__(window)
        self._window, self._store = window, store
        self._of: tuple[RunSpec, int] | None = None
        self._sentence = ""
        self.dialog: CheckDialog | None = None
        store.shown.connect(self._tell)

    def check(self) -> None:
        """Check now, and show the table."""
        document = self._store.document
        checks, step = checks_of(document), document.position.step
        self._of = (document.spec, step)
        found = "confirmed" if is_fine(checks) else "NOT confirmed"
        self._sentence = f"gradients {found} at step {grouped(step)}"
        self._tell()
        if self.dialog is not None:
            self.dialog.close()
        title = f"Gradient check · {document.project.run.name} · step {grouped(step)}"
        self.dialog = CheckDialog(self._window, title, checks)
        self.dialog.show()

    def _tell(self, *_: object) -> None:
        if self._of is None:
            return
        spec, step = self._of
        document = self._store.document
        self.judged.emit(self._sentence, spec is document.spec and step == document.position.step)


class CheckDialog(QDialog):
    """A check as a table; the window behind it can be used meanwhile."""

    def __init__(self, parent: QWidget, title: str, checks: tuple[WeightCheck, ...]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self.setWindowTitle(title)
        self.setObjectName("gradient_check_dialog")
        self._text = check_table(checks)
        self.table = QTableWidget(len(checks), len(COLUMNS))
        self.table.setObjectName("gradient_check")
        self.table.setAccessibleName("Gradient check, a row for each weight")
        self.table.setHorizontalHeaderLabels(COLUMNS)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        for row, check in enumerate(checks):
            self._show_row(row, check)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.setShowGrid(False)
        verdict, words = QLabel(summary(checks).capitalize() + "."), QLabel(EXPLAINED)
        verdict.setObjectName("gradient_check_summary")
        words.setWordWrap(True)
        copy, close = QPushButton("Copy"), QPushButton("Close")
        copy.clicked.connect(self.copy)
        close.clicked.connect(self.close)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self, self.copy)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(copy)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        for widget in (verdict, self.table, words):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        rows = min(len(checks), MOST_ROWS) + 1
        self.resize(720, 190 + rows * self.table.verticalHeader().defaultSectionSize())

    def _show_row(self, row: int, check: WeightCheck) -> None:
        numbers = (check.analytic, check.central, check.left, check.right)
        cells = [short(value, DIGITS) for value in numbers]
        cells += [short(check.difference, 2), check.verdict.value]
        for column, text in enumerate([derivative(name_symbol(check.weight)), *cells]):
            item = QTableWidgetItem(text)
            if 0 < column < len(COLUMNS) - 1:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.table.setItem(row, column, item)

    def copy(self) -> None:
        """Copy the whole check as text."""
        QGuiApplication.clipboard().setText(self._text)
