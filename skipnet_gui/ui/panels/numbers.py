"""The panel of all numbers: every unit and edge as a table."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelection, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from skipnet_gui.session.document import Document
from skipnet_gui.session.edits import set_weights
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.panels.numbers_model import (
    EdgeModel,
    UnitModel,
    moment,
    sample_number,
    sample_values,
)
from skipnet_gui.ui.panels.panel import Notice, Panel, quiet_label
from skipnet_gui.ui.panels.part_model import LINES, VALUE_COLUMNS, PartModel
from skipnet_gui.ui.panels.spreadsheet import write_rows
from skipnet_gui.ui.panels.tables import (
    LEFT,
    PAD_PX,
    RIGHT,
    WIDEST,
    Index,
    NumberDelegate,
    Table,
    width_of,
)
from skipnet_gui.ui.parts import Part
from skipnet_gui.ui.theme import LIGHT, SMALL_PX, Theme, font

LINE_PX = 19
HEADER_PX = 40
SIDE_BY_SIDE_PX = 620
BAR_PX = 3
LEAST_ROWS = 3 * LINES


class PartDelegate(NumberDelegate):
    """Paints a cell in few calls: hundreds of cells are painted at every frame."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a cell; both lines of a part look selected or pointed at together."""
        table = self.parent()
        if not isinstance(table, PartTable):
            return
        model, palette, rect = table.part_model, option.palette, option.rect
        row, column = index.row(), index.column()
        part, line = divmod(row, LINES)
        pointed_at = model.highlight == Part(model.kind, part)
        if part in table.selected:
            painter.fillRect(rect, palette.highlight())
            painter.setPen(palette.highlightedText().color())
        else:
            if pointed_at:
                painter.fillRect(rect, palette.alternateBase())
            painter.setPen(QColor(model.ink(index)))
        inside = rect.adjusted(PAD_PX, 0, -PAD_PX, 0)
        if column:
            painter.drawText(inside, RIGHT, model.text(index))
        else:
            self.paint_text(painter, option, model.text(index), LEFT)
            if pointed_at:
                bar = rect.adjusted(0, 0, BAR_PX - rect.width(), 0)
                painter.fillRect(bar, palette.text())
        if line:
            painter.setPen(palette.mid().color())
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())


class PartTable(Table):
    """A table of parts; pointing and choosing are told by part."""

    part_hovered = Signal(object)
    part_clicked = Signal(object)

    def __init__(self, name: str, model: PartModel) -> None:
        self.selected: frozenset[int] = frozenset()
        self.part_model = model
        super().__init__(name, model)
        self.setItemDelegate(PartDelegate(self))
        self.setFont(font(SMALL_PX))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(LINE_PX)
        self.verticalHeader().setDefaultSectionSize(LINE_PX)
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for column in range(1, 1 + VALUE_COLUMNS):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, width_of([WIDEST], SMALL_PX))
        header.setFixedHeight(HEADER_PX)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.entered.connect(lambda index: self.part_hovered.emit(model.part_at(index)))
        model.modelReset.connect(self._fit)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Note which parts are selected: asking for each cell painted is slow."""
        super().selectionChanged(selected, deselected)
        rows = (row for r in self.selected_ranges() for row in range(r.top(), r.bottom() + 1))
        self.selected = frozenset(row // LINES for row in rows)
        self.viewport().update()

    def copied(self) -> str:
        """Return the selected parts with all their numbers, empty if none is."""
        parts, snapshot = sorted(self.selected), self.part_model.snapshot
        return write_rows(self.part_model.records(snapshot, parts)) if parts and snapshot else ""

    def show_highlight(self, part: Part | None) -> None:
        """Mark the rows of a part, and scroll them into view."""
        if part == self.part_model.highlight:
            return
        self.part_model.highlight = part
        if part is not None and part.kind == self.part_model.kind:
            for line in reversed(range(LINES)):
                self.scrollTo(self.part_model.index(part.index * LINES + line, 0))
        self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        """Tell when the pointer leaves."""
        super().leaveEvent(event)
        self.part_hovered.emit(None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell which part was clicked."""
        super().mouseReleaseEvent(event)
        self._tell(self.part_model.part_at(self.indexAt(event.position().toPoint())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell which part the keys lead to."""
        before = self.part_model.part_at(self.currentIndex())
        super().keyPressEvent(event)
        part = self.part_model.part_at(self.currentIndex())
        if part != before:
            self._tell(part)

    def _tell(self, part: Part | None) -> None:
        if part is not None:
            self.part_clicked.emit(part)

    def _fit(self) -> None:
        """Be no taller than the rows."""
        self.selected = frozenset()  # a reset of the model clears the selection silently
        rows = self.part_model.rowCount()
        edges = HEADER_PX + 2 * self.frameWidth()
        self.setMinimumHeight(edges + min(rows, LEAST_ROWS) * LINE_PX)
        self.setMaximumHeight(edges + rows * LINE_PX)

    def sizeHint(self) -> QSize:
        """Return the least size: the panel gives the tables what there is."""
        return QSize(super().sizeHint().width(), self.minimumHeight())


def _flow(widgets: Sequence[QWidget], column: QVBoxLayout) -> QBoxLayout:
    """Add widgets in a layout of their own, whose direction the width decides."""
    flow = QBoxLayout(QBoxLayout.Direction.TopToBottom)
    flow.setSpacing(column.spacing())
    for widget in widgets:
        flow.addWidget(widget, 1)
    column.addLayout(flow)
    return flow


class NumbersPanel(Panel):
    """Every unit and edge with its numbers, at one moment."""

    part_hovered = Signal(object)
    part_clicked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("numbers", "Numbers", parent)
        self._snapshot: Snapshot | None = None
        self._moment = LiveLabel(bold=True)
        self._sample, self._values = LiveLabel(), LiveLabel()
        self._note = quiet_label()
        self._units, self._edges = UnitModel(LIGHT), EdgeModel(LIGHT)
        for model in (self._units, self._edges):
            model.setParent(self)  # or its connections would keep the closed panel
        self.units = PartTable("Units", self._units)
        self.edges = PartTable("Edges", self._edges)
        self._notice = Notice()
        self._edges.typed.connect(self._type)
        self._edges.refused.connect(lambda text: self.refuse(text, self._notice))
        live = (self._moment, self._sample, self._values)
        self._flows = _flow(live, self.column), _flow((self.units, self.edges), self.column)
        # The tables share the height; the spacer gets what they have no rows for.
        self.column.setStretchFactor(self._flows[1], 100)
        for widget in (self._notice, self._note):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self._add_copy()
        for table in (self.units, self.edges):
            table.part_hovered.connect(self.part_hovered)
            table.part_clicked.connect(self.part_clicked)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the tables side by side where there is room."""
        super().resizeEvent(event)
        wide = self.width() >= SIDE_BY_SIDE_PX
        directions = QBoxLayout.Direction
        for flow in self._flows:
            flow.setDirection(directions.LeftToRight if wide else directions.TopToBottom)

    def _add_copy(self) -> None:
        self.copy_button = QPushButton("Copy all")
        self.copy_button.setToolTip("Copy every number with all digits, for a spreadsheet")
        self.copy_button.clicked.connect(lambda: self.copy_all())
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.copy_button)
        self.column.addLayout(row)

    def show_document(self, document: Document, snapshot: Snapshot) -> None:
        """Show the numbers of a moment."""
        super().show_document(document, snapshot)
        old, self._snapshot = self._snapshot, snapshot
        for model in (self._units, self._edges):
            model.show_moment(snapshot)
        self._moment.setText(moment(snapshot))
        self._sample.setText(sample_number(snapshot))
        self._values.setText(sample_values(snapshot))
        if old is None or old.mean_words != snapshot.mean_words:
            self._show_note(snapshot)
        for table in (self.units, self.edges):
            table.viewport().update()

    def _show_note(self, snapshot: Snapshot) -> None:
        self.edges.horizontalHeader().viewport().update()
        self._note.setText(f"∂L/∂w: {snapshot.mean_words}; all else is the sample’s.")
        self._note.setVisible(snapshot.is_mean)

    def show_highlight(self, part: Part | None) -> None:
        """Mark the rows of the part that is pointed at somewhere else."""
        for table in (self.units, self.edges):
            table.show_highlight(part)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for table in (self.units, self.edges):
            table.part_model.theme = theme
            table.viewport().update()

    def copy_all(self) -> None:
        """Put every number on the clipboard, with the moment that they belong to."""
        snapshot = self._snapshot
        if snapshot is None:
            return
        network = snapshot.network
        units = self._units.records(snapshot, range(len(network.units)))
        edges = self._edges.records(snapshot, range(len(network.edges)))
        text = write_rows([[moment(snapshot)], *units, [""], *edges])
        QGuiApplication.clipboard().setText(text)

    def _type(self, edge: int, value: float) -> None:
        if self._snapshot is not None:
            name = self._snapshot.network.edges[edge].weight
            self.request(set_weights({name: value}), self._notice)


class LiveLabel(QLabel):
    """A line whose text may change at every frame without a new layout, elided if need be."""

    def __init__(self, bold: bool = False) -> None:
        super().__init__("–")
        self.setFont(font(bold=bold))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text, as much as there is room for."""
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        QPainter(self).drawText(self.rect(), self.alignment(), text)
