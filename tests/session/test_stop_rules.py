"""Where a run stops by itself: exactly where its rule first holds, at any pace."""

import random

import numpy as np
import pytest

from skipnet_gui.core.functions import Conventions
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data, RunSpec
from skipnet_gui.session.document import new_document
from skipnet_gui.session.edits import edited, set_rate
from skipnet_gui.session.player import advanced
from skipnet_gui.session.project import project_of
from skipnet_gui.session.stop_rules import Flat, StopRule, StopWatch


def document_of(rows=1, batch_size=1, rate=0.02):
    network = PRESETS["exercise"].make().network
    x = np.linspace(0.5, 1.5, rows)[:, None]
    data = Data(x, 2.0 * x + np.sin(9.0 * x))
    start = (0.5, 0.5, 0.5, 0.5)
    spec = RunSpec(network, data, start, rate, Conventions(), batch_size=batch_size)
    return new_document(project_of(spec))


def stop_of(document, rule, chance=None, most=3_000):
    """Run in frames of one update, or of random numbers, until the rule holds."""
    watch, begin = StopWatch(rule, document), document.position.step
    while document.position.step < begin + most:
        document = advanced(document, 1 if chance is None else chance.randrange(1, 500))
        stop = watch.first(document)
        if stop is not None:
            return stop
    return None


def first_flat(losses, per_epoch, share, span):
    """Return the epoch at whose end the loss is flat, by the words of the rule."""
    means = [
        sum(losses[at : at + per_epoch]) / per_epoch
        for at in range(0, len(losses) - per_epoch + 1, per_epoch)
    ]
    for epoch in range(span, len(means)):
        before, now = min(means[: epoch - span + 1]), min(means[: epoch + 1])
        if before == now or before - now < share * before:
            return epoch
    return None


def losses(document, steps):
    trained = advanced(document, steps)
    return [trained.history.row(step)[1] for step in range(steps)]


@pytest.mark.parametrize(("rows", "batch_size"), [(1, 1), (6, 6), (6, 2), (7, 3), (5, 1)])
@pytest.mark.parametrize(("share", "span"), [(0.001, 40), (0.2, 7), (0.01, 1)])
def test_a_run_stops_where_the_loss_is_flat_at_any_pace(rows, batch_size, share, span):
    document = document_of(rows, batch_size)
    per_epoch = document.spec.steps_per_epoch
    epoch = first_flat(losses(document, 3_000), per_epoch, share, span)
    assert epoch is not None
    expected = epoch if per_epoch == 1 else (epoch + 1) * per_epoch
    rule = StopRule(flat=Flat(share, span, by_epoch=True))
    for chance in (None, random.Random(1), random.Random(2)):
        step, why = stop_of(document, rule, chance)
        assert step == expected
        assert why.startswith("The loss is flat at step")


def test_a_span_of_steps_is_taken_as_whole_epochs_where_batches_have_losses_of_their_own():
    assert Flat(span=100).epochs(1) == 100
    assert Flat(span=100).epochs(30) == 4
    assert Flat(span=100, by_epoch=True).epochs(30) == 100


def test_a_loss_that_is_exactly_0_is_flat():
    document = document_of()
    spec = document.spec
    data = Data(np.array([[0.0]]), np.array([[0.0]]))
    document = new_document(project_of(RunSpec(spec.network, data, spec.initial_weights, 0.1)))
    assert stop_of(document, StopRule(flat=Flat(span=10)))[0] == 10


def test_flat_is_counted_from_where_the_run_went_on():
    document = advanced(document_of(), 2_000)
    step, _ = stop_of(document, StopRule(flat=Flat(0.5, 30)))
    assert 2_030 <= step <= 2_031  # the loss goes to and fro


def test_a_loss_below_stops_at_its_first_step_and_before_a_later_rule():
    document = document_of(rate=0.01)
    found = losses(document, 500)
    bound = found[200]
    expected = next(step for step, loss in enumerate(found) if loss < bound)
    for chance in (None, random.Random(3)):
        step, why = stop_of(document, StopRule(step=expected + 2, below=bound), chance)
        assert step == expected
        assert why.startswith("Reached L = ")


def test_a_whole_epoch_is_named():
    document = document_of(6, 2)
    assert stop_of(document, StopRule(step=30))[1] == "Reached step 30, epoch 10."
    assert stop_of(document, StopRule(step=31))[1] == "Reached step 31."
    assert stop_of(document_of(), StopRule(step=30))[1] == "Reached step 30."


def test_another_rate_in_mid_run_does_not_end_it():
    document = advanced(document_of(), 50)
    watch = StopWatch(StopRule(flat=Flat(1e-9, 1_000)), document)
    document = edited(advanced(document, 20), set_rate(0.5))
    assert watch.first(advanced(document, 10)) is None
