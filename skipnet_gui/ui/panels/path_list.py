"""The paths of a ledger as a list: factors above their numbers, the product at the right."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from skipnet_gui.core.functions import Array
from skipnet_gui.core.network import Network
from skipnet_gui.core.notation import name_symbol
from skipnet_gui.core.numerals import full, grouped, short
from skipnet_gui.core.passes import Trace
from skipnet_gui.core.paths import Factor, Ledger, Path, factors, product_text, why_zero
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.ui.panels.tables import LEFT, NO_INDEX, PAD_PX, RIGHT, Index, Role
from skipnet_gui.ui.theme import LIGHT, SMALL_PX, TEXT_PX, font

ROW_PX, LINE_PX, BAR_PX = 46, 17, 3
DOT = " · "
Edges = tuple[int, ...]


class PathModel(QAbstractListModel):
    """The listed paths, and the others as one row at the end.

    The factors of a row are worked out when it is painted. Numbers alone announce no
    change: the view repaints itself, and what is chosen stays chosen.
    """

    def __init__(self) -> None:
        super().__init__()
        self.ledger: Ledger | None = None
        self._routes: tuple[Edges, ...] = ()
        self._kept: dict[int, tuple[Factor, ...]] = {}
        self._network: Network
        self._work_out: Callable[[Path], tuple[Factor, ...]] = lambda path: ()

    def show_ledger(
        self, ledger: Ledger | None, spec: RunSpec, weights: Array, trace: Trace
    ) -> None:
        """Show a ledger, or nothing."""
        routes = () if ledger is None else tuple(path.edges for path in ledger.paths)
        old, others = self.ledger, ledger is not None and ledger.unlisted
        reset = routes != self._routes or old is None or bool(old.unlisted) != bool(others)
        if reset:
            self.beginResetModel()
        self.ledger, self._routes, self._kept = ledger, routes, {}
        self._network = spec.network
        self._work_out = partial(factors, spec, weights, trace)
        if reset:
            self.endResetModel()

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """Return the number of rows."""
        if parent.isValid() or self.ledger is None:
            return 0
        return len(self.ledger.paths) + bool(self.ledger.unlisted)

    def path_at(self, row: int) -> Path | None:
        """Return the path of a row; None for the others, and outside."""
        is_path = self.ledger is not None and 0 <= row < len(self.ledger.paths)
        return self.ledger.paths[row] if self.ledger is not None and is_path else None

    def product_at(self, row: int) -> float:
        """Return what a row adds to the gradient."""
        assert self.ledger is not None
        path = self.path_at(row)
        return self.ledger.rest if path is None else path.product

    def factors_at(self, row: int) -> tuple[Factor, ...]:
        """Return the factors of a row; none for the others."""
        path = self.path_at(row)
        if path is None:
            return ()
        if row not in self._kept:
            self._kept[row] = self._work_out(path)
        return self._kept[row]

    def lines(self, row: int) -> tuple[str, str]:
        """Return the two lines of a row: symbols, and numbers or why it is 0."""
        assert self.ledger is not None
        found = self.factors_at(row)
        if not found:
            return f"{grouped(self.ledger.unlisted)} more paths", "together"
        numbers = DOT.join(_bracketed(short(factor.value)) for factor in found)
        return product_text(found), why_zero(found) or numbers

    def route(self, row: int) -> str:
        """Return through which units a row's path goes; empty for the others."""
        path = self.path_at(row)
        if path is None:
            return ""
        edges = [self._network.edges[edge] for edge in path.edges]
        return " → ".join(map(name_symbol, (edges[0].source, *(edge.target for edge in edges))))

    def sentence(self, row: int) -> str:
        """Return a row as text with all digits."""
        symbols, numbers = self.lines(row)
        if found := self.factors_at(row):
            digits = DOT.join(_bracketed(full(factor.value)) for factor in found)
            numbers = f"= {digits}" + (f"\n{numbers}" if why_zero(found) else "")
        return f"{symbols}\n{numbers}\n= {full(self.product_at(row))}"

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return a row as text."""
        if role == Role.DisplayRole:
            return self.lines(index.row())[0]
        if role in (Role.ToolTipRole, Role.AccessibleTextRole):
            return self.sentence(index.row())
        return None


def _bracketed(number: str) -> str:
    """Return a number as a factor: in brackets where it is negative."""
    return f"({number})" if number.startswith("−") else number


class PathDelegate(QStyledItemDelegate):
    """Paints a path: two lines, the product, and a bar as long as its share.

    A product that is too long for the line gives way to the units that the path goes through.
    """

    def __init__(self, parent: "PathList") -> None:
        super().__init__(parent)
        self.theme = LIGHT
        self._list = parent

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the size of a row, the same for all."""
        return QSize(100, ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a row."""
        model, theme, row = self._list.path_model, self.theme, index.row()
        rect, product = option.rect, model.product_at(row)
        state = QStyle.StateFlag
        if option.state & (state.State_MouseOver | state.State_Selected):
            painter.fillRect(rect, QColor(theme.line if row == self._list.pointed else theme.panel))
        inside = rect.adjusted(PAD_PX, 3, -PAD_PX, 0)
        symbols, numbers = model.lines(row)
        value = short(product)
        painter.setFont(font(TEXT_PX, bold=True))
        painter.setPen(QColor(theme.backward_text if product else theme.quiet))
        width = painter.fontMetrics().horizontalAdvance(value)
        top = QRect(inside.left(), inside.top(), inside.width(), LINE_PX)
        painter.drawText(top, RIGHT, value)
        painter.setFont(font(TEXT_PX))
        painter.setPen(QColor(theme.ink))
        room = top.adjusted(0, 0, -width - 2 * PAD_PX, 0)
        fits = painter.fontMetrics().horizontalAdvance(symbols) <= room.width()
        _elided(painter, room, symbols if fits else model.route(row) or symbols)
        painter.setFont(font(SMALL_PX))
        painter.setPen(QColor(theme.quiet))
        _elided(painter, top.translated(0, LINE_PX), numbers)
        self._paint_share(painter, rect, product)
        if option.state & state.State_HasFocus:
            painter.setPen(QPen(QColor(theme.ink)))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def _paint_share(self, painter: QPainter, rect: QRect, product: float) -> None:
        """Draw a line, and over it how large the product is beside the largest row."""
        largest = self._list.largest
        y, left, width = rect.bottom() - BAR_PX, rect.left() + PAD_PX, rect.width() - 2 * PAD_PX
        painter.fillRect(QRect(left, y + 1, width, 1), QColor(self.theme.line))
        if largest > 0.0:
            length = round(width * min(abs(product) / largest, 1.0))
            painter.fillRect(QRect(left, y, length, BAR_PX), QColor(self.theme.backward))


def _elided(painter: QPainter, rect: QRect, text: str) -> None:
    """Draw a text; of a long product its two ends stay."""
    middle = Qt.TextElideMode.ElideMiddle
    painter.drawText(rect, LEFT, painter.fontMetrics().elidedText(text, middle, rect.width()))


class PathList(QListView):
    """The list; tells the edges of the row that is pointed at or gone to, or None."""

    path_hovered = Signal(object)

    def __init__(self, model: PathModel) -> None:
        super().__init__()
        self.path_model, self.pointed, self.largest = model, -1, 0.0
        self._told: Edges | None = None
        self.delegate = PathDelegate(self)
        self.setModel(model)
        self.setItemDelegate(self.delegate)
        self.setAccessibleName("Paths to the loss")
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.entered.connect(lambda index: self._point(index.row()))
        self.viewportEntered.connect(lambda: self._point(-1))
        model.modelReset.connect(self._start_anew)

    def show_numbers(self) -> None:
        """Paint the rows anew."""
        rows = range(self.path_model.rowCount())
        sizes = [abs(self.path_model.product_at(row)) for row in rows]
        self.largest = max(filter(lambda size: size < float("inf"), sizes), default=0.0)
        self.viewport().update()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Point at the row that the keyboard goes to."""
        super().currentChanged(current, previous)
        self._point(current.row())

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing once the pointer has left."""
        super().leaveEvent(event)
        self._point(-1)

    def hideEvent(self, event: QHideEvent) -> None:
        """Point at nothing while out of sight."""
        super().hideEvent(event)
        self._point(-1)

    def _start_anew(self) -> None:
        self._point(-1)

    def _point(self, row: int) -> None:
        path = self.path_model.path_at(row)
        self.pointed, edges = row, None if path is None else path.edges
        if edges != self._told:
            self._told = edges
            self.path_hovered.emit(edges)
        self.viewport().update()

    def minimumSizeHint(self) -> QSize:
        """Return room for two paths."""
        return QSize(120, 2 * ROW_PX)
