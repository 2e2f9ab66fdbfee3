"""The loss along each weight: small pictures in a column or two, painted where in sight."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from skipnet_gui.core.functions import Array
from skipnet_gui.core.numerals import full, short
from skipnet_gui.core.slices import Moves, Slice
from skipnet_gui.ui.parts import Part
from skipnet_gui.ui.theme import LIGHT, SMALL_PX, TEXT_PX, Theme, font

CELL_PX, GAP_PX, TWO_COLUMNS_PX = 124, 8, 520
TITLE_PX, LABEL_PX, LANE_PX, AXIS_PX = 20, 16, 14, 18
DOT_PX, HEAD_PX, CURVE_PX, PAD_PX = 3.5, 4.0, 1.6, 6
_ROOM = 0.08  # of the height, above and below the curve


class Drawn(NamedTuple):
    """What one picture shows.

    Attributes
    ----------
    name
        The weight.
    slice
        The loss along it.
    kinks
        What happens at each kink.
    moves
        The coming update; None where it is not known yet.
    loss
        The loss where training stands.
    """

    name: str
    slice: Slice
    kinks: tuple[str, ...]
    moves: Moves | None
    weight: float
    loss: float


class SliceSheet(QWidget):
    """Paints a picture for each of some weights; asks for those in sight alone."""

    part_hovered = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.theme: Theme = LIGHT
        self._edges: tuple[int, ...] = ()
        self._make: Callable[[int], Drawn] | None = None
        self._drawn: dict[int, Drawn] = {}
        self._columns = 1
        self.setMouseTracking(True)
        self.setAccessibleName("Loss along each weight")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_slices(self, edges: tuple[int, ...], make: Callable[[int], Drawn] | None) -> None:
        """Show the slices of some weights, each made when it is painted; None shows none."""
        self._make, self._drawn = make, {}
        if edges != self._edges:
            self._edges = edges
            self._fit()
        self.update()

    def drawn(self, edge: int) -> Drawn | None:
        """Return what is painted for a weight."""
        if self._make is None:
            return None
        if edge not in self._drawn:
            self._drawn[edge] = self._make(edge)
        return self._drawn[edge]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use two columns where there is room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._columns = 2 if self.width() >= TWO_COLUMNS_PX else 1
        rows = -(-len(self._edges) // self._columns)
        self.setFixedHeight(rows * (CELL_PX + GAP_PX))

    def sizeHint(self) -> QSize:
        """Return the height of all pictures."""
        return QSize(280, self.height())

    def cell(self, place: int) -> QRectF:
        """Return where the picture of a place stands."""
        row, column = divmod(place, self._columns)
        width = (self.width() - (self._columns - 1) * GAP_PX) / self._columns
        return QRectF(column * (width + GAP_PX), row * (CELL_PX + GAP_PX), width, CELL_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pictures in sight."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for place, edge in enumerate(self._edges):
            rect = self.cell(place)
            if rect.intersects(QRectF(event.rect())):
                painter.setPen(QPen(QColor(self.theme.line), 1.0))
                painter.setBrush(QColor(self.theme.ground))
                painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4.0, 4.0)
                drawn = self.drawn(edge)
                if drawn is not None:
                    Picture(drawn, edge, rect, self.theme).paint(painter)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which weight is pointed at."""
        edge = self._edge_at(event.position())
        self.part_hovered.emit(None if edge is None else Part("edge", edge))

    def leaveEvent(self, event: QEvent) -> None:
        """Tell when the pointer leaves."""
        super().leaveEvent(event)
        self.part_hovered.emit(None)

    def _edge_at(self, point: QPointF) -> int | None:
        places = (p for p in range(len(self._edges)) if self.cell(p).contains(point))
        return next((self._edges[place] for place in places), None)

    def event(self, event: QEvent) -> bool:
        """Show all digits of the picture that is pointed at."""
        if isinstance(event, QHelpEvent):
            edge = self._edge_at(QPointF(event.pos()))
            drawn = None if edge is None else self.drawn(edge)
            if edge is not None and drawn is not None:
                QToolTip.showText(event.globalPos(), sentence(drawn, edge), self)
            return True
        return super().event(event)


def sentence(drawn: Drawn, edge: int) -> str:
    """Return what a picture shows, in words and with all digits."""
    lines = [f"{drawn.name} = {full(drawn.weight)}, L = {full(drawn.loss)}"]
    if drawn.moves is not None:
        after, alone = float(drawn.moves.after[edge]), float(drawn.moves.alone[edge])
        lines.append(f"next {drawn.name} = {full(after)}; moved alone, L = {full(alone)}")
    found = zip(drawn.slice.kinks, drawn.kinks, strict=True)
    lines += [f"kink at {full(kink.at)}: {symbol}" for kink, symbol in found]
    return "\n".join(lines)


class Picture:
    """One slice in its rectangle: curve, kinks, where training stands and goes."""

    def __init__(self, drawn: Drawn, edge: int, rect: QRectF, theme: Theme) -> None:
        self._drawn, self._edge, self._theme = drawn, edge, theme
        self._rect = rect.adjusted(PAD_PX, 2, -PAD_PX, -2)
        self._area = self._rect.adjusted(0, TITLE_PX + LABEL_PX, 0, -LANE_PX - AXIS_PX)
        values, losses = drawn.slice.values, drawn.slice.losses
        finite = losses[np.isfinite(losses)]
        low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
        room = _ROOM * (high - low) or 1.0
        self._low, self._high = low - room, high + room
        self._first, self._last = float(values[0]), float(values[-1])

    def _x(self, value: Array | float) -> Array:
        span = self._last - self._first
        return np.asarray(self._area.left() + (value - self._first) / span * self._area.width())

    def _y(self, loss: Array | float) -> Array:
        share = (loss - self._low) / (self._high - self._low)
        return np.asarray(self._area.bottom() - share * self._area.height())

    def paint(self, painter: QPainter) -> None:
        """Paint everything."""
        painter.save()
        self._paint_kinks(painter)
        self._paint_curve(painter)
        self._paint_titles(painter)
        self._paint_points(painter)
        painter.restore()

    def _paint_curve(self, painter: QPainter) -> None:
        values, losses = self._drawn.slice.values, self._drawn.slice.losses
        finite = np.isfinite(losses)
        x, y = self._x(values[finite]), self._y(losses[finite])
        painter.setPen(QPen(QColor(self._theme.weight_color(self._edge)), CURVE_PX))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline([QPointF(a, b) for a, b in zip(x.tolist(), y.tolist(), strict=True)])

    def _paint_kinks(self, painter: QPainter) -> None:
        """Draw a dotted line at each kink, named where there is room."""
        painter.setFont(font(SMALL_PX))
        metrics = QFontMetricsF(painter.font())
        free, top = self._rect.left(), self._area.top()
        for kink, symbol in zip(self._drawn.slice.kinks, self._drawn.kinks, strict=True):
            x = float(self._x(kink.at))
            painter.setPen(_dotted(self._theme.quiet))
            painter.drawLine(QLineF(x, top - 2, x, self._area.bottom()))
            width = metrics.horizontalAdvance(symbol)
            left = min(max(x - width / 2, self._rect.left()), self._rect.right() - width)
            if left >= free:
                painter.setPen(QColor(self._theme.quiet))
                painter.drawText(QPointF(left, top - 5), symbol)
                free = left + width + PAD_PX

    def _paint_titles(self, painter: QPainter) -> None:
        """Write the weight and its update above, its range below."""
        rect, drawn, align = self._rect, self._drawn, Qt.AlignmentFlag
        head = QRectF(rect.left(), rect.top(), rect.width(), TITLE_PX)
        foot = QRectF(rect.left(), rect.bottom() - AXIS_PX, rect.width(), AXIS_PX)
        text, loss = f"= {short(drawn.weight)}", f"L = {short(drawn.loss)}"
        if drawn.moves is not None:
            text += f" → {short(float(drawn.moves.after[self._edge]))}"
            loss += f" → {short(float(drawn.moves.alone[self._edge]))}"
        ends = short(self._first), short(self._last)
        painter.setFont(font(TEXT_PX, bold=True))
        painter.setPen(QColor(self._theme.weight_color(self._edge)))
        painter.drawText(head, align.AlignLeft | align.AlignVCenter, drawn.name)
        named = QFontMetricsF(painter.font()).horizontalAdvance(drawn.name + " ")
        painter.setFont(font(SMALL_PX))
        painter.setPen(QColor(self._theme.ink))
        painter.drawText(head.adjusted(named, 0, 0, 0), align.AlignLeft | align.AlignVCenter, text)
        width = QFontMetricsF(painter.font()).horizontalAdvance
        # The loss stands where there is room for it, above or below.
        if named + width(text) + PAD_PX + width(loss) <= rect.width():
            painter.drawText(head, align.AlignRight | align.AlignVCenter, loss)
        elif 2 * max(map(width, ends)) + 2 * PAD_PX + width(loss) <= rect.width():
            painter.drawText(foot, align.AlignHCenter | align.AlignBottom, loss)
        painter.setPen(QColor(self._theme.quiet))
        painter.drawText(foot, align.AlignLeft | align.AlignBottom, ends[0])
        painter.drawText(foot, align.AlignRight | align.AlignBottom, ends[1])

    def _paint_points(self, painter: QPainter) -> None:
        """Draw where the weight stands, where it goes, and an arrow between, below the curve."""
        drawn, ink = self._drawn, QColor(self._theme.ink)
        here = QPointF(float(self._x(drawn.weight)), float(self._y(drawn.loss)))
        lane = self._area.bottom() + LANE_PX / 2
        painter.setPen(QPen(QColor(self._theme.line), 1.0))
        painter.drawLine(QLineF(self._rect.left(), lane, self._rect.right(), lane))
        if drawn.moves is not None:
            after, alone = float(drawn.moves.after[self._edge]), drawn.moves.alone[self._edge]
            if np.isfinite(after) and np.isfinite(alone):
                there = QPointF(float(self._x(after)), float(self._y(alone)))
                painter.setPen(_dotted(self._theme.quiet))
                for point in (here, there):
                    painter.drawLine(QLineF(point.x(), point.y(), point.x(), lane))
                painter.setPen(QPen(ink, 1.6))
                painter.setBrush(ink)
                draw_arrow(painter, QPointF(here.x(), lane), QPointF(there.x(), lane))
                painter.setBrush(QColor(self._theme.ground))
                painter.drawEllipse(there, DOT_PX, DOT_PX)
        painter.setPen(QPen(ink, 1.6))
        painter.setBrush(ink)
        painter.drawEllipse(here, DOT_PX, DOT_PX)


def _dotted(color: str) -> QPen:
    pen = QPen(QColor(color), 1.0)
    pen.setDashPattern([1.5, 2.5])
    return pen


def draw_arrow(painter: QPainter, start: QPointF, end: QPointF) -> None:
    """Draw an arrow with the painter's pen; the head shrinks with a short one."""
    line = QLineF(start, end)
    if line.length() < 0.5:
        return
    painter.drawLine(line)
    along = QPointF(line.dx(), line.dy()) / line.length()
    head = min(2.0 * HEAD_PX, line.length())
    back, across = end - along * head, QPointF(-along.y(), along.x()) * (head / 2)
    painter.drawPolygon(QPolygonF([end, back + across, back - across]))
