"""The loss along one weight, or over two, through the point where training stands.

All other weights keep their values. The loss is that of the header: the mean over the
rows of the step's batch.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from skipnet_gui.core.functions import Array
from skipnet_gui.core.history import History
from skipnet_gui.core.passes import Indices, mean_in_order
from skipnet_gui.core.recorded import thinned_steps, weights_at
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.core.slice_kinks import Kink, SliceKinks, with_values

POINTS, SIDE, MOST_PATH = 193, 64, 400
_PRODUCTS = 1_500_000  # of one picture, at most
_AT_ONCE = 100_000  # runs × rows in one pass
_RECENT = 50  # steps that a range takes in
_MARGIN = 0.35
_LEAST_SPAN, _LEAST_SHARE = 0.2, 1.25  # of half a range, in itself and of the weight’s size


@dataclass(frozen=True, eq=False)
class Slice:
    """The loss along one weight.

    Attributes
    ----------
    edge
        Number of the weight.
    values, losses
        (n,) arrays in order; the kinks are among them, so that where every function is a
        straight line between its kinks, so is the loss between two of the points.
    kinks
        In order.
    """

    edge: int
    values: Array
    losses: Array
    kinks: tuple[Kink, ...]


class Moves(NamedTuple):
    """The coming update, and what it does to the loss of the rows looked at.

    Attributes
    ----------
    before, after
        (E,) arrays: the weights.
    loss
        The loss before.
    alone
        (E,) array: the loss after the update of each weight by itself.
    joint
        The loss after the update of all.
    """

    before: Array
    after: Array
    loss: float
    alone: Array
    joint: float


def losses_of(spec: RunSpec, rows: Indices, weights: Array) -> Array:
    """Return the (n,) mean losses over rows of the data for (n, E) weights."""
    x, y = spec.batch(rows)
    most = max(1, _AT_ONCE // len(rows))
    with np.errstate(all="ignore"):
        parts = [
            mean_in_order(spec.passes.forward(weights[at : at + most], x, y).losses)
            for at in range(0, len(weights), most)
        ]
    return np.concatenate(parts)


def points_within(spec: RunSpec, rows: Indices, most: int, least: int) -> int:
    """Return how many points a picture may have so that it stays quick."""
    return max(least, min(most, _PRODUCTS // (len(rows) * len(spec.network.edges))))


def loss_slice(
    spec: RunSpec, rows: Indices, weights: Array, edge: int, low: float, high: float
) -> Slice:
    """Return the loss along a weight between two values, kinks found to the last digits.

    Parameters
    ----------
    rows
        Row numbers of the data.
    weights
        (E,) array: the point that the slice goes through.
    """
    count = points_within(spec, rows, POINTS, 17)
    values = np.linspace(low, high, count)
    values[np.argmin(np.abs(values - weights[edge]))] = np.clip(weights[edge], low, high)
    found = SliceKinks(spec, rows, weights, edge).between(values)
    values = np.unique(np.concatenate([values, [kink.at for kink in found]]))
    losses = losses_of(spec, rows, with_values(weights, edge, values))
    return Slice(edge, values, losses, found)


def moves(spec: RunSpec, rows: Indices, before: Array, after: Array) -> Moves:
    """Return what the coming update does to the loss of some rows.

    Parameters
    ----------
    before, after
        (E,) arrays: the weights before and after the update.
    """
    edges = np.arange(len(before))
    alone = np.repeat(before[None, :], len(before), axis=0)
    alone[edges, edges] = after
    losses = losses_of(spec, rows, np.vstack([before, alone, after]))
    return Moves(before, after, float(losses[0]), losses[1:-1], float(losses[-1]))


def recent(history: History, step: int) -> Array:
    """Return the (n, E) weights of the last steps up to one, which a range takes in."""
    return weights_at(history, np.arange(max(step - _RECENT, 0), step + 1))


def range_around(values: Array) -> tuple[float, float]:
    """Return a range with room around some values of a weight.

    Its ends are whole multiples of a power of two, so that it stays as it is while the
    values move a little.
    """
    finite = values[np.isfinite(values)]
    if not len(finite):
        return -1.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    middle, span = 0.5 * low + 0.5 * high, high - low
    half = max((0.5 + _MARGIN) * span, _LEAST_SPAN, _LEAST_SHARE * abs(middle))
    grain = 2.0 ** (np.floor(np.log2(half)) - 1.0)
    return (
        float(np.floor((middle - half) / grain) * grain),
        float(np.ceil((middle + half) / grain) * grain),
    )


@dataclass(frozen=True, eq=False)
class Surface:
    """The loss over two weights.

    Attributes
    ----------
    edges
        Numbers of the weights across and upwards.
    x, y
        (nx,) and (ny,) arrays: their values.
    losses
        (ny, nx) array.
    """

    edges: tuple[int, int]
    x: Array
    y: Array
    losses: Array


def surface(
    spec: RunSpec,
    rows: Indices,
    weights: Array,
    edges: tuple[int, int],
    x_range: tuple[float, float],
    y_range: tuple[float, float],
) -> Surface:
    """Return the loss over two weights, the others as they are.

    Parameters
    ----------
    rows
        Row numbers of the data.
    weights
        (E,) array: the point that the surface goes through.
    """
    side = int(np.sqrt(points_within(spec, rows, SIDE * SIDE, 17 * 17)))
    x, y = np.linspace(*x_range, side), np.linspace(*y_range, side)
    moved = np.repeat(weights[None, :], side * side, axis=0)
    moved[:, edges[0]], moved[:, edges[1]] = np.tile(x, side), np.repeat(y, side)
    losses = losses_of(spec, rows, moved).reshape(side, side)
    return Surface(edges, x, y, losses)


def path_so_far(history: History, step: int, edges: tuple[int, int]) -> Array:
    """Return the (n, 2) values of two weights from the start to a step, thinned."""
    steps, _ = thinned_steps(0, step, MOST_PATH)
    steps = np.unique(np.append(steps, step))
    return weights_at(history, steps)[:, list(edges)]
