"""What holds for every panel: it fits its dock, and every control has a name."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLineEdit

from skipnet_gui.core.presets import PRESETS
from skipnet_gui.ui.panels.data import DataPanel
from skipnet_gui.ui.panels.network import NetworkPanel
from skipnet_gui.ui.panels.numbers import NumbersPanel
from skipnet_gui.ui.panels.training import TrainingPanel
from skipnet_gui.ui.style import style_sheet
from skipnet_gui.ui.theme import LIGHT

PANELS = (NetworkPanel, TrainingPanel, DataPanel, NumbersPanel)
CONTROLS = (QAbstractButton, QComboBox, QLineEdit, QAbstractItemView)


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("preset", PRESETS)
def test_nothing_is_wider_than_the_dock(desk, panel, preset):
    made = panel()
    made.setStyleSheet(style_sheet(LIGHT))
    desk(made, preset, width=300)
    assert made.widget().width() <= made.viewport().width()


@pytest.mark.parametrize("panel", PANELS)
def test_every_control_has_a_name(desk, panel):
    made = desk(panel()).panel
    for control in (child for kind in CONTROLS for child in made.findChildren(kind)):
        if control.isVisible() and control.focusPolicy() != Qt.FocusPolicy.NoFocus:
            assert control.accessibleName() or control.text(), control


@pytest.mark.parametrize("panel", PANELS)
def test_showing_the_same_again_asks_for_nothing(desk, panel):
    made = desk(panel(), "curve")
    made.show(made.document)
    made.step()
    assert (made.titles, made.problems) == ([], [])
