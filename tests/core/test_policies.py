"""Learning-rate policies against the same rules written down for one weight."""

from dataclasses import replace

import pytest

from skipnet_gui.core.network import Edge, Network, Unit
from skipnet_gui.core.policies import policy_of
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data, Event, RunSpec
from skipnet_gui.core.training import advance, initial_state

# ŷ = w x, L = (y − ŷ)²: the loss rises as soon as α x² > 1.
LINE = Network(("x",), (Unit("0", "identity"),), (Edge("w", "x", "0"),), ("0",), "squared")


def line(rate, policy, **changes):
    return RunSpec(LINE, Data([[1.0]], [[2.0]]), (0.0,), rate, policy=policy, **changes)


def rates(spec, steps):
    return advance(spec, initial_state(spec), steps)[0].learning_rate.tolist()


def test_step_decay_cuts_every_so_many_steps():
    spec = line(1.0, policy_of("step_decay", {"every": 2, "factor": 0.1}))
    assert rates(spec, 5) == [1.0, 1.0, 0.1, 0.1, pytest.approx(0.01)]


def test_exponential_shrinks_at_each_step():
    assert rates(line(1.0, policy_of("exponential", {"factor": 0.5})), 4) == [1, 0.5, 0.25, 0.125]


def test_a_rate_set_by_hand_is_where_the_policy_goes_on():
    policy = policy_of("exponential", {"factor": 0.5})
    spec = line(1.0, policy, events=(Event(2, learning_rate=3.0),))
    assert rates(spec, 4) == [1.0, 0.5, 3.0, 1.5]


def test_the_bold_driver_takes_a_rise_back_and_halves():
    spec = line(1.25, policy_of("bold_driver", {}))
    rows, _ = advance(spec, initial_state(spec), 40)
    weight, rate = 0.0, 1.25
    for step in range(40):
        assert (rows.weights[step, 0], rows.learning_rate[step]) == (weight, rate)
        tried = weight - rate * (-2.0 * (2.0 - weight))
        before, after = (2.0 - weight) ** 2, (2.0 - tried) ** 2
        if after < before:
            weight, rate = tried, rate * 1.05
        elif after > before:
            rate *= 0.5
    assert rows.weights[1, 0] == 0.0  # the first leap was too far
    assert rows.learning_rate[1] == 0.625
    assert rows.loss[-1] < 1e-6


def test_the_bold_driver_takes_momentum_back_too():
    spec = replace(PRESETS["rattle"].make(), policy=policy_of("bold_driver", {}))
    rows, _ = advance(spec, initial_state(spec), 300)
    assert all(later <= earlier for earlier, later in zip(rows.loss, rows.loss[1:], strict=False))
    assert rows.loss[-1] < 1e-3


def test_the_bold_driver_rests_where_nothing_moves():
    spec = replace(PRESETS["exercise"].make(), policy=policy_of("bold_driver", {}))
    after_death = rates(spec, 50)
    assert len(set(after_death[5:])) == 1


@pytest.mark.parametrize("name", ["step_decay", "exponential", "bold_driver"])
@pytest.mark.parametrize("preset", ["rattle", "curve"])
def test_training_in_pieces_gives_the_same_bits(name, preset):
    spec = replace(PRESETS[preset].make(), policy=policy_of(name, {}), order="shuffled")
    whole, _ = advance(spec, initial_state(spec), 250)
    state, parts = initial_state(spec), []
    for updates in (1, 99, 1, 100, 49):
        rows, state = advance(spec, state, updates)
        parts += rows.columns.T.tolist()
    assert parts == whole.columns.T.tolist()
