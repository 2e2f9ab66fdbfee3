"""The menu of project files that were used lately."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget


class RecentMenu(QMenu):
    """Lists files by name, the latest first; ``chosen(path)`` is emitted for one."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Open recent", parent)

    def show_files(self, names: Sequence[str]) -> None:
        """Show the files."""
        self.clear()
        self.setEnabled(bool(names))
        for name in names:
            action = self.addAction(Path(name).name)
            action.setToolTip(name)
            action.triggered.connect(lambda _=False, path=Path(name): self.chosen.emit(path))
