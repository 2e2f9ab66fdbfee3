"""Makes the picture of the fitted function, with axes and colours that stay while they fit."""

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QObject

from skipnet_gui.core.contours import contour
from skipnet_gui.core.functions import Array
from skipnet_gui.core.passes import Indices
from skipnet_gui.core.run_spec import Data
from skipnet_gui.session import fitted
from skipnet_gui.session.document import Document
from skipnet_gui.session.fitted import Frame, Section, Span
from skipnet_gui.session.project import Project
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.plots.function_choice import Choice
from skipnet_gui.ui.plots.function_face import NO_SPOTS, Shown, Spots
from skipnet_gui.ui.plots.function_grid import Grid
from skipnet_gui.ui.plots.function_words import names_of, what_of

_NO_LINES, _NOTHING, _NO_PLACES = np.zeros((0, 4)), np.zeros((0, 0)), np.zeros(0)


class Moment(NamedTuple):
    """What is looked at."""

    document: Document
    snapshot: Snapshot

    @property
    def data(self) -> Data:
        """The training data."""
        return self.document.project.data


class Values(NamedTuple):
    """The values of a picture: of curves at places, or of a plane."""

    frame: Frame
    places: Array = _NO_PLACES
    curves: Array = _NOTHING
    plane: Array = _NOTHING


class Scene:
    """The picture shown last, and what of it holds on.

    Attributes
    ----------
    held
        The frame that a person chose; None for the usual one.
    is_locked
        Whether a hand moves a sample now: then axes must not move.
    grid
        Makes the planes.
    """

    def __init__(self, parent: QObject) -> None:
        self.held: Frame | None = None
        self.is_locked = False
        self.grid = Grid(parent)
        self.section: Section | None = None
        self.shown: Shown | None = None
        self._frame: Frame | None = None
        self._colors: Span | None = None
        self._spots: tuple[object, Spots] = (None, NO_SPOTS)

    def forget_frame(self) -> None:
        """Take the usual frame from now on."""
        self.held = self._frame = self._colors = None

    def take(self, moment: Moment, choice: Choice, pixels: int) -> Shown:
        """Return the picture of a moment, for a canvas so many pixels wide."""
        snapshot = moment.snapshot
        quantities = choice.quantities(snapshot.network)
        held = snapshot.trace.x
        section = Section(moment.document.spec, snapshot.weights, quantities, choice.axes, held)
        if self.section is None or self.section.quantities != quantities:
            self._colors = None
            self._frame = self._frame if len(choice.axes) == 2 else None
        reason = fitted.why_not(snapshot, quantities[0])
        shown = self._made(moment, section, self._values(moment, section, pixels, reason), reason)
        self.section, self.shown = section, shown
        return shown

    def _values(self, moment: Moment, section: Section, pixels: int, reason: str) -> Values:
        make = self._plane if len(section.axes) == 2 else self._curves
        values = make(moment.data, section, pixels, reason)
        self._frame = values.frame
        if values.plane.size:
            old = self._colors
            self._colors = fitted.color_span(section, moment.data, values.plane, old)
        return values

    def _plane(self, data: Data, section: Section, pixels: int, reason: str) -> Values:
        """Return the values over a plane; those that are shown already where nothing moved."""
        locked = self._frame if self.is_locked else None
        frame = locked or self.held or fitted.plane_frame(data, section.axes, self._frame)
        shown = self.shown
        if reason:
            self.grid.stop()
            return Values(frame)
        is_there = shown is not None and shown.plane.size and shown.frame == frame
        if shown is not None and is_there and section.same_as(self.section):
            return Values(frame, plane=shown.plane)
        return Values(frame, plane=self.grid.live(section, frame, pixels))

    def _curves(self, data: Data, section: Section, pixels: int, reason: str) -> Values:
        """Return the values of curves, in a frame that holds them and their targets."""
        self.grid.stop()
        (axis,), old = section.axes, self._frame
        known = old if self.is_locked and old else self.held
        x = data.x[:, axis]
        across = known.across if known else fitted.steady(x, old and old.across)
        places = fitted.curve_points(across, pixels, x)
        values = section.values(places)
        targets = data.y[:, [q.number for q in section.quantities if q.kind == "yhat"]]
        up = known.up if known else fitted.value_span(values, targets, old and old.up)
        if reason:
            return Values(Frame(across, up), places[:, 0])
        return Values(Frame(across, up), places[:, 0], values)

    def _made(self, moment: Moment, section: Section, values: Values, reason: str) -> Shown:
        kind, number = section.quantities[0]
        at = section.held[list(section.axes)]
        here = () if reason else tuple(section.values(at[None, :])[:, 0].tolist())
        return Shown(
            title=what_of(section, moment.snapshot),
            names=names_of(section),
            symbols=tuple(fitted.symbol_of(section, each) for each in section.quantities),
            frame=values.frame,
            spots=self._spots_of(moment, section),
            sample=moment.snapshot.sample,
            by_label=fitted.are_labels(moment.data.y[:, number if kind == "yhat" else 0]),
            tinted=len(section.axes) == 2 and kind == "yhat",
            places=values.places,
            curves=values.curves,
            plane=values.plane,
            colors=self._colors or Span(-1.0, 1.0),
            contour=decision_line(section, moment.data, values.plane),
            here=here,
            here_at=float(at[0]),
            reason=reason,
        )

    def _spots_of(self, moment: Moment, section: Section) -> Spots:
        """Return the samples as points, the same as long as they are."""
        project, sample = moment.document.project, moment.snapshot.sample
        rows = len(project.data.x)
        chosen = sample if rows > fitted.MOST_POINTS else None
        key = (project.data, project.test, section.quantities, section.axes, chosen)
        if self._spots[0] != key:
            self._spots = key, spots_of(project, section, sample)
        return self._spots[1]


def decision_line(section: Section, data: Data, plane: Array) -> Array:
    """Return the pieces of the line that decides; none where none does."""
    level = fitted.decision_level(section, data)
    return _NO_LINES if level is None or not plane.size else contour(plane, level)


def spots_of(project: Project, section: Section, sample: int) -> Spots:
    """Return the training data as points, then the test data.

    Over a plane each row is a point, under a curve each row and target; z and h have none.
    """
    found = _spots(project.data, section, fitted.shown_rows(len(project.data.x), sample), 0.0)
    if project.test is None:
        return found
    tested = _spots(project.test, section, fitted.shown_rows(len(project.test.x), 0), 1.0)
    return _joined([found, tested])


def _spots(data: Data, section: Section, rows: Indices, tested: float) -> Spots:
    kind, number = section.quantities[0]
    if len(section.axes) == 2:
        target = number if kind == "yhat" else 0
        y = data.y[rows, target]
        across, up = (data.x[rows, axis] for axis in section.axes)
        return _made(rows, target, (across, up, y), tested)
    if kind != "yhat":
        return NO_SPOTS
    x, parts = data.x[rows, section.axes[0]], []
    for quantity in section.quantities:
        y = data.y[rows, quantity.number]
        parts.append(_made(rows, quantity.number, (x, y, y), tested))
    return _joined(parts)


def _made(rows: Indices, output: int, places: tuple[Array, Array, Array], tested: float) -> Spots:
    outputs = np.full(len(rows), output, dtype=np.intp)
    return Spots(rows, outputs, *places, np.full(len(rows), tested))


def _joined(parts: list[Spots]) -> Spots:
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    rows, outputs, across, up, y, tested = columns
    return Spots(rows.astype(np.intp), outputs.astype(np.intp), across, up, y, tested)
