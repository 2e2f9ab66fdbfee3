"""An exercise on a page of A4: what is given, and a line for every answer or the answer."""

from collections.abc import Mapping
from fractions import Fraction

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPageSize, QPainter, QPdfWriter, QPen

from skipnet_gui.core.exercises import exact_answers
from skipnet_gui.core.functions import LOSSES
from skipnet_gui.core.network import Network
from skipnet_gui.core.notation import name_symbol, to_text, unit_symbol
from skipnet_gui.core.numerals import full, short
from skipnet_gui.core.paper import symbol_of
from skipnet_gui.core.quantities import Kind, Quantity
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.session.asking import Asked, asked, on_graph
from skipnet_gui.ui.exercise_drawing import (
    HEIGHT,
    SMALL,
    TEXT,
    WIDTH,
    draw_network,
    drawn_height,
    paper_font,
)

TENTHS_OF_MM = 254  # dots an inch, so that a dot is a tenth of a millimetre
MARGIN = 150.0
TITLE, ROW = 60.0, 108.0
_DRAWING, _TABLE = 190.0, 190.0  # where the drawing begins, and the table below it
_ROOM = 2_970.0 - 2 * MARGIN - _DRAWING - HEIGHT - _TABLE
_GUTTER, _SYMBOL = 70.0, 190.0
_SPACE = "     "
_INK, _RULE = QColor("black"), QColor("#8A93A0")
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter

Answers = Mapping[Quantity, Fraction]

_COLUMNS: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    ("Forward", (Kind.Z, Kind.H, Kind.YHAT, Kind.LOSS)),
    ("Backward", (Kind.DL_DYHAT, Kind.DL_DH, Kind.DL_DZ, Kind.DL_DW)),
    ("After one step", (Kind.NEW,)),
)

TASK = (
    "One step of gradient descent by hand: every number forward, every gradient, the new weights."
)


def sheet_pdf(spec: RunSpec, title: str) -> bytes:
    """Return the student's sheet: the task, and a line for every answer."""
    return _page(spec, title, TASK, None)


def key_pdf(spec: RunSpec, title: str, note: str) -> bytes:
    """Return the key: a note instead of the task, and every answer."""
    return _page(spec, title, note, exact_answers(spec))


def given_lines(spec: RunSpec) -> tuple[str, str]:
    """Return what is given besides the weights, and what the symbols mean."""
    network, conventions = spec.network, spec.conventions
    given = {
        name_symbol(network.inputs[0]): float(spec.data.x[0, 0]),
        "y": float(spec.data.y[0, 0]),
        "α": spec.learning_rate,
    }
    meanings = [
        "z = sum of weight · source over the arrows into the unit",
        "h = ReLU(z)",
        f"ŷ = {unit_symbol('z', network.outputs[0])}",
        f"ReLU′(0) = {short(conventions.relu_slope_at_zero)}",
    ]
    if network.loss == "absolute":
        meanings.append(f"sign(0) = {short(conventions.sign_of_zero)}")
    numbers = [f"{symbol} = {full(value)}" for symbol, value in given.items()]
    return _SPACE.join([*numbers, f"L = {LOSSES[network.loss].formula}"]), ",  ".join(meanings)


def _page(spec: RunSpec, title: str, note: str, answers: Answers | None) -> bytes:
    """Return the bytes of a PDF with one page."""
    made = QBuffer()
    made.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(made)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF())
    writer.setResolution(TENTHS_OF_MM)
    writer.setTitle(title)
    painter = QPainter(writer)
    _Page(painter, spec).draw(title, note, answers)
    painter.end()
    return bytes(made.data().data())


class _Page:
    def __init__(self, painter: QPainter, spec: RunSpec) -> None:
        self._painter, self._spec = painter, spec
        painter.translate(MARGIN, MARGIN)

    def draw(self, title: str, note: str, answers: Answers | None) -> None:
        given, meanings = given_lines(self._spec)
        self._text(0.0, 0.0, WIDTH, TITLE, title, bold=True)
        if answers is None:
            self._text(1_000.0, 18.0, 140.0, TEXT, "Name", _RIGHT)
            self._line(1_160.0, TITLE, WIDTH - 1_160.0)
        self._text(0.0, 100.0, WIDTH, SMALL, note)
        self._painter.translate(0.0, _DRAWING)
        draw_network(self._painter, self._spec, _INK)
        self._painter.translate(0.0, drawn_height(self._spec.network))
        self._text(0.0, 10.0, WIDTH, TEXT, given, _CENTRE, bold=True)
        self._text(0.0, 75.0, WIDTH, SMALL, meanings, _CENTRE)
        self._painter.translate(0.0, _TABLE)
        self._table(answers)

    def _table(self, answers: Answers | None) -> None:
        wanted = asked(self._spec.network, Asked())
        width = (WIDTH - 2 * _GUTTER) / 3
        columns = [[q for q in wanted if q.kind in kinds] for _, kinds in _COLUMNS]
        row = min(ROW, (_ROOM - ROW) / max(map(len, columns)))
        for place, (column, (heading, _)) in enumerate(zip(columns, _COLUMNS, strict=True)):
            left = place * (width + _GUTTER)
            self._text(left, 0.0, width, TEXT, heading, bold=True)
            for number, quantity in enumerate(column):
                top = ROW + number * row
                self._line(left + _SYMBOL, top + TEXT + 14.0, width - _SYMBOL)
                label = _symbol(self._spec.network, quantity)
                self._text(left, top, _SYMBOL - 16.0, TEXT, f"{label} =", _RIGHT)
                if answers is not None:
                    value = full(float(answers[quantity]))
                    self._text(left + _SYMBOL + 16.0, top, width, TEXT, value, bold=True)

    def _line(self, x: float, y: float, width: float) -> None:
        self._painter.setPen(QPen(_RULE, 2.0))
        self._painter.drawLine(QPointF(x, y), QPointF(x + width, y))

    def _text(
        self,
        x: float,
        y: float,
        width: float,
        size: float,
        text: str,
        where: Qt.AlignmentFlag = _LEFT,
        bold: bool = False,
    ) -> None:
        """Write a text into a line of its size's height."""
        self._painter.setPen(_INK)
        self._painter.setFont(paper_font(size, bold))
        flags = int(where | Qt.TextFlag.TextDontClip)
        self._painter.drawText(QRectF(x, y, width, size * 1.25), flags, text)


def _symbol(network: Network, quantity: Quantity) -> str:
    new = "new " if quantity.kind is Kind.NEW else ""
    return new + to_text(symbol_of(network, on_graph(network, quantity)))
