"""The example projects in assets/examples are the lessons, and the terminal takes them."""

from pathlib import Path

import pytest

from skipnet_gui.cli import main
from skipnet_gui.files.project_file import project_bytes, read_project
from skipnet_gui.session.lesson_values import Mark, mark_of
from skipnet_gui.session.lessons import LESSONS

EXAMPLES = Path(__file__).parents[1] / "assets" / "examples"


def test_every_lesson_has_its_file_and_no_other_is_there():
    """When one is missing or older than its lesson: ``python assets/examples.py``."""
    found = {path.stem: path.read_bytes() for path in EXAMPLES.iterdir()}
    assert found == {name: project_bytes(each.project()) for name, each in LESSONS.items()}


@pytest.mark.parametrize("name", LESSONS)
def test_an_example_opens_as_its_lesson_with_the_question_unanswered(name):
    assert mark_of(read_project(EXAMPLES / f"{name}.skipnet")) == Mark(name, None)


@pytest.mark.parametrize("name", LESSONS)
def test_the_terminal_trains_an_example(name, capsys):
    assert main(["train", str(EXAMPLES / f"{name}.skipnet"), "--steps", "20"]) == 0
    assert capsys.readouterr().out.startswith("step 20 loss ")
