"""The derivation of a step on pages of A4, below the graph that it is about."""

from collections.abc import Iterable

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPageSize, QPainter, QPdfWriter, QPicture

from skipnet_gui.core.derivation import Derivation
from skipnet_gui.core.derivation_lines import Line, sides_of
from skipnet_gui.core.formula import Formula
from skipnet_gui.core.notation import to_text
from skipnet_gui.files.derivation_text import given, head, notes, where
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.graph.view import GraphView
from skipnet_gui.ui.panels.derivation_list import WIDEST_PX, number_inks
from skipnet_gui.ui.panels.derivation_model import TITLES
from skipnet_gui.ui.panels.derivation_rows import Inks, Row
from skipnet_gui.ui.theme import LIGHT, SMALL_PX, TITLE_PX, font
from skipnet_gui.ui.typeset import Block, face, lined, words
from skipnet_gui.ui.typeset_formulas import typeset

# The pixels of a screen of 96 dots an inch, each ten of the paper's dots.
DOTS_PER_INCH, DOTS_PER_PX = 960, 10.0
MARGIN_PX = 57.0
WIDTH_PX, HEIGHT_PX = 793.7 - 2 * MARGIN_PX, 1_122.5 - 2 * MARGIN_PX
GRAPH_PX = (1_024, 400)  # as much as a small window gives it
TITLE_GAP_PX, TITLE_ROOM_PX = 30.0, 70.0
INK, QUIET = QColor(LIGHT.ink), QColor(LIGHT.quiet)


def derivation_pdf(derivation: Derivation, snapshot: Snapshot) -> bytes:
    """Return a PDF of a derivation with the graph of its moment, all of it computed."""
    made = QBuffer()
    made.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(made)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF())
    writer.setResolution(DOTS_PER_INCH)
    writer.setTitle(head(derivation, snapshot.run))
    painter = QPainter(writer)
    _Paper(writer, painter).write(derivation, snapshot)
    painter.end()
    return bytes(made.data().data())


def graph_picture(snapshot: Snapshot) -> QPicture:
    """Return the graph in light colours, as drawing commands."""
    view = GraphView()
    view.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    view.setFrameStyle(0)
    view.resize(*GRAPH_PX)
    view.show_theme(LIGHT)
    view.show_snapshot(snapshot)
    view.show()
    picture = QPicture()
    view.viewport().render(picture)
    view.close()
    view.deleteLater()
    return picture


class _Paper:
    """Writes from top to bottom, and on a new page where the old one is full."""

    def __init__(self, writer: QPdfWriter, painter: QPainter) -> None:
        self._writer, self._painter = writer, painter
        painter.scale(DOTS_PER_PX, DOTS_PER_PX)
        painter.translate(MARGIN_PX, MARGIN_PX)
        self._y = 0.0

    def write(self, derivation: Derivation, snapshot: Snapshot) -> None:
        self._graph(snapshot)
        self._words(", ".join(map(to_text, given(derivation))), INK)
        for group, ink in number_inks(LIGHT).items():
            self._title(TITLES[group])
            for line in derivation.lines(group):
                self._line(line, derivation.fractions, Inks(INK, ink, QUIET))
        self._title("Where")
        self._formulas(where(derivation))
        for note in notes(derivation):
            self._words(note, QUIET)

    def _take(self, height: float) -> float:
        """Return where the next thing of a height begins."""
        if self._y and self._y + height > HEIGHT_PX:
            self._writer.newPage()
            self._y = 0.0
        top, self._y = self._y, self._y + height
        return top

    def _graph(self, snapshot: Snapshot) -> None:
        picture, scale = graph_picture(snapshot), WIDTH_PX / GRAPH_PX[0]
        top = self._take(GRAPH_PX[1] * scale + TITLE_GAP_PX / 2)
        # Qt itself enlarges a picture by the ratio of the dots an inch.
        scale *= picture.logicalDpiX() / DOTS_PER_INCH
        self._painter.save()
        self._painter.translate(0.0, top)
        self._painter.scale(scale, scale)
        self._painter.drawPicture(0, 0, picture)
        self._painter.restore()

    def _title(self, title: str) -> None:
        if self._y + TITLE_ROOM_PX > HEIGHT_PX:
            self._y = HEIGHT_PX  # not alone at the end of a page
        top = self._take(TITLE_GAP_PX + 6.0)
        self._painter.setFont(font(TITLE_PX, bold=True))
        self._painter.setPen(INK)
        self._painter.drawText(QPointF(0.0, top + TITLE_GAP_PX - 4.0), title)
        rule = QRectF(0.0, top + TITLE_GAP_PX + 2.0, WIDTH_PX, 0.7)
        self._painter.fillRect(rule, QColor(LIGHT.line))

    def _line(self, line: Line, exact: bool, inks: Inks) -> None:
        row = Row(line)
        top = self._take(row.show(sides_of(line, exact), line.zero, WIDEST_PX))
        row.paint(self._painter, 0.0, top, inks)

    def _words(self, text: str, ink: QColor) -> None:
        self._blocks(lined(words(text), WIDTH_PX), ink, face(SMALL_PX).below + 5.0)

    def _formulas(self, formulas: Iterable[Formula]) -> None:
        for formula in formulas:
            self._blocks([typeset(formula)], INK, 8.0)

    def _blocks(self, blocks: Iterable[Block], ink: QColor, beneath: float) -> None:
        for block in blocks:
            above = max(block.above, face(SMALL_PX).above)
            top = self._take(above + block.below + beneath)
            block.paint(self._painter, QPointF(0.0, top + above), ink)
