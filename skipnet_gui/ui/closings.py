"""Watches the gates of the run: marks where units died, and tells why when asked."""

from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from skipnet_gui.core.openness import relu_units
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.session.document import Document
from skipnet_gui.session.fates import alive_words, fate
from skipnet_gui.session.gate_search import Search, last_seen
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.death_card import MOST_UNITS, SEARCHING, DeathCard
from skipnet_gui.ui.graph.view import GraphView
from skipnet_gui.ui.panels.timeline import Timeline
from skipnet_gui.ui.parts import Part
from skipnet_gui.ui.plots.gates import GatesStrip
from skipnet_gui.ui.theme import Theme

SEARCH_MS = 16


class _Told(NamedTuple):
    """What the card tells: of units that closed at a step, or of a moment (step, sample)."""

    spec: RunSpec
    step: int
    units: tuple[int, ...]
    moment: tuple[int, int] | None


class GateWatch(QObject):
    """Ties timeline, strip and card to what is found of a run's ReLU units.

    The search goes on for a millisecond a frame, also while nothing else happens. The strip
    is shown once somebody wants it, or by itself the first time that a unit dies.
    ``step_requested(step)`` asks for a recorded step; ``gates_shown(shown)`` tells whether
    the strip is wanted now.
    """

    step_requested = Signal(int)
    gates_shown = Signal(bool)

    def __init__(
        self, graph: GraphView, timeline: Timeline, gates: GatesStrip, is_wanted: bool = False
    ) -> None:
        super().__init__(graph)
        self._graph, self._timeline, self._gates = graph, timeline, gates
        self._is_wanted, self._may_open = is_wanted, not is_wanted
        self._search = Search()
        self._moment: tuple[Document, Snapshot] | None = None
        self._told: _Told | None = None
        self._pending: int | None = None
        self._asker: QWidget = graph
        self.card = DeathCard(graph.viewport())
        self.card.step_requested.connect(self.step_requested)
        self.card.closed.connect(self._let_go)
        self._timer = QTimer(self)
        self._timer.setInterval(SEARCH_MS)
        self._timer.timeout.connect(self._look)
        timeline.closing_chosen.connect(self._ask_at)
        graph.closed_unit_asked.connect(self.ask)
        graph.laid_out.connect(self._place_card)
        gates.setVisible(False)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.card.show_theme(theme)
        self._gates.show_theme(theme)

    def show_document(self, document: Document, snapshot: Snapshot) -> None:
        """Look at a run, a little further than before, and show the moment."""
        old, self._moment = self._moment, (document, snapshot)
        self._look()
        self._gates.show_document(document, snapshot)
        if old is None or old[1].network is not snapshot.network:
            self._place_strip()
        self._check_card(document, snapshot)

    def show_gates(self, is_wanted: bool) -> None:
        """Show the strip, or do without; it opens by itself no more."""
        self._may_open = False
        if is_wanted != self._is_wanted:
            self._is_wanted = is_wanted
            self._place_strip()
            self.gates_shown.emit(is_wanted)

    @property
    def wants_gates(self) -> bool:
        """Whether the strip is wanted, for networks that have gates."""
        return self._is_wanted

    def _place_strip(self) -> None:
        self._gates.setVisible(self._is_wanted and self._gates.has_units)

    def _look(self) -> None:
        if self._moment is None:
            return
        document, snapshot = self._moment
        self._search.look(document.spec, document.history)
        network = snapshot.network
        found = self._search.closings.until(last_seen(snapshot))
        self._timeline.show_closings(found, [unit.name for unit in network.units])
        if len(found.steps) and self._may_open:
            self.show_gates(True)
        is_done = self._search.has_seen(document.history.steps) or not relu_units(network)
        if is_done:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()
        if self._pending is not None and self._search.has_seen(snapshot.step):
            self._answer(document, snapshot, self._pending)
            self._place_card()

    # The card

    def _ask_at(self, step: int) -> None:
        """Tell why units died that closed at a step."""
        self._asker = self._timeline
        units = self._search.closings.units_at(step)
        if units and self._moment is not None:
            self._tell(*self._moment, step, units)
            self._open_card()

    def ask(self, unit: int) -> None:
        """Tell why a unit is closed at the step shown."""
        if self._moment is not None:
            self._asker = self._graph
            self._answer(*self._moment, unit)
            self._open_card()

    def _answer(self, document: Document, snapshot: Snapshot, unit: int) -> None:
        name, step = snapshot.network.units[unit].name, snapshot.step
        is_seen = self._search.has_seen(step)
        self._pending = None if is_seen else unit
        since = self._search.closed_since(step, unit) if is_seen else None
        if since is not None:
            self._tell(document, snapshot, since, (unit,))
            return
        words = alive_words(document.spec, snapshot, unit) if is_seen else SEARCHING
        self._told = _Told(document.spec, step, (unit,), (step, snapshot.sample))
        self.card.show_sentence(name, words)
        self.card.show_now(step)

    def _tell(
        self, document: Document, snapshot: Snapshot, step: int, units: tuple[int, ...]
    ) -> None:
        """Tell how units died that closed for every sample at a step."""
        spec, history = document.spec, document.history
        fates = [fate(spec, history, self._search, step, unit) for unit in units[:MOST_UNITS]]
        names = [snapshot.network.units[unit].name for unit in units]
        self._told = _Told(spec, step, units, None)
        self.card.show_fates(names, fates)
        self.card.show_now(snapshot.step)

    def _open_card(self) -> None:
        self._place_card()
        self.card.show()
        self.card.raise_()
        self.card.setFocus()

    def _place_card(self) -> None:
        if self._told is not None:
            part = Part("unit", self._told.units[0])
            self.card.fit()
            self.card.move(self._graph.best_place(self.card.size(), part))

    def _check_card(self, document: Document, snapshot: Snapshot) -> None:
        """Take the card away where what it tells is not so any more, or must not be seen."""
        told = self._told
        if told is None:
            return
        if told.moment is not None:
            is_so = told.spec is document.spec and told.moment == (snapshot.step, snapshot.sample)
        else:
            closed = self._search.closings.until(last_seen(snapshot)).units_at(told.step)
            is_so = told.spec.network is snapshot.network and set(told.units) <= set(closed)
        if not is_so:
            self.card.dismiss()
        elif told.moment is None and told.spec is not document.spec:
            self._tell(document, snapshot, told.step, told.units)
        self.card.show_now(snapshot.step)

    def _let_go(self) -> None:
        """Give the keyboard back to where the question was asked."""
        self._told = self._pending = None
        focus = QApplication.focusWidget()
        if focus is not None and (focus is self.card or self.card.isAncestorOf(focus)):
            self._asker.setFocus()
