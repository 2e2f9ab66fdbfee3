"""Projects and files: new, open, save, recent, export, and the question about changes."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from skipnet_gui.core.numerals import grouped
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.files.atomic import replacing
from skipnet_gui.files.errors import FileError
from skipnet_gui.files.link import is_link, project_from_link
from skipnet_gui.files.project_file import read_project, write_project
from skipnet_gui.session.document import Document, opened_document
from skipnet_gui.session.project import Project, project_of
from skipnet_gui.session.record import project_to_save, recorded_rows
from skipnet_gui.ui.dialogs import ask_about_changes
from skipnet_gui.ui.exports import UNTITLED, asked_path, is_own, stem, write_export
from skipnet_gui.ui.loop import Job, Loop
from skipnet_gui.ui.store import Store

PROJECT_FILTER = "skipnet projects (*.skipnet);;All files (*)"
TABLE_FILTER = "CSV (*.csv);;NumPy arrays (*.npz)"
TIKZ_FILTER = "LaTeX (*.tex);;All files (*)"
SCRIPT_FILTER = "Python scripts (*.py);;All files (*)"
SCRIPTS = {"python": ("Export as Python", ".py"), "pytorch": ("Export as PyTorch", "_torch.py")}


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
            "copy_link": self.copy_link,
            "open_link": self.open_link,
            "export_table": self.export_table,
            "export_tikz": self.export_tikz,
            **{f"export_{kind}": partial(self.export_script, kind) for kind in SCRIPTS},
        }

    def new(self) -> None:
        """Start again with the exercise."""
        self._take_new(project_of(PRESETS["exercise"].make()))

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
        ending = self._store.path.suffix if self._store.path else ".skipnet"
        path = self._asked("Save as", ending, PROJECT_FILTER)
        return path is not None and self._write(path)

    def dropped(self, data: QMimeData) -> str | None:
        """Return the file or link that can be dropped on the window, None for anything else."""
        files = (url.toLocalFile() for url in data.urls() if url.isLocalFile())
        link = data.text() if is_link(data.text()) else None
        return next(files, link)

    def open_source(self, source: str) -> None:
        """Open a link, or else a file."""
        if not is_link(source):
            self.open_path(Path(source))
            return
        try:
            project = project_from_link(source)
        except FileError as error:
            self.problem.emit(f"The link was not opened: {error.place}: {error.problem}.")
            return
        self._take_new(project)

    def open_link(self) -> None:
        """Ask for a link and open it."""
        from skipnet_gui.ui.export_link import ask_link

        project = ask_link(self._window, self._loop)
        if project is not None:
            self._take_new(project)

    def copy_link(self) -> None:
        """Copy the project as a link."""
        from skipnet_gui.ui.export_link import copy_link

        copy_link(self._window, self._store, self._loop, self.save_as)

    def export_table(self) -> None:
        """Ask for a file and write the run table to it."""
        path = self._asked("Export run table", ".csv", TABLE_FILTER)
        if path is not None:
            self.export_table_to(path)

    def export_table_to(self, path: Path) -> None:
        """Write the run table, a slice in each frame; cancelling leaves no file."""
        if is_own(path, self._store):
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
        path = self._asked(title, ending, SCRIPT_FILTER)
        if path is not None:
            self.export_script_to(path, kind)

    def export_script_to(self, path: Path, kind: str) -> None:
        """Write the training as a script."""
        # Few starts need what is exported.
        from skipnet_gui.files.scripts import DEFAULT_STEPS, EXPORTS

        project = self._store.document.project
        write_export(path, self._store, lambda: EXPORTS[kind](project, DEFAULT_STEPS).encode())

    def export_tikz(self) -> None:
        """Ask for a file and write the graph of the step shown to it, drawn by TikZ."""
        path = self._asked("Export as TikZ", ".tex", TIKZ_FILTER)
        if path is not None:
            self.export_tikz_to(path)

    def export_tikz_to(self, path: Path) -> None:
        """Write the graph of the step shown, drawn by TikZ."""
        from skipnet_gui.files.tikz import tikz_document

        shown = self._store.snapshot
        write_export(path, self._store, lambda: tikz_document(shown).encode())

    def _asked(self, title: str, ending: str, kinds: str) -> Path | None:
        start = stem(self._store) + ending
        return asked_path(self._window, self._store, self._loop, title, start, kinds)

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

    def _take_new(self, project: Project) -> None:
        """Take a project that is in no file, if the document may be left."""
        if self.may_leave():
            self._take(project, None)

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
    from skipnet_gui.files.run_table import TABLES, csv_table

    opened, steps = TABLES.get(path.suffix.lower(), csv_table), document.history.steps
    try:
        with replacing(path) as file, opened(file, document.project.network) as table:
            for rows in recorded_rows(document.spec, document.history):
                table.write(rows)
                yield rows.first_step / max(steps, 1)
            for _ in table.finish():
                yield 1.0
    except FileError as error:
        problem(f"{path.name} was not written: {error.problem}.")
        return
    told(f"Wrote {grouped(steps + 1)} rows to {path.name}.")
