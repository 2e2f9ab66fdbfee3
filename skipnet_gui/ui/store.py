"""The store: owner of the current document, and its only writer."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from skipnet_gui.core.network import ModelError
from skipnet_gui.session.asking import Asked
from skipnet_gui.session.document import Document
from skipnet_gui.session.edits import Edit, edited, title_of
from skipnet_gui.session.facts import Facts, facts
from skipnet_gui.session.player import MAX_HISTORY_BYTES, OPERATION, UPDATE
from skipnet_gui.session.project import Project
from skipnet_gui.session.snapshot import Snapshot, snapshot
from skipnet_gui.session.undo import UndoStack
from skipnet_gui.ui.parts import Part

# What is told without its place in the file: the person has just pointed at it.
POINTED_AT = ("network", "runs")


class Store(QObject):
    """Holds the document, what undo keeps, and what is pointed at.

    ``changed(old, new)`` is emitted for edits, ``filed()`` when the file or what it
    holds is another, ``shown(snapshot)`` for every moment that is shown,
    ``facts_changed(facts)`` when what is possible now has changed,
    ``highlighted(part or None)`` when something else is pointed at, and
    ``problem(sentence)`` when an edit cannot be, ``told(sentence)`` when one drops steps.
    """

    changed = Signal(object, object)
    filed = Signal()
    shown = Signal(object)
    facts_changed = Signal(object)
    highlighted = Signal(object)
    problem = Signal(str)
    told = Signal(str)

    def __init__(self, document: Document, path: Path | None = None) -> None:
        super().__init__()
        self.document = document
        self.hiding: Asked | None = None
        self.snapshot: Snapshot = snapshot(document)
        self.undo_stack = UndoStack()
        self.path = path
        self.running = False
        self.step_size = UPDATE
        self.hovered: Part | None = None
        self.selected: Part | None = None
        self._saved: Project | None = document.project
        self._facts: Facts | None = None
        self._in_drag = False
        self._drag_base: Document | None = None  # what the drag's first edit started from

    @property
    def dirty(self) -> bool:
        """Whether there are edits that no file holds."""
        return self.document.project is not self._saved

    def facts(self) -> Facts:
        """Return what is possible now."""
        by_operation = self.step_size == OPERATION
        return facts(self.document, self.undo_stack, self.running, self.dirty, by_operation)

    def show(self, document: Document) -> None:
        """Show another moment, or more training, of the same project."""
        self.document = document
        self.snapshot = snapshot(document, self.hiding)
        self.shown.emit(self.snapshot)
        self._announce_facts()

    def show_step(self, step: int) -> None:
        """Show a recorded step with everything computed."""
        self.show(self.document.at(step).at_operation(None))

    def hide(self, choice: Asked | None) -> None:
        """Hide what is asked for from now on; None shows everything."""
        if choice != self.hiding:
            self.hiding = choice
            self.show(self.document)

    def show_operation(self, count: int | None) -> None:
        """Show the step with a number of its operations done; None computes everything."""
        self.show(self.document.at_operation(count))

    def edit(self, edit: Edit) -> None:
        """Apply an edit; an impossible one changes nothing and is told."""
        old = self.document
        try:
            new = edited(old, edit)
        except ModelError as error:
            self.problem.emit(_sentence(error))
            return
        if new.history is old.history and new.project.same_as(old.project):
            return
        title = title_of(edit, self._drag_base or old, new)
        if self._drag_base is None:
            self.undo_stack = self.undo_stack.pushed(title, old)
        else:
            self.undo_stack = self.undo_stack.retitled(title)
        if self._in_drag and self._drag_base is None:
            self._drag_base = old
        self._trim_undo(new)
        self._replace(old, new)
        if ", drops " in title:
            self.told.emit(f"{title}. Undo brings them back.")

    def _trim_undo(self, document: Document) -> None:
        kept = self.undo_stack.trimmed(document, 2 * MAX_HISTORY_BYTES)
        if len(kept.done) < len(self.undo_stack.done):
            self.told.emit("The oldest edits cannot be undone any more: too many steps.")
        self.undo_stack = kept

    def begin_drag(self) -> None:
        """Take all edits up to the end of the drag as one."""
        self._in_drag, self._drag_base = True, None

    def end_drag(self) -> None:
        """End the drag."""
        self._in_drag, self._drag_base = False, None

    def undo(self) -> None:
        """Take the last edit back, with the steps that it dropped."""
        self.end_drag()
        old = self.document
        new, self.undo_stack = self.undo_stack.back(old)
        self._replace(old, new)

    def redo(self) -> None:
        """Bring an undone edit back, with the training that followed it."""
        self.end_drag()
        old = self.document
        new, self.undo_stack = self.undo_stack.forward(old)
        self._replace(old, new)

    def activate(self, run: int) -> None:
        """Make another run active; that is looking, not an edit."""
        self.end_drag()
        old, was_dirty = self.document, self.dirty
        new = old.with_active(run)
        if not was_dirty:
            self._saved = new.project
        self._replace(old, new)

    def load(self, document: Document, path: Path | None, is_saved: bool = True) -> None:
        """Take another document; nothing of the former stays."""
        self.end_drag()
        old = self.document
        self.undo_stack, self.path = UndoStack(), path
        self._saved = document.project if is_saved else None
        self._replace(old, document)
        self.filed.emit()

    def saved(self, path: Path) -> None:
        """Note that the project has been written."""
        self.path, self._saved = path, self.document.project
        self.filed.emit()
        self._announce_facts()

    def set_running(self, running: bool) -> None:
        """Note whether the loop is training."""
        self.running = running
        self._announce_facts()

    def set_step_size(self, size: str) -> None:
        """Choose what one step is: one of ``STEP_SIZES``."""
        self.step_size = size
        self._announce_facts()

    def hover(self, part: Part | None) -> None:
        """Note what is pointed at."""
        self.hovered = part
        self.highlighted.emit(part or self.selected)

    def select(self, part: Part | None) -> None:
        """Note what was clicked; a second click lets go."""
        self.selected = None if part == self.selected else part
        self.highlighted.emit(self.selected)

    def _replace(self, old: Document, new: Document) -> None:
        self.document = new
        if new.project.network is not old.project.network:
            self.hovered = self.selected = None
            self.highlighted.emit(None)
        self.changed.emit(old, new)
        self.show(new)

    def _announce_facts(self) -> None:
        now = self.facts()
        if now != self._facts:
            self._facts = now
            self.facts_changed.emit(now)


def _sentence(error: ModelError) -> str:
    """Return why an edit cannot be."""
    is_told = error.place.startswith(POINTED_AT)
    return f"{error.problem}." if is_told else f"{error.place}: {error.problem}."
