"""The scene of a layout: an item for each part, and which of them stand out."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QGraphicsScene

from skipnet_gui.core.network import Network
from skipnet_gui.core.operations import Quantity, reads
from skipnet_gui.session.graph_numbers import Numbers, place
from skipnet_gui.session.layout.fit import Layout
from skipnet_gui.session.layout.forms import RADIUS
from skipnet_gui.session.snapshot import Walk
from skipnet_gui.ui.graph.crowd import Crowd
from skipnet_gui.ui.graph.edge_item import EdgeItem
from skipnet_gui.ui.graph.filling import Filling, Items
from skipnet_gui.ui.graph.items import CORNER, BoxItem, Item
from skipnet_gui.ui.graph.measure import Style
from skipnet_gui.ui.graph.text import Field, Inks
from skipnet_gui.ui.parts import Part

ASIDE = 0.3  # opacity of what does not belong to the path that is pointed at


class GraphScene(QGraphicsScene):
    """The items of one layout.

    Attributes
    ----------
    units, inputs, edges
        Items by number; ``outputs`` are the ways from outputs to the loss.
    """

    def __init__(
        self, network: Network, layout: Layout, style: Style, inks: Inks, is_mean: bool
    ) -> None:
        super().__init__()
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.setSceneRect(0.0, 0.0, layout.width, layout.height)
        self._network = network
        corner = RADIUS if layout.level == "shape" else CORNER
        self.units = [
            BoxItem(Part("unit", u), box, inks, corner) for u, box in enumerate(layout.units)
        ]
        self.inputs = [BoxItem(Part("input", i), box, inks) for i, box in enumerate(layout.inputs)]
        self.edges = [
            EdgeItem(Part("edge", e), route, inks, e, layout.level)
            for e, route in enumerate(layout.edges)
        ]
        self._outputs = [
            EdgeItem(None, route, inks, network.output_units[o], layout.level)
            for o, route in enumerate(layout.outputs)
        ]
        self._loss = BoxItem(None, layout.loss, inks)
        items = Items(self.inputs, self.units, self.edges, self._loss)
        filling = Filling(network, layout, style, items, is_mean)
        for slot in layout.slots:
            filling.fill(slot)
        lone = [edge for edge in self.edges if edge.route is None or not edge.route.is_crowded]
        crowded = [edge for edge in self.edges if edge.route is not None and edge.route.is_crowded]
        self._crowd = Crowd(crowded, inks) if crowded else None
        self._lone: list[EdgeItem] = lone
        self._alone: list[Item] = [*self._outputs, *lone, *self.inputs, *self.units, self._loss]
        self.parts: list[Item] = [*self._outputs, *self.edges, *self.inputs, *self.units]
        for item in self._alone:
            self.addItem(item)
        if self._crowd is not None:
            self.addItem(self._crowd)
        for edge, target in zip(self.edges, network.edge_targets, strict=True):
            if edge.is_unseen:
                edge.home = self.units[target].anchor()

    @property
    def has_veil(self) -> bool:
        """Whether edges are so many that only the strongest are drawn in full."""
        return self._crowd is not None and self._crowd.has_throngs

    def all_items(self) -> Iterator[Item]:
        """Yield every item."""
        yield from self.parts
        yield self._loss

    def item(self, part: Part) -> Item | None:
        """Return the item of a part; None if the network has no such part."""
        table: dict[str, Sequence[Item]] = {
            "unit": self.units,
            "edge": self.edges,
            "input": self.inputs,
        }
        items = table[part.kind]
        return items[part.index] if 0 <= part.index < len(items) else None

    def item_at(self, point: QPointF) -> Item | None:
        """Return the item at a point: a text of an edge, else a box, else a curve."""
        boxes = (*self.units, *self.inputs, self._loss)
        # Texts first: a bias has its pill inside the box of its unit.
        for edge in self._lone:
            if edge.has_text_at(point):
                return edge
        for box in boxes:
            if box.anchor().contains(point):
                return box
        found = next((edge for edge in self._lone if edge.is_near(point)), None)
        return found or (None if self._crowd is None else self._crowd.edge_near(point))

    def texted_items(self) -> Iterator[Item]:
        """Yield every item that may carry text."""
        yield from self._alone

    def show_numbers(self, numbers: Numbers) -> None:
        """Show another moment."""
        for item in self._alone:
            item.show_numbers(numbers)
        if self._crowd is not None:
            self._crowd.show_numbers(numbers)
        for unit, item in enumerate(self.units):
            item.show_closed(unit in numbers.snapshot.closed, numbers.dead_word)

    def show_operation(self, walk: Walk | None) -> None:
        """Light the numbers of the current operation, and nothing else."""
        for item in self.all_items():
            item.lights, item.is_current = (), False
        if walk is None or walk.current is None:
            return
        item = self.item_of(walk.current.quantity)
        item.is_current = True
        for found in reads(self._network, walk.current):
            self._light(found, is_result=False)
        self._light(walk.current.quantity, is_result=True)

    def show_path(self, edges: tuple[int, ...] | None) -> None:
        """Light the edges of a path and all that they join up to the loss; others stand back."""
        lit = set[Item]() if edges is None else set(self._on_path(edges))
        for item in self.all_items():
            item.is_on_path = item in lit
            item.setOpacity(1.0 if item in lit or edges is None else ASIDE)
        if self._crowd is not None:
            self._crowd.setOpacity(1.0 if edges is None else ASIDE)

    def _on_path(self, edges: tuple[int, ...]) -> Iterator[Item]:
        """Yield the items of a path: its edges, the nodes at their ends, the way to the loss."""
        network = self._network
        nodes = [*self.inputs, *self.units]
        for edge in edges:
            yield self.edges[edge]
            yield self.units[network.edge_targets[edge]]
            if network.edge_sources[edge] < len(nodes):
                yield nodes[network.edge_sources[edge]]
            for output, unit in zip(self._outputs, network.output_units, strict=True):
                if edge == edges[-1] and unit == network.edge_targets[edge]:
                    yield output
        yield self._loss

    def item_of(self, found: Quantity) -> Item:
        """Return the item that a quantity belongs to; of a bias without a place its unit."""
        tables: dict[str, Sequence[Item]] = {"input": self.inputs}
        tables |= dict.fromkeys(("weight", "new_weight", "gradient"), self.edges)
        tables |= dict.fromkeys(("z", "h", "dL_dh", "dL_dz", "dL_dyhat"), self.units)
        if found.kind not in tables:
            return self._loss
        item = tables[found.kind][place(self._network, found)[1]]
        if isinstance(item, EdgeItem) and item.is_unseen:
            return self.units[self._network.edge_targets[found.number]]
        return item

    def field_of(self, found: Quantity) -> Field | None:
        """Return the number of a quantity, if the level paints it."""
        role, at = place(self._network, found)
        roles = ("loss", "loss_sample") if role == "loss" else (role,)
        fields = self.item_of(found).fields
        return next((field for field in fields if field.role in roles and field.at == at), None)

    def _light(self, found: Quantity, is_result: bool) -> None:
        field = self.field_of(found)
        if field is not None:
            item = self.item_of(found)
            item.lights = (*item.lights, (field, is_result))
