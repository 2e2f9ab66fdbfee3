"""Autosave: unsaved work is kept in the state folder after each edit and every half minute."""

import threading
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, QStandardPaths, QTimer, Signal

from skipnet_gui.files.autosave import Slot, Stamp, autosave_bytes, new_slot, note_of, stamp_of
from skipnet_gui.files.errors import FileError
from skipnet_gui.files.packing import packed
from skipnet_gui.session.document import Document
from skipnet_gui.session.project import Project
from skipnet_gui.session.record import project_to_save
from skipnet_gui.ui.store import Store

EVERY_MS = 25_000  # with the time to write it, nothing older than 30 s is lost
REST_MS = 1_000  # from one write to the next


def state_folder() -> Path:
    """Return the folder of the person's own state: on Linux below $XDG_STATE_HOME."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.StateLocation))


class _Work(NamedTuple):
    """What is kept: a project, the file that it belongs to, and that file's stamp."""

    project: Project
    path: Path | None
    stamp: Stamp | None

    def same_as(self, other: "_Work") -> bool:
        """Whether both would be the same bytes."""
        mine, theirs = self.project, other.project
        same_place = (self.path, self.stamp) == (other.path, other.stamp)
        return same_place and mine.view == theirs.view and mine.same_as(theirs)


class _Writing(threading.Thread):
    """Packs and writes some work, off the thread of the window."""

    def __init__(self, slot: Slot, work: _Work) -> None:
        # What is not written when the program ends was saved or let go.
        super().__init__(name="autosave", daemon=True)
        self._slot, self.work, self.problem = slot, work, ""

    def run(self) -> None:
        """Write; what could not be is told in ``problem``."""
        project, path, stamp = self.work
        try:
            self._slot.write(autosave_bytes(note_of(project, path, stamp), packed(project)))
        except FileError as error:
            self.problem = error.problem


class Autosave(QObject):
    """Keeps the unsaved work of one window in a file of its own.

    A window in which nothing was edited or trained keeps nothing. ``problem(sentence)`` is
    emitted when the work could not be kept, once for each reason.
    """

    problem = Signal(str)

    def __init__(self, store: Store, folder: Path) -> None:
        super().__init__(store)
        self.folder = folder
        self._store = store
        self._slot: Slot | None = None
        self._writing: _Writing | None = None
        self._kept: _Work | None = None
        self._told = ""
        self._wanted = False
        self._next = QTimer(self, singleShot=True)
        self._next.timeout.connect(self._turn)
        self._regular = QTimer(self, interval=EVERY_MS)
        self._regular.timeout.connect(self.keep_soon)
        self._regular.start()
        store.changed.connect(self.keep_soon)
        store.filed.connect(self._take_file)
        self._take_file()
        # What was trained before there was an autosave is unsaved too.
        self._saved_steps = tuple(run.steps for run in store.document.project.runs)

    @property
    def is_busy(self) -> bool:
        """Whether something waits to be written, or is."""
        return self._wanted or self._next.isActive()

    def keep_soon(self, *_: object) -> None:
        """Write what is unsaved: at once, or a second after the last time."""
        self._wanted = True
        if not self._next.isActive():
            self._next.start(0)

    def adopt(self, slot: Slot) -> None:
        """Go on in the place of an autosave whose work this window has taken."""
        self._drop()
        self._slot = slot

    def end(self) -> None:
        """Delete the autosave: the window has been closed, its work saved or let go."""
        self._regular.stop()
        self._next.stop()
        self._drop()

    def _take_file(self) -> None:
        """Begin anew: what the store holds is what a file holds."""
        self._drop()
        path = self._store.path
        self._stamp = None if path is None else stamp_of(path)
        self._saved_steps = _steps(self._store.document)
        if self._is_unsaved:
            self.keep_soon()

    @property
    def _is_unsaved(self) -> bool:
        """Whether there are edits or steps that no file holds."""
        pairs = zip(_steps(self._store.document), self._saved_steps, strict=False)
        return self._store.dirty or any(now > saved for now, saved in pairs)

    def _drop(self) -> None:
        self._kept = None
        if self._slot is not None:
            self._slot.drop()
            self._slot = None

    def _turn(self) -> None:
        """Look at what was written, and write what has come since."""
        if self._writing is not None:
            if self._writing.is_alive():
                self._next.start(REST_MS)
                return
            self._finish(self._writing)
        if self._wanted:
            self._wanted = False
            self._keep()

    def _finish(self, writing: _Writing) -> None:
        self._writing = None
        self._tell(writing.problem)
        if writing.problem:
            self._kept = None  # to be tried again

    def _tell(self, problem: str) -> None:
        if problem and problem != self._told:
            self.problem.emit(f"The unsaved work was not kept for a sudden end: {problem}.")
        self._told = problem

    def _keep(self) -> None:
        if not self._is_unsaved:
            self._drop()
            return
        store = self._store
        work = _Work(project_to_save(store.document), store.path, self._stamp)
        if self._kept is not None and work.same_as(self._kept):
            return
        try:
            self._slot = self._slot or new_slot(self.folder)
        except FileError as error:
            self._tell(error.problem)
            return
        self._kept = work
        self._writing = _Writing(self._slot, work)
        self._writing.start()
        self._next.start(REST_MS)


def _steps(document: Document) -> tuple[int, ...]:
    """Return how many steps of each run there are, recomputed already or not."""
    recorded = zip(document.histories, document.restore, strict=True)
    return tuple(max(history.steps, restore) for history, restore in recorded)
