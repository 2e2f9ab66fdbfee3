"""The factors that make every gradient zero are named."""

from dataclasses import replace

import numpy as np
import pytest

from skipnet_gui.core.explain import closed_units, zero_reasons
from skipnet_gui.core.functions import Conventions
from skipnet_gui.core.presets import PRESETS

EXERCISE = PRESETS["exercise"].make()
ALL_HALF = (0.5, 0.5, 0.5, 0.5)
DEAD = (-0.25, 0.25, 0.0, 0.25)


def with_activations(name):
    units = tuple(replace(unit, activation=name) for unit in EXERCISE.network.units)
    return replace(EXERCISE, network=replace(EXERCISE.network, units=units))


def shown(spec, weights):
    row = np.array(weights)
    return spec.passes.trace(row, spec.data.x[0], spec.data.y[0])


@pytest.mark.parametrize(
    ("spec", "weights", "because"),
    [
        (EXERCISE, DEAD, "unit 0 is dead (z₀ = −0.25, so ReLU′ = 0)"),
        (EXERCISE, (1.0, 1.0, -2.0, -1.0), "the loss has slope 0 at ŷ = y = −3"),
        (with_activations("identity"), (0.0,) * 4, "wₛ = 0, w₂ = 0"),
        (with_activations("tanh"), (100.0,) * 4, "unit 2 is saturated (tanh′ rounds to 0)"),
    ],
)
def test_a_standstill_names_the_factor_that_is_zero(spec, weights, because):
    assert because in ", ".join(zero_reasons(spec, shown(spec, weights)))


def test_the_exercise_dies_with_its_first_step():
    assert closed_units(EXERCISE, shown(EXERCISE, ALL_HALF)) == ()
    assert 0 in closed_units(EXERCISE, shown(EXERCISE, DEAD))


def test_at_zero_the_convention_decides_whether_a_unit_is_closed():
    open_at_zero = replace(EXERCISE, conventions=Conventions(relu_slope_at_zero=1))
    weights = (0.5, 0.0, 0.5, 0.5)
    assert closed_units(EXERCISE, shown(EXERCISE, weights)) == (1,)
    assert closed_units(open_at_zero, shown(open_at_zero, weights)) == ()
