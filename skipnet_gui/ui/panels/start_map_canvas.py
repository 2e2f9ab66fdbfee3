"""The picture of a start map: cells, axes, a cursor for keys, a ring where the run starts."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPaintEvent, QPen, QResizeEvent

from skipnet_gui.core.maps import Axis
from skipnet_gui.core.notation import name_symbol
from skipnet_gui.core.numerals import short
from skipnet_gui.ui.panels.reading_canvas import ReadingCanvas
from skipnet_gui.ui.theme import SMALL_PX, font

LEFT_PX, BOTTOM_PX, TOP_PX, RIGHT_PX = 46, 24, 8, 12
LEAST_PX, MOST_PX = 120, 420
STALE_OPACITY = 0.35
RING_PX = 6.0
_MOVES = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class MapCanvas(ReadingCanvas):
    """Shows a map, whose places are its cells."""

    def __init__(self) -> None:
        super().__init__("Start map", "Arrow keys go from cell to cell, Enter loads the cell")
        self._axes: tuple[Axis, Axis] | None = None
        self._image: QImage | None = None
        self._start: tuple[float, float] | None = None
        self._is_stale = False

    def show_map(self, axes: tuple[Axis, Axis], image: QImage | None, is_stale: bool) -> None:
        """Show a picture, grey where it answers another question."""
        if axes != self._axes:
            self._at = None
        self._axes, self._image, self._is_stale = axes, image, is_stale
        self.update()

    def show_start(self, start: tuple[float, float] | None) -> None:
        """Mark where the run starts."""
        self._start = start
        self.update()

    @property
    def has_places(self) -> bool:
        """Whether there is a picture."""
        return self._axes is not None and self._image is not None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as high as a square picture of this width needs."""
        super().resizeEvent(event)
        side = min(max(self.width() - LEFT_PX - RIGHT_PX, LEAST_PX), MOST_PX)
        self.setFixedHeight(side + TOP_PX + BOTTOM_PX)

    def field(self) -> QRect:
        """Return where the cells are."""
        side = min(self.width() - LEFT_PX - RIGHT_PX, self.height() - TOP_PX - BOTTOM_PX)
        return QRect(LEFT_PX, TOP_PX, side, side)

    def cell_rect(self, cell: int) -> QRectF:
        """Return where a cell is."""
        assert self._axes is not None
        x, y = self._axes
        row, column = divmod(cell, x.count)
        area = QRectF(self.field())
        width, height = area.width() / x.count, area.height() / y.count
        return QRectF(
            area.left() + column * width, area.bottom() - (row + 1) * height, width, height
        )

    def place_at(self, point: QPointF) -> int | None:
        """Return the cell at a point."""
        area = QRectF(self.field())
        if self._axes is None or self._image is None or not area.contains(point):
            return None
        x, y = self._axes
        column = int((point.x() - area.left()) / area.width() * x.count)
        row = int((area.bottom() - point.y()) / area.height() * y.count)
        return min(row, y.count - 1) * x.count + min(column, x.count - 1)

    def place_by(self, key: Qt.Key) -> int | None:
        """Return the cell beside the one at the cursor; from none, the one in the middle."""
        return self._moved(*_MOVES[key]) if key in _MOVES else None

    def _moved(self, right: int, up: int) -> int:
        assert self._axes is not None
        x, y = self._axes
        if self._at is None:
            return y.count // 2 * x.count + x.count // 2
        row, column = divmod(self._at, x.count)
        row, column = min(max(row + up, 0), y.count - 1), min(max(column + right, 0), x.count - 1)
        return row * x.count + column

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the cells, the frame, the axes, the ring and the cursor."""
        painter, theme, area = QPainter(self), self._theme, self.field()
        painter.setFont(font(SMALL_PX))
        painter.fillRect(area, QColor(theme.ground))
        if self._image is not None:
            image = self._image
            if self._is_stale:
                painter.setOpacity(STALE_OPACITY)
                image = image.convertToFormat(QImage.Format.Format_Grayscale8)
            painter.drawImage(area, image)
            painter.setOpacity(1.0)
        painter.setPen(QPen(QColor(theme.quiet), 1))
        painter.drawRect(area.adjusted(-1, -1, 0, 0))
        if self._axes is not None:
            self._draw_axes(painter, area, *self._axes)
            self._draw_start(painter, area, *self._axes)
        if self._at is not None and self._image is not None:
            self._draw_frame(painter, self.cell_rect(self._at))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.ink), 2))
            painter.drawRect(area.adjusted(-2, -2, 1, 1))

    def _draw_axes(self, painter: QPainter, area: QRect, x: Axis, y: Axis) -> None:
        metrics = QFontMetrics(painter.font())
        flags = Qt.AlignmentFlag
        painter.setPen(QColor(self._theme.quiet))
        below = QRect(area.left() - 20, area.bottom() + 4, area.width() + 20 + RIGHT_PX, 16)
        painter.drawText(below.adjusted(20, 0, 0, 0), flags.AlignLeft, short(x.low))
        painter.drawText(below.adjusted(0, 0, 2 - RIGHT_PX, 0), flags.AlignRight, short(x.high))
        column = QRect(0, area.top() - 2, LEFT_PX - 5, metrics.height())
        painter.drawText(column, flags.AlignRight, short(y.high))
        column.moveBottom(area.bottom() + 2)
        painter.drawText(column, flags.AlignRight, short(y.low))
        painter.setPen(QColor(self._theme.ink))
        painter.setFont(font(SMALL_PX, bold=True))
        painter.drawText(below, flags.AlignHCenter, f"{name_symbol(x.weight)} →")
        column.moveTop(area.center().y() - metrics.height())
        painter.drawText(column, flags.AlignRight, "↑")
        column.moveTop(column.bottom() + 1)
        painter.drawText(column, flags.AlignRight, name_symbol(y.weight))
        painter.setFont(font(SMALL_PX))

    def _draw_start(self, painter: QPainter, area: QRect, x: Axis, y: Axis) -> None:
        if self._start is None or x.high == x.low or y.high == y.low:
            return
        right = (self._start[0] - x.low) / (x.high - x.low)
        up = (self._start[1] - y.low) / (y.high - y.low)
        if 0.0 <= right <= 1.0 and 0.0 <= up <= 1.0:
            at = QPointF(area.left() + right * area.width(), area.bottom() + 1 - up * area.height())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for color, width in (("#000000", 4.0), ("#FFFFFF", 2.0)):
                painter.setPen(QPen(QColor(color), width))
                painter.drawEllipse(at, RING_PX, RING_PX)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _draw_frame(self, painter: QPainter, rect: QRectF) -> None:
        # A cell may be smaller than a pixel's frame: the frame stays around it.
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for color, distance in (("#000000", 2), ("#FFFFFF", 1)):
            painter.setPen(QPen(QColor(color), 1))
            painter.drawRect(
                rect.toAlignedRect().adjusted(-distance, -distance, distance - 1, distance - 1)
            )
