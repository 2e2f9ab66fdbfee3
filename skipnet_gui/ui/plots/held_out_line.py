"""The test loss in the loss plot: a curve behind that of the training, and its number."""

import time
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from skipnet_gui.core.history import Curves, History
from skipnet_gui.core.numerals import NOT_COMPUTED, grouped, short
from skipnet_gui.core.run_spec import Data, RunSpec
from skipnet_gui.session.held_out_loss import PRODUCTS, Sampled, losses_over, sampled
from skipnet_gui.ui.plots.behind import TEST, Behind
from skipnet_gui.ui.theme import Theme

SLOW_S = 0.004  # what may be spent on it in every frame
REST = 10  # times as long as a slow look lasted, until the next
PAUSE_MS = 20
LOOKED_UP = 10_000_000  # products of edges and rows, at most, for the crosshair


class TestLook(NamedTuple):
    """How the curve of the test loss looks."""

    name: str = TEST
    dash: tuple[float, ...] = (5.0, 4.0)

    def color(self, theme: Theme) -> str:
        """Return its colour: quiet beside the training loss."""
        return theme.quiet


class TestLine(QObject):
    """Works the test loss out as far as it is in sight, a little in each frame.

    ``grew()`` tells that there is more of it than was drawn.
    """

    grew = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: Data | None = None
        self._known: Sampled | None = None
        self._history: History | None = None
        self._shown = 0
        self._rested = 0.0  # when the next look may be taken
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.grew)

    def show_rows(self, rows: Data | None) -> bool:
        """Take the test rows; return whether they are others."""
        others, self.rows = rows is not self.rows, rows
        if rows is None:
            self._known = None
        return others

    def layers(
        self, spec: RunSpec, history: History, sight: tuple[int, int], shown: int
    ) -> list[Behind]:
        """Return the curve between two steps, as far as it is known by now; none without rows."""
        self._later.stop()
        if self.rows is None:
            return []
        now = time.perf_counter()
        products = PRODUCTS if now >= self._rested else 0
        known = sampled(self._known, spec, self.rows, history, sight, shown, products)
        self._known, self._history, self._shown = known, history, min(shown, history.steps)
        spent = time.perf_counter() - now
        if products and spent > SLOW_S:
            self._rested = now + REST * spent
        if known.missing:
            self._later.start(max(PAUSE_MS, round(1e3 * (self._rested - now))))
        finite = np.isfinite(known.losses)
        if not finite.any():
            return []
        values, steps = known.losses[finite][:, None], known.steps[finite].astype(np.float64)
        curve = Curves(steps, values, values, np.abs(values), 1)
        return [Behind(curve, slice(0, 1), (0,), TestLook(), over=True)]

    def text_at(self, step: int) -> str:
        """Return the test loss at a recorded step as the crosshair tells it; empty without rows."""
        known, history = self._known, self._history
        if known is None or history is None:
            return ""
        value, rows = known.at(step), known.rows
        if value is None and len(rows.x) * len(known.spec.network.edges) <= LOOKED_UP:
            weights = history.row(min(step, history.steps))[2]
            value = float(losses_over(known.spec, rows, weights[None, :])[0])
        return NOT_COMPUTED if value is None else short(value)

    @property
    def note(self) -> tuple[str, str]:
        """The test loss at the step shown, and what it is; empty without rows."""
        if self._known is None:
            return "", ""
        value = self._known.at(self._shown)
        count = len(self._known.rows.x)
        rows = "the test row" if count == 1 else f"the {grouped(count)} test rows"
        words = f"Loss over {rows} at step {grouped(self._shown)}; they are never trained on"
        return f"{TEST} {NOT_COMPUTED if value is None else short(value)}", words
