"""Source to read: coloured by direction, with linked lines on a band."""

import re
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextDocument,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from skipnet_gui.ui.panels.panel import MARGIN_PX
from skipnet_gui.ui.theme import LIGHT, SMALL_PX, Theme

BAR_PX = 3
CONTEXT_LINES = 3
MONOSPACED = ("JetBrains Mono", "Cascadia Mono", "Menlo", "Consolas", "DejaVu Sans Mono")
FORWARD, BACKWARD, COMMENT, OTHER = "forward", "backward", "comment", "other"
# The ground of linked lines: halfway from the themes' ground to their line, so that text on
# it keeps its contrast.
BANDS = {"light": "#ECEEF2", "dark": "#272E38"}
_KEYWORDS = re.compile(r"\b(?:def|elif|else|for|if|import|in|return)\b")


def fixed_font(pixels: int = SMALL_PX) -> QFont:
    """Return a font whose characters are equally wide, at a size in pixels."""
    made = QFont()
    made.setFamilies(list(MONOSPACED))
    made.setStyleHint(QFont.StyleHint.Monospace)
    made.setFixedPitch(True)
    made.setPixelSize(pixels)
    return made


def inks(texts: Iterable[str]) -> tuple[str, ...]:
    """Return what each line is written in: FORWARD, BACKWARD, COMMENT or OTHER.

    A group begins with a comment that names it, and ends at the next comment or where the
    code is less indented.
    """
    found, group, depth = [], OTHER, 0
    for text in texts:
        code = text.lstrip()
        indent = len(text) - len(code)
        if code.startswith("#"):
            title = code[1:].strip()
            group, depth = title if title in (FORWARD, BACKWARD) else OTHER, indent
            found.append(COMMENT)
        else:
            group = group if indent >= depth else OTHER
            found.append(group)
    return tuple(found)


def colors(theme: Theme) -> dict[str, str]:
    """Return the colour of each kind of line."""
    return {
        FORWARD: theme.forward,
        BACKWARD: theme.backward_text,
        COMMENT: theme.quiet,
        OTHER: theme.ink,
    }


class Highlighter(QSyntaxHighlighter):
    """Colours a line by the group that it stands in; keywords are bold."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._inks: Sequence[str] = ()
        self._plain: dict[str, QTextCharFormat] = {}
        self._bold: dict[str, QTextCharFormat] = {}
        self.show_theme(LIGHT)

    def show_inks(self, found: Sequence[str]) -> None:
        """Take the kinds of the lines that the document is about to hold."""
        self._inks = found

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for kind, color in colors(theme).items():
            plain = self._plain[kind] = QTextCharFormat()
            plain.setForeground(QColor(color))
            bold = self._bold[kind] = QTextCharFormat(plain)
            bold.setFontWeight(QFont.Weight.Bold)
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        """Colour a line."""
        number = self.currentBlock().blockNumber()
        if not text or number >= len(self._inks):
            return
        kind = self._inks[number]
        self.setFormat(0, len(text), self._plain[kind])
        if kind != COMMENT:
            for word in _KEYWORDS.finditer(text):
                self.setFormat(word.start(), word.end() - word.start(), self._bold[kind])


class Source(QPlainTextEdit):
    """Source to read: tells the line that the mouse or the text cursor is on, None for none.

    ``line_pointed(line or None)`` tells where they point, ``line_clicked(line)`` of a click
    that selects no text.
    """

    line_pointed = Signal(object)
    line_clicked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Program of the network")
        self.setAccessibleDescription(
            "The arrow keys go from line to line; the graph shows what a line computes."
        )
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setCornerWidget(QWidget())  # Fusion's own has lines
        self.setFont(fixed_font())
        self.document().setDocumentMargin(MARGIN_PX)
        self.viewport().setMouseTracking(True)
        self.linked: tuple[int, ...] = ()
        self._band = QColor(BANDS[LIGHT.name])
        self._pointed: int | None = None
        self.cursorPositionChanged.connect(self._follow_cursor)

    def show_text(self, text: str) -> None:
        """Show another text at the same place; the mouse points at it anew."""
        bar = self.verticalScrollBar()
        place = bar.value()
        self.setPlainText(text)
        bar.setValue(place)
        self._pointed = None

    def show_linked(self, lines: Sequence[int]) -> None:
        """Give lines a band of their own."""
        self.linked = tuple(lines)
        self.viewport().update()

    def show_band(self, color: str) -> None:
        """Take another colour of the bands."""
        self._band = QColor(color)
        self.viewport().update()

    def shows(self, line: int) -> bool:
        """Whether a line stands wholly in view."""
        bar = self.verticalScrollBar()
        return bar.value() <= line < bar.value() + bar.pageStep()

    def _may_show(self, line: int) -> bool:
        bar = self.verticalScrollBar()
        return bar.value() <= line <= bar.value() + bar.pageStep() + 1

    def _rect_of(self, line: int) -> QRect:
        geometry = self.blockBoundingGeometry(self.document().findBlockByNumber(line))
        return geometry.translated(self.contentOffset()).toAlignedRect()

    def scroll_to(self, line: int) -> None:
        """Scroll a line to the top, with a few before it."""
        self.verticalScrollBar().setValue(line - CONTEXT_LINES)

    def _line_at(self, event: QMouseEvent) -> int:
        return self.cursorForPosition(event.position().toPoint()).blockNumber()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint bands, with a bar at their left: a pale ground alone is easily missed."""
        painter = QPainter(self.viewport())
        width = self.viewport().width()
        for line in filter(self._may_show, self.linked):
            rect = self._rect_of(line)
            painter.fillRect(0, rect.top(), width, rect.height(), self._band)
            painter.fillRect(0, rect.top(), BAR_PX, rect.height(), self.palette().text())
        painter.end()
        super().paintEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at the line under the mouse."""
        super().mouseMoveEvent(event)
        self._point_to(self._line_at(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell of a click, unless it ends a selection."""
        super().mouseReleaseEvent(event)
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and not self.textCursor().hasSelection():
            self.line_clicked.emit(self._line_at(event))

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        super().leaveEvent(event)
        self._point_to(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Point at nothing."""
        super().focusOutEvent(event)
        self._point_to(None)

    def _follow_cursor(self) -> None:
        if self.hasFocus():
            self._point_to(self.textCursor().blockNumber())

    def _point_to(self, line: int | None) -> None:
        if line != self._pointed:
            self._pointed = line
            self.line_pointed.emit(line)
