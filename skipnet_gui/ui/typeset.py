"""Blocks of type for the screen: runs of text, bars and lines, placed once and painted often."""

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap

from skipnet_gui.ui.theme import SMALL_PX, font

_LINE = 1.1
AXIS = 0.32  # where bars stand, in sizes above the baseline
_BAR_GAP = 2.5
_BLEED = 2.0  # of ink beyond the extent of a block
_OVERHANG = 1.5  # of a bar beyond what stands above and below


class Run(NamedTuple):
    """A text on a baseline."""

    x: float
    y: float
    text: str
    pixels: int
    bold: bool = False


class Block(NamedTuple):
    """Something set: its extent from the baseline's left end, and what is painted.

    ``bars`` are filled rectangles (x, y, width, height), ``strokes`` lines of a pen.
    """

    width: float
    above: float
    below: float
    runs: tuple[Run, ...] = ()
    bars: tuple[tuple[float, float, float, float], ...] = ()
    strokes: tuple[QPainterPath, ...] = ()

    def moved(self, x: float, y: float) -> "Block":
        """Return the block elsewhere, with the extent that it has there."""
        return Block(
            self.width + x,
            self.above - y,
            self.below + y,
            tuple(run._replace(x=run.x + x, y=run.y + y) for run in self.runs),
            tuple((left + x, top + y, wide, high) for left, top, wide, high in self.bars),
            tuple(stroke.translated(x, y) for stroke in self.strokes),
        )

    def paint(self, painter: QPainter, place: QPointF, ink: QColor) -> None:
        """Paint the block with its baseline beginning at a place."""
        x, y = place.x(), place.y()
        painter.setPen(ink)
        own: Face | None = None
        for run in self.runs:
            if own is not face(run.pixels, run.bold):
                own = face(run.pixels, run.bold)
                painter.setFont(own.font)
            painter.drawText(QPointF(x + run.x, y + run.y), run.text)
        for left, top, wide, high in self.bars:
            painter.fillRect(QRectF(x + left, y + top, wide, high), ink)
        if self.strokes:
            self._paint_strokes(painter, place, ink)

    def _paint_strokes(self, painter: QPainter, place: QPointF, ink: QColor) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink, _LINE))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.translate(place)
        for stroke in self.strokes:
            painter.drawPath(stroke)
        painter.restore()


class Picture:
    """A block kept as pixels: painting these costs a tenth of painting its texts."""

    def __init__(self, block: Block) -> None:
        self._block = block
        self._made: tuple[int, float] = (0, 0.0)
        self._pixels = QPixmap()

    def paint(self, painter: QPainter, place: QPointF, ink: QColor, ratio: float | None) -> None:
        """Paint the block from a place; without a pixel ratio, as shapes.

        The place is one of whole pixels, or next to one: letters do not blur.
        """
        if ratio is None:
            self._block.paint(painter, place, ink)
            return
        key = (ink.rgba(), ratio)
        if key != self._made:
            self._made, self._pixels = key, self._painted(ink, ratio)
        x, y = place.x() - _BLEED, place.y() - self._block.above - _BLEED
        painter.drawPixmap(
            QPointF(round(x * ratio) / ratio, round(y * ratio) / ratio), self._pixels
        )

    def _painted(self, ink: QColor, ratio: float) -> QPixmap:
        block = self._block
        wide = math.ceil((block.width + 2 * _BLEED) * ratio)
        high = math.ceil((block.above + block.below + 2 * _BLEED) * ratio)
        pixels = QPixmap(wide, high)
        pixels.setDevicePixelRatio(ratio)
        pixels.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixels)
        block.paint(painter, QPointF(_BLEED, block.above + _BLEED), ink)
        painter.end()
        return pixels


class _Advances(dict[str, float]):
    """The widths of characters, measured when they are asked for first."""

    def __init__(self, metrics: QFontMetricsF) -> None:
        super().__init__()
        self._metrics = metrics

    def __missing__(self, character: str) -> float:
        width = self[character] = self._metrics.horizontalAdvance(character)
        return width


class Face:
    """A font of the interface, with the widths of its characters kept."""

    def __init__(self, pixels: int, bold: bool = False) -> None:
        self.pixels, self.bold, self.font = pixels, bold, _plain(pixels, bold)
        # For numbers: letter by letter, as their widths are added up; it is quicker, too.
        self.unshaped = QFont(self.font)
        self.unshaped.setKerning(False)
        self.unshaped.setStyleStrategy(QFont.StyleStrategy.PreferNoShaping)
        self._metrics = QFontMetricsF(self.font)
        self._advances = _Advances(self._metrics)
        self.above = self._metrics.capHeight() + 1.0
        self.below = self._metrics.descent()

    def width(self, text: str) -> float:
        """Return the width of a text, from those of its characters: ten times as fast."""
        return sum(map(self._advances.__getitem__, text))

    def block(self, text: str) -> Block:
        """Return a text as a block as high as its ink."""
        ink = self._metrics.tightBoundingRect(text)
        run = Run(0.0, 0.0, text, self.pixels, self.bold)
        # Not from the characters: an accent adds no width to its letter.
        return Block(self._metrics.horizontalAdvance(text), -ink.top(), ink.bottom(), (run,))


@cache
def face(pixels: int, bold: bool = False) -> Face:
    """Return the face of a size."""
    return Face(pixels, bold)


def _plain(pixels: int, bold: bool) -> QFont:
    made = font(pixels, bold)
    metrics = QFontMetricsF(made)
    if len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) > 1:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def row(blocks: Iterable[Block]) -> Block:
    """Return blocks side by side on one baseline."""
    x, above, below = 0.0, 0.0, 0.0
    placed = []
    for block in blocks:
        placed.append(block.moved(x, 0.0))
        x += block.width
        above, below = max(above, block.above), max(below, block.below)
    return united(placed, x, above, below)


def united(blocks: list[Block], width: float, above: float, below: float) -> Block:
    """Return blocks that are placed already, as one of an extent."""
    return Block(
        width,
        above,
        below,
        tuple(run for block in blocks for run in block.runs),
        tuple(bar for block in blocks for bar in block.bars),
        tuple(stroke for block in blocks for stroke in block.strokes),
    )


def gap(width: float) -> Block:
    """Return room."""
    return Block(width, 0.0, 0.0)


def text_block(text: str, pixels: int) -> Block:
    """Return a text as a block."""
    return face(pixels).block(text)


def sign_block(sign: str, pixels: int, beside: float) -> Block:
    """Return a sign with a gap at both sides."""
    return row([gap(beside), text_block(sign, pixels), gap(beside)])


def stroked(points: Sequence[tuple[float, float]]) -> QPainterPath:
    """Return a line through points."""
    path = QPainterPath(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(*point)
    return path


def bracketed(inner: Block, pixels: int) -> Block:
    """Return a block in brackets as high as it is."""
    return row([_bracket("(", inner, pixels), inner, _bracket(")", inner, pixels)])


def _bracket(sign: str, inner: Block, pixels: int) -> Block:
    """Return a bracket, drawn where its sign would be too low for what it holds."""
    if inner.above + inner.below < 1.35 * pixels:
        return text_block(sign, pixels)
    top, bottom, wide = -inner.above - 1.0, inner.below + 1.0, 4.0
    near, far = (wide, -1.5) if sign == "(" else (1.5, wide + 3.0)
    path = QPainterPath(QPointF(near, top))
    path.quadTo(QPointF(far, (top + bottom) / 2), QPointF(near, bottom))
    return Block(wide + 1.5, -top, bottom, strokes=(path,))


def stacked(top: Block, bottom: Block, pixels: int) -> Block:
    """Return one block over another with a bar between."""
    width = max(top.width, bottom.width) + 2 * _OVERHANG
    axis = -round(AXIS * pixels)
    up = top.moved((width - top.width) / 2, axis - _BAR_GAP - top.below)
    down = bottom.moved((width - bottom.width) / 2, axis + 1.0 + _BAR_GAP + bottom.above)
    made = united([up, down], width + 2.0, up.above, down.below)
    bar = Block(0.0, 0.0, 0.0, bars=((0.0, axis, width, 1.0),))
    return united([made, bar], made.width, made.above, made.below).moved(1.0, 0.0)


def words(text: str, pixels: int = SMALL_PX) -> Iterator[Block]:
    """Yield a text in pieces between which a line may break."""
    *most, last = text.split(" ")
    yield from (face(pixels).block(word + " ") for word in most)
    yield face(pixels).block(last)


def lined(parts: Iterable[Block], width: float, indent: float = 0.0) -> list[Block]:
    """Return pieces as lines no wider than there is room; all but the first are indented."""
    lines: list[list[Block]] = []
    used = 0.0
    for part in parts:
        if not lines or used + part.width > width:
            used = indent if lines else 0.0
            lines.append([gap(used)])
        lines[-1].append(part)
        used += part.width
    return [row(line) for line in lines]
