"""Pointing at the graph: what is under the mouse, and what is said of it."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Signal
from PySide6.QtGui import QCursor, QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from skipnet_gui.core.network import Network
from skipnet_gui.session.graph_numbers import quantity
from skipnet_gui.ui.graph.callout import Row, full_statement, heading, hint, loss_statement
from skipnet_gui.ui.graph.canvas import rect_of
from skipnet_gui.ui.graph.edge_item import EdgeItem
from skipnet_gui.ui.graph.items import Item, qrect
from skipnet_gui.ui.graph.operation_card import Around
from skipnet_gui.ui.graph.text import Field
from skipnet_gui.ui.graph.walking import WalkedCanvas
from skipnet_gui.ui.parts import Part

WHY = "double-click to see why it is closed"


class PointedCanvas(WalkedCanvas):
    """The canvas that tells what is pointed at and clicked (None for the ground).

    ``quantity_clicked`` gives the Quantity of a number that was clicked; ``laid_out()`` tells
    that parts may stand elsewhere in the viewport.
    """

    part_hovered = Signal(object)
    part_clicked = Signal(object)
    quantity_clicked = Signal(object)
    laid_out = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self._hovered: Part | None = None
        self._selected: Part | None = None
        self._is_clicking = False
        self._path: tuple[int, ...] | None = None

    def show_path(self, edges: tuple[int, ...] | None) -> None:
        """Light the edges of a path, and the units on it; None shows all alike."""
        if edges != self._path:
            self._path = edges
            if self._scene is not None:
                self._scene.show_path(edges)
            self._bring_into_view(None if edges is None else Part("edge", edges[0]))
            self.viewport().update()

    def _scene_made(self) -> None:
        super()._scene_made()
        if self._scene is not None and self._path is not None:
            self._scene.show_path(self._path)
        self.laid_out.emit()

    def best_place(self, size: QSize, part: Part) -> QPoint:
        """Return where in the viewport a card on a part hides least."""
        item = self._item(part)
        if item is None or self._layout is None:
            return QPoint()
        covers, spoken_of = self._covers(), [rect_of(item.anchor()), *self._header_rects()]
        around = Around(spoken_of, [*covers.texts, *covers.overlay], covers.points, self._visible())
        _, found = around.best(size.width(), size.height())
        return self.mapFromScene(QPointF(found.x, found.y))

    def foot(self) -> QRect:
        """Return the place in the viewport, beside the legend, where else the note stands."""
        room = self.viewport().size()
        return qrect(self._overlay.foot(room.width(), room.height())).toRect()

    def _item_at(self, place: QPoint) -> Item | None:
        """Return the item at a place of the viewport."""
        if self._scene is None:
            return None
        return self._scene.item_at(self.mapToScene(place))

    def _hover(self, part: Part | None) -> None:
        if part != self._hovered:
            self._hovered = part
            self.part_hovered.emit(part)

    def _point_at(self, place: QPoint) -> None:
        """Point at what is at a place of the viewport."""
        item = self._item_at(place)
        part = item.part if item is not None else None
        self._point_to(part, None if item is None else self._quantity(item, place))

    def _point_to(self, part: Part | None, pointed: Row | None = None) -> None:
        """Point at a part and a number of it, or at nothing; a card that stays follows."""
        before, highlighted = (self._pointed, self._hovered), self._part
        self._pointed = pointed
        self._hover(part)
        if self._part == highlighted and before != (pointed, part):
            self._place_callout()

    def _point_again(self) -> None:
        """Point at what is under the mouse now that the parts have moved."""
        place = self.viewport().mapFromGlobal(QCursor.pos())
        if self._hovered is None:
            return
        if self.viewport().rect().contains(place):
            self._point_at(place)
        else:
            self._point_to(None)

    def _quantity(self, item: Item, place: QPoint) -> Row | None:
        field = self._field(item, place)
        return None if field is None else (field.role, field.at)

    def _field(self, item: Item, place: QPoint) -> Field | None:
        return item.field_at(item.mapFromScene(self.mapToScene(place)))

    def _is_passing(self, part: Part) -> bool:
        return part == self._hovered and part != self._selected

    def show_highlight(self, part: Part | None) -> None:
        """Emphasise a part; what follows a click here is the selection."""
        if self._is_clicking:
            self._selected = part
        super().show_highlight(part)

    def _click_at(self, place: QPoint) -> None:
        """Tell the part and the number at a place of the viewport."""
        item = self._item_at(place)
        self._click(item.part if item is not None else None)
        found = None if item is None else self._quantity(item, place)
        if found is not None and self._numbers is not None:
            self.quantity_clicked.emit(quantity(self._numbers.snapshot.network, *found))

    def _click(self, part: Part | None) -> None:
        self._is_clicking = True
        self.part_clicked.emit(part)
        self._is_clicking = False
        self._place_callout()

    def viewportEvent(self, event: QEvent) -> bool:
        """Show all digits of the number under the mouse; forget the part when it leaves."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_tip(event)
            return True
        if event.type() == QEvent.Type.Leave:
            self._point_to(None)
        return super().viewportEvent(event)

    def _show_tip(self, event: QHelpEvent) -> None:
        """Show the explanation beside what it explains, unless a card says it already."""
        item = self._item_at(event.pos())
        is_said = item is not None and item.part == self._part and self._callout is not None
        text = "" if is_said else self.explanation(event.pos())
        if not text:
            QToolTip.hideText()
            return
        place = self._text_rect(item, event.pos())
        QToolTip.showText(event.globalPos(), text, self.viewport(), place.toAlignedRect())
        tip = next((w for w in QApplication.topLevelWidgets() if w.inherits("QTipLabel")), None)
        if tip is None or self._layout is None:
            return
        anchor = self.mapToScene(place.toAlignedRect()).boundingRect()
        anchor = anchor if item is None else item.anchor()
        best = self._covers().best(tip.width(), tip.height(), rect_of(anchor), self._visible())
        tip.move(self.viewport().mapToGlobal(self.mapFromScene(QPointF(best.x, best.y))))

    def _text_rect(self, item: Item | None, place: QPoint) -> QRectF:
        """Return where the text at a place of the viewport stands."""
        if item is None:
            text = self._overlay.text_at(place.x(), place.y())
            return QRectF() if text is None else qrect(text.rect)
        field = self._field(item, place)
        if field is None:
            return QRectF()
        whole = QRectF()
        for text in field.texts():
            whole = whole.united(qrect(text.rect))
        return self.mapFromScene(whole).boundingRect().toRectF()

    def explanation(self, place: QPoint) -> str:
        """Return what the number or part at a place of the viewport is, with all its digits."""
        item, numbers = self._item_at(place), self._numbers
        if item is None or numbers is None:
            return self._overlay_explanation(place)
        network = numbers.snapshot.network
        found = self._quantity(item, place)
        if found is None and isinstance(item, EdgeItem) and item.part is not None:
            found = ("pill", item.part.index)
        if found is None:
            return "" if item.part is None else self._heading(network, item.part)
        if found[0] in ("loss", "loss_sample"):
            return loss_statement(numbers, found[0])
        text = full_statement(numbers, *found)
        return "\n".join(line for line in (text, hint(numbers, *found)) if line)

    def _heading(self, network: Network, part: Part) -> str:
        """Return what a part is called, and how to learn why it is closed."""
        is_closed = part.kind == "unit" and part.index in self._closed
        return heading(network, part) + (f"\n{WHY}" if is_closed else "")

    @property
    def _closed(self) -> tuple[int, ...]:
        """The units that are shown as closed."""
        return () if self._numbers is None else self._numbers.snapshot.closed

    def _overlay_explanation(self, place: QPoint) -> str:
        if self._numbers is None:
            return ""
        return self._overlay.explanation(self._numbers, place.x(), place.y())

    def _forget_network(self) -> None:
        self._hovered = self._selected = self._path = None
