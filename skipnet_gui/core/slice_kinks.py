"""The kinks of the loss along one weight: where a z passes 0, or an output meets its target."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from skipnet_gui.core.functions import ACTIVATIONS, LOSSES, Array
from skipnet_gui.core.network import Network
from skipnet_gui.core.notation import output_symbol, unit_symbol
from skipnet_gui.core.passes import Indices
from skipnet_gui.core.run_spec import RunSpec

Flags = NDArray[np.bool_]

_ROUNDS = 81
_EXACT = 1e-13  # of the change of a level between two points
_NEAR = 1e-6  # of the range: the distance at which slopes beside a kink are taken
_LEAST_JUMP, _NO_JUMP = 1e-4, 1e-9  # as a share of the slopes, and on its own


class Kink(NamedTuple):
    """A place where the slope of the loss jumps.

    Attributes
    ----------
    at
        Value of the weight.
    kind, number
        "z" and the unit whose z passes 0, or "yhat" and the output that meets its target.
    row
        The first row of the data for which it does.
    """

    at: float
    kind: str
    number: int
    row: int


def with_values(weights: Array, edge: int, values: Array) -> Array:
    """Return the (n, E) weights with one of them taking (n,) values."""
    moved = np.repeat(weights[None, :], len(values), axis=0)
    moved[:, edge] = values
    return moved


class SliceKinks:
    """Looks for the kinks of the loss along one weight."""

    def __init__(self, spec: RunSpec, rows: Indices, weights: Array, edge: int) -> None:
        self._spec, self._rows, self._weights, self._edge = spec, rows, weights, edge
        self._x, self._y = spec.batch(rows)
        self._named = _kinked(spec.network)

    def between(self, values: Array) -> tuple[Kink, ...]:
        """Return the kinks between rising values: where a sign changes, and a slope jumps."""
        levels = self._levels(values)
        if not levels.size:
            return ()
        which, row, left, right = _sign_changes(levels)
        ends = values[left], values[right]
        roots = self._roots(ends, (levels[which, left, row], levels[which, right, row]), which, row)
        jumps = self._jumps(roots, _NEAR * float(values[-1] - values[0]))
        order = np.argsort(roots, kind="stable")
        kinks = [self._kink(float(roots[k]), int(which[k]), int(row[k])) for k in order if jumps[k]]
        return _distinct(kinks, 1e-12 * float(values[-1] - values[0]))

    def _kink(self, at: float, which: int, row: int) -> Kink:
        kind, number, _ = self._named[which]
        return Kink(at, kind, number, int(self._rows[row]))

    def _levels(self, values: Array) -> Array:
        """Return the (K, n, B) distances from each kink, for (n,) values."""
        weights = with_values(self._weights, self._edge, values)
        with np.errstate(all="ignore"):
            forward = self._spec.passes.forward(weights, self._x, self._y)
        found = [
            (forward.z[number] if kind == "z" else forward.yhat[number] - self._y[number]) - at
            for kind, number, at in self._named
        ]
        return np.array(found).reshape(len(found), len(values), len(self._rows))

    def _roots(
        self, ends: tuple[Array, Array], at: tuple[Array, Array], which: Indices, row: Indices
    ) -> Array:
        """Return the roots between ends with different signs.

        By straight lines and halving in turn: on a line the first guess is the root, and
        beside a kink halving still gets there.
        """
        (a, b), (at_a, at_b) = (end.copy() for end in ends), (level.copy() for level in at)
        here, guess = np.arange(len(a)), 0.5 * (a + b)
        enough = _EXACT * (np.abs(at_a) + np.abs(at_b))
        for count in range(_ROUNDS if len(a) else 0):
            with np.errstate(all="ignore"):
                line = np.clip((a * at_b - b * at_a) / (at_b - at_a), a, b)
            guess = 0.5 * (a + b) if count % 2 else line
            level = self._levels(guess)[which, here, row]
            if np.all(np.abs(level) <= enough):
                break
            right = np.sign(level) == np.sign(at_b)
            at_a, at_b = np.where(right, at_a, level), np.where(right, level, at_b)
            a, b = np.where(right, a, guess), np.where(right, guess, b)
        return guess

    def _jumps(self, roots: Array, near: float) -> Flags:
        """Return at which roots the slope of the loss differs from side to side."""
        left, right = self._slopes(roots - near), self._slopes(roots + near)
        least = _LEAST_JUMP * (np.abs(left) + np.abs(right)) + _NO_JUMP
        return np.asarray(np.abs(right - left) > least)

    def _slopes(self, values: Array) -> Array:
        weights = with_values(self._weights, self._edge, values)
        if not len(values):
            return np.zeros(0)
        with np.errstate(all="ignore"):
            _, gradients = self._spec.passes.loss_and_gradients(weights, self._x, self._y)
        slopes: Array = gradients[:, self._edge]
        return slopes


def _kinked(network: Network) -> list[tuple[str, int, float]]:
    """Return all that has a kink: kind, number, and where."""
    units = [
        ("z", unit, at)
        for unit in network.order
        for at in ACTIVATIONS[network.units[unit].activation].kinks
    ]
    # A loss has its kinks in y − ŷ, and what is looked at is ŷ − y.
    outputs = [
        ("yhat", output, -at)
        for output in range(len(network.outputs))
        for at in LOSSES[network.loss].kinks
    ]
    return units + outputs


def _sign_changes(levels: Array) -> tuple[Indices, Indices, Indices, Indices]:
    """Return where (K, n, B) levels change their sign: level, row, and the points around.

    A single point right on a kink lies between its neighbours.
    """
    signs = np.sign(levels).transpose(0, 2, 1)
    near = np.argwhere(signs[:, :, :-1] * signs[:, :, 1:] < 0)
    around = (signs[:, :, :-2] * signs[:, :, 2:] < 0) & (signs[:, :, 1:-1] == 0)
    far = np.argwhere(around)
    which, row, left = np.concatenate([near, far]).T
    return which, row, left, left + np.repeat((1, 2), (len(near), len(far)))


def _distinct(kinks: list[Kink], least: float) -> tuple[Kink, ...]:
    """Return the kinks without those that lie where the one before lies."""
    found: list[Kink] = []
    for kink in kinks:
        if not found or kink.at - found[-1].at > least:
            found.append(kink)
    return tuple(found)


def kink_symbol(spec: RunSpec, kink: Kink) -> str:
    """Return what happens at a kink: z₁ = 0, or ŷ = y; with its row where there are several."""
    network = spec.network
    if kink.kind == "z":
        text = f"{unit_symbol('z', network.units[kink.number].name)} = 0"
    else:
        text = f"{output_symbol(network, network.outputs[kink.number])} = y"
    return f"{text} in row {kink.row + 1}" if spec.rows > 1 else text
