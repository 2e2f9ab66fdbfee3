"""The line that is drawn from a unit to another before there is an edge."""

import math
from typing import NamedTuple

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPainterPath

from skipnet_gui.session.layout.geometry import Point, Rect
from skipnet_gui.ui.graph.items import qrect
from skipnet_gui.ui.graph.text import Face, Inks
from skipnet_gui.ui.parts import Part

RING_PX, DOT_PX = 4.0, 3.5
DASH = (5.0, 3.2)
BEND = 0.3  # of the length of the line
ASIDE_PX = 14.0
HALO_PX = 7.0  # clear of the edges behind
PAD_X, PAD_Y = 8.0, 4.0


class Try(NamedTuple):
    """An edge that somebody is about to make.

    Attributes
    ----------
    source, target
        The nodes; no target as long as none is aimed at.
    words
        What would be made, or why it cannot be; empty without a target.
    is_refused
        Whether it cannot be.
    """

    source: Part
    target: Part | None = None
    words: str = ""
    is_refused: bool = False


def paint_try(
    painter: QPainter, inks: Inks, tried: Try, source: Rect, end: Rect, face: Face, room: Rect
) -> None:
    """Paint a try from a node to another, or to an empty rectangle: where the mouse is.

    Parameters
    ----------
    room
        What the words stay inside of.
    """
    tone = "backward" if tried.is_refused else "ink" if tried.target else "quiet"
    pen = inks.pen(tone, 2.0, DASH if tried.is_refused else ())
    bend = _bend(source.center, end.center)
    start = on_border(source, bend)
    stop = on_border(end, bend) if tried.target else end.center
    line = QPainterPath(QPointF(*start))
    line.quadTo(QPointF(*bend), QPointF(*stop))
    painter.strokePath(line, inks.pen("ground", HALO_PX))
    painter.strokePath(line, pen)
    painter.setPen(pen)
    painter.setBrush(inks[tone])
    painter.drawEllipse(QPointF(*start), DOT_PX, DOT_PX)
    painter.drawEllipse(QPointF(*stop), DOT_PX, DOT_PX)
    if tried.target is not None:
        painter.setBrush(inks["light"])
        painter.drawRoundedRect(qrect(end, RING_PX), 10.0, 10.0)
        _paint_words(painter, inks, tried, _beside(tried.words, face, end, room), face)


def _bend(start: Point, end: Point) -> Point:
    """Return what a line bends towards, so that it passes by what stands in a row."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    return (start[0] + end[0]) / 2 + BEND * dy, (start[1] + end[1]) / 2 - BEND * dx


def on_border(box: Rect, toward: Point) -> Point:
    """Return where the way from the middle of a box to a point leaves the box."""
    (x, y), (dx, dy) = box.center, (toward[0] - box.center[0], toward[1] - box.center[1])
    if math.hypot(dx, dy) < 1.0:
        return x, y
    across = box.width / 2 / abs(dx) if dx else math.inf
    down = box.height / 2 / abs(dy) if dy else math.inf
    share = min(across, down, 1.0)
    return x + share * dx, y + share * dy


def _beside(words: str, face: Face, box: Rect, room: Rect) -> Rect:
    """Return where the words stand: below a box, or above it where there is no room."""
    width, height = face.width(words) + 2 * PAD_X, face.height + 2 * PAD_Y
    below, above = box.bottom + ASIDE_PX, box.y - ASIDE_PX - height
    y = below if below + height <= room.bottom else max(above, room.y)
    x = max(min(box.center[0] - width / 2, room.right - width), room.x)
    return Rect(x, y, width, height)


def _paint_words(painter: QPainter, inks: Inks, tried: Try, place: Rect, face: Face) -> None:
    painter.setPen(inks.pen("backward" if tried.is_refused else "ink", 1.0))
    painter.setBrush(inks["tint" if tried.is_refused else "ground"])
    painter.drawRoundedRect(qrect(place), 6.0, 6.0)
    painter.setFont(face.font)
    painter.setPen(inks["backward text" if tried.is_refused else "ink"])
    left = place.x + PAD_X
    painter.drawText(QPointF(left, place.y + PAD_Y + face.ascent), tried.words)
