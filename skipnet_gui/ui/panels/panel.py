"""What all dock panels share: sections, labelled fields, sentences where somebody acted."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from skipnet_gui.core.network import ModelError
from skipnet_gui.session.document import Document
from skipnet_gui.session.edits import Edit
from skipnet_gui.session.project import Project
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.theme import SMALL_PX, font

MARGIN_PX = 12
GAP_PX = 6
CONTROL_PX = 132


class Notice(QLabel):
    """A sentence beside the control that could not do what was asked; hidden when empty."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(font(SMALL_PX, bold=True))
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.hide()

    def show_sentence(self, sentence: str) -> None:
        """Show a sentence, or hide if it is empty."""
        self.setText(f"⚠ {sentence}" if sentence else "")
        self.setVisible(bool(sentence))


def quiet_label(text: str = "", wrap: bool = True) -> QLabel:
    """Return a small label in the quiet colour (the palette's PlaceholderText)."""
    label = QLabel(text)
    label.setFont(font(SMALL_PX))
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    return label


class Field(QWidget):
    """A label and its control, a line of help beneath, and room for a sentence."""

    def __init__(self, label: str, control: QWidget, help_line: str = "") -> None:
        super().__init__()
        self.notice = Notice()
        self.help = quiet_label(help_line)
        self.help.setVisible(bool(help_line))
        self._label = QLabel(label)
        self._label.setBuddy(control)
        control.setFixedWidth(CONTROL_PX)
        if help_line:
            control.setToolTip(help_line)
            control.setAccessibleDescription(help_line)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        grid.addWidget(self._label, 0, 0)
        grid.addWidget(control, 0, 1)
        grid.addWidget(self.help, 1, 0, 1, 2)
        grid.addWidget(self.notice, 2, 0, 1, 2)

    def show_label(self, text: str) -> None:
        """Show another label."""
        self._label.setText(text)

    def show_help(self, text: str) -> None:
        """Show another line of help."""
        self.help.setText(text)
        self.help.setVisible(bool(text))


class SectionTitle(QWidget):
    """The title of a section, with a line beneath."""

    def __init__(self, title: str) -> None:
        super().__init__()
        label = QLabel(title)
        label.setFont(font(bold=True))
        rule = QFrame()
        rule.setFixedHeight(1)
        rule.setAutoFillBackground(True)
        rule.setBackgroundRole(QPalette.ColorRole.Mid)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 2)
        column.setSpacing(4)
        column.addWidget(label)
        column.addWidget(rule)


class Panel(QScrollArea):
    """A dock panel: shows the document, asks for edits, never writes a model."""

    edit_requested = Signal(object)
    problem = Signal(str)

    def __init__(self, object_name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setAccessibleName(title)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content = QWidget()
        self.column = QVBoxLayout(content)
        self.column.setContentsMargins(MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX)
        self.column.setSpacing(GAP_PX)
        self.setWidget(content)
        self._document: Document | None = None
        self._complaint: Notice | None = None

    def show_document(self, document: Document, snapshot: Snapshot) -> None:
        """Show a document and the moment looked at."""
        old, self._document = self._document, document
        if old is None or document.project is not old.project:
            self._clear_problem()
            self.show_project(document.project)

    def show_project(self, project: Project) -> None:
        """Show what depends on the project alone; panels fill this in."""

    def add_section(self, title: str) -> None:
        """Begin a section."""
        if self.column.count():
            self.column.addSpacing(MARGIN_PX)
        self.column.addWidget(SectionTitle(title))

    def request(self, edit: Edit, notice: Notice) -> None:
        """Ask for an edit, or say beside the control why it cannot be.

        An edit that changes nothing is not asked for.
        """
        document = self._document
        if document is None:
            return
        self._clear_problem()
        try:
            project = edit.change(document.project, document.position.step)
        except ModelError as error:
            self.refuse(self.sentence(error), notice)
        else:
            if not project.same_as(document.project):
                self.edit_requested.emit(edit)
        self.show_project(self._document.project if self._document else document.project)

    def refuse(self, sentence: str, notice: Notice) -> None:
        """Say beside a control why it keeps its old value."""
        self._clear_problem()
        self._complaint = notice
        notice.show_sentence(sentence)
        self.problem.emit(sentence)

    def sentence(self, error: ModelError) -> str:
        """Return what a model refuses as a sentence about the setting."""
        subject = error.place.rpartition(".")[2].replace("_", " ")
        return f"{subject} {error.problem}."

    def _clear_problem(self) -> None:
        if self._complaint is not None:
            self._complaint.show_sentence("")
            self._complaint = None
