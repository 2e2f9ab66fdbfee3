"""The project as a link: copied, or opened from the clipboard."""

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QMessageBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from skipnet_gui.core.numerals import grouped
from skipnet_gui.files.errors import FileError
from skipnet_gui.files.link import USUAL_LENGTH, is_link, link_of, project_from_link
from skipnet_gui.files.packing import weight
from skipnet_gui.session.project import Project
from skipnet_gui.session.record import project_to_save
from skipnet_gui.ui.loop import Loop
from skipnet_gui.ui.panels.panel import Notice, quiet_label
from skipnet_gui.ui.store import Store

MOST_NUMBERS = 100_000  # more would hold up the window for too long
MARGIN_PX, GAP_PX = 16, 10
WIDTH_PX, HEIGHT_PX = 560, 260

Buttons = QMessageBox.StandardButton


def copy_link(window: QWidget, store: Store, loop: Loop, save: Callable[[], object]) -> None:
    """Put the project's link on the clipboard; a long one only if that is wished."""
    project = project_to_save(store.document)
    try:
        link = link_of(project) if weight(project) <= MOST_NUMBERS else ""
    except FileError as error:
        store.problem.emit(f"The link was not made: {error.words}.")
        return
    if not link or len(link) > USUAL_LENGTH:
        with loop.held():
            answer = ask_about_length(window, len(link))
        if answer == Buttons.Save:
            save()
        if answer != Buttons.Apply:
            return
    QGuiApplication.clipboard().setText(link)
    store.told.emit(f"Copied the link: {grouped(len(link))} characters, the whole project.")


def ask_about_length(parent: QWidget, length: int) -> QMessageBox.StandardButton:
    """Ask what shall be done instead of a long link; a length of 0 is too long to be made."""
    box = QMessageBox(parent)
    box.setObjectName("long_link_dialog")
    box.setIcon(QMessageBox.Icon.Question)
    box.setText("This project holds too many numbers for a link.")
    box.setInformativeText("Mail and chats cut long lines; a file can be sent instead.")
    box.setStandardButtons(Buttons.Save | Buttons.Cancel)
    box.button(Buttons.Save).setText("Save a file …")
    if length:
        box.setText(f"The link would be {grouped(length)} characters long.")
        box.addButton(Buttons.Apply).setText("Copy the link")
    box.setDefaultButton(Buttons.Save)
    return Buttons(box.exec())


def ask_link(window: QWidget, loop: Loop) -> Project | None:
    """Ask for a link, with that on the clipboard if there is one; return its project."""
    with loop.held():
        dialog = LinkDialog(window, QGuiApplication.clipboard().text())
        dialog.exec()
    return dialog.project


def link_problem(error: FileError) -> str:
    """Return what is wrong with a link as a sentence."""
    where = "" if error.place == "link" else f"was not opened: {error.place} "
    return f"The link {where}{error.problem}."


class LinkDialog(QDialog):
    """Takes a link; one that cannot be opened stays, with what is wrong.

    Attributes
    ----------
    project
        What the link holds; None as long as none was opened.
    """

    def __init__(self, parent: QWidget, text: str) -> None:
        super().__init__(parent)
        self.setObjectName("link_dialog")
        self.setWindowTitle("Open link")
        self.project: Project | None = None
        self._text, self._notice = QPlainTextEdit(), Notice()
        self._text.setObjectName("link_text")
        self._text.setAccessibleName("Link")
        self._text.setTabChangesFocus(True)
        self._text.setPlaceholderText("skipnet:…")
        if is_link(text):
            self._text.setPlainText(text.strip())
            self._text.selectAll()
        self._text.textChanged.connect(self._look)
        buttons = QDialogButtonBox.StandardButton
        self._buttons = QDialogButtonBox(buttons.Open | buttons.Cancel)
        self._buttons.accepted.connect(self.open)
        self._buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX)
        column.setSpacing(GAP_PX)
        column.addWidget(quiet_label("A link holds a whole project: “Copy link” in the File menu."))
        for part in (self._text, self._notice, self._buttons):
            column.addWidget(part)
        self.resize(WIDTH_PX, HEIGHT_PX)
        self._look()

    def _look(self) -> None:
        self._notice.show_sentence("")
        open_button = self._buttons.button(QDialogButtonBox.StandardButton.Open)
        open_button.setEnabled(bool(self._text.toPlainText().strip()))

    def open(self) -> None:
        """Take the project of the link, or say why it cannot be."""
        try:
            self.project = project_from_link(self._text.toPlainText())
        except FileError as error:
            self._notice.show_sentence(link_problem(error))
        else:
            self.accept()
