"""Run until: steps or epochs, a loss, or a loss that is flat; asked for, and stopped at."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel, QRadioButton

from skipnet_gui.session.player import SPEEDS
from skipnet_gui.session.stop_rules import Flat, StopRule, StopWatch
from skipnet_gui.ui.panels.boxes import Chooser
from skipnet_gui.ui.panels.panel import Notice
from skipnet_gui.ui.run_until import RunUntilDialog
from tests.ui.conftest import preset
from tests.ui.filling import choose, put


@pytest.fixture
def dialog(qtbot):
    def make(steps_per_epoch=1):
        made = RunUntilDialog(None, steps_per_epoch)
        qtbot.addWidget(made)
        made.show()
        return made

    return make


def enter(dialog):
    buttons = dialog.findChild(QDialogButtonBox)
    QTest.mouseClick(buttons.button(buttons.StandardButton.Ok), Qt.MouseButton.LeftButton)


def test_a_flat_loss_is_asked_for_in_percent_and_steps(dialog):
    asked = dialog()
    put(asked, "flat_box", "0,5")
    put(asked, "span_box", "20")
    enter(asked)
    assert asked.flat == Flat(0.005, 20, by_epoch=False)
    assert (asked.steps, asked.epochs, asked.loss) == (None, None, None)


def test_where_an_epoch_has_several_steps_it_can_be_the_unit(dialog):
    asked = dialog(4)
    assert asked.findChild(Chooser, "span_unit").choice == "epochs"
    choose(asked, "steps_unit", "epochs")
    put(asked, "steps_box", "3")
    enter(asked)
    assert (asked.steps, asked.epochs) == (None, 3)
    words = " ".join(label.text() for label in asked.findChildren(QLabel))
    assert "whole epochs are compared" in words


def test_where_an_epoch_is_a_step_there_is_no_choice(dialog):
    asked = dialog()
    assert not any(chooser.isVisible() for chooser in asked.findChildren(Chooser))


@pytest.mark.parametrize(
    ("box", "typed", "sentence"),
    [
        ("steps_box", "0", "a number of steps is a whole number, 1 to 20 000 000."),
        ("loss_box", "0", "a loss is never below 0; give a number above it."),
        ("flat_box", "100", "a fall is above 0 % and below 100 %."),
        ("flat_box", "x", "“x” is not a number; write it like 0.5, −3 or 1/8."),
        ("span_box", "1.5", "a number of steps is a whole number, 1 to 20 000 000."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_runs(dialog, box, typed, sentence):
    asked = dialog()
    put(asked, box, typed)
    enter(asked)
    assert asked.isVisible()
    assert asked.findChild(Notice).text().replace("\u2009", " ").replace("\u202f", " ") == (
        f"⚠ {sentence}"
    )


def test_its_buttons_are_words_alone(dialog):
    asked = dialog()
    buttons = asked.findChild(QDialogButtonBox).buttons()
    assert [button.icon().isNull() for button in buttons] == [True, True]


def answer(qtbot, act):
    def look():
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            QTimer.singleShot(5, look)
        else:
            act(dialog)

    QTimer.singleShot(0, look)


def run_until(window, qtbot, act):
    answer(qtbot, act)
    window.actions_by_id["run_until"].trigger()
    qtbot.waitUntil(lambda: not window.loop.running)


def test_a_run_stops_at_the_step_where_the_loss_is_flat_and_says_so(open_window, qtbot):
    window = open_window(preset("curve"))
    window.loop.set_speed(SPEEDS.index(None))
    start = window.store.document

    def fill(dialog):
        put(dialog, "flat_box", "5")
        put(dialog, "span_box", "3")
        enter(dialog)

    run_until(window, qtbot, fill)
    end = window.store.document
    step, why = StopWatch(StopRule(flat=Flat(0.05, 3, by_epoch=True)), start).first(end)
    assert end.position.step == end.history.steps == step
    assert window.statusBar().currentMessage() == why
    assert why.startswith("The loss is flat at step")

    def epochs(dialog):
        dialog.findChild(QRadioButton).click()
        choose(dialog, "steps_unit", "epochs")
        put(dialog, "steps_box", "2")
        enter(dialog)

    window.store.show(end.at(step - 1))
    per_epoch = end.spec.steps_per_epoch
    run_until(window, qtbot, epochs)
    assert window.store.document.position.step == ((step - 1) // per_epoch + 2) * per_epoch
    assert ", epoch " in window.statusBar().currentMessage()
