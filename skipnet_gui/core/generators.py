"""Data by a rule, a seed and noise, and their split into training and test data.

Values are rounded to 4 decimals: so a table stays legible, and the last bits of a sine,
which differ from machine to machine, decide nothing.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from skipnet_gui.core.functions import Array
from skipnet_gui.core.network import ModelError
from skipnet_gui.core.run_spec import MAX_DATA_VALUES, MAX_SEED, Data

DECIMALS = 4
MAX_NOISE = 10.0
SPIRAL_TURNS = 1.75

# In quotes, since naming it would import numpy.random at every start.
Rule = Callable[["np.random.Generator", int], tuple[Array, Array]]


class Generator(NamedTuple):
    """A rule by which data are made.

    Attributes
    ----------
    name, title
        Its key, and its line in the chooser.
    rule
        (generator, n) -> (n, inputs) points and (n, outputs) targets, without noise.
    inputs, outputs
        Numbers of columns.
    labels
        Whether targets are labels 0 and 1. Noise moves the points then, and otherwise the
        targets.
    rows, noise
        The usual number of rows, and standard deviation of the noise.
    """

    name: str
    title: str
    rule: Rule
    inputs: int
    outputs: int
    labels: bool
    rows: int
    noise: float


def _point(_: "np.random.Generator", n: int) -> tuple[Array, Array]:
    return np.full((n, 1), 1.0), np.full((n, 1), -3.0)


def _curve(function: Callable[[Array], Array], low: float, high: float) -> Rule:
    """Return the rule of a function at evenly spaced x, both ends included."""

    def rule(_: "np.random.Generator", n: int) -> tuple[Array, Array]:
        x = np.linspace(low, high, n, dtype=np.float64)[:, None]
        return x, function(x)

    return rule


def _turns(n: int) -> Array:
    """Return the labels 0, 1, 0, 1 …, (n, 1): a batch of few rows holds both."""
    return np.arange(n, dtype=np.float64)[:, None] % 2.0


def _along(n: int) -> Array:
    """Return how far along its class each row lies, 0 to 1, (n,): the classes take turns."""
    last = max((n - 1) // 2, 1)
    return np.asarray(np.arange(n) // 2 / last, dtype=np.float64)


def _on_circle(angle: Array, radius: Array | float) -> Array:
    points: Array = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return points


def _xor(_: "np.random.Generator", n: int) -> tuple[Array, Array]:
    corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    x = corners[np.arange(n) % 4]
    return x, (x[:, :1] != x[:, 1:]).astype(np.float64)


def _circle(generator: "np.random.Generator", n: int) -> tuple[Array, Array]:
    """Return points of the square from −1 to 1; half its area is inside the circle."""
    x = generator.uniform(-1.0, 1.0, (n, 2))
    inside = (x * x).sum(axis=1, keepdims=True) < 2.0 / np.pi
    return x, inside.astype(np.float64)


def _moons(_: "np.random.Generator", n: int) -> tuple[Array, Array]:
    """Return two half circles that reach into each other, as scikit-learn's make_moons."""
    label, moon = _turns(n), _on_circle(np.pi * _along(n), 1.0)
    return np.where(label == 0.0, moon, [1.0, 0.5] - moon), label


def _spirals(_: "np.random.Generator", n: int) -> tuple[Array, Array]:
    """Return two spirals, each the other turned by half a turn (Lang and Witbrock, 1988)."""
    label, along = _turns(n), _along(n)
    angle = 2.0 * np.pi * SPIRAL_TURNS * along + np.pi * label[:, 0]
    return _on_circle(angle, 0.1 + 0.9 * along), label


def _rings(generator: "np.random.Generator", n: int) -> tuple[Array, Array]:
    label = _turns(n)
    angle = generator.uniform(0.0, 2.0 * np.pi, n)
    return _on_circle(angle, np.where(label[:, 0] == 0.0, 1.0, 0.5)), label


def _step(x: Array) -> Array:
    return (x > 0.0).astype(np.float64)


GENERATORS: dict[str, Generator] = {
    row.name: row
    for row in (
        Generator("point", "The exercise’s point", _point, 1, 1, False, 1, 0.0),
        Generator("line", "Line", _curve(lambda x: 0.5 * x + 1.0, -2, 2), 1, 1, False, 20, 0.1),
        Generator("abs", "|x|", _curve(np.abs, -2, 2), 1, 1, False, 21, 0.0),
        Generator("sine", "Sine", _curve(np.sin, -np.pi, np.pi), 1, 1, False, 40, 0.05),
        Generator("step", "Step", _curve(_step, -2, 2), 1, 1, True, 40, 0.0),
        Generator("xor", "XOR", _xor, 2, 1, True, 4, 0.0),
        Generator("circle", "Circle", _circle, 2, 1, True, 100, 0.0),
        Generator("moons", "Two moons", _moons, 2, 1, True, 100, 0.1),
        Generator("spirals", "Two spirals", _spirals, 2, 1, True, 200, 0.0),
        Generator("rings", "Rings", _rings, 2, 1, True, 100, 0.05),
    )
}


def generated(
    name: str, seed: int = 0, rows: int | None = None, noise: float | None = None
) -> Data:
    """Return data by a key of ``GENERATORS``; the same seed gives the same data.

    Noise is normal, drawn from ``PCG64(seed)`` after what the rule itself draws.

    Parameters
    ----------
    rows, noise
        Number of rows and standard deviation of the noise; the rule's own where None.

    Raises
    ------
    ModelError
        If a number is out of its range.
    """
    chosen = GENERATORS[name]
    rows = chosen.rows if rows is None else rows
    noise = chosen.noise if noise is None else noise
    _check(chosen, seed, rows, noise)
    source = np.random.Generator(np.random.PCG64(seed))
    x, y = chosen.rule(source, rows)
    moved = x if chosen.labels else y
    moved = moved + noise * source.standard_normal(moved.shape)
    x, y = (moved, y) if chosen.labels else (x, moved)
    return Data(_rounded(x), _rounded(y))


def _rounded(values: Array) -> Array:
    return np.round(values, DECIMALS) + 0.0  # −0 becomes 0


def _check(chosen: Generator, seed: int, rows: int, noise: float) -> None:
    most = MAX_DATA_VALUES // (chosen.inputs + chosen.outputs)
    if not 1 <= rows <= most:
        raise ModelError("rows", f"must be a whole number, 1 to {most}")
    if not 0.0 <= noise <= MAX_NOISE:
        raise ModelError("noise", f"must be a number, 0 to {MAX_NOISE:g}")
    _check_seed(seed)


def _check_seed(seed: int) -> None:
    if not 0 <= seed <= MAX_SEED:
        raise ModelError("seed", f"must be a whole number, 0 to {MAX_SEED}")


class Split(NamedTuple):
    """Data to train on, and data that only test."""

    training: Data
    test: Data


def split(data: Data, share: float, seed: int = 0) -> Split:
    """Return data split in two: a share of the rows, drawn from the seed, are for the test.

    Rows keep their order; each part has one at least.

    Raises
    ------
    ModelError
        If a part would have no row, or the share is not between 0 and 1.
    """
    _check_seed(seed)
    rows = len(data.x)
    if not 0.0 < share < 1.0:
        raise ModelError("share", "must be above 0 and below 1")
    if rows < 2:
        raise ModelError("data", "need two rows at least to be split")
    count = min(max(round(share * rows), 1), rows - 1)
    order = np.random.Generator(np.random.PCG64(seed)).permutation(rows)
    held_out = np.zeros(rows, dtype=bool)
    held_out[order[:count]] = True
    training, test = (Data(data.x[part], data.y[part]) for part in (~held_out, held_out))
    return Split(training, test)
