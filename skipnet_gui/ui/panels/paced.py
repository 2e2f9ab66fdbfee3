"""A panel whose pictures are costly: none out of sight, and a few a second while frames run."""

from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from skipnet_gui.session.document import Document
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.panels.panel import Panel


class PacedPanel(Panel):
    """Shows a moment at once, or as soon as the last picture is old enough.

    What is shown names the step that it belongs to.
    """

    def __init__(self, object_name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(object_name, title, parent)
        self._snapshot: Snapshot | None = None
        self._since = QElapsedTimer()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.show_now)

    def pause_ms(self, snapshot: Snapshot) -> int:
        """Return the least time between two pictures."""
        raise NotImplementedError

    def draw(self, document: Document, snapshot: Snapshot) -> None:
        """Show a moment."""
        raise NotImplementedError

    def show_document(self, document: Document, snapshot: Snapshot) -> None:
        """Show a moment, at once or a little later."""
        super().show_document(document, snapshot)
        self._snapshot = snapshot
        pause = self.pause_ms(snapshot)
        waited = self._since.elapsed() if self._since.isValid() else pause
        if waited >= pause:
            self.show_now()
        elif not self._later.isActive():
            self._later.start(pause - waited)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened out of sight."""
        super().showEvent(event)
        self.show_now()

    def show_now(self) -> None:
        """Show the latest moment, if the panel is in sight."""
        if self._document is None or self._snapshot is None or not self.isVisible():
            return
        self._later.stop()
        self._since.start()
        self.draw(self._document, self._snapshot)
