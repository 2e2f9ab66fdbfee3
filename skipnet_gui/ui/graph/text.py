"""Short texts on the graph: measured when they change, painted at a point."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from skipnet_gui.core.numerals import short
from skipnet_gui.session.geometry import Rect
from skipnet_gui.ui.theme import Theme


class Face:
    """A font with its metrics."""

    def __init__(self, made: QFont) -> None:
        if not _has_even_digits(made):
            made.setFeature(QFont.Tag("tnum"), 1)
        self.font = made
        self.metrics = QFontMetricsF(made)
        self.ascent = self.metrics.ascent()
        self.height = self.metrics.height()

    def width(self, text: str) -> float:
        """Return the width of a text."""
        return self.metrics.horizontalAdvance(text)

    def elided(self, text: str, width: float) -> str:
        """Return a text cut to a width."""
        return self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)


def _has_even_digits(made: QFont) -> bool:
    metrics = QFontMetricsF(made)
    return len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1


class Inks:
    """The colours and pens of a theme, by tone: a colour's name, or ``weight 3``."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        names = ("ground", "panel", "line", "ink", "quiet", "forward", "backward", "tint")
        self._colors = {name: QColor(getattr(theme, name)) for name in names}
        self._colors["backward text"] = QColor(theme.backward_text)
        self._pens: dict[tuple[str, float, tuple[float, ...]], QPen] = {}

    def __getitem__(self, tone: str) -> QColor:
        """Return the colour of a tone."""
        if tone not in self._colors:
            edge = int(tone.removeprefix("weight "))
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
        if text == self.text:
            return
        width = self.face.width(text)
        if width > self.rect.width + 1.0:
            text = self.face.elided(text, self.rect.width)
            width = self.face.width(text)
        self.text = text
        y = self.rect.y + (self.rect.height - self.face.height) / 2 + self.face.ascent
        self._point = QPointF(self.rect.x + self.align * (self.rect.width - width), round(y))

    def show_number(self, value: float) -> None:
        """Take a number, with fewer digits where it would be too wide."""
        digits = 4
        text = short(value)
        while digits > 1 and self.face.width(text) > self.rect.width + 1.0:
            digits -= 1
            text = short(value, digits)
        self.say(text)

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
