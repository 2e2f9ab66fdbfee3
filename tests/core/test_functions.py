"""Every value and slope at a kink, at the ends of the numbers, and in between."""

import math

import mpmath
import numpy as np
import pytest

from skipnet_gui.core.functions import ACTIVATIONS, LOSSES, Conventions
from tests.core import oracle

INF, NAN = math.inf, math.nan
HALF = Conventions(relu_slope_at_zero=0.5)
ONE = Conventions(relu_slope_at_zero=1)
DEFAULT = Conventions()


def value_and_slope(name, z, conventions=DEFAULT):
    activation, array = ACTIVATIONS[name], np.array([[z]])
    with np.errstate(all="ignore"):
        h = activation.value(array)
        return float(h[0, 0]), float(activation.slope(array, h, conventions)[0, 0])


def loss_and_slope(name, y, yhat, conventions=DEFAULT):
    loss, target, output = LOSSES[name], np.array([[y]]), np.array([[yhat]])
    with np.errstate(all="ignore"):
        return (
            float(loss.value(target, output)[0, 0]),
            float(loss.slope(target, output, conventions)[0, 0]),
        )


@pytest.mark.parametrize(
    ("name", "conventions", "slope"),
    [
        ("relu", DEFAULT, 0.0),
        ("relu", HALF, 0.5),
        ("relu", ONE, 1.0),
        ("leaky_relu", DEFAULT, 0.01),
        ("leaky_relu", HALF, 0.01),
        ("leaky_relu", ONE, 0.01),
        ("elu", DEFAULT, 1.0),
        ("elu", ONE, 1.0),
        ("identity", HALF, 1.0),
        ("silu", ONE, 0.5),
        ("gelu", ONE, 0.5),
        ("sigmoid", ONE, 0.25),
        ("softplus", ONE, 0.5),
        ("tanh", HALF, 1.0),
    ],
)
@pytest.mark.parametrize("zero", [0.0, -0.0])
def test_slope_at_zero(name, conventions, slope, zero):
    assert value_and_slope(name, zero, conventions)[1] == slope


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("identity", 0.0),
        ("relu", 0.0),
        ("leaky_relu", 0.0),
        ("elu", 0.0),
        ("tanh", 0.0),
        ("gelu", 0.0),
        ("silu", 0.0),
        ("sigmoid", 0.5),
        ("softplus", math.log(2.0)),
    ],
)
def test_value_at_zero(name, value):
    assert value_and_slope(name, 0.0)[0] == value


@pytest.mark.parametrize(
    ("name", "z", "value", "slope"),
    [
        ("relu", 5e-324, 5e-324, 1.0),
        ("relu", -5e-324, 0.0, 0.0),
        ("leaky_relu", 2.0, 2.0, 1.0),
        ("leaky_relu", -2.0, -0.02, 0.01),
        ("elu", 3.0, 3.0, 1.0),
        ("elu", -1000.0, -1.0, 0.0),
        ("softplus", 1000.0, 1000.0, 1.0),
        ("softplus", -1000.0, 0.0, 0.0),
        ("sigmoid", 1000.0, 1.0, 0.0),
        ("sigmoid", -1000.0, 0.0, 0.0),
        ("tanh", 1000.0, 1.0, 0.0),
        ("tanh", -1000.0, -1.0, 0.0),
        ("gelu", 1000.0, 1000.0, 1.0),
        ("gelu", -1000.0, 0.0, 0.0),
        ("silu", 1000.0, 1000.0, 1.0),
        ("silu", -1000.0, 0.0, 0.0),
        ("relu", INF, INF, 1.0),
        ("relu", -INF, 0.0, 0.0),
    ],
)
def test_activations_far_out_and_close_to_the_kink(name, z, value, slope):
    assert value_and_slope(name, z) == (value, slope)


def test_relu_never_gives_minus_zero():
    assert math.copysign(1.0, value_and_slope("relu", -0.0)[0]) == 1.0


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_pass_nan_on(name):
    value, slope = value_and_slope(name, NAN)
    assert math.isnan(value)
    assert math.isnan(slope) == (name not in ("identity", "leaky_relu", "relu"))


@pytest.mark.parametrize("sign_of_zero", [-1, 0, 1])
def test_absolute_loss_on_its_kink_takes_minus_the_sign_of_zero(sign_of_zero):
    conventions = Conventions(sign_of_zero=sign_of_zero)
    assert loss_and_slope("absolute", -3.0, -3.0, conventions) == (0.0, -sign_of_zero)
    assert loss_and_slope("absolute", 0.0, -0.0, conventions) == (0.0, -sign_of_zero)
    assert loss_and_slope("absolute", -3.0, 0.375, conventions) == (3.375, 1.0)
    assert loss_and_slope("absolute", 0.375, -3.0, conventions) == (3.375, -1.0)


@pytest.mark.parametrize(
    ("name", "y", "yhat", "loss", "slope"),
    [
        ("squared", 1.0, 3.0, 4.0, 4.0),
        ("squared", 1.0, 1.0, 0.0, 0.0),
        ("half_squared", 1.0, 3.0, 2.0, 2.0),
        ("huber", 0.0, 1.0, 0.5, 1.0),
        ("huber", 0.0, -1.0, 0.5, -1.0),
        ("huber", 0.0, 0.5, 0.125, 0.5),
        ("huber", 2.0, 0.0, 1.5, -1.0),
        ("huber", 0.0, 2.0, 1.5, 1.0),
        ("huber", 0.0, 0.0, 0.0, 0.0),
        ("binary_cross_entropy", 1.0, 1.0, 0.0, -1.0),
        ("binary_cross_entropy", 0.0, 0.0, 0.0, 1.0),
        ("binary_cross_entropy", 1.0, 0.0, INF, -INF),
        ("binary_cross_entropy", 0.0, 1.0, INF, INF),
        ("binary_cross_entropy", 0.5, 0.0, INF, -INF),
        ("binary_cross_entropy", 0.5, 1.0, INF, INF),
        ("binary_cross_entropy", 0.5, 0.5, math.log(2.0), 0.0),
        ("binary_cross_entropy_with_logits", 1.0, 0.0, math.log(2.0), -0.5),
        ("binary_cross_entropy_with_logits", 0.0, 1000.0, 1000.0, 1.0),
        ("binary_cross_entropy_with_logits", 1.0, 1000.0, 0.0, 0.0),
        ("binary_cross_entropy_with_logits", 1.0, -1000.0, 1000.0, -1.0),
        ("binary_cross_entropy_with_logits", 0.0, -1000.0, 0.0, 0.0),
    ],
)
def test_losses_at_their_ends_and_seams(name, y, yhat, loss, slope):
    assert loss_and_slope(name, y, yhat) == (loss, slope)


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("sign_of_zero", [-1, 0, 1])
def test_losses_pass_nan_on(name, sign_of_zero):
    values = loss_and_slope(name, 1.0, NAN, Conventions(sign_of_zero=sign_of_zero))
    assert all(map(math.isnan, values))


@pytest.mark.parametrize(("y", "yhat"), [(1.0, 1.0), (0.0, 0.0)])
def test_a_perfect_probability_costs_zero_and_not_minus_zero(y, yhat):
    assert str(loss_and_slope("binary_cross_entropy", y, yhat)[0]) == "0.0"


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("z", [-30.0, -6.5, -1.7, -1e-3, 1e-8, 0.3, 2.9, 7.7, 35.0])
def test_activations_agree_with_many_digits(name, z):
    g = oracle.VALUES[name]
    value, slope = value_and_slope(name, z)
    with mpmath.workdps(300):  # 1 + erf(z) leaves few of them far on the left
        exact, step = mpmath.mpf(z), mpmath.mpf(10) ** -15
        # exp(−z²/2) multiplies the last bit of its argument by that argument.
        assert float(g(exact)) == pytest.approx(value, rel=4e-15 + 2e-16 * z * z, abs=1e-300)
        rise = (g(exact + step) - g(exact - step)) / (2 * step)
        assert float(rise) == pytest.approx(slope, rel=4e-15, abs=4e-16)


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize(("y", "yhat"), [(0.0, 0.2), (1.0, 0.7), (0.3, 0.6), (0.25, 0.001)])
def test_losses_agree_with_fifty_digits(name, y, yhat):
    loss = oracle.LOSS_VALUES[name]
    value, slope = loss_and_slope(name, y, yhat)
    with mpmath.workdps(50):
        q, step = mpmath.mpf(yhat), mpmath.mpf(10) ** -15
        assert float(loss(mpmath.mpf(y), q)) == pytest.approx(value, rel=1e-15)
        rise = (loss(mpmath.mpf(y), q + step) - loss(mpmath.mpf(y), q - step)) / (2 * step)
        assert float(rise) == pytest.approx(slope, rel=1e-15)


def test_kinks_stand_where_slopes_jump():
    assert {name for name, g in ACTIVATIONS.items() if g.kinks} == {"relu", "leaky_relu"}
    assert {name for name, loss in LOSSES.items() if loss.kinks} == {"absolute"}
    for name in ("relu", "leaky_relu"):
        left, right = value_and_slope(name, -1e-9)[1], value_and_slope(name, 1e-9)[1]
        assert ACTIVATIONS[name].kinks == (0.0,)
        assert right - left > 0.5


def test_tables_are_keyed_by_their_names():
    assert all(name == activation.name for name, activation in ACTIVATIONS.items())
    assert all(name == loss.name for name, loss in LOSSES.items())
