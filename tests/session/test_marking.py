"""Answers are marked at the step, the sample and the state of the run that was asked for."""

from dataclasses import replace

import pytest

from skipnet_gui.core.answers import GivenAnswer, Mark
from skipnet_gui.core.numerals import read_answer
from skipnet_gui.core.optimizers import Optimizer
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Event
from skipnet_gui.core.training import trained
from skipnet_gui.session.checking import reached
from skipnet_gui.session.marking import SampleError, all_right, marked, moment_of
from skipnet_gui.session.project import Project, project_of

EXERCISE = project_of(PRESETS["exercise"].make())
CURVE = project_of(PRESETS["curve"].make())  # shuffled batches of 5


def marks(project: Project, step: int, sample: int | None, **answers: str) -> tuple[Mark, ...]:
    state, _ = reached(project.spec, step)
    given = [GivenAnswer(name, text, read_answer(text)) for name, text in answers.items()]
    return marked(project.spec, state, sample, given)


def expected(project: Project, step: int, sample: int | None, *names: str) -> list[float]:
    return [found.expected for found in marks(project, step, sample, **dict.fromkeys(names, "?"))]


def test_a_later_step_is_marked_with_its_weights() -> None:
    assert expected(EXERCISE, 1, None, "z_0", "loss", "dL/dw0", "new_w0") == [-0.25, 3, 0, -0.25]


def test_events_of_the_step_count_and_later_ones_do_not() -> None:
    events = (
        Event(2, learning_rate=0.5, weights=(("w0", 1.0), ("w1", 0.5), ("w2", 0.25))),
        Event(3, weights=(("w0", 9.0),)),
    )
    changed = EXERCISE.with_run(events=events)
    assert expected(changed, 2, None, "z_0", "dL/dw0", "new_w0") == [1.0, 0.125, 0.9375]


@pytest.mark.parametrize("name", ["sgd", "rmsprop", "adam"])
def test_the_optimizer_is_in_the_state_of_the_step(name: str) -> None:
    settings = (("momentum", 0.9),) if name == "sgd" else ()
    optimizer = Optimizer(name, settings)
    project = EXERCISE.with_run(optimizer=optimizer, learning_rate=0.01)
    *_, last = trained(project.spec, 8)
    names = [f"new_{weight}" for weight in project.network.weight_names]
    assert expected(project, 7, None, *names) == pytest.approx(last.weights[0].tolist(), rel=1e-14)


def test_a_sample_is_counted_within_the_batch_of_the_step() -> None:
    spec = CURVE.spec
    state, _ = reached(spec, 6)
    losses = [expected(CURVE, 6, sample, "loss")[0] for sample in range(5)]
    row = next(rows for rows in trained(spec, 6) if len(rows) == 1)
    assert sum(losses) / 5 == pytest.approx(row.last.loss, rel=1e-14)
    assert len({float(moment_of(spec, state, sample).x[0]) for sample in range(5)}) == 5


def test_a_batch_of_several_rows_wants_a_sample_and_has_only_so_many() -> None:
    with pytest.raises(SampleError, match="choose one of the 5 rows of the batch, 0 to 4"):
        marks(CURVE, 0, None)
    with pytest.raises(SampleError, match="which has 5 rows, 0 to 4"):
        marks(CURVE, 0, 5)
    with pytest.raises(SampleError, match="which has one row, 0"):
        marks(EXERCISE, 0, 1)
    assert expected(EXERCISE, 0, 0, "loss") == [3.375]


def test_a_weight_after_the_update_is_that_of_the_whole_batch() -> None:
    moment = moment_of(CURVE.spec, reached(CURVE.spec, 0)[0], 2)
    v1 = CURVE.network.weight_names.index("v1")
    used = expected(CURVE, 0, 2, "dL/dyhat")[0] * float(moment.updated[v1])
    (found,) = marks(CURVE, 0, 2, **{"dL/dh_n1": f"{used:.9e}"})
    assert (found.verdict, found.slip) == ("wrong", "updated_weight_used")


def test_no_answer_is_right_where_the_run_has_left_the_numbers() -> None:
    units = tuple(replace(unit, activation="identity") for unit in EXERCISE.network.units)
    diverging = replace(EXERCISE.network, units=units, loss="squared")
    project = replace(EXERCISE, network=diverging).with_run(learning_rate=5.0)
    *_, rows = trained(project.spec, 60)
    found = marks(project, rows.last.step, None, **{"z_2": "1e308", "loss": "1e308"})
    assert found[1].verdict == "wrong"
    assert not all_right(found)


def test_all_is_right_when_every_answer_is() -> None:
    assert all_right(marks(EXERCISE, 0, None, loss="3.375", yhat="0,375"))
    assert not all_right(marks(EXERCISE, 0, None, loss="3.375", yhat="3.375"))
    assert not all_right(marks(EXERCISE, 0, None, loss="3.375", yhat="?"))
