"""Each typical slip is caught in random networks, and named."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from skipnet_gui.core.functions import LOSSES
from skipnet_gui.core.network import Edge
from skipnet_gui.core.numerals import read_answer
from skipnet_gui.core.run_spec import Data
from skipnet_gui.core.slips import SLIPS, rounded_too_early
from tests.core.hand_answers import exactly, same, tells
from tests.core.random_networks import spec_of, trainings
from tests.core.test_answers import EXERCISE, MARKINGS, marks, student_of

ORDER = [slip.name for slip in SLIPS]
PLANTED = [name for name in ORDER if name not in ("labels_exchanged", "rounded_too_early")]


def slips_of(answers, **of_spec):
    return [(found.verdict, found.slip) for found in marks(answers, **of_spec)]


def test_the_table_has_the_slips_of_the_format_in_its_order():
    assert " ".join(ORDER) == (
        "skip_term_left_out only_skip_term relu_slope_forgotten loss_slope_sign_reversed "
        "error_instead_of_sign input_factor_forgotten labels_exchanged z_instead_of_h "
        "updated_weight_used update_added rate_forgotten rounded_too_early"
    )
    assert all(slip.sentence.startswith("looks like") for slip in SLIPS)


@pytest.mark.parametrize("planted", PLANTED)
@settings(max_examples=MARKINGS, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.data())
def test_a_planted_slip_is_caught(planted, data):
    losses = ("absolute",) if planted == "error_instead_of_sign" else tuple(LOSSES)
    project = data.draw(trainings(row_counts=(1,), steps=1, losses=losses))
    step = data.draw(st.integers(0, 1))
    student = student_of(project, step)
    true, slips = student.values(), list(student.slips())
    there = [s for s in slips if s[0] == planted and tells(s[1], s[2], true[s[1]])]
    assume(there)
    _, name, value = data.draw(st.sampled_from(there))
    # Two slips can give the same number: the first in the table is named.
    alike = [slip for slip, quantity, v in slips if quantity == name and same(v, value)]
    expected = ("wrong", min(alike, key=ORDER.index))
    everything_else = {n: exactly(v) for n, v in true.items() if n != name}
    for others in ({}, everything_else):
        sheet = {name: exactly(value), **others}
        assert slips_of(sheet, spec=spec_of(project), step=step)[0] == expected


@settings(max_examples=MARKINGS)
@given(trainings(row_counts=(1,), steps=1), st.data())
def test_exchanged_labels_are_caught(project, data):
    student = student_of(project, 0)
    true, slips = student.values(), list(student.slips())
    kinds = ["z_", "h_", "dL/dz_", "dL/dh_", "new_"]
    kind = data.draw(st.sampled_from(kinds))
    names = [name for name in true if name.startswith(kind)]
    assume(len(names) > 1)
    one, two = data.draw(st.permutations(names))[:2]
    assume(tells(one, true[two], true[one]) and tells(two, true[one], true[two]))
    alike = any(name in (one, two) and same(v, true[two] + true[one] - true[name])
                for _, name, v in slips)  # fmt: skip
    assume(not alike)
    sheet = {one: exactly(true[two]), two: exactly(true[one])}
    for verdict, slip in slips_of(sheet, spec=spec_of(project)):
        assert verdict == "follows" or (verdict, slip) == ("wrong", "labels_exchanged")


def test_a_label_is_not_exchanged_with_what_is_answered_right():
    assert slips_of({"dL/dw2": "0.5"}) == [("wrong", "labels_exchanged")]
    assert slips_of({"dL/dw2": "0.5", "dL/dws": "0.5"})[0] == ("wrong", "")


def test_both_labels_of_the_handed_in_solution_are_named():
    assert slips_of({"dL/dws": "0.25", "dL/dw2": "0.5"}) == [("wrong", "labels_exchanged")] * 2


@pytest.mark.parametrize(
    ("answers", "slip"),
    [
        ({"dL/dh_0": "0.25"}, "skip_term_left_out"),
        ({"dL/dh_0": "0.5"}, "only_skip_term"),
        ({"z_2": "0.125"}, "skip_term_left_out"),
        ({"z_2": "0.25"}, "only_skip_term"),
        ({"z_1": "0.375"}, "labels_exchanged"),
        ({"dL/dyhat": "-1"}, "loss_slope_sign_reversed"),
        ({"dL/dyhat": "3.375"}, "error_instead_of_sign"),
        ({"dL/dyhat": "-27/8"}, "error_instead_of_sign"),
        ({"dL/dw2": "1"}, "input_factor_forgotten"),
        ({"dL/dh_1": "0.25"}, "updated_weight_used"),
        ({"new_w0": "1.25"}, "update_added"),
        ({"new_w2": "0.75"}, "update_added"),
    ],
)
def test_the_slips_of_the_exercise(answers, slip):
    assert slips_of(answers) == [("wrong", slip)]


@pytest.mark.parametrize(
    ("name", "value"),
    [("z_2", "0.225"), ("z_2", "0.125"), ("yhat", "0.225"), ("yhat", "0.125")],
)
def test_a_slip_is_made_with_the_own_values_or_the_true_ones(name, value):
    # Without its skip term z₂ is 0.225 from the wrong h₀, and 0.125 from the true one.
    found = slips_of({"h_0": "0.9", name: value})
    assert found == [("wrong", ""), ("wrong", "skip_term_left_out")]


@pytest.mark.parametrize(
    ("value", "slip"),
    [
        ("0.375", "skip_term_left_out"),
        ("0.225", "skip_term_left_out"),
        ("0.125", "skip_term_left_out"),
        ("0.35", "only_skip_term"),
    ],
)
def test_one_of_two_skip_terms_or_both_can_be_left_out(value, slip):
    network = replace(EXERCISE.network, edges=(*EXERCISE.network.edges, Edge("wx", "x", "2")))
    spec = replace(EXERCISE, network=network, initial_weights=(0.5, 0.5, 0.5, 0.5, 0.1))
    assert slips_of({"z_2": value}, spec=spec) == [("wrong", slip)]


def test_of_slips_that_look_the_same_the_nearest_is_named():
    # With ŷ − y = 4 the error for the sign, and ∂L/∂w₂ without h₁ = ¼, give the same.
    spec = replace(EXERCISE, data=Data(np.array([[1.0]]), np.array([[-3.625]])))
    (found,) = marks({"new_w2": "-0.500"}, spec=spec)
    assert (found.slip, found.comment[-11:]) == ("input_factor_forgotten", "(in dL/dw2)")


def test_zero_names_a_slip_for_a_new_weight_alone():
    assert slips_of({"new_w1": "0"}) == [("wrong", "labels_exchanged")]  # wₛ after the step
    assert slips_of({"dL/dw1": "0"}) == [("wrong", "")]


def test_a_slip_in_a_quantity_that_is_not_answered_is_carried_on():
    # ∂L/∂h₀ without its skip term is 0.25; x = 1 and an open gate hand it on.
    others = {"dL/dz_1": "0.5", "dL/dw1": "0.25", "dL/dw2": "0.25"}  # so no labels were exchanged
    for name in ("dL/dz_0", "dL/dw0"):
        (found, *_) = marks({name: "0.250", **others})
        assert (found.verdict, found.slip) == ("wrong", "skip_term_left_out")
        assert found.comment.endswith("(in dL/dh_0)")
    assert slips_of({"dL/dw0": "0.250", **others, "dL/dh_0": "0.75"})[0] == ("wrong", "")


def test_a_coarse_answer_tells_no_slip_further_up():
    # As it is written, 0.25 may be off by 2 %.
    others = {"dL/dz_1": "0.5", "dL/dw1": "0.25", "dL/dw2": "0.25"}
    assert slips_of({"dL/dw0": "0.25", **others})[0] == ("wrong", "")
    assert slips_of({"dL/dw0": "1/4", **others})[0] == ("wrong", "skip_term_left_out")


@settings(max_examples=MARKINGS)
@given(trainings(row_counts=(1,), steps=1), st.data())
def test_every_slip_carried_on_is_seen(project, data):
    student = student_of(project, 0)
    true = student.values()
    slips = [s for s in student.slips() if s[1].startswith(("z_", "dL/dh_", "dL/dz_"))]
    assume(slips)
    _, name, value = data.draw(st.sampled_from(slips))
    kind, unit = name.replace("/", "_").rsplit("_", 1)
    student.plant(kind, unit, value)
    written = {n: v for n, v in student.values().items() if not n.startswith("new_")}
    told = [n for n, v in written.items() if n != name and tells(n, v, true[n])]
    assume(told)
    later = data.draw(st.sampled_from(told))
    ((verdict, slip),) = slips_of({later: exactly(written[later])}, spec=spec_of(project))
    assert verdict == "wrong"
    assert slip


@pytest.mark.parametrize(
    ("text", "value", "early"),
    [
        ("3", 3.375, True),  # within half a unit
        ("4", 3.375, False),
        ("103", 102.0, True),  # within 5 units and 2 %
        ("106", 102.0, False),
        ("0.33", 0.3366, True),
        ("0.34", 0.3305, False),
        ("0.3", 0.345, True),
        ("0.3", 0.36, False),
        ("0", 0.3, False),
        ("0.0", 0.04, False),
        ("1/3", 0.3334, False),
        ("1e308", float("inf"), False),
    ],
)
def test_rounding_on_the_way_is_told_from_the_written_digits(text, value, early):
    assert rounded_too_early(read_answer(text), value) == early


def test_a_whole_number_for_a_loss_was_rounded():
    assert slips_of({"loss": "3"}) == [("wrong", "rounded_too_early")]
