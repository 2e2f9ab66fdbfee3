"""``skipnet export``: a run as a script, from the terminal."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from skipnet_gui.cli import main
from skipnet_gui.files.project_file import read_project
from skipnet_gui.files.python_script import python_script as script_of
from skipnet_gui.files.pytorch_script import pytorch_script


@pytest.fixture
def curve(tmp_path: Path) -> str:
    path = str(tmp_path / "curve.skipnet")
    assert main(["new", "--preset", "curve", "-o", path]) == 0
    return path


def _run(script: Path, steps: int) -> bytes:
    command = [sys.executable, "-I", str(script), str(steps)]
    return subprocess.run(command, capture_output=True, check=True).stdout


def test_the_python_script_prints_what_train_writes(curve: str, tmp_path: Path) -> None:
    script, out = tmp_path / "run.py", tmp_path / "run.csv"
    assert main(["export", curve, "--as", "python", "-o", str(script)]) == 0
    assert main(["train", curve, "--steps", "1000", "--csv", str(out)]) == 0
    assert _run(script, 1_000) == out.read_bytes()


def test_both_languages_are_written(
    curve: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run.py"
    for language, script in (("python", script_of), ("pytorch", pytorch_script)):
        assert main(["export", curve, "--as", language, "-o", str(out), "--steps", "7"]) == 0
        assert out.read_text() == script(read_project(curve), 7)
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "")
    assert sorted(os.listdir(tmp_path)) == ["curve.skipnet", "run.py"]


def test_a_thousand_shuffled_updates_are_written_out_by_default(curve: str, tmp_path: Path) -> None:
    script = tmp_path / "run.py"
    assert main(["export", curve, "--as", "python", "-o", str(script)]) == 0
    assert "\nMOST_STEPS = 1000\n" in script.read_text()


def test_run_chooses_another_run(curve: str, tmp_path: Path) -> None:
    document = json.loads(Path(curve).read_bytes())
    document["runs"].append(document["runs"][0] | {"name": "slow", "learning_rate": 0.0625})
    Path(curve).write_text(json.dumps(document))
    script = tmp_path / "run.py"
    assert main(["export", curve, "--as", "python", "-o", str(script), "--run", "slow"]) == 0
    assert "\nLEARNING_RATE = 0.0625\n" in script.read_text()


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        ([], "FILE, --as, -o"),
        (["FILE", "-o", "a.py"], "--as"),
        (["FILE", "--as", "python"], "-o"),
        (["FILE", "--as", "tensorflow", "-o", "a.py"], "--as"),
        (["FILE", "--as", "", "-o", "a.py"], "--as"),
        (["FILE", "--as", "python", "-o", "a.py", "--steps", "-1"], "--steps"),
        (["FILE", "--as", "python", "-o", "a.py", "--steps", "20000001"], "--steps"),
    ],
)
def test_wrong_arguments_are_named_in_one_line(
    arguments: list[str], place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", *arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"skipnet: command line: {place}: ")
    assert printed.err.count("\n") == 1


def test_more_shuffled_updates_than_fit_are_bad_input(
    curve: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run.py"
    out.write_text("old")
    arguments = ["export", curve, "--as", "python", "-o", str(out), "--steps", "20000000"]
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert error.startswith("skipnet: command line: --steps: must be at most 399999, ")
    assert error.count("\n") == 1
    assert out.read_text() == "old"


def test_the_project_is_no_place_for_the_script(
    curve: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = Path(curve).read_bytes()
    assert main(["export", curve, "--as", "python", "-o", curve]) == 2
    assert capsys.readouterr().err.startswith(f"skipnet: {curve}: file: is the project itself")
    assert Path(curve).read_bytes() == before


@pytest.mark.parametrize("out", ["missing/a", "/proc/a", ".", ""])
def test_a_place_that_cannot_be_written_is_bad_input(
    out: str, curve: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", curve, "--as", "pytorch", "-o", out]) == 2
    assert capsys.readouterr().err.startswith(f"skipnet: {out}: file: ")
