"""Builds the network: what is asked for on the graph and by commands becomes edits."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QWidget

from skipnet_gui.core.network import Network
from skipnet_gui.session import network_edits
from skipnet_gui.session.edits import Edit
from skipnet_gui.session.network_kept import fresh_weight
from skipnet_gui.session.project import Project
from skipnet_gui.ui.commands import BUILDING
from skipnet_gui.ui.graph.callout import heading
from skipnet_gui.ui.graph.menus import entries, has_bias, made_menu
from skipnet_gui.ui.graph.moves import node_name, node_part
from skipnet_gui.ui.graph.view import GraphView
from skipnet_gui.ui.loop import Loop
from skipnet_gui.ui.parts import Part
from skipnet_gui.ui.rename_dialog import rename
from skipnet_gui.ui.store import Store

NEW_WEIGHT = 0.5
NOTHING_CHOSEN = (
    "Nothing is chosen: click a unit, an input or an edge, or go to one by Tab and the arrows."
)


class Building(QObject):
    """Carries out what a person does to the network on its graph.

    ``problem(sentence)`` is emitted where something cannot be done.
    """

    problem = Signal(str)

    def __init__(self, window: QWidget, store: Store, loop: Loop, graph: GraphView) -> None:
        super().__init__(window)
        self._window, self._store, self._loop, self._graph = window, store, loop, graph
        self._new = ""
        graph.edge_requested.connect(self.add_edge)
        graph.new_weight_requested.connect(self._start_at)
        graph.editor_closed.connect(self._end_new)
        graph.menu_requested.connect(self.show_menu)
        graph.delete_requested.connect(self.delete_chosen)
        graph.allow_building()

    @property
    def _project(self) -> Project:
        return self._store.document.project

    @property
    def _network(self) -> Network:
        return self._project.network

    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """Return the handler of each command that builds."""
        handlers = (self.connect_chosen, self.add_unit, self.add_input, self.delete_chosen)
        return dict(zip(BUILDING, handlers, strict=True))

    @property
    def _chosen(self) -> Part | None:
        """What the keyboard is on, else what was clicked."""
        return self._graph.keyboard_part or self._store.selected

    def _edit(self, edit: Edit) -> None:
        self._loop.pause()
        self._store.edit(edit)

    # Edges

    def connect_chosen(self) -> None:
        """Let a unit be chosen to which an edge leads from what is chosen, or the first input."""
        self.connect_from(self._chosen or Part("input", 0))

    def connect_from(self, part: Part) -> None:
        """Let a unit be chosen to which an edge leads; of an edge, from its source."""
        node = node_name(self._network, part)
        number = self._network.node_index[node]
        if number == len(self._network.node_index) - 1:  # the bias
            return self.problem.emit("A unit's bias is switched on in the menu of the unit.")
        self._graph.begin_connecting(node_part(self._network, number))

    def add_edge(self, source: str, target: str) -> None:
        """Join two nodes, and let the weight be typed: together one entry of undo."""
        name = fresh_weight(self._network)
        self._store.begin_drag()
        self._new = name
        self._edit(network_edits.add_edge(self._project, source, target, NEW_WEIGHT, name))
        if name in self._network.weight_names:
            self._graph.edit_weight(self._network.weight_names.index(name), is_new=True)
        else:
            self._end_new()

    def _start_at(self, edge: int, value: float) -> None:
        """Let the new edge start at the weight that was typed."""
        name = self._network.edges[edge].weight
        self._edit(network_edits.set_start(name, value)._replace(title=f"add {name}"))

    def _end_new(self) -> None:
        if self._new:
            self._new = ""
            self._store.end_drag()

    # Nodes

    def add_unit(self, activation: str = "relu") -> None:
        """Add a unit without edges, and choose it."""
        self._edit(network_edits.add_unit(self._project, activation))
        self._choose(Part("unit", len(self._network.units) - 1))

    def add_input(self) -> None:
        """Add an input without edges, and choose it."""
        self._edit(network_edits.add_input(self._project))
        self._choose(Part("input", len(self._network.inputs) - 1))

    def _choose(self, part: Part) -> None:
        """Put the keyboard on a part if it is in the graph, else select the part."""
        if self._graph.keyboard_part is not None:
            self._graph.put_keyboard_on(part)
        else:
            self._store.select(part)

    def delete_chosen(self) -> None:
        """Take out what is chosen."""
        if self._chosen is None:
            self.problem.emit(NOTHING_CHOSEN)
        else:
            self._delete(self._chosen)

    def _delete(self, part: Part) -> None:
        removals = {
            "edge": network_edits.remove_edge,
            "unit": network_edits.remove_unit,
            "input": network_edits.remove_input,
        }
        self._edit(removals[part.kind](self._project, self._name(part)))

    def _name(self, part: Part) -> str:
        """Return the name of a part, of an edge its weight's."""
        if part.kind == "edge":
            return self._network.edges[part.index].weight
        return node_name(self._network, part)

    # The menu

    def show_menu(self, part: Part | None, place: QPoint) -> None:
        """Show the menu of a part, or of the ground, at a place of the screen."""
        choose = partial(self._carry_out, self._network, part)
        menu = made_menu(entries(self._network, part), choose, self._graph)
        menu.popup(place)

    def _carry_out(self, network: Network, part: Part | None, name: str, choice: str) -> None:
        if network is not self._network:  # the part may have gone while the menu was open
            return
        if part is None:
            ground: dict[str, Callable[[], object]] = {
                "add_unit": lambda: self.add_unit(choice),
                "add_input": self.add_input,
                "fit": self._graph.fit,
            }
            ground[name]()
        elif name in self._edits:
            self._edit(self._edits[name](part, choice))
        else:
            self._others[name](part)

    @property
    def _others(self) -> dict[str, Callable[[Part], None]]:
        """What is done with a part beyond an edit, by the id in its menu."""
        return {
            "set_weight": lambda part: self._graph.edit_weight(part.index),
            "connect": self.connect_from,
            "rename": self._rename,
            "delete": self._delete,
        }

    @property
    def _edits(self) -> dict[str, Callable[[Part, str], Edit]]:
        """The edit of a part, by the id in its menu."""
        project, network, name = self._project, self._network, self._name
        return {
            "freeze": lambda part, _: network_edits.freeze(name(part)),
            "thaw": lambda part, _: network_edits.thaw(name(part)),
            "activation": lambda part, kind: network_edits.set_activation(name(part), kind),
            "bias": lambda part, _: network_edits.set_bias(
                project, name(part), not has_bias(network, part.index)
            ),
            "output": lambda part, _: network_edits.set_output(
                name(part), name(part) not in network.outputs
            ),
        }

    def _rename(self, part: Part) -> None:
        what, name = heading(self._network, part).partition(" · ")[0], self._name(part)
        rename(self._window, self._store, self._loop, what, name, part.kind)
