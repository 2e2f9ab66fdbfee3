"""Answer sheets as files: the person's answers are read from a CSV, or written to one."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from skipnet_gui.core.answers import GivenAnswer
from skipnet_gui.core.network import Network
from skipnet_gui.core.quantities import name_of, quantities_by_name
from skipnet_gui.files.answer_sheet import answer_sheet, read_answer_sheet
from skipnet_gui.files.atomic import write_atomically
from skipnet_gui.files.errors import FileError
from skipnet_gui.ui.loop import Loop
from skipnet_gui.ui.panels.answers import AnswersPanel
from skipnet_gui.ui.store import Store

SHEET_FILTER = "Answer sheets (*.csv);;All files (*)"


class AnswerFiling(QObject):
    """Reads and writes the sheet of a panel.

    ``problem(sentence)`` is emitted where something could not be done, ``told(sentence)``
    where it was.
    """

    problem = Signal(str)
    told = Signal(str)

    def __init__(self, window: QWidget, store: Store, loop: Loop, panel: AnswersPanel) -> None:
        super().__init__(window)
        self._window, self._store = window, store
        self._loop, self._panel = loop, panel
        panel.import_requested.connect(self.read)
        panel.export_requested.connect(self.write)

    def read(self) -> None:
        """Ask for a sheet and put its answers into the panel."""
        with self._loop.held():
            name, _ = QFileDialog.getOpenFileName(self._window, "Import answers", "", SHEET_FILTER)
        if name:
            self.read_from(Path(name))

    def read_from(self, path: Path) -> None:
        """Put the answers of a sheet into the panel; one that cannot be read changes nothing."""
        network = self._panel.network
        if network is None:
            return
        try:
            answers = read_answer_sheet(path, network, self._panel.updates)
        except FileError as error:
            self.problem.emit(f"{path.name} was not read: {error.place}: {error.problem}.")
            return
        self._panel.take_answers(_by_name(network, answers))
        self.told.emit(f"Read {len(answers)} answers from {path.name}.")

    def write(self) -> None:
        """Ask for a file and write the answers of the panel to it."""
        with self._loop.held():
            name, _ = QFileDialog.getSaveFileName(
                self._window, "Export answers", "answers.csv", SHEET_FILTER
            )
        if name:
            path = Path(name)
            self.write_to(path if path.suffix else path.with_suffix(".csv"))

    def write_to(self, path: Path) -> None:
        """Write the answers of the panel as a sheet."""
        if self._store.path is not None and path.resolve() == self._store.path:
            self.problem.emit(f"{path.name} is the project itself; choose another name.")
            return
        rows = self._panel.sheet_rows()
        try:
            write_atomically(path, answer_sheet(rows).encode())
        except FileError as error:
            self.problem.emit(f"{path.name} was not written: {error.place} {error.problem}.")
        else:
            self.told.emit(f"Wrote {len(rows)} answers to {path.name}.")


def _by_name(network: Network, answers: Iterable[GivenAnswer]) -> dict[str, str]:
    """Return one answer for each quantity: the last that could be read, or else the last."""
    names = quantities_by_name(network)
    found: dict[str, GivenAnswer] = {}
    for answer in answers:
        name = name_of(network, names[answer.name])
        if answer.number is not None or name not in found or found[name].number is None:
            found[name] = answer
    return {name: answer.text for name, answer in found.items()}
