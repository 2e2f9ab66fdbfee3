"""The colours of a start map: its cells as a picture, by outcome or by final loss."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from skipnet_gui.core.functions import Array
from skipnet_gui.core.map_outcomes import OUTCOMES
from skipnet_gui.core.maps import MapRequest
from skipnet_gui.session.maps import LOOKS, UNKNOWN, Findings

BY_OUTCOME, BY_LOSS = "outcome", "loss"
# From the smallest loss to the largest; dark to light, so that it reads without hue too.
RAMP = ("#0B3C49", "#1E6F6A", "#5BA36B", "#B7C95C", "#F6E6A2")
LOG_FROM = 100.0  # largest loss over smallest: from here on the scale is logarithmic
LEAST_SHARE = 1e-6  # of the largest loss: smaller ones look alike
_STEPS = 256


class Scale(NamedTuple):
    """From loss to colour: the two ends, and whether their logarithms are taken."""

    low: float
    high: float
    is_log: bool

    def share(self, loss: Array) -> Array:
        """Return where losses stand between the ends, 0 to 1; NaN stays."""
        if self.high <= self.low:
            return loss * 0.0
        low, high = (math.log(self.low), math.log(self.high)) if self.is_log else self[:2]
        values = np.log(np.maximum(loss, self.low)) if self.is_log else loss
        return np.clip((values - low) / (high - low), 0.0, 1.0)


def scale_of(findings: Findings) -> Scale | None:
    """Return the scale of the losses found; None where there is none."""
    finite = findings.loss[np.isfinite(findings.loss)]
    if not len(finite):
        return None
    low, high = float(finite.min()), float(finite.max())
    if high > LOG_FROM * low:
        return Scale(max(low, LEAST_SHARE * high), high, True)
    return Scale(low, high, False)


def cell_colors(findings: Findings, by: str, ground: str) -> NDArray[np.uint32]:
    """Return the (n,) colours of the cells as 0xAARRGGBB; those not answered are ground."""
    known, base = findings.outcome != UNKNOWN, _rgb(ground)
    by_outcome = np.array([_rgb(LOOKS[name].color) for name in OUTCOMES], np.uint32)
    colors = np.where(known, by_outcome[findings.outcome], np.uint32(base))
    scale = scale_of(findings) if by == BY_LOSS else None
    if scale is None:
        return colors.astype(np.uint32)
    finite = np.isfinite(findings.loss)
    share = scale.share(np.where(finite, findings.loss, scale.low))
    ramp = np.array([_rgb(ramp_color(k / (_STEPS - 1))) for k in range(_STEPS)], np.uint32)
    by_loss = ramp[np.round(share * (_STEPS - 1)).astype(int)]
    return np.where(finite, by_loss, colors).astype(np.uint32)


def ramp_color(share: float) -> str:
    """Return the colour of a share of the way from the smallest loss to the largest."""
    at = share * (len(RAMP) - 1)
    k = min(int(at), len(RAMP) - 2)
    before, after = (bytes.fromhex(color[1:]) for color in RAMP[k : k + 2])
    mixed = (round(a + (b - a) * (at - k)) for a, b in zip(before, after, strict=True))
    return f"#{bytes(mixed).hex()}"


def picture(request: MapRequest, findings: Findings, by: str, ground: str) -> QImage:
    """Return a map as a picture of one pixel a cell, y upwards."""
    width, height = request.x.count, request.y.count
    colors = cell_colors(findings, by, ground).reshape(height, width)[::-1]
    data = np.ascontiguousarray(colors)
    image = QImage(data.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    return image.copy()  # which owns its pixels


def ink_on(color: str) -> str:
    """Return black or white, whichever is read more easily on a colour."""
    return "#000000" if QColor(color).lightnessF() > 0.5 else "#FFFFFF"


def _rgb(color: str) -> int:
    return QColor(color).rgb()
