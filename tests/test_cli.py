"""The terminal command, as a person and as a script use it."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from skipnet_gui.cli import COMMANDS, main
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.files import atomic
from skipnet_gui.files.errors import FileError
from skipnet_gui.files.project_file import read_project, write_project
from skipnet_gui.session.project import Project, project_of

GOLDEN = Path(__file__).parent / "data" / "project_v1.skipnet"
SKIPNET = [sys.executable, "-c", "import sys; from skipnet_gui.cli import main; sys.exit(main())"]
# Output that is not buffered would hide what is left in the buffer at the end.
BUFFERED = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}

NINES = dict.fromkeys(("w0", "w1", "ws", "w2"), 9.0)


@pytest.fixture
def exercise(tmp_path: Path) -> str:
    path = str(tmp_path / "exercise.skipnet")
    assert main(["new", "--preset", "exercise", "-o", path]) == 0
    return path


def _changed(path: str, **changes: object) -> None:
    """Change the file's run."""
    document = json.loads(Path(path).read_bytes())
    document["runs"][0] |= changes
    Path(path).write_text(json.dumps(document))


def _rows(path: Path) -> list[dict[str, str]]:
    with open(path, newline="") as handle:
        return list(csv.DictReader(handle))


def test_presets_are_listed_one_a_line_with_the_name_first(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["presets"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(PRESETS)
    assert "exercise" in PRESETS


@pytest.mark.parametrize("name", PRESETS)
def test_new_writes_a_project_that_trains(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(tmp_path / "a.skipnet")
    assert main(["new", "--preset", name, "-o", path]) == 0
    assert main(["train", path, "--steps", "3"]) == 0
    assert capsys.readouterr().out.startswith("step 3 loss ")


def test_new_refuses_a_file_that_exists(exercise: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = Path(exercise).read_bytes()
    assert main(["new", "--preset", "residual", "-o", exercise]) == 2
    assert capsys.readouterr().err.startswith(f"skipnet: {exercise}: file: ")
    assert Path(exercise).read_bytes() == before


def test_one_step_of_the_exercise_gives_its_numbers(
    exercise: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run.csv"
    assert main(["train", exercise, "--steps", "1", "--csv", str(out)]) == 0
    assert capsys.readouterr().out == "step 1 loss 3.0\n"
    assert out.read_bytes().count(b"\r") == 0
    before, after = _rows(out)
    assert before == {
        **{"step": "0", "learning_rate": "1.0", "loss": "3.375"},
        **{"weight_w0": "0.5", "weight_w1": "0.5", "weight_ws": "0.5", "weight_w2": "0.5"},
        **{"gradient_w0": "0.75", "gradient_w1": "0.25"},
        **{"gradient_ws": "0.5", "gradient_w2": "0.25"},
    }
    assert after == {
        **{"step": "1", "learning_rate": "1.0", "loss": "3.0"},
        **{"weight_w0": "-0.25", "weight_w1": "0.25", "weight_ws": "0.0", "weight_w2": "0.25"},
        **{f"gradient_{name}": "0.0" for name in ("w0", "w1", "ws", "w2")},
    }


def test_zero_steps_give_the_start(
    exercise: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run.csv"
    assert main(["train", exercise, "--steps", "0", "--csv", str(out)]) == 0
    assert capsys.readouterr().out == "step 0 loss 3.375\n"
    assert len(_rows(out)) == 1


def test_a_long_run_has_every_row_once(exercise: str, tmp_path: Path) -> None:
    out = tmp_path / "run.csv"
    assert main(["train", exercise, "--steps", "9000", "--csv", str(out)]) == 0
    assert [row["step"] for row in _rows(out)] == [str(step) for step in range(9001)]


def test_events_take_effect_before_their_row(tmp_path: Path) -> None:
    out = tmp_path / "run.csv"
    assert main(["train", str(GOLDEN), "--steps", "60", "--csv", str(out)]) == 0
    rows = _rows(out)
    assert [rows[step]["learning_rate"] for step in (39, 40, 60)] == ["1.0", "0.5", "0.5"]
    assert [rows[step]["weight_w1"] for step in (59, 60)] == ["0.25", "0.3"]


def test_a_run_that_leaves_the_numbers_stops_at_its_first_bad_row(
    exercise: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run.csv"
    _changed(exercise, initial_weights={"w0": 1e200, "w1": 1.0, "ws": 0.5, "w2": 1e200})
    assert main(["train", exercise, "--steps", "5", "--csv", str(out)]) == 1
    assert capsys.readouterr().out == "stopped at step 0: loss is inf\n"
    assert [row["loss"] for row in _rows(out)] == ["inf"]


def test_weights_are_looked_at_before_loss_and_gradients(
    exercise: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run.csv"
    _changed(exercise, learning_rate=1e308, initial_weights=NINES)
    assert main(["train", exercise, "--steps", "5000", "--csv", str(out)]) == 1
    assert capsys.readouterr().out == "stopped at step 1: weight_w0 is -inf\n"
    assert [row["weight_w0"] for row in _rows(out)] == ["9.0", "-inf"]


def test_the_last_row_is_looked_at_too(exercise: str, capsys: pytest.CaptureFixture[str]) -> None:
    _changed(exercise, learning_rate=1e308, initial_weights=NINES)
    assert main(["train", exercise, "--steps", "1"]) == 1
    assert capsys.readouterr().out == "stopped at step 1: weight_w0 is -inf\n"


def test_run_chooses_another_run(exercise: str, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(Path(exercise).read_bytes())
    zero = dict.fromkeys(("w0", "w1", "ws", "w2"), 0.0)
    document["runs"].append(document["runs"][0] | {"name": "zero", "initial_weights": zero})
    Path(exercise).write_text(json.dumps(document))
    assert main(["train", exercise, "--run", "zero", "--steps", "0"]) == 0
    assert capsys.readouterr().out == "step 0 loss 3.0\n"
    assert main(["train", exercise, "--run", "one", "--steps", "0"]) == 2
    assert capsys.readouterr().err.startswith("skipnet: command line: --run: ")


def test_an_existing_table_is_replaced(exercise: str, tmp_path: Path) -> None:
    out = tmp_path / "run.csv"
    out.write_text("old " * 1_000)
    assert main(["train", exercise, "--steps", "0", "--csv", str(out)]) == 0
    assert len(_rows(out)) == 1
    assert sorted(os.listdir(tmp_path)) == ["exercise.skipnet", "run.csv"]


@pytest.mark.parametrize("kind", ["itself", "symbolic", "hard"])
def test_the_project_is_no_place_for_the_table(
    kind: str, exercise: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = Path(exercise).read_bytes()
    out = tmp_path / "link"
    if kind == "symbolic":
        out.symlink_to(exercise)
    elif kind == "hard":
        out.hardlink_to(exercise)
    else:
        out = tmp_path / ".." / tmp_path.name / Path(exercise).name
    for command in (["train", exercise, "--steps", "0", "--csv"], ["screenshot", exercise, "-o"]):
        assert main([*command, str(out)]) == 2
        assert capsys.readouterr().err.startswith(f"skipnet: {out}: file: is the project itself")
    assert Path(exercise).read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        ([], "COMMAND"),
        (["derail"], "COMMAND"),
        (["presets", "--all"], "--all"),
        (["new", "-o", "FILE"], "--preset"),
        (["new", "--preset", "none", "-o", "FILE"], "--preset"),
        (["new", "--preset", "exercise"], "-o"),
        (["train"], "FILE, --steps"),
        (["train", "FILE"], "--steps"),
        (["train", "FILE", "--steps"], "--steps"),
        *(
            (["train", "FILE", "--steps", number], "--steps")
            for number in ("-1", "1.5", "1_0", " 1", "x", "", "²", "20000001", "9" * 5_000)
        ),
        (["train", "FILE", "--step", "1"], "--steps"),
        (["train", "FILE", "--steps", "1", "more"], "more"),
        *(
            (["screenshot", "FILE", "-o", "a.png", "--size", size], "--size")
            for size in ("", "960", "960x", "959x640", "960x639", "8193x900", "900x8193", "1e3x900")
        ),
        (["screenshot", "FILE", "-o", "a.png", "--steps", "-1"], "--steps"),
    ],
)
def test_wrong_arguments_are_named_in_one_line(
    arguments: list[str], place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"skipnet: command line: {place}: ")
    assert printed.err.count("\n") == 1
    assert len(printed.err) <= 400


@pytest.mark.parametrize("out", ["missing/a", "/proc/a", ".", ""])
def test_a_place_that_cannot_be_written_is_bad_input(
    out: str, exercise: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", exercise, "--steps", "0", "--csv", out]) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith(f"skipnet: {out}: file: ")
    assert printed.out == ""


def test_the_line_stays_short_and_keeps_file_and_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path.joinpath(*["folder" * 30] * 4, "name\nof a file")
    path.parent.mkdir(parents=True)
    path.write_bytes(GOLDEN.read_bytes().replace(b'"seed"', b'"' + b"k" * 1_000 + b'"'))
    assert main(["train", str(path), "--steps", "0"]) == 2
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    assert len(line) <= 400
    assert "folder/name\\nof a file: runs[0].kkk" in line
    assert line.endswith("kkk: is an unknown key; remove it\n")


def test_a_long_list_of_runs_is_cut(exercise: str, capsys: pytest.CaptureFixture[str]) -> None:
    _changed(exercise, name="long " * 100)
    assert main(["train", exercise, "--steps", "0", "--run", "no"]) == 2
    line = capsys.readouterr().err
    assert len(line) == 400
    assert line.endswith("…\n")


def test_help_and_version_are_fine(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("skipnet 0.")
    for command in COMMANDS:
        assert main([command, "--help"]) == 0
        assert capsys.readouterr().out.startswith(f"usage: skipnet {command}")


def test_a_terminal_without_the_characters_still_lists_the_presets() -> None:
    ascii_only = os.environ | {"PYTHONIOENCODING": "ascii:strict"}
    done = subprocess.run([*SKIPNET, "presets"], capture_output=True, env=ascii_only, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\\u2212" in done.stdout


def test_full_disk_under_standard_output_is_told_in_one_line() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*SKIPNET, "presets"], stdout=full, stderr=subprocess.PIPE, env=BUFFERED, check=False
        )
    assert done.returncode == 2
    assert done.stderr.startswith(b"skipnet: standard output: file: cannot be written")
    assert done.stderr.count(b"\n") == 1


def test_a_closed_pipe_ends_quietly() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*SKIPNET, "presets"], stdout=writing, stderr=subprocess.PIPE, env=BUFFERED, check=False
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


def test_ctrl_c_ends_quietly_and_leaves_the_old_table(exercise: str, tmp_path: Path) -> None:
    out = tmp_path / "run.csv"
    out.write_bytes(b"old")
    command = [*SKIPNET, "train", exercise, "--steps", "20000000", "--csv", str(out)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while not list(tmp_path.glob(".skipnet-*")):
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        printed = process.communicate()
    assert (process.returncode, printed) == (130, (b"", b""))
    assert out.read_bytes() == b"old"
    assert sorted(os.listdir(tmp_path)) == ["exercise.skipnet", "run.csv"]


def test_a_disk_that_fills_up_while_training_leaves_the_old_table(
    exercise: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "run.csv"
    out.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic.os, "fsync", full)
    assert main(["train", exercise, "--steps", "1", "--csv", str(out)]) == 2
    assert capsys.readouterr().err == (
        f"skipnet: {out}: file: cannot be written: No space left on device\n"
    )
    assert out.read_bytes() == b"old"


_WITHOUT_QT = """
import sys

class Blocked:
    def find_spec(self, name, *rest):
        if name.split(".")[0] in ("PySide6", "shiboken6", "pyqtgraph", "PyQt6", "PyQt5"):
            raise ImportError(name + " is blocked")

sys.meta_path.insert(0, Blocked())
from skipnet_gui.cli import main
code = main(sys.argv[1:])
assert not [name for name in sys.modules if name.startswith("skipnet_gui.ui")]
sys.exit(code)
"""


def test_training_needs_no_qt(exercise: str) -> None:
    command = [sys.executable, "-c", _WITHOUT_QT, "train", exercise, "--steps", "1"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"step 1 loss 3.0\n", b"")


def test_screenshot_hands_over_project_place_steps_and_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[tuple[str, Path, int, tuple[int, int]]] = []

    def take_screenshot(project: Project, path: Path, steps: int, size: tuple[int, int]) -> None:
        if steps == 9:
            raise FileError("file", "cannot be written: full")
        asked.append((project.run.name, path, steps, size))

    module = type(sys)("skipnet_gui.ui.screenshot")
    module.take_screenshot = take_screenshot
    monkeypatch.setitem(sys.modules, "skipnet_gui.ui.screenshot", module)
    out = tmp_path / "a.png"
    project = project_of(PRESETS["exercise"].make(), "first")
    write_project(tmp_path / "a", project)
    assert read_project(tmp_path / "a").run.name == "first"
    command = ["screenshot", str(tmp_path / "a"), "-o", str(out)]
    assert main(command) == 0
    assert main([*command, "--steps", "3", "--size", "960x8192", "--run", "first"]) == 0
    assert asked == [("first", out, 0, (1440, 900)), ("first", out, 3, (960, 8192))]
    assert main([*command, "--steps", "9"]) == 2
    assert capsys.readouterr().err.startswith(f"skipnet: {out}: file: ")
    assert main([*command[:-1], str(tmp_path / "missing" / "a.png")]) == 2
    assert len(asked) == 2


def test_screenshot_without_qt_says_so(exercise: str, tmp_path: Path) -> None:
    out = str(tmp_path / "a.png")
    command = [sys.executable, "-c", _WITHOUT_QT, "screenshot", exercise, "-o", out]
    done = subprocess.run(command, capture_output=True, check=False)
    assert b"skipnet: command line: screenshot: needs Qt" in done.stderr
    assert not os.path.exists(out)
