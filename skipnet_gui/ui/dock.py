"""The place of a panel among the docks; the panel is made once the window stands."""

from PySide6.QtWidgets import QVBoxLayout, QWidget


class Dock(QWidget):
    """Stands for a panel until there is one."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self._place = QVBoxLayout(self)
        self._place.setContentsMargins(0, 0, 0, 0)

    def hold(self, panel: QWidget) -> None:
        """Take in the panel."""
        self._place.addWidget(panel)
