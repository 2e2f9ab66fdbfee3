"""The canvas with a card beside the part that is pointed at or chosen."""

from skipnet_gui.session.layout.geometry import along
from skipnet_gui.ui.graph import callout
from skipnet_gui.ui.graph.callout import Callout, Covers
from skipnet_gui.ui.graph.canvas import Made, rect_of
from skipnet_gui.ui.graph.items import Item
from skipnet_gui.ui.graph.scrolling import ScrolledCanvas
from skipnet_gui.ui.parts import Part


class CalledCanvas(ScrolledCanvas):
    """The canvas that emphasises a part, and says what the level leaves out of it."""

    def __init__(self) -> None:
        super().__init__()
        self._part: Part | None = None
        self._pointed: callout.Row | None = None
        self._callout: Callout | None = None

    def _cards(self) -> list[Item]:
        return [] if self._callout is None else [self._callout]

    def _show_numbers(self) -> None:
        super()._show_numbers()
        if self._callout is not None and self._numbers is not None:
            self._callout.show_numbers(self._numbers)

    def _make(self, made: Made) -> None:
        if self._made is None or made.network is not self._made.network:
            self._part = self._pointed = None
        self._callout = None
        super()._make(made)
        self._mark(self._part, True)
        self._place_callout()

    def show_highlight(self, part: Part | None) -> None:
        """Emphasise a part, and show the numbers of it that the level leaves out."""
        if part != self._part:
            self._mark(self._part, False)
            self._part = part
            self._mark(part, True)
            self._bring_into_view(part)
            self._place_callout()
            self.viewport().update()

    def _mark(self, part: Part | None, is_on: bool) -> None:
        item = self._item(part)
        if item is not None:
            item.is_highlighted = is_on

    def _bring_into_view(self, part: Part | None) -> None:
        """Scroll to a part that is out of sight."""
        item = self._item(part)
        if item is not None:
            self._follow(item, is_whole=False)

    def _place_callout(self) -> None:
        """Put a card beside the highlighted part with what it does not say itself."""
        scene, numbers, chart, part = self._scene, self._numbers, self._layout, self._part
        if self._callout is not None and scene is not None:
            scene.removeItem(self._callout)
        self._callout = None
        item = self._item(part)
        if scene is None or numbers is None or chart is None or part is None or item is None:
            return
        found = self._left_out(part)
        if not found or (chart.level == "full" and self._is_passing(part)):
            return
        style = self._styles[chart.style]
        self._callout = Callout(numbers, part, self._pointed, found, style, self._inks)
        self._callout.place(rect_of(item.anchor()), self._visible(), self._covers())
        scene.addItem(self._callout)

    def _left_out(self, part: Part) -> callout.Rows:
        """Return what can be said of a part and is not painted, with the sum of what is said."""
        assert self._scene is not None
        assert self._made is not None
        items = self._scene.texted_items()
        painted = {(field.role, field.at) for item in items for field in item.fields}
        found = [row for row in callout.rows(self._made.network, part) if row not in painted]
        total = ("dL_dh", part.index)
        if found and part.kind == "unit" and total in painted:
            found.append(total)
        return [row for row in found if row != self._pointed]

    def _is_passing(self, part: Part) -> bool:
        """Whether a part is highlighted only as long as the mouse is on it."""
        return False

    def _covers(self) -> Covers:
        """Return what should stay in sight."""
        chart, corner = self._layout, self.mapToScene(0, 0)
        assert chart is not None
        routes = [route for route in (*chart.edges, *chart.outputs) if route is not None]
        # A card may hide a crowd: of hundreds of lines no other place would be free.
        few = [route for route in routes if not route.is_crowded]
        return Covers(
            [*chart.units, *chart.inputs, chart.loss, *(slot.rect for slot in chart.slots)],
            [point for route in few for point in along(route.forward)],
            [text.rect.moved(corner.x(), corner.y()) for text in self._overlay.texts()],
        )
