"""The main job in the window: step, run, turn the rate, travel, edit, undo."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QMessageBox

from skipnet_gui.core.numerals import short
from skipnet_gui.session.player import SPEEDS, advanced
from tests.ui.conftest import begin_anew, preset

# EXERCISE.md, “The numbers”; ∂L/∂h₂ is ∂L/∂ŷ.
BEFORE = {
    "z_0": "0.5", "h_0": "0.5", "z_1": "0.25", "h_1": "0.25", "z_2": "0.375", "yhat": "0.375",
    "loss": "3.375", "dL/dyhat": "1", "dL/dz_2": "1", "dL/dws": "0.5", "dL/dw2": "0.25",
    "dL/dh_1": "0.5", "dL/dz_1": "0.5", "dL/dw1": "0.25", "dL/dh_0": "0.75", "dL/dz_0": "0.75",
    "dL/dw0": "0.75", "w0": "0.5", "w1": "0.5", "ws": "0.5", "w2": "0.5",
    "flow_w0": "0.5", "flow_w1": "0.25", "flow_ws": "0.25", "flow_w2": "0.125",
    "step": "0", "learning_rate": "1",
}  # fmt: skip
AFTER = {
    "w0": "−0.25", "w1": "0.25", "ws": "0", "w2": "0.25", "z_0": "−0.25", "h_0": "0",
    "yhat": "0", "loss": "3", "dL/dw0": "0", "dL/dw1": "0", "dL/dws": "0", "dL/dw2": "0",
    "dL/dyhat": "1", "step": "1",
}  # fmt: skip


def trigger(window, name: str) -> None:
    action = window.findChild(QAction, name)
    assert action.isEnabled(), name
    action.trigger()


def press(window, key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(window.focusWidget() or window, key, modifier)


def shows(window, expected: dict[str, str]) -> None:
    painted = window.readings()
    assert {name: painted.get(name) for name in expected} == expected


def set_rate(window, text: str) -> None:
    box = window.findChild(QLineEdit, "learning_rate")
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)


@pytest.fixture
def window(kept_window):
    return begin_anew(kept_window)


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)])
def test_the_exercise_is_painted_before_the_step_after_it_and_after_stepping_back(
    open_window, size
):
    window = open_window(size=size)
    shows(window, BEFORE)
    trigger(window, "step")
    shows(window, AFTER)
    trigger(window, "back")
    shows(window, BEFORE)


def test_after_the_step_the_window_says_why_nothing_moves(window):
    trigger(window, "step")
    assert "unit 0 is dead (z₀ = −0.25" in window.graph.note()


def test_space_runs_and_pauses(window, qtbot):
    press(window, Qt.Key.Key_Space)
    assert window.findChild(QAction, "run").text() == "Pause"
    qtbot.waitUntil(lambda: window.store.document.history.steps >= 2)
    press(window, Qt.Key.Key_Space)
    step = window.readings()["step"]
    assert window.findChild(QAction, "run").text() == "Run"
    QTest.qWait(100)
    assert window.readings()["step"] == step


def test_a_rate_typed_in_mid_run_bends_the_curve(kept_window, qtbot):
    window = begin_anew(kept_window, preset("rattle"))
    window.loop.set_speed(SPEEDS.index(None))
    trigger(window, "run")
    qtbot.waitUntil(lambda: window.store.document.history.steps > 200)
    set_rate(window, "0,001")
    turned = window.store.document.project.run.events[-1]
    assert turned.learning_rate == 0.001
    steps = turned.step + 1_000
    qtbot.waitUntil(lambda: window.store.document.history.steps > steps, timeout=20_000)
    trigger(window, "run")
    history = window.store.document.history
    before = max(history.row(turned.step - k)[1] for k in range(100))
    after = max(history.row(history.steps - k)[1] for k in range(100))
    assert window.readings()["learning_rate"] == "0.001"
    assert after < before / 10


def test_a_rate_that_cannot_be_read_is_told_and_changes_nothing(window):
    set_rate(window, "fast")
    assert "“fast” is not a number" in window.statusBar().currentMessage()
    assert window.readings()["learning_rate"] == "1"
    set_rate(window, "-1")
    assert "0 or more" in window.statusBar().currentMessage()
    assert window.store.undo_stack.undo_title is None


def test_escape_takes_a_typed_rate_back(window):
    box = window.findChild(QLineEdit, "learning_rate")
    box.setFocus()
    QTest.keyClicks(box, "25")
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == "1"
    window.graph.setFocus()
    assert window.store.undo_stack.undo_title is None


def test_no_box_rounds_the_rate_that_it_shows(window):
    set_rate(window, "0.12345678901")
    assert window.readings()["learning_rate"] == "0.12345678901"
    assert window.store.snapshot.learning_rate == 0.12345678901


def test_halving_and_doubling_by_key(window):
    press(window, Qt.Key.Key_BracketLeft)
    assert window.readings()["learning_rate"] == "0.5"
    press(window, Qt.Key.Key_BracketRight)
    press(window, Qt.Key.Key_BracketRight)
    assert window.readings()["learning_rate"] == "2"


def test_one_drag_of_the_rate_slider_is_one_undo_entry(window):
    slider = window.toolbar.rate_slider
    y = slider.height() // 2
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=slider.rect().center())
    for x in range(30, 120, 10):
        QTest.mouseMove(slider, slider.rect().topLeft() + slider.rect().center() * 0)
        slider.setValue(x)
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=slider.rect().center())
    assert y
    assert window.store.snapshot.learning_rate != 1.0
    trigger(window, "undo")
    assert window.readings()["learning_rate"] == "1"
    assert not window.findChild(QAction, "undo").isEnabled()


def test_an_edit_at_a_past_step_names_what_it_drops_and_undo_brings_it_back(kept_window):
    window = begin_anew(kept_window, preset("rattle"))
    window.store.show(advanced(window.store.document, 1_000).at(500))
    window.graph.weight_edit_requested.emit(1, 0.25)
    assert window.findChild(QAction, "undo").text() == "Undo w1 at step 500, drops 500 steps"
    shows(window, {"w1": "0.25", "step": "500"})
    trigger(window, "undo")
    assert window.store.document.history.steps == 1_000
    trigger(window, "redo")
    assert window.store.document.history.steps == 500


def test_stepping_inside_the_record_replays(kept_window):
    window = begin_anew(kept_window, preset("rattle"))
    window.store.show(advanced(window.store.document, 10))
    trigger(window, "reset")
    trigger(window, "step")
    assert (window.store.document.history.steps, window.readings()["step"]) == (10, "1")
    assert "replaying" in window.graph.header()
    trigger(window, "to_end")
    assert "replaying" not in window.graph.header()


def test_restart_keeps_the_current_rate_and_can_be_undone(kept_window):
    window = begin_anew(kept_window, preset("rattle"))
    window.store.show(advanced(window.store.document, 10))
    set_rate(window, "0.5")
    trigger(window, "restart")
    shows(window, {"step": "0", "learning_rate": "0.5"})
    assert window.store.document.history.steps == 0
    trigger(window, "undo")
    assert window.store.document.history.steps == 10


def test_a_step_by_epoch_ends_where_the_epoch_ends(kept_window):
    window = begin_anew(kept_window, preset("curve"))
    trigger(window, "step")
    window.toolbar.step_size.chosen.emit(2)
    trigger(window, "step")
    shows(window, {"step": "4"})
    trigger(window, "back")
    shows(window, {"step": "0"})


def answer(qtbot, act) -> None:
    """Act on the dialog that opens next."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            QTimer.singleShot(5, look)
        else:
            act(dialog)

    QTimer.singleShot(0, look)


def test_run_until_a_loss_stops_at_the_first_step_below_it(kept_window, qtbot):
    window = begin_anew(kept_window, preset("rattle"))
    window.loop.set_speed(SPEEDS.index(None))

    def fill(dialog: QDialog) -> None:
        box = dialog.findChild(QLineEdit, "loss_box")
        box.selectAll()
        QTest.keyClicks(box, "0,5")
        buttons = dialog.findChild(QDialogButtonBox)
        QTest.mouseClick(buttons.button(buttons.StandardButton.Ok), Qt.MouseButton.LeftButton)

    answer(qtbot, fill)
    trigger(window, "run_until")
    qtbot.waitUntil(lambda: not window.loop.running)
    history = window.store.document.history
    assert history.head.loss < 0.5 <= min(history.row(step)[1] for step in range(history.steps))
    assert "Reached L" in window.statusBar().currentMessage()


def test_run_a_number_of_steps(window, qtbot):
    window.loop.set_speed(SPEEDS.index(None))
    window.loop.run(until_step=123)
    qtbot.waitUntil(lambda: not window.loop.running)
    shows(window, {"step": "123"})


def test_a_run_that_leaves_the_numbers_stops_and_stays_usable(kept_window, qtbot):
    window = begin_anew(kept_window, preset("curve"))
    set_rate(window, "1e200")
    window.loop.set_speed(SPEEDS.index(None))
    trigger(window, "run")
    qtbot.waitUntil(lambda: not window.loop.running)
    assert window.statusBar().currentMessage().startswith("Stopped at step ")
    assert window.graph.note().startswith("Stopped at step ")
    trigger(window, "back")
    trigger(window, "undo")
    assert window.readings()["learning_rate"] == "0.1"


def test_a_focused_slider_keeps_its_arrows(window):
    slider = window.toolbar.rate_slider
    slider.setFocus(Qt.FocusReason.TabFocusReason)
    rate, step = window.readings()["learning_rate"], window.readings()["step"]
    QTest.keyClick(slider, Qt.Key.Key_Left)
    assert window.readings()["learning_rate"] != rate
    assert window.readings()["step"] == step


def test_the_wheel_changes_no_slider_without_focus(window):
    window.graph.setFocus()
    slider = window.toolbar.speed.slider
    QTest.mouseMove(slider)
    assert slider.focusPolicy() == Qt.FocusPolicy.TabFocus


def test_dragging_the_timeline_pauses(kept_window, qtbot):
    window = begin_anew(kept_window, preset("rattle"))
    window.store.show(advanced(window.store.document, 100))
    trigger(window, "run")
    window.timeline.drag_started.emit()
    assert not window.loop.running
    window.timeline.step_requested.emit(40)
    shows(window, {"step": "40"})


def test_saved_work_opens_again_with_its_steps(open_window, qtbot, tmp_path):
    window = open_window(preset("rattle"))
    window.store.show(advanced(window.store.document, 3_000))
    set_rate(window, "0.01")
    window.store.show(advanced(window.store.document, 500))
    window.store.path = tmp_path / "mine.skipnet"
    assert window.isWindowModified()
    trigger(window, "save")
    assert not window.isWindowModified()
    assert window.windowTitle().startswith("mine.skipnet")
    expected = window.store.document.history.head.weights.tolist()
    other = open_window()
    other.filing.open_path(tmp_path / "mine.skipnet")
    shows(other, {"step": "0"})
    qtbot.waitUntil(lambda: other.store.document.history.steps == 3_500, timeout=20_000)
    assert other.store.document.history.head.weights.tolist() == expected
    shows(other, {"step": "0"})
    assert not other.isWindowModified()


def test_a_file_given_at_the_start_is_recomputed_and_saving_meanwhile_keeps_its_steps(
    qtbot, open_window, tmp_path
):
    path = tmp_path / "long.skipnet"
    window = open_window(preset("rattle").with_run(steps=40_000), path=path)
    assert window.windowTitle().startswith("long.skipnet")
    trigger(window, "save")
    assert window.store.document.restore == (40_000,)
    trigger(window, "save")
    assert json.loads(path.read_text())["runs"][0]["steps"] == 40_000


def test_an_edit_that_changes_nothing_is_no_edit(window):
    set_rate(window, "1.0")
    window.graph.weight_edit_requested.emit(0, 0.5)
    assert window.store.undo_stack.undo_title is None
    assert not window.isWindowModified()


def test_undo_works_right_after_typing_a_rate(open_window, qtbot):
    window = open_window()
    with qtbot.waitActive(window):
        window.activateWindow()
    set_rate(window, "0.25")
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.readings()["learning_rate"] == "1"
    window.findChild(QLineEdit, "learning_rate").setFocus()
    press(window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert window.readings()["learning_rate"] == "0.25"


def test_space_runs_after_a_preset_was_chosen(window, qtbot):
    trigger(window, "show_setup")
    presets = window.setup.panels[0].presets
    presets.setFocus()
    presets.setCurrentIndex(2)
    presets.activated.emit(2)
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.loop.running)


@pytest.mark.parametrize(("width", "both"), [(1700, True), (1440, False), (1200, False)])
def test_two_docks_at_once_only_where_the_graph_keeps_its_numbers(open_window, width, both):
    window = open_window(size=(width, 900))
    trigger(window, "show_setup")
    assert window.setup.panels[0].isVisible()
    assert window.derivation.isVisible() is both


def test_recomputing_can_be_cancelled(open_window, qtbot):
    window = open_window(preset("rattle").with_run(steps=5_000_000))
    qtbot.waitUntil(lambda: window.store.document.history.steps > 0)
    button = window.statusBar().findChild(type(window.status._cancel), "cancel_button")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    steps = window.store.document.history.steps
    QTest.qWait(60)
    assert window.store.document.history.steps == steps < 5_000_000
    assert not button.isVisible()


def test_a_file_that_cannot_be_read_leaves_the_document(window, tmp_path):
    broken = tmp_path / "broken.skipnet"
    broken.write_text('{"format": 1}')
    before = window.store.document
    window.filing.open_path(broken)
    assert window.store.document is before
    assert window.statusBar().currentMessage().startswith("broken.skipnet was not opened: ")


def test_a_place_that_cannot_be_written_keeps_the_document(window, tmp_path):
    window.graph.weight_edit_requested.emit(0, 2.0)
    window.store.path = tmp_path / "missing" / "a.skipnet"
    assert window.filing.save() is False
    assert "was not saved" in window.statusBar().currentMessage()
    assert window.isWindowModified()


def test_unsaved_changes_are_asked_about(window, qtbot):
    window.graph.weight_edit_requested.emit(0, 2.0)
    answer(qtbot, lambda box: box.button(QMessageBox.StandardButton.Cancel).click())
    assert window.close() is False
    answer(qtbot, lambda box: box.button(QMessageBox.StandardButton.Discard).click())
    assert window.close() is True


def test_the_run_table_is_exported(kept_window, qtbot, tmp_path):
    window = begin_anew(kept_window, preset("rattle"))
    window.store.show(advanced(window.store.document, 2_500))
    out = tmp_path / "table.csv"
    window.filing.export_table_to(out)
    qtbot.waitUntil(out.exists)
    lines = out.read_text().splitlines()
    assert len(lines) == 2_502
    assert lines[1] == "0,0.05,2.875,0.5,0.5,-0.5,0.5,-0.25,0.25,0.5,0.25"


def test_the_sample_can_be_pinned_and_the_gradient_stays_the_mean(open_window):
    window = open_window(preset("curve"), size=(1600, 1000))
    before = window.store.snapshot
    window.setup.panels[2].sample_pinned.emit(7)
    after = window.store.snapshot
    assert (after.sample, after.pinned) == (7, True)
    assert after.gradients.tolist() == before.gradients.tolist()
    assert window.readings()["loss_sample"] == short(after.trace.loss)
