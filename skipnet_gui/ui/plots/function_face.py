"""What the picture of the fitted function shows, and where on the canvas it lies."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF

from skipnet_gui.core.functions import Array
from skipnet_gui.core.passes import Indices
from skipnet_gui.session.fitted import Frame, Span
from skipnet_gui.ui.plots.chart import View
from skipnet_gui.ui.plots.overlay import text_width
from skipnet_gui.ui.plots.scale import Fit, Scale, Tick, value_ticks

TOP_PX, BOTTOM_PX, SIDE_PX = 22.0, 24.0, 12.0
BAR_PX, BAR_GAP_PX, TICK_GAP_PX = 10.0, 10.0, 5.0
_LEAST_AXIS_PX = 30.0
_TICKS_PX = (56.0, 34.0)  # between two ticks, across and upwards
HIT_PX = 9.0
_FARTHEST_PX = 1e5  # from there on, where a point lies is nothing to a painter


class Spots(NamedTuple):
    """Samples as points of the picture; all are (n,) arrays.

    Attributes
    ----------
    rows
        Rows of the data.
    outputs
        Which target a point shows, where there are several.
    across, up
        Where it lies.
    y
        Its target.
    tested
        Whether it is a sample of the test data, which nobody trains on.
    """

    rows: Indices
    outputs: Indices
    across: Array
    up: Array
    y: Array
    tested: Array

    def of_row(self, row: int) -> list[int]:
        """Return the numbers of the points of a row of the training data."""
        return np.flatnonzero((self.rows == row) & (self.tested == 0.0)).tolist()


NO_SPOTS = Spots(*(np.zeros(0, np.intp),) * 2, *(np.zeros(0),) * 4)


@dataclass(frozen=True, eq=False)
class Shown:
    """All that the canvas paints of one moment.

    Attributes
    ----------
    title
        What is shown, and of which step.
    names
        Of the axis across and of the one upwards.
    symbols
        Of the curves; one for a plane.
    frame
        What is in sight.
    spots, sample
        The samples, and the row that the graph shows.
    by_label, tinted
        Whether points differ in shape by their label, and in colour by their target.
    places, curves
        (n,) places and (Q, n) values of curves; no places for a plane.
    plane
        (S, S) values from the bottom row; empty where there are curves.
    colors
        Which values the ends of the colour scale stand for.
    contour
        (k, 4) ends of the pieces of the decision line, in cells of the plane.
    here, here_at
        The values at the sample, and its place across.
    reason
        Why nothing can be shown; empty where all is.
    """

    title: str
    names: tuple[str, str]
    symbols: tuple[str, ...]
    frame: Frame
    spots: Spots
    sample: int
    by_label: bool
    tinted: bool
    places: Array
    curves: Array
    plane: Array
    colors: Span
    contour: Array
    here: tuple[float, ...]
    here_at: float
    reason: str = ""

    @property
    def is_plane(self) -> bool:
        """Whether values are colours over a plane."""
        return not len(self.places)


class Places(NamedTuple):
    """Where the parts of a picture lie.

    ``view`` has the area of the picture, ``bar`` is that of the colour scale, ``ticks`` are
    those of the axes across and upwards and of the colour scale.
    """

    view: View
    bar: QRectF
    ticks: tuple[list[Tick], list[Tick], list[Tick]]


def ticks_of(span: Span, pixels: float, gap_px: float) -> list[Tick]:
    """Return the ticks of an axis."""
    return value_ticks(Fit(Scale(), span.low, span.high), pixels, gap_px)


def places_of(shown: Shown, size: QSizeF) -> Places:
    """Return where the parts lie on a canvas of a size; a plane is square."""
    height = max(size.height() - TOP_PX - BOTTOM_PX, 20.0)
    across, up = shown.frame
    upright = ticks_of(up, height, _TICKS_PX[1])
    axis = max(_widest(upright) + 2 * TICK_GAP_PX, _LEAST_AXIS_PX)
    scale, beside = [], _names_px(shown)
    if shown.is_plane:
        scale = ticks_of(shown.colors, height, _TICKS_PX[1])
        beside = BAR_GAP_PX + BAR_PX + TICK_GAP_PX + _widest(scale) + 4.0
    width = max(size.width() - axis - beside - 2.0, 20.0)
    left = axis
    if shown.is_plane:
        side = min(width, height)
        left, width = left + (width - side) / 2, side
        top, height = TOP_PX + (height - side) / 2, side
        upright, scale = (ticks_of(span, side, _TICKS_PX[1]) for span in (up, shown.colors))
    else:
        top = TOP_PX
    area = QRectF(left, top, width, height)
    bar = QRectF(area.right() + BAR_GAP_PX, top, BAR_PX, height)
    view = View(area, across.low, across.high, up.low, up.high)
    return Places(view, bar, (ticks_of(across, width, _TICKS_PX[0]), upright, scale))


def _widest(ticks: list[Tick]) -> float:
    return max((text_width(text) for _, text in ticks), default=0.0)


def _names_px(shown: Shown) -> float:
    """Return the room for the names of curves at their right ends."""
    if len(shown.symbols) == 1:
        return SIDE_PX
    return max(text_width(symbol, True) for symbol in shown.symbols) + SIDE_PX


def point_of(view: View, across: float, up: float) -> QPointF:
    """Return where a point of the picture lies on the canvas, or far outside of it."""
    return QPointF(_near(view.x_of(across)), _near(view.y_of(up)))


def _near(pixel: float) -> float:
    """Return a pixel that can be painted at; one that is no number is out of sight."""
    return min(max(pixel, -_FARTHEST_PX), _FARTHEST_PX) if pixel == pixel else _FARTHEST_PX


def spot_at(view: View, spots: Spots, at: QPointF) -> int | None:
    """Return the number of the point of the training data nearest to a place, if one is near."""
    if not len(spots.rows):
        return None
    with np.errstate(over="ignore"):  # of points far out of sight
        dx = view.area.left() + (spots.across - view.first) * view.step_px - at.x()
        dy = view.area.bottom() - (spots.up - view.low) * view.position_px - at.y()
        distance = np.where(spots.tested == 0.0, np.hypot(dx, dy), np.inf)
    nearest = int(np.argmin(distance))
    return nearest if distance[nearest] <= HIT_PX else None


def neighbour(spots: Spots, now: int | None, upright: bool, forward: bool) -> int | None:
    """Return the next point in the order across or upwards; the first where none is chosen."""
    known = np.flatnonzero(spots.tested == 0.0)
    if not len(known):
        return None
    keys = (spots.across, spots.up) if upright else (spots.up, spots.across)
    order = known[np.lexsort([key[known] for key in keys])].tolist()
    if now not in order:
        return int(order[0])
    at = order.index(now) + (1 if forward else -1)
    return int(order[min(max(at, 0), len(order) - 1)])
