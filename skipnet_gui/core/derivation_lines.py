"""What a derivation is made of: lines of equations, and the terms of sums over paths."""

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from skipnet_gui.core.formula import Formula, Value, dotted, is_number, is_short, number, relation
from skipnet_gui.core.network import Network
from skipnet_gui.core.notation import name_symbol, to_text
from skipnet_gui.core.operations import Operation, outgoing
from skipnet_gui.core.worked import Functions, worked

# What stands right of the symbols as text: each side but the first with its sign.
Sides = tuple[str, ...]

_EQUAL = 1e-12


class Equation(NamedTuple):
    """A symbol and what it is equal to.

    Attributes
    ----------
    symbol
        The left-hand side.
    replaces
        Whether the result takes the place of the symbol's old value (←).
    formula
        The right-hand side in symbols.
    numbers
        The same with the numbers put in; None where that is the result already.
    worked
        The same with its terms and factors worked out; None where there are none.
    exact
        The result as a fraction, where it is a short one.
    result
        The result.
    """

    symbol: Formula
    replaces: bool
    formula: Formula
    numbers: Formula | None
    worked: Formula | None
    exact: Fraction | None
    result: float

    def chain(self) -> Formula:
        """Return the whole equation as one formula."""
        return chained(self.symbol, *self.sides())

    def sides(self) -> Iterator[tuple[str, Formula]]:
        """Yield the right-hand sides, each with the sign that stands before it."""
        yield "←" if self.replaces else "=", self.formula
        for formula in (self.numbers, self.worked):
            if formula is not None:
                yield "=", formula
        if self.exact is not None:
            yield "=", number(self.exact)
        last = number(self.result)
        if last != self.formula:
            yield ("=" if prints_exactly(self.result) else "≈"), last


def equation(
    symbol: Formula,
    formula: Formula,
    numbers: Formula,
    functions: Functions,
    result: float,
    exact: Value | None,
    replaces: bool = False,
) -> Equation:
    """Return an equation without the sides that would say the same twice."""
    numbers = dotted(numbers)
    fraction = exact if isinstance(exact, Fraction) and is_short(exact) else None
    return Equation(
        symbol=symbol,
        replaces=replaces,
        formula=formula,
        numbers=None if is_number(numbers) else numbers,
        worked=worked(numbers, functions),
        exact=None if fraction is None or fraction.denominator == 1 else fraction,
        result=result,
    )


def chained(first: Formula, *sides: tuple[str, Formula]) -> Formula:
    """Return a formula and what it is equal to, side after side."""
    for sign, side in sides:
        first = relation(first, sign, side)
    return first


def prints_exactly(value: float) -> bool:
    """Whether a number's four digits are all that it has, but for rounding of the last bits."""
    if not math.isfinite(value):
        return True
    return abs(float(f"{value:.4g}") - value) <= _EQUAL * abs(value)


class Term(NamedTuple):
    """A term of a sum over paths: which way it came, its formula, its numbers, its value."""

    path: str
    formula: Formula
    numbers: Formula
    value: Value

    def chain(self) -> Formula:
        """Return the whole term as one formula."""
        sides = [] if is_number(self.numbers) else [("=", self.numbers)]
        return chained(self.formula, *sides, ("=", number(self.value)))


class Line(NamedTuple):
    """A line of a derivation.

    Attributes
    ----------
    operation
        What it computes.
    equations
        One; two with the mean over a batch; several for an update.
    terms
        Where paths meet, the terms of the sum.
    zero
        Why the gradient is 0; empty where it is not.
    """

    operation: Operation
    equations: tuple[Equation, ...]
    terms: tuple[Term, ...] = ()
    zero: str = ""


def path_name(network: Network, unit: int, edge: int | None) -> str:
    """Return the way by which a term of ∂L/∂h came back."""
    if edge is None:
        return "through ŷ"
    edges = outgoing(network, unit)
    targets = [network.edge_targets[other] for other in edges]
    target = network.edge_targets[edge]
    to = f"unit {network.units[target].name}"
    if targets.count(target) > 1:
        to += f" by {name_symbol(network.edges[edge].weight)}"
    if not network.is_skip(edge):
        return f"through {to}"
    skips = sum(map(network.is_skip, edges))
    return "through the skip" if skips == 1 else f"through the skip to {to}"


def sides_of(line: Line, exact: bool) -> list[Sides]:
    """Return the numbers of the equations, then those of the terms.

    ``exact`` gives results also as fractions, where they are short ones.
    """
    equations = [_number_sides(equation, exact) for equation in line.equations]
    return [*equations, *map(_term_sides, line.terms)]


def _number_sides(equation: Equation, exact: bool) -> Sides:
    """Return what an equation's formula is equal to, side by side: ("0.5 · 1", "= 0.5")."""
    shown = equation if exact or equation.exact is None else equation._replace(exact=None)
    _, *sides = shown.sides()
    if not sides:
        return (to_text(number(equation.result)),)
    (sign, first), *rest = sides
    before = "" if sign == "=" else f"{sign} "
    return (before + to_text(first), *[f"{sign} {to_text(side)}" for sign, side in rest])


def _term_sides(term: Term) -> Sides:
    """Return a term with its numbers, and its value."""
    value = to_text(number(term.value))
    return (value,) if is_number(term.numbers) else (to_text(term.numbers), f"= {value}")
