"""The scene of a layout: an item for each part, its texts in the slots that the layout gave."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from PySide6.QtWidgets import QGraphicsScene

from skipnet_gui.core.network import Network
from skipnet_gui.session.forms import PAD, RADIUS, SPACE
from skipnet_gui.session.geometry import Rect
from skipnet_gui.session.layout import Layout
from skipnet_gui.session.routes import Slot
from skipnet_gui.ui.graph import wording
from skipnet_gui.ui.graph.edge_item import EdgeItem
from skipnet_gui.ui.graph.items import CORNER, BoxItem, Item
from skipnet_gui.ui.graph.measure import LOCK_PX, WIDEST, Style
from skipnet_gui.ui.graph.numbers import Numbers
from skipnet_gui.ui.graph.text import Inks, Text
from skipnet_gui.ui.parts import Part


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
        small = layout.level == "shape"
        corner = RADIUS if small else CORNER
        self.units = [
            BoxItem(Part("unit", u), box, inks, corner) for u, box in enumerate(layout.units)
        ]
        self.inputs = [BoxItem(Part("input", i), box, inks) for i, box in enumerate(layout.inputs)]
        self.edges = [
            EdgeItem(Part("edge", e), route, inks, e, small) for e, route in enumerate(layout.edges)
        ]
        self._outputs = [
            EdgeItem(None, route, inks, network.output_units[o], small)
            for o, route in enumerate(layout.outputs)
        ]
        self._loss = BoxItem(None, layout.loss, inks)
        for slot in layout.slots:
            self._fill(slot)
        self.parts: list[Item] = [*self._outputs, *self.edges, *self.inputs, *self.units]
        for item in (*self.parts, self._loss):
            self.addItem(item)

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

    def show_numbers(self, numbers: Numbers) -> None:
        """Show another moment."""
        for item in self.all_items():
            item.show_numbers(numbers)
        for item, is_closed in zip(self.units, numbers.closed, strict=True):
            item.show_closed(is_closed, numbers.dead_word)

    def _fill(self, slot: Slot) -> None:
        """Give a slot's text to the item that paints it."""
        fills: dict[str, Callable[[Slot], None]] = {
            "title": self._add_title,
            "rule": self._add_rule,
            "pill": self._add_pill,
            "flow": partial(self._add_number, self.edges),
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

    def _add_pair(
        self, item: Item, slot: Slot, rect: Rect, label: str, tone: str = "quiet"
    ) -> None:
        """Add a label and a number: side by side, or one above the other in a tall slot."""
        line = self._style.labels.height
        if rect.height > 1.8 * line:
            upper, lower = _halves(rect)
            align = 1.0 if slot.role == "gradient" else 0.0
            item.texts.append(self._label(upper, label, tone, align))
            number = lower
        else:
            width = self._style.numbers.width(WIDEST) + 1.0
            number = Rect(rect.right - width, rect.y, width, rect.height)
            room = Rect(rect.x, rect.y, max(rect.width - width - SPACE + 1.0, 1.0), rect.height)
            item.texts.append(self._label(room, label, tone))
        item.numbers.append((slot.role, slot.number, self._number(slot, number)))

    def _symbol(self, slot: Slot) -> str:
        return wording.QUANTITIES[slot.role].symbol(self._network, slot.number)

    def _add_row(self, slot: Slot) -> None:
        self._add_pair(self.units[slot.number], slot, slot.rect, self._symbol(slot))

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
        item = self.edges[slot.number]
        is_frozen = not self._network.edges[slot.number].trainable
        item.set_pill(slot.rect, is_frozen)
        inset = PAD - 3.0 if slot.rect.width < 100.0 and slot.rect.height > 30.0 else PAD
        left = inset + (LOCK_PX if is_frozen else 0.0)
        inner = Rect(
            slot.rect.x + left, slot.rect.y, slot.rect.width - left - inset, slot.rect.height
        )
        self._add_pair(item, slot, inner, self._symbol(slot), f"weight {slot.number}")

    def _add_number(self, items: list[EdgeItem], slot: Slot) -> None:
        number = self._number(slot, slot.rect)
        items[slot.number].numbers.append((slot.role, slot.number, number))

    def _add_gradient(self, slot: Slot) -> None:
        mean = wording.MEAN if self._is_mean else ""
        self._add_pair(
            self.edges[slot.number], slot, slot.rect, mean + self._symbol(slot), "backward text"
        )

    def _add_input(self, slot: Slot) -> None:
        self._add_centered(self.inputs[slot.number], slot)

    def _add_loss(self, slot: Slot) -> None:
        role = "loss_sample" if self._is_mean else "loss"
        self._add_centered(self._loss, slot._replace(role=role))

    def _add_centered(self, item: BoxItem, slot: Slot) -> None:
        upper, lower = _halves(slot.rect)
        item.texts.append(self._label(upper, self._symbol(slot), align=0.5))
        item.numbers.append((slot.role, slot.number, self._number(slot, lower, align=0.5)))

    def _add_target(self, slot: Slot) -> None:
        label = self._symbol(slot) + " = "
        width = self._style.labels.width(label)
        rect = slot.rect
        self._loss.texts.append(self._label(rect, label))
        number = Rect(rect.x + width, rect.y, rect.width - width, rect.height)
        self._loss.numbers.append((slot.role, slot.number, self._number(slot, number, align=0.0)))

    def _add_name(self, slot: Slot) -> None:
        items = [*self.inputs, *self.units, self._loss]
        names = (*self._network.inputs, *(unit.name for unit in self._network.units), "L")
        items[slot.number].texts.append(
            self._label(slot.rect, names[slot.number], tone="ink", align=0.5)
        )


def _halves(rect: Rect) -> tuple[Rect, Rect]:
    upper = rect._replace(height=rect.height / 2)
    return upper, upper.moved(0.0, rect.height / 2)
