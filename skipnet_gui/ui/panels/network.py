"""The panel of the network: presets, what it is made of, the loss, conventions at kinks."""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import islice
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from skipnet_gui.core.functions import ACTIVATIONS, LOSSES
from skipnet_gui.core.network import BIAS, Network
from skipnet_gui.core.notation import name_symbol
from skipnet_gui.core.numerals import short
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.session.edits import replace_project, set_conventions
from skipnet_gui.session.network_edits import set_loss
from skipnet_gui.session.project import Project, project_of
from skipnet_gui.ui.panels.boxes import Chooser
from skipnet_gui.ui.panels.panel import GAP_PX, Field, Notice, Panel, quiet_label

NAMES_LISTED = 6

# (field of Conventions, label, values, help)
CONVENTIONS = (
    (
        "relu_slope_at_zero",
        "ReLU′(0)",
        (0, 0.5, 1),
        "Slope of ReLU exactly at z = 0. PyTorch, JAX and TensorFlow take 0.",
    ),
    (
        "sign_of_zero",
        "sign(0)",
        (-1, 0, 1),
        "In ∂L/∂ŷ = −sign(y − ŷ), exactly at ŷ = y. PyTorch and TensorFlow take 0.",
    ),
)


class NetworkPanel(Panel):
    """Presets, a summary of the network, its loss, and the conventions at kinks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("network", "Network", parent)
        self._network: Network | None = None
        self.add_section("Preset")
        titles = {name: preset.title for name, preset in PRESETS.items()}
        self.presets = Chooser("Preset", titles)
        self.presets.setPlaceholderText("Choose a network …")
        self.presets.chosen.connect(self._choose_preset)
        self._lesson = quiet_label()
        self._notice = Notice()
        for widget in (self.presets, self._lesson, self._notice):
            self.column.addWidget(widget)
        self.add_section("Network")
        self._facts = Facts()
        self.column.addWidget(self._facts)
        self._add_loss()
        self.add_section("Conventions at kinks")
        self.conventions = {
            name: self._add_convention(name, label, values, help_line)
            for name, label, values, help_line in CONVENTIONS
        }
        self.column.addStretch(1)

    def _add_loss(self) -> None:
        self.add_section("Loss")
        self.loss = Chooser("Loss", {name: f"L = {loss.formula}" for name, loss in LOSSES.items()})
        notice = Notice()
        self.loss.chosen.connect(lambda name: self.request(set_loss(name), notice))
        summed = quiet_label("Summed over the outputs, averaged over the batch.")
        for widget in (self.loss, summed, notice):
            self.column.addWidget(widget)

    def _add_convention(
        self, name: str, label: str, values: tuple[float, ...], help_line: str
    ) -> Chooser:
        chooser = Chooser(label, {value: short(value) for value in values})
        field = Field(label, chooser, help_line)
        chooser.chosen.connect(lambda value: self._choose_convention(name, value, field.notice))
        self.column.addWidget(field)
        return chooser

    def show_project(self, project: Project) -> None:
        """Show the network, the preset that it is, and the conventions."""
        name = preset_of(project)
        self.presets.show_choice(name)
        self.presets.setToolTip(PRESETS[name].title if name else "")
        self._lesson.setText(
            PRESETS[name].lesson if name else "This start is no preset, or no longer one."
        )
        if project.network is not self._network:
            self._network = project.network
            self._facts.show_facts(summary(project.network))
        self.loss.show_choice(project.network.loss)
        for key, chooser in self.conventions.items():
            chooser.show_choice(getattr(project.conventions, key))

    def _choose_preset(self, name: str) -> None:
        preset = PRESETS[name]
        edit = replace_project(f"preset “{preset.title}”", project_of(preset.make()))
        self.request(edit, self._notice)

    def _choose_convention(self, name: str, value: Any, notice: Notice) -> None:
        if self._document is not None:
            conventions = self._document.project.conventions._replace(**{name: value})
            self.request(set_conventions(conventions), notice)


class Facts(QWidget):
    """Pairs of a quiet label and a value."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(GAP_PX)
        self._grid.setColumnStretch(1, 1)
        self._values: dict[str, QLabel] = {}

    def show_facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """Show the facts; their labels stay the same from call to call."""
        for label, value in facts:
            if label not in self._values:
                self._add(label)
            self._values[label].setText(value)

    def _add(self, label: str) -> None:
        value = QLabel()
        value.setWordWrap(True)
        value.setTextFormat(Qt.TextFormat.PlainText)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        value.setAccessibleName(label)
        row = len(self._values)
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(quiet_label(label, wrap=False), row, 0, top)
        self._grid.addWidget(value, row, 1)
        self._values[label] = value


def summary(network: Network) -> tuple[tuple[str, str], ...]:
    """Return what a network is made of, as pairs of label and text."""
    kinds = Counter(ACTIVATIONS[unit.activation].symbol for unit in network.units)
    skips = [edge.weight for i, edge in enumerate(network.edges) if network.is_skip(i)]
    biases = sum(edge.source == BIAS for edge in network.edges)
    trainable = sum(edge.trainable for edge in network.edges)
    return (
        ("Inputs", _listed(map(name_symbol, network.inputs), len(network.inputs))),
        ("Units", f"{len(network.units)}: " + ", ".join(f"{n} {k}" for k, n in kinds.items())),
        ("Outputs", _listed((f"unit {name}" for name in network.outputs), len(network.outputs))),
        ("Depth", f"{depth(network)} in a row"),
        ("Edges", f"{len(network.edges)}" + (f", {biases} of them biases" if biases else "")),
        ("Skips", _skips(skips)),
        ("Trainable weights", f"{trainable} of {len(network.edges)}"),
    )


def _skips(names: list[str]) -> str:
    listed = _listed(map(name_symbol, names), len(names))
    return f"{len(names)}: {listed}" if names else "none"


def _listed(names: Iterable[str], count: int) -> str:
    tail = ", …" if count > NAMES_LISTED else ""
    return ", ".join(islice(names, NAMES_LISTED)) + tail


def depth(network: Network) -> int:
    """Return the number of units on the longest path."""
    first_unit = len(network.inputs)
    longest = [1] * len(network.units)
    for unit in network.order:
        for edge in network.outgoing[first_unit + unit]:
            target = network.edge_targets[edge]
            longest[target] = max(longest[target], longest[unit] + 1)
    return max(longest)


def preset_of(project: Project) -> str | None:
    """Return the preset with the project's network, data and initial weights, if any."""
    return next((name for name, spec in _starts().items() if _starts_as(project, spec)), None)


def _starts_as(project: Project, spec: RunSpec) -> bool:
    return (
        project.network == spec.network
        and project.run.initial_weights == spec.initial_weights
        and project.data.same_as(spec.data)
    )


@cache
def _starts() -> dict[str, RunSpec]:
    return {name: preset.make() for name, preset in PRESETS.items()}
