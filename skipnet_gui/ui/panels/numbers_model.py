"""The numbers of units and edges as tables: two lines each, forward above backward."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt, Signal

from skipnet_gui.core.explain import closed_word
from skipnet_gui.core.functions import ACTIVATIONS, Array
from skipnet_gui.core.network import Network
from skipnet_gui.core.notation import derivative, name_symbol, subscript, unit_symbol
from skipnet_gui.core.numerals import grouped, parse, short
from skipnet_gui.core.operations import Quantity
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.panels.part_model import LINES, PartModel
from skipnet_gui.ui.panels.start import edge_title
from skipnet_gui.ui.panels.tables import Index, Role
from skipnet_gui.ui.unseen import stand_in


class UnitModel(PartModel):
    """The units: z and h above ∂L/∂z and ∂L/∂h."""

    kind = "unit"
    titles = ("unit\nactivation", "z\n∂L/∂z", "h\n∂L/∂h")
    kinds = ("z", "h", "dL_dz", "dL_dh")

    def parts_of(self, network: Network) -> int:
        """Return the number of units."""
        return len(network.units)

    def values(self, snapshot: Snapshot) -> tuple[Array, ...]:
        """Return z and h, then ∂L/∂z and ∂L/∂h."""
        trace = snapshot.trace
        return trace.z, trace.h, trace.dL_dz, trace.dL_dh

    def name(self, snapshot: Snapshot, part: int, line: int) -> str:
        """Return the unit's name; below it the activation, and a word if it is dead."""
        unit = snapshot.network.units[part]
        if line == 0:
            return f"unit {unit.name}"
        symbol = ACTIVATIONS[unit.activation].symbol
        state = self._state(snapshot, part)
        return f"{symbol} · {state}" if state else symbol

    def _state(self, snapshot: Snapshot, unit: int) -> str:
        return closed_word(snapshot.samples) if unit in snapshot.closed else ""

    def explanation(self, snapshot: Snapshot, part: int) -> str:
        """Return the unit in words, and what a dead one means."""
        unit = snapshot.network.units[part]
        text = f"unit {unit.name}, {ACTIVATIONS[unit.activation].symbol}"
        if state := self._state(snapshot, part):
            text += f", {state}: z is not above 0, so h and its slope are 0"
        return text

    def quantity(self, snapshot: Snapshot, part: int, line: int, column: int) -> str:
        """Return z, h or their derivatives with the unit's name."""
        symbol = unit_symbol("zh"[column - 1], snapshot.network.units[part].name)
        return derivative(symbol) if line else symbol

    def color(self, snapshot: Snapshot, part: int, line: int, column: int) -> str:
        """Return the colour of the direction; quiet for a dead unit and for words."""
        if column == 0:
            return self.theme.quiet if line else self.theme.ink
        if part in snapshot.closed:
            return self.theme.quiet
        return self.theme.backward_text if line else self.theme.forward

    def records(self, snapshot: Snapshot, parts: Iterable[int]) -> list[list[str | float]]:
        """Return name, activation and the four numbers of units."""
        records: list[list[str | float]] = [
            ["unit", "activation", "z", "h", "∂L/∂h", "∂L/∂z", "state"]
        ]
        for u in parts:
            unit = snapshot.network.units[u]
            symbol = ACTIVATIONS[unit.activation].symbol
            z, h, dL_dz, dL_dh = self.row(snapshot, u)
            records.append([unit.name, symbol, z, h, dL_dh, dL_dz, self._state(snapshot, u)])
        return records


class EdgeModel(PartModel):
    """The edges: weight and flow above ∂L/∂w and backflow.

    ``typed`` asks for a weight (edge, value); ``refused`` says what is no number.
    """

    kind = "edge"
    titles = ("weight\nedge", "value\n∂L/∂w", "flow\nbackflow")
    kinds = ("weight", "flow", "gradient", "backflow")
    typed = Signal(int, float)
    refused = Signal(str)

    def parts_of(self, network: Network) -> int:
        """Return the number of edges."""
        return len(network.edges)

    def values(self, snapshot: Snapshot) -> tuple[Array, ...]:
        """Return weights and flow, then the batch's mean gradients and backflow."""
        trace = snapshot.trace
        return snapshot.shown_weights, trace.flow, snapshot.gradients, trace.backflow

    def heading(self, snapshot: Snapshot, column: int) -> str:
        """Return a heading; it says where the gradient is a mean."""
        mean = " mean" if column == 1 and snapshot.is_mean else ""
        return self.titles[column] + mean

    def name(self, snapshot: Snapshot, part: int, line: int) -> str:
        """Return the weight's name; below it the ends of the edge."""
        edge = snapshot.network.edges[part]
        if line:
            return f"{name_symbol(edge.source)} → {name_symbol(edge.target)}"
        return f"{edge_title(edge)} · new" if snapshot.is_renewed(part) else edge_title(edge)

    def explanation(self, snapshot: Snapshot, part: int) -> str:
        """Return the edge in words."""
        edge = snapshot.network.edges[part]
        return f"{edge_title(edge)}, from {edge.source} to {edge.target}"

    def quantity(self, snapshot: Snapshot, part: int, line: int, column: int) -> str:
        """Return the weight, its derivative, or the product that the edge carries."""
        edge = snapshot.network.edges[part]
        weight = name_symbol(edge.weight)
        if column == 1:
            mean = f", {snapshot.mean_words}," if snapshot.is_mean else ""
            return derivative(weight) + mean if line else weight
        if line:
            return f"backflow {derivative(unit_symbol('z', edge.target))} · {weight}"
        units = {unit.name for unit in snapshot.network.units}
        source = unit_symbol("h", edge.source) if edge.source in units else name_symbol(edge.source)
        return f"flow {weight} · {source}"

    def color(self, snapshot: Snapshot, part: int, line: int, column: int) -> str:
        """Return the weight's own hue, or the colour of the direction."""
        if line:
            return self.theme.backward_text if column else self.theme.quiet
        return self.theme.forward if column == 2 else self.theme.weight_color(part)

    def records(self, snapshot: Snapshot, parts: Iterable[int]) -> list[list[str | float]]:
        """Return weight, ends, the four numbers and whether it is trained."""
        gradient = f"∂L/∂w ({snapshot.mean_words})" if snapshot.is_mean else "∂L/∂w"
        heading: list[str | float] = [
            "weight", "from", "to", "value", "flow", gradient, "backflow", "trainable",
        ]  # fmt: skip
        records = [heading]
        for e in parts:
            edge = snapshot.network.edges[e]
            trained = "yes" if edge.trainable else "no"
            numbers = self.row(snapshot, e)
            records.append([edge.weight, edge.source, edge.target, *numbers, trained])
        return records

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The value of a weight can be edited."""
        flags = super().flags(index)
        is_weight = index.row() % LINES == 0 and index.column() == 1
        return flags | Qt.ItemFlag.ItemIsEditable if is_weight else flags

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        """Ask for the weight that was typed, unless the text is the same."""
        if role != Role.EditRole or value == index.data(Role.EditRole):
            return False
        try:
            number = parse(value)
        except ValueError as error:
            self.refused.emit(f"{error}.")
            return False
        if number != self.value(index):
            self.typed.emit(index.row() // LINES, number)
        return True


def moment(snapshot: Snapshot) -> str:
    """Return the moment that the numbers belong to."""
    words = f"{snapshot.run} · step {grouped(snapshot.step)}"
    return f"{words} · {snapshot.operation_words}" if snapshot.operation_words else words


def sample_number(snapshot: Snapshot) -> str:
    """Return which sample is shown, and its own loss."""
    number = f"sample {grouped(snapshot.sample + 1)} of {grouped(snapshot.samples)}"
    whose = "its " if snapshot.samples > 1 else ""
    loss = stand_in(snapshot, Quantity("loss", 0)) or short(snapshot.trace.loss)
    return f"{number} · {whose}L = {loss}"


def sample_values(snapshot: Snapshot, limit: int = 4) -> str:
    """Return inputs and targets of the sample shown."""
    network, trace = snapshot.network, snapshot.trace
    several = len(network.outputs) > 1
    xs = [f"{name_symbol(n)} = {short(v)}" for n, v in zip(network.inputs, trace.x, strict=True)]
    ys = [
        f"y{subscript(n) if several else ''} = {short(v)}"
        for n, v in zip(network.outputs, trace.y, strict=True)
    ]
    return f"{_capped(xs, limit)} · {_capped(ys, limit)}"


def _capped(texts: list[str], limit: int) -> str:
    return ", ".join(texts[:limit]) + (" …" if len(texts) > limit else "")
