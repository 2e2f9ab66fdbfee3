"""The first rows of a table that is imported, with what each column is taken for."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, Qt

from skipnet_gui.files.data_table import Options, Preview
from skipnet_gui.ui.panels.tables import NO_INDEX, RIGHT, ROW_PX, Index, Role, Table, width_of

LEAST_WIDTH, LEAST_HEIGHT = 520, 400
LEAST_COLUMN_PX, MOST_COLUMN_PX = 72, 220
NOTHING = Preview(Options(), (), (), (), (), ())


class TextModel(QAbstractTableModel):
    """The fields of a preview as they are written."""

    def __init__(self) -> None:
        super().__init__()
        self._preview, self._uses = NOTHING, dict[int, str]()

    def show_preview(self, shown: Preview, uses: dict[int, str]) -> None:
        """Show the rows of a preview, with the uses of its columns."""
        self.beginResetModel()
        self._preview, self._uses = shown, uses
        self.endResetModel()

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._preview.rows)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self._preview.columns)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return a field; a row that is too short has empty ones."""
        if role == Role.TextAlignmentRole:
            return RIGHT
        if role not in (Role.DisplayRole, Role.ToolTipRole):
            return None
        row = self._preview.rows[index.row()]
        return row[index.column()].strip() if index.column() < len(row) else ""

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        """Return a column's name above its use, or where a row stands in the table."""
        if role != Role.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(self._preview.numbers[section])
        return f"{self._preview.columns[section]}\n{self._uses.get(section, 'not used')}"


class ImportTable(Table):
    """Shows a preview; nothing in it can be edited."""

    def __init__(self) -> None:
        self._texts = TextModel()
        super().__init__("The first rows of the table", self._texts)
        self._texts.setParent(self)
        self.setObjectName("import_table")
        self.setMinimumSize(LEAST_WIDTH, LEAST_HEIGHT)
        self.horizontalHeader().setFixedHeight(2 * ROW_PX)

    def show_preview(self, shown: Preview, uses: Sequence[tuple[int, str]]) -> None:
        """Show a preview, and which columns become which inputs and outputs."""
        taken: dict[int, str] = {}
        for column, name in uses:
            taken[column] = f"{taken[column]}, {name}" if column in taken else f"→ {name}"
        self._texts.show_preview(shown, taken)
        for column, title in enumerate(shown.columns):
            fields = (row[column].strip() for row in shown.rows if column < len(row))
            needed = width_of((title, taken.get(column, "not used"), *fields))
            width = min(max(needed, LEAST_COLUMN_PX), MOST_COLUMN_PX)
            self.horizontalHeader().resizeSection(column, width)


def column_title(shown: Preview, column: int) -> str:
    """Return a column for a list: its number and name, and whether it holds no numbers."""
    number, name = f"column {column + 1}", shown.columns[column]
    title = name if name == number else f"{column + 1} · {name}"
    return title if shown.numeric[column] else f"{title} (not all numbers)"


def guessed(shown: Preview, inputs: int, outputs: int) -> tuple[int, ...]:
    """Return a column for each input, then for each output; none if there are too few.

    Guessed inputs and outputs come first, then columns of numbers, then others.
    """
    if len(shown.columns) < inputs + outputs:
        return ()
    first, last = shown.inputs[:inputs], shown.outputs[:outputs]
    left = [column for column in range(len(shown.columns)) if column not in {*first, *last}]
    left.sort(key=lambda column: not shown.numeric[column])
    missing = inputs - len(first)
    return (*first, *left[:missing], *last, *left[missing : missing + outputs - len(last)])
