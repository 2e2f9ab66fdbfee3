"""The network panel: a preset is chosen on purpose, conventions are edits."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from skipnet_gui.core.functions import LOSSES
from skipnet_gui.core.network import Edge, Network, Unit
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.session.project import project_of
from skipnet_gui.ui.panels.network import NetworkPanel, depth, preset_of, summary


@pytest.fixture
def on_desk(desk):
    return lambda preset="exercise": desk(NetworkPanel(), preset)


# The platform without a screen cannot raise a list or grab keys for it, and says so.
opens_a_list = pytest.mark.qt_log_ignore("This plugin does not support")


@opens_a_list
def test_the_arrow_opens_the_list_and_enter_chooses(on_desk, qtbot):
    desk = on_desk()
    chooser = desk.panel.presets
    qtbot.keyClick(chooser, Qt.Key.Key_Down)
    assert (chooser.view().isVisible(), desk.titles) == (True, [])
    qtbot.keyClick(chooser.view(), Qt.Key.Key_Down)
    qtbot.keyClick(chooser.view(), Qt.Key.Key_Return)
    assert desk.titles == ["preset “The exercise without the skip”"]
    assert len(desk.project.network.edges) == 3
    assert chooser.currentText() == PRESETS["exercise-without-skip"].title


@opens_a_list
def test_a_letter_in_the_closed_list_chooses_nothing(on_desk, qtbot):
    desk = on_desk()
    qtbot.keyClick(desk.panel.presets, "r")
    assert desk.titles == []
    assert desk.panel.presets.choice == "exercise"
    desk.panel.presets.hidePopup()


def test_the_wheel_chooses_nothing_even_with_focus(on_desk):
    desk = on_desk()
    chooser = desk.panel.presets
    chooser.setFocus()
    wheel = QWheelEvent(
        QPointF(5, 5),
        chooser.mapToGlobal(QPointF(5, 5)),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(chooser, wheel)
    assert chooser.choice == "exercise"
    assert desk.titles == []


def test_choosing_the_untouched_preset_again_asks_for_nothing(on_desk):
    desk = on_desk()
    desk.panel.presets.activated.emit(0)
    assert desk.titles == []


def test_a_changed_start_is_no_longer_called_by_the_preset(on_desk):
    desk = on_desk()
    changed = desk.project.with_run(initial_weights=(0.1, 0.2, 0.3, 0.4))
    assert preset_of(changed) is None
    desk.show(replace(desk.document, project=changed))
    assert desk.panel.presets.currentText() == ""


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_found_by_its_start(name):
    assert preset_of(project_of(PRESETS[name].make())) == name


def test_a_convention_is_an_edit(on_desk):
    desk = on_desk()
    chooser = desk.panel.conventions["sign_of_zero"]
    chooser.activated.emit(0)
    assert desk.project.conventions.sign_of_zero == -1
    assert chooser.currentText() == "−1"


def test_the_loss_is_an_edit_unless_a_target_forbids_it(on_desk):
    desk = on_desk()
    names = list(LOSSES)
    desk.panel.loss.activated.emit(names.index("squared"))
    assert desk.project.network.loss == "squared"
    desk.panel.loss.activated.emit(names.index("binary_cross_entropy"))
    assert desk.project.network.loss == "squared"
    assert desk.panel.loss.currentText() == "L = (y − ŷ)²"
    assert desk.problems == ["loss needs targets from 0 to 1; row 1 has −3."]


def test_the_summary_counts_what_there_is():
    facts = dict(summary(PRESETS["residual"].make().network))
    assert facts["Trainable weights"] == "3 of 9"
    assert facts["Skips"] == "3: skip₁, skip₂, skip₃"
    assert facts["Units"] == "6: 3 σ, 3 identity"


@pytest.mark.parametrize(("name", "expected"), [("exercise", 3), ("tanh-chain-skips", 10)])
def test_depth_is_the_longest_way(name, expected):
    assert depth(PRESETS[name].make().network) == expected


def test_a_short_way_that_comes_last_leaves_the_depth():
    units = tuple(Unit(name, "identity") for name in "abdc")
    ways = ("xa", "ab", "bc", "xd", "dc")
    edges = tuple(Edge(f"w{i}", *way) for i, way in enumerate(ways))
    assert depth(Network(("x",), units, edges, ("c",), "squared")) == 3
