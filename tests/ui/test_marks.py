"""Marks of changes by hand: what they say, and that crowds become one."""

from dataclasses import replace

import numpy as np
import pytest

from skipnet_gui.core.history import extended, new_history
from skipnet_gui.core.network import Edge, Network, Unit
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data, Event, RunSpec
from skipnet_gui.ui.marks import Mark, Marks, event_text, stop_mark

RUNAWAY = RunSpec(
    Network(("x",), (Unit("0", "identity"),), (Edge("w0", "x", "0"),), ("0",), "half_squared"),
    Data(np.array([[1.0]]), np.array([[-3.0]])),
    (0.5,),
    learning_rate=1e20,
)


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (Event(5, learning_rate=0.025), "α 0.025"),
        (Event(5, weights=(("w1", 0.3),)), "w₁ = 0.3"),
        (Event(5, 1e-6, (("ws", -0.5),)), "α 1e−6, wₛ = −0.5"),
        (Event(5, weights=(("a", 1.0), ("b", 1.0), ("c", 1.0))), "3 weights set"),
    ],
)
def test_a_mark_says_what_was_changed(event: Event, text: str) -> None:
    assert event_text(event) == text


def test_marks_are_found_by_step_in_whatever_order_they_are_kept() -> None:
    marks = Marks((Event(60, 0.1), Event(20, 0.2), Event(90, 0.3)))
    assert marks.between(10, 70, 4.0) == [Mark(20, "α 0.2"), Mark(60, "α 0.1")]
    assert marks.after(20) == 2


def test_marks_closer_than_eight_pixels_are_one_with_a_count() -> None:
    marks = Marks(tuple(Event(step, 0.1) for step in (10, 11, 12, 40)))
    assert [(mark.step, mark.count) for mark in marks.between(0, 100, 2.0)] == [(10, 3), (40, 1)]
    assert [mark.count for mark in marks.between(0, 100, 8.0)] == [1, 1, 1, 1]


def test_a_hundred_thousand_changes_leave_a_handful_of_marks() -> None:
    marks = Marks(tuple(Event(step, 0.1) for step in range(100_000)))
    shown = marks.between(0, 100_000, 300 / 100_000)
    assert len(shown) <= 300 / 8 + 1
    assert sum(mark.count for mark in shown) == 100_000


def test_a_run_that_stopped_says_what_is_not_finite() -> None:
    history = extended(RUNAWAY, new_history(RUNAWAY), 50)
    mark = stop_mark(RUNAWAY, history)
    assert mark is not None
    assert mark.text == "loss is inf"
    assert mark.step == history.steps
    head = history.head._replace(weights=np.array([-np.inf]))
    assert stop_mark(RUNAWAY, replace(history, head=head)) == replace(mark, text="w₀ is −inf")


def test_a_run_that_goes_on_has_no_such_mark() -> None:
    spec = PRESETS["rattle"].make()
    assert stop_mark(spec, new_history(spec)) is None
