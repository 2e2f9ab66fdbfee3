"""The panel of the program: the code that trains the network, linked with its parts."""

from collections.abc import Sequence
from itertools import islice

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from skipnet_gui.core.numerals import grouped
from skipnet_gui.core.program import Line, Program
from skipnet_gui.session.document import Document
from skipnet_gui.ui.panels.panel import GAP_PX, MARGIN_PX, quiet_label
from skipnet_gui.ui.panels.source import BANDS, Highlighter, Source, inks
from skipnet_gui.ui.parts import Part
from skipnet_gui.ui.theme import LIGHT, Theme

MOST_LINES = 5_000  # more would make a slow document; copying takes them all
EXPORTS = (("python", "As Python …"), ("pytorch", "As PyTorch …"))


class ProgramPanel(QWidget):
    """The program of the active run; lines light up with the units and edges they compute.

    ``part_hovered(part or None)`` and ``part_clicked(part)`` tell what the lines pointed at
    and clicked compute, ``export_requested("python" or "pytorch")`` asks for a script.
    """

    part_hovered = Signal(object)
    part_clicked = Signal(object)
    export_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("program")
        self.setAccessibleName("Program")
        self._document: Document | None = None
        self._program: Program | None = None
        self._parts: tuple[Part | None, ...] = ()
        self._lines_of: dict[Part, list[int]] = {}
        self._highlight: Part | None = None
        self._hovered: Part | None = None
        self._is_pointing = False
        self.source = Source()
        self._highlighter = Highlighter(self.source.document())
        self._note = quiet_label()
        self._arrange()
        self.source.line_pointed.connect(self._point_to)
        self.source.line_clicked.connect(self._click)
        self.show_theme(LIGHT)

    def _arrange(self) -> None:
        self._note.setContentsMargins(MARGIN_PX, GAP_PX, MARGIN_PX, GAP_PX)
        self._note.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addWidget(self.source, 1)
        column.addWidget(self._note)

    def _head(self) -> QHBoxLayout:
        self.copy_button = QPushButton("Copy all")
        self.copy_button.setToolTip("Copy the whole program")
        self.copy_button.clicked.connect(lambda: self.copy_all())
        self.export_button = QPushButton("Export")
        self.export_button.setToolTip("Write the training as a script that runs by itself")
        menu = QMenu(self.export_button)
        for kind, words in EXPORTS:
            action = menu.addAction(words)
            action.setObjectName(f"program_{kind}")
            action.triggered.connect(lambda _=False, kind=kind: self.export_requested.emit(kind))
        self.export_button.setMenu(menu)
        row = QHBoxLayout()
        row.setContentsMargins(MARGIN_PX, GAP_PX, MARGIN_PX, GAP_PX)
        row.setSpacing(GAP_PX)
        row.addWidget(quiet_label("What runs when you train"), 1)
        row.addWidget(self.export_button)
        row.addWidget(self.copy_button)
        return row

    def show_document(self, document: Document) -> None:
        """Show the program of a document's run, as soon as the panel can be seen."""
        self._document = document
        if self.isVisible():
            self._show_program(document.spec.program)

    def showEvent(self, event: QShowEvent) -> None:
        """Show what is current: a hidden panel does not follow."""
        super().showEvent(event)
        if self._document is not None:
            self._show_program(self._document.spec.program)

    def _show_program(self, program: Program) -> None:
        if program is self._program:
            return
        self._program = program
        lines = list(islice(program.lines, MOST_LINES))
        texts = [line.text for line in lines]
        self._link(lines)
        self._hovered = None
        self._highlighter.show_inks(inks(texts))
        self.source.show_text("\n".join(texts))
        self._show_lines_of(self._highlight)
        self._show_note(len(lines), len(program.lines))

    def _link(self, lines: Sequence[Line]) -> None:
        self._parts = tuple(None if line.part is None else Part(*line.part) for line in lines)
        self._lines_of = {}
        for number, part in enumerate(self._parts):
            if part is not None:
                self._lines_of.setdefault(part, []).append(number)

    def _show_note(self, shown: int, total: int) -> None:
        self._note.setText(
            f"The first {grouped(shown)} of {grouped(total)} lines. “Copy all” takes every line."
        )
        self._note.setVisible(shown < total)

    def show_highlight(self, part: Part | None) -> None:
        """Mark the lines of a part; one of them scrolls into view for those who look elsewhere."""
        if part == self._highlight:
            return
        self._highlight = part
        lines = self._show_lines_of(part)
        if lines and not self._is_pointing and not any(map(self.source.shows, lines)):
            self.source.scroll_to(lines[0])

    def _show_lines_of(self, part: Part | None) -> list[int]:
        lines = [] if part is None else self._lines_of.get(part, [])
        self.source.show_linked(lines)
        return lines

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._highlighter.show_theme(theme)
        self.source.show_band(BANDS[theme.name])

    def copy_all(self) -> None:
        """Put the whole program on the clipboard, also what is not shown."""
        if self._program is not None:
            QGuiApplication.clipboard().setText(self._program.source)

    def _part_at(self, line: int | None) -> Part | None:
        return None if line is None else self._parts[line]

    def _point_to(self, line: int | None) -> None:
        part = self._part_at(line)
        if part != self._hovered:
            self._hovered = part
            self._is_pointing = True
            self.part_hovered.emit(part)
            self._is_pointing = False

    def _click(self, line: int) -> None:
        part = self._part_at(line)
        if part is not None:
            self._is_pointing = True
            self.part_clicked.emit(part)
            self._is_pointing = False
