"""Where the texts of a plot go: names at the curves' ends, marks, the crosshair's numbers."""

from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF

from skipnet_gui.core.functions import Array
from skipnet_gui.core.numerals import grouped
from skipnet_gui.ui.marks import Mark
from skipnet_gui.ui.plots.behind import TEST
from skipnet_gui.ui.plots.chart import View
from skipnet_gui.ui.plots.overlay import LINE_PX, MARKS_PX, Label, Reading, text_width
from skipnet_gui.ui.plots.placing import distinct, spread
from skipnet_gui.ui.plots.polylines import Polylines
from skipnet_gui.ui.plots.shown import Look
from skipnet_gui.ui.theme import SMALL_PX, Theme, font
from skipnet_gui.ui.unseen import WORDS

MOST_NAMES = 12
LONGEST_NAME_PX = 72.0
NAME_GAP_PX = 6.0
_STEADY_PX = 10.0
_MARK_GAP_PX = 4.0
_CLEAR_PX = 8.0
_PLACES = 7


def shortened(name: str) -> str:
    """Return a name that fits into the margin."""
    metrics = QFontMetricsF(font(SMALL_PX, bold=True))
    return metrics.elidedText(name, Qt.TextElideMode.ElideRight, LONGEST_NAME_PX)


def margin_px(names: Sequence[str]) -> int:
    """Return the room that the names need at the right."""
    return int(max(text_width(name, True) for name in names) + 2 * NAME_GAP_PX)


def placed_names(
    view: View,
    lines: Polylines,
    names: Sequence[str],
    colors: Mapping[int, str],
    kept: Sequence[int],
    bright: int | None,
) -> tuple[Label, ...]:
    """Return the coloured curves' names beside their ends, moved apart where they would touch.

    Where there are too many, those of ends far from each other are named, and ``bright``.
    """
    end, positions = lines.end_at(view.last, _STEADY_PX / view.step_px)
    places = {curve: view.y_of(float(positions[curve])) for curve in sorted(colors)}
    top, bottom = view.area.top() + LINE_PX / 2, view.area.bottom() - LINE_PX / 2
    sight = view.area.adjusted(0.0, -2.0, 0.0, 2.0)
    inside = [curve for curve, y in places.items() if sight.top() < y < sight.bottom()]
    most = min(MOST_NAMES, max(int(view.area.height() // LINE_PX), 1))
    if len(inside) > most:
        first = [inside.index(bright)] if bright in inside else []
        old = [inside.index(curve) for curve in kept if curve in inside and curve != bright]
        ends = np.array([places[curve] for curve in inside])
        chosen = distinct(ends, LINE_PX, most, [*first, *old])
        inside = [inside[index] for index in chosen]
    moved = spread([places[curve] for curve in inside], LINE_PX, top, bottom)
    x = view.x_of(min(end, view.last)) + NAME_GAP_PX
    return tuple(
        Label(names[curve], x, y, colors[curve], bold=True, curve=curve)
        for curve, y in zip(inside, moved, strict=True)
    )


def placed_readings(
    view: View,
    lines: Polylines,
    size: tuple[float, float],
    pointer: QPointF,
    old: QPointF | None,
    position_x: float | None,
) -> QPointF:
    """Return where the crosshair's numbers hide the least; the old place if it is as good."""
    width, height = size
    area = view.area.adjusted(3.0, 3.0, -3.0, -3.0)
    x = view.area.left() + (lines.steps - view.first) * view.step_px
    y = view.area.bottom() - (lines.positions - view.low) * view.position_px
    rooms = (area.left(), area.right() - width, pointer.x() + 14.0, pointer.x() - 14.0 - width)
    lefts = [_clipped(left, area.left(), area.right() - width) for left in rooms]
    tops = np.linspace(area.top(), max(area.bottom() - height, area.top()), _PLACES)
    places = [QPointF(left, top) for top in tops.tolist() for left in lefts]
    upper, lower = np.minimum(y[:-1], y[1:]), np.maximum(y[:-1], y[1:])

    def cost(place: QPointF) -> float:
        box = QRectF(place.x(), place.y(), width, height)
        grown = box.adjusted(-_CLEAR_PX, -_CLEAR_PX, _CLEAR_PX, _CLEAR_PX)
        near = (x[:-1] < grown.right()) & (x[1:] > grown.left())
        hidden = int(((upper[near] < grown.bottom()) & (lower[near] > grown.top())).sum())
        crossed = position_x is not None and box.left() < position_x < box.right()
        far = abs(box.center().x() - pointer.x()) + abs(box.center().y() - pointer.y())
        return hidden + 20.0 * crossed + 1e6 * grown.contains(pointer) + 0.01 * far

    best = min(places, key=cost)
    if old is None or not area.contains(QRectF(old.x(), old.y(), width, height)):
        return best
    return old if cost(old) <= cost(best) + _CLEAR_PX else best


def _clipped(value: float, low: float, high: float) -> float:
    return min(max(value, low), max(high, low))


def reading_rows(
    look: Look,
    values: Array,
    chosen: Sequence[int],
    names: Sequence[str],
    colors: Sequence[str],
    quiet: str,
) -> tuple[Reading, ...]:
    """Return the crosshair's rows: step, the curves chosen, how many others, the test loss."""
    rows = [Reading("step", grouped(look.step), quiet)]
    for curve, color in zip(chosen, colors, strict=True):
        text = look.text(curve, float(values[curve]))
        rows.append(Reading(names[curve], text, color, bold=True))
    if len(values) > len(chosen):
        rows.append(Reading(f"{len(values) - len(chosen)} more", "", quiet))
    if look.test:
        rows.append(Reading(TEST, look.test, quiet, bold=True))
    return tuple(rows)


def placed_marks(
    marks: Sequence[Mark], places: Sequence[float], area: QRectF, theme: Theme
) -> tuple[Label, ...]:
    """Return the labels of marks above the curves; those without room are counted instead.

    “α 0.025 +2” is a change, and two more close to it.
    """
    found: list[tuple[str, int, float, bool]] = []
    taken = area.left() - 1.0
    for mark, place in zip(marks, places, strict=True):
        x = place + _MARK_GAP_PX
        width = text_width(_counted(mark.text, mark.count), mark.stop)
        if x + width > area.right():
            x = max(place - _MARK_GAP_PX - width, area.left())
        if x > taken or not found:
            found.append((mark.text, mark.count, x, mark.stop))
            taken = x + width + 2 * _MARK_GAP_PX
        elif mark.stop:
            # Why the run stopped is told in any case.
            found[-1] = (mark.text, 1, x, True)
        else:
            text, count, x, stop = found[-1]
            found[-1] = (text, count + mark.count, x, stop)
            wider = text_width(_counted(text, count + mark.count))
            taken = max(taken, x + wider + 2 * _MARK_GAP_PX)
    y = area.top() - MARKS_PX / 2 - 1.0
    return tuple(
        Label(_counted(text, count), x, y, theme.ink if stop else theme.quiet, stop)
        for text, count, x, stop in found
    )


def _counted(text: str, count: int) -> str:
    return text if count == 1 else f"{text} +{count - 1}"


def remark(ended: str, lines: Polylines, area: QRectF, theme: Theme) -> tuple[Label, ...]:
    """Return why there is no curve at all where all of it is not to be seen."""
    if not ended or np.isfinite(lines.positions).any():
        return ()
    words, at = WORDS[ended], area.center()
    return (Label(words, at.x() - text_width(words) / 2.0, at.y(), theme.quiet),)
