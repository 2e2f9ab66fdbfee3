"""Print and read numbers as people write them on paper."""

import math
import re
from typing import NamedTuple

MINUS = "\u2212"
NOT_COMPUTED = "–"
THIN_SPACE = "\u2009"

_UNSIGNED = r"(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][+-]?\d+)?"
_DECIMAL = rf"[+-]?{_UNSIGNED}"
_NUMBER = re.compile(rf"({_DECIMAL})(?:\s*/\s*({_DECIMAL}))?\Z", re.ASCII)
# An answer on a sheet: a decimal, or a fraction of whole numbers, and nothing else.
_ANSWER = re.compile(
    r"[+-]?(?:\d+(?:[.,](?P<after>\d*))?|[.,](?P<bare>\d+))(?:[eE](?P<power>[+-]?\d+))?",
    re.ASCII,
)
_FRACTION = re.compile(r"([+-]?\d+)/([+-]?\d+)", re.ASCII)
_FACTOR = re.compile(rf"([+-]?)({_UNSIGNED})(?:\^([+-]?\d{{1,9}}))?", re.ASCII)
_BETWEEN_FACTORS = re.compile(r"\s*([*×·⋅/])\s*")
_NON_FINITE = {math.inf: "∞", -math.inf: MINUS + "∞"}


def short(value: float | None, digits: int = 4) -> str:
    """Return a number with at most ``digits`` significant digits, trailing zeros dropped.

    −0 prints as 0, minus is U+2212, None as "–", infinity as "∞", NaN as "nan".
    """
    if value is None:
        return NOT_COMPUTED
    if not math.isfinite(value):
        return _NON_FINITE.get(value, "nan")
    if value == 0.0:
        return "0"
    return _tidy(f"{value:.{digits}g}")


def full(value: float | None) -> str:
    """Return a number with all its digits (the shortest text that reads back the same)."""
    if value is None or value == 0.0 or not math.isfinite(value):
        return short(value)
    text = repr(float(value))
    return _tidy(text.removesuffix(".0"))


def _tidy(text: str) -> str:
    mantissa, e, exponent = text.partition("e")
    tail = f"e{int(exponent)}" if e else ""
    return (mantissa + tail).replace("-", MINUS)


def grouped(count: int) -> str:
    """Return a whole number in groups of three; "," is kept for decimals."""
    return f"{count:,}".replace(",", THIN_SPACE)


def counted(number: int, word: str) -> str:
    """Return a number of things: “1 edge”, “2 edges”."""
    return f"{grouped(number)} {word}{'' if number == 1 else 's'}"


def parse(text: str) -> float:
    """Read a decimal or a fraction; "," and "." are both the decimal mark.

    Raises
    ------
    ValueError
        With a sentence for the person who typed it.
    """
    cleaned = text.strip().replace(MINUS, "-")
    match = _NUMBER.match(cleaned)
    if match is None:
        raise ValueError(f"“{text.strip()}” is not a number; write it like 0.5, −3 or 1/8")
    value = float(match[1].replace(",", "."))
    if match[2] is not None:
        divisor = float(match[2].replace(",", "."))
        if divisor == 0.0:
            raise ValueError("a fraction cannot have 0 below the line")
        value /= divisor
    if not math.isfinite(value):
        raise ValueError(f"“{text.strip()}” is too large for a float64")
    return value


class Answer(NamedTuple):
    """A number written by hand, and how exactly.

    Attributes
    ----------
    value, radius
        The written digits stand for every number in value ± radius.
    digit
        One unit of the last written digit, 1 for whole numbers; None where no digit was
        rounded: a fraction, a power, a product.
    """

    value: float
    radius: float
    digit: float | None

    def fits(self, value: float, spread: float = 0.0) -> bool:
        """Whether the answer can stand for a value that is itself known to ± spread."""
        if not math.isfinite(value):
            return False
        off = abs(self.value - value) - slack(self.value, value)
        return off <= self.radius + spread


def slack(a: float, b: float) -> float:
    """Return by how much two numbers may differ and still count as the same."""
    return 1e-9 * max(abs(a), abs(b)) + 1e-12


def read_answer(text: str) -> Answer | None:
    """Read an answer of an answer sheet; None if it is not one.

    A decimal in the digits 0-9 with "." or ",", with or without an exponent, or a fraction
    of whole numbers. Half a unit of the last written digit, or 5 % of the value where that
    is less, is the radius; fractions and bare whole numbers are exact.
    """
    cleaned = text.strip().replace(MINUS, "-")
    if match := _ANSWER.fullmatch(cleaned):
        return _decimal_answer(match)
    if match := _FRACTION.fullmatch(cleaned):
        return _quotient_answer(match[1], match[2])
    return None


def _decimal_answer(match: re.Match[str]) -> Answer | None:
    value = float(match[0].replace(",", "."))
    if not math.isfinite(value):
        return None
    decimals = len(match["after"] or match["bare"] or "")
    if "." not in match[0] and "," not in match[0] and match["power"] is None:
        return Answer(value, 0.0, 1.0)
    # The last digit set to 1, all before it to 0: no power of ten is computed.
    one = f"0.{'1':0>{decimals}}" if decimals else "1"
    digit = float(f"{one}e{match['power'] or 0}")
    return Answer(value, min(digit, 0.1 * abs(value)) / 2.0, digit)


def _quotient_answer(above: str, below: str) -> Answer | None:
    try:
        return Answer(int(above) / int(below), 0.0, None)
    except (ArithmeticError, ValueError):  # 0 below the line, or beyond float64 or int()
        return None


def read_worked(text: str) -> Answer | None:
    """Read what a field for an answer takes: an answer, a power or a product of numbers.

    ``0.5*0.25``, ``2^3`` and ``0.5 / 4`` are exact; an answer alone is read as on a sheet.
    """
    return read_answer(text) or _product_answer(text.strip().replace(MINUS, "-"))


def _product_answer(text: str) -> Answer | None:
    first, *rest = _BETWEEN_FACTORS.split(text)
    try:
        value = _factor(first)
        for sign, factor in zip(rest[::2], rest[1::2], strict=True):
            value = value / _factor(factor) if sign == "/" else value * _factor(factor)
    except (ArithmeticError, ValueError):
        return None
    return Answer(value, 0.0, None) if math.isfinite(value) else None


def _factor(text: str) -> float:
    """Return a number or a power of one; the sign stands before the power: −2^2 is −4."""
    match = _FACTOR.fullmatch(text)
    if match is None:
        raise ValueError(f"{text} is no factor")
    size: float = float(match[2].replace(",", ".")) ** int(match[3] or 1)
    return -size if match[1] == "-" else size
