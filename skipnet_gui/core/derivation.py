"""The worked derivation of one step: each line in symbols, with numbers put in, and its result."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from skipnet_gui.core.batch_means import BatchMeans
from skipnet_gui.core.derivation_lines import Equation, Line, Term, equation, path_name
from skipnet_gui.core.exact import (
    MOST_EDGES,
    Values,
    exact_values,
    fraction_of,
    has_fractions,
    traced_values,
)
from skipnet_gui.core.formula import Formula, Value, is_short, mean, number
from skipnet_gui.core.functions import Array
from skipnet_gui.core.operations import UPDATE, Operation, Quantity, outgoing
from skipnet_gui.core.optimizers import Slots
from skipnet_gui.core.paper import Leaf, back_terms, formula_of
from skipnet_gui.core.paper_updates import LETTERS, SLOT_NAMES, settings_used, update_lines
from skipnet_gui.core.paper_updates import Leaf as UpdateLeaf
from skipnet_gui.core.passes import Trace
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.core.training import TrainState, batch_rows, begun
from skipnet_gui.core.worked import functions_at, value_of
from skipnet_gui.core.zero_gradients import ZeroGradients, why_zero


@dataclass(frozen=True, eq=False)
class Moment:
    """The step and sample that a derivation is about.

    Attributes
    ----------
    spec
        The run.
    step
        The number of updates before it.
    weights
        (E,) array, the events of the step applied.
    learning_rate
        The rate that the update uses.
    slots
        The optimizer's buffers before the update.
    batch
        Row numbers of the step's batch, in order.
    row
        The row of the data whose numbers are shown.
    """

    spec: RunSpec
    step: int
    weights: Array
    learning_rate: float
    slots: Slots
    batch: tuple[int, ...]
    row: int


def moment(spec: RunSpec, state: TrainState, row: int | None = None) -> Moment:
    """Return the moment from which the next update starts.

    ``row`` is a row of the data; None is the first of the batch.
    """
    start = begun(spec, state)
    batch = tuple(batch_rows(spec, state, state.step).tolist())
    shown = batch[0] if row is None else row
    stage, rate = spec.stage(state.step), start.learning_rate
    return Moment(stage, state.step, start.weights, rate, start.slots, batch, shown)


class Derivation:
    """All lines of one moment, each made when it is asked for.

    ``fractions`` writes the numbers in the formulas as fractions where there are any.
    """

    def __init__(self, moment: Moment, fractions: bool = False) -> None:
        self.moment, self.spec, self.network = moment, moment.spec, moment.spec.network
        self.operations = self.spec.paper.operations
        self.fractions = fractions
        self.functions = functions_at(self.spec.conventions)

    @cached_property
    def trace(self) -> Trace:
        """The passes of the shown sample."""
        return self._trace(self.moment.row)

    def _trace(self, row: int) -> Trace:
        data = self.spec.data
        return self.spec.passes.trace(self.moment.weights, data.x[row], data.y[row])

    @cached_property
    def values(self) -> Values:
        """The numbers of the shown sample."""
        return traced_values(self.trace, self.moment.weights)

    @cached_property
    def exact(self) -> Values | None:
        """The same as fractions, where there are any."""
        return exact_values(self.spec, self.values)

    def _exact_row(self, row: int) -> Values | None:
        if row == self.moment.row:
            return self.exact
        return exact_values(self.spec, traced_values(self._trace(row), self.moment.weights))

    @property
    def is_batch(self) -> bool:
        """Whether the update takes a mean, or another sample than the shown one."""
        return self.moment.batch != (self.moment.row,)

    @property
    def note(self) -> str:
        """Why numbers are not fractions although they were asked for; empty where they are."""
        if not self.fractions:
            return ""
        if len(self.network.edges) > MOST_EDGES:
            return _TOO_MANY_EDGES
        if not has_fractions(self.network):
            return _NO_FRACTIONS
        if self.exact is None:
            return _NO_AGREEMENT
        return "" if all(map(is_short, chain(*self.exact))) else _LONG_FRACTIONS

    def lines(self, group: str) -> Iterator[Line]:
        """Yield the lines of a group."""
        return (self.line(operation) for operation in self.operations if operation.group == group)

    def line(self, operation: Operation) -> Line:
        """Return the line of an operation."""
        if operation.group == UPDATE:
            return Line(operation, tuple(self._update(operation.number)))
        quantity = operation.quantity
        equations = (self._equation(quantity), *self._afterwards(quantity))
        terms = self._terms(quantity.number) if quantity.kind == "dL_dh" else ()
        return Line(operation, equations, terms, self.zero(quantity))

    def _symbol(self, quantity: Quantity) -> Formula:
        return self.spec.paper.symbol(quantity)

    @cached_property
    def _number(self) -> Leaf:
        """Writes a quantity as its number."""
        shown = self.exact if self.fractions and self.exact is not None else self.values
        return lambda quantity: number(shown.of(quantity))

    def _equation(self, quantity: Quantity) -> Equation:
        return equation(
            self._symbol(quantity),
            self.spec.paper.formula(quantity),
            formula_of(self.network, quantity, self._number),
            self.functions,
            float(self.values.of(quantity)),
            None if self.exact is None else self.exact.of(quantity),
        )

    def _afterwards(self, quantity: Quantity) -> tuple[Equation, ...]:
        """Return what follows at once: the mean over the batch, or the ŷ that h is."""
        if self.is_mean(quantity):
            return (self._mean(quantity),)
        output = self.output_after(quantity)
        if output is not None:
            sides = self._symbol(output), self._symbol(quantity), self._number(quantity)
            exact = None if self.exact is None else self.exact.of(quantity)
            return (equation(*sides, self.functions, float(self.values.of(quantity)), exact),)
        return ()

    def is_mean(self, quantity: Quantity) -> bool:
        """Whether the mean over the batch follows the sample's own number."""
        return self.is_batch and quantity.kind in ("loss", "gradient")

    def output_after(self, quantity: Quantity) -> Quantity | None:
        """Return the ŷ that an h is, where both have a name."""
        kind, unit = quantity
        if kind != "h" or unit not in self.network.output_units:
            return None
        if not outgoing(self.network, unit):
            return None
        return Quantity("yhat", self.network.output_units.index(unit))

    def _terms(self, unit: int) -> tuple[Term, ...]:
        """Return the terms of ∂L/∂h where several paths meet."""
        symbols = back_terms(self.network, unit, self._symbol)
        numbers = back_terms(self.network, unit, self._number)
        if len(symbols) < 2:
            return ()
        return tuple(
            Term(path_name(self.network, unit, edge), formula, put_in, self._value(put_in))
            for (edge, formula), (_, put_in) in zip(symbols, numbers, strict=True)
        )

    def _value(self, formula: Formula) -> Value:
        return value_of(formula, self.functions)

    @cached_property
    def _zeros(self) -> ZeroGradients:
        return ZeroGradients(self.spec, self.moment.weights, self.trace)

    def zero(self, quantity: Quantity) -> str:
        """Return why a gradient is 0; nothing where it is not."""
        found = why_zero(self._zeros.reasons(quantity))
        if found or quantity.kind != "gradient" or not self.is_batch:
            return found
        return _CANCEL if self.means.of(quantity) == 0.0 else ""

    @cached_property
    def means(self) -> BatchMeans:
        """The means of loss and gradients over the batch."""
        moment = self.moment
        return BatchMeans(self.spec, moment.weights, moment.batch, self._exact_row)

    def _mean(self, quantity: Quantity) -> Equation:
        symbol, means = self._symbol(quantity), self.means
        return equation(
            mean(symbol),
            means.formula(symbol),
            means.numbers(quantity, self.fractions),
            self.functions,
            means.of(quantity),
            means.exact_of(quantity),
        )

    def _update(self, edge: int) -> Iterator[Equation]:
        """Yield the lines of the update of a weight."""
        letters = self._letters(edge)
        rounded = self.given(edge)
        exact = self._given_exactly(edge, rounded)
        for line in update_lines(self.spec.optimizer):
            names = exact if self.fractions and exact else rounded
            formula = line.formula(letters.__getitem__)
            numbers = line.formula(_numbers_of(names))
            for known in filter(None, (rounded, exact)):
                known[line.name] = self._value(line.formula(_numbers_of(known)))
            yield equation(
                letters[line.name],
                formula,
                numbers,
                self.functions,
                float(rounded[line.name]),
                exact.get(line.name),
                line.replaces,
            )

    def _letters(self, edge: int) -> dict[str, Formula]:
        gradient = self._symbol(Quantity("gradient", edge))
        weight = self._symbol(Quantity("weight", edge))
        return LETTERS | {"w": weight, "g": mean(gradient) if self.is_batch else gradient}

    def given(self, edge: int) -> dict[str, Value]:
        """Return what the update of a weight starts from, by the names of its lines."""
        moment, optimizer = self.moment, self.spec.optimizer
        slots = zip(SLOT_NAMES[optimizer.name], moment.slots, strict=True)
        return {
            **settings_used(optimizer),
            "w": float(moment.weights[edge]),
            "rate": moment.learning_rate,
            "t": moment.step - self.spec.optimizer_since + 1.0,
            **{name: float(slot[edge]) for name, slot in slots},
            "g": self.means.of(Quantity("gradient", edge)),
        }

    def _given_exactly(self, edge: int, rounded: dict[str, Value]) -> dict[str, Value]:
        """Return the same as fractions; nothing where there are none."""
        slope = self.means.exact_of(Quantity("gradient", edge))
        given = {name: float(value) for name, value in rounded.items() if name != "g"}
        if slope is None or not all(map(math.isfinite, given.values())):
            return {}
        return {name: fraction_of(value) for name, value in given.items()} | {"g": slope}


def _numbers_of(known: dict[str, Value]) -> UpdateLeaf:
    return lambda name: number(known[name])


_CANCEL = "the mean is 0 because those of the batch’s rows cancel"
_NO_FRACTIONS = (
    "No fractions here: they need identity, ReLU and leaky ReLU with an absolute or squared "
    "loss. The numbers are decimals of 4 significant digits."
)
_TOO_MANY_EDGES = (
    f"No fractions here: the network has more than {MOST_EDGES} edges. The numbers are decimals "
    "of 4 significant digits."
)
_NO_AGREEMENT = (
    "No fractions here: a number is not finite, has more than 12 digits, or lies on another "
    "side of a kink than its fraction. The numbers are decimals of 4 significant digits."
)
_LONG_FRACTIONS = (
    "Fractions of more than 4 digits above or below the line stand as decimals of "
    "4 significant digits."
)
