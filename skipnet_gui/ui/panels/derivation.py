"""The panel of the derivation: all operations of a step, in symbols and in numbers."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from skipnet_gui.core.derivation import Derivation
from skipnet_gui.core.kinks import OnKink, on_kinks
from skipnet_gui.core.operations import Quantity
from skipnet_gui.files.derivation_text import derivation_text
from skipnet_gui.session.document import Document
from skipnet_gui.session.moments import derivation_shown
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.panels.derivation_sheet import Sheet
from skipnet_gui.ui.panels.derivation_words import (
    batch_note,
    kink_details,
    kink_title,
    line_of,
    moment,
    part_of,
)
from skipnet_gui.ui.panels.numbers import LiveLabel
from skipnet_gui.ui.panels.panel import GAP_PX, MARGIN_PX, quiet_label
from skipnet_gui.ui.parts import Part
from skipnet_gui.ui.theme import SMALL_PX, Theme, font

COPIES = {"text": "Copy as text", "markdown": "Copy as Markdown", "latex": "Copy as LaTeX"}
EXPORTS = {
    "latex": "Export as LaTeX …",
    "markdown": "Export as Markdown …",
    "text": "Export as plain text …",
    "pdf": "Export as PDF …",
}
BESIDE_PX = 390  # from which the head is one line


class DerivationPanel(QWidget):
    """The derivation of the step shown.

    ``part_hovered(part or None)`` tells which part the line pointed at is of,
    ``operation_requested(count or None)`` asks to show the step as far as a line, or whole,
    and ``export_requested("latex", "markdown", "text" or "pdf")`` for a file.
    """

    part_hovered = Signal(object)
    operation_requested = Signal(object)
    export_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("derivation")
        self.setAccessibleName("Derivation")
        self._document: Document | None = None
        self._snapshot: Snapshot | None = None
        self._derivation: Derivation | None = None
        self._symbols: tuple[object, ...] = ()
        self._part: Part | None = None
        self._sought: Quantity | None = None
        self._is_pointing = False
        self.sheet = Sheet()
        self._moment = LiveLabel()
        self._moment.setFont(font(SMALL_PX))
        self._batch, self._note, self._kinks = quiet_label(), quiet_label(), quiet_label()
        self._arrange()
        self.sheet.line_pointed.connect(self._point)
        self.sheet.line_chosen.connect(self._choose)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addLayout(self._remarks())
        column.addWidget(self.sheet, 1)
        self._note.setContentsMargins(MARGIN_PX, GAP_PX, MARGIN_PX, GAP_PX)
        self._note.hide()
        column.addWidget(self._note)

    def _head(self) -> QBoxLayout:
        self.fractions = QCheckBox("Fractions")
        self.fractions.setToolTip("Write 3/8 instead of 0.375, where the numbers are exact")
        self.fractions.toggled.connect(self._show_again)
        self.export_button = QPushButton("Export")
        self.export_button.setToolTip("Copy the derivation of this step, or write it to a file")
        self.export_button.setMenu(self._menu())
        row = QHBoxLayout()
        row.setSpacing(MARGIN_PX)
        row.addWidget(self.fractions)
        row.addStretch(1)
        row.addWidget(self.export_button)
        self._flow = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._flow.setContentsMargins(MARGIN_PX, GAP_PX, MARGIN_PX, GAP_PX)
        self._flow.setSpacing(GAP_PX)
        self._flow.addWidget(self._moment, 1)
        self._flow.addLayout(row)
        return self._flow

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the moment above the switches where it has no room beside them."""
        super().resizeEvent(event)
        directions = QBoxLayout.Direction
        wide = self.width() >= BESIDE_PX
        self._flow.setDirection(directions.LeftToRight if wide else directions.TopToBottom)

    def _menu(self) -> QMenu:
        menu = QMenu(self.export_button)
        for form, words in COPIES.items():
            action = menu.addAction(words)
            action.setObjectName(f"copy_{form}")
            action.triggered.connect(lambda _=False, form=form: self.copy(form))
        menu.addSeparator()
        for form, words in EXPORTS.items():
            action = menu.addAction(words)
            action.setObjectName(f"derivation_{form}")
            action.triggered.connect(lambda _=False, form=form: self.export_requested.emit(form))
        return menu

    def _remarks(self) -> QVBoxLayout:
        """Return the badge of kinks with its details, and the note on a batch; all hidden."""
        self.kink_badge = QToolButton()
        self.kink_badge.setObjectName("kink_badge")
        self.kink_badge.setCheckable(True)
        self.kink_badge.setFont(font(SMALL_PX))
        self.kink_badge.setStyleSheet(f"margin-bottom: {GAP_PX}px")
        self.kink_badge.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.kink_badge.setArrowType(Qt.ArrowType.RightArrow)
        self.kink_badge.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.kink_badge.toggled.connect(self._open_kinks)
        column = QVBoxLayout()
        column.setContentsMargins(MARGIN_PX, 0, MARGIN_PX, 0)
        column.setSpacing(GAP_PX)
        for label in (self._kinks, self._batch):
            label.setContentsMargins(0, 0, 0, GAP_PX)
        for widget in (self.kink_badge, self._kinks, self._batch):
            widget.hide()
            column.addWidget(widget)
        return column

    # What is shown

    def show_document(self, document: Document, snapshot: Snapshot) -> None:
        """Show the derivation of a moment, as soon as the panel can be seen."""
        self._document, self._snapshot = document, snapshot
        self._show_again()

    def showEvent(self, event: QShowEvent) -> None:
        """Show what is current: a hidden panel does not follow."""
        super().showEvent(event)
        self._show_again()

    def _show_again(self) -> None:
        if self.isVisible() and self._document is not None and self._snapshot is not None:
            self._show(self._document, self._snapshot)

    def _show(self, document: Document, snapshot: Snapshot) -> None:
        exact, walk = self.fractions.isChecked(), snapshot.walk
        plain = walk is not None and not exact
        made = walk.derivation if walk and plain else derivation_shown(document, exact)
        self._derivation = made
        spec = made.spec
        symbols = (spec.network, spec.optimizer, made.is_batch, len(made.moment.batch))
        is_new, self._symbols = symbols != self._symbols, symbols
        self._moment.setText(moment(snapshot))
        _show_text(self._batch, batch_note(snapshot))
        _show_text(self._note, made.note)
        self._show_kinks(document, snapshot)
        self.export_button.setEnabled(not snapshot.hidden)
        self.sheet.show_derivation(made, snapshot, is_new)
        if is_new:
            self._show_linked()
        self._seek()

    def _show_kinks(self, document: Document, snapshot: Snapshot) -> None:
        found = [
            kink for kink in on_kinks(document.spec, snapshot.trace) if _is_seen(kink, snapshot)
        ]
        title, details = kink_title(found), kink_details(found)
        if title == self.kink_badge.text() and details == self._kinks.text():
            return
        self.kink_badge.setText(title)
        self.kink_badge.setToolTip(details)
        self.kink_badge.setAccessibleDescription(details)
        self.kink_badge.setVisible(bool(title))
        self._kinks.setText(details)
        self._open_kinks(self.kink_badge.isChecked())

    def _open_kinks(self, is_open: bool) -> None:
        arrow = Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow
        self.kink_badge.setArrowType(arrow)
        self._kinks.setVisible(is_open and bool(self._kinks.text()))

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.sheet.show_theme(theme)

    # Links with the graph

    def show_highlight(self, part: Part | None) -> None:
        """Mark the lines of a part; one of them scrolls into view for those who look elsewhere."""
        if part == self._part:
            return
        self._part = part
        numbers = self._show_linked()
        if numbers and not self._is_pointing and not any(map(self.sheet.shows, numbers)):
            self.sheet.scroll_to(numbers[0])

    def _show_linked(self) -> list[int]:
        made = self._derivation
        if made is None:
            return []
        operations = made.operations if self._part is not None else ()
        numbers = [
            number
            for number, operation in enumerate(operations)
            if part_of(made.network, operation) == self._part
        ]
        self.sheet.show_linked(numbers)
        return numbers

    def seek(self, quantity: Quantity) -> None:
        """Go to the line that computes a quantity, as soon as the panel can be seen."""
        self._sought = quantity
        if self.isVisible():
            self._seek()

    def _seek(self) -> None:
        made, quantity, self._sought = self._derivation, self._sought, None
        if made is None or quantity is None:
            return
        number = line_of(made.network, made.operations, quantity)
        if number is not None:
            self.sheet.go_to(number)

    def _point(self, number: int | None) -> None:
        made = self._derivation
        if made is None:
            return
        part = None if number is None else part_of(made.network, made.operations[number])
        self._is_pointing = True
        self.part_hovered.emit(part)
        self._is_pointing = False

    def _choose(self, number: int) -> None:
        """Ask for the step as far as a line; the whole step if that is what is shown."""
        self.operation_requested.emit(None if number == self.sheet.lit else number + 1)

    def copy(self, form: str) -> None:
        """Put the derivation on the clipboard: "text", "markdown" or "latex"."""
        document, made = self._document, self._derivation
        if document is not None and made is not None:
            text = derivation_text(made, document.project.run.name, form)
            QGuiApplication.clipboard().setText(text)


def _is_seen(kink: OnKink, snapshot: Snapshot) -> bool:
    if kink.kind == "z":
        return snapshot.knows(Quantity("z", kink.number))
    return snapshot.knows(Quantity("loss", 0))


def _show_text(label: QLabel, text: str) -> None:
    """Show a text that rarely changes; nothing where it is empty."""
    if label.text() != text:
        label.setText(text)
        label.setVisible(bool(text))
