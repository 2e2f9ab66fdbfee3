"""The graph drawn by TikZ compiles, and the page shows the numbers of the moment."""

import os
import re
import shutil
import subprocess
from collections import Counter
from dataclasses import replace

import pytest

from skipnet_gui.core.network import BIAS, Edge, Network, Unit
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data
from skipnet_gui.files.errors import FileError
from skipnet_gui.files.tikz import tikz_document
from skipnet_gui.session.asking import Asked
from skipnet_gui.session.document import new_document
from skipnet_gui.session.player import advanced
from skipnet_gui.session.project import project_of
from skipnet_gui.session.snapshot import snapshot
from skipnet_gui.session.walk import walked

EXERCISE = PRESETS["exercise"].make()
NASTY, LONG = "_", "A_very_long_name_of_24ch"
PAINTED_IN_EXERCISE = {  # EXERCISE.md, "The numbers", with x, y and what the edges carry
    "1": 3, "0.5": 10, "0.25": 6, "0.375": 2, "0.125": 1, "0.75": 3, "3.375": 2, "−3": 1,
}  # fmt: skip


def moment(spec, steps=0):
    return advanced(new_document(project_of(spec)), steps)


def document_of(spec, steps=0):
    return tikz_document(snapshot(moment(spec, steps)))


def with_network(network, weight=0.5, rows=1):
    return replace(
        EXERCISE,
        network=network,
        initial_weights=(weight,) * len(network.edges),
        data=Data([[1.0] * len(network.inputs)] * rows, [[0.5] * len(network.outputs)] * rows),
    )


def chain(count):
    units = tuple(Unit(str(k), "relu") for k in range(count))
    edges = [Edge("w0", "x", "0")]
    edges += [Edge(f"w{k}", str(k - 1), str(k)) for k in range(1, count)]
    return Network(("x",), units, tuple(edges), (str(count - 1),), "absolute")


NASTY_NETWORK = Network(
    inputs=(LONG,),
    units=(Unit("B" + LONG[1:], "leaky_relu"), Unit(NASTY, "gelu")),
    edges=(
        Edge(LONG, LONG, "B" + LONG[1:], trainable=False),
        Edge("a__b", BIAS, "B" + LONG[1:]),
        Edge("c_", "B" + LONG[1:], NASTY),
    ),
    outputs=(NASTY,),
    loss="binary_cross_entropy_with_logits",
)
# In a text of its own, behind ∂L/∂w (the slash of TeX is at =), or behind y = and L = … =.
NUMBER_IN = r"(?:∂L=∂w.|[yL]=(?:.*=)?)?(?P<number>−?[\d.]+)"
COMPILED = {
    "batch": replace(with_network(NASTY_NETWORK, 1e-88, rows=3), batch_size=3),
    "not finite": with_network(chain(3), 1e200),
    "several outputs and biases": PRESETS["two-outputs"].make(),
}


def test_the_page_shows_every_number_of_the_exercise(tmp_path):
    page = compiled(document_of(EXERCISE), tmp_path)
    if page is not None:
        matches = [re.fullmatch(NUMBER_IN, text) for text in page]
        found = [match["number"] for match in matches if match]
        assert Counter(found) == PAINTED_IN_EXERCISE


@pytest.mark.parametrize("name", COMPILED)
def test_any_network_compiles_without_a_warning(name, tmp_path):
    page = compiled(document_of(COMPILED[name], steps=1), tmp_path)
    assert page is None or len(page) > 30


def test_a_closed_unit_is_called_dead_and_a_fixed_weight_has_a_double_border():
    assert document_of(EXERCISE, steps=1).count(r"\textbf{dead}") == 2
    assert document_of(EXERCISE).count(r"\textbf{dead}") == 0
    assert document_of(with_network(NASTY_NETWORK)).count("[pill, fixed]") == 1


def test_names_are_escaped():
    text = document_of(with_network(NASTY_NETWORK))
    assert r"unit B\_very\_long\_name\_of\_24ch" in text
    assert not re.findall(r"[a-z]_[a-z]", text)


def test_what_is_not_computed_yet_is_a_dash_and_what_is_asked_for_a_question_mark():
    begun = walked(walked(new_document(project_of(EXERCISE))))
    early = tikz_document(snapshot(begun))
    assert early.count(r"$\text{--}$") > 10
    assert "$0.375$" not in early
    assert "$0.125$" not in early  # w₂ h₁, on its edge
    hidden = tikz_document(snapshot(moment(EXERCISE), Asked()))
    assert hidden.count("{$?$}") > 10
    assert "$0.375$" not in hidden


def test_a_network_that_no_page_of_tex_can_hold_is_refused():
    with pytest.raises(FileError, match="too large for a page of TeX"):
        document_of(with_network(chain(500)))


def wants_pdflatex():
    """Whether a missing pdflatex is a fault: where the gate could have installed it."""
    return "CI" in os.environ or os.geteuid() == 0


def compiled(document, folder):
    """Return the texts of the page, None where pdflatex cannot be expected."""
    assert document.isascii()
    assert document.count("{") == document.count("}")
    command = shutil.which("pdflatex")
    if command is None:
        assert not wants_pdflatex(), "pdflatex is missing: install Debian's texlive-pictures"
        return None
    plain = "\\pdfcompresslevel=0 \\pdfobjcompresslevel=0\n" + document
    (folder / "graph.tex").write_text(plain, encoding="ascii")
    arguments = ["-interaction=nonstopmode", "-halt-on-error", "graph.tex"]
    done = subprocess.run(
        [command, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:]
    for fault in ("Overfull", "Underfull", "Warning", "Missing character"):
        assert fault not in done.stdout
    data = (folder / "graph.pdf").read_bytes()
    assert len(re.findall(rb"/Type */Page\b(?!s)", data)) == 1
    return list(texts_of(data))


# What TeX's fonts have in other places than ASCII.
LETTERS = {"\\000": "−", ":": ".", "@": "∂"}


def texts_of(data):
    """Yield the texts of an uncompressed page of TeX, without blanks."""
    for block in re.findall(rb"\bBT\b(.*?)\bET\b", data, re.DOTALL):
        pieces = re.findall(r"\(((?:\\.|[^()\\])*)\)", block.decode("latin-1"))
        yield re.sub(r"\\000|[:@]", lambda sign: LETTERS[sign[0]], "".join(pieces))
