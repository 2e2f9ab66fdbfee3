"""The words and numbers of the fitted function: its title, what is pointed at, what is read out."""

import numpy as np

from skipnet_gui.core.notation import name_symbol
from skipnet_gui.core.numerals import full, grouped, short
from skipnet_gui.session.fitted import Section, symbol_of, title_of, typable
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.plots.chart import View
from skipnet_gui.ui.plots.function_face import Shown

Lines = tuple[str, ...]


def what_of(section: Section, snapshot: Snapshot) -> str:
    """Return what is shown and of which step: “h₃ over x₁, x₂ · step 24”."""
    words = [title_of(section), f"step {grouped(snapshot.step)}"]
    if len(section.axes) < len(section.held):
        words.append(f"others as in row {grouped(snapshot.sample + 1)}")
    return " · ".join(words)


def names_of(section: Section) -> tuple[str, str]:
    """Return the names of the axis across and of the one upwards."""
    names = [name_symbol(section.spec.network.inputs[axis]) for axis in section.axes]
    if len(names) == 2:
        return names[0], names[1]
    one = len(section.quantities) == 1
    return names[0], symbol_of(section, section.quantities[0]) if one else "ŷ"


def lines_at(section: Section, shown: Shown, view: View, x: float, y: float) -> Lines:
    """Return the numbers at a pixel of the canvas: its place, and the values there."""
    if shown.reason:
        return ()
    place = typable(view.step_at(x), 1.0 / view.step_px)
    upwards = typable(view.position_at(y), 1.0 / view.position_px)
    point = (place, upwards)[: len(section.axes)]
    return (_place(section, point), *_values(section, shown, point))


def spot_lines(section: Section, shown: Shown, spot: int) -> Lines:
    """Return the numbers of a sample, and what the network gives there."""
    spots = shown.spots
    point = (float(spots.across[spot]), float(spots.up[spot]))[: len(section.axes)]
    kind = "test row" if spots.tested[spot] else "row"
    row, y = grouped(int(spots.rows[spot]) + 1), full(float(spots.y[spot]))
    head = f"{kind} {row}: {_place(section, point)}, y = {y}"
    return (head,) if shown.reason else (head, *_values(section, shown, point))


def spoken(shown: Shown, snapshot: Snapshot, at_cursor: Lines) -> str:
    """Return what is shown, with the numbers of the sample on the graph, in words."""
    if shown.reason:
        return f"{shown.title}. {shown.reason}"
    inputs = snapshot.network.inputs
    given = [f"{n} = {short(v)}" for n, v in zip(inputs, snapshot.trace.x.tolist(), strict=True)]
    found = [f"{s} = {short(v)}" for s, v in zip(shown.symbols, shown.here, strict=True)]
    row = grouped(snapshot.sample + 1)
    words = f"{shown.title}. Row {row}: {', '.join((*given, *found))}."
    return f"{words} {'; '.join(at_cursor)}".rstrip()


def _place(section: Section, point: tuple[float, ...]) -> str:
    names = [name_symbol(section.spec.network.inputs[axis]) for axis in section.axes]
    return ", ".join(f"{n} = {full(v)}" for n, v in zip(names, point, strict=True))


def _values(section: Section, shown: Shown, point: tuple[float, ...]) -> list[str]:
    values = section.values(np.array([point]))[:, 0].tolist()
    return [f"{s} = {full(v)}" for s, v in zip(shown.symbols, values, strict=True)]
