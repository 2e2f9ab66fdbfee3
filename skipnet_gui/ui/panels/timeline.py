"""The timeline: every recorded step on one bar, with marks where something was changed."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from skipnet_gui.core.numerals import grouped
from skipnet_gui.core.run_spec import Event
from skipnet_gui.session.closings import Closings
from skipnet_gui.ui.marks import MERGED_PX, ClosingMarks, Mark, Marks
from skipnet_gui.ui.theme import LIGHT, TEXT_PX, Theme, font

HEIGHT_PX = 38
HANDLE_PX = 6.5
_SIDE_PX, _GAP_PX = 14.0, 18.0
_BAR_PX, _MARK_PX = 4.0, 15.0
_CROSS_PX, _CROSS_RISE_PX, _CROSS_NEAR_PX = 3.5, 12.5, 6.0  # half its width, above the bar
_TITLE = "Timeline"

_KEYS: dict[Qt.Key, Callable[[int, int], int]] = {
    Qt.Key.Key_Left: lambda step, _: step - 1,
    Qt.Key.Key_Right: lambda step, _: step + 1,
    Qt.Key.Key_PageUp: lambda step, last: step - max(last // 10, 1),
    Qt.Key.Key_PageDown: lambda step, last: step + max(last // 10, 1),
    Qt.Key.Key_Home: lambda _step, _last: 0,
    Qt.Key.Key_End: lambda _step, last: last,
}
_TO_CLOSING = {Qt.Key.Key_Left: False, Qt.Key.Key_Right: True}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Timeline(QWidget):
    """A bar over the steps 0 … last with a handle at the one shown.

    Crosses above the bar are where units closed for every sample; Ctrl with an arrow key goes
    from one to the next. ``step_requested(step)`` asks for a recorded step;
    ``closing_chosen(step)`` tells that one of the crosses was clicked, or Enter pressed at
    its step; ``drag_started()`` tells that the mouse has taken the handle.
    """

    step_requested = Signal(int)
    closing_chosen = Signal(int)
    drag_started = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("timeline")
        self.setAccessibleName(_TITLE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFont(font(TEXT_PX))
        self.setFixedHeight(HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._theme = LIGHT
        self._step = self._last = 0
        self._marks = Marks()
        self._closings = ClosingMarks()
        self._bar: QRectF | None = None
        self._dragging = False

    def sizeHint(self) -> QSize:
        """Return a usual size."""
        return QSize(640, HEIGHT_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure the bar anew."""
        super().resizeEvent(event)
        self._bar = None

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def show_events(self, events: tuple[Event, ...]) -> None:
        """Show the changes made by hand; those beyond the last step wait ahead."""
        if events is not self._marks.events:
            self._marks, self._bar = Marks(events), None
            self.update()

    def show_closings(self, closings: Closings, names: Sequence[str]) -> None:
        """Show at which steps which of the named units closed for every sample."""
        if closings is not self._closings.closings or tuple(names) != self._closings.names:
            self._closings = ClosingMarks(closings, tuple(names))
            self._describe()
            self.update()

    def show_moment(self, step: int, last_step: int) -> None:
        """Show which step is looked at, and the last one recorded."""
        if (step, last_step) != (self._step, self._last):
            self._step, self._last, self._bar = step, last_step, None
            self._describe()
            self.update()

    def _describe(self) -> None:
        """Tell a screen reader the step, and what happened there."""
        here = self._closings.text_at(self._step)
        self.setAccessibleDescription(f"{self.text()} · {here}" if here else self.text())

    def text(self) -> str:
        """Return the words at the right: “step 24 of 160”."""
        ahead = self._marks.after(self._last)
        waiting = f" · {grouped(ahead)} ahead" if ahead else ""
        return f"step {grouped(self._step)} of {grouped(self._last)}{waiting}"

    def _widest_text(self) -> str:
        return self.text().replace(
            f"step {grouped(self._step)} ", f"step {'8' * len(grouped(self._last))} ", 1
        )

    def bar(self) -> QRectF:
        """Return the rectangle of the bar; the words keep the width of their widest form."""
        if self._bar is None:
            self._bar = self._measured_bar()
        return self._bar

    def _measured_bar(self) -> QRectF:
        metrics = QFontMetricsF(self.font())
        widest = metrics.horizontalAdvance(self._widest_text())
        left = _SIDE_PX + metrics.horizontalAdvance(_TITLE) + _GAP_PX
        right = self.width() - _SIDE_PX - widest - _GAP_PX
        return QRectF(left, self.height() / 2 - _BAR_PX / 2, max(right - left, 1.0), _BAR_PX)

    def x_of(self, step: float) -> float:
        """Return where a step lies, in pixels."""
        bar = self.bar()
        return bar.left() + step * bar.width() / max(self._last, 1)

    def marks(self) -> list[Mark]:
        """Return the marks of recorded steps; those closer than 8 px are one."""
        step_px = self.bar().width() / max(self._last, 1)
        return self._marks.between(0, self._last, step_px)

    def closings(self) -> list[Mark]:
        """Return the crosses of recorded steps; those closer than 8 px are one."""
        return self._closings.between(0, self._last, self.bar().width() / max(self._last, 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words, the bar, the marks and the handle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        theme, bar, middle = self._theme, self.bar(), self.height() / 2
        painter.setFont(self.font())
        painter.setPen(QColor(theme.quiet))
        inner = QRectF(self.rect()).adjusted(_SIDE_PX, 0.0, -_SIDE_PX, 0.0)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, _TITLE)
        painter.setPen(QColor(theme.ink))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(inner, right, self.text())
        x = self.x_of(self._step)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_mixed(theme))
        painter.drawRoundedRect(bar, _BAR_PX / 2, _BAR_PX / 2)
        painter.setBrush(QColor(theme.ink))
        painter.drawRoundedRect(
            QRectF(bar.left(), bar.top(), x - bar.left(), _BAR_PX), _BAR_PX / 2, _BAR_PX / 2
        )
        self._paint_marks(painter, middle)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.ink))
        painter.drawEllipse(QPointF(x, middle), HANDLE_PX, HANDLE_PX)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.ink), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(x, middle), HANDLE_PX + 3.0, HANDLE_PX + 3.0)

    def _paint_marks(self, painter: QPainter, middle: float) -> None:
        for mark in self.marks():
            width = 2.0 if mark.count == 1 else 4.0
            x = self.x_of(mark.step)
            tick = QRectF(x - width / 2, middle - _MARK_PX / 2, width, _MARK_PX)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.quiet))
            painter.drawRoundedRect(tick, 1.0, 1.0)
        painter.setPen(QPen(QColor(self._theme.ink), 1.6))
        for mark in self.closings():
            place = self._cross(mark)
            painter.drawLine(place.topLeft(), place.bottomRight())
            painter.drawLine(place.topRight(), place.bottomLeft())

    def _cross(self, mark: Mark) -> QRectF:
        """Return where the cross of a closing stands."""
        x, y = self.x_of(mark.step), self.height() / 2 - _CROSS_RISE_PX
        return QRectF(x - _CROSS_PX, y - _CROSS_PX, 2 * _CROSS_PX, 2 * _CROSS_PX)

    def _closing_at(self, at: QPointF) -> Mark | None:
        """Return the cross at a point."""
        grow = _CROSS_NEAR_PX - _CROSS_PX
        near = (
            mark
            for mark in self.closings()
            if self._cross(mark).adjusted(-grow, -grow, grow, grow).contains(at)
        )
        return next(near, None)

    def _choose_closing(self, step: int) -> None:
        self._ask(step)
        self.closing_chosen.emit(step)

    def _ask(self, step: float) -> None:
        wanted = min(max(round(step), 0), self._last)
        if wanted != self._step:
            self.step_requested.emit(wanted)

    def _step_at(self, x: float) -> float:
        bar = self.bar()
        return (x - bar.left()) / bar.width() * self._last

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the handle to the pointer, or go to the closing that was clicked."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        closing = self._closing_at(event.position())
        if closing is not None:
            self._choose_closing(closing.step)
            return
        self._dragging = True
        self.drag_started.emit()
        self._ask(self._step_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Let the handle follow the pointer."""
        if self._dragging:
            self._ask(self._step_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of the handle."""
        if self._dragging and event.button() == Qt.MouseButton.LeftButton:
            self._dragging = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by a step, by a tenth, to an end, or from closing to closing."""
        key = Qt.Key(event.key())
        move = _KEYS.get(key)
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and key in _TO_CLOSING:
            step = self._closings.next_to(self._step, _TO_CLOSING[key])
            if step is not None:
                self._ask(step)
        elif key in _ENTER and self._closings.closings.units_at(self._step):
            self.closing_chosen.emit(self._step)
        elif move is None:
            super().keyPressEvent(event)
        else:
            self._ask(move(self._step, self._last))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Move by a step, with the focus only."""
        if not self.hasFocus():
            event.ignore()
            return
        turned = event.angleDelta().y()
        self._ask(self._step + (turned < 0) - (turned > 0))

    def event(self, event: QEvent) -> bool:
        """Answer the request for a tooltip with what lies under the pointer."""
        if isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos()), self)
            return True
        return super().event(event)

    def tip_at(self, at: QPoint) -> str:
        """Return what lies at a point: changes made there, changes ahead, or the step."""
        bar = self.bar()
        if at.x() > bar.right() + HANDLE_PX:
            ahead = self._marks.after(self._last)
            return f"{_changes(ahead)} ahead" if ahead else self.text()
        closing = self._closing_at(QPointF(at))
        if closing is not None:
            return f"step {grouped(closing.step)}: {closing.text}; click to see why"
        for mark in self.marks():
            if abs(self.x_of(mark.step) - at.x()) <= MERGED_PX / 2:
                more = f", and {mark.count - 1} more changes close by" if mark.count > 1 else ""
                return f"step {grouped(mark.step)}: {mark.text}{more}"
        step = min(max(round(self._step_at(at.x())), 0), self._last)
        return f"step {grouped(step)}"


def _changes(count: int) -> str:
    return "1 change waits" if count == 1 else f"{count} changes wait"


def _mixed(theme: Theme) -> QColor:
    """Return the colour of the bar still to come: between the line and the quiet text."""
    return QColor(theme.line).darker(112) if theme is LIGHT else QColor(theme.line).lighter(125)
