"""The fitted function beside the plots: ŷ, z or h over one or two inputs, and the data."""

import time
from dataclasses import replace

from PySide6.QtCore import QPointF, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from skipnet_gui.core.functions import Array
from skipnet_gui.core.network import Network
from skipnet_gui.core.numerals import grouped
from skipnet_gui.core.run_spec import Data
from skipnet_gui.session import fitted
from skipnet_gui.session.document import Document
from skipnet_gui.session.edits import set_data
from skipnet_gui.session.fitted import Frame
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.parts import Part
from skipnet_gui.ui.plots.function_canvas import FunctionCanvas
from skipnet_gui.ui.plots.function_choice import (
    NO_OTHER,
    Choice,
    FunctionHeader,
    FunctionLists,
    usual,
)
from skipnet_gui.ui.plots.function_face import TOP_PX
from skipnet_gui.ui.plots.function_place import LEAST_PX
from skipnet_gui.ui.plots.function_scene import Moment, Scene, decision_line
from skipnet_gui.ui.plots.function_words import Lines, lines_at, spoken, spot_lines
from skipnet_gui.ui.theme import Theme

_REST = 3.0  # times as long as a picture took, before the next one
_BESIDE_PX = 96  # of axis and colour scale, beside a square


class FunctionPlot(QWidget):
    """Shows what the network computes over its inputs, at the step on screen.

    ``edit_requested(edit)`` between ``drag_started()`` and ``drag_finished()`` moves a
    sample, ``sample_pinned(row)`` asks for one on the graph.
    """

    edit_requested = Signal(object)
    drag_started = Signal()
    drag_finished = Signal()
    sample_pinned = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.header, self.lists, self.canvas = FunctionHeader(), FunctionLists(), FunctionCanvas()
        self.scene = Scene(self)
        self._moment: Moment | None = None
        self._choice = Choice()
        self._at: QPointF | None = None
        self._data: Data | None = None  # those last seen, or asked for
        self._rested = 0.0
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(lambda: self.look())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.lists)
        column.addWidget(self.canvas, 1)
        self._tie()

    def _tie(self) -> None:
        canvas = self.canvas
        self.header.kind_chosen.connect(lambda kind: self._choose(self._choice.switched(kind)))
        self.lists.chosen.connect(self._choose_lists)
        self.scene.grid.refined.connect(self._refine)
        canvas.pointed.connect(self._point)
        canvas.zoomed.connect(self._zoom)
        canvas.panned.connect(self._pan)
        canvas.back_requested.connect(lambda: self._hold(None))
        canvas.resized.connect(lambda: self._later.start(0))
        canvas.spot_clicked.connect(self._pin)
        canvas.spot_reached.connect(lambda _: self._read())
        canvas.drag_started.connect(self.drag_started)
        canvas.spot_dragged.connect(self._move)
        canvas.drag_finished.connect(self._end_drag)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.header.show_theme(theme)
        self.canvas.show_theme(theme)

    def width_for(self, height: int) -> int:
        """Return the width at which a plane fills a height."""
        taken = self.header.height() + int(TOP_PX) + 24
        return max(height - taken + _BESIDE_PX, LEAST_PX)

    # What is shown

    def show_document(self, document: Document, snapshot: Snapshot) -> None:
        """Show a moment, at once or as soon as the last picture is old enough."""
        old, self._moment = self._moment, Moment(document, snapshot)
        if old is None or old.snapshot.network is not snapshot.network:
            self._take_network(snapshot.network)
        if document.project.data is not self._data:
            self._data = document.project.data
            self.canvas.let_go()
        if not self.isVisible():
            return
        wait = self._rested - time.perf_counter()
        if wait <= 0.0:
            self.look()
        elif not self._later.isActive():
            self._later.start(int(1e3 * wait) + 1)

    def show_highlight(self, part: Part | None) -> None:
        """Show z or h of the unit that is pointed at on the graph, else what was chosen."""
        self._choose(self._choice.pointed(part))

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened out of sight."""
        super().showEvent(event)
        self.look()

    def _take_network(self, network: Network) -> None:
        self._choice = usual(network)
        self.scene.forget_frame()
        self.lists.show_network(network, self._choice)

    def _choose(self, choice: Choice) -> None:
        if choice != self._choice:
            if choice.axes != self._choice.axes:
                self.scene.forget_frame()
            self._choice = choice
            self.look()

    def _choose_lists(self) -> None:
        choice = self.lists.applied(self._choice)
        if len(choice.axes) == 1 and "up" in self.lists.lists:
            self.lists.lists["up"].show_key(NO_OTHER)
        self._choose(choice)

    def _hold(self, frame: Frame | None) -> None:
        if frame is None:
            self.scene.forget_frame()
        if frame is None or frame.can_be_shown:
            self.scene.held = frame
            self.look()

    def _zoom(self, factor: float, at: QPointF) -> None:
        if self.scene.shown is not None:
            across, up = self.scene.shown.frame
            self._hold(Frame(across.zoomed(at.x(), factor), up.zoomed(at.y(), factor)))

    def _pan(self, across: float, up: float) -> None:
        if self.scene.shown is not None:
            frame = self.scene.shown.frame
            self._hold(Frame(frame.across.moved(across), frame.up.moved(up)))

    def look(self) -> None:
        """Compute and show the moment, if it is in sight."""
        if self._moment is None or not self.isVisible():
            return
        begin = time.perf_counter()
        self.scene.is_locked = self.canvas.is_dragging
        shown = self.scene.take(self._moment, self._choice, self._pixels)
        quantities = self._choice.quantities(self._moment.snapshot.network)
        self.header.show_kind(quantities[0].kind)
        self.canvas.show_picture(shown)
        self._read()
        now = time.perf_counter()
        self._rested = now + _REST * (now - begin)

    @property
    def _pixels(self) -> int:
        """Width of the picture on the screen."""
        places = self.canvas.places
        width = self.canvas.width() if places is None else places.view.area.width()
        return round(width * self.devicePixelRatioF())

    def _refine(self, plane: Array) -> None:
        """Put a finer plane in place of the one shown."""
        shown, section = self.scene.shown, self.scene.section
        if shown is None or section is None or self._moment is None or not shown.plane.size:
            return
        line = decision_line(section, self._moment.data, plane)
        self.scene.shown = replace(shown, plane=plane, contour=line)
        self.canvas.show_picture(self.scene.shown)

    # What is pointed at

    def _point(self, at: QPointF | None) -> None:
        self._at = at
        self._read()

    def _read(self) -> None:
        """Show the numbers where the pointer is, or at the point that the keyboard is on."""
        spot = self.canvas.cursor_spot if self.canvas.hasFocus() else None
        if self._at is not None:
            self.canvas.show_reading(self._lines_at(self._at), self._at)
        elif spot is not None:
            self.canvas.show_reading(self._spot_lines(spot), self.canvas.place_of(spot))
        else:
            self.canvas.show_reading(())
        if self.scene.shown is not None and self._moment is not None:
            at_cursor = () if spot is None else self._spot_lines(spot)
            words = spoken(self.scene.shown, self._moment.snapshot, at_cursor)
            self.canvas.setAccessibleDescription(words)

    def _lines_at(self, at: QPointF) -> Lines:
        spot, places = self.canvas.spot_near(at), self.canvas.places
        if spot is not None:
            return self._spot_lines(spot)
        shown, section = self.scene.shown, self.scene.section
        if shown is None or section is None or places is None:
            return ()
        return lines_at(section, shown, places.view, at.x(), at.y())

    def _spot_lines(self, spot: int) -> Lines:
        shown, section = self.scene.shown, self.scene.section
        return () if shown is None or section is None else spot_lines(section, shown, spot)

    # What is done to samples

    def _pin(self, spot: int) -> None:
        if self._is_there(spot):
            assert self.scene.shown is not None
            self.sample_pinned.emit(int(self.scene.shown.spots.rows[spot]))

    def _is_there(self, spot: int) -> bool:
        """Whether a point of the picture is a sample still: pictures come a little later."""
        shown, section, moment = self.scene.shown, self.scene.section, self._moment
        return (
            shown is not None
            and section is not None
            and moment is not None
            and section.spec.network is moment.snapshot.network
            and spot < len(shown.spots.rows)
            and int(shown.spots.rows[spot]) < len(moment.data.x)
        )

    def _move(self, spot: int, across: float, up: float) -> None:
        """Ask for a sample at another place; for another target where that is the height."""
        shown, section, places = self.scene.shown, self.scene.section, self.canvas.places
        if shown is None or section is None or places is None or self._moment is None:
            return
        if not self._is_there(spot):
            return
        across = fitted.typable(across, 1.0 / places.view.step_px)
        up = fitted.typable(up, 1.0 / places.view.position_px)
        row, output = int(shown.spots.rows[spot]), int(shown.spots.outputs[spot])
        x, y = {section.axes[0]: across}, dict[int, float]()
        if shown.is_plane:
            x[section.axes[1]] = up
        else:
            y[output] = fitted.as_target(section.spec.network, up)
        data = fitted.with_row(self._moment.data, row, x, y)
        self._data = data
        self.edit_requested.emit(set_data(data)._replace(title=f"row {grouped(row + 1)}"))
        self._data = self._moment.data  # the former ones where that could not be

    def _end_drag(self) -> None:
        self.drag_finished.emit()
        self.look()
