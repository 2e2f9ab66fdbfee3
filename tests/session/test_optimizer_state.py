"""The state of one weight and its update, against PyTorch's formulas written out by hand."""

import math

import numpy as np
import pytest

from skipnet_gui.core.history import CHECKPOINT_EVERY, extended, new_history
from skipnet_gui.core.optimizers import optimizer_of
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data, Event, RunSpec
from skipnet_gui.session.optimizer_state import lines_of, nearer

RATE = 0.01
SETTINGS = [
    ("sgd", {}),
    ("sgd", {"momentum": 0.9}),
    ("sgd", {"momentum": 0.9, "nesterov": True}),
    ("rmsprop", {}),
    ("rmsprop", {"momentum": 0.5, "alpha": 0.8}),
    ("adam", {}),
    ("adam", {"beta1": 0.5, "eps": 0.1}),
]


def spec_of(name, settings, events=()):
    x = np.linspace(0.5, 1.5, 6)[:, None]
    network = PRESETS["exercise"].make().network
    optimizer = optimizer_of(name, settings)
    start = (0.5, 0.4, 0.3, 0.6)
    data = Data(x, np.sin(3 * x))
    return RunSpec(
        network,
        data,
        start,
        RATE,
        optimizer=optimizer,
        batch_size=2,
        order="shuffled",
        events=events,
    )


def gradients(spec, history, edge):
    """Return the gradients of a weight that the engine recorded, one a step."""
    rows = [extended(spec, new_history(spec), step).head for step in range(history.steps)]
    return [float(row.gradients[edge]) for row in rows]


def by_hand(name, settings, gradients):
    """Return what is remembered after the last gradient, and the update, on plain numbers."""
    mu, velocity, mean, square = settings.get("momentum", 0.0), 0.0, 0.0, 0.0
    for t, g in enumerate(gradients, 1):
        if name == "sgd":
            velocity = mu * velocity + g
            step = g + mu * velocity if settings.get("nesterov") else velocity
            found = {"v": velocity} if mu else {}
        elif name == "rmsprop":
            alpha = settings.get("alpha", 0.99)
            square = alpha * square + (1 - alpha) * g**2
            step = velocity = mu * velocity + g / (math.sqrt(square) + 1e-8)
            found = {"s": square} | ({"v": velocity} if mu else {})
        else:
            beta1, beta2, eps = settings.get("beta1", 0.9), 0.999, settings.get("eps", 1e-8)
            mean = beta1 * mean + (1 - beta1) * g
            square = beta2 * square + (1 - beta2) * g**2
            m_hat, v_hat = mean / (1 - beta1**t), square / (1 - beta2**t)
            step = m_hat / (math.sqrt(v_hat) + eps)
            found = {"t": t, "m": mean, "v": square, "m′": m_hat, "v′": v_hat}
    return {"g": gradients[-1]} | found | {"Δw": -RATE * step}


@pytest.mark.parametrize(("name", "settings"), SETTINGS)
def test_each_number_is_that_of_the_formulas_and_the_update_is_the_one_made(name, settings):
    spec, edge = spec_of(name, settings), 1
    history = extended(spec, new_history(spec), 30)
    known = gradients(spec, history, edge)
    for step in (0, 1, 17, 29):
        state = nearer(spec, history, None, step, step)
        lines = lines_of(spec, state, known[step], edge)
        expected = by_hand(name, settings, known[: step + 1])
        assert [line.symbol for line in lines] == list(expected)
        np.testing.assert_allclose(
            [line.after for line in lines], list(expected.values()), rtol=1e-12
        )
        made = history.row(step + 1)[2][edge] - history.row(step)[2][edge]
        assert lines[-1].after == pytest.approx(made, rel=1e-9, abs=1e-15)


def test_what_is_remembered_before_an_update_is_what_the_one_before_it_left():
    spec = spec_of("adam", {})
    history = extended(spec, new_history(spec), 10)
    known = gradients(spec, history, 0)
    earlier, later = (
        lines_of(spec, nearer(spec, history, None, step, step), known[step], 0) for step in (6, 7)
    )
    kept = [line.after for line in earlier if line.before is not None]
    assert [line.before for line in later if line.before is not None] == kept


def test_another_optimizer_in_mid_run_counts_from_its_own_first_update():
    spec = spec_of("sgd", {"momentum": 0.9}, (Event(5, optimizer=optimizer_of("adam", {})),))
    history = extended(spec, new_history(spec), 10)
    count = lines_of(spec, nearer(spec, history, None, 7, 7), 0.0, 0)[1]
    assert (count.symbol, count.after) == ("t", 3)
    lines = lines_of(spec, nearer(spec, history, None, 5, 5), 1.0, 0)
    assert [line.before for line in lines] == [None, None, 0.0, 0.0, None, None, None]


def test_a_past_step_is_reached_a_little_at_a_time_with_the_same_bits():
    spec = spec_of("adam", {})
    history = extended(spec, new_history(spec), 2 * CHECKPOINT_EVERY)
    step, state, looks = CHECKPOINT_EVERY + 700, None, 0
    while state is None or state.step < step:
        state = nearer(spec, history, state, step, 64)
        looks += 1
    assert looks == -(-700 // 64)
    whole = nearer(spec, history, None, step, step)
    assert [slot.tobytes() for slot in state.slots] == [slot.tobytes() for slot in whole.slots]
    assert state.weights.tobytes() == history.row(step)[2].tobytes()
    assert nearer(spec, history, None, history.steps, 0) is history.end
