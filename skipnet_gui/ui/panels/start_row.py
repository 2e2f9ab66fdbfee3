"""The row that starts and cancels work of other processes, and shows how far it is."""

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton

from skipnet_gui.ui.panels.panel import GAP_PX
from skipnet_gui.ui.panels.start_map_job import Asking


class StartRow(QHBoxLayout):
    """Start, Cancel, and a bar while the work goes on."""

    def __init__(self, asking: Asking, progress_name: str) -> None:
        super().__init__()
        self.start_button, self.cancel_button = QPushButton("Start"), QPushButton("Cancel")
        self.cancel_button.clicked.connect(lambda: asking.cancel())
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(progress_name)
        self.setSpacing(GAP_PX)
        self.addWidget(self.start_button)
        self.addWidget(self.cancel_button)
        self.addWidget(self.progress, 1)
        self.show_started(False)

    def show_started(self, is_started: bool) -> None:
        """Offer to cancel instead of to start, or the other way round."""
        self.start_button.setEnabled(not is_started)
        self.cancel_button.setEnabled(is_started)
