"""The lines of a derivation in their groups, as a list for the keyboard and screen readers."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QObject, Qt

from skipnet_gui.core.operations import BACKWARD, FORWARD, UPDATE, Operation
from skipnet_gui.ui.panels.tables import NO_INDEX, Index, Role

TITLES = {FORWARD: "Forward", BACKWARD: "Backward", UPDATE: "Update"}


class LinesModel(QAbstractListModel):
    """Group titles and lines; a line is its number among the operations.

    ``spoken`` says a line as text.
    """

    def __init__(self, spoken: Callable[[int], str], parent: QObject) -> None:
        super().__init__(parent)
        self._spoken = spoken
        self.entries: tuple[str | int, ...] = ()

    def show_operations(self, operations: Sequence[Operation]) -> None:
        """Show the lines of other operations."""
        self.beginResetModel()
        entries: list[str | int] = []
        group = ""
        for number, operation in enumerate(operations):
            if operation.group != group:
                group = operation.group
                entries.append(group)
            entries.append(number)
        self.entries = tuple(entries)
        self.endResetModel()

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """Return the number of titles and lines."""
        return 0 if parent.isValid() else len(self.entries)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Only lines can be gone to."""
        if isinstance(self.entries[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return a title or a line as text, for those who do not see it."""
        if role not in (Role.DisplayRole, Role.AccessibleTextRole):
            return None
        entry = self.entries[index.row()]
        return TITLES[entry] if isinstance(entry, str) else self._spoken(entry)

    def number_at(self, row: int) -> int | None:
        """Return the number of the line in a row; None for a title, and outside."""
        entry = self.entries[row] if 0 <= row < len(self.entries) else None
        return entry if isinstance(entry, int) else None

    def row_of(self, number: int) -> int:
        """Return the row of a line."""
        return self.entries.index(number)
