"""Header and footer of the graph: the moment, the loss, the legend, the notes."""

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from skipnet_gui.core.network import Network
from skipnet_gui.core.numerals import grouped, short
from skipnet_gui.session.graph_numbers import HIDDEN, Numbers
from skipnet_gui.session.layout.geometry import Rect
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.graph import wording
from skipnet_gui.ui.graph.callout import loss_statement
from skipnet_gui.ui.graph.edge_item import DASH
from skipnet_gui.ui.graph.text import Face, Inks, Text
from skipnet_gui.ui.theme import LOSS_PX, SMALL_PX, TEXT_PX, TITLE_PX, font

HEADER_PX, FOOTER_PX = 48.0, 42.0
MARGIN = 20.0
GAP = 12.0
WIDEST_LOSS, USUAL_LOSS = "8.888e−88", "0.8888"
NOTE_LINE, NOTE_LINES = 17.0, 3
LEGEND = (("backward", "backward: gradient"), ("forward", "forward: value"))
LEGEND_LINE, LEGEND_GAP = 44.0, 18.0
RUN_PX = 160.0


class Overlay:
    """What stands in the viewport whatever part of the graph is in view."""

    def __init__(self) -> None:
        self._title, self._bold = Face(font(TITLE_PX)), Face(font(TITLE_PX, bold=True))
        self._text, self._small = Face(font(TEXT_PX)), Face(font(SMALL_PX))
        self._small_bold = Face(font(SMALL_PX, bold=True))
        self._loss_faces = (Face(font(LOSS_PX, bold=True)), self._bold)
        self._header: list[Text] = []
        self._loss: list[Text] = []
        self._corner: list[Text] = []
        self._note: list[Text] = []
        self._whole_note = ""
        self._wrapped: tuple[str, float, list[str]] = "", 0.0, []
        self._tag: Rect | None = None
        self._words: list[Text] = []
        self._lines: list[tuple[str, Rect]] = []
        self._loss_width = 0.0
        self._size = 0.0, 0.0
        self._left_end = 0.0

    def texts(self) -> Iterator[Text]:
        """Yield every text as painted."""
        for texts in (self._header, self._loss, self._corner, self._note, self._words):
            yield from texts

    def header(self) -> str:
        """Return the texts of the header."""
        return " ".join(text.text.strip() for text in (*self._header, *self._loss))

    def header_rects(self) -> list[Rect]:
        """Return where the texts of the header stand."""
        return [text.rect for text in (*self._header, *self._loss)]

    def note(self) -> str:
        """Return the text of the note."""
        return " ".join(text.text for text in self._note)

    def show(self, numbers: Numbers, size: tuple[float, float]) -> None:
        """Show the moment of a snapshot."""
        if size != self._size:
            self._size = size
            self._loss_width = 0.0
            self._lay_legend()
        shown = numbers.snapshot
        self._lay_moment(numbers)
        self._lay_loss(shown.network, numbers)

    def show_corner(self, shown: int, total: int, mean_words: str, has_veil: bool) -> None:
        """Say how many numbers of edges have no room, what is a mean, and what is pale."""
        parts = []
        if mean_words:
            parts.append(f"{wording.MEAN}{mean_words}")
        if shown < total:
            parts.append(
                f"{grouped(shown)} of {grouped(total)} edge numbers shown · all in Numbers"
            )
        if has_veil:
            parts.append("weak edges are pale")
        width, height = self._size
        left = max((text.ink_rect.right() for text in self._note), default=0.0)
        rect = Rect(left + MARGIN, height - 22.0, width - left - 2 * MARGIN, 16.0)
        self._corner = [Text(rect, self._small, "quiet", 1.0, "   ".join(parts))] if parts else []

    def show_note(self, text: str) -> None:
        """Show a sentence in a few lines at the lower left, beside the legend."""
        width, height = self._size
        lines, room = self._note_lines(text, width), self._note_room(width)
        top = height - 4.0 - NOTE_LINE * len(lines)
        self._whole_note = text
        self._note = [
            Text(
                Rect(MARGIN + 10.0, top + NOTE_LINE * k, room, NOTE_LINE),
                self._text,
                "ink",
                0.0,
                line,
            )
            for k, line in enumerate(lines)
        ]

    def footer_height(self, text: str, width: float) -> float:
        """Return the height of the footer with a note, in a viewport of some width."""
        return max(FOOTER_PX, NOTE_LINE * len(self._note_lines(text, width)) + 8.0)

    def foot(self, width: float, height: float) -> Rect:
        """Return the place for something else than a note, in a viewport of some size."""
        room = max(self._note_room(width) + 10.0, 0.0)
        return Rect(MARGIN, height - FOOTER_PX + 2.0, room, FOOTER_PX - 6.0)

    def _note_lines(self, text: str, width: float) -> list[str]:
        """Return the lines of a note, from the last time where they are the same."""
        if self._wrapped[:2] != (text, width):
            self._wrapped = text, width, _wrapped(text, self._text, self._note_room(width))
        return self._wrapped[2]

    def _note_room(self, width: float) -> float:
        """Return the width of a note."""
        legend = sum(self._small.width(text) + LEGEND_LINE + LEGEND_GAP for _, text in LEGEND)
        return max(width - legend - 3 * MARGIN - 10.0, 0.0)

    def text_at(self, x: float, y: float) -> Text | None:
        """Return the text at a point."""
        return next((text for text in self.texts() if text.rect.holds((x, y))), None)

    def explanation(self, numbers: Numbers, x: float, y: float) -> str:
        """Return what the text at a point is, with all digits, or says as a whole."""
        found = self.text_at(x, y)
        if found is None:
            return ""
        if found in self._note:
            return self._whole_note
        if found in self._loss:
            role = found.key or "loss"
            return loss_statement(numbers, role)
        return ""

    def _lay_moment(self, numbers: Numbers) -> None:
        """Lay run, step and sample from the left; widths change with the count of digits only."""
        shown = numbers.snapshot
        sample = f"sample {shown.sample + 1} of {shown.samples}"
        if len(shown.batch) > 1:
            sample += f" · batch of {len(shown.batch)}"
        step = str(shown.step)
        pieces = [
            (self._title.elided(shown.run, RUN_PX), self._title, "ink", "", 8.0),
            ("step", self._bold, "ink", "", 5.0),
            (step, self._bold, "ink", "step", GAP + 4.0),
            *self._operation(shown),
            (sample, self._text, "quiet", "", GAP + 4.0),
        ]
        if shown.replaying:
            pieces.append(("replaying", self._small_bold, "ink", "", 0.0))
        x = MARGIN
        self._header = []
        for text, face, tone, key, space in pieces:
            width = face.width(text)
            self._header.append(Text(Rect(x, 14.0, width, 24.0), face, tone, 0.0, text, key))
            x += width + space
        last = self._header[-1].rect
        self._tag = last._replace(x=last.x - 7.0, y=17.0, width=last.width + 14.0, height=19.0)
        self._tag = self._tag if shown.replaying else None
        # The widest step and the tag are kept free, so that the loss never moves.
        widest = self._bold.width("8" * max(len(str(shown.last_step)), 7))
        tag = self._small_bold.width("replaying") + 20.0
        self._left_end = x + widest - self._bold.width(step) + (0.0 if shown.replaying else tag)

    def _operation(self, shown: Snapshot) -> Iterator[tuple[str, Face, str, str, float]]:
        """Yield the pieces that name the operation; none where everything is computed."""
        if shown.walk is not None:
            word, done, rest = shown.operation_words.split(" ", 2)
            if shown.walk.current is not None:
                rest += f" · {shown.walk.current.group}"
            yield word, self._text, "ink", "", 5.0
            yield done, self._bold, "ink", "operation", 5.0
            yield rest, self._text, "quiet", "", GAP + 4.0

    def _lay_loss(self, network: Network, numbers: Numbers) -> None:
        """Lay the loss to the right: formula and number, in the largest form that fits."""
        width = self._size[0]
        room = width - self._left_end - 2 * MARGIN
        mean = "mean " if len(numbers.snapshot.batch) > 1 else ""
        head, formula = f"{mean}L = ", wording.loss_formula(network)
        face, label = self._loss_form(head, formula, room)
        text = HIDDEN if numbers.hides("loss", 0) else short(numbers.value("loss", 0))
        # Only a number longer than all before moves the formula.
        self._loss_width = max(self._loss_width, *map(face.width, (text, USUAL_LOSS)))
        number = self._loss_width
        x = width - MARGIN - number
        start = x - face.width(label)
        value = Text(Rect(x, 12.0, number, 28.0), face, "ink", 0.0, key="loss")
        value.say(text)
        self._loss = [Text(Rect(start, 12.0, x - start, 28.0), face, "ink", 0.0, label), value]
        if numbers.is_mean:
            self._lay_sample_loss(numbers, x)

    def _loss_form(self, head: str, formula: str, room: float) -> tuple[Face, str]:
        tries = [(face, f"{head}{formula} = ") for face in self._loss_faces]
        for face, label in tries:
            if face.width(label) + face.width(WIDEST_LOSS) <= room:
                return face, label
        return self._loss_faces[0], head

    def _lay_sample_loss(self, numbers: Numbers, x: float) -> None:
        """Lay the shown sample's own loss under the batch's."""
        label = "this sample "
        width = self._small.width(label)
        value = Text(
            Rect(x, 36.0, self._size[0] - x, 15.0), self._small, "quiet", 0.0, key="loss_sample"
        )
        if numbers.hides("loss_sample", 0):
            value.say(HIDDEN)
        else:
            value.show_number(numbers.value("loss_sample", 0))
        self._loss += [
            Text(Rect(x - width - 2.0, 36.0, width, 15.0), self._small, "quiet", 0.0, label),
            value,
        ]

    def _lay_legend(self) -> None:
        width, height = self._size
        x = width - MARGIN
        self._words, self._lines = [], []
        for tone, text in LEGEND:
            words = self._small.width(text)
            x -= words
            color = "backward text" if tone == "backward" else tone
            place = Rect(x, height - 40.0, words + 1.0, 16.0)
            x -= LEGEND_LINE
            line = Rect(x, height - 32.0, LEGEND_LINE - 8.0, 0.0)
            self._words.append(Text(place, self._small, color, 0.0, text))
            self._lines.append((tone, line))
            x -= LEGEND_GAP

    def paint(self, painter: QPainter, inks: Inks, scene: QRectF) -> None:
        """Paint header and footer, on a ground of their own where the graph scrolls."""
        width, height = self._size
        if scene.height() > height + 1.0:
            painter.fillRect(QRectF(0.0, 0.0, width, HEADER_PX), inks["ground"])
            footer = self.footer_height(self._whole_note, width)
            painter.fillRect(QRectF(0.0, height - footer, width, footer), inks["ground"])
        if self._tag is not None:
            tag = self._tag
            painter.setPen(inks.pen("quiet", 1.0))
            painter.setBrush(inks["panel"])
            painter.drawRoundedRect(QRectF(tag.x, tag.y, tag.width, tag.height), 4.0, 4.0)
        for text in self.texts():
            text.paint(painter, inks)
        if self._note:
            top, bottom = self._note[0].rect.y, self._note[-1].rect.bottom
            painter.fillRect(QRectF(MARGIN, top + 1.0, 3.0, bottom - top - 2.0), inks["ink"])
        for tone, line in self._lines:
            _paint_sample(painter, inks, tone, line)


def _paint_sample(painter: QPainter, inks: Inks, tone: str, line: Rect) -> None:
    """Paint a piece of curve for the legend; the way back points left."""
    is_back = tone == "backward"
    painter.setPen(inks.pen(tone, 2.0, DASH if is_back else ()))
    left, right = QPointF(line.x, line.y), QPointF(line.right, line.y)
    tip, tail, sign = (left, right, 1.0) if is_back else (right, left, -1.0)
    base = QPointF(tip.x() + sign * 7.0, tip.y())
    painter.drawLine(tail, base)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(inks[tone])
    side = QPointF(0.0, 3.5)
    painter.drawPolygon(QPolygonF([tip, base + side, base - side]))


def _wrapped(text: str, face: Face, width: float) -> list[str]:
    """Return a text in a few lines; what does not fit is left out, from a word on."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < NOTE_LINES:
        count = _fitting(words, face, width)
        lines.append(" ".join(words[:count]))
        words = words[count:]
    if words:
        last = lines[-1].split()
        while len(last) > 1 and face.width(f"{' '.join(last)} …") > width:
            last.pop()
        lines[-1] = f"{' '.join(last)} …"
    return lines


def _fitting(words: list[str], face: Face, width: float) -> int:
    """Return how many words stand on a line, at least one."""
    count = len(words)
    while count > 1 and face.width(" ".join(words[:count])) > width:
        count -= 1
    return max(count, 1)
