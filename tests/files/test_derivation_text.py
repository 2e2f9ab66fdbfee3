"""The derivation as text, Markdown and LaTeX; the LaTeX is really compiled."""

import os
import re
import shutil
import subprocess
from dataclasses import replace

import pytest

from skipnet_gui.core.derivation import Derivation, moment
from skipnet_gui.core.network import Edge, Network, Unit
from skipnet_gui.core.optimizers import Optimizer
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data, RunSpec
from skipnet_gui.core.training import initial_state
from skipnet_gui.files.derivation_text import FORMATS, derivation_text

EXERCISE = PRESETS["exercise"].make()
DEAD = replace(EXERCISE, initial_weights=(-0.25, 0.25, 0.0, 0.25))


def text_of(spec, form="text", run="run 1", fractions=False, row=None):
    derivation = Derivation(moment(spec, initial_state(spec), row), fractions)
    return derivation_text(derivation, run, form)


EXERCISE_TEXT = """\
run 1 · step 0 · sample 1 of 1
x = 1, y = −3, w₀ = 0.5, w₁ = 0.5, wₛ = 0.5, w₂ = 0.5, α = 1

forward
  z₀ = w₀ x = 0.5 · 1 = 1/2 = 0.5
"""


def test_plain_text_begins_with_the_moment_and_what_is_given():
    text = text_of(EXERCISE)
    assert text.startswith(EXERCISE_TEXT)
    assert re.findall(r"^\w+$", text, re.MULTILINE) == ["forward", "backward", "update", "where"]
    assert "      through the skip: ∂L/∂z₂ · wₛ = 1 · 0.5 = 0.5\n" in text
    assert "  sign(e) = 1 for e > 0, 0 for e = 0, otherwise −1\n" in text
    assert "-" not in text


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("text", ["0.25 + 0.125 = 3/8 = 0.375", "3.375", "0.25 + 0.5 = 3/4 = 0.75", "−0.25"]),
        ("markdown", ["## Backward", r"= 0.25 + 0.125 = \frac{3}{8} = 0.375$", "through the skip"]),
        ("latex", [r"\usepackage{amsmath}", r"0.25 + 0.125", r"\frac{27}{8} = 3.375"]),
    ],
)
def test_every_format_holds_the_numbers_of_the_exercise(form, expected):
    text = text_of(EXERCISE, form)
    for part in expected:
        assert part in text


@pytest.mark.parametrize("form", FORMATS)
def test_a_zero_gradient_is_explained_in_every_format(form):
    assert "0 because unit 0 is dead" in text_of(DEAD, form)


@pytest.mark.parametrize("form", FORMATS)
def test_a_batch_names_its_size(form):
    spec = replace(PRESETS["curve"].make(), batch_size=3)
    assert "batch of 3" in text_of(spec, form)


def test_markdown_keeps_names_from_being_marks():
    assert text_of(EXERCISE, "markdown", run="*run* $1_").startswith(r"# \*run\* \$1\_")


def test_asked_for_fractions_that_are_not_there_it_says_so():
    assert "No fractions here" in text_of(PRESETS["residual"].make(), fractions=True)
    assert "No fractions here" not in text_of(PRESETS["residual"].make())


def wide():
    """A network with long names, many terms, digits for names, and every activation."""
    kinds = ["relu", "leaky_relu", "elu", "softplus", "sigmoid", "tanh", "gelu", "silu"]
    names = [f"a_rather_long_name_{k}" for k in range(len(kinds))]
    units = (*map(Unit, names, kinds), Unit("17", "identity"))
    edges = [Edge(f"weight_in_{k}", "x_1", name) for k, name in enumerate(names)]
    edges += [Edge(f"{k}out", name, "17") for k, name in enumerate(names)]
    edges += [Edge("42", "bias", "17"), Edge("w_", "x_1", "17"), Edge("__", "x_1", names[0])]
    network = Network(("x_1",), units, tuple(edges), ("17", names[4]), "huber")
    weights = [0.3 * (-1) ** k + k / 7 for k in range(len(edges))]
    return RunSpec(network, Data([[1e-7]] * 9, [[0.5, 0.25]] * 9), tuple(weights), 1e-5)


def test_a_long_sum_is_folded_and_keeps_its_terms():
    (line,) = re.findall(r"z_\{17\} &=.*?\n&=", text_of(wide(), "latex"), re.DOTALL)
    assert line.count(r"\, h_") == 8
    assert line.count(r"&\quad") == 1
    assert line.count(" + ") == 9


def test_no_display_is_longer_than_tex_can_hold():
    spec = replace(PRESETS["curve"].make(), optimizer=Optimizer("adam"))
    displays = re.findall(r"\\begin{align\*}.*?\\end{align\*}", text_of(spec, "latex"), re.DOTALL)
    assert max(display.count(r"\\") for display in displays) == 39


COMPILED = {
    "exercise": (EXERCISE, "run 1"),
    "a dead unit": (DEAD, "run 1"),
    "names and signs": (wide(), "50 % of {α} & #1 ~^\\ ∂ “Läufe” naïve ñ 中"),
    "a batch with Adam": (
        replace(PRESETS["curve"].make(), batch_size=9, optimizer=Optimizer("adam")),
        "ŷ − y",
    ),
    "RMSprop with momentum": (
        replace(EXERCISE, optimizer=Optimizer("rmsprop", (("momentum", 0.9),))),
        "run_1",
    ),
    "no number at all": (replace(EXERCISE, initial_weights=(1e308,) * 4), "run 1"),
    "two outputs": (PRESETS["two-outputs"].make(), "run 1"),
    "nothing trained": (
        replace(
            EXERCISE,
            network=replace(
                EXERCISE.network,
                edges=tuple(replace(edge, trainable=False) for edge in EXERCISE.network.edges),
            ),
        ),
        "run 1",
    ),
}
LOSSES_OF_PROBABILITIES = ("binary_cross_entropy", "binary_cross_entropy_with_logits")


def wants_pdflatex():
    """Whether a missing pdflatex is a fault: where the gate could have installed it."""
    return "CI" in os.environ or os.geteuid() == 0


@pytest.mark.parametrize("name", COMPILED)
def test_the_latex_document_compiles(name, tmp_path):
    spec, run = COMPILED[name]
    compile_latex(text_of(spec, "latex", run, fractions=True), tmp_path)


@pytest.mark.parametrize("loss", LOSSES_OF_PROBABILITIES)
def test_every_loss_compiles(loss, tmp_path):
    network = replace(EXERCISE.network, loss=loss)
    spec = replace(EXERCISE, network=network, data=Data([[1.0]], [[0.5]]))
    compile_latex(text_of(spec, "latex"), tmp_path)


def compile_latex(document, folder):
    """Compile a document; where pdflatex cannot be expected, look at its shape alone."""
    assert re.findall(r"\\usepackage.*", document) == [r"\usepackage{amsmath}"]
    assert document.isascii()
    assert document.count("{") - document.count(r"\{") == document.count("}") - document.count(
        r"\}"
    )
    assert re.findall(r"\\begin\{(.*?)\}", document).count("align*") == document.count(
        r"\end{align*}"
    )
    command = shutil.which("pdflatex")
    if command is None:
        assert not wants_pdflatex(), "pdflatex is missing: install Debian's texlive-latex-base"
        return
    (folder / "derivation.tex").write_text(document, encoding="utf-8")
    arguments = ["-interaction=nonstopmode", "-halt-on-error", "derivation.tex"]
    done = subprocess.run(
        [command, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:]
    assert "Missing character" not in done.stdout
    assert (folder / "derivation.pdf").stat().st_size > 0
