"""The typical slips: a table of wrong procedures, each with its sentence for the student."""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from skipnet_gui.core.network import Network
from skipnet_gui.core.numerals import Answer, slack
from skipnet_gui.core.quantities import Kind, Moment, Quantity
from skipnet_gui.core.rules import Factor, Rule, Term, dL_dz_at_end

# (moment, quantity, its rule) -> the rules that a person may have followed instead
Procedure = Callable[[Moment, Quantity, Rule], Iterator[Rule]]


class Slip(NamedTuple):
    """A typical slip.

    Attributes
    ----------
    name
        Its word in the marks.
    sentence
        What the student is told.
    procedures
        The wrong procedure for each kind of quantity in which the slip is made; none for
        those that are told from the written number.
    """

    name: str
    sentence: str
    procedures: Mapping[Kind, Procedure]


def _is_skip(network: Network, term: Term) -> bool:
    return term.edge is not None and network.is_skip(term.edge)


def _without_skip_terms(moment: Moment, _: Quantity, rule: Rule) -> Iterator[Rule]:
    """Yield the sum without each one of its skip terms, then without all."""
    skips = [term for term in rule if _is_skip(moment.network, term)]
    for skip in skips:
        yield tuple(term for term in rule if term is not skip)
    if len(skips) > 1:
        yield tuple(term for term in rule if not _is_skip(moment.network, term))


def _only_skip_terms(moment: Moment, _: Quantity, rule: Rule) -> Iterator[Rule]:
    skips = tuple(term for term in rule if _is_skip(moment.network, term))
    if skips:
        yield skips


def _first_factor_alone(_: Moment, __: Quantity, rule: Rule) -> Iterator[Rule]:
    yield (Term(rule[0].factors[:1]),)


def _reversed(_: Moment, __: Quantity, rule: Rule) -> Iterator[Rule]:
    yield _negative(rule)


def _negative(rule: Rule) -> Rule:
    return tuple(Term((-1.0, *term.factors), term.edge) for term in rule)


def _error(moment: Moment, quantity: Quantity, _: Rule) -> Iterator[Rule]:
    if moment.network.loss == "absolute":
        yhat = Term((Quantity(Kind.YHAT, quantity.number),))
        error = (yhat, Term((-float(moment.y[quantity.number]),)))
        yield error
        yield _negative(error)


def _z_of_the_unit(_: Moment, quantity: Quantity, __: Rule) -> Iterator[Rule]:
    yield (Term((Quantity(Kind.Z, quantity.number),)),)


def _z_for_h(_: Moment, __: Quantity, rule: Rule) -> Iterator[Rule]:
    """Yield the rule with z for the h of each one unit, then of all."""
    units = {
        factor.number: None
        for term in rule
        for factor in term.factors
        if isinstance(factor, Quantity) and factor.kind is Kind.H
    }
    for unit in units:
        yield _with_z(rule, {unit})
    if len(units) > 1:
        yield _with_z(rule, set(units))


def _with_z(rule: Rule, units: set[int]) -> Rule:
    def swapped(factor: Factor) -> Factor:
        if isinstance(factor, Quantity) and factor.kind is Kind.H and factor.number in units:
            return Quantity(Kind.Z, factor.number)
        return factor

    return tuple(Term(tuple(map(swapped, term.factors)), term.edge) for term in rule)


def _with_updated_weights(moment: Moment, _: Quantity, rule: Rule) -> Iterator[Rule]:
    def swapped(term: Term) -> Term:
        if term.edge is None:
            return term
        new: Factor = Quantity(Kind.NEW, term.edge)
        if moment.updated is not None:
            new = float(moment.updated[term.edge])
        return Term((dL_dz_at_end(moment.network, term.edge), new), term.edge)

    yield tuple(map(swapped, rule))


def _added(_: Moment, __: Quantity, rule: Rule) -> Iterator[Rule]:
    before, *moves = rule
    yield (before, *_negative(tuple(moves)))


def _with_rate_one(_: Moment, __: Quantity, rule: Rule) -> Iterator[Rule]:
    before, *moves = rule
    yield (before, *(Term((-1.0, *move.factors[1:])) for move in moves))


LABELS_EXCHANGED = Slip(
    "labels_exchanged", "looks like the value of another quantity: were labels exchanged?", {}
)
ROUNDED_TOO_EARLY = Slip(
    "rounded_too_early", "looks like something was rounded too early: carry more digits", {}
)

# In the order in which they are looked for.
SLIPS: tuple[Slip, ...] = (
    Slip(
        "skip_term_left_out",
        "looks like the term of a skip connection was left out",
        {Kind.Z: _without_skip_terms, Kind.DL_DH: _without_skip_terms},
    ),
    Slip(
        "only_skip_term",
        "looks like only the skip connection was counted, and not the other paths",
        {Kind.Z: _only_skip_terms, Kind.DL_DH: _only_skip_terms},
    ),
    Slip(
        "relu_slope_forgotten",
        "looks like the activation’s slope was forgotten: dL/dz is dL/dh times g′(z)",
        {Kind.DL_DZ: _first_factor_alone},
    ),
    Slip(
        "loss_slope_sign_reversed",
        "looks like the sign of the loss’s slope was reversed: it is the slope in ŷ, not in y",
        {Kind.DL_DYHAT: _reversed},
    ),
    Slip(
        "error_instead_of_sign",
        "looks like the error was taken: the slope of |y − ŷ| is only its sign",
        {Kind.DL_DYHAT: _error},
    ),
    Slip(
        "input_factor_forgotten",
        "looks like a factor was forgotten: dL/dw is dL/dz times what flows into the edge",
        {Kind.DL_DW: _first_factor_alone},
    ),
    LABELS_EXCHANGED,
    Slip(
        "z_instead_of_h",
        "looks like z was taken where h, the value after the activation, belongs",
        {Kind.H: _z_of_the_unit, Kind.DL_DW: _z_for_h, Kind.Z: _z_for_h},
    ),
    Slip(
        "updated_weight_used",
        "looks like a weight after the update was used: the backward pass takes the old ones",
        {Kind.DL_DH: _with_updated_weights},
    ),
    Slip(
        "update_added",
        "looks like the update was added: descent subtracts it",
        {Kind.NEW: _added},
    ),
    Slip(
        "rate_forgotten",
        "looks like the learning rate was forgotten",
        {Kind.NEW: _with_rate_one},
    ),
    ROUNDED_TOO_EARLY,
)


def wrong_rules(moment: Moment, quantity: Quantity, rule: Rule) -> Iterator[tuple[Slip, Rule]]:
    """Yield each slip that can be made in a quantity, with the rule that was then followed."""
    for slip in SLIPS:
        if quantity.kind in slip.procedures:
            for wrong in slip.procedures[quantity.kind](moment, quantity, rule):
                yield slip, wrong


def rounded_too_early(answer: Answer, value: float) -> bool:
    """Whether a wrong answer is about what rounding on the way would give.

    Within half a unit of its last digit, or within 5 units of it and 2 % of the value;
    never for 0, nor for what has no last digit.
    """
    if answer.digit is None or answer.value == 0.0 or not math.isfinite(value):
        return False
    off = abs(answer.value - value) - slack(answer.value, value)
    return off <= answer.digit / 2.0 or (off <= 5.0 * answer.digit and off <= 0.02 * abs(value))
