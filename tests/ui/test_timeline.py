"""The timeline: drag, keys, marks, words."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from skipnet_gui.core.run_spec import Event
from skipnet_gui.session.closings import Closings
from skipnet_gui.ui.panels.timeline import Timeline
from skipnet_gui.ui.theme import DARK


@pytest.fixture
def timeline(qtbot: QtBot) -> Timeline:
    made = Timeline()
    qtbot.addWidget(made)
    made.resize(1_000, made.height())
    made.step_requested.connect(lambda step: made.show_moment(step, made._last))
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.show_moment(24, 160)
    return made


def at(timeline: Timeline, step: float) -> QPoint:
    return QPoint(round(timeline.x_of(step)), timeline.height() // 2)


def turn_wheel(timeline: Timeline) -> None:
    place = QPointF(timeline.rect().center())
    event = QWheelEvent(
        place,
        place,
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(timeline, event)


def test_it_says_which_step_of_how_many(timeline: Timeline) -> None:
    assert timeline.text() == timeline.accessibleDescription() == "step 24 of 160"
    assert timeline.accessibleName() == "Timeline"
    timeline.show_moment(1_234, 10_000_000)
    assert timeline.text() == "step 1\u2009234 of 10\u2009000\u2009000"


def test_the_bar_does_not_move_as_the_number_of_digits_grows(timeline: Timeline) -> None:
    bars = set()
    for step in (0, 9, 10, 99, 100, 160):
        timeline.show_moment(step, 160)
        bars.add(timeline.bar().width())
    assert len(bars) == 1


def test_words_that_need_more_room_take_it_from_the_bar(timeline: Timeline) -> None:
    wide = timeline.bar().right()
    timeline.show_moment(0, 10_000_000)
    narrow = timeline.bar().right()
    timeline.show_events((Event(20_000_000, 0.1),))
    assert wide > narrow > timeline.bar().right()
    timeline.resize(1_200, timeline.height())
    assert timeline.bar().right() > narrow


def test_dragging_scrubs_and_tells_its_start(timeline: Timeline) -> None:
    told: list[object] = []
    timeline.drag_started.connect(lambda: told.append("start"))
    timeline.step_requested.connect(told.append)
    QTest.mousePress(timeline, Qt.MouseButton.LeftButton, pos=at(timeline, 40))
    QTest.mouseMove(timeline, at(timeline, 80))
    QTest.mouseMove(timeline, QPoint(2_000, 10))
    QTest.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=QPoint(2_000, 10))
    QTest.mouseMove(timeline, at(timeline, 20))  # let go: moving asks for nothing
    assert told == ["start", 40, 80, 160]


@pytest.mark.parametrize(
    ("key", "step"),
    [
        (Qt.Key.Key_Left, 23),
        (Qt.Key.Key_Right, 25),
        (Qt.Key.Key_PageDown, 40),
        (Qt.Key.Key_PageUp, 8),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_End, 160),
    ],
)
def test_keys_move_it(timeline: Timeline, qtbot: QtBot, key: Qt.Key, step: int) -> None:
    with qtbot.waitSignal(timeline.step_requested) as asked:
        QTest.keyClick(timeline, key)
    assert asked.args == [step]


def test_at_an_end_nothing_is_asked_for(timeline: Timeline, qtbot: QtBot) -> None:
    timeline.show_moment(160, 160)
    with qtbot.assertNotEmitted(timeline.step_requested):
        QTest.keyClick(timeline, Qt.Key.Key_Right)
        QTest.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=at(timeline, 160))


def test_the_wheel_does_nothing_without_the_focus(timeline: Timeline, qtbot: QtBot) -> None:
    timeline.clearFocus()
    with qtbot.assertNotEmitted(timeline.step_requested):
        turn_wheel(timeline)
    timeline.setFocus()
    with qtbot.waitSignal(timeline.step_requested) as asked:
        turn_wheel(timeline)
    assert asked.args == [23]


def test_marks_tell_what_was_changed_and_crowds_are_counted(timeline: Timeline) -> None:
    steps = (60, 120, 120, 121)
    timeline.show_events(tuple(Event(step, learning_rate=0.025) for step in steps))
    assert [(mark.step, mark.count) for mark in timeline.marks()] == [(60, 1), (120, 3)]
    assert timeline.tip_at(at(timeline, 60)) == "step 60: α 0.025"
    assert timeline.tip_at(at(timeline, 120)) == "step 120: α 0.025, and 2 more changes close by"
    assert timeline.tip_at(at(timeline, 90)) == "step 90"


def test_changes_ahead_of_the_recorded_steps_are_told(timeline: Timeline) -> None:
    timeline.show_events((Event(60, 0.1), Event(161, 0.2), Event(500, 0.3)))
    assert timeline.text() == "step 24 of 160 · 2 ahead"
    assert timeline.tip_at(QPoint(timeline.width() - 20, 10)) == "2 changes wait ahead"
    assert [mark.step for mark in timeline.marks()] == [60]
    timeline.show_moment(24, 161)
    assert timeline.tip_at(QPoint(timeline.width() - 20, 10)) == "1 change waits ahead"


def test_ten_million_steps_fit_on_the_bar(timeline: Timeline, qtbot: QtBot) -> None:
    timeline.show_events(tuple(Event(step * 100, 0.1) for step in range(100_000)))
    timeline.show_moment(5, 10_000_000)
    assert len(timeline.marks()) <= timeline.bar().width() / 8 + 1
    with qtbot.waitSignal(timeline.step_requested) as asked:
        QTest.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=at(timeline, 5_000_000))
    assert asked.args[0] == pytest.approx(5_000_000, abs=10_000_000 / 500)


def test_nothing_recorded_is_a_handle_at_the_left(timeline: Timeline, qtbot: QtBot) -> None:
    timeline.show_moment(0, 0)
    assert timeline.x_of(0) == timeline.bar().left()
    with qtbot.assertNotEmitted(timeline.step_requested):
        QTest.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=timeline.rect().center())


def test_the_handle_is_painted_where_the_step_is(timeline: Timeline) -> None:
    timeline.show_theme(DARK)
    timeline.clearFocus()
    for step in (0, 80, 160):
        timeline.show_moment(step, 160)
        image, place = timeline.grab().toImage(), at(timeline, step)
        assert image.pixelColor(place + QPoint(0, 5)).name() == DARK.ink.lower()


def closings(timeline: Timeline, *pairs: tuple[int, int]) -> None:
    steps, units = (np.array(part, dtype=np.intp) for part in zip(*pairs, strict=True))
    timeline.show_closings(Closings(steps, units), ["0", "1", "2", "3", "4"])


def test_crosses_tell_which_units_closed_and_crowds_are_counted(timeline: Timeline) -> None:
    closings(timeline, (40, 0), (40, 2), (41, 1), (90, 1))
    assert [mark.step for mark in timeline.closings()] == [40, 90]
    tips = [timeline.tip_at(cross(timeline, k)) for k in (0, 1)]
    assert tips == [
        "step 40: unit 0 and unit 2 closed, and 1 more close by; click to see why",
        "step 90: unit 1 closed; click to see why",
    ]
    assert timeline.tip_at(at(timeline, 40)) == "step 40"


def cross(timeline: Timeline, index: int) -> QPoint:
    return timeline._cross(timeline.closings()[index]).center().toPoint()


def test_a_cross_is_painted_in_ink_above_the_bar(timeline: Timeline) -> None:
    before = timeline.grab().toImage()
    closings(timeline, (90, 0))
    after, place = timeline.grab().toImage(), cross(timeline, 0)
    assert place.y() < timeline.height() / 2 - 8
    assert before.pixelColor(place).name() != after.pixelColor(place).name()
    assert after.pixelColor(place).lightness() < 90


def test_a_click_on_a_cross_goes_there_and_asks_why(timeline: Timeline) -> None:
    told: list[object] = []
    closings(timeline, (90, 0))
    timeline.drag_started.connect(lambda: told.append("drag"))
    timeline.step_requested.connect(told.append)
    timeline.closing_chosen.connect(lambda step: told.append(("why", step)))
    QTest.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=cross(timeline, 0))
    QTest.mouseMove(timeline, at(timeline, 20))
    assert told == [90, ("why", 90)]


def test_keys_go_from_cross_to_cross_and_ask_why(timeline: Timeline) -> None:
    told: list[int] = []
    timeline.closing_chosen.connect(told.append)
    closings(timeline, (10, 0), (90, 1))
    control = Qt.KeyboardModifier.ControlModifier
    for key, step in ((Qt.Key.Key_Right, 90), (Qt.Key.Key_Right, 90), (Qt.Key.Key_Left, 10)):
        QTest.keyClick(timeline, key, control)
        assert timeline._step == step
    assert timeline.accessibleDescription() == "step 10 of 160 · unit 0 closed"
    QTest.keyClick(timeline, Qt.Key.Key_Return)
    assert told == [10]
    timeline.show_moment(11, 160)
    QTest.keyClick(timeline, Qt.Key.Key_Return)
    assert told == [10]


def test_a_million_closings_are_a_handful_of_crosses(timeline: Timeline) -> None:
    steps = np.arange(1_000_000)
    timeline.show_closings(Closings(steps, steps % 5), ["0", "1", "2", "3", "4"])
    timeline.show_moment(5, 1_000_000)
    assert len(timeline.closings()) <= timeline.bar().width() / 8 + 1
