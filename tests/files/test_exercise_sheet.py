"""The sheets of an exercise: empty ones are read as not answered, the key is all right."""

import pytest

from skipnet_gui.cli import main
from skipnet_gui.core.exercises import LESSONS, exercise
from skipnet_gui.core.quantities import name_of, quantities
from skipnet_gui.core.training import initial_state
from skipnet_gui.files.answer_sheet import parse_answer_sheet
from skipnet_gui.files.exercise_sheet import answer_key, student_sheet
from skipnet_gui.files.project_file import write_project
from skipnet_gui.session.marking import all_right, marked
from skipnet_gui.session.project import project_of

EVERY = pytest.mark.parametrize("lesson", LESSONS)


@EVERY
def test_the_students_sheet_asks_for_everything_in_order_and_answers_nothing(lesson):
    spec = exercise(lesson, 3)
    text = student_sheet(spec.network)
    assert text.startswith("quantity,answer\nz_0,\nh_0,\n")
    rows = parse_answer_sheet(text.encode(), spec.network)
    assert [row.name for row in rows] == [
        name_of(spec.network, quantity) for quantity in quantities(spec.network)
    ]
    assert {mark.verdict for mark in marked(spec, initial_state(spec), None, rows)} == {
        "unreadable"
    }


@EVERY
def test_the_key_is_right_in_every_line_and_written_in_short_decimals(lesson):
    for seed in range(20):
        spec = exercise(lesson, seed)
        rows = parse_answer_sheet(answer_key(spec).encode(), spec.network)
        assert len(rows) == len(quantities(spec.network))
        assert all_right(marked(spec, initial_state(spec), None, rows))
        assert max(len(row.text.partition(".")[2]) for row in rows) <= 4


def test_the_key_passes_in_the_terminal(tmp_path):
    spec = exercise("two-skips", 1)
    project, key = tmp_path / "a.skipnet", tmp_path / "key.csv"
    write_project(project, project_of(spec))
    key.write_text(answer_key(spec), encoding="utf-8")
    assert main(["mark", str(project), str(key)]) == 0
