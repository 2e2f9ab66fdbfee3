"""The scene of a layout: an item for each part, its texts in the slots that the layout gave."""

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QGraphicsScene

from skipnet_gui.core.network import Network
from skipnet_gui.core.operations import Quantity, reads
from skipnet_gui.session.layout.fit import Layout
from skipnet_gui.session.layout.forms import PAD, RADIUS, SPACE
from skipnet_gui.session.layout.frame import Slot
from skipnet_gui.session.layout.geometry import Rect
from skipnet_gui.session.snapshot import Walk
from skipnet_gui.ui.graph import wording
from skipnet_gui.ui.graph.crowd import Crowd
from skipnet_gui.ui.graph.edge_item import EdgeItem
from skipnet_gui.ui.graph.items import CORNER, BoxItem, Item
from skipnet_gui.ui.graph.measure import LOCK_PX, Style
from skipnet_gui.ui.graph.numbers import Numbers, place
from skipnet_gui.ui.graph.text import Field, Inks, Text
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
        self._network, self._layout, self._style = network, layout, style
        self._is_mean = is_mean
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
        for slot in layout.slots:
            self._fill(slot)
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

    def _fill(self, slot: Slot) -> None:
        """Give a slot's text to the item that paints it."""
        fills: dict[str, Callable[[Slot], None]] = {
            "title": self._add_title,
            "rule": self._add_rule,
            "pill": self._add_pill,
            "flow": self._add_flow,
            "gradient": self._add_gradient,
            "input": self._add_input,
            "loss": self._add_loss,
            "target": self._add_target,
            "name": self._add_name,
        }
        fills.get(slot.role, self._add_row)(slot)

    def _number(self, slot: Slot, rect: Rect, align: float = 1.0) -> Text:
        quantity = wording.QUANTITIES[slot.role]
        tone = {"backward": "backward text", "weight": f"weight {slot.number}"}
        return Text(
            rect,
            self._style.numbers,
            tone.get(quantity.tone, quantity.tone),
            align,
            key=quantity.key(self._network, slot.number),
        )

    def _label(self, rect: Rect, text: str, tone: str = "quiet", align: float = 0.0) -> Text:
        return Text(rect, self._style.labels, tone, align, text)

    def _pair(self, slot: Slot, rect: Rect, label: str, tone: str, is_close: bool) -> Field:
        """Return a label and a number: side by side, or one above the other in a tall slot.

        Where ``is_close``, they stand close together in the middle of the slot.
        """
        spread = self._style.spread if is_close else 0.0
        width = self._style.number_width - 2 * spread
        if rect.height > 1.8 * self._style.labels.height:
            upper, lower = _halves(rect)
            middle = rect.center[0]
            number = lower._replace(x=middle - width / 2, width=width) if is_close else lower
            text = self._label(upper, label, tone, align=0.5 if is_close else 0.0)
            return Field(slot.role, slot.number, self._number(slot, number), text, spread)
        right = rect.right - spread
        number = Rect(right - width, rect.y, width, rect.height)
        left = rect.x + spread
        room = Rect(left, rect.y, max(right - width - SPACE + 1.0 - left, 1.0), rect.height)
        text = self._label(room, label, tone)
        return Field(slot.role, slot.number, self._number(slot, number), text, spread)

    def _symbol(self, slot: Slot) -> str:
        return wording.QUANTITIES[slot.role].symbol(self._network, slot.number)

    def _add_row(self, slot: Slot) -> None:
        field = self._pair(slot, slot.rect, self._symbol(slot), "quiet", is_close=False)
        self.units[slot.number].fields.append(field)

    def _add_title(self, slot: Slot) -> None:
        """Add name and activation; the word stands at the right, or for the activation."""
        full = self._layout.level == "full"
        text = (wording.title if full else wording.short_title)(self._network, slot.number)
        name, dot, kind = text.partition(" · ")
        name += dot
        item = self.units[slot.number]
        kind_face = self._style.labels
        at = min(kind_face.width(name), 0.6 * slot.rect.width)
        rest = slot.rect._replace(x=slot.rect.x + at, width=slot.rect.width - at)
        is_roomy = kind_face.width(text) + self._style.words.width("  dead") <= slot.rect.width
        item.texts.append(self._label(slot.rect._replace(width=at + 0.5), name))
        word = Text(rest, self._style.words, "ink", 1.0 if is_roomy else 0.0)
        kind_text = self._label(rest, kind)
        if is_roomy:
            item.texts.append(kind_text)
        item.add_word(word, None if is_roomy else kind_text)

    def _add_rule(self, slot: Slot) -> None:
        self.units[slot.number].add_rule(round(slot.rect.center[1]) + 0.5)

    def _add_pill(self, slot: Slot) -> None:
        item, rect = self.edges[slot.number], slot.rect
        is_frozen = not self._network.edges[slot.number].trainable
        is_inside = self._layout.edges[slot.number] is None
        is_tall = rect.height > 1.8 * self._style.labels.height
        spread = 0.0 if is_inside or is_tall else self._style.spread
        narrow = rect._replace(x=rect.x + spread, width=rect.width - 2 * spread)
        item.set_pill(narrow, rect, is_frozen)
        inset = min(PAD, (rect.width - self._style.number_width) / 2) if is_tall else PAD
        left = inset + (LOCK_PX if is_frozen and not is_tall else 0.0)
        inner = rect._replace(x=rect.x + left, width=rect.width - left - inset)
        tone = f"weight {slot.number}"
        field = self._pair(slot, inner, self._symbol(slot), tone, is_close=not is_inside)
        if is_frozen and is_tall and field.label is not None:
            upper = field.label.rect
            field.label.move(upper._replace(x=upper.x + LOCK_PX, width=upper.width - LOCK_PX))
        item.fields.append(field)

    def _add_flow(self, slot: Slot) -> None:
        rect = slot.rect._replace(width=slot.rect.width - self._style.spread)
        field = Field(slot.role, slot.number, self._number(slot, rect))
        self.edges[slot.number].fields.append(field)

    def _add_gradient(self, slot: Slot) -> None:
        mean = wording.MEAN if self._is_mean else ""
        is_inside = self._layout.edges[slot.number] is None
        label, tone = mean + self._symbol(slot), "quiet" if is_inside else "backward text"
        field = self._pair(slot, slot.rect, label, tone, is_close=not is_inside)
        self.edges[slot.number].fields.append(field)

    def _add_input(self, slot: Slot) -> None:
        self._add_centered(self.inputs[slot.number], slot)

    def _add_loss(self, slot: Slot) -> None:
        role = "loss_sample" if self._is_mean else "loss"
        self._add_centered(self._loss, slot._replace(role=role))

    def _add_centered(self, item: BoxItem, slot: Slot) -> None:
        upper, lower = _halves(slot.rect)
        item.texts.append(self._label(upper, self._symbol(slot), align=0.5))
        number = self._number(slot, lower, align=0.5)
        item.fields.append(Field(slot.role, slot.number, number))

    def _add_target(self, slot: Slot) -> None:
        label = self._symbol(slot) + " = "
        width = self._style.labels.width(label)
        rect = slot.rect
        room = Rect(rect.x + width, rect.y, rect.width - width, rect.height)
        number = Text(room, self._style.labels, "ink")
        self._loss.fields.append(Field(slot.role, slot.number, number, self._label(rect, label)))

    def _add_name(self, slot: Slot) -> None:
        items = [*self.inputs, *self.units, self._loss]
        names = (*self._network.inputs, *(unit.name for unit in self._network.units), "L")
        items[slot.number].texts.append(
            self._label(slot.rect, names[slot.number], tone="ink", align=0.5)
        )


def _halves(rect: Rect) -> tuple[Rect, Rect]:
    upper = rect._replace(height=rect.height / 2)
    return upper, upper.moved(0.0, rect.height / 2)
