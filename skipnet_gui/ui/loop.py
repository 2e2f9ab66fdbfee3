"""The game loop: one timer, and in each frame a budget of training and one snapshot."""

import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.session.document import Document
from skipnet_gui.session.edits import shortened
from skipnet_gui.session.fast import Compiler
from skipnet_gui.session.player import (
    DEFAULT_SPEED,
    EPOCH,
    MOST_BUDGET_MS,
    SPEEDS,
    Pacer,
    budget_after,
    pace_words,
    why_stopped,
)
from skipnet_gui.session.stop_rules import Flat, StopRule, StopWatch
from skipnet_gui.ui.store import Store

FRAME_MS = 16
RESTORE_BUDGET_MS = 18.0
PACE_S = 0.5  # between two looks at the updates done
WORTH_COMPILING = 50  # updates in a frame
RECOMPUTING = "Recomputing"
Job = Generator[float, None, None]


class Loop(QObject):
    """Trains in slices on the GUI thread.

    ``stopped(sentence)`` is emitted when a run ends by itself, ``progressed(title,
    fraction)`` while recorded steps are recomputed or a job runs, with fraction None
    at the end, and ``paced(text)`` twice a second while training: updates per second, and
    by which engine.
    """

    stopped = Signal(str)
    progressed = Signal(str, object)
    paced = Signal(str)

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._store = store
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._frame)
        self._pacer = Pacer(time.perf_counter)
        self._pauses = 0
        self._due = 0.0
        self._budget_ms = MOST_BUDGET_MS
        self._last_frame = 0.0
        self._until = StopRule()
        self._watch = StopWatch(self._until, store.document)
        self._flat_out = False
        self._job: tuple[str, Job] | None = None
        self._compiler = Compiler()
        self._counted = (0.0, 0)  # when the updates were last counted, and how many since
        self.speed = DEFAULT_SPEED
        store.changed.connect(self._wake)
        self._wake()

    def set_speed(self, index: int) -> None:
        """Choose how many steps a second are run: a position in ``SPEEDS``."""
        self.speed = index

    @property
    def _by_epoch(self) -> bool:
        return self._store.step_size == EPOCH

    @property
    def steps_at_once(self) -> int:
        """Updates in one step of the chosen size, from the current step to the epoch's end."""
        if not self._by_epoch:
            return 1
        per_epoch = self._store.document.spec.steps_per_epoch
        return per_epoch - self._store.document.position.step % per_epoch

    @property
    def steps_back(self) -> int:
        """Updates in one step of the chosen size back, to the start of an epoch."""
        if not self._by_epoch:
            return 1
        per_epoch = self._store.document.spec.steps_per_epoch
        return (self._store.document.position.step - 1) % per_epoch + 1

    @property
    def running(self) -> bool:
        """Whether a run is going on (it may be held by a dialog)."""
        return self._store.running

    def run(
        self,
        until_step: int | None = None,
        until_loss: float | None = None,
        until_flat: Flat | None = None,
        flat_out: bool = False,
    ) -> None:
        """Run until paused, until a step or a loss is reached, or until the loss is flat.

        With ``flat_out`` the chosen speed does not hold: a long step is one step.
        """
        reason = why_stopped(self._store.document) if self._store.document.at_end else None
        if reason is not None:
            self.stopped.emit(reason)
            return
        self._until = StopRule(until_step, until_loss, until_flat)
        self._watch = StopWatch(self._until, self._store.document)
        self._flat_out = flat_out
        self._due = 1.0  # the first step is taken at once
        self._last_frame = time.perf_counter()
        self._counted = (self._last_frame, 0)
        self._store.set_running(True)
        self._timer.start()

    def pause(self) -> None:
        """Stop at the step shown."""
        if self.running:
            self._store.set_running(False)
        self._rest()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the run while a dialog is open; dialogs may be nested."""
        self._pauses += 1
        try:
            yield
        finally:
            self._pauses -= 1
            self._last_frame = time.perf_counter()

    def _wake(self, *_: object) -> None:
        """Recompute the recorded steps of a file, if there are any; watch from here on."""
        self._watch = StopWatch(self._until, self._store.document)
        if self._has_arrears:
            self._counted = (time.perf_counter(), 0)
            self._timer.start()
        else:
            self.progressed.emit(RECOMPUTING, None)

    @property
    def _has_arrears(self) -> bool:
        """Whether recorded steps, or those of a twin, wait to be computed."""
        document = self._store.document
        return document.restoring is not None or document.lagging is not None

    @property
    def has_job(self) -> bool:
        """Whether a job is being worked through."""
        return self._job is not None

    def start_job(self, title: str, job: Job) -> None:
        """Work through an iterator of fractions done, a slice in each frame."""
        self._job = (title, job)
        self._timer.start()

    def cancel(self) -> None:
        """Give up recomputing, or the job."""
        self._forget_restoring()
        if self._job is not None:
            self._job[1].close()
            self._job = None
        self.progressed.emit("", None)
        self._rest()

    def _forget_restoring(self) -> None:
        document = self._store.document
        if document.restoring is not None:
            self._store.show(replace(document, restore=(0,) * len(document.restore)))

    def stop(self) -> None:
        """End everything, for closing the window."""
        self._timer.stop()
        self._compiler.close()
        self.cancel()
        self._store.running = False

    def _rest(self) -> None:
        if not (self.running or self._has_arrears or self._job):
            self._timer.stop()

    def _frame(self) -> None:
        if self._pauses:
            return
        if self._job is not None:
            self._work(*self._job)
        if self._has_arrears:
            self._restore_slice()
        if self.running:
            self._run_slice()

    def _work(self, title: str, job: Job) -> None:
        deadline = time.perf_counter() + RESTORE_BUDGET_MS / 1000
        while time.perf_counter() < deadline:
            fraction = next(job, None)
            if fraction is None:
                self._job = None
                self.progressed.emit(title, None)
                self._rest()
                return
            self.progressed.emit(title, fraction)

    def _restore_slice(self) -> None:
        document = self._store.document
        run = document.restoring
        if run is None:
            self._catch_up(document)
            return
        target = document.restore[run]
        missing = target - document.histories[run].steps
        if missing <= 0 or why_stopped(document, run) is not None:
            self._store.show(document.restored(run))
            self._end_arrears()
            return
        if run == document.project.active_run:
            at_end = document.at(document.history.steps)
            longer = self._trained(at_end, missing, RESTORE_BUDGET_MS)
            longer = replace(longer, position=document.position)
        else:
            longer = self._pacer.grown(document, run, missing, RESTORE_BUDGET_MS)
        self._store.show(longer)
        self.progressed.emit(RECOMPUTING, longer.histories[run].steps / target)

    def _catch_up(self, document: Document) -> None:
        """Train a twin as far as its run."""
        run = document.lagging
        if run is not None:
            document = self._pacer.caught_up(document, run, RESTORE_BUDGET_MS)
            self._store.show(document)
        self._end_arrears()

    def _end_arrears(self) -> None:
        if not self._has_arrears:
            self.progressed.emit(RECOMPUTING, None)
            self._rest()

    def _run_slice(self) -> None:
        document = self._store.document
        steps = self._steps_due(document)
        if steps == 0:
            return
        recorded = document.history.steps
        document = self._trained(document, steps, self._budget_ms)
        document, reached = self._reached(document, recorded)
        self._store.show(document)
        reason = reached
        if reason is None and document.at_end:
            reason = why_stopped(document)
        if reason is not None:
            self.pause()
            self.stopped.emit(reason)

    def _trained(self, document: Document, steps: int | None, budget_ms: float) -> Document:
        """Return the document some steps on, by the quickest trainer that is ready."""
        spec, before = document.spec, document.history.steps
        if steps is None or steps > WORTH_COMPILING:
            self._compiler.ask(spec)
        document = self._pacer.advanced(document, steps, budget_ms, self._compiler.trainer(spec))
        self._count(document.history.steps - before, spec)
        return document

    def _count(self, updates: int, spec: RunSpec) -> None:
        """Tell the pace of training every now and then."""
        since, count = self._counted
        elapsed, count = time.perf_counter() - since, count + updates
        self._counted = (since, count)
        if elapsed < PACE_S:
            return
        self._counted = (time.perf_counter(), 0)
        if self.running and count:
            self.paced.emit(f"{pace_words(count / elapsed)} · {self._compiler.words(spec)}")

    def _steps_due(self, document: Document) -> int | None:
        """Return the updates to do in this frame; None for as many as fit."""
        now = time.perf_counter()
        elapsed, self._last_frame = now - self._last_frame, now
        self._budget_ms = budget_after(1e3 * elapsed, self._budget_ms)
        speed, left = None if self._flat_out else SPEEDS[self.speed], None
        if self._until.step is not None:
            left = max(self._until.step - document.position.step, 0)
        if speed is None:
            return left
        self._due += elapsed * speed
        # What a slow frame could not do is not made up for: no spiral, no jump.
        whole = min(int(self._due), max(1, speed // 4))
        self._due = min(self._due - whole, 1.0)
        if whole == 0:
            return 0
        steps = self.steps_at_once
        if self._by_epoch:
            steps += (whole - 1) * document.spec.steps_per_epoch
        else:
            steps = whole
        return steps if left is None else min(steps, left)

    def _reached(self, document: Document, recorded: int) -> tuple[Document, str | None]:
        """Return the document at the first step that ends the run, and why it ends.

        What the slice trained beyond that step is dropped; what was recorded stays.
        """
        stop = self._watch.first(document)
        if stop is None:
            return document, None
        at, why = stop
        return shortened(document, max(at, recorded)).at(at), why
