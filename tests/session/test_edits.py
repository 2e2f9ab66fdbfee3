"""What an edit changes, what it cuts, and what undo brings back."""

from dataclasses import replace

import numpy as np
import pytest

from skipnet_gui.core.functions import Conventions
from skipnet_gui.core.history import memory_in_use
from skipnet_gui.core.network import ModelError
from skipnet_gui.core.optimizers import Optimizer
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data, Event
from skipnet_gui.session import edits
from skipnet_gui.session.document import Document, new_document
from skipnet_gui.session.player import advanced
from skipnet_gui.session.project import project_of
from skipnet_gui.session.undo import UndoStack


def trained(steps: int, preset: str = "rattle") -> Document:
    return advanced(new_document(project_of(PRESETS[preset].make())), steps)


def weights(document: Document, step: int) -> list[float]:
    return document.history.row(step)[2].tolist()


def test_a_rate_set_at_the_end_holds_from_the_next_update():
    before = trained(10)
    after = advanced(edits.edited(before, edits.set_rate(0.5)), 1)
    assert after.history.row(9)[0] == 0.05
    assert after.history.row(10)[0] == 0.5
    gradient = np.array(before.history.head.gradients)
    assert weights(after, 11) == (before.history.head.weights - 0.5 * gradient).tolist()


def test_a_weight_set_at_a_past_step_drops_what_followed():
    before = trained(3_000).at(500)
    after = edits.edited(before, edits.set_weights({"w1": 0.25}))
    assert (after.history.steps, after.position.step) == (500, 500)
    assert weights(after, 500)[1] == 0.25
    assert weights(after, 499) == weights(before, 499)
    assert before.history.steps == 3_000


def test_an_edit_shows_in_the_row_of_its_step_at_once():
    after = edits.edited(trained(7), edits.set_weights({"w0": 1.0, "w2": 0.0}))
    assert after.history.head.loss == abs(-3.0 - weights(after, 7)[2] * 1.0)


def test_two_edits_at_one_step_are_one_event():
    document = edits.edited(trained(5), edits.set_rate(0.1))
    document = edits.edited(document, edits.set_weights({"w0": 1.0}))
    document = edits.edited(document, edits.set_rate(0.2))
    assert document.project.run.events == (Event(5, 0.2, (("w0", 1.0),)),)


def test_an_edit_at_a_past_step_drops_the_changes_that_followed_it():
    late = advanced(edits.edited(trained(40), edits.set_rate(0.5)), 9).at(20)
    edit = edits.set_rate(0.1)
    early = edits.edited(late, edit)
    assert [event.step for event in early.project.run.events] == [20]
    again = advanced(early, 30)
    assert [again.history.row(step)[0] for step in (19, 20, 40, 50)] == [0.05, 0.1, 0.1, 0.1]


def test_events_that_training_has_not_reached_wait_for_it():
    project = project_of(PRESETS["rattle"].make()).with_run(events=(Event(40, 0.5),))
    early = edits.edited(advanced(new_document(project), 20), edits.set_rate(0.1))
    again = advanced(early, 30)
    assert [again.history.row(step)[0] for step in (19, 20, 39, 40)] == [0.05, 0.1, 0.1, 0.5]


@pytest.mark.parametrize(
    ("at", "edit", "title"),
    [
        (3_000, edits.set_rate(0.5), "learning rate at step 3\u2009000"),
        (500, edits.set_weights({"w1": 0.25}),
         "w1 at step 500, drops 2\u2009500 steps and 1 change"),
        (500, edits.set_run("optimizer", optimizer=Optimizer("adam")),
         "optimizer, drops 3\u2009000 steps"),
        (500, edits.restart(0.05), "restart, drops 3\u2009000 steps and 1 change"),
    ],
)  # fmt: skip
def test_the_menu_says_what_an_edit_drops(at, edit, title):
    document = edits.edited(trained(2_000), edits.set_rate(0.02))
    document = advanced(document, 1_000).at(at)
    assert edits.title_of(edit, document, edits.edited(document, edit)) == title


@pytest.mark.parametrize(
    "edit",
    [
        edits.set_run("optimizer", optimizer=Optimizer("adam")),
        edits.set_run("start", initial_weights=(1.0, 1.0, 1.0, 1.0)),
        edits.set_run("seed", seed=3),
        edits.set_conventions(Conventions(sign_of_zero=1)),
        edits.set_data(Data(np.array([[2.0]]), np.array([[1.0]]))),
        edits.restart(0.05),
    ],
)
def test_what_changes_the_whole_run_cuts_at_step_0(edit):
    after = edits.edited(trained(100), edit)
    assert (after.history.steps, after.position.step) == (0, 0)


def test_what_changes_nothing_cuts_nothing():
    before = trained(100)
    same = edits.set_data(Data(np.array([[1.0]]), np.array([[-3.0]])))
    assert edits.edited(before, same).history is before.history


def test_restart_keeps_the_start_and_the_current_rate():
    document = edits.edited(trained(40), edits.set_rate(0.5))
    run = edits.edited(document, edits.restart(0.5)).project.run
    assert (run.learning_rate, run.events) == (0.5, ())
    assert run.initial_weights == (0.5, 0.5, -0.5, 0.5)


@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf")])
def test_an_impossible_rate_is_refused(value):
    with pytest.raises(ModelError, match="0 or more"):
        edits.edited(trained(1), edits.set_rate(value))


def test_undo_brings_back_steps_and_edit_as_they_were_left():
    first = trained(300).at(100)
    stack = UndoStack().pushed("rate", first)
    second = advanced(edits.edited(first, edits.set_rate(0.2)), 50)
    undone, stack = stack.back(second)
    assert (undone.history.steps, undone.position.step) == (300, 100)
    redone, stack = stack.forward(undone)
    assert redone is second
    assert (redone.history.steps, stack.undo_title, stack.redo_title) == (150, "rate", None)


def test_undo_lets_the_oldest_entries_go_when_their_steps_take_too_much_room():
    one, two, three = trained(3_000), trained(4_000), trained(10)
    stack = UndoStack().pushed("a", one).pushed("b", two)
    assert stack.trimmed(three, 10**9) == stack
    assert [entry.title for entry in stack.trimmed(three, 4_200 * 80).done] == ["b"]


def test_histories_that_share_blocks_count_them_once():
    long = trained(5_000)
    moved = edits.edited(long, edits.set_rate(0.5))
    both = memory_in_use((long.history, moved.history))
    assert both == memory_in_use((long.history,))


def test_a_new_edit_forgets_what_was_undone():
    one, two = trained(1), trained(2)
    _, stack = UndoStack().pushed("a", one).back(two)
    assert stack.pushed("b", one).redo_title is None


@pytest.mark.parametrize("name", ["sgd", "rmsprop", "adam"])
@pytest.mark.parametrize("order", ["cyclic", "shuffled"])
def test_training_on_from_a_past_step_is_bit_identical(name, order):
    settings = (("momentum", 0.9),) if name != "adam" else ()
    project = project_of(PRESETS["curve"].make())
    project = project.with_run(optimizer=Optimizer(name, settings), order=order)
    straight = advanced(new_document(project), 2_500)
    cut = edits.edited(straight.at(1_700), edits.set_rate(0.01))
    project = cut.project
    assert advanced(cut, 800).history.row(2_500)[2].tolist() == (
        advanced(new_document(replace(project)), 2_500).history.row(2_500)[2].tolist()
    )
