"""Data that fit, batches, and the first step that an edit makes different."""

from dataclasses import replace

import numpy as np
import pytest

from skipnet_gui.core.functions import Conventions
from skipnet_gui.core.network import ModelError
from skipnet_gui.core.optimizers import Optimizer
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data, Event, check_data
from skipnet_gui.core.training import advance, initial_state

SPEC = replace(PRESETS["exercise"].make(), learning_rate=0.01)
RATE, WEIGHT = Event(4, 0.5), Event(9, weights=(("w1", 0.3),))
OTHER_RATE = Event(4, 0.25)


@pytest.mark.parametrize(
    ("ours", "theirs", "step"),
    [
        ((), (), None),
        ((), (RATE,), 4),
        ((RATE, WEIGHT), (RATE,), 9),
        ((RATE, WEIGHT), (WEIGHT, RATE), None),
        ((RATE, WEIGHT), (OTHER_RATE, WEIGHT), 4),
        ((RATE, OTHER_RATE), (OTHER_RATE, RATE), 4),
        ((RATE, OTHER_RATE), (RATE,), 4),
        ((Event(0, 0.5),), (), 0),
    ],
)
def test_events_part_two_runs_at_their_step(ours, theirs, step):
    one, other = replace(SPEC, events=ours), replace(SPEC, events=theirs)
    assert one.same_until(other) == other.same_until(one) == step


@pytest.mark.parametrize(
    "change",
    [
        {"network": PRESETS["exercise-without-skip"].make().network},
        {"network": replace(SPEC.network, loss="squared")},
        {"data": Data(np.array([[1.0]]), np.array([[-2.0]]))},
        {"data": Data(np.array([[2.0]]), np.array([[-3.0]]))},
        {"initial_weights": (0.5, 0.5, 0.5, 0.25)},
        {"learning_rate": 0.02},
        {"conventions": Conventions(relu_slope_at_zero=1)},
        {"conventions": Conventions(sign_of_zero=1)},
        {"optimizer": Optimizer("adam")},
        {"optimizer": Optimizer("sgd", (("momentum", 0.5),))},
        {"batch_size": 2},
        {"order": "shuffled"},
        {"seed": 1},
    ],
)
def test_all_else_parts_them_at_the_start(change):
    assert SPEC.same_until(replace(SPEC, events=(RATE,), **change)) == 0


def test_equal_data_in_other_arrays_part_nothing():
    again = Data(SPEC.data.x.copy(), SPEC.data.y.copy())
    assert SPEC.same_until(replace(SPEC, data=again)) is None


def test_up_to_the_parting_step_the_states_are_the_same():
    other = replace(SPEC, events=(RATE, WEIGHT))
    step = SPEC.same_until(other)
    (_, ours), (_, theirs) = (advance(spec, initial_state(spec), step) for spec in (SPEC, other))
    assert ours.weights.tolist() == theirs.weights.tolist()
    (_, ours), (_, theirs) = (
        advance(spec, state, 1) for spec, state in ((SPEC, ours), (other, theirs))
    )
    assert ours.weights.tolist() != theirs.weights.tolist()


def test_data_are_copied_and_read_only():
    x = np.array([[1.0]])
    data = Data(x, [[2]])
    x[0, 0] = 5.0
    assert (data.x.tolist(), data.y.tolist(), data.y.dtype) == ([[1.0]], [[2.0]], np.float64)
    assert not data.x.flags.writeable
    assert not data.y.flags.writeable


LOGITS = replace(SPEC.network, loss="binary_cross_entropy_with_logits")


@pytest.mark.parametrize(
    ("network", "x", "y", "place"),
    [
        (SPEC.network, np.empty((0, 1)), np.empty((0, 1)), "data"),
        (SPEC.network, [[1.0]], [[1.0], [2.0]], "data"),
        (SPEC.network, [[1.0, 2.0]], [[1.0]], "data.x"),
        (SPEC.network, [[1.0]], [[1.0, 2.0]], "data.y"),
        (SPEC.network, [1.0], [[1.0]], "data.x"),
        (SPEC.network, [[1.0], [np.nan]], [[1.0], [1.0]], "data.x[1][0]"),
        (SPEC.network, [[1.0], [1.0]], [[np.inf], [1.0]], "data.y[0][0]"),
        (SPEC.network, np.zeros((500_001, 1)), np.zeros((500_001, 1)), "data"),
        (LOGITS, [[1.0]], [[1.5]], "data.y[0][0]"),
        (LOGITS, [[1.0], [1.0]], [[1.0], [-0.1]], "data.y[1][0]"),
        (
            replace(SPEC.network, loss="binary_cross_entropy"),
            [[1.0]],
            [[1.0 + 1e-15]],
            "data.y[0][0]",
        ),
    ],
)
def test_data_that_do_not_fit_name_the_place(network, x, y, place):
    with pytest.raises(ModelError) as caught:
        check_data(network, Data(x, y))
    assert caught.value.place == place


@pytest.mark.parametrize(("network", "y"), [(LOGITS, 0.0), (LOGITS, 1.0), (SPEC.network, -7.0)])
def test_data_that_fit_are_taken(network, y):
    check_data(network, Data([[1.0]], [[y]]))


@pytest.mark.parametrize(("batch_size", "steps"), [(1, 20), (5, 4), (6, 4), (19, 2), (20, 1)])
def test_an_epoch_has_as_many_steps_as_batches(batch_size, steps):
    assert replace(PRESETS["curve"].make(), batch_size=batch_size).steps_per_epoch == steps
