"""The window beside the main one for what needs room: start map, learning rates, slices."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from skipnet_gui.session.document import Document
from skipnet_gui.session.jobs import Workers
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.panels.rate_strip import RateStripPanel
from skipnet_gui.ui.panels.slices import SlicesPanel
from skipnet_gui.ui.panels.start_map import StartMapPanel
from skipnet_gui.ui.theme import Theme

SIZE_PX = (600, 900)  # less where the screen has less room
FRAME_PX = 60


class Explore(QWidget):
    """Three panels in tabs; nothing is computed while the window is closed.

    ``load_requested(weights)`` asks for a run from other initial weights,
    ``rate_requested(value)`` for a learning rate, ``part_hovered(part or None)`` tells what
    is pointed at, ``closed()`` that the window was closed.
    """

    load_requested = Signal(object)
    rate_requested = Signal(float)
    part_hovered = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("explore")
        self.setWindowTitle("Explore — skipnet")
        room = self.screen().availableSize()
        self.resize(SIZE_PX[0], min(SIZE_PX[1], room.height() - FRAME_PX))
        self._workers = Workers()
        self.starts = StartMapPanel(self._workers)
        self.rates = RateStripPanel(self._workers)
        self.slices = SlicesPanel()
        self.panels = (self.starts, self.rates, self.slices)
        self.tabs = QTabWidget()
        for panel in self.panels:
            self.tabs.addTab(panel, panel.accessibleName())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tabs)
        self.starts.load_requested.connect(self.load_requested)
        self.rates.rate_requested.connect(self.rate_requested)
        self.slices.part_hovered.connect(self.part_hovered)

    def show_document(self, document: Document, snapshot: Snapshot) -> None:
        """Show a document and the moment looked at."""
        for panel in self.panels:
            panel.show_document(document, snapshot)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for panel in self.panels:
            panel.show_theme(theme)

    def stop(self) -> None:
        """End the work of other processes."""
        self.starts.close_work()
        self.rates.close_work()
        self._workers.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that the window was closed."""
        super().closeEvent(event)
        self.closed.emit()
