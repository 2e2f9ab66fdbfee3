"""Whether a display answers, and which system library of Qt is missing. Imports no Qt."""

import ctypes
import importlib.util
import os
import re
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

_TIMEOUT_S = 2.0
_DISPLAY = re.compile(r"(?P<host>[^:]*):(?P<number>\d{1,5})(?:\.\d+)?\Z")
# The first twelve bytes of an X11 client: least significant byte first, protocol 11.0,
# no authorisation. Any server that lives answers, if only to refuse.
_X11_HELLO = b"l\x00\x0b\x00\x00\x00\x00\x00\x00\x00\x00\x00"


def has_display(environment: Mapping[str, str]) -> bool:
    """Whether a window can be shown: a platform was chosen, or a display answers."""
    if not sys.platform.startswith("linux") or environment.get("QT_QPA_PLATFORM"):
        return True
    return _wayland_answers(environment) or _x11_answers(environment.get("DISPLAY", ""))


def _wayland_answers(environment: Mapping[str, str]) -> bool:
    name = environment.get("WAYLAND_DISPLAY", "")
    if not name:
        return False
    path = Path(environment.get("XDG_RUNTIME_DIR", "/")) / name
    return _connects(socket.AF_UNIX, str(path)) is not None


def _x11_answers(display: str) -> bool:
    match = _DISPLAY.match(display)
    if match is None:
        return False
    number, host = int(match["number"]), match["host"]
    path = f"/tmp/.X11-unix/X{number}"
    connection = None
    if host in ("", "unix"):
        connection = _connects(socket.AF_UNIX, "\0" + path) or _connects(socket.AF_UNIX, path)
    if connection is None:
        connection = _connects(socket.AF_INET, (host or "localhost", 6000 + number))
    return connection is not None and _greets(connection)


def _connects(family: int, address: str | tuple[str, int]) -> socket.socket | None:
    connection = socket.socket(family, socket.SOCK_STREAM)
    connection.settimeout(_TIMEOUT_S)
    try:
        connection.connect(address)
    except (OSError, UnicodeError):
        connection.close()
        return None
    return connection


def _greets(connection: socket.socket) -> bool:
    with connection:
        try:
            connection.sendall(_X11_HELLO)
            return bool(connection.recv(1))
        except OSError:
            return False


# Library, then the packages that bring it on Debian and on Fedora.
LIBRARIES: tuple[tuple[str, str, str], ...] = (
    ("libEGL", "libegl1", "libglvnd-egl"),
    ("libGLX", "libglx0", "libglvnd-glx"),
    ("libGL", "libgl1", "libglvnd-glx"),
    ("libOpenGL", "libopengl0", "libglvnd-opengl"),
    ("libxkbcommon-x11", "libxkbcommon-x11-0", "libxkbcommon-x11"),
    ("libxkbcommon", "libxkbcommon0", "libxkbcommon"),
    ("libxcb-cursor", "libxcb-cursor0", "xcb-util-cursor"),
    ("libxcb-icccm", "libxcb-icccm4", "xcb-util-wm"),
    ("libxcb-ewmh", "libxcb-ewmh2", "xcb-util-wm"),
    ("libxcb-image", "libxcb-image0", "xcb-util-image"),
    ("libxcb-keysyms", "libxcb-keysyms1", "xcb-util-keysyms"),
    ("libxcb-render-util", "libxcb-render-util0", "xcb-util-renderutil"),
    ("libxcb-util", "libxcb-util1", "xcb-util"),
    ("libxcb-xkb", "libxcb-xkb1", "libxcb"),
    ("libxcb-randr", "libxcb-randr0", "libxcb"),
    ("libxcb-render", "libxcb-render0", "libxcb"),
    ("libxcb-shape", "libxcb-shape0", "libxcb"),
    ("libxcb-shm", "libxcb-shm0", "libxcb"),
    ("libxcb-sync", "libxcb-sync1", "libxcb"),
    ("libxcb-xfixes", "libxcb-xfixes0", "libxcb"),
    ("libxcb-xinput", "libxcb-xinput0", "libxcb"),
    ("libxcb-glx", "libxcb-glx0", "libxcb"),
    ("libxcb", "libxcb1", "libxcb"),
    ("libX11-xcb", "libx11-xcb1", "libX11-xcb"),
    ("libX11", "libx11-6", "libX11"),
    ("libSM", "libsm6", "libSM"),
    ("libICE", "libice6", "libICE"),
    ("libdbus-1", "libdbus-1-3", "dbus-libs"),
    ("libfontconfig", "libfontconfig1", "fontconfig"),
    ("libfreetype", "libfreetype6", "freetype"),
    ("libglib-2.0", "libglib2.0-0", "glib2"),
    ("libgthread-2.0", "libglib2.0-0", "glib2"),
    ("libgssapi_krb5", "libgssapi-krb5-2", "krb5-libs"),
    ("libz", "zlib1g", "zlib"),
)
_LIBRARY_FILE = re.compile(r"(lib[\w.+-]+?)\.so[.\d]*")


def missing_library_line(message: str) -> str | None:
    """Return a sentence for the loader's message on a missing library, or None if it is none."""
    match = _LIBRARY_FILE.search(message)
    if match is None or "cannot open shared object file" not in message:
        return None
    for name, debian, fedora in LIBRARIES:
        if name == match[1]:
            return (
                f"Qt needs the system library {match[0]}; "
                f"install {debian} (Debian, Ubuntu) or {fedora} (Fedora)"
            )
    return f"Qt needs the system library {match[0]}; install the package that brings it"


def missing_for_xcb(environment: Mapping[str, str]) -> str | None:
    """Return what Qt's X11 plugin lacks, or None.

    Qt would end the process with a core dump; loading the plugin first tells the reason.
    """
    wanted = environment.get("QT_QPA_PLATFORM", "xcb" if environment.get("DISPLAY") else "")
    if not sys.platform.startswith("linux") or not wanted.startswith("xcb"):
        return None
    found = importlib.util.find_spec("PySide6")
    if found is None or not found.submodule_search_locations:
        return None
    folder = Path(found.submodule_search_locations[0])
    plugin = folder / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    if not plugin.exists():
        return None
    try:
        ctypes.CDLL(str(plugin), mode=os.RTLD_LAZY)
    except OSError as error:
        return missing_library_line(str(error)) or f"Qt cannot start: {error}"
    return None
