"""Moving through a run: replay what is recorded, train on where the record ends."""

from collections.abc import Callable
from itertools import zip_longest

from skipnet_gui.core.history import Trainer, extended, stopped
from skipnet_gui.core.numerals import grouped
from skipnet_gui.core.run_spec import MAX_STEPS
from skipnet_gui.session.document import Document

MAX_HISTORY_BYTES = 2_000_000_000
CHUNK = 65_536  # updates between two looks at the memory in use
LEAST_BUDGET_MS, MOST_BUDGET_MS = 3.0, 8.0  # for training, of a frame
LATE_MS = 20.0  # from the start of one frame to the next
LATE_SHARE, MOST_SHARE_MS = 1 / 3, 30.0  # of what a frame is late, for training
REPLAY_FRAMES = 60  # frames in which a whole record is replayed at most speed

# Steps a second; None is as many as fit.
SPEEDS: tuple[int | None, ...] = (1, 2, 5, 10, 30, 60, 200, 1_000, 5_000, None)
DEFAULT_SPEED = SPEEDS.index(10)
OPERATION, UPDATE, EPOCH = STEP_SIZES = ("operation", "update", "epoch")


def advanced(document: Document, steps: int, trainer: Trainer | None = None) -> Document:
    """Return the document some steps on; it stops early where nothing more can be done."""
    target = document.position.step + steps
    missing = target - document.history.steps
    return grown(document, document.project.active_run, missing, trainer).at(target)


def grown(document: Document, run: int, updates: int, trainer: Trainer | None = None) -> Document:
    """Return the document with updates of a run carried out, and of its twin as many."""
    spec = document.project.specs[run]
    while updates > 0 and why_stopped(document, run) is None:
        history, twin = document.histories[run], document.twins[run]
        chunk = min(updates, CHUNK, MAX_STEPS - history.steps)
        history = extended(spec, history, chunk, trainer)
        document = caught_up(document.with_history(run, history, twin), run, 2 * chunk)
        updates -= chunk
    return document


def caught_up(document: Document, run: int, updates: int) -> Document:
    """Return the document with a run's twin as far as the run, in so many updates at most."""
    spec, twin = document.project.twin_specs[run], document.twins[run]
    if spec is None or twin is None:
        return document
    history = document.histories[run]
    missing = min(history.steps - twin.steps, updates)
    return document.with_history(run, history, extended(spec, twin, missing))


def why_stopped(document: Document, run: int | None = None) -> str | None:
    """Return why a run, by default the active one, cannot go on from its end, or None."""
    run = document.project.active_run if run is None else run
    history = document.histories[run]
    found, steps = stopped(document.project.specs[run], history), history.steps
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


def budget_after(frame_ms: float, budget_ms: float) -> float:
    """Return how long to train in the next frame: less where frames take long.

    The window stays quick so. A large network is painted so long that training keeps a share
    of what a frame is late.
    """
    late_ms = frame_ms - LATE_MS
    if late_ms <= 0:
        return min(budget_ms + 0.2, MOST_BUDGET_MS)
    share = min(LATE_SHARE * late_ms, MOST_SHARE_MS)
    return max(0.8 * budget_ms, share, LEAST_BUDGET_MS)


def pace_words(updates_per_second: float) -> str:
    """Return a pace with three digits: “12 300 updates/s”."""
    whole = round(updates_per_second)
    return f"{grouped(round(whole, min(0, 3 - len(str(whole)))))} updates/s"


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
        run = document.project.active_run
        document = self._trained(document, run, steps, budget_ms, trainer)
        return document.at(document.history.steps)

    def grown(self, document: Document, run: int, updates: int, budget_ms: float) -> Document:
        """Return the document with updates of a run carried out, within the budget."""
        return self._trained(document, run, updates, budget_ms, None)

    def caught_up(self, document: Document, run: int, budget_ms: float) -> Document:
        """Return the document with a run's twin as far as the run, within the budget."""
        deadline, updates = self._clock() + budget_ms / 1000, 1
        while self._clock() < deadline and document.lagging == run:
            document, updates = caught_up(document, run, updates), 2 * updates
        return document

    def _trained(
        self,
        document: Document,
        run: int,
        steps: int | None,
        budget_ms: float,
        trainer: Trainer | None,
    ) -> Document:
        """Train in chunks that at most double, since another run may cost far more."""
        spec = document.project.specs[run]
        work = (spec.network, spec.data, spec.batch_size, trainer)
        if any(new is not old for new, old in zip_longest(work, self._work)):
            self._work, self._chunk, self._pace = work, 1, 0.0
        budget, now, done = budget_ms / 1000, self._clock(), 0
        deadline = now + budget
        while deadline - now > budget / 5 and (steps is None or done < steps):
            # A call costs as much as some hundred updates of a small network: few large chunks.
            fitting = max(1, min(int(0.9 * self._pace * (deadline - now)), 2 * self._chunk))
            chunk = fitting if steps is None else min(fitting, steps - done)
            before, begin = document.histories[run].steps, now
            document = grown(document, run, chunk, trainer)
            moved, now = document.histories[run].steps - before, self._clock()
            if moved == 0:
                break
            done += moved
            self._pace = moved / max(now - begin, 1e-9)
            self._chunk = max(chunk, self._chunk)
        return document
