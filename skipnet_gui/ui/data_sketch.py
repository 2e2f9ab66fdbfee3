"""A picture of samples: y over x, or labels as marks in the plane of two inputs."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from skipnet_gui.core.functions import Array
from skipnet_gui.core.numerals import short
from skipnet_gui.core.run_spec import Data
from skipnet_gui.ui.theme import SMALL_PX, font

LEAST_WIDTH, LEAST_HEIGHT = 460, 360
LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX = 58.0, 16.0, 16.0, 40.0
MOST_MARKS = 2_000
MARK_PX = 3.0  # radius
INSET = 0.05  # of a range, beyond its first and last sample
TEXT_PX = 16.0


class _Axis(NamedTuple):
    """The range of an axis, and the pixels of its ends."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return the pixel of a value."""
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


class DataSketch(QWidget):
    """Shows data of one or two inputs and one output."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("data_sketch")
        self.setAccessibleName("Picture of the data")
        self.setMinimumSize(LEAST_WIDTH, LEAST_HEIGHT)
        self._data: Data | None = None

    def sizeHint(self) -> QSize:
        """Return a size at which marks stand apart."""
        return self.minimumSize()

    def show_data(self, data: Data | None, words: str = "") -> None:
        """Show samples, described in words, or none."""
        self._data = data
        self.setAccessibleDescription(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the axes and the marks."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().base())
        if self._data is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(font(SMALL_PX))
            in_plane = self._data.x.shape[1] == 2
            across, up = self._axes(self._data, in_plane)
            self._paint_axes(painter, across, up, ("x₁", "x₂") if in_plane else ("x", "y"))
            self._paint_marks(painter, across, up, _marks(self._data, in_plane))
        painter.end()

    def _axes(self, data: Data, in_plane: bool) -> tuple[_Axis, _Axis]:
        across = _range(data.x[:, 0])
        up = _range(data.x[:, 1] if in_plane else data.y[:, 0])
        left, right = LEFT_PX, self.width() - RIGHT_PX
        bottom, top = self.height() - BOTTOM_PX, TOP_PX
        return _Axis(*across, left, right), _Axis(*up, bottom, top)

    def _paint_axes(
        self, painter: QPainter, across: _Axis, up: _Axis, names: tuple[str, str]
    ) -> None:
        painter.setPen(QPen(self.palette().mid().color(), 1.0))
        painter.drawRect(QRectF(QPointF(across.start, up.end), QPointF(across.end, up.start)))
        painter.setPen(self.palette().placeholderText().color())
        flags = Qt.AlignmentFlag
        wide = across.end - across.start
        below = QRectF(across.start, up.start + 6.0, wide, TEXT_PX)
        beside = QRectF(0.0, up.end, LEFT_PX - 6.0, up.start - up.end)
        below_places = (flags.AlignLeft, flags.AlignHCenter, flags.AlignRight)
        texts = (short(across.low, 3), names[0], short(across.high, 3))
        for place, text in zip(below_places, texts, strict=True):
            painter.drawText(below, int(place | flags.AlignTop), text)
        beside_places = (flags.AlignBottom, flags.AlignVCenter, flags.AlignTop)
        texts = (short(up.low, 3), names[1], short(up.high, 3))
        for place, text in zip(beside_places, texts, strict=True):
            painter.drawText(beside, int(place | flags.AlignRight), text)

    def _paint_marks(
        self,
        painter: QPainter,
        across: _Axis,
        up: _Axis,
        marks: Iterator[tuple[float, float, bool]],
    ) -> None:
        ink = self.palette().windowText().color()
        painter.setPen(QPen(ink, 1.2))
        for x, y, is_filled in marks:
            box = QRectF(across.at(x) - MARK_PX, up.at(y) - MARK_PX, 2 * MARK_PX, 2 * MARK_PX)
            painter.setBrush(ink if is_filled else Qt.BrushStyle.NoBrush)
            if is_filled:
                painter.drawRect(box)
            else:
                painter.drawEllipse(box)


def _range(values: Array) -> tuple[float, float]:
    """Return the ends of an axis a little beyond the values, and never the same."""
    low, high = float(values.min()), float(values.max())
    spread = INSET * (high - low) or 1.0
    return low - spread, high + spread


def _marks(data: Data, in_plane: bool) -> Iterator[tuple[float, float, bool]]:
    """Yield place and filling of at most so many marks, evenly taken from the samples."""
    count = len(data.x)
    rows = np.linspace(0, count - 1, min(count, MOST_MARKS)).astype(int)
    up = data.x[rows, 1] if in_plane else data.y[rows, 0]
    filled = data.y[rows, 0] > 0.5 if in_plane else np.zeros(len(rows), dtype=bool)
    yield from zip(data.x[rows, 0].tolist(), up.tolist(), filled.tolist(), strict=True)
