"""Parts of a network as a table: two lines each, forward above backward."""

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, Qt

from skipnet_gui.core.functions import Array
from skipnet_gui.core.network import Network
from skipnet_gui.core.numerals import full, short
from skipnet_gui.core.operations import Quantity
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.panels.tables import LEFT, NO_INDEX, RIGHT, Index, Role
from skipnet_gui.ui.parts import Part
from skipnet_gui.ui.theme import Theme
from skipnet_gui.ui.unseen import stand_in

LINES = 2
VALUE_COLUMNS = 2


class PartModel(QAbstractTableModel):
    """Parts of one kind, two rows each: values forward above gradients backward.

    The snapshot is pulled when a cell is painted. A new one announces no change: the view
    repaints itself, and an editor that is open keeps what was typed.
    """

    kind = ""
    titles = ("", "", "")
    kinds: tuple[str, ...] = ()  # the quantities of the cells, in the order of their values

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.highlight: Part | None = None
        self.snapshot: Snapshot | None = None

    def show_moment(self, snapshot: Snapshot) -> None:
        """Take the numbers of a moment; another network resets the table."""
        reset = self.snapshot is None or self.snapshot.network is not snapshot.network
        if reset:
            self.beginResetModel()
        self.snapshot = snapshot
        if reset:
            self.endResetModel()

    def parts_of(self, network: Network) -> int:
        """Return the number of parts."""
        raise NotImplementedError

    def values(self, snapshot: Snapshot) -> tuple[Array, ...]:
        """Return the arrays of the two value columns' first line, then of the second."""
        raise NotImplementedError

    def name(self, snapshot: Snapshot, part: int, line: int) -> str:
        """Return the text of the first column."""
        raise NotImplementedError

    def explanation(self, snapshot: Snapshot, part: int) -> str:
        """Return what a part is, in words."""
        raise NotImplementedError

    def quantity(self, snapshot: Snapshot, part: int, line: int, column: int) -> str:
        """Return the symbol of a value."""
        raise NotImplementedError

    def color(self, snapshot: Snapshot, part: int, line: int, column: int) -> str:
        """Return the colour of a cell's text."""
        raise NotImplementedError

    def heading(self, snapshot: Snapshot, column: int) -> str:
        """Return a heading of two lines."""
        return self.titles[column]

    def records(self, snapshot: Snapshot, parts: Iterable[int]) -> list[list[str | float]]:
        """Return a heading and one row for each part, for copying."""
        raise NotImplementedError

    def part_at(self, index: Index) -> Part | None:
        """Return the part of a cell."""
        return Part(self.kind, index.row() // LINES) if index.isValid() else None

    def value(self, index: Index) -> float | None:
        """Return the number of a cell in a value column; None if it is not to be seen."""
        assert self.snapshot is not None
        part, column = self._place(index)
        if not self.snapshot.knows(Quantity(self.kinds[column], part)):
            return None
        return float(self.values(self.snapshot)[column][part])

    def _place(self, index: Index) -> tuple[int, int]:
        """Return part and number of the value of a cell."""
        part, line = divmod(index.row(), LINES)
        return part, line * VALUE_COLUMNS + index.column() - 1

    def _number(self, index: Index, written: Callable[[float | None], str]) -> str:
        """Return the number of a cell as text, or the sign that stands in its place."""
        assert self.snapshot is not None
        part, column = self._place(index)
        sign = stand_in(self.snapshot, Quantity(self.kinds[column], part))
        return sign or written(self.value(index))

    def row(self, snapshot: Snapshot, part: int) -> list[str | float]:
        """Return the numbers of a part in the order of ``kinds``, for copying."""
        signs = (stand_in(snapshot, Quantity(kind, part)) for kind in self.kinds)
        numbers = (float(array[part]) for array in self.values(snapshot))
        return [sign or number for sign, number in zip(signs, numbers, strict=True)]

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """Return the number of rows, two a part."""
        if parent.isValid() or self.snapshot is None:
            return 0
        return LINES * self.parts_of(self.snapshot.network)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        """Return the number of columns: a name and two values."""
        return 0 if parent.isValid() else 1 + VALUE_COLUMNS

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return what a cell shows, says and explains."""
        if self.snapshot is None:
            return None
        if role == Role.DisplayRole:
            return self.text(index)
        if role == Role.TextAlignmentRole:
            return RIGHT if index.column() else LEFT
        if role in (Role.ToolTipRole, Role.AccessibleTextRole):
            return self.sentence(index)
        if role == Role.EditRole and index.column():
            return full(self.value(index))
        return None

    def text(self, index: Index) -> str:
        """Return the text that is painted in a cell."""
        assert self.snapshot is not None
        if index.column():
            return self._number(index, short)
        return self.name(self.snapshot, *divmod(index.row(), LINES))

    def ink(self, index: Index) -> str:
        """Return the colour of a cell's text."""
        assert self.snapshot is not None
        return self.color(self.snapshot, *divmod(index.row(), LINES), index.column())

    def sentence(self, index: Index) -> str:
        """Return what a cell holds, with all digits."""
        assert self.snapshot is not None
        part, line = divmod(index.row(), LINES)
        if not index.column():
            return self.explanation(self.snapshot, part)
        quantity = self.quantity(self.snapshot, part, line, index.column())
        return f"{quantity} = {self._number(index, full)}"

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        """Return the heading of a column, two lines like its cells."""
        if self.snapshot is None or orientation != Qt.Orientation.Horizontal:
            return None
        if role == Role.DisplayRole:
            return self.heading(self.snapshot, section)
        if role == Role.TextAlignmentRole:
            return RIGHT if section else LEFT
        return None
