"""What the panel of answers says: symbols, verdicts, the line that sums up."""

import re
from collections import Counter
from collections.abc import Collection
from fractions import Fraction

from skipnet_gui.core.answers import GivenAnswer, Mark, Verdict
from skipnet_gui.core.network import Network
from skipnet_gui.core.notation import derivative, name_symbol, output_symbol, unit_symbol
from skipnet_gui.core.numerals import full, read_answer, read_worked
from skipnet_gui.core.quantities import Kind, Quantity, quantities_by_name
from skipnet_gui.session.asking import ALL, FORWARD, GRADIENTS, UNIT

CHOICES = {
    ALL: "All operations",
    FORWARD: "Forward only",
    GRADIENTS: "Gradients only",
    UNIT: "One unit",
}
FORWARD_TITLE, BACKWARD_TITLE, UPDATE_TITLE = TITLES = ("Forward", "Backward", "After the update")
_FORWARD_KINDS = (Kind.Z, Kind.H, Kind.YHAT, Kind.LOSS)
# verdict -> its character and word beside a field, its word in the summary
VERDICTS: dict[Verdict, tuple[str, str]] = {
    "right": ("✓ right", "right"),
    "follows": ("→ follows", "follow"),
    "wrong": ("✗ wrong", "wrong"),
    "unreadable": ("? unreadable", "unreadable"),
}
_WORD = re.compile(r"(?<![\w’])[A-Za-z][\w/]*(?![\w’])", re.ASCII)
_ALWAYS_COUNTED = ("right", "follows", "wrong")
_LARGEST_DENOMINATOR = 1_000_000


def title_of(quantity: Quantity) -> str:
    """Return the group that a quantity stands in."""
    if quantity.kind is Kind.NEW:
        return UPDATE_TITLE
    return FORWARD_TITLE if quantity.kind in _FORWARD_KINDS else BACKWARD_TITLE


def symbol(network: Network, quantity: Quantity) -> str:
    """Return a quantity as it is written on paper: z₀, ŷ, ∂L/∂w₁; a new weight as w₁ ←."""
    kind, number = quantity
    if kind is Kind.LOSS:
        return "L"
    if kind in (Kind.YHAT, Kind.DL_DYHAT):
        name = output_symbol(network, network.outputs[number])
    elif kind in (Kind.DL_DW, Kind.NEW):
        name = name_symbol(network.edges[number].weight)
    else:
        letter = "z" if kind in (Kind.Z, Kind.DL_DZ) else "h"
        name = unit_symbol(letter, network.units[number].name)
    if kind is Kind.NEW:
        return f"{name} ←"
    return name if kind in _FORWARD_KINDS else derivative(name)


def summary(marks: Collection[Mark], fields: int) -> str:
    """Return how many of the fields are right, follow, are wrong, and are open."""
    counts = Counter(mark.verdict for mark in marks)
    parts = [
        f"{counts[verdict]} {word}"
        for verdict, (_, word) in VERDICTS.items()
        if verdict in _ALWAYS_COUNTED or counts[verdict]
    ]
    return " · ".join([*parts, f"{fields - len(marks)} open"])


def spoken(network: Network, mark: Mark, with_expected: bool) -> str:
    """Return what is said under a field: the comment, and the true value where it is asked for.

    What the comment calls by the names of a sheet is written as on paper.
    """
    names = quantities_by_name(network)
    comment = _WORD.sub(
        lambda word: symbol(network, names[word[0]]) if word[0] in names else word[0],
        mark.comment,
    )
    expected = f"expected {full(mark.expected)}" if with_expected else ""
    return " · ".join(part for part in (comment, expected) if part)


def given(name: str, text: str) -> GivenAnswer:
    """Return what was typed as an answer; powers and products are taken as exact."""
    return GivenAnswer(name, text.strip(), read_worked(text))


def for_a_sheet(text: str) -> str:
    """Return an answer as a sheet takes it: a power or a product becomes its exact value."""
    worked = read_worked(text)
    if read_answer(text) is not None or worked is None:
        return text.strip()
    fraction = Fraction(worked.value).limit_denominator(_LARGEST_DENOMINATOR)
    return str(fraction) if float(fraction) == worked.value else repr(worked.value)
