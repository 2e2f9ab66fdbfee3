"""The exercise and its two published relatives, to the digits printed with them."""

import numpy as np
import pytest

from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import check_data
from skipnet_gui.core.training import advance, evaluate, finite_rows, initial_state


def shown_at_start(spec):
    """Return the trace of the first sample at the initial weights."""
    weights = np.array(spec.initial_weights)
    return spec.passes.trace(weights, spec.data.x[0], spec.data.y[0])


def by_name(spec, values):
    return dict(zip(spec.network.weight_names, values, strict=True))


def test_the_exercise_before_the_step():
    spec = PRESETS["exercise"].make()
    shown = shown_at_start(spec)
    assert shown.z.tolist() == [0.5, 0.25, 0.375]
    assert shown.h.tolist() == [0.5, 0.25, 0.375]
    assert shown.yhat.tolist() == [0.375]
    assert shown.loss == 3.375
    assert shown.dL_dyhat.tolist() == [1.0]
    assert shown.dL_dz.tolist() == [0.75, 0.5, 1.0]
    assert shown.dL_dh.tolist() == [0.75, 0.5, 1.0]
    assert by_name(spec, shown.gradients) == {"w0": 0.75, "w1": 0.25, "ws": 0.5, "w2": 0.25}
    assert by_name(spec, shown.flow) == {"w0": 0.5, "w1": 0.25, "ws": 0.25, "w2": 0.125}
    # ∂L/∂h₀: 0.25 along the deep path, 0.5 along the skip; ∂L/∂h₁ = 0.5.
    assert by_name(spec, shown.backflow) == {"w0": 0.375, "w1": 0.25, "ws": 0.5, "w2": 0.5}


def test_the_exercise_after_one_step_is_dead_for_ever():
    spec = PRESETS["exercise"].make()
    rows, end = advance(spec, initial_state(spec), 1000)
    assert by_name(spec, rows.weights[1]) == {"w0": -0.25, "w1": 0.25, "ws": 0.0, "w2": 0.25}
    assert rows.loss[:2].tolist() == [3.375, 3.0]
    assert not rows.gradients[1:].any()
    assert end.weights.tolist() == rows.weights[1].tolist()


@pytest.mark.parametrize("rate", [0.1, 0.01, 0.001])
def test_smaller_rates_only_die_later(rate):
    preset = PRESETS["exercise"].make()
    spec = type(preset)(preset.network, preset.data, preset.initial_weights, rate)
    rows, _ = advance(spec, initial_state(spec), 2000)
    assert rows.loss[-1] == 3.0
    assert not rows.gradients[-1].any()
    assert rows.gradients[1].any()


def test_the_rattling_start_reaches_y_and_stays_around_it():
    spec = PRESETS["rattle"].make()
    rows, _ = advance(spec, initial_state(spec), 2000)
    assert rows.loss.min() < 0.1
    assert (np.diff(rows.loss[-100:]) > 0).sum() > 10


def test_the_residual_relative():
    spec = PRESETS["residual"].make()
    shown = shown_at_start(spec)
    gradients = by_name(spec, shown.gradients)
    assert f"{shown.yhat[0]:.8f}" == "3.36391041"
    assert f"{shown.loss:.8f}" == "4.10099143"
    assert [f"{gradients[w]:.8f}" for w in ("w1", "w2", "w3")] == [
        "0.75138202",
        "0.85736582",
        "0.75415737",
    ]


def test_the_two_output_relative():
    spec = PRESETS["two-outputs"].make()
    start = initial_state(spec)
    row = evaluate(spec, start)
    _, after = advance(spec, start, 1)
    weights = by_name(spec, after.weights)
    assert f"{row.loss:.9f}" == "0.298371109"
    assert f"{weights['w5']:.8f}" == "0.35891648"
    assert f"{weights['w1']:.9f}" == "0.149780716"
    assert [weights[b] for b in ("b1", "b2", "b3", "b4")] == [0.35, 0.35, 0.60, 0.60]


def test_skips_keep_the_first_gradient_of_the_chain_alive():
    bare = shown_at_start(PRESETS["tanh-chain"].make())
    bridged = shown_at_start(PRESETS["tanh-chain-skips"].make())
    assert abs(bridged.gradients[0]) > 10 * abs(bare.gradients[0])


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_trains_and_says_what_it_teaches(name):
    preset = PRESETS[name]
    spec = preset.make()
    check_data(spec.network, spec.data)
    rows, _ = advance(spec, initial_state(spec), 500)
    assert (preset.name, finite_rows(rows)) == (name, 500)
    assert preset.title
    assert preset.lesson.endswith(".")
