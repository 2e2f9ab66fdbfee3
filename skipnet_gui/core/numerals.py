"""Print and read numbers as people write them on paper."""

import math
import re

MINUS = "\u2212"
NOT_COMPUTED = "–"
THIN_SPACE = "\u2009"

_DECIMAL = r"[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][+-]?\d+)?"
_NUMBER = re.compile(rf"({_DECIMAL})(?:\s*/\s*({_DECIMAL}))?\Z", re.ASCII)
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
