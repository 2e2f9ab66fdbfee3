"""Edits and steps, saved and replayed in another process, give the same bits."""

import random
import subprocess
import sys

import pytest

from skipnet_gui.core.optimizers import Optimizer
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.files.project_file import write_project
from skipnet_gui.session.document import new_document
from skipnet_gui.session.edits import edited, set_rate, set_run, set_weights
from skipnet_gui.session.player import advanced
from skipnet_gui.session.project import project_of
from skipnet_gui.session.record import project_to_save

OPTIMIZERS = (
    Optimizer(),
    Optimizer("sgd", (("momentum", 0.9), ("nesterov", True))),
    Optimizer("rmsprop", (("momentum", 0.5),)),
    Optimizer("adam"),
)


def edited_at_random(chance: random.Random):
    """Return a document after steps back and forth and edits on the way."""
    name = chance.choice(("rattle", "curve", "two-outputs", "residual"))
    document = new_document(project_of(PRESETS[name].make()))
    settings = {"optimizer": chance.choice(OPTIMIZERS), "seed": chance.randrange(99)}
    settings |= {"order": chance.choice(("cyclic", "shuffled")), "batch_size": chance.randint(1, 7)}
    document = edited(document, set_run("settings", **settings))
    for _ in range(8):
        document = advanced(document, chance.randrange(1_500))
        document = document.at(chance.randrange(document.history.steps + 1))
        weight = chance.choice(document.project.network.weight_names)
        edits = (set_rate(10 ** chance.uniform(-4, -1)), set_weights({weight: chance.random()}))
        document = edited(document, chance.choice(edits))
    return advanced(document, chance.randrange(1_500))


@pytest.mark.parametrize("seed", range(8))
def test_a_saved_run_replays_to_the_same_bits_in_another_process(tmp_path, seed):
    document = edited_at_random(random.Random(seed))
    path, table = tmp_path / "run.skipnet", tmp_path / "run.csv"
    write_project(path, project_to_save(document))
    steps = document.history.steps
    arguments = ["train", str(path), "--steps", str(steps), "--csv", str(table)]
    code = "import sys; from skipnet_gui.cli import main; sys.exit(main(sys.argv[1:]))"
    subprocess.run([sys.executable, "-c", code, *arguments], check=True)
    rows = [line.split(",") for line in table.read_text().splitlines()[1:]]
    assert len(rows) == steps + 1
    for step in {0, steps // 3, steps // 2, steps}:
        rate, loss, weights = document.history.row(step)
        found = list(map(float, rows[step]))
        assert found[1:3] == [rate, loss]
        assert found[3 : 3 + len(weights)] == weights.tolist()
