"""The texts of a scene: each in the slot that the layout gave, on the item that paints it."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from skipnet_gui.core.network import Network
from skipnet_gui.session.layout.fit import Layout
from skipnet_gui.session.layout.forms import PAD, SPACE
from skipnet_gui.session.layout.frame import Slot
from skipnet_gui.session.layout.geometry import Rect
from skipnet_gui.ui.graph import wording
from skipnet_gui.ui.graph.edge_item import EdgeItem
from skipnet_gui.ui.graph.items import BoxItem
from skipnet_gui.ui.graph.measure import LOCK_PX, Style
from skipnet_gui.ui.graph.text import Field, Text


class Items(NamedTuple):
    """The items that paint texts, by number."""

    inputs: Sequence[BoxItem]
    units: Sequence[BoxItem]
    edges: Sequence[EdgeItem]
    loss: BoxItem


class Filling:
    """Gives the items of a scene their texts; ``is_mean`` where gradients are of a batch."""

    def __init__(
        self, network: Network, layout: Layout, style: Style, items: Items, is_mean: bool
    ) -> None:
        self._network, self._layout, self._style = network, layout, style
        self._items, self._is_mean = items, is_mean

    def fill(self, slot: Slot) -> None:
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
        self._items.units[slot.number].fields.append(field)

    def _add_title(self, slot: Slot) -> None:
        """Add name and activation; the word stands at the right, or for the activation."""
        full = self._layout.level == "full"
        text = (wording.title if full else wording.short_title)(self._network, slot.number)
        name, dot, kind = text.partition(" · ")
        name += dot
        item = self._items.units[slot.number]
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
        self._items.units[slot.number].add_rule(round(slot.rect.center[1]) + 0.5)

    def _add_pill(self, slot: Slot) -> None:
        item, rect = self._items.edges[slot.number], slot.rect
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
        self._items.edges[slot.number].fields.append(field)

    def _add_gradient(self, slot: Slot) -> None:
        mean = wording.MEAN if self._is_mean else ""
        is_inside = self._layout.edges[slot.number] is None
        label, tone = mean + self._symbol(slot), "quiet" if is_inside else "backward text"
        field = self._pair(slot, slot.rect, label, tone, is_close=not is_inside)
        self._items.edges[slot.number].fields.append(field)

    def _add_input(self, slot: Slot) -> None:
        self._add_centered(self._items.inputs[slot.number], slot)

    def _add_loss(self, slot: Slot) -> None:
        role = "loss_sample" if self._is_mean else "loss"
        self._add_centered(self._items.loss, slot._replace(role=role))

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
        self._items.loss.fields.append(
            Field(slot.role, slot.number, number, self._label(rect, label))
        )

    def _add_name(self, slot: Slot) -> None:
        items = [*self._items.inputs, *self._items.units, self._items.loss]
        names = (*self._network.inputs, *(unit.name for unit in self._network.units), "L")
        items[slot.number].texts.append(
            self._label(slot.rect, names[slot.number], tone="ink", align=0.5)
        )


def _halves(rect: Rect) -> tuple[Rect, Rect]:
    upper = rect._replace(height=rect.height / 2)
    return upper, upper.moved(0.0, rect.height / 2)
