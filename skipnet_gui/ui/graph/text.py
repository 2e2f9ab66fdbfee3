"""Short texts on the graph: measured when they change, painted at a point."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from skipnet_gui.core.numerals import short
from skipnet_gui.session.layout.geometry import Rect
from skipnet_gui.ui.theme import Theme

LIGHT_ALPHA = 24  # of 255: what is lit stays legible
VEIL = 0.2  # how much of a colour is left where hundreds of lines lie on one another


class Face:
    """A font with its metrics."""

    def __init__(self, made: QFont) -> None:
        if not _has_even_digits(made):
            made.setFeature(QFont.Tag("tnum"), 1)
        self.font = made
        self.metrics = QFontMetricsF(made)
        self._advances: dict[str, float] = {}
        self.ascent = self.metrics.ascent()
        self.height = self.metrics.height()

    def width(self, text: str) -> float:
        """Return the width of a text."""
        return self.metrics.horizontalAdvance(text)

    def number_width(self, text: str) -> float:
        """Return the width of a number, from those of its characters (ten times as fast)."""
        advances, total = self._advances, 0.0
        for character in text:
            advance = advances.get(character)
            if advance is None:
                advance = advances[character] = self.width(character)
            total += advance
        return total

    def elided(self, text: str, width: float) -> str:
        """Return a text cut to a width."""
        return self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)


def _has_even_digits(made: QFont) -> bool:
    metrics = QFontMetricsF(made)
    return len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1


class Inks:
    """The colours and pens of a theme, by tone: a colour's name, or ``weight 3``.

    ``hues`` are the numbers of the edges whose colours the edges take; by default their own.
    """

    def __init__(self, theme: Theme, hues: tuple[int, ...] = ()) -> None:
        self.theme, self.hues = theme, hues
        names = ("ground", "panel", "line", "ink", "quiet", "forward", "backward", "tint")
        self._colors = {name: QColor(getattr(theme, name)) for name in names}
        self._colors["backward text"] = QColor(theme.backward_text)
        self._colors["light"] = QColor(theme.ink)
        self._colors["light"].setAlpha(LIGHT_ALPHA)
        for name in ("forward", "backward"):
            self._colors[f"{name} veil"] = _mixed(getattr(theme, name), theme.ground)
        self._pens: dict[tuple[str, float, tuple[float, ...]], QPen] = {}

    def __getitem__(self, tone: str) -> QColor:
        """Return the colour of a tone."""
        if tone not in self._colors:
            edge = int(tone.removeprefix("weight "))
            edge = self.hues[edge] if edge < len(self.hues) else edge
            self._colors[tone] = QColor(self.theme.weight_color(edge))
        return self._colors[tone]

    def pen(self, tone: str, width: float, dash: tuple[float, ...] = ()) -> QPen:
        """Return a pen; a dash is in pixels."""
        key = (tone, width, dash)
        if key not in self._pens:
            made = QPen(self[tone], width)
            made.setCapStyle(Qt.PenCapStyle.FlatCap)
            if dash:
                made.setDashPattern([part / width for part in dash])
            self._pens[key] = made
        return self._pens[key]


def _mixed(color: str, ground: str) -> QColor:
    """Return a colour drawn towards the ground: translucent lines take six times as long."""
    front, back = QColor(color), QColor(ground)

    def mixed(a: int, b: int) -> int:
        return round(VEIL * a + (1.0 - VEIL) * b)

    return QColor(
        mixed(front.red(), back.red()),
        mixed(front.green(), back.green()),
        mixed(front.blue(), back.blue()),
    )


class Text:
    """A text in a rectangle, at its left, middle or right.

    ``key`` is its name in readings, if it has one.
    """

    def __init__(
        self, rect: Rect, face: Face, tone: str, align: float = 0.0, text: str = "", key: str = ""
    ) -> None:
        self.rect, self.face, self.tone, self.align, self.key = rect, face, tone, align, key
        self.text = ""
        self._point = QPointF()
        if text:
            self.say(text)

    def say(self, text: str) -> None:
        """Take another text; one too long for the rectangle is cut."""
        if text != self.text:
            self._set(text, self.face.width(text))

    def _set(self, text: str, width: float) -> None:
        if width > self.rect.width + 1.0:
            text = self.face.elided(text, self.rect.width)
            width = self.face.width(text)
        self.text = text
        y = self.rect.y + (self.rect.height - self.face.height) / 2 + self.face.ascent
        self._point = QPointF(self.rect.x + self.align * (self.rect.width - width), round(y))

    def move(self, rect: Rect) -> None:
        """Stand in another rectangle."""
        text, self.rect, self.text = self.text, rect, ""
        self.say(text)

    def show_number(self, value: float | None) -> None:
        """Take a number, with fewer digits where it would be too wide."""
        digits, text = 4, short(value)
        if text == self.text:
            return
        width = self.face.number_width(text)
        while digits > 1 and width > self.rect.width + 1.0:
            digits -= 1
            text = short(value, digits)
            width = self.face.number_width(text)
        self._set(text, width)

    @property
    def ink_rect(self) -> QRectF:
        """Where the text itself is."""
        return QRectF(
            self._point.x(),
            self._point.y() - self.face.ascent,
            self.face.width(self.text),
            self.face.height,
        )

    def paint(self, painter: QPainter, inks: Inks) -> None:
        """Paint the text."""
        painter.setFont(self.face.font)
        painter.setPen(inks[self.tone])
        painter.drawText(self._point, self.text)


class Field:
    """A number that follows the snapshot, with its label if it has one.

    It stands close together as long as its numbers are of usual length; the first that
    is longer spreads it over its whole slot, for good, so that nothing moves to and fro.
    """

    def __init__(
        self, role: str, at: int, number: Text, label: Text | None = None, spread: float = 0.0
    ) -> None:
        self.role, self.at, self.number, self.label = role, at, number, label
        self.is_wide = False
        self._spread = spread

    def show(self, value: float | None) -> None:
        """Take a number, or none where it is not computed yet."""
        rect, spread = self.number.rect, self._spread
        if spread and self.number.face.number_width(short(value)) > rect.width + 1.0:
            self.is_wide, self._spread = True, 0.0
            self.number.move(rect._replace(x=rect.x - spread, width=rect.width + 2 * spread))
            if self.label is not None and self.label.align == 0.0:
                self.label.move(self.label.rect.moved(-spread, 0.0))
        self.number.show_number(value)

    def texts(self) -> tuple[Text, ...]:
        """Return all texts."""
        return (self.number,) if self.label is None else (self.label, self.number)
