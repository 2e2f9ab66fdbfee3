"""A formula as a tree: numbers, symbols, and what is made of them."""

from fractions import Fraction
from typing import NamedTuple

Value = float | Fraction

_LONGEST = 9_999


class Formula(NamedTuple):
    """A node of a formula.

    Attributes
    ----------
    kind
        What it is; one of the keys of the writers below.
    parts
        What it is made of.
    name, below
        Letter and subscript of a symbol, or the word of a function or relation.
    value
        The number of a number.
    """

    kind: str
    parts: tuple["Formula", ...] = ()
    name: str = ""
    below: str = ""
    value: Value | None = None


def number(value: Value) -> Formula:
    """Return a number; a fraction is written as one for as long as it is short."""
    return Formula("fraction" if type(value) is Fraction else "decimal", value=value)


def symbol(letter: str, below: str = "") -> Formula:
    """Return a letter with a subscript."""
    return Formula("symbol", name=letter, below=below)


def hat(letter: str, below: str = "") -> Formula:
    """Return a letter with a hat and a subscript."""
    return Formula("hat", name=letter, below=below)


def partial(of: Formula) -> Formula:
    """Return ∂L/∂ of a symbol."""
    return Formula("partial", (of,))


def add(*terms: Formula) -> Formula:
    """Return a sum; its single term, or 0, where there is no more."""
    if len(terms) < 2:
        return terms[0] if terms else number(0.0)
    return Formula("sum", terms)


def negate(body: Formula) -> Formula:
    """Return − of a formula; in a sum it is taken away."""
    return Formula("negated", (body,))


def subtract(first: Formula, second: Formula) -> Formula:
    """Return a difference."""
    return add(first, negate(second))


def times(*factors: Formula) -> Formula:
    """Return a product with dots; its single factor where there is no more."""
    return factors[0] if len(factors) == 1 else Formula("product", factors)


def beside(*factors: Formula) -> Formula:
    """Return a product of symbols side by side, without dots."""
    return factors[0] if len(factors) == 1 else Formula("juxtaposed", factors)


def dotted(formula: Formula) -> Formula:
    """Return a formula with a dot in each product, as numbers need it."""
    if not formula.parts:
        return formula
    parts = tuple(map(dotted, formula.parts))
    kind = "product" if formula.kind == "juxtaposed" else formula.kind
    return formula._replace(kind=kind, parts=parts)


def over(top: Formula, bottom: Formula) -> Formula:
    """Return a quotient."""
    return Formula("quotient", (top, bottom))


def power(base: Formula, exponent: Formula) -> Formula:
    """Return a power."""
    return Formula("power", (base, exponent))


def squared(base: Formula) -> Formula:
    """Return a square."""
    return power(base, number(2.0))


def root(body: Formula) -> Formula:
    """Return a square root."""
    return Formula("root", (body,))


def absolute(body: Formula) -> Formula:
    """Return |…|."""
    return Formula("absolute", (body,))


def call(name: str, argument: Formula) -> Formula:
    """Return a function of an argument."""
    return Formula("call", (argument,), name)


def mean(body: Formula) -> Formula:
    """Return the mean over the batch."""
    return Formula("mean", (body,))


def total(body: Formula) -> Formula:
    """Return the sum over the batch."""
    return Formula("total", (body,))


def relation(left: Formula, sign: str, right: Formula) -> Formula:
    """Return a condition such as z > 0."""
    return Formula("relation", (left, right), sign)


def cases(*rows: tuple[Formula, Formula], otherwise: Formula) -> Formula:
    """Return a formula by cases: pairs of formula and condition, and what holds elsewhere."""
    return Formula("cases", (*(part for row in rows for part in row), otherwise))


DOTS = symbol("…")
HALF = symbol("½")


def is_number(formula: Formula) -> bool:
    """Whether a formula is a number and nothing else."""
    return formula.kind in ("decimal", "fraction")


def is_short(value: Value) -> bool:
    """Whether a number is a fraction with at most four digits above and below its line."""
    if type(value) is not Fraction:  # isinstance would ask an abstract class, and take longer
        return False
    return abs(value.numerator) <= _LONGEST and value.denominator <= _LONGEST
