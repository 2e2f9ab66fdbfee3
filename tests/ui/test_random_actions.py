"""Random sequences of window actions: no exception, no Qt warning, no wrong number.

What is painted is compared with the oracle, which trains the saved project anew in plain
Python. ``SKIPNET_SEQUENCES=2000`` runs the long version.
"""

import json
import os
import random

import pytest

from skipnet_gui.core.numerals import parse
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data
from skipnet_gui.files.project_file import project_bytes
from skipnet_gui.session.edits import replace_project, set_data, set_run, set_weights
from skipnet_gui.session.player import SPEEDS, advanced
from skipnet_gui.session.project import project_of
from tests.core import oracle
from tests.ui.conftest import begin_anew
from tests.ui.test_window import trigger

SEQUENCES = int(os.environ.get("SKIPNET_SEQUENCES", "16"))
ACTIONS = 12
LONGEST = 150  # steps, so that the oracle keeps up
SIZES = ((1440, 900), (1024, 768), (960, 640), (1300, 700))
NAMES = ("exercise", "exercise-without-skip", "rattle", "two-outputs", "curve", "residual")


def step(window, chance, _):
    if window.store.document.position.step < LONGEST:
        trigger(window, "step")


def back(window, chance, _):
    if window.store.document.position.step:
        trigger(window, "back")


def run(window, chance, _):
    if window.store.document.position.step < LONGEST - 40:
        window.loop.set_speed(SPEEDS.index(None))
        window.loop.run(until_step=window.store.document.position.step + chance.randrange(1, 40))
        for _ in range(200):
            if window.loop.running:
                window.loop._frame()


def timeline(window, chance, _):
    window.timeline.step_requested.emit(chance.randrange(LONGEST))


def weight(window, chance, _):
    edge = chance.randrange(len(window.store.document.project.network.edges))
    window.graph.weight_edit_requested.emit(edge, chance.choice((0.0, 0.5, -1.25, 1e-7, 3.0)))


def several_weights(window, chance, _):
    names = window.store.document.project.network.weight_names
    window.store.edit(set_weights({name: chance.uniform(-1, 1) for name in names}))


def undo(window, chance, _):
    if window.store.undo_stack.undo_title:
        trigger(window, "undo")


def redo(window, chance, _):
    if window.store.undo_stack.redo_title:
        trigger(window, "redo")


def choose_preset(window, chance, _):
    name = chance.choice(NAMES)
    window.store.edit(replace_project(name, project_of(PRESETS[name].make())))


def rate(window, chance, _):
    window.toolbar.rate_requested.emit(chance.choice((0.0, 1e-6, 0.01, 0.1, 1.0)))


def drag_rate(window, chance, _):
    window.toolbar.rate_drag_started.emit()
    for _ in range(3):
        window.toolbar.rate_slider.setValue(chance.randrange(100, 300))
    window.toolbar.rate_drag_finished.emit()


def seed(window, chance, _):
    window.store.edit(set_run("seed", seed=chance.randrange(100)))


def data(window, chance, _):
    old = window.store.document.project.data
    window.store.edit(set_data(Data(old.x + 0.25, old.y)))


def sample(window, chance, _):
    rows = window.store.document.spec.rows
    chosen = chance.choice((None, chance.randrange(rows)))
    window.setup.panels[2].sample_pinned.emit(chosen)


def resize(window, chance, _):
    window.resize(*chance.choice(SIZES))


def restart(window, chance, _):
    if window.store.facts().changed_or_trained:
        trigger(window, "restart")


def docks(window, chance, _):
    trigger(window, chance.choice(("show_setup", "show_numbers", "show_program", "dark")))


def save_and_open(window, chance, folder):
    window.store.path = folder / "project.skipnet"
    assert window.filing.save()
    steps = window.store.document.history.steps
    window.filing.open_path(folder / "project.skipnet")
    while window.store.document.restoring is not None:
        window.loop._frame()
    assert window.store.document.history.steps == steps


ACTS = (
    *(step, step, back, run, run, timeline, weight, several_weights, undo, undo, redo),
    *(choose_preset, rate, drag_rate, seed, data, sample, resize, restart, docks, save_and_open),
)


def agrees(painted: str, true: float) -> bool:
    """Whether a text of 4 significant digits is the number."""
    return abs(parse(painted) - true) <= 5.1e-4 * abs(true) + 1e-12


def check(window) -> None:
    """Compare all that is painted with the oracle's own run of the project."""
    document = window.store.document
    at = document.position.step
    project = json.loads(project_bytes(document.project))
    (used, loss, weights, gradients) = oracle.train(project, at)[-1]
    shown = oracle.samples(project, weights)[window.store.snapshot.sample]
    network = project["network"]
    single = len(network["outputs"]) == 1
    true = {"step": at, "learning_rate": used, "loss": loss}
    for unit in network["units"]:
        name = unit["name"]
        true |= {f"z_{name}": shown.z(name), f"h_{name}": shown.h(name)}
        true |= {f"dL/dz_{name}": shown.dL_dz(name), f"dL/dh_{name}": shown.dL_dh(name)}
    for name in network["outputs"]:
        key = "yhat" if single else f"yhat_{name}"
        true |= {key: shown.h(name), f"dL/d{key}": shown.dL_dyhat(name)}
    for edge, weight_, gradient in zip(network["edges"], weights, gradients, strict=True):
        name = edge["weight"]
        true |= {name: weight_, f"dL/d{name}": gradient}
        true[f"flow_{name}"] = weight_ * shown.value(edge["from"])
        true[f"backflow_{name}"] = shown.dL_dz(edge["to"]) * weight_
    true["loss_sample"] = shown.loss()
    painted = window.readings()
    assert {"step", "loss", "learning_rate"} <= painted.keys() <= true.keys()
    wrong = {name: (text, true[name]) for name, text in painted.items()
             if not agrees(text, true[name])}  # fmt: skip
    assert not wrong


@pytest.mark.parametrize("number", range(SEQUENCES))
def test_a_random_sequence_shows_only_true_numbers(kept_window, tmp_path, number):
    chance = random.Random(number)
    window = begin_anew(kept_window)
    done = []
    for _ in range(ACTIONS):
        act = chance.choice(ACTS)
        done.append(act.__name__)
        act(window, chance, tmp_path)
        window.grab()
        check(window)
    advanced(window.store.document, 1)
