"""What can be done with a part of the graph, as entries of its menu."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from skipnet_gui.core.functions import ACTIVATIONS
from skipnet_gui.core.network import BIAS, Network
from skipnet_gui.ui.graph.callout import heading
from skipnet_gui.ui.parts import Part

Choose = Callable[[str, str], None]


class Entry(NamedTuple):
    """A line of a menu.

    Attributes
    ----------
    id
        What it does; empty for a line between others.
    choice
        Which of several it chooses.
    is_on
        Whether it is checked; None where it cannot be.
    key
        The key that does the same.
    entries
        The menu that it opens.
    """

    id: str
    text: str = ""
    choice: str = ""
    is_on: bool | None = None
    key: str = ""
    entries: tuple["Entry", ...] = ()


RULE = Entry("")
RENAME = Entry("rename", "Rename …")
DELETE = Entry("delete", "Delete", key="Del")
CONNECT = Entry("connect", "Connect to …", key="Ctrl+E")


def entries(network: Network, part: Part | None) -> tuple[Entry, ...]:
    """Return what can be done with a part; None is the ground."""
    if part is None:
        return (
            Entry("", "Network"),
            RULE,
            Entry("", "Add unit", entries=_activations("add_unit", None)),
            Entry("add_input", "Add input"),
            RULE,
            Entry("fit", "Fit the graph", key="Ctrl+0"),
        )
    makers = {"edge": _of_edge, "unit": _of_unit, "input": _of_input}
    title = Entry("", heading(network, part))
    return (title, RULE, *makers[part.kind](network, part.index))


def _of_edge(network: Network, edge: int) -> tuple[Entry, ...]:
    turn = ("freeze", "Freeze") if network.edges[edge].trainable else ("thaw", "Thaw")
    return (
        Entry("set_weight", "Set weight …", key="Enter"),
        Entry(*turn),
        RENAME,
        RULE,
        Entry("delete", "Cut", key="Del"),
    )


def _of_unit(network: Network, unit: int) -> tuple[Entry, ...]:
    found = network.units[unit]
    return (
        Entry("", "Activation", entries=_activations("activation", found.activation)),
        Entry("bias", "Bias", is_on=has_bias(network, unit)),
        Entry("output", "Output", is_on=found.name in network.outputs),
        RULE,
        CONNECT,
        RENAME,
        RULE,
        DELETE,
    )


def has_bias(network: Network, unit: int) -> bool:
    """Whether a unit has a bias."""
    return any(network.edges[edge].source == BIAS for edge in network.incoming[unit])


def _of_input(_network: Network, _input: int) -> tuple[Entry, ...]:
    return CONNECT, RENAME, RULE, DELETE


def _activations(name: str, chosen: str | None) -> tuple[Entry, ...]:
    return tuple(
        Entry(name, kind.symbol, kind.name, None if chosen is None else kind.name == chosen)
        for kind in ACTIVATIONS.values()
    )


def fill(menu: QMenu, lines: tuple[Entry, ...], choose: Choose) -> None:
    """Fill a menu; ``choose(id, choice)`` carries a line out."""
    for line in lines:
        if line.entries:
            fill(menu.addMenu(line.text), line.entries, choose)
        elif line == RULE:
            menu.addSeparator()
        else:
            menu.addAction(_action(menu, line, choose))


def _action(menu: QMenu, line: Entry, choose: Choose) -> QAction:
    key = QKeySequence(line.key).toString(QKeySequence.SequenceFormat.NativeText)
    action = QAction(f"{line.text}\t{key}" if key else line.text, menu)
    action.setObjectName(line.choice or line.id)
    action.setEnabled(bool(line.id))
    if line.is_on is not None:
        action.setCheckable(True)
        action.setChecked(line.is_on)
    action.triggered.connect(lambda _: choose(line.id, line.choice))
    return action


def made_menu(lines: tuple[Entry, ...], choose: Choose, parent: QWidget) -> QMenu:
    """Return a menu that goes away once it is closed."""
    menu = QMenu(parent)
    menu.setObjectName("graph_menu")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    fill(menu, lines, choose)
    return menu
