"""Small dialogs: unsaved changes, keys."""

from PySide6.QtWidgets import QMessageBox, QWidget


def ask_about_changes(parent: QWidget, name: str) -> QMessageBox.StandardButton:
    """Ask whether to save, discard or cancel."""
    buttons = QMessageBox.StandardButton
    box = QMessageBox(parent)
    box.setObjectName("unsaved_dialog")
    box.setIcon(QMessageBox.Icon.Question)
    box.setText(f"Save the changes to {name}?")
    box.setInformativeText("Otherwise they are lost.")
    box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
    box.setDefaultButton(buttons.Save)
    return buttons(box.exec())


def show_text(parent: QWidget, title: str, text: str) -> None:
    """Show a text in a box."""
    box = QMessageBox(parent)
    box.setWindowTitle(title)
    box.setText(text)
    box.exec()
