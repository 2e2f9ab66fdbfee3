"""Moving through a run: replay what is recorded, train on where the record ends."""

from collections.abc import Callable

from skipnet_gui.core.history import extended, stopped
from skipnet_gui.core.numerals import grouped
from skipnet_gui.core.run_spec import MAX_STEPS
from skipnet_gui.session.document import Document

MAX_HISTORY_BYTES = 2_000_000_000
_FIRST_GUESS_S = 1e-4

# Steps a second; None is as many as fit.
SPEEDS: tuple[int | None, ...] = (1, 2, 5, 10, 30, 60, 200, 1_000, 5_000, None)
DEFAULT_SPEED = SPEEDS.index(10)


def advanced(document: Document, steps: int) -> Document:
    """Return the document some steps on; it stops early where nothing more can be done."""
    target = document.position.step + steps
    missing = target - document.history.steps
    if missing > 0 and why_stopped(document) is None:
        missing = min(missing, MAX_STEPS - document.history.steps)
        history = extended(document.spec, document.history, missing)
        document = document.with_history(history)
    return document.at(target)


def why_stopped(document: Document) -> str | None:
    """Return why training cannot go on from the last recorded step, or None."""
    found = stopped(document.spec, document.history)
    steps = document.history.steps
    if found is not None:
        quantity, value = found
        remedy = _REMEDY if steps else _REMEDY_AT_START
        return f"Stopped at step {steps}: {quantity} is {value!r}. {remedy}"
    if document.nbytes >= MAX_HISTORY_BYTES:
        return (
            f"Paused at step {steps}: the history has reached {MAX_HISTORY_BYTES / 1e9:g} GB. "
            "Save the project or export the run table, then restart with Ctrl+R."
        )
    if steps >= MAX_STEPS:
        return f"Paused at step {steps}: a run has at most {grouped(MAX_STEPS)} steps."
    return None


_REMEDY = "Step back and take a smaller learning rate."
_REMEDY_AT_START = "Take smaller weights or data."


class Pacer:
    """Sizes the work of a frame so that it keeps to a budget of milliseconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._seconds_per_step = _FIRST_GUESS_S

    def advanced(self, document: Document, steps: int | None, budget_ms: float) -> Document:
        """Return the document up to ``steps`` on (None: as far as the budget allows)."""
        begin = self._clock()
        deadline = begin + budget_ms / 1000
        done, now = 0, begin
        while now < deadline and (steps is None or done < steps):
            fitting = max(1, int((deadline - now) / self._seconds_per_step / 2))
            chunk = fitting if steps is None else min(fitting, steps - done)
            before = document.position.step
            document = advanced(document, chunk)
            moved = document.position.step - before
            if moved == 0:
                break
            done += moved
            last, now = now, self._clock()
            self._seconds_per_step = max((now - last) / moved, 1e-9)
        return document
