"""The loss over the test rows along a run, from recorded weights: it is looked at only.

It is worked out at a few hundred steps in sight, on a grid that stays where it is as the
run grows, so what is known stays known and a frame adds only what is new.
"""

from dataclasses import dataclass

import numpy as np

from skipnet_gui.core.functions import Array
from skipnet_gui.core.history import History
from skipnet_gui.core.passes import Indices, mean_in_order
from skipnet_gui.core.recorded import thinned_steps, weights_at
from skipnet_gui.core.run_spec import Data, RunSpec

MOST_STEPS = 400
PRODUCTS = 200_000  # of steps, edges and rows at once: some milliseconds
_NO_STEPS = np.empty(0, np.intp)


@dataclass(frozen=True, eq=False)
class Sampled:
    """The mean loss over the test rows at some steps of a run.

    Attributes
    ----------
    spec, rows
        The run, and the test rows.
    steps, losses
        (n,) arrays; the steps rise.
    missing
        How many of the steps that were asked for are not worked out yet.
    """

    spec: RunSpec
    rows: Data
    steps: Indices
    losses: Array
    missing: int

    def at(self, step: int) -> float | None:
        """Return the loss at a step, None where it has not been worked out."""
        found = np.flatnonzero(self.steps == step)
        return float(self.losses[found[0]]) if len(found) else None


def losses_over(spec: RunSpec, rows: Data, weights: Array) -> Array:
    """Return the (n,) mean losses over all of some rows at (n, E) weights."""
    x = np.ascontiguousarray(rows.x.T)[:, None, :]
    y = np.ascontiguousarray(rows.y.T)[:, None, :]
    most = _affordable(spec, rows, PRODUCTS)
    found = [np.empty(0)]
    with np.errstate(all="ignore"):
        for first in range(0, len(weights), most):
            forward = spec.passes.forward(weights[first : first + most], x, y)
            found.append(mean_in_order(forward.losses))
    return np.concatenate(found)


def sampled(
    old: Sampled | None,
    spec: RunSpec,
    rows: Data,
    history: History,
    sight: tuple[int, int],
    shown: int,
    products: int = PRODUCTS,
) -> Sampled:
    """Return the losses between two steps, the step shown and the last one among them.

    What ``old`` knows of the same past is kept. Of the others as many are worked out as
    ``products`` allow, spread evenly: one at least, the step shown first. 0 allows none.
    """
    wanted = _wanted(history, *sight, shown)
    steps, losses = _kept(old, spec, rows, wanted)
    need = wanted[~np.isin(wanted, steps)]
    most = _affordable(spec, rows, products) if products else 0
    chosen = _spread(need, most, min(shown, history.steps))
    if len(chosen):
        steps = np.concatenate([steps, chosen])
        losses = np.concatenate([losses, losses_over(spec, rows, weights_at(history, chosen))])
        order = np.argsort(steps)
        steps, losses = steps[order], losses[order]
    return Sampled(spec, rows, steps, losses, len(need) - len(chosen))


def _affordable(spec: RunSpec, rows: Data, products: int) -> int:
    """Return how many steps so many products of edges and rows are enough for."""
    return max(products // (len(spec.network.edges) * len(rows.x)), 1)


def _wanted(history: History, first: int, last: int, shown: int) -> Indices:
    grid, _ = thinned_steps(first, min(last, history.steps), MOST_STEPS)
    ends = [min(shown, history.steps), *([history.steps] if first <= history.steps <= last else [])]
    return np.union1d(grid, np.array(ends, np.intp))


def _kept(old: Sampled | None, spec: RunSpec, rows: Data, wanted: Indices) -> tuple[Indices, Array]:
    """Return what is known of the wanted steps of a run with the same past."""
    if old is None or old.rows is not rows:
        return _NO_STEPS, np.empty(0)
    agree = None if old.spec is spec else old.spec.same_until(spec)
    still = np.isin(old.steps, wanted)
    if agree is not None:
        still &= old.steps < agree
    return old.steps[still], old.losses[still]


def _spread(need: Indices, most: int, shown: int) -> Indices:
    """Return at most so many of the steps, the one shown if it is among them, the rest even."""
    if len(need) <= most:
        return need
    others = need[need != shown]
    first = need[need == shown][:most]
    room = most - len(first)
    even = np.linspace(0, len(others) - 1, room).astype(np.intp) if room else _NO_STEPS
    return np.union1d(first, others[even])
