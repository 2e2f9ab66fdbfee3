"""The strip of gates as it is painted, pointed at and scrolled."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from skipnet_gui.core.openness import Openness
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.session.project import project_of
from skipnet_gui.ui.parts import Part
from skipnet_gui.ui.plots.gates_picture import Span, colors, shares_by_pixel, stretches
from skipnet_gui.ui.theme import DARK, LIGHT
from tests.session.test_closings import RESTLESS
from tests.ui.desk import Desk


@pytest.fixture
def open_desk(qtbot: QtBot) -> Callable[..., Desk]:
    def make(spec=None, steps: int = 12) -> Desk:
        desk = Desk(project_of(spec or PRESETS["exercise"].make()), is_wanted=True)
        qtbot.addWidget(desk)
        desk.resize(1_100, 900)
        with qtbot.waitActive(desk):
            desk.show()
            desk.activateWindow()
        desk.advance(steps)
        QApplication.processEvents()
        qtbot.waitUntil(
            lambda: desk.gates._shown is not None and desk.gates._shown.last_step == steps
        )
        return desk

    return make


@pytest.fixture
def desk(open_desk: Callable[..., Desk]) -> Desk:
    return open_desk()


def filled(desk: Desk, step: float, color: str) -> bool:
    """Whether the upper part of unit 0's bar has a colour beside the position line."""
    image = desk.gates.viewport().grab().toImage()
    place = desk.gates.place_of(0, step) + QPoint(0, -3)
    return image.pixelColor(place).name() == color.lower()


def test_open_is_filled_and_closed_is_hatched_in_both_themes(desk: Desk) -> None:
    desk.go_to(6)
    assert filled(desk, 0.2, LIGHT.quiet)
    hatch = {filled(desk, 8 + k / 60, LIGHT.quiet) for k in range(12)}
    assert hatch == {True, False}
    desk.watch.show_theme(DARK)
    assert filled(desk, 0.2, DARK.quiet)


def test_a_step_lies_below_the_same_step_of_the_timeline(desk: Desk) -> None:
    for step in (0, 5, 12):
        assert desk.gates.place_of(0, step).x() == pytest.approx(desk.timeline.x_of(step), abs=1)


def test_zoomed_plots_zoom_the_strip(desk: Desk) -> None:
    desk.plots._hold(2.0, 6.0)
    bar = desk.timeline.bar()
    assert desk.gates.place_of(0, 2).x() == pytest.approx(bar.left(), abs=1)
    assert desk.gates.place_of(0, 6).x() == pytest.approx(bar.right(), abs=1)
    assert desk.gates.tip_at(desk.gates.place_of(1, 4)) == "unit 1 at step 4: closed"
    desk.plots.follow()
    assert desk.gates.place_of(0, 12).x() == pytest.approx(bar.right(), abs=1)


def test_pointing_tells_unit_step_and_state(desk: Desk, qtbot: QtBot) -> None:
    assert desk.gates.tip_at(desk.gates.place_of(0, 0)) == "unit 0 at step 0: open"
    assert desk.gates.tip_at(desk.gates.place_of(1, 3)) == "unit 1 at step 3: closed"
    with qtbot.waitSignal(desk.gates.part_hovered) as hovered:
        QTest.mouseMove(desk.gates.viewport(), desk.gates.place_of(1, 3))
    assert hovered.args == [Part("unit", 1)]


def test_a_click_goes_to_the_step(desk: Desk) -> None:
    place = desk.gates.place_of(0, 4)
    QTest.mouseClick(desk.gates.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert desk.document.position.step == 4
    assert desk.gates.accessibleDescription() == "step 4: unit 0 closed, unit 1 closed"


def test_several_samples_are_told_as_a_share(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk(RESTLESS, 300)
    assert desk.gates.tip_at(desk.gates.place_of(3, 300)).endswith("open for 3 samples")
    assert "unit a3 67 % open" in desk.gates.text()


def test_more_than_six_units_scroll_by_wheel_and_keys(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk(RESTLESS, 30)
    assert desk.gates.viewport().height() <= 6 * 16 + 6
    assert desk.gates.verticalScrollBar().maximum() == 2 * 16
    desk.gates.setFocus()
    wanted = QKeyEvent(
        QEvent.Type.ShortcutOverride, Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier
    )
    wanted.ignore()
    QApplication.sendEvent(desk.gates, wanted)
    assert wanted.isAccepted()
    for _ in range(2):
        QTest.keyClick(desk.gates, Qt.Key.Key_Down)
    assert desk.gates.tip_at(QPoint(desk.gates.place_of(7, 0).x(), 90)).startswith("unit b2")


def test_two_rows_leave_the_arrow_keys_to_the_commands(desk: Desk) -> None:
    wanted = QKeyEvent(
        QEvent.Type.ShortcutOverride, Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(desk.gates, wanted)
    assert not wanted.isAccepted()


def test_the_strip_keeps_up_with_a_run(desk: Desk, qtbot: QtBot) -> None:
    for _ in range(30):
        desk.advance(7)
    last = desk.document.history.steps
    qtbot.waitUntil(lambda: desk.gates._shown.last_step == last)
    assert desk.gates._shares.shape[1] == round(desk.timeline.bar().width())
    assert np.isfinite(desk.gates._shares).all()


def test_a_step_takes_the_pixels_around_it_and_none_beyond_the_last() -> None:
    found = Openness(np.arange(4), np.array([[1.0, 0.0, 0.5, 1.0]]), 1)
    shares = shares_by_pixel(found, 3, Span(0.0, 5.0, 10))[0]
    assert shares[:7].tolist() == [1.0, 0.0, 0.0, 0.5, 0.5, 1.0, 1.0]
    assert np.isnan(shares[7:]).all()


def test_shares_are_mixed_and_what_is_not_there_is_clear() -> None:
    found = colors(np.array([[0.0, 1.0, 0.5, np.nan]]), 0x000000, 0xFF8000)
    assert [hex(color) for color in found[0].tolist()] == [
        "0xff000000", "0xffff8000", "0xff804000", "0x0",
    ]  # fmt: skip


def test_closed_stretches_are_found_where_they_are_wide_enough() -> None:
    row = np.array([0.0, 0.0, 1.0, 0.0, 0.5, 0.0, 0.0, 0.0])
    assert stretches(row, 2) == [(0, 2), (5, 8)]
