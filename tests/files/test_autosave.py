"""Autosaves come back as they were kept, and those of living windows are left alone."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data
from skipnet_gui.files import packing
from skipnet_gui.files.autosave import (
    SUFFIX,
    Note,
    Slot,
    autosave_bytes,
    claim,
    left_behind,
    new_slot,
    note_of,
    read_autosave,
    stamp_of,
)
from skipnet_gui.files.errors import FileError
from skipnet_gui.files.packing import LIGHT, packed, weight
from skipnet_gui.files.project_file import project_bytes
from skipnet_gui.session.project import Project, project_of

NOTE = Note("/home/anna/leaps.skipnet", (12, 34), 1_700_000_000.5, 7)


def _exercise() -> Project:
    return project_of(PRESETS["exercise"].make())


def _kept(folder: Path, note: Note = NOTE) -> Path:
    slot = new_slot(folder)
    slot.write(autosave_bytes(note, project_bytes(_exercise())))
    slot.release()
    return slot.place


def test_an_autosave_comes_back_with_its_note(tmp_path: Path) -> None:
    note, project = read_autosave(_kept(tmp_path / "new" / "folder"))
    assert note == NOTE
    assert project_bytes(project) == project_bytes(_exercise())


def test_what_is_left_behind_is_listed_the_latest_first(tmp_path: Path) -> None:
    times = (20.0, 40.0, 30.0)
    for time in times:
        _kept(tmp_path, replace(NOTE, kept_at=time))
    found = [one.note.kept_at for one in left_behind(tmp_path) if one.note]
    assert found == [40.0, 30.0, 20.0]


def test_where_nothing_was_kept_nothing_is_left_behind(tmp_path: Path) -> None:
    assert left_behind(tmp_path / "missing") == ()


def test_what_a_window_holds_is_not_offered_to_another(tmp_path: Path) -> None:
    place = _kept(tmp_path)
    slot = claim(place)
    assert left_behind(tmp_path) == ()
    with pytest.raises(FileError, match="another window"):
        claim(place)
    slot.release()
    assert [one.place for one in left_behind(tmp_path)] == [place]


def test_a_killed_process_lets_go_of_its_autosave(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path\n"
        "from skipnet_gui.files.autosave import left_behind, new_slot\n"
        "slot = new_slot(Path(sys.argv[1])); slot.write(b'x')\n"
        "print(len(left_behind(Path(sys.argv[1]))), flush=True)\n"
        "sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"0\n"
        assert left_behind(tmp_path) == ()
        process.kill()
    assert len(left_behind(tmp_path)) == 1


def test_a_dropped_slot_is_gone_and_writes_nothing_more(tmp_path: Path) -> None:
    slot = new_slot(tmp_path)
    slot.write(b"x")
    slot.drop()
    slot.write(b"x")
    assert list(tmp_path.iterdir()) == []


def test_an_autosave_that_is_gone_cannot_be_claimed(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="gone"):
        claim(tmp_path / f"1{SUFFIX}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b'{"format": "skipnet-autosave"}',
        autosave_bytes(NOTE, b"").replace(b'"version": 1', b'"version": 2'),
        autosave_bytes(NOTE, b"").replace(b"1700000000.5", b"1e300"),
        autosave_bytes(NOTE, b"").replace(b"version", rb"\ud800"),
        autosave_bytes(NOTE, b"").replace(b"12", b'"12"'),
    ],
)
def test_a_damaged_note_is_told_and_the_file_is_kept(tmp_path: Path, line: bytes) -> None:
    place = tmp_path / f"1{SUFFIX}"
    place.write_bytes(line.strip() + b"\n" + project_bytes(_exercise()))
    assert [(one.place, one.note) for one in left_behind(tmp_path)] == [(place, None)]
    with pytest.raises(FileError):
        read_autosave(place)
    assert place.exists()


def test_a_cut_project_is_refused(tmp_path: Path) -> None:
    place = _kept(tmp_path)
    place.write_bytes(place.read_bytes()[:-200])
    with pytest.raises(FileError, match="JSON"):
        read_autosave(place)


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileError, match="cannot be written"):
        new_slot(tmp_path / "file" / "folder")


def test_a_missing_autosave_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be read"):
        read_autosave(tmp_path / "missing")


def test_a_lock_that_cannot_be_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be locked"):
        claim(tmp_path / "missing" / "1")


def test_work_is_outdated_once_its_file_was_written_by_another_hand(tmp_path: Path) -> None:
    path = tmp_path / "mine.skipnet"
    path.write_bytes(b"1")
    note = note_of(_exercise(), path, stamp_of(path))
    assert not note.is_outdated
    path.write_bytes(b"22")
    assert note.is_outdated
    path.unlink()
    assert not note.is_outdated


def test_work_without_a_file_is_never_outdated_and_has_no_name() -> None:
    note = note_of(_exercise(), None, None)
    assert (note.is_outdated, note.name) == (False, "untitled")


@pytest.mark.skipif(os.name != "posix", reason="such names are of POSIX")
def test_work_on_a_file_whose_name_is_no_text_is_kept_with_it(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xff.skipnet")
    kept = _kept(tmp_path, note_of(_exercise(), path, None))
    assert read_autosave(kept)[0].path == str(path)


def _large(values: int = 2 * LIGHT) -> Project:
    column = np.random.default_rng(1).normal(size=(values // 2, 1))
    return replace(_exercise(), data=Data(column, -column))


@pytest.mark.parametrize("project", [_exercise(), _large()], ids=["light", "heavy"])
def test_a_packed_project_is_the_bytes_of_its_file(project: Project) -> None:
    assert packed(project) == project_bytes(project)


def test_only_a_large_project_is_packed_elsewhere() -> None:
    assert weight(_exercise()) < LIGHT < weight(_large())


def _ends_early(_sender: object, _project: Project) -> None:
    os._exit(1)


def test_a_packing_process_that_ends_early_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "_send_packed", _ends_early)
    with pytest.raises(FileError, match="ended early"):
        packed(_large())


def test_two_slots_never_share_a_place(tmp_path: Path) -> None:
    slots: list[Slot] = [new_slot(tmp_path) for _ in range(20)]
    assert len({slot.place for slot in slots}) == 20
    for slot in slots:
        slot.drop()
