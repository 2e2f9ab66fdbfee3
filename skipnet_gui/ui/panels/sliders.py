"""Sliders with labelled ticks, drawn in ink: learning rate and speed."""

import math
from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSlider, QWidget

from skipnet_gui.ui.theme import LIGHT, SMALL_PX, Theme, font

_HANDLE_PX = 7.0
_MARGIN_PX = 14.0
_LINE_Y = 17.0
_LABEL_HEIGHT_PX = 16.0

RATE_LOW, RATE_HIGH = 1e-6, 1e2
_PER_DECADE = 50


class TickSlider(QSlider):
    """A horizontal slider over whole positions, with a tick and a label at some of them.

    Parameters
    ----------
    last
        The last position; the first is 0.
    ticks
        Label of each tick by its position; an empty label draws the tick alone.
    """

    def __init__(self, last: int, ticks: Mapping[int, str], parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, last)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._ticks = dict(ticks)
        self._labelled = any(ticks.values())
        self._theme = LIGHT

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Return the wanted size."""
        return QSize(200, 44 if self._labelled else 34)

    def minimumSizeHint(self) -> QSize:
        """Return the least size that can be grasped."""
        return QSize(90, self.sizeHint().height())

    def _x(self, position: int) -> float:
        span = self.width() - 2 * _MARGIN_PX
        return _MARGIN_PX + span * position / max(self.maximum(), 1)

    def _position(self, x: float) -> int:
        span = max(self.width() - 2 * _MARGIN_PX, 1.0)
        return round((x - _MARGIN_PX) / span * self.maximum())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the handle to the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.setValue(self._position(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the handle."""
        if self.isSliderDown():
            self.setValue(self._position(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of the handle."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the wheel only on a slider that has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by keys as one drag from press to release."""
        if not event.isAutoRepeat():
            self.sliderPressed.emit()
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """End a drag by keys."""
        if not event.isAutoRepeat():
            self.sliderReleased.emit()
        super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Draw again when enabled or disabled."""
        super().changeEvent(event)
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw line, ticks, labels and handle."""
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, right = self._x(0), self._x(self.maximum())
        painter.setPen(QPen(QColor(theme.line), 4, c=Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(left, _LINE_Y), QPointF(right, _LINE_Y))
        painter.setFont(font(SMALL_PX))
        for position, label in self._ticks.items():
            self._draw_tick(painter, self._x(position), label)
        edge = theme.ink if self.isEnabled() else theme.quiet
        painter.setPen(QPen(QColor(edge), 3 if self.hasFocus() else 1.6))
        painter.setBrush(QColor(edge if not self.hasFocus() else theme.ground))
        painter.drawEllipse(QPointF(self._x(self.value()), _LINE_Y), _HANDLE_PX, _HANDLE_PX)

    def _draw_tick(self, painter: QPainter, x: float, label: str) -> None:
        painter.setPen(QPen(QColor(self._theme.quiet), 1))
        painter.drawLine(QPointF(x, _LINE_Y - 5), QPointF(x, _LINE_Y + 5))
        where = QRectF(x - 30, _LINE_Y + 9, 60, _LABEL_HEIGHT_PX)
        where.moveLeft(min(max(where.left(), -16.0), self.width() - where.width() + 16.0))
        painter.drawText(where, Qt.AlignmentFlag.AlignCenter, label)


def _decade(exponent: int) -> str:
    return {0: "1", 1: "10"}.get(exponent, "10" + str(exponent).translate(_SUPERSCRIPTS))


_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def rate_slider() -> TickSlider:
    """Return the slider of the learning rate, 1e-6 … 1e2, a tick at each decade."""
    low, high = round(math.log10(RATE_LOW)), round(math.log10(RATE_HIGH))
    labelled = (-6, -3, 0, 2)
    ticks = {
        (exponent - low) * _PER_DECADE: _decade(exponent) if exponent in labelled else ""
        for exponent in range(low, high + 1)
    }
    return TickSlider((high - low) * _PER_DECADE, ticks)


def rate_at(position: int) -> float:
    """Return the rate at a slider position, with three significant digits."""
    return float(f"{RATE_LOW * 10 ** (position / _PER_DECADE):.3g}")


def rate_position(rate: float) -> int:
    """Return the slider position nearest to a rate; its ends beyond the range."""
    clipped = min(max(rate, RATE_LOW), RATE_HIGH)
    return round(math.log10(clipped / RATE_LOW) * _PER_DECADE)
