"""The mean of loss and gradients over a batch, with the numbers that enter it."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cached_property

import numpy as np

from skipnet_gui.core.exact import MOST_EDGES, Values, has_fractions
from skipnet_gui.core.formula import DOTS, Formula, Value, add, number, over, total
from skipnet_gui.core.functions import Array
from skipnet_gui.core.operations import Quantity
from skipnet_gui.core.passes import mean_in_order
from skipnet_gui.core.run_spec import RunSpec

# The fractions of a row of the data, where it has some.
ExactRow = Callable[[int], Values | None]

_MOST_TERMS = 6  # of more only the first and the last are written


class BatchMeans:
    """Loss and gradients of each row of a batch, and their means."""

    def __init__(
        self, spec: RunSpec, weights: Array, batch: Sequence[int], exact: ExactRow
    ) -> None:
        self._spec, self._weights, self._batch = spec, weights, list(batch)
        self._exact_row = exact

    @cached_property
    def _rounded(self) -> tuple[Array, Array]:
        """The (1, B) losses and the (E, B) gradients."""
        x, y = self._spec.batch(np.array(self._batch))
        passes, weights = self._spec.passes, self._weights[None, :]
        with np.errstate(all="ignore"):
            forward = passes.forward(weights, x, y)
            backward = passes.backward(weights, forward, y)
        return forward.losses, np.concatenate(backward.edge_terms)

    @cached_property
    def _exact(self) -> tuple[Values, ...] | None:
        """The fractions of each row, where all have some and they are not too many."""
        spec, rows = self._spec, self._batch
        if not has_fractions(spec.network) or len(rows) * len(self._weights) > MOST_EDGES:
            return None
        found = map(self._exact_row, rows)
        exact = tuple(values for values in found if values is not None)
        return exact if len(exact) == len(rows) else None

    def _values(self, quantity: Quantity) -> Array:
        losses, gradients = self._rounded
        values: Array = (losses if quantity.kind == "loss" else gradients)[quantity.number]
        return values

    def of(self, quantity: Quantity) -> float:
        """Return the mean, as training computes it."""
        with np.errstate(all="ignore"):  # of numbers that are not finite
            return float(mean_in_order(self._values(quantity)))

    def exact_of(self, quantity: Quantity) -> Value | None:
        """Return the mean as a fraction, where there is one."""
        if self._exact is None:
            return None
        rows = [Fraction(values.of(quantity)) for values in self._exact]
        return sum(rows, Fraction()) / len(rows)

    def formula(self, symbol: Formula) -> Formula:
        """Return the mean of a symbol."""
        return self._divided(total(symbol))

    def numbers(self, quantity: Quantity, fractions: bool) -> Formula:
        """Return the mean with the numbers of the rows put in."""
        values: list[Value] = self._values(quantity).tolist()
        if fractions and self._exact is not None:
            values = [row.of(quantity) for row in self._exact]
        terms = [number(value) for value in values]
        if len(terms) > _MOST_TERMS:
            terms = [*terms[: _MOST_TERMS - 1], DOTS, terms[-1]]
        return self._divided(add(*terms))

    def _divided(self, formula: Formula) -> Formula:
        rows = len(self._batch)
        return formula if rows == 1 else over(formula, number(float(rows)))
