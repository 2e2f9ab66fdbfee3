"""How units die, and whether they can come back, against runs that really do."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from skipnet_gui.core.dead_units import Cause, death, death_words, sparing_limit
from skipnet_gui.core.functions import Conventions
from skipnet_gui.core.history import extended, new_history
from skipnet_gui.core.network import Edge, Network, Unit
from skipnet_gui.core.openness import open_shares, relu_units, scanned
from skipnet_gui.core.optimizers import optimizer_of
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.revival import revival, revival_words
from skipnet_gui.core.run_spec import Data, Event, RunSpec
from tests.core import oracle
from tests.core.random_networks import eighths, spec_of, trainings

RELUS = ("identity", "relu")
EXERCISE = PRESETS["exercise"].make()


def run(spec, steps):
    return extended(spec, new_history(spec), steps)


def test_the_exercise_kills_unit_0_by_a_rate_of_two_thirds_or_more():
    history = run(EXERCISE, 3)
    found = death(EXERCISE, history, 1, 0)
    assert (found.cause, found.learning_rate) == (Cause.UPDATE, 1.0)
    assert found.limit == pytest.approx(2 / 3, rel=1e-15)
    assert death_words(EXERCISE, found) == (
        "Update 0, with α = 1, closed unit 0; with α below 0.6667 it would have stayed open."
    )
    spared = replace(EXERCISE, learning_rate=np.nextafter(found.limit, 0.0))
    assert spared.passes.trace(run(spared, 1).head.weights, *sample(spared)).z[0] > 0


def sample(spec, row=0):
    return spec.data.x[row], spec.data.y[row]


def test_a_closed_unit_downstream_of_it_has_the_same_limit():
    assert death(EXERCISE, run(EXERCISE, 3), 1, 1).limit == pytest.approx(2 / 3, rel=1e-15)


@settings(max_examples=120)
@given(
    project=trainings(
        activations=RELUS, losses=("absolute",), numbers=eighths, optimizers=("sgd", "adam")
    )
)
def test_just_below_the_limit_the_unit_stays_open_by_the_oracle_too(project):
    spec = spec_of(project)
    history = run(spec, 8)
    scan = scanned(None, spec, history)
    for step, unit in zip(*scan.closings(), strict=True):
        found = death(spec, history, int(step), int(unit))
        if found.cause is not Cause.UPDATE or found.limit is None:
            continue
        name = spec.network.units[unit].name
        assert 0.0 < found.limit <= found.learning_rate
        before, after = history.row(step - 1)[2], updated(project, step - 1)
        move = (before - after) / found.learning_rate
        below = (before - 0.999 * found.limit * move).tolist()
        # Just below one limit there may be a closed stretch of rates; at 0.1 % there is
        # hardly ever one, and then a smaller rate is open.
        under = [s.z(name) for s in oracle.samples(project, below)]
        at = [s.z(name) for s in oracle.samples(project, (before - found.limit * move).tolist())]
        assert max(at) <= 1e-9
        assert max(under) >= -1e-9


def updated(project, step):
    """The weights after an update, without what a hand set there."""
    changed = {**project, "runs": [{**project["runs"][0]}]}
    events = project["runs"][0]["events"]
    changed["runs"][0]["events"] = [e for e in events if e["step"] <= step]
    spec = spec_of(changed)
    return run(spec, step + 1).head.weights


def test_a_limit_between_two_open_stretches_is_that_of_the_larger_rates():
    # z = (1 − 3a)(2 − 3a) is open below 1/3 and above 2/3, with (1 − 0.4 a) it ends at 2.5.
    units = (*(Unit(k, "identity") for k in "abc"), Unit("u", "relu"))
    edges = (Edge("p", "x", "a"), Edge("q", "a", "b"), Edge("r", "b", "c"), Edge("v", "c", "u"))
    network = Network(("x",), units, edges, ("u",), "absolute")
    spec = RunSpec(network, Data(np.array([[1.0]]), np.array([[0.0]])), (1, 2, 1, 1), 3.0)
    move = np.array([3.0, 3.0, 0.4, 0.0])
    limit = sparing_limit(spec, np.array([1.0, 2.0, 1.0, 1.0]), move, 3.0, 3)
    assert limit == pytest.approx(2.5, rel=1e-12)


def test_where_every_rate_closes_it_there_is_no_limit():
    spec = replace(EXERCISE, conventions=Conventions(relu_slope_at_zero=1))
    spec = replace(spec, initial_weights=(0.0, 0.5, 0.5, 0.5))
    found = death(spec, run(spec, 2), 1, 0)
    assert found.limit is None
    assert death_words(spec, found).endswith("no smaller rate would have spared it.")


def test_a_hand_can_close_a_unit_and_so_can_the_start():
    by_hand = replace(PRESETS["rattle"].make(), events=(Event(5, weights=(("w0", -1.0),)),))
    found = death(by_hand, run(by_hand, 8), 5, 0)
    assert found.cause is Cause.HAND
    assert death_words(by_hand, found) == "unit 0 is closed since a weight was set at step 5."
    from_start = replace(EXERCISE, initial_weights=(-0.5, 0.5, 0.5, 0.5))
    assert death(from_start, run(from_start, 1), 0, 0).cause is Cause.START


def test_nothing_can_revive_the_dead_exercise():
    weights = run(EXERCISE, 1).head.weights
    found = revival(EXERCISE, weights, 0)
    assert not found.is_possible
    assert revival_words(EXERCISE, found) == ("No gradient reaches w₀: nothing can revive unit 0.")


def two_branches(closed):
    """Unit u is closed; its input h_a is moved by the branch from a to the output."""
    units = (Unit("a", "identity"), Unit("u", "relu"), Unit("o", "identity"))
    edges = (
        Edge("p", "x", "a"),
        Edge("q", "a", "u"),
        Edge("r", "u", "o"),
        Edge("s", "a", "o", trainable=not closed),
    )
    network = Network(("x",), units, edges, ("o",), "half_squared")
    start = (0.5, -0.5, 0.5, 0.0 if closed else 1.0)
    return RunSpec(network, Data(np.array([[1.0]]), np.array([[-2.0]])), start, 0.2)


def test_a_unit_before_it_with_another_way_to_the_loss_can_revive_it():
    spec = two_branches(closed=False)
    found = revival(spec, np.array(spec.initial_weights), 1)
    assert (found.is_possible, found.weights, found.through) == (True, (0,), (0,))
    assert revival_words(spec, found) == (
        "No gradient reaches q, but zᵤ can still change through hₐ, which p can move."
    )
    assert open_shares(spec, run(spec, 20).head.weights[None, :])[0, 0] == 1.0


def test_a_way_that_may_open_later_counts():
    """Only c leads on from a, and c is closed; but b, which is free, can open it."""
    units = (*(Unit(k, "identity") for k in "abo"), Unit("c", "relu"), Unit("u", "relu"))
    edges = (
        Edge("p", "x", "a"),
        Edge("q", "a", "u"),
        Edge("r", "u", "o"),
        Edge("m", "a", "c"),
        Edge("k", "b", "c"),
        Edge("l", "c", "o"),
        Edge("f", "x", "b"),
        Edge("g", "b", "o"),
    )
    network = Network(("x",), units, edges, ("o",), "half_squared")
    start = np.array((1.0, -1.0, 1.0, 1.0, -2.0, 1.0, 1.0, 1.0))
    data = Data(np.array([[1.0]]), np.array([[-1.0]]))
    found = revival(RunSpec(network, data, tuple(start), 0.1), start, 4)
    assert (found.weights, found.through) == ((0,), (0,))


def test_without_the_other_way_it_stays_closed():
    spec = two_branches(closed=True)
    assert not revival(spec, np.array(spec.initial_weights), 1).is_possible
    assert np.array_equal(run(spec, 20).head.weights, spec.initial_weights)


def test_what_the_optimizer_remembers_moves_even_a_dead_unit():
    spec = replace(EXERCISE, optimizer=optimizer_of("sgd", {"momentum": 0.9}))
    end = run(spec, 1).end
    found = revival(spec, end.weights, 0, end.slots, 2)
    assert found.remembered == (0,)
    assert "only what the optimizer remembers still moves w₀" in revival_words(spec, found)
    assert revival(EXERCISE, end.weights, 0, run(EXERCISE, 1).end.slots, 2).remembered == ()


@settings(max_examples=200)
@given(project=trainings(activations=RELUS, numbers=eighths, optimizers=("sgd",)))
def test_a_unit_called_lost_never_opens_again(project):
    project["runs"][0]["events"], project["runs"][0]["optimizer"] = [], {"name": "sgd"}
    spec = spec_of(project)
    start = np.array(spec.initial_weights)
    lost = [
        (column, unit)
        for column, unit in enumerate(relu_units(spec.network))
        if open_shares(spec, start[None, :])[0, column] == 0.0
        and not revival(spec, start, unit).is_possible
    ]
    history = run(spec, 60)
    weights = history.table.read(0, history.steps)[:, 2:]
    shares = open_shares(spec, np.ascontiguousarray(weights))
    for column, unit in lost:
        assert not shares[:, column].any(), unit
