"""Tables of numbers: a model on an array, quiet headers, one editor for one number."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from skipnet_gui.core.functions import Array
from skipnet_gui.core.numerals import full, parse
from skipnet_gui.ui.panels.boxes import MAX_TYPED
from skipnet_gui.ui.panels.spreadsheet import write_rows
from skipnet_gui.ui.theme import SMALL_PX, TEXT_PX, font

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
ROW_PX = 22
PAD_PX = 5
NO_INDEX = QModelIndex()
WIDEST = "−8.888e−88"


def width_of(texts: Iterable[str], pixels: int = TEXT_PX) -> int:
    """Return the width of a table column with these texts in a font size."""
    metrics = QFontMetrics(font(pixels))
    return max(map(metrics.horizontalAdvance, texts)) + 2 * PAD_PX


class ArrayModel(QAbstractTableModel):
    """An array as a table of numbers with all their digits.

    ``typed`` asks for a number (row, column, value); ``refused`` says what is no number.
    The array itself is changed by :meth:`show_array` alone.
    """

    typed = Signal(int, int, float)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.array: Array = np.zeros((0, 0))
        self.columns: Sequence[str] = ()
        self._row_name: Callable[[int], str] = str

    def show_array(
        self, array: Array, columns: Sequence[str], row_name: Callable[[int], str]
    ) -> None:
        """Show an (n, c) array; selection and scroll position stay if its shape does."""
        reshaped = array.shape != self.array.shape
        if reshaped:
            self.beginResetModel()
        self.array, self.columns, self._row_name = array, tuple(columns), row_name
        if reshaped:
            self.endResetModel()
        else:
            rows, width = array.shape
            self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, width - 1))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, width - 1)

    def cell_name(self, row: int, column: int) -> str:
        """Return what a cell holds, in words."""
        return f"{self._row_name(row)}, {self.columns[column]}"

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self.array)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else int(self.array.shape[1])

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every cell can be edited."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return the number of a cell as text, and how it stands."""
        row, column = index.row(), index.column()
        if role in (Role.DisplayRole, Role.EditRole, Role.ToolTipRole):
            return full(float(self.array[row, column]))
        if role == Role.TextAlignmentRole:
            return RIGHT
        if role == Role.AccessibleTextRole:
            return f"{self.cell_name(row, column)}: {full(float(self.array[row, column]))}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        """Return the heading of a column or the name of a row."""
        if role != Role.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return self.columns[section]
        return self._row_name(section)

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        """Ask for the number that was typed, unless it is the same."""
        row, column = index.row(), index.column()
        old = float(self.array[row, column])
        if role != Role.EditRole:
            return False
        try:
            new = parse(value)
        except ValueError as error:
            self.refused.emit(f"{self.cell_name(row, column)}: {error}.")
            return False
        if new != old:
            self.typed.emit(row, column, new)
        return True


class QuietHeader(QHeaderView):
    """A header in quiet text on the panel's ground."""

    def __init__(self, orientation: Qt.Orientation, alignment: Qt.AlignmentFlag = RIGHT) -> None:
        super().__init__(orientation)
        self.setFont(font(SMALL_PX))
        self.setDefaultAlignment(alignment)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Paint the text of a section."""
        model = self.model()
        text = str(model.headerData(section, self.orientation()) or "")
        align = model.headerData(section, self.orientation(), Role.TextAlignmentRole)
        palette = self.palette()
        painter.save()
        painter.fillRect(rect, palette.window())
        painter.setPen(palette.placeholderText().color())
        inside = rect.adjusted(PAD_PX, 0, -PAD_PX, 0)
        if "\n" not in text:
            text = painter.fontMetrics().elidedText(
                text, Qt.TextElideMode.ElideRight, inside.width()
            )
        painter.drawText(inside, self.defaultAlignment() if align is None else align, text)
        painter.setPen(palette.mid().color())
        if self.orientation() == Qt.Orientation.Horizontal:
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        else:
            painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.restore()


class NumberDelegate(QStyledItemDelegate):
    """Cells with a number, and their editor: a line with all digits, named after its cell."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a number on the ground that its row has."""
        palette, rect = option.palette, option.rect
        selected = option.state & QStyle.StateFlag.State_Selected
        ground = palette.highlight() if selected else index.data(Role.BackgroundRole)
        if ground is not None:
            painter.fillRect(rect, ground)
        painter.setPen((palette.highlightedText() if selected else palette.text()).color())
        self.paint_text(painter, option, index.data(), index.data(Role.TextAlignmentRole))

    def paint_text(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        text: str,
        alignment: Qt.AlignmentFlag,
    ) -> None:
        """Paint a text within a cell, elided if need be, and a frame at the current cell."""
        inside = option.rect.adjusted(PAD_PX, 0, -PAD_PX, 0)
        elide = Qt.TextElideMode.ElideRight
        text = option.fontMetrics.elidedText(text, elide, inside.width())
        painter.drawText(inside, alignment, text)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return the editor of a cell."""
        editor = QLineEdit(parent)
        # A row has no room for the padding that boxes have elsewhere.
        editor.setStyleSheet(f"border: none; border-radius: 0; padding: 0 {PAD_PX - 3}px")
        editor.setMaxLength(MAX_TYPED)
        editor.setAlignment(RIGHT)
        editor.setAccessibleName(str(index.data(Role.AccessibleTextRole)))
        return editor


class Table(QTableView):
    """A table of numbers; Ctrl+C copies what is selected, with all digits."""

    def __init__(self, name: str, model: QAbstractItemModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setAccessibleName(name)
        self.setFont(font(TEXT_PX))
        self.setItemDelegate(NumberDelegate(self))
        self.setHorizontalHeader(QuietHeader(Qt.Orientation.Horizontal))
        self.setVerticalHeader(QuietHeader(Qt.Orientation.Vertical))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_PX)
        self.horizontalHeader().setFixedHeight(ROW_PX)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed
        )
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def selected_ranges(self) -> list[QItemSelectionRange]:
        """Return the rectangles of cells that are selected."""
        selection = self.selectionModel().selection()
        return [selection.at(i) for i in range(selection.count())]

    def copied(self) -> str:
        """Return what is selected as text for a spreadsheet, empty if nothing is."""
        model, ranges = self.model(), self.selected_ranges()
        if not isinstance(model, ArrayModel) or not ranges:
            return ""
        top, bottom = min(r.top() for r in ranges), max(r.bottom() for r in ranges)
        left, right = min(r.left() for r in ranges), max(r.right() for r in ranges)
        return write_rows(model.array[top : bottom + 1, left : right + 1].tolist())

    def copy(self) -> None:
        """Put what is selected on the clipboard."""
        text = self.copied()
        if text:
            QGuiApplication.clipboard().setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy on the platform's key."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)
