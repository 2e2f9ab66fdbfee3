"""Data made by rules: their shapes, their seeds, their noise, and the split."""

import numpy as np
import pytest

from skipnet_gui.core.generators import GENERATORS, generated, split
from skipnet_gui.core.network import ModelError
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data

CURVES = {
    "point": lambda x: -3.0 * x,
    "line": lambda x: 0.5 * x + 1.0,
    "abs": np.abs,
    "sine": np.sin,
    "step": lambda x: np.heaviside(x, 0.0),
}


@pytest.mark.parametrize("name", GENERATORS)
def test_each_rule_gives_the_columns_and_rows_that_it_says(name):
    row = GENERATORS[name]
    data = generated(name)
    assert (data.x.shape, data.y.shape) == ((row.rows, row.inputs), (row.rows, row.outputs))
    assert set(data.y[:, 0]) <= {0.0, 1.0} or not row.labels
    assert generated(name, rows=1).x.shape == (1, row.inputs)
    assert not np.signbit(data.x[data.x == 0.0]).any()


def test_the_point_is_that_of_the_exercise():
    assert generated("point").same_as(PRESETS["exercise"].make().data)


@pytest.mark.parametrize("name", CURVES)
def test_a_curve_without_noise_is_its_function(name):
    data = generated(name, rows=9, noise=0.0)
    assert data.y == pytest.approx(CURVES[name](data.x), abs=2e-4)


def test_xor_is_the_table_of_xor():
    data = generated("xor")
    assert np.hstack([data.x, data.y]).tolist() == [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]]


def test_a_point_is_1_inside_the_circle():
    data = generated("circle", rows=500)
    radius = np.hypot(*data.x.T)
    assert (
        radius[data.y[:, 0] == 1.0].max() < np.sqrt(2 / np.pi) < radius[data.y[:, 0] == 0.0].min()
    )
    assert 0.4 < data.y.mean() < 0.6


def test_two_spirals_are_one_turned_by_half_a_turn():
    data = generated("spirals")
    one, other = (data.x[data.y[:, 0] == label] for label in (0.0, 1.0))
    assert other.tolist() == (-one + 0.0).tolist()
    radius = np.hypot(*one.T)
    assert np.all(np.diff(radius) > 0)
    assert (radius[0], radius[-1]) == pytest.approx((0.1, 1.0), abs=1e-4)
    turns = np.unwrap(np.arctan2(*one.T[::-1]))[-1] / (2 * np.pi)
    assert turns == pytest.approx(1.75, abs=1e-3)


def test_two_moons_reach_into_each_other():
    data = generated("moons", noise=0.0)
    one, other = (data.x[data.y[:, 0] == label] for label in (0.0, 1.0))
    assert np.hypot(*one.T) == pytest.approx(1.0, abs=1e-3)
    assert np.hypot(*(other - [1.0, 0.5]).T) == pytest.approx(1.0, abs=1e-3)
    assert one[:, 1].min() >= 0.0
    assert other[:, 1].max() <= 0.5


def test_rings_lie_one_within_the_other():
    data = generated("rings", noise=0.0)
    assert np.hypot(*data.x.T) == pytest.approx(np.where(data.y[:, 0] == 1.0, 0.5, 1.0), abs=1e-3)


@pytest.mark.parametrize("name", ["moons", "spirals", "rings"])
def test_the_two_classes_take_turns(name):
    assert generated(name).y[:4, 0].tolist() == [0, 1, 0, 1]


@pytest.mark.parametrize("name", GENERATORS)
def test_a_seed_gives_the_same_data_again_and_another_seed_others(name):
    first = generated(name, 3, noise=0.5)
    assert first.same_as(generated(name, 3, noise=0.5))
    assert not first.same_as(generated(name, 4, noise=0.5))


@pytest.mark.parametrize("name", GENERATORS)
def test_noise_moves_points_where_targets_are_labels_and_else_targets(name):
    rough, exact = (generated(name, 3, 400, noise) for noise in (0.2, 0.0))
    moved, kept = ("x", "y") if GENERATORS[name].labels else ("y", "x")
    assert np.array_equal(getattr(rough, kept), getattr(exact, kept))
    assert np.std(getattr(rough, moved) - getattr(exact, moved)) == pytest.approx(0.2, rel=0.15)


def test_the_numbers_stay_the_same_from_version_to_version():
    data = generated("moons", 1, 4)
    assert np.hstack([data.x, data.y]).tolist() == MOONS


MOONS = [[1.0346, 0.0822, 0.0], [0.033, 0.3697, 1.0], [-0.9095, 0.0446, 0.0], [1.9463, 0.5581, 1.0]]


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"rows": 0}, "rows: must be a whole number, 1 to 333333"),
        ({"rows": 333_334}, "rows: must be"),
        ({"noise": -0.1}, "noise: must be a number, 0 to 10"),
        ({"noise": float("nan")}, "noise: must be a number, 0 to 10"),
        ({"seed": -1}, "seed: must be a whole number, 0 to 9223372036854775807"),
        ({"seed": 2**63}, "seed: must be"),
    ],
)
def test_what_cannot_be_made_is_refused_with_a_sentence(asked, problem):
    with pytest.raises(ModelError, match=problem):
        generated("xor", **asked)


def numbered(rows):
    values = np.arange(rows, dtype=float)[:, None]
    return Data(values, -values)


def test_a_split_takes_every_row_once_and_keeps_pairs_and_order():
    training, test = split(numbered(10), 0.3, 5)
    assert (len(training.x), len(test.x)) == (7, 3)
    assert sorted([*training.x[:, 0], *test.x[:, 0]]) == list(range(10))
    for part in (training, test):
        assert np.array_equal(part.y, -part.x)
        assert np.all(np.diff(part.x[:, 0]) > 0)


def test_a_split_is_drawn_from_its_seed():
    first, again, other = (split(numbered(50), 0.2, seed) for seed in (1, 1, 2))
    assert first.test.same_as(again.test)
    assert not first.test.same_as(other.test)


@pytest.mark.parametrize("share", [0.001, 0.999])
def test_each_part_of_a_split_has_a_row(share):
    assert min(len(part.x) for part in split(numbered(3), share)) == 1


@pytest.mark.parametrize(
    ("rows", "share", "problem"),
    [
        (1, 0.5, "data: need two rows at least"),
        (9, 0.0, "share: must be above 0 and below 1"),
        (9, 1.0, "share: must be above 0 and below 1"),
        (9, float("nan"), "share: must be above 0 and below 1"),
    ],
)
def test_a_split_that_cannot_be_is_refused_with_a_sentence(rows, share, problem):
    with pytest.raises(ModelError, match=problem):
        split(numbered(rows), share)
