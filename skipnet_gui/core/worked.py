"""A formula with numbers put in, worked out: its value, and the line before the last."""

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache

import numpy as np

from skipnet_gui.core.formula import DOTS, HALF, Formula, Value, is_number, number
from skipnet_gui.core.functions import ACTIVATIONS, LEAKY_SLOPE, LOSSES, Conventions

Functions = Mapping[str, Callable[[Value], Value]]


@cache
def functions_at(conventions: Conventions) -> Functions:
    """Return the functions that formulas call, by name; fractions stay fractions in some."""
    half_at_zero = conventions.relu_slope_at_zero
    leak = Fraction(repr(LEAKY_SLOPE))
    named: dict[str, Callable[[Value], Value]] = {
        "ReLU": lambda z: z if z > 0 else z - z,
        "u": lambda z: _step(z, 1, Fraction(half_at_zero), 0),
        "leaky ReLU": lambda z: z if z > 0 else leak * z,
        "leaky ReLU′": lambda z: _step(z, 1, leak, leak),
        "sign": lambda e: _step(e, 1, conventions.sign_of_zero, -1),
        "ln": lambda q: math.log(q) if q > 0 else -math.inf if q == 0 else math.nan,
    }
    for name in ("elu", "softplus", "sigmoid", "tanh", "gelu", "silu"):
        named[ACTIVATIONS[name].symbol] = _number_of(ACTIVATIONS[name].value)
    for name in ("elu", "gelu", "silu"):
        named[ACTIVATIONS[name].symbol + "′"] = _slope_of(name, conventions)
    huber = LOSSES["huber"]
    named["Huber"] = _number_of(lambda e: huber.value(e, np.zeros_like(e)))
    named["Huber′"] = _number_of(lambda e: -huber.slope(e, np.zeros_like(e), conventions))
    return named


def _step(at: Value, above: Value, on: Value, below: Value) -> Value:
    """Return a step function's value, in numbers of the argument's kind."""
    if at != at:
        return at
    found = above if at > 0 else on if at == 0 else below
    return Fraction(found) if isinstance(at, Fraction) else float(found)


def _number_of(function: Callable[..., np.ndarray]) -> Callable[[Value], Value]:
    return lambda value: _called(function, value)


def _slope_of(name: str, conventions: Conventions) -> Callable[[Value], Value]:
    activation = ACTIVATIONS[name]
    return _number_of(lambda z: activation.slope(z, activation.value(z), conventions))


def _called(function: Callable[..., np.ndarray], value: Value) -> float:
    with np.errstate(all="ignore"):
        return float(function(np.float64(value)))


def value_of(formula: Formula, functions: Functions) -> Value:
    """Return the value of a formula of numbers; a fraction where all in it are fractions."""
    if formula.value is not None:
        return formula.value
    if formula == HALF:
        return Fraction(1, 2)
    parts = [value_of(part, functions) for part in formula.parts]
    if formula.kind == "call":
        return functions[formula.name](parts[0])
    return VALUES[formula.kind](*parts)


def _product(*factors: Value) -> Value:
    result = factors[0]
    for factor in factors[1:]:
        result = result * factor
    return result


def _sum(*terms: Value) -> Value:
    result = terms[0]
    for term in terms[1:]:
        result = result + term
    return result


def _quotient(top: Value, bottom: Value) -> Value:
    if bottom != 0:
        return top / bottom
    return math.nan if top == 0 or top != top else math.copysign(math.inf, top)


def _power(base: Value, exponent: Value) -> Value:
    if exponent == 2:  # as training multiplies; a power that is too large would raise
        return base * base
    return math.pow(base, exponent)


# What a formula of a kind comes to, from what its parts come to.
VALUES: dict[str, Callable[..., Value]] = {
    "sum": _sum,
    "negated": lambda body: -body,
    "product": _product,
    "juxtaposed": _product,
    "quotient": _quotient,
    "power": _power,
    "root": lambda body: math.sqrt(body),
    "absolute": abs,
}


def _leaves_out(formula: Formula) -> bool:
    return formula == DOTS or any(map(_leaves_out, formula.parts))


def worked(formula: Formula, functions: Functions) -> Formula | None:
    """Return a formula of numbers with each of its parts worked out.

    0.5 · 0.5 + 0.5 · 0.25 becomes 0.25 + 0.125; None where no part is left to work out,
    or where one is no finite number or is left out.
    """
    if _leaves_out(formula):
        return None
    parts = tuple(_worked_part(part, functions) for part in formula.parts)
    values = [part.value for part in parts if part.value is not None]
    if parts == formula.parts or not all(map(math.isfinite, values)):
        return None
    return formula._replace(parts=parts)


def _worked_part(part: Formula, functions: Functions) -> Formula:
    if is_number(part) or part == HALF:
        return part
    if part.kind == "negated":
        return part._replace(parts=(number(value_of(part.parts[0], functions)),))
    return number(value_of(part, functions))
