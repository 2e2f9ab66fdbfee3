"""``skipnet derive`` and ``skipnet check``."""

import pytest

from skipnet_gui.cli import main


@pytest.fixture
def exercise(tmp_path):
    path = tmp_path / "exercise.skipnet"
    assert main(["new", "--preset", "exercise", "-o", str(path)]) == 0
    return path


def said(capsys, *arguments):
    code = main([str(argument) for argument in arguments])
    return code, *capsys.readouterr()


def test_derive_prints_the_exercise(exercise, capsys):
    code, text, _ = said(capsys, "derive", exercise)
    assert code == 0
    assert "z₂ = wₛ h₀ + w₂ h₁ = 0.5 · 0.5 + 0.5 · 0.25" in text
    assert "w₀ ← w₀ − α ∂L/∂w₀ = 0.5 − 1 · 0.75" in text


@pytest.mark.parametrize(
    ("form", "sign"),
    [("text", "∂L/∂w₀"), ("markdown", "$"), ("latex", "\\documentclass")],
)
def test_derive_knows_three_formats(exercise, capsys, form, sign):
    code, text, _ = said(capsys, "derive", exercise, "--format", form, "--step", 1)
    assert (code, sign in text) == (0, True)


def test_derive_tells_which_samples_there_are(exercise, capsys):
    code, _, line = said(capsys, "derive", exercise, "--sample", 1)
    assert (code, line) == (2, "skipnet: command line: --sample: must be 0 to 0\n")


def test_check_confirms_every_gradient(exercise, capsys):
    code, text, _ = said(capsys, "check", exercise)
    assert code == 0
    assert [line.split()[-1] for line in text.splitlines()[1:5]] == ["ok"] * 4


def test_check_says_that_a_stencil_straddles_a_kink(exercise, capsys):
    on_kink = exercise.read_text().replace('"w0": 0.5', '"w0": 0.0')
    exercise.write_text(on_kink)
    code, text, _ = said(capsys, "check", exercise)
    assert code == 0
    assert "kink" in text


@pytest.mark.parametrize("command", ["derive", "check"])
def test_a_run_that_stops_before_the_step_says_where(exercise, capsys, command):
    text = exercise.read_text().replace('"w0": 0.5, "w1": 0.5', '"w0": 1e308, "w1": 1e308')
    exercise.write_text(text)
    code, text, _ = said(capsys, command, exercise, "--step", 50)
    assert code == 1
    assert text.startswith("stopped at step ")
