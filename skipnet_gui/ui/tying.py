"""Ties the parts of the window to the store, the loop and the controller, and to each other."""

from typing import TYPE_CHECKING

from skipnet_gui.ui.controller import Controller
from skipnet_gui.ui.graph.view import GraphView
from skipnet_gui.ui.plots.panel import PlotsPanel
from skipnet_gui.ui.store import Store

if TYPE_CHECKING:
    from skipnet_gui.ui.main_window import MainWindow
    from skipnet_gui.ui.panels.numbers import NumbersPanel
    from skipnet_gui.ui.panels.program import ProgramPanel

    View = GraphView | PlotsPanel | NumbersPanel | ProgramPanel


def tie_parts(window: "MainWindow", controller: Controller) -> None:
    """Carry what the parts ask for to who does it, and what they tell to the status line."""
    _tie_controls(window, controller)
    _tie_graphs(window, controller)
    _tie_setup(window, controller)
    _tie_status(window)


def tie_view(store: Store, view: "View") -> None:
    """Tie a view of units and edges: what it points at, all of them light up."""
    view.part_hovered.connect(store.hover)
    view.part_clicked.connect(store.select)
    store.highlighted.connect(view.show_highlight)


def _tie_controls(window: "MainWindow", controller: Controller) -> None:
    store, loop, toolbar = window.store, window.loop, window.toolbar
    toolbar.rate_box.returnPressed.connect(window.graph.setFocus)
    toolbar.rate_requested.connect(controller.set_rate)
    toolbar.rate_drag_started.connect(store.begin_drag)
    toolbar.rate_drag_finished.connect(store.end_drag)
    toolbar.speed_chosen.connect(loop.set_speed)
    toolbar.step_size_chosen.connect(store.set_step_size)
    window.timeline.drag_started.connect(loop.pause)
    for part in (window.timeline, window.plots):
        part.step_requested.connect(controller.go_to)


def _tie_graphs(window: "MainWindow", controller: Controller) -> None:
    graph, store = window.graph, window.store
    for view in (graph, window.plots):
        tie_view(store, view)
    graph.weight_edit_requested.connect(controller.set_weight)
    graph.quantity_clicked.connect(window.derivation.seek)
    window.plots.picture_requested.connect(window.export_picture)
    window.twins.paired.connect(window.body.make_room)
    window.twins.weight_edit_requested.connect(controller.set_weight_of)
    store.highlighted.connect(window.derivation.show_highlight)
    window.derivation.part_hovered.connect(store.hover)


def _tie_setup(window: "MainWindow", controller: Controller) -> None:
    setup, store = window.setup, window.store
    store.highlighted.connect(setup.show_highlight)
    setup.edit_requested.connect(store.edit)
    setup.sample_pinned.connect(controller.pin_sample)
    setup.drag_started.connect(store.begin_drag)
    setup.drag_finished.connect(store.end_drag)
    setup.run_chosen.connect(controller.choose_run)


def _tie_status(window: "MainWindow") -> None:
    status, loop, store = window.status, window.loop, window.store
    telling = (window.filing, window.derivation, window.answers, store)
    for source in (window.toolbar, window.graph, window.twins, window.setup, *telling):
        source.problem.connect(status.show_problem)
    for source in telling:
        source.told.connect(status.show_message)
    status.cancelled.connect(loop.cancel)
    loop.stopped.connect(status.show_message)
    loop.progressed.connect(status.show_progress)
    loop.paced.connect(status.show_pace)
