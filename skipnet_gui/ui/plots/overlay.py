"""What lies over the curves: names, marks, the position line, the crosshair's numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from skipnet_gui.ui.theme import SMALL_PX, Theme, font

LINE_PX = 14.0
MARKS_PX = 14.0
_READOUT_PAD_PX = 6.0
_RISE_PX = 4.0
_BREAK_PX = 10.0
_GROUND_ALPHA, _BAND_ALPHA = 215, 28
_SAMPLE_PX = 22.0


class Label(NamedTuple):
    """A text with its place: left end and vertical centre, in pixels of the plot."""

    text: str
    x: float
    y: float
    color: str
    bold: bool = False
    curve: int = -1

    def rect(self) -> QRectF:
        """Return the rectangle that the text takes."""
        return QRectF(self.x, self.y - LINE_PX / 2, text_width(self.text, self.bold), LINE_PX)


class Reading(NamedTuple):
    """A row of the crosshair's numbers."""

    name: str
    value: str
    color: str
    bold: bool = False


class Key(NamedTuple):
    """A row of the legend: a run's name, and the colour and dash of its curves."""

    name: str
    color: str
    dash: tuple[float, ...] = ()
    bold: bool = False


@dataclass(frozen=True)
class Face:
    """All that lies over a plot, placed.

    Attributes
    ----------
    area
        The rectangle of the curves.
    names
        The curves' names at their ends.
    mark_lines, mark_labels
        Where changes were made, and what they did.
    break_y
        Where the value axis is broken, above the place of an exact 0; None if it is not.
    position_x, look_x
        The shown step and the crosshair; None where they are out of sight.
    readings, readings_at
        The crosshair's numbers, the step first, and where they stand.
    legend
        The runs that are drawn; none where there is only one.
    band
        Between which values the curve goes to and fro, over those steps; None if it does not.
    """

    area: QRectF = field(default_factory=QRectF)
    names: tuple[Label, ...] = ()
    mark_lines: tuple[float, ...] = ()
    mark_labels: tuple[Label, ...] = ()
    break_y: float | None = None
    position_x: float | None = None
    look_x: float | None = None
    readings: tuple[Reading, ...] = ()
    readings_at: QPointF = field(default_factory=QPointF)
    legend: tuple[Key, ...] = ()
    band: QRectF | None = None


class Overlay(QWidget):
    """Paints a :class:`Face`; lets the mouse through."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.theme = theme
        self.face = Face()
        self.focused = False

    def show_face(self, face: Face) -> None:
        """Paint another face."""
        self.face = face
        self.update()

    def show_focus(self, focused: bool) -> None:
        """Show whether the keyboard acts on this plot."""
        self.focused = focused
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw marks, lines, names and numbers."""
        painter = QPainter(self)
        face = self.face
        if face.band is not None:
            self._paint_band(painter, face.band)
        self._paint_lines(painter, face)
        for label in face.mark_labels:
            self._paint_label(painter, label)
        for label in face.names:
            self._paint_label(painter, label)
        if face.legend:
            self._paint_legend(painter, face)
        if face.readings:
            self._paint_readings(painter, face)
        if self.focused:
            painter.setPen(QPen(QColor(self.theme.ink), 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _paint_lines(self, painter: QPainter, face: Face) -> None:
        top, bottom = face.area.top(), face.area.bottom()
        if face.break_y is not None:
            self._paint_break(painter, face.area.left(), face.break_y)
        pen = QPen(QColor(self.theme.quiet), 1.0)
        pen.setDashPattern([1.5, 2.5])
        painter.setPen(pen)
        painter.drawLines([QLineF(x, top - MARKS_PX, x, bottom) for x in face.mark_lines])
        if face.look_x is not None:
            painter.setPen(QPen(QColor(self.theme.quiet), 1.0))
            painter.drawLine(QLineF(face.look_x, top, face.look_x, bottom))
        if face.position_x is not None:
            painter.setPen(QPen(QColor(self.theme.ink), 2.0))
            painter.drawLine(QLineF(face.position_x, top - _RISE_PX, face.position_x, bottom))

    def _paint_band(self, painter: QPainter, band: QRectF) -> None:
        """Tint the band of values, between two thin lines."""
        tint = QColor(self.theme.ink)
        tint.setAlpha(_BAND_ALPHA)
        painter.fillRect(band, tint)
        painter.setPen(QPen(QColor(self.theme.ink), 1.0))
        painter.drawLine(band.topLeft(), band.topRight())
        painter.drawLine(band.bottomLeft(), band.bottomRight())

    def _paint_break(self, painter: QPainter, x: float, y: float) -> None:
        """Draw the value axis as cut: two slanted strokes with nothing between them."""
        half, rise = _BREAK_PX / 2.0, _BREAK_PX / 4.0
        painter.fillRect(QRectF(x - 2.0, y - rise, 3.0, 2.0 * rise), QColor(self.theme.ground))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(QPen(QColor(self.theme.quiet), 1.2))
        for at in (y - rise, y + rise):
            painter.drawLine(QLineF(x - half, at + rise, x + half, at - rise))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_label(self, painter: QPainter, label: Label) -> None:
        rect = label.rect()
        ground = QColor(self.theme.ground)
        ground.setAlpha(_GROUND_ALPHA)
        painter.fillRect(rect.adjusted(-1.0, 0.0, 1.0, 0.0), ground)
        painter.setFont(font(SMALL_PX, label.bold))
        painter.setPen(QColor(label.color))
        painter.drawText(rect.adjusted(0, -2, 20, 2), _LEFT, label.text)

    def _paint_legend(self, painter: QPainter, face: Face) -> None:
        """Name the runs in the upper right corner, each beside a piece of its line."""
        width = _SAMPLE_PX + 6.0 + max(text_width(key.name, key.bold) for key in face.legend)
        width = min(width, face.area.width() - 8.0)
        box = QRectF(0.0, 0.0, width + 8.0, len(face.legend) * LINE_PX + 4.0)
        box.moveTopRight(face.area.topRight())
        ground = QColor(self.theme.ground)
        ground.setAlpha(_GROUND_ALPHA)
        painter.fillRect(box, ground)
        for row, key in enumerate(face.legend):
            line = QRectF(box.left() + 4.0, box.top() + 2.0 + row * LINE_PX, width, LINE_PX)
            pen = QPen(QColor(key.color), 2.0)
            if key.dash:
                pen.setDashPattern([length / 2.0 for length in key.dash])
            painter.setPen(pen)
            y = line.center().y()
            painter.drawLine(QLineF(line.left(), y, line.left() + _SAMPLE_PX, y))
            painter.setFont(font(SMALL_PX, key.bold))
            painter.setPen(QColor(self.theme.ink))
            text = line.adjusted(_SAMPLE_PX + 6.0, -2.0, 20.0, 2.0)
            painter.drawText(text, _LEFT, key.name)

    def _paint_readings(self, painter: QPainter, face: Face) -> None:
        width, height = readings_size(face.readings)
        box = QRectF(face.readings_at.x(), face.readings_at.y(), width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(QPen(QColor(self.theme.line), 1.0))
        painter.setBrush(QColor(self.theme.panel))
        painter.drawRoundedRect(box, 4.0, 4.0)
        inner = box.adjusted(_READOUT_PAD_PX, 3.0, -_READOUT_PAD_PX, -3.0)
        for row, reading in enumerate(face.readings):
            line = QRectF(inner.left(), inner.top() + row * LINE_PX, inner.width(), LINE_PX)
            painter.setFont(font(SMALL_PX, reading.bold))
            painter.setPen(QColor(reading.color))
            painter.drawText(line, _LEFT, reading.name)
            painter.setFont(font(SMALL_PX))
            painter.setPen(QColor(self.theme.ink))
            painter.drawText(line, _RIGHT, reading.value)


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@lru_cache(maxsize=1024)
def text_width(text: str, bold: bool = False) -> float:
    """Return the width of a small text in pixels."""
    return QFontMetricsF(font(SMALL_PX, bold)).horizontalAdvance(text)


def readings_size(readings: Sequence[Reading]) -> tuple[float, float]:
    """Return width and height of the box of the crosshair's numbers."""
    width = max(text_width(row.name, True) + text_width(row.value) for row in readings)
    return width + 14.0 + 2 * _READOUT_PAD_PX, len(readings) * LINE_PX + 6.0
