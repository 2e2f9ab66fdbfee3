"""Building on the graph: an edge is drawn from a unit to another, by mouse or by keys."""

from PySide6.QtCore import QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QPainter

from skipnet_gui.core.notation import name_symbol
from skipnet_gui.session.joining import why_no_edge
from skipnet_gui.session.layout.geometry import Rect
from skipnet_gui.ui.graph import moves
from skipnet_gui.ui.graph.canvas import rect_of
from skipnet_gui.ui.graph.editing import EditedCanvas
from skipnet_gui.ui.graph.items import BoxItem
from skipnet_gui.ui.graph.moves import Cursor
from skipnet_gui.ui.graph.rubber import Try, paint_try
from skipnet_gui.ui.parts import Part

NEAR_PX = 8.0  # so far around a unit a line snaps to it
ONWARD = {
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
}
KEYS = "Arrows walk, Enter edits, Delete deletes, Ctrl+E connects, Esc lets go."
HINT = "Drag to another unit to connect them; right-click for more."


class BuiltCanvas(EditedCanvas):
    """The canvas on which edges are drawn, once :meth:`allow_building` was called.

    ``edge_requested(source, target)`` names the nodes to join, ``menu_requested(part,
    place)`` asks for the menu of a part (None for the ground) at a place of the screen, and
    ``told(sentence)`` says what the keyboard can do now.
    """

    edge_requested = Signal(str, str)
    menu_requested = Signal(object, QPoint)
    told = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._may_build = False
        self._try: Try | None = None
        self._is_by_keys = False
        self._end = QPointF()

    def allow_building(self) -> None:
        """Let edges be drawn, and menus be asked for."""
        self._may_build = True

    def begin_connecting(self, source: Part) -> None:
        """Let the keyboard, or a click, choose a unit to which an edge leads."""
        self._close_editor()
        self._drop_try()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._set_cursor(Cursor(source))
        self._point_to(None)
        self._try, self._is_by_keys = Try(source), True
        targets = self._targets()
        if not targets:
            self._drop_try()
            self.problem.emit("There is no other unit to connect to; add one first.")
            return
        self._aim_by_keys(self._likely(source, targets))

    # What is aimed at

    def _targets(self) -> list[Part]:
        """Return what keys choose from: all units but the source, in reading order."""
        assert self._try is not None
        units = moves.reading_order(self._network, self._height)
        return [unit for unit in units if unit != self._try.source]

    def _likely(self, source: Part, targets: list[Part]) -> Part:
        """Return the first unit that a node can be joined to, and is not yet if there is one."""
        network = self._network
        node = moves.node_of(network, source)
        above, joined = moves.upstream(network, node), moves.followers(network, node)
        free = [part for part in targets if moves.node_of(network, part) not in above]
        new = (part for part in free if moves.node_of(network, part) not in joined)
        return next(new, (free or targets)[0])

    def _name(self, part: Part) -> str:
        return moves.node_name(self._network, part)

    def _aim(self, target: Part | None) -> None:
        """Aim at a node, or at nothing; its source does not count as a target."""
        assert self._try is not None
        source = self._try.source
        if target == source:
            target = None
        if target != self._try.target:
            self._try = Try(source) if target is None else self._judged(source, target)
        refused = self._try.is_refused
        shape = Qt.CursorShape.ForbiddenCursor if refused else Qt.CursorShape.CrossCursor
        self.viewport().setCursor(shape)
        self.viewport().update()

    def _judged(self, source: Part, target: Part) -> Try:
        """Return a try with what would come of it."""
        why = why_no_edge(self._network, self._name(source), self._name(target))
        words = " → ".join(map(self._called, (source, target))) if why is None else why
        return Try(source, target, words, why is not None)

    def _called(self, part: Part) -> str:
        name = self._name(part)
        return f"unit {name}" if part.kind == "unit" else name_symbol(name)

    def _aim_at(self, place: QPoint) -> None:
        """Aim at the node near a place of the viewport, or lead the line there."""
        self._end = self.mapToScene(place)
        self._aim(self._node_near(self._end))

    def _lead_after(self, place: QPoint) -> None:
        """Lead the line after the mouse; what keys chose stays until it is on another node."""
        assert self._try is not None
        near = self._node_near(self.mapToScene(place))
        if not self._is_by_keys or near not in (None, self._try.source):
            self._aim_at(place)

    def _node_near(self, point: QPointF) -> Part | None:
        if self._scene is None:
            return None
        for box in (*self._scene.units, *self._scene.inputs):
            if box.anchor().adjusted(-NEAR_PX, -NEAR_PX, NEAR_PX, NEAR_PX).contains(point):
                return box.part
        return None

    def _aim_by_keys(self, target: Part) -> None:
        """Aim at a unit, bring it into view and say what Enter would do."""
        self._aim(target)
        self._bring_into_view(target)
        assert self._try is not None
        words = f"{self._try.words}: Enter makes it."
        if self._try.is_refused:
            words = _sentence(self._try.words)
        self.told.emit(f"{words} Tab and arrows choose another unit, Esc gives up.")

    def _aim_on(self, by: int) -> None:
        """Aim at the next unit, or the one before; after the last comes the first."""
        assert self._try is not None
        targets = self._targets()
        at = targets.index(self._try.target) if self._try.target in targets else -1
        self._aim_by_keys(targets[(at + by) % len(targets)])

    # Beginning and ending

    def _node_at(self, place: QPoint) -> Part | None:
        """Return the node from which a drag at a place of the viewport leads an edge."""
        item = self._item_at(place) if self._may_build else None
        return item.part if isinstance(item, BoxItem) else None

    def _begin_drag(self, source: Part, place: QPoint) -> None:
        """Lead a line from a node after the mouse."""
        self._point_to(None)
        self._try, self._is_by_keys = Try(source), False
        self._aim_at(place)

    def _finish_try(self) -> None:
        """Ask for the edge that is tried, or say why it cannot be."""
        tried = self._try
        assert tried is not None
        if not (tried.is_refused and self._is_by_keys):
            self._drop_try()
        if tried.is_refused:
            self.problem.emit(_sentence(tried.words))
        elif tried.target is not None:
            self.edge_requested.emit(self._name(tried.source), self._name(tried.target))

    def _drop_try(self) -> None:
        """Make no edge."""
        if self._try is not None:
            self._try = None
            self.viewport().unsetCursor()
            self.viewport().update()

    def _forget_network(self) -> None:
        self._drop_try()
        super()._forget_network()

    def _uses_arrows(self) -> bool:
        return self._try is not None or super()._uses_arrows()

    def _keeps_keyboard(self, reason: Qt.FocusReason) -> bool:
        stays = super()._keeps_keyboard(reason)
        if not stays:
            self._drop_try()
        return stays

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Choose another unit while connecting; else go from weight to weight."""
        if self._try is not None:
            if self._is_by_keys:
                self._aim_on(1 if forward else -1)
            return True
        was_away = self._cursor is None
        stays = super().focusNextPrevChild(forward)
        if was_away and stays and self._may_build:
            self.told.emit(KEYS)
        return stays

    def drawForeground(self, painter: QPainter, rect: object) -> None:
        """Paint the line that is drawn now over all else."""
        super().drawForeground(painter, rect)
        if self._try is None or self._layout is None:
            return
        source, target = self._item(self._try.source), self._item(self._try.target)
        if source is not None:
            point = Rect(self._end.x(), self._end.y(), 0.0, 0.0)
            end = point if target is None else rect_of(target.anchor())
            face = self._styles[self._layout.style].labels
            room = self._visible()
            painter.save()
            paint_try(painter, self._inks, self._try, rect_of(source.anchor()), end, face, room)
            painter.restore()


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."
