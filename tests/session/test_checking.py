"""The state at a step, and the check of gradients as a person reads it."""

from dataclasses import replace

import pytest

from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Event
from skipnet_gui.session.checking import check_table, checked, is_fine, reached, summary

EXERCISE = PRESETS["exercise"].make()


def check_at(spec, step=0):
    return checked(spec, *reached(spec, step))


def test_the_table_names_every_weight_and_its_verdict():
    header, *rows, last = check_table(check_at(EXERCISE)).splitlines()
    assert header.split() == [
        *("weight", "analytic", "central", "left", "right", "difference", "verdict")
    ]
    assert [row.split()[0] for row in rows] == ["w0", "w1", "ws", "w2"]
    assert [row.split()[1] for row in rows] == ["0.75", "0.25", "0.5", "0.25"]
    assert {row.split()[-1] for row in rows} == {"ok"}
    assert last.startswith("largest relative difference ")


def test_a_kink_is_fine_and_said_to_be_one():
    checks = check_at(replace(EXERCISE, initial_weights=(0.5, 0.0, 0.5, 0.5)))
    assert is_fine(checks)
    assert "1 of 4 on a kink" in summary(checks)


def test_what_is_not_confirmed_is_named():
    checks = check_at(replace(EXERCISE, initial_weights=(1e200, 1e200, 1.0, 1.0)))
    assert not is_fine(checks)
    assert summary(checks) == "not confirmed: w0, w1, ws and 1 more"


def test_a_step_is_reached_with_its_events():
    spec = replace(EXERCISE, events=(Event(3, weights=(("w0", 0.5), ("ws", 0.5))),))
    state, row = reached(spec, 3)
    assert (state.step, row.step) == (3, 3)
    assert row.weights.tolist() == [0.5, 0.25, 0.5, 0.25]
    assert check_at(spec, 3)[0].analytic == 0.5625


@pytest.mark.parametrize("step", [10_000, 1_000_000])
def test_a_run_that_leaves_the_numbers_is_reached_as_far_as_it_goes(step):
    units = tuple(replace(unit, activation="identity") for unit in EXERCISE.network.units)
    network = replace(EXERCISE.network, units=units, loss="squared")
    spec = replace(EXERCISE, network=network, initial_weights=(2.0,) * 4, learning_rate=5.0)
    _, row = reached(spec, step)
    assert row.step < 100
