"""The numbers written from templates are those of the derivation, at every moment."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skipnet_gui.core.derivation import Derivation, moment
from skipnet_gui.core.derivation_lines import sides_of
from skipnet_gui.core.derivation_numbers import line_numbers
from skipnet_gui.core.functions import ACTIVATIONS, LOSSES
from skipnet_gui.core.network import Edge, Network, Unit
from skipnet_gui.core.notation import to_text
from skipnet_gui.core.operations import Quantity
from skipnet_gui.core.optimizers import Optimizer
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data, Event, RunSpec
from skipnet_gui.core.training import advance, initial_state
from tests.core.random_networks import spec_of, trainings


def derived(spec, step, row=None):
    state = initial_state(spec)
    if step:
        _, state = advance(spec, state, step)
    return Derivation(moment(spec, state, row))


def check(spec, steps, row=None):
    """Write the lines of later steps with the templates of the first."""
    first = derived(spec, 0, row)
    made = [line_numbers(first, operation) for operation in first.operations]
    for step in steps:
        now = derived(spec, step, row)
        if (now.is_batch, len(now.moment.batch)) != (first.is_batch, len(first.moment.batch)):
            continue  # other symbols, which other templates are made for
        for operation, numbers in zip(now.operations, made, strict=True):
            assert numbers.sides(now) == sides_of(now.line(operation), exact=False)


@settings(max_examples=150)
@given(trainings(), st.integers(1, 5))
def test_any_training_reads_the_same(project, step):
    check(spec_of(project), (0, step))


@pytest.mark.parametrize("name", PRESETS)
def test_the_presets_read_the_same(name):
    spec = PRESETS[name].make()
    check(spec, (0, 1, 2, 13))
    check(spec, (1,), row=spec.rows - 1)


def test_a_batch_of_more_rows_than_are_written_reads_the_same():
    spec = PRESETS["curve"].make()
    check(replace(spec, batch_size=spec.rows), (0, 1, 3))


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("rate", [0.3, 1e-30, 1e200])
def test_every_activation_reads_the_same_for_tiny_and_huge_numbers(activation, rate):
    spec = PRESETS["rattle"].make()
    units = [replace(unit, activation=activation) for unit in spec.network.units]
    spec = replace(spec, network=replace(spec.network, units=tuple(units)), learning_rate=rate)
    check(replace(spec, initial_weights=(rate, -3.0, 1e-7, -1e-9)), (0, 1))


@pytest.mark.parametrize("loss", LOSSES)
def test_every_loss_reads_the_same(loss):
    spec = PRESETS["tanh-chain"].make()
    units = (*spec.network.units[:-1], replace(spec.network.units[-1], activation="sigmoid"))
    network = replace(spec.network, units=units, loss=loss)
    data = replace(spec.data, y=abs(spec.data.y) / (1.0 + abs(spec.data.y)))
    check(replace(spec, network=network, data=data), (0, 3))


@pytest.mark.parametrize("name", ["sgd", "rmsprop", "adam"])
def test_every_optimizer_reads_the_same(name):
    check(replace(PRESETS["curve"].make(), optimizer=Optimizer(name, ())), (0, 1, 11))


def test_another_optimizer_in_mid_run_counts_its_own_updates():
    adam = Optimizer("adam", ())
    spec = replace(PRESETS["rattle"].make(), events=(Event(5, optimizer=adam),))
    now = derived(spec, 7)
    (line,) = (now.line(o) for o in now.operations if o.quantity == Quantity("new_weight", 0))
    assert "1 − 0.9³" in to_text(line.equations[2].chain())
    weights = advance(spec, initial_state(spec), 8)[1].weights
    assert line.equations[-1].result == pytest.approx(weights[0], rel=1e-12)
    made = [line_numbers(derived(spec, 5), operation) for operation in now.operations]
    for operation, numbers in zip(now.operations, made, strict=True):
        assert numbers.sides(now) == sides_of(now.line(operation), exact=False)


def test_a_mean_of_gradients_beyond_all_numbers_is_written_all_the_same():
    network = Network(("x",), (Unit("0", "identity"),), (Edge("w", "x", "0"),), ("0",), "squared")
    far = np.array([[1e300], [-1e300]])
    made = derived(RunSpec(network, Data(abs(far), far), (0.0,), 1.0, batch_size=2), 0)
    (line,) = (o for o in made.operations if o.quantity == Quantity("gradient", 0))
    assert line_numbers(made, line).sides(made)[-1] == ("(−∞ + ∞) / 2", "= nan")
