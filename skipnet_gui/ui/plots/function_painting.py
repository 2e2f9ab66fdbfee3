"""Paints the fitted function: picture or curves, decision line, axes, points, numbers."""

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPolygonF

from skipnet_gui.core.functions import Array
from skipnet_gui.ui.plots.chart import View
from skipnet_gui.ui.plots.function_colors import color, picture
from skipnet_gui.ui.plots.function_face import (
    SIDE_PX,
    TICK_GAP_PX,
    TOP_PX,
    Places,
    Shown,
    point_of,
)
from skipnet_gui.ui.plots.overlay import LINE_PX, text_width
from skipnet_gui.ui.plots.placing import spread
from skipnet_gui.ui.theme import SMALL_PX, Theme, font

SPOT_PX = 4.0
_SIZES = ((20, SPOT_PX), (400, 3.0), (1_000, 2.4))  # up to how many points, of which radius
_LEAST_SPOT_PX = 1.8
RING_PX, CURSOR_PX = 7.5, 11.0
_BAR_STEPS = 128
_DASHES: tuple[tuple[float, ...], ...] = ((), (4.0, 2.5), (1.0, 2.0), (6.0, 2.0, 1.0, 2.0))
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTER = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter


class Brushwork:
    """One painting of a canvas; ``texts`` are all that it wrote."""

    def __init__(self, painter: QPainter, shown: Shown, places: Places, theme: Theme) -> None:
        self.texts: list[str] = []
        self._painter, self._shown, self._places, self._theme = painter, shown, places, theme
        self._view: View = places.view
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(font(SMALL_PX))

    def _write(self, box: QRectF, how: Qt.AlignmentFlag, text: str, ink: str = "") -> None:
        self._painter.setPen(QColor(ink or self._theme.quiet))
        self._painter.drawText(box, int(how), text)
        self.texts.append(text)

    # The values

    def values(self) -> None:
        """Paint picture and decision line, or the curves."""
        painter, shown = self._painter, self._shown
        painter.save()
        painter.setClipRect(self._view.area)
        if shown.plane.size:
            painter.drawImage(self._view.area, self._image())
            self._decision_line()
        for k, curve in enumerate(shown.curves):
            self._curve(k, curve)
        painter.restore()

    def _image(self) -> QImage:
        return picture(self._shown.plane, self._shown.colors, self._theme)

    def _decision_line(self) -> None:
        """Paint the line that decides in ink, with a rim that parts it from any colour."""
        side, area = len(self._shown.plane), self._view.area
        cell = np.array([area.width(), -area.height()]) / side
        ends = self._shown.contour.reshape(-1, 2, 2) + 0.5
        ends = np.array([area.left(), area.bottom()]) + ends * cell
        lines = [QLineF(*piece) for piece in ends.reshape(-1, 4).tolist()]
        for ink, width in ((self._theme.ground, 3.6), (self._theme.ink, 1.7)):
            pen = QPen(QColor(ink), width)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            self._painter.setPen(pen)
            self._painter.drawLines(lines)

    def _curve(self, number: int, values: Array) -> None:
        pen = QPen(QColor(self._theme.forward), 2.0)
        dash = _DASHES[number % len(_DASHES)]
        if dash:
            pen.setDashPattern(list(dash))
        self._painter.setPen(pen)
        for piece in self._pieces(values):
            self._painter.drawPolyline(piece)

    def _pieces(self, values: Array) -> Iterator[QPolygonF]:
        """Yield a curve in pixels, interrupted where it is not finite."""
        view = self._view
        x = view.area.left() + (self._shown.places - view.first) * view.step_px
        reach = view.high - view.low
        y = np.clip(values, view.low - reach, view.high + reach)
        y = view.area.bottom() - (y - view.low) * view.position_px
        gaps = np.flatnonzero(~np.isfinite(values))
        for part in np.split(np.arange(len(x)), gaps):
            part = part[np.isfinite(values[part])]
            yield QPolygonF([QPointF(*each) for each in zip(x[part], y[part], strict=True)])

    # What changes seldom

    def fixtures(self) -> None:
        """Paint axes, colour scale and the points of the data."""
        self._axes()
        if self._shown.is_plane:
            self._scale()
        self._painter.save()
        self._painter.setClipRect(self._view.area.adjusted(-5.0, -5.0, 5.0, 5.0))
        self._spots()
        self._painter.restore()

    def _axes(self) -> None:
        painter, area, view = self._painter, self._view.area, self._view
        names, (across, upright, _) = self._shown.names, self._places.ticks
        line = QColor(self._theme.line)
        if not self._shown.is_plane:
            painter.setPen(QPen(line, 1.0))
            painter.drawLines([QLineF(area.left(), y, area.right(), y) for y in self._ys(upright)])
        painter.setPen(QPen(QColor(self._theme.quiet), 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._shown.is_plane:
            painter.drawRect(area)
        else:
            painter.drawLine(area.bottomLeft(), area.bottomRight())
            painter.drawLine(area.bottomLeft(), area.topLeft())
        name_px = text_width(names[0], True) + 6.0
        for at, text in across:
            x, half = view.x_of(at), text_width(text) / 2
            if x + half < area.right() - name_px:
                box = QRectF(x - half - 4.0, area.bottom() + 4.0, 2 * half + 8.0, LINE_PX)
                self._write(box, _CENTER, text)
        right = QRectF(area.right() - 80.0, area.bottom() + 4.0, 80.0, LINE_PX)
        painter.setFont(font(SMALL_PX, bold=True))
        self._write(right, _RIGHT, names[0], self._theme.ink)
        if self._shown.is_plane:  # curves are named by the title, or at their ends
            left = QRectF(0.0, area.top() - TOP_PX, area.left() - TICK_GAP_PX, TOP_PX - 4.0)
            self._write(left, _RIGHT, names[1], self._theme.ink)
        painter.setFont(font(SMALL_PX))
        for (_, text), y in zip(upright, self._ys(upright), strict=True):
            box = QRectF(0.0, y - LINE_PX / 2, area.left() - TICK_GAP_PX, LINE_PX)
            self._write(box, _RIGHT, text)

    def _ys(self, ticks: list[tuple[float, str]]) -> list[float]:
        return [self._view.y_of(at) for at, _ in ticks]

    def _scale(self) -> None:
        """Paint the colour scale with its numbers."""
        painter, bar, (low, high) = self._painter, self._places.bar, self._shown.colors
        values = np.linspace(low, high, _BAR_STEPS)[:, None]
        painter.drawImage(bar, picture(values, self._shown.colors, self._theme))
        painter.setPen(QPen(QColor(self._theme.quiet), 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(bar)
        for at, text in self._places.ticks[2]:
            y = bar.bottom() - (at - low) / (high - low) * bar.height()
            painter.setPen(QPen(QColor(self._theme.quiet), 1.0))
            painter.drawLine(QLineF(bar.right(), y, bar.right() + 3.0, y))
            box = QRectF(bar.right() + TICK_GAP_PX, y - LINE_PX / 2, 80.0, LINE_PX)
            self._write(box, _LEFT, text)

    def _spots(self) -> None:
        spots, radius = self._shown.spots, self.radius
        area = self._view.area.adjusted(-radius, -radius, radius, radius)
        for k in range(len(spots.rows)):
            place = point_of(self._view, float(spots.across[k]), float(spots.up[k]))
            if area.contains(place):
                self._spot(k, place, radius)

    @property
    def radius(self) -> float:
        """Half the size of a point."""
        count = len(self._shown.spots.rows)
        return next((radius for most, radius in _SIZES if count <= most), _LEAST_SPOT_PX)

    def _spot(self, k: int, place: QPointF, radius: float) -> None:
        """Paint a point: a rim of the ground, one of ink, and the colour of its target."""
        shown, painter = self._shown, self._painter
        spots, y = shown.spots, float(shown.spots.y[k])
        ink, ground = QColor(self._theme.ink), QColor(self._theme.ground)
        fill = color(y, shown.colors, self._theme) if shown.tinted else ground
        if not shown.is_plane or (shown.by_label and y > 0.5 and not shown.tinted):
            fill = ink
        squares = y > 0.5 if shown.by_label else int(spots.outputs[k]) % 2 == 1
        box = QRectF(place.x() - radius, place.y() - radius, 2 * radius, 2 * radius)
        draw = painter.drawRect if squares else painter.drawEllipse
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ground, 3.0 if radius > 2.5 else 2.0))
        draw(box)
        painter.setPen(QPen(ink, 1.2 if radius > 2.5 else 0.8))
        painter.setBrush(Qt.BrushStyle.NoBrush if spots.tested[k] else QBrush(fill))
        draw(box)

    # What is chosen and pointed at

    def title(self, width: float) -> None:
        """Write what is shown, the names of several curves, and why nothing is, if so."""
        shown, theme = self._shown, self._theme
        left = max(min(self._view.area.left(), width - text_width(shown.title) - 4.0), SIDE_PX)
        self._write(QRectF(left, 0.0, width, TOP_PX - 4.0), _LEFT, shown.title, theme.ink)
        if shown.reason:
            self._write(self._view.area, _CENTER, shown.reason, theme.ink)
        elif len(shown.curves) > 1:
            self._names()

    def _names(self) -> None:
        area = self._view.area
        last = np.clip(np.nan_to_num(self._shown.curves[:, -1]), self._view.low, self._view.high)
        ends = [self._view.y_of(float(value)) for value in last]
        half = LINE_PX / 2
        places = spread(ends, LINE_PX, area.top() + half, area.bottom() - half)
        for symbol, y in zip(self._shown.symbols, places, strict=True):
            box = QRectF(area.right() + 4.0, y - half, 90.0, LINE_PX)
            self._write(box, _LEFT, symbol, self._theme.forward)

    def sample(self) -> None:
        """Ring the sample of the graph, and join its target with what the network gives."""
        shown, view = self._shown, self._view
        marked = shown.spots.of_row(shown.sample)
        targets = [
            point_of(view, float(shown.spots.across[k]), float(shown.spots.up[k])) for k in marked
        ]
        if not shown.is_plane:
            for k, here in enumerate(shown.here):
                given = point_of(view, shown.here_at, here)
                self._here(given, targets[k] if targets else None)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        for target in targets:
            if view.area.adjusted(-9.0, -9.0, 9.0, 9.0).contains(target):
                self._ring(target, RING_PX)

    def _here(self, given: QPointF, target: QPointF | None) -> None:
        """Mark what the network gives for the sample, and join it with the target."""
        painter = self._painter
        painter.save()
        painter.setClipRect(self._view.area.adjusted(-5.0, -5.0, 5.0, 5.0))
        if target is not None:
            pen = QPen(QColor(self._theme.ink), 1.0)
            pen.setDashPattern([2.0, 2.0])
            painter.setPen(pen)
            painter.drawLine(target, given)
        painter.setPen(QPen(QColor(self._theme.ground), 1.5))
        painter.setBrush(QColor(self._theme.forward))
        painter.drawEllipse(given, SPOT_PX, SPOT_PX)
        painter.restore()

    def _ring(self, place: QPointF, radius: float) -> None:
        for ink, width in ((self._theme.ground, 4.5), (self._theme.ink, 2.0)):
            self._painter.setPen(QPen(QColor(ink), width))
            self._painter.drawEllipse(place, radius, radius)

    def cursor(self, spot: int) -> None:
        """Frame the point that the keyboard is on."""
        spots = self._shown.spots
        place = point_of(self._view, float(spots.across[spot]), float(spots.up[spot]))
        box = QRectF(place.x() - CURSOR_PX, place.y() - CURSOR_PX, 2 * CURSOR_PX, 2 * CURSOR_PX)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        for ink, width in ((self._theme.ground, 4.0), (self._theme.ink, 2.0)):
            self._painter.setPen(QPen(QColor(ink), width))
            self._painter.drawRect(box)

    def reading(self, lines: tuple[str, ...], at: QPointF, size: QRectF) -> None:
        """Write lines in a box beside a place, inside the canvas."""
        width = max(map(text_width, lines)) + 12.0
        box = QRectF(at.x() + 14.0, at.y() + 14.0, width, LINE_PX * len(lines) + 6.0)
        if box.right() > size.right() - 2.0:
            box.moveRight(max(at.x() - 10.0, size.left() + width + 2.0))
        if box.bottom() > size.bottom() - 2.0:
            box.moveBottom(at.y() - 10.0)
        self._painter.setPen(QPen(QColor(self._theme.line), 1.0))
        self._painter.setBrush(QColor(self._theme.panel))
        self._painter.drawRoundedRect(box, 4.0, 4.0)
        for row, text in enumerate(lines):
            line = QRectF(box.left() + 6.0, box.top() + 3.0 + row * LINE_PX, width, LINE_PX)
            self._write(line, _LEFT, text, self._theme.ink)
