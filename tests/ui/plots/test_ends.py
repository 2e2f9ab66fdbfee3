"""Curves end before what is asked for, or not computed yet; the crosshair tells no more."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from skipnet_gui.core.presets import PRESETS
from skipnet_gui.session.asking import FORWARD, GRADIENTS, Asked
from skipnet_gui.session.document import Document, new_document
from skipnet_gui.session.player import advanced
from skipnet_gui.session.project import project_of
from skipnet_gui.session.snapshot import snapshot
from skipnet_gui.ui.plots.ends import ends
from skipnet_gui.ui.plots.panel import PlotsPanel
from skipnet_gui.ui.plots.step_plot import StepPlot

Show = Callable[..., PlotsPanel]


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    panel = PlotsPanel()
    qtbot.addWidget(panel)
    panel.resize(1_040, 320)
    panel.show()

    def act(document: Document, hiding: Asked | None = None) -> PlotsPanel:
        shown = snapshot(document, hiding)
        panel.show_history(document.spec, document.history, shown.step, ends(shown))
        QApplication.processEvents()
        return panel

    return act


def rattle(steps: int) -> Document:
    return advanced(new_document(project_of(PRESETS["rattle"].make())), steps)


def last_steps(panel: PlotsPanel) -> list[float]:
    return [plot._lines.steps[-1] for plot in panel.plots]


def look(plot: StepPlot, step: int) -> dict[str, str]:
    view = plot.chart.view
    at = QPointF(view.x_of(step), view.area.center().y()).toPoint()
    QTest.mouseMove(plot.plot.viewport(), at)
    return {row.name: row.value for row in plot.overlay.face.readings}


def remarks(panel: PlotsPanel) -> list[list[str]]:
    return [[label.text for label in plot.overlay.face.mark_labels] for plot in panel.plots]


def test_what_is_asked_for_ends_before_the_step_and_the_weights_at_it(show: Show) -> None:
    document = rattle(16)
    assert last_steps(show(document)) == [16, 16, 16]
    panel = show(document.at(10), Asked())
    assert last_steps(panel) == [9, 10, 9]
    assert look(panel.plots[0], 10) == {"step": "10", "L": "?"}
    assert set(look(panel.plots[2], 10).values()) == {"10", "?"}
    assert look(panel.plots[1], 10)["w₀"] not in "?–"
    assert set(look(panel.plots[1], 11).values()) == {"11", "?"}
    assert look(panel.plots[0], 9)["L"] not in "?–"
    assert last_steps(show(document.at(10))) == [16, 16, 16]


def test_only_what_is_asked_for_ends(show: Show) -> None:
    document = rattle(16)
    assert last_steps(show(document, Asked(FORWARD))) == [15, 16, 16]
    assert last_steps(show(document.at(10), Asked(GRADIENTS))) == [16, 10, 9]


def test_curves_follow_the_operations_of_a_step(show: Show) -> None:
    document = rattle(16).at(10)
    kinds = [operation.kind for operation in document.spec.paper.operations]
    loss, gradient = kinds.index("loss"), kinds.index("gradient")
    assert last_steps(show(document.at_operation(loss))) == [9, 10, 9]
    assert last_steps(show(document.at_operation(loss + 1))) == [16, 10, 9]
    panel = show(document.at_operation(gradient + 1))
    signs = [text for name, text in look(panel.plots[2], 10).items() if name != "step"]
    assert len(signs) == 4
    assert signs.count("–") == 3
    assert last_steps(show(document.at_operation(len(kinds)))) == [16, 16, 16]


def test_plots_of_the_first_step_say_why_they_are_empty(show: Show) -> None:
    document = rattle(0)
    assert remarks(show(document)) == [[], [], []]
    hidden = "hidden while you answer"
    panel = show(document, Asked())
    assert remarks(panel) == [[hidden], [], [hidden]]
    assert look(panel.plots[0], 0)["L"] == "?"
    assert not np.isfinite(panel.plots[0]._lines.positions).any()
    later = "not computed yet"
    assert remarks(show(document.at_operation(0))) == [[later], [], [later]]


def test_a_long_run_ends_before_the_step_too(show: Show) -> None:
    document = rattle(70_000)
    panel = show(document, Asked())
    assert panel.plots[0]._curves.bucket > 1
    for plot in panel.plots:
        assert 69_700 < plot._lines.steps[-1] < 70_000
    panel._hold(100, 400)
    assert min(last_steps(panel)) >= 400
    panel._hold(69_980, 70_010)
    assert panel.plots[0]._curves.bucket == 1
    assert last_steps(panel) == [69_999, 70_000, 69_999]


def test_that_a_run_stopped_does_not_tell_the_loss(show: Show) -> None:
    exercise = PRESETS["exercise"].make()
    units = tuple(replace(unit, activation="identity") for unit in exercise.network.units)
    network = replace(exercise.network, units=units, loss="squared")
    spec = replace(exercise, network=network, learning_rate=1e60)
    document = advanced(new_document(project_of(spec)), 100)
    assert snapshot(document).stopped
    assert any(remarks(show(document)))
    assert not any(remarks(show(document, Asked())))
