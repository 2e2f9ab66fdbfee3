"""The fitted function as a person sees it and moves its points."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from skipnet_gui.core.network import Edge, Network, Unit
from skipnet_gui.core.numerals import full
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data, RunSpec
from skipnet_gui.session.asking import Asked
from skipnet_gui.session.document import new_document
from skipnet_gui.session.edits import set_data, set_weights
from skipnet_gui.session.fitted import MOST_POINTS, Span
from skipnet_gui.session.player import advanced
from skipnet_gui.session.project import Project, project_of
from skipnet_gui.ui.function import FunctionWatch
from skipnet_gui.ui.parts import Part
from skipnet_gui.ui.plots.function_colors import RAMPS, color
from skipnet_gui.ui.plots.function_grid import LIVE_MS, SIDES, next_side
from skipnet_gui.ui.plots.panel import PlotsPanel
from skipnet_gui.ui.store import Store
from skipnet_gui.ui.theme import DARK, LIGHT

LEFT = Qt.MouseButton.LeftButton


def planar(inputs: int = 2) -> Project:
    """Return labels over the plane, and ŷ = 2·ReLU(x₁ − x₂) for two inputs."""
    edges = [Edge("a", "x1", "0"), Edge("b", "x2", "0"), Edge("c", "0", "1")]
    names = tuple(f"x{k + 1}" for k in range(inputs))
    edges += [Edge(f"s{k}", name, "1") for k, name in enumerate(names[2:])]
    units = Unit("0", "relu"), Unit("1", "identity")
    network = Network(names, units, tuple(edges), ("1",), "half_squared")
    x = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
    x = np.hstack([x, np.full((4, inputs - 2), 0.5)])
    data = Data(x, np.array([[0.0], [1.0], [0.0], [0.0]]))
    start = (1.0, -1.0, 2.0, *(3.0,) * (inputs - 2))
    return project_of(RunSpec(network, data, start, 0.1))


class Desk(QWidget):
    """Plots and function, tied to a store as in the window."""

    def __init__(self, project: Project) -> None:
        super().__init__()
        self.store, self.plots = Store(new_document(project)), PlotsPanel()
        self.watch = FunctionWatch(self.store, self.plots)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plots)
        self.store.shown.connect(self.show_moment)
        self.show_moment()
        self.watch.show_function(True)

    def show_moment(self, _: object = None) -> None:
        store = self.store
        self.plots.show_history(store.document.spec, store.document.history, store.snapshot.step)
        self.watch.show_document(store.document, store.snapshot)
        if self.plot is not None:
            self.plot.look()  # on a busy machine a picture waits for its turn

    @property
    def plot(self):
        return self.watch.plot

    @property
    def canvas(self):
        return self.watch.plot.canvas

    @property
    def texts(self) -> list[str]:
        """What is painted now."""
        self.plot.look()
        self.canvas.repaint()
        return self.canvas.texts

    def at(self, x: float, y: float) -> QPoint:
        view = self.canvas.places.view
        return QPointF(view.x_of(x), view.y_of(y)).toPoint()

    def spot(self, number: int) -> QPoint:
        return self.canvas.place_of(number).toPoint()

    def drag(self, start: QPoint, end: QPoint) -> None:
        QTest.mousePress(self.canvas, LEFT, pos=start)
        for share in (0.3, 0.6, 1.0):
            QTest.mouseMove(self.canvas, start + (end - start) * share)
            QApplication.processEvents()
        QTest.mouseRelease(self.canvas, LEFT, pos=end)

    def pixel(self, x: float, y: float):
        self.plot.look()
        return self.canvas.grab().toImage().pixelColor(self.at(x, y))


@pytest.fixture
def open_desk(qtbot: QtBot) -> Callable[..., Desk]:
    def make(project: Project | None = None, width: int = 1_100) -> Desk:
        desk = Desk(project or planar())
        qtbot.addWidget(desk)
        desk.resize(width, 320)
        with qtbot.waitActive(desk):
            desk.show()
            desk.activateWindow()
        qtbot.waitUntil(lambda: desk.canvas.places is not None or not desk.canvas.isVisible())
        return desk

    return make


@pytest.fixture
def desk(open_desk: Callable[..., Desk]) -> Desk:
    return open_desk()


def exercise() -> Project:
    return project_of(PRESETS["exercise"].make())


def test_the_picture_says_what_it_shows_and_when(desk: Desk) -> None:
    assert "ŷ over x₁, x₂ · step 0" in desk.texts
    assert {"x₁", "x₂", "−1", "0.2"} <= set(desk.texts)
    desk.store.show(advanced(desk.store.document, 3))
    assert "ŷ over x₁, x₂ · step 3" in desk.texts


def test_colours_stand_for_values_in_both_themes(desk: Desk) -> None:
    for theme in (LIGHT, DARK):
        desk.plots.show_theme(theme)
        low, high = desk.pixel(-0.5, 0.5), desk.pixel(0.75, -0.75)
        assert low.name() == RAMPS[theme.name].stops[0].lower()
        assert high.name() == RAMPS[theme.name].stops[-1].lower()
    middle = color(0.5, Span(0.0, 1.0), LIGHT)
    assert min(middle.red(), middle.green(), middle.blue()) > 0xEC


def test_the_decision_line_is_drawn_where_y_is_a_half(desk: Desk) -> None:
    assert desk.pixel(0.0, -0.25).lightness() < 110 > desk.pixel(0.25, 0.0).lightness()
    for x, y in ((-0.5, 0.25), (0.5, -0.5)):  # none where y is not
        assert color(2.0 * (x - y), Span(0.0, 1.0), LIGHT).rgb() == desk.pixel(x, y).rgb()


def test_pointing_tells_place_and_value_in_full(desk: Desk) -> None:
    QTest.mouseMove(desk.canvas, desk.at(0.3, -0.2))
    *_, place, value = desk.texts
    x, y = (float(part.split(" = ")[1].replace("−", "-")) for part in place.split(", "))
    assert value == f"ŷ = {full(2.0 * (x - y))}"
    assert x == pytest.approx(0.3, abs=0.02)
    # The numbers keep up with training, under a mouse at rest.
    desk.store.show(advanced(desk.store.document, 5))
    a, b, c = desk.store.snapshot.weights.tolist()
    assert desk.texts[-1] == f"ŷ = {full(c * (a * x + b * y))}"


def test_pointing_at_a_sample_tells_its_row(desk: Desk) -> None:
    QTest.mouseMove(desk.canvas, desk.spot(1))
    assert desk.texts[-2:] == ["row 2: x₁ = 1, x₂ = −1, y = 1", "ŷ = 4"]


def test_a_click_on_a_sample_shows_it_on_the_graph(desk: Desk) -> None:
    QTest.mouseClick(desk.canvas, LEFT, pos=desk.spot(2))
    assert desk.store.snapshot.sample == 2
    assert "Row 3: x1 = 1, x2 = 1, ŷ = 0." in desk.canvas.accessibleDescription()


def test_dragging_a_sample_moves_the_data_as_one_edit(desk: Desk) -> None:
    desk.store.show(advanced(desk.store.document, 4))
    desk.drag(desk.spot(0), desk.at(0.5, -0.25))
    moved = desk.store.document.project.data.x
    assert moved[0] == pytest.approx([0.5, -0.25], abs=0.02)
    assert moved[1:].tolist() == planar().data.x[1:].tolist()
    assert desk.store.undo_stack.undo_title == "row 1, drops 4 steps"
    desk.store.undo()
    assert desk.store.document.project.data.x[0].tolist() == [-1.0, -1.0]
    assert desk.store.document.history.steps == 4
    assert desk.store.undo_stack.undo_title is None


def test_axes_keep_still_under_a_drag_and_take_the_sample_in_after_it(desk: Desk) -> None:
    before, far = desk.canvas.places.view, desk.at(1.5, 1.0)
    QTest.mousePress(desk.canvas, LEFT, pos=desk.spot(0))
    QTest.mouseMove(desk.canvas, far)
    desk.plot.look()
    assert desk.canvas.places.view == before
    QTest.mouseRelease(desk.canvas, LEFT, pos=far)
    assert desk.canvas.places.view.last > 1.5


def test_a_moved_sample_leaves_its_old_place(desk: Desk) -> None:
    rim = QPoint(4, 0)
    start, end = desk.spot(3), desk.at(-0.5, 0.5)
    desk.drag(start, end)
    QTest.mouseMove(desk.canvas, QPoint(1, 1))
    image = desk.canvas.grab().toImage()
    assert image.pixelColor(start + rim).name() == RAMPS["light"].stops[0].lower()
    shades = [image.pixelColor(end + QPoint(k, 0)).lightness() for k in range(1, 7)]
    assert min(shades) < 80  # the rim of ink


def test_the_picture_follows_the_weights(desk: Desk) -> None:
    assert desk.pixel(0.75, -0.75).name() == RAMPS["light"].stops[-1].lower()
    desk.store.edit(set_weights({"c": 0.0}))
    assert desk.pixel(0.75, -0.75).name() == RAMPS["light"].stops[0].lower()


def test_of_many_rows_the_sample_is_ringed_whichever_it_is(open_desk) -> None:
    x = np.random.default_rng(1).uniform(-1.0, 1.0, (5_000, 2))
    desk = open_desk(replace(planar(), data=Data(x, (x[:, :1] > 0.0).astype(float))))
    for row in (1, 2, 3, 4):
        desk.store.show(desk.store.document.with_sample(row))
        desk.plot.look()
        shown = desk.plot.scene.shown
        assert shown.spots.of_row(shown.sample) != []
    assert len(shown.spots.rows) <= MOST_POINTS


def test_wheel_and_ground_move_the_view_and_a_double_click_brings_it_back(desk: Desk) -> None:
    before = desk.canvas.places.view
    at = desk.at(0.0, 0.5)
    place = QPointF(desk.canvas.mapToGlobal(at))
    none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    wheel = QWheelEvent(QPointF(at), place, QPoint(), QPoint(0, 240), *none, False)
    QApplication.sendEvent(desk.canvas, wheel)
    closer = desk.canvas.places.view
    assert closer.last - closer.first == pytest.approx((before.last - before.first) / 1.25**2)
    assert (desk.at(0.0, 0.5) - at).manhattanLength() <= 2
    desk.drag(desk.at(0.0, 0.5), desk.at(0.3, 0.5))
    assert desk.canvas.places.view.first == pytest.approx(closer.first - 0.3, abs=0.02)
    assert desk.store.undo_stack.undo_title is None
    QTest.mouseDClick(desk.canvas, LEFT, pos=at)
    assert desk.canvas.places.view == before


def test_arrows_walk_from_sample_to_sample_and_enter_shows_one(desk: Desk) -> None:
    desk.canvas.setFocus()
    rows = []
    for _ in range(4):
        QTest.keyClick(desk.canvas, Qt.Key.Key_Right)
        rows.append(desk.canvas.cursor_spot)
    assert rows == [0, 3, 1, 2]
    QTest.keyClick(desk.canvas, Qt.Key.Key_Down)
    assert desk.canvas.cursor_spot == 3
    QTest.keyClick(desk.canvas, Qt.Key.Key_Up)
    assert "row 3: x₁ = 1, x₂ = 1, y = 0" in desk.canvas.accessibleDescription()
    assert "row 3: x₁ = 1, x₂ = 1, y = 0" in desk.texts
    QTest.keyClick(desk.canvas, Qt.Key.Key_Return)
    assert desk.store.snapshot.sample == 2
    QTest.keyClick(desk.canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert desk.store.document.project.data.x[2, 0] < 1.0
    assert desk.store.undo_stack.undo_title == "row 3"


def test_pointing_at_a_unit_shows_its_h_and_the_switch_its_z(desk: Desk) -> None:
    desk.store.hover(Part("unit", 1))  # the output: its h is ŷ
    assert "ŷ over x₁, x₂ · step 0" in desk.texts
    desk.store.hover(Part("unit", 0))
    assert "h₀ over x₁, x₂ · step 0" in desk.texts
    assert desk.plot.header.buttons["h"].isChecked()
    QTest.mouseClick(desk.plot.header.buttons["z"], LEFT)
    assert "z₀ over x₁, x₂ · step 0" in desk.texts
    QTest.mouseMove(desk.canvas, desk.at(0.0, 0.5))
    assert desk.texts[-1].startswith("z₀ = −0.")
    QTest.mouseClick(desk.plot.header.buttons["yhat"], LEFT)
    assert "ŷ over x₁, x₂ · step 0" in desk.texts
    desk.store.hover(Part("unit", 1))
    assert "z₁ over x₁, x₂ · step 0" in desk.texts


def test_a_curve_joins_the_sample_with_what_the_network_gives(open_desk) -> None:
    desk = open_desk(exercise())
    assert "ŷ(x) · step 0" in desk.texts
    assert desk.canvas.accessibleDescription() == "ŷ(x) · step 0. Row 1: x = 1, ŷ = 0.375."
    assert desk.pixel(0.5, 0.1875).name() == LIGHT.forward.lower()
    assert desk.pixel(1.0, -3.0).name() == LIGHT.ink.lower()
    desk.drag(desk.spot(0), desk.at(1.5, -2.0))
    data = desk.store.document.project.data
    assert (data.x[0, 0], data.y[0, 0]) == pytest.approx((1.5, -2.0), abs=0.03)


def test_each_output_has_a_curve_or_the_chosen_one(open_desk) -> None:
    spec = PRESETS["two-outputs"].make()
    edges = tuple(replace(e, source="i1") if e.source == "i2" else e for e in spec.network.edges)
    network = replace(spec.network, inputs=("i1",), edges=edges)
    data = Data(spec.data.x[:, :1], spec.data.y)
    desk = open_desk(project_of(replace(spec, network=network, data=data)))
    assert {"ŷₒ₁", "ŷₒ₂"} <= set(desk.texts)
    outputs = desk.plot.lists.lists["output"]
    outputs.setCurrentIndex(2)
    outputs.activated.emit(2)
    assert "ŷₒ₂(i₁) · step 0" in desk.texts


def test_of_three_inputs_two_vary_and_the_third_is_held_at_the_sample(open_desk) -> None:
    desk = open_desk(planar(inputs=3))
    assert "ŷ over x₁, x₂ · step 0 · others as in row 1" in desk.texts
    QTest.mouseMove(desk.canvas, desk.spot(3))
    assert desk.texts[-1] == "ŷ = 1.5"
    up = desk.plot.lists.lists["up"]
    up.setCurrentIndex(3)
    up.activated.emit(3)
    assert "ŷ(x₁) · step 0 · others as in row 1" in desk.texts


def test_nothing_is_given_away_that_is_hidden(desk: Desk) -> None:
    shown = desk.pixel(0.75, -0.75).name()
    desk.store.hide(Asked())
    assert "Hidden while you answer." in desk.texts
    assert desk.pixel(0.75, -0.75).name() == LIGHT.ground.lower() != shown
    QTest.mouseMove(desk.canvas, desk.at(0.3, -0.2))
    assert not [text for text in desk.texts if text.startswith("ŷ =")]
    assert "ŷ = " not in desk.canvas.accessibleDescription()
    QTest.mouseMove(desk.canvas, desk.spot(1))
    assert desk.texts[-1] == "row 2: x₁ = 1, x₂ = −1, y = 1"


def test_test_rows_are_hollow_and_cannot_be_moved(open_desk) -> None:
    project = planar()
    desk = open_desk(replace(project, test=Data(np.array([[0.5, -0.5]]), np.array([[0.0]]))))
    hollow = desk.pixel(0.5, -0.5)
    assert hollow.name() == RAMPS["light"].stops[-1].lower()  # what lies beneath
    desk.drag(desk.at(0.5, -0.5), desk.at(0.0, 0.5))
    assert desk.store.undo_stack.undo_title is None


def test_a_picture_at_rest_becomes_finer(desk: Desk, qtbot: QtBot) -> None:
    desk.store.show(advanced(desk.store.document, 1))
    desk.plot.look()
    coarse = len(desk.plot.scene.shown.plane)
    qtbot.waitUntil(lambda: len(desk.plot.scene.shown.plane) > coarse)
    assert len(desk.plot.scene.shown.plane) >= round(desk.canvas.places.view.area.width())
    assert not desk.plot.scene.grid.is_refining


def test_a_live_grid_keeps_to_its_time() -> None:
    for per_point in (1e-4, 5e-4, 1e-3, 2e-2):
        side = 64
        for _ in range(9):
            side = next_side(side, per_point * side**2)
        assert per_point * side**2 <= LIVE_MS or side == SIDES[0]
    assert next_side(64, 1.0) == 80


def test_under_220_pixels_a_plot_it_is_a_tab(open_desk) -> None:
    desk = open_desk(width=700)
    tabs = desk.plots.tabs
    assert [tabs.tabText(k) for k in range(tabs.count())][-1] == "Function"
    assert desk.canvas.isVisible()
    assert not desk.plots.plots[0].isVisible()
    tabs.setCurrentIndex(0)
    assert not desk.canvas.isVisible()
    assert desk.plots.plots[0].isVisible()
    desk.watch.toggle()
    assert not tabs.isTabVisible(tabs.count() - 1)
    desk.resize(1_100, 320)
    desk.watch.toggle()
    assert desk.canvas.isVisible()
    assert desk.plots.plots[0].isVisible()


def test_a_unit_of_a_network_with_one_input_is_shown(open_desk) -> None:
    desk = open_desk(exercise())
    desk.plot.header.buttons["z"].click()
    assert any("z₀" in text for text in desk.texts)


@pytest.mark.parametrize("key", [Qt.Key.Key_Plus, Qt.Key.Key_Minus])
def test_zooming_on_and_on_ends_somewhere(desk: Desk, key) -> None:
    for _ in range(120):
        desk.canvas.zoomed.emit(1e-9 if key == Qt.Key.Key_Plus else 1e9, QPointF(0.3, 0.3))
    QTest.keyClick(desk.canvas, key)
    assert desk.plot.scene.shown.frame.can_be_shown
    assert desk.texts


def test_data_at_the_ends_of_float64_are_shown(open_desk) -> None:
    for project in (planar(), exercise()):
        x, y = project.data.x.copy(), project.data.y.copy()
        x[0], y[-1] = 1.7e308, -1.7e308
        desk = open_desk(replace(project, data=Data(x, y)))
        QTest.mouseMove(desk.canvas, desk.at(0.0, 0.0))
        assert desk.texts


def test_other_data_let_go_of_the_point_that_is_dragged(desk: Desk) -> None:
    start = desk.spot(3)
    QTest.mousePress(desk.canvas, LEFT, pos=start)
    QTest.mouseMove(desk.canvas, start + QPoint(20, 0))
    assert desk.store.undo_stack.undo_title == "row 4"
    desk.store.edit(set_data(Data(np.eye(2), np.ones((2, 1)))))
    QTest.mouseMove(desk.canvas, start + QPoint(40, 0))
    QTest.mouseRelease(desk.canvas, LEFT, pos=start + QPoint(40, 0))
    assert desk.store.document.project.data.x.tolist() == [[1.0, 0.0], [0.0, 1.0]]
    desk.plot.canvas.spot_clicked.emit(3)  # of the picture before
    assert desk.store.snapshot.sample < 2


def test_an_undo_ends_the_drag_of_a_point(desk: Desk) -> None:
    start = desk.spot(3)
    QTest.mousePress(desk.canvas, LEFT, pos=start)
    QTest.mouseMove(desk.canvas, start + QPoint(20, 0))
    desk.store.undo()
    for by in (30, 40, 50):
        QTest.mouseMove(desk.canvas, start + QPoint(by, 0))
    assert not desk.store.undo_stack.undo_title
