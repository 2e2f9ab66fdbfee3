"""Unsaved work of a window is kept beside it, and only as long as it is unsaved."""

import sys
import time
from dataclasses import replace

import numpy as np
import pytest

from skipnet_gui.core.run_spec import Data
from skipnet_gui.files.autosave import left_behind, read_autosave
from skipnet_gui.files.project_file import project_bytes, read_project
from skipnet_gui.session.edits import set_rate
from skipnet_gui.session.player import advanced
from skipnet_gui.session.record import project_to_save
from skipnet_gui.ui import autosave as module
from skipnet_gui.ui.autosave import Autosave, state_folder
from tests.ui.conftest import preset


@pytest.fixture
def keeping(qtbot, tmp_path, monkeypatch, open_window):
    """Return a function that opens a window whose work is kept in a folder of the test."""
    monkeypatch.setattr(module, "REST_MS", 20)
    made = []

    def make(path=None, project=None, every_ms=3_600_000):
        monkeypatch.setattr(module, "EVERY_MS", every_ms)
        window = open_window(project or preset("rattle"), path=path)
        autosave = Autosave(window.store, tmp_path / "state")
        made.append(autosave)
        return window, autosave

    yield make
    for autosave in made:
        qtbot.waitUntil(lambda autosave=autosave: not autosave.is_busy, timeout=20_000)
        autosave.end()


def kept(folder):
    return sorted(folder.glob("state/*.autosave"))


def wait_for_rest(qtbot, autosave):
    qtbot.waitUntil(lambda: not autosave.is_busy, timeout=20_000)


def rates(folder):
    return [rate_at_end(read_autosave(place)[1]) for place in kept(folder)]


def rate_at_end(project):
    changes = [event.learning_rate for event in project.run.events if event.learning_rate]
    return [project.run.learning_rate, *changes][-1]


def train(window, steps):
    window.store.show(advanced(window.store.document, steps))


def test_an_edit_is_kept_as_the_bytes_of_a_project_file(qtbot, tmp_path, keeping):
    window, autosave = keeping()
    train(window, 3)
    window.store.edit(set_rate(0.25))
    wait_for_rest(qtbot, autosave)
    (place,) = kept(tmp_path)
    expected = project_bytes(project_to_save(window.store.document))
    assert place.read_bytes().split(b"\n", 1)[1] == expected
    assert read_autosave(place)[0].steps == 3


def test_a_window_in_which_nothing_was_done_keeps_nothing(qtbot, tmp_path, keeping):
    window, autosave = keeping()
    window.store.show_operation(1)
    autosave.keep_soon()
    wait_for_rest(qtbot, autosave)
    assert not (tmp_path / "state").exists()


def test_training_alone_is_kept_at_the_regular_time(qtbot, tmp_path, keeping):
    window, _ = keeping(every_ms=50)
    train(window, 5)
    qtbot.waitUntil(lambda: len(kept(tmp_path)) == 1, timeout=5_000)
    assert read_autosave(kept(tmp_path)[0])[0].steps == 5


def test_what_was_trained_or_edited_before_the_autosave_began_is_kept(
    qtbot, tmp_path, window, open_window
):
    train(window, 5)
    edited = open_window()
    edited.store.edit(set_rate(0.25))
    made = [Autosave(each.store, tmp_path / "state") for each in (window, edited)]
    made[0].keep_soon()
    for autosave in made:
        wait_for_rest(qtbot, autosave)
    assert sorted(read_autosave(place)[0].steps for place in kept(tmp_path)) == [0, 5]
    for autosave in made:
        autosave.end()


def test_a_drag_is_written_at_most_once_a_rest_and_ends_with_the_last_value(
    qtbot, tmp_path, keeping, monkeypatch
):
    monkeypatch.setattr(module, "REST_MS", 300)
    window, autosave = keeping()
    writings = []
    start = module._Writing.start
    monkeypatch.setattr(module._Writing, "start", lambda w: (writings.append(w), start(w)))
    begin = time.monotonic()
    for count in range(30):
        window.store.edit(set_rate(0.5 + count / 100))
        qtbot.wait(5)
    rests = (time.monotonic() - begin) / 0.3
    wait_for_rest(qtbot, autosave)
    assert rates(tmp_path) == [0.79]
    assert len(writings) <= rests + 2


def test_the_same_work_is_not_written_twice(qtbot, tmp_path, keeping):
    window, autosave = keeping()
    window.store.edit(set_rate(0.25))
    wait_for_rest(qtbot, autosave)
    before = kept(tmp_path)[0].stat().st_ino
    autosave.keep_soon()
    wait_for_rest(qtbot, autosave)
    assert kept(tmp_path)[0].stat().st_ino == before


def test_saving_deletes_what_was_kept_and_the_next_edit_is_kept_again(qtbot, tmp_path, keeping):
    window, autosave = keeping(tmp_path / "mine.skipnet")
    window.store.edit(set_rate(0.25))
    wait_for_rest(qtbot, autosave)
    assert window.filing.save()
    assert kept(tmp_path) == []
    window.store.edit(set_rate(0.125))
    wait_for_rest(qtbot, autosave)
    (place,) = kept(tmp_path)
    note = read_autosave(place)[0]
    assert (note.name, note.is_outdated) == ("mine.skipnet", False)
    assert rate_at_end(read_project(tmp_path / "mine.skipnet")) == 0.25


def test_an_edit_that_is_undone_needs_no_keeping(qtbot, tmp_path, keeping):
    window, autosave = keeping()
    window.store.edit(set_rate(0.25))
    wait_for_rest(qtbot, autosave)
    window.store.undo()
    wait_for_rest(qtbot, autosave)
    assert kept(tmp_path) == []


def test_two_windows_keep_their_work_apart_and_each_deletes_its_own(qtbot, tmp_path, keeping):
    (first, one), (second, two) = keeping(), keeping()
    first.store.edit(set_rate(0.25))
    second.store.edit(set_rate(0.125))
    wait_for_rest(qtbot, one)
    wait_for_rest(qtbot, two)
    assert sorted(rates(tmp_path)) == [0.125, 0.25]
    assert left_behind(tmp_path / "state") == ()
    one.end()
    assert rates(tmp_path) == [0.125]


def test_what_cannot_be_kept_is_told_once_and_tried_again(qtbot, tmp_path, keeping):
    (tmp_path / "state").touch()
    window, autosave = keeping()
    told = []
    autosave.problem.connect(told.append)
    for rate in (0.25, 0.125):
        window.store.edit(set_rate(rate))
        wait_for_rest(qtbot, autosave)
    assert len(told) == 1
    assert "was not kept" in told[0]
    (tmp_path / "state").unlink()
    autosave.keep_soon()
    wait_for_rest(qtbot, autosave)
    assert rates(tmp_path) == [0.125]


def test_a_write_that_fails_is_tried_again(qtbot, tmp_path, keeping):
    window, autosave = keeping()
    window.store.edit(set_rate(0.25))
    wait_for_rest(qtbot, autosave)
    (place,) = kept(tmp_path)
    place.unlink()
    place.mkdir()
    with qtbot.waitSignal(autosave.problem):
        window.store.edit(set_rate(0.125))
    wait_for_rest(qtbot, autosave)
    place.rmdir()
    autosave.keep_soon()
    wait_for_rest(qtbot, autosave)
    assert rates(tmp_path) == [0.125]


def test_a_large_project_is_packed_in_another_process(qtbot, tmp_path, keeping):
    column = np.random.default_rng(1).normal(size=(4_000, 1))
    large = replace(preset("rattle"), data=Data(column, column))
    window, autosave = keeping(project=large)
    window.store.edit(set_rate(0.25))
    wait_for_rest(qtbot, autosave)
    assert rates(tmp_path) == [0.25]


def test_closing_amid_the_packing_of_a_large_project_leaves_nothing(qtbot, tmp_path, keeping):
    column = np.random.default_rng(1).normal(size=(20_000, 1))
    large = replace(preset("rattle"), data=Data(column, column))
    window, autosave = keeping(project=large)
    window.store.edit(set_rate(0.25))
    qtbot.waitUntil(lambda: autosave._writing is not None)
    writing = autosave._writing
    autosave.end()
    writing.join()
    assert list((tmp_path / "state").iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="XDG's folders are Linux's")
def test_the_state_folder_is_where_the_desktop_has_it(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert state_folder().parent == tmp_path
