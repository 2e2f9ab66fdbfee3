"""Recovery: unsaved work that a sudden end has left behind is offered at the next start."""

import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from skipnet_gui.core.numerals import grouped
from skipnet_gui.files.autosave import LeftBehind, Note, claim, left_behind, read_autosave
from skipnet_gui.files.errors import FileError
from skipnet_gui.ui.autosave import Autosave, state_folder
from skipnet_gui.ui.loop import Loop
from skipnet_gui.ui.main_window import MainWindow
from skipnet_gui.ui.panels.panel import Notice

MARGIN_PX, GAP_PX = 16, 10
WIDTH_PX, ROW_PX, MOST_ROWS = 520, 44, 5
# Enter opens while the list has the focus, so the button shows it.
SHEET = """
QListWidget { border: 1px solid palette(mid); }
QListWidget::item { padding: 6px 8px; }
QListWidget::item:selected { background: palette(mid); color: palette(text); }
QPushButton:default { border: 2px solid palette(text); padding: 4px 10px; }
"""


def keep_work(window: MainWindow) -> Autosave:
    """Keep the unsaved work of a window from now on, and offer what was left behind."""
    autosave = Autosave(window.store, state_folder())
    autosave.problem.connect(window.status.show_problem)
    application = QCoreApplication.instance()
    assert application is not None, "a window has an application"
    application.aboutToQuit.connect(autosave.end)
    offer(window, autosave)
    return autosave


def offer(window: MainWindow, autosave: Autosave) -> "RecoveryDialog | None":
    """Open the dialog if anything was left behind; the window stays usable beside it."""
    found = left_behind(autosave.folder)
    if not found:
        return None
    dialog = RecoveryDialog(window, found, window.loop, partial(_open, window, autosave))
    dialog.show()
    return dialog


def _open(window: MainWindow, autosave: Autosave, place: Path) -> bool:
    """Take the work of an autosave into the window; return whether it is taken.

    Raises
    ------
    FileError
        If it cannot be; the autosave stays as it is.
    """
    slot = claim(place)
    try:
        note, project = read_autosave(place)
        path = None if note.path is None or note.is_outdated else Path(note.path)
        taken = window.filing.take_unsaved(project, path)
    except FileError:
        slot.release()
        raise
    if not taken:
        slot.release()
        return False
    autosave.adopt(slot)
    window.status.show_message(_welcome(note, path))
    return True


def _welcome(note: Note, path: Path | None) -> str:
    opened = f"Opened the unsaved work of {clock(note.kept_at)}."
    if path is not None:
        return f"{opened} Save writes it to {path.name}."
    if note.path is not None:
        return f"{opened} {note.name} is newer than it began from; Save asks for another file."
    return opened


def clock(seconds: float) -> str:
    """Return a time since the epoch as this place's clock and calendar show it."""
    now, then = time.localtime(), time.localtime(seconds)
    is_today = now[:3] == then[:3]
    return time.strftime("today, %H:%M:%S" if is_today else "%Y-%m-%d, %H:%M:%S", then)


def title_of(found: LeftBehind) -> str:
    """Return what the list says of an autosave: name, step, time and folder."""
    note = found.note
    if note is None:
        return f"{found.place.name}\ndamaged"
    folder = "" if note.path is None else f" · {Path(note.path).parent}"
    return f"{note.name} · step {grouped(note.steps)}\nkept {clock(note.kept_at)}{folder}"


class RecoveryDialog(QDialog):
    """Lists what was left behind; each can be opened, kept for later, or deleted.

    Parameters
    ----------
    found
        The autosaves, the likeliest first.
    loop
        Is held while a question is open.
    open_place
        Takes an autosave into the window and returns whether it did; may raise FileError.
    """

    def __init__(
        self,
        parent: QWidget,
        found: Sequence[LeftBehind],
        loop: Loop,
        open_place: Callable[[Path], bool],
    ) -> None:
        super().__init__(parent)
        self.setObjectName("recovery_dialog")
        self.setWindowTitle("Unsaved work")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._loop, self._open_place = loop, open_place
        self._list, self._notice = QListWidget(), Notice()
        self.setStyleSheet(SHEET)
        self._fill(found)
        words = QLabel("The program ended before this work was saved. It is kept until you decide.")
        words.setWordWrap(True)
        self._column = layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX)
        layout.setSpacing(GAP_PX)
        for part in (words, self._list, self._notice):
            layout.addWidget(part)
        layout.addLayout(self._buttons())
        self.resize(WIDTH_PX, self.sizeHint().height())
        self._list.setFocus()

    def _buttons(self) -> QHBoxLayout:
        self.delete_button = QPushButton("Delete …")
        self.later_button = QPushButton("Keep for later")
        self.open_button = QPushButton("Open")
        self.delete_button.clicked.connect(self.delete_chosen)
        self.later_button.clicked.connect(self.reject)
        self.open_button.clicked.connect(self.open_chosen)
        for button in (self.delete_button, self.later_button):
            button.setAutoDefault(False)
        self.open_button.setDefault(True)
        row = QHBoxLayout()
        row.addWidget(self.delete_button)
        row.addStretch(1)
        row.addWidget(self.later_button)
        row.addWidget(self.open_button)
        return row

    def _fill(self, found: Sequence[LeftBehind]) -> None:
        self._list.setAccessibleName("Unsaved work")
        self._list.setFixedHeight(ROW_PX * min(len(found), MOST_ROWS) + 2)
        for one in found:
            item = QListWidgetItem(title_of(one))
            item.setData(Qt.ItemDataRole.UserRole, one.place)
            self._list.addItem(item)
        self._list.setCurrentRow(0)
        self._list.itemDoubleClicked.connect(self.open_chosen)

    def open_chosen(self) -> None:
        """Take the chosen work into the window."""
        place = self._chosen
        try:
            is_taken = self._open_place(place)
        except FileError as error:
            self._show_problem(f"It was not opened and is kept: {error.place}: {error.problem}.")
            return
        if is_taken:
            self.accept()

    def delete_chosen(self) -> None:
        """Ask, and delete the chosen work."""
        place, name = self._chosen, self._list.currentItem().text().splitlines()[0]
        with self._loop.held():
            answer = ask_about_deleting(self, name)
        if answer != QMessageBox.StandardButton.Yes:
            return
        try:
            claim(place).drop()
        except FileError as error:
            self._show_problem(f"It was not deleted: {error.place}: {error.problem}.")
            return
        self._list.takeItem(self._list.currentRow())
        if self._list.count() == 0:
            self.accept()

    def _show_problem(self, sentence: str) -> None:
        self._notice.show_sentence(sentence)
        self.resize(self.width(), self._column.totalHeightForWidth(self.width()))

    @property
    def _chosen(self) -> Path:
        place: Path = self._list.currentItem().data(Qt.ItemDataRole.UserRole)
        return place

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the Delete key ask for the chosen work to be deleted."""
        if event.key() == Qt.Key.Key_Delete:
            self.delete_chosen()
        else:
            super().keyPressEvent(event)


def ask_about_deleting(parent: QWidget, name: str) -> QMessageBox.StandardButton:
    """Ask whether unsaved work shall be deleted; no is the default."""
    buttons = QMessageBox.StandardButton
    box = QMessageBox(parent)
    box.setObjectName("delete_dialog")
    box.setIcon(QMessageBox.Icon.Warning)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(f"Delete the unsaved work “{name}”?")
    box.setInformativeText("It cannot be brought back.")
    box.setStandardButtons(buttons.Yes | buttons.Cancel)
    box.button(buttons.Yes).setText("Delete")
    box.setDefaultButton(buttons.Cancel)
    return buttons(box.exec())
