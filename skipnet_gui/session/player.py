"""Moving through a run: replay what is recorded, train on where the record ends."""

from collections.abc import Callable
from itertools import zip_longest

from skipnet_gui.core.history import Trainer, extended, stopped
from skipnet_gui.core.numerals import grouped
from skipnet_gui.core.run_spec import MAX_STEPS
from skipnet_gui.session.document import Document

MAX_HISTORY_BYTES = 2_000_000_000
CHUNK = 65_536  # updates between two looks at the memory in use
REPLAY_FRAMES = 60  # frames in which a whole record is replayed at most speed

# Steps a second; None is as many as fit.
SPEEDS: tuple[int | None, ...] = (1, 2, 5, 10, 30, 60, 200, 1_000, 5_000, None)
DEFAULT_SPEED = SPEEDS.index(10)
OPERATION, UPDATE, EPOCH = STEP_SIZES = ("operation", "update", "epoch")


def advanced(document: Document, steps: int, trainer: Trainer | None = None) -> Document:
    """Return the document some steps on; it stops early where nothing more can be done."""
    target = document.position.step + steps
    missing = target - document.history.steps
    while missing > 0 and why_stopped(document) is None:
        chunk = min(missing, CHUNK, MAX_STEPS - document.history.steps)
        history = extended(document.spec, document.history, chunk, trainer)
        document = document.with_history(history)
        missing -= chunk
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
        self._chunk = 1  # the largest that has been tried
        self._pace = 0.0  # updates a second
        self._work: tuple[object, ...] = ()

    def advanced(
        self,
        document: Document,
        steps: int | None,
        budget_ms: float,
        trainer: Trainer | None = None,
    ) -> Document:
        """Return the document up to ``steps`` on (None: as far as the budget allows).

        What is recorded is passed over within a frame up to its end, or a sixtieth of it
        where the number of steps is free, and not taken for a measure of training.
        """
        recorded = document.history.steps - document.position.step
        if recorded > 0:
            free = max(document.history.steps // REPLAY_FRAMES, 1)
            passed = min(recorded, free if steps is None else steps)
            return document.at(document.position.step + passed)
        return self._trained(document, steps, budget_ms, trainer)

    def _trained(
        self, document: Document, steps: int | None, budget_ms: float, trainer: Trainer | None
    ) -> Document:
        """Train in chunks that at most double, since another run may cost far more."""
        spec = document.spec
        work = (spec.network, spec.data, spec.batch_size, trainer)
        if any(new is not old for new, old in zip_longest(work, self._work)):
            self._work, self._chunk, self._pace = work, 1, 0.0
        budget, now, done = budget_ms / 1000, self._clock(), 0
        deadline = now + budget
        while deadline - now > budget / 5 and (steps is None or done < steps):
            # A call costs as much as some hundred updates of a small network: few large chunks.
            fitting = max(1, min(int(0.9 * self._pace * (deadline - now)), 2 * self._chunk))
            chunk = fitting if steps is None else min(fitting, steps - done)
            before, begin = document.history.steps, now
            document = advanced(document, chunk, trainer)
            moved, now = document.history.steps - before, self._clock()
            if moved == 0:
                break
            done += moved
            self._pace = moved / max(now - begin, 1e-9)
            self._chunk = max(chunk, self._chunk)
        return document
