"""Why a single gradient is zero: the factors that make it so, followed back to their cause."""

from collections.abc import Iterable

from skipnet_gui.core.explain import closed_units, closed_word, listed
from skipnet_gui.core.functions import Array
from skipnet_gui.core.notation import to_text
from skipnet_gui.core.numerals import short
from skipnet_gui.core.operations import Quantity, outgoing, output_numbers, source
from skipnet_gui.core.paper import symbol_of
from skipnet_gui.core.passes import Trace
from skipnet_gui.core.run_spec import RunSpec

Reasons = tuple[str, ...]

_MOST = 20  # reasons kept of one gradient; a person reads three
_CANCEL = "the terms of the sum cancel"
_TOO_SMALL = "the product is too small for float64"


def why_zero(reasons: Reasons) -> str:
    """Return the sentence that names the reasons of a gradient; empty without one."""
    return f"0 because {listed(reasons)}" if reasons else ""


class ZeroGradients:
    """The reasons of every gradient of a sample that is exactly 0.

    One walk from the loss back: a factor that is 0 itself hands on its own reasons.
    """

    def __init__(self, spec: RunSpec, weights: Array, trace: Trace) -> None:
        self._spec, self._network, self._trace = spec, spec.network, trace
        self._weights = weights
        self._closed = frozenset(closed_units(spec, trace))
        self._found: dict[Quantity, Reasons] = {}
        self._walk()

    def reasons(self, quantity: Quantity) -> Reasons:
        """Return why a gradient is 0; nothing where it is not."""
        return self._found.get(quantity, ())

    def _walk(self) -> None:
        network, trace = self._network, self._trace
        for output, value in enumerate(trace.dL_dyhat):
            if value == 0.0:
                self._keep("dL_dyhat", output, [self._flat_loss(output)])
        outputs = output_numbers(network)
        for unit in reversed(network.order):
            if trace.dL_dh[unit] == 0.0:
                self._keep("dL_dh", unit, self._no_slope_arrives(unit, outputs.get(unit)))
            if trace.dL_dz[unit] == 0.0:
                self._keep("dL_dz", unit, self._stops_at(unit))
            for edge in network.incoming[unit]:
                if trace.gradients[edge] == 0.0:
                    self._keep("gradient", edge, self._moves_nothing(edge))

    def _keep(self, kind: str, number: int, reasons: Iterable[str]) -> None:
        self._found[Quantity(kind, number)] = tuple(dict.fromkeys(reasons))[:_MOST]

    def _text(self, kind: str, number: int) -> str:
        return to_text(symbol_of(self._network, Quantity(kind, number)))

    def _flat_loss(self, output: int) -> str:
        yhat, y = float(self._trace.yhat[output]), float(self._trace.y[output])
        met = f" = {self._text('target', output)}" if yhat == y else ""
        symbol = self._text("yhat", output)
        return f"the loss has slope 0 at {symbol}{met} = {short(yhat)}"

    def _no_slope_arrives(self, unit: int, output: int | None) -> list[str]:
        network, trace = self._network, self._trace
        edges = outgoing(network, unit)
        terms = trace.backflow[list(edges)]
        if terms.any() or (output is not None and trace.dL_dyhat[output] != 0.0):
            return [_CANCEL]
        found = [] if output is None else list(self.reasons(Quantity("dL_dyhat", output)))
        for edge in edges:
            found += self._term_is_zero(edge)
        return found or [f"no path leads from unit {network.units[unit].name} to the loss"]

    def _term_is_zero(self, edge: int) -> list[str]:
        """Return why ∂L/∂z · w is 0: the weight, else what lies beyond it."""
        if self._weights[edge] == 0.0:
            return [f"{self._text('weight', edge)} = 0"]
        target = self._network.edge_targets[edge]
        return list(self.reasons(Quantity("dL_dz", target))) or [_TOO_SMALL]

    def _stops_at(self, unit: int) -> list[str]:
        if unit in self._closed:
            return [self._gate(unit)]
        name = self._network.units[unit].name
        saturated = f"unit {name} is saturated (its slope rounds to 0)"
        return list(self.reasons(Quantity("dL_dh", unit))) or [saturated]

    def _gate(self, unit: int) -> str:
        name, symbol = self._network.units[unit].name, self._text("z", unit)
        z, word = short(float(self._trace.z[unit])), closed_word(self._spec.rows)
        return f"unit {name} is {word} ({symbol} = {z}, so u({symbol}) = 0)"

    def _moves_nothing(self, edge: int) -> list[str]:
        found = list(self.reasons(Quantity("dL_dz", self._network.edge_targets[edge])))
        given = source(self._network, edge)
        if given is not None and self._given_is_zero(given):
            which = "the input " if given.kind == "input" else ""
            found.append(f"{which}{self._text(given.kind, given.number)} = 0")
        return found or [_TOO_SMALL]

    def _given_is_zero(self, given: Quantity) -> bool:
        values = self._trace.x if given.kind == "input" else self._trace.h
        return bool(values[given.number] == 0.0)
