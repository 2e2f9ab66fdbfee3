"""Typing weights on the graph."""

from PySide6.QtCore import QPointF, Qt, Signal

from skipnet_gui.session.layout.geometry import Rect
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.graph.editor import PillEditor
from skipnet_gui.ui.graph.items import Item
from skipnet_gui.ui.graph.keyboard import KeyboardCanvas
from skipnet_gui.ui.graph.moves import Cursor
from skipnet_gui.ui.parts import Part


class EditedCanvas(KeyboardCanvas):
    """The canvas on which a weight is typed on its pill.

    ``weight_edit_requested(edge, value)`` tells what was typed, or
    ``new_weight_requested(edge, value)`` where the edge has only just been made;
    ``editor_closed()`` follows in any case. ``problem(sentence)`` is about text that is no
    number.
    """

    weight_edit_requested = Signal(int, float)
    new_weight_requested = Signal(int, float)
    editor_closed = Signal()
    problem = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._editor: PillEditor | None = None

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show another moment; an editor in which nothing was typed goes with its number."""
        super().show_snapshot(snapshot)
        editor = self._editor
        if editor is not None and editor.is_outdated(float(snapshot.weights[editor.edge])):
            self._close_editor()

    def edit_weight(self, edge: int, is_new: bool = False) -> None:
        """Open the editor on an edge, which comes into view."""
        item = self._item_to_edit(edge)
        if item is not None:
            self.ensureVisible(item.anchor(), 40, 60)
            self._edit(edge, QPointF(self.mapFromScene(item.anchor().center())), is_new)

    def _edit(self, edge: int, place: QPointF, is_new: bool = False) -> None:
        """Open the editor on a weight's pill, or at a place where it has none."""
        if self._numbers is None or self._made is None:
            return
        self._close_editor()
        name = self._made.network.edges[edge].weight
        value = float(self._numbers.snapshot.weights[edge])
        editor = PillEditor(self.viewport(), edge, name, value, self._inks.theme)
        asked = self.new_weight_requested if is_new else self.weight_edit_requested
        editor.committed.connect(asked)
        editor.problem.connect(self.problem)
        editor.closed.connect(self._close_editor)
        self._editor = editor
        editor.open_at(self._editor_rect(edge) or Rect(place.x(), place.y(), 0.0, 0.0))

    def _item_to_edit(self, edge: int) -> Item | None:
        """Return the item of an edge; of a bias without a place that of its unit."""
        if self._scene is None:
            return None
        item = self._scene.edges[edge]
        return self._scene.units[self._network.edge_targets[edge]] if item.is_unseen else item

    def _editor_rect(self, edge: int) -> Rect | None:
        pill = self._scene.edges[edge].pill if self._scene is not None else None
        if pill is None:
            return None
        corner = self.mapFromScene(QPointF(pill.x, pill.y))
        return Rect(corner.x(), corner.y(), pill.width, pill.height)

    def _close_editor(self) -> None:
        editor, self._editor = self._editor, None
        if editor is None:
            return
        had_focus = editor.hasFocus()
        editor.close_quietly()
        if had_focus:
            # Before it hides: hiding would pass the focus on to the next weight.
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            if self._cursor is not None:
                self._set_cursor(Cursor(Part("edge", editor.edge), self._cursor.side))
            self._point_to(None)
        elif not self.hasFocus():
            self._set_cursor(None)
        editor.hide()
        editor.deleteLater()
        self.editor_closed.emit()

    def _forget_network(self) -> None:
        self._close_editor()
        super()._forget_network()

    def _scene_made(self) -> None:
        super()._scene_made()
        rect = self._editor_rect(self._editor.edge) if self._editor is not None else None
        if self._editor is not None and rect is not None:
            self._editor.place(rect)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Scroll, and keep the editor on its pill."""
        super().scrollContentsBy(dx, dy)
        self._scene_made()

    def _keeps_keyboard(self, reason: Qt.FocusReason) -> bool:
        return self._editor is not None or super()._keeps_keyboard(reason)
