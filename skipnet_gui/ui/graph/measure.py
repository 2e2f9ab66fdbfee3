"""The widths of a network's texts in the interface font, for the layout."""

from dataclasses import dataclass
from functools import cached_property

from skipnet_gui.core.network import Network
from skipnet_gui.session.layout.forms import Sizes
from skipnet_gui.ui.graph import wording
from skipnet_gui.ui.graph.text import Face
from skipnet_gui.ui.theme import SMALL_PX, TEXT_PX, font

WIDEST = "−8.888e−88"
USUAL = "−0.8888"
DEAD_WORDS = ("dead", "off")
LOCK_PX = 12.0  # room for the lock of a fixed weight


@dataclass(frozen=True)
class Style:
    """The faces of a layout: labels, and numbers that are bold where there is room."""

    pixels: int
    is_bold: bool

    @cached_property
    def labels(self) -> Face:
        """Face of labels."""
        return Face(font(self.pixels))

    @cached_property
    def numbers(self) -> Face:
        """Face of numbers."""
        return Face(font(self.pixels, self.is_bold))

    @cached_property
    def spread(self) -> float:
        """Half of what the widest number needs more than a usual one."""
        return (self.numbers.width(WIDEST) - self.numbers.width(USUAL)) / 2

    @property
    def number_width(self) -> float:
        """Room for any number."""
        return self.numbers.width(WIDEST) + 1.0

    @cached_property
    def words(self) -> Face:
        """Face of the word on a dead unit."""
        return Face(font(self.pixels, bold=True))


def styles() -> tuple[Style, ...]:
    """Return the styles, the most legible first."""
    return Style(TEXT_PX, True), Style(SMALL_PX, True), Style(SMALL_PX, False)


def measured(network: Network, style: Style, is_mean: bool) -> Sizes:
    """Return the sizes of a network's texts; ``is_mean`` if gradients are marked as means."""
    width = style.labels.width
    symbols = wording.QUANTITIES
    edges, units = range(len(network.edges)), range(len(network.units))
    word = max(style.words.width("  " + word) for word in DEAD_WORDS)
    mean = width(wording.MEAN) if is_mean else 0.0
    endings = [word if unit.activation == "relu" else 0.0 for unit in network.units]
    locks = [0.0 if edge.trainable else LOCK_PX for edge in network.edges]
    roles = ("z", "h", "dL_dh", "dL_dz")
    names = (*network.inputs, *(unit.name for unit in network.units))
    return Sizes(
        number=style.number_width,
        line=float(round(max(style.labels.height, style.numbers.height))),
        titles=tuple(width(wording.title(network, u)) + endings[u] for u in units),
        short_titles=tuple(width(wording.short_title(network, u)) + endings[u] for u in units),
        unit_labels=tuple(max(width(symbols[r].symbol(network, u)) for r in roles) for u in units),
        names=tuple(map(width, names)),
        weight_labels=tuple(width(wording.weight_symbol(network, e)) + locks[e] for e in edges),
        gradient_labels=tuple(mean + width(symbols["gradient"].symbol(network, e)) for e in edges),
        targets=tuple(
            width(f"{wording.target_symbol(network, o)} = {WIDEST}")
            for o in range(len(network.outputs))
        ),
    )
