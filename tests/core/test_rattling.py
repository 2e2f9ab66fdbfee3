"""Rattling is told from falling, rising and standing still, and the offered rate helps."""

from dataclasses import replace

import numpy as np
import pytest

from skipnet_gui.core.history import extended, new_history
from skipnet_gui.core.network import Edge, Network, Unit
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.rattling import rattling, rattling_words
from skipnet_gui.core.run_spec import Data, Event, RunSpec

RATTLE = PRESETS["rattle"].make()


def run(spec, steps):
    return extended(spec, new_history(spec), steps)


def linear(loss, rate, x=(1.0,), y=(2.0,), weight=0.5):
    """ŷ = w x."""
    network = Network(("x",), (Unit("u", "identity"),), (Edge("w", "x", "u"),), ("u",), loss)
    data = Data(np.array(x)[:, None], np.array(y)[:, None])
    return RunSpec(network, data, (weight,), rate, batch_size=len(x))


@pytest.mark.parametrize("rate", [0.2, 0.1, 0.05, 0.01, 0.003])
def test_the_exercise_rattles_once_it_has_reached_y(rate):
    spec = replace(RATTLE, learning_rate=rate)
    history = run(spec, 2_000)
    loss = history.table.read(0, 2_000)[:, 1]
    reached = int(np.argmax(loss < 5 * rate))
    assert rattling(spec, history, reached) is None
    assert rattling(spec, history, 2_000)


def test_the_band_is_the_loss_of_the_last_updates():
    history = run(RATTLE, 400)
    found = rattling(RATTLE, history, 400)
    losses = [history.row(step)[1] for step in range(found.first, found.last + 1)]
    assert (found.low, found.high) == (min(losses), max(losses))
    assert 0.0 < found.high < 0.35


@pytest.mark.parametrize("rate", [0.1, 0.05, 0.02])
def test_the_offered_rate_narrows_the_band_to_about_a_tenth(rate):
    spec = replace(RATTLE, learning_rate=rate)
    found = rattling(spec, run(spec, 600), 600)
    lowered = replace(spec, events=(Event(600, found.lower_rate),))
    history = run(lowered, 1_200)
    assert rattling(lowered, history, 610) is None
    after = rattling(lowered, history, 1_200)
    assert after.high < 0.2 * found.high


def test_its_words_name_the_band_and_the_rate():
    found = rattling(RATTLE, run(RATTLE, 400), 400)._replace(low=0.01, high=0.3)
    assert rattling_words(found) == (
        "Rattling: at α = 0.05 each update passes the target, and the loss stays between "
        "0.01 and 0.3. It cannot settle at this rate; α = 0.005 makes the band about a "
        "tenth as high."
    )


def test_an_even_two_cycle_rattles_although_its_loss_stands_still():
    spec = linear("absolute", 0.5, weight=1.75)
    found = rattling(spec, run(spec, 200), 200)
    assert (found.low, found.high) == (0.25, 0.25)


@pytest.mark.parametrize(
    ("name", "spec"),
    [
        ("dead", PRESETS["exercise"].make()),
        ("dead slowly", replace(PRESETS["exercise"].make(), learning_rate=0.01)),
        ("converging", linear("squared", 0.01)),
        ("converging from both sides", linear("squared", 0.95)),
        ("converged to the last bit", linear("squared", 0.4)),
        ("diverging", linear("squared", 1.05)),
        ("diverging slowly", linear("squared", 1.004)),
        ("falling", replace(RATTLE, learning_rate=0.0005)),
        ("residual", PRESETS["residual"].make()),
        ("two outputs", PRESETS["two-outputs"].make()),
        ("tanh chain", PRESETS["tanh-chain-skips"].make()),
        ("fit of a curve", PRESETS["curve"].make()),
    ],
)
def test_what_falls_rises_or_stands_still_does_not_rattle(name, spec):
    history = run(spec, 2_000)
    steps = range(0, history.steps + 1, 40)
    assert [step for step in steps if rattling(spec, history, step)] == []


def test_a_rate_that_has_just_been_changed_is_given_time():
    spec = replace(RATTLE, events=(Event(400, 0.04),))
    history = run(spec, 480)
    assert rattling(spec, history, 400)
    assert rattling(spec, history, 430) is None
    assert rattling(spec, history, 464)


def test_a_weight_set_by_hand_starts_the_watch_anew():
    nudged = 1.001 * run(RATTLE, 400).head.weights[0]
    spec = replace(RATTLE, events=(Event(400, weights=(("w0", nudged),)),))
    history = run(spec, 480)
    assert rattling(spec, history, 399)
    assert [step for step in range(400, 465) if rattling(spec, history, step)] == [464]


def test_one_sample_among_several_that_does_not_matter_is_not_enough():
    # The first sample's error is large and stands still; the second's changes its sign.
    spec = linear("absolute", 0.1, x=(0.0, 1.0), y=(5.0, 0.52))
    assert rattling(spec, run(spec, 300), 300) is None


def test_the_middle_of_several_rattling_samples_counts():
    spec = linear("absolute", 0.3, x=(1.0, 2.0, -1.0), y=(0.5, 1.0, -0.5), weight=3.0)
    assert rattling(spec, run(spec, 300), 300)
