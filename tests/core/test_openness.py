"""Open and closed ReLU units along a run, against the oracle's z row by row."""

import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from skipnet_gui.core.functions import Conventions
from skipnet_gui.core.history import cut, extended, new_history
from skipnet_gui.core.openness import openness, relu_units, scanned
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.recorded import rows_at
from skipnet_gui.core.run_spec import Event
from tests.core import oracle
from tests.core.random_networks import eighths, spec_of, trainings

RELUS = ("identity", "relu")


def run(spec, steps):
    return extended(spec, new_history(spec), steps)


def expected_shares(project, spec, history, step):
    """For what share of the samples each ReLU is open, by the oracle."""
    found = oracle.samples(project, history.row(step)[2].tolist())
    names = [spec.network.units[unit].name for unit in relu_units(spec.network)]
    opened = [[s.z(name) >= 0 if s.at_zero else s.z(name) > 0 for name in names] for s in found]
    return np.mean(opened, axis=0)


@settings(max_examples=80)
@given(project=trainings(activations=RELUS, losses=("absolute",), numbers=eighths))
def test_every_step_shows_which_units_are_open(project):
    spec = spec_of(project)
    history = run(spec, 6)
    found = openness(spec, history, 0, 6)
    assert (found.stride, found.steps.tolist()) == (1, list(range(history.steps + 1)))
    for step in found.steps:
        expected = expected_shares(project, spec, history, step)
        assert found.shares[:, step] == pytest.approx(expected, abs=1e-12)


@settings(max_examples=80)
@given(project=trainings(activations=RELUS, losses=("absolute",), numbers=eighths))
def test_every_step_at_which_a_unit_closed_is_found_in_any_portions(project):
    spec, units = spec_of(project), relu_units(spec_of(project).network)
    history, scan = run(spec, 3), None
    for steps in (3, 8, 12):
        history = extended(spec, history, steps - history.steps)
        while scan is None or scan.rows <= history.steps:
            scan = scanned(scan, spec, history, most=2)
    closed = [expected_shares(project, spec, history, s) == 0 for s in range(history.steps + 1)]
    before = [np.zeros(len(units), bool), *closed]
    expected = [
        (step, unit)
        for step, now in enumerate(closed)
        for unit, is_closed, was in zip(units, now, before[step], strict=True)
        if is_closed and not was
    ]
    assert list(zip(*map(np.ndarray.tolist, scan.closings()), strict=True)) == expected
    for step, now in enumerate(closed):
        assert set(scan.closed_since(step)) == {u for u, c in zip(units, now, strict=True) if c}


def test_the_exercise_loses_both_units_at_step_1():
    spec = PRESETS["exercise"].make()
    scan = scanned(None, spec, run(spec, 5))
    assert [column.tolist() for column in scan.closings()] == [[1, 1], [0, 1]]
    assert (scan.closed_since(0), scan.closed_since(4)) == ({}, {0: 1, 1: 1})


def test_a_unit_on_its_kink_is_closed_by_convention_only():
    spec = replace(PRESETS["exercise"].make(), initial_weights=(0.0, 0.5, 0.5, 0.5))
    assert openness(spec, run(spec, 0), 0, 0).shares.tolist() == [[0.0], [0.0]]
    spec = replace(spec, conventions=Conventions(relu_slope_at_zero=1))
    assert openness(spec, run(spec, 0), 0, 0).shares.tolist() == [[1.0], [1.0]]


def test_an_edit_in_the_middle_is_looked_at_anew():
    spec = PRESETS["exercise"].make()
    history = run(spec, 20)
    scan = scanned(None, spec, history)
    edited = replace(spec, events=(Event(10, weights=(("w0", 0.5),)),))
    shorter = cut(edited, history, 10)
    scan = scanned(scan, edited, shorter)
    assert scan.closed_since(9) == {0: 1, 1: 1}
    assert scan.closed_since(10) == {}
    assert scan.closings()[0].tolist() == [1, 1]


def test_steps_that_were_dropped_are_forgotten():
    spec = PRESETS["exercise"].make()
    history = run(spec, 20)
    scan = scanned(scanned(None, spec, history), spec, cut(spec, history, 0))
    assert (scan.rows, scan.closings()[0].tolist()) == (1, [])


def test_a_long_run_is_thinned_to_columns_that_stay_where_they_are():
    spec = PRESETS["rattle"].make()
    history = run(spec, 70_000)
    found = openness(spec, history, 0, 70_000, most=500)
    assert (found.stride, len(found.steps)) == (256, 274)
    assert np.array_equal(openness(spec, history, 30_000, 60_000, 500).steps % 64, [0] * 469)
    again = openness(spec, history, 0, 69_000, most=500)
    assert np.array_equal(found.steps[: len(again.steps)], again.steps)


def test_a_unit_that_closes_every_second_step_is_seen_as_half_open():
    spec = PRESETS["exercise"].make()
    events = [Event(k, weights=(("w0", 0.5 if k % 2 else -0.5),)) for k in range(4_000)]
    spec = replace(spec, events=tuple(events))
    found = openness(spec, run(spec, 3_999), 0, 3_998, most=100)
    assert set(found.shares[0].tolist()) == {0.5}


def test_rows_come_from_all_blocks_and_the_head():
    spec = PRESETS["rattle"].make()
    history = run(spec, 140_000)
    steps = np.array([0, 7, 65_535, 65_536, 131_073, 139_999, 140_000])
    rows = rows_at(history, steps)
    for step, row in zip(steps, rows, strict=True):
        rate, loss, weights = history.row(step)
        assert np.array_equal(row, [rate, loss, *weights])


def test_the_cost_does_not_grow_with_the_run():
    spec = PRESETS["rattle"].make()
    short, long = run(spec, 4_000), run(spec, 400_000)

    def seconds(history):
        times = []
        for _ in range(5):
            begin = time.perf_counter()
            openness(spec, history, 0, history.steps)
            times.append(time.perf_counter() - begin)
        return min(times)

    assert seconds(long) < 10 * seconds(short) + 0.01
