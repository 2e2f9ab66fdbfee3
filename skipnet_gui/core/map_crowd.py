"""Many networks of one run trained side by side, each from weights of its own.

The arithmetic is that of the run: the same passes with the same functions, the same
optimizer, sums in the same order. A network's bits do not depend on how many others are
computed beside it.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skipnet_gui.core.batches import Batches
from skipnet_gui.core.functions import Array
from skipnet_gui.core.map_outcomes import Watch
from skipnet_gui.core.optimizers import Slots
from skipnet_gui.core.passes import Indices
from skipnet_gui.core.run_spec import RunSpec

MOST_NETWORKS = 4_096  # in a crowd: beyond, its arrays leave the cache
MOST_WATCHED = 50  # the updates at the end that an outcome is made of

# Freed at once: from then on the C library of Linux keeps freed memory of up to twice its
# size instead of giving it back, and the arrays of an update are not paged in again.
np.empty(1 << 21)

Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Crowd:
    """R networks between two updates, before the events of their step.

    Attributes
    ----------
    begun, step, last
        The step that it started from, that it stands at, and that it goes to.
    weights
        (E, R) array.
    rates
        The learning rate; (R,) where every network has its own.
    slots
        The optimizer's buffers, (E, R) arrays.
    generator
        As in :class:`~skipnet_gui.core.training.TrainState`.
    spoilt
        (R,) array: 0, or NaN where a loss, gradient or weight was not finite.
    watch
        What was seen of the losses of the last updates.
    """

    begun: int
    step: int
    last: int
    weights: Array
    rates: float | Array
    slots: Slots
    generator: dict[str, Any] | None
    spoilt: Array
    watch: Watch | None = None

    @property
    def watched_from(self) -> int:
        """The step from which losses are watched."""
        return max(self.begun, self.last - MOST_WATCHED)

    @property
    def done(self) -> bool:
        """Whether the wanted updates are done."""
        return self.step == self.last


def crowd_of(
    weights: Array,
    rates: float | Array,
    slots: Slots,
    generator: dict[str, Any] | None,
    steps: tuple[int, int],
) -> Crowd:
    """Return a crowd of (E, R) weights before any of its updates.

    ``slots`` are (E,) arrays, the same for every network; ``steps`` the step it starts from
    and the one that it goes to.
    """
    begun, last = steps
    wide = tuple(np.repeat(slot[:, None], weights.shape[1], axis=1) for slot in slots)
    spoilt = np.zeros(weights.shape[1])
    return Crowd(begun, begun, last, weights, rates, wide, generator, spoilt)


def advanced(spec: RunSpec, crowd: Crowd, updates: int) -> Crowd:
    """Return the crowd after some more updates, no more than are wanted."""
    begin, end = crowd.step, min(crowd.step + updates, crowd.last)
    batches = Batches(spec, begin, crowd.generator)
    span = batches.span(end - begin)
    with np.errstate(all="ignore"):
        for step in range(begin, end):
            rows = span.batch(step - begin)
            ends = step + 1 == end or step + 1 in spec.events_by_step
            stage = spec.stage(step)
            crowd = _updated(stage, _begun(stage, crowd), rows, ends)
    return replace(crowd, generator=batches.generator)


def _begun(spec: RunSpec, crowd: Crowd) -> Crowd:
    """Return the crowd from which its update starts: the policy and the events applied."""
    policy = spec.stage(crowd.step).policy
    if policy.period is None and crowd.step not in spec.events_by_step:
        return crowd
    step, rates, weights, slots = crowd.step, crowd.rates, crowd.weights, crowd.slots
    if step > crowd.begun:
        scheduled: Any = policy.rate_at  # a product, for an array of rates too
        rates = scheduled(step, rates)
    for event in spec.events_by_step.get(step, ()):
        if event.learning_rate is not None:
            rates = event.learning_rate
        if event.weights:
            weights = weights.copy()
            for name, value in event.weights:
                weights[spec.weight_index[name]] = value
        if event.optimizer is not None:
            slots = (np.zeros_like(weights),) * len(event.optimizer.rule.slots)
    return replace(crowd, rates=rates, weights=weights, slots=slots)


def _updated(spec: RunSpec, crowd: Crowd, rows: Indices, ends: bool) -> Crowd:
    """Return the crowd after an update; ``ends`` where another stretch of steps begins."""
    step, weights, rates, spoilt = crowd.step, crowd.weights, crowd.rates, crowd.spoilt
    loss, gradient = loss_and_gradient(spec, weights, rows)
    watch = crowd.watch
    if step >= crowd.watched_from:
        watch = _watched(spec, watch, weights, loss, gradient)
    fixed = [k for k, edge in enumerate(spec.network.edges) if not edge.trainable]
    judges = spec.policy.rule.judges
    spoilt = spoilt + loss * 0.0
    for edge in fixed:
        spoilt = spoilt + gradient[edge] * 0.0
    if ends or judges:
        # Elsewhere a trainable weight that is not finite stays so.
        spoilt = spoilt + _zeros_or_nan(weights) + _zeros_or_nan(gradient)
    count = step + 1 - spec.optimizer_since
    optimizer = spec.optimizer
    move, slots = optimizer.rule.direction(optimizer.options, gradient, crowd.slots, count)
    moved = weights - rates * move
    if fixed:
        moved[fixed] = weights[fixed]
    after = replace(
        crowd, step=step + 1, weights=moved, rates=rates, slots=slots, spoilt=spoilt, watch=watch
    )
    return _judged(spec, crowd, after, loss, rows) if judges else after


def _judged(spec: RunSpec, before: Crowd, after: Crowd, loss: Array, rows: Indices) -> Crowd:
    """Return the crowd with the updates taken back that the policy does not let stand."""
    tried, _ = loss_and_gradient(spec, after.weights, rows)
    judged: Any = np.frompyfunc(spec.policy.judged, 3, 2)
    verdicts, rates = judged(after.rates, loss, tried)
    stands = verdicts.astype(bool)
    pairs = zip(after.slots, before.slots, strict=True)
    return replace(
        after,
        weights=np.where(stands, after.weights, before.weights),
        slots=tuple(np.where(stands, new, old) for new, old in pairs),
        rates=rates.astype(np.float64),
    )


def final(spec: RunSpec, crowd: Crowd) -> tuple[Watch, Flags]:
    """Return what was seen up to the last row of a crowd that is done, and who diverged."""
    with np.errstate(all="ignore"):
        weights = _begun(spec.stage(crowd.step), crowd).weights
        rows = Batches(spec, crowd.step, crowd.generator).span(1).batch(0)
        loss, gradient = loss_and_gradient(spec, weights, rows)
        watch = _watched(spec, crowd.watch, weights, loss, gradient)
        spoilt = crowd.spoilt + loss * 0.0 + _zeros_or_nan(weights) + _zeros_or_nan(gradient)
        return watch, np.isnan(spoilt) | ~np.isfinite(watch.last)


def loss_and_gradient(spec: RunSpec, weights: Array, rows: Indices) -> tuple[Array, Array]:
    """Return the (R,) losses and (E, R) gradients of (E, R) weights, means over rows."""
    networks, count = weights.shape[1], len(rows)
    at_once = max(1, MOST_NETWORKS // networks)
    passes, columns = spec.training_passes, weights.T
    loss = gradient = None
    for first in range(0, count, at_once):
        x, y = spec.batch(rows[first : first + at_once])
        forward = passes.forward(columns, x, y)
        terms = np.concatenate(passes.backward(columns, forward, y).edge_terms)
        loss = _added(loss, forward.losses)
        gradient = _added(gradient, terms.reshape(len(weights), networks, -1))
    assert loss is not None
    assert gradient is not None
    return (loss, gradient) if count == 1 else (loss / count, gradient / count)


def _added(total: Array | None, terms: Array) -> Array:
    """Return a sum with the terms of the last axis added one after the other."""
    if total is not None:
        terms[..., 0] += total
    if terms.shape[-1] > 1:
        terms = np.add.accumulate(terms, axis=-1)
    last: Array = terms[..., -1]
    return last


def _watched(
    spec: RunSpec, watch: Watch | None, weights: Array, loss: Array, gradient: Array
) -> Watch:
    """Return what was seen with one more row, whose batch has this loss and gradient."""
    if not _sees_all_in_order(spec):
        loss, gradient = loss_and_gradient(spec, weights, np.arange(spec.rows))
    trainable = gradient if spec.trainable is None else gradient[spec.trainable > 0.0]
    still = ~np.any(trainable != 0.0, axis=0)
    return Watch.begun(loss, still) if watch is None else watch.with_row(loss, still)


def _sees_all_in_order(spec: RunSpec) -> bool:
    """Whether every batch is the whole data, its rows as they are listed."""
    return spec.steps_per_epoch == 1 and (spec.order == "cyclic" or spec.rows == 1)


def _zeros_or_nan(numbers: Array) -> Array:
    """Return an (R,) array: 0, or NaN where one of the (E, R) numbers is not finite."""
    return np.where(np.isfinite(numbers).all(axis=0), 0.0, np.nan)
