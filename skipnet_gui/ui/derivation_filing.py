"""The derivation as a file: asks for its name, whose ending says the format."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from skipnet_gui.core.derivation import Derivation
from skipnet_gui.files.atomic import write_atomically
from skipnet_gui.files.derivation_text import derivation_text
from skipnet_gui.files.errors import FileError
from skipnet_gui.session.moments import derivation_shown
from skipnet_gui.session.snapshot import snapshot
from skipnet_gui.ui.loop import Loop
from skipnet_gui.ui.store import Store

# Form -> ending and words.
FORMS = {
    "latex": (".tex", "LaTeX (*.tex)"),
    "markdown": (".md", "Markdown (*.md)"),
    "text": (".txt", "Plain text (*.txt)"),
    "pdf": (".pdf", "PDF with the graph (*.pdf)"),
}
_OF_ENDING = {ending: form for form, (ending, _) in FORMS.items()}


class DerivationFiling(QObject):
    """Writes the derivation of the step shown.

    ``problem(sentence)`` is emitted where something could not be done, ``told(sentence)``
    where it was.
    """

    problem = Signal(str)
    told = Signal(str)

    def __init__(self, window: QWidget, store: Store, loop: Loop) -> None:
        super().__init__(window)
        self._window, self._store, self._loop = window, store, loop
        self._fractions = False

    def set_fractions(self, fractions: bool) -> None:
        """Write fractions where there are any."""
        self._fractions = fractions

    def export(self, form: str = "latex") -> None:
        """Ask for a file, proposing one of a form, and write the derivation to it."""
        if self._store.hiding is not None:
            self.problem.emit("The derivation holds the answers that are hidden; show them first.")
            return
        ending, _ = FORMS[form]
        kinds = dict(FORMS.values())
        first = kinds.pop(ending)
        name = self._name() + ending
        with self._loop.held():
            chosen, kind = QFileDialog.getSaveFileName(
                self._window, "Export derivation", name, ";;".join([first, *kinds.values()])
            )
        if chosen:
            path = Path(chosen)
            ending = next((own for own, words in FORMS.values() if words == kind), ending)
            self.export_to(path if path.suffix.lower() in _OF_ENDING else Path(chosen + ending))

    def _name(self) -> str:
        """Return the name to propose, beside the project and without an ending."""
        path, step = self._store.path, self._store.snapshot.step
        name = f"derivation-step-{step}"
        return name if path is None else str(path.parent / f"{path.stem}-{name}")

    def export_to(self, path: Path) -> None:
        """Write the derivation; the ending of the file says the format."""
        try:
            write_atomically(path, self._made(_OF_ENDING[path.suffix.lower()]))
        except FileError as error:
            self.problem.emit(f"{path.name} was not written: {error.words}.")
        else:
            self.told.emit(f"Wrote {path.name}.")

    def _made(self, form: str) -> bytes:
        derivation = derivation_shown(self._store.document, self._fractions)
        if form == "pdf":
            return self._pdf(derivation)
        return derivation_text(derivation, self._store.document.project.run.name, form).encode()

    def _pdf(self, derivation: Derivation) -> bytes:
        # Paper and pictures would cost each start 6 ms, for what few of them need.
        from skipnet_gui.ui.derivation_pdf import derivation_pdf

        return derivation_pdf(derivation, snapshot(self._store.document.at_operation(None)))
