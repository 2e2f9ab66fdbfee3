"""Random networks against the oracle: values, gradients, and whom they depend on."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.core import oracle
from tests.core.random_networks import (
    PLAIN_ACTIVATIONS,
    PLAIN_LOSSES,
    SMOOTH_ACTIVATIONS,
    SMOOTH_LOSSES,
    any_bits,
    batch_of_all,
    eighths,
    initial_weights,
    projects,
    spec_of,
)

COMPLEX_ACTIVATIONS = [name for name in SMOOTH_ACTIVATIONS if name != "gelu"]


def program_gives(project):
    """Loss and gradients of all rows, as the program computes them."""
    spec = spec_of(project)
    weights = np.array([spec.initial_weights])
    with np.errstate(all="ignore"):
        loss, gradients = spec.passes.loss_and_gradients(weights, *batch_of_all(spec))
    return float(loss[0]), gradients[0].tolist()


def error(ours, theirs):
    """Largest difference, by 1 or the largest gradient; None stands for no opinion."""
    pairs = [(a, float(b)) for a, b in zip(ours, theirs, strict=True) if b is not None]
    scale = max([1.0, *(abs(b) for _, b in pairs)])
    return max((abs(a - b) for a, b in pairs), default=0.0) / scale


def assume_probabilities_inside(project):
    """Leave out ŷ so close to 0 or 1 that 1 − ŷ has lost its digits."""
    if project["network"]["loss"] == "binary_cross_entropy":
        for sample in oracle.samples(project, initial_weights(project)):
            assume(all(0.01 < sample.h(unit) < 0.99 for unit in sample.targets))


@settings(max_examples=500)
@given(projects(activations=COMPLEX_ACTIVATIONS, losses=SMOOTH_LOSSES))
def test_smooth_networks_agree_with_the_complex_step(project):
    assume_probabilities_inside(project)
    _, gradients = program_gives(project)
    expected = oracle.complex_step_gradients(project, initial_weights(project))
    assert error(gradients, expected) < 1e-13


@settings(max_examples=150)
@given(projects(activations=["gelu", *SMOOTH_ACTIVATIONS], losses=SMOOTH_LOSSES, row_counts=(1,)))
def test_gelu_networks_agree_with_sixty_digits(project):
    assume(any(unit["activation"] == "gelu" for unit in project["network"]["units"]))
    assume_probabilities_inside(project)
    _, gradients = program_gives(project)
    expected = oracle.many_digit_gradients(project, initial_weights(project))
    assert error(gradients, expected) < 1e-13


@settings(max_examples=500)
@given(projects())
def test_all_networks_agree_with_central_differences_away_from_kinks(project):
    assume_probabilities_inside(project)
    _, gradients = program_gives(project)
    expected = oracle.central_differences(project, initial_weights(project))
    assert error(gradients, expected) < 1e-8


@settings(max_examples=500)
@given(projects())
def test_all_networks_agree_with_the_formulas_written_again(project):
    assume_probabilities_inside(project)
    weights = initial_weights(project)
    loss, gradients = program_gives(project)
    assert loss == pytest.approx(oracle.mean_loss(project, weights), rel=1e-13, abs=1e-13)
    assert error(gradients, oracle.mean_gradients(project, weights)) < 1e-13


@settings(max_examples=600)
@given(
    projects(
        activations=["relu", "relu", "identity"],
        losses=["absolute", "absolute", "half_squared", "huber"],
        numbers=eighths,
        row_counts=(1, 2, 4),
    )
)
def test_relu_networks_of_eighths_are_exact_fractions(project):
    exact = [oracle.Exact(weight) for weight in initial_weights(project)]
    try:
        loss, gradients = oracle.mean_loss(project, exact), oracle.mean_gradients(project, exact)
    except oracle.RoundingError:
        assume(False)
    assert program_gives(project) == (loss.value, [g.value for g in gradients])


@settings(max_examples=300)
@given(projects(activations=PLAIN_ACTIVATIONS, losses=PLAIN_LOSSES, numbers=any_bits))
def test_networks_of_sums_and_products_give_the_bits_of_a_scalar_loop(project):
    weights = initial_weights(project)
    expected = oracle.mean_loss(project, weights), oracle.mean_gradients(project, weights)
    assert program_gives(project) == expected


@settings(max_examples=150)
@given(projects())
def test_a_trace_holds_every_number_of_one_sample(project):
    spec = spec_of(project)
    weights, data = initial_weights(project), spec.data
    shown = spec.passes.trace(np.array(weights), data.x[0], data.y[0])
    sample = oracle.samples(project, weights, [0])[0]
    units, edges = [u.name for u in spec.network.units], project["network"]["edges"]

    def close(ours, theirs):
        assert ours.tolist() == pytest.approx(list(theirs), rel=1e-11, abs=1e-11)

    assume_probabilities_inside(project)
    assert (shown.x.tolist(), shown.y.tolist()) == (data.x[0].tolist(), data.y[0].tolist())
    close(shown.z, map(sample.z, units))
    close(shown.h, map(sample.h, units))
    close(shown.dL_dh, map(sample.dL_dh, units))
    close(shown.dL_dz, map(sample.dL_dz, units))
    close(shown.yhat, map(sample.h, spec.network.outputs))
    close(shown.dL_dyhat, map(sample.dL_dyhat, spec.network.outputs))
    close(shown.gradients, sample.gradients())
    close(shown.flow, (w * sample.value(e["from"]) for e, w in zip(edges, weights, strict=True)))
    close(shown.backflow, (sample.dL_dz(e["to"]) * w for e, w in zip(edges, weights, strict=True)))
    assert shown.loss == pytest.approx(sample.loss(), rel=1e-11, abs=1e-11)


@settings(max_examples=40)
@given(
    projects(activations=PLAIN_ACTIVATIONS, losses=PLAIN_LOSSES, numbers=any_bits),
    st.integers(0, 2**32),
    st.integers(0, 4095),
)
def test_one_run_among_4096_has_the_bits_of_the_run_alone(project, seed, place):
    spec = spec_of(project)
    x, y = batch_of_all(spec)
    many = np.random.default_rng(seed).normal(size=(4096, len(spec.initial_weights)))
    many[place] = spec.initial_weights
    loss, gradients = spec.passes.loss_and_gradients(many, x, y)
    loss_alone, gradients_alone = spec.passes.loss_and_gradients(many[place : place + 1], x, y)
    assert (loss.shape, gradients.shape) == ((4096,), many.shape)
    assert loss[place] == loss_alone[0]
    assert gradients[place].tolist() == gradients_alone[0].tolist()


def test_a_long_batch_is_summed_from_the_first_row_to_the_last():
    # 1 + 2⁻⁵³ is 1 again: in order every small term is lost, in pairs they would add up.
    rows = 1024
    project = {
        "network": {
            "inputs": ["x"],
            "units": [{"name": "u", "activation": "identity"}],
            "edges": [{"weight": "w", "from": "x", "to": "u"}],
            "outputs": ["u"],
            "loss": "absolute",
        },
        "data": {"x": [[1.0]] + [[2.0**-53]] * (rows - 1), "y": [[0.0]] * rows},
        "runs": [{"initial_weights": {"w": 1.0}, "learning_rate": 1.0}],
    }
    assert program_gives(project) == (1 / rows, [1 / rows])
