"""Without a display, or without one of Qt's system libraries, the program says so."""

import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import msgspec
import pytest

from skipnet_gui.ui.display import has_display, missing_library_line

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 is Linux's")


@linux
@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"DISPLAY": ""},
        {"DISPLAY": ":32767"},
        {"DISPLAY": "nonsense"},
        {"DISPLAY": "no-such-host.invalid:0"},
        {"WAYLAND_DISPLAY": "wayland-77", "XDG_RUNTIME_DIR": "/nonexistent"},
    ],
)
def test_what_does_not_answer_is_no_display(environment):
    assert not has_display(environment)


def test_a_chosen_platform_is_taken_as_it_is():
    assert has_display({"QT_QPA_PLATFORM": "offscreen"})


@linux
@pytest.mark.parametrize(("answer", "expected"), [(b"\x01", True), (b"", False)])
def test_a_display_is_one_that_answers_a_greeting(answer, expected):
    with socket.create_server(("127.0.0.1", 0)) as server:
        number = server.getsockname()[1] - 6000

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(12)
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        assert has_display({"DISPLAY": f"127.0.0.1:{number}"}) is expected
        thread.join()


@pytest.mark.parametrize(
    ("library", "packages"),
    [
        ("libEGL.so.1", ("libegl1", "libglvnd-egl")),
        ("libxkbcommon.so.0", ("libxkbcommon0", "libxkbcommon")),
        ("libxcb-cursor.so.0", ("libxcb-cursor0", "xcb-util-cursor")),
        ("libstrange.so.7", ("libstrange.so.7", "install the package")),
    ],
)
def test_a_missing_library_is_named_with_its_packages(library, packages):
    message = f"{library}: cannot open shared object file: No such file or directory"
    line = missing_library_line(message)
    assert line is not None
    assert library in line
    assert all(package in line for package in packages)


def test_another_import_error_is_not_taken_for_a_missing_library():
    assert missing_library_line("No module named 'PySide6'") is None


def run_without_display(folder, *arguments, **environment):
    clean = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    return subprocess.run(
        [sys.executable, "-m", "skipnet_gui", *arguments],
        cwd=folder,
        env=clean | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@linux
def test_without_a_display_the_values_are_printed_and_the_window_is_drawn(tmp_path):
    for name in ("skipnet.png", "skipnet-2.png"):
        found = run_without_display(tmp_path, DISPLAY=":32767")
        assert (found.returncode, found.stderr) == (0, "")
        lines = found.stdout.splitlines()
        assert name in lines[0]
        assert ["ŷ", "0.375"] in [line.split() for line in lines]
        assert (tmp_path / name).read_bytes().startswith(b"\x89PNG")


@linux
def test_a_missing_library_ends_in_one_line(tmp_path):
    fake = tmp_path / "PySide6"
    fake.mkdir()
    message = "libEGL.so.1: cannot open shared object file: No such file or directory"
    (fake / "__init__.py").write_text(f"raise ImportError({message!r})")
    found = run_without_display(tmp_path, QT_QPA_PLATFORM="offscreen", PYTHONPATH=str(tmp_path))
    assert found.returncode == 1
    assert found.stderr.count("\n") == 1
    assert "libegl1" in found.stderr


@linux
def test_a_plugin_that_lacks_a_library_ends_in_one_line(tmp_path):
    folder = tmp_path / "PySide6" / "Qt" / "plugins" / "platforms"
    folder.mkdir(parents=True)
    (tmp_path / "PySide6" / "__init__.py").touch()
    library = Path(msgspec._core.__file__).read_bytes()
    assert b"libc.so.6\0" in library
    (folder / "libqxcb.so").write_bytes(library.replace(b"libc.so.6\0", b"libq.so.6\0"))
    found = run_without_display(tmp_path, QT_QPA_PLATFORM="xcb", PYTHONPATH=str(tmp_path))
    assert found.returncode == 1
    assert found.stderr.startswith("skipnet-gui: Qt needs the system library libq.so.6")
    assert found.stderr.count("\n") == 1


@pytest.mark.parametrize("arguments", [["missing.skipnet"], ["--preset", "nonsense"], ["--x"]])
def test_bad_input_is_one_line(tmp_path, arguments):
    found = run_without_display(tmp_path, *arguments)
    assert found.returncode == 2
    assert found.stderr.count("\n") == 1
    assert "Traceback" not in found.stderr
