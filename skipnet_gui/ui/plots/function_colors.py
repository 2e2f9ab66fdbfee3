"""Colours of values over a plane: purple below the middle, green above, pale in it.

Both arms differ in hue for every kind of colour vision, and grow away from the ground in
lightness; blue and vermilion are kept for the two passes.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from skipnet_gui.core.functions import Array
from skipnet_gui.session.fitted import Span
from skipnet_gui.ui.theme import Theme

_STEPS = 256


class Ramp(NamedTuple):
    """Colours from the low end of the scale to the high one, evenly spaced."""

    stops: tuple[str, ...]


# After PRGn of ColorBrewer (Brewer and Harrower), which is safe for colour-blind readers.
RAMPS = {
    "light": Ramp(("#6A2C82", "#A57DB8", "#DCC9E3", "#F7F7F7", "#C6E5C1", "#6DB573", "#1B6E35")),
    "dark": Ramp(("#D3A8EA", "#95689F", "#553A63", "#20262E", "#2C5238", "#4F9A5F", "#9BE3A2")),
}


@cache
def _table(name: str) -> NDArray[np.uint32]:
    """Return the (256,) colours of a theme, 0xAARRGGBB."""
    known = [QColor(stop) for stop in RAMPS[name].stops]
    stops = np.array([[c.red(), c.green(), c.blue()] for c in known], np.float64)
    places = np.linspace(0.0, len(stops) - 1.0, _STEPS)
    channels = [np.interp(places, np.arange(len(stops)), stops[:, k]) for k in range(3)]
    red, green, blue = (np.rint(channel).astype(np.uint32) for channel in channels)
    return np.asarray(np.uint32(0xFF000000) | red << 16 | green << 8 | blue, np.uint32)


def colors(values: Array, span: Span, theme: Theme) -> NDArray[np.uint32]:
    """Return colours of values, 0xAARRGGBB; those beyond an end have its colour, NaN none."""
    known = ~np.isnan(values)
    with np.errstate(over="ignore"):
        share = np.where(known, (values - span.low) / span.width, 0.0)
    index = np.rint(np.clip(share, 0.0, 1.0) * (_STEPS - 1)).astype(np.intp)
    return np.where(known, _table(theme.name)[index], np.uint32(0))


def color(value: float, span: Span, theme: Theme) -> QColor:
    """Return the colour of one value."""
    return QColor.fromRgba(int(colors(np.array([value]), span, theme)[0]))


def picture(values: Array, span: Span, theme: Theme) -> QImage:
    """Return a grid, given from the bottom row, as a picture of one pixel a value."""
    pixels = np.ascontiguousarray(colors(values, span, theme)[::-1])
    height, width = pixels.shape
    kind = QImage.Format.Format_ARGB32
    return QImage(pixels.tobytes(), width, height, 4 * width, kind).copy()
