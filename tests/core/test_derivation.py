"""The worked derivation: the exercise's sheet, batches, every optimizer, and why a zero is one."""

import math
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings

from skipnet_gui.core.definitions import definitions
from skipnet_gui.core.derivation import Derivation, moment
from skipnet_gui.core.functions import ACTIVATIONS, LOSSES, Conventions
from skipnet_gui.core.network import Edge, Network, Unit
from skipnet_gui.core.notation import to_text
from skipnet_gui.core.operations import Quantity
from skipnet_gui.core.optimizers import Optimizer
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data, RunSpec
from skipnet_gui.core.training import advance, initial_state
from skipnet_gui.core.worked import functions_at, value_of
from tests.core import oracle
from tests.core.random_networks import initial_weights, projects, spec_of, trainings

EXERCISE = PRESETS["exercise"].make()


def derived(spec, step=0, row=None, fractions=False):
    state = initial_state(spec)
    if step:
        _, state = advance(spec, state, step)
    return Derivation(moment(spec, state, row), fractions)


def with_edges(count):
    """Return the exercise with more edges into its output."""
    network = EXERCISE.network
    more = tuple(Edge(f"v{k}", "x", "2") for k in range(count - len(network.edges)))
    weights = (*EXERCISE.initial_weights, *(0.0 for _ in more))
    network = replace(network, edges=network.edges + more)
    return replace(EXERCISE, network=network, initial_weights=weights)


def lines(derivation):
    return [line for group in ("forward", "backward", "update") for line in derivation.lines(group)]


def written(derivation):
    return [to_text(equation.chain()) for line in lines(derivation) for equation in line.equations]


def line_of(derivation, kind, at=0):
    (found,) = (o for o in derivation.operations if o.quantity == Quantity(kind, at))
    return derivation.line(found)


SHEET = """
z₀ = w₀ x = 0.5 · 1 = 1/2 = 0.5
h₀ = ReLU(z₀) = ReLU(0.5) = 1/2 = 0.5
z₁ = w₁ h₀ = 0.5 · 0.5 = 1/4 = 0.25
h₁ = ReLU(z₁) = ReLU(0.25) = 1/4 = 0.25
z₂ = wₛ h₀ + w₂ h₁ = 0.5 · 0.5 + 0.5 · 0.25 = 0.25 + 0.125 = 3/8 = 0.375
ŷ = z₂ = 3/8 = 0.375
L = |y − ŷ| = |−3 − 0.375| = |−3.375| = 27/8 = 3.375
∂L/∂ŷ = −sign(y − ŷ) = −sign(−3 − 0.375) = −(−1) = 1
∂L/∂z₂ = ∂L/∂ŷ = 1
∂L/∂wₛ = ∂L/∂z₂ · h₀ = 1 · 0.5 = 1/2 = 0.5
∂L/∂w₂ = ∂L/∂z₂ · h₁ = 1 · 0.25 = 1/4 = 0.25
∂L/∂h₁ = ∂L/∂z₂ · w₂ = 1 · 0.5 = 1/2 = 0.5
∂L/∂z₁ = ∂L/∂h₁ · u(z₁) = 0.5 · u(0.25) = 0.5 · 1 = 1/2 = 0.5
∂L/∂w₁ = ∂L/∂z₁ · h₀ = 0.5 · 0.5 = 1/4 = 0.25
∂L/∂h₀ = ∂L/∂z₁ · w₁ + ∂L/∂z₂ · wₛ = 0.5 · 0.5 + 1 · 0.5 = 0.25 + 0.5 = 3/4 = 0.75
∂L/∂z₀ = ∂L/∂h₀ · u(z₀) = 0.75 · u(0.5) = 0.75 · 1 = 3/4 = 0.75
∂L/∂w₀ = ∂L/∂z₀ · x = 0.75 · 1 = 3/4 = 0.75
w₀ ← w₀ − α ∂L/∂w₀ = 0.5 − 1 · 0.75 = 0.5 − 0.75 = −1/4 = −0.25
w₁ ← w₁ − α ∂L/∂w₁ = 0.5 − 1 · 0.25 = 0.5 − 0.25 = 1/4 = 0.25
wₛ ← wₛ − α ∂L/∂wₛ = 0.5 − 1 · 0.5 = 0.5 − 0.5 = 0
w₂ ← w₂ − α ∂L/∂w₂ = 0.5 − 1 · 0.25 = 0.5 − 0.25 = 1/4 = 0.25
"""


def test_the_exercise_reads_as_on_its_sheet():
    assert written(derived(EXERCISE)) == SHEET.strip().split("\n")


def test_fractions_stand_in_the_formulas_when_they_are_asked_for():
    derivation = derived(EXERCISE, fractions=True)
    assert "z₂ = wₛ h₀ + w₂ h₁ = 1/2 · 1/2 + 1/2 · 1/4 = 1/4 + 1/8 = 3/8 = 0.375" in written(
        derivation
    )
    assert "w₀ ← w₀ − α ∂L/∂w₀ = 1/2 − 1 · 3/4 = 1/2 − 3/4 = −1/4 = −0.25" in written(derivation)
    assert derivation.note == ""


@pytest.mark.parametrize(
    ("spec", "note"),
    [
        (PRESETS["residual"].make(), "they need identity, ReLU and leaky ReLU"),
        (replace(EXERCISE, initial_weights=(0.12345, 0.5, 0.5, 0.5)), "more than 4 digits"),
        (replace(EXERCISE, initial_weights=(1e308, 1e308, 0.5, 0.5)), "not finite"),
        (with_edges(301), "more than 300 edges"),
    ],
)
def test_decimals_in_place_of_fractions_are_explained(spec, note):
    assert note in derived(spec, fractions=True).note
    assert derived(spec).note == ""


def test_as_many_edges_as_can_be_have_fractions():
    assert derived(with_edges(300), fractions=True).note == ""


def test_a_long_fraction_stands_as_a_decimal():
    spec = replace(EXERCISE, initial_weights=(0.12345, 0.5, 0.5, 0.5))
    assert "z₀ = w₀ x = 0.1235 · 1 ≈ 0.1235" in written(derived(spec, fractions=True))


def test_where_paths_meet_each_term_is_named():
    terms = line_of(derived(EXERCISE), "dL_dh", 0).terms
    assert [(term.path, to_text(term.chain())) for term in terms] == [
        ("through unit 1", "∂L/∂z₁ · w₁ = 0.5 · 0.5 = 0.25"),
        ("through the skip", "∂L/∂z₂ · wₛ = 1 · 0.5 = 0.5"),
    ]
    assert line_of(derived(EXERCISE), "dL_dh", 1).terms == ()


def crossing():
    """Two skips from one unit, two edges that join the same units, an output that feeds."""
    units = tuple(Unit(name, "identity") for name in "abcd")
    ends = ["xa", "ab", "ab", "bc", "cd", "ac", "ad"]
    edges = tuple(Edge(f"w{k}", *end) for k, end in enumerate(ends))
    network = Network(("x",), units, edges, ("a", "d"), "half_squared")
    return RunSpec(network, Data([[1.0]], [[0.0, 0.0]]), (0.5,) * 7, 0.1)


def test_parallel_edges_and_several_skips_are_told_apart():
    terms = line_of(derived(crossing()), "dL_dh", 0).terms
    assert [term.path for term in terms] == [
        *("through ŷ", "through unit b by w₁", "through unit b by w₂"),
        *("through the skip to unit c", "through the skip to unit d"),
    ]


def test_an_output_that_feeds_others_is_both_h_and_yhat():
    line = line_of(derived(crossing()), "h", 0)
    assert [to_text(equation.chain()) for equation in line.equations] == [
        "hₐ = zₐ = 1/2 = 0.5",
        "ŷₐ = hₐ = 1/2 = 0.5",
    ]


DEAD = (-0.25, 0.25, 0.0, 0.25)


@pytest.mark.parametrize(
    ("changes", "edge", "because"),
    [
        ({"initial_weights": DEAD}, 0, "0 because unit 0 is dead (z₀ = −0.25, so u(z₀) = 0)"),
        ({"initial_weights": DEAD}, 3, "0 because h₁ = 0"),
        ({"data": Data([[0.0]], [[-3.0]])}, 0, "the input x = 0"),
        ({"data": Data([[1.0]], [[0.375]])}, 2, "0 because the loss has slope 0 at ŷ = y = 0.375"),
        ({"initial_weights": (0.5, 0.5, 0.5, 0.0)}, 1, "0 because w₂ = 0"),
        ({"initial_weights": (0.5, 0.5, -0.25, 0.5)}, 0, "0 because the terms of the sum cancel"),
        ({}, 0, ""),
    ],
)
def test_a_zero_gradient_names_the_factor(changes, edge, because):
    zero = line_of(derived(replace(EXERCISE, **changes)), "gradient", edge).zero
    assert because in zero if because else zero == ""


def with_units(*activations, **changes):
    units = [Unit(str(k), name) for k, name in enumerate(activations)]
    return replace(EXERCISE, network=replace(EXERCISE.network, units=tuple(units)), **changes)


@pytest.mark.parametrize(
    ("spec", "because"),
    [
        (
            with_units("tanh", "relu", "identity", initial_weights=(50.0, 1.0, 1.0, 1.0)),
            "saturated",
        ),
        (with_units(*["identity"] * 3, initial_weights=(1.0, 1e-200, 0.0, 1e-200)), "too small"),
    ],
)
def test_what_rounds_to_zero_is_said_to(spec, because):
    assert because in line_of(derived(spec), "gradient", 0).zero


def test_a_unit_without_a_way_to_the_loss_says_so():
    network = replace(EXERCISE.network, outputs=("1",))
    derivation = derived(replace(EXERCISE, network=network))
    assert "no path leads from unit 2 to the loss" in line_of(derivation, "gradient", 3).zero


BATCH = replace(EXERCISE, data=Data([[1.0], [2.0]], [[-3.0], [4.0]]), batch_size=2)


def test_a_batch_shows_the_sample_and_then_the_mean():
    line = line_of(derived(BATCH, row=1), "gradient", 0)
    assert [to_text(equation.chain()) for equation in line.equations] == [
        "∂L/∂w₀ = ∂L/∂z₀ · x = −0.75 · 2 = −3/2 = −1.5",
        "mean(∂L/∂w₀) = Σ ∂L/∂w₀ / 2 = (0.75 + (−1.5)) / 2 = −0.75 / 2 = −3/8 = −0.375",
    ]
    assert (
        "w₀ ← w₀ − α mean(∂L/∂w₀) = 0.5 − 1 · (−0.375) = 0.5 − (−0.375) = 7/8 = 0.875"
        in written(derived(BATCH))
    )


def test_fractions_of_a_batch():
    assert "mean(L) = Σ L / 2 = (27/8 + 13/4) / 2 = 53/8 / 2 = 53/16 ≈ 3.312" in written(
        derived(BATCH, fractions=True)
    )


def test_rows_that_cancel_are_said_to():
    spec = replace(BATCH, data=Data([[1.0], [1.0]], [[-3.0], [4.0]]))
    assert "rows cancel" in line_of(derived(spec), "gradient", 0).zero
    assert line_of(derived(BATCH), "gradient", 0).zero == ""


def test_a_sample_outside_the_batch_is_not_taken_for_it():
    spec = replace(BATCH, batch_size=1)
    assert "mean(L) = Σ L = 27/8 = 3.375" in written(derived(spec, row=1))


def test_a_large_batch_writes_the_first_numbers_and_the_last():
    spec = replace(PRESETS["curve"].make(), batch_size=20)
    line = line_of(derived(spec), "loss")
    assert to_text(line.equations[1].chain()).count("+") == 6
    assert "+ … +" in to_text(line.equations[1].chain())
    assert line.equations[1].worked is None


OPTIMIZERS = [
    ("sgd", {}, "w₀ ← w₀ − α ∂L/∂w₀ = "),
    ("sgd", {"momentum": 0.9}, "v ← μ v + ∂L/∂w₀ = 0.9 · "),
    ("sgd", {"momentum": 0.5, "nesterov": True}, "w₀ ← w₀ − α (∂L/∂w₀ + μ v) = "),
    ("rmsprop", {}, "s ← ρ s + (1 − ρ) (∂L/∂w₀)² = 0.99 · "),
    ("rmsprop", {"momentum": 0.9}, "v ← μ v + d = 0.9 · "),
    ("adam", {}, "m̂ = m / (1 − β₁ᵗ) = "),
    ("adam", {"beta1": 0.5, "eps": 1e-3}, "w₀ ← w₀ − α (m̂ / (√v̂ + ε)) = "),
]


@pytest.mark.parametrize(("name", "settings_", "line"), OPTIMIZERS)
def test_every_optimizer_shows_its_lines_and_the_weights_of_the_oracle(name, settings_, line):
    spec = PRESETS["exercise"].make()
    spec = replace(spec, learning_rate=0.01, optimizer=Optimizer(name, tuple(settings_.items())))
    project = plain(spec)
    for step in (0, 3):
        derivation = derived(spec, step)
        (_, _, weights, _) = oracle.train(project, step + 1)[-1]
        results = [line.equations[-1].result for line in derivation.lines("update")]
        assert results == pytest.approx(weights, rel=1e-13)
    assert any(text.startswith(line) for text in written(derivation))


def plain(spec):
    """The plain project of a run."""
    network = spec.network
    return {
        "network": {
            "inputs": list(network.inputs),
            "units": [{"name": u.name, "activation": u.activation} for u in network.units],
            "edges": [
                {"weight": e.weight, "from": e.source, "to": e.target} for e in network.edges
            ],
            "outputs": list(network.outputs),
            "loss": network.loss,
        },
        "data": {"x": spec.data.x.tolist(), "y": spec.data.y.tolist()},
        "runs": [
            {
                "initial_weights": dict(
                    zip(network.weight_names, spec.initial_weights, strict=True)
                ),
                "learning_rate": spec.learning_rate,
                "optimizer": {"name": spec.optimizer.name, **dict(spec.optimizer.settings)},
            }
        ],
    }


def assume_probabilities_inside(project):
    if project["network"]["loss"] == "binary_cross_entropy":
        for sample in oracle.samples(project, initial_weights(project)):
            assume(all(0.01 < sample.h(unit) < 0.99 for unit in sample.targets))


def close(found, expected):
    return math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-9)


@settings(max_examples=100, deadline=None)
@given(trainings())
def test_in_any_network_the_numbers_put_in_give_the_result(project):
    assume_probabilities_inside(project)
    spec = spec_of(project)
    for fractions in (False, True):
        derivation = derived(spec, fractions=fractions)
        functions = functions_at(spec.conventions)
        for line in lines(derivation):
            for equation in line.equations:
                for side in (equation.numbers, equation.worked):
                    if side is not None and "…" not in to_text(side):
                        assert close(float(value_of(side, functions)), equation.result)
                if equation.exact is not None:
                    assert close(float(equation.exact), equation.result)
            if line.terms:
                total = sum(float(term.value) for term in line.terms)
                assert close(total, line.equations[0].result)


@settings(max_examples=100, deadline=None)
@given(projects())
def test_in_any_network_results_are_those_of_the_oracle(project):
    assume_probabilities_inside(project)
    derivation = derived(spec_of(project))
    sample = oracle.samples(project, initial_weights(project), [0])[0]
    names = [unit["name"] for unit in project["network"]["units"]]
    theirs = {"z": sample.z, "h": sample.h, "dL_dh": sample.dL_dh, "dL_dz": sample.dL_dz}
    for line in [*derivation.lines("forward"), *derivation.lines("backward")]:
        _, kind, at = line.operation
        if kind in theirs:
            assert close(line.equations[0].result, theirs[kind](names[at]))
        elif kind == "gradient":
            assert close(line.equations[0].result, sample.gradients()[at])


@settings(max_examples=100, deadline=None)
@given(projects())
def test_exactly_the_zero_gradients_have_a_reason(project):
    derivation = derived(spec_of(project))
    for line in derivation.lines("backward"):
        if not derivation.is_batch:
            assert bool(line.zero) == (line.equations[0].result == 0.0)


CONVENTION = replace(EXERCISE, conventions=Conventions(0.5, -1))


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (EXERCISE, "u(z) = 1 for z > 0, 0 for z = 0, otherwise 0"),
        (CONVENTION, "u(z) = 1 for z > 0, 0.5 for z = 0, otherwise 0"),
        (CONVENTION, "sign(e) = 1 for e > 0, −1 for e = 0, otherwise −1"),
        (replace(EXERCISE, optimizer=Optimizer("adam")), "β₂ = 0.999"),
    ],
)
def test_functions_and_letters_are_defined_with_their_conventions(spec, expected):
    found = [f"{to_text(left)} = {to_text(right)}" for left, right in definitions(spec)]
    assert expected in found


def test_the_conventions_count_in_what_is_worked_out():
    spec = replace(CONVENTION, initial_weights=(0.5, 0.0, 0.5, 0.5))
    line = line_of(derived(spec), "dL_dz", 1)
    assert "0.5 · u(0) = 0.5 · 0.5" in to_text(line.equations[0].chain())


def called(formula):
    found = {formula.name} if formula.kind == "call" else set()
    return found.union(*map(called, formula.parts))


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("loss", LOSSES)
def test_every_function_of_a_derivation_is_defined(activation, loss):
    spec = with_units(*[activation] * 3, data=Data([[1.0]], [[0.5]]))
    spec = replace(spec, network=replace(spec.network, loss=loss))
    used = {
        name for line in lines(derived(spec)) for e in line.equations for name in called(e.formula)
    }
    defined = {left.name for left, _ in definitions(spec)}
    assert used - {"ln", "tanh"} <= defined


def test_a_result_that_is_rounded_says_so():
    spec = replace(EXERCISE, initial_weights=(1 / 3, 0.5, 0.5, 0.5))
    assert "z₀ = w₀ x = 0.3333 · 1 ≈ 0.3333" in written(derived(spec))


def test_numbers_that_are_not_finite_are_shown():
    spec = replace(EXERCISE, initial_weights=(1e308, 1e308, 1e308, 1e308))
    assert any("∞" in text for text in written(derived(spec)))


def test_a_slope_of_no_number_is_no_number():
    # ∞ − ∞ at unit 1, where u has no value either.
    ends = [("x", "0"), ("x", "1"), ("0", "1"), ("1", "2")]
    edges = tuple(Edge(f"w{k}", *end) for k, end in enumerate(ends))
    network = replace(EXERCISE.network, edges=edges)
    units = (Unit("0", "identity"), *network.units[1:])
    network = replace(network, units=units)
    spec = replace(EXERCISE, network=network, initial_weights=(1e308, -1e308, 1e308, 1.0))
    spec = replace(spec, data=Data([[100.0]], [[0.0]]))
    assert "u(nan)" in to_text(line_of(derived(spec), "dL_dz", 1).equations[0].chain())


def test_an_update_that_divides_by_zero_says_nan():
    adam = Optimizer("adam", (("eps", 0.0),))
    derivation = derived(replace(EXERCISE, initial_weights=DEAD, optimizer=adam))
    assert math.isnan(line_of(derivation, "new_weight", 0).equations[-1].result)


def test_a_unit_without_edges_is_zero_and_says_it_once():
    network = replace(EXERCISE.network, edges=EXERCISE.network.edges[1:])
    spec = replace(EXERCISE, network=network, initial_weights=(0.5,) * 3)
    assert written(derived(spec))[0] == "z₀ = 0"


def test_a_fraction_keeps_its_value_beside_the_decimal():
    equation = line_of(derived(EXERCISE), "loss").equations[0]
    assert (equation.exact, equation.result) == (Fraction(27, 8), 3.375)
