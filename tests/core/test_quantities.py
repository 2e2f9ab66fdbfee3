"""Every quantity has a name and a rule, and its true value is that of training."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from skipnet_gui.core.chain import Chain
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.quantities import Kind, Quantity, name_of, quantities, quantities_by_name
from skipnet_gui.core.rules import operands, rules
from skipnet_gui.core.training import advance, evaluate, initial_state
from skipnet_gui.session.marking import moment_of
from tests.core.hand_answers import Student
from tests.core.random_networks import projects, spec_of, trainings
from tests.core.test_passes import assume_probabilities_inside

EXERCISE = PRESETS["exercise"].make()


def moment_at(spec, step=0):
    return moment_of(spec, advance(spec, initial_state(spec), step)[1])


def truth(moment):
    """Name -> true value, as the program computes it."""
    chain = Chain(moment, {})
    names = quantities_by_name(moment.network)
    return {name: chain.value(quantity) for name, quantity in names.items()}


def test_the_exercise_is_listed_in_the_order_of_the_paper():
    names = [name_of(EXERCISE.network, quantity) for quantity in quantities(EXERCISE.network)]
    assert " ".join(names) == (
        "z_0 h_0 z_1 h_1 z_2 h_2 yhat loss dL/dyhat "
        "dL/dh_2 dL/dz_2 dL/dws dL/dw2 dL/dh_1 dL/dz_1 dL/dw1 dL/dh_0 dL/dz_0 dL/dw0 "
        "new_w0 new_w1 new_ws new_w2"
    )


def test_one_output_has_a_short_name_too():
    names = quantities_by_name(EXERCISE.network)
    assert names["yhat"] == names["yhat_2"] == Quantity(Kind.YHAT, 0)
    assert names["dL/dyhat"] == names["dL/dyhat_2"] == Quantity(Kind.DL_DYHAT, 0)
    two = quantities_by_name(PRESETS["two-outputs"].make().network)
    assert {"yhat", "dL/dyhat"}.isdisjoint(two)
    assert {"yhat_o1", "yhat_o2", "dL/dyhat_o1", "dL/dyhat_o2"} <= two.keys()


def test_the_exercise_has_its_published_values():
    found = truth(moment_at(EXERCISE))
    assert found["yhat"] == 0.375
    assert found["loss"] == 3.375
    assert [found[f"dL/d{name}"] for name in ("w0", "w1", "ws", "w2")] == [0.75, 0.25, 0.5, 0.25]
    assert [found[f"new_{name}"] for name in ("w0", "w1", "ws", "w2")] == [-0.25, 0.25, 0.0, 0.25]


@given(projects())
def test_every_operand_comes_before_what_is_computed_from_it(project):
    spec = spec_of(project)
    moment = moment_of(spec, initial_state(spec), sample=0)
    known = set()
    for quantity, rule in rules(moment).items():
        assert known.issuperset(operands(rule))
        known.add(quantity)


@settings(max_examples=150)
@given(trainings(row_counts=(1,), steps=3), st.integers(0, 3))
def test_true_values_are_those_of_training(project, step):
    spec = spec_of(project)
    state = advance(spec, initial_state(spec), step)[1]
    row, after = evaluate(spec, state), advance(spec, state, 1)[1]
    trace = spec.passes.trace(row.weights, spec.data.x[0], spec.data.y[0])
    found, network = truth(moment_of(spec, state)), spec.network
    units, weights = [unit.name for unit in network.units], network.weight_names

    def agrees(prefix, names, values):
        ours = [found[prefix + name] for name in names]
        assert ours == pytest.approx(values.tolist(), rel=1e-12, abs=1e-15, nan_ok=True)

    agrees("z_", units, trace.z)
    agrees("h_", units, trace.h)
    agrees("yhat_", network.outputs, trace.yhat)
    assert found["loss"] == pytest.approx(row.loss, rel=1e-12, abs=1e-15, nan_ok=True)
    agrees("dL/dyhat_", network.outputs, trace.dL_dyhat)
    agrees("dL/dh_", units, trace.dL_dh)
    agrees("dL/dz_", units, trace.dL_dz)
    agrees("dL/d", weights, trace.gradients)
    agrees("new_", weights, after.weights)


@settings(max_examples=150)
@given(trainings(row_counts=(1, 2), steps=3), st.integers(0, 3))
def test_true_values_agree_with_the_formulas_written_again(project, step):
    project["runs"][0]["batch_size"] = 1
    assume_probabilities_inside(project)
    student = Student(project, step)
    expected = student.values()
    assume(all(abs(value) < 1e6 for value in expected.values()))
    found = truth(moment_at(spec_of(project), step))
    assert {name: found[name] for name in expected} == pytest.approx(expected, rel=1e-9, abs=1e-9)
