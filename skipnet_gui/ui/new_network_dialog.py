"""The dialog “New network”: layers, units, skips and start, with a live sketch of them."""

import re
from collections.abc import Sequence
from itertools import groupby

from PySide6.QtWidgets import QDialog, QLabel, QWidget

from skipnet_gui.core.builder import (
    MAX_DEPTH,
    SKIPS,
    Layers,
    drawn_weights,
    layered_network,
    size_of,
)
from skipnet_gui.core.functions import ACTIVATIONS, LOSSES
from skipnet_gui.core.initial_weights import SCHEMES
from skipnet_gui.core.network import MAX_UNITS, ModelError, Network
from skipnet_gui.core.numerals import counted, grouped
from skipnet_gui.core.run_spec import MAX_SEED
from skipnet_gui.session.edits import Edit
from skipnet_gui.session.network_edits import new_network
from skipnet_gui.session.project import Project
from skipnet_gui.ui.live_form import LiveForm
from skipnet_gui.ui.loop import Loop
from skipnet_gui.ui.network_sketch import NetworkSketch
from skipnet_gui.ui.panels.panel import quiet_label
from skipnet_gui.ui.step_box import steps_of, whole_steps
from skipnet_gui.ui.store import Store

FROM_ONE = whole_steps(1)
FIRST_WIDTHS = (4, 4)
NEXT_WIDTH = 4  # of a layer that is added to none
LISTED_ALIKE = 3  # more layers of one width than this are written “20 × 4”

_LAYERS = re.compile(r"(?:(\d{1,5})\s*[×xX*]\s*)?(\d{1,5})(?:[\s,;]+|$)", re.ASCII)


def ask_new_network(window: QWidget, store: Store, loop: Loop) -> None:
    """Ask for a layered network, and put it in place of the present one in one edit."""
    with loop.held():
        dialog = NewNetworkDialog(window, store.document.project)
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
    if accepted:
        loop.pause()
        store.edit(dialog.edit)


class NewNetworkDialog(LiveForm):
    """Asks what a layered network is made of.

    Attributes
    ----------
    edit
        The edit that puts the network shown in place.
    """

    edit: Edit

    def __init__(self, parent: QWidget | None, project: Project) -> None:
        super().__init__(parent, "New network", "new_network_dialog", "Make the network")
        self._project = project
        self._add_layers(project.network)
        self._add_units(project.network.loss)
        self._add_start()
        self._add_picture()
        self.refresh()
        self.begin_at(self._depth)

    def _add_layers(self, network: Network) -> None:
        self.add_section("Layers")
        self._inputs = self.add_box("Inputs", "inputs", str(len(network.inputs)), FROM_ONE)
        self._outputs = self.add_box("Outputs", "outputs", str(len(network.outputs)), FROM_ONE)
        self._depth = self.add_box(
            "Depth",
            "depth",
            str(len(FIRST_WIDTHS) + 1),
            lambda text, by: str(min(int(FROM_ONE(text, by)), MAX_DEPTH)),
            f"Layers of units, that of the outputs included: 1 to {MAX_DEPTH}",
        )
        self._widths = self.add_box(
            "Hidden widths",
            "widths",
            widths_text(FIRST_WIDTHS),
            stepped_widths,
            "Units in each hidden layer: 8, 8 or 20 × 4 for 20 layers of 4",
        )
        self._widths.setPlaceholderText("no hidden layer")
        self._depth.textEdited.connect(lambda _: self._follow_depth())
        self._widths.textEdited.connect(lambda _: self._follow_widths())
        titles = {name: skips.title for name, skips in SKIPS.items()}
        self._skips = self.add_chooser("Skips", "skips", titles, "none")
        self._every = self.add_box(
            "k", "every", "2", whole_steps(2), "Over how many layers a skip leads"
        )

    def _add_units(self, loss: str) -> None:
        self.add_section("Units and loss")
        symbols = {name: activation.symbol for name, activation in ACTIVATIONS.items()}
        self._activation = self.add_chooser("Activation", "activation", symbols, "relu")
        self._last = self.add_chooser("Of the outputs", "output_activation", symbols, "identity")
        self._biases = self.add_check("Biases", "biases", False)
        formulas = {name: row.formula for name, row in LOSSES.items()}
        self._loss = self.add_chooser("Loss", "loss", formulas, loss)

    def _add_start(self) -> None:
        self.add_section("Initial weights")
        titles = {name: scheme.title for name, scheme in SCHEMES.items()}
        self._scheme = self.add_chooser("Drawn", "scheme", titles, "he")
        self._formula = self.add_help()
        self._scale = self.add_box("Scale s", "scale", "1", steps_of(0.1))
        tip = "The same seed gives the same start"
        self._seed = self.add_box("Seed", "weights_seed", "0", whole_steps(0), tip)

    def _add_picture(self) -> None:
        self._sketch = NetworkSketch()
        self._size = QLabel()
        self._size.setObjectName("network_size")
        self._about_data = quiet_label()
        self._about_data.setObjectName("about_data")
        self.picture.addWidget(self._sketch, 1)
        self.picture.addWidget(self._size)
        self.picture.addWidget(self._about_data)

    def _follow_depth(self) -> None:
        """Write as many widths as the depth asks for: the last one again, or fewer."""
        try:
            hidden = self.whole(self._depth, 1, MAX_DEPTH) - 1
            widths = read_widths(self._widths.text())
        except ValueError:
            return  # said by the reading of all fields
        more = [widths[-1] if widths else NEXT_WIDTH] * (hidden - len(widths))
        self._widths.setText(widths_text([*widths, *more][:hidden]))
        self.refresh()

    def _follow_widths(self) -> None:
        """Write the depth that the widths have."""
        try:
            widths = read_widths(self._widths.text())
        except ValueError:
            return  # said by the reading of all fields
        self._depth.setText(str(len(widths) + 1))
        self.refresh()

    def read(self) -> None:
        """Read the fields, and show the network that they ask for."""
        self.show_field(self._every, self._skips.choice == "every")
        self._formula.setText(SCHEMES[self._scheme.choice].formula)
        self._show(None, "–", "")  # nothing that was asked for before
        layers = self._asked()
        network = layered_network(layers)
        scale, seed = self.number(self._scale), self.whole(self._seed, 0, MAX_SEED)
        weights = drawn_weights(network, self._scheme.choice, seed, scale)
        self._show(network, size_words(layers), data_words(self._project.network, network))
        self.edit = new_network(self._project, network, weights)
        self.edit.change(self._project, 0)  # refuses what the data or the weights forbid

    def _show(self, network: Network | None, size: str, about_data: str) -> None:
        self._sketch.show_network(network, size)
        self._size.setText(size)
        self._about_data.setText(about_data)

    def _asked(self) -> Layers:
        self.whole(self._depth, 1, MAX_DEPTH)
        widths = read_widths(self._widths.text())
        is_every = self._skips.choice == "every"
        return Layers(
            inputs=self.whole(self._inputs, 1, MAX_UNITS),
            widths=widths,
            outputs=self.whole(self._outputs, 1, MAX_UNITS),
            activation=self._activation.choice,
            output_activation=self._last.choice,
            biases=self._biases.isChecked(),
            skips=self._skips.choice,
            every=self.whole(self._every, 2, MAX_DEPTH) if is_every else 2,
            loss=self._loss.choice,
        )

    def sentence(self, error: ValueError) -> str:
        """Return why the network cannot be, in the words of the dialog."""
        if not isinstance(error, ModelError):
            return super().sentence(error)
        whole, _, place = error.place.rpartition(".")
        layer = re.fullmatch(r"widths\[(\d+)\]", place)
        if layer:
            subject = f"Hidden layer {int(layer[1]) + 1}"
        elif whole.endswith("initial_weights"):
            subject = f"Weight {place}"
        else:
            subject = place.replace("_", " ").capitalize()
        return f"{subject} {error.problem}."


def widths_text(widths: Sequence[int]) -> str:
    """Return widths as they are typed: “8, 8”, “20 × 4”."""
    parts: list[str] = []
    for width, alike in groupby(widths):
        count = len(list(alike))
        parts += [f"{count} × {width}"] if count > LISTED_ALIKE else [str(width)] * count
    return ", ".join(parts)


def read_widths(text: str) -> tuple[int, ...]:
    """Read widths: “8, 8”, “20 × 4”, or nothing for no hidden layer.

    Raises
    ------
    ValueError
        With a sentence for the person who typed it.
    """
    widths: list[int] = []
    rest = text.strip()
    while rest:
        match = _LAYERS.match(rest)
        if match is None:
            raise ValueError(f"Hidden widths: “{rest}” is not a width; write them like 8, 8, 4")
        widths += [int(match[2])] * min(int(match[1] or 1), MAX_DEPTH)
        rest = rest[match.end() :]
    if len(widths) >= MAX_DEPTH:
        raise ValueError(f"Hidden widths: there are at most {MAX_DEPTH - 1} hidden layers")
    return tuple(widths)


def stepped_widths(text: str, by: int) -> str:
    """Return widths with a unit more, or less, in each layer; at least one stays."""
    return widths_text([max(width + by, 1) for width in read_widths(text)])


def size_words(layers: Layers) -> str:
    """Return how large a network is: “9 units, 24 weights”."""
    units, edges, trained = size_of(layers)
    words = f"{counted(units, 'unit')}, {counted(trained, 'weight')}"
    fixed = edges - trained
    return f"{words}, and {grouped(fixed)} fixed (dashed)" if fixed else words


def data_words(old: Network, new: Network) -> str:
    """Return what becomes of the data when a network follows another."""
    sides = (("input", old.inputs, new.inputs), ("output", old.outputs, new.outputs))
    changes = []
    for name, before, after in sides:
        if len(after) > len(before):
            changes.append(f"{counted(len(after) - len(before), f'new {name} column')} of zeros")
        elif len(after) < len(before):
            changes.append(f"the first {counted(len(after), f'{name} column')} only")
    return f"The data: {', '.join(changes)}." if changes else "The data stay as they are."
