"""Formulas set for the screen: subscripts, fractions, hats and roots from a tree.

They are painted by hand rather than in a typesetter's fonts: symbols stand beside numbers
in the interface's own type, in the theme's colours, and look as they do on the graph.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from skipnet_gui.core.formula import Formula, is_short
from skipnet_gui.core.notation import ATOM, BONDS, FACTOR, POWER, PRODUCT, SUM, is_negative
from skipnet_gui.core.numerals import MINUS, short
from skipnet_gui.ui.typeset import (
    AXIS,
    Block,
    bracketed,
    gap,
    row,
    sign_block,
    stacked,
    stroked,
    text_block,
    united,
)

INDEX_PX = 12  # a subscript: no text is smaller
FORMULA_PX, PART_PX = 14, 13  # a letter, and one in a fraction
_RAISED, _LOWERED = 0.42, 0.20  # by how much of a letter's size
_THIN, _MEDIUM, _THICK = 2.5, 3.5, 5.0  # beside factors, signs of a sum, and equals


def typeset(formula: Formula, pixels: int = FORMULA_PX) -> Block:
    """Return a formula set in a size."""
    return _set(formula, pixels, True)


def pieces(symbol: Formula, sign: str, formula: Formula) -> Iterator[Block]:
    """Yield an equation in the pieces between which a line may break."""
    left = row([typeset(symbol), sign_block(sign, FORMULA_PX, _THICK)])
    if formula.kind != "sum":
        yield row([left, typeset(formula)])
        return
    first, *rest = _terms(formula, FORMULA_PX, True)
    yield row([left, first])
    yield from rest


# Setting: each function sets a kind of formula in a size; ``leading`` is as in notation.

Setter = Callable[[Formula, int, bool], Block]


def _set(formula: Formula, pixels: int, leading: bool) -> Block:
    return _SETTERS[formula.kind](formula, pixels, leading)


def _part(formula: Formula, pixels: int, least: int, leading: bool = False) -> Block:
    held = _BONDS.get(formula.kind, ATOM) >= least
    if held and (leading or not is_negative(formula)):
        return _set(formula, pixels, leading)
    return bracketed(_set(formula, pixels, True), pixels)


def _smaller(pixels: int) -> int:
    return min(pixels, PART_PX)


def _number(formula: Formula, pixels: int, leading: bool) -> Block:
    value = formula.value
    assert value is not None
    if isinstance(value, Fraction) and is_short(value) and value.denominator > 1:
        small = _smaller(pixels)
        above, below = str(abs(value.numerator)), str(value.denominator)
        quotient = stacked(text_block(above, small), text_block(below, small), pixels)
        return row([text_block(MINUS, pixels), quotient]) if value < 0 else quotient
    return text_block(short(float(value)), pixels)


def _symbol(formula: Formula, pixels: int, leading: bool) -> Block:
    return _indexed(formula.name, formula.below, pixels)


def _hat(formula: Formula, pixels: int, leading: bool) -> Block:
    letter = "ŷ" if formula.name == "y" else formula.name + "\u0302"
    return _indexed(letter, formula.below, pixels)


def _indexed(letter: str, below: str, pixels: int) -> Block:
    if not below:
        return text_block(letter, pixels)
    index = text_block(below, INDEX_PX).moved(0.5, round(_LOWERED * pixels))
    return row([text_block(letter, pixels), index])


def _partial(formula: Formula, pixels: int, leading: bool) -> Block:
    small = _smaller(pixels)
    below = row([text_block("∂", small), _set(formula.parts[0], small, True)])
    return stacked(text_block("∂L", small), below, pixels)


def _quotient(formula: Formula, pixels: int, leading: bool) -> Block:
    top, bottom = formula.parts
    if top.kind == "total":  # a mean: the factor before the sum is lower than a sum on a bar
        part = stacked(text_block("1", PART_PX), _set(bottom, PART_PX, True), pixels)
        return row([part, gap(_THIN), _set(top, pixels, True)])
    small = _smaller(pixels)
    return stacked(_set(top, small, True), _set(bottom, small, True), pixels)


def _sum(formula: Formula, pixels: int, leading: bool) -> Block:
    return row(_terms(formula, pixels, leading))


def _terms(formula: Formula, pixels: int, leading: bool) -> Iterator[Block]:
    first, *rest = formula.parts
    yield _part(first, pixels, SUM, leading)
    for term in rest:
        taken = term.kind == "negated"
        body = term.parts[0] if taken else term
        sign = sign_block(MINUS if taken else "+", pixels, _MEDIUM)
        yield row([sign, _part(body, pixels, PRODUCT)])


def _negated(formula: Formula, pixels: int, leading: bool) -> Block:
    return row([text_block(MINUS, pixels), _part(formula.parts[0], pixels, PRODUCT)])


def _joined(mark: str, beside: float) -> Setter:
    def setter(formula: Formula, pixels: int, leading: bool) -> Block:
        blocks: list[Block] = []
        for place, factor in enumerate(formula.parts):
            between = sign_block(mark, pixels, beside) if mark else gap(beside)
            blocks += [between] if place else []
            blocks.append(_part(factor, pixels, FACTOR, leading and not place))
        return row(blocks)

    return setter


def _power(formula: Formula, pixels: int, leading: bool) -> Block:
    base = _part(formula.parts[0], pixels, ATOM)
    exponent = _set(formula.parts[1], INDEX_PX, True)
    raised = max(_RAISED * pixels, base.above - 0.6 * exponent.above)
    return row([base, exponent.moved(1.0, -raised)])


def _root(formula: Formula, pixels: int, leading: bool) -> Block:
    inner = _set(formula.parts[0], pixels, True)
    top, bottom = -inner.above - 2.5, inner.below
    hook = [(0.5, bottom - 5.0), (2.5, bottom - 6.0), (5.0, bottom), (8.0, top)]
    path = stroked([*hook, (9.5 + inner.width, top)])
    sign = Block(9.0, -top + 1.0, bottom, strokes=(path,))
    return row([sign, inner, gap(1.5)])


def _absolute(formula: Formula, pixels: int, leading: bool) -> Block:
    inner = _set(formula.parts[0], pixels, True)
    above, below = max(inner.above, 0.78 * pixels) + 1.0, max(inner.below, 0.22 * pixels)
    bar = Block(4.0, above, below, bars=((1.5, -above, 1.0, above + below),))
    return row([bar, inner, bar])


def _call(formula: Formula, pixels: int, leading: bool) -> Block:
    inner = _set(formula.parts[0], pixels, True)
    return row([text_block(formula.name, pixels), bracketed(inner, pixels)])


def _mean(formula: Formula, pixels: int, leading: bool) -> Block:
    inner = _set(formula.parts[0], pixels, True)
    top = -inner.above - 3.0
    bar = Block(0.0, -top, 0.0, bars=((0.0, top, inner.width, 1.0),))
    return row([bar, inner])


def _total(formula: Formula, pixels: int, leading: bool) -> Block:
    return row([text_block("Σ", pixels), gap(_THIN), _set(formula.parts[0], pixels, True)])


def _relation(formula: Formula, pixels: int, leading: bool) -> Block:
    left, right = (_set(side, pixels, True) for side in formula.parts)
    return row([left, sign_block(formula.name, pixels, _THICK), right])


def _cases(formula: Formula, pixels: int, leading: bool) -> Block:
    """Return formulas by cases one below the other, a brace before them."""
    *pairs, last = (_set(part, pixels, True) for part in formula.parts)
    lines = [
        row([value, text_block("   for ", pixels), condition])
        for value, condition in zip(pairs[::2], pairs[1::2], strict=True)
    ]
    lines.append(row([last, text_block("   otherwise", pixels)]))
    high = sum(line.above + line.below + 4.0 for line in lines)
    y, placed = -high / 2 - AXIS * pixels, []
    for line in lines:
        placed.append(line.moved(10.0, y + 2.0 + line.above))
        y += line.above + line.below + 4.0
    above, below = high / 2 + AXIS * pixels, high / 2 - AXIS * pixels
    brace = Block(0.0, above, below, strokes=(_brace(-above, below),))
    return united([brace, *placed], max(line.width for line in placed), above, below)


def _brace(top: float, bottom: float) -> QPainterPath:
    middle, arm = (top + bottom) / 2, 3.5
    path = QPainterPath(QPointF(8.0, top))
    path.quadTo(QPointF(4.5, top), QPointF(4.5, top + arm))
    path.lineTo(4.5, middle - arm)
    path.quadTo(QPointF(4.5, middle), QPointF(1.0, middle))
    path.quadTo(QPointF(4.5, middle), QPointF(4.5, middle + arm))
    path.lineTo(4.5, bottom - arm)
    path.quadTo(QPointF(4.5, bottom), QPointF(8.0, bottom))
    return path


# A bar holds what is above and below it together.
_BONDS = {**BONDS, "quotient": FACTOR, "partial": POWER}

_SETTERS: dict[str, Setter] = {
    "decimal": _number,
    "fraction": _number,
    "symbol": _symbol,
    "hat": _hat,
    "partial": _partial,
    "sum": _sum,
    "negated": _negated,
    "product": _joined("·", _MEDIUM),
    "juxtaposed": _joined("", _THIN),
    "quotient": _quotient,
    "power": _power,
    "root": _root,
    "absolute": _absolute,
    "call": _call,
    "mean": _mean,
    "total": _total,
    "relation": _relation,
    "cases": _cases,
}
