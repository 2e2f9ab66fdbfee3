"""The window as a picture, rendered without a display."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtWidgets import QApplication

from skipnet_gui.files.atomic import write_atomically
from skipnet_gui.session.player import advanced, why_stopped
from skipnet_gui.session.project import Project
from skipnet_gui.ui.app import create_application, create_window


def take_screenshot(project: Project, path: Path, steps: int, size: tuple[int, int]) -> str | None:
    """Write the window after some steps as a PNG; return why training stopped before, if so.

    Parameters
    ----------
    steps
        Updates before the picture.
    size
        Width and height in pixels.

    Raises
    ------
    FileError
        If the file cannot be written.
    """
    app = QApplication.instance() or create_application(["-platform", "offscreen"])
    window = create_window(project.with_run(steps=0))
    window.resize(*size)
    window.show()
    window.store.show(advanced(window.store.document, steps))
    early = window.store.snapshot.step < steps
    # Two rounds: the first lays out, the second paints what the layout asked for.
    for _ in range(2):
        app.processEvents()
    picture = QBuffer()
    picture.open(QIODevice.OpenModeFlag.WriteOnly)
    window.grab().save(picture, "PNG")
    window.close()
    write_atomically(path, bytes(picture.data().data()))
    return why_stopped(window.store.document) if early else None
