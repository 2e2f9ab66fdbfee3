"""The gradient check: right gradients pass, wrong ones are caught, kinks are told apart."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings

from skipnet_gui.core.functions import LOSSES, Conventions
from skipnet_gui.core.gradcheck import Verdict, check_gradients
from skipnet_gui.core.kinks import SUBGRADIENTS, on_kinks
from skipnet_gui.core.passes import Passes
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data
from tests.core import oracle
from tests.core.random_networks import initial_weights, projects, spec_of

EXERCISE = PRESETS["exercise"].make()


def checked(spec, batch=(0,)):
    return check_gradients(spec, np.array(spec.initial_weights), batch)


def verdicts(spec, batch=(0,)):
    return [check.verdict.value for check in checked(spec, batch)]


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_is_confirmed(preset):
    spec = PRESETS[preset].make()
    checks = checked(spec, range(spec.rows))
    assert {check.verdict for check in checks} == {Verdict.OK}
    assert max(check.difference for check in checks) < 1e-6


@pytest.mark.parametrize("factor", [-1.0, 0.5, 1.001])
def test_a_wrong_gradient_is_off(monkeypatch, factor):
    right = Passes.backward

    def wrong(self, weights, forward, y):
        found = right(self, weights, forward, y)
        terms = (found.edge_terms[0] * factor, *found.edge_terms[1:])
        return found._replace(edge_terms=terms)

    monkeypatch.setattr(Passes, "backward", wrong)
    assert verdicts(EXERCISE) == ["off", "ok", "ok", "ok"]


def test_one_update_on_the_exercise_leaves_gradients_that_are_rightly_zero():
    assert verdicts(replace(EXERCISE, initial_weights=(-0.25, 0.25, 0.0, 0.25))) == ["ok"] * 4


@pytest.mark.parametrize(
    ("weights", "target", "expected"),
    [
        ((0.5, 0.0, 0.5, 0.5), -3.0, ["ok", "kink", "ok", "ok"]),  # z₁ = 0, moved by w₁ alone
        ((0.5, 1e-9, 0.5, 0.5), -3.0, ["ok", "kink", "ok", "ok"]),  # just beside it
        ((0.0, 0.5, 0.5, 0.5), -3.0, ["kink", "ok", "ok", "ok"]),
        ((0.5, 0.5, 0.5, 0.5), 0.375, ["kink"] * 4),  # ŷ = y
    ],
)
def test_a_stencil_across_a_kink_is_not_called_wrong(weights, target, expected):
    spec = replace(EXERCISE, initial_weights=weights, data=Data([[1.0]], [[target]]))
    assert verdicts(spec) == expected


def test_the_two_sides_of_a_kink_are_shown():
    check = checked(replace(EXERCISE, initial_weights=(0.5, 0.0, 0.5, 0.5)))[1]
    assert (check.analytic, check.left) == (0.0, 0.0)
    assert (check.central, check.right) == pytest.approx((0.125, 0.25))
    assert check.difference == pytest.approx(1.0)


@pytest.mark.parametrize("error", [1.0, -1.0])
def test_the_limits_of_huber_are_kinks(error):
    network = replace(EXERCISE.network, loss="huber")
    spec = replace(EXERCISE, network=network, data=Data([[1.0]], [[0.375 + error]]))
    assert verdicts(spec) == ["kink"] * 4


def test_a_kink_in_any_row_of_the_batch_counts():
    spec = replace(EXERCISE, data=Data([[1.0], [2.0]], [[-3.0], [0.75]]))
    assert verdicts(spec, [0]) == ["ok"] * 4
    assert verdicts(spec, [0, 1]) == ["kink"] * 4


def test_numbers_that_are_not_finite_are_not_confirmed():
    assert "not finite" in verdicts(replace(EXERCISE, initial_weights=(1e200, 1e200, 1.0, 1.0)))


def test_many_weights_are_checked_in_parts(monkeypatch):
    spec = PRESETS["curve"].make()
    at_once = checked(spec, range(20))
    monkeypatch.setattr("skipnet_gui.core.gradcheck._NUMBERS", 1)
    assert checked(spec, range(20)) == at_once


@settings(max_examples=300, deadline=None)
@given(projects())
def test_in_no_network_is_a_right_gradient_called_wrong(project):
    if project["network"]["loss"] == "binary_cross_entropy":
        for sample in oracle.samples(project, initial_weights(project)):
            assume(all(0.01 < sample.h(unit) < 0.99 for unit in sample.targets))
    spec = spec_of(project)
    found = {check.verdict for check in checked(spec, range(spec.rows))}
    assert found <= {Verdict.OK, Verdict.KINK}


@settings(max_examples=300, deadline=None)
@given(projects())
def test_away_from_kinks_every_weight_is_really_compared(project):
    spec = spec_of(project)
    near = oracle.central_differences(project, initial_weights(project))
    for check, expected in zip(checked(spec, range(spec.rows)), near, strict=True):
        if expected is not None:
            assert check.verdict is not Verdict.KINK


def on(weights, target=-3.0, conventions=EXERCISE.conventions):
    spec = replace(EXERCISE, data=Data([[1.0]], [[target]]), conventions=conventions)
    return on_kinks(spec, spec.passes.trace(np.array(weights), spec.data.x[0], spec.data.y[0]))


def test_values_on_a_kink_are_named_with_what_is_allowed_and_taken():
    (kink,) = on((0.5, 0.0, 0.5, 0.5), conventions=Conventions(0.5, 0))
    assert (kink.kind, kink.number, kink.symbol, kink.taken) == ("z", 1, "z₁ = 0", 0.5)
    assert (kink.allowed.low, kink.allowed.high) == (0.0, 1.0)
    (kink,) = on((0.5, 0.5, 0.5, 0.5), target=0.375, conventions=Conventions(0, -1))
    assert (kink.kind, kink.symbol, kink.taken) == ("yhat", "y − ŷ = 0", -1.0)
    assert on((0.5, 0.5, 0.5, 0.5)) == ()


def test_frameworks_return_subgradients():
    for allowed in SUBGRADIENTS.values():
        assert all(allowed.low <= slope <= allowed.high for slope, _ in allowed.frameworks)
    # A leaky unit's small slope is one too, whatever the file's conventions are.
    units = tuple(replace(unit, activation="leaky_relu") for unit in EXERCISE.network.units)
    spec = replace(EXERCISE, network=replace(EXERCISE.network, units=units))
    trace = spec.passes.trace(np.zeros(4), spec.data.x[0], spec.data.y[0])
    assert [kink.taken for kink in on_kinks(spec, trace)] == [0.01] * 3


def test_every_loss_with_a_kink_says_what_is_allowed_there():
    assert {name for name, loss in LOSSES.items() if loss.kinks} <= set(SUBGRADIENTS)
