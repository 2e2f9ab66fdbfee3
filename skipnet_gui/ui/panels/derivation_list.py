"""The lines of a derivation as a list: only those in sight are worked out and painted."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPointF, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from skipnet_gui.core.derivation import Derivation
from skipnet_gui.core.derivation_lines import Line, sides_of
from skipnet_gui.core.derivation_numbers import LineNumbers, line_numbers
from skipnet_gui.core.notation import to_text
from skipnet_gui.core.operations import BACKWARD, FORWARD, UPDATE, Operation
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.panels.derivation_model import TITLES, LinesModel
from skipnet_gui.ui.panels.derivation_rows import Inks, Row
from skipnet_gui.ui.panels.derivation_words import instead
from skipnet_gui.ui.panels.panel import MARGIN_PX
from skipnet_gui.ui.panels.source import BANDS
from skipnet_gui.ui.theme import LIGHT, TEXT_PX, Theme
from skipnet_gui.ui.typeset import Picture, face
from skipnet_gui.ui.unseen import WORDS

TITLE_PX = 28
TITLE_RISE_PX = 7  # of its baseline above its line
GUESS_PX = {FORWARD: 24, BACKWARD: 33, UPDATE: 33}  # of a line that was never in sight
SCROLL_BAR_PX = 10
WIDEST_PX = 560  # numbers far from their symbols are hard to follow
BAR_PX = 3
MOST_SCROLLS = 3  # what comes into sight may be higher than it was taken for
SETTLE_MS = 400  # after the last frame, lines give back the room that they do not need
# The ground of the current line, on which its numbers keep 4.5 : 1.
LIT = {
    "light": {FORWARD: "#E9F2FA", BACKWARD: "#FCE9DF", UPDATE: "#ECEEF2"},
    "dark": {FORWARD: "#1D3044", BACKWARD: "#3A2A24", UPDATE: "#272E38"},
}


def number_inks(theme: Theme) -> dict[str, QColor]:
    """Return the colour of the numbers of each group."""
    names = {FORWARD: theme.forward, BACKWARD: theme.backward_text, UPDATE: theme.ink}
    return {group: QColor(name) for group, name in names.items()}


class LineList(QTableView):
    """All lines of a step in their groups, symbols left and numbers right.

    Lines are numbered as the operations are; ``lit`` is the current one, ``linked`` are those
    of the part that is pointed at.
    """

    def __init__(self) -> None:
        super().__init__()
        self._derivation: Derivation | None = None
        self._snapshot: Snapshot | None = None
        self._lines: dict[int, Line] = {}
        self._rows: dict[int, Row] = {}
        self._numbers: dict[int, LineNumbers] = {}
        self._framed: int | None = None
        self._titles = {
            title: Picture(face(TEXT_PX, bold=True).block(title)) for title in TITLES.values()
        }
        self.lit: int | None = None
        self.linked: frozenset[int] = frozenset()
        self.lines = LinesModel(self.spoken, self)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(SETTLE_MS)
        self._settling.timeout.connect(self.settle)
        self._arrange()
        self.show_theme(LIGHT)

    def _arrange(self) -> None:
        self.setModel(self.lines)
        self.setAccessibleName("Derivation")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QTableView { border: none; }")
        self.setShowGrid(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        self.setMouseTracking(True)

    # What is shown

    def show_derivation(self, derivation: Derivation, snapshot: Snapshot, anew: bool) -> None:
        """Show the numbers of a moment; ``anew`` where its lines have other symbols."""
        self._derivation, self._snapshot, self._lines = derivation, snapshot, {}
        if anew:
            self._take_operations(derivation.operations)
        done = snapshot.operation
        self._show_lit(done - 1 if done else None)
        self.fit_visible()
        self.viewport().update()
        self._settling.start()

    def _take_operations(self, operations: Sequence[Operation]) -> None:
        self._rows, self._numbers, self.lit, self._framed = {}, {}, None, None
        self.linked = frozenset()
        self.lines.show_operations(operations)
        header = self.verticalHeader()
        for row, entry in enumerate(self.lines.entries):
            guess = TITLE_PX if isinstance(entry, str) else GUESS_PX[operations[entry].group]
            header.resizeSection(row, guess)

    def _show_lit(self, number: int | None) -> None:
        if number != self.lit:
            self.lit = number
            if number is not None:
                self.scroll_to(number)

    def show_linked(self, numbers: Iterable[int]) -> None:
        """Mark lines of a part that is pointed at."""
        self.linked, self._framed = frozenset(numbers), None
        self.viewport().update()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        quiet = QColor(theme.quiet)
        self._inks = {
            group: Inks(QColor(theme.ink), ink, quiet) for group, ink in number_inks(theme).items()
        }
        self._lit = {group: QColor(name) for group, name in LIT[theme.name].items()}
        self._band = QColor(BANDS[theme.name])
        self.viewport().update()

    def line(self, number: int) -> Line:
        """Return a line, worked out when it is asked for first."""
        assert self._derivation is not None
        if number not in self._lines:
            operation = self._derivation.operations[number]
            self._lines[number] = self._derivation.line(operation)
        return self._lines[number]

    def _instead(self, number: int) -> str:
        assert self._derivation is not None
        assert self._snapshot is not None
        return instead(self._snapshot, self._derivation.operations[number])

    def spoken(self, number: int) -> str:
        """Return a line as text."""
        line, sign = self.line(number), self._instead(number)
        if sign:
            return f"{to_text(line.equations[0].symbol)}: {WORDS[sign]}"
        texts = [to_text(equation.chain()) for equation in line.equations]
        texts += [f"{term.path}: {to_text(term.chain())}" for term in line.terms]
        return "\n".join([*texts, *filter(None, [line.zero])])

    def texts(self) -> dict[str, tuple[str, ...]]:
        """Return the numbers of the lines in sight as painted, by the symbol they are of."""
        found = {}
        for row in self._visible():
            entry = self.lines.entries[row]
            if not isinstance(entry, str) and row in self._rows:
                line = self.line(entry)
                sign = "new " if line.operation.group == UPDATE else ""
                symbol = to_text(line.equations[-1].symbol if sign else line.equations[0].symbol)
                found[sign + symbol] = self._rows[row].texts
        return found

    # Heights

    def _visible(self) -> range:
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        count = len(self.lines.entries)
        return range(max(first, 0), last + 1 if last >= 0 else count)

    def fit_visible(self) -> None:
        """Give the lines in sight the height that they need."""
        if self._derivation is None:
            return
        row = max(self.rowAt(0), 0)
        y, end = self.rowViewportPosition(row), self.viewport().height()
        while y < end and row < len(self.lines.entries):
            y += self._fit(row)
            row += 1

    def _fit(self, row: int) -> int:
        entry = self.lines.entries[row]
        if isinstance(entry, str):
            return TITLE_PX
        if row not in self._rows:
            self._rows[row] = Row(self.line(entry))
        height = self._show_numbers(self._rows[row], entry)
        if height != self.rowHeight(row):
            self.setRowHeight(row, height)
        return height

    def _show_numbers(self, row: Row, number: int) -> int:
        """Give a row the numbers of a line, or the sign in their place; return its height."""
        made, width, sign = self._derivation, self._inner_width(), self._instead(number)
        assert made is not None
        if sign:
            return row.show_instead(sign, width)
        if made.fractions:
            line = self.line(number)
            return row.show(sides_of(line, exact=True), line.zero, width)
        operation = made.operations[number]
        if number not in self._numbers:
            self._numbers[number] = line_numbers(made, operation)
        return row.show(self._numbers[number].sides(made), made.zero(operation.quantity), width)

    def _inner_width(self) -> float:
        """Return the width of lines: the same with and without a scroll bar."""
        return min(max(self.width() - SCROLL_BAR_PX - 2 * MARGIN_PX, 1), WIDEST_PX)

    def settle(self) -> None:
        """Let the lines give back the room that they do not need now."""
        for row in self._rows.values():
            row.settle()
        self.fit_visible()

    def scroll_to(self, number: int) -> None:
        """Bring a line into sight."""
        row = self.lines.row_of(number)
        if self._derivation is None:
            return
        self._fit(row)
        for _ in range(MOST_SCROLLS):
            self.updateGeometries()  # or the scroll bar would end where it did before
            self.scrollTo(self.lines.index(row))
            if self.shows(number):
                return

    def go_to(self, number: int) -> None:
        """Bring a line into sight and frame it, until something else is pointed at."""
        self.scroll_to(number)
        self.setCurrentIndex(self.lines.index(self.lines.row_of(number)))
        self._framed = number
        self.viewport().update()

    def shows(self, number: int) -> bool:
        """Whether a line is wholly in sight."""
        row = self.lines.row_of(number)
        top = self.rowViewportPosition(row)
        return top >= 0 and top + self.rowHeight(row) <= self.viewport().height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the lines for another width; the current one stays in sight."""
        super().resizeEvent(event)
        self.fit_visible()
        if self.lit is not None:
            self.scroll_to(self.lit)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Scroll, and set what comes into sight."""
        super().scrollContentsBy(dx, dy)
        self.fit_visible()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines in sight: a delegate would cost as much again as they do."""
        painter, width = QPainter(self.viewport()), self.viewport().width()
        for row in self._visible():
            top, height = self.rowViewportPosition(row), self.rowHeight(row)
            self._paint_row(painter, QRect(0, top, width, height), row)

    def _paint_row(self, painter: QPainter, rect: QRect, row: int) -> None:
        """Paint a title or a line."""
        entry = self.lines.entries[row]
        if isinstance(entry, str):
            self._paint_title(painter, rect, TITLES[entry])
        elif self._derivation is not None and row in self._rows:
            group = self._derivation.operations[entry].group
            self._paint_ground(painter, rect, entry, group)
            place = rect.x() + MARGIN_PX, rect.y()
            self._rows[row].paint(painter, *place, self._inks[group], self.devicePixelRatioF())
            has_keyboard = self.hasFocus() and row == self.currentIndex().row()
            if has_keyboard or entry == self._framed:
                painter.setPen(QPen(self._inks[group].symbols, 1))
                painter.drawRect(rect.adjusted(1, 0, -2, -1))

    def _paint_ground(self, painter: QPainter, rect: QRect, number: int, group: str) -> None:
        bar = QRect(rect.x(), rect.y(), BAR_PX, rect.height())
        if number == self.lit:
            painter.fillRect(rect, self._lit[group])
            painter.fillRect(bar, self._inks[group].numbers)
        elif number in self.linked:
            painter.fillRect(rect, self._band)
            painter.fillRect(bar, self._inks[group].remarks)

    def _paint_title(self, painter: QPainter, rect: QRect, title: str) -> None:
        palette = self.palette()
        inside = rect.adjusted(MARGIN_PX, 0, -MARGIN_PX, 0)
        place, ink = QPointF(inside.left(), rect.bottom() - TITLE_RISE_PX), palette.text().color()
        self._titles[title].paint(painter, place, ink, self.devicePixelRatioF())
        painter.setPen(palette.mid().color())
        painter.drawLine(inside.left(), rect.bottom(), inside.right(), rect.bottom())
