"""The network of an exercise as a drawing of what is given: a chain with arcs for its skips."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QPolygonF

from skipnet_gui.core.functions import ACTIVATIONS
from skipnet_gui.core.network import Network
from skipnet_gui.core.notation import name_symbol
from skipnet_gui.core.numerals import full
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.ui.theme import SANS

# Lengths in tenths of a millimetre on paper.
WIDTH, HEIGHT = 1_800.0, 620.0
TEXT, SMALL = 38, 32
_BOX_WIDTH, _BOX_HEIGHT = 180.0, 130.0
_LINE, _HEAD = 4.0, 22.0
_LABEL = 46.0
_GAP = 10.0
_OF_ROOM = 0.3  # of the room between two boxes: in this size “−0.75” fits
_ABOVE, _BELOW = -1.0, 1.0
_CENTRE = Qt.AlignmentFlag.AlignCenter
_STRAIGHT_TEXT = Qt.TextFlag.TextDontClip


def paper_font(size: float, bold: bool = False) -> QFont:
    """Return the font of a drawing at a size in its lengths."""
    made = QFont()
    made.setFamilies(list(SANS))
    made.setPixelSize(round(size))
    made.setBold(bold)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def drawn_height(network: Network) -> float:
    """Return how far down the drawing reaches: to the chain, or to an arc below it."""
    below = sum(map(network.is_skip, range(len(network.edges)))) > 1
    return HEIGHT if below else HEIGHT / 2 + _BOX_HEIGHT


def draw_network(painter: QPainter, spec: RunSpec, ink: QColor) -> None:
    """Draw the network of an exercise from the painter's origin, WIDTH by at most HEIGHT.

    From left to right the input, the units of the chain, and the loss with its target.
    """
    _Drawing(painter, spec, ink).draw()


class _Drawing:
    def __init__(self, painter: QPainter, spec: RunSpec, ink: QColor) -> None:
        self._painter, self._spec, self._network, self._ink = painter, spec, spec.network, ink
        count = len(self._network.units) + 2
        self._pitch = (WIDTH - _BOX_WIDTH) / (count - 1)

    def draw(self) -> None:
        network, data = self._network, self._spec.data
        self._box(0, name_symbol(network.inputs[0]), full(float(data.x[0, 0])))
        for unit, made in enumerate(network.units):
            self._box(unit + 1, f"unit {made.name}", ACTIVATIONS[made.activation].symbol)
        last = len(network.units) + 1
        self._box(last, "L", f"y = {full(float(data.y[0, 0]))}")
        self._arrow(last - 1, last, "ŷ", "")
        skips = [edge for edge in range(len(network.edges)) if network.is_skip(edge)]
        for edge, weight in enumerate(self._spec.initial_weights):
            start, end = _ends(network, edge)
            symbol = name_symbol(network.edges[edge].weight)
            if edge in skips:
                side = _BELOW if skips.index(edge) % 2 else _ABOVE
                self._arc(start, end, side, f"{symbol} = {full(weight)}")
            else:
                self._arrow(start, end, symbol, full(weight))

    def _rect(self, place: int) -> QRectF:
        middle = HEIGHT / 2
        return QRectF(place * self._pitch, middle - _BOX_HEIGHT / 2, _BOX_WIDTH, _BOX_HEIGHT)

    def _box(self, place: int, title: str, word: str) -> None:
        rect = self._rect(place)
        self._pen()
        self._painter.drawRoundedRect(rect, 16.0, 16.0)
        upper = QRectF(rect.x(), rect.y() + 14.0, rect.width(), rect.height() / 2 - 14.0)
        lower = upper.translated(0.0, rect.height() / 2 - 14.0)
        self._text(upper, title, TEXT, bold=True)
        self._text(lower, word, SMALL)

    def _arrow(self, start: int, end: int, above: str, below: str) -> None:
        left, right = self._rect(start), self._rect(end)
        y = left.center().y()
        tip = QPointF(right.left() - _GAP, y)
        self._pen()
        self._painter.drawLine(QPointF(left.right() + _GAP, y), tip - QPointF(_HEAD, 0.0))
        self._head(tip, QPointF(1.0, 0.0))
        room = QRectF(left.right(), y - _LABEL - _GAP, right.left() - left.right(), _LABEL)
        size = min(TEXT, _OF_ROOM * room.width())
        self._text(room, above, size, bold=True)
        self._text(room.translated(0.0, _LABEL + 2 * _GAP), below, size)

    def _arc(self, start: int, end: int, side: float, label: str) -> None:
        """Draw a skip from box to box, above or below the chain, its weight at the top."""
        left, right = self._rect(start), self._rect(end)
        y = left.center().y() + side * (_BOX_HEIGHT / 2 + _GAP)
        far = y + side * (HEIGHT / 2 - _BOX_HEIGHT / 2 - _LABEL - 2 * _GAP)
        a, tip = QPointF(left.center().x(), y), QPointF(right.center().x(), y)
        bend = self._pitch / 2
        path = QPainterPath(a)
        path.cubicTo(QPointF(a.x(), far), QPointF(a.x(), far), QPointF(a.x() + bend, far))
        path.lineTo(tip.x() - bend, far)
        before = QPointF(tip.x(), y + side * _HEAD)
        path.cubicTo(QPointF(tip.x(), far), QPointF(tip.x(), far), before)
        self._pen()
        self._painter.drawPath(path)
        self._head(tip, QPointF(0.0, -side))
        top = far - _LABEL - _GAP / 2 if side == _ABOVE else far + _GAP / 2
        self._text(QRectF(a.x(), top, tip.x() - a.x(), _LABEL), label, TEXT, bold=True)

    def _head(self, tip: QPointF, along: QPointF) -> None:
        across = QPointF(-along.y(), along.x()) * (_HEAD * 0.4)
        back = tip - along * _HEAD
        self._painter.setBrush(self._ink)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.drawPolygon(QPolygonF([tip, back + across, back - across]))

    def _pen(self) -> None:
        self._painter.setPen(QPen(self._ink, _LINE))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)

    def _text(self, rect: QRectF, text: str, size: float, bold: bool = False) -> None:
        self._painter.setPen(self._ink)
        self._painter.setFont(paper_font(size, bold))
        self._painter.drawText(rect, int(_CENTRE | _STRAIGHT_TEXT), text)


def _ends(network: Network, edge: int) -> tuple[int, int]:
    """Return the places of an edge's ends in the row: the input, then the units."""
    return network.edge_sources[edge], network.edge_targets[edge] + len(network.inputs)
