"""``skipnet mark``: a sheet of hand-computed answers, marked line by line."""

import csv
import io

import pytest

from skipnet_gui.cli import main

RIGHT = """quantity,answer
z_0,0.5
yhat,3/8
loss,3.375
dL/dh_0,"0,75"
dL/dw0,0.75
new_w0,-0.25
"""
# The published sample solution: ŷ = 0.325, and what follows from it.
PUBLISHED = """quantity,answer
z_0,0.5
h_0,0.5
z_1,0.25
h_1,0.25
yhat,0.325
loss,3.325
dL/dyhat,1
dL/dws,0.5
dL/dw2,0.25
dL/dh_1,0.5
dL/dz_1,0.5
dL/dw1,0.25
dL/dh_0,0.75
dL/dz_0,0.75
dL/dw0,0.75
new_w0,-0.25
"""


@pytest.fixture
def files(tmp_path):
    """Return a function that makes a project of a preset and a sheet."""

    def make(sheet: str, preset: str = "exercise"):
        project, answers = tmp_path / "p.skipnet", tmp_path / "answers.csv"
        assert main(["new", "--preset", preset, "-o", str(project)]) == 0
        answers.write_text(sheet, encoding="utf-8")
        return project, answers

    return make


def said(capsys, *arguments):
    code = main(["mark", *map(str, arguments)])
    return code, *capsys.readouterr()


def marks(text: str) -> dict[str, dict[str, str]]:
    return {row["quantity"]: row for row in csv.DictReader(io.StringIO(text))}


def test_a_sheet_without_a_fault_is_right_line_by_line(files, capsys):
    code, text, _ = said(capsys, *files(RIGHT))
    lines = text.splitlines()
    assert code == 0
    assert lines[0] == "quantity,answer,verdict,expected,slip,comment"
    assert lines[1] == "z_0,0.5,right,0.5,,"
    assert [found["verdict"] for found in marks(text).values()] == ["right"] * 6


def test_the_published_sample_solution_is_wrong_only_where_it_slipped(files, capsys):
    code, text, _ = said(capsys, *files(PUBLISHED))
    found = marks(text)
    assert code == 1
    assert (found["yhat"]["verdict"], found["yhat"]["expected"]) == ("wrong", "0.375")
    assert found["loss"]["verdict"] == "follows"
    assert found["loss"]["comment"] == "follows from your yhat"
    others = {name: row["verdict"] for name, row in found.items() if name not in ("yhat", "loss")}
    assert set(others.values()) == {"right"}
    assert list(found) == [line.split(",")[0] for line in PUBLISHED.splitlines()[1:]]


@pytest.mark.parametrize(("answer", "verdict"), [("0.5", "wrong"), ("half", "unreadable")])
def test_one_bad_answer_is_enough_to_exit_with_one(files, capsys, answer, verdict):
    code, text, _ = said(capsys, *files(f"quantity,answer\nloss,3.375\nyhat,{answer}\n"))
    assert (code, marks(text)["yhat"]["verdict"]) == (1, verdict)


def test_a_slip_is_named_with_its_sentence(files, capsys):
    _, text, _ = said(capsys, *files("quantity;answer\ndL/dh_0;0,25\n"))
    found = marks(text)["dL/dh_0"]
    assert found["slip"] == "skip_term_left_out"
    assert found["comment"].startswith("looks like")


def test_another_step_has_other_answers(files, capsys):
    sheet = files("quantity,answer\nz_0,-0.25\nloss,3\ndL/dw0,0\n")
    assert said(capsys, *sheet, "--step", 1)[0] == 0
    assert said(capsys, *sheet)[0] == 1


def test_another_run_has_other_answers(files, capsys):
    project, sheet = files("quantity,answer\nz_0,2\n")
    text = project.read_text()
    start = text.index('"runs": [') + len('"runs": [')
    first = text[start : text.index('"active_run"')].rstrip().removesuffix(",").rstrip()
    run = first.removesuffix("]").rstrip()
    second = run.replace("run 1", "steep").replace('"w0": 0.5', '"w0": 2.0')
    project.write_text(text.replace(run, f"{run},{second}"))
    assert said(capsys, project, sheet)[0] == 1
    assert said(capsys, project, sheet, "--run", "steep")[0] == 0


def test_a_sample_of_a_batch_is_chosen(files, capsys):
    sheet = files("quantity,answer\nz_n1,1\n", "curve")
    expected = [
        marks(said(capsys, *sheet, "--sample", sample)[1])["z_n1"]["expected"]
        for sample in range(3)
    ]
    assert len(set(expected)) == 3


@pytest.mark.parametrize(
    ("sheet", "preset", "options", "line"),
    [
        (
            "quantity,answer\nz_9,1\n",
            "exercise",
            (),
            "answers.csv: line 2: must name a quantity",
        ),
        ("question,answer\n", "exercise", (), "answers.csv: line 1: must be quantity,answer"),
        (
            "quantity,answer\nz_n1,1\n",
            "curve",
            (),
            "command line: --sample: must choose one of the 5 rows of the batch, 0 to 4",
        ),
        (
            "quantity,answer\nz_n1,1\n",
            "curve",
            ("--sample", 5),
            "command line: --sample: must be a row of the step’s batch",
        ),
        (
            "quantity,answer\nnew_v1,1\n",
            "curve",
            ("--sample", 0),
            "answers.csv: line 2: new_v1 comes from the whole batch",
        ),
        (RIGHT, "exercise", ("--step", -1), "command line: --step: "),
        (RIGHT, "exercise", ("--run", "none"), "command line: --run: "),
    ],
)
def test_what_cannot_be_marked_is_refused_in_one_line(files, capsys, sheet, preset, options, line):
    code, text, error = said(capsys, *files(sheet, preset), *options)
    assert (code, text) == (2, "")
    assert line in error
    assert error.count("\n") == 1
    assert len(error) <= 400


def test_a_sheet_that_is_not_there_is_refused(files, tmp_path, capsys):
    project, _ = files(RIGHT)
    code, _, error = said(capsys, project, tmp_path / "none.csv")
    assert code == 2
    assert error.startswith(f"skipnet: {tmp_path / 'none.csv'}: file: cannot be read")


def test_a_run_that_stops_before_the_step_says_where(files, capsys):
    project, sheet = files(RIGHT)
    big = project.read_text().replace('"w0": 0.5, "w1": 0.5', '"w0": 1e308, "w1": 1e308')
    project.write_text(big)
    code, text, _ = said(capsys, project, sheet, "--step", 50)
    assert code == 1
    assert text.startswith("stopped at step ")
