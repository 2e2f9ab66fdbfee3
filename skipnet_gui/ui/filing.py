"""Projects and files: new, open, save, recent, export, and the question about changes."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from skipnet_gui.core.numerals import grouped
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.files.atomic import replacing, write_atomically
from skipnet_gui.files.errors import FileError
from skipnet_gui.files.project_file import read_project, write_project
from skipnet_gui.files.run_table import table_header, table_lines
from skipnet_gui.files.scripts import DEFAULT_STEPS, EXPORTS
from skipnet_gui.session.document import Document, opened_document
from skipnet_gui.session.project import Project, project_of
from skipnet_gui.session.record import project_to_save, recorded_rows
from skipnet_gui.ui.dialogs import ask_about_changes
from skipnet_gui.ui.loop import Job, Loop
from skipnet_gui.ui.store import Store

PROJECT_FILTER = "skipnet projects (*.skipnet);;All files (*)"
TABLE_FILTER = "Run tables (*.csv);;All files (*)"
SCRIPT_FILTER = "Python scripts (*.py);;All files (*)"
SCRIPTS = {"python": ("Export as Python", ".py"), "pytorch": ("Export as PyTorch", "_torch.py")}
UNTITLED = "untitled"


class Filing(QObject):
    """Handles files for one window.

    ``problem(sentence)`` is emitted where something could not be done, ``told(sentence)``
    where it was.
    """

    problem = Signal(str)
    told = Signal(str)

    def __init__(self, window: QWidget, store: Store, loop: Loop) -> None:
        super().__init__(window)
        self._window, self._store, self._loop = window, store, loop

    @property
    def name(self) -> str:
        """The name of the file, for the title."""
        return self._store.path.name if self._store.path else UNTITLED

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return the handler of each command that reads or writes files."""
        return {
            "new": self.new,
            "open": self.open,
            "save": self.save,
            "save_as": self.save_as,
            "export_table": self.export_table,
            **{f"export_{kind}": partial(self.export_script, kind) for kind in SCRIPTS},
        }

    def new(self) -> None:
        """Start again with the exercise."""
        if self.may_leave():
            self._take(project_of(PRESETS["exercise"].make()), None)

    def open(self) -> None:
        """Ask for a file and open it."""
        with self._loop.held():
            name, _ = QFileDialog.getOpenFileName(
                self._window, "Open", self._folder(), PROJECT_FILTER
            )
        if name:
            self.open_path(Path(name))

    def open_path(self, path: Path) -> None:
        """Open a file at step 0 and recompute its recorded steps."""
        try:
            project = read_project(path)
        except FileError as error:
            self.problem.emit(f"{path.name} was not opened: {error.place}: {error.problem}.")
            return
        if self.may_leave():
            self._take(project, path.resolve())

    def save(self) -> bool:
        """Save to the project's file, or ask for one; return whether it is saved."""
        return self.save_as() if self._store.path is None else self._write(self._store.path)

    def save_as(self) -> bool:
        """Ask for a file and save to it; return whether it is saved."""
        start = self.name if self._store.path else f"{self.name}.skipnet"
        path = self._asked("Save as", start, PROJECT_FILTER)
        if path is None:
            return False
        return self._write(path if path.suffix else path.with_suffix(".skipnet"))

    def export_table(self) -> None:
        """Ask for a file and write the run table to it."""
        path = self._asked("Export run table", f"{Path(self.name).stem}.csv", TABLE_FILTER)
        if path is not None:
            self.export_table_to(path)

    def export_table_to(self, path: Path) -> None:
        """Write the run table, a slice in each frame; cancelling leaves no file."""
        if self._is_own(path):
            return
        if self._loop.has_job:
            self.problem.emit("Another table is still being written; wait or cancel it.")
            return
        document = self._store.document
        job = _writing(path, document, self.problem.emit, self.told.emit)
        self._loop.start_job("Exporting", job)

    def export_script(self, kind: str) -> None:
        """Ask for a file and write the training to it as a script: "python" or "pytorch"."""
        title, ending = SCRIPTS[kind]
        path = self._asked(title, Path(self.name).stem + ending, SCRIPT_FILTER)
        if path is not None:
            self.export_script_to(path if path.suffix else path.with_suffix(".py"), kind)

    def export_script_to(self, path: Path, kind: str) -> None:
        """Write the training as a script."""
        if self._is_own(path):
            return
        try:
            script = EXPORTS[kind](self._store.document.project, DEFAULT_STEPS)
            write_atomically(path, script.encode())
        except FileError as error:
            self.problem.emit(f"{path.name} was not written: {error.place} {error.problem}.")
        else:
            self.told.emit(f"Wrote {path.name}.")

    def _asked(self, title: str, start: str, kinds: str) -> Path | None:
        """Ask for a file to write, beside the project's; None if there shall be none."""
        place = str(Path(self._folder()) / start)
        with self._loop.held():
            name, _ = QFileDialog.getSaveFileName(self._window, title, place, kinds)
        return Path(name) if name else None

    def _is_own(self, path: Path) -> bool:
        """Whether a path is the project's, which is told."""
        is_own = self._store.path is not None and path.resolve() == self._store.path
        if is_own:
            self.problem.emit(f"{path.name} is the project itself; choose another name.")
        return is_own

    def may_leave(self) -> bool:
        """Whether the document may be left: it is saved, or the person lets it go."""
        if not self._store.dirty:
            self._loop.pause()
            return True
        with self._loop.held():
            answer = ask_about_changes(self._window, self.name)
        if answer == QMessageBox.StandardButton.Save and not self.save():
            return False
        if answer == QMessageBox.StandardButton.Cancel:
            return False
        self._loop.pause()
        return True

    def take_unsaved(self, project: Project, path: Path | None) -> bool:
        """Take work that no file holds, if the document may be left; return whether it may."""
        if not self.may_leave():
            return False
        self._store.load(opened_document(project), path, is_saved=False)
        return True

    def _take(self, project: Project, path: Path | None) -> None:
        self._store.load(opened_document(project), path)

    def _write(self, path: Path) -> bool:
        project = project_to_save(self._store.document)
        try:
            write_project(path, project)
        except FileError as error:
            self.problem.emit(f"{path.name} was not saved: {error.problem}.")
            return False
        self._store.saved(path.resolve())
        self.told.emit(f"Saved {path.name}.")
        return True

    def _folder(self) -> str:
        return str(self._store.path.parent) if self._store.path else ""


def _writing(
    path: Path,
    document: Document,
    problem: Callable[[str], None],
    told: Callable[[str], None],
) -> Job:
    try:
        with replacing(path) as file:
            file.write(table_header(document.project.network))
            yield from _written(file.write, document)
    except FileError as error:
        problem(f"{path.name} was not written: {error.problem}.")
        return
    told(f"Wrote {grouped(document.history.steps + 1)} rows to {path.name}.")


def _written(write: Callable[[bytes], object], document: Document) -> Iterator[float]:
    steps = document.history.steps
    for rows in recorded_rows(document.spec, document.history):
        write(table_lines(rows))
        yield rows.first_step / max(steps, 1)
