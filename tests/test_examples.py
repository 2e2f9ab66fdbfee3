"""The projects in assets are the lessons and the spirals, and the terminal takes them."""

from pathlib import Path

import pytest

from skipnet_gui.cli import main
from skipnet_gui.core.builder import Layers, layered_network
from skipnet_gui.core.generators import generated
from skipnet_gui.core.initial_weights import drawn
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


def test_the_two_spirals_are_what_the_readme_says():
    project = read_project(EXAMPLES.parent / "two-spirals.skipnet")
    logits = "binary_cross_entropy_with_logits"
    layers = Layers(2, (8, 8), 1, "tanh", biases=True, skips="dense", loss=logits)
    network = layered_network(layers)
    start = drawn(network, [0.0] * len(network.edges), "glorot", seed=0, scale=1.0)
    assert project.network == network
    assert project.data.same_as(generated("spirals", seed=0, rows=200, noise=0.0))
    run = project.run
    assert (run.initial_weights, run.steps) == (start, 12_000)
    assert (run.optimizer.name, run.batch_size, run.order, run.seed) == ("adam", 20, "shuffled", 0)
