"""The gradient of every weight against its depth, on a log axis, with the twin behind it."""

import math

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from skipnet_gui.core.network import Network
from skipnet_gui.core.notation import name_symbol
from skipnet_gui.core.numerals import grouped, short
from skipnet_gui.session.lesson_chain import edge_depths
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.panels.depth_points import (
    NO_POINTS,
    Points,
    decades,
    points_of,
    power_text,
    stride,
)
from skipnet_gui.ui.theme import LIGHT, SMALL_PX, Theme, font

HEIGHT_PX = 230
LEFT_PX, TOP_PX, RIGHT_PX, BOTTOM_PX = 48, 42, 10, 38
POINT_PX, HOLLOW_PX, SKIP_PX = 2.6, 3.2, 3.6
REACH_PX = 12.0
DECADE_PX, DEPTH_PX = 26.0, 26.0  # the least room of a label
_MOVES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_PLAIN = Qt.KeyboardModifier.NoModifier


class DepthPlot(QWidget):
    """Shows |∂L/∂w| of every weight by depth, and tells which weight is read, by its name.

    ``weight_read`` carries a sentence; empty where none is read.
    """

    weight_read = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Gradient of every weight against its depth")
        self.setAccessibleDescription("Left and right go from weight to weight")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT_PX)
        self._theme = LIGHT
        self._network: Network | None = None
        self._points = self._behind = NO_POINTS
        self._decades = decades([NO_POINTS])
        self._depth = 1
        self._at: str | None = None
        self._moment = ""

    def sizeHint(self) -> QSize:
        """Return the wanted size."""
        return QSize(270, HEIGHT_PX)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def show_moment(self, snapshot: Snapshot, twin: Snapshot | None) -> None:
        """Show a run's gradients, and those of its twin behind them."""
        self._points = points_of(snapshot)
        in_full = snapshot.operation is None and not snapshot.hidden
        self._behind = points_of(twin if in_full else None)
        self._decades = decades([self._points, self._behind])
        self._moment = f"{snapshot.run} · step {grouped(snapshot.step)}"
        self._depth = max(edge_depths(snapshot.network), default=1) or 1
        if snapshot.network is not self._network:
            self._network = snapshot.network
            self._read(None)
        elif self._at is not None:
            self._tell()
        self.update()

    def field(self) -> QRectF:
        """Return where the points are."""
        width, height = self.width() - LEFT_PX - RIGHT_PX, self.height() - TOP_PX - BOTTOM_PX
        return QRectF(LEFT_PX, TOP_PX, width, height)

    def place_of(self, name: str) -> QPointF | None:
        """Return where the point of a weight is; None where it has none."""
        if name not in self._points.names:
            return None
        return self._places(self._points)[self._points.names.index(name)]

    def _places(self, points: Points) -> list[QPointF]:
        area = self.field().adjusted(6, 4, -6, -4)
        shares = self._decades.share(points.sizes).tolist()
        return [
            QPointF(
                area.left() + depth / self._depth * area.width(),
                area.bottom() - share * area.height(),
            )
            for depth, share in zip(points.depths, shares, strict=True)
        ]

    def _read(self, name: str | None) -> None:
        if name != self._at:
            self._at = name
            self._tell()
            self.update()

    def _tell(self) -> None:
        text = "" if self._at is None else self.text_of(self._at)
        self.setAccessibleDescription(text)
        self.weight_read.emit(text)

    def text_of(self, name: str) -> str:
        """Return what a weight says: its gradient, and that of its twin."""
        if name not in self._points.names:
            return ""
        size = float(self._points.sizes[self._points.names.index(name)])
        text = f"|∂L/∂{name_symbol(name)}| = {short(size)}"
        if name in self._behind.names:
            other = float(self._behind.sizes[self._behind.names.index(name)])
            text += f", in the twin {short(other)}"
        return text

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the weight whose point is nearest to the pointer."""
        places = self._places(self._points)
        far = [QLineF(event.position(), at).length() for at in places]
        near = [k for k, distance in enumerate(far) if distance <= REACH_PX]
        self._read(self._points.names[min(near, key=far.__getitem__)] if near else None)

    def leaveEvent(self, event: QEvent) -> None:
        """Read no weight when the pointer leaves, unless keys do."""
        super().leaveEvent(event)
        if not self.hasFocus():
            self._read(None)

    def event(self, event: QEvent) -> bool:
        """Keep the keys that go from weight to weight from the commands."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (_PLAIN, Qt.KeyboardModifier.KeypadModifier)
            event.setAccepted(plain and event.key() in _MOVES)
            return event.isAccepted()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from weight to weight along the chain."""
        names = [self._points.names[k] for k in self._points.along()]
        move = _MOVES.get(Qt.Key(event.key()))
        if move is None or not names:
            event.ignore()
            return
        at = names.index(self._at) + move if self._at in names else 0
        self._read(names[min(max(at, 0), len(names) - 1)])

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw axes, the twin's points, the run's, and what they are."""
        painter, theme = QPainter(self), self._theme
        painter.setFont(font(SMALL_PX))
        painter.fillRect(self.field(), QColor(theme.ground))
        self._draw_powers(painter)
        self._draw_depths(painter)
        self._draw_legend(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_behind(painter)
        self._draw_points(painter)
        at = None if self._at is None else self.place_of(self._at)
        if at is not None and math.isfinite(at.y()):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.ink), 1.5))
            painter.drawEllipse(at, 6.0, 6.0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        focused = self.hasFocus()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.ink if focused else theme.quiet), 1 + focused))
        painter.drawRect(self.field())

    def _draw_powers(self, painter: QPainter) -> None:
        area, span = self.field(), self._decades.high - self._decades.low
        step = stride(span, area.height() / DECADE_PX)
        powers = [p for p in range(self._decades.low, self._decades.high + 1) if p % step == 0]
        inner = area.adjusted(0, 4, 0, -4)
        rows = [(10.0**p, power_text(p)) for p in powers]
        rows += [(0.0, "0")] if self._decades.has_floor else []
        shares = self._decades.share(np.array([value for value, _ in rows])).tolist()
        for share, (value, text) in zip(shares, rows, strict=True):
            y = inner.bottom() - share * inner.height()
            dash = Qt.PenStyle.SolidLine if value else Qt.PenStyle.DashLine
            painter.setPen(QPen(QColor(self._theme.line if value else self._theme.quiet), 1, dash))
            painter.drawLine(QLineF(area.left(), y, area.right(), y))
            painter.setPen(QColor(self._theme.quiet))
            where = QRectF(0, y - 9, LEFT_PX - 5, 18)
            painter.drawText(
                where, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text
            )

    def _draw_depths(self, painter: QPainter) -> None:
        area, flags = self.field(), Qt.AlignmentFlag
        inner = area.adjusted(6, 0, -6, 0)
        painter.setPen(QColor(self._theme.quiet))
        for depth in range(0, self._depth + 1, stride(self._depth, inner.width() / DEPTH_PX)):
            x = inner.left() + depth / self._depth * inner.width()
            painter.drawText(
                QRectF(x - 15, area.bottom() + 3, 30, 16), flags.AlignHCenter, str(depth)
            )
        words = QRectF(area.left(), area.bottom() + 19, area.width(), 18)
        painter.drawText(words, flags.AlignLeft, "input")
        painter.drawText(words, flags.AlignRight, "output")
        painter.setPen(QColor(self._theme.ink))
        painter.drawText(words, flags.AlignHCenter, "depth →")

    def _draw_legend(self, painter: QPainter) -> None:
        """Say what the axis is, of which moment, and which mark stands for what."""
        painter.setPen(QColor(self._theme.ink))
        x, metrics = 8.0, QFontMetrics(painter.font())
        title = metrics.elidedText(
            f"|∂L/∂w| · {self._moment}", Qt.TextElideMode.ElideRight, self.width() - 8
        )
        painter.drawText(QPointF(4, 14), title)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for draw, text, is_shown in (
            (self._dot, "chain", True),
            (self._diamond, "skips", any(self._points.skips)),
            (self._ring, "twin, cut off", bool(self._behind.names)),
        ):
            if is_shown:
                draw(painter, QPointF(x, 29))
                painter.setPen(QColor(self._theme.ink))
                painter.drawText(QPointF(x + 9, 33), text)
                x += metrics.horizontalAdvance(text) + 26
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _dot(self, painter: QPainter, at: QPointF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.backward))
        painter.drawEllipse(at, POINT_PX, POINT_PX)

    def _diamond(self, painter: QPainter, at: QPointF) -> None:
        corners = ((0, -SKIP_PX), (SKIP_PX, 0), (0, SKIP_PX), (-SKIP_PX, 0))
        painter.setPen(QPen(QColor(self._theme.backward), 1))
        painter.setBrush(QColor(self._theme.ground))
        painter.drawPolygon(QPolygonF([at + QPointF(dx, dy) for dx, dy in corners]))

    def _ring(self, painter: QPainter, at: QPointF) -> None:
        painter.setPen(QPen(QColor(self._theme.quiet), 1.2))
        painter.setBrush(QColor(self._theme.ground))
        painter.drawEllipse(at, HOLLOW_PX, HOLLOW_PX)

    def _draw_behind(self, painter: QPainter) -> None:
        places = self._places(self._behind)
        chain = [places[k] for k in self._behind.along() if math.isfinite(places[k].y())]
        painter.setPen(QPen(QColor(self._theme.quiet), 1, Qt.PenStyle.DotLine))
        painter.drawPolyline(QPolygonF(chain))
        for at in chain:
            self._ring(painter, at)

    def _draw_points(self, painter: QPainter) -> None:
        places = self._places(self._points)
        chain = [places[k] for k in self._points.along() if math.isfinite(places[k].y())]
        skips = [at for at, skip in zip(places, self._points.skips, strict=True) if skip]
        painter.setPen(QPen(QColor(self._theme.backward), 1, Qt.PenStyle.DashLine))
        painter.drawPolyline(QPolygonF(chain))
        for at in skips:
            if math.isfinite(at.y()):
                self._diamond(painter, at)
        for at in chain:
            self._dot(painter, at)
