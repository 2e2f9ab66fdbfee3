"""The start map as a person uses it: ask, watch it fill in, read a cell, load it."""

from concurrent.futures import Executor, Future

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit

from skipnet_gui.core.presets import PRESETS
from skipnet_gui.session.document import new_document
from skipnet_gui.session.edits import edited, set_rate, set_weights
from skipnet_gui.session.jobs import Workers
from skipnet_gui.session.maps import LOOKS
from skipnet_gui.session.project import project_of
from skipnet_gui.ui.panels.start_map import StartMapPanel
from skipnet_gui.ui.panels.start_map_colors import RAMP, ink_on, ramp_color
from skipnet_gui.ui.style import style_sheet
from skipnet_gui.ui.theme import DARK, LIGHT

RATE = 0.03


class ByHand(Executor):
    """Keeps the work until the test does a piece of it."""

    def __init__(self):
        self.waiting = []

    def submit(self, function, *arguments):
        future = Future()
        self.waiting.append((future, function, arguments))
        return future

    def do(self, pieces=1):
        for future, function, arguments in self.waiting[:pieces]:
            if future.set_running_or_notify_cancel():
                future.set_result(function(*arguments))
        del self.waiting[:pieces]

    def fail(self):
        self.waiting.pop(0)[0].set_exception(MemoryError("no room"))


@pytest.fixture
def hand():
    return ByHand()


@pytest.fixture
def panel(desk, hand):
    """A small map's panel on the desk, with the exercise at a rate that lets it live."""
    made = StartMapPanel(Workers(lambda: hand))
    made.desk = desk(made, width=300)
    made.desk.show(edited(made.desk.document, set_rate(RATE)))
    made.cells.show_value(20)
    made.steps.show_value(60)
    return made


@pytest.fixture
def full(panel, hand, qtbot):
    """The same with its map computed."""
    qtbot.mouseClick(panel.start_button, Qt.MouseButton.LeftButton)
    finish(panel, hand, qtbot)
    return panel


def finish(panel, hand, qtbot):
    while hand.waiting:
        hand.do(len(hand.waiting))
        qtbot.wait(60)
    qtbot.waitUntil(lambda: panel.start_button.isEnabled())


def center(panel, cell):
    return panel.canvas.cell_rect(cell).center().toPoint()


def hover(widget, at):
    QTest.mouseMove(widget, at + QPoint(3, 3))
    QTest.mouseMove(widget, at)


def painted(panel, cell):
    return panel.canvas.grab().toImage().pixelColor(center(panel, cell)).name().upper()


def test_it_fills_in_while_it_computes_and_shows_progress(panel, hand, qtbot):
    assert panel.state.text() == "No map yet: press Start."
    qtbot.mouseClick(panel.start_button, Qt.MouseButton.LeftButton)
    assert not panel.start_button.isEnabled()
    hand.do()
    qtbot.waitUntil(lambda: "256 of 400 cells" in panel.state.text())
    assert panel.progress.isVisible()
    assert 0 < panel.progress.value() < 100
    assert painted(panel, 0) == LOOKS["dead"].color
    assert painted(panel, 399) == LIGHT.ground
    finish(panel, hand, qtbot)
    assert painted(panel, 399) == LOOKS["rattling"].color
    assert "60 updates" in panel.state.text()
    assert not panel.progress.isVisible()
    assert not panel._asking._timer.isActive()


def test_cancel_keeps_what_is_known_and_hears_no_more(panel, hand, qtbot):
    qtbot.mouseClick(panel.start_button, Qt.MouseButton.LeftButton)
    hand.do()
    qtbot.waitUntil(lambda: "256" in panel.state.text())
    qtbot.mouseClick(panel.cancel_button, Qt.MouseButton.LeftButton)
    assert panel.state.text() == "Cancelled: 256 of 400 cells."
    hand.do(len(hand.waiting))
    qtbot.wait(80)
    assert painted(panel, 399) == LIGHT.ground


def test_the_pointer_reads_a_cell_and_a_click_loads_it(full, qtbot):
    asked = []
    full.load_requested.connect(asked.append)
    hover(full.canvas, center(full, 0))
    assert full.reading.text() == "w₀ = −2, w₁ = −2: × dead, L = 3"
    qtbot.mouseClick(full.canvas, Qt.MouseButton.LeftButton, pos=center(full, 399))
    assert asked == [{"w0": 2.0, "w1": 2.0}]
    qtbot.mouseClick(full.canvas, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert len(asked) == 1


def test_a_cell_ends_as_the_run_that_is_loaded(full):
    """The loss that is read is the one that the run reaches, by hand changes and all."""
    text = full.text_of(399)
    weights = {"w0": 2.0, "w1": 2.0}
    document = edited(full.desk.document, set_weights(weights))
    full.desk.show(document)
    for _ in range(60):
        full.desk.step()
    assert text.endswith(f"L = {full.desk.document.history.head.loss:.4g}")


def test_keys_go_from_cell_to_cell_and_load(full, qtbot):
    asked = []
    full.load_requested.connect(asked.append)
    full.canvas.setFocus()
    qtbot.keyClick(full.canvas, Qt.Key.Key_Right)  # the first key takes the cursor to the middle
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Left):
        qtbot.keyClick(full.canvas, key)
    assert full.canvas.at == 11 * 20 + 9
    assert full.canvas.accessibleDescription() == full.reading.text() != ""
    qtbot.keyClick(full.canvas, Qt.Key.Key_Return)
    (chosen,) = asked
    assert chosen == full._asked().weights_of(11 * 20 + 9)
    for _ in range(30):
        qtbot.keyClick(full.canvas, Qt.Key.Key_Down)
    assert full.canvas.at == 9


def test_an_edit_greys_the_map_and_says_what_it_was_for(full, qtbot):
    asked = []
    full.load_requested.connect(asked.append)
    full.desk.show(edited(full.desk.document, set_rate(0.5)))
    assert full.state.text().startswith("For α = 0.03, before your edit")
    pixel = full.canvas.grab().toImage().pixelColor(center(full, 399))
    assert len({pixel.red(), pixel.green(), pixel.blue()}) == 1
    hover(full.canvas, center(full, 0))
    assert "before your edit" in full.reading.text()
    qtbot.mouseClick(full.canvas, Qt.MouseButton.LeftButton, pos=center(full, 399))
    assert asked == []
    assert "another question" in full.desk.problems[-1]


def test_undoing_the_edit_makes_the_map_current_again(full):
    before = full.desk.document
    full.desk.show(edited(before, set_rate(0.5)))
    full.desk.show(before)
    assert not full.is_stale
    assert painted(full, 399) == LOOKS["rattling"].color


def test_loading_a_cell_leaves_the_map_current(full):
    full.desk.show(edited(full.desk.document, set_weights({"w0": 2.0, "w1": 2.0})))
    assert not full.is_stale


def test_other_boxes_grey_the_map_until_it_is_asked_again(full, type_in, qtbot):
    type_in(full.axes[0].high, "3")
    qtbot.keyClick(full.axes[0].high, Qt.Key.Key_Return)
    assert full.state.text().startswith("For other ranges")
    assert full.is_stale


def test_colours_by_loss_keep_their_own_scale(full):
    full.by.show_choice("loss")
    full.by.chosen.emit("loss")
    assert painted(full, 0) == RAMP[-1]
    assert "L" in full.legend.accessibleName()
    assert ramp_color(0.0).upper() == RAMP[0]


def test_what_cannot_be_asked_is_said_beside_the_button(panel, type_in, qtbot):
    panel.axes[1].weight.show_choice("w0")
    qtbot.mouseClick(panel.start_button, Qt.MouseButton.LeftButton)
    assert panel.desk.problems == ["Upwards: must be another weight than x."]
    assert panel.start_button.isEnabled()


def test_work_that_fails_ends_in_a_sentence(panel, hand, qtbot):
    qtbot.mouseClick(panel.start_button, Qt.MouseButton.LeftButton)
    hand.fail()
    qtbot.waitUntil(lambda: panel.start_button.isEnabled())
    assert "MemoryError: no room" in panel.desk.problems[-1]


def test_another_network_offers_its_own_weights(full):
    full.desk.show(new_document(project_of(PRESETS["curve"].make())))
    names = PRESETS["curve"].make().network.weight_names
    assert (full.axes[0].weight.choice, full.axes[1].weight.choice) == names[:2]
    assert full.state.text().startswith("For another network")


def test_the_legend_says_in_words_what_colours_say(full):
    rows = full.legend.rows()
    assert [row[1].split()[1] for row in rows] == list(LOOKS)
    assert sum(int(row[2]) for row in rows) == 400
    assert "× dead" in full.legend.accessibleName()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_signs_are_legible_on_their_colours(theme):
    def luminance(color):
        parts = (QColor(color).redF(), QColor(color).greenF(), QColor(color).blueF())
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(a * b for a, b in zip(linear, (0.2126, 0.7152, 0.0722), strict=True)) + 0.05

    for look in LOOKS.values():
        a, b = luminance(look.color), luminance(ink_on(look.color))
        assert max(a, b) / min(a, b) >= 4.5, look


def test_it_fits_the_narrow_dock_and_every_control_has_a_name(desk, hand):
    for preset in PRESETS:
        made = StartMapPanel(Workers(lambda: hand))
        made.setStyleSheet(style_sheet(LIGHT))
        desk(made, preset, width=285)
        assert made.widget().width() <= made.viewport().width()
        for kind in (QAbstractButton, QComboBox, QLineEdit):
            for control in made.findChildren(kind):
                assert control.accessibleName() or control.text(), control
