"""The symbols of the paper as text (w₀, zₛ, ∂L/∂h₁), and formulas made of them."""

import re
from collections.abc import Callable
from typing import NamedTuple

from skipnet_gui.core.formula import Formula, is_short, symbol
from skipnet_gui.core.network import Network
from skipnet_gui.core.numerals import MINUS, short

SUBSCRIPTS = dict(
    zip(
        "0123456789aehijklmnoprstuvx",
        "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ",
        strict=True,
    )
)
_SUPERSCRIPTS = dict(zip("0123456789-tz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻ᵗᶻ", strict=True))
_HATTED = {"y": "ŷ"}  # the one letter of ours that has its hat built in
_COMBINING_HAT = "\u0302"
_PARTS = re.compile(r"([A-Za-z]+?)_?(\d+|[a-z])\Z|([A-Za-z]+)_(\w+)\Z", re.ASCII)


class Style(NamedTuple):
    """A way of writing: a writer for each kind, and how firmly each holds together.

    A part is put in brackets where it holds less firmly than its place asks for.
    """

    writers: "dict[str, Writer]"
    bonds: dict[str, int]
    brackets: str
    minus: str


Writer = Callable[[Formula, Style, bool], str]

SUM, PRODUCT, FACTOR, POWER, ATOM = range(1, 6)


def write(formula: Formula, style: Style, leading: bool = True) -> str:
    """Write a formula; ``leading`` where nothing stands before it."""
    return style.writers[formula.kind](formula, style, leading)


def part(formula: Formula, style: Style, least: int, leading: bool = False) -> str:
    """Write a part; ``leading`` where no sign and no factor stands before it."""
    held = style.bonds.get(formula.kind, ATOM) >= least
    if held and (leading or not is_negative(formula)):
        return write(formula, style, leading)
    return style.brackets.format(write(formula, style))


def is_negative(formula: Formula) -> bool:
    """Whether a formula is a number below 0."""
    return formula.value is not None and formula.value < 0


def write_sum(formula: Formula, style: Style, leading: bool) -> str:
    """Write a sum; what is negated is taken away."""
    first, *rest = formula.parts
    written = [part(first, style, SUM, leading)]
    for term in rest:
        taken = term.kind == "negated"
        body = term.parts[0] if taken else term
        written.append(f" {style.minus if taken else '+'} {part(body, style, PRODUCT)}")
    return "".join(written)


def write_negated(formula: Formula, style: Style, leading: bool) -> str:
    """Write a minus and what it stands before."""
    return style.minus + part(formula.parts[0], style, PRODUCT)


def joined(mark: str) -> Writer:
    """Return a writer of products, their factors joined by a mark."""

    def writer(formula: Formula, style: Style, leading: bool) -> str:
        first, *rest = formula.parts
        written = [part(first, style, FACTOR, leading)]
        return mark.join(written + [part(factor, style, FACTOR) for factor in rest])

    return writer


def around(template: str) -> Writer:
    """Return a writer that puts all parts between fixed marks."""
    return lambda formula, style, leading: template.format(
        *(write(inner, style) for inner in formula.parts)
    )


def relation_writer(signs: dict[str, str]) -> Writer:
    """Return a writer of conditions; signs that are missing stand for themselves."""

    def writer(formula: Formula, style: Style, leading: bool) -> str:
        left, right = (write(side, style) for side in formula.parts)
        return f"{left} {signs.get(formula.name, formula.name)} {right}"

    return writer


def cases_writer(row: str, between: str, otherwise: str) -> Writer:
    """Return a writer of formulas by cases, from templates."""

    def writer(formula: Formula, style: Style, leading: bool) -> str:
        *pairs, last = (write(inner, style) for inner in formula.parts)
        rows = [row.format(*pair) for pair in zip(pairs[::2], pairs[1::2], strict=True)]
        return otherwise.format(between.join(rows), last)

    return writer


def _number_text(formula: Formula, style: Style, leading: bool) -> str:
    value = formula.value
    assert value is not None
    if is_short(value):
        return str(value).replace("-", MINUS)
    return short(float(value))


def _symbol_text(formula: Formula, style: Style, leading: bool) -> str:
    return formula.name + subscript(formula.below)


def _hat_text(formula: Formula, style: Style, leading: bool) -> str:
    letter = _HATTED.get(formula.name, formula.name + _COMBINING_HAT)
    return letter + subscript(formula.below)


def _quotient_text(formula: Formula, style: Style, leading: bool) -> str:
    top, bottom = formula.parts
    return f"{part(top, style, FACTOR, leading)} / {part(bottom, style, POWER)}"


def _power_text(formula: Formula, style: Style, leading: bool) -> str:
    base, exponent = formula.parts
    raised = write(exponent, style).replace(MINUS, "-")
    if all(character in _SUPERSCRIPTS for character in raised):
        raised = "".join(_SUPERSCRIPTS[character] for character in raised)
    else:
        raised = f"^({write(exponent, style)})"
    written = part(base, style, ATOM)
    if base.kind == "decimal" and "e" in written and not is_negative(base):
        written = f"({written})"
    return written + raised


def _root_text(formula: Formula, style: Style, leading: bool) -> str:
    return "√" + part(formula.parts[0], style, ATOM)


def _call_text(formula: Formula, style: Style, leading: bool) -> str:
    return f"{formula.name}({write(formula.parts[0], style)})"


BONDS = {
    "cases": 0,
    "relation": 0,
    "sum": SUM,
    "negated": SUM,
    "total": FACTOR,
    "quotient": PRODUCT,
    "product": PRODUCT,
    "juxtaposed": PRODUCT,
    "fraction": FACTOR,
    "partial": FACTOR,
    "power": POWER,
}

_TEXT = Style(
    {
        "decimal": _number_text,
        "fraction": _number_text,
        "symbol": _symbol_text,
        "hat": _hat_text,
        "partial": around("∂L/∂{}"),
        "sum": write_sum,
        "negated": write_negated,
        "product": joined(" · "),
        "juxtaposed": joined(" "),
        "quotient": _quotient_text,
        "power": _power_text,
        "root": _root_text,
        "absolute": around("|{}|"),
        "call": _call_text,
        "mean": around("mean({})"),
        "total": around("Σ {}"),
        "relation": relation_writer({}),
        "cases": cases_writer("{} for {}", ", ", "{}, otherwise {}"),
    },
    BONDS,
    "({})",
    MINUS,
)


def to_text(formula: Formula) -> str:
    """Return a formula as plain text."""
    return write(formula, _TEXT)


def subscript(text: str) -> str:
    """Return the text as a subscript; with an underscore where a letter has no such form."""
    if all(character in SUBSCRIPTS for character in text):
        return "".join(SUBSCRIPTS[character] for character in text)
    return "_" + text


def name_formula(name: str) -> Formula:
    """Return a name as on paper: ``w0`` is w with the subscript 0."""
    match = _PARTS.match(name)
    if match is None:
        return symbol(name)
    base, index = (match[1], match[2]) if match[1] else (match[3], match[4])
    if index.isalpha() and len(base) > 1 and "_" not in name:
        return symbol(name)
    return symbol(base, index)


def name_symbol(name: str) -> str:
    """Return a name as on paper: ``w0`` is w₀, ``ws`` is wₛ, ``skip12`` is skip₁₂."""
    return to_text(name_formula(name))


def unit_symbol(letter: str, unit: str) -> str:
    """Return a quantity of a unit: ``("z", "0")`` is z₀."""
    return letter + subscript(unit)


def output_symbol(network: Network, output: str) -> str:
    """Return ŷ, or ŷ with the output's name where there are several."""
    return "ŷ" if len(network.outputs) == 1 else unit_symbol("ŷ", output)


def derivative(of: str) -> str:
    """Return ∂L/∂ of a symbol."""
    return f"∂L/∂{of}"
