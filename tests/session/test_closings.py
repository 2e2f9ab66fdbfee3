"""Units that close along a run: found a little at a time, and told in words."""

from dataclasses import replace

import numpy as np
import pytest

from skipnet_gui.core.history import cut, extended, new_history
from skipnet_gui.core.openness import new_scan, scanned
from skipnet_gui.core.optimizers import Optimizer
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data, Event
from skipnet_gui.session.closings import NO_CLOSINGS, Closings
from skipnet_gui.session.document import new_document
from skipnet_gui.session.fates import alive_words, fate
from skipnet_gui.session.gate_search import Search, last_seen, open_words
from skipnet_gui.session.project import project_of
from skipnet_gui.session.snapshot import snapshot
from tests.benchmarks.bench_frame import thirty_edges

EXERCISE = PRESETS["exercise"].make()
# Opens and closes b0 and b2 several times.
RESTLESS = replace(
    thirty_edges(),
    data=Data(np.array([[1.0], [-0.7], [0.3]]), np.array([[2.0], [1.0], [-1.0]])),
    learning_rate=0.08,
    initial_weights=tuple(np.random.default_rng(3).uniform(-0.7, 0.7, 30).tolist()),
)


def run(spec, steps):
    return extended(spec, new_history(spec), steps)


def searched(spec, history, search=None):
    search = search or Search()
    search.look(spec, history)
    while not search.has_seen(history.steps):
        search.look(spec, history)
    return search


def pairs(closings: Closings):
    return list(zip(closings.steps.tolist(), closings.units.tolist(), strict=True))


def test_the_exercise_kills_both_units_with_its_first_step():
    found = searched(EXERCISE, run(EXERCISE, 20)).closings
    assert pairs(found) == [(1, 0), (1, 1)]
    assert found.units_at(1) == (0, 1)
    assert found.units_at(2) == ()


def test_what_is_found_along_the_way_is_what_is_found_at_the_end():
    search, history = Search(), new_history(RESTLESS)
    for _ in range(40):
        history = extended(RESTLESS, history, 17)
        search.look(RESTLESS, history)
    searched(RESTLESS, history, search)
    steps, units = scanned(new_scan(RESTLESS), RESTLESS, history, most=10_000).closings()
    assert len(steps) > 2
    assert pairs(search.closings) == list(zip(steps.tolist(), units.tolist(), strict=True))


def test_a_shorter_history_or_another_run_forgets_what_is_no_more():
    history = run(RESTLESS, 700)
    search = searched(RESTLESS, history)
    last = int(search.closings.steps[-1])
    shorter = cut(RESTLESS, history, last - 1)
    assert last not in searched(RESTLESS, shorter, search).closings.steps
    spared = replace(EXERCISE, learning_rate=0.01)
    search = searched(EXERCISE, run(EXERCISE, 5))
    search.look(spared, run(spared, 5))
    assert pairs(search.closings) == []


def test_closings_beyond_a_step_are_left_out():
    closings = Closings(np.array([1, 1, 7]), np.array([0, 1, 0]))
    assert pairs(closings.until(6)) == [(1, 0), (1, 1)]
    assert closings.until(7) is closings
    assert pairs(NO_CLOSINGS.until(7)) == []


def test_a_death_is_told_with_its_update_its_limit_and_that_nothing_helps():
    history = run(EXERCISE, 5)
    found = fate(EXERCISE, history, searched(EXERCISE, history), 1, 0)
    assert found.death == (
        "Update 0, with α = 1, closed unit 0; with α below 0.6667 it would have stayed open."
    )
    assert found.revival == "No gradient reaches w₀: nothing can revive unit 0."


def test_momentum_of_the_step_of_death_is_told_as_what_still_moves():
    momentum = Event(0, optimizer=Optimizer("sgd", (("momentum", 0.9),)))
    spec = replace(EXERCISE, events=(momentum,))
    history = run(spec, 5)
    told = fate(spec, history, searched(spec, history), 1, 0).revival
    assert told.endswith("only what the optimizer remembers still moves w₀.")


def test_a_unit_that_opened_again_says_when():
    history = run(RESTLESS, 700)
    search = searched(RESTLESS, history)
    first, unit = pairs(search.closings)[1]
    told = fate(RESTLESS, history, search, first, unit).revival
    opened = search.opened_after(first, unit)
    assert told == f"It opened again at step {opened}."
    assert search.closed_since(opened - 1, unit) is not None
    assert search.closed_since(opened, unit) is None


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "closed"),
        (1.0, "open"),
        (0.5, "50 % open"),
        (0.001, "1 % open"),
        (0.9999, "99 % open"),
    ],
)
def test_a_share_is_told_in_whole_percent_and_never_as_all_or_none(share, words):
    assert open_words(share) == words


def test_a_unit_closed_for_one_sample_alone_is_not_dead():
    data = Data(np.array([[1.0], [-1.0]]), np.array([[-3.0], [0.0]]))
    spec = replace(EXERCISE, data=data)
    moment = snapshot(new_document(project_of(spec)).with_sample(1))
    assert 0 in moment.closed
    assert alive_words(spec, moment, 0).startswith(
        "Unit 0 lets nothing through for this sample, but is open for 1 of 2 samples"
    )


def test_what_is_not_computed_yet_is_not_given_away_by_later_steps():
    document = new_document(project_of(EXERCISE))
    document = document.with_history(0, run(EXERCISE, 9), None).at(3)
    seen = [last_seen(snapshot(document.at_operation(n))) for n in (0, 14, None)]
    assert seen == [2, 3, 9]
