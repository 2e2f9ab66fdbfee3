"""A derivation as plain text, as Markdown with mathematics, and as a LaTeX document."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from skipnet_gui.core.definitions import definitions
from skipnet_gui.core.derivation import Derivation
from skipnet_gui.core.derivation_lines import Equation, Line
from skipnet_gui.core.formula import Formula, number, relation, symbol
from skipnet_gui.core.latex import LATEX_SIGNS, to_latex, to_markdown
from skipnet_gui.core.notation import SUBSCRIPTS, to_text
from skipnet_gui.core.numerals import MINUS
from skipnet_gui.core.operations import BACKWARD, FORWARD, UPDATE, Quantity
from skipnet_gui.core.paper import symbol_of

_TITLES = {FORWARD: "Forward", BACKWARD: "Backward", UPDATE: "Update"}
_ROUNDED = "≈ stands before a result that is rounded to 4 significant digits."


def derivation_text(derivation: Derivation, run: str, form: str) -> str:
    """Return a derivation in one of the ``FORMATS``; ``run`` is the run's name."""
    return FORMATS[form](derivation, run)


def head(derivation: Derivation, run: str) -> str:
    """Return the moment of a derivation: run, step, sample."""
    moment, rows = derivation.moment, derivation.spec.rows
    words = [run, f"step {moment.step}", f"sample {moment.row + 1} of {rows}"]
    if derivation.is_batch:
        words.append(f"batch of {len(moment.batch)}")
    return " · ".join(words)


def given(derivation: Derivation) -> Iterator[Formula]:
    """Yield what a step starts from: x = 1, w₀ = 0.5, …"""
    network = derivation.network
    counts = {
        "input": len(network.inputs),
        "target": len(network.outputs),
        "weight": len(network.edges),
    }
    for kind, count in counts.items():
        for index in range(count):
            quantity = Quantity(kind, index)
            value = number(derivation.values.of(quantity))
            yield relation(symbol_of(network, quantity), "=", value)
    rate = number(derivation.moment.learning_rate)
    yield relation(symbol_of(network, Quantity("rate", 0)), "=", rate)


def where(derivation: Derivation) -> list[Formula]:
    """Return the definitions of what a derivation uses."""
    return [relation(left, "=", right) for left, right in definitions(derivation.spec)]


def notes(derivation: Derivation) -> list[str]:
    """Return what is to be known of the numbers."""
    return [_ROUNDED, *filter(None, [derivation.note])]


class _Form(NamedTuple):
    """How a derivation is written as a list: formulas and words, and what stands around them."""

    write: Callable[[Formula], str]
    words: Callable[[str], str]
    head: str
    title: Callable[[str], str]
    line: str
    below: str


def _listing(form: _Form, derivation: Derivation, run: str) -> str:
    lines = [form.head.format(form.words(head(derivation, run)))]
    lines.append(", ".join(map(form.write, given(derivation))))
    for group, title in _TITLES.items():
        lines.append(form.title(title))
        for line in derivation.lines(group):
            lines += _listed(form, line)
    lines.append(form.title("Where"))
    lines += [form.line.format(form.write(formula)) for formula in where(derivation)]
    lines += [form.line.format(note) for note in notes(derivation)]
    return "\n".join(lines) + "\n"


def _listed(form: _Form, line: Line) -> Iterator[str]:
    for equation in line.equations:
        yield form.line.format(form.write(equation.chain()))
    for term in line.terms:
        yield form.below.format(f"{form.words(term.path)}: {form.write(term.chain())}")
    if line.zero:
        yield form.below.format(form.words(line.zero))


_MARKDOWN_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~$&])")


def _markdown_words(text: str) -> str:
    return _MARKDOWN_MARKS.sub(r"\\\1", text)


_PLAIN = _Form(
    write=to_text,
    words=str,
    head="{}",
    title=lambda title: f"\n{title.lower()}",
    line="  {}",
    below="      {}",
)
_MARKDOWN = _Form(
    write=to_markdown,
    words=_markdown_words,
    head="# {}\n",
    title=lambda title: f"\n## {title}\n",
    line="- {}",
    below="  - {}",
)

_PREAMBLE = r"""\documentclass[a4paper]{article}
\usepackage{amsmath}
\allowdisplaybreaks
\setlength{\oddsidemargin}{-5mm}
\setlength{\textwidth}{170mm}
\setlength{\topmargin}{-20mm}
\setlength{\textheight}{250mm}
\setlength{\parindent}{0mm}
\begin{document}
"""

_ROW = 60  # characters of plain text that fit into a row
_TERMS = 5  # terms of a sum in a row
_ROWS = 40  # rows that are aligned together; TeX holds them all in its memory


def _latex(derivation: Derivation, run: str) -> str:
    parts = [rf"\section*{{{latex_words(head(derivation, run))}}}"]
    parts.append(", ".join(f"${to_latex(formula)}$" for formula in given(derivation)))
    for group, title in _TITLES.items():
        parts.append(rf"\subsection*{{{title}}}")
        parts += _latex_lines(derivation.lines(group))
    parts.append(r"\subsection*{Where}")
    parts += [rf"${to_latex(formula)}$\par\smallskip" for formula in where(derivation)]
    parts += [rf"{latex_words(note)}\par" for note in notes(derivation)]
    return _PREAMBLE + "\n".join(parts) + "\n\\end{document}\n"


def _latex_lines(lines: Iterator[Line]) -> Iterator[str]:
    """Yield displays of equations, each as far as the next line with a remark."""
    rows: list[str] = []
    for line in lines:
        for equation in line.equations:
            rows += _latex_rows(equation)
        remarks = [f"{latex_words(term.path)}: ${to_latex(term.chain())}$" for term in line.terms]
        remarks += [latex_words(line.zero)] if line.zero else []
        if remarks:
            yield from _display(rows)
            yield from (rf"\quad {remark}\par" for remark in remarks)
            rows = []
    yield from _display(rows)


def _display(rows: list[str]) -> Iterator[str]:
    for start in range(0, len(rows), _ROWS):
        here = " \\\\\n".join(rows[start : start + _ROWS])
        yield f"\\begin{{align*}}\n{here}\n\\end{{align*}}"


def _latex_rows(equation: Equation) -> Iterator[str]:
    """Yield an equation in as many rows as it needs, aligned at its signs."""
    sides = list(equation.sides())
    if len(to_text(equation.chain())) <= _ROW:
        sign, first = sides[0]
        written = [to_latex(first), *(f"{_sign(s)} {to_latex(side)}" for s, side in sides[1:])]
        yield f"{to_latex(equation.symbol)} &{_sign(sign)} {' '.join(written)}"
        return
    left = to_latex(equation.symbol) + " "
    for sign, side in sides:
        first_row, *more = _folded(side)
        yield f"{left}&{_sign(sign)} {first_row}"
        yield from (rf"&\quad {row}" for row in more)
        left = ""


def _sign(sign: str) -> str:
    return LATEX_SIGNS.get(sign, sign)


def _folded(side: Formula) -> Iterator[str]:
    """Yield a long sum in rows, each but the first beginning with the sign of its term."""
    if side.kind != "sum":
        yield to_latex(side)
        return
    yield to_latex(side._replace(parts=side.parts[:_TERMS]))
    for start in range(_TERMS, len(side.parts), _TERMS):
        nothing = symbol("")  # what stands before the sign, in the row above
        yield to_latex(side._replace(parts=(nothing, *side.parts[start : start + _TERMS])))


# Combining accents as LaTeX's commands.
_ACCENTS = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0308": '"',
    "\u030a": "r",
    "\u0327": "c",
}

_WORDS = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": "$<$",
    ">": "$>$",
    "|": "$|$",
    '"': "''",
    "ŷ": r"$\hat{y}$",
    MINUS: "$-$",
    "–": "--",
    "’": "'",
    "′": "$'$",
    "·": r"$\cdot$",
    "∂": r"$\partial$",
    "∞": r"$\infty$",
    "ß": r"\ss{}",
    **{mark: "\\" + mark for mark in "#$%&_{}"},
    **{sign: f"${command}$" for sign, command in LATEX_SIGNS.items() if command[0] == "\\"},
    **{low: f"$_{{{letter}}}$" for letter, low in SUBSCRIPTS.items()},
}


def latex_words(text: str) -> str:
    """Return words as LaTeX; what it has no sign for becomes a question mark."""
    return "".join(map(_latex_letter, unicodedata.normalize("NFC", text)))


def _latex_letter(letter: str) -> str:
    if letter in _WORDS:
        return _WORDS[letter]
    if letter.isascii():
        return letter if letter.isprintable() else " "
    plain, *accents = list(unicodedata.normalize("NFD", letter))
    if not (plain.isascii() and accents and all(accent in _ACCENTS for accent in accents)):
        return "?"
    for accent in accents:
        plain = f"\\{_ACCENTS[accent]}{{{plain}}}"
    return plain


FORMATS: dict[str, Callable[[Derivation, str], str]] = {
    "text": partial(_listing, _PLAIN),
    "markdown": partial(_listing, _MARKDOWN),
    "latex": _latex,
}
