"""A formula as LaTeX that needs amsmath and nothing else, and within Markdown."""

from fractions import Fraction

from skipnet_gui.core.formula import Formula, is_short
from skipnet_gui.core.notation import (
    ATOM,
    BONDS,
    FACTOR,
    Style,
    around,
    cases_writer,
    is_negative,
    joined,
    part,
    relation_writer,
    write,
    write_negated,
    write_sum,
)
from skipnet_gui.core.numerals import MINUS, short

# What is no letter of LaTeX's mathematics -> its command.
LATEX_SIGNS = {
    "α": r"\alpha",
    "β": r"\beta",
    "ε": r"\varepsilon",
    "μ": r"\mu",
    "ρ": r"\rho",
    "σ": r"\sigma",
    "Φ": r"\Phi",
    "φ": r"\varphi",
    "π": r"\pi",
    "½": r"\tfrac{1}{2}",
    "…": r"\dots",
    "≤": r"\le",
    "≈": r"\approx",
    "←": r"\leftarrow",
    "ln": r"\ln",
    "exp": r"\exp",
    "tanh": r"\tanh",
    "u": "u",
}


def _number_latex(formula: Formula, style: Style, leading: bool) -> str:
    value = formula.value
    assert value is not None
    if isinstance(value, Fraction) and is_short(value):
        sign = "-" if value < 0 else ""
        whole = value.denominator == 1
        above = str(abs(value.numerator))
        return sign + (above if whole else rf"\frac{{{above}}}{{{value.denominator}}}")
    return latex_decimal(short(float(value)))


def latex_decimal(text: str) -> str:
    """Return a printed decimal as LaTeX: 1.5e−7 is 1.5 · 10⁻⁷."""
    plain = text.replace(MINUS, "-")
    mantissa, e, exponent = plain.partition("e")
    if e:
        return rf"{mantissa} \cdot 10^{{{exponent}}}"
    return plain.replace("∞", r"\infty").replace("nan", r"\text{nan}")


def _letters_latex(letters: str) -> str:
    if letters in LATEX_SIGNS:
        return LATEX_SIGNS[letters]
    if len(letters) == 1 and letters.isalpha():
        return letters
    return rf"\mathit{{{letters}}}".replace("_", r"\_")


def _index_latex(index: str) -> str:
    if not index:
        return ""
    return f"_{{{index if index.isdigit() else _letters_latex(index)}}}"


def _symbol_latex(formula: Formula, style: Style, leading: bool) -> str:
    return _letters_latex(formula.name) + _index_latex(formula.below)


def _hat_latex(formula: Formula, style: Style, leading: bool) -> str:
    return rf"\hat{{{formula.name}}}{_index_latex(formula.below)}"


def _power_latex(formula: Formula, style: Style, leading: bool) -> str:
    base, exponent = formula.parts
    written = part(base, style, ATOM)
    if base.kind == "decimal" and "^" in written and not is_negative(base):
        written = style.brackets.format(written)
    return f"{written}^{{{write(exponent, style)}}}"


def _call_latex(formula: Formula, style: Style, leading: bool) -> str:
    name = formula.name
    if name not in LATEX_SIGNS:
        name = rf"\operatorname{{{name.replace('′', chr(39)).replace(' ', chr(92) + ' ')}}}"
    argument = style.brackets.format(write(formula.parts[0], style))
    return rf"{LATEX_SIGNS.get(name, name)}\!{argument}"


_LATEX = Style(
    {
        "decimal": _number_latex,
        "fraction": _number_latex,
        "symbol": _symbol_latex,
        "hat": _hat_latex,
        "partial": around(r"\frac{{\partial L}}{{\partial {}}}"),
        "sum": write_sum,
        "negated": write_negated,
        "product": joined(r" \cdot "),
        "juxtaposed": joined(r" \, "),
        "quotient": around(r"\frac{{{}}}{{{}}}"),
        "power": _power_latex,
        "root": around(r"\sqrt{{{}}}"),
        "absolute": around(r"\left\lvert {} \right\rvert"),
        "call": _call_latex,
        "mean": around(r"\overline{{{}}}"),
        "total": around(r"\sum {}"),
        "relation": relation_writer(LATEX_SIGNS),
        "cases": cases_writer(
            r"{} & \text{{for }} {}",
            r" \\ ",
            r"\begin{{cases}} {} \\ {} & \text{{otherwise}} \end{{cases}}",
        ),
    },
    {**BONDS, "quotient": FACTOR},
    r"\left( {} \right)",
    "-",
)


def to_latex(formula: Formula) -> str:
    """Return a formula as LaTeX that needs amsmath and nothing else."""
    return write(formula, _LATEX)


def to_markdown(formula: Formula) -> str:
    """Return a formula as mathematics within Markdown."""
    return f"${to_latex(formula)}$"
