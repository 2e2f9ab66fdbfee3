"""The rate strip as a person uses it: ask, read a rate, take it."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit

from skipnet_gui.core.map_outcomes import CONVERGED, DEAD, DIVERGED, RATTLING
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.session.edits import edited, set_rate, set_weights
from skipnet_gui.session.jobs import Workers
from skipnet_gui.ui.panels.rate_strip import RateStripPanel, rates_between
from skipnet_gui.ui.panels.rate_strip_chart import stretches
from skipnet_gui.ui.style import style_sheet
from skipnet_gui.ui.theme import LIGHT
from tests.ui.panels.test_start_map_panel import ByHand, finish, hover


@pytest.fixture
def hand():
    return ByHand()


@pytest.fixture
def panel(desk, hand):
    made = RateStripPanel(Workers(lambda: hand))
    made.desk = desk(made, width=300)
    made.steps.show_value(40)
    return made


@pytest.fixture
def full(panel, hand, qtbot):
    qtbot.mouseClick(panel.start_button, Qt.MouseButton.LeftButton)
    finish(panel, hand, qtbot)
    return panel


def place(panel, at):
    x = panel.canvas.x_of(float(panel._asked().rates[at]))
    return QPoint(round(x), 120)


def test_rates_are_round_and_rise():
    rates = rates_between(1e-4, 1e2)
    assert (rates[0], rates[-1]) == (1e-4, 1e2)
    assert (np.diff(rates) > 0).all()
    assert all(len(f"{rate:.3g}") >= len(f"{rate:.15g}".rstrip("0")) - 1 for rate in rates)
    assert len(rates_between(1e-12, 1e12)) <= 400


def test_bands_are_neighbours_of_one_kind():
    codes = [DEAD, CONVERGED, -1, CONVERGED, RATTLING, RATTLING, DIVERGED]
    assert stretches(codes) == [
        ("stable", 0, 2),
        ("stable", 3, 4),
        ("rattling", 4, 6),
        ("diverging", 6, 7),
    ]


def test_a_click_takes_the_rate(full, qtbot):
    asked = []
    full.rate_requested.connect(asked.append)
    hover(full.canvas, place(full, 30))
    assert full.reading.text().startswith("α = ")
    qtbot.mouseClick(full.canvas, Qt.MouseButton.LeftButton, pos=place(full, 30))
    (rate,) = asked
    assert rate in full._asked().rates[29:32]
    assert full.state.text().startswith("40 updates from step 0.")


def test_the_rate_that_is_taken_leads_where_the_strip_says(full, hand, qtbot):
    """Also from a later step, the optimizer's buffers and all."""
    panel = full
    for _ in range(3):
        panel.desk.step()
    panel.start()
    finish(panel, hand, qtbot)
    at = 40
    text, rate = panel.text_of(at), float(panel._asked().rates[at])
    panel.desk.show(edited(panel.desk.document, set_rate(rate)))
    assert not panel.is_stale
    for _ in range(40):
        panel.desk.step()
    assert f"L = {panel.desk.document.history.head.loss:.4g}" in text


def test_keys_begin_at_the_rate_in_use_and_take_one(full, qtbot):
    asked = []
    full.rate_requested.connect(asked.append)
    full.canvas.setFocus()
    qtbot.keyClick(full.canvas, Qt.Key.Key_Right)
    assert float(full._asked().rates[full.canvas.at]) == pytest.approx(1.0, rel=0.05)
    before = full.canvas.at
    qtbot.keyClick(full.canvas, Qt.Key.Key_Left)
    qtbot.keyClick(full.canvas, Qt.Key.Key_Return)
    assert asked == [float(full._asked().rates[before - 1])]
    assert full.canvas.accessibleDescription() == full.reading.text()


def test_another_step_or_weight_greys_the_strip(full, qtbot):
    asked = []
    full.rate_requested.connect(asked.append)
    full.desk.step()
    assert full.state.text() == "For step 0: press Start to ask from here."
    qtbot.mouseClick(full.canvas, Qt.MouseButton.LeftButton, pos=place(full, 30))
    assert asked == []
    full.desk.show(full.desk.document.at(0))
    assert not full.is_stale
    full.desk.show(edited(full.desk.document, set_weights({"ws": 2.0})))
    assert "before your edit" in full.state.text()


def test_rates_that_cannot_be_asked_are_refused(panel, qtbot):
    panel.low.show_value(1.0)
    panel.high.show_value(0.5)
    qtbot.mouseClick(panel.start_button, Qt.MouseButton.LeftButton)
    assert panel.desk.problems == ["α goes up from 1e−12 or more to 1e12 at most."]


def test_it_paints_bands_where_the_outcomes_are(full, qtbot):
    """The exercise neither rattles nor diverges at α = 1: one band over the whole width."""
    image = full.canvas.grab().toImage()
    area = full.canvas.field()
    colors = {
        image.pixelColor(
            round(area.left() + share * area.width()), round(area.bottom()) - 20
        ).name()
        for share in (0.1, 0.35, 0.9)
    }
    assert len(colors) == 1
    assert colors != {LIGHT.ground.lower()}


def test_it_fits_the_narrow_dock_and_every_control_has_a_name(desk, hand):
    for preset in PRESETS:
        made = RateStripPanel(Workers(lambda: hand))
        made.setStyleSheet(style_sheet(LIGHT))
        desk(made, preset, width=285)
        assert made.widget().width() <= made.viewport().width()
        for kind in (QAbstractButton, QLineEdit):
            for control in made.findChildren(kind):
                assert control.accessibleName() or control.text(), control
