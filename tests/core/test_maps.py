"""Many networks side by side end as the same networks do one by one."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skipnet_gui.core.engines import in_numpy
from skipnet_gui.core.map_outcomes import OUTCOMES
from skipnet_gui.core.maps import (
    Axis,
    MapRequest,
    StripRequest,
    advanced_for,
    answer,
    band,
    log_grid,
)
from skipnet_gui.core.network import Edge, ModelError, Network, Unit
from skipnet_gui.core.optimizers import Optimizer
from skipnet_gui.core.policies import CONSTANT, Policy
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data, Event, RunSpec
from skipnet_gui.core.training import advance, finite_rows, initial_state
from tests.core.random_networks import any_bits, spec_of, trainings

EXERCISE = PRESETS["exercise"].make()


def answered(request, first=0, last=None, at_once=7):
    """The losses and outcomes of a range of cells, its updates done in several pieces."""
    crowd = request.crowd(first, request.cells if last is None else last)
    while not crowd.done:
        crowd = advanced_for(request, crowd, at_once)
    loss, outcome = answer(request, crowd)
    return loss, [OUTCOMES[code] for code in outcome]


def one_by_one(spec, state, steps):
    """The loss and outcome of a run, written down as FORMAT.md has it."""
    rows, _ = advance(spec, state, steps + 1)
    weights = rows.weights[-1 - min(steps, 50) :]
    passes, every = spec.training_passes, spec.batch(np.arange(spec.rows))
    with np.errstate(all="ignore"):
        losses, gradients = passes.loss_and_gradients(weights, *every)
    free = [k for k, edge in enumerate(spec.network.edges) if edge.trainable]
    rises = sum(after > before for before, after in pairwise(losses))
    if finite_rows(rows) < len(rows) or not np.isfinite(losses[-1]):
        return losses[-1], "diverged"
    if max(losses) <= 0.001:
        return losses[-1], "converged"
    if not gradients[:, free].any():
        return losses[-1], "dead"
    if rises and rises >= (len(losses) - 1) / 10:
        return losses[-1], "rattling"
    if losses[0] - losses[-1] > 0.001 * losses[0]:
        return losses[-1], "moving"
    return losses[-1], "stuck"


def check(request, starts):
    """Compare a request with runs one by one, each a spec and a state."""
    losses, outcomes = answered(request)
    for loss, outcome, (spec, state) in zip(losses, outcomes, starts, strict=True):
        wanted, name = one_by_one(spec, state, request.steps)
        assert outcome == name
        assert np.isfinite(loss) == (name != "diverged")
        if np.isfinite(loss):
            assert loss == wanted


def cells(request):
    """The runs that the cells of a map load, from their start."""
    for cell in range(request.cells):
        chosen, spec = request.weights_of(cell), request.spec
        pairs = zip(spec.network.weight_names, spec.initial_weights, strict=True)
        start = tuple(chosen.get(name, value) for name, value in pairs)
        loaded = replace(spec, initial_weights=start)
        yield loaded, initial_state(loaded)


POLICIES = st.sampled_from(
    [
        CONSTANT,
        CONSTANT,
        Policy("step_decay", (("every", 5.0),)),
        Policy("exponential", (("factor", 0.9),)),
        Policy("bold_driver", (("up", 1.5),)),
    ]
)
OPTIMIZERS = st.sampled_from([None, Optimizer("sgd", (("momentum", 0.9),)), Optimizer("adam")])
NO_WEIGHTS = st.just(())
CHANGES = st.lists(
    st.builds(Event, st.integers(0, 12), st.none(), NO_WEIGHTS, OPTIMIZERS, st.none() | POLICIES),
    max_size=2,
)


@st.composite
def specs(draw):
    """A run of any network, with any policy, this and its optimizer changed on the way or not."""
    spec = spec_of(draw(trainings(numbers=any_bits)))
    events = (*spec.events, *draw(CHANGES))
    return replace(spec, policy=draw(POLICIES), events=events)


@settings(max_examples=100)
@given(specs(), st.integers(0, 60))
def test_every_cell_ends_as_the_run_that_it_loads(spec, steps):
    names = spec.network.weight_names
    if len(names) < 2:
        return
    request = MapRequest(spec, Axis(names[0], -2.0, 2.0, 4), Axis(names[-1], -1.0, 1.5, 3), steps)
    check(request, cells(request))


@settings(max_examples=50)
@given(specs(), st.integers(0, 8), st.integers(0, 30))
def test_a_rate_of_the_strip_ends_as_the_run_that_takes_it(spec, step, steps):
    _, state = advance(spec, initial_state(spec), step // 2)
    rates = log_grid(1e-3, 1e4, 6)
    request = StripRequest(spec, state, step, rates, steps)
    before = tuple(event for event in spec.events if event.step < step)
    now = tuple(e._replace(learning_rate=None) for e in spec.events if e.step == step)
    runs = [
        replace(spec, events=(*before, *now, Event(step, learning_rate=float(rate))))
        for rate in rates
    ]
    check(request, ((run, advance(run, state, step - state.step)[1]) for run in runs))


def grid(spec=EXERCISE, steps=100, count=40, span=2.0):
    return MapRequest(spec, Axis("w0", -span, span, count), Axis("w1", -span, span, count), steps)


def test_bits_do_not_depend_on_the_block():
    spec = EXERCISE
    x, y = spec.network.weight_names[:2]
    request = MapRequest(
        replace(spec, batch_size=spec.rows), Axis(x, -2, 2, 9), Axis(y, -2, 2, 7), 20
    )
    whole, _ = answered(request, at_once=100)
    for first, last in ((0, 63), (5, 6), (17, 40)):
        part, _ = answered(request, first, last, at_once=3)
        assert part.tobytes() == whole[first:last].tobytes()


def test_rows_are_added_in_order_however_many_are_taken_at_once():
    chance = np.random.default_rng(0)
    network = Network(
        ("x",), (Unit("u", "identity"),), (Edge("a", "x", "u"), Edge("b", "bias", "u")), ("u",),
        "squared",
    )  # fmt: skip
    data = Data(chance.normal(size=(100, 1)), chance.normal(size=(100, 1)))
    spec = RunSpec(network, data, (0.1, 0.2), 0.05, batch_size=100)
    # 2 500 networks take a row at a time, 12 take all.
    for count in (50, 3):
        request = MapRequest(spec, Axis("a", -1, 1, count), Axis("b", -1, 1, count + 1), 3)
        loss, _ = answered(request, request.cells - 2, request.cells)
        many, _ = answered(request)
        assert many[-2:].tobytes() == loss.tobytes()
        *_, (last, state) = cells(request)
        rows, _ = advance(last, state, 4, in_numpy)
        assert rows.loss[-1] == loss[-1]


def test_the_exercise_has_its_outcomes():
    _, outcomes = answered(grid(replace(EXERCISE, learning_rate=0.03), steps=300, count=21))
    assert set(outcomes) == {"dead", "rattling"}


def one_weight(loss, rate, start, steps, data=(1.0, 0.0), activation="identity", **more):
    """The outcome of one weight from one start; the other weight of the map is frozen."""
    edges = (Edge("w", "x", "u"), Edge("c", "x", "other"))
    units = (Unit("u", activation), Unit("other", "identity"))
    network = Network(("x",), units, edges, ("u",), loss)
    spec = RunSpec(network, Data([[data[0]]], [[data[1]]]), (start, 0.0), rate, **more)
    request = MapRequest(spec, Axis("w", start, start, 1), Axis("c", 0.0, 0.0, 1), steps)
    (found,), (outcome,) = answered(request)
    return float(found), outcome


@pytest.mark.parametrize(
    ("case", "outcome"),
    [
        (("squared", 1.5, 1.0, 2000), "diverged"),
        (("squared", 0.25, 1.0, 100), "converged"),
        (("squared", 0.25, 1.0, 8), "moving"),  # at 0.001 only at the end
        (("absolute", 0.5, 10.1, 100), "rattling"),
        (("squared", 1e-9, 1.0, 100), "stuck"),
        (("squared", 0.0, 1.0, 0), "stuck"),
        (("squared", 1.0, 1.0, 50), "stuck"),  # w ↔ −w: the loss neither rises nor falls
    ],
)
def test_each_outcome_has_its_run(case, outcome):
    assert one_weight(*case)[1] == outcome


def test_a_closed_relu_is_dead():
    assert one_weight("squared", 0.1, -1.0, 10, (1.0, 3.0), "relu") == (9.0, "dead")


def test_a_weight_that_an_event_brings_back_has_diverged_all_the_same():
    back = Event(1500, weights=(("w", 0.0),))
    loss, outcome = one_weight("squared", 1.5, 1.0, 2000, events=(back,))
    assert (np.isnan(loss), outcome) == (True, "diverged")
    early = Event(100, weights=(("w", 0.0),))
    assert one_weight("squared", 1.5, 1.0, 2000, events=(early,)) == (0.0, "converged")


def test_what_overflows_between_two_rows_is_no_row():
    """The weight is infinite after update 0, and set before row 1 is written."""
    events = (Event(1, learning_rate=0.0, weights=(("w", 1.0),)),)
    assert one_weight("squared", 1e308, 9.0, 60, events=events) == (1.0, "stuck")


def test_a_loss_that_overflows_for_one_row_counts():
    events = (Event(1, weights=(("w", 0.0),)), Event(0, learning_rate=0.0))
    assert one_weight("squared", 1.0, 1e200, 9, events=events)[1] == "diverged"


@pytest.mark.parametrize("trainable", [True, False])
def test_a_gradient_that_overflows_for_one_row_counts(trainable):
    """∂L/∂f = ∂L/∂ŷ · h is infinite at row 0, where f = 0 keeps the loss finite."""
    edges = (Edge("w", "x", "u"), Edge("f", "h", "u", trainable), Edge("b", "x", "h"))
    units = (Unit("h", "identity"), Unit("u", "identity"))
    network = Network(("x",), units, edges, ("u",), "squared")
    mended = Event(1, weights=(("w", 0.0), ("f", 0.0), ("b", 0.0)))
    spec = RunSpec(network, Data([[1.0]], [[0.0]]), (1e100, 0.0, 1e300), 1e-9, events=(mended,))
    request = MapRequest(spec, Axis("w", 1e100, 0.0, 2), Axis("b", 1e300, 1e300, 1), 90)
    assert answered(request)[1] == ["diverged", "converged"]


def test_a_frozen_edge_spoils_a_run_by_its_gradient_alone():
    """For the first of three rows, ∂L/∂w = 2 (ŷ − y) · x is 2e400; nothing ever moves."""
    edges = (Edge("w", "x", "u", False), Edge("v", "x", "u", False))
    network = Network(("x",), (Unit("u", "identity"),), edges, ("u",), "squared")
    data = Data([[1e300], [1.0], [1.0]], [[-1e100], [0.0], [0.0]])
    spec = RunSpec(network, data, (0.0, 0.0), 0.1)
    request = MapRequest(spec, Axis("w", 0.0, 0.0, 1), Axis("v", 0.0, 0.0, 1), 2)
    assert answered(request)[1] == ["diverged"]
    tame = replace(spec, data=Data(data.x * 1e-200, data.y))
    assert answered(replace(request, spec=tame))[1] == ["dead"]


def test_a_loss_over_all_data_that_overflows_is_diverged():
    """Row 0 sees the first sample alone."""
    spec = RunSpec(EXERCISE.network, Data([[1.0], [1e300]], [[1.0], [0.0]]), (1e99,) * 4, 0.0)
    for cell, outcome in ((0.5, "stuck"), (1e99, "diverged")):
        request = MapRequest(spec, Axis("w0", cell, cell, 1), Axis("ws", cell, cell, 1), 0)
        request = replace(request, spec=replace(spec, initial_weights=(0.0, 0.0, 0.0, 0.0)))
        assert answered(request)[1] == [outcome]


@pytest.mark.parametrize(("step", "outcome"), [(50, "converged"), (51, "moving")])
def test_what_happens_after_update_n_minus_50_counts(step, outcome):
    """An event makes the loss 0 before row ``step`` of 100."""
    events = (Event(step, weights=(("w", 0.0),)),)
    assert one_weight("squared", 0.0, 1.0, 100, events=events)[1] == outcome


@pytest.mark.parametrize("name", ["sgd", "rmsprop", "adam"])
def test_a_strip_goes_on_with_the_buffers_of_the_optimizer(name):
    settings = (("momentum", 0.9),) if name == "sgd" else ()
    spec = replace(EXERCISE, optimizer=Optimizer(name, settings), learning_rate=0.01)
    state = initial_state(spec)
    request = StripRequest(spec, state, 20, np.array([0.01]), 30)
    (loss,), _ = answered(request)
    assert loss == advance(spec, state, 51)[0].loss[-1]


def test_bands_of_the_strip():
    assert [band(OUTCOMES.index(name)) for name in ("diverged", "rattling", "dead", "moving")] == [
        "diverging", "rattling", "stable", "stable",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("x", "y", "steps", "place"),
    [
        (Axis("no", 0, 1, 2), Axis("w1", 0, 1, 2), 1, "x"),
        (Axis("w0", 0, 1, 2), Axis("w0", 0, 1, 2), 1, "y"),
        (Axis("w0", 0, 1, 0), Axis("w1", 0, 1, 2), 1, "x"),
        (Axis("w0", 0, float("inf"), 3), Axis("w1", 0, 1, 2), 1, "x"),
        (Axis("w0", -1e308, 1e308, 3), Axis("w1", 0, 1, 2), 1, "x"),
        (Axis("w0", 0, 1, 2001), Axis("w1", 0, 1, 2000), 1, "y"),
        (Axis("w0", 0, 1, 2), Axis("w1", 0, 1, 2), 20_000_001, "steps"),
    ],
)
def test_a_question_that_cannot_be_asked_names_its_place(x, y, steps, place):
    with pytest.raises(ModelError) as error:
        MapRequest(EXERCISE, x, y, steps)
    assert error.value.place == place
