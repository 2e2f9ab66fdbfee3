"""A panel on a desk: shown, with a document behind it that its edits change."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QTableView
from pytestqt.qtbot import QtBot

from skipnet_gui.core.presets import PRESETS
from skipnet_gui.session.document import Document, new_document
from skipnet_gui.session.edits import Edit, edited
from skipnet_gui.session.player import advanced
from skipnet_gui.session.project import Project, project_of
from skipnet_gui.session.snapshot import snapshot
from skipnet_gui.ui.panels.panel import Panel


class Desk:
    """Keeps the document of one panel, and notes what the panel asked and said."""

    def __init__(self, panel: Panel, project: Project) -> None:
        self.panel = panel
        self.document = new_document(project)
        self.titles: list[str] = []
        self.problems: list[str] = []
        panel.edit_requested.connect(self._edit)
        panel.problem.connect(self.problems.append)
        if hasattr(panel, "sample_pinned"):
            panel.sample_pinned.connect(lambda row: self.show(self.document.with_sample(row)))
        self.show(self.document)

    @property
    def project(self) -> Project:
        return self.document.project

    def show(self, document: Document) -> None:
        self.document = document
        self.panel.show_document(document, snapshot(document))

    def step(self) -> None:
        self.show(advanced(self.document, 1))

    def _edit(self, edit: Edit) -> None:
        self.titles.append(edit.title)
        self.show(edited(self.document, edit))


@pytest.fixture
def desk(qtbot: QtBot) -> Callable[..., Desk]:
    def make(panel: Panel, preset: str = "exercise", width: int = 300) -> Desk:
        qtbot.addWidget(panel)
        panel.resize(width, 600)
        made = Desk(panel, project_of(PRESETS[preset].make()))
        with qtbot.waitActive(panel):
            panel.show()
            panel.activateWindow()
        return made

    return make


@pytest.fixture
def type_in(qtbot: QtBot) -> Callable[[QLineEdit, str], None]:
    """Type over what a box shows."""

    def act(box: QLineEdit, text: str) -> None:
        box.setFocus()
        box.selectAll()
        qtbot.keyClick(box, Qt.Key.Key_Delete)
        qtbot.keyClicks(box, text)

    return act


@pytest.fixture
def type_in_cell(
    qtbot: QtBot, commit: Callable[[QLineEdit], None]
) -> Callable[[QTableView, int, int, str], None]:
    """Open a cell of a table as a double click does, type over it and press Enter."""

    def act(table: QTableView, row: int, column: int, text: str) -> None:
        cell = table.model().index(row, column)
        table.scrollTo(cell)
        point = table.visualRect(cell).center()
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=point)
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=point)
        editor = table.viewport().findChild(QLineEdit)
        assert editor is not None
        editor.selectAll()
        qtbot.keyClicks(editor, text)
        commit(editor)

    return act


@pytest.fixture
def commit(qtbot: QtBot) -> Callable[[QLineEdit], None]:
    """Press Enter in the editor of a cell, which commits once events are processed."""

    def act(editor: QLineEdit) -> None:
        with qtbot.waitSignal(editor.destroyed):
            qtbot.keyClick(editor, Qt.Key.Key_Return)

    return act
