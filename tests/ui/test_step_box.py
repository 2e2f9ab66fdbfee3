"""Boxes that arrows step: by clicks and by keys, as if the number were typed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from skipnet_gui.ui.new_network_dialog import stepped_widths
from skipnet_gui.ui.step_box import StepBox, preferred_steps, steps_of, whole_steps


@pytest.mark.parametrize(
    ("step", "text", "up", "down"),
    [
        (whole_steps(1), "1", "2", "1"),
        (steps_of(0.1), "0,2", "0.3", "0.1"),
        (steps_of(0.05), "0.02", "0.07", "0"),
        (preferred_steps(), "0.01", "0.02", "0.005"),
        (preferred_steps(), "700", "1000", "500"),
        (preferred_steps(1.0), "1", "2", "1"),
        (stepped_widths, "4, 1", "5, 2", "3, 1"),
        (stepped_widths, "20 × 4", "20 × 5", "20 × 3"),
    ],
)
def test_a_step_goes_to_the_next_number(step, text, up, down):
    assert (step(text, 1), step(text, -1)) == (up, down)


@pytest.fixture
def box(qtbot):
    made = StepBox("3", whole_steps(1))
    qtbot.addWidget(made)
    made.show()
    return made


def test_arrows_step_by_click_and_by_key_as_if_it_were_typed(box):
    typed = []
    box.textEdited.connect(typed.append)
    more, less = box.findChildren(QToolButton)
    QTest.mouseClick(more, Qt.MouseButton.LeftButton)
    QTest.keyClick(box, Qt.Key.Key_Up)
    QTest.mouseClick(less, Qt.MouseButton.LeftButton)
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert typed == ["4", "5", "4", "3"]


@pytest.mark.parametrize("text", ["", "three", "0"])
def test_a_text_from_which_there_is_no_step_stays(qtbot, text):
    made = StepBox(text, preferred_steps())
    qtbot.addWidget(made)
    made.step(1)
    assert made.text() == text
