"""Short texts on the graph: measured when they change, painted at a point."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen

from skipnet_gui.core.network import Network
from skipnet_gui.core.numerals import short
from skipnet_gui.session.forms import LABEL_MAX, Sizes
from skipnet_gui.session.geometry import Rect
from skipnet_gui.ui.graph import wording
from skipnet_gui.ui.theme import SMALL_PX, TEXT_PX, Theme, font

WIDEST = "−8.888e−88"
DEAD_WORDS = ("dead", "closed")
LOCK_PX = 12.0  # room for the lock of a frozen weight


@dataclass(frozen=True)
class Style:
    """The fonts of a layout: labels, and numbers that may be bold where there is room."""

    pixels: int
    bold: bool

    @property
    def label_font(self) -> QFont:
        """Font of labels."""
        return font(self.pixels)

    @property
    def number_font(self) -> QFont:
        """Font of numbers, its digits all of one width where the family can."""
        made = font(self.pixels, self.bold)
        if not _has_even_digits(made):
            made.setFeature(QFont.Tag("tnum"), 1)
        return made


STYLES = (Style(TEXT_PX, True), Style(SMALL_PX, True), Style(SMALL_PX, False))


def _has_even_digits(made: QFont) -> bool:
    metrics = QFontMetricsF(made)
    return len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1


def measured(network: Network, style: Style, is_mean: bool) -> Sizes:
    """Return the sizes of a network's texts."""
    labels, numbers = QFontMetricsF(style.label_font), QFontMetricsF(style.number_font)
    symbols = wording.QUANTITIES
    edges, units = range(len(network.edges)), range(len(network.units))
    word = max(labels.horizontalAdvance(f"  {word}") for word in DEAD_WORDS)

    def width(text: str) -> float:
        return float(labels.horizontalAdvance(text))

    def titled(unit: int, text: str) -> float:
        return width(text) + (word if network.units[unit].activation == "relu" else 0.0)

    roles = ("z", "h", "dL_dh", "dL_dz")
    mean = width(wording.MEAN) if is_mean else 0.0
    names = (*network.inputs, *(unit.name for unit in network.units))
    return Sizes(
        number=numbers.horizontalAdvance(WIDEST) + 1.0,
        line=float(round(max(labels.height(), numbers.height()))),
        titles=tuple(titled(u, wording.title(network, u)) for u in units),
        short_titles=tuple(titled(u, wording.short_title(network, u)) for u in units),
        unit_labels=tuple(max(width(symbols[r].symbol(network, u)) for r in roles) for u in units),
        names=tuple(map(width, names)),
        weight_labels=tuple(
            width(wording.weight_symbol(network, e))
            + (0.0 if network.edges[e].trainable else LOCK_PX)
            for e in edges
        ),
        gradient_labels=tuple(
            mean + width(symbols["gradient"].symbol(network, e)) for e in edges
        ),
        target_labels=tuple(
            width(wording.target_symbol(network, o) + " = ") for o in range(len(network.outputs))
        ),
    )


class Inks:
    """The colours of a theme as Qt has them, by tone."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        names = ("ground", "panel", "line", "ink", "quiet", "forward", "backward", "tint")
        self._colors = {name: QColor(getattr(theme, name)) for name in names}
        self._colors["backward text"] = QColor(theme.backward_text)
        self._weights = [QColor(color) for color in theme.weights]

    def __getitem__(self, tone: str) -> QColor:
        """Return a colour; ``weight 3`` is the hue of edge 3."""
        found = self._colors.get(tone)
        if found is not None:
            return found
        return self._weights[int(tone.partition(" ")[2]) % len(self._weights)]

    @lru_cache(maxsize=512)  # noqa: B019
    def pen(self, tone: str, width: float, dash: tuple[float, ...] = ()) -> QPen:
        """Return a pen; a dash is in widths of the line."""
        made = QPen(self[tone], width)
        made.setCapStyle(Qt.PenCapStyle.FlatCap)
        if dash:
            made.setDashPattern(list(dash))
        return made
