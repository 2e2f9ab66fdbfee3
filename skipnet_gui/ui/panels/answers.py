"""The panel of the person's own answers: a field for each quantity, marked on request."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from skipnet_gui.core.answers import mark
from skipnet_gui.core.network import Network
from skipnet_gui.core.numerals import grouped
from skipnet_gui.core.quantities import Quantity, name_of, quantities_by_name
from skipnet_gui.session.asking import Asked, asked, possible
from skipnet_gui.session.document import Document
from skipnet_gui.session.marking import moment_of
from skipnet_gui.session.moments import state_shown
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.panels.answers_fields import BoxGroup, Row
from skipnet_gui.ui.panels.answers_head import NARROW, WIDE, AnswersHead, AnswersOptions
from skipnet_gui.ui.panels.answers_predict import PredictSection
from skipnet_gui.ui.panels.answers_sheets import Place, Sheet, place_of
from skipnet_gui.ui.panels.answers_words import (
    TITLES,
    spoken,
    summary,
    symbol,
    title_of,
)
from skipnet_gui.ui.panels.panel import MARGIN_PX, Panel, quiet_label

MOST_FIELDS = 150  # more would be slow to make; one unit at a time reaches the rest
SIDE_BY_SIDE_PX = 720


class AnswersPanel(QWidget):
    """Fields for the quantities of one step, their marks, and the prediction of the next.

    ``hiding_changed(Asked or None)`` tells what the rest of the window must not show,
    ``step_requested()``, ``import_requested()`` and ``export_requested()`` ask for what
    stands on their buttons.
    """

    hiding_changed = Signal(object)
    step_requested = Signal()
    import_requested = Signal()
    export_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("answers")
        self.setAccessibleName("My answers")
        self._document: Document | None = None
        self._snapshot: Snapshot | None = None
        self._place: Place | None = None
        self._network: Network | None = None
        self._sheets: dict[Place, Sheet] = {}
        self._sheet = Sheet()
        self._choice = Asked()
        self._shown: tuple[Quantity, ...] = ()
        self.rows: dict[str, Row] = {}
        self._groups: list[QWidget] = []
        self._state: tuple[bool, bool] | None = None  # of the rows: written to, marks current
        self.head, self.options, self.predict = AnswersHead(), AnswersOptions(), PredictSection()
        self._more = quiet_label()
        self._body = Panel("answers_body", "Answers")
        self._arrange()
        self._tie()

    def _arrange(self) -> None:
        self._flow = QBoxLayout(NARROW)
        self._flow.setSpacing(MARGIN_PX)
        self._body.column.addWidget(self.options)
        self._body.column.addLayout(self._flow)
        self._flow.addWidget(self.predict, 1)
        self._body.column.addWidget(self._more)
        self._body.column.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self._body, 1)

    def _tie(self) -> None:
        self.head.chosen.connect(self._choose)
        self.head.mark_requested.connect(self.mark)
        self.head.take_requested.connect(self._take_place)
        self.options.hide_box.toggled.connect(lambda _: self._tell_hiding())
        self.options.expected_box.toggled.connect(lambda _: self._show_marks())
        self.options.import_requested.connect(self.import_requested)
        self.options.export_requested.connect(self.export_requested)
        self.predict.step_requested.connect(self.step_requested)

    def show_document(self, document: Document, snapshot: Snapshot) -> None:
        """Show the fields of a moment, as soon as the panel can be seen."""
        self._document, self._snapshot = document, snapshot
        if self.isVisible():
            self._follow(document, snapshot)

    def showEvent(self, event: QShowEvent) -> None:
        """Show what is current; hide again elsewhere what was hidden."""
        super().showEvent(event)
        if self._document is not None and self._snapshot is not None:
            self._follow(self._document, self._snapshot)
        self._tell_hiding()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the numbers be seen: nothing here says any more that they are hidden."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.hiding_changed.emit(None)

    def _tell_hiding(self) -> None:
        hides = self.options.hide_box.isChecked() and self.isVisible()
        self.hiding_changed.emit(self._choice if hides else None)

    def _follow(self, document: Document, snapshot: Snapshot) -> None:
        """Go to the moment shown, unless there are answers to another, which stay."""
        self.predict.show_document(document)
        if snapshot.network is not self._network:
            self._take_network(snapshot.network)
        place = place_of(snapshot)
        if place != self._place and (place in self._sheets or not self._sheet.answers):
            self._take_place()
        self._show_fields()
        self._show_state()

    def _take_network(self, network: Network) -> None:
        """Take another network; answers to quantities of other names are of no use."""
        old, self._network = self._network, network
        if old is not None and quantities_by_name(old).keys() != quantities_by_name(network).keys():
            self._sheets.clear()
            self._sheet, self._place = Sheet(), None
        self._choice = possible(network, self._choice)
        self.head.show_network(network)
        self.head.show_choice(self._choice)

    def _take_place(self) -> None:
        """Go to the answers to the moment shown."""
        assert self._snapshot is not None
        self._place = place_of(self._snapshot)
        sheet = self._sheets.get(self._place)
        if sheet is None and not self._sheet.texts:
            return  # from blank to blank, which a run does at every frame
        self._sheet = sheet or Sheet()
        self._show_fields()
        for name, row in self.rows.items():
            row.box.setText(self._sheet.texts.get(name, ""))
        self._show_marks()

    def _choose(self, choice: Asked) -> None:
        if choice != self._choice:
            self._choice = choice
            self._tell_hiding()
        self.head.show_choice(choice)
        self._show_fields()
        self._show_marks()

    @property
    def network(self) -> Network | None:
        """What the answers are about; None before a document was shown."""
        return None if self._snapshot is None else self._snapshot.network

    @property
    def updates(self) -> bool:
        """Whether new weights are asked for: not for one sample of a batch of several."""
        return self._snapshot is not None and len(self._snapshot.batch) == 1

    def _show_fields(self) -> None:
        """Make a field for each quantity that is asked for, if they are others than before."""
        if self._network is None:
            return
        found = asked(self._network, self._choice, self.updates, self._sheet.answers.keys())
        if found == self._shown:
            return
        self._shown = found
        self._remake(self._network, found[:MOST_FIELDS])
        left = len(found) - MOST_FIELDS
        self._more.setText(f"and {grouped(left)} more: choose one unit to reach them")
        self._more.setVisible(left > 0)
        self._show_marks()

    def _remake(self, network: Network, quantities: Sequence[Quantity]) -> None:
        for group in self._groups:
            self._flow.removeWidget(group)
            group.hide()
            group.deleteLater()
        self._groups, self.rows, self._state = [], {}, None
        for title in TITLES:
            rows = [
                (name_of(network, quantity), symbol(network, quantity))
                for quantity in quantities
                if title_of(quantity) == title
            ]
            if rows:
                self._add_group(BoxGroup(title, rows))
        for name, row in self.rows.items():
            row.box.setText(self._sheet.texts.get(name, ""))
        boxes = [row.box for row in self.rows.values()]
        chain = [self.options.export_button, *boxes, *self.predict.in_tab_order()]
        for before, after in pairwise(chain):
            self.setTabOrder(before, after)

    def _add_group(self, group: BoxGroup) -> None:
        group.typed.connect(self._write)
        group.entered.connect(self.mark)
        group.left.connect(self._mark_if_wanted)
        self._groups.append(group)
        self._flow.insertWidget(len(self._groups) - 1, group, 1)
        group.show()  # now, so that the focus can go to it at once
        self.rows |= group.rows

    def _write(self, name: str, text: str) -> None:
        assert self._place is not None
        self._sheets[self._place] = self._sheet
        self._sheet.write(name, text)
        self._show_marks()

    def _mark_if_wanted(self) -> None:
        if self.options.as_typed_box.isChecked() and not self._is_marked:
            self.mark()

    def mark(self) -> None:
        """Mark all answers to the moment shown."""
        problem = self._why_not()
        self.head.show_problem(problem)
        if problem or self._document is None or self._snapshot is None or not self._is_here:
            return
        document, snapshot = self._document, self._snapshot
        row = snapshot.batch.index(snapshot.sample)
        moment = moment_of(document.spec, state_shown(document), row)
        found = mark(moment, self._sheet.given(snapshot.network, self.updates))
        self._sheet.marks = {one.quantity: one for one in found}
        self._sheet.marked_for = document.spec
        self._show_marks()

    def _why_not(self) -> str:
        shown = self._snapshot
        if shown is None or shown.sample in shown.batch:
            return ""
        return f"Row {shown.sample + 1} is not in the batch of this step: its gradients are not."

    def sheet_rows(self) -> list[tuple[str, str]]:
        """Return names and answers as an answer sheet takes them."""
        return [] if self._network is None else self._sheet.rows(self._network)

    def begin(self) -> None:
        """Go to the first field."""
        next(iter(self.rows.values())).box.setFocus()

    def take_answers(self, texts: Mapping[str, str]) -> None:
        """Take the answers of a sheet to the moment shown, in place of those that stand there."""
        assert self._snapshot is not None
        self._sheets[place_of(self._snapshot)] = Sheet(dict(texts))
        self._take_place()
        self._choose(Asked())
        self.mark()

    @property
    def _is_here(self) -> bool:
        """Whether the answers are to the moment shown."""
        return self._snapshot is not None and place_of(self._snapshot) == self._place

    @property
    def _is_marked(self) -> bool:
        if self._document is None or not self._is_here:
            return False
        return self._sheet.is_marked(self._document.spec, self._document.position.step)

    def _show_marks(self) -> None:
        """Show the marks that there are beside the fields."""
        with_expected, network = self.options.expected_box.isChecked(), self._network
        for name, row in self.rows.items():
            found = self._sheet.marks.get(name)
            row.show_mark(found, spoken(network, found, with_expected) if found and network else "")
        self._show_state()

    def _show_state(self) -> None:
        """Say what the marks are about, and grey them where that is not what is shown."""
        if self._snapshot is None or self._place is None:
            return
        is_here = self._is_here
        is_current = self._is_marked or (is_here and not self._sheet.marks)
        if self._state != (is_here, is_current):
            self._state = is_here, is_current
            for row in self.rows.values():
                row.show_current(is_current)
                row.box.setReadOnly(not is_here)
        marks = [mark for name, mark in self._sheet.marks.items() if name in self.rows]
        self.head.show_summary(summary(marks, len(self.rows)), is_current)
        self.head.show_place(self._place, place_of(self._snapshot), self._snapshot.samples)
        self.head.show_changed(is_here and not is_current)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the groups side by side where there is room."""
        super().resizeEvent(event)
        direction = WIDE if self.width() >= SIDE_BY_SIDE_PX else NARROW
        self._flow.setDirection(direction)
        self.head.show_lines(direction)
        self.options.show_rows(direction)
