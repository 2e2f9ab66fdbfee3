"""The bar at the foot of the graph that says when training can only go to and fro."""

from PySide6.QtCore import QElapsedTimer, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from skipnet_gui.core.numerals import short
from skipnet_gui.core.rattling import Rattling, rattling, rattling_words
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.session.document import Document
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.graph.view import GraphView
from skipnet_gui.ui.plots.shown import Band
from skipnet_gui.ui.theme import LIGHT, SMALL_PX, Theme, font

LOOK_MS = 500
LINES = 2


class RattlingBar(QFrame):
    """Looks for rattling at the step shown, and offers a lower rate.

    It looks twice a second at most while steps are added, at once after any other change.
    ``rate_requested(rate)`` is the offer taken; ``band_shown(band or None)`` tells a
    :class:`Band` of the loss to others that show it.
    """

    rate_requested = Signal(float)
    band_shown = Signal(object)

    def __init__(self, graph: GraphView) -> None:
        super().__init__(graph.viewport())
        self.setObjectName("rattling_bar")
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setAccessibleName("Rattling")
        self.found: Rattling | None = None
        self._graph, self._has_room = graph, False
        graph.laid_out.connect(self._place)
        self._words = QLabel()
        self._words.setFont(font(SMALL_PX))
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self.button = QPushButton()
        self.button.setFont(font(SMALL_PX))
        self.button.clicked.connect(lambda: self._lower())
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 4, 0)
        row.setSpacing(10)
        row.addWidget(self._words, 1)
        row.addWidget(self.button)
        self._looked: tuple[RunSpec, int] | None = None
        self._moment: tuple[Document, Snapshot] | None = None
        self._since = QElapsedTimer()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._look)
        self.show_theme(LIGHT)
        self.hide()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.setStyleSheet(
            f"#rattling_bar {{ background: {theme.ground}; border: none;"
            f" border-left: 3px solid {theme.ink}; }}"
            f"QLabel {{ color: {theme.ink}; background: transparent; }}"
        )

    def show_document(self, document: Document, snapshot: Snapshot) -> None:
        """Look at a moment, at once or a little later."""
        looked, self._moment = self._looked, (document, snapshot)
        goes_on = looked is not None and looked[0] is document.spec and snapshot.step >= looked[1]
        waited = self._since.elapsed() if self._since.isValid() else LOOK_MS
        is_open = snapshot.walk is None and not snapshot.hidden
        if not goes_on or not is_open or waited >= LOOK_MS:
            self._look()
        elif not self._later.isActive():
            self._later.start(LOOK_MS - waited)

    def _place(self) -> None:
        """Stand at the foot of the graph; one that is too narrow hides the bar."""
        room = self._graph.foot()
        self.setGeometry(room)
        self._has_room = room.width() > 2 * self.button.sizeHint().width()
        self._show_words()

    def _look(self) -> None:
        if self._moment is None:
            return
        document, snapshot = self._moment
        self._later.stop()
        self._since.start()
        self._looked = document.spec, snapshot.step
        is_open = snapshot.walk is None and not snapshot.hidden
        spec, history = document.spec, document.history
        found = rattling(spec, history, snapshot.step) if is_open else None
        if found is not None and found.learning_rate != snapshot.learning_rate:
            found = None  # the next update goes another way
        if found != self.found:
            self.found = found
            self._show_words()
            band = None if found is None else (found.first, found.last, found.low, found.high)
            self.band_shown.emit(band and Band(*band))

    def _show_words(self) -> None:
        found = self.found
        self.setVisible(found is not None and self._has_room and not self._graph.note())
        if found is None:
            return
        words = rattling_words(found)
        self.button.setText(f"Lower α to {short(found.lower_rate)}")
        band = f"Rattling between {short(found.low)} and {short(found.high)}."
        self._words.setText(self._fitting([words, f"{words.partition('. ')[0]}.", band]))
        self.setToolTip(words)
        self.setAccessibleDescription(words)

    def _fitting(self, wordings: list[str]) -> str:
        """Return the first wording that there is room for, from long to short."""
        width = self.width() - self.button.sizeHint().width() - 30
        metrics = QFontMetricsF(self._words.font())
        room, place = LINES * metrics.lineSpacing() + 1.0, QRectF(0.0, 0.0, width, 1e4)
        flags = Qt.TextFlag.TextWordWrap.value
        fitting = (w for w in wordings if metrics.boundingRect(place, flags, w).height() <= room)
        return next(fitting, "Rattling.")

    def text(self) -> str:
        """Return the words that are shown; nothing while the bar is hidden."""
        return "" if self.isHidden() else self._words.text()

    def _lower(self) -> None:
        if self.found is not None:
            self.rate_requested.emit(self.found.lower_rate)
