"""Units that die, as a person sees it: a cross, a strip that opens, a card that tells why."""

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data
from skipnet_gui.session.edits import set_rate
from skipnet_gui.session.project import Project, project_of
from skipnet_gui.ui.parts import Part
from tests.session.test_closings import RESTLESS
from tests.ui.desk import Desk

EXERCISE = PRESETS["exercise"].make()
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def open_desk(qtbot: QtBot) -> Callable[..., Desk]:
    def make(project: Project | None = None, is_wanted: bool = False) -> Desk:
        desk = Desk(project or project_of(EXERCISE), is_wanted)
        qtbot.addWidget(desk)
        desk.resize(1_100, 900)
        with qtbot.waitActive(desk):
            desk.show()
            desk.activateWindow()
        return desk

    return make


@pytest.fixture
def desk(open_desk: Callable[..., Desk]) -> Desk:
    """The exercise after five steps."""
    made = open_desk()
    made.advance(5)
    QApplication.processEvents()
    return made


def cross(desk: Desk) -> QPoint:
    return desk.timeline._cross(desk.timeline.closings()[0]).center().toPoint()


def double_click(desk: Desk, unit: int) -> None:
    item = desk.graph._scene.item(Part("unit", unit))
    place = desk.graph.mapFromScene(item.anchor().topLeft() + QPointF(20.0, 12.0))
    QTest.mouseClick(desk.graph.viewport(), LEFT, pos=place)
    QTest.mouseDClick(desk.graph.viewport(), LEFT, pos=place)


def test_a_death_puts_a_cross_on_the_timeline_and_opens_the_strip_once(desk: Desk) -> None:
    assert [(mark.step, mark.text) for mark in desk.timeline.closings()] == [
        (1, "unit 0 and unit 1 closed")
    ]
    assert desk.gates.isVisible()
    desk.watch.show_gates(False)
    desk.go_to(0)
    desk.advance(1)
    assert not desk.gates.isVisible()


def test_before_a_death_nothing_is_there(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    assert not desk.gates.isVisible()
    assert not desk.timeline.closings()
    assert desk.watch.card.isHidden()


def test_a_network_without_relu_has_no_strip_even_if_it_is_wanted(
    open_desk: Callable[..., Desk],
) -> None:
    desk = open_desk(project_of(PRESETS["tanh-chain"].make()), is_wanted=True)
    assert not desk.gates.isVisible()
    assert desk.watch.wants_gates


def test_the_cross_leads_to_its_step_and_a_card_that_tells_why(desk: Desk) -> None:
    QTest.mouseClick(desk.timeline, LEFT, pos=cross(desk))
    assert desk.document.position.step == 1
    assert desk.watch.card.isVisible()
    assert desk.watch.card.text().splitlines()[:2] == [
        "Why did units 0 and 1 die?",
        "Update 0, with α = 1, closed unit 0; with α below 0.6667 it would have stayed open. "
        "No gradient reaches w₀: nothing can revive unit 0.",
    ]
    assert desk.watch.card.accessibleName() == "Why did units 0 and 1 die?"


def test_escape_closes_the_card_and_gives_the_keyboard_back(desk: Desk) -> None:
    QTest.mouseClick(desk.timeline, LEFT, pos=cross(desk))
    assert QApplication.focusWidget() is desk.watch.card
    QTest.keyClick(desk.watch.card, Qt.Key.Key_Escape)
    assert desk.watch.card.isHidden()
    assert QApplication.focusWidget() is desk.timeline


def test_keys_alone_find_the_death_and_its_card(desk: Desk) -> None:
    desk.timeline.setFocus()
    QTest.keyClick(desk.timeline, Qt.Key.Key_Return)
    assert desk.watch.card.isHidden()
    QTest.keyClick(desk.timeline, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert desk.document.position.step == 1
    QTest.keyClick(desk.timeline, Qt.Key.Key_Return)
    assert desk.watch.card.isVisible()


def test_a_double_click_on_a_dead_unit_asks_why_and_offers_the_step(desk: Desk) -> None:
    double_click(desk, 1)
    card = desk.watch.card
    assert card.text().startswith("Why did unit 1 die?\nUpdate 0, with α = 1, closed unit 1")
    go = next(b for b in card.findChildren(QToolButton) if b.text() == "Go to step 1")
    QTest.mouseClick(go, LEFT)
    assert desk.document.position.step == 1
    assert card.isVisible()
    assert go.isHidden()


def test_an_open_unit_has_no_card(desk: Desk) -> None:
    double_click(desk, 2)
    assert desk.watch.card.isHidden()


def test_a_unit_closed_for_this_sample_alone_is_said_to_be_alive(
    open_desk: Callable[..., Desk],
) -> None:
    data = Data(np.array([[1.0], [-1.0]]), np.array([[-3.0], [0.0]]))
    desk = open_desk(project_of(replace(EXERCISE, data=data)))
    desk.show_document(desk.document.with_sample(1))
    double_click(desk, 0)
    assert "open for 1 of 2 samples" in desk.watch.card.text()
    desk.show_document(desk.document.with_sample(0))
    assert desk.watch.card.isHidden()


def test_an_edit_that_spares_the_unit_takes_card_and_cross_away(desk: Desk) -> None:
    QTest.mouseClick(desk.timeline, LEFT, pos=cross(desk))
    desk.go_to(0)
    assert desk.watch.card.isVisible()
    desk.edit(set_rate(0.5))
    assert desk.watch.card.isHidden()
    desk.advance(1)
    assert not desk.timeline.closings()


def test_a_card_covers_neither_its_unit_nor_the_header(desk: Desk) -> None:
    double_click(desk, 1)
    card, graph = desk.watch.card.geometry(), desk.graph
    item = graph._scene.item(Part("unit", 1))
    assert not card.intersects(graph.mapFromScene(item.anchor()).boundingRect())
    assert not any(card.intersects(r.toRect()) for r in headers(graph))
    desk.resize(1_000, 800)
    QApplication.processEvents()
    assert graph.viewport().rect().contains(desk.watch.card.geometry())


def headers(graph):
    return [text.ink_rect for text in (*graph._overlay._header, *graph._overlay._loss)]


def test_the_search_goes_on_while_nothing_else_happens(
    open_desk: Callable[..., Desk], qtbot: QtBot
) -> None:
    desk = open_desk(project_of(replace(PRESETS["rattle"].make(), learning_rate=0.001)))
    desk.advance(60_000)
    assert not desk.watch._search.has_seen(60_000)
    qtbot.waitUntil(lambda: desk.watch._search.has_seen(60_000))
    qtbot.waitUntil(lambda: not desk.watch._timer.isActive())


def test_operations_not_done_yet_are_not_given_away(desk: Desk) -> None:
    desk.show_document(desk.document.at(0).at_operation(3))
    assert not desk.timeline.closings()
    assert desk.gates.text() == "step 0: unit 0 –, unit 1 –"
    assert desk.gates.tip_at(desk.gates.place_of(0, 1)) == ""
    desk.show_document(desk.document.at_operation(None))
    assert len(desk.timeline.closings()) == 1


def test_looks_that_take_long_are_far_apart_while_a_run_goes_on(
    open_desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, reads = open_desk(project_of(RESTLESS), is_wanted=True), []
    read = desk.gates._read
    monkeypatch.setattr(desk.gates, "_read", lambda w: (reads.append(1), time.sleep(0.2), read(w)))
    desk.advance(100)
    desk.go_to(40)  # nothing new to read
    desk.advance(100)
    assert len(reads) == 1
    desk.edit(set_rate(0.01))  # must not show what is no more
    assert len(reads) == 2
