"""Final loss against learning rate: bands, points, a line at the rate in use, a cursor."""

import math
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QPaintEvent, QPen

from skipnet_gui.core.map_outcomes import OUTCOMES
from skipnet_gui.core.maps import DIVERGES, RATTLES, STABLE, StripRequest, band
from skipnet_gui.core.numerals import short
from skipnet_gui.session.maps import LOOKS, UNKNOWN, Findings
from skipnet_gui.ui.panels.reading_canvas import ReadingCanvas
from skipnet_gui.ui.panels.start_map_colors import LEAST_SHARE, LOG_FROM, Scale
from skipnet_gui.ui.theme import SMALL_PX, font

LEFT_PX, TOP_PX, RIGHT_PX, BOTTOM_PX = 50, 24, 12, 24
HEIGHT_PX = 230
POINT_PX = 1.8
MOST_RISE = 100.0  # times the loss of now: the top of the scale at most
STALE_OPACITY, BAND_OPACITY = 0.35, 0.22

_BANDS = {
    STABLE: (LOOKS["moving"].color, Qt.BrushStyle.SolidPattern),
    RATTLES: (LOOKS["rattling"].color, Qt.BrushStyle.BDiagPattern),
    DIVERGES: (LOOKS["diverged"].color, Qt.BrushStyle.DiagCrossPattern),
}
_MOVES = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_PageUp: 10,
    Qt.Key.Key_PageDown: -10,
}


class Stretch(NamedTuple):
    """Neighbouring rates of one band, ``last`` exclusive."""

    band: str
    first: int
    last: int


def stretches(outcome: list[int]) -> list[Stretch]:
    """Return the bands of known outcomes, in order."""
    found: list[Stretch] = []
    for k, code in enumerate(outcome):
        if code == UNKNOWN:
            continue
        name = band(code)
        if found and found[-1].band == name and found[-1].last == k:
            found[-1] = found[-1]._replace(last=k + 1)
        else:
            found.append(Stretch(name, k, k + 1))
    return found


class RateChart(ReadingCanvas):
    """Shows a rate strip, whose places are its rates."""

    def __init__(self) -> None:
        super().__init__(
            "Final loss against learning rate",
            "Arrow keys go from rate to rate, Enter takes the rate",
        )
        self.setFixedHeight(HEIGHT_PX)
        self._findings: Findings | None = None
        self._request: StripRequest | None = None
        self._is_stale = False
        self._rate, self._loss_now = 0.0, math.nan

    def show_findings(self, findings: Findings | None, is_stale: bool) -> None:
        """Show what was found, grey where it is of another moment."""
        request = None if findings is None else findings.request
        self._request = request if isinstance(request, StripRequest) else None
        if self._findings is not findings:
            self._at = None
        self._findings, self._is_stale = findings, is_stale
        self.update()

    def show_now(self, rate: float, loss: float) -> None:
        """Mark the rate in use and the loss before any of these updates."""
        if (rate, loss) != (self._rate, self._loss_now):
            self._rate, self._loss_now = rate, loss
            self.update()

    @property
    def has_places(self) -> bool:
        """Whether there are rates."""
        return self._request is not None

    def field(self) -> QRectF:
        """Return where the points are."""
        width, height = self.width() - LEFT_PX - RIGHT_PX, self.height() - TOP_PX - BOTTOM_PX
        return QRectF(LEFT_PX, TOP_PX, width, height)

    def x_of(self, rate: float) -> float:
        """Return where a rate stands; the ends of the strip beyond its range."""
        assert self._request is not None
        low, high = (math.log(float(self._request.rates[k])) for k in (0, -1))
        share = (math.log(rate) - low) / (high - low) if rate > 0.0 and high > low else 0.0
        return self.field().left() + min(max(share, 0.0), 1.0) * self.field().width()

    def place_at(self, point: QPointF) -> int | None:
        """Return the rate nearest to a point."""
        area = self.field()
        if self._request is None or not area.adjusted(-6, -TOP_PX, 6, 6).contains(point):
            return None
        places = np.array([self.x_of(float(rate)) for rate in self._request.rates])
        return int(np.argmin(np.abs(places - point.x())))

    def place_by(self, key: Qt.Key) -> int | None:
        """Return a rate beside the one at the cursor; from none, the rate in use."""
        if self._request is None or key not in _MOVES:
            return None
        start = self._number_of(self._rate) if self._at is None else self._at + _MOVES[key]
        return min(max(start, 0), self._request.cells - 1)

    def _number_of(self, rate: float) -> int:
        assert self._request is not None
        return int(np.argmin(np.abs(self._request.rates - rate)))

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw bands, axes, points, the rate in use and the cursor."""
        painter, theme, area = QPainter(self), self._theme, self.field()
        painter.setFont(font(SMALL_PX))
        painter.fillRect(area, QColor(theme.ground))
        if self._request is not None and self._findings is not None:
            painter.setOpacity(STALE_OPACITY if self._is_stale else 1.0)
            self._draw_bands(painter, area, self._findings)
            self._draw_points(painter, area, self._findings)
            painter.setOpacity(1.0)
            self._draw_ends(painter, area, self._request)
            self._draw_now(painter, area)
            if self._at is not None:
                x = self.x_of(float(self._request.rates[self._at]))
                painter.setPen(QPen(QColor(theme.ink), 1, Qt.PenStyle.DotLine))
                painter.drawLine(QLineF(x, area.top(), x, area.bottom()))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(
            QPen(QColor(theme.ink if self.hasFocus() else theme.quiet), 1 + self.hasFocus())
        )
        painter.drawRect(area)

    def _edges(self, request: StripRequest, stretch: Stretch) -> tuple[float, float]:
        """Return where a band begins and ends: half way to the neighbouring rates."""
        rates = request.rates

        def between(k: int) -> float:
            low, high = float(rates[max(k - 1, 0)]), float(rates[min(k, len(rates) - 1)])
            return (self.x_of(low) + self.x_of(high)) / 2

        return between(stretch.first), between(stretch.last)

    def _draw_bands(self, painter: QPainter, area: QRectF, findings: Findings) -> None:
        assert self._request is not None
        metrics, free_from = QFontMetrics(painter.font()), 0.0
        opacity = painter.opacity()
        for stretch in stretches(findings.outcome.tolist()):
            left, right = self._edges(self._request, stretch)
            color, pattern = _BANDS[stretch.band]
            painter.setOpacity(opacity * BAND_OPACITY)
            here = QRectF(left, area.top(), right - left, area.height())
            painter.fillRect(here, QColor(color))
            painter.setOpacity(opacity * 0.5)
            if pattern is not Qt.BrushStyle.SolidPattern:
                painter.fillRect(here, QBrush(QColor(color), pattern))
            painter.setOpacity(opacity)
            width = metrics.horizontalAdvance(stretch.band)
            start = min(max((left + right - width) / 2, area.left()), area.right() - width)
            if right - left > width / 2 and start >= free_from:
                free_from = start + width + 6
                painter.setPen(QColor(self._theme.ink))
                painter.drawText(QPointF(start, area.top() - 7), stretch.band)

    def _scale(self, findings: Findings) -> Scale:
        """Return the scale of the losses, that of now among them; it begins at 0 if it can."""
        losses = np.append(findings.loss, self._loss_now)
        known = losses[np.isfinite(losses)]
        low, high = float(known.min(initial=math.inf)), float(known.max(initial=0.0)) or 1.0
        if self._loss_now > 0.0:  # what has left for good would flatten all else
            high = min(high, MOST_RISE * self._loss_now)
        if high > LOG_FROM * low:
            return Scale(max(low, LEAST_SHARE * high), high, True)
        return Scale(0.0, high, False)

    def _draw_points(self, painter: QPainter, area: QRectF, findings: Findings) -> None:
        assert self._request is not None
        scale, room = self._scale(findings), area.adjusted(0, 6, 0, -6)
        heights = room.bottom() - scale.share(findings.loss) * room.height()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.ink))
        for rate, y in zip(self._request.rates.tolist(), heights.tolist(), strict=True):
            if math.isfinite(y):
                painter.drawEllipse(QPointF(self.x_of(rate), y), POINT_PX, POINT_PX)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._draw_scale(painter, room, scale, bool((findings.loss > scale.high).any()))
        if math.isfinite(self._loss_now):
            share = float(scale.share(np.array(self._loss_now)))
            self._draw_loss_now(painter, area, room.bottom() - share * room.height())

    def _draw_scale(self, painter: QPainter, room: QRectF, scale: Scale, is_cut: bool) -> None:
        right = Qt.AlignmentFlag.AlignRight
        column = QRectF(0, room.top() - 8, LEFT_PX - 5, 16)
        painter.setPen(QColor(self._theme.quiet))
        painter.drawText(column, right, "≥ " * is_cut + short(scale.high, 3))
        column.moveTop(room.bottom() - 8)
        painter.drawText(column, right, short(scale.low, 2))
        column.moveTop(room.center().y() - 8)
        painter.setPen(QColor(self._theme.ink))
        painter.drawText(column, right, "log L" if scale.is_log else "L")

    def _draw_loss_now(self, painter: QPainter, area: QRectF, y: float) -> None:
        """Draw the loss before any of these updates as a line across."""
        painter.setPen(QPen(QColor(self._theme.quiet), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(area.left(), y, area.right(), y))
        below = y < area.top() + 20
        painter.drawText(QPointF(area.left() + 4, y + 14 if below else y - 4), "now")

    def _draw_ends(self, painter: QPainter, area: QRectF, request: StripRequest) -> None:
        flags = Qt.AlignmentFlag
        words = QRectF(area.left(), area.bottom() + 5, area.width(), 18)
        painter.setPen(QColor(self._theme.quiet))
        painter.drawText(words, flags.AlignLeft, short(float(request.rates[0])))
        painter.drawText(words, flags.AlignRight, short(float(request.rates[-1])))
        painter.setPen(QColor(self._theme.ink))
        painter.drawText(words, flags.AlignHCenter, "learning rate α →")

    def _draw_now(self, painter: QPainter, area: QRectF) -> None:
        """Draw the rate in use as a line with a handle."""
        x = self.x_of(self._rate)
        painter.setPen(QPen(QColor(self._theme.ink), 2))
        painter.drawLine(QLineF(x, area.top(), x, area.bottom()))
        painter.setBrush(QColor(self._theme.ink))
        corners = [QPointF(x - 5, area.bottom() + 6), QPointF(x + 5, area.bottom() + 6)]
        painter.drawPolygon([QPointF(x, area.bottom() - 2), *corners])


def words_of(code: int) -> str:
    """Return an outcome as sign and name."""
    name = OUTCOMES[code]
    return f"{LOOKS[name].sign} {name}"
