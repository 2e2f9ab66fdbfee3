"""What the colours of a start map mean, in words, with a sign in each."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QLinearGradient, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from skipnet_gui.core.map_outcomes import OUTCOMES
from skipnet_gui.core.numerals import grouped, short
from skipnet_gui.session.maps import LOOKS, Findings
from skipnet_gui.ui.panels.start_map_colors import BY_LOSS, RAMP, ink_on, scale_of
from skipnet_gui.ui.theme import LIGHT, SMALL_PX, Theme, font

ROW_PX, SWATCH_PX, BAR_PX = 20, 18, 12


class Legend(QWidget):
    """A row for each outcome: its colour and sign, its name, how many cells, what it means."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._theme = LIGHT
        self._findings: Findings | None = None
        self._by = ""

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def show_findings(self, findings: Findings | None, by: str) -> None:
        """Show what was found."""
        changed = by != self._by
        self._findings, self._by = findings, by
        words = [" ".join(row[1:]).strip() for row in self.rows()]
        self.setAccessibleName("; ".join(words))
        if changed:
            self.updateGeometry()
        self.update()

    def rows(self) -> list[tuple[str, str, str, str]]:
        """Return colour, name with sign, count and meaning of each outcome."""
        counts = self._findings.counts() if self._findings is not None else {}
        return [
            (look.color, f"{look.sign} {name}", grouped(counts.get(name, 0)), look.meaning)
            for name, look in ((name, LOOKS[name]) for name in OUTCOMES)
        ]

    def sizeHint(self) -> QSize:
        """Return the wanted size."""
        bar = ROW_PX + BAR_PX + 8 if self._by == BY_LOSS else 0
        return QSize(200, len(OUTCOMES) * ROW_PX + bar)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the rows, and the scale of the losses where they are shown."""
        painter, top = QPainter(self), 0
        painter.setFont(font(SMALL_PX))
        if self._by == BY_LOSS:
            top = self._draw_scale(painter)
        metrics = QFontMetrics(font(SMALL_PX))
        counts = max(metrics.horizontalAdvance(row[2]) for row in self.rows())
        names = max(metrics.horizontalAdvance(name) for name in OUTCOMES)
        for row, (color, name, count, meaning) in enumerate(self.rows()):
            rect = QRect(0, top + row * ROW_PX, self.width(), ROW_PX)
            self._draw_row(painter, rect, color, name, (count, counts), (meaning, names))

    def _draw_row(
        self,
        painter: QPainter,
        rect: QRect,
        color: str,
        name: str,
        count: tuple[str, int],
        meaning: tuple[str, int],
    ) -> None:
        flags, theme = Qt.AlignmentFlag, self._theme
        sign, _, word = name.partition(" ")
        swatch = QRect(rect.left(), rect.top() + 1, SWATCH_PX, SWATCH_PX)
        painter.fillRect(swatch, QColor(color))
        painter.setPen(QColor(ink_on(color)))
        painter.drawText(swatch, flags.AlignCenter, sign)
        painter.setPen(QColor(theme.ink if count[0] != "0" else theme.quiet))
        rest = rect.adjusted(SWATCH_PX + 7, 0, 0, 0)
        painter.drawText(rest, flags.AlignVCenter, word)
        rest = rest.adjusted(meaning[1] + 8, 0, 0, 0)
        numbers = QRect(rest.left(), rest.top(), count[1], rest.height())
        painter.drawText(numbers, flags.AlignVCenter | flags.AlignRight, count[0])
        rest = rest.adjusted(count[1] + 10, 0, 0, 0)
        painter.setPen(QColor(theme.quiet))
        metrics = QFontMetrics(painter.font())
        fitting = metrics.elidedText(meaning[0], Qt.TextElideMode.ElideRight, rest.width())
        painter.drawText(rest, flags.AlignVCenter, fitting)

    def _draw_scale(self, painter: QPainter) -> int:
        """Draw the scale of the losses; return where the rows begin."""
        scale = scale_of(self._findings) if self._findings is not None else None
        bar = QRect(0, 0, self.width() - 1, BAR_PX)
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        for k, color in enumerate(RAMP):
            gradient.setColorAt(k / (len(RAMP) - 1), QColor(color))
        painter.fillRect(bar, gradient)
        painter.setPen(QPen(QColor(self._theme.line), 1))
        painter.drawRect(bar)
        words = QRect(0, BAR_PX + 2, self.width(), ROW_PX)
        flags = Qt.AlignmentFlag
        painter.setPen(QColor(self._theme.ink))
        if scale is not None:
            least = "≤ " if scale.is_log else ""
            painter.drawText(words, flags.AlignLeft, f"L {least}{short(scale.low)}")
            painter.drawText(words, flags.AlignRight, f"L {short(scale.high)}")
            painter.setPen(QColor(self._theme.quiet))
            kind = "log scale" if scale.is_log else "final loss"
            painter.drawText(words, flags.AlignHCenter, kind)
        return ROW_PX + BAR_PX + 8
