"""The note on the graph: why nothing moves."""

from dataclasses import replace

import numpy as np
import pytest

from skipnet_gui.core.functions import Conventions
from skipnet_gui.core.optimizers import Optimizer
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data
from skipnet_gui.session.document import Document, new_document
from skipnet_gui.session.edits import (
    edited,
    set_conventions,
    set_data,
    set_rate,
    set_run,
    set_weights,
)
from skipnet_gui.session.note import note
from skipnet_gui.session.player import advanced
from skipnet_gui.session.project import project_of
from skipnet_gui.session.snapshot import snapshot


def document(preset: str = "exercise") -> Document:
    return new_document(project_of(PRESETS[preset].make()))


def told(found: Document) -> str:
    return note(found, snapshot(found))


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (set_weights({"w0": -0.25}), "unit 0 is dead (z₀ = −0.25, so ReLU′ = 0)"),
        (set_weights({"w2": 0.0, "ws": -6.0}), "the loss has slope 0 at ŷ = y = −3"),
        (set_weights(dict.fromkeys(("w0", "w1", "ws", "w2"), 0.0)), "is dead"),
        (set_rate(0.0), "the learning rate is 0"),
        (set_data(Data(np.array([[0.0]]), np.array([[1.0]]))), "unit 0 is dead (z₀ = 0"),
    ],
)
def test_what_cannot_move_says_why(edit, reason):
    assert reason in told(edited(document(), edit))


def test_a_unit_on_its_kink_is_dead_only_where_the_convention_closes_it():
    zero = edited(document(), set_weights(dict.fromkeys(("w0", "w1", "ws", "w2"), 0.0)))
    opened = edited(zero, set_conventions(Conventions(relu_slope_at_zero=1)))
    assert "is dead" in told(zero)
    assert "is dead" not in told(opened)
    assert "every gradient is exactly 0" in told(opened)


def test_a_saturated_unit_is_named():
    assert "unit 9 is saturated" in told(edited(document("tanh-chain"), set_weights({"w9": 1e6})))


def test_what_moves_has_no_such_note():
    assert told(document()) == ""


def test_momentum_moves_on_where_every_gradient_is_0():
    pushed = set_run("momentum", optimizer=Optimizer("sgd", (("momentum", 0.9),)))
    dead = advanced(edited(document(), pushed), 3)
    for moment in (dead, dead.at(1)):
        assert told(moment).startswith("Only what the optimizer remembers moves the weights")


def test_an_optimizer_that_remembers_nothing_yet_moves_nothing():
    zero = edited(document(), set_run("adam", optimizer=Optimizer("adam")))
    zero = edited(zero, set_weights({"w0": -1.0}))
    assert told(zero).startswith("Nothing moves")


def test_a_past_step_that_stood_still_says_so():
    assert told(advanced(document(), 5).at(2)).startswith("Nothing moves: every gradient")


def test_gradients_that_cancel_over_the_batch_are_told_as_such():
    two = document().project
    data = Data(np.array([[1.0], [1.0]]), np.array([[-3.0], [3.0]]))
    found = new_document(replace(two.with_run(batch_size=2), data=data))
    assert "those of the batch’s rows cancel" in told(found)


def test_a_batch_that_moves_nothing_is_not_taken_for_the_whole_run():
    data = Data(np.array([[1.0], [-1.0]]), np.array([[-3.0], [2.0]]))
    found = advanced(edited(document("rattle"), set_data(data)), 1)
    assert told(found).startswith("This step moves nothing: every gradient of this step’s batch")
    assert told(advanced(found, 1)) == ""


def test_a_batch_names_the_row_that_the_reason_is_taken_from():
    data = Data(np.array([[1.0], [-1.0], [-2.0]]), np.array([[1.0], [2.0], [3.0]]))
    batch = edited(edited(document(), set_run("batch", batch_size=2)), set_data(data))
    found = edited(batch, set_weights({"w0": -1.0, "w1": 1.0})).with_sample(2)
    assert told(found) == ""
    dead = edited(batch, set_data(Data(np.array([[-1.0], [-2.0], [5.0]]), data.y))).with_sample(2)
    assert "in each row, as in row 1, unit 0 is off (z₀ = −0.5" in told(dead)


def test_frozen_weights_are_a_reason():
    network = document().project.network
    edges = tuple(replace(edge, trainable=False) for edge in network.edges)
    frozen = replace(document().project, network=replace(network, edges=edges))
    assert told(new_document(frozen)) == "Nothing moves: every weight is frozen."
