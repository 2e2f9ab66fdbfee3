"""A question on its way to other processes, polled while there is work."""

from PySide6.QtCore import QObject, QTimer, Signal

from skipnet_gui.core.maps import Request
from skipnet_gui.session.jobs import Job, JobError, Workers
from skipnet_gui.session.maps import Findings

POLL_MS = 40


class Asking(QObject):
    """Asks one question at a time, and keeps what is found; nothing runs while nothing is asked.

    ``found`` tells that more is known, ``ended`` that the work has ended, with a sentence
    where it failed.
    """

    found = Signal()
    ended = Signal(str)

    def __init__(self, workers: Workers, parent: QObject) -> None:
        super().__init__(parent)
        self.findings: Findings | None = None
        self._workers = workers
        self._job: Job | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._poll)

    @property
    def is_running(self) -> bool:
        """Whether work is under way."""
        return self._job is not None

    @property
    def progress(self) -> float:
        """The share of the work that is done, 0 to 1."""
        return self._job.progress if self._job is not None else 1.0

    def ask(self, request: Request) -> None:
        """Drop what was asked before, and ask this."""
        self.cancel()
        self.findings = Findings(request)
        self._job = self._workers.begin(request)
        self._timer.start()

    def cancel(self) -> None:
        """Stop; what has been found stays."""
        if self._job is not None:
            self._job.close()
            self._end("")

    def _end(self, sentence: str) -> None:
        self._job = None
        self._timer.stop()
        self.ended.emit(sentence)

    def _poll(self) -> None:
        if self._job is None or self.findings is None:
            return
        try:
            answers = self._job.poll()
        except JobError as error:
            self._end(f"The work could not be done: {error}.")
            return
        self.findings.take(answers)
        self.found.emit()
        if self._job.done:
            self._end("")
