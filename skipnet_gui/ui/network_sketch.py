"""A sketch of a network: its layers from left to right, skips as arcs above, no numbers."""

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from skipnet_gui.core.network import BIAS, Network
from skipnet_gui.session.layout.layers import Columns, layers
from skipnet_gui.ui.theme import SMALL_PX, font

LEAST_WIDTH, LEAST_HEIGHT = 520, 400
MARGIN_PX = 24.0
MOST_RADIUS, LEAST_RADIUS = 14.0, 1.5
NAMED_RADIUS = 11.0  # below it a name of two digits does not fit its disc
OF_PITCH = 0.36
FOR_ARCS = 0.42  # of the height
MOST_RISE = 0.8  # of an arc's length: short skips of a deep network would be spikes
MANY_EDGES = 300
FAINT = 90  # of 255


class NetworkSketch(QWidget):
    """Shows which units a network has and what joins them."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("network_sketch")
        self.setAccessibleName("Sketch of the network")
        self.setMinimumSize(LEAST_WIDTH, LEAST_HEIGHT)
        self._network: Network | None = None
        self._columns: Columns = ()

    def sizeHint(self) -> QSize:
        """Return a size at which small networks have names."""
        return self.minimumSize()

    def show_network(self, network: Network | None, words: str = "") -> None:
        """Show a network, described in words, or none."""
        self.setAccessibleDescription(words)
        self._network = network
        self._columns = layers(network).columns if network else ()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the network as large as fits."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().base())
        if self._network is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            _Sketch(self, painter, self._network, self._columns).draw()
        painter.end()


class _Sketch:
    def __init__(
        self, widget: QWidget, painter: QPainter, network: Network, columns: Columns
    ) -> None:
        self._painter, self._network = painter, network
        self._ink = widget.palette().windowText().color()
        self._quiet = widget.palette().placeholderText().color()
        self._ground = widget.palette().base().color()
        self._column = {node: k for k, nodes in enumerate(columns) for node in nodes}
        self._edges = tuple(self._ends())
        self._longest = max(map(self._span, self._edges), default=1)
        area = QRectF(widget.rect()).adjusted(MARGIN_PX, MARGIN_PX, -MARGIN_PX, -MARGIN_PX)
        self._place(columns, area)

    def _place(self, columns: Columns, area: QRectF) -> None:
        """Give each node its place; where there are skips, the arcs have room above."""
        self._top = area.top()
        most, across = max(map(len, columns)), area.width() / len(columns)
        if self._longest > 1:
            room = min(FOR_ARCS * area.height(), MOST_RISE * self._longest * across)
            area.setTop(area.top() + room)
        down = area.height() / most
        self._radius = min(MOST_RADIUS, max(LEAST_RADIUS, OF_PITCH * min(across, down)))
        down = min(down, 6.0 * self._radius)
        self._places: dict[int, QPointF] = {}
        for k, nodes in enumerate(columns):
            first = area.center().y() - down * (len(nodes) - 1) / 2
            for row, node in enumerate(nodes):
                x = area.left() + across * (k + 0.5)
                self._places[node] = QPointF(x, first + down * row)
        self._upper = min(place.y() for place in self._places.values())

    def _ends(self) -> Iterator[tuple[int, int, bool]]:
        """Yield source, target and whether it is trained, of all edges but those of the bias."""
        network, first_unit = self._network, len(self._network.inputs)
        ends = zip(network.edges, network.edge_sources, network.edge_targets, strict=True)
        for edge, source, target in ends:
            if edge.source != BIAS:
                yield source, first_unit + target, edge.trainable

    def _span(self, edge: tuple[int, int, bool]) -> int:
        return self._column[edge[1]] - self._column[edge[0]]

    def draw(self) -> None:
        """Draw the edges, and the nodes over them."""
        faint = QColor(self._quiet)
        if len(self._edges) > MANY_EDGES:
            faint.setAlpha(FAINT)
        for edge in self._edges:
            source, target, is_trained = edge
            style = Qt.PenStyle.SolidLine if is_trained else Qt.PenStyle.DashLine
            self._painter.setPen(QPen(faint, 1.0, style))
            if self._span(edge) > 1:
                self._painter.drawPath(self._arc(edge))
            else:
                self._painter.drawLine(self._places[source], self._places[target])
        self._painter.setFont(font(SMALL_PX))
        for node, place in self._places.items():
            self._node(node, place)

    def _arc(self, edge: tuple[int, int, bool]) -> QPainterPath:
        """Return the curve of a skip: the farther it leads, the higher it rises."""
        start, end = self._places[edge[0]], self._places[edge[1]]
        room = (self._upper - self._top) * self._span(edge) / self._longest
        rise = min(room, MOST_RISE * (end.x() - start.x()))
        # A cubic reaches three quarters of the way to its two middle points.
        peak = self._upper - rise / 0.75
        bend = (end.x() - start.x()) * 0.25
        path = QPainterPath(start)
        path.cubicTo(QPointF(start.x() + bend, peak), QPointF(end.x() - bend, peak), end)
        return path

    def _node(self, node: int, place: QPointF) -> None:
        """Draw an input as a square, a unit as a disc, an output with a bold rim."""
        network, radius = self._network, self._radius
        unit = node - len(network.inputs)
        is_output = unit in network.output_units
        self._painter.setPen(QPen(self._ink, 2.5 if is_output else 1.2))
        self._painter.setBrush(self._ground)
        box = QRectF(place.x() - radius, place.y() - radius, 2 * radius, 2 * radius)
        if unit < 0:
            self._painter.drawRect(box)
        else:
            self._painter.drawEllipse(box)
        if radius >= NAMED_RADIUS:
            name = network.inputs[node] if unit < 0 else network.units[unit].name
            self._painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), name)
