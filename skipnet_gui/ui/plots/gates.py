"""The strip of gates: which ReLU units are open at each step in sight."""

import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QToolTip

from skipnet_gui.core.functions import Array
from skipnet_gui.core.history import History
from skipnet_gui.core.numerals import grouped
from skipnet_gui.core.openness import open_shares, openness, relu_units
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.session.document import Document
from skipnet_gui.session.gate_search import last_seen, open_words
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.parts import Part
from skipnet_gui.ui.plots.gates_picture import Span, colors, shares_by_pixel, stretches
from skipnet_gui.ui.theme import LIGHT, SMALL_PX, Theme, font

ROW_PX, BAR_PX, PAD_PX = 16, 11.0, 3
MOST_ROWS = 6
HATCHED_PX = 4  # least width of a closed stretch that is hatched
_SIDE_PX, _GAP_PX = 14.0, 8.0
_REST = 30.0  # times as long as a look took, before the next one
_CLOSED = "closed"


class _Shown(NamedTuple):
    """What a look was made of; another of these needs another look."""

    spec: RunSpec
    history: History
    span: Span
    last_step: int

    def goes_on(self, old: "_Shown | None") -> bool:
        """Whether there are only more steps than in an older look."""
        return old is not None and self.spec is old.spec and self.last_step >= old.last_step


class GatesStrip(QAbstractScrollArea):
    """A row for each ReLU unit: filled where it is open, hatched where it is closed.

    Parameters
    ----------
    bar
        Returns the rectangle whose left and right end the rows keep: that of the timeline.
    """

    step_requested = Signal(int)
    part_hovered = Signal(object)

    def __init__(self, bar: Callable[[], QRectF]) -> None:
        super().__init__()
        self.setObjectName("gates")
        self.setAccessibleName("Gates: which ReLU units are open at each step")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFont(font(SMALL_PX))
        self.viewport().setAutoFillBackground(False)
        self.viewport().setMouseTracking(True)
        self._bar, self._theme = bar, LIGHT
        self._steps = (0.0, 1.0)
        self._units: tuple[int, ...] = ()
        self._names: tuple[str, ...] = ()
        self._moment: tuple[Document, Snapshot] | None = None
        self._now: Array = np.ones(0)
        self._shown: _Shown | None = None
        self._shares: Array = np.ones((0, 0))
        self._image = QImage()
        self._rested = 0.0  # the time from which on there may be another look
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(lambda: self._look())
        self._hovered: Part | None = None

    # What is shown

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._paint_image()

    def show_steps(self, first: float, last: float) -> None:
        """Show another stretch of steps."""
        if (first, last) != self._steps:
            self._steps = (first, last)
            self._look()

    def show_document(self, document: Document, snapshot: Snapshot) -> None:
        """Show a run as far as it may be seen, and the step that is looked at."""
        if self._moment is None or self._moment[1].network is not snapshot.network:
            self._take_network(snapshot)
        self._moment = document, snapshot
        if not self.isVisible():
            return
        self._now = open_shares(document.spec, snapshot.weights[None, :])[0]
        self.setAccessibleDescription(self.text())
        self._look()
        self.viewport().update()

    def _take_network(self, snapshot: Snapshot) -> None:
        self._units = relu_units(snapshot.network)
        self._names = tuple(f"unit {snapshot.network.units[unit].name}" for unit in self._units)
        self._hovered = None
        rows = min(len(self._units), MOST_ROWS)
        self.setFixedHeight(max(rows, 1) * ROW_PX + 2 * PAD_PX)
        self._place_scroll_bar()

    def _place_scroll_bar(self) -> None:
        room = self.viewport().height() - 2 * PAD_PX
        bar = self.verticalScrollBar()
        bar.setRange(0, max(len(self._units) * ROW_PX - room, 0))
        bar.setSingleStep(ROW_PX)
        bar.setPageStep(room)

    def showEvent(self, event: QEvent) -> None:
        """Catch up with what happened out of sight."""
        if self._moment is not None:
            self.show_document(*self._moment)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the new width."""
        super().resizeEvent(event)
        self._place_scroll_bar()
        self._look()

    def sizeHint(self) -> QSize:
        """Return a usual size."""
        return QSize(640, self.maximumHeight())

    @property
    def has_units(self) -> bool:
        """Whether the network has any unit that can close."""
        return bool(self._units)

    def text(self) -> str:
        """Return which units are open at the step that is looked at."""
        if self._moment is None:
            return ""
        states = zip(self._names, self._states(), strict=True)
        step = grouped(self._moment[1].step)
        return f"step {step}: " + ", ".join(f"{name} {state}" for name, state in states)

    def _states(self) -> list[str]:
        """Return the state of each unit at the step shown, or what stands for it."""
        assert self._moment is not None
        snapshot = self._moment[1]
        if last_seen(snapshot) < snapshot.step:
            return ["?" if snapshot.hidden else "–"] * len(self._units)
        return [open_words(float(share)) for share in self._now]

    def _look(self) -> None:
        """Read what is in sight; a run that only goes on waits where the last look took long."""
        if self._moment is None or not self.isVisible() or not self._units:
            return
        document, snapshot = self._moment
        last_step = min(last_seen(snapshot), document.history.steps)
        wanted = _Shown(document.spec, document.history, self.span, last_step)
        if wanted == self._shown:
            return
        begin = time.perf_counter()
        if begin < self._rested and wanted.goes_on(self._shown):
            if not self._later.isActive():
                self._later.start(int(1e3 * (self._rested - begin)) + 1)
            return
        self._read(wanted)
        now = time.perf_counter()
        self._rested = now + _REST * (now - begin)

    def _read(self, wanted: _Shown) -> None:
        self._shown = wanted
        span = wanted.span
        first, last = int(span.first), min(int(span.last) + 1, wanted.last_step)
        found = openness(wanted.spec, wanted.history, first, last, span.width)
        self._shares = shares_by_pixel(found, wanted.last_step, span)
        self._paint_image()

    def _paint_image(self) -> None:
        """Make the picture: a line of pixels for each unit."""
        if self._shares.size:
            ground, full = (QColor(c).rgb() for c in (self._theme.ground, self._theme.quiet))
            pixels = np.ascontiguousarray(colors(self._shares, ground, full))
            height, width = pixels.shape
            kind = QImage.Format.Format_ARGB32
            self._image = QImage(pixels.tobytes(), width, height, 4 * width, kind).copy()
        self.viewport().update()

    # Where things are

    @property
    def span(self) -> Span:
        """The steps in sight and the pixels that they take.

        Where all steps are in sight, they lie as those of the timeline do.
        """
        (first, last), width = self._steps, max(round(self._bar().width()), 1)
        recorded = 0 if self._moment is None else self._moment[1].last_step
        if first <= 0.0 and last >= recorded:
            last = max(recorded, 1)
        return Span(first, last, width)

    def _row(self, row: int) -> QRectF:
        """Return the rectangle of a row, across the whole width."""
        top = PAD_PX + row * ROW_PX - self.verticalScrollBar().value()
        return QRectF(0.0, top, self.viewport().width(), ROW_PX)

    def place_of(self, row: int, step: float) -> QPoint:
        """Return where a unit's state at a step is painted, in the viewport."""
        x = self._bar().left() + self.span.x_of(step)
        return QPointF(x, self._row(row).center().y()).toPoint()

    def _row_at(self, at: QPointF) -> int | None:
        row = int(at.y() + self.verticalScrollBar().value() - PAD_PX) // ROW_PX
        return row if 0 <= row < len(self._units) else None

    def _step_at(self, at: QPointF) -> int | None:
        """Return the recorded step at a point that may be seen."""
        if self._shown is None:
            return None
        step = round(self.span.step_at(at.x() - self._bar().left()))
        in_sight = self.span.first - 0.5 <= step <= self.span.last + 0.5
        return step if in_sight and 0 <= step <= self._shown.last_step else None

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows in sight and the position line."""
        if self._moment is None:
            return
        painter, height = QPainter(self.viewport()), self.viewport().height()
        painter.fillRect(self.viewport().rect(), QColor(self._theme.panel))
        painter.setFont(self.font())
        painter.save()
        painter.setClipRect(QRectF(0.0, PAD_PX, self.width(), height - 2 * PAD_PX))
        for row, state in enumerate(self._states()):
            place = self._row(row)
            if place.bottom() > PAD_PX and place.top() < height - PAD_PX:
                self._paint_row(painter, place, row, state)
        painter.restore()
        if self._is_in_sight:
            painter.setPen(QPen(QColor(self._theme.ink), 2.0))
            painter.drawLine(QLineF(self._position, 1.0, self._position, height - 1.0))
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._theme.ink), 1.0))
            painter.drawRect(QRectF(self.viewport().rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    @property
    def _position(self) -> float:
        """Where the step that is looked at lies."""
        step = 0 if self._moment is None else self._moment[1].step
        return self._bar().left() + self.span.x_of(step)

    @property
    def _is_in_sight(self) -> bool:
        """Whether the step that is looked at is in sight."""
        return self._bar().left() - 1.0 <= self._position <= self._bar().right() + 1.0

    def _paint_row(self, painter: QPainter, place: QRectF, row: int, state: str) -> None:
        """Draw name, bar and state of a unit."""
        bar, metrics = self._bar(), QFontMetricsF(self.font())
        left = QRectF(_SIDE_PX, place.top(), bar.left() - _SIDE_PX - _GAP_PX, ROW_PX)
        name = metrics.elidedText(self._names[row], Qt.TextElideMode.ElideRight, left.width())
        painter.setPen(QColor(self._theme.ink))
        painter.drawText(left, Qt.AlignmentFlag.AlignVCenter, name)
        right = QRectF(bar.right() + 2 * _GAP_PX, place.top(), self.width() - bar.right(), ROW_PX)
        painter.drawText(right, Qt.AlignmentFlag.AlignVCenter, state)
        if row < len(self._shares) and self._shown is not None:
            top = place.top() + (ROW_PX - BAR_PX) / 2
            # Where the steps of the last look lie by now.
            seen, span = self._shown.span, self.span
            left_end, scale = bar.left() + span.x_of(seen.first), span.step_px / seen.step_px
            self._paint_bar(painter, row, QPointF(left_end, top), scale)

    def _paint_bar(self, painter: QPainter, row: int, at: QPointF, scale: float) -> None:
        width = self._image.width()
        line = QRectF(at.x(), at.y(), width * scale, BAR_PX)
        painter.drawImage(line, self._image, QRectF(0.0, row, width, 1.0))
        for first, last in stretches(self._shares[row], HATCHED_PX):
            x = at.x() + first * scale
            self._paint_closed(painter, QRectF(x, at.y(), (last - first) * scale, BAR_PX))

    def _paint_closed(self, painter: QPainter, place: QRectF) -> None:
        """Hatch a stretch at which a unit is closed, and say so where there is room."""
        quiet = QColor(self._theme.quiet)
        painter.fillRect(place, QBrush(quiet, Qt.BrushStyle.BDiagPattern))
        painter.setPen(QPen(quiet, 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5))
        width = QFontMetricsF(self.font()).horizontalAdvance(_CLOSED) + 8.0
        x, position = place.left() + _GAP_PX, self._position
        if x - 3.0 < position < x + width + 3.0:
            x = position + _GAP_PX  # beside the position line
        word = QRectF(x, place.top() - 2.0, width, ROW_PX - 1.0)
        if word.right() + _GAP_PX <= place.right():
            painter.fillRect(word, QColor(self._theme.panel))
            painter.setPen(QColor(self._theme.ink))
            painter.drawText(word, Qt.AlignmentFlag.AlignCenter, _CLOSED)

    # Hands

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at the unit of a row."""
        row = self._row_at(event.position())
        self._hover(None if row is None else Part("unit", self._units[row]))

    def _hover(self, part: Part | None) -> None:
        if part != self._hovered:
            self._hovered = part
            self.part_hovered.emit(part)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for the step under the mouse."""
        step = self._step_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and step is not None:
            self.step_requested.emit(step)

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell what is under the mouse; point at nothing when it leaves."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos()), self.viewport())
            return True
        if event.type() == QEvent.Type.Leave:
            self._hover(None)
        return super().viewportEvent(event)

    def tip_at(self, at: QPoint) -> str:
        """Return unit, step and share at a point: “unit 0 at step 24: closed”."""
        row, step = self._row_at(QPointF(at)), self._step_at(QPointF(at))
        if row is None or step is None or self._shown is None:
            return ""
        spec, history, *_ = self._shown
        share = open_shares(spec, history.row(step)[2][None, :])[0, row]
        whose = f" for {grouped(spec.rows)} samples" if spec.rows > 1 else ""
        return f"{self._names[row]} at step {grouped(step)}: {open_words(float(share))}{whose}"

    def event(self, event: QEvent) -> bool:
        """Keep the keys that scroll from the commands."""
        keys = (Qt.Key.Key_Up, Qt.Key.Key_Down)
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            event.setAccepted(event.key() in keys and self.verticalScrollBar().maximum() > 0)
            return event.isAccepted()
        return super().event(event)
