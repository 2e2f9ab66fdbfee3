"""Marking of hand-computed answers: right, following from an earlier one, or wrong, and why.

The rules are those of FORMAT.md: an answer is the interval that its written digits allow,
what follows from the student's own answers is told from what is wrong, and a wrong
answer is compared with what the typical slips would have given.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np

from skipnet_gui.core.chain import Chain, Upstream
from skipnet_gui.core.numerals import Answer, full
from skipnet_gui.core.quantities import Kind, Moment, Quantity, name_of, quantities_by_name
from skipnet_gui.core.slips import (
    LABELS_EXCHANGED,
    ROUNDED_TOO_EARLY,
    Slip,
    rounded_too_early,
    wrong_rules,
)

Verdict = Literal["right", "follows", "wrong", "unreadable"]

HOW_TO_WRITE = "not a number; write it like 0.5, −3, 2.5e-3 or 1/8"
FREE_RIDE = "a free ride: every term has a factor that is 0 in your chain but not in truth"

_SUMS_OF_PRODUCTS = {Kind.Z, Kind.YHAT, Kind.DL_DH, Kind.DL_DZ, Kind.DL_DW}
_MOST_NAMED = 3
# Coarser answers fit too much to tell a slip made further up.
_FINE = 0.01


class GivenAnswer(NamedTuple):
    """An answer as it was given.

    Attributes
    ----------
    name
        The quantity's name.
    text
        What was written.
    number
        What it was read as; None if it could not be read.
    """

    name: str
    text: str
    number: Answer | None


class Mark(NamedTuple):
    """The mark of an answer.

    Attributes
    ----------
    quantity, answer
        As given.
    verdict
        "right", "follows", "wrong" or "unreadable".
    expected
        The true value.
    slip
        Name of the slip that it looks like; empty if none.
    comment
        A sentence for the student; empty if there is nothing to say.
    """

    quantity: str
    answer: str
    verdict: Verdict
    expected: float
    slip: str
    comment: str


def mark(moment: Moment, answers: Sequence[GivenAnswer]) -> tuple[Mark, ...]:
    """Mark answers, each by its own and with the others in view; one mark for each, in order.

    Of several answers to one quantity the last that could be read counts for the others.

    Raises
    ------
    KeyError
        If a name is no quantity of the network.
    """
    names = quantities_by_name(moment.network)
    last = {names[given.name]: given.number for given in answers if given.number is not None}
    sheet = _Sheet(moment, last)
    return tuple(_mark(sheet, names[given.name], given) for given in answers)


@dataclass(frozen=True, eq=False)
class _Sheet:
    """All readable answers of a sheet, and what follows from them."""

    moment: Moment
    answers: dict[Quantity, Answer]

    @cached_property
    def truth(self) -> Chain:
        return Chain(self.moment, {})

    @cached_property
    def own(self) -> Chain:
        return Chain(self.moment, {q: answer.value for q, answer in self.answers.items()})

    def is_right(self, quantity: Quantity) -> bool:
        """Whether a quantity is answered, and right."""
        answer = self.answers.get(quantity)
        return answer is not None and answer.fits(self.truth.value(quantity))

    def named(self, quantities: Iterable[Quantity]) -> str:
        """Return the names of the first few quantities."""
        names = [name_of(self.moment.network, quantity) for quantity in quantities]
        return ", ".join(names[:_MOST_NAMED]) + (", …" if len(names) > _MOST_NAMED else "")


class _Judgement(NamedTuple):
    verdict: Verdict
    slip: Slip | None = None
    comment: str = ""


def _mark(sheet: _Sheet, quantity: Quantity, given: GivenAnswer) -> Mark:
    expected = sheet.truth.value(quantity)
    verdict, slip, comment = _judged(sheet, quantity, given.number)
    name = slip.name if slip else ""
    return Mark(given.name, given.text, verdict, expected, name, comment)


def _judged(sheet: _Sheet, quantity: Quantity, answer: Answer | None) -> _Judgement:
    if answer is None:
        return _Judgement("unreadable", comment=HOW_TO_WRITE)
    if answer.fits(sheet.truth.value(quantity)):
        return _Judgement("right")
    upstream = sheet.own.upstream(quantity)
    if upstream.used:
        spread = _spread(sheet, quantity, upstream)
        if answer.fits(sheet.own.value(quantity), spread):
            return _following(sheet, quantity, upstream)
    return _wrong(sheet, quantity, answer, upstream)


def _spread(sheet: _Sheet, quantity: Quantity, upstream: Upstream) -> float:
    """Return how far a value of the own chain can move within the answers it is made from.

    The larger change that each answer makes when it alone moves to an end of its interval,
    added up. An end that takes the value out of the numbers does not count.
    """
    given = [(used, sheet.answers[used]) for used in upstream.used]
    ends = [
        (used, answer.value + side * answer.radius) for used, answer in given for side in (-1, 1)
    ]
    with np.errstate(all="ignore"):
        moved = sheet.own.moved(quantity, upstream.between, ends)
        change = np.abs(moved - sheet.own.value(quantity))
    change[~np.isfinite(change)] = 0.0
    return math.fsum(np.max(change.reshape(-1, 2), axis=1).tolist())


def _following(sheet: _Sheet, quantity: Quantity, upstream: Upstream) -> _Judgement:
    wrong = [used for used in upstream.used if not sheet.is_right(used)]
    comment = f"follows from your {sheet.named(wrong or upstream.used)}"
    if _is_free_ride(sheet, quantity):
        comment += f"; {FREE_RIDE}"
    if wrong:
        return _Judgement("follows", comment=comment)
    return _Judgement("follows", ROUNDED_TOO_EARLY, f"{comment}; {ROUNDED_TOO_EARLY.sentence}")


def _is_free_ride(sheet: _Sheet, quantity: Quantity) -> bool:
    if quantity.kind not in _SUMS_OF_PRODUCTS:
        return False
    pairs = zip(sheet.own.zero_factors(quantity), sheet.truth.zero_factors(quantity), strict=True)
    return all(
        any(own and not true for own, true in zip(*factors, strict=True)) for factors in pairs
    )


def _wrong(sheet: _Sheet, quantity: Quantity, answer: Answer, upstream: Upstream) -> _Judgement:
    for slip, sentence in _suspects(sheet, quantity, answer, upstream):
        return _Judgement("wrong", slip, sentence)
    if not upstream.used:
        return _Judgement("wrong")
    value = full(sheet.own.value(quantity))
    return _Judgement("wrong", comment=f"from your {sheet.named(upstream.used)} comes {value}")


def _suspects(
    sheet: _Sheet, quantity: Quantity, answer: Answer, upstream: Upstream
) -> Iterator[tuple[Slip, str]]:
    """Yield the slips that would have given a wrong answer, the likeliest first."""
    yield from _slips_here(sheet, quantity, answer)
    yield from _labels_exchanged(sheet, quantity, answer)
    if rounded_too_early(answer, sheet.truth.value(quantity)):
        yield ROUNDED_TOO_EARLY, ROUNDED_TOO_EARLY.sentence
    if answer.radius <= _FINE * abs(answer.value):
        yield from _slips_upstream(sheet, quantity, answer, upstream)


def _tells(quantity: Quantity, answer: Answer, value: float) -> bool:
    """Whether a wrong answer fits what a slip gives; but 0 comes about in many ways.

    A value that the slip leaves as it was needs no look: no wrong answer fits it.
    """
    return (value != 0.0 or quantity.kind is Kind.NEW) and answer.fits(value)


def _slips_here(sheet: _Sheet, quantity: Quantity, answer: Answer) -> Iterator[tuple[Slip, str]]:
    for chain in (sheet.own, sheet.truth):
        for slip, rule in wrong_rules(sheet.moment, quantity, chain.rules[quantity]):
            if _tells(quantity, answer, chain.by(rule)):
                yield slip, slip.sentence


def _labels_exchanged(
    sheet: _Sheet, quantity: Quantity, answer: Answer
) -> Iterator[tuple[Slip, str]]:
    for other in sheet.truth.rules:
        if other.kind is not quantity.kind or other == quantity or sheet.is_right(other):
            continue
        if _tells(quantity, answer, sheet.truth.value(other)):
            yield LABELS_EXCHANGED, f"{LABELS_EXCHANGED.sentence} ({sheet.named([other])})"


def _slips_upstream(
    sheet: _Sheet, quantity: Quantity, answer: Answer, upstream: Upstream
) -> Iterator[tuple[Slip, str]]:
    """Yield the slips in unanswered quantities, carried on correctly, the nearest first."""
    distance = {place: steps for steps, place in enumerate(upstream.between)}
    carried = [
        (distance[place], slip, place)
        for chain in (sheet.own, sheet.truth)
        for slip, place, value in _carried_on(chain, quantity, upstream.between)
        if _tells(quantity, answer, value)
    ]
    for _, slip, place in sorted(carried, key=lambda found: found[0]):
        yield slip, f"{slip.sentence} (in {sheet.named([place])})"


def _carried_on(
    chain: Chain, quantity: Quantity, places: Sequence[Quantity]
) -> list[tuple[Slip, Quantity, float]]:
    """Return what a quantity comes to after each slip that can be made in one of the places."""
    slips = [
        (slip, place, chain.by(rule))
        for place in places
        for slip, rule in wrong_rules(chain.moment, place, chain.rules[place])
    ]
    values = chain.moved(quantity, places, [(place, value) for _, place, value in slips])
    return [
        (slip, place, value) for (slip, place, _), value in zip(slips, values.tolist(), strict=True)
    ]
