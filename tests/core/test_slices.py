"""Slices of the loss: exact by the oracle, kinks where they are worked out by hand."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings

from skipnet_gui.core.history import extended, new_history
from skipnet_gui.core.network import BIAS, Edge, Network, Unit
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data, RunSpec
from skipnet_gui.core.slice_kinks import kink_symbol
from skipnet_gui.core.slices import (
    loss_slice,
    moves,
    path_so_far,
    range_around,
    recent,
    surface,
)
from tests.core import oracle
from tests.core.random_networks import PLAIN_ACTIVATIONS, initial_weights, projects, spec_of

EXERCISE = PRESETS["exercise"].make()
HERE, ONE = np.array(EXERCISE.initial_weights), np.arange(1)


def oracle_loss(project, changed):
    weights = initial_weights(project)
    for edge, value in changed.items():
        weights[edge] = float(value)
    return oracle.mean_loss(project, weights)


@settings(max_examples=50)
@given(project=projects())
def test_every_point_is_the_loss_by_the_oracle(project):
    spec, rows = spec_of(project), np.arange(len(project["data"]["x"]))
    weights = np.array(spec.initial_weights)
    for edge in range(len(weights)):
        found = loss_slice(spec, rows, weights, edge, -2.0, 2.0)
        for k in (0, len(found.values) // 3, -1):
            expected = oracle_loss(project, {edge: found.values[k]})
            assert found.losses[k] == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_the_first_weight_of_the_exercise_has_its_two_kinks():
    # With w0 > 0: yhat = 0.5 w0 + 0.25 w0, never −3; below 0 all is 3.
    found = loss_slice(EXERCISE, ONE, HERE, 0, -1.0, 1.0)
    assert [(k.at, kink_symbol(EXERCISE, k)) for k in found.kinks] == [(0.0, "z₀ = 0")]
    assert np.interp([-0.5, 0.5], found.values, found.losses).tolist() == [3.0, 3.375]


def test_the_skip_of_the_exercise_meets_the_target_where_worked_out_by_hand():
    # yhat = 0.5 ws + 0.125 = −3 at ws = −6.25.
    found = loss_slice(EXERCISE, ONE, HERE, 2, -10.0, 10.0)
    (kink,) = found.kinks
    assert kink.at == pytest.approx(-6.25, rel=1e-14)
    assert kink_symbol(EXERCISE, kink) == "ŷ = y"
    assert found.losses.min() == pytest.approx(0.0, abs=1e-13)


@settings(max_examples=40)
@given(project=projects(activations=tuple(PLAIN_ACTIVATIONS), losses=("absolute",)))
def test_between_its_kinks_the_loss_of_a_piecewise_linear_network_is_straight(project):
    spec, rows = spec_of(project), np.arange(len(project["data"]["x"]))
    weights = np.array(spec.initial_weights)
    for edge in range(len(weights)):
        found = loss_slice(spec, rows, weights, edge, -2.0, 2.0)
        ends = [-2.0, *(kink.at for kink in found.kinks), 2.0]
        for left, right in pairwise(ends):
            if right - left < 0.05:
                continue
            at = np.linspace(left, right, 7)
            losses = [oracle_loss(project, {edge: value}) for value in at]
            straight = np.linspace(losses[0], losses[-1], 7)
            assert losses == pytest.approx(straight, abs=1e-6 * max(1.0, *losses))


def test_where_a_z_passes_zero_without_effect_there_is_no_kink():
    found = loss_slice(EXERCISE, ONE, np.array([0.5, 0.5, 0.0, 0.0]), 0, -1.0, 1.0)
    assert found.kinks == ()


def test_two_kinks_between_two_points_of_the_grid_are_told_apart():
    # z₁ = 10⁵ ReLU(w) − 0.5: flat up to 0, and 0 at 5 · 10⁻⁶.
    units = (Unit("0", "relu"), Unit("1", "relu"))
    edges = (Edge("w", "x", "0"), Edge("steep", "0", "1"), Edge("b", BIAS, "1"))
    network = Network(("x",), units, edges, ("1",), "squared")
    weights = np.array([0.1, 1e5, -0.5])
    spec = RunSpec(network, Data(np.ones((1, 1)), np.ones((1, 1))), tuple(weights), 0.1)
    found = loss_slice(spec, ONE, weights, 0, -1.009, 1.0)
    assert [kink.at for kink in found.kinks] == [pytest.approx(5e-6, rel=1e-12)]


@settings(max_examples=40)
@given(project=projects(activations=("tanh", "relu"), losses=("absolute",), row_counts=(1, 3)))
def test_at_every_kink_a_z_or_an_error_passes_zero(project):
    spec, rows = spec_of(project), np.arange(len(project["data"]["x"]))
    weights = np.array(spec.initial_weights)
    for edge in range(len(weights)):
        for kink in loss_slice(spec, rows, weights, edge, -2.0, 2.0).kinks:
            moved = weights.copy()
            moved[edge] = kink.at
            sample = oracle.samples(project, moved.tolist())[kink.row]
            if kink.kind == "z":
                level = sample.z(spec.network.units[kink.number].name)
            else:
                name = spec.network.outputs[kink.number]
                level = sample.targets[name] - sample.h(name)
            assert level == pytest.approx(0.0, abs=1e-11)


def test_the_coming_update_of_the_exercise_weight_by_weight():
    found = moves(EXERCISE, ONE, HERE, np.array([-0.25, 0.25, 0.0, 0.25]))
    assert (found.loss, found.joint) == (3.375, 3.0)
    assert found.alone.tolist() == [3.0, 3.3125, 3.125, 3.3125]


def test_only_the_rows_of_the_batch_count():
    spec = PRESETS["curve"].make()
    weights, rows = np.array(spec.initial_weights), np.array([3, 11])
    found = moves(spec, rows, weights, weights)
    each = [moves(spec, rows[k : k + 1], weights, weights).loss for k in range(2)]
    assert found.loss == pytest.approx(sum(each) / 2, rel=1e-15)
    assert found.loss != moves(spec, np.arange(20), weights, weights).loss


def test_a_surface_has_the_losses_of_its_points():
    found = surface(EXERCISE, ONE, HERE, (0, 2), (-1.0, 1.0), (-8.0, 2.0))
    slice_across = loss_slice(EXERCISE, ONE, np.array([0.5, 0.5, found.y[5], 0.5]), 0, -1, 1)
    across = np.interp(found.x, slice_across.values, slice_across.losses)
    assert found.losses.shape == (len(found.y), len(found.x))
    assert found.losses[5] == pytest.approx(across, abs=1e-12)


def test_the_path_so_far_ends_where_training_stands():
    spec = PRESETS["rattle"].make()
    history = extended(spec, new_history(spec), 5_001)
    path = path_so_far(history, 5_001, (0, 2))
    assert path[0].tolist() == [0.5, -0.5]
    assert path[-1].tolist() == history.head.weights[[0, 2]].tolist()
    assert len(path) <= 401
    assert recent(history, 30).shape == (31, 4)


@pytest.mark.parametrize("values", [[0.5, -0.25], [0.0], [1e-9], [1e6, 1.1e6], [-3.0, -3.001]])
def test_a_range_has_room_around_its_values_and_does_not_tremble(values):
    low, high = range_around(np.array(values))
    span = max(values) - min(values)
    assert low < min(values) - 0.3 * span
    assert high > max(values) + 0.3 * span
    assert low < 0.0 < high
    nudged = [value + 1e-3 * (high - low) / 100 for value in values]
    again = range_around(np.array(nudged))
    assert again == pytest.approx((low, high), abs=0.13 * (high - low))


def test_a_range_of_what_is_not_finite_is_there_all_the_same():
    assert range_around(np.array([np.nan, np.inf])) == (-1.0, 1.0)
