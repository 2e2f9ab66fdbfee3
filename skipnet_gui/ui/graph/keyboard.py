"""The keyboard on the graph: from weight to weight, and along edges and units."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent

from skipnet_gui.core.network import Network
from skipnet_gui.ui.graph import moves
from skipnet_gui.ui.graph.moves import DOWN, LEFT, RIGHT, UP, Cursor
from skipnet_gui.ui.graph.pointing import PointedCanvas
from skipnet_gui.ui.parts import Part

WAYS = {
    Qt.Key.Key_Left: LEFT,
    Qt.Key.Key_Right: RIGHT,
    Qt.Key.Key_Up: UP,
    Qt.Key.Key_Down: DOWN,
}
PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
# The focus comes back by itself from these, and finds all as it was.
PASSING = (
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)


class KeyboardCanvas(PointedCanvas):
    """The canvas with a ring around the part that the keyboard is on, if it is on one.

    As long as it is on one, the arrow keys walk along the network; otherwise they are left
    to the commands.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._cursor: Cursor | None = None

    @property
    def keyboard_part(self) -> Part | None:
        """The part that the keyboard is on."""
        return None if self._cursor is None else self._cursor.part

    def put_keyboard_on(self, part: Part | None) -> None:
        """Put the keyboard on a part, or on none, without pointing at it."""
        self._set_cursor(None if part is None else Cursor(part))

    @property
    def _network(self) -> Network:
        """The network that is painted."""
        assert self._made is not None
        return self._made.network

    def event(self, event: QEvent) -> bool:
        """Keep the arrow keys from the commands as long as they walk here."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_plain = event.modifiers() in PLAIN
            if is_plain and event.key() in WAYS and self._uses_arrows():
                event.accept()
                return True
        return super().event(event)

    def _uses_arrows(self) -> bool:
        return self._cursor is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk along the network, or let go of it."""
        if self._cursor is None:
            event.ignore()
        elif event.key() in WAYS and event.modifiers() in PLAIN:
            way, seen = WAYS[Qt.Key(event.key())], self._seen_edges()
            self._go_to(moves.moved(self._network, self._cursor, way, self._height, seen))
        elif event.key() == Qt.Key.Key_Escape:
            self._go_to(None)
        else:
            event.ignore()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go from weight to weight, then on to the next control."""
        stop = self._next_stop(forward)
        self._go_to(None if stop is None else Cursor(stop))
        return stop is not None or super().focusNextPrevChild(forward)

    def _next_stop(self, forward: bool) -> Part | None:
        stops = self._stops()
        if self._cursor is None:
            return next(iter(stops if forward else reversed(stops)), None)
        edge = self._edge_nearby(self._cursor.part)
        if forward:
            is_new = self._cursor.part not in stops
            return next((s for s in stops if s.index > edge or (is_new and s.index == edge)), None)
        return next((s for s in reversed(stops) if s.index < edge), None)

    def _stops(self) -> list[Part]:
        """Return where Tab stops: at each pill; without any at the first input."""
        if self._scene is None:
            return []
        edges = enumerate(self._scene.edges)
        pills = [Part("edge", number) for number, edge in edges if edge.pill is not None]
        return pills or [Part("input", 0)]

    def _edge_nearby(self, part: Part) -> int:
        """Return the number of an edge at a part, to go on from in the order of edges."""
        if part.kind == "edge":
            return part.index
        node = moves.node_of(self._network, part)
        unit = node - len(self._network.inputs)
        near = self._network.outgoing[node] or self._network.incoming[max(unit, 0)]
        return near[0] if near else 0

    def _height(self, part: Part) -> float:
        item = self._item(part)
        return 0.0 if item is None else item.anchor().center().y()

    def _seen_edges(self) -> set[int]:
        edges = self._scene.edges if self._scene is not None else []
        return {number for number, edge in enumerate(edges) if not edge.is_unseen}

    def _go_to(self, cursor: Cursor | None) -> None:
        """Put the keyboard on a part, or on none, and point at it."""
        self._set_cursor(cursor)
        self._point_to(self.keyboard_part)

    def _set_cursor(self, cursor: Cursor | None) -> None:
        self._ring(False)
        self._cursor = cursor
        self._ring(True)
        item = self._item(self.keyboard_part)
        if item is not None:
            self.ensureVisible(item.anchor(), 40, 60)
        self.viewport().update()

    def _ring(self, is_on: bool) -> None:
        item = self._item(self.keyboard_part)
        if item is not None:
            item.has_focus = is_on

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let go of the part that the keyboard is on, unless the focus comes back."""
        super().focusOutEvent(event)
        if self._cursor is not None and not self._keeps_keyboard(event.reason()):
            self._go_to(None)

    def _keeps_keyboard(self, reason: Qt.FocusReason) -> bool:
        return reason in PASSING

    def _forget_network(self) -> None:
        """Keep the keyboard on its part, as far as the new network has it."""
        super()._forget_network()
        if self._cursor is None or self._made is None or self._numbers is None:
            return
        found = moves.kept(self._network, self._numbers.snapshot.network, self._cursor.part)
        self._cursor = None if found is None else self._cursor._replace(part=found)

    def _scene_made(self) -> None:
        super()._scene_made()
        self._ring(True)
        if self._hovered != self.keyboard_part:
            self._point_again()
