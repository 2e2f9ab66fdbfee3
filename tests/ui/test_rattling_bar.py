"""The bar that tells of rattling: when it comes, what it offers, when it goes."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from skipnet_gui.core.presets import PRESETS
from skipnet_gui.session.edits import set_rate
from skipnet_gui.session.project import project_of
from tests.ui.desk import Desk

RATTLE = PRESETS["rattle"].make()


@pytest.fixture
def open_desk(qtbot: QtBot) -> Callable[..., Desk]:
    def make(width: int = 1_100) -> Desk:
        desk = Desk(project_of(RATTLE))
        qtbot.addWidget(desk)
        desk.resize(width, 900)
        desk.show()
        qtbot.waitExposed(desk)
        desk.bar.rate_requested.connect(lambda rate: desk.edit(set_rate(rate)))
        return desk

    return make


@pytest.fixture
def desk(open_desk: Callable[..., Desk], qtbot: QtBot) -> Desk:
    made = open_desk()
    made.advance(400)
    qtbot.waitUntil(lambda: made.bar.found is not None)
    QApplication.processEvents()
    return made


def test_it_says_the_band_and_the_rate_it_offers(desk: Desk) -> None:
    assert desk.bar.isVisible()
    assert desk.bar.text().startswith("Rattling: at α = 0.05 each update passes the target")
    assert desk.bar.button.text() == "Lower α to 0.005"
    assert "makes the band about a tenth as high" in desk.bar.accessibleDescription()


def test_it_stands_beside_the_legend_and_below_the_units(desk: Desk) -> None:
    graph, bar = desk.graph, desk.bar.geometry()
    legend = [text.ink_rect.toRect() for text in graph._overlay._words]
    assert not any(bar.intersects(words) for words in legend)
    boxes = [graph.mapFromScene(unit.anchor()).boundingRect() for unit in graph._scene.units]
    assert not any(bar.intersects(box) for box in boxes)


def test_its_button_lowers_the_rate_and_it_goes(desk: Desk) -> None:
    QTest.mouseClick(desk.bar.button, Qt.MouseButton.LeftButton)
    assert desk.document.history.row(400)[0] == pytest.approx(0.005)
    assert desk.bar.isHidden()
    assert desk.plots.plots[0].overlay.face.band is None


def test_the_band_is_drawn_in_the_loss_plot_alone(desk: Desk) -> None:
    loss, *others = desk.plots.plots
    found, view, band = desk.bar.found, loss.chart.view, loss.overlay.face.band
    assert band.left() == pytest.approx(view.x_of(found.first))
    assert band.right() == pytest.approx(view.x_of(found.last), abs=0.1)
    assert view.position_at(band.top()) == pytest.approx(found.high, abs=0.02)
    assert view.position_at(band.bottom()) == pytest.approx(found.low, abs=0.02)
    assert [plot.overlay.face.band for plot in others] == [None, None]
    loss.show_log(True)
    shown = loss.overlay.face.band
    assert 10 ** view_position(loss, shown.top()) == pytest.approx(found.high, rel=0.1)


def view_position(plot, y):
    return plot.chart.view.position_at(y)


def test_going_back_to_where_the_loss_still_fell_takes_it_away_at_once(desk: Desk) -> None:
    desk.go_to(20)
    assert desk.bar.isHidden()


def test_while_steps_are_added_it_looks_twice_a_second(
    open_desk: Callable[..., Desk], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, looks = open_desk(), []
    look = desk.bar._look
    monkeypatch.setattr(desk.bar, "_look", lambda: (looks.append(1), look()))
    for _ in range(20):
        desk.advance(10)
    assert len(looks) <= 1
    qtbot.waitUntil(lambda: desk.bar.found is not None)


def test_operations_not_done_yet_are_not_given_away(desk: Desk) -> None:
    desk.show_document(desk.document.at_operation(2))
    assert desk.bar.isHidden()


def test_a_run_that_falls_has_no_bar(open_desk: Callable[..., Desk], qtbot: QtBot) -> None:
    desk = open_desk()
    desk.advance(25)
    qtbot.wait(600)
    assert desk.bar.isHidden()


def test_a_graph_too_narrow_for_words_has_none(desk: Desk) -> None:
    desk.resize(560, 900)
    QApplication.processEvents()
    assert desk.bar.isHidden()
    desk.resize(1_400, 900)
    QApplication.processEvents()
    assert desk.bar.text().endswith("tenth as high.")
