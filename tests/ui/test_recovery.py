"""What a sudden end left behind is offered, and never lost by the offer."""

import os
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from skipnet_gui.files.autosave import (
    autosave_bytes,
    left_behind,
    new_slot,
    note_of,
    read_autosave,
    stamp_of,
)
from skipnet_gui.files.project_file import project_bytes, read_project, write_project
from skipnet_gui.session.edits import set_rate
from skipnet_gui.ui.autosave import Autosave
from skipnet_gui.ui.recovery import clock, offer
from tests.ui.conftest import preset

LEFT = preset("rattle").with_run(learning_rate=0.125, steps=4)


@pytest.fixture
def leave(tmp_path):
    """Return a function that leaves work behind, as a killed window does."""

    def make(path=None, kept_at=1_700_000_000.0):
        note = note_of(LEFT, path, path and stamp_of(path))
        slot = new_slot(tmp_path / "state")
        slot.write(autosave_bytes(replace(note, kept_at=kept_at), project_bytes(LEFT)))
        slot.release()
        return slot.place

    return make


@pytest.fixture
def start(qtbot, window, tmp_path):
    """Return a function that makes the offer in a window and returns its dialog."""
    made = []

    def make():
        made.append(Autosave(window.store, tmp_path / "state"))
        dialog = offer(window, made[-1])
        if dialog is not None:
            qtbot.waitExposed(dialog)
        return dialog

    yield make
    for autosave in made:
        qtbot.waitUntil(lambda autosave=autosave: not autosave.is_busy, timeout=20_000)
        autosave.end()


@pytest.fixture
def answer(monkeypatch):
    """Return a function that answers the next question with a button, and keeps its texts."""
    asked, wanted, timer = [], [], QTimer(interval=20)

    def press():
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            timer.stop()
            asked.append(box.text())
            QTest.mouseClick(box.button(wanted.pop()), Qt.MouseButton.LeftButton)

    def make(button):
        wanted.append(button)
        timer.start()
        return asked

    timer.timeout.connect(press)
    yield make
    timer.stop()


def list_of(dialog):
    return dialog._list


def told(window):
    return window.statusBar().currentMessage()


def places(tmp_path):
    return [one.place for one in left_behind(tmp_path / "state")]


def test_nothing_is_offered_where_nothing_was_left(start):
    assert start() is None


def test_the_list_names_the_file_the_step_and_the_time(start, leave, tmp_path):
    leave(tmp_path / "leaps.skipnet")
    leave(kept_at=1.0)
    dialog = start()
    texts = [list_of(dialog).item(row).text() for row in range(list_of(dialog).count())]
    when = clock(1_700_000_000.0)
    assert texts[0] == f"leaps.skipnet · step 4\nkept {when} · {tmp_path}"
    assert texts[1].startswith("untitled · step 4\n")


def test_a_file_with_a_name_that_is_no_text_can_be_listed_and_opened(start, leave, tmp_path):
    leave(tmp_path / os.fsdecode(b"\xff.skipnet"))
    dialog = start()
    dialog.open_button.click()
    assert not dialog.isVisible()


def test_the_window_can_be_used_while_the_offer_stands(qtbot, start, leave, window):
    leave()
    dialog = start()
    assert not dialog.isModal()
    window.actions_by_id["step"].trigger()
    assert window.store.document.position.step == 1


def test_enter_opens_the_work_which_stays_unsaved_and_goes_to_its_file(
    qtbot, start, leave, window, tmp_path
):
    path = tmp_path / "mine.skipnet"
    write_project(path, preset("rattle"))
    leave(path)
    dialog = start()
    QTest.keyClick(list_of(dialog), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.store.document.history.steps == 4)
    assert window.store.dirty
    assert window.isWindowModified()
    assert told(window) == (
        f"Opened the unsaved work of {clock(1_700_000_000.0)}. Save writes it to mine.skipnet."
    )
    assert window.filing.save()
    assert read_project(path).run == LEFT.run
    assert list((tmp_path / "state").iterdir()) == []


def test_work_on_a_file_that_was_written_since_does_not_go_there(start, leave, window, tmp_path):
    path = tmp_path / "mine.skipnet"
    write_project(path, preset("rattle"))
    leave(path)
    write_project(path, preset("exercise"))
    dialog = start()
    dialog.open_button.click()
    assert window.store.path is None
    assert window.windowTitle().startswith("untitled")
    assert "mine.skipnet is newer" in told(window)


def test_opened_work_is_still_there_after_another_sudden_end(qtbot, start, leave, window, tmp_path):
    place = leave()
    dialog = start()
    dialog.open_button.click()
    window.store.edit(set_rate(0.0625))
    qtbot.waitUntil(lambda: read_autosave(place)[1].run.events != ())
    assert places(tmp_path) == []  # this window's now


def test_work_that_is_kept_for_later_stays(start, leave, tmp_path):
    place = leave()
    dialog = start()
    QTest.keyClick(list_of(dialog), Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert places(tmp_path) == [place]


def test_cancelled_over_unsaved_changes_nothing_is_opened_or_lost(
    start, leave, answer, window, tmp_path
):
    place = leave()
    dialog = start()
    window.store.edit(set_rate(0.75))
    answer(QMessageBox.StandardButton.Cancel)
    dialog.open_button.click()
    assert dialog.isVisible()
    assert window.store.snapshot.learning_rate == 0.75
    assert place in places(tmp_path)


def test_deleting_asks_once_more(start, leave, answer, tmp_path):
    place = leave()
    dialog = start()
    asked = answer(QMessageBox.StandardButton.Cancel)
    QTest.keyClick(list_of(dialog), Qt.Key.Key_Delete)
    assert asked == ["Delete the unsaved work “untitled · step 4”?"]
    assert places(tmp_path) == [place]
    answer(QMessageBox.StandardButton.Yes)
    dialog.delete_button.click()
    assert places(tmp_path) == []
    assert not dialog.isVisible()


def test_deleting_one_of_two_leaves_the_other_in_the_list(start, leave, answer, tmp_path):
    leave()
    other = leave(kept_at=1.0)
    dialog = start()
    answer(QMessageBox.StandardButton.Yes)
    dialog.delete_button.click()
    assert dialog.isVisible()
    assert places(tmp_path) == [other]


def test_damaged_work_is_told_in_the_dialog_and_kept(start, leave, tmp_path):
    place = leave()
    place.write_bytes(place.read_bytes()[:-100])
    dialog = start()
    dialog.open_button.click()
    assert "It was not opened and is kept: line" in dialog._notice.text()
    assert places(tmp_path) == [place]


def test_a_damaged_note_is_listed_as_such(start, leave):
    leave().write_bytes(b"\x00")
    dialog = start()
    assert list_of(dialog).item(0).text().endswith("\ndamaged")


def test_work_that_another_window_took_meanwhile_is_told(start, leave, answer):
    place = leave()
    dialog = start()
    place.unlink()
    dialog.open_button.click()
    assert "is gone" in dialog._notice.text()
    answer(QMessageBox.StandardButton.Yes)
    dialog.delete_button.click()
    assert "It was not deleted" in dialog._notice.text()
