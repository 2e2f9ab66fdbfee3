"""The application: its style, its window, and what keeps both alive."""

import gc
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from skipnet_gui.core.presets import PRESETS
from skipnet_gui.session.document import opened_document
from skipnet_gui.session.project import Project, project_of
from skipnet_gui.ui.errors import ErrorHook, log_to_file
from skipnet_gui.ui.main_window import MainWindow
from skipnet_gui.ui.preferences import user_settings
from skipnet_gui.ui.store import Store
from skipnet_gui.ui.style import ICONS
from skipnet_gui.ui.theme import font

SETTLE_MS = 100  # after the window is shown; its first picture comes before


def create_application(arguments: Sequence[str] = ()) -> QApplication:
    """Return the application in its style."""
    app = QApplication([sys.argv[0], *arguments])
    app.setApplicationName("skipnet_gui")
    app.setApplicationDisplayName("skipnet")
    app.setStyle("Fusion")
    app.setFont(font())
    app.setWindowIcon(QIcon(str(ICONS / "skipnet.svg")))
    return app


def create_window(
    project: Project | None = None,
    settings: QSettings | None = None,
    path: Path | None = None,
) -> MainWindow:
    """Return a window inside the existing application, with the exercise by default.

    Parameters
    ----------
    project
        What to show at step 0; its recorded steps are recomputed.
    settings
        Where preferences are kept; None remembers nothing.
    path
        The file that the project was read from.
    """
    if project is None:
        project = project_of(PRESETS["exercise"].make())
    application = QApplication.instance()
    assert isinstance(application, QApplication), "a window needs an application"
    return MainWindow(Store(opened_document(project), path), settings, application)


def run_application(project: Project, path: Path | None) -> int:
    """Show a window on a project and run until it is closed; return the exit code."""
    app = create_application()
    log_to_file()
    store = Store(opened_document(project), path and path.resolve())
    window = MainWindow(store, user_settings(), app, docks_later=True)
    ErrorHook(window, window.loop.pause).install()
    window.show_as_left()
    QTimer.singleShot(SETTLE_MS, window, lambda: _settle(window))
    return app.exec()


def _settle(window: MainWindow) -> None:
    """Do what the first picture need not wait for."""
    # A start need not wait for it: nothing can be lost before anything is done.
    from skipnet_gui.ui.recovery import keep_work

    window.fill_docks()
    keep_work(window)
    gc.freeze()  # what the start has made stays; later collections need not look at it
    gc.enable()
