"""The fitted function: its values against an oracle, what it is called, what is in sight."""

import math
import os
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skipnet_gui.core.network import Edge, Network, Unit
from skipnet_gui.core.operations import Quantity
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data, RunSpec
from skipnet_gui.session import fitted
from skipnet_gui.session.asking import Asked
from skipnet_gui.session.document import new_document
from skipnet_gui.session.fitted import Frame, Section, Span
from skipnet_gui.session.project import project_of
from skipnet_gui.session.snapshot import snapshot
from tests.core.oracle import Sample
from tests.core.random_networks import projects, spec_of

NETWORKS = int(os.environ.get("SKIPNET_NETWORKS", "40"))
YHAT = (Quantity("yhat", 0),)


def section(name="curve", quantities=YHAT, axes=(0,), **changes) -> Section:
    spec = replace(PRESETS[name].make(), **changes)
    return Section(spec, np.array(spec.initial_weights), quantities, axes, spec.data.x[0])


def logits(**changes) -> RunSpec:
    """One unit that adds two inputs, read as the logit of a probability."""
    edges = (Edge("a", "x1", "0"), Edge("b", "x2", "0"))
    loss = "binary_cross_entropy_with_logits"
    network = Network(("x1", "x2"), (Unit("0", "identity"),), edges, ("0",), loss)
    data = Data(np.array([[0.0, 0.0], [1.0, 1.0]]), np.array([[0.0], [1.0]]))
    return RunSpec(network, data, (1.0, 2.0), 0.1, **changes)


@settings(max_examples=NETWORKS)
@given(st.data(), projects())
def test_every_value_is_the_oracles(data, project):
    spec, network = spec_of(project), project["network"]
    weights, inputs = list(spec.initial_weights), len(network["inputs"])
    unit = data.draw(st.integers(0, len(network["units"]) - 1))
    output = data.draw(st.integers(0, len(network["outputs"]) - 1))
    axes = tuple(data.draw(st.permutations(range(inputs)))[:2])
    quantities = (Quantity("z", unit), Quantity("h", unit), Quantity("yhat", output))
    place = st.lists(st.floats(-2, 2), min_size=len(axes), max_size=len(axes))
    points = np.array(data.draw(st.lists(place, min_size=1, max_size=3)))
    found = Section(spec, np.array(weights), quantities, axes, spec.data.x[0]).values(points)
    for k, point in enumerate(points.tolist()):
        x = list(project["data"]["x"][0])
        for axis, value in zip(axes, point, strict=True):
            x[axis] = value
        sample = Sample(project, weights, x, project["data"]["y"][0])
        name = network["units"][unit]["name"]
        wanted = [sample.z(name), sample.h(name), sample.h(network["outputs"][output])]
        assert found[:, k].tolist() == pytest.approx(wanted, rel=1e-12, abs=1e-12)


def test_a_sample_has_the_very_bits_of_the_graph():
    made = section()
    shown = snapshot(new_document(project_of(made.spec)).with_sample(3))
    here = made.values(made.spec.data.x[3:4])
    assert here[0, 0] == shown.trace.yhat[0]


def test_a_grid_is_the_same_in_one_go_and_in_slices():
    spec = logits()
    made = Section(spec, np.array([1.0, 2.0]), YHAT, (0, 1), spec.data.x[0])
    frame = Frame(Span(-1.0, 1.0), Span(0.0, 4.0))
    *waiting, found = fitted.grid_in_slices(made, frame, 60)
    assert waiting == [None, None]
    assert np.array_equal(found, fitted.grid(made, frame, 60))
    # The middle of the lower left cell, then one to the right, and one up.
    across, up = -1 + 1 / 60, 4 / 120
    z = across + 2 * up
    assert found[0, 0] == pytest.approx(1 / (1 + math.exp(-z)))
    assert found[0, 1] == pytest.approx(1 / (1 + math.exp(-z - 2 / 60)))
    assert found[1, 0] == pytest.approx(1 / (1 + math.exp(-z - 2 * 4 / 60)))


def test_a_curve_meets_the_data_exactly():
    x = np.array([0.123456, 0.5, 9.0])
    places = fitted.curve_points(Span(0.0, 1.0), 5, x)[:, 0].tolist()
    assert places == [0.0, 0.123456, 0.25, 0.5, 0.75, 1.0]


@pytest.mark.parametrize(
    ("made", "title"),
    [
        (section(), "ŷ(x)"),
        (section("exercise", (Quantity("h", 1),)), "h₁(x)"),
        (section("two-outputs", (Quantity("z", 0),), (0, 1)), "zₕ₁ over i₁, i₂"),
        (Section(logits(), np.ones(2), YHAT, (0, 1), np.zeros(2)), "σ(ŷ) over x₁, x₂"),
    ],
)
def test_the_title_names_what_is_shown(made, title):
    assert fitted.title_of(made) == title


def test_nothing_is_shown_that_is_hidden_or_not_computed_yet():
    document, yhat = new_document(project_of(PRESETS["exercise"].make())), YHAT[0]
    assert fitted.why_not(snapshot(document), yhat) == ""
    assert fitted.why_not(snapshot(document, Asked()), yhat) == "Hidden while you answer."
    walking = snapshot(document.at_operation(1))
    assert fitted.why_not(walking, yhat) == "Not computed yet."
    assert fitted.why_not(walking, Quantity("z", 0)) == ""


def test_axes_stay_while_the_values_fit_and_follow_when_they_do_not():
    old = Span(-1.0, 1.0)
    assert fitted.steady(np.array([-0.9, 0.9, np.nan]), old) is old
    assert fitted.steady(np.array([-0.9, 1.1]), old).high > 1.1
    assert fitted.steady(np.array([0.0, 0.1]), old).width < 0.2
    assert fitted.steady(np.array([2.0]), None) == Span(1.0, 3.0)


def test_a_curve_that_runs_away_does_not_flatten_the_data():
    targets = np.array([[0.0], [1.0]])
    span = fitted.value_span(np.array([[0.0, 1e6, np.inf]]), targets, None)
    assert span.high < 5.0
    assert span.low <= 0.0


def test_axes_of_like_reach_have_one_scale():
    wide = np.array([[0.0, 0.0], [1.0, 1.2]])
    across, up = fitted.plane_frame(Data(wide, wide[:, :1]), (0, 1), None)
    assert across.width == pytest.approx(up.width)
    across, up = fitted.plane_frame(Data(wide * [1.0, 50.0], wide[:, :1]), (0, 1), None)
    assert up.width > 20 * across.width


def test_colours_mean_the_same_at_every_step_where_the_data_fix_them():
    made = section("two-outputs", axes=(0, 1))
    labels = Data(np.zeros((2, 2)), np.array([[0.0], [1.0]]))
    values = Data(np.zeros((2, 2)), np.array([[-1.0], [3.0]]))
    far = np.array([1e9])
    assert fitted.color_span(made, labels, far, None) == Span(0.0, 1.0)
    assert fitted.color_span(made, values, far, None) == Span(-3.75, 3.75)
    of_unit = section("two-outputs", (Quantity("z", 0),), (0, 1))
    assert fitted.color_span(of_unit, values, np.array([-2.0, 1.0]), None) == Span(-2.5, 2.5)


def test_the_line_is_where_a_probability_is_a_half_or_a_unit_opens():
    labels = Data(np.zeros((2, 2)), np.array([[0.0], [1.0]]))
    values = Data(np.zeros((2, 2)), np.array([[0.2], [0.7]]))
    made = section("two-outputs", axes=(0, 1))
    assert fitted.decision_level(made, labels) == 0.5
    assert fitted.decision_level(made, values) is None
    of_logits = Section(logits(), np.ones(2), YHAT, (0, 1), np.zeros(2))
    assert fitted.decision_level(of_logits, values) == 0.5
    assert fitted.decision_level(section(quantities=(Quantity("z", 0),)), values) == 0.0


def test_of_many_rows_some_are_drawn_and_the_sample_always():
    rows = fitted.shown_rows(1_000_000, 123_457)
    assert len(rows) <= fitted.MOST_POINTS
    assert {0, 123_457, 999_999} <= set(rows.tolist())
    assert fitted.shown_rows(3, 0).tolist() == [0, 1, 2]


def test_a_moved_row_is_another_value_and_the_rest_stays():
    data = Data(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[5.0], [6.0]]))
    moved = fitted.with_row(data, 1, {0: 9.0}, {0: 7.0})
    assert moved.x.tolist() == [[1.0, 2.0], [9.0, 4.0]]
    assert moved.y.tolist() == [[5.0], [7.0]]
    assert data.x[1, 0] == 3.0


def test_a_drag_gives_numbers_that_a_person_would_type():
    assert fitted.typable(0.123456, 0.004) == 0.123
    assert fitted.typable(1234.56, 20.0) == 1230.0
    assert math.copysign(1.0, fitted.typable(-0.0001, 0.01)) == 1.0


def test_targets_of_a_probability_stay_between_0_and_1():
    assert fitted.as_target(logits().network, 1.3) == 1.0
    assert fitted.as_target(PRESETS["exercise"].make().network, 1.3) == 1.3


@pytest.mark.parametrize(
    "values",
    [[1.7e308, -1.7e308], [1e300, 5e-324], [5e-324, 0.0], [1e16, 1e16 + 2.0], [-1e308, -1e308]],
)
def test_an_axis_can_be_drawn_whatever_the_values(values):
    found = np.array(values)
    for span in (
        fitted.around(found),
        fitted.steady(found, Span(0.0, 1.0)),
        fitted.value_span(found, found[:1], None),
    ):
        assert span.can_be_shown
        assert np.isfinite(fitted.curve_points(span, 300, found)).all()


def test_a_frame_that_is_too_narrow_or_too_wide_cannot_be_shown():
    assert Span(1.0, 1.1).can_be_shown
    assert not Span(1.0, 1.0 + 1e-15).can_be_shown
    assert not Span(-math.inf, 1.0).can_be_shown


def test_z_over_one_input_has_no_targets():
    assert fitted.value_span(np.array([-1.0, 1.0]), np.empty((3, 0)), None).can_be_shown
