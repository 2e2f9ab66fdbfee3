"""What the optimizer remembers of the weight that is pointed at, live at the step shown."""

import time

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from skipnet_gui.core.notation import name_symbol
from skipnet_gui.core.numerals import NOT_COMPUTED, full, grouped, short
from skipnet_gui.core.operations import Quantity
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.core.training import TrainState
from skipnet_gui.session.document import Document
from skipnet_gui.session.optimizer_state import Line, lines_of, nearer
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.panels.panel import GAP_PX, quiet_label
from skipnet_gui.ui.parts import Part
from skipnet_gui.ui.unseen import stand_in

ASK = "Select a weight on the graph, or point at one, to see what is remembered of it."
BUDGET_S = 0.006  # of replaying in a frame
WHOLE = ("t",)  # symbols of what is a whole number


class WeightState(QWidget):
    """A line for each number of a weight's state, and the update that they lead to."""

    def __init__(self) -> None:
        super().__init__()
        self._edge: int | None = None
        self._moment: tuple[Document, Snapshot] | None = None
        self._known: tuple[RunSpec, TrainState] | None = None
        self.title = quiet_label(ASK)
        self.lines: list[_LineView] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(GAP_PX)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_PX)
        column.addWidget(self.title)
        column.addLayout(self._rows)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._show)

    def show_highlight(self, part: Part | None) -> None:
        """Take the weight that is pointed at, or else the one that is selected."""
        self._edge = part.index if part is not None and part.kind == "edge" else None
        self._show()

    def show_document(self, document: Document, snapshot: Snapshot) -> None:
        """Show the moment looked at."""
        if self._moment is not None and document.project.network is not self._network:
            self._edge = None
        self._moment = document, snapshot
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened out of sight."""
        super().showEvent(event)
        self._show()

    @property
    def _network(self) -> object:
        return self._moment[0].project.network if self._moment else None

    def _show(self) -> None:
        """Show the state as soon as it is known; nothing is worked out of sight."""
        self._later.stop()
        if self._moment is None or not self.isVisible():
            return
        document, snapshot = self._moment
        if self._edge is None:
            self._show_lines(ASK, ())
            return
        edge = snapshot.network.edges[self._edge]
        name = name_symbol(edge.weight)
        if not edge.trainable:
            self._show_lines(f"{name} is frozen: no update changes it.", ())
            return
        spec, state = document.spec, self._replayed(document)
        gradient = float(snapshot.gradients[self._edge])
        is_there = state.step == document.position.step
        lines = lines_of(spec, state, gradient, self._edge)
        title = f"{name} in the update of step {grouped(document.position.step)}"
        self._show_lines(title, lines, "" if is_there else NOT_COMPUTED, self._sign(snapshot))
        if not is_there:
            self._later.start(0)

    def _sign(self, snapshot: Snapshot) -> str:
        """Return the sign for what the update computes, where that may not be seen."""
        quantities = [Quantity(kind, self._edge or 0) for kind in ("gradient", "new_weight")]
        return next(filter(None, (stand_in(snapshot, one) for one in quantities)), "")

    def _replayed(self, document: Document) -> TrainState:
        """Return the state at the step shown, or one on the way there."""
        spec, step = document.spec, document.position.step
        known = self._known[1] if self._known and self._known[0] is spec else None
        deadline, updates = time.perf_counter() + BUDGET_S, 1
        state = nearer(spec, document.history, known, step, updates)
        while state.step < step and time.perf_counter() < deadline:
            updates *= 2
            state = nearer(spec, document.history, state, step, updates)
        self._known = spec, state
        return state

    def _show_lines(
        self, title: str, lines: tuple[Line, ...], before: str = "", after: str = ""
    ) -> None:
        """Show numbers, or signs in place of those that are not to be seen."""
        self.title.setText(title)
        while len(self.lines) < len(lines):
            self.lines.append(_LineView())
            self._rows.addWidget(self.lines[-1])
        for view, line in zip(self.lines, lines, strict=False):
            view.show_line(line, before, after or before)
        for number, view in enumerate(self.lines):
            view.setVisible(number < len(lines))


class _LineView(QWidget):
    """A number with its symbol and name, and in quiet how the update computes it."""

    def __init__(self) -> None:
        super().__init__()
        self._name, self.value, self._formula = QLabel(), QLabel(), quiet_label()
        flags = Qt.TextInteractionFlag
        self.value.setTextInteractionFlags(flags.TextSelectableByMouse)
        self.value.setAlignment(Qt.AlignmentFlag.AlignRight)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._name, 0, 0)
        grid.addWidget(self.value, 0, 1)
        grid.addWidget(self._formula, 1, 0, 1, 2)

    def show_line(self, line: Line, before: str, after: str) -> None:
        """Show a number; ``before`` and ``after`` are signs that stand in for values."""
        new = after or _text(line, line.after)
        self._name.setText(f"{line.symbol}  {line.name}")
        self._formula.setText(f"{line.symbol} = {line.formula}" if line.formula else "")
        self._formula.setVisible(bool(line.formula))
        if line.before is None:
            self.value.setText(new)
            self.value.setToolTip("" if after else full(line.after))
        else:
            self.value.setText(f"{before or _text(line, line.before)} → {new}")
            signs = before or full(line.before), after or full(line.after)
            self.value.setToolTip("before {}, after {}".format(*signs))
        self.value.setAccessibleName(f"{line.name}: {self.value.text()}")


def _text(line: Line, value: float) -> str:
    return grouped(int(value)) if line.symbol in WHOLE else short(value)
