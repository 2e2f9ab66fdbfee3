"""A closed window leaves nothing behind."""

import gc

from PySide6.QtCore import QCoreApplication, QEvent

from skipnet_gui.session.document import Document
from skipnet_gui.session.player import advanced
from skipnet_gui.ui.app import create_window
from skipnet_gui.ui.main_window import MainWindow
from tests.ui.conftest import preset


def alive(kind: type) -> int:
    gc.collect()
    return sum(isinstance(found, kind) for found in gc.get_objects())


def test_a_closed_window_and_its_history_are_freed(qtbot):
    windows, documents = alive(MainWindow), alive(Document)
    for _ in range(3):
        window = create_window(preset("curve"))
        window.show()
        qtbot.waitExposed(window)
        window.store.show(advanced(window.store.document, 100))
        window.close()
        window.deleteLater()
        del window
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert alive(MainWindow) <= windows  # those of earlier tests may go meanwhile
    assert alive(Document) <= documents + 1
