"""Several runs: a branch shares its past, is trained on by itself, and can be undone."""

from dataclasses import replace

import numpy as np
import pytest

from skipnet_gui.core.network import ModelError
from skipnet_gui.core.optimizers import optimizer_of
from skipnet_gui.core.policies import policy_of
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.training import trained
from skipnet_gui.files.project_file import parse_project, project_bytes
from skipnet_gui.session.document import new_document, opened_document
from skipnet_gui.session.edits import edited, restart, set_rate, set_run, set_weights, title_of
from skipnet_gui.session.player import Pacer, advanced, caught_up, grown
from skipnet_gui.session.project import project_of
from skipnet_gui.session.record import project_to_save
from skipnet_gui.session.runs import (
    branch_here,
    delete,
    duplicate,
    fresh_name,
    rename,
    set_optimizer,
    set_policy,
    set_twin,
    show_run,
    start_from,
)

ADAM = optimizer_of("adam", {})


def trained_document(preset="rattle", steps=60):
    return advanced(new_document(project_of(PRESETS[preset].make())), steps)


def branched(step=40, steps=60):
    document = trained_document(steps=steps).at(step)
    return edited(document, branch_here(document))


def table(spec, steps):
    """The run table computed from the start, in one piece."""
    return np.hstack([rows.columns for rows in trained(spec, steps)])


def recorded(document, run=None):
    """The losses of a run as the document has them."""
    history = document.history if run is None else document.histories[run]
    return [history.row(step)[1] for step in range(history.steps + 1)]


def reopened(document):
    """The document saved, read, and recomputed."""
    project = parse_project(project_bytes(project_to_save(document)))
    document = opened_document(project)
    for run, steps in enumerate(document.restore):
        document = caught_up(grown(document, run, steps), run, steps)
    return document


def test_a_branch_has_the_same_past_and_is_active():
    document = branched()
    assert [run.name for run in document.project.runs] == ["run 1", "run 1 from 40"]
    assert document.project.active_run == 1
    assert document.position.step == document.history.steps == 40
    assert recorded(document) == recorded(document, 0)[:41]
    assert document.histories[0].steps == 60


def test_a_branch_does_not_take_over_what_came_later_by_hand():
    document = edited(trained_document().at(50), set_rate(0.5))
    document = advanced(document, 10).at(20)
    branch = edited(document, branch_here(document))
    assert branch.project.run.events == ()
    assert branch.project.runs[0].events == document.project.run.events


def test_the_branch_goes_its_own_way_and_the_run_stays():
    document = advanced(edited(branched(), set_rate(0.001)), 30)
    assert (document.history.steps, document.histories[0].steps) == (70, 60)
    assert recorded(document)[60] != recorded(document, 0)[60]
    assert recorded(document)[-1] == table(document.spec, 70)[0, -1]


def test_a_branch_survives_saving_bit_for_bit():
    document = advanced(edited(branched(), set_weights({"w1": 0.3})), 30)
    again = reopened(document)
    assert again.project.runs == project_to_save(document).runs
    for old, new in zip(document.histories, again.histories, strict=True):
        assert old.head.weights.tobytes() == new.head.weights.tobytes()


@pytest.mark.parametrize("preset", ["rattle", "curve"])
def test_another_optimizer_from_the_branch_on_starts_with_empty_buffers(preset):
    document = trained_document(preset).at(40)
    document = edited(document, branch_here(document))
    document = advanced(edited(document, set_optimizer(document, ADAM)), 20)
    assert recorded(document)[:41] == recorded(document, 0)[:41]
    at_40 = tuple(document.history.row(40)[2].tolist())
    fresh = replace(document.spec, initial_weights=at_40, optimizer=ADAM, events=())
    if preset == "rattle":  # one row: the batches are the same from any step on
        assert table(fresh, 20)[0].tolist() == recorded(document)[40:]
    again = reopened(document)
    assert again.history.head.weights.tobytes() == document.history.head.weights.tobytes()
    assert document.spec.stage(39).optimizer.name == "sgd"
    assert document.spec.stage(40).optimizer.name == "adam"


def test_another_optimizer_of_a_run_that_is_no_branch_begins_at_its_start():
    document = trained_document()
    changed = edited(document, set_optimizer(document, ADAM))
    assert (changed.history.steps, changed.project.run.optimizer) == (0, ADAM)


def test_a_copy_has_all_steps_and_restart_leaves_the_others():
    document = trained_document()
    copy = edited(document, duplicate(document))
    assert recorded(copy, 1) == recorded(copy, 0)
    again = edited(copy, restart(0.1))
    assert [history.steps for history in again.histories] == [60, 0]


def test_a_start_of_the_map_becomes_a_run():
    document = trained_document()
    loaded = edited(document, start_from(document, {"w0": 1.0, "ws": -1.5}))
    run = loaded.project.run
    assert (run.name, run.initial_weights) == ("w₀ 1, wₛ −1.5", (1.0, 0.5, -1.5, 0.5))
    assert (loaded.history.steps, loaded.histories[0]) == (0, document.history)


def test_deleting_leaves_the_others_as_they_were():
    document = advanced(branched(), 10)
    kept = edited(document, delete(0, "run 1"))
    assert [run.name for run in kept.project.runs] == ["run 1 from 40"]
    assert kept.histories[0] is document.histories[1]
    assert kept.position.step == 50
    other = edited(document, delete(1, "run 1 from 40"))
    assert (other.histories[0], other.position.step) == (document.histories[0], 50)
    with pytest.raises(ModelError):
        edited(kept, delete(0, "run 1 from 40"))


def test_names_are_told_apart():
    assert fresh_name(["a", "a 2"], "a") == "a 3"
    document = branched()
    with pytest.raises(ModelError):
        edited(document, rename(1, "run 1"))
    with pytest.raises(ModelError):
        rename(1, " ")
    named = edited(document, rename(1, "slow"))
    assert named.histories == document.histories
    assert not edited(named, show_run(1, named.project.run, False)).project.run.shown


def test_going_to_another_run_keeps_the_step_if_it_has_it():
    document = branched().with_active(0).at(55)
    assert document.with_active(1).position.step == 40
    assert document.with_active(1).project.specs[0] is document.project.specs[0]


def test_the_menu_names_the_branch():
    document = trained_document().at(40)
    edit = branch_here(document)
    assert title_of(edit, document, edited(document, edit)) == "branch at step 40"


def test_a_twin_is_trained_in_lock_step_without_the_skip():
    document = edited(trained_document(steps=0), set_twin(["ws"]))
    document = advanced(edited(advanced(document, 30), set_rate(0.01)), 30)
    spec, history = document.twin
    assert history.steps == 60
    assert spec.network.weight_names == ("w0", "w1", "w2")
    assert history.row(60)[1] == table(spec, 60)[0, -1]
    assert reopened(document).twin[1].head.weights.tobytes() == history.head.weights.tobytes()


def test_a_twin_of_a_run_with_a_past_catches_up():
    document = edited(trained_document(steps=5_000), set_twin(["w2"]))
    assert document.lagging == 0
    document = Pacer(iter(range(10**6)).__next__).caught_up(document, 0, 1e9)
    assert document.twin[1].steps == 5_000
    assert document.lagging is None


def test_an_edit_in_the_past_cuts_the_twin_as_well():
    document = advanced(edited(trained_document(steps=0), set_twin(["ws"])), 60)
    cut = edited(document.at(20), set_rate(1.0))
    assert (cut.history.steps, cut.twin[1].steps) == (20, 20)


def test_a_twin_needs_an_edge():
    with pytest.raises(ModelError):
        edited(trained_document(), set_twin(["w0", "w1", "ws", "w2"]))
    with pytest.raises(ModelError):
        edited(trained_document(), set_twin(["w9"]))


@pytest.mark.parametrize(
    "policy",
    [
        policy_of("step_decay", {"every": 7, "factor": 0.5}),
        policy_of("exponential", {"factor": 0.9}),
        policy_of("bold_driver", {}),
    ],
)
def test_a_policy_is_saved_and_replayed_in_pieces(policy):
    document = trained_document()
    document = edited(document, set_policy(document, policy))
    for _ in range(10):
        document = advanced(document, 7)
    again = reopened(document)
    assert again.project.run.policy == policy
    rates = [again.history.row(step)[0] for step in range(71)]
    assert rates == [document.history.row(step)[0] for step in range(71)]
    assert again.history.head.weights.tobytes() == document.history.head.weights.tobytes()


def test_another_policy_of_a_branch_holds_from_there_on():
    document = branched()
    document = advanced(edited(document, set_policy(document, policy_of("bold_driver", {}))), 100)
    rates = [document.history.row(step)[0] for step in range(141)]
    assert set(rates[:41]) == {0.05}
    assert len(set(rates[41:])) > 50
    assert recorded(document)[:41] == recorded(document, 0)[:41]
    again = reopened(document)
    assert again.history.head.weights.tobytes() == document.history.head.weights.tobytes()


def test_a_seed_drops_the_steps_of_its_run_alone():
    document = edited(branched(), set_run("seed", seed=3))
    assert [history.steps for history in document.histories] == [60, 0]
