"""What lies over the curves: names, marks, the position line, the crosshair's numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from skipnet_gui.ui.plots.marks import Mark
from skipnet_gui.ui.theme import SMALL_PX, Theme, font

NAME_GAP_PX = 6.0
LINE_PX = 14.0
_MARK_GAP_PX = 4.0
_READOUT_PAD_PX = 6.0
_RISE_PX = 3.0


@dataclass(frozen=True)
class Label:
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


@dataclass(frozen=True)
class Reading:
    """A row of the crosshair's numbers."""

    name: str
    value: str
    color: str


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
    position_x, look_x
        The shown step and the crosshair; None where they are out of sight.
    readings, readings_at
        The crosshair's numbers, the step first, and where they stand.
    """

    area: QRectF = field(default_factory=QRectF)
    names: tuple[Label, ...] = ()
    mark_lines: tuple[float, ...] = ()
    mark_labels: tuple[Label, ...] = ()
    position_x: float | None = None
    look_x: float | None = None
    readings: tuple[Reading, ...] = ()
    readings_at: QPointF = field(default_factory=QPointF)


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

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw marks, lines, names and numbers."""
        painter = QPainter(self)
        face = self.face
        self._paint_lines(painter, face)
        for label in face.mark_labels:
            self._paint_label(painter, label, on_ground=True)
        for label in face.names:
            self._paint_label(painter, label, on_ground=True)
        if face.readings:
            self._paint_readings(painter, face)
        if self.focused:
            painter.setPen(QPen(QColor(self.theme.ink), 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _paint_lines(self, painter: QPainter, face: Face) -> None:
        top, bottom = face.area.top(), face.area.bottom()
        pen = QPen(QColor(self.theme.quiet), 1.0)
        pen.setDashPattern([1.5, 2.5])
        painter.setPen(pen)
        painter.drawLines([QLineF(x, top, x, bottom) for x in face.mark_lines])
        if face.look_x is not None:
            painter.setPen(QPen(QColor(self.theme.quiet), 1.0))
            painter.drawLine(QLineF(face.look_x, top, face.look_x, bottom))
        if face.position_x is not None:
            painter.setPen(QPen(QColor(self.theme.ink), 2.0))
            painter.drawLine(QLineF(face.position_x, top - _RISE_PX, face.position_x, bottom))

    def _paint_label(self, painter: QPainter, label: Label, on_ground: bool) -> None:
        rect = label.rect()
        if on_ground:
            ground = QColor(self.theme.ground)
            ground.setAlpha(215)
            painter.fillRect(rect.adjusted(-1.0, 0.0, 1.0, 0.0), ground)
        painter.setFont(font(SMALL_PX, label.bold))
        painter.setPen(QColor(label.color))
        painter.drawText(rect.adjusted(0, -2, 20, 2), _LEFT, label.text)

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
            painter.setFont(font(SMALL_PX, row > 0))
            painter.setPen(QColor(reading.color))
            painter.drawText(line, _LEFT, reading.name)
            painter.setFont(font(SMALL_PX))
            painter.setPen(QColor(self.theme.ink))
            painter.drawText(line, _RIGHT, reading.value)


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def text_width(text: str, bold: bool = False) -> float:
    """Return the width of a small text in pixels."""
    return QFontMetricsF(font(SMALL_PX, bold)).horizontalAdvance(text)


def readings_size(readings: Sequence[Reading]) -> tuple[float, float]:
    """Return width and height of the box of the crosshair's numbers."""
    width = max(text_width(row.name, True) + text_width(row.value) for row in readings)
    return width + 14.0 + 2 * _READOUT_PAD_PX, len(readings) * LINE_PX + 6.0


def placed_marks(
    marks: Sequence[Mark], places: Sequence[float], area: QRectF, theme: Theme
) -> tuple[Label, ...]:
    """Return the labels of marks along the top; those without room are counted instead.

    “α 0.025 +2” is a change, and two more close to it.
    """
    found: list[tuple[str, int, float, bool]] = []
    taken = area.left() - 1.0
    for mark, place in zip(marks, places, strict=True):
        x = place + _MARK_GAP_PX
        width = text_width(_counted(mark.text, mark.count), mark.stop)
        if x + width > area.right():
            x = max(place - _MARK_GAP_PX - width, area.left())
        if x > taken or not found:
            found.append((mark.text, mark.count, x, mark.stop))
            taken = x + width + 2 * _MARK_GAP_PX
        elif mark.stop:
            # Why the run stopped is told in any case.
            found[-1] = (mark.text, 1, x, True)
        else:
            text, count, x, stop = found[-1]
            found[-1] = (text, count + mark.count, x, stop)
            taken = max(taken, x + text_width(_counted(text, count + mark.count)) + _MARK_GAP_PX)
    y = area.top() + LINE_PX / 2
    return tuple(
        Label(_counted(text, count), x, y, theme.ink if stop else theme.quiet, stop)
        for text, count, x, stop in found
    )


def _counted(text: str, count: int) -> str:
    return text if count == 1 else f"{text} +{count - 1}"
