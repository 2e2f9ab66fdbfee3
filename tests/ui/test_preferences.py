"""What the window remembers between starts, and that damage to it does no harm."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction

from skipnet_gui.ui.app import create_window
from skipnet_gui.ui.preferences import (
    RECENT_FILES,
    Preferences,
    read_preferences,
    write_preferences,
)
from tests.ui.conftest import preset


@pytest.fixture
def settings(tmp_path):
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


def closed(window) -> None:
    window.store.load(window.store.document, window.store.path)
    window.close()
    window.deleteLater()


def test_preferences_come_back_as_they_were_written(settings):
    written = Preferences((1200, 800), True, True, False, 400, 300, 500, 250, "dark", ("a", "b"))
    written = replace(written, fractions=True)
    write_preferences(settings, written)
    assert read_preferences(settings) == written


@pytest.mark.parametrize("value", ["-5", "nonsense", "99999999999999", "", "\x00", "1e3"])
def test_damaged_preferences_give_defaults_within_limits(settings, value):
    for name in ("width", "height", "maximized", "setup_width", "graph_height", "theme"):
        settings.setValue(name, value)
    found = read_preferences(settings)
    assert found.theme == ""
    assert 960 <= found.size[0] <= 10_000
    assert 200 <= found.setup_width <= 900


def test_only_the_latest_files_are_kept(tmp_path):
    kept = Preferences(recent=tuple(map(str, range(RECENT_FILES)))).with_recent(tmp_path)
    assert kept == (str(tmp_path), *map(str, range(RECENT_FILES - 1)))


@pytest.mark.parametrize("size", [(1700, 800), (1440, 800), (1200, 800), (1024, 768), (960, 640)])
def test_a_window_of_any_size_saves_and_comes_back_as_it_was_left(qtbot, settings, tmp_path, size):
    path = tmp_path / "mine.skipnet"
    first = create_window(preset("rattle"), settings)
    first.resize(*size)
    first.show()
    qtbot.waitExposed(first)
    first.findChild(QAction, "dark").trigger()
    first.findChild(QAction, "show_setup").trigger()
    first.store.path = path
    assert first.filing.save()
    closed(first)
    second = create_window(preset("rattle"), settings)
    second.show()
    qtbot.waitExposed(second)
    assert (second.width(), second.height()) == size
    assert second.findChild(QAction, "dark").isChecked()
    assert second.setup.panels[0].isVisible() is (size[0] >= 1280)
    assert [action.text() for action in second._recent.actions()] == ["mine.skipnet"]
    closed(second)
