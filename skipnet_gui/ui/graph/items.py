"""Boxes of the graph: units, inputs, the loss; each paints its own texts."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from skipnet_gui.session.graph_numbers import HIDDEN, Numbers
from skipnet_gui.session.layout.geometry import Rect
from skipnet_gui.ui.graph.text import Field, Inks, Text
from skipnet_gui.ui.parts import Part

CORNER = 8.0
BORDER, BOLD_BORDER = 1.25, 2.6
RING_PX = 4.0
RESULT_PEN: tuple[float, tuple[float, ...]] = (1.8, ())
READ_PEN: tuple[float, tuple[float, ...]] = (1.0, (2.5, 2.0))


class Item(QGraphicsItem):
    """A part of the graph with texts of its own.

    Attributes
    ----------
    part
        What it stands for; None for the loss.
    texts
        Fixed texts.
    fields
        The numbers, with their labels.
    lights
        The numbers of the operation shown, each with whether it is its result.
    is_current
        Whether the result of the operation shown belongs to it.
    is_on_path
        Whether it belongs to the path that is pointed at.
    has_focus
        Whether the keyboard is on it.
    """

    def __init__(self, part: Part | None, inks: Inks) -> None:
        super().__init__()
        self.part = part
        self.inks = inks
        self.texts: list[Text] = []
        self.fields: list[Field] = []
        self.lights: tuple[tuple[Field, bool], ...] = ()
        self.is_highlighted = self.is_current = self.is_on_path = self.has_focus = False

    def show_numbers(self, numbers: Numbers) -> None:
        """Take the numbers of another moment."""
        for field in self.fields:
            if numbers.hides(field.role, field.at):
                field.number.say(HIDDEN)
            else:
                field.show(numbers.by_role[field.role][field.at])

    @property
    def is_bold(self) -> bool:
        """Whether it stands out."""
        return self.is_highlighted or self.is_current or self.is_on_path

    def anchor(self) -> QRectF:
        """Return the place of the item that others stand beside."""
        return self.boundingRect()

    def field_at(self, point: QPointF) -> Field | None:
        """Return the number, with its label, at a point."""
        place = point.x(), point.y()
        for field in self.fields:
            if any(text.rect.holds(place) for text in field.texts()):
                return field
        return None

    def paint_ring(self, painter: QPainter, corner: float) -> None:
        """Paint the ring around what the keyboard is on."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self.inks.pen("ink", 1.5, (2.5, 2.0)))
        around = self.anchor().adjusted(-RING_PX, -RING_PX, RING_PX, RING_PX)
        painter.drawRoundedRect(around, corner + RING_PX, corner + RING_PX)

    def paint_texts(self, painter: QPainter) -> None:
        """Paint all texts, and behind them the lights."""
        for field, is_result in self.lights:
            painter.setPen(self.inks.pen("ink", *(RESULT_PEN if is_result else READ_PEN)))
            painter.setBrush(self.inks["light"])
            painter.drawRoundedRect(lit_rect(field), 4.0, 4.0)
        for text in self.texts:
            text.paint(painter, self.inks)
        for field in self.fields:
            for text in field.texts():
                text.paint(painter, self.inks)


def lit_rect(field: Field) -> QRectF:
    """Return the rectangle that lights a number."""
    return field.number.ink_rect.adjusted(-3.5, -0.5, 3.0, 0.5)


def qrect(rect: Rect, grow: float = 0.0) -> QRectF:
    """Return the rectangle as Qt has it."""
    return QRectF(rect.x - grow, rect.y - grow, rect.width + 2 * grow, rect.height + 2 * grow)


class BoxItem(Item):
    """A unit, an input or the loss: a box with rows of label and number, or a named disc."""

    def __init__(self, part: Part | None, box: Rect, inks: Inks, corner: float = CORNER) -> None:
        super().__init__(part, inks)
        self._box = qrect(box)
        self._corner = corner
        self._rules: list[float] = []
        self._kind: Text | None = None
        self._word: Text | None = None
        self._is_closed = False
        self.setZValue(2.0)

    def add_rule(self, y: float) -> None:
        """Add a line across the box."""
        self._rules.append(y)

    def add_word(self, word: Text, kind: Text | None) -> None:
        """Add the place of the word that a closed unit carries, and the text it may cover."""
        self._word, self._kind = word, kind

    def show_closed(self, is_closed: bool, word: str) -> None:
        """Show whether the unit passes nothing on."""
        self._is_closed = is_closed
        if self._word is not None:
            self._word.say(word if is_closed else "")

    def anchor(self) -> QRectF:
        """Return the box."""
        return self._box

    def boundingRect(self) -> QRectF:
        """Return the box with its border and the texts outside of it."""
        whole = self._box.adjusted(-3.0, -3.0, 3.0, 3.0)
        for text in (*self.texts, *(text for field in self.fields for text in field.texts())):
            whole = whole.united(qrect(text.rect))
        return whole

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Paint box, rules and texts."""
        inks = self.inks
        width = BOLD_BORDER if self.is_bold else BORDER
        dash = (4.0, 3.0) if self._is_closed else ()
        painter.setPen(inks.pen("quiet" if self._is_closed else "ink", width, dash))
        painter.setBrush(inks["panel" if self._is_closed else "ground"])
        painter.drawRoundedRect(self._box, self._corner, self._corner)
        if self._is_closed and self._word is None:
            painter.setBrush(QBrush(inks["quiet"], Qt.BrushStyle.BDiagPattern))
            painter.drawRoundedRect(self._box, self._corner, self._corner)
        if self.has_focus:
            self.paint_ring(painter, self._corner)
        painter.setPen(inks.pen("line", 1.0))
        for y in self._rules:
            painter.drawLine(
                QPointF(self._box.left() + 7.0, y), QPointF(self._box.right() - 7.0, y)
            )
        self.paint_texts(painter)
        if self._word is not None and self._is_closed:
            self._word.paint(painter, inks)
        elif self._kind is not None:
            self._kind.paint(painter, inks)
