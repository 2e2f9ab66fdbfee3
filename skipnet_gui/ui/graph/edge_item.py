"""An edge of the graph: forward and backward curve, the pill of its weight, its numbers."""

import math
from functools import cached_property

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPainterPathStroker, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from skipnet_gui.session.graph_numbers import Numbers
from skipnet_gui.session.layout.frame import Route
from skipnet_gui.session.layout.geometry import Curve, Rect, dashes
from skipnet_gui.ui.graph.items import BOLD_BORDER, Item, qrect
from skipnet_gui.ui.graph.text import Inks
from skipnet_gui.ui.parts import Part

HEAD = 8.0  # length of an arrow's head
DASH = (5.0, 3.2)
MOST_WIDE = {"full": 5.0, "main": 3.5, "shape": 3.0}
NEAR_PX = 12.0  # width within which an edge is pointed at
PILL_BORDER = 1.5


def line_width(value: float | None, most: float) -> float:
    """Return the width that shows a magnitude: 1 for 0, some at most, in steps of a quarter."""
    if value is None or math.isnan(value):
        return 1.0
    wide = 1.0 + 2.2 * math.log2(1.0 + min(abs(value), 1e3))
    return round(4.0 * min(wide, most)) / 4.0


class Arrow:
    """A curve that ends in an arrow's head, solid or in dashes."""

    def __init__(self, curve: Curve, head: float, is_dashed: bool) -> None:
        tip, before = curve[-1], _before_end(curve)
        length = math.dist(tip, before) or 1.0
        self._along = (tip[0] - before[0]) / length, (tip[1] - before[1]) / length
        self._tip, self._head, self._is_dashed = tip, head, is_dashed
        end = tip[0] - head * self._along[0], tip[1] - head * self._along[1]
        self._curve = (*curve[:-2], _short_of(curve, end), end)
        self._heads: dict[float, QPolygonF] = {}

    @cached_property
    def path(self) -> QPainterPath:
        """The curve."""
        made = QPainterPath(QPointF(*self._curve[0]))
        for k in range(1, len(self._curve), 3):
            made.cubicTo(*(QPointF(*point) for point in self._curve[k : k + 3]))
        return made

    @cached_property
    def near(self) -> QPainterPath:
        """Where the curve is pointed at."""
        stroker = QPainterPathStroker()
        stroker.setWidth(NEAR_PX)
        return stroker.createStroke(self.path)

    @cached_property
    def _painted(self) -> QPainterPath:
        # A pen that dashes a wide curve by itself takes eight times as long (measured).
        if not self._is_dashed:
            return self.path
        made = QPainterPath()
        for start, end in dashes(self._curve, *DASH):
            made.moveTo(*start)
            made.lineTo(*end)
        return made

    def paint(self, painter: QPainter, pen: QPen) -> None:
        """Paint the curve and its head in the colour of a pen."""
        painter.strokePath(self._painted, pen)
        width = pen.widthF()
        if width not in self._heads:
            self._heads[width] = self._polygon(width)
        painter.setBrush(pen.color())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawPolygon(self._heads[width])

    def _polygon(self, width: float) -> QPolygonF:
        (x, y), (ux, uy) = self._tip, self._along
        half = 0.35 * self._head + 0.5 * width
        a, b = x - self._head * ux, y - self._head * uy
        corners = (x, y), (a - half * uy, b + half * ux), (a + half * uy, b - half * ux)
        return QPolygonF([QPointF(*corner) for corner in corners])


def _before_end(curve: Curve) -> tuple[float, float]:
    """Return the last point of a curve that is not its end: the way it arrives from."""
    return next((p for p in reversed(curve[:-1]) if math.dist(p, curve[-1]) > 0.01), curve[0])


def _short_of(curve: Curve, end: tuple[float, float]) -> tuple[float, float]:
    """Return the last control point, moved with the end where it lies on it."""
    return end if math.dist(curve[-2], curve[-1]) < HEAD else curve[-2]


class EdgeItem(Item):
    """An edge, or the way from an output to the loss (``part`` is None).

    Attributes
    ----------
    number, route
        Number of the edge or of the output's unit, and its two curves.
    home
        The box of its unit, for a bias that has no place of its own.
    pill
        The rectangle to double-click, if the level shows one.
    """

    def __init__(
        self, part: Part | None, route: Route | None, inks: Inks, number: int, level: str
    ) -> None:
        super().__init__(part, inks)
        self.pill: Rect | None = None
        self.number, self.route = number, route
        self.home = QRectF()
        self._wide: Rect | None = None
        self._is_frozen = self._is_renewed = False
        self._widths = (1.0, 1.0)
        self._leader: tuple[QPointF, QPointF] | None = None
        self._head = 5.0 if level == "shape" else HEAD
        self._most = MOST_WIDE[level]
        if route is not None and route.leader is not None:
            self._leader = QPointF(*route.leader[0]), QPointF(*route.leader[-1])
        self.setZValue(1.0 if route is not None else 3.0)

    @cached_property
    def _curves(self) -> tuple[Arrow, Arrow] | None:
        """The two curves; in a crowd few of them are ever needed."""
        if self.route is None:
            return None
        forward, backward = self.route.forward, self.route.backward
        return Arrow(forward, self._head, False), Arrow(backward, self._head, True)

    def set_pill(self, pill: Rect, wide: Rect, is_frozen: bool) -> None:
        """Give the edge its pill, and the one for numbers of unusual length."""
        self.pill, self._wide, self._is_frozen = pill, wide, is_frozen

    def show_numbers(self, numbers: Numbers) -> None:
        """Take the numbers of another moment, the widths of the curves among them."""
        super().show_numbers(numbers)
        if any(field.is_wide for field in self.fields if field.role == "pill"):
            self.pill = self._wide
        self._show_renewed(self.part is not None and numbers.snapshot.is_renewed(self.number))
        forward, backward = ("flow", "gradient") if self.part else ("h", "dL_dyhat")
        self._widths = (
            line_width(numbers.value(forward, self.number), self._most),
            line_width(numbers.value(backward, self.number), self._most),
        )

    def _show_renewed(self, is_renewed: bool) -> None:
        """Fill the pill of a weight that the update has just changed."""
        if is_renewed == self._is_renewed:
            return
        self._is_renewed = is_renewed
        tone = "ground" if is_renewed else f"weight {self.number}"
        for field in self.fields:
            if field.role == "pill":
                for text in field.texts():
                    text.tone = tone

    def boundingRect(self) -> QRectF:
        """Return curves, pill and texts."""
        whole = QRectF()
        for arrow in self._curves or ():
            whole = whole.united(arrow.path.controlPointRect().adjusted(-8.0, -8.0, 8.0, 8.0))
        for rect in self._rects():
            whole = whole.united(qrect(rect, 3.0))
        return whole

    @property
    def is_unseen(self) -> bool:
        """Whether it has neither curve nor pill: a bias where there is no room for it."""
        return self.route is None and self.pill is None

    def anchor(self) -> QRectF:
        """Return the pill, or the middle of the curve; of what is unseen its unit's box."""
        if self.pill is not None or self._curves is None:
            return next(map(qrect, self._rects()), self.home)
        middle = self._curves[0].path.pointAtPercent(0.5)
        return QRectF(middle.x() - 4.0, middle.y() - 4.0, 8.0, 8.0)

    def _rects(self) -> list[Rect]:
        rects = [] if self.pill is None else [self.pill]
        return rects + [text.rect for field in self.fields for text in field.texts()]

    def is_near(self, point: QPointF) -> bool:
        """Whether a point is close to one of the curves."""
        return any(arrow.near.contains(point) for arrow in self._curves or ())

    def has_text_at(self, point: QPointF) -> bool:
        """Whether a point lies on the pill or on a text."""
        return any(qrect(rect).contains(point) for rect in self._rects())

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Paint curves, pill and texts."""
        inks = self.inks
        if self._curves is not None:
            if self.is_bold:
                painter.setOpacity(0.16)
                for arrow, width in zip(self._curves, self._widths, strict=True):
                    painter.strokePath(arrow.path, inks.pen("ink", width + 8.0))
                painter.setOpacity(self.opacity())
            forward, backward = self._widths
            self._curves[1].paint(painter, inks.pen("backward", backward))
            self._curves[0].paint(painter, inks.pen("forward", forward))
        if self.pill is not None:
            self._paint_pill(painter, self.pill)
        elif self.has_focus:
            self.paint_ring(painter, 2.0)
        self.paint_texts(painter)

    def _paint_pill(self, painter: QPainter, pill: Rect) -> None:
        inks, tone = self.inks, f"weight {self.number}"
        if self._leader is not None:
            painter.setPen(inks.pen(tone, 1.0))
            painter.drawLine(*self._leader)
        width = BOLD_BORDER if self.is_highlighted or self.is_on_path else PILL_BORDER
        painter.setBrush(
            inks[tone if self._is_renewed else "panel" if self._is_frozen else "ground"]
        )
        painter.setPen(inks.pen(tone, width))
        is_tall = pill.height > 28.0
        corner = 4.0 if self._is_frozen else 6.0 if is_tall else pill.height / 2
        painter.drawRoundedRect(qrect(pill), corner, corner)
        if self.has_focus:
            painter.setBrush(inks["ground"])
            painter.setPen(inks.pen("ink", 1.0, (2.0, 2.0)))
            painter.drawRoundedRect(qrect(pill, -3.0), corner - 3.0, corner - 3.0)
        if self._is_frozen:
            self._paint_lock(painter, pill)

    def _paint_lock(self, painter: QPainter, pill: Rect) -> None:
        x, y = pill.x + 7.0, min(pill.y + pill.height / 2, pill.y + 11.0)
        tone = f"weight {self.number}"
        painter.setPen(self.inks.pen(tone, 1.2))
        painter.drawArc(QRectF(x + 1.5, y - 5.0, 4.0, 6.0), 0, 180 * 16)
        painter.fillRect(QRectF(x, y - 1.5, 7.0, 5.5), self.inks[tone])
