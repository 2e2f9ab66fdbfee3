"""Autosaves: unsaved work in files of a folder, each held by one window or left behind.

An autosave is a line of JSON, which tells what the work belongs to, and then the bytes of a
project file. Beside it lies a file that a living window keeps locked; the system lets go of
the lock when the process ends, however it ends.
"""

import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, NamedTuple

import msgspec

from skipnet_gui.files.atomic import write_atomically
from skipnet_gui.files.errors import FileError, system_problem
from skipnet_gui.files.project_file import parse_project
from skipnet_gui.files.strict_json import MAX_BYTES, parse
from skipnet_gui.session.project import Project

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

FORMAT, VERSION = "skipnet-autosave", 1
SUFFIX, LOCK_SUFFIX = ".autosave", ".lock"
MAX_LINE_BYTES = 65_536
MAX_SECONDS = 1e10  # since the epoch; every system has a date for it

Stamp = tuple[int, int]


@dataclass(frozen=True)
class Note:
    """What an autosave tells beside the project.

    Attributes
    ----------
    path
        The project file that the work belongs to; None for work that never had one.
    stamp
        That file's time and size when the work began from it.
    kept_at
        When the work was kept, in seconds since the epoch.
    steps
        Recorded steps of the active run.
    """

    path: str | None
    stamp: Stamp | None
    kept_at: float
    steps: int

    @property
    def name(self) -> str:
        """The name of the file, for a list."""
        return "untitled" if self.path is None else Path(self.path).name

    @property
    def is_outdated(self) -> bool:
        """Whether the project file was written after the work began from it."""
        now = None if self.path is None else stamp_of(Path(self.path))
        return now is not None and now != self.stamp


class _NoteShape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shape of the first line."""

    format: str
    version: int
    path: str | None
    stamp: Stamp | None
    kept_at: Annotated[float, msgspec.Meta(ge=0, le=MAX_SECONDS)]
    steps: int


class LeftBehind(NamedTuple):
    """An autosave that no window holds; ``note`` is None where its first line is damaged."""

    place: Path
    note: Note | None


def stamp_of(path: Path) -> Stamp | None:
    """Return the time and size of a file; None if there is none to look at."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size


def note_of(project: Project, path: Path | None, stamp: Stamp | None) -> Note:
    """Return the note of a project that is kept now."""
    return Note(None if path is None else str(path), stamp, time.time(), project.run.steps)


def autosave_bytes(note: Note, project: bytes) -> bytes:
    """Return the bytes of an autosave."""
    line = json.dumps({"format": FORMAT, "version": VERSION, **asdict(note)})
    return line.encode() + b"\n" + project


def read_autosave(place: Path) -> tuple[Note, Project]:
    """Read an autosave.

    Raises
    ------
    FileError
        If it cannot be read or is damaged.
    """
    line, _, project = _start_of(place, MAX_LINE_BYTES + MAX_BYTES).partition(b"\n")
    return _note(line), parse_project(project)


def left_behind(folder: Path) -> tuple[LeftBehind, ...]:
    """Return the autosaves in a folder that no window holds, the latest first."""
    found = [LeftBehind(place, _note_or_none(place)) for place in _abandoned(folder)]
    return tuple(sorted(found, key=lambda one: one.note.kept_at if one.note else 0.0, reverse=True))


def _abandoned(folder: Path) -> Iterator[Path]:
    for place in sorted(folder.glob(f"*{SUFFIX}")):
        with suppress(FileError):
            claim(place).release()
            yield place


def _note_or_none(place: Path) -> Note | None:
    with suppress(FileError):
        return _note(_start_of(place, MAX_LINE_BYTES).partition(b"\n")[0])
    return None


def _start_of(place: Path, limit: int) -> bytes:
    try:
        with place.open("rb") as file:
            return file.read(limit)
    except OSError as error:
        raise FileError("file", f"cannot be read: {system_problem(error)}") from error


def _note(line: bytes) -> Note:
    try:
        shape = msgspec.convert(parse(line), _NoteShape)
    except (msgspec.ValidationError, UnicodeEncodeError) as error:
        raise FileError("line 1", f"must be the note of an autosave ({error})") from error
    if (shape.format, shape.version) != (FORMAT, VERSION):
        raise FileError("line 1", f"must be of {FORMAT}, version {VERSION}")
    return Note(shape.path, shape.stamp, shape.kept_at, shape.steps)


class Slot:
    """The place of one autosave, held by this window until it is released or dropped.

    May be used from several threads.
    """

    def __init__(self, place: Path, lock: int) -> None:
        self.place = place
        self._lock: int | None = lock  # a file descriptor
        self._guard = threading.Lock()

    def write(self, data: bytes) -> None:
        """Replace the autosave; once it is let go nothing is written any more.

        Raises
        ------
        FileError
            If the place cannot be written.
        """
        with self._guard:
            if self._lock is not None:
                write_atomically(self.place, data)

    def drop(self) -> None:
        """Delete the autosave and let go of its place."""
        with self._guard, suppress(OSError):
            self.place.unlink(missing_ok=True)
        self.release()
        with suppress(OSError):
            _lock_of(self.place).unlink(missing_ok=True)

    def release(self) -> None:
        """Let go of the place; the autosave stays for another window."""
        with self._guard:
            if self._lock is not None:
                os.close(self._lock)
                self._lock = None


def new_slot(folder: Path) -> Slot:
    """Return a place that no other window has.

    Raises
    ------
    FileError
        If the folder cannot be written.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise FileError("file", f"cannot be written: {system_problem(error)}") from error
    return _held(folder / f"{os.getpid()}-{os.urandom(4).hex()}{SUFFIX}")


def claim(place: Path) -> Slot:
    """Return the slot of an autosave that was left behind.

    Raises
    ------
    FileError
        If another window holds it, or it is gone.
    """
    slot = _held(place)
    if not place.exists():
        slot.drop()
        raise FileError("file", "is gone; another window has saved or deleted it")
    return slot


def _held(place: Path) -> Slot:
    try:
        lock = os.open(_lock_of(place), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise FileError("file", f"cannot be locked: {system_problem(error)}") from error
    try:
        _lock(lock)
    except OSError as error:
        os.close(lock)
        raise FileError("file", "is open in another window") from error
    return Slot(place, lock)


def _lock_of(place: Path) -> Path:
    return place.with_suffix(LOCK_SUFFIX)


def _lock(descriptor: int) -> None:
    """Lock a file, or raise OSError at once where another process has it locked."""
    if sys.platform == "win32":
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
