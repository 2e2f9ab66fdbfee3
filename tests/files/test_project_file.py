"""Projects go to their file and come back as they were."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from skipnet_gui.core.functions import Conventions
from skipnet_gui.core.optimizers import Optimizer
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data, Event
from skipnet_gui.files.errors import FileError
from skipnet_gui.files.project_file import (
    parse_project,
    project_bytes,
    read_project,
    write_project,
)
from skipnet_gui.session.project import Project, Run, project_of

GOLDEN = Path(__file__).parents[1] / "data" / "project_v1.skipnet"
KILLS = int(os.environ.get("SKIPNET_KILLS", "6"))


def _exercise() -> Project:
    return project_of(PRESETS["exercise"].make())


def _same(one: Project, other: Project) -> bool:
    fields = ("network", "runs", "conventions", "active_run", "view")
    return one.data.same_as(other.data) and all(
        getattr(one, name) == getattr(other, name) for name in fields
    )


def test_the_file_of_version_1_is_read_for_ever() -> None:
    project = read_project(GOLDEN)
    run = project.run
    assert [unit.activation for unit in project.network.units] == ["relu", "relu", "identity"]
    assert project.network.weight_names == ("w0", "w1", "ws", "w2")
    assert (project.data.x.tolist(), project.data.y.tolist()) == ([[1.0]], [[-3.0]])
    assert project.conventions == Conventions(0, 0)
    assert run == Run(
        "run 1",
        (0.5, 0.5, 0.5, 0.5),
        1.0,
        events=(Event(40, 0.5), Event(60, None, (("w1", 0.3),))),
    )


def test_the_file_of_version_1_is_written_as_the_format_shows_it() -> None:
    assert project_bytes(read_project(GOLDEN)) == GOLDEN.read_bytes()


def test_keys_with_defaults_may_be_left_out() -> None:
    document = json.loads(GOLDEN.read_bytes())
    for key in ("conventions", "active_run", "view"):
        del document[key]
    run = document["runs"][0]
    kept = {key: run[key] for key in ("name", "initial_weights", "learning_rate")}
    document["runs"] = [kept | {"events": run["events"]}]
    assert _same(parse_project(json.dumps(document).encode()), read_project(GOLDEN))


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_comes_back_equal_and_is_written_alike(name: str, tmp_path: Path) -> None:
    project = project_of(PRESETS[name].make())
    write_project(tmp_path / "a", project)
    again = read_project(tmp_path / "a")
    assert _same(again, project)
    assert project_bytes(again) == (tmp_path / "a").read_bytes()


def test_everything_that_a_file_can_hold_comes_back(tmp_path: Path) -> None:
    project = _exercise()
    frozen = replace(project.network.edges[1], trainable=False)
    network = replace(
        project.network, edges=(project.network.edges[0], frozen, *project.network.edges[2:])
    )
    numbers = (0.1 + 0.2, -0.0, 5e-324, -1.7976931348623157e308)
    runs = (
        Run("ein Läufer\n😀", numbers, 0.0, Optimizer("adam", (("beta1", 0.5), ("eps", 0.0)))),
        Run(
            "b",
            (1.0, 2.0, 3.0, 4.0),
            1e-300,
            Optimizer("sgd", (("momentum", 0.9), ("nesterov", True))),
            batch_size=7,
            order="shuffled",
            seed=2**63 - 1,
            events=(
                Event(0, 0.25, (("w0", 1.5), ("w2", -0.0))),
                Event(20_000_000, None, (("ws", 2.0),)),
                Event(3, 0.0),
            ),
            steps=20_000_000,
        ),
    )
    generator = np.random.Generator(np.random.PCG64(1))
    data = Data(generator.normal(size=(200, 1)), generator.normal(size=(200, 1)))
    view = {
        "docks": {"left": [1, 2.5, None, True, 'a, "b"\''], "": []},
        "half a pair": "\ud800",
        "long": [[{"deep, [": list(range(100))}], ["a, b"] * 40, {"k" * 90: {"l" * 90: 1}}],
        "numbers": [[k / 7, -k] for k in range(60)],
        "whole": [10**300, 1],
    }
    full = Project(network, data, runs, Conventions(0.5, -1), 1, view)
    write_project(tmp_path / "a", full)
    again = read_project(tmp_path / "a")
    assert _same(again, full)
    assert repr(again.runs[0].initial_weights) == repr(numbers)
    assert max(map(len, (tmp_path / "a").read_text().splitlines())) < 400


def test_the_order_of_weights_in_an_event_means_nothing() -> None:
    document = json.loads(GOLDEN.read_bytes())
    for weights in ({"w0": 1.0, "ws": 2.0}, {"ws": 2.0, "w0": 1.0}):
        document["runs"][0]["events"] = [{"step": 1, "weights": weights}]
        project = parse_project(json.dumps(document).encode())
        assert project.run.events == (Event(1, None, (("w0", 1.0), ("ws", 2.0))),)


def test_settings_at_their_defaults_are_the_same_optimizer() -> None:
    project = _exercise()
    spelled = project.with_run(optimizer=Optimizer("sgd", (("nesterov", False), ("momentum", 0))))
    assert project_bytes(spelled) == project_bytes(project)


def test_a_whole_number_may_stand_for_a_real_one() -> None:
    data = GOLDEN.read_bytes().replace(b'"learning_rate": 1.0', b'"learning_rate": 1')
    assert _same(parse_project(data), read_project(GOLDEN))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), {1, 2}])
def test_a_view_that_no_file_can_hold_is_refused(value: object, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with pytest.raises(FileError) as caught:
        write_project(path, replace(_exercise(), view={"a": [value]}))
    assert caught.value.place == "view"
    assert path.read_bytes() == b"old"


def test_what_would_read_back_otherwise_is_not_written(tmp_path: Path) -> None:
    # Two halves of a pair, told apart in memory, become one character in a file.
    project = _exercise().with_run(name="\ud83d" + "\ude00")
    with pytest.raises(FileError, match="read back"):
        write_project(tmp_path / "a", project)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/no/such/file", "No such file"),
        ("/", "regular file"),
        ("/dev/zero", "regular file"),
        ("a\0b", "cannot be read"),
        ("x" * 300, "cannot be read"),
        ("", "cannot be read|regular file"),
    ],
)
def test_what_is_no_readable_file_is_refused(path: str, problem: str) -> None:
    with pytest.raises(FileError, match=problem) as caught:
        read_project(path)
    assert caught.value.place == "file"


def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileError, match="regular file"):
        read_project(tmp_path / "pipe")


def test_a_file_that_is_too_large_is_not_read_whole(tmp_path: Path) -> None:
    with open(tmp_path / "a", "wb") as handle:
        handle.truncate(2**40)
    with pytest.raises(FileError, match="16 MiB"):
        read_project(tmp_path / "a")


_SAVE_FOR_EVER = """
import sys
from skipnet_gui.files.project_file import read_project, write_project
path = sys.argv[1]
project = read_project(path)
print("saving", flush=True)
while True:
    for rate in (0.25, 0.75):
        write_project(path, project.with_run(learning_rate=rate))
"""


def test_kill_9_while_saving_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "a.skipnet"
    chance = random.Random(9)
    write_project(path, _exercise())
    for _ in range(KILLS):
        command = [sys.executable, "-c", _SAVE_FOR_EVER, str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"saving\n"
            time.sleep(chance.uniform(0.0, 0.02))
            process.send_signal(signal.SIGKILL)
        assert read_project(path).run.learning_rate in (1.0, 0.25, 0.75)
