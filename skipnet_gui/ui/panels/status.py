"""The status line: messages, progress with cancel, and what holds now."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QToolButton

from skipnet_gui.core.functions import Conventions
from skipnet_gui.core.numerals import short

MESSAGE_MS, PROBLEM_MS = 12_000, 30_000
_PACE = {
    (False, False): "paused",
    (False, True): "paused, replaying",
    (True, False): "training",
    (True, True): "replaying",
}


class StatusLine(QObject):
    """Shows sentences at the left, progress, and conventions and pace at the right.

    ``cancelled`` is emitted when the person gives up what is in progress.
    """

    cancelled = Signal()

    def __init__(self, bar: QStatusBar) -> None:
        super().__init__(bar)
        self._bar = bar
        bar.setSizeGripEnabled(False)
        self._progress, self._cancel, self._state = QProgressBar(), QToolButton(), QLabel()
        self._progress.setObjectName("progress")
        self._progress.setFixedWidth(160)
        self._progress.setTextVisible(False)
        self._cancel.setText("Cancel")
        self._cancel.setObjectName("cancel_button")
        self._cancel.clicked.connect(self.cancelled)
        self._title, self._check = QLabel(), QLabel()
        self._check.setObjectName("gradient_verdict")
        self._conventions = self._pace = ""
        for widget in (self._title, self._progress, self._cancel, self._check, self._state):
            bar.addPermanentWidget(widget)
        self.show_progress("", None)

    def show_message(self, sentence: str) -> None:
        """Show a sentence for a while."""
        self._bar.showMessage(sentence, MESSAGE_MS)

    def show_problem(self, sentence: str) -> None:
        """Show what could not be done; longer, since it asks for something."""
        self._bar.showMessage(sentence, PROBLEM_MS)

    def clear_message(self) -> None:
        """Take back what was told of something earlier."""
        self._bar.clearMessage()

    def show_progress(self, title: str, fraction: float | None) -> None:
        """Show how much of a job is done; None ends it."""
        for widget in (self._title, self._progress, self._cancel):
            widget.setVisible(fraction is not None)
        if fraction is not None:
            self._title.setText(title)
            self._progress.setAccessibleName(title)
            self._progress.setValue(round(100 * fraction))

    def show_check(self, sentence: str, current: bool) -> None:
        """Show the verdict of the last gradient check; grey where it is of another moment."""
        self._check.setText(sentence)
        self._check.setEnabled(current)
        self._check.setToolTip("" if current else "of another moment: Ctrl+G checks again")

    def show_state(self, conventions: Conventions, running: bool, replaying: bool) -> None:
        """Show the conventions at kinks, and whether the window runs, replays or rests."""
        slope, sign = short(conventions.relu_slope_at_zero), short(conventions.sign_of_zero)
        self._conventions = f"ReLU′(0) = {slope} · sign(0) = {sign}"
        if not running or replaying:
            self._pace = ""
        self._show_texts(_PACE[running, replaying])

    def show_pace(self, text: str) -> None:
        """Show how many updates a second are done, and by what; while training."""
        self._pace = text
        self._show_texts(_PACE[True, False])

    def _show_texts(self, activity: str) -> None:
        texts = (self._conventions, activity, self._pace)
        self._state.setText(" · ".join(text for text in texts if text))
