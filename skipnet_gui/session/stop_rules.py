"""When a run that is to stop by itself does: at a step, below a loss, where the loss is flat.

A rule is looked at step by step, however many a frame trains, so where it stops does not
depend on how fast they are shown.
"""

from typing import NamedTuple

import numpy as np

from skipnet_gui.core.functions import Array
from skipnet_gui.core.history import History, first_below
from skipnet_gui.core.numerals import grouped, short
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.session.document import Document


class Flat(NamedTuple):
    """The loss is flat: its lowest falls by less than ``share`` over a span.

    ``span`` is a number of steps, or with ``by_epoch`` of epochs. Where an epoch has several
    batches, each with a loss of its own, the means of whole epochs are compared.
    """

    share: float = 0.001
    span: int = 100
    by_epoch: bool = False

    def epochs(self, steps_per_epoch: int) -> int:
        """Return the span in epochs."""
        return self.span if self.by_epoch else -(-self.span // steps_per_epoch)


class StopRule(NamedTuple):
    """What ends a run: the first that holds of those that are not None."""

    step: int | None = None
    below: float | None = None
    flat: Flat | None = None


Stop = tuple[int, str]  # a step, and why the run ends there


class StopWatch:
    """Looks at each step of a run once, from the one where it began on."""

    def __init__(self, rule: StopRule, document: Document) -> None:
        self._rule = rule
        self._seen = document.position.step
        self._flat = None
        if rule.flat is not None:
            self._flat = FlatWatch(rule.flat, document.spec, self._seen)

    def first(self, document: Document) -> Stop | None:
        """Return the first step up to the one shown where a rule holds, and a sentence."""
        step, history, spec = document.position.step, document.history, document.spec
        since, self._seen = self._seen, step
        found = [
            self._below(history, since + 1, step),
            self._flat.first(history, step) if self._flat else None,
            self._at_step(spec, step),
        ]
        return min(filter(None, found), default=None, key=lambda stop: stop[0])

    def _below(self, history: History, first: int, last: int) -> Stop | None:
        if self._rule.below is None:
            return None
        at = first_below(history, first, last, self._rule.below)
        if at is None:
            return None
        return at, f"Reached L = {short(history.row(at)[1])} at step {grouped(at)}."

    def _at_step(self, spec: RunSpec, step: int) -> Stop | None:
        wanted = self._rule.step
        if wanted is None or step < wanted:
            return None
        epochs, rest = divmod(step, spec.steps_per_epoch)
        whole = spec.steps_per_epoch > 1 and rest == 0
        return step, f"Reached step {grouped(step)}{f', epoch {grouped(epochs)}' * whole}."


class FlatWatch:
    """Follows the lowest loss of the epochs, and the one that was the lowest a span before."""

    def __init__(self, rule: Flat, spec: RunSpec, step: int) -> None:
        self._rule, self._per_epoch = rule, spec.steps_per_epoch
        self._span = rule.epochs(self._per_epoch)
        first = -(-step // self._per_epoch)
        self._first, self._next = first, first  # the epoch that is looked at next
        self._low = self._low_before = np.inf

    def first(self, history: History, step: int) -> Stop | None:
        """Return the first step up to one at which the loss is flat, and a sentence."""
        # The loss of a step is known at that step; an epoch of several is over after the last.
        end = step + 1 if self._per_epoch == 1 else step // self._per_epoch
        begin = self._next
        if end <= begin:
            return None
        lows = self._lows(history, begin, end, self._low)
        before = self._lows(
            history,
            max(begin - self._span, self._first),
            max(end - self._span, self._first),
            self._low_before,
        )
        self._next, self._low = end, lows[-1]
        self._low_before = before[-1] if len(before) else self._low_before
        lows = lows[len(lows) - len(before) :]
        fall = before - lows
        flat = np.flatnonzero((fall < self._rule.share * np.abs(before)) | (fall == 0.0))
        if not len(flat):
            return None
        at = int(flat[0])
        epoch = end - len(before) + at
        return self._told(epoch, float(before[at]), float(lows[at]))

    def _lows(self, history: History, first: int, end: int, low: float) -> Array:
        """Return the lowest mean loss so far at the end of some epochs."""
        losses = losses_of(history, first * self._per_epoch, end * self._per_epoch)
        means = losses.reshape(-1, self._per_epoch).mean(axis=1)
        return np.minimum.accumulate(np.append(low, means))[1:]

    def _told(self, epoch: int, before: float, low: float) -> Stop:
        several = self._per_epoch > 1
        step = (epoch + 1) * self._per_epoch if several else epoch
        where = f"step {grouped(step)}" + (f", epoch {grouped(epoch + 1)}" if several else "")
        span = f"{grouped(self._span)} {'epoch' if several else 'step'}"
        span += "" if self._span == 1 else "s"
        lowest = "lowest mean over an epoch" if several else "lowest loss"
        return step, (
            f"The loss is flat at {where}: in {span} the {lowest} fell from {short(before)}"
            f" to {short(low)}, less than {100.0 * self._rule.share:.4g} %."
        )


def losses_of(history: History, first: int, end: int) -> Array:
    """Return the losses of steps ``first`` to ``end`` − 1, of which the last may be the head."""
    losses = history.table.read(first, min(end, history.steps))[:, 1]
    return np.append(losses, history.head.loss) if first < end > history.steps else losses
