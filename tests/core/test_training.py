"""Training against the oracle: batches, optimizers, events, and going on from anywhere."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from skipnet_gui.core.network import Edge, Network, Unit
from skipnet_gui.core.optimizers import Optimizer
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data, Event, RunSpec
from skipnet_gui.core.training import (
    Row,
    Rows,
    advance,
    batch_rows,
    evaluate,
    finite_rows,
    first_non_finite,
    gradients_of,
    initial_state,
)
from tests.core import oracle
from tests.core.random_networks import (
    PLAIN_ACTIVATIONS,
    PLAIN_LOSSES,
    SMOOTH_ACTIVATIONS,
    any_bits,
    spec_of,
    trainings,
)

STEPS = 12
EXERCISE = PRESETS["exercise"].make()


def exercise(**changes):
    return replace(EXERCISE, **changes)


def table_of(rows):
    """The rows as the oracle writes them."""
    columns = (rows.learning_rate, rows.loss, rows.weights, rows.gradients)
    return [*zip(*(column.tolist() for column in columns), strict=True)]


def flat(row):
    rate, loss, weights, gradients = row
    return [rate, loss, *weights, *gradients]


def assume_tame(table, limit):
    """Leave out runs that leave the range in which a comparison makes sense."""
    assume(all(abs(number) < limit for row in table for number in flat(row)))


def same_bits(one, other):
    """Whether two states are the same in every bit."""
    return (
        (one.step, one.learning_rate, one.generator)
        == (other.step, other.learning_rate, other.generator)
        and one.weights.tobytes() == other.weights.tobytes()
        and [slot.tobytes() for slot in one.slots] == [slot.tobytes() for slot in other.slots]
    )


@settings(max_examples=150)
@given(
    trainings(
        optimizers=("sgd",),
        activations=PLAIN_ACTIVATIONS,
        losses=PLAIN_LOSSES,
        numbers=any_bits,
    )
)
def test_descent_gives_the_bits_of_a_scalar_loop(project):
    expected = oracle.train(project, STEPS)
    assume_tame(expected, 1e100)
    rows, _ = advance(spec_of(project), initial_state(spec_of(project)), STEPS + 1)
    assert table_of(rows) == expected


@settings(max_examples=150)
@given(trainings(activations=SMOOTH_ACTIVATIONS, losses=["half_squared", "huber"]))
def test_every_optimizer_trains_smooth_networks_as_a_scalar_loop_does(project):
    try:
        expected = oracle.train(project, STEPS)
    except OverflowError:
        assume(False)
    assume_tame(expected, 20)
    rows, _ = advance(spec_of(project), initial_state(spec_of(project)), STEPS + 1)
    for ours, theirs in zip(table_of(rows), expected, strict=True):
        assert flat(ours) == pytest.approx(flat(theirs), rel=1e-9, abs=1e-9)


@settings(max_examples=150)
@given(trainings(), st.lists(st.integers(0, STEPS), min_size=1, max_size=3))
def test_going_on_from_any_state_gives_the_same_bits(project, stops):
    spec = spec_of(project)
    rows, end = advance(spec, initial_state(spec), STEPS)
    state, pieces = initial_state(spec), []
    for stop in [*sorted(stops), STEPS]:
        piece, state = advance(spec, state, stop - state.step)
        pieces.append(piece)
    assert same_bits(state, end)
    for column in ("learning_rate", "loss", "weights", "gradients"):
        joined = np.concatenate([getattr(piece, column) for piece in pieces])
        assert joined.tobytes() == getattr(rows, column).tobytes()


@settings(max_examples=100)
@given(trainings(), st.integers(0, STEPS))
def test_a_row_is_the_same_whether_its_update_follows_or_not(project, step):
    spec = spec_of(project)
    _, state = advance(spec, initial_state(spec), step)
    rows, _ = advance(spec, state, 1)
    row = evaluate(spec, state)
    ours = (row.learning_rate, row.loss, row.weights.tolist(), row.gradients.tolist())
    assert row.step == step == rows.first_step
    np.testing.assert_equal(ours, table_of(rows)[0])


@settings(max_examples=100)
@given(trainings(), st.integers(0, STEPS))
def test_gradients_recomputed_from_weights_are_those_of_training(project, first):
    spec = spec_of(project)
    start = initial_state(spec)
    rows, _ = advance(spec, start, STEPS)
    assume_tame(table_of(rows), 1e100)
    again = gradients_of(spec, start, first, rows.weights[first:])
    np.testing.assert_allclose(again, rows.gradients[first:], rtol=1e-11, atol=1e-11)
    plain = {unit.activation for unit in spec.network.units} <= set(PLAIN_ACTIVATIONS)
    if plain and spec.network.loss in PLAIN_LOSSES:
        assert again.tolist() == rows.gradients[first:].tolist()


@settings(max_examples=100)
@given(trainings(), st.integers(0, STEPS), st.integers(0, STEPS))
def test_batches_can_be_named_from_any_earlier_state(project, one, other):
    spec, (start, step) = spec_of(project), sorted((one, other))
    _, state = advance(spec, initial_state(spec), start)
    expected = oracle.batches(project, project["runs"][0], step + 1)[step]
    assert batch_rows(spec, state, step).tolist() == expected


def line(rows, **changes):
    """ŷ = w x on the rows x = 1, 2, … with y = 0: gradients tell which rows were used."""
    network = Network(("x",), (Unit("u", "identity"),), (Edge("w", "x", "u"),), ("u",), "squared")
    x = np.arange(1.0, rows + 1)[:, None]
    return RunSpec(network, Data(x, 0 * x), (1.0,), 0.0, **changes)


def batches_of(spec, steps):
    state = initial_state(spec)
    return [batch_rows(spec, state, step).tolist() for step in range(steps)]


def test_cyclic_batches_go_round_and_the_last_is_smaller():
    assert batches_of(line(5, batch_size=2), 4) == [[0, 1], [2, 3], [4], [0, 1]]


def test_shuffled_batches_are_one_draw_of_the_generator_per_epoch():
    generator = np.random.Generator(np.random.PCG64(11))
    first, second, third = (generator.permutation(5).tolist() for _ in range(3))
    assert batches_of(line(5, batch_size=3, order="shuffled", seed=11), 5) == [
        first[:3],
        first[3:],
        second[:3],
        second[3:],
        third[:3],
    ]


def test_a_shuffled_full_batch_is_summed_in_its_drawn_order():
    spec = line(7, batch_size=7, order="shuffled", seed=2)
    generator = np.random.Generator(np.random.PCG64(2))
    assert batches_of(spec, 3) == [generator.permutation(7).tolist() for _ in range(3)]


def test_the_mean_is_over_the_rows_of_the_smaller_batch_too():
    rows, _ = advance(line(3, batch_size=2), initial_state(line(3)), 2)
    assert rows.loss.tolist() == [(1 + 4) / 2, 9]
    assert rows.gradients[:, 0].tolist() == [(2 + 8) / 2, 18]


def test_frozen_edges_keep_their_weights_under_every_optimizer():
    edges = tuple(replace(e, trainable=e.weight != "ws") for e in EXERCISE.network.edges)
    network = replace(EXERCISE.network, edges=edges)
    for name in ("sgd", "rmsprop", "adam"):
        spec = exercise(network=network, optimizer=Optimizer(name), learning_rate=0.01)
        rows, end = advance(spec, initial_state(spec), 20)
        assert rows.gradients[0, 2] == 0.5
        assert set(rows.weights[:, 2]) == {0.5} == {end.weights[2]}
        assert (end.weights != rows.weights[0]).tolist() == [True, True, False, True]


def test_a_rate_event_holds_from_its_own_update():
    spec = exercise(learning_rate=0.25, events=(Event(1, learning_rate=0.0625),))
    rows, end = advance(spec, initial_state(spec), 2)
    assert rows.learning_rate.tolist() == [0.25, 0.0625]
    moved = (rows.weights[1] - 0.0625 * rows.gradients[1]).tolist()
    assert (end.weights.tolist(), end.learning_rate) == (moved, 0.0625)


def test_a_weight_event_stands_in_its_own_row():
    spec = exercise(learning_rate=0.0, events=(Event(2, weights=(("ws", -1.0), ("w0", 2.0))),))
    rows, _ = advance(spec, initial_state(spec), 4)
    assert rows.weights.tolist() == [[0.5] * 4] * 2 + [[2.0, 0.5, -1.0, 0.5]] * 2
    assert rows.loss.tolist()[1:3] == [3.375, 1.5]


def test_events_of_one_step_take_effect_in_list_order():
    events = (
        Event(3, 0.5, (("w0", 7.0),)),
        Event(1, 0.25, (("w0", 1.0), ("w1", 9.0))),
        Event(1, None, (("w1", 2.0),)),
        Event(1, 0.125),
    )
    spec = exercise(learning_rate=0.0, events=events)
    row = evaluate(spec, advance(spec, initial_state(spec), 1)[1])
    assert (row.learning_rate, row.weights.tolist()) == (0.125, [1.0, 2.0, 0.5, 0.5])


def test_an_event_waits_until_training_gets_there():
    spec = exercise(learning_rate=0.0, events=(Event(2, 0.5, (("w0", 9.0),)),))
    _, state = advance(spec, initial_state(spec), 2)
    assert (state.learning_rate, state.weights[0]) == (0.0, 0.5)
    assert (evaluate(spec, state).learning_rate, evaluate(spec, state).weights[0]) == (0.5, 9.0)


def test_an_event_may_change_a_frozen_edge():
    network = replace(EXERCISE.network, edges=(Edge("w0", "x", "0", False), *_edges_from(1)))
    spec = exercise(network=network, events=(Event(1, weights=(("w0", 0.75),)),))
    _, end = advance(spec, initial_state(spec), 3)
    assert end.weights[0] == 0.75


def _edges_from(first):
    return EXERCISE.network.edges[first:]


@pytest.mark.parametrize(
    "optimizer",
    [Optimizer("sgd", (("momentum", 0.5),)), Optimizer("adam"), Optimizer("rmsprop")],
)
def test_events_leave_buffers_and_count_alone(optimizer):
    # Every gradient is 2w: setting w back to 1 repeats the gradient, not the direction.
    event = Event(1, 0.5, (("w", 1.0),))
    spec = replace(line(1), learning_rate=0.25, optimizer=optimizer, events=(event,))
    _, end = advance(spec, initial_state(spec), 2)
    first, kept = optimizer.rule.direction(
        optimizer.options, np.array([2.0]), initial_state(spec).slots, 1
    )
    second, kept = optimizer.rule.direction(optimizer.options, np.array([2.0]), kept, 2)
    assert end.weights.tolist() == (1.0 - 0.5 * second).tolist()
    assert [slot.tolist() for slot in end.slots] == [slot.tolist() for slot in kept]
    if optimizer.name == "sgd":
        assert first != second


def test_states_cannot_be_written_to():
    spec = exercise(optimizer=Optimizer("adam"))
    for state in (initial_state(spec), advance(spec, initial_state(spec), 3)[1]):
        assert not any(a.flags.writeable for a in (state.weights, *state.slots))
    row = evaluate(spec, initial_state(spec))
    assert not row.weights.flags.writeable
    assert not row.gradients.flags.writeable


def test_no_update_gives_no_row_and_the_same_state():
    rows, state = advance(EXERCISE, initial_state(EXERCISE), 0)
    assert len(rows) == 0
    assert same_bits(state, initial_state(EXERCISE))


def row_of(weights=(0.0,) * 4, loss=0.0, gradients=(0.0,) * 4):
    return Row(5, 1.0, loss, np.array(weights), np.array(gradients))


NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (row_of(), None),
        (row_of(gradients=(0, NAN, INF, 0)), "gradient_w1 is nan"),
        (row_of(loss=-INF, gradients=(NAN,) * 4), "loss is -inf"),
        (row_of(weights=(0, 0, INF, 0), loss=NAN, gradients=(NAN,) * 4), "weight_ws is inf"),
        (row_of(weights=(0, 0, 0, -INF)), "weight_w2 is -inf"),
    ],
)
def test_the_first_non_finite_quantity_is_named(row, found):
    first = first_non_finite(EXERCISE.network, row)
    assert (first if first is None else f"{first[0]} is {first[1]}") == found


def test_a_run_that_leaves_the_numbers_shows_its_first_bad_row():
    # w ← w − 2·w·100: times −199 a step, and w² is the first to overflow.
    spec = replace(line(1), learning_rate=100.0)
    rows, _ = advance(spec, initial_state(spec), 200)
    good = finite_rows(rows)
    state = advance(spec, initial_state(spec), good)[1]
    assert np.isfinite(rows.loss[:good]).all()
    assert first_non_finite(spec.network, evaluate(spec, state)) == ("loss", INF)
    assert len(rows.first(good)) == finite_rows(rows.first(good)) == good
    assert rows.first(good).weights.tolist() == rows.weights[:good].tolist()


@pytest.mark.parametrize("value", [NAN, INF, -INF])
@pytest.mark.parametrize("column", range(9))
def test_finite_rows_looks_at_every_column(column, value):
    rows, _ = advance(EXERCISE, initial_state(EXERCISE), 5)
    columns = rows.columns.copy()
    columns[column, 3] = value
    assert finite_rows(rows) == 5
    assert finite_rows(replace(rows, columns=columns)) == 3


def test_large_numbers_whose_sum_overflows_are_finite():
    rows = Rows(0, np.ones(2), np.full((3, 2), 1e308))
    assert finite_rows(rows) == 2
