"""A history shares what it can, cuts where it is told, and is drawn from true extremes."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from skipnet_gui.core.history import (
    CHECKPOINT_EVERY,
    Curves,
    History,
    curves,
    cut,
    extended,
    new_history,
    stopped,
)
from skipnet_gui.core.network import Edge, Network, Unit
from skipnet_gui.core.optimizers import Optimizer
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data, Event, RunSpec
from skipnet_gui.core.stack import BLOCK_ROWS, LEAST_BLOCK_ROWS, Levels, Stack
from skipnet_gui.core.training import gradients_of, initial_state

RATTLE = PRESETS["rattle"].make()
CURVE = PRESETS["curve"].make()
RUNAWAY = RunSpec(
    Network(("x",), (Unit("0", "identity"),), (Edge("w0", "x", "0"),), ("0",), "half_squared"),
    Data(np.array([[1.0]]), np.array([[-3.0]])),
    (0.5,),
    learning_rate=1e20,
)
OPTIMIZERS = (
    Optimizer("sgd", (("momentum", 0.9), ("nesterov", True))),
    Optimizer("rmsprop", (("momentum", 0.5),)),
    Optimizer("adam"),
)


def trained(spec: RunSpec, steps: int) -> History:
    return extended(spec, new_history(spec), steps)


def table(history: History) -> np.ndarray:
    return history.table.read(0, len(history.table))


def counted(rows: int, columns: int = 2, first: int = 0) -> np.ndarray:
    return np.arange(first, first + rows * columns, dtype=float).reshape(rows, columns)


def all_values(spec: RunSpec, history: History) -> np.ndarray:
    """Return loss, weights and gradients of every row, the head included, row by row."""
    rows = table(history)
    gradients = gradients_of(spec, initial_state(spec), 0, np.ascontiguousarray(rows[:, 2:]))
    head = history.head
    recorded = np.column_stack([rows[:, 1:], gradients])
    return np.vstack([recorded, np.hstack([head.loss, head.weights, head.gradients])])


def assert_true_extremes(shown: Curves, values: np.ndarray, first: int, last: int) -> None:
    """Check that the buckets follow each other without a gap and hold the true extremes."""
    starts = shown.steps.astype(int)
    assert starts[0] <= first
    assert (np.diff(starts) > 0).all()
    for row, (start, end) in enumerate(pairwise(starts)):
        part = values[start:end]
        assert np.array_equal(shown.low[row], part.min(axis=0))
        assert np.array_equal(shown.high[row], part.max(axis=0))
        assert np.array_equal(shown.nearest[row], np.abs(part).min(axis=0))
    # The last bucket reaches the last step, and no further than it may.
    start, end = starts[-1], starts[-1] + shown.bucket
    assert start <= last < end
    assert (shown.low[-1] <= values[start : last + 1].min(axis=0)).all()
    assert (shown.low[-1] >= values[start:end].min(axis=0)).all()
    assert (shown.high[-1] >= values[start : last + 1].max(axis=0)).all()
    assert (shown.high[-1] <= values[start:end].max(axis=0)).all()


class TestStack:
    def test_a_longer_stack_shares_the_blocks_and_the_tail(self) -> None:
        short = Stack(2).extended(counted(BLOCK_ROWS + 10))
        longer = short.extended(counted(5))
        assert longer.blocks[0] is short.blocks[0]
        assert longer.tail is short.tail
        assert (len(short), len(longer)) == (BLOCK_ROWS + 10, BLOCK_ROWS + 15)

    def test_two_futures_of_one_past_leave_each_other_alone(self) -> None:
        past = Stack(2).extended(counted(10))
        one = past.extended(counted(5, first=100))
        other = past.extended(counted(3, first=200))
        assert np.array_equal(one.read(10, 15), counted(5, first=100))
        assert np.array_equal(other.read(10, 13), counted(3, first=200))
        assert np.array_equal(past.read(0, 10), counted(10))

    @pytest.mark.parametrize("at", [0, 1, 4_000, BLOCK_ROWS, BLOCK_ROWS + 7, BLOCK_ROWS + 20])
    def test_training_on_after_a_cut_leaves_the_uncut_record_intact(self, at: int) -> None:
        rows = counted(BLOCK_ROWS + 20)
        whole = Stack(2).extended(rows)
        kept = whole.cut(at).extended(np.full((30, 2), -1.0))
        assert len(kept) == at + 30
        assert np.array_equal(kept.read(0, at), rows[:at])
        assert (kept.read(at, at + 30) == -1.0).all()
        assert np.array_equal(whole.read(0, len(whole)), rows)

    def test_what_is_read_cannot_be_written_to(self) -> None:
        stack = Stack(2).extended(counted(BLOCK_ROWS + 3))
        for first, last in ((0, 3), (BLOCK_ROWS, BLOCK_ROWS + 3), (BLOCK_ROWS - 1, BLOCK_ROWS + 1)):
            with pytest.raises(ValueError, match="read-only"):
                stack.read(first, last)[0] = 0.0

    def test_rows_read_across_blocks_come_in_order(self) -> None:
        rows = counted(2 * BLOCK_ROWS + 9)
        stack = Stack(2)
        for start in range(0, len(rows), 30_000):
            stack = stack.extended(rows[start : start + 30_000])
        assert np.array_equal(
            stack.read(BLOCK_ROWS - 5, 2 * BLOCK_ROWS + 9), rows[BLOCK_ROWS - 5 :]
        )
        assert stack.read(7, 7).shape == (0, 2)

    def test_wide_rows_make_smaller_blocks_never_shorter_than_a_checkpoint(self) -> None:
        assert Stack(6).block_rows == BLOCK_ROWS
        assert Stack(600).block_rows == 2_048
        assert Stack(60_000).block_rows == LEAST_BLOCK_ROWS == CHECKPOINT_EVERY


class TestCut:
    def test_a_cut_shares_the_record_up_to_the_last_checkpoint(self) -> None:
        history = trained(RATTLE, 3_000)
        kept = cut(RATTLE, history, 2_100)
        assert kept.steps == 2_100
        assert kept.checkpoints == history.checkpoints[:3]
        assert np.array_equal(table(kept), table(history)[:2_100])
        assert kept.row(2_100)[1] == history.row(2_100)[1]

    def test_an_event_at_the_last_step_changes_its_row_only(self) -> None:
        history = trained(RATTLE, 50)
        spec = replace(RATTLE, events=(Event(50, learning_rate=0.01, weights=(("w0", 2.0),)),))
        edited = cut(spec, history, 50)
        assert edited.row(50)[0] == 0.01
        assert edited.row(50)[2][0] == 2.0
        assert np.array_equal(table(edited), table(history))

    def test_another_rate_after_a_cut_leaves_the_first_future_as_it_was(self) -> None:
        history = trained(RATTLE, 2_500)
        before = table(history).copy()
        spec = replace(RATTLE, events=(Event(2_060, learning_rate=0.01),))
        other = extended(spec, cut(spec, history, 2_060), 600)
        assert np.array_equal(table(history), before)
        assert np.array_equal(table(other), table(trained(spec, 2_660)))
        assert not np.array_equal(table(other)[:2_500], before)

    @pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda optimizer: optimizer.name)
    @pytest.mark.parametrize("at", [0, 700, 1_024, 1_900])
    def test_cut_and_trained_on_gives_the_same_bits(self, optimizer: Optimizer, at: int) -> None:
        spec = replace(CURVE, optimizer=optimizer, batch_size=7, seed=3)
        straight = trained(spec, 2_100)
        again = extended(spec, cut(spec, straight, at), 2_100 - at)
        assert table(again).tobytes() == table(straight).tobytes()
        assert again.end.weights.tobytes() == straight.end.weights.tobytes()
        assert [slot.tobytes() for slot in again.end.slots] == [
            slot.tobytes() for slot in straight.end.slots
        ]
        assert again.end.generator == straight.end.generator

    def test_slices_of_any_length_give_the_same_record(self) -> None:
        straight, pieces = trained(CURVE, 2_100), new_history(CURVE)
        for updates in (1, 2, 500, 521, 1, 1_075):
            pieces = extended(CURVE, pieces, updates)
        assert table(pieces).tobytes() == table(straight).tobytes()
        assert len(pieces.checkpoints) == len(straight.checkpoints) == 3

    def test_training_stops_at_the_first_row_that_is_not_finite(self) -> None:
        history = trained(RUNAWAY, 50)
        assert 0 < history.steps < 50
        assert np.isfinite(table(history)).all()
        assert stopped(RUNAWAY, history) is not None
        assert extended(RUNAWAY, history, 10) is history


@pytest.fixture(scope="module")
def long() -> History:
    return trained(RATTLE, 6_421)


class TestCurves:
    @pytest.mark.parametrize("buckets", [1, 3, 20, 100, 700, 5_000])
    @pytest.mark.parametrize(
        ("first", "last"), [(0, 6_421), (0, 6_420), (17, 6_400), (3_000, 3_900), (6_413, 6_421)]
    )
    def test_every_bucket_holds_the_true_extremes(
        self, long: History, first: int, last: int, buckets: int
    ) -> None:
        shown = curves(RATTLE, long, first, last, buckets)
        assert_true_extremes(shown, all_values(RATTLE, long), first, last)

    @pytest.mark.parametrize("at", [1, 8, 1_023, 1_024, 4_100])
    def test_the_extremes_stay_true_after_a_cut_and_another_future(
        self, long: History, at: int
    ) -> None:
        spec = replace(RATTLE, events=(Event(at, learning_rate=0.02),))
        other = extended(spec, cut(spec, long, at), 1_300)
        values = all_values(spec, other)
        for buckets in (2, 9, 50, 400):
            shown = curves(spec, other, 0, other.steps, buckets)
            assert_true_extremes(shown, values, 0, other.steps)
        assert_true_extremes(curves(RATTLE, long, 0, 6_421, 10), all_values(RATTLE, long), 0, 6_421)

    def test_batches_in_shuffled_order_are_drawn_with_their_own_gradients(self) -> None:
        history = trained(CURVE, 1_500)
        values = all_values(CURVE, history)
        for first, last in ((0, 1_500), (1_100, 1_200), (1_500, 1_500)):
            shown = curves(CURVE, history, first, last, 800)
            assert_true_extremes(shown, values, first, last)

    def test_the_number_of_points_does_not_grow_with_the_run(self) -> None:
        history = new_history(RATTLE)
        sizes = []
        for _ in range(60):
            history = extended(RATTLE, history, 331)
            sizes.append(len(curves(RATTLE, history, 0, history.steps, 50).steps))
        assert max(sizes) <= 2 * 50 + 1

    def test_buckets_keep_their_place_as_the_run_grows(self, long: History) -> None:
        longer = extended(RATTLE, long, 1)
        now, then = (curves(RATTLE, h, 0, 6_300, 40) for h in (longer, long))
        assert np.array_equal(now.steps, then.steps)
        assert np.array_equal(now.low, then.low)

    def test_the_row_that_is_not_finite_hides_no_other(self) -> None:
        history = trained(RUNAWAY, 50)
        for buckets in (1, 100):
            shown = curves(RUNAWAY, history, 0, history.steps, buckets)
            assert np.isfinite(shown.high[:-1]).all()
            assert shown.steps[-1] == history.steps

    def test_a_run_without_a_step_shows_its_start(self) -> None:
        shown = curves(RATTLE, new_history(RATTLE), 0, 0, 300)
        assert shown.steps.tolist() == [0.0]
        assert shown.low[0, 1:5].tolist() == [0.5, 0.5, -0.5, 0.5]


class TestMemory:
    def test_ten_million_steps_keep_within_their_bytes(self) -> None:
        history = trained(RATTLE, 4 * CHECKPOINT_EVERY)
        weights = len(RATTLE.network.edges)
        kept = history.nbytes - history.levels.nbytes
        assert kept <= 8 * (weights + 2) * 1.5 * history.steps
        # Nothing else grows: the table is rows of float64, a checkpoint comes every 1 024.
        assert history.table.nbytes == 8 * (weights + 2) * history.steps
        assert len(history.checkpoints) == history.steps // CHECKPOINT_EVERY + 1

    def test_the_levels_cost_less_than_half_of_what_they_thin(self) -> None:
        levels = Levels(5)
        for _ in range(40):
            levels = levels.extended(np.random.default_rng(0).random((5, 2_000)))
        assert levels.nbytes <= 80_000 * 5 * 8 * 3 / 7
