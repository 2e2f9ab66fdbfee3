"""Answers of many networks as they come in, and whether they answer what is asked now."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from skipnet_gui.core.functions import Array
from skipnet_gui.core.map_outcomes import OUTCOMES, Codes
from skipnet_gui.core.maps import MapRequest, Request, StripRequest
from skipnet_gui.core.numerals import short
from skipnet_gui.core.run_spec import Event, RunSpec
from skipnet_gui.session.jobs import Answer

UNKNOWN = -1  # the outcome of a cell that is not answered


class Look(NamedTuple):
    """How an outcome is shown: colour, a sign that says the same, and what it means."""

    color: str
    sign: str
    meaning: str


# Dark to light in about this order, for whoever does not tell the hues.
LOOKS: dict[str, Look] = {
    "diverged": Look("#9B2C6B", "∞", "not finite"),
    "converged": Look("#117733", "✓", "L ≤ 0.001"),
    "dead": Look("#2B3442", "×", "all gradients 0"),
    "rattling": Look("#DDAA33", "≈", "L rises again"),
    "moving": Look("#5CC4D3", "↓", "L still falls"),
    "stuck": Look("#C3CAD4", "–", "none of these"),
}


class Findings:
    """What is known of a request's cells by now; they are taken in as they come.

    Attributes
    ----------
    request
        What was asked.
    loss
        (n,) array of final losses, NaN where a cell is not answered.
    outcome
        (n,) indices of OUTCOMES, −1 where a cell is not answered.
    """

    def __init__(self, request: Request) -> None:
        self.request = request
        self.loss: Array = np.full(request.cells, np.nan)
        self.outcome: Codes = np.full(request.cells, UNKNOWN, np.int8)

    def take(self, answers: Sequence[Answer]) -> None:
        """Take in the answers of more cells."""
        for answer in answers:
            at = slice(answer.first, answer.first + len(answer.loss))
            self.loss[at], self.outcome[at] = answer.loss, answer.outcome

    def counts(self) -> dict[str, int]:
        """Return how many cells have each outcome, those that none has left out."""
        counts = np.bincount(self.outcome[self.outcome >= 0], minlength=len(OUTCOMES)).tolist()
        return {name: count for name, count in zip(OUTCOMES, counts, strict=True) if count}


# What may differ between two runs that are asked the same -> how the older is told.
_TOLD = {
    "network": "another network",
    "data": "other data",
    "conventions": "other conventions at kinks",
    "optimizer": "another optimizer",
    "policy": "another policy",
    "batch_size": "another batch size",
    "order": "another order",
    "seed": "another seed",
    "initial_weights": "another start",
    "events": "other changes by hand",
}


def map_differs(asked: MapRequest, spec: RunSpec) -> str:
    """Return what a map's run had that the run now has not: “α = 1”; empty if nothing."""
    free = {asked.x.weight, asked.y.weight}
    if spec.network != asked.spec.network:
        return _TOLD["network"]
    then, now = (_without(free, each) for each in (asked.spec, spec))
    step = then.same_until(now)
    return "" if step is None or step > asked.steps else _told(then, now)


def strip_differs(asked: StripRequest, spec: RunSpec, step: int) -> str:
    """Return what a strip's moment had that the moment now has not; empty if nothing.

    The rate at the step itself, and what comes later, is no part of the question.
    """
    if spec.network != asked.spec.network:
        return _TOLD["network"]
    if step != asked.step:
        return f"step {asked.step}"
    then, now = (_up_to(step, each) for each in (asked.spec, spec))
    at = then.same_until(now)
    return "" if at is None else _told(then, now)


def _without(free: set[str], spec: RunSpec) -> RunSpec:
    pairs = zip(spec.network.weight_names, spec.initial_weights, strict=True)
    return replace(spec, initial_weights=tuple(0.0 if n in free else w for n, w in pairs))


def _up_to(step: int, spec: RunSpec) -> RunSpec:
    rate = spec.learning_rate if step else 0.0
    before = [event for event in spec.events if event.step < step]
    here = [event._replace(learning_rate=None) for event in spec.events_by_step.get(step, ())]
    kept = tuple(event for event in (*before, *here) if event != Event(event.step))
    return replace(spec, learning_rate=rate, events=kept)


def _told(then: RunSpec, now: RunSpec) -> str:
    if then.learning_rate != now.learning_rate:
        return f"α = {short(then.learning_rate)}"
    if not then.data.same_as(now.data):
        return _TOLD["data"]
    changed = (name for name in _TOLD if name != "data" and _differs(name, then, now))
    return _TOLD[next(changed, "events")]


def _differs(name: str, then: RunSpec, now: RunSpec) -> bool:
    return bool(getattr(then, name) != getattr(now, name))
