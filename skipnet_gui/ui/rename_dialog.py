"""The dialog “Rename”: another name for a unit, an input or a weight, checked as it is typed."""

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from skipnet_gui.core.network import ModelError
from skipnet_gui.session.edits import Edit
from skipnet_gui.session.network_edits import rename_node, rename_weight
from skipnet_gui.session.project import Project
from skipnet_gui.ui.loop import Loop
from skipnet_gui.ui.panels.panel import quiet_label
from skipnet_gui.ui.store import Store

RULE = "1 to 24 of A-Z a-z 0-9 _"


def rename(window: QWidget, store: Store, loop: Loop, what: str, name: str, kind: str) -> None:
    """Ask for another name of a part, and give it in one edit."""
    with loop.held():
        dialog = RenameDialog(window, store.document.project, what, name, kind)
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
    if accepted:
        loop.pause()
        store.edit(dialog.edit)


class RenameDialog(QDialog):
    """Asks for a name.

    Attributes
    ----------
    edit
        The edit that gives the name that was typed.
    """

    def __init__(
        self, parent: QWidget | None, project: Project, what: str, name: str, kind: str
    ) -> None:
        super().__init__(parent)
        self.setObjectName("rename_dialog")
        self.setWindowTitle("Rename")
        self._project, self._old = project, name
        self._renamed = rename_weight if kind == "edge" else rename_node
        self.edit: Edit = self._renamed(name, name)
        label = QLabel(f"New name of {what}:")
        self._box = QLineEdit(name)
        self._box.setObjectName("name_box")
        self._box.setMinimumWidth(300)
        label.setBuddy(self._box)
        self._box.textEdited.connect(self._read)
        self._about = quiet_label(RULE)
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._take = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._take.setText("Rename")
        for button in self._buttons.buttons():
            button.setIcon(QIcon())
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        for widget in (label, self._box, self._about, self._buttons):
            column.addWidget(widget)
        self._box.selectAll()

    def _read(self, typed: str) -> None:
        """Take the name, or say why it cannot be."""
        self.edit = self._renamed(self._old, typed.strip())
        why = ""
        try:
            self.edit.change(self._project, 0)
        except ModelError as error:
            why = f"{error.problem[0].upper()}{error.problem[1:]}."
        self._about.setText(why or RULE)
        self._take.setEnabled(not why)
