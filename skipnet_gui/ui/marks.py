"""The changes by hand as marks along the steps, for plots and timeline. No Qt here."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from skipnet_gui.core.functions import Array
from skipnet_gui.core.history import History, stopped
from skipnet_gui.core.notation import derivative, name_symbol
from skipnet_gui.core.numerals import MINUS, grouped, short
from skipnet_gui.core.passes import Indices
from skipnet_gui.core.run_spec import Event, RunSpec
from skipnet_gui.session.closings import NO_CLOSINGS, Closings

MERGED_PX = 8.0
_FEW_WEIGHTS, _FEW_UNITS = 2, 3


@dataclass(frozen=True)
class Mark:
    """A line at a step with a text; ``count`` changes by hand lie so close that they are one."""

    step: int
    text: str
    count: int = 1
    stop: bool = False


def event_text(event: Event) -> str:
    """Return what an event does: “α 0.025”, “w₁ = 0.3”, “Adam”."""
    texts = []
    if event.learning_rate is not None:
        texts.append(f"α {short(event.learning_rate)}")
    if len(event.weights) > _FEW_WEIGHTS:
        texts.append(f"{len(event.weights)} weights set")
    else:
        texts += [f"{name_symbol(name)} = {short(value)}" for name, value in event.weights]
    texts += [each.rule.title for each in (event.optimizer, event.policy) if each is not None]
    return ", ".join(texts)


@dataclass(frozen=True, eq=False)
class Marks:
    """The events of a run, ready to be found by step; texts are made for those shown only."""

    events: tuple[Event, ...] = ()

    @cached_property
    def _ordered(self) -> tuple[Array, tuple[Event, ...]]:
        steps = np.array([event.step for event in self.events], dtype=np.float64)
        order = np.argsort(steps, kind="stable")
        return steps[order], tuple(self.events[index] for index in order.tolist())

    def between(self, first: float, last: float, step_px: float) -> list[Mark]:
        """Return the marks of the steps from ``first`` to ``last``, merged by pixels."""
        steps, events = self._ordered
        start, end = np.searchsorted(steps, first), np.searchsorted(steps, last, side="right")
        return [
            Mark(int(steps[start + index]), event_text(events[start + index]), count)
            for index, count in merged(steps[start:end] * step_px, MERGED_PX)
        ]

    def after(self, step: int) -> int:
        """Return how many events lie beyond a step."""
        steps, _ = self._ordered
        return len(steps) - int(np.searchsorted(steps, step, side="right"))


@dataclass(frozen=True, eq=False)
class ClosingMarks:
    """Where units closed for every sample, with the names of all units."""

    closings: Closings = NO_CLOSINGS
    names: tuple[str, ...] = ()

    def between(self, first: int, last: int, step_px: float) -> list[Mark]:
        """Return the marks of the steps from ``first`` to ``last``, merged by pixels."""
        steps = self.closings.steps
        start, end = np.searchsorted(steps, first), np.searchsorted(steps, last, "right")
        found = merged(steps[start:end], MERGED_PX / step_px)
        return [self._mark(int(steps[start + index]), count) for index, count in found]

    def _mark(self, step: int, count: int) -> Mark:
        more = count - len(self.closings.units_at(step))
        rest = f", and {grouped(more)} more close by" if more > 0 else ""
        return Mark(step, f"{self.text_at(step)}{rest}", count)

    def text_at(self, step: int) -> str:
        """Return which units closed at a step: “unit 0 and unit 1 closed”, or nothing."""
        names = [f"unit {self.names[unit]}" for unit in self.closings.units_at(step)]
        return f"{_enumerated(names)} closed" if names else ""

    def next_to(self, step: int, forward: bool) -> int | None:
        """Return the nearest step after or before one at which a unit closed."""
        steps = self.closings.steps
        at = int(np.searchsorted(steps, step, "right" if forward else "left"))
        at -= not forward
        return int(steps[at]) if 0 <= at < len(steps) else None


def _enumerated(names: list[str]) -> str:
    """Return a few names as a phrase, and how many more there are."""
    shown, rest = names[:_FEW_UNITS], len(names) - _FEW_UNITS
    if rest > 0:
        shown.append(f"{rest} more")
    return " and ".join(part for part in (", ".join(shown[:-1]), shown[-1]) if part)


def stop_mark(spec: RunSpec, history: History) -> Mark | None:
    """Return the mark that says what is not finite where the run stopped, or None."""
    found = stopped(spec, history)
    if found is None:
        return None
    kind, _, name = found[0].partition("_")
    symbol = name_symbol(name)
    what = {"weight": symbol, "gradient": derivative(symbol)}.get(kind, "loss")
    value = str(found[1]).replace("-", MINUS)
    return Mark(history.steps, f"{what} is {value}", stop=True)


def merged(places: Array | Indices, gap: float) -> list[tuple[int, int]]:
    """Return (first, count) of groups of sorted places; a group is less than ``gap`` wide."""
    groups: list[tuple[int, int]] = []
    index = 0
    while index < len(places):
        end = int(np.searchsorted(places, places[index] + gap))
        groups.append((index, max(end - index, 1)))
        index += groups[-1][1]
    return groups
