"""The numbers of the lines of a derivation as text, from templates that are made once.

While training runs a line is written at every frame, and only its numbers differ.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from skipnet_gui.core.derivation import Derivation
from skipnet_gui.core.derivation_lines import Sides
from skipnet_gui.core.formula import Formula, Value, is_number
from skipnet_gui.core.number_templates import RESULT, Gaps, Numbers, Template
from skipnet_gui.core.operations import UPDATE, Operation, Quantity
from skipnet_gui.core.paper import Leaf, back_terms, formula_of
from skipnet_gui.core.paper_updates import Leaf as UpdateLeaf
from skipnet_gui.core.paper_updates import update_lines


class _OfSample(NamedTuple):
    """An equation or a term made of quantities of the sample shown."""

    template: Template
    quantities: tuple[Quantity, ...]

    def numbers(self, derivation: Derivation) -> Numbers:
        """Return the numbers put in."""
        return [derivation.values.of(quantity) for quantity in self.quantities]


def _of_sample(write: Callable[[Leaf], Formula]) -> _OfSample:
    gaps = Gaps[Quantity]()
    template = gaps.template(write(gaps))
    return _OfSample(template, tuple(gaps.names))


class PassNumbers:
    """The numbers of a line of the forward or the backward pass."""

    def __init__(self, derivation: Derivation, operation: Operation) -> None:
        network, self._quantity = derivation.network, operation.quantity
        self._equation = _of_sample(partial(formula_of, network, self._quantity))
        self._output = derivation.output_after(self._quantity)
        self._mean: Template | None = None
        if derivation.is_mean(self._quantity):
            gaps = Gaps[int]()
            put_in = derivation.means.numbers(self._quantity, fractions=False)
            self._mean = gaps.template(_with_gaps(put_in, gaps))
        self._terms = _terms(derivation, self._quantity)

    def sides(self, derivation: Derivation) -> list[Sides]:
        """Return the numbers of the equations, then those of the terms."""
        quantity, functions = self._quantity, derivation.functions
        numbers = self._equation.numbers(derivation)
        result = float(derivation.values.of(quantity))
        found = [self._equation.template.sides(numbers, functions, result)]
        if self._output is not None:
            found.append(RESULT.sides((), functions, result))
        if self._mean is not None:
            means = derivation.means
            put_in = list(_leaves(means.numbers(quantity, fractions=False)))
            found.append(self._mean.sides(put_in, functions, means.of(quantity)))
        found += [made.template.term(made.numbers(derivation), functions) for made in self._terms]
        return found


def _terms(derivation: Derivation, quantity: Quantity) -> list[_OfSample]:
    if quantity.kind != "dL_dh":
        return []
    network, unit = derivation.network, quantity.number
    count = len(back_terms(network, unit, derivation.spec.paper.symbol))

    def term(place: int) -> _OfSample:
        return _of_sample(lambda leaf: back_terms(network, unit, leaf)[place][1])

    return [term(place) for place in range(count)] if count > 1 else []


def _with_gaps(formula: Formula, gaps: Gaps[int]) -> Formula:
    """Return a formula of numbers with a gap for each."""
    if is_number(formula):
        return gaps(len(gaps.names))
    return formula._replace(parts=tuple(_with_gaps(part, gaps) for part in formula.parts))


def _leaves(formula: Formula) -> Iterator[Value]:
    if formula.value is not None:
        yield formula.value
    for part in formula.parts:
        yield from _leaves(part)


class UpdateNumbers:
    """The numbers of the lines of the update of a weight."""

    def __init__(self, derivation: Derivation, operation: Operation) -> None:
        self._edge = operation.number
        self._lines = [
            (line.name, *_named(line.formula)) for line in update_lines(derivation.spec.optimizer)
        ]

    def sides(self, derivation: Derivation) -> list[Sides]:
        """Return the numbers of each line, the earlier ones put into the later."""
        known, functions = derivation.given(self._edge), derivation.functions
        found = []
        for name, template, names in self._lines:
            numbers = [known[read] for read in names]
            known[name] = result = template.value(numbers, functions)
            found.append(template.sides(numbers, functions, float(result)))
        return found


def _named(write: Callable[[UpdateLeaf], Formula]) -> tuple[Template, tuple[str, ...]]:
    gaps = Gaps[str]()
    template = gaps.template(write(gaps))
    return template, tuple(gaps.names)


LineNumbers = PassNumbers | UpdateNumbers


def line_numbers(derivation: Derivation, operation: Operation) -> LineNumbers:
    """Return what writes the numbers of a line, for all moments with the same symbols."""
    made = UpdateNumbers if operation.group == UPDATE else PassNumbers
    return made(derivation, operation)
