"""Where values sit on an axis: linear or log, its range and its ticks. No Qt here.

Positions are what the plot's axes count in. On a linear axis a position is the value over
a unit, so that losses of 1e−30 and of 1e300 are drawn as well as any; on a log axis it is
the power of ten of the magnitude, and an exact 0 has a place of its own: the floor.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from skipnet_gui.core.functions import Array
from skipnet_gui.core.history import Curves
from skipnet_gui.core.numerals import grouped, short

FLOOR_TEXT = "0"
_NICE = (1.0, 2.0, 5.0, 10.0)
_STEP_NICE = (10, 20, 25, 40, 50, 80, 100)
_STEP_ENDS = (10, 12, 16, 20, 25, 32, 40, 50, 64, 80, 100)
_SHORTEST_END = 20
_DIGIT_PX = 8.0
# From which step on, for ticks that are multiples of what, in which unit.
_STEP_UNITS = ((1_000_000, 10_000, 1_000_000, " M"), (100_000, 1_000, 1_000, " k"))
_PLAIN_EXPONENTS = range(-9, 10)
_LARGEST_EXPONENT = 300
_PLAIN_POWERS = range(-3, 4)
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

Tick = tuple[float, str]


class Scale(NamedTuple):
    """How values become positions.

    Attributes
    ----------
    log
        Whether magnitudes are shown by their power of ten.
    unit
        The value at position 1 of a linear axis.
    floor, gap
        The position of an exact 0 on a log axis, and how far above it the powers begin.
    """

    log: bool = False
    unit: float = 1.0
    floor: float = 0.0
    gap: float = 0.0

    def positions(self, low: Array, high: Array, nearest: Array) -> tuple[Array, Array]:
        """Return the lower and upper position of buckets; not finite where a value is not."""
        if not self.log:
            return low / self.unit, high / self.unit
        return self._powers(nearest), self._powers(np.maximum(np.abs(low), np.abs(high)))

    def _powers(self, magnitudes: Array) -> Array:
        powers = np.full(magnitudes.shape, self.floor)
        np.log10(magnitudes, out=powers, where=magnitudes != 0.0)
        return powers

    def value(self, position: float) -> float:
        """Return the value (on a log axis the magnitude) at a position."""
        return 10.0**position if self.log else position * self.unit


class Extent(NamedTuple):
    """What is to be shown: the finite extremes, and whether an exact 0 is among them.

    ``smallest`` and ``largest`` are magnitudes of non-zero values, both 0 if there is none.
    """

    low: float
    high: float
    smallest: float
    largest: float
    zero: bool


class Fit(NamedTuple):
    """A scale and the range of positions to show."""

    scale: Scale
    low: float
    high: float
    has_floor: bool = False

    @property
    def break_at(self) -> float | None:
        """Where the axis is broken: below lies the floor only."""
        return self.scale.floor + 0.5 * self.scale.gap if self.has_floor else None


def extent(curves: Curves, columns: slice) -> Extent:
    """Return the extent of some columns; an empty one counts as a single 0."""
    low, high = curves.low[:, columns], curves.high[:, columns]
    near = curves.nearest[:, columns]
    # Only the last row, where the run stopped, may hold what is not finite.
    if len(low) and not (np.isfinite(low[-1]).all() and np.isfinite(high[-1]).all()):
        low, high, near = low[:-1], high[:-1], near[:-1]
    if not low.size:
        return Extent(0.0, 0.0, 0.0, 0.0, True)
    bottom, top = float(low.min()), float(high.max())
    far = np.maximum(np.abs(low), np.abs(high))
    positive = np.concatenate([near[near > 0.0], far[far > 0.0]])
    smallest = float(positive.min()) if positive.size else 0.0
    return Extent(bottom, top, smallest, float(far.max()), bool((near == 0.0).any()))


def together(parts: Sequence[Extent]) -> Extent:
    """Return the extent that holds several."""
    smallest = [part.smallest for part in parts if part.smallest > 0.0]
    return Extent(
        min(part.low for part in parts),
        max(part.high for part in parts),
        min(smallest, default=0.0),
        max(part.largest for part in parts),
        any(part.zero for part in parts),
    )


def fit(log: bool, shown: Extent, old: Fit | None) -> Fit:
    """Return the range for an extent; the old one as long as it fits well.

    The range is rounded outwards and kept until values leave it or fill less than half
    of it, so that the axis does not jitter from frame to frame.
    """
    made = _log_fit(shown) if log else _linear_fit(shown)
    if old is None or old.scale != made.scale or old.has_floor != made.has_floor:
        return made
    fits = old.low <= made.low and made.high <= old.high
    return old if fits and made.high - made.low > 0.5 * (old.high - old.low) else made


def _linear_fit(shown: Extent) -> Fit:
    unit = _unit(shown.largest)
    low, high = shown.low / unit, shown.high / unit
    least = 1e-9 * max(abs(low), abs(high)) or 1.0
    if high - low < least:
        margin = max(least, 0.25 * max(abs(low), abs(high)))
        low, high = low - margin, high + margin
    elif 0.0 < low < 0.3 * high:
        low = 0.0
    step = nice_step((high - low) / 4.0)
    low, high = math.floor(low / step + 1e-6) * step, math.ceil(high / step - 1e-6) * step
    return Fit(Scale(unit=unit), low, high)


def _unit(largest: float) -> float:
    if largest == 0.0:
        return 1.0
    exponent = math.floor(math.log10(largest))
    if exponent in _PLAIN_EXPONENTS:
        return 1.0
    return float(10.0 ** max(-_LARGEST_EXPONENT, min(exponent, _LARGEST_EXPONENT)))


def _log_fit(shown: Extent) -> Fit:
    if shown.largest == 0.0:
        return Fit(Scale(log=True, floor=-1.0, gap=1.0), -1.2, 1.0, has_floor=True)
    low = math.floor(math.log10(shown.smallest) + 1e-9)
    high = max(math.ceil(math.log10(shown.largest) - 1e-9), low + 1)
    if not shown.zero:
        return Fit(Scale(log=True), low, high)
    gap = max(1.0, 0.15 * (high - low))
    return Fit(Scale(log=True, floor=low - gap, gap=gap), low - 1.2 * gap, high, has_floor=True)


def last_shown_step(steps: int) -> int:
    """Return where the step axis ends while it follows a run: it grows by fits and starts."""
    if steps <= _SHORTEST_END:
        return _SHORTEST_END
    size = int(10 ** max(len(str(steps - 1)) - 2, 0))
    return next(end * size for end in _STEP_ENDS if end * size >= steps)


def nice_step(least: float) -> float:
    """Return the smallest of 1, 2, 5 × a power of ten that is no less than ``least``."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(nice * power for nice in _NICE if nice * power >= least * (1.0 - 1e-9))


def value_ticks(shown: Fit, height_px: float, gap_px: float = 34.0) -> list[Tick]:
    """Return the ticks of the value axis, about ``gap_px`` apart."""
    room = max(int(height_px / gap_px), 1)
    if not shown.scale.log:
        return _linear_ticks(shown.low, shown.high, room, shown.scale)
    floor = [(shown.scale.floor, FLOOR_TEXT)] if shown.has_floor else []
    above = shown.low if shown.break_at is None else max(shown.low, shown.break_at)
    if shown.high - above < 1.5 and max(-above, shown.high) < _LARGEST_EXPONENT:
        return floor + _ticks_within_a_decade(above, shown.high, room)
    stride = math.ceil((shown.high - shown.low) / room)
    first, last = math.ceil(above - 1e-9), math.floor(shown.high + 1e-9)
    powers = [power for power in range(first, last + 1) if power % stride == 0]
    plain = all(power in _PLAIN_POWERS for power in powers)
    return floor + [(float(power), power_text(power, plain)) for power in powers]


def _linear_ticks(low: float, high: float, room: int, scale: Scale) -> list[Tick]:
    step = nice_step((high - low) / room)
    first, last = math.ceil(low / step - 1e-6), math.floor(high / step + 1e-6)
    largest = max(abs(first), abs(last), 1)
    digits = max(len(str(largest)) + 1, 6)
    return [(k * step, short(scale.value(k * step), digits)) for k in range(first, last + 1)]


def _ticks_within_a_decade(low: float, high: float, room: int) -> list[Tick]:
    ticks = _linear_ticks(10.0**low, 10.0**high, room, Scale())
    if high - low > 0.5:
        powers = range(math.floor(low), math.ceil(high) + 1)
        values = [nice * 10.0**power for power in powers for nice in _NICE[:3]]
        ticks = [(value, short(value, 6)) for value in values]
    found = [(math.log10(value), text) for value, text in ticks if value > 0.0]
    return [tick for tick in found if low - 1e-9 <= tick[0] <= high + 1e-9]


def power_text(power: int, plain: bool) -> str:
    """Return a power of ten as a person writes it: 0.01 where plain, else 10⁻²."""
    if plain or power in (0, 1):
        return short(10.0**power)
    return "10" + str(power).translate(_SUPERSCRIPTS)


def step_ticks(first: float, last: float, width_px: float, gap_px: float = 58.0) -> list[Tick]:
    """Return the ticks of the step axis: whole steps, at least ``gap_px`` apart."""
    gap_px = max(gap_px, _DIGIT_PX * len(grouped(int(last))) + _DIGIT_PX)
    least = max((last - first) * gap_px / max(width_px, 1.0), 1.0)
    power = 10 ** (len(str(int(least))) - 1)
    sizes = (nice * power // 10 for nice in _STEP_NICE if nice * power % 10 == 0)
    step = next(size for size in sizes if size >= least - 1e-9)
    numbers = range(math.ceil(first / step) * step, math.floor(last) + 1, step)
    coarse = (row[2:] for row in _STEP_UNITS if last >= row[0] and step % row[1] == 0)
    unit, letter = next(coarse, (1, ""))
    return [
        (float(number), f"{number / unit:g}{letter}" if number and letter else grouped(number))
        for number in numbers
    ]
