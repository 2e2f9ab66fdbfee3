"""A widget as a picture: PNG at a multiple of its size, SVG and PDF as drawing commands."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPoint, QSize, QSizeF
from PySide6.QtGui import (
    QColor,
    QImage,
    QImageWriter,
    QPageSize,
    QPaintDevice,
    QPainter,
    QPdfWriter,
)
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from skipnet_gui.files.errors import FileError

DOTS_PER_INCH, POINTS_PER_PX, MM_PER_PX = 96, 0.75, 25.4 / 96
DOTS_PER_METER = round(DOTS_PER_INCH / 0.0254)
MOST_PX = 32_000  # Qt paints no further


class Posed(NamedTuple):
    """What is painted, and the colour behind it."""

    widget: QWidget
    ground: str


# (what is painted, scale, title) -> the bytes of a file
Write = Callable[[Posed, int, str], bytes]


def image_of(posed: Posed, scale: float) -> QImage:
    """Return a widget as pixels.

    Raises
    ------
    FileError
        If there would be more of them in a row than can be painted.
    """
    size = posed.widget.size() * scale
    if max(size.width(), size.height()) > MOST_PX:
        problem = f"would be over {MOST_PX} pixels wide; choose a smaller scale, SVG or PDF"
        raise FileError("picture", problem)
    image = QImage(size, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    image.setDotsPerMeterX(round(scale * DOTS_PER_METER))
    image.setDotsPerMeterY(round(scale * DOTS_PER_METER))
    _render(posed, image)
    return image


def _png(posed: Posed, scale: int, title: str) -> bytes:
    made = _buffer()
    writer = QImageWriter(made, QByteArray(b"png"))
    writer.setText("Title", title)
    writer.write(image_of(posed, scale))
    return bytes(made.data().data())


def _svg(posed: Posed, scale: int, title: str) -> bytes:
    made = _buffer()
    writer = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)  # the other one clips nothing
    writer.setOutputDevice(made)
    writer.setResolution(DOTS_PER_INCH)
    writer.setSize(posed.widget.size())
    writer.setViewBox(posed.widget.rect())
    writer.setTitle(title)
    writer.setDescription("Drawn by skipnet")
    _render(posed, writer)
    return bytes(made.data().data())


def _pdf(posed: Posed, scale: int, title: str) -> bytes:
    made = _buffer()
    writer = QPdfWriter(made)
    writer.setResolution(DOTS_PER_INCH)
    page = QSizeF(posed.widget.size()) * POINTS_PER_PX
    exact = QPageSize.SizeMatchPolicy.ExactMatch
    writer.setPageSize(QPageSize(page, QPageSize.Unit.Point, "", exact))
    writer.setPageMargins(QMarginsF())
    writer.setTitle(title)
    _render(posed, writer)
    return bytes(made.data().data())


# How a file's name ends -> what makes its bytes.
PICTURES: Mapping[str, Write] = {".png": _png, ".svg": _svg, ".pdf": _pdf}


def _buffer() -> QBuffer:
    made = QBuffer()
    made.open(QIODevice.OpenModeFlag.WriteOnly)
    return made


def _render(posed: Posed, device: QPaintDevice) -> None:
    painter = QPainter(device)
    try:
        painter.fillRect(posed.widget.rect(), QColor(posed.ground))
        # Not the method of that name of a graphics view, which leaves out header and footer.
        place, flags = QPoint(), QWidget.RenderFlag.DrawChildren
        QWidget.render(posed.widget, painter, place, renderFlags=flags)
    finally:
        painter.end()


def size_words(size: QSize, ending: str, scale: int) -> str:
    """Return how large a picture becomes, in pixels or millimetres."""
    if ending == ".png":
        return f"{scale * size.width()} × {scale * size.height()} pixels"
    return f"{size.width() * MM_PER_PX:.0f} × {size.height() * MM_PER_PX:.0f} mm"
