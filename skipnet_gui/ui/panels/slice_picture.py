"""The loss over two weights as a picture: contours, the path so far, the next step."""

from typing import NamedTuple

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QVBoxLayout, QWidget

from skipnet_gui.core.contours import contour, levels_of
from skipnet_gui.core.functions import Array
from skipnet_gui.core.numerals import short
from skipnet_gui.core.slices import Surface
from skipnet_gui.ui.panels.numbers import LiveLabel
from skipnet_gui.ui.panels.slice_sheet import DOT_PX, draw_arrow
from skipnet_gui.ui.theme import LIGHT, SMALL_PX, TEXT_PX, Theme, font

HEIGHT_PX, LEVELS, TICKS = 290, 9, 4
_HAIR = 1e-6
_LARGER = {"light": "Darker", "dark": "Lighter"}
_SHADES, _DEEPEST = 64, 0.45  # of ink on the ground, where the loss is largest


class Shown(NamedTuple):
    """What the picture shows.

    Attributes
    ----------
    surface
        The loss over two weights.
    path
        (n, 2) array: the two weights from the start to where training stands.
    after
        Where the coming update leads; None where it is not known yet.
    names
        The weights across and upwards.
    """

    surface: Surface
    path: Array
    after: tuple[float, float] | None
    names: tuple[str, str]


class Steps(QGraphicsItem):
    """Contours, path, and next step, in the coordinates of the axes."""

    def __init__(self) -> None:
        super().__init__()
        self.theme: Theme = LIGHT
        self._rect = QRectF()
        self._contours: list[QLineF] = []
        self._path: list[QPointF] = []
        self._after: QPointF | None = None

    def boundingRect(self) -> QRectF:
        """Return the rectangle of the picture."""
        return self._rect

    def show_steps(self, shown: Shown, rect: QRectF) -> None:
        """Take what is to be drawn."""
        self.prepareGeometryChange()
        self._rect, surface = rect, shown.surface
        levels = levels_of(surface.losses, LEVELS)
        found = [contour(surface.losses, float(level)) for level in levels]
        segments = np.concatenate([np.empty((0, 4)), *found])
        scale = [surface.x[1] - surface.x[0], surface.y[1] - surface.y[0]] * 2
        start = [surface.x[0], surface.y[0]] * 2
        self._contours = [QLineF(*each) for each in (segments * scale + start).tolist()]
        path = shown.path[np.isfinite(shown.path).all(axis=1)]
        self._path = [QPointF(*each) for each in path.tolist()]
        self._after = None
        if shown.after is not None and np.all(np.isfinite(shown.after)):
            self._after = QPointF(*shown.after)
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw contours, then the path, then the next step; sizes in pixels of the screen."""
        to_pixels = painter.transform()
        painter.save()
        painter.setClipRect(self._rect)
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(QPen(QColor(self.theme.quiet), 1.0))
        painter.drawLines([to_pixels.map(line) for line in self._contours])
        ink = QColor(self.theme.ink)
        painter.setPen(QPen(ink, 1.0))
        points = [to_pixels.map(point) for point in self._path]
        painter.drawPolyline(points)
        if points:
            here = points[-1]
            painter.setPen(QPen(ink, 1.6))
            painter.setBrush(ink)
            if self._after is not None:
                draw_arrow(painter, here, to_pixels.map(self._after))
            painter.drawEllipse(here, DOT_PX, DOT_PX)
        painter.restore()


class SlicePicture(QWidget):
    """Loss over two weights: larger is nearer to ink; reads the point under the pointer."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._shown: Shown | None = None
        self.plot = pg.PlotWidget(enableMenu=False)
        self.plot.setAccessibleName("Loss over two weights")
        self.plot.setFixedHeight(HEIGHT_PX)
        self.image, self.steps = pg.ImageItem(axisOrder="row-major"), Steps()
        self._item = self.plot.getPlotItem()
        self._item.hideButtons()
        self._item.layout.setContentsMargins(4, 10, 22, 2)
        box = self._item.getViewBox()
        box.setMouseEnabled(False, False)
        box.disableAutoRange()
        box.setDefaultPadding(0.0)
        box.addItem(self.image, ignoreBounds=True)
        box.addItem(self.steps, ignoreBounds=True)
        self._axes = self._item.getAxis("left"), self._item.getAxis("bottom")
        for axis in self._axes:
            axis.enableAutoSIPrefix(False)
            axis.setStyle(tickLength=0, tickFont=font(SMALL_PX))
        self._reading = LiveLabel()
        self._reading.setFont(font(SMALL_PX))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plot)
        column.addWidget(self._reading)
        self.plot.scene().sigMouseMoved.connect(self._read)
        self.show_theme(LIGHT)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = self.steps.theme = theme
        self.plot.setBackground(theme.ground)
        for axis in self._axes:
            axis.setPen(QPen(QColor(theme.line), 1.0))
            axis.setTextPen(QPen(QColor(theme.quiet), 1.0))
        self.image.setLookupTable(_shades(theme))
        if self._shown is not None:
            self.show_surface(self._shown)

    def show_surface(self, shown: Shown | None) -> None:
        """Show a surface, or nothing."""
        self._shown = shown
        self.plot.setVisible(shown is not None)
        self._reading.setVisible(shown is not None)
        if shown is None:
            return
        x, y = shown.surface.x, shown.surface.y
        # The points of the grid are the centres of the pixels.
        dx, dy = (x[1] - x[0]) / 2, (y[1] - y[0]) / 2
        whole = QRectF(x[0] - dx, y[0] - dy, x[-1] - x[0] + 2 * dx, y[-1] - y[0] + 2 * dy)
        inner = QRectF(x[0], y[0], x[-1] - x[0], y[-1] - y[0])
        self.image.setImage(_ranked(shown.surface.losses), autoLevels=False, levels=(0.0, 1.0))
        self.image.setRect(whole)
        self.steps.show_steps(shown, inner)
        box = self._item.getViewBox()
        # A hair of padding: an axis takes a tick right at an end for outside.
        box.setRange(xRange=(x[0], x[-1]), yRange=(y[0], y[-1]), padding=_HAIR)
        for axis, at, name in zip(self._axes, (y, x), reversed(shown.names), strict=True):
            axis.setTicks(
                [[(v, short(float(v), 3)) for v in np.linspace(at[0], at[-1], TICKS + 1)]]
            )
            axis.setLabel(name, **_label_style(self._theme))
        self._reading.setText(f"{_LARGER[self._theme.name]} is larger; point at it to read it.")

    def _read(self, place: QPointF) -> None:
        """Show the loss where the pointer is."""
        if self._shown is None:
            return
        at, surface = self._item.getViewBox().mapSceneToView(place), self._shown.surface
        column = int(np.argmin(np.abs(surface.x - at.x())))
        row = int(np.argmin(np.abs(surface.y - at.y())))
        across, upwards = self._shown.names
        x, y, loss = surface.x[column], surface.y[row], surface.losses[row, column]
        texts = [f"{name} = {short(float(value))}" for name, value in ((across, x), (upwards, y))]
        self._reading.setText(", ".join([*texts, f"L = {short(float(loss))}"]))


def _label_style(theme: Theme) -> dict[str, str]:
    return {"color": theme.ink, "font-size": f"{TEXT_PX}px", "font-family": QFont(font()).family()}


def _ranked(losses: Array) -> Array:
    """Return the losses from 0 to 1; roots, so that a high wall leaves shades for the rest."""
    finite = losses[np.isfinite(losses)]
    if not len(finite):
        return np.ones_like(losses)
    low, high = float(finite.min()), float(finite.max())
    share = (np.where(np.isfinite(losses), losses, high) - low) / ((high - low) or 1.0)
    root: Array = np.sqrt(share)
    return root


def _shades(theme: Theme) -> Array:
    """Return shades from the ground towards ink."""
    ground, ink = (_rgb(QColor(name)) for name in (theme.ground, theme.ink))
    share = np.linspace(0.0, _DEEPEST, _SHADES)[:, None]
    found: Array = np.rint(ground + share * (ink - ground)).astype(np.uint8)
    return found


def _rgb(color: QColor) -> Array:
    return np.array([color.red(), color.green(), color.blue()], dtype=np.float64)
