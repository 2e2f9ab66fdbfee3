"""What a person does to a plot with mouse and keys, as requests in steps and parts."""

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtWidgets import QMenu

from skipnet_gui.ui.parts import Part
from skipnet_gui.ui.plots.chart import View
from skipnet_gui.ui.plots.gestures import Gestures, Region
from skipnet_gui.ui.plots.step_plot import StepPlot

_ZOOM = 1.25
_UPRIGHT_PX = 12.0
_CURSORS = {
    Region.STEPS: Qt.CursorShape.SizeHorCursor,
    Region.VALUES: Qt.CursorShape.SizeVerCursor,
}


class Pointing(QObject):
    """Ties the gestures on a plot to what they mean.

    ``steps_requested(first, last)`` asks for another stretch of steps, ``look_requested
    (step or None)`` for the numbers at a step, ``step_pressed(step)`` for that moment,
    ``picture_requested()`` for the plot as a picture.
    The value axis is the plot's own affair.
    """

    part_hovered = Signal(object)
    part_clicked = Signal(object)
    steps_requested = Signal(float, float)
    follow_requested = Signal()
    look_requested = Signal(object)
    step_pressed = Signal(float)
    picture_requested = Signal()

    def __init__(self, plot: StepPlot) -> None:
        super().__init__(plot)
        self._plot = plot
        self._hovered: Part | None = None
        self._upright_px = 0.0
        gestures = Gestures(plot.plot, lambda at: plot.chart.view.region_at(at))
        gestures.hovered.connect(self._hover)
        gestures.clicked.connect(self._click)
        gestures.double_clicked.connect(self.follow_requested)
        gestures.panned.connect(self._pan)
        gestures.pan_finished.connect(self._finish_pan)
        gestures.zoomed.connect(self._zoom)
        gestures.scrubbed.connect(lambda at: self.step_pressed.emit(self._view.step_at(at.x())))
        gestures.key_pressed.connect(self._press_key)
        gestures.menu_requested.connect(self._open_menu)
        gestures.focus_changed.connect(plot.overlay.show_focus)
        plot.header.scale_chosen.connect(plot.show_log)
        plot.header.follow_requested.connect(self.follow_requested)
        plot.header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        plot.header.customContextMenuRequested.connect(
            lambda at: self._open_menu(plot.header.mapToGlobal(at))
        )

    @property
    def _view(self) -> View:
        return self._plot.chart.view

    def _part_at(self, at: QPointF | None) -> Part | None:
        curve = None if at is None else self._plot.curve_at(at)
        return Part("edge", curve) if curve is not None and self._plot.shows_edges else None

    def _hover(self, at: QPointF | None) -> None:
        plot, part = self._plot, self._part_at(at)
        region = Region.MARGIN if at is None else self._view.region_at(at)
        hand = Qt.CursorShape.PointingHandCursor
        plot.plot.viewport().setCursor(
            hand if part else _CURSORS.get(region, Qt.CursorShape.ArrowCursor)
        )
        pointer = at if region is Region.CURVES else None
        if pointer is not None or plot.pointer is not None:
            plot.pointer = pointer
            self.look_requested.emit(None if pointer is None else self._view.step_at(pointer.x()))
        if part != self._hovered:
            self._hovered = part
            self.part_hovered.emit(part)

    def _click(self, at: QPointF) -> None:
        part = self._part_at(at)
        if part is not None:
            self.part_clicked.emit(part)

    def _pan(self, dx: float, dy: float) -> None:
        """Move along the steps; along the values once a drag goes clearly up or down."""
        view = self._view
        self._upright_px += abs(dy)
        if self._plot.held is not None or self._upright_px > _UPRIGHT_PX:
            shift = dy / view.position_px
            self._plot.hold(view.low + shift, view.high + shift)
        shift = -dx / view.step_px
        if dx:
            self.steps_requested.emit(view.first + shift, view.last + shift)

    def _finish_pan(self) -> None:
        self._upright_px = 0.0

    def _zoom(self, notches: float, at: QPointF, upright: bool) -> None:
        view, factor = self._view, _ZOOM**-notches
        if upright:
            centre = view.position_at(at.y())
            self._plot.hold(*_zoomed(view.low, view.high, centre, factor))
        else:
            self.steps_requested.emit(*_zoomed(view.first, view.last, view.step_at(at.x()), factor))

    def _press_key(self, meaning: str) -> None:
        if meaning == "follow":
            self.follow_requested.emit()
        else:
            centre = QPointF(self._plot.overlay.face.position_x or self._view.area.center().x(), 0)
            self._zoom(2.0 if meaning == "closer" else -2.0, centre, upright=False)

    def _open_menu(self, at: QPoint) -> None:
        plot = self._plot
        menu = QMenu(plot)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Follow the newest step", self.follow_requested.emit)
        menu.addSeparator()
        menu.addActions(plot.header.chooser.menu().actions())
        menu.addSeparator()
        menu.addAction("Export picture …", self.picture_requested.emit)
        menu.popup(at)


def _zoomed(low: float, high: float, centre: float, factor: float) -> tuple[float, float]:
    return centre - (centre - low) * factor, centre + (high - centre) * factor
