"""Templates of formulas with numbers put in: the text around the numbers is kept.

A template takes the numbers of other moments, and works out the parts of its formula, ten
times as fast as a tree is made and written.
"""

import math
import re
from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

from skipnet_gui.core.derivation_lines import Sides, prints_exactly
from skipnet_gui.core.formula import (
    DOTS,
    HALF,
    Formula,
    Value,
    dotted,
    is_number,
    negate,
    number,
    power,
    symbol,
)
from skipnet_gui.core.notation import to_text
from skipnet_gui.core.numerals import MINUS, short
from skipnet_gui.core.worked import VALUES, Functions

Numbers = Sequence[Value]
Name = TypeVar("Name")  # of a gap
Reader = Callable[[Numbers, Functions], Value]

_FIRST = 0xF0000  # a gap is written as a letter for private use
_GAP = re.compile("([\U000f0000-\U000ffffd])")
_RAISED = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹⁻^")
_EXPONENT = "^("
_NOTHING = symbol("")


def _gap(index: int) -> Formula:
    """Return a formula that stands for a number, a positive one."""
    return Formula("symbol", name=chr(_FIRST + index), value=1.0)


def _index(formula: Formula) -> int | None:
    is_gap = formula.kind == "symbol" and formula.value is not None
    return ord(formula.name) - _FIRST if is_gap else None


def _is_leaf(formula: Formula) -> bool:
    return is_number(formula) or formula == HALF or _index(formula) is not None


def _negative(formula: Formula) -> Formula:
    """Return a formula with negative numbers in its gaps."""
    if _index(formula) is not None:
        return formula._replace(value=-1.0)
    return formula._replace(parts=tuple(map(_negative, formula.parts)))


class _Place(NamedTuple):
    """A gap: the text before it, which number stands there, and how it is written."""

    before: str
    number: int
    sign: bool  # in brackets if it is negative
    base: bool  # of a power: in brackets if it has a power of ten
    raised: bool

    def write(self, text: str) -> str:
        """Return the text before the gap, and a number in it."""
        if self.raised:
            text = to_text(power(_NOTHING, symbol(text)))
        elif (self.sign and text[0] == MINUS) or (self.base and "e" in text):
            text = f"({text})"
        return self.before + text


class _Text:
    """A formula as text with gaps."""

    def __init__(self, formula: Formula) -> None:
        pieces, signed = (_GAP.split(to_text(made)) for made in (formula, _negative(formula)))
        self._places = []
        closing, start = "", 0
        for at in range(1, len(pieces), 2):
            before, gap, after = pieces[at - 1 : at + 2]
            sign = signed[at - 1] != closing + before
            closing = ")" if sign else ""
            raised = before.endswith(_EXPONENT)
            end = len(before) - len(_EXPONENT) * raised
            place = _Place(before[start:end], ord(gap) - _FIRST, sign, after[:1] in _RAISED, raised)
            self._places.append(place)
            start = int(raised)  # without the bracket that closes an exponent
        self._end = pieces[-1][start:]

    def write(self, numbers: Sequence[str]) -> str:
        """Return the text with numbers in its gaps."""
        written = [place.write(numbers[place.number]) for place in self._places]
        return "".join(written) + self._end


def _reader(formula: Formula) -> Reader:
    """Return what works out a formula from the numbers in its gaps."""
    index, value = _index(formula), formula.value
    if index is not None:
        return lambda numbers, _: numbers[index]
    if formula == HALF:
        return lambda _, __: 0.5
    if formula == DOTS:
        return lambda _, __: math.nan  # rows left out are written, never worked out
    if value is not None:
        return lambda _, __: value
    parts = tuple(map(_reader, formula.parts))
    if formula.kind == "call":
        name, inner = formula.name, parts[0]
        return lambda numbers, functions: functions[name](inner(numbers, functions))
    combine = VALUES[formula.kind]
    return lambda numbers, functions: combine(*[part(numbers, functions) for part in parts])


class _Worked:
    """A formula whose parts are worked out, as :func:`worked` does it."""

    def __init__(self, formula: Formula, gaps: int) -> None:
        self._readers: list[Reader] = []
        self._gaps = gaps
        parts = tuple(map(self._part, formula.parts))
        self._checked = [index for part in parts if (index := _index(part)) is not None]
        self._text = _Text(formula._replace(parts=parts))

    def _part(self, part: Formula) -> Formula:
        if _is_leaf(part):
            return part
        if part.kind == "negated":
            body = part.parts[0]
            return part if _is_leaf(body) else negate(self._kept(body))
        return self._kept(part)

    def _kept(self, part: Formula) -> Formula:
        self._readers.append(_reader(part))
        return _gap(self._gaps + len(self._readers) - 1)

    def __bool__(self) -> bool:
        return bool(self._readers)

    def write(self, numbers: Numbers, texts: Sequence[str], functions: Functions) -> str:
        """Return the text; none where a part is no finite number."""
        found = [float(read(numbers, functions)) for read in self._readers]
        every = [*numbers, *found]
        if not all(math.isfinite(every[index]) for index in self._checked):
            return ""
        return self._text.write([*texts, *map(short, found)])


def _leaves_out(formula: Formula) -> bool:
    return formula == DOTS or any(map(_leaves_out, formula.parts))


class Template:
    """The right-hand sides of an equation, ready to take other numbers."""

    def __init__(self, formula: Formula, gaps: int) -> None:
        formula = dotted(formula)
        self.value = _reader(formula)
        self._is_number = not formula.parts
        self._text = _Text(formula)
        worked = None if _leaves_out(formula) else _Worked(formula, gaps)
        self._worked = worked or None

    def sides(self, numbers: Numbers, functions: Functions, result: float) -> Sides:
        """Return the numbers put in, worked out, and the result."""
        last = short(result)
        sign = "=" if prints_exactly(result) else "≈"
        if self._is_number:
            return (last if sign == "=" else f"{sign} {last}",)
        texts = [short(float(value)) for value in numbers]
        worked = self._worked.write(numbers, texts, functions) if self._worked else ""
        between = (f"= {worked}",) if worked else ()
        return (self._text.write(texts), *between, f"{sign} {last}")

    def term(self, numbers: Numbers, functions: Functions) -> Sides:
        """Return a term of a sum: the numbers put in, and its value."""
        value = short(float(self.value(numbers, functions)))
        if self._is_number:
            return (value,)
        return (self._text.write([short(float(value)) for value in numbers]), f"= {value}")


RESULT = Template(number(0.0), 0)  # of a number that stands for itself


class Gaps(Generic[Name]):
    """Writes what a formula is made of as gaps, one for each name."""

    def __init__(self) -> None:
        self.names: dict[Name, int] = {}

    def __call__(self, name: Name) -> Formula:
        return _gap(self.names.setdefault(name, len(self.names)))

    def template(self, formula: Formula) -> Template:
        return Template(formula, len(self.names))
