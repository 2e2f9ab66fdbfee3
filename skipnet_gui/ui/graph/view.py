"""The view of the graph: the canvas, with what a hand does on it turned into signals."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QWheelEvent

from skipnet_gui.core.network import Network
from skipnet_gui.ui.graph.building import HINT, ONWARD, BuiltCanvas
from skipnet_gui.ui.graph.canvas import ZOOM_STEP
from skipnet_gui.ui.graph.edge_item import EdgeItem
from skipnet_gui.ui.parts import Part

CLICK_PX = 4  # a press that moves less is a click
ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
EDIT_KEYS = (*ENTER_KEYS, Qt.Key.Key_F2)
MENU_KEYS = (
    (Qt.Key.Key_Menu, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier),
)


class GraphView(BuiltCanvas):
    """The computation graph.

    Shows snapshots and never changes the document; what a person wants is a signal:
    a weight (edge number, value), an edge or the menu of a part, the part pointed at or
    clicked (None for the ground), a closed unit (its number) that was asked about, that what
    is chosen shall go, or a sentence on what cannot be.
    """

    closed_unit_asked = Signal(int)
    delete_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("graph")
        self.setAccessibleName("Computation graph")
        self.setAccessibleDescription(
            "Tab goes from weight to weight, then arrows along edges and units; Enter edits, "
            "Delete deletes, Ctrl+E connects, the menu key has all of it. "
            "Numbers has every number as a table."
        )
        self._pressed: QPoint | None = None
        self._dragged: QPoint | None = None

    # The mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag; while keys connect, a click chooses the unit."""
        place = event.position().toPoint()
        if self._try is not None:
            self._aim_at(place)
            self._finish_try()
        else:
            self._set_cursor(None)
            if event.button() == Qt.MouseButton.LeftButton:
                self._pressed, self._dragged = place, None
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw an edge, drag the graph, or point at a part."""
        place = event.position().toPoint()
        if self._try is not None:
            self._lead_after(place)
        elif self._pressed is None:
            self._point_at(place)
        elif self._dragged is not None:
            self._drag_to(place, self._dragged)
        elif (place - self._pressed).manhattanLength() > CLICK_PX:
            self._begin_to_drag(self._pressed, place)

    def _begin_to_drag(self, start: QPoint, place: QPoint) -> None:
        """Lead a line from a unit; from anywhere else, drag the graph."""
        node = self._node_at(start)
        if node is not None:
            self._begin_drag(node, place)
        else:
            self._drag_to(place, start)

    def _drag_to(self, place: QPoint, before: QPoint) -> None:
        moved, self._dragged = place - before, place
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() - moved.x())
        down.setValue(down.value() - moved.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a click or a drag."""
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        is_click, self._pressed, self._dragged = self._dragged is None, None, None
        if self._try is not None:
            self._aim_at(event.position().toPoint())
            self._finish_try()
        elif is_click:
            self._click_at(event.position().toPoint())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Edit the weight of the edge under the mouse, or ask why the unit is closed."""
        item = self._item_at(event.position().toPoint())
        part = None if item is None else item.part
        if part is not None and part.kind == "unit" and part.index in self._closed:
            self._click(part)  # takes back what the first click selected
            self.closed_unit_asked.emit(part.index)
        if isinstance(item, EdgeItem) and item.part is not None:
            self._click(item.part)  # takes back what the first click selected
            self._edit(item.part.index, event.position())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, scroll without."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            steps = event.angleDelta().y() / 120.0
            self._zoom_to(self._zoom * ZOOM_STEP**steps, event.position())
            event.accept()
        else:
            super().wheelEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of what is under the mouse; that of the keyboard is a key."""
        if self._may_build and event.reason() == QContextMenuEvent.Reason.Mouse:
            item = self._item_at(event.pos())
            self.menu_requested.emit(None if item is None else item.part, event.globalPos())

    # The keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose what to connect to, edit what the keyboard is on, or walk."""
        part = self.keyboard_part
        if self._try is not None:
            self._press_while_connecting(event)
        elif self._may_build and (event.key(), event.modifiers()) in MENU_KEYS:
            self._ask_menu(part)
        elif self._may_build and event.key() == Qt.Key.Key_Delete:
            self.delete_requested.emit()
        elif event.key() in EDIT_KEYS and part is not None:
            self._open(part)
        else:
            super().keyPressEvent(event)

    def _press_while_connecting(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._drop_try()
            self._pressed = None
        elif not self._is_by_keys:
            event.ignore()
        elif event.key() in ENTER_KEYS:
            self._finish_try()
        elif event.key() in ONWARD:
            self._aim_on(ONWARD[Qt.Key(event.key())])
        else:
            event.ignore()

    def _open(self, part: Part) -> None:
        """Edit the weight of an edge; of a unit or an input, ask for the menu."""
        if part.kind == "edge":
            self.edit_weight(part.index)
        elif self._may_build:
            self._ask_menu(part)

    def _ask_menu(self, part: Part | None) -> None:
        """Ask for the menu of a part beside it, or of the ground in the middle."""
        item = self._item(part)
        place = self.viewport().rect().center()
        if item is not None:
            place = self.mapFromScene(item.anchor().bottomLeft())
        self.menu_requested.emit(part, self.viewport().mapToGlobal(place))

    def _heading(self, network: Network, part: Part) -> str:
        """Return what a part is called, and what can be done with it."""
        text = super()._heading(network, part)
        is_node = self._may_build and part.kind != "edge"
        return f"{text}\n{HINT}" if is_node else text
