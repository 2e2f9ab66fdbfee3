"""A chain of values: every quantity by its rule from its operands, answered or computed."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from skipnet_gui.core.functions import Array
from skipnet_gui.core.quantities import Moment, Quantity
from skipnet_gui.core.rules import Rule, factor_value, operands, rules, value_of


class Upstream(NamedTuple):
    """What a quantity is computed from, the nearest first.

    Attributes
    ----------
    used
        The answered quantities at which the way back ends.
    between
        The unanswered ones on the way to them, or to the data.
    """

    used: tuple[Quantity, ...]
    between: tuple[Quantity, ...]


@dataclass(frozen=True, eq=False)
class Chain:
    """All quantities at a moment as they follow from answers.

    An operand that is answered is that answer; one that is not is computed the same way.
    Without answers these are the true values.

    Attributes
    ----------
    moment
        Where weights, data and optimizer state come from.
    answers
        The value of each answered quantity.
    """

    moment: Moment
    answers: Mapping[Quantity, float]

    @cached_property
    def rules(self) -> dict[Quantity, Rule]:
        """The rule of every quantity, in the computation's order."""
        return rules(self.moment, self.answers)

    @cached_property
    def _rank(self) -> dict[Quantity, int]:
        return {quantity: rank for rank, quantity in enumerate(self.rules)}

    @cached_property
    def _values(self) -> tuple[dict[Quantity, Array], dict[Quantity, Array]]:
        """What every quantity comes to, and what it is taken as further on, (1,) arrays."""
        computed: dict[Quantity, Array] = {}
        taken: dict[Quantity, Array] = {}
        with np.errstate(all="ignore"):
            for quantity, rule in self.rules.items():
                computed[quantity] = taken[quantity] = value_of(rule, taken)
                if quantity in self.answers:
                    taken[quantity] = np.array([self.answers[quantity]])
        return computed, taken

    def value(self, quantity: Quantity) -> float:
        """Return what a quantity comes to, whether it is answered or not."""
        return float(self._values[0][quantity][0])

    def by(self, rule: Rule) -> float:
        """Return what another rule comes to with the operands of this chain."""
        with np.errstate(all="ignore"):
            return float(value_of(rule, self._values[1])[0])

    def zero_factors(self, quantity: Quantity) -> list[list[bool]]:
        """Return for each factor in each term of a quantity's rule whether it is exactly 0."""
        with np.errstate(all="ignore"):
            return [
                [bool(factor_value(factor, self._values[1])[0] == 0.0) for factor in term.factors]
                for term in self.rules[quantity]
            ]

    def upstream(self, quantity: Quantity) -> Upstream:
        """Return the answers that a quantity is computed from, and what lies between."""
        found: dict[Quantity, None] = {}
        behind = deque([quantity])
        while behind:
            for operand in operands(self.rules[behind.popleft()]):
                if operand not in found:
                    found[operand] = None
                    if operand not in self.answers:
                        behind.append(operand)
        used = tuple(operand for operand in found if operand in self.answers)
        return Upstream(used, tuple(operand for operand in found if operand not in self.answers))

    def moved(
        self,
        quantity: Quantity,
        between: Iterable[Quantity],
        changes: Sequence[tuple[Quantity, float]],
    ) -> Array:
        """Return what a quantity comes to when one quantity upstream is taken otherwise.

        Parameters
        ----------
        between
            The unanswered quantities through which a change is carried on.
        changes
            K changes, each for itself: the quantity and what it is taken as.

        Returns
        -------
        (K,) array.
        """
        taken = dict(self._values[1])
        places: dict[Quantity, list[int]] = {}
        for place, (changed, _) in enumerate(changes):
            places.setdefault(changed, []).append(place)
        new_values = np.array([value for _, value in changes])
        between = set(between)
        with np.errstate(all="ignore"):
            for one in sorted(between | places.keys(), key=self._rank.__getitem__):
                if one in between:
                    taken[one] = value_of(self.rules[one], taken)
                if one in places:
                    taken[one] = np.array(np.broadcast_to(taken[one], len(changes)))
                    taken[one][places[one]] = new_values[places[one]]
            value = value_of(self.rules[quantity], taken)
        return np.broadcast_to(value, len(changes))
