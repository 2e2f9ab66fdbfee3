"""The terminal commands take a link where they take a file, and write tables as npz."""

import csv
import subprocess
import sys

import numpy as np
import pytest

from skipnet_gui.__main__ import main as gui_main
from skipnet_gui.cli import main
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.files.link import link_of
from skipnet_gui.session.project import project_of

LINK = link_of(project_of(PRESETS["exercise"].make()))


@pytest.fixture
def exercise(tmp_path):
    path = str(tmp_path / "exercise.skipnet")
    assert main(["new", "--preset", "exercise", "-o", path]) == 0
    return path


@pytest.mark.parametrize(
    "command", [["train", "--steps", "3"], ["check"], ["derive", "--step", "1"]]
)
def test_a_link_does_what_its_file_does(command, exercise, capsys):
    name, *options = command
    printed = []
    for source in (exercise, LINK):
        assert main([name, source, *options]) == 0
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1] != ""


def test_a_table_can_be_written_beside_a_link(tmp_path, capsys):
    out = tmp_path / "run.csv"
    for _ in range(2):  # the second time it is there already
        assert main(["train", LINK, "--steps", "2", "--csv", str(out)]) == 0
    assert len(out.read_text().splitlines()) == 4


def test_a_damaged_link_is_bad_input_in_one_line(capsys):
    assert main(["train", LINK[:-3], "--steps", "1"]) == 2
    error = capsys.readouterr().err
    assert error == f"skipnet: {LINK[:-3]}: link: is damaged or cut off; copy all of it once more\n"
    assert main(["train", f"{LINK[:-3]}{'A' * 5_000}", "--steps", "1"]) == 2
    assert len(capsys.readouterr().err) <= 400
    assert gui_main([LINK[:-3]]) == 2
    assert capsys.readouterr().err.startswith("skipnet-gui: skipnet:1.")


def test_the_npz_has_the_numbers_of_the_csv(exercise, tmp_path, capsys):
    table, arrays = tmp_path / "run.csv", tmp_path / "run.npz"
    wanted = ["--csv", str(table), "--npz", str(arrays)]
    assert main(["train", exercise, "--steps", "1500", *wanted]) == 0
    with open(table, newline="") as handle:
        rows = list(csv.DictReader(handle))
    with np.load(arrays, allow_pickle=False) as found:
        assert list(found) == list(rows[0])
        for name in found:
            assert found[name].tolist() == [float(row[name]) for row in rows], name


def test_an_npz_in_place_of_the_project_is_refused(exercise, capsys):
    assert main(["train", exercise, "--steps", "1", "--npz", exercise]) == 2
    assert "is the project itself" in capsys.readouterr().err


def test_two_tables_in_one_file_are_refused(exercise, tmp_path, capsys):
    out, same = tmp_path / "run", tmp_path / "." / "run"
    assert main(["train", exercise, "--steps", "1", "--csv", str(out), "--npz", f"{same}"]) == 2
    assert "takes one table" in capsys.readouterr().err
    assert not out.exists()


def test_the_window_opens_a_link_without_a_display(tmp_path):
    code = "import sys; from skipnet_gui.__main__ import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", code, LINK],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "3.375" in done.stdout
    assert (tmp_path / "skipnet.png").is_file()
