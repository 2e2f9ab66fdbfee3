"""The panel of slices: each weight's loss, its kinks, the coming update, and two at once."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox

from skipnet_gui.core.contours import contour, levels_of
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.session.edits import edited, set_weights
from skipnet_gui.session.player import advanced
from skipnet_gui.ui.panels import slices as module
from skipnet_gui.ui.panels.slice_sheet import sentence
from skipnet_gui.ui.panels.slices import PAUSE_MS, SlicesPanel
from skipnet_gui.ui.parts import Part
from skipnet_gui.ui.style import style_sheet
from skipnet_gui.ui.theme import DARK, LIGHT


@pytest.fixture
def on_desk(desk):
    return lambda preset="exercise", width=400: desk(SlicesPanel(), preset, width)


def test_the_leap_of_the_exercise_is_seen_before_it_is_taken(on_desk):
    panel = on_desk().panel
    assert panel._joint.text() == "The next update, all weights: L = 3.375 → 3"
    assert sentence(panel.sheet.drawn(0), 0).splitlines() == [
        "w₀ = 0.5, L = 3.375",
        "next w₀ = −0.25; moved alone, L = 3",
        "kink at 0: z₀ = 0",
    ]


def test_a_loss_that_will_rise_is_marked(on_desk):
    desk = on_desk("rattle")
    desk.show(advanced(desk.document, 40))
    desk.panel.show_now()
    assert desk.panel._joint.text().endswith("▲ it rises")


def test_each_picture_goes_through_the_present_and_has_room_for_the_update(on_desk):
    panel = on_desk().panel
    for edge in range(4):
        drawn = panel.sheet.drawn(edge)
        values = drawn.slice.values
        assert np.interp(drawn.weight, values, drawn.slice.losses) == pytest.approx(3.375)
        assert values[0] < min(drawn.weight, drawn.moves.after[edge])
        assert values[-1] > max(drawn.weight, drawn.moves.after[edge])


def test_two_weights_show_the_path_so_far_and_the_next_step(on_desk):
    desk = on_desk("rattle")
    desk.show(advanced(desk.document, 10))
    desk.panel.show_now()
    shown = desk.panel.picture._shown
    assert shown.names == ("w₀", "wₛ")
    assert shown.path[0].tolist() == [0.5, -0.5]
    assert len(shown.path) == 11
    assert shown.after == tuple(advanced(desk.document, 1).history.head.weights[[0, 2]])


def test_other_weights_can_be_chosen_for_the_picture(on_desk):
    panel = on_desk().panel
    panel.pair[0].activated.emit(1)
    panel.pair[1].activated.emit(3)
    assert panel.picture._shown.names == ("w₁", "w₂")
    panel.pair[1].activated.emit(1)
    assert panel.picture._shown is None


def test_pointing_at_the_picture_reads_the_loss(on_desk, qtbot):
    panel = on_desk().panel
    box = panel.picture._item.getViewBox()
    qtbot.waitUntil(lambda: box.sceneBoundingRect().width() > 50)
    surface = panel.picture._shown.surface
    at = box.mapViewToScene(QPointF(surface.x[20], surface.y[9]))
    panel.picture._read(at)
    assert panel.picture._reading.text().endswith(f"L = {surface.losses[9, 20]:.4g}")


def test_out_of_sight_nothing_is_computed_and_coming_back_shows_the_present(on_desk, monkeypatch):
    desk = on_desk()
    desk.panel.hide()
    monkeypatch.setattr(module, "losses_of", None)
    desk.step()
    monkeypatch.undo()
    desk.panel.show()
    assert "step 1" in desk.panel._moment.text()
    assert desk.panel._joint.text().endswith("L = 3 → 3")


def test_frames_in_quick_succession_share_a_picture_and_the_last_is_shown(on_desk, qtbot):
    desk = on_desk("rattle")
    qtbot.wait(PAUSE_MS + 20)
    for _ in range(5):
        desk.step()
    assert "step 1" in desk.panel._moment.text()
    qtbot.waitUntil(lambda: "step 5" in desk.panel._moment.text(), timeout=2_000)


def test_what_is_not_computed_yet_is_not_shown(on_desk):
    desk = on_desk()
    desk.show(desk.document.at_operation(2))
    desk.panel.show_now()
    assert desk.panel._joint.text().startswith("Not computed yet")
    assert desk.panel.sheet.drawn(0) is None
    assert desk.panel.picture._shown is None


def test_on_the_way_through_a_step_the_update_is_not_given_away(on_desk):
    desk = on_desk()
    desk.show(desk.document.at_operation(9))
    desk.panel.show_now()
    assert desk.panel.sheet.drawn(0).moves is None
    assert desk.panel.picture._shown.after is None
    assert desk.panel._joint.text() == "L = 3.375"


def test_many_weights_wait_behind_a_button(on_desk, qtbot):
    panel = on_desk("curve").panel
    assert len(panel._edges) == 8
    qtbot.mouseClick(panel._more, Qt.MouseButton.LeftButton)
    assert (len(panel._edges), panel._more.text()) == (14, "Show the first 8")


def test_only_pictures_in_sight_are_made(on_desk):
    panel = on_desk("curve").panel
    panel.show_pair(0, 1)
    panel.grab()
    panel.sheet.repaint(panel.sheet.cell(0).toRect())
    assert 0 < len(panel.sheet._drawn) < 8


def test_the_pictures_stand_side_by_side_where_there_is_room(on_desk):
    wide, narrow = on_desk(width=700).panel, on_desk(width=400).panel
    assert wide.sheet.height() < narrow.sheet.height()
    assert wide.sheet.cell(1).left() > wide.sheet.cell(0).right()


def test_pointing_at_a_picture_tells_its_weight(on_desk, qtbot):
    panel = on_desk().panel
    told = []
    panel.part_hovered.connect(told.append)
    qtbot.mouseMove(panel.sheet, panel.sheet.cell(1).center().toPoint())
    qtbot.waitUntil(lambda: told == [Part("edge", 1)])
    panel.sheet.leaveEvent(QEvent(QEvent.Type.Leave))
    assert told[-1] is None


def test_a_batch_says_whose_loss_it_is(on_desk):
    assert on_desk("curve").panel._moment.text().endswith("L mean over the batch of 5")


def test_weights_far_out_do_no_harm(on_desk):
    desk = on_desk()
    desk.show(edited(desk.document, set_weights({"w1": 1e200, "w2": 1e200})))
    desk.panel.show_now()
    desk.panel.grab()


def test_the_pictures_are_painted_in_the_theme(on_desk):
    panel = on_desk().panel
    before = panel.grab().toImage()
    panel.show_theme(DARK)
    assert panel.grab().toImage() != before


def test_the_recent_past_is_in_sight(on_desk):
    desk = on_desk("rattle")
    desk.show(advanced(desk.document, 30))
    desk.panel.show_now()
    values = desk.panel.sheet.drawn(2).slice.values
    assert values[0] < desk.document.history.head.weights[2] < -0.5 < values[-1]


def test_a_contour_of_a_slope_is_a_straight_line():
    x, y = np.meshgrid(np.arange(5.0), np.arange(4.0))
    segments = contour(x + 2.0 * y, 3.5)
    ends = segments.reshape(-1, 2)
    assert ends[:, 0] + 2.0 * ends[:, 1] == pytest.approx(np.full(len(ends), 3.5))
    lengths = np.hypot(*(segments[:, 2:] - segments[:, :2]).T)
    assert lengths.sum() == pytest.approx(np.hypot(3.5, 1.75))


def test_a_contour_around_a_hill_closes():
    x, y = np.meshgrid(np.linspace(-1, 1, 31), np.linspace(-1, 1, 31))
    ends = contour(x * x + y * y, 0.5).reshape(-1, 2)
    _, counts = np.unique(ends.round(9), axis=0, return_counts=True)
    assert set(counts.tolist()) == {2}


def test_a_saddle_has_two_lines_in_one_cell():
    assert len(contour(np.array([[1.0, -1.0], [-1.0, 1.0]]), 0.0)) == 2


def test_levels_leave_out_what_is_not_finite_and_the_plain_at_the_bottom():
    values = np.array([[0.0] * 50, [*range(1, 50), np.nan]])
    levels = levels_of(values, 5)
    assert np.isfinite(levels).all()
    assert levels.min() > 0.0
    assert len(levels_of(np.zeros((3, 3)), 5)) == 0
    assert len(contour(np.full((3, 3), np.nan), 1.0)) == 0


@pytest.mark.parametrize("preset", PRESETS)
def test_nothing_is_wider_than_the_dock(desk, preset):
    made = SlicesPanel()
    made.setStyleSheet(style_sheet(LIGHT))
    desk(made, preset, width=300)
    assert made.widget().width() <= made.viewport().width()


def test_every_control_has_a_name(on_desk):
    panel = on_desk("curve").panel
    kinds = (QAbstractButton, QComboBox, QAbstractItemView)
    for control in (child for kind in kinds for child in panel.findChildren(kind)):
        if control.isVisible() and control.focusPolicy() != Qt.FocusPolicy.NoFocus:
            assert control.accessibleName() or control.text(), control
