"""Computes a plane of values: at once as finely as the time allows, finer once it stands."""

import time
from collections import deque
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from skipnet_gui.core.functions import Array
from skipnet_gui.session.fitted import Frame, Section, grid, grid_in_slices

SIDES = (12, 16, 24, 32, 40, 50, 64, 80, 100)
LIVE_MS = 8.0  # that a live picture may take
KEPT = 5  # pictures whose times are compared
SLICE_MS, TICK_MS = 4.0, 16
STANDS_MS = 200
FINE_SIDE, FINE_MS = 300, 2_000.0


def next_side(side: int, took_ms: float) -> int:
    """Return the side of the next live grid, after one that took some milliseconds."""
    at = SIDES.index(side)
    if took_ms > LIVE_MS:
        fitting = [other for other in SIDES[:at] if took_ms * (other / side) ** 2 <= LIVE_MS]
        return max(fitting, default=SIDES[max(at - 1, 0)])
    larger = SIDES[min(at + 1, len(SIDES) - 1)]
    return larger if took_ms * (larger / side) ** 2 < 0.7 * LIVE_MS else side


class Grid(QObject):
    """Makes grids of one section after another; ``refined(grid)`` brings the finer one."""

    refined = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.side = 64
        self.took_ms = 0.0
        self._per_point: deque[float] = deque(maxlen=KEPT)
        self._wanted: tuple[Section, Frame, int] | None = None
        self._slices: Iterator[Array | None] = iter(())
        self._still, self._work = QTimer(self), QTimer(self)
        self._still.setSingleShot(True)
        self._still.setInterval(STANDS_MS)
        self._still.timeout.connect(self._refine)
        self._work.setInterval(TICK_MS)
        self._work.timeout.connect(self._go_on)

    def live(self, section: Section, frame: Frame, pixels: int) -> Array:
        """Return a grid of what is shown now; a finer one follows if it stands for a while."""
        begin = time.perf_counter()
        found = grid(section, frame, self.side)
        self.took_ms = 1e3 * (time.perf_counter() - begin)
        self._per_point.append(self.took_ms / self.side**2)
        per_point = min(self._per_point)  # a slow one may have been the machine's
        self.side = next_side(self.side, per_point * self.side**2)
        affordable = int((FINE_MS / max(per_point, 1e-9)) ** 0.5)
        self._wanted = section, frame, min(FINE_SIDE, pixels, affordable)
        self._work.stop()
        self._still.start()
        return found

    def stop(self) -> None:
        """Give up refining."""
        self._wanted = None
        self._still.stop()
        self._work.stop()

    @property
    def is_refining(self) -> bool:
        """Whether a finer grid is still to come."""
        return self._still.isActive() or self._work.isActive()

    def _refine(self) -> None:
        if self._wanted is not None and self._wanted[2] > self.side:
            self._slices = grid_in_slices(*self._wanted)
            self._work.start()

    def _go_on(self) -> None:
        deadline = time.perf_counter() + SLICE_MS / 1e3
        while time.perf_counter() < deadline:
            found = next(self._slices)
            if found is not None:
                self._work.stop()
                self.refined.emit(found)
                return
