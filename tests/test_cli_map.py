"""``skipnet map``: what it writes, what it prints, and what it refuses."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from skipnet_gui.cli import main
from skipnet_gui.core.map_outcomes import OUTCOMES
from skipnet_gui.session import jobs
from skipnet_gui.session.maps import LOOKS

SKIPNET = [sys.executable, "-c", "import sys; from skipnet_gui.cli import main; sys.exit(main())"]
AXES = ("--x", "w0:-2:2:7", "--y", "ws:-1:1.5:5")


@pytest.fixture
def exercise(tmp_path: Path) -> str:
    path = tmp_path / "exercise.skipnet"
    assert main(["new", "--preset", "exercise", "-o", str(path)]) == 0
    document = json.loads(path.read_bytes())
    document["runs"][0]["learning_rate"] = 0.03
    path.write_text(json.dumps(document))
    return str(path)


def test_a_map_holds_axes_losses_and_outcomes(
    exercise: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "map.npz"
    assert main(["map", exercise, *AXES, "--steps", "120", "-o", str(out)]) == 0
    with np.load(out, allow_pickle=False) as found:
        assert sorted(found) == ["loss", "outcome", "outcomes", "x", "y"]
        assert found["x"].tolist() == np.linspace(-2, 2, 7).tolist()
        assert found["y"].tolist() == np.linspace(-1, 1.5, 5).tolist()
        assert found["outcomes"].tolist() == list(OUTCOMES)
        loss, outcome = found["loss"], found["outcome"]
    assert (loss.shape, outcome.shape, outcome.dtype.kind) == ((5, 7), (5, 7), "i")
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    counts = {name: int(count) for name, count, _ in lines}
    assert counts == {
        name: count for k, name in enumerate(OUTCOMES) if (count := (outcome == k).sum())
    }
    assert [color for *_, color in lines] == [LOOKS[name].color for name in counts]


def test_a_cell_is_the_run_that_train_prints(
    exercise: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "map.npz"
    assert main(["map", exercise, *AXES, "--steps", "9", "-o", str(out)]) == 0
    document = json.loads(Path(exercise).read_bytes())
    weights = {"w0": float(np.linspace(-2, 2, 7)[5]), "ws": float(np.linspace(-1, 1.5, 5)[1])}
    document["runs"][0]["initial_weights"] |= weights
    Path(exercise).write_text(json.dumps(document))
    capsys.readouterr()
    assert main(["train", exercise, "--steps", "9"]) == 0
    with np.load(out) as found:
        assert capsys.readouterr().out == f"step 9 loss {float(found['loss'][1, 5])!r}\n"


def test_a_picture_is_enlarged_and_stands_upright(exercise: str, tmp_path: Path) -> None:
    """Right of w0 = 0 the exercise lives; seen by a library that is not ours."""
    pytest.importorskip("PySide6")
    from PySide6.QtGui import QImage

    out, numbers = tmp_path / "map.PNG", tmp_path / "map.npz"
    for path in (out, numbers):
        assert main(["map", exercise, *AXES, "--steps", "120", "-o", str(path)]) == 0
    image = QImage(str(out))
    cell = 800 // 7
    assert (image.width(), image.height()) == (7 * cell, 5 * cell)
    with np.load(numbers) as found:
        for (row, column), code in np.ndenumerate(found["outcome"]):
            x, y = column * cell + cell // 2, (4 - row) * cell + cell // 2
            assert image.pixelColor(x, y).name().upper() == LOOKS[OUTCOMES[code]].color
        assert len(set(found["outcome"].ravel())) > 1
    assert "w0 from -2.0 to 2.0, ws from -1.0 to 1.5 (upwards)" in image.text("Description")


def test_no_updates_and_one_cell_are_a_map_too(exercise: str, tmp_path: Path) -> None:
    out = tmp_path / "map.npz"
    axes = ("--x", "w0:0.5:9:1", "--y", "w1:0.5:0.5:1")
    assert main(["map", exercise, *axes, "--steps", "0", "-o", str(out)]) == 0
    with np.load(out) as found:
        assert found["loss"].tolist() == [[3.375]]
        assert OUTCOMES[found["outcome"][0, 0]] == "stuck"


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        *(
            ({"--x": text}, "--x")
            for text in ("w0", "w0:1:2", "w0:1:2:0", "w0:1:2:-3", "w0:1:2:3:4", "w0:a:2:3", "")
        ),
        *(
            ({"--x": text}, "--x")
            for text in ("w0:nan:2:3", "w0:0:inf:3", "w0:0:1e999:3", "w0:0:1:1.5", "w0:0:1:4000001")
        ),
        ({"--x": "w9:0:1:3"}, "--x"),
        ({"--y": "w0:0:1:3"}, "--y"),
        ({"--x": "w0:0:1:2001", "--y": "w1:0:1:2000"}, "--y"),
        ({"--steps": "20000001"}, "--steps"),
        ({"-o": "map.txt"}, "-o"),
        ({"-o": "npz"}, "-o"),
        ({"--scheduler": "127.0.0.1:8786"}, "--scheduler"),
        ({"--scheduler": "tcp://127.0.0.1"}, "--scheduler"),
        ({"--scheduler": "tcp://127.0.0.1:99999"}, "--scheduler"),
        ({"--run": "other"}, "--run"),
    ],
)
def test_bad_input_is_one_line_and_writes_nothing(
    changes: dict[str, str],
    place: str,
    exercise: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = {"--x": "w0:0:1:2", "--y": "w1:0:1:2", "--steps": "1"}
    given |= {"-o": str(tmp_path / "map.npz")} | changes
    words = [word for pair in given.items() for word in pair]
    assert main(["map", exercise, *words]) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith(f"skipnet: command line: {place}: ")
    assert (printed.err.count("\n"), printed.out) == (1, "")
    assert len(printed.err) <= 400
    assert os.listdir(tmp_path) == ["exercise.skipnet"]


def test_a_place_that_cannot_be_written_is_named_before_the_work(
    exercise: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "no" / "map.npz")
    assert main(["map", exercise, *AXES, "--steps", "20000000", "-o", out]) == 2
    assert capsys.readouterr().err.startswith(f"skipnet: {out}: file: ")


def test_a_scheduler_that_does_not_answer_is_told_in_one_line(
    exercise: str,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(jobs, "ANSWER_S", 0.5)
    out = tmp_path / "map.npz"
    command = ["map", exercise, *AXES, "--steps", "1", "-o", str(out)]
    assert main([*command, "--scheduler", "tcp://127.0.0.1:9"]) == 2
    printed = capfd.readouterr().err
    assert printed.startswith("skipnet: command line: --scheduler: no scheduler with workers")
    assert printed.count("\n") == 1
    assert not out.exists()


def test_without_the_extra_the_line_says_what_to_install(
    exercise: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    command = ["map", exercise, *AXES, "--steps", "1", "-o", str(tmp_path / "map.npz")]
    assert main([*command, "--scheduler", "tcp://127.0.0.1:9"]) == 2
    assert "pip install 'skipnet-gui[cluster]'" in capsys.readouterr().err


@pytest.mark.parametrize("after_s", [0.1, 1.0])
def test_ctrl_c_ends_quietly_with_all_processes(
    after_s: float, exercise: str, tmp_path: Path
) -> None:
    """As a terminal sends it: to the processes that work, too."""
    out = tmp_path / "map.npz"
    out.write_bytes(b"old")
    line = [*SKIPNET, "map", exercise, *AXES, "--steps", "20000000", "-o", str(out)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(line, start_new_session=True, **pipes) as process:
        while not list(tmp_path.glob(".skipnet-*")):
            assert process.poll() is None
            time.sleep(0.01)
        time.sleep(after_s)  # before the processes stand, while they do, at work
        os.killpg(process.pid, signal.SIGINT)
        printed = process.communicate(timeout=30)
    assert (process.returncode, printed) == (130, (b"", b""))
    assert out.read_bytes() == b"old"
    deadline = time.monotonic() + 10
    while is_there(process.pid):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_there(group: int) -> bool:
    """Whether a process of a group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
