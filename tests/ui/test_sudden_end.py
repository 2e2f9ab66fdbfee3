"""The real program ended by kill −9: what was unsaved is offered again, and nothing is damaged.

``SKIPNET_KILLS=200`` kills it that often, at random moments.
"""

import math
import os
import random
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from skipnet_gui.files.autosave import left_behind, read_autosave
from skipnet_gui.files.project_file import read_project, write_project
from skipnet_gui.session.project import Project
from tests.ui.conftest import preset
from tests.ui.test_outside import Person, person, screen, until

__all__ = ["screen"]  # the fixture

pytestmark = pytest.mark.skipif(
    not (shutil.which("Xvfb") and shutil.which("xdotool")),
    reason="needs Xvfb and xdotool (Debian: apt-get install xvfb xdotool)",
)
KILLS = int(os.environ.get("SKIPNET_KILLS", "1"))
SEED = int(os.environ.get("SKIPNET_KILLS_SEED", "0"))
LONG_EVERY = 25  # one in so many is killed after half a minute and more of training
EDIT_S, TRAINING_S = 4.0, 30.0  # what is older than that when the kill comes must be there
STEPS_PER_S = 10


@pytest.fixture
def home(tmp_path: Path, screen: dict[str, str]) -> Iterator[Path]:
    """Yield the person's folder; meanwhile the screen has a client.

    Without one it begins anew whenever a program has ended, and drops who comes just then.
    """
    screen["XDG_STATE_HOME"] = str(tmp_path / "state")
    with subprocess.Popen(["xdotool", "sleep", "86400"], env=screen) as client:
        yield tmp_path
        client.kill()


def kept_in(home: Path) -> list[Path]:
    return [one.place for one in left_behind(home / "state" / "skipnet_gui")]


def files_of(home: Path) -> list[Path]:
    return list((home / "state" / "skipnet_gui").glob("*.autosave"))


def kill(acting: Person) -> None:
    acting.process.kill()
    acting.process.wait()


def offer_of(acting: Person) -> str:
    dialog = until(lambda: acting.find("^Unsaved work"))
    acting.xdotool("windowfocus", "--sync", dialog)
    return dialog


def windows(acting: Person) -> set[str]:
    return set(acting.xdotool("search", "--onlyvisible", "--class", "").split())


def test_after_a_kill_the_next_start_offers_the_work_and_opens_it_by_a_key(screen, home):
    with person(screen, home, "--preset", "rattle") as acting:
        acting.key("Right", "Right", "bracketleft")
        until(lambda: files_of(home))
        kill(acting)
    with person(screen, home) as acting:
        offer_of(acting)
        acting.key("Return")
        until(lambda: acting.find(r"^untitled\*"))
        (kept,) = files_of(home)
        run = read_autosave(kept)[1].run
        assert (run.steps, run.events[-1].learning_rate) == (2, 0.025)


def test_work_that_is_kept_for_later_is_offered_at_every_start(screen, home):
    with person(screen, home, "--preset", "rattle") as acting:
        acting.key("Right", "bracketleft")
        until(lambda: files_of(home))
        kill(acting)
    for _ in range(2):
        with person(screen, home) as acting:
            offer_of(acting)
            acting.key("Escape")
            acting.xdotool("windowfocus", "--sync", acting.window)
            acting.key("ctrl+q")
            assert acting.process.wait(30) == 0
        assert len(files_of(home)) == 1


def test_the_work_of_a_living_window_is_not_offered_and_closing_leaves_nothing(screen, home):
    with person(screen, home, "--preset", "rattle") as first:
        first.key("Right")
        first.key("bracketleft")
        until(lambda: files_of(home))
        assert kept_in(home) == []
        before = windows(first)
        first.key("ctrl+q")
        (question,) = until(lambda: windows(first) - before)
        first.xdotool("windowfocus", "--sync", question)
        first.key("Tab", "Return")
        assert first.process.wait(30) == 0
    assert files_of(home) == []


def test_kills_at_random_moments_lose_nothing_old_and_damage_no_file(screen, home):
    chance = random.Random(SEED)
    for number in range(KILLS):
        place = home / str(number)
        place.mkdir()
        is_long = number % LONG_EVERY == LONG_EVERY - 1
        act_and_kill(screen, place, chance, chance.uniform(31, 45) if is_long else None)


def act_and_kill(
    screen: dict[str, str], home: Path, chance: random.Random, long_s: float | None
) -> None:
    """Edit, run and save until the kill, or only run; then look at what is left."""
    screen["XDG_STATE_HOME"] = str(home / "state")
    path = home / "mine.skipnet"
    write_project(path, preset("rattle"))
    start = read_project(path).run.learning_rate
    with person(screen, home, str(path)) as acting:
        begin = time.monotonic()
        end = begin + (long_s or chance.uniform(0.0, 8.0))
        if long_s:
            acting.key("space")
        halved = [] if long_s else act(acting, chance, end)
        time.sleep(max(end - time.monotonic(), 0.0))
        kill(acting)
        killed = time.monotonic()
    found = [read_project(path), *(read_autosave(kept)[1] for kept in kept_in(home))]
    assert len(files_of(home)) == len(kept_in(home)) <= 1
    edits = max(halvings(project, start) for project in found)
    assert edits >= sum(at < killed - EDIT_S for at in halved)
    if long_s:
        steps = max(project.run.steps for project in found)
        assert steps >= 0.8 * STEPS_PER_S * (killed - begin - TRAINING_S)


def act(acting: Person, chance: random.Random, end: float) -> list[float]:
    """Press keys until the end; return when the rate was halved."""
    halved = []
    while time.monotonic() < end - 0.1:
        key = chance.choices(["bracketleft", "Right", "space", "ctrl+s"], [5, 2, 2, 1])[0]
        acting.key(key)
        if key == "bracketleft":
            halved.append(time.monotonic())
        time.sleep(min(chance.uniform(0.0, 0.3), max(end - time.monotonic(), 0.0)))
    return halved


def halvings(project: Project, start: float) -> int:
    run = project.run
    rates = [event.learning_rate for event in run.events if event.learning_rate is not None]
    return round(math.log2(start / min([run.learning_rate, *rates])))
