"""Ctrl+G: the gradient check of the step shown."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from skipnet_gui.core.presets import PRESETS
from skipnet_gui.session.edits import set_weights
from skipnet_gui.session.project import project_of
from tests.ui.test_window import trigger


@pytest.fixture
def window(open_window):
    return open_window(project_of(PRESETS["exercise"].make()))


def cells(window, column):
    table = window.findChild(object, "gradient_check")
    return [table.item(row, column).text() for row in range(table.rowCount())]


def verdict(window):
    return window.findChild(QLabel, "gradient_verdict")


def test_every_weight_has_its_gradient_and_a_verdict(window):
    trigger(window, "check_gradients")
    assert cells(window, 0) == ["∂L/∂w₀", "∂L/∂w₁", "∂L/∂wₛ", "∂L/∂w₂"]
    assert cells(window, 1) == ["0.75", "0.25", "0.5", "0.25"]
    assert cells(window, 6) == ["ok"] * 4
    assert verdict(window).text() == "gradients confirmed at step 0"


def test_a_weight_on_a_kink_is_not_called_wrong(window):
    window.store.edit(set_weights({"w0": 0.0}))
    trigger(window, "check_gradients")
    assert cells(window, 6)[0] == "kink"
    assert verdict(window).text() == "gradients confirmed at step 0"


def test_the_verdict_is_grey_once_anything_has_changed(window):
    trigger(window, "check_gradients")
    assert verdict(window).isEnabled()
    trigger(window, "step")
    assert not verdict(window).isEnabled()
    trigger(window, "back")
    assert verdict(window).isEnabled()
    window.store.edit(set_weights({"w1": 0.4}))
    assert not verdict(window).isEnabled()


def test_the_table_can_be_copied(window):
    trigger(window, "check_gradients")
    window.findChild(object, "gradient_check_dialog").copy()
    assert QGuiApplication.clipboard().text().splitlines()[1].split()[:2] == ["w0", "0.75"]
