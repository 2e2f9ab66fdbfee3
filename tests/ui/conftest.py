"""A window to act on, closed without questions afterwards."""

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from skipnet_gui.core.presets import PRESETS
from skipnet_gui.session.project import Project, project_of
from skipnet_gui.ui.app import create_window
from skipnet_gui.ui.main_window import MainWindow


def preset(name: str) -> Project:
    return project_of(PRESETS[name].make())


@pytest.fixture
def open_window(qtbot: QtBot) -> Iterator[Callable[..., MainWindow]]:
    windows = []

    def make(project: Project | None = None, size=(1440, 900), path=None) -> MainWindow:
        window = create_window(project, path=path)
        windows.append(window)
        window.resize(*size)
        window.show()
        qtbot.waitExposed(window)
        return window

    yield make
    for window in windows:
        window.store.load(window.store.document, None)
        window.close()
        window.deleteLater()


@pytest.fixture
def window(open_window: Callable[..., MainWindow]) -> MainWindow:
    return open_window()
