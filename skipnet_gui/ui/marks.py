"""The changes by hand as marks along the steps, for plots and timeline. No Qt here."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from skipnet_gui.core.functions import Array
from skipnet_gui.core.history import History, stopped
from skipnet_gui.core.notation import derivative, name_symbol
from skipnet_gui.core.numerals import MINUS, short
from skipnet_gui.core.run_spec import Event, RunSpec

MERGED_PX = 8.0
_FEW_WEIGHTS = 2


@dataclass(frozen=True)
class Mark:
    """A line at a step with a text; ``count`` changes by hand lie so close that they are one."""

    step: int
    text: str
    count: int = 1
    stop: bool = False


def event_text(event: Event) -> str:
    """Return what an event does: “α 0.025”, “w₁ = 0.3”."""
    texts = []
    if event.learning_rate is not None:
        texts.append(f"α {short(event.learning_rate)}")
    if len(event.weights) > _FEW_WEIGHTS:
        texts.append(f"{len(event.weights)} weights set")
    else:
        texts += [f"{name_symbol(name)} = {short(value)}" for name, value in event.weights]
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


def merged(places: Array, gap: float) -> list[tuple[int, int]]:
    """Return (first, count) of groups of sorted places; a group is less than ``gap`` wide."""
    groups: list[tuple[int, int]] = []
    index = 0
    while index < len(places):
        end = int(np.searchsorted(places, places[index] + gap))
        groups.append((index, max(end - index, 1)))
        index += groups[-1][1]
    return groups
