"""The test loss in the loss plot: its curve, its name, its number at the step shown."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from skipnet_gui.core.numerals import short
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data
from skipnet_gui.session.document import new_document
from skipnet_gui.session.edits import edited
from skipnet_gui.session.held_out import set_test
from skipnet_gui.session.held_out_loss import losses_over
from skipnet_gui.session.player import advanced
from skipnet_gui.session.project import project_of
from skipnet_gui.ui.plots import held_out_line
from skipnet_gui.ui.plots.ends import End
from skipnet_gui.ui.plots.panel import PlotsPanel

TEST = Data(np.array([[0.5], [2.0]]), np.array([[-30.0], [1.0]]))


@pytest.fixture
def panel(qtbot):
    panel = PlotsPanel()
    qtbot.addWidget(panel)
    panel.resize(1_000, 300)
    panel.show()
    return panel


def document_of(test=TEST):
    return advanced(new_document(replace(project_of(PRESETS["rattle"].make()), test=test)), 60)


def show(panel, document, **ends):
    panel.show_test(document.project.test)
    panel.show_history(document.spec, document.history, document.position.step, **ends)
    panel.grab()


def loss_at(document, step):
    weights = document.history.row(step)[2]
    return float(losses_over(document.spec, TEST, weights[None, :])[0])


def legend(panel):
    return [key.name for key in panel.plots[0].overlay.face.legend]


def note(panel):
    return panel.plots[0].header.note.text()


def test_it_is_drawn_over_the_training_loss_named_and_within_the_axis(panel):
    document = document_of()
    show(panel, document)
    assert legend(panel) == ["training", "test"]
    assert len(panel.plots[0].chart.lines._over) == 2  # the ground around it, and itself
    assert all(not plot.chart.lines._over for plot in panel.plots[1:])
    view = panel.plots[0].chart.view
    assert view.high > loss_at(document, 0) > document.history.row(0)[1]


def test_without_test_rows_nothing_of_it_is_left(panel):
    show(panel, document_of())
    show(panel, document_of(test=None))
    assert legend(panel) == []
    assert panel.plots[0].chart.lines._over == []
    assert not panel.plots[0].header.note.isVisible()


def test_its_number_is_that_of_the_step_shown(panel):
    document = document_of()
    for step in (60, 13, 0):
        show(panel, document.at(step))
        assert note(panel) == f"test {short(loss_at(document, step))}"


def test_other_test_rows_are_drawn_at_once_though_no_step_is_new(panel):
    document = document_of()
    show(panel, document)
    before = note(panel)
    fewer = edited(document, set_test("", Data(TEST.x[1:], TEST.y[1:])))
    assert fewer.spec is document.spec
    show(panel, fewer)
    assert note(panel) not in (before, "")


def test_the_crosshair_tells_it_even_at_a_step_that_is_not_drawn(panel):
    document = advanced(document_of(), 3_000)
    show(panel, document)
    plot = panel.plots[0]
    plot.pointer = QPointF(plot.chart.view.area.center())
    panel._look(1_001.0)
    told = {reading.name: reading.value for reading in plot.overlay.face.readings}
    assert told["test"] == short(loss_at(document, 1_001))


def test_while_the_loss_is_asked_for_it_gives_nothing_away(panel):
    show(panel, document_of(), ends={0: End(59, "?")})
    assert legend(panel) == []
    assert panel.plots[0].chart.lines._over == []
    assert not panel.plots[0].header.note.isVisible()


def test_where_it_costs_too_much_for_a_frame_it_comes_by_and_by(panel, qtbot, monkeypatch):
    document = document_of()
    monkeypatch.setattr(held_out_line, "PRODUCTS", 10 * 2 * 4)  # ten steps of two rows, four edges
    show(panel, document)
    assert note(panel) == f"test {short(loss_at(document, 60))}"
    known = panel._test._known
    assert known.missing > 0
    qtbot.waitUntil(lambda: panel._test._known.missing == 0)
    assert len(panel._test._known.steps) == 61


def test_in_tabs_there_is_no_room_for_its_number(panel):
    panel.resize(400, 300)
    show(panel, document_of())
    assert not panel.plots[0].header.note.isVisible()
    assert legend(panel) == ["training", "test"]
