"""Moving through a run, and what stops it."""

import itertools

import numpy as np
import pytest

from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data
from skipnet_gui.session import player
from skipnet_gui.session.document import Document, new_document, opened_document
from skipnet_gui.session.edits import (
    edited,
    set_data,
    set_rate,
    set_run,
    set_weights,
)
from skipnet_gui.session.player import Pacer, advanced, budget_after, why_stopped
from skipnet_gui.session.project import project_of
from skipnet_gui.session.record import project_to_save, recorded_rows
from skipnet_gui.session.snapshot import snapshot
from skipnet_gui.session.values_table import values_table


def document(preset: str = "exercise") -> Document:
    return new_document(project_of(PRESETS[preset].make()))


def test_a_step_inside_the_record_only_moves():
    long = advanced(document(), 10)
    moved = advanced(long.at(3), 2)
    assert moved.history is long.history
    assert moved.position.step == 5


def test_the_pacer_does_as_many_steps_as_are_asked_for():
    pacer = Pacer(itertools.count(0.0, 1e-6).__next__)
    assert pacer.advanced(document(), 25, 1_000.0).position.step == 25


def test_the_pacer_keeps_to_its_budget():
    ticks = itertools.count(0.0, 1e-3)  # every look at the clock finds a millisecond gone
    moved = Pacer(ticks.__next__).advanced(document("rattle"), None, 5.0)
    assert 0 < moved.position.step < 10_000
    assert next(ticks) < 0.01


def test_a_run_that_leaves_the_numbers_says_what_where_and_when():
    wild = edited(document("residual"), set_rate(1e300))
    wild = edited(wild, set_weights({"w1": 1e200}))
    far = advanced(edited(wild, set_data(Data(np.array([[1e200]]), np.array([[0.5]])))), 50)
    assert far.history.steps < 50
    sentence = why_stopped(far)
    assert sentence is not None
    assert sentence.startswith(f"Stopped at step {far.history.steps}: ")
    assert " is inf" in sentence or " is nan" in sentence


def test_the_last_row_of_such_a_run_is_the_one_that_is_not_finite():
    far = advanced(edited(document(), set_weights({"w0": 1e308, "w1": 1e308})), 5)
    assert far.history.steps == 0
    assert why_stopped(far) == ("Stopped at step 0: loss is inf. Take smaller weights or data.")


def test_a_full_history_pauses_and_says_so(monkeypatch):
    monkeypatch.setattr(player, "MAX_HISTORY_BYTES", 100_000)
    long = advanced(advanced(document("rattle"), 3_000), 1)
    assert long.history.steps == 3_000
    assert "the history has reached 0.0001 GB" in str(why_stopped(long))


def test_the_recorded_rows_are_those_of_the_run():
    long = advanced(document("curve"), 2_100)
    rows = list(recorded_rows(long.spec, long.history))
    steps = [rows_.first_step + index for rows_ in rows for index in range(len(rows_))]
    assert steps == list(range(2_101))
    assert rows[-1].gradients[0].tolist() == long.history.head.gradients.tolist()
    shown = snapshot(long.at(1_500))
    # What is shown comes from the reference, whose tanh may differ in the last bit.
    assert rows[1].gradients[1_500 - 1_024] == pytest.approx(shown.gradients, rel=1e-12)


def test_saving_notes_the_recorded_steps_and_keeps_what_is_still_recomputed():
    assert project_to_save(advanced(document(), 7)).run.steps == 7
    opened = opened_document(document().project.with_run(steps=100))
    assert project_to_save(advanced(opened, 7)).run.steps == 100


def test_only_an_edit_that_cuts_ends_recomputing():
    opened = advanced(opened_document(document("rattle").project.with_run(steps=100)), 7)
    assert edited(opened, set_run("name", name="another")).restore == (100,)
    assert edited(opened, set_rate(0.5)).restore == (0,)
    assert edited(opened, set_run("seed", seed=3)).restore == (0,)


def test_the_sample_follows_the_batch_unless_it_is_pinned():
    moving = advanced(document("curve"), 3)
    assert snapshot(moving).sample == snapshot(moving).batch[0]
    pinned = snapshot(moving.with_sample(17))
    assert (pinned.sample, pinned.pinned) == (17, True)
    assert pinned.gradients.tolist() == snapshot(moving).gradients.tolist()


def test_the_snapshot_of_a_past_step_shows_that_steps_numbers():
    long = advanced(document(), 5)
    shown = snapshot(long.at(0))
    assert shown.trace.yhat.tolist() == [0.375]
    assert shown.gradients.tolist() == [0.75, 0.25, 0.5, 0.25]
    assert (shown.loss, shown.learning_rate, shown.replaying) == (3.375, 1.0, True)


def test_another_run_setting_keeps_the_pinned_sample():
    pinned = edited(document("curve").with_sample(4), set_run("seed", seed=9))
    assert pinned.position.sample == 4


def test_the_values_table_says_what_is_a_mean():
    lines = values_table(project_of(PRESETS["curve"].make())).split("\n")
    assert lines[0] == "forward (sample 5 of 20)"
    assert "backward (∂L/∂w: mean over the batch of 5)" in lines


def test_the_values_table_has_the_numbers_of_the_exercise():
    lines = [
        line.split() for line in values_table(project_of(PRESETS["exercise"].make())).split("\n")
    ]
    found = [(line[0], line[-1]) for line in lines if len(line) == 2]
    expected = {"ŷ": "0.375", "L": "3.375", "∂L/∂wₛ": "0.5", "∂L/∂h₀": "0.75", "∂L/∂w₀": "0.75"}
    assert expected.items() <= dict(found).items()
    assert found[-4:] == [("w₀", "−0.25"), ("w₁", "0.25"), ("wₛ", "0"), ("w₂", "0.25")]


@pytest.mark.parametrize(
    ("frame_ms", "before", "after"),
    [(16.0, 5.0, 5.2), (16.0, 8.0, 8.0), (25.0, 8.0, 6.4), (25.0, 3.0, 3.0), (80.0, 3.0, 20.0)],
)
def test_late_frames_train_less_but_a_slow_painting_does_not_starve_training(
    frame_ms, before, after
):
    assert budget_after(frame_ms, before) == pytest.approx(after)
