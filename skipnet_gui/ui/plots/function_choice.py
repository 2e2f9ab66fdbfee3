"""Which quantity is looked at, and along which inputs: ŷ, or z or h of a unit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QWidget,
)

from skipnet_gui.core.network import Network
from skipnet_gui.core.notation import name_symbol, output_symbol
from skipnet_gui.core.operations import Quantity
from skipnet_gui.ui.parts import Part
from skipnet_gui.ui.plots.header import HEADER_PX
from skipnet_gui.ui.theme import SMALL_PX, TEXT_PX, Theme, font

KINDS = {"yhat": "ŷ", "z": "z", "h": "h"}
_NAMES = {
    "yhat": "What the network gives",
    "z": "z of the unit pointed at on the graph",
    "h": "h of the unit pointed at on the graph",
}
NO_OTHER = -1  # no second input varies
ALL = -1  # all outputs


@dataclass(frozen=True)
class Choice:
    """What a person wants to see.

    Attributes
    ----------
    kind
        "yhat", or "z" or "h" of ``unit``.
    unit, unit_kind
        The unit last pointed at, and what was last wanted of one.
    is_pointing
        Whether the unit on the graph decides, and not ``kind``.
    output
        The output shown, or ``ALL`` where there is a curve for each.
    axes
        The one or two inputs that vary.
    """

    kind: str = "yhat"
    unit: int = 0
    unit_kind: str = "h"
    is_pointing: bool = False
    output: int = ALL
    axes: tuple[int, ...] = (0,)

    def pointed(self, part: Part | None) -> "Choice":
        """Return the choice once something else is pointed at on the graph."""
        if part is None or part.kind != "unit":
            return replace(self, is_pointing=False)
        return replace(self, is_pointing=True, unit=part.index)

    def switched(self, kind: str) -> "Choice":
        """Return the choice once a kind was chosen by hand."""
        unit_kind = self.unit_kind if kind == "yhat" else kind
        return replace(self, kind=kind, unit_kind=unit_kind, is_pointing=False)

    def quantities(self, network: Network) -> tuple[Quantity, ...]:
        """Return what is shown: the h of an output is its ŷ."""
        kind = self.unit_kind if self.is_pointing else self.kind
        outputs = network.output_units
        if kind == "h" and self.is_pointing and self.unit in outputs:
            return (Quantity("yhat", outputs.index(self.unit)),)
        if kind != "yhat":
            return (Quantity(kind, self.unit),)
        if self.output != ALL or len(self.axes) == 2:
            return (Quantity("yhat", max(self.output, 0)),)
        return tuple(Quantity("yhat", number) for number in range(len(outputs)))


def usual(network: Network) -> Choice:
    """Return what is shown of a network at first: ŷ over its first inputs."""
    return Choice(axes=(0, 1) if len(network.inputs) > 1 else (0,))


class FunctionHeader(QWidget):
    """The title, and the switch between ŷ, z and h; ``kind_chosen(kind)``."""

    kind_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(HEADER_PX)
        self.title = QLabel("Function")
        self.title.setFont(font(TEXT_PX, bold=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 6, 0)
        row.setSpacing(2)
        row.addWidget(self.title)
        row.addStretch(1)
        self.buttons: dict[str, QToolButton] = {}
        group = QButtonGroup(self)
        for kind, text in KINDS.items():
            button = QToolButton()
            button.setText(text)
            button.setFont(font(TEXT_PX))
            button.setCheckable(True)
            button.setToolTip(_NAMES[kind])
            button.setAccessibleName(_NAMES[kind])
            button.clicked.connect(lambda _=False, kind=kind: self.kind_chosen.emit(kind))
            group.addButton(button)
            row.addWidget(button)
            self.buttons[kind] = button

    def show_kind(self, kind: str) -> None:
        """Show which kind is looked at."""
        self.buttons[kind].setChecked(True)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme: quiet words instead of boxed buttons."""
        self.setStyleSheet(
            f"QLabel {{ color: {theme.ink}; }}"
            f"QToolButton {{ border: 1px solid transparent; border-radius: 4px; padding: 1px 7px;"
            f" background: transparent; color: {theme.quiet}; font-weight: normal; }}"
            f"QToolButton:hover {{ color: {theme.ink}; background: {theme.panel}; }}"
            f"QToolButton:checked {{ color: {theme.ink}; background: {theme.line}; }}"
            f"QToolButton:focus {{ border: 1px solid {theme.ink}; padding: 1px 7px; }}"
        )


class _List(QComboBox):
    """A list to choose from that leaves the wheel alone unless it has the focus."""

    def __init__(self, name: str, items: Mapping[Any, str]) -> None:
        super().__init__()
        self._keys = list(items)
        self.addItems(list(items.values()))
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFont(font(SMALL_PX))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def key(self) -> Any:
        """What is chosen."""
        return self._keys[self.currentIndex()]

    def show_key(self, key: Any) -> None:
        """Show what is chosen."""
        self.setCurrentIndex(self._keys.index(key))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel alone without the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class FunctionLists(QWidget):
    """Lists of inputs and outputs, for networks that have more than are shown at once."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 0, 6, 2)
        self._row.setSpacing(4)
        self.lists: dict[str, _List] = {}

    def show_network(self, network: Network, choice: Choice) -> None:
        """Offer the inputs and outputs of a network."""
        while self._row.count():
            self._row.takeAt(0)
        for made in self.lists.values():
            made.deleteLater()
        self.lists = {}
        inputs = {k: name_symbol(name) for k, name in enumerate(network.inputs)}
        outputs = {k: output_symbol(network, name) for k, name in enumerate(network.outputs)}
        if len(inputs) > 2:
            self._offer("across", "Input across", inputs, choice.axes[0])
            upwards = {**inputs, NO_OTHER: "–"}
            self._offer("up", "Input upwards, – for a curve", upwards, choice.axes[1])
        if len(outputs) > 1:
            several = {ALL: "all ŷ"} if len(inputs) == 1 else {}
            output = choice.output if several else max(choice.output, 0)
            self._offer("output", "Output", {**several, **outputs}, output)
        self._row.addStretch(1)
        self.setVisible(bool(self.lists))

    def _offer(self, key: str, name: str, items: Mapping[Any, str], shown: Any) -> None:
        made = self.lists[key] = _List(name, items)
        made.show_key(shown)
        made.activated.connect(lambda _: self.chosen.emit())
        self._row.addWidget(made)

    def applied(self, choice: Choice) -> Choice:
        """Return a choice with what the lists say."""
        if "across" in self.lists:
            across, up = self.lists["across"].key, self.lists["up"].key
            axes = (across,) if up in (NO_OTHER, across) else (across, up)
            choice = replace(choice, axes=axes)
        if "output" in self.lists:
            choice = replace(choice, output=self.lists["output"].key)
        return choice
