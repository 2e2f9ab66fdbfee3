"""A window to act on, closed without questions afterwards."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from skipnet_gui.core.presets import PRESETS
from skipnet_gui.session.document import new_document
from skipnet_gui.session.player import DEFAULT_SPEED
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
        _close(window)


def _close(window: MainWindow) -> None:
    window.store.load(window.store.document, None)
    window.close()
    window.deleteLater()


@pytest.fixture(scope="module")
def _made_window(qapp: QApplication) -> Iterator[MainWindow]:
    window = create_window(None)
    yield window
    _close(window)


@pytest.fixture
def kept_window(_made_window: MainWindow) -> Iterator[MainWindow]:
    """A window for the tests of a module whose story is its document alone: one is dear."""
    yield _made_window
    _made_window.hide()


def begin_anew(
    window: MainWindow, project: Project | None = None, size: tuple[int, int] = (1440, 900)
) -> MainWindow:
    """Return a kept window with a project that nothing has been done with."""
    window.loop.pause()
    window.loop.cancel()
    window.loop.set_speed(DEFAULT_SPEED)
    window.toolbar.step_size._group.button(1).click()  # update
    window.resize(*size)
    window.body.show_dock("derivation", True)
    window.store.load(new_document(project or preset("exercise")), None)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    window.graph.setFocus()
    return window


@pytest.fixture
def window(open_window: Callable[..., MainWindow]) -> MainWindow:
    return open_window()
