"""The panel of the runs: the list, what can be done with one, and the twin."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QWidget,
)

from skipnet_gui.core.network import ModelError
from skipnet_gui.core.notation import name_symbol
from skipnet_gui.core.numerals import grouped, short
from skipnet_gui.session.document import Document
from skipnet_gui.session.edits import Edit
from skipnet_gui.session.project import Project
from skipnet_gui.session.runs import branch_here, delete, duplicate, rename, set_twin, show_run
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.panels.panel import GAP_PX, Notice, Panel, quiet_label
from skipnet_gui.ui.run_looks import run_color, run_dash
from skipnet_gui.ui.theme import LIGHT, Theme, font

NAME, STEPS, LOSS = range(3)
HEADINGS = ("Run", "steps", "last L")
SWATCH = QSize(26, 14)
TWIN_COLUMNS = 4
MOST_TWIN_EDGES = 40  # more buttons would be a wall


class RunsPanel(Panel):
    """All runs of the project; exactly one is active, and the others are drawn behind it.

    ``run_chosen(index)`` asks for another run to be active.
    """

    run_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("runs", "Runs", parent)
        self._theme = LIGHT
        self._shown: tuple[object, ...] = ()
        self.add_section("Runs")
        self.table = QTableWidget(0, len(HEADINGS))
        self._notice = Notice()
        self._set_up_table()
        self.column.addWidget(self.table)
        self.column.addWidget(quiet_label("The bold one is active: click another to go there."))
        self.column.addLayout(self._buttons())
        self.column.addWidget(self._notice)
        self.add_section("Twin")
        self.column.addWidget(
            quiet_label(
                "The same network with edges cut, trained beside the run in lock-step. "
                "Choose what to cut:"
            )
        )
        self._twin = QWidget()
        self._twin_grid = QGridLayout(self._twin)
        self._twin_grid.setContentsMargins(0, 0, 0, 0)
        self._twin_grid.setSpacing(GAP_PX)
        self.twin_buttons: list[QToolButton] = []
        self._twin_notice = Notice()
        self.column.addWidget(self._twin)
        self.column.addWidget(self._twin_notice)
        self.column.addStretch(1)

    def _set_up_table(self) -> None:
        table = self.table
        table.setHorizontalHeaderLabels(list(HEADINGS))
        table.setAccessibleName("Runs")
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setIconSize(SWATCH)
        table.setTabKeyNavigation(False)  # Tab goes on to the buttons; arrows move in the table
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        keys = QAbstractItemView.EditTrigger
        table.setEditTriggers(keys.EditKeyPressed | keys.DoubleClicked)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        table.currentCellChanged.connect(lambda row, *_: self._choose(row))
        table.itemChanged.connect(self._change)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.branch, self.copy = QPushButton("Branch here"), QPushButton("Duplicate")
        self.remove = QPushButton("Delete")
        self.branch.setToolTip("A new run from the step shown on, with the same past (Ctrl+B)")
        self.copy.setToolTip("A new run with all steps of this one")
        self.remove.setToolTip("Remove the active run; undo brings it back")
        for button in (self.branch, self.copy, self.remove):
            row.addWidget(button)
        self.branch.clicked.connect(lambda: self._ask(branch_here))
        self.copy.clicked.connect(lambda: self._ask(duplicate))
        self.remove.clicked.connect(lambda: self._ask(_delete_active))
        return row

    def _ask(self, make: Callable[[Document], Edit]) -> None:
        if self._document is not None:
            self.request(make(self._document), self._notice)

    def show_document(self, document: Document, snapshot: Snapshot) -> None:
        """Show the runs, how far they are, and where they stand."""
        super().show_document(document, snapshot)
        if self.isVisible():
            with QSignalBlocker(self.table):
                self._show_ends()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened out of sight."""
        super().showEvent(event)
        with QSignalBlocker(self.table):
            self._show_ends()

    def show_project(self, project: Project) -> None:
        """List the runs anew where their names, looks or the active one are others."""
        runs = tuple((run.name, run.shown) for run in project.runs)
        shown = (runs, project.active_run, project.network, project.run.twin_without, self._theme)
        if shown == self._shown:
            return
        self._shown = shown
        with QSignalBlocker(self.table):
            self._list(project)
        self._show_twin(project)
        self.remove.setEnabled(len(project.runs) > 1)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        if self._document is not None:
            self.show_project(self._document.project)

    def _list(self, project: Project) -> None:
        table = self.table
        table.setRowCount(len(project.runs))
        for row, run in enumerate(project.runs):
            active = row == project.active_run
            name = QTableWidgetItem(_swatch(row, active, self._theme), run.name)
            name.setCheckState(Qt.CheckState.Checked if run.shown else Qt.CheckState.Unchecked)
            words = "active" if active else "drawn behind" if run.shown else "not drawn"
            name.setToolTip(f"{run.name}: {words}. F2 renames it, the box draws its curves.")
            name.setFont(font(bold=active))
            table.setItem(row, NAME, name)
            for column in (STEPS, LOSS):
                item = QTableWidgetItem("–")
                item.setFont(font(bold=active))
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                table.setItem(row, column, item)
        table.setCurrentCell(project.active_run, NAME)
        rows = table.verticalHeader().defaultSectionSize() * min(len(project.runs), 8)
        table.setFixedHeight(rows + table.horizontalHeader().sizeHint().height() + 4)
        self._show_ends()

    def _show_ends(self) -> None:
        """Show how far the runs are, and where they stand."""
        histories = () if self._document is None else self._document.histories
        for row, history in enumerate(histories):
            _set_text(self.table.item(row, STEPS), grouped(history.steps))
            _set_text(self.table.item(row, LOSS), short(history.head.loss))

    def _show_twin(self, project: Project) -> None:
        names = project.network.weight_names
        if [button.property("weight") for button in self.twin_buttons] != list(names):
            self._make_twin_buttons(names[:MOST_TWIN_EDGES])
        for button in self.twin_buttons:
            button.setChecked(button.property("weight") in project.run.twin_without)

    def _make_twin_buttons(self, names: tuple[str, ...]) -> None:
        for button in self.twin_buttons:
            button.deleteLater()
        self.twin_buttons = []
        for number, name in enumerate(names):
            button = QToolButton()
            button.setText(name_symbol(name))
            button.setCheckable(True)
            button.setProperty("weight", name)
            button.setAccessibleName(f"Cut {name} in the twin")
            button.setToolTip(f"Train a twin without {name_symbol(name)}")
            button.clicked.connect(lambda _=False: self._set_twin())
            self._twin_grid.addWidget(button, number // TWIN_COLUMNS, number % TWIN_COLUMNS)
            self.twin_buttons.append(button)

    def _set_twin(self) -> None:
        cut = [b.property("weight") for b in self.twin_buttons if b.isChecked()]
        self.request(set_twin(cut), self._twin_notice)
        if self._document is not None:
            self._show_twin(self._document.project)

    def _choose(self, row: int) -> None:
        document = self._document
        if document is not None and 0 <= row != document.project.active_run:
            self.run_chosen.emit(row)

    def _change(self, item: QTableWidgetItem) -> None:
        document, row = self._document, item.row()
        if document is None or item.column() != NAME:
            return
        run = document.project.runs[row]
        shown = item.checkState() == Qt.CheckState.Checked
        self._shown = ()  # what was typed is replaced by what holds
        try:
            edit = rename(row, item.text()) if item.text() != run.name else None
        except ModelError as error:
            self.refuse(self.sentence(error), self._notice)
            self.show_project(document.project)
            return
        self.request(edit or show_run(row, run, shown), self._notice)


def _delete_active(document: Document) -> Edit:
    return delete(document.project.active_run, document.project.run.name)


def _set_text(item: QTableWidgetItem | None, text: str) -> None:
    if item is not None and item.text() != text:
        item.setText(text)


def _swatch(number: int, active: bool, theme: Theme) -> QIcon:
    """Return a piece of the line that a run's loss is drawn with."""
    picture = QPixmap(SWATCH)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    pen = QPen(QColor(theme.ink if active else run_color(number, theme)), 3.0 if active else 2.0)
    if not active:
        pen.setDashPattern([length / 2.0 for length in run_dash(number)])
    painter.setPen(pen)
    middle = QRectF(picture.rect()).center().y()
    painter.drawLine(QPointF(0.0, middle), QPointF(SWATCH.width(), middle))
    painter.end()
    return QIcon(picture)
