"""The function that a network has learnt: values along one input, or over two.

A section holds all inputs but one or two at those of a sample. Its values come from the
passes that train, so a sample's own ŷ is the number on the graph.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from skipnet_gui.core.functions import ACTIVATIONS, Array
from skipnet_gui.core.network import Network
from skipnet_gui.core.notation import name_symbol, output_symbol, unit_symbol
from skipnet_gui.core.operations import Quantity
from skipnet_gui.core.passes import Indices
from skipnet_gui.core.run_spec import Data, RunSpec
from skipnet_gui.session.snapshot import Snapshot

LOGITS = "binary_cross_entropy_with_logits"
PROBABILITY = "binary_cross_entropy"
BLOCK = 2_048  # points at once: their values stay in the processor's cache
MOST_POINTS = 2_000
_MARGIN = 0.1  # of the span of the data, beyond each end
_LEAST_FILLED = 0.3  # of a span that is kept
# What is farther from 0, or closer to its neighbour, has no place on an axis: at the ends of
# float64 the widths of spans, and pixels per unit, would be no numbers any more.
_FARTHEST, _NARROWEST, _FINEST = 1e290, 1e-290, 1e-9
_SIGMOID = ACTIVATIONS["sigmoid"].value


class Span(NamedTuple):
    """The two ends of an axis."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """From end to end."""
        return self.high - self.low

    def zoomed(self, at: float, factor: float) -> "Span":
        """Return the span seen closer by a factor below 1, with one place where it was."""
        return Span(at - (at - self.low) * factor, at + (self.high - at) * factor)

    def moved(self, by: float) -> "Span":
        """Return the span moved along its axis."""
        return Span(self.low + by, self.high + by)

    @property
    def is_wide(self) -> bool:
        """Whether there are places enough between the ends to be told apart."""
        farthest = max(abs(self.low), abs(self.high))
        return self.width > max(_FINEST * farthest, _NARROWEST)

    @property
    def can_be_shown(self) -> bool:
        """Whether an axis can be drawn from end to end."""
        return self.is_wide and max(abs(self.low), abs(self.high)) <= 4 * _FARTHEST


class Frame(NamedTuple):
    """What is in sight: a stretch across and one upwards."""

    across: Span
    up: Span

    @property
    def can_be_shown(self) -> bool:
        """Whether both axes can be drawn."""
        return self.across.can_be_shown and self.up.can_be_shown


@dataclass(frozen=True, eq=False)
class Section:
    """What quantities of a network come to where one or two inputs vary.

    Attributes
    ----------
    spec
        Network and passes.
    weights
        (E,) array.
    quantities
        What is looked at: "yhat" of outputs, "z" or "h" of units.
    axes
        The one or two inputs that vary.
    held
        (I,) array: the sample that the other inputs are taken from.
    """

    spec: RunSpec
    weights: Array
    quantities: tuple[Quantity, ...]
    axes: tuple[int, ...]
    held: Array

    def same_as(self, other: "Section | None") -> bool:
        """Whether both have the same values everywhere."""
        if other is None or self.spec.network is not other.spec.network:
            return False
        others = [k for k in range(len(self.held)) if k not in self.axes]
        return (
            (self.quantities, self.axes) == (other.quantities, other.axes)
            and np.array_equal(self.weights, other.weights, equal_nan=True)
            and np.array_equal(self.held[others], other.held[others])
        )

    @property
    def is_probability(self) -> bool:
        """Whether what is shown is a probability: then 0.5 decides."""
        loss = self.spec.network.loss
        return self.quantities[0].kind == "yhat" and loss in (PROBABILITY, LOGITS)

    @property
    def is_squashed(self) -> bool:
        """Whether σ(ŷ) is shown, since the loss reads ŷ as the logit of a probability."""
        return self.is_probability and self.spec.network.loss == LOGITS

    def values(self, points: Array) -> Array:
        """Return the (Q, n) values of the quantities at (n, A) points, in blocks."""
        found = np.empty((len(self.quantities), len(points)))
        for first in range(0, len(points), BLOCK):
            block = points[first : first + BLOCK]
            found[:, first : first + len(block)] = self._block(block)
        return found

    def _block(self, points: Array) -> Array:
        network, count = self.spec.network, len(points)
        x = np.repeat(self.held[:, None, None], count, axis=2)
        for column, axis in enumerate(self.axes):
            x[axis, 0] = points[:, column]
        y = np.zeros((len(network.outputs), 1, count))
        with np.errstate(all="ignore"):
            forward = self.spec.passes.forward(self.weights[None, :], x, y)
            first = len(network.inputs)
            of_kind = {"yhat": forward.yhat, "z": forward.z, "h": forward.nodes[first:]}
            found = np.concatenate([of_kind[kind][number] for kind, number in self.quantities])
            return np.asarray(_SIGMOID(found) if self.is_squashed else found)


def why_not(snapshot: Snapshot, quantity: Quantity) -> str:
    """Return why a quantity may not be seen now; empty where it may."""
    if quantity.kind == "yhat":
        quantity = Quantity("h", snapshot.network.output_units[quantity.number])
    if snapshot.hidden:
        return "Hidden while you answer."
    if not snapshot.knows(quantity):
        return "Not computed yet."
    if not np.all(np.isfinite(snapshot.weights)):
        return "A weight is not finite."
    return ""


# What it is called


def symbol_of(section: Section, quantity: Quantity) -> str:
    """Return a quantity as on paper: ŷ, σ(ŷ), h₃."""
    network, (kind, number) = section.spec.network, quantity
    if kind != "yhat":
        return unit_symbol(kind, network.units[number].name)
    yhat = output_symbol(network, network.outputs[number])
    return f"σ({yhat})" if section.is_squashed else yhat


def title_of(section: Section) -> str:
    """Return what is shown: “ŷ(x)”, “h₃ over x₁, x₂”."""
    names = [name_symbol(section.spec.network.inputs[axis]) for axis in section.axes]
    symbols = ", ".join(symbol_of(section, quantity) for quantity in section.quantities)
    if len(names) == 1:
        return f"{symbols} over {names[0]}" if section.is_squashed else f"{symbols}({names[0]})"
    return f"{symbols} over {', '.join(names)}"


# What is in sight


def around(values: Array, margin: float = _MARGIN) -> Span:
    """Return a span that holds the finite values with a margin; 1 to each side of a lone one."""
    finite = _placeable(values)
    if not len(finite):
        return Span(-1.0, 1.0)
    span = Span(float(finite.min()), float(finite.max()))
    beyond = margin * span.width if span.is_wide else max(1.0, 0.5 * abs(span.low))
    return Span(span.low - beyond, span.high + beyond)


def _placeable(values: Array) -> Array:
    """Return the finite ones of some values, none farther from 0 than an axis reaches."""
    found: Array = np.clip(values[np.isfinite(values)], -_FARTHEST, _FARTHEST)
    return found


def steady(values: Array, old: Span | None, margin: float = _MARGIN) -> Span:
    """Return a span around values; the old one as long as they fit it well."""
    finite = _placeable(values)
    if old is not None and len(finite):
        low, high = float(finite.min()), float(finite.max())
        holds = old.low <= low and high <= old.high
        if holds and (high == low or high - low > _LEAST_FILLED * old.width):
            return old
    return around(values, margin)


def plane_frame(data: Data, axes: tuple[int, ...], old: Frame | None) -> Frame:
    """Return the frame of a plane; both axes of one scale where their spans are alike."""
    spans = [data.x[:, axis] for axis in axes]
    across, up = (steady(values, old and old[k]) for k, values in enumerate(spans))
    widest = max(across.width, up.width)
    if widest > 1.5 * min(across.width, up.width):
        return Frame(across, up)
    grown = (span.zoomed((span.low + span.high) / 2, widest / span.width) for span in (across, up))
    return Frame(*grown)


def value_span(values: Array, targets: Array, old: Span | None) -> Span:
    """Return the span of curves and targets; a curve far beyond its targets does not count."""
    targets = _placeable(targets)
    if len(targets):
        reach = 2.0 * (float(np.ptp(targets)) or max(1.0, float(np.abs(targets).max())))
        low, high = float(targets.min()) - reach, float(targets.max()) + reach
        values = np.clip(values[np.isfinite(values)], low, high)
    return steady(np.concatenate([values.ravel(), targets.ravel()]), old, 0.08)


def color_span(section: Section, data: Data, values: Array, old: Span | None) -> Span:
    """Return which values the two ends of the colour scale stand for.

    0 to 1 for probabilities and labels; for other ŷ what the data fix, so that a colour
    means the same at every step; for z and h as far as they reach, with 0 in the middle.
    """
    kind, number = section.quantities[0]
    if kind != "yhat":
        finite = np.abs(_placeable(values))
        reach = float(finite.max()) if len(finite) else 1.0
        if old is not None and _LEAST_FILLED * old.high < reach <= old.high:
            return old
        reach = reach if reach > _NARROWEST else 1.0
        return Span(-1.25 * reach, 1.25 * reach)
    y = _placeable(data.y[:, number])
    if section.is_probability or are_labels(y):
        return Span(0.0, 1.0)
    low, high = float(y.min()), float(y.max())
    middle = 0.0 if low <= 0.0 <= high or low == high else (low + high) / 2
    reach = max(high - middle, middle - low)
    if not Span(low, high).is_wide:  # one target tells nothing about how far others reach
        reach = max(reach, 1.0, 0.5 * abs(low))
    return Span(middle - 1.25 * reach, middle + 1.25 * reach)


def are_labels(y: Array) -> bool:
    """Whether targets are the labels 0 and 1."""
    return bool(np.all((y == 0.0) | (y == 1.0))) and bool(np.ptp(y))


def decision_level(section: Section, data: Data) -> float | None:
    """Return the value whose line is drawn over a plane.

    0.5 where ŷ is a probability or stands for labels, 0 for z: there a ReLU opens.
    """
    kind, number = section.quantities[0]
    if kind == "yhat":
        decides = section.is_probability or are_labels(data.y[:, number])
        return 0.5 if decides else None
    return 0.0 if kind == "z" else None


# Where the values are looked up


def grid_points(frame: Frame, side: int) -> Array:
    """Return the (side², 2) middles of the cells of a grid, row by row from the bottom."""
    across, up = (span.low + (np.arange(side) + 0.5) * (span.width / side) for span in frame)
    return np.column_stack([np.tile(across, side), np.repeat(up, side)])


def grid(section: Section, frame: Frame, side: int) -> Array:
    """Return the (side, side) values of the first quantity over a plane, from the bottom."""
    found: Array = section.values(grid_points(frame, side))[0].reshape(side, side)
    return found


def grid_in_slices(section: Section, frame: Frame, side: int) -> Iterator[Array | None]:
    """Yield None after each block of a grid, and at the end the grid."""
    points, found = grid_points(frame, side), np.empty(side * side)
    for first in range(0, len(points), BLOCK):
        found[first : first + BLOCK] = section.values(points[first : first + BLOCK])[0]
        yield None
    yield found.reshape(side, side)


def curve_points(span: Span, columns: int, data_x: Array) -> Array:
    """Return the (n, 1) places of a curve: one a pixel column, and those of the data in sight."""
    inside = data_x[(data_x >= span.low) & (data_x <= span.high)][:MOST_POINTS]
    even = np.linspace(span.low, span.high, max(columns, 2))
    places: Array = np.unique(np.concatenate([even, inside]))[:, None]
    return places


def shown_rows(count: int, sample: int) -> Indices:
    """Return at most ``MOST_POINTS`` rows of the data, evenly taken, the sample among them."""
    if count <= MOST_POINTS:
        return np.arange(count)
    rows = np.linspace(0, count - 1, MOST_POINTS - 1).astype(np.intp)
    found: Indices = np.unique(np.append(rows, sample))
    return found


# Moving a sample


def with_row(data: Data, row: int, x: dict[int, float], y: dict[int, float]) -> Data:
    """Return the data with some inputs and targets of a row set."""
    inputs, targets = data.x.copy(), data.y.copy()
    inputs[row, list(x)] = list(x.values())
    targets[row, list(y)] = list(y.values())
    return Data(inputs, targets)


def typable(value: float, grain: float) -> float:
    """Return a value rounded to what a pixel can tell: the power of ten below its grain."""
    digits = -int(np.floor(np.log10(grain))) if grain > 0.0 else 0
    return round(value, digits) + 0.0  # −0 becomes 0


def as_target(network: Network, value: float) -> float:
    """Return a target that the loss takes."""
    needs_probability = network.loss in (PROBABILITY, LOGITS)
    return min(max(value, 0.0), 1.0) if needs_probability else value
