"""The test loss along a run, against plain arithmetic; no test row trains anything."""

import math
from dataclasses import replace

import numpy as np
import pytest

from skipnet_gui.core.builder import Layers, drawn_weights, layered_network
from skipnet_gui.core.history import extended, new_history
from skipnet_gui.core.run_spec import Data, Event, RunSpec
from skipnet_gui.session import held_out_loss
from skipnet_gui.session.document import new_document
from skipnet_gui.session.edits import edited
from skipnet_gui.session.held_out import join_again, set_test, split_off
from skipnet_gui.session.held_out_loss import MOST_STEPS, losses_over, sampled
from skipnet_gui.session.player import advanced
from skipnet_gui.session.project import project_of

ROWS = Data(np.array([[0.5], [-1.0], [2.0]]), np.array([[1.0], [0.0], [-2.0]]))


def spec_of(rate=0.05):
    network = layered_network(Layers(1, (2,), 1, "tanh", "identity", biases=True))
    x = np.linspace(-2, 2, 8)[:, None]
    return RunSpec(network, Data(x, np.sin(x)), drawn_weights(network, "glorot", 1), rate)


def by_hand(spec, weights):
    """Return the mean of ½(y − ŷ)², edge by edge on Python's numbers."""
    total = 0.0
    for (x,), (y,) in zip(ROWS.x.tolist(), ROWS.y.tolist(), strict=True):
        h = {spec.network.inputs[0]: x, "bias": 1.0}
        for unit in spec.network.units:
            into = zip(spec.network.edges, weights, strict=True)
            z = math.fsum(w * h[edge.source] for edge, w in into if edge.target == unit.name)
            h[unit.name] = math.tanh(z) if unit.activation == "tanh" else z
        total += 0.5 * (y - h[spec.network.outputs[0]]) ** 2
    return total / len(ROWS.x)


def test_the_loss_is_the_mean_over_the_test_rows_at_the_weights_of_each_step():
    spec = spec_of()
    history = extended(spec, new_history(spec), 50)
    found = sampled(None, spec, ROWS, history, (0, 60), 7)
    assert found.steps.tolist() == list(range(51))
    expected = [by_hand(spec, history.row(step)[2].tolist()) for step in range(51)]
    np.testing.assert_allclose(found.losses, expected, rtol=1e-13)
    assert found.at(7) == found.losses[7]
    assert found.at(51) is None


def test_a_long_run_is_looked_at_on_a_grid_and_a_frame_adds_only_what_is_new(monkeypatch):
    spec, found, counts = spec_of(), None, []

    def counted(*args):
        counts.append(len(args[2]))
        return losses_over(*args)

    monkeypatch.setattr(held_out_loss, "losses_over", counted)
    history = new_history(spec)
    for _ in range(40):
        history = extended(spec, history, 100)
        found = sampled(found, spec, ROWS, history, (-1, history.steps + 2), history.steps)
        assert len(found.steps) <= MOST_STEPS + 2
        assert found.missing == 0
    assert found.steps[-1] == 4_000
    assert max(counts) <= 101
    assert sum(counts[20:]) < 300  # not 400 in each of 20 frames
    np.testing.assert_array_equal(
        found.losses, sampled(None, spec, ROWS, history, (-1, 4_002), 4_000).losses
    )


def test_a_frame_works_out_no_more_than_it_can_afford_the_step_shown_first():
    spec = spec_of()
    history = extended(spec, new_history(spec), 300)
    products = 10 * len(spec.network.edges) * len(ROWS.x)
    found = sampled(None, spec, ROWS, history, (0, 300), 123, products)
    assert len(found.steps) <= 10
    assert found.at(123) is not None
    while found.missing:
        before = found.missing
        found = sampled(found, spec, ROWS, history, (0, 300), 123, products)
        assert found.missing < before
    whole = sampled(None, spec, ROWS, history, (0, 300), 123)
    np.testing.assert_array_equal(found.losses, whole.losses)


def test_after_an_edit_nothing_of_the_old_future_is_shown():
    spec = spec_of()
    other = replace(spec, events=(Event(30, learning_rate=0.5),))
    old = sampled(None, spec, ROWS, extended(spec, new_history(spec), 60), (0, 60), 60)
    history = extended(other, new_history(other), 60)
    found = sampled(old, other, ROWS, history, (0, 60), 60)
    np.testing.assert_array_equal(
        found.losses, sampled(None, other, ROWS, history, (0, 60), 60).losses
    )
    assert found.at(60) != old.at(60)


def test_other_test_rows_give_another_loss():
    spec = spec_of()
    history = new_history(spec)
    old = sampled(None, spec, ROWS, history, (0, 0), 0)
    rows = Data(ROWS.x[:1], ROWS.y[:1])
    assert sampled(old, spec, rows, history, (0, 0), 0).at(0) != old.at(0)


def test_a_loss_that_overflows_is_told_as_it_is():
    spec = spec_of()
    weights = np.full((1, len(spec.network.edges)), 1e200)
    assert losses_over(spec, ROWS, weights)[0] == math.inf


def test_a_split_drops_the_steps_of_the_old_data_but_other_test_rows_drop_none():
    document = advanced(new_document(project_of(spec_of())), 10)
    document = edited(document, split_off(0.25, 3))
    assert (len(document.project.data.x), len(document.project.test.x)) == (6, 2)
    assert document.history.steps == 0
    document = advanced(document, 10)
    other = edited(document, set_test("", ROWS))
    assert other.history is document.history
    assert other.project.spec is document.project.spec
    assert not other.project.same_as(document.project)


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_a_second_split_is_of_all_rows_and_joining_brings_them_back(share):
    document = new_document(project_of(spec_of()))
    document = edited(edited(document, split_off(0.75, 1)), split_off(share, 2))
    project = document.project
    assert len(project.test.x) == max(round(share * 8), 1)
    joined = edited(document, join_again()).project
    assert joined.test is None
    assert sorted(joined.data.x.ravel()) == sorted(spec_of().data.x.ravel())
