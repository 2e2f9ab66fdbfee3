"""The place of My answers among the docks; its panel is made once the window stands."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from skipnet_gui.session.document import Document
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.loop import Loop
from skipnet_gui.ui.store import Store

if TYPE_CHECKING:
    from skipnet_gui.ui.panels.answers import AnswersPanel


class AnswersDock(QWidget):
    """Holds the panel of answers and ties it to the store.

    ``problem(sentence)`` is emitted where something could not be done, ``told(sentence)``
    where it was.
    """

    problem = Signal(str)
    told = Signal(str)

    def __init__(self, store: Store, loop: Loop, step: Callable[[], None]) -> None:
        super().__init__()
        self.setAccessibleName("My answers")
        self.setWindowTitle("Answers")  # on its tab, where room is short
        self._store, self._loop, self._step = store, loop, step
        self.panel: AnswersPanel | None = None
        self._place = QVBoxLayout(self)
        self._place.setContentsMargins(0, 0, 0, 0)

    def fill(self) -> None:
        """Make the panel, once."""
        if self.panel is not None:
            return
        # Marking, slips and sheets cost a start some 20 ms, and most starts do not need them.
        from skipnet_gui.ui.answer_filing import AnswerFiling
        from skipnet_gui.ui.panels.answers import AnswersPanel

        self.panel = AnswersPanel()
        self._place.addWidget(self.panel)
        self.panel.hiding_changed.connect(self._store.hide)
        self.panel.step_requested.connect(self._step)
        filing = AnswerFiling(self, self._store, self._loop, self.panel)
        filing.problem.connect(self.problem)
        filing.told.connect(self.told)
        self.show_document(self._store.document, self._store.snapshot)

    def show_document(self, document: Document, snapshot: Snapshot) -> None:
        """Show a document and the moment looked at."""
        if self.panel is not None:
            self.panel.show_document(document, snapshot)

    def begin(self) -> None:
        """Go to the first field."""
        self.fill()
        assert self.panel is not None
        self.panel.begin()
