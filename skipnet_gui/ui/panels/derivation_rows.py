"""A line of the derivation as painted: symbols on the left, numbers on the right."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter

from skipnet_gui.core.derivation_lines import Line, Sides
from skipnet_gui.ui.theme import SMALL_PX, TEXT_PX
from skipnet_gui.ui.typeset import Block, Face, Picture, face, lined, united, words
from skipnet_gui.ui.typeset_formulas import pieces

COLUMN_PX = 14.0  # the least between symbols and numbers
INDENT_PX = 16.0
ROW_PAD_PX = 3.0
EDGE_PX = 1.0  # above and below all that belongs to a line
_BEFORE_TERM = re.compile(r" (?=[+−] )")


class Inks(NamedTuple):
    """The colours of a line: symbols, numbers, and remarks."""

    symbols: QColor
    numbers: QColor
    remarks: QColor


class Entry:
    """Symbols or words on the left, and numbers on the right or, for want of room, below.

    Once there was no room, the numbers stay below until :meth:`settle`: while training
    runs, nothing moves to and fro.
    """

    def __init__(self, parts: Sequence[Block], indent: float, pixels: int, quiet: bool) -> None:
        self._parts, self._indent, self._quiet = parts, indent, quiet
        self._face = face(pixels)
        self._line_height = _line_height(pixels)
        self._width = -1.0
        self._lines: list[Measured] = []
        self._below = 0  # lines of numbers below the symbols, at least
        self._numbers: Sides = ()

    def settle(self) -> None:
        """Take no more room than the numbers need now."""
        self._below = 0
        self._numbers = ()

    def fit(self, numbers: Sides, width: float) -> float:
        """Take numbers and a width; return the height."""
        if width != self._width:
            self._take_width(width)
        if numbers != self._numbers:
            self._numbers = numbers
            self._lines = list(_filled(numbers, width - self._indent, self._face))
            beside = len(self._lines) < 2 and self._lines[0].width <= self._room
            self._below = max(self._below, 0 if beside else len(self._lines))
        return self._label_height + self._below * self._line_height

    @property
    def text(self) -> str:
        """The numbers, as painted."""
        return " ".join(line.text for line in self._lines)

    def _take_width(self, width: float) -> None:
        """Set the symbols for a width, in as many lines as they need."""
        labels = lined(self._parts, width - self._indent, INDENT_PX)
        y, placed = 0.0, []
        for label in labels:
            y += ROW_PAD_PX + max(label.above, self._face.above)
            self._baseline = round(y)
            placed.append(label.moved(0.0, self._baseline))
            y += max(label.below, self._face.below) + ROW_PAD_PX
        wide = max(label.width for label in labels)
        self._symbols = Picture(united(placed, wide, 0.0, y))
        self._label_height = y
        self._room = width - self._indent - labels[-1].width - COLUMN_PX
        self._width, self._below, self._numbers = width, 0, ()

    def paint(self, painter: QPainter, x: float, y: float, inks: Inks, ratio: float | None) -> None:
        """Paint below a place; ``ratio`` is that of the screen's pixels, None for paper."""
        ink = inks.remarks if self._quiet else inks.symbols
        self._symbols.paint(painter, QPointF(x + self._indent, y), ink, ratio)
        painter.setFont(self._face.unshaped)
        painter.setPen(inks.numbers)
        baseline = y + self._baseline
        below = y + self._label_height + self._face.above
        for place, (text, wide) in enumerate(self._lines):
            if self._below:
                baseline = round(below + place * self._line_height)
            painter.drawText(QPointF(x + self._width - wide, baseline), text)


class Measured(NamedTuple):
    """A line of text with its width."""

    text: str
    width: float


def _line_height(pixels: int) -> float:
    own = face(pixels)
    return own.above + own.below + ROW_PAD_PX


def _filled(sides: Sequence[str], width: float, own: Face) -> Iterator[Measured]:
    """Yield sides in lines; a side is broken only where a line is too short for it."""
    whole = " ".join(sides)
    wide = own.width(whole)
    if wide <= width:
        yield Measured(whole, wide)
        return
    line = ""
    for piece in _broken(sides, width, own):
        longer = f"{line} {piece}" if line else piece
        if line and own.width(longer) > width:
            yield Measured(line, own.width(line))
            longer = piece
        line = longer
    yield Measured(line, own.width(line))


def _broken(sides: Sequence[str], width: float, own: Face) -> Iterator[str]:
    for side in sides:
        if own.width(side) <= width:
            yield side
        else:
            yield from _BEFORE_TERM.split(side)


class Remark:
    """Words below a line, in the room that they have needed since :meth:`settle`."""

    def __init__(self) -> None:
        self.text, self._width = "", -1.0
        self._lines: list[Measured] = []
        self._most = 0

    def settle(self) -> None:
        """Take no more room than the words need now."""
        self._most = 0

    def fit(self, text: str, width: float) -> float:
        """Take a text, which may be empty, and a width; return the height."""
        if not text and not self._most:
            self.text = text
            return 0.0
        if (text, width) != (self.text, self._width):
            self._most = self._most if width == self._width else 0
            self.text, self._width = text, width
            unbroken = text.replace(" = ", "\u00a0=\u00a0").split(" ")
            self._lines = list(_filled(unbroken, width - INDENT_PX, face(SMALL_PX)))
        self._most = max(self._most, len(self._lines) if text else 0)
        return self._most * _line_height(SMALL_PX)

    def paint(self, painter: QPainter, x: float, y: float, ink: QColor) -> None:
        """Paint below a place."""
        if not self.text:
            return
        own = face(SMALL_PX)
        painter.setFont(own.font)
        painter.setPen(ink)
        for line in self._lines:
            painter.drawText(QPointF(x + INDENT_PX, round(y + own.above)), line.text)
            y += _line_height(SMALL_PX)


class Row:
    """A line of the derivation: equations, the terms of a sum over paths, a remark.

    Symbols are set once, from the first line; :meth:`show` takes the numbers of others
    that are made of the same symbols.
    """

    def __init__(self, line: Line) -> None:
        self._entries = list(_entries(line))
        self._remark = Remark()
        self._tops: list[float] = []
        self._end = 0.0

    def show(self, sides: Sequence[Sides], remark: str, width: float) -> int:
        """Take the numbers of the entries and a remark, which may be empty; return the height."""
        y, tops = EDGE_PX, []
        for entry, numbers in zip(self._entries, sides, strict=True):
            tops.append(y)
            y += entry.fit(numbers, width)
        self._tops, self._end = tops, y
        y += self._remark.fit(remark, width)
        return round(y + EDGE_PX)

    def show_instead(self, sign: str, width: float) -> int:
        """Take a sign that stands in place of all numbers; return the height."""
        return self.show([(sign,)] * len(self._entries), "", width)

    @property
    def texts(self) -> tuple[str, ...]:
        """The numbers and the remark, as painted."""
        painted = (*(entry.text for entry in self._entries), self._remark.text)
        return tuple(filter(None, painted))

    def settle(self) -> None:
        """Take no more room than the numbers need now."""
        for entry in self._entries:
            entry.settle()
        self._remark.settle()

    def paint(
        self, painter: QPainter, x: float, y: float, inks: Inks, ratio: float | None = None
    ) -> None:
        """Paint below a place; ``ratio`` is that of the screen's pixels, None for paper."""
        for entry, top in zip(self._entries, self._tops, strict=True):
            entry.paint(painter, x, y + top, inks, ratio)
        self._remark.paint(painter, x, y + self._end, inks.remarks)


def _entries(line: Line) -> Iterator[Entry]:
    for equation in line.equations:
        sign = "←" if equation.replaces else "="
        yield Entry(list(pieces(equation.symbol, sign, equation.formula)), 0.0, TEXT_PX, False)
    for term in line.terms:
        yield Entry(list(words(term.path)), INDENT_PX, SMALL_PX, True)
