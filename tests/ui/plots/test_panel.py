"""The plots as a person uses them: curves, names, marks, zoom, crosshair, tabs."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QContextMenuEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from skipnet_gui.core.history import History, cut, extended, new_history
from skipnet_gui.core.network import Edge, Network, Unit
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data, Event, RunSpec
from skipnet_gui.ui.parts import Part
from skipnet_gui.ui.plots.overlay import readings_size
from skipnet_gui.ui.plots.panel import PlotsPanel
from skipnet_gui.ui.plots.step_plot import StepPlot
from skipnet_gui.ui.theme import DARK, LIGHT

EVENTS = (Event(60, learning_rate=0.025), Event(120, weights=(("w1", 0.3),)))
RATTLE = replace(PRESETS["rattle"].make(), events=EVENTS)
Opened = tuple[PlotsPanel, History]


def trained(spec: RunSpec, steps: int) -> History:
    return extended(spec, new_history(spec), steps)


@pytest.fixture
def open_panel(qtbot: QtBot) -> Callable[..., Opened]:
    window = QWidget()
    qtbot.addWidget(window)

    def make(spec: RunSpec = RATTLE, steps: int = 160, width: int = 1_040) -> Opened:
        # A part of a window, as in the program: the offscreen platform knows no size limits.
        panel = PlotsPanel()
        panel.setParent(window)
        window.resize(width, 320)
        panel.resize(width, 320)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        history = trained(spec, steps)
        panel.show_history(spec, history, steps)
        QApplication.processEvents()
        return panel, history

    return make


def names(plot: StepPlot) -> list[str]:
    return [label.text for label in plot.overlay.face.names]


def mark_texts(plot: StepPlot) -> list[str]:
    return [label.text for label in plot.overlay.face.mark_labels]


def readings(plot: StepPlot) -> dict[str, str]:
    return {row.name: row.value for row in plot.overlay.face.readings}


def tick_texts(plot: StepPlot, axis: str) -> list[str]:
    """Return the texts of an axis as its picture has them."""
    item = plot.plot.getPlotItem().getAxis(axis)
    plot.plot.grab()
    return [text for _, text in item._tickLevels[0]]


def point(plot: StepPlot, step: float, value: float) -> QPoint:
    """Return the pixel of a step and a position on a plot's value axis."""
    view = plot.chart.view
    return QPointF(view.x_of(step), view.y_of(value)).toPoint()


def hover(plot: StepPlot, at: QPoint) -> None:
    QTest.mouseMove(plot.plot.viewport(), at + QPoint(1, 0))
    QTest.mouseMove(plot.plot.viewport(), at)


def click(plot: StepPlot, at: QPoint) -> None:
    QTest.mouseClick(plot.plot.viewport(), Qt.MouseButton.LeftButton, pos=at)


def drag(plot: StepPlot, start: QPoint, end: QPoint) -> None:
    viewport, left = plot.plot.viewport(), Qt.MouseButton.LeftButton
    QTest.mousePress(viewport, left, pos=start)
    for part in (0.3, 0.6, 1.0):
        QTest.mouseMove(viewport, start + (end - start) * part)
    QTest.mouseRelease(viewport, left, pos=end)


def wheel(plot: StepPlot, at: QPoint, notches: int) -> None:
    viewport = plot.plot.viewport()
    event = QWheelEvent(
        QPointF(at),
        QPointF(viewport.mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)


def in_sight(panel: PlotsPanel) -> list[tuple[float, float]]:
    return [(p.chart.view.first, p.chart.view.last) for p in panel.plots]


def press(plot: StepPlot, key: Qt.Key) -> None:
    QTest.keyClick(plot.plot, key)


class TestCurves:
    def test_the_curves_are_the_run(self, open_panel: Callable[..., Opened]) -> None:
        panel, history = open_panel()
        loss, weights, gradients = (plot._lines for plot in panel.plots)
        table = history.table.read(0, 160)
        assert np.array_equal(loss.positions[:-1, 0], table[:, 1])
        assert loss.positions[-1, 0] == history.head.loss
        assert np.array_equal(weights.positions[:-1], table[:, 2:])
        assert np.allclose(10.0 ** gradients.positions[-1], np.abs(history.head.gradients))

    def test_turning_the_rate_bends_the_curve(self, open_panel: Callable[..., Opened]) -> None:
        panel, history = open_panel()
        spec = replace(RATTLE, events=(Event(100, learning_rate=0.3), *EVENTS))
        panel.show_history(spec, extended(spec, cut(spec, history, 100), 60), 160)
        new = panel.plots[0]._lines.positions[:, 0]
        old = history.table.read(0, 160)[:, 1]
        assert np.array_equal(new[:101], old[:101])
        assert new[105:].max() > 2.0 * old[105:].max()

    def test_a_run_that_has_not_begun_shows_its_start(
        self, open_panel: Callable[..., Opened]
    ) -> None:
        panel, _ = open_panel(steps=0)
        for plot in panel.plots:
            assert plot._lines.steps.tolist() == [0.0]
            assert len(plot.chart.lines._dots) == len(names(plot))

    def test_a_curve_is_named_at_its_end(self, open_panel: Callable[..., Opened]) -> None:
        panel, _ = open_panel()
        assert names(panel.plots[0]) == ["L"]
        assert names(panel.plots[1]) == ["w₀", "w₁", "wₛ", "w₂"]
        labels = {label.text: label for label in panel.plots[1].overlay.face.names}
        view = panel.plots[1].chart.view
        assert labels["w₀"].y == pytest.approx(view.y_of(1.72), abs=4)
        assert labels["w₀"].x == pytest.approx(view.x_of(160), abs=8)
        assert labels["w₀"].color == LIGHT.weight_color(0)
        # w₁ and w₂ end at nearly the same value; their names do not touch.
        assert abs(labels["w₁"].y - labels["w₂"].y) >= 13.9

    def test_a_name_stands_at_the_last_value_where_steps_are_far_apart(
        self, open_panel: Callable[..., Opened]
    ) -> None:
        panel, history = open_panel(PRESETS["exercise"].make(), 1, 700)
        loss, weights, _ = panel.plots
        assert loss.chart.view.step_px < 10.0
        last = {"L": (loss, history.head.loss), "w₀": (weights, history.head.weights[0])}
        for name, (plot, value) in last.items():
            label = next(label for label in plot.overlay.face.names if label.text == name)
            assert label.y == pytest.approx(plot.chart.view.y_of(value), abs=6)

    def test_the_name_of_a_zigzag_is_steady(self, open_panel: Callable[..., Opened]) -> None:
        panel, history = open_panel(steps=500)
        seen = []
        for _ in range(4):
            history = extended(RATTLE, history, 1)
            panel.show_history(RATTLE, history, history.steps)
            seen.append(panel.plots[0].overlay.face.names[0].y)
        assert max(seen) - min(seen) < 5.0

    def test_names_of_a_large_network_do_not_touch(self, open_panel: Callable[..., Opened]) -> None:
        panel, _ = open_panel(_wide(), 50)
        for plot in panel.plots[1:]:
            places = sorted(label.y for label in plot.overlay.face.names)
            assert 1 <= len(places) <= 12
            assert all(b - a >= 13.9 for a, b in pairwise(places))
        panel.show_highlight(Part("edge", 37))
        assert any(label.curve == 37 for label in panel.plots[1].overlay.face.names)

    def test_neighbouring_curves_differ_in_hue_and_dash(
        self, open_panel: Callable[..., Opened]
    ) -> None:
        panel, _ = open_panel(_wide(), 5)
        looks = [(style.color, style.dash) for style in map(panel.plots[1]._style, range(32))]
        assert len(set(looks)) == 32
        assert all(a[1] != b[1] for a, b in pairwise(looks))

    def test_a_theme_colours_curves_and_names(self, open_panel: Callable[..., Opened]) -> None:
        panel, _ = open_panel()
        panel.show_theme(DARK)
        pens = [pen.color().name() for pen, _ in panel.plots[1].chart.lines._drawn]
        assert pens == [DARK.weight_color(edge).lower() for edge in range(4)]
        image = panel.grab().toImage()
        assert image.pixelColor(image.width() // 2, 3).name() == DARK.ground.lower()

    def test_a_long_run_costs_no_more_points(self, open_panel: Callable[..., Opened]) -> None:
        panel, history = open_panel(steps=20_000)
        assert len(panel.plots[1]._lines.steps) <= 2 * 340 + 80
        low, high = panel.plots[0]._lines.positions.min(), panel.plots[0]._lines.positions.max()
        loss = history.table.read(0, 20_000)[:, 1]
        assert (low, high) == (loss.min(), loss.max())


class TestScales:
    def test_the_axes_start_linear_linear_log_and_say_so(
        self, open_panel: Callable[..., Opened]
    ) -> None:
        panel, _ = open_panel()
        headers = [plot.header for plot in panel.plots]
        assert [h.title.text() for h in headers] == ["Loss", "Weights", "Gradients |∂L/∂w|"]
        assert [h.chooser.text() for h in headers] == ["linear ▾", "linear ▾", "log ▾"]
        assert headers[0].chooser.accessibleName() == "Scale of the loss plot: linear"

    def test_choosing_log_shows_magnitudes(self, open_panel: Callable[..., Opened]) -> None:
        panel, history = open_panel()
        weights = panel.plots[1]
        weights.header.choose(True)
        assert weights.header.title.text() == "Weights |w|"
        assert np.allclose(10.0 ** weights._lines.positions[-1], np.abs(history.head.weights))
        assert tick_texts(weights, "left") == ["0.1", "1", "10"]
        weights.header.choose(False)
        assert weights.header.title.text() == "Weights"

    def test_gradients_that_are_exactly_zero_lie_on_a_labelled_floor(
        self, open_panel: Callable[..., Opened]
    ) -> None:
        panel, _ = open_panel(PRESETS["exercise"].make(), 10)
        gradients = panel.plots[2]
        floor = gradients._fit.scale.floor
        assert (gradients._lines.positions[2:] == floor).all()
        assert tick_texts(gradients, "left")[0] == "0"
        view = gradients.chart.view
        assert view.low < floor < view.high

    def test_below_the_break_of_the_axis_lies_the_dashed_floor_only(
        self, open_panel: Callable[..., Opened]
    ) -> None:
        panel, _ = open_panel(PRESETS["exercise"].make(), 10)
        loss, _, gradients = panel.plots
        face, view, lines = gradients.overlay.face, gradients.chart.view, gradients.chart.lines
        floor = gradients._fit.scale.floor
        assert lines._floor == floor
        assert floor not in lines._grid
        assert face.break_y is not None
        assert max(map(view.y_of, lines._grid)) < face.break_y < view.y_of(floor)
        axis = QPoint(round(view.area.left()) - 1, round(face.break_y))
        image = gradients.overlay.parent().grab().toImage()
        assert image.pixelColor(axis).name() == LIGHT.ground.lower()
        assert image.pixelColor(axis + QPoint(0, 20)).name() != LIGHT.ground.lower()
        assert (loss.overlay.face.break_y, loss.chart.lines._floor) == (None, None)

    def test_the_step_axes_have_the_same_ticks(self, open_panel: Callable[..., Opened]) -> None:
        panel, _ = open_panel(PRESETS["exercise"].make(), 1)
        for width in range(680, 1_100, 20):
            panel.resize(width, 320)
            QApplication.processEvents()
            loss, *others = (tick_texts(plot, "bottom") for plot in panel.plots)
            assert others == [loss, loss]

    def test_an_axis_is_drawn_anew_only_where_it_changed(
        self, open_panel: Callable[..., Opened]
    ) -> None:
        panel, history = open_panel(steps=410)
        items = [plot.plot.getPlotItem() for plot in panel.plots]
        axes = [item.getAxis(name) for item in items for name in ("left", "bottom")]
        panel.grab()
        before = [axis.picture for axis in axes]
        history = extended(RATTLE, history, 7)
        panel.show_history(RATTLE, history, history.steps)
        panel.grab()
        assert all(new is old for new, old in zip((a.picture for a in axes), before, strict=True))
        panel.show_history(RATTLE, extended(RATTLE, history, 400), 410)
        panel.grab()
        assert axes[1].picture is not before[1]

    def test_the_value_axis_does_not_jitter_while_a_run_rattles(
        self, open_panel: Callable[..., Opened]
    ) -> None:
        panel, history = open_panel(steps=400)
        seen = set()
        for _ in range(40):
            history = extended(RATTLE, history, 1)
            panel.show_history(RATTLE, history, history.steps)
            seen.add(tuple((p.chart.view.low, p.chart.view.high) for p in panel.plots))
            assert in_sight(panel) == [in_sight(panel)[0]] * 3
        assert len(seen) == 1


class TestMarks:
    def test_changes_are_marked_and_labelled(self, open_panel: Callable[..., Opened]) -> None:
        panel, _ = open_panel()
        for plot in panel.plots:
            assert mark_texts(plot) == ["α 0.025", "w₁ = 0.3"]
            lines = plot.overlay.face.mark_lines
            assert lines == pytest.approx([plot.chart.view.x_of(step) for step in (60, 120)])

    def test_changes_ahead_of_the_run_are_not_marked(
        self, open_panel: Callable[..., Opened]
    ) -> None:
        panel, _ = open_panel(steps=110)
        assert in_sight(panel)[0][1] >= 120
        assert mark_texts(panel.plots[0]) == ["α 0.025"]

    def test_labels_without_room_are_counted(self, open_panel: Callable[..., Opened]) -> None:
        close = tuple(Event(step, learning_rate=0.05) for step in (60, 68, 76, 150))
        panel, _ = open_panel(replace(RATTLE, events=close))
        plot = panel.plots[0]
        assert mark_texts(plot) == ["α 0.05 +2", "α 0.05"]
        rects = [label.rect() for label in plot.overlay.face.mark_labels]
        assert not rects[0].intersects(rects[1])
        assert rects[1].right() <= plot.chart.view.area.right()

    def test_thousands_of_changes_do_not_slow_or_crowd_the_plot(
        self, open_panel: Callable[..., Opened]
    ) -> None:
        many = tuple(Event(step, learning_rate=0.05) for step in range(2_000))
        panel, _ = open_panel(replace(RATTLE, events=many), 2_000)
        assert len(panel.plots[0].overlay.face.mark_lines) <= 340 / 8 + 1
        counts = [int(text.partition("+")[2]) + 1 for text in mark_texts(panel.plots[0])]
        assert sum(counts) == 2_000

    def test_a_run_that_ended_in_infinity_says_so_and_stays_usable(
        self, open_panel: Callable[..., Opened]
    ) -> None:
        spec = _runaway()
        panel, history = open_panel(spec, 50)
        assert mark_texts(panel.plots[0]) == ["loss is inf"]
        assert np.isfinite([panel.plots[0].chart.view.low, panel.plots[0].chart.view.high]).all()
        for plot in panel.plots:
            plot.header.choose(not plot.log)
            hover(plot, plot.chart.view.area.center().toPoint())
            wheel(plot, plot.chart.view.area.center().toPoint(), 2)
        panel.grab()
        assert history.steps < 50


class TestMoving:
    def test_the_position_line_stands_at_the_shown_step(
        self, open_panel: Callable[..., Opened]
    ) -> None:
        panel, history = open_panel()
        for step in (24, 0, 160):
            panel.show_history(RATTLE, history, step)
            for plot in panel.plots:
                assert plot.overlay.face.position_x == pytest.approx(plot.chart.view.x_of(step))

    def test_the_wheel_holds_a_closer_view_in_all_plots_and_follow_lets_go(
        self, open_panel: Callable[..., Opened]
    ) -> None:
        panel, history = open_panel()
        assert in_sight(panel)[0] == pytest.approx((0, 160), abs=0.01)
        loss = panel.plots[0]
        assert loss.header.follow.isHidden()
        at = point(loss, 40, 1.0)
        wheel(loss, at, 4)
        held = in_sight(panel)
        assert held[0] == held[1] == held[2]
        assert held[0][1] - held[0][0] < 80
        assert loss.chart.view.step_at(at.x()) == pytest.approx(40, abs=1.0)
        longer = extended(RATTLE, history, 200)
        panel.show_history(RATTLE, longer, 360)
        assert in_sight(panel) == held
        button = loss.header.findChild(QToolButton)
        assert button is loss.header.follow
        assert button.isVisible()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert in_sight(panel)[0] == pytest.approx((0, 400), abs=0.01)
        assert loss.header.follow.isHidden()

    def test_dragging_moves_along_the_steps_and_a_double_click_returns(
        self, open_panel: Callable[..., Opened]
    ) -> None:
        panel, _ = open_panel()
        plot = panel.plots[1]
        wheel(plot, point(plot, 80, 0.8), 3)
        first = in_sight(panel)[0][0]
        centre = plot.chart.view.area.center().toPoint()
        drag(plot, centre, centre - QPoint(60, 0))
        assert in_sight(panel)[0][0] > first + 5
        assert plot.held is None
        drag(plot, centre, centre + QPoint(0, 50))
        assert plot.held is not None
        QTest.mouseDClick(plot.plot.viewport(), Qt.MouseButton.LeftButton, pos=centre)
        assert in_sight(panel)[0] == pytest.approx((0, 160), abs=0.01)
        assert plot.held is None

    def test_the_wheel_over_the_value_axis_zooms_that_plot_upright(
        self, open_panel: Callable[..., Opened]
    ) -> None:
        panel, _ = open_panel()
        loss = panel.plots[0]
        before = loss.chart.view
        wheel(loss, QPoint(12, int(before.area.center().y())), 3)
        assert loss.chart.view.high - loss.chart.view.low < 0.6 * (before.high - before.low)
        assert in_sight(panel)[0] == pytest.approx((0, 160), abs=0.01)

    def test_the_keyboard_zooms_and_follows(self, open_panel: Callable[..., Opened]) -> None:
        panel, _ = open_panel()
        press(panel.plots[0], Qt.Key.Key_Plus)
        first, last = in_sight(panel)[2]
        assert last - first < 120
        press(panel.plots[0], Qt.Key.Key_A)
        assert in_sight(panel)[2] == pytest.approx((0, 160), abs=0.01)

    def test_a_press_on_the_step_axis_asks_for_that_step(
        self, open_panel: Callable[..., Opened], qtbot: QtBot
    ) -> None:
        panel, _ = open_panel()
        plot = panel.plots[0]
        at = QPoint(point(plot, 100, 0).x(), int(plot.chart.view.area.bottom()) + 10)
        with qtbot.waitSignal(panel.step_requested) as asked:
            click(plot, at)
        assert abs(asked.args[0] - 100) <= 1
        asked_steps = []
        panel.step_requested.connect(asked_steps.append)
        drag(plot, at, at + QPoint(400, 0))
        assert asked_steps[-1] == 160


class TestPointing:
    def test_the_crosshair_tells_the_exact_numbers_of_a_step(
        self, open_panel: Callable[..., Opened]
    ) -> None:
        panel, _ = open_panel()
        hover(panel.plots[1], point(panel.plots[1], 24, -1.0))
        # design/window.png, header and pills: step 24 of the same run.
        assert readings(panel.plots[1]) == {
            "step": "24", "w₀": "1.404", "w₁": "0.1832", "wₛ": "−1.481", "w₂": "0.1832",
        }  # fmt: skip
        assert readings(panel.plots[0]) == {}
        for plot in panel.plots:
            assert plot.overlay.face.look_x == pytest.approx(plot.chart.view.x_of(24))
        hover(panel.plots[0], point(panel.plots[0], 24, 2.0))
        assert readings(panel.plots[0]) == {"step": "24", "L": "0.9682"}

    def test_the_numbers_stand_clear_of_pointer_and_curves(
        self, open_panel: Callable[..., Opened]
    ) -> None:
        panel, _ = open_panel()
        plot = panel.plots[1]
        for step in range(2, 160, 8):
            for value in (-1.9, 0.9, 1.9):
                at = point(plot, step, value)
                hover(plot, at)
                face = plot.overlay.face
                box = QRectF(face.readings_at, QSizeF(*readings_size(face.readings)))
                assert not box.contains(at)
                assert plot.chart.view.area.contains(box)

    def test_leaving_the_plot_takes_the_crosshair_away(
        self, open_panel: Callable[..., Opened]
    ) -> None:
        panel, _ = open_panel()
        hover(panel.plots[0], point(panel.plots[0], 24, 2.0))
        hover(panel.plots[0], QPoint(3, 3))
        assert all(plot.overlay.face.look_x is None for plot in panel.plots)
        assert readings(panel.plots[0]) == {}

    def test_pointing_at_a_curve_or_its_name_tells_the_weight(
        self, open_panel: Callable[..., Opened]
    ) -> None:
        panel, _ = open_panel()
        told: list[Part | None] = []
        panel.part_hovered.connect(told.append)
        plot = panel.plots[1]
        hover(plot, point(plot, 150, 1.7))
        hover(plot, point(plot, 150, 0.8))
        name = next(label for label in plot.overlay.face.names if label.text == "wₛ")
        hover(plot, name.rect().center().toPoint())
        assert told == [Part("edge", 0), None, Part("edge", 2)]

    def test_a_click_on_a_curve_chooses_the_weight_and_beside_it_nothing(
        self, open_panel: Callable[..., Opened]
    ) -> None:
        panel, _ = open_panel()
        told: list[Part] = []
        panel.part_clicked.connect(told.append)
        click(panel.plots[1], point(panel.plots[1], 10, -0.75))
        click(panel.plots[1], point(panel.plots[1], 150, 0.8))
        click(panel.plots[0], point(panel.plots[0], 10, 2.6))
        on_curve = point(panel.plots[1], 10, -0.75)
        drag(panel.plots[1], on_curve + QPoint(30, 0), on_curve)
        assert told == [Part("edge", 2)]

    def test_a_highlighted_weight_is_broad_on_top_and_the_others_fade(
        self, open_panel: Callable[..., Opened]
    ) -> None:
        panel, _ = open_panel()
        panel.show_highlight(Part("edge", 1))
        for plot in panel.plots[1:]:
            drawn = [(pen.color().name(), pen.widthF()) for pen, _ in plot.chart.lines._drawn]
            assert drawn[-1][0] == LIGHT.weight_color(1).lower()
            assert drawn[-1][1] > max(width for _, width in drawn[:-1])
            assert LIGHT.weight_color(0).lower() not in [color for color, _ in drawn]
        panel.show_highlight(Part("unit", 1))
        colors = [pen.color().name() for pen, _ in panel.plots[1].chart.lines._drawn]
        assert colors == [LIGHT.weight_color(edge).lower() for edge in range(4)]


class TestPlaces:
    def test_narrow_plots_become_tabs(self, open_panel: Callable[..., Opened]) -> None:
        panel, _ = open_panel(width=3 * 220)
        assert not panel.tabs.isVisible()
        assert all(plot.isVisible() for plot in panel.plots)
        panel.resize(3 * 220 - 1, 320)
        assert panel.tabs.isVisible()
        assert [plot.isVisible() for plot in panel.plots] == [True, False, False]
        QTest.mouseClick(panel.tabs, Qt.MouseButton.LeftButton, pos=panel.tabs.tabRect(2).center())
        assert [plot.isVisible() for plot in panel.plots] == [False, False, True]
        assert names(panel.plots[2])
        assert panel.plots[2].chart.view.area.width() > 500

    def test_curves_are_drawn_once_at_the_start_and_once_after_resizing(
        self, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        drawn: list[StepPlot] = []
        show = StepPlot.show_curves

        def counted(plot: StepPlot, *shown: Any) -> None:
            drawn.append(plot)
            show(plot, *shown)

        monkeypatch.setattr(StepPlot, "show_curves", counted)
        panel = PlotsPanel()
        qtbot.addWidget(panel)
        panel.resize(1_040, 320)
        panel.show_history(RATTLE, trained(RATTLE, 160), 160)
        panel.show()
        QApplication.processEvents()
        assert drawn == list(panel.plots)
        for height in (300, 280, 260):
            panel.resize(1_000, height)
        QApplication.processEvents()
        assert drawn == 2 * list(panel.plots)
        area = panel.plots[0].chart.view.area
        assert panel.plots[0].overlay.face.area == area

    def test_another_network_lets_go_of_the_old_view(
        self, open_panel: Callable[..., Opened]
    ) -> None:
        panel, _ = open_panel()
        wheel(panel.plots[0], point(panel.plots[0], 40, 1.0), 4)
        panel.show_highlight(Part("edge", 3))
        spec = _runaway()
        panel.show_history(spec, new_history(spec), 0)
        assert names(panel.plots[1]) == ["w₀"]
        assert in_sight(panel)[0] == pytest.approx((0, 20), abs=0.01)

    def test_nothing_is_read_again_where_nothing_changed(
        self, open_panel: Callable[..., Opened]
    ) -> None:
        panel, history = open_panel()
        shown = panel.plots[0]._curves
        panel.show_history(RATTLE, history, 160)
        panel.show_history(RATTLE, history, 20)
        assert panel.plots[0]._curves is shown

    def test_the_menu_has_no_export_of_its_own(
        self, open_panel: Callable[..., Opened], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        panel, _ = open_panel()
        opened: list[str] = []
        monkeypatch.setattr(
            QMenu, "popup", lambda menu, _: opened.extend(a.text() for a in menu.actions())
        )
        plot, at = panel.plots[0].plot, QPoint(90, 90)
        QTest.mouseClick(plot.viewport(), Qt.MouseButton.RightButton, pos=at)
        reason = QContextMenuEvent.Reason.Mouse
        event = QContextMenuEvent(reason, at, plot.mapToGlobal(at))
        QApplication.sendEvent(plot.viewport(), event)
        assert opened == ["Follow the newest step", "", "linear", "log", "", "Export picture …"]

    def test_plots_are_known_by_name(self, open_panel: Callable[..., Opened]) -> None:
        panel, _ = open_panel()
        assert [p.plot.objectName() for p in panel.plots] == [
            "loss_plot",
            "weights_plot",
            "gradients_plot",
        ]
        assert [p.plot.accessibleName() for p in panel.plots] == [
            "Loss against the step",
            "Weights against the step",
            "Gradients ∂L/∂w against the step",
        ]


def _wide() -> RunSpec:
    units = tuple(Unit(f"h{k}", "tanh") for k in range(40))
    edges = [Edge(f"u{k}", "x", f"h{k}") for k in range(40)]
    edges += [Edge(f"v{k}", f"h{k}", "out") for k in range(40)]
    network = Network(("x",), (*units, Unit("out", "identity")), tuple(edges), ("out",), "absolute")
    start = np.random.default_rng(1).normal(size=80)
    return RunSpec(
        network, Data(np.array([[1.0]]), np.array([[-3.0]])), tuple(start.tolist()), 0.01
    )


def _runaway() -> RunSpec:
    network = Network(
        ("x",), (Unit("0", "identity"),), (Edge("w0", "x", "0"),), ("0",), "half_squared"
    )
    return RunSpec(network, Data(np.array([[1.0]]), np.array([[-3.0]])), (0.5,), 1e20)
