"""The real window on a virtual screen, driven from outside the process by keys and clicks."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(
    not (shutil.which("Xvfb") and shutil.which("xdotool")),
    reason="needs Xvfb and xdotool (Debian: apt-get install xvfb xdotool)",
)
DEADLINE_S = 30.0


@pytest.fixture
def screen() -> Iterator[dict[str, str]]:
    """Yield an environment with a screen of its own."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-noreset", "-displayfd", str(write), "-screen", "0", "1440x900x24"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        display = ":" + pipe.readline().strip()
    environment = {k: v for k, v in os.environ.items() if k != "WAYLAND_DISPLAY"}
    yield environment | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    server.terminate()
    server.wait()


class Person:
    """Starts the program, and acts by keys and clicks."""

    def __init__(self, environment: dict[str, str], home: Path, *arguments: str) -> None:
        self.environment = environment | {
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home),
            "XDG_STATE_HOME": str(home / "state"),
        }
        command = [sys.executable, "-m", "skipnet_gui", *arguments]
        self.process = subprocess.Popen(
            command, cwd=home, env=self.environment, stderr=subprocess.PIPE, text=True
        )
        self.window = until(lambda: self.find("skipnet"))
        self.xdotool("windowfocus", "--sync", self.window)

    def xdotool(self, *arguments: str) -> str:
        return subprocess.run(
            ["xdotool", *arguments], env=self.environment, capture_output=True, text=True
        ).stdout.strip()

    def find(self, title: str) -> str:
        return self.xdotool("search", "--onlyvisible", "--name", title).split("\n")[-1]

    def key(self, *keys: str) -> None:
        self.xdotool("key", "--delay", "60", *keys)

    def type(self, text: str) -> None:
        self.xdotool("type", "--delay", "20", text)


def until(check: Callable[[], object]):
    """Return what the check finds, as soon as it finds something."""
    end = time.monotonic() + DEADLINE_S
    while time.monotonic() < end:
        found = check()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("waited in vain")


@contextlib.contextmanager
def person(environment: dict[str, str], home: Path, *arguments: str) -> Iterator[Person]:
    acting = Person(environment, home, *arguments)
    try:
        yield acting
    finally:
        acting.process.kill()
        acting.process.communicate()


def test_a_person_steps_turns_the_rate_and_saves(screen, tmp_path):
    with person(screen, tmp_path, "--preset", "rattle") as acting:
        acting.key("Right", "Right", "bracketleft", "Right")
        acting.key("ctrl+s")
        dialog = until(lambda: acting.find("^Save as"))
        acting.xdotool("windowfocus", "--sync", dialog)
        target = tmp_path / "mine.skipnet"
        acting.type(str(target))
        acting.key("Return")
        until(target.exists)
        acting.xdotool("windowfocus", "--sync", acting.window)
        acting.key("ctrl+q")
        assert acting.process.wait(DEADLINE_S) == 0
        assert acting.process.stderr.read() == ""
    run = json.loads(target.read_text())["runs"][0]
    assert run["steps"] == 3
    assert run["events"] == [{"step": 2, "learning_rate": 0.025}]


def test_clicks_on_step_and_run_train(screen, tmp_path):
    with person(screen, tmp_path, "--preset", "rattle") as acting:
        target = tmp_path / "clicked.skipnet"
        found = acting.xdotool("getwindowgeometry", "--shell", acting.window)
        place = dict(line.split("=") for line in found.split())
        x, y = int(place["X"]) + 300, int(place["Y"]) + 60  # the Run button
        acting.xdotool("mousemove", str(x), str(y), "click", "1")
        time.sleep(1.5)
        acting.xdotool("click", "1")
        acting.key("ctrl+s")
        dialog = until(lambda: acting.find("^Save as"))
        acting.xdotool("windowfocus", "--sync", dialog)
        acting.type(str(target))
        acting.key("Return")
        until(target.exists)
    assert 5 <= json.loads(target.read_text())["runs"][0]["steps"] <= 40


def test_closing_while_it_runs_ends_the_process_within_a_second(screen, tmp_path):
    with person(screen, tmp_path, "--preset", "rattle") as acting:
        acting.key("space")
        time.sleep(0.5)
        begin = time.monotonic()
        acting.key("ctrl+q")
        assert acting.process.wait(DEADLINE_S) == 0
        assert time.monotonic() - begin < 1.0
        assert acting.process.stderr.read() == ""
