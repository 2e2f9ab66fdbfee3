"""The panel of the samples: which one is shown, the rows trained on, and those that test."""

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from skipnet_gui.core.functions import Array
from skipnet_gui.core.network import ModelError
from skipnet_gui.core.numerals import grouped, short
from skipnet_gui.core.run_spec import Data
from skipnet_gui.session.document import Document
from skipnet_gui.session.edits import set_data
from skipnet_gui.session.held_out import set_test
from skipnet_gui.session.project import Project
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.panels.boxes import whole_box
from skipnet_gui.ui.panels.panel import GAP_PX, Field, Notice, Panel, quiet_label
from skipnet_gui.ui.panels.samples import (
    IN_BATCH,
    SHOWN,
    SamplesModel,
    SamplesTable,
    column_names,
)
from skipnet_gui.ui.panels.splitting import Splitting
from skipnet_gui.ui.panels.spreadsheet import read_rows

LEGEND = f"{SHOWN} shown on the graph   {IN_BATCH} in this step's batch"
TEST_LEGEND = "Never trained on; edits here drop no steps"


class DataPanel(Panel):
    """The rows trained on or those that test, and the choice of the one that the graph shows.

    ``sample_pinned`` asks for a row number (from 0), or None to follow the batch.
    """

    sample_pinned = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("data", "Data", parent)
        self._snapshot: Snapshot | None = None
        self._data: Data | None = None
        self._inputs = 0
        self._add_choice()
        self._add_table()
        self._splitting = Splitting(self)

    def _add_choice(self) -> None:
        self.add_section("Sample on the graph")
        self.follow = QCheckBox("Follow the first row of the batch")
        self.follow.clicked.connect(self._choose_following)
        self.shown_row = whole_box("Row shown")
        self._row_field = Field("Row shown", self.shown_row)
        self.shown_row.committed.connect(self._pin)
        self.shown_row.refused.connect(lambda text: self.refuse(text, self._row_field.notice))
        self.column.addWidget(self.follow)
        self.column.addWidget(self._row_field)

    def _add_table(self) -> None:
        self.add_section("Data")
        self.column.addLayout(self._kinds())
        self.model = SamplesModel()
        self.model.setParent(self)  # or its connections would keep the closed panel
        self.model.typed.connect(self._type)
        self.table = SamplesTable(self.model)
        self.table.setMinimumHeight(140)
        self.table.paste_requested.connect(self.paste)
        self.table.remove_requested.connect(self.remove)
        self.table.verticalHeader().sectionDoubleClicked.connect(
            lambda row: None if self.is_test else self.sample_pinned.emit(row)
        )
        self._legend = quiet_label(LEGEND)
        self._notice = Notice()
        self.model.refused.connect(lambda text: self.refuse(text, self._notice))
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self._legend)
        self.column.addWidget(self._notice)
        self.column.addLayout(self._buttons())

    def _kinds(self) -> QHBoxLayout:
        """Return the switch between the rows trained on and those that test."""
        self.training, self.test = QToolButton(), QToolButton()
        self._group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(0)
        for button in (self.training, self.test):
            button.setObjectName("segment")
            button.setCheckable(True)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self._group.addButton(button)
            row.addWidget(button, 1)
        self.training.setChecked(True)
        self.training.setToolTip("The rows that a run trains on")
        self.test.setToolTip("Rows that no run trains on; their loss is drawn beside the other")
        self._group.buttonClicked.connect(lambda _: self._choose_kind())
        return row

    @property
    def is_test(self) -> bool:
        """Whether the table shows the test rows."""
        return self.test.isChecked()

    def _choose_kind(self) -> None:
        if self._document is not None:
            self._clear_problem()
            self.show_project(self._document.project)
            self._show_marks()

    def _buttons(self) -> QHBoxLayout:
        self.buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout()
        row.setSpacing(GAP_PX)
        paste_keys = QKeySequence(QKeySequence.StandardKey.Paste).toString()
        copy_keys = QKeySequence(QKeySequence.StandardKey.Copy).toString()
        actions = (
            ("Add", "Add a row of zeros at the end", self.add),
            ("Remove", "Remove the selected rows (Delete)", self.remove),
            (
                "Paste",
                f"Paste rows from a spreadsheet at the current cell, or at the end;"
                f" with everything selected they replace the data ({paste_keys})",
                self.paste,
            ),
            ("Copy", f"Copy the selected cells ({copy_keys})", self.table.copy),
        )
        for text, tip, action in actions:
            button = QPushButton(text)
            button.setToolTip(tip)
            button.setAccessibleName(f"{text} rows" if text != "Copy" else "Copy cells")
            button.clicked.connect(lambda _=False, do=action: do())
            self.buttons[text] = button
            row.addWidget(button, 1)
        return row

    def show_document(self, document: Document, snapshot: Snapshot) -> None:
        """Show the samples, the one on the graph, and the rows of the batch."""
        super().show_document(document, snapshot)
        self._snapshot = snapshot
        self._show_choice()
        self._show_marks()

    def _show_marks(self) -> None:
        """Mark the row shown and those of the batch; test rows are neither."""
        shown = self._snapshot
        if shown is None:
            return
        marks = (-1, ()) if self.is_test else (shown.sample, shown.batch)
        if self.model.show_marks(*marks):
            self.table.viewport().update()
            self.table.verticalHeader().viewport().update()

    def _show_choice(self) -> None:
        if self._snapshot is not None:
            self.follow.setChecked(not self._snapshot.pinned)
            self.shown_row.show_value(self._snapshot.sample + 1)
            self._row_field.show_label(f"Row shown, of {grouped(self._snapshot.samples)}")

    def show_project(self, project: Project) -> None:
        """Show the rows trained on or those that test, and how many there are of each."""
        self._show_kinds(project)
        columns = column_names(project.network)
        rows = project.test if self.is_test and project.test is not None else project.data
        if columns != self.model.columns or rows is not self._data:
            self._data, self._inputs = rows, len(project.network.inputs)
            kind = "test row" if self.is_test else "row"
            array = np.hstack([rows.x, rows.y])
            self.model.show_array(array, columns, lambda row: f"{kind} {row + 1}")
            self.table.fit_columns()

    def _show_kinds(self, project: Project) -> None:
        count = 0 if project.test is None else len(project.test.x)
        self.training.setText(f"Training · {grouped(len(project.data.x))}")
        self.test.setText(f"Test · {grouped(count)}")
        self.test.setEnabled(count > 0)
        if not count:
            self.training.setChecked(True)
        self._legend.setText(TEST_LEGEND if self.is_test else LEGEND)
        self._splitting.show_project(project)

    def sentence(self, error: ModelError) -> str:
        """Name row and column of a sample that cannot be."""
        if error.place in ("share", "seed"):
            return super().sentence(error)
        parts = error.place.replace("]", "").split("[")
        if len(parts) == 3:
            kind = "Test row" if ".test." in error.place else "Row"
            row = int(parts[1]) + 1
            column = int(parts[2]) + (self._inputs if parts[0].endswith("y") else 0)
            return f"{kind} {row}, {self.model.columns[column]} {error.problem}."
        return f"The data {error.problem}."

    def _choose_following(self, follow: bool) -> None:
        if self._snapshot is not None:
            self.sample_pinned.emit(None if follow else self._snapshot.sample)
            self._show_choice()

    def _pin(self, number: int) -> None:
        rows = self._snapshot.samples if self._snapshot is not None else 0
        if 1 <= number <= rows:
            self._clear_problem()
            self.sample_pinned.emit(number - 1)
        else:
            self.refuse(
                f"There is no row {number}; rows are 1 to {grouped(rows)}.", self._row_field.notice
            )

    def _ask(self, title: str, array: Array) -> None:
        data = Data(array[:, : self._inputs], array[:, self._inputs :])
        edit = set_test(f"test: {title}", data) if self.is_test else set_data(data)
        self.request(edit if self.is_test else edit._replace(title=title), self._notice)

    def _type(self, row: int, column: int, value: float) -> None:
        array = self.model.array.copy()
        array[row, column] = value
        self._ask(f"{self.model.columns[column]} of row {row + 1} = {short(value)}", array)

    def add(self) -> None:
        """Ask for a row of zeros at the end, and begin to edit it."""
        array = self.model.array
        self._ask("add a row", np.vstack([array, np.zeros((1, array.shape[1]))]))
        if len(self.model.array) > len(array):
            cell = self.model.index(len(array), 0)
            self.table.setCurrentIndex(cell)
            self.table.edit(cell)

    def remove(self) -> None:
        """Ask for the data without the selected rows."""
        array = self.model.array
        keep = np.ones(len(array), dtype=bool)
        for top, bottom in self.table.selected_rows():
            keep[top : bottom + 1] = False
        count = int(np.count_nonzero(~keep))
        if count == 0:
            self.refuse("Select the rows to remove first.", self._notice)
        elif count == len(array):
            instead = "; join them again if there is to be no test" if self.is_test else ""
            self.refuse(f"One row has to stay{instead}.", self._notice)
        else:
            self._ask(
                "remove a row" if count == 1 else f"remove {grouped(count)} rows", array[keep]
            )

    def paste(self) -> None:
        """Ask for the data with the clipboard's rows in them.

        They go in from the current cell on, and past the end as new rows; without a
        current cell at the end; with everything selected they replace the data.
        """
        array, columns = self.model.array, self.model.columns
        cell = self.table.currentIndex()
        row, column = (cell.row(), cell.column()) if cell.isValid() else (len(array), 0)
        if self.table.has_all_selected():
            array, row, column = array[:0], 0, 0
        try:
            rows = read_rows(QGuiApplication.clipboard().text(), columns, column)
            pasted = with_pasted(array, rows, row, column)
        except ValueError as error:
            self.refuse(str(error), self._notice)
            return
        count = len(rows)
        self._ask("paste a row" if count == 1 else f"paste {grouped(count)} rows", pasted)


def with_pasted(array: Array, rows: Array, row: int, column: int) -> Array:
    """Return a table with rows put in from a cell on, and past its end as new rows.

    Raises
    ------
    ValueError
        If a new row would not have a value in every column.
    """
    new = row + len(rows) - len(array)
    width = array.shape[1]
    if new > 0 and rows.shape[1] != width:
        raise ValueError(
            f"A new row needs {width} values, one per column; there are {rows.shape[1]}."
        )
    grown = np.vstack([array, np.zeros((max(new, 0), width))])
    grown[row : row + len(rows), column : column + rows.shape[1]] = rows
    return grown
