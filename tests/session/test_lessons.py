"""The five lessons: nothing is claimed at the opening, all of it once the tasks are done."""

import pytest

from skipnet_gui.core.policies import Policy
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.files.project_file import parse_project, project_bytes
from skipnet_gui.session.document import Document, new_document
from skipnet_gui.session.edits import edited, set_rate, set_run, set_weights
from skipnet_gui.session.lesson_chain import Chain, chain_of, chain_project, edge_depths
from skipnet_gui.session.lesson_evidence import outcome_of, records
from skipnet_gui.session.lesson_values import Mark, mark_of, marked
from skipnet_gui.session.lessons import LESSONS
from skipnet_gui.session.player import advanced
from skipnet_gui.session.project import project_of
from skipnet_gui.session.runs import branch_here, duplicate, set_policy, start_from


def opened(name: str, steps: int = 0) -> Document:
    return advanced(new_document(LESSONS[name].project()), steps)


def branched(document: Document, rate: float | None = None) -> Document:
    """Go back to the start and branch there, at another rate."""
    document = document.at(0)
    document = edited(document, branch_here(document))
    return document if rate is None else edited(document, set_rate(rate))


def started(document: Document, **weights: float) -> Document:
    """A new run from other weights, as a click on the start map makes it."""
    return edited(document, start_from(document, weights))


def shown(document: Document) -> list[bool]:
    mark = mark_of(document.project)
    return [found is not None for found in LESSONS[mark.name].found(document)]


def outcomes(document: Document) -> list[str]:
    return [outcome_of(record) for record in records(document)]


def words(document: Document, number: int) -> str:
    return LESSONS[mark_of(document.project).name].found(document)[number]


@pytest.mark.parametrize("name", LESSONS)
def test_nothing_is_shown_at_the_opening(name):
    assert not any(shown(opened(name)))
    assert len(shown(opened(name))) >= 3


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_survives_saving_with_the_answer(name):
    project = marked(LESSONS[name].make(), name, 1)
    again = parse_project(project_bytes(project))
    assert mark_of(again) == Mark(name, 1)
    assert again.same_as(LESSONS[name].make())


@pytest.mark.parametrize("view", [{"lesson": 3}, {"lesson": {"name": 1}}, {"lesson": {}}, {}])
def test_an_unreadable_mark_is_none(view):
    spec = PRESETS["exercise"].make()
    project = project_of(spec)
    object.__setattr__(project, "view", view)
    assert mark_of(project) is None


def test_an_answer_that_is_no_number_is_none():
    assert mark_of(marked(LESSONS["leaps"].make(), "leaps", True)) == Mark("leaps", None)


@pytest.mark.parametrize("name", LESSONS)
def test_every_question_has_its_answer_among_the_choices(name):
    lesson = LESSONS[name]
    assert 2 <= len(lesson.choices) <= 4
    assert 0 <= lesson.right < len(lesson.choices)


def test_another_network_shows_nothing():
    foreign = advanced(new_document(marked(project_of(PRESETS["rattle"].make()), "leaps")), 300)
    assert LESSONS["leaps"].found(foreign) == (None, None, None)


# One step, then nothing.


def test_one_step_stops_everything_and_names_the_factor():
    document = opened("one-step", 1)
    assert shown(document) == [True, False, True, False]
    assert words(document, 0) == (
        "run 1: from step 1 on every gradient is exactly 0, because unit 0 is dead "
        "(z₀ = −0.25, so ReLU′ = 0) and unit 1 is dead (z₁ = 0, so ReLU′ = 0)."
    )
    assert words(document, 2) == (
        "run 1: Update 0, with α = 1, closed unit 0; with α below 0.6667 it would have stayed open."
    )


def test_the_loss_stays_where_it_is():
    assert not shown(opened("one-step", 20))[1]
    assert words(opened("one-step", 45), 1) == "run 1: L = 3 at step 1, and L = 3 at step 45."


def test_a_smaller_rate_goes_on_for_longer():
    document = advanced(branched(opened("one-step", 21), 0.25), 60)
    assert shown(document) == [True] * 4
    assert words(document, 3) == (
        "run 1 from 0: at α = 0.25 it moves until step 4; then it stands still too, at L = 3."
    )


@pytest.mark.parametrize("rate", [1.0, 0.9])
def test_a_rate_as_large_does_not_count_as_smaller(rate):
    assert shown(advanced(branched(opened("one-step", 21), rate), 60)) == [True, True, True, False]


def test_a_unit_closed_by_hand_is_not_what_the_update_did():
    document = edited(opened("one-step"), set_weights({"w0": -1.0}))
    assert not any(shown(advanced(document, 40)))
    later = edited(edited(opened("one-step"), set_rate(0.0)), set_rate(0.0))
    later = edited(advanced(later, 1), set_weights({"w0": -1.0}))
    assert not any(shown(advanced(later, 40)))


# Leaps.


def test_the_loss_leaps_and_falls_on():
    document = opened("leaps", 50)
    assert shown(document) == [True, False, False]
    assert (
        words(document, 0) == "run 1: the loss rose from 0.8044 to 2.431 at step 5, with α = 0.1."
    )


def test_a_smaller_rate_is_smooth_and_a_larger_one_diverges():
    document = advanced(branched(opened("leaps", 50), 0.05), 50)
    assert shown(document) == [True, True, False]
    assert words(document, 1) == (
        "run 1 from 0: 50 updates at α = 0.05, and the loss never rose. L = 0."
    )
    document = advanced(branched(document, 0.2), 50)
    assert shown(document) == [True] * 3
    assert "α = 0.2, at step" in words(document, 2)


def test_a_loss_that_a_hand_raised_is_no_leap():
    document = advanced(edited(opened("leaps"), set_rate(0.05)), 3)
    document = edited(document, set_weights({"w0": 4.0, "w1": 2.0, "w2": 1.0}))
    document = advanced(edited(document, set_rate(0.001)), 100)
    before, after, later = (document.history.row(step)[1] for step in (2, 3, 103))
    assert later < before < after
    assert not any(shown(document))


def test_a_run_that_only_diverges_does_not_leap_and_fall_on():
    assert shown(advanced(edited(opened("leaps"), set_rate(0.4)), 50)) == [False, False, True]


def test_a_smaller_rate_from_another_start_does_not_count():
    document = edited(branched(opened("leaps", 50), 0.05), set_weights({"w0": 0.6}))
    assert shown(advanced(document, 60)) == [True, False, False]


# Where you start.

ELSEWHERE = {"reaches": {"w0": 1.0, "ws": -1.0}, "dies": {"w0": -1.9, "ws": 0.0}}


def test_three_starts_end_in_three_ways():
    document = opened("where-you-start", 100)
    assert not any(shown(document))
    document = advanced(started(document, **ELSEWHERE["reaches"]), 100)
    assert shown(document) == [True, True, False]
    document = advanced(started(document.with_active(0), **ELSEWHERE["dies"]), 100)
    assert shown(document) == [True, True, True]
    assert words(document, 2) == (
        "All at α = 0.3: “w₀ −1.9, wₛ 0” dead, L = 2.25; "
        "“w₀ 1, wₛ −1” converged, L = 4.93e−32; “run 1” stuck, L = 2.25."
    )


def test_a_start_on_the_map_that_was_moved_by_hand_counts_where_it_began():
    document = edited(opened("where-you-start", 100).at(0), set_weights(ELSEWHERE["reaches"]))
    assert words(advanced(document, 100), 0).endswith(
        "It began at w₀ = 1, w₁ = 0.5, wₛ = −1, w₂ = 0.5."
    )


def test_a_run_that_still_moves_is_no_end():
    """At this rate the prepared start is under way after 100 steps, and w₀ = 0 is dead."""
    document = advanced(edited(opened("where-you-start"), set_rate(0.001)), 100)
    document = advanced(started(document, w0=0.0), 100)
    assert outcomes(document) == ["moving", "dead"]
    assert not any(shown(document))


def test_another_start_at_another_rate_does_not_count():
    document = edited(
        branched(opened("where-you-start", 100), 0.2), set_weights(ELSEWHERE["reaches"])
    )
    document = advanced(document, 100)
    assert outcomes(document) == ["stuck", "converged"]
    assert not any(shown(document))


# Choosing α.


def by_hand(document: Document, *changes: tuple[int, float]) -> Document:
    """A branch from the start whose rate is set at some steps, up to step 200."""
    document = branched(document)
    for step, rate in changes:
        document = edited(advanced(document, step - document.position.step), set_rate(rate))
    return advanced(document, 200 - document.position.step)


def test_a_hand_and_the_bold_driver_both_beat_one_rate():
    document = opened("choosing-alpha", 200)
    assert shown(document) == [True, False, False]
    document = by_hand(document, (10, 0.05), (35, 0.01), (60, 0.001))
    assert shown(document) == [True, True, False]
    assert "α = 0.005 → 0.05 → 0.01 → 0.001 by hand" in words(document, 1)
    document = branched(document.with_active(0))
    document = advanced(edited(document, set_policy(document, Policy("bold_driver"))), 200)
    assert shown(document) == [True, True, True]
    assert "bold driver: mean L = " in words(document, 2)


@pytest.mark.parametrize(
    "changes", [((10, 0.05),), ((10, 0.001), (20, 0.0005)), ((10, 0.005), (20, 0.05))]
)
def test_one_change_or_two_that_lead_nowhere_do_not_count(changes):
    """A single change, two that make it slower, and one that changes nothing with another."""
    assert shown(by_hand(opened("choosing-alpha", 200), *changes)) == [True, False, False]


def test_a_hand_without_a_run_to_compare_with_shows_nothing():
    document = opened("choosing-alpha", 10)
    document = edited(advanced(edited(document, set_rate(0.05)), 25), set_rate(0.001))
    assert not any(shown(advanced(document, 200)))


# Vanishing gradients.


def chain(depth=20, activation="tanh", skips=False, steps=0) -> Document:
    project = marked(chain_project(Chain(depth, activation, skips)), "vanishing")
    return advanced(new_document(project), steps)


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_the_first_gradient_vanishes_without_skips_alone(activation):
    assert shown(chain(20, activation)) == [True, False, False]
    assert shown(chain(20, activation, skips=True)) == [True, True, False]
    assert shown(chain(50, activation, skips=True, steps=100)) == [True, True, True]
    assert shown(chain(19, activation, skips=True, steps=100)) == [False, False, False]


def test_the_numbers_of_twenty_tanh_units():
    assert words(chain(20), 0) == (
        "Depth 20, tanh, no skips, step 0: |∂L/∂w₀| = 1.19e−8, |∂L/∂w₁₉| = 0.859, "
        "a share of 1.4e−8."
    )


def test_with_relu_all_gradients_shrink_together():
    assert shown(chain(20, "relu", steps=100)) == [False, False, False]


def test_skips_of_weight_zero_are_none():
    document = chain(20, skips=True)
    cut = edited(document, set_weights(dict.fromkeys(document.project.run.twin_without, 0.0)))
    assert shown(cut) == [True, False, False]


def test_at_rate_zero_no_weight_learns():
    document = edited(chain(20, skips=True), set_rate(0.0))
    assert shown(advanced(document, 100)) == [True, True, False]


def test_without_the_twin_nothing_says_that_the_skips_did_it():
    document = chain(20, skips=True, steps=100)
    alone = edited(document, set_run("no twin", twin_without=()))
    assert shown(alone) == [False, True, False]


def test_three_relu_units_with_a_skip_are_the_exercise():
    project, exercise = chain_project(Chain(3, "relu", True)), PRESETS["exercise"].make()
    assert project.network.units == exercise.network.units
    assert project.data.same_as(exercise.data)
    mine = {(e.source, e.target) for e in project.network.edges}
    assert mine == {(e.source, e.target) for e in exercise.network.edges}
    assert project.run.initial_weights == exercise.initial_weights


@pytest.mark.parametrize("skips", [False, True])
@pytest.mark.parametrize("depth", [3, 4, 50])
def test_a_chain_is_known_again_and_its_twin_is_the_chain_without_skips(depth, skips):
    project = chain_project(Chain(depth, "sigmoid", skips))
    assert chain_of(project.network) == Chain(depth, "sigmoid", skips)
    if skips:
        (twin,) = project.twin_specs
        assert chain_of(twin.network) == Chain(depth, "sigmoid", False)


@pytest.mark.parametrize("preset", sorted(PRESETS.keys() - {"exercise-without-skip"}))
def test_other_networks_are_no_chain_of_the_lesson(preset):
    assert chain_of(PRESETS[preset].make().network) is None


def test_edges_are_as_deep_as_the_longest_way_to_where_they_begin():
    network = PRESETS["exercise"].make().network
    assert dict(zip(network.weight_names, edge_depths(network), strict=True)) == {
        "w0": 0, "w1": 1, "ws": 1, "w2": 2,
    }  # fmt: skip
    curve = PRESETS["curve"].make().network
    assert {
        depth
        for depth, edge in zip(edge_depths(curve), curve.edges, strict=True)
        if edge.source == "bias"
    } == {0}
    bridged = PRESETS["tanh-chain-skips"].make().network
    depths = dict(zip(bridged.weight_names, edge_depths(bridged), strict=True))
    assert [depths[f"w{k}"] for k in range(10)] == list(range(10))
    assert depths["s4"] == 3


def test_a_copy_of_a_run_changes_nothing_that_is_shown():
    document = opened("one-step", 30)
    assert shown(edited(document, duplicate(document))) == shown(document)
