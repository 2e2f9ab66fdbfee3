"""The view of the graph: the canvas, with what a hand does on it turned into signals."""

from PySide6.QtCore import QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent

from skipnet_gui.session.layout.geometry import Rect
from skipnet_gui.ui.graph.canvas import ZOOM_STEP
from skipnet_gui.ui.graph.edge_item import EdgeItem
from skipnet_gui.ui.graph.editor import PillEditor
from skipnet_gui.ui.graph.pointing import PointedCanvas
from skipnet_gui.ui.parts import Part

CLICK_PX = 4  # a press that moves less is a click
EDIT_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)


class GraphView(PointedCanvas):
    """The computation graph.

    Shows snapshots and never changes the document; what a person wants is a signal:
    a weight (edge number, value), the part pointed at or clicked (None for the ground),
    a closed unit (its number) that was asked about, or a sentence on typed text that is no
    number.
    """

    weight_edit_requested = Signal(int, float)
    closed_unit_asked = Signal(int)
    problem = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("graph")
        self.setAccessibleName("Computation graph")
        self.setAccessibleDescription(
            "Tab goes from weight to weight, Enter edits one. Numbers has all of them as a table."
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._editor: PillEditor | None = None
        self._cursor: int | None = None
        self._pressed: QPoint | None = None
        self._dragged: QPoint | None = None

    # The mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()
            self._dragged = None
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the graph, or point at a part."""
        place = event.position().toPoint()
        if self._pressed is None:
            self._point_at(place)
            return
        if self._dragged is None and (place - self._pressed).manhattanLength() > CLICK_PX:
            self._dragged = self._pressed
        if self._dragged is not None:
            moved = place - self._dragged
            self._dragged = place
            across, down = self.horizontalScrollBar(), self.verticalScrollBar()
            across.setValue(across.value() - moved.x())
            down.setValue(down.value() - moved.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a click or a drag."""
        if event.button() == Qt.MouseButton.LeftButton and self._pressed is not None:
            is_click, self._pressed, self._dragged = self._dragged is None, None, None
            if is_click:
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

    # The keyboard

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go from weight to weight, then on to the next control."""
        stops = self._stops()
        at = stops.index(self._cursor) if self._cursor in stops else (-1 if forward else len(stops))
        at += 1 if forward else -1
        if not 0 <= at < len(stops):
            self._go_to(None)
            return super().focusNextPrevChild(forward)
        self._go_to(stops[at])
        return True

    def _stops(self) -> list[int]:
        edges = self._scene.edges if self._scene is not None else []
        return [number for number, edge in enumerate(edges) if edge.pill is not None]

    def _go_to(self, edge: int | None) -> None:
        """Put the keyboard on a weight, or on none, and point at it."""
        self._set_cursor(edge)
        self._point_to(None if edge is None else Part("edge", edge))

    def _set_cursor(self, edge: int | None) -> None:
        for number, on in ((self._cursor, False), (edge, True)):
            if number is not None and self._scene is not None:
                self._scene.edges[number].has_focus = on
        self._cursor = edge
        if edge is not None and self._scene is not None:
            self.ensureVisible(self._scene.edges[edge].anchor(), 40, 60)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Edit the weight that the keyboard is on."""
        if event.key() in EDIT_KEYS and self._cursor is not None:
            self._edit(self._cursor, QPointF())
        elif event.key() == Qt.Key.Key_Escape and self._cursor is not None:
            self._go_to(None)
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Forget the weight that the keyboard is on, unless it is being edited."""
        super().focusOutEvent(event)
        if self._editor is None and self._cursor is not None:
            self._go_to(None)

    # Editing

    def _edit(self, edge: int, place: QPointF) -> None:
        """Open the editor on a weight's pill, or at a place where it has none."""
        if self._numbers is None or self._made is None:
            return
        self._close_editor()
        name = self._made.network.edges[edge].weight
        value = float(self._numbers.snapshot.weights[edge])
        editor = PillEditor(self.viewport(), edge, name, value, self._inks.theme)
        editor.committed.connect(self.weight_edit_requested)
        editor.problem.connect(self.problem)
        editor.closed.connect(self._close_editor)
        self._editor = editor
        editor.open_at(self._editor_rect(edge) or Rect(place.x(), place.y(), 0.0, 0.0))

    def _editor_rect(self, edge: int) -> Rect | None:
        pill = self._scene.edges[edge].pill if self._scene is not None else None
        if pill is None:
            return None
        corner = self.mapFromScene(QPointF(pill.x, pill.y))
        return Rect(corner.x(), corner.y(), pill.width, pill.height)

    def _close_editor(self) -> None:
        editor, self._editor = self._editor, None
        if editor is not None:
            had_focus = editor.hasFocus()
            editor.close_quietly()
            if had_focus:
                # Before it hides: hiding would pass the focus on to the next weight.
                self.setFocus(Qt.FocusReason.OtherFocusReason)
                self._set_cursor(editor.edge)
                self._point_to(None)
            editor.hide()
            editor.deleteLater()

    def _forget_network(self) -> None:
        super()._forget_network()
        self._close_editor()
        self._cursor = None

    def _scene_made(self) -> None:
        super()._scene_made()
        if self._cursor is not None and self._scene is not None:
            self._scene.edges[self._cursor].has_focus = True
        rect = self._editor_rect(self._editor.edge) if self._editor is not None else None
        if self._editor is not None and rect is not None:
            self._editor.place(rect)
        keyboard = None if self._cursor is None else Part("edge", self._cursor)
        if self._hovered != keyboard:
            self._point_again()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Scroll, and keep the editor on its pill."""
        super().scrollContentsBy(dx, dy)
        self._scene_made()
