"""Hand-computed answers are read by their digits and marked fairly.

``SKIPNET_MARKINGS=1000`` runs the long version of the tests on random networks.
"""

import copy
import math
import os
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from skipnet_gui.core.answers import FREE_RIDE, GivenAnswer, mark
from skipnet_gui.core.functions import Conventions
from skipnet_gui.core.numerals import Answer, read_answer, read_worked
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data
from tests.core.hand_answers import Student, exactly, rounded, same
from tests.core.random_networks import spec_of, trainings
from tests.core.test_passes import assume_probabilities_inside
from tests.core.test_quantities import moment_at

MARKINGS = int(os.environ.get("SKIPNET_MARKINGS", "30"))
EXERCISE = PRESETS["exercise"].make()

# The published sample solution computes ŷ = 0.325 and goes on from there.
PUBLISHED = {
    "z_0": "0.5",
    "h_0": "0.5",
    "z_1": "0.25",
    "h_1": "0.25",
    "yhat": "0.325",
    "loss": "3.325",
    "dL/dyhat": "1",
    "dL/dz_2": "1",
    "dL/dws": "0.5",
    "dL/dw2": "0.25",
    "dL/dh_1": "0.5",
    "dL/dz_1": "0.5",
    "dL/dw1": "0.25",
    "dL/dh_0": "0.75",
    "dL/dz_0": "0.75",
    "dL/dw0": "0.75",
    "new_w0": "−0.25",
    "new_w1": "0.25",
    "new_w2": "0.25",
    "new_ws": "0",
}


def marks(answers, spec=EXERCISE, step=0):
    """Marks of a sheet, given as name -> text or as pairs."""
    pairs = answers.items() if isinstance(answers, dict) else answers
    given = [GivenAnswer(name, text, read_answer(text)) for name, text in pairs]
    return mark(moment_at(spec, step), given)


def verdicts(answers, **of_spec):
    return [found.verdict for found in marks(answers, **of_spec)]


@pytest.mark.parametrize(
    ("text", "value", "radius"),
    [
        ("0.375", 0.375, 0.0005),
        ("0,375", 0.375, 0.0005),
        (".25", 0.25, 0.005),
        ("-,25", -0.25, 0.005),
        ("−0.250", -0.25, 0.0005),
        ("+0.5", 0.5, 0.025),  # 10 % is less than the digit
        ("0.9", 0.9, 0.045),
        ("  12.5 ", 12.5, 0.05),
        ("3.", 3.0, 0.15),
        ("3", 3.0, 0.0),
        ("-1200", -1200.0, 0.0),
        ("1.2e3", 1200.0, 50.0),
        ("12E−3", 0.012, 0.0005),
        ("1e3", 1000.0, 50.0),
        ("0", 0.0, 0.0),
        ("0.00", 0.0, 0.0),
        ("0e9999", 0.0, 0.0),
        ("1e-9999", 0.0, 0.0),
        ("3/8", 0.375, 0.0),
        ("−1/4", -0.25, 0.0),
        ("0/7", 0.0, 0.0),
    ],
)
def test_an_answer_stands_for_what_its_digits_allow(text, value, radius):
    answer = read_answer(text)
    assert (answer.value, answer.radius) == (value, pytest.approx(radius))


@pytest.mark.parametrize(
    "text",
    [
        *["", " ", "x", "nan", "inf", "-∞", "1_0", "٣", "²", "0x1", "1 2", "1.2.3", "1,234.5"],
        *["--1", "1e", ".", "1e1.5", "1e999", "1/0", "1/2/3", "0.5/2", "1/2.", "1 / 4", "½"],
        *["0.5*2", "2^3", "5 %", "1/1" + "0" * 5000, "1" + "0" * 400, "1" + "0" * 400 + "/1"],
    ],
)
def test_all_else_is_unreadable(text):
    assert read_answer(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.5*0.25", 0.125),
        ("0,5 × −0,25", -0.125),
        ("2^3", 8.0),
        ("-2^2", -4.0),
        ("2^-1·3", 1.5),
        ("0.5/4", 0.125),
        ("1 / 4", 0.25),
        ("1e-3*2", 0.002),
    ],
)
def test_a_field_also_takes_powers_and_products_as_exact(text, value):
    assert read_worked(text) == Answer(value, 0.0, None)


@pytest.mark.parametrize("text", ["2*", "*2", "2**3", "2^0.5", "0^-1", "1/0*2", "9^999", "2(3)"])
def test_what_is_no_product_of_numbers_is_not_read(text):
    assert read_worked(text) is None


@pytest.mark.parametrize("text", ["0.50", "1e-3", "3/8", "7"])
def test_a_field_reads_plain_answers_as_a_sheet_does(text):
    assert read_worked(text) == read_answer(text)


def test_no_answer_fits_what_is_not_finite():
    for value in (math.inf, -math.inf, math.nan):
        assert not read_answer("1e308").fits(value)


def test_the_published_sample_solution_is_marked_fairly():
    found = dict(zip(PUBLISHED, marks(PUBLISHED), strict=True))
    assert (found["yhat"].verdict, found["yhat"].slip) == ("wrong", "")
    assert (found["loss"].verdict, found["loss"].slip) == ("follows", "")
    assert found["loss"].comment == "follows from your yhat"
    assert found["loss"].expected == 3.375
    rest = [name for name in PUBLISHED if name not in ("yhat", "loss")]
    assert {found[name].verdict for name in rest} == {"right"}
    assert all(found[name].comment == "" for name in rest)


def test_a_right_answer_is_right_whatever_came_before():
    assert verdicts({"yhat": "9.5", "loss": "3.375"}) == ["wrong", "right"]


def test_earlier_is_upstream_not_higher_on_the_sheet():
    assert verdicts({"loss": "3.325", "yhat": "0.325"}) == ["follows", "wrong"]


def test_the_last_readable_answer_counts_for_the_others():
    rows = [("yhat", "0.3"), ("yhat_2", "0.325"), ("yhat", "?"), ("loss", "3.325"), ("loss", "3.2")]
    assert verdicts(rows) == ["wrong", "wrong", "unreadable", "follows", "wrong"]


def test_what_is_unreadable_counts_as_not_answered():
    (unreadable, loss) = marks({"yhat": "0.325?", "loss": "3.325"})
    assert (unreadable.verdict, unreadable.expected) == ("unreadable", 0.375)
    assert "write it like" in unreadable.comment
    assert loss.verdict == "wrong"


def test_what_follows_through_quantities_that_are_not_answered():
    found = marks({"h_1": "0.5", "loss": "3.5", "dL/dw2": "0.5"})
    assert [m.verdict for m in found] == ["wrong", "follows", "follows"]


def test_the_spread_of_an_own_answer_is_allowed_further_on():
    # 0.33 stands for 0.325 to 0.335, so 3.33 follows; 3.34 is beyond what it allows.
    assert verdicts({"yhat": "0.33", "loss": "3.335"}) == ["wrong", "follows"]
    assert verdicts({"yhat": "0.33", "loss": "3.337"}) == ["wrong", "wrong"]


def test_the_larger_change_of_the_two_ends_counts():
    # (1 − ŷ)² at ŷ = 0.30 ± 0.005 is 0.49, up to 0.497025 below and 0.483025 above.
    network = replace(EXERCISE.network, loss="squared")
    spec = replace(EXERCISE, network=network, data=Data(np.array([[1.0]]), np.array([[1.0]])))
    for loss, verdict in (("0.49702", "follows"), ("0.48298", "follows"), ("0.49704", "wrong")):
        assert verdicts({"yhat": "0.30", "loss": loss}, spec=spec) == ["wrong", verdict]


def test_an_end_beyond_the_numbers_allows_nothing():
    spec = replace(EXERCISE, network=replace(EXERCISE.network, loss="squared"))
    assert verdicts({"yhat": "1.3e154", "loss": "5.0"}, spec=spec) == ["wrong", "wrong"]


def test_an_answer_that_follows_from_right_but_rounded_ones_was_rounded_too_early():
    spec = spec_of(chain_of_thirds())
    found = marks({"h_a": "0.33", "h_b": "0.1089"}, spec=spec)
    assert [m.verdict for m in found] == ["right", "follows"]
    assert found[1].slip == "rounded_too_early"
    assert "looks like" in found[1].comment


def chain_of_thirds():
    """ŷ = ⅓ · (⅓ x): its values have no last digit."""
    third = 1 / 3
    return {
        "network": {
            "inputs": ["x"],
            "units": [{"name": u, "activation": "identity"} for u in "ab"],
            "edges": [
                {"weight": "v", "from": "x", "to": "a"},
                {"weight": "w", "from": "a", "to": "b"},
            ],
            "outputs": ["b"],
            "loss": "squared",
        },
        "data": {"x": [[1.0]], "y": [[0.0]]},
        "runs": [{"initial_weights": {"v": third, "w": 0.33}, "learning_rate": 0.1}],
    }


def test_a_free_ride_through_a_zero_is_named():
    found = marks({"z_0": "-0.5", "h_0": "0", "z_1": "0", "dL/dw1": "0", "dL/dws": "0"})
    assert [m.verdict for m in found] == ["wrong", *["follows"] * 4]
    assert [FREE_RIDE in m.comment for m in found] == [False, False, True, True, True]


def test_a_sum_of_which_one_term_is_kept_is_no_free_ride():
    # z₁ < 0 closes the deep path; the skip term of ∂L/∂h₀ is still to be computed.
    found = marks({"z_1": "-0.25", "dL/dz_1": "0", "dL/dh_0": "0.5", "dL/dz_0": "0.5"})
    assert [m.verdict for m in found] == ["wrong", "follows", "follows", "follows"]
    assert [FREE_RIDE in m.comment for m in found] == [False, True, False, False]


def test_a_term_that_is_0_in_truth_too_is_no_free_ride():
    # With wₛ = 0 the skip term is truly 0, whatever the student did.
    spec = replace(EXERCISE, initial_weights=(0.5, 0.5, 0.0, 0.5))
    found = marks({"z_1": "-0.25", "dL/dh_0": "0"}, spec=spec)
    assert [m.verdict for m in found] == ["wrong", "follows"]
    assert FREE_RIDE not in found[1].comment


def test_the_comment_names_the_answers_that_were_used_and_none_behind_them():
    found = marks({"z_0": "0.9", "h_0": "0.4", "z_1": "0.2"})
    assert found[2].comment == "follows from your h_0"
    assert marks({"z_0": "0.9", "h_0": "0.4", "z_1": "0.7"})[2].comment == (
        "from your h_0 comes 0.2"
    )


def test_slopes_of_relu_use_z_and_h_only_where_z_is_not_answered():
    # With h₁ = 0 unit 1 counts as closed, unless z₁ is answered too.
    assert verdicts({"h_1": "0", "dL/dz_1": "0"}) == ["wrong", "follows"]
    assert verdicts({"h_1": "0", "z_1": "0.25", "dL/dz_1": "0"}) == ["wrong", "right", "wrong"]


def test_slopes_of_sigmoid_use_h():
    spec = PRESETS["two-outputs"].make()
    student = {"z_o1": "2", "h_o1": "0.5", "dL/dh_o1": "1", "dL/dz_o1": "0.25"}
    assert verdicts(student, spec=spec) == ["wrong", "wrong", "wrong", "follows"]


def test_new_weights_use_the_true_optimizer_state_and_the_own_gradient():
    project = copy.deepcopy(chain_of_thirds())
    project["runs"][0]["optimizer"] = {"name": "sgd", "momentum": 0.5}
    student = Student(project, step=1)
    index = 1
    velocity = (student.weights[index] - student.new[index]) / 0.1  # the true one, 0.5 b + g
    true = student.values()["dL/dw"]
    own = student.weights[index] - 0.1 * (velocity - true + 2.0)
    found = marks({"dL/dw": "2", "new_w": exactly(own)}, spec=spec_of(project), step=1)
    assert [m.verdict for m in found] == ["wrong", "follows"]


def test_a_kink_convention_is_the_truth():
    assert verdicts({"z_0": "-0.25", "dL/dz_0": "0"}, step=1) == ["right", "right"]
    start = (0.0, 0.5, 0.5, 0.5)
    at_kink = replace(EXERCISE, initial_weights=start, conventions=Conventions(1, 0))
    assert verdicts({"dL/dz_0": "0.75"}, spec=at_kink) == ["right"]


def student_of(project, step):
    """The student of a project whose values are all ordinary numbers."""
    assume_probabilities_inside(project)
    try:
        student = Student(project, step)
    except ArithmeticError:  # training left the numbers
        assume(False)
    assume(all(abs(value) < 1e6 for value in student.values().values()))
    return student


@settings(max_examples=MARKINGS)
@given(trainings(row_counts=(1,), steps=2), st.integers(0, 2), st.sampled_from(".,"))
def test_no_right_answer_is_ever_called_wrong(project, step, mark_of_decimals):
    values = student_of(project, step).values()
    spec = spec_of(project)
    for digits in range(2, 7):
        sheet = {name: rounded(value, digits, mark_of_decimals) for name, value in values.items()}
        wrong = [m for m in marks(sheet, spec=spec, step=step) if m.verdict != "right"]
        assert wrong == []


@settings(max_examples=MARKINGS)
@given(
    trainings(row_counts=(1,), optimizers=("sgd",), steps=2),
    st.integers(0, 2),
    st.data(),
    st.sampled_from([-1.25, 0.5, 2.0]),
)
def test_whatever_follows_from_one_wrong_answer_is_not_wrong(project, step, data, error):
    student = student_of(project, step)
    true = student.values()
    smooth = {"sigmoid", "tanh"}  # their slopes use h on the sheet, and z in the oracle
    kinds = ["z", "dL_dh", "dL_dz"] + ["h"] * smooth.isdisjoint(student.sample.activation.values())
    kind, unit = data.draw(st.sampled_from(kinds)), data.draw(st.sampled_from(student.units))
    student.plant(kind, unit, getattr(student.sample, kind)(unit) + error)
    values = student.values()
    assume(all(math.isfinite(value) and abs(value) < 1e6 for value in values.values()))
    sheet = {name: exactly(v) for name, v in values.items() if not name.startswith("new_")}
    found = dict(zip(sheet, marks(sheet, spec=spec_of(project), step=step), strict=True))
    name = f"{kind.replace('dL_d', 'dL/d')}_{unit}"
    assert found.pop(name).verdict == "wrong"
    assert {n for n, m in found.items() if m.verdict in ("wrong", "unreadable")} == set()
    assert {n for n, m in found.items() if m.verdict == "follows"} == {
        n for n in found if not same(values[n], true[n])
    }
