"""Preferences: what the window remembers between starts, read with types and defaults."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings

RECENT_FILES = 8
# Setup stands on the left, the others share the place on the right.
DOCKS = ("setup", "derivation", "numbers", "program", "answers", "paths")


@dataclass(frozen=True)
class Preferences:
    """What is remembered.

    Attributes
    ----------
    size
        Width and height of the window in pixels.
    maximized
        Whether the window fills the screen.
    setup_open, derivation_open, numbers_open, program_open, answers_open, paths_open
        Which docks are open; all but setup share the place on the right.
    setup_width, derivation_width, numbers_width, program_width, answers_width, paths_width,
    graph_height, plots_height
        Sizes of the parts in pixels.
    fractions
        Whether the derivation writes fractions where it can.
    gates_open
        Whether the strip of open and closed ReLUs is wanted.
    function_open
        Whether the fitted function is wanted beside the plots.
    theme
        "light", "dark", or "" for the desktop's.
    recent
        Project files, the latest first.
    is_first
        Whether nothing was remembered yet.
    """

    size: tuple[int, int] = (1440, 900)
    maximized: bool = False
    setup_open: bool = False
    numbers_open: bool = False
    setup_width: int = 330
    numbers_width: int = 350
    graph_height: int = 460
    plots_height: int = 330
    theme: str = ""
    recent: tuple[str, ...] = field(default=())
    program_open: bool = False
    program_width: int = 440
    answers_open: bool = False
    answers_width: int = 380
    derivation_open: bool = True
    derivation_width: int = 406
    paths_open: bool = False
    paths_width: int = 380
    fractions: bool = False
    gates_open: bool = False
    function_open: bool = False
    is_first: bool = field(default=True, compare=False)

    def with_layout(self, sizes: Mapping[str, int], wanted: Mapping[str, bool]) -> "Preferences":
        """Return the preferences with other sizes of parts and other docks open."""
        changed: dict[str, Any] = {**sizes, **wanted}
        return replace(self, **changed)

    def with_recent(self, path: Path) -> tuple[str, ...]:
        """Return the recent files with one put first."""
        name = str(path)
        others = [old for old in self.recent if old != name]
        return (name, *others)[:RECENT_FILES]


_OPEN = tuple(f"{name}_open" for name in DOCKS)
_LIMITS = {
    **{f"{name}_width": (200, 900) for name in DOCKS},
    "graph_height": (100, 5_000),
    "plots_height": (100, 5_000),
}


def fitting(
    size: tuple[int, int], room: tuple[int, int], least: tuple[int, int]
) -> tuple[int, int]:
    """Return a remembered size, or as much of it as the screen has room for.

    A screen without room for the smallest window is no guide.
    """
    width, height = (
        min(wanted, most) if most >= smallest else wanted
        for wanted, most, smallest in zip(size, room, least, strict=True)
    )
    return width, height


def user_settings() -> QSettings:
    """Return the settings file of the person who runs the program."""
    return QSettings(
        QSettings.Format.IniFormat, QSettings.Scope.UserScope, "skipnet_gui", "skipnet_gui"
    )


def read_preferences(settings: QSettings) -> Preferences:
    """Read preferences; a damaged or missing entry gives its default."""
    default = Preferences()
    docks: dict[str, Any] = {
        name: min(max(_whole(settings, name, getattr(default, name)), low), high)
        for name, (low, high) in _LIMITS.items()
    }
    docks |= {name: _flag(settings, name, getattr(default, name)) for name in _OPEN}
    theme = _text(settings, "theme", default.theme)
    return Preferences(
        size=(
            min(max(_whole(settings, "width", default.size[0]), 960), 10_000),
            min(max(_whole(settings, "height", default.size[1]), 640), 10_000),
        ),
        maximized=_flag(settings, "maximized", default.maximized),
        fractions=_flag(settings, "fractions", default.fractions),
        gates_open=_flag(settings, "gates_open", default.gates_open),
        function_open=_flag(settings, "function_open", default.function_open),
        theme=theme if theme in ("light", "dark") else "",
        recent=tuple(_text(settings, "recent", "").splitlines())[:RECENT_FILES],
        is_first=not settings.contains("width"),
        **docks,
    )


def write_preferences(settings: QSettings, preferences: Preferences) -> None:
    """Write preferences."""
    values = {name: getattr(preferences, name) for name in _LIMITS}
    values |= {
        "width": preferences.size[0],
        "height": preferences.size[1],
        "maximized": int(preferences.maximized),
        "fractions": int(preferences.fractions),
        "gates_open": int(preferences.gates_open),
        "function_open": int(preferences.function_open),
        **{name: int(getattr(preferences, name)) for name in _OPEN},
        "theme": preferences.theme,
        "recent": "\n".join(preferences.recent),
    }
    for name, value in values.items():
        settings.setValue(name, str(value))  # read back as text, from memory too
    settings.sync()


def _text(settings: QSettings, name: str, default: str) -> str:
    value = settings.value(name, default)
    return value if isinstance(value, str) else default


def _whole(settings: QSettings, name: str, default: int) -> int:
    text = _text(settings, name, str(default))
    return int(text) if text.isdecimal() and len(text) < 9 else default


def _flag(settings: QSettings, name: str, default: bool) -> bool:
    return _whole(settings, name, int(default)) == 1
