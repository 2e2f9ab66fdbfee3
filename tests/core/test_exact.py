"""Fractions of a sample: those of the paper, and none where they would mislead."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings

from skipnet_gui.core.exact import exact_values, fraction_of, has_fractions, traced_values
from skipnet_gui.core.formula import is_short
from skipnet_gui.core.network import Edge
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data
from tests.core import oracle
from tests.core.random_networks import eighths, initial_weights, projects, spec_of, thousandths

EXERCISE = PRESETS["exercise"].make()


def exact(spec, row=0):
    weights = np.array(spec.initial_weights)
    trace = spec.passes.trace(weights, spec.data.x[row], spec.data.y[row])
    return exact_values(spec, traced_values(trace, weights))


def test_the_exercise_in_fractions():
    values = exact(EXERCISE)
    assert values.z == [Fraction(1, 2), Fraction(1, 4), Fraction(3, 8)]
    assert values.loss == [Fraction(27, 8)]
    assert values.dL_dh[0] == Fraction(3, 4)
    assert values.gradients == [Fraction(3, 4), Fraction(1, 4), Fraction(1, 2), Fraction(1, 4)]


def test_a_tenth_is_the_tenth_of_the_paper():
    # In float64 0.1 · 3 is 0.30000000000000004, on paper it is 3/10.
    spec = replace(EXERCISE, initial_weights=(0.1, 0.5, 0.5, 0.5), data=Data([[3.0]], [[-3.0]]))
    assert exact(spec).z[0] == Fraction(3, 10)
    assert fraction_of(1e-07) == Fraction(1, 10**7)
    assert fraction_of(0.1 + 0.2) == Fraction(3, 10)


@pytest.mark.parametrize("weight", [1 / 3, 0.123456789012345])
def test_numbers_of_many_digits_have_no_fractions(weight):
    assert exact(replace(EXERCISE, initial_weights=(weight, 0.5, 0.5, 0.5))) is None


def test_the_exercise_with_leaky_units_and_a_squared_loss():
    units = tuple(replace(unit, activation="leaky_relu") for unit in EXERCISE.network.units)
    network = replace(EXERCISE.network, units=units, loss="squared")
    values = exact(replace(EXERCISE, network=network, initial_weights=(-0.5, 0.5, 0.5, 0.5)))
    assert values.h[0] == Fraction(-1, 200)
    assert values.dL_dz[0] == values.dL_dh[0] / 100
    assert values.dL_dyhat == [2 * (values.yhat[0] + 3)]


@settings(max_examples=300)
@given(
    projects(
        activations=["relu", "leaky_relu", "identity"],
        losses=["absolute", "squared", "half_squared"],
        numbers=thousandths,
    )
)
def test_fractions_are_those_of_the_oracle(project):
    spec = spec_of(project)
    values = exact(spec)
    if values is None:
        return
    numbers = [fraction_of(weight) for weight in initial_weights(project)]
    x, y = ([fraction_of(value) for value in array[0]] for array in (spec.data.x, spec.data.y))
    sample = oracle.Sample(project, numbers, x, y)
    leaky = any(unit.activation == "leaky_relu" for unit in spec.network.units)
    close = pytest.approx if leaky else list  # the oracle's leaky slope is the float 0.01
    assert values.loss == close([sample.loss()])
    assert list(values.gradients) == close(sample.gradients())


@settings(max_examples=300)
@given(projects(activations=["relu", "identity"], losses=["absolute"], numbers=eighths))
def test_where_nothing_is_rounded_there_are_always_fractions(project):
    assert exact(spec_of(project)) is not None


@pytest.mark.parametrize(("preset", "expected"), [("exercise", True), ("residual", False)])
def test_only_sums_and_products_have_fractions(preset, expected):
    spec = PRESETS[preset].make()
    assert has_fractions(spec.network) is expected
    assert (exact(spec) is not None) is expected


def test_rounding_across_a_kink_shows_no_fractions():
    # On paper z₂ = 0.1 + 0.2 + (−0.3) is 0; in float64 it is above 0, and its ReLU is open.
    spec = PRESETS["curve"].make()
    network = spec.network
    units = tuple(replace(unit, activation="relu") for unit in network.units)
    weights = dict.fromkeys(network.weight_names, 0.0) | {
        **{"c1": 1.0, "c2": 1.0, "w3": 0.1, "w4": 0.2, "c3": -0.3, "v1": 1.0}
    }
    network = replace(network, units=units, loss="absolute")
    spec = replace(spec, network=network, initial_weights=tuple(weights.values()))
    assert exact(spec, row=10) is None


def test_a_fraction_beyond_float64_is_not_shown_beside_a_rounded_zero():
    # 10¹⁶ + 1 − 10¹⁶ is 1 on paper and 0 in float64; 10³⁰⁸ twice carries the 1 out of range.
    ends = [("x", "0"), ("x", "0"), ("x", "0"), ("0", "1"), ("1", "2")]
    edges = tuple(Edge(f"w{k}", *end) for k, end in enumerate(ends))
    units = EXERCISE.network.units[::-1]  # the last is compared first
    network = replace(EXERCISE.network, units=units, edges=edges)
    weights = (1e16, 1.0, -1e16, 1e308, 1e308)
    assert exact(replace(EXERCISE, network=network, initial_weights=weights)) is None


def test_a_number_that_is_not_finite_has_no_fractions():
    assert exact(replace(EXERCISE, initial_weights=(1e308, 1e308, 1e308, 1e308))) is None


@pytest.mark.parametrize(
    ("value", "short"),
    [
        (Fraction(9999, 8192), True),
        (Fraction(-3, 8), True),
        (Fraction(1, 10000), False),
        (0.5, False),
    ],
)
def test_short_fractions_have_at_most_four_digits(value, short):
    assert is_short(value) is short
