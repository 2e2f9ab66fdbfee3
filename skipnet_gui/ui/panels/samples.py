"""The table of samples: its model with marks, and the keys that it takes."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent

from skipnet_gui.core.network import Network
from skipnet_gui.core.notation import name_symbol, unit_symbol
from skipnet_gui.core.numerals import full
from skipnet_gui.ui.panels.tables import ArrayModel, Index, Role, Table, width_of

SHOWN, IN_BATCH = "▸", "•"
CELLS_MEASURED = 300


def column_names(network: Network) -> tuple[str, ...]:
    """Return the headings: the inputs, then y or the y of each output."""
    inputs = map(name_symbol, network.inputs)
    if len(network.outputs) == 1:
        return (*inputs, "y")
    return (*inputs, *(unit_symbol("y", output) for output in network.outputs))


class SamplesModel(ArrayModel):
    """The samples, with marks at the row shown and at those of the batch."""

    def __init__(self) -> None:
        super().__init__()
        self._shown = -1
        self._batch: tuple[int, ...] = ()
        self._in_batch: frozenset[int] = frozenset()

    def show_marks(self, shown: int, batch: tuple[int, ...]) -> bool:
        """Take the row shown and the rows of the batch; return whether they are others.

        A batch of all rows marks none of them.
        """
        if shown == self._shown and batch == self._batch:
            return False
        self._shown, self._batch = shown, batch
        self._in_batch = frozenset(batch if len(batch) < len(self.array) else ())
        return True

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        """Return what a cell shows; marked rows have a ground of their own."""
        if index.row() == self._shown:
            if role == Role.BackgroundRole:
                return QGuiApplication.palette().mid()
        elif role == Role.BackgroundRole and index.row() in self._in_batch:
            return QGuiApplication.palette().alternateBase()
        return super().data(index, role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> object:
        """Return a heading; a row's number with its mark."""
        if orientation == Qt.Orientation.Horizontal or role != Role.DisplayRole:
            return super().headerData(section, orientation, role)
        mark = SHOWN if section == self._shown else IN_BATCH
        marked = section == self._shown or section in self._in_batch
        return f"{mark} {section + 1}" if marked else str(section + 1)


class SamplesTable(Table):
    """The samples; Ctrl+V pastes rows, Delete removes the selected ones."""

    paste_requested = Signal()
    remove_requested = Signal()

    def __init__(self, model: SamplesModel) -> None:
        super().__init__("Data", model)
        self.samples = model
        self.horizontalHeader().setStretchLastSection(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste and remove on the platform's keys."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste_requested.emit()
        elif event.matches(QKeySequence.StandardKey.Delete):
            self.remove_requested.emit()
        else:
            super().keyPressEvent(event)

    def fit_columns(self) -> None:
        """Share the width among the columns, but give none less than its first numbers need."""
        model = self.samples
        digits = f"{SHOWN} " + "8" * len(str(model.rowCount()))
        self.verticalHeader().setFixedWidth(width_of([digits]))
        room = self.viewport().width() // max(model.columnCount(), 1)
        measured = 1 + CELLS_MEASURED // max(model.columnCount(), 1)
        for column in range(model.columnCount()):
            texts = (full(value) for value in model.array[:measured, column].tolist())
            needed = width_of((*texts, model.columns[column]))
            self.horizontalHeader().resizeSection(column, max(room, needed))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns to the new width."""
        super().resizeEvent(event)
        self.fit_columns()

    def selected_rows(self) -> list[tuple[int, int]]:
        """Return the first and last row of each selected range."""
        return [(r.top(), r.bottom()) for r in self.selected_ranges()]

    def has_all_selected(self) -> bool:
        """Whether one range holds every cell."""
        ranges, model = self.selected_ranges(), self.model()
        size = (model.rowCount(), model.columnCount())
        return [(r.height(), r.width()) for r in ranges] == [size]
