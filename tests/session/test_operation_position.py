"""The operation of a position: forward, back, over the steps, and what a jump makes of it."""

import numpy as np
import pytest

from skipnet_gui.core.operations import Quantity
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.session.document import Document, new_document
from skipnet_gui.session.edits import edited, set_rate, set_weights
from skipnet_gui.session.facts import Facts, facts
from skipnet_gui.session.moments import state_shown
from skipnet_gui.session.player import advanced
from skipnet_gui.session.project import project_of
from skipnet_gui.session.snapshot import snapshot
from skipnet_gui.session.undo import UndoStack
from skipnet_gui.session.walk import walked, walked_back

LAST = 21  # the operations of the exercise


def opened(name: str = "exercise") -> Document:
    return new_document(project_of(PRESETS[name].make()))


def at(document: Document) -> tuple[int, int | None]:
    return document.position.step, document.position.operation


def facts_of(document: Document, by_operation: bool = False) -> Facts:
    return facts(document, UndoStack(), running=False, dirty=False, by_operation=by_operation)


def test_a_step_is_walked_from_nothing_done_to_its_last_operation_and_on():
    document, seen = opened(), []
    for _ in range(LAST + 3):
        document = walked(document)
        seen.append(at(document))
    assert seen == [*((0, count) for count in range(LAST + 1)), (1, 0), (1, 1)]


def test_only_going_past_the_last_operation_trains_and_only_one_update():
    document = opened()
    start = document.history
    for _ in range(LAST + 1):
        document = walked(document)
        assert document.history is start
    assert walked(document).history.steps == 1


def test_a_recorded_update_is_not_trained_again():
    document = advanced(opened(), 5).at(2).at_operation(LAST)
    after = walked(document)
    assert at(after) == (3, 0)
    assert after.history is document.history


def test_back_goes_to_the_last_operation_and_over_the_beginning_to_the_step_before():
    document = walked_back(advanced(opened(), 1))
    assert at(document) == (1, LAST)
    for count in range(LAST - 1, -1, -1):
        document = walked_back(document)
        assert at(document) == (1, count)
    assert at(walked_back(document)) == (0, LAST)


def test_nothing_lies_before_the_first_operation_of_the_first_step():
    document = opened().at_operation(0)
    assert walked_back(document) is document
    assert not facts_of(document).can_walk_back
    assert facts_of(walked(document)).can_walk_back


def test_a_run_that_cannot_go_on_is_walked_to_its_last_operation():
    project = project_of(PRESETS["curve"].make()).with_run(learning_rate=1e200)
    document = advanced(new_document(project), 10)
    assert not facts_of(document).can_step
    assert facts_of(document).can_walk
    last = document.at_operation(document.last_operation)
    assert not facts_of(last).can_walk
    assert walked(last) is last


@pytest.mark.parametrize("count", [0, 9, LAST])
def test_updates_and_jumps_compute_everything(count):
    document = advanced(opened(), 3).at(1).at_operation(count)
    assert at(advanced(document, 1)) == (2, None)
    assert at(document.at(0)) == (0, None)


def test_an_edit_keeps_the_operation_as_long_as_the_step_stays():
    document = advanced(opened(), 3).at(1).at_operation(9)
    assert at(edited(document, set_rate(0.5))) == (1, 9)
    assert at(edited(document, set_weights({"w0": 0.1}))) == (1, 9)


def test_a_pinned_sample_keeps_the_operation():
    document = opened("curve").at_operation(4).with_sample(7)
    assert document.position == (0, 7, 4)


def test_a_count_beyond_the_operations_is_the_last():
    assert at(opened().at_operation(99)) == (0, LAST)


def test_the_new_weights_are_those_of_the_next_step_one_by_one():
    document = advanced(opened("curve"), 3)
    after = advanced(document, 1).history.row(4)[2]
    assert np.array_equal(
        snapshot(document.at_operation(document.last_operation)).shown_weights, after
    )
    first = document.last_operation - len(after) + 1
    shown = snapshot(document.at_operation(first))
    assert shown.shown_weights.tolist() == [after[0], *shown.weights[1:]]


def test_the_state_of_a_past_step_is_that_of_training_to_it():
    document = advanced(opened("rattle"), 2_000)
    assert np.array_equal(state_shown(document.at(1_500)).weights, document.history.row(1_500)[2])


def test_a_unit_is_not_called_dead_before_its_h_is_computed():
    document = advanced(opened(), 1)
    assert snapshot(document.at_operation(1)).closed == ()
    assert snapshot(document.at_operation(2)).closed == (0,)


def test_what_is_given_is_always_known():
    shown = snapshot(opened().at_operation(0))
    assert shown.knows(Quantity("weight", 0))
    assert not shown.knows(Quantity("z", 0))
    assert snapshot(opened()).knows(Quantity("z", 0))
