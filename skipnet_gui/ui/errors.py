"""Unexpected errors: a log, and one dialog with text that can be copied."""

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

_log = logging.getLogger("skipnet_gui")


class ErrorHook(QObject):
    """Takes what no one caught, from any thread, and shows it once at a time.

    Parameters
    ----------
    parent
        The window over which the dialog opens.
    pause
        Called before the dialog opens, so that nothing goes on behind it.
    """

    caught = Signal(str)

    def __init__(self, parent: QWidget, pause: Callable[[], None]) -> None:
        super().__init__(parent)
        self._window = parent
        self._pause = pause
        self._open = False
        self.caught.connect(self._show)  # queued when it comes from another thread

    def install(self) -> None:
        """Become the hook of the interpreter and of threads."""
        sys.excepthook = self._take
        threading.excepthook = lambda args: self._take(
            args.exc_type, args.exc_value, args.exc_traceback
        )

    def _take(
        self,
        kind: type[BaseException],
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error or kind(), trace)
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        _log.error("%s", text)
        self.caught.emit(text)

    def _show(self, text: str) -> None:
        if self._open:
            return
        self._open = True
        self._pause()
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Critical)
        box.setText("Something in the program went wrong. Your work is still here; save it.")
        box.setInformativeText(f"The details are below and in {log_file()}.")
        box.setDetailedText(text)
        box.exec()
        self._open = False


def log_file() -> Path:
    """Return the file that unexpected errors are written to."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
    return Path(folder) / "skipnet.log"


def log_to_file() -> None:
    """Write unexpected errors to the log file; where that cannot be, to standard error."""
    path = log_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = logging.FileHandler(path, encoding="utf-8", delay=True)
    except OSError:
        handler = logging.StreamHandler()
    _log.addHandler(handler)
