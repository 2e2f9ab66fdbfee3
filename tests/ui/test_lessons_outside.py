"""The five lessons, done in the real window by keys and clicks alone, and measured in its file.

Where to click is read from a window of the same size in this process, on which the same is
done. Saving tells that everything before it has been carried out.
"""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from skipnet_gui.files.project_file import read_project, write_project
from skipnet_gui.session.document import Document, new_document
from skipnet_gui.session.lesson_chain import LEAST_DEPTH
from skipnet_gui.session.lesson_values import Mark, mark_of
from skipnet_gui.session.lessons import LESSONS
from skipnet_gui.session.player import grown
from skipnet_gui.session.project import Project
from skipnet_gui.ui.main_window import MainWindow
from skipnet_gui.ui.panels.start_map_canvas import MapCanvas
from skipnet_gui.ui.run_until import RunUntilDialog
from tests.ui.conftest import preset
from tests.ui.test_outside import DEADLINE_S, Person, pytestmark, screen, until

__all__ = ["pytestmark", "screen"]  # the fixture, and where it is possible at all

LESSON_TAB, TRAINING_TAB = 4, 1
BOLD_DRIVER = 3  # lines below the first in the list of policies


class Student(Person):
    """Does a lesson; ``seen`` is a window like the one on the screen."""

    def __init__(self, environment: dict[str, str], home: Path, seen: MainWindow) -> None:
        self.file, self.seen = home / "mine.skipnet", seen
        write_project(self.file, preset("exercise"))
        super().__init__(environment, home, str(self.file))

    def focus(self, window: str) -> None:
        self.xdotool("windowfocus", "--sync", window)

    def point(self, part: QWidget, at: QPoint | None = None, window: str = "") -> tuple[str, str]:
        """Return where a part of the window is on the screen, its middle by default."""
        shell = self.xdotool("getwindowgeometry", "--shell", window or self.window)
        place = dict(line.split("=") for line in shell.split())
        inside = part.mapTo(part.window(), at or part.rect().center())
        return str(int(place["X"]) + inside.x()), str(int(place["Y"]) + inside.y())

    def click(self, part: QWidget, at: QPoint | None = None, window: str = "") -> None:
        self.xdotool("mousemove", *self.point(part, at, window), "click", "1")

    def drag(self, part: QWidget, start: QPoint, end: QPoint) -> None:
        self.xdotool("mousemove", *self.point(part, start), "mousedown", "1")
        self.xdotool("mousemove", *self.point(part, (start + end) / 2))
        self.xdotool("mousemove", *self.point(part, end), "mouseup", "1")

    def saved(self) -> Project:
        """Save, and read what is in the file."""
        self.file.unlink(missing_ok=True)
        self.key("ctrl+s")
        until(self.file.exists)
        return read_project(self.file)

    def wait(self, check: Callable[[Project], bool]) -> None:
        until(lambda: check(self.saved()))

    def steps_are(self, least: int) -> None:
        self.wait(lambda project: project.run.steps >= least)

    def open_tab(self, number: int) -> None:
        self.click(self.seen.setup.tabBar(), self.seen.setup.tabBar().tabRect(number).center())
        self.seen.setup.setCurrentIndex(number)
        QApplication.processEvents()

    def answer(self, name: str, choice: int) -> None:
        """Open the lessons, choose one, answer its question by keys, and see it open."""
        self.key("F9")
        self.seen.actions_by_id["show_setup"].trigger()
        QApplication.processEvents()
        self.saved()
        self.open_tab(LESSON_TAB)
        panel, row = self.seen.setup.lessons, list(LESSONS).index(name)
        rows = panel.lessons
        self.click(rows.viewport(), rows.visualItemRect(rows.item(row)).center())
        self.key("Tab", *["Down"] * choice, "space", "Tab", "space")
        rows.setCurrentRow(row)
        panel.choices.buttons[choice].click()
        panel.commit.click()
        QApplication.processEvents()
        self.wait(lambda project: mark_of(project) == Mark(name, choice))

    def full_speed(self) -> None:
        slider = self.seen.toolbar.speed.slider
        self.click(slider, slider.rect().center() + QPoint(slider.width() // 2 - 1, 0))

    def run(self, steps: int) -> None:
        """Run a number of steps, and see that they are done."""
        before = self.saved().run.steps
        self.key("ctrl+space")
        dialog = until(lambda: self.find("^Run until"))
        self.focus(dialog)
        like = RunUntilDialog(self.seen)
        like.show()
        QApplication.processEvents()
        self.click(like.findChild(QLineEdit, "steps_box"), window=dialog)
        like.close()
        self.key("ctrl+a")
        self.type(str(steps))
        self.key("Return")
        until(lambda: not self.find("^Run until"))
        self.focus(self.window)
        self.steps_are(before + steps)

    def branch_at_start(self) -> None:
        self.key("Home", "ctrl+b")

    def finish(self) -> Document:
        """Save, quit, and train again what is in the file."""
        project = self.saved()
        self.key("ctrl+q")
        assert self.process.wait(DEADLINE_S) == 0
        assert self.process.stderr.read() == ""
        document = new_document(project)
        for number, run in enumerate(project.runs):
            document = grown(document, number, run.steps - document.histories[number].steps)
        return document


@pytest.fixture
def student(screen, tmp_path, open_window) -> Iterator[Student]:
    # A screen begins anew when its last client leaves, and drops who comes just then.
    with subprocess.Popen(["xdotool", "sleep", "86400"], env=screen) as client:
        acting = Student(screen, tmp_path, open_window())
        yield acting
        acting.process.kill()
        acting.process.communicate()
        client.kill()


def is_shown(document: Document, name: str) -> bool:
    return all(LESSONS[name].found(document))


def test_one_step_then_nothing(student):
    student.answer("one-step", 2)
    student.key("Right", "space")
    student.steps_are(21)
    student.key("space")
    student.branch_at_start()
    student.key("bracketleft", "bracketleft", "space")
    student.steps_are(6)
    student.key("space")
    document = student.finish()
    assert [run.name for run in document.project.runs] == ["run 1", "run 1 from 0"]
    assert is_shown(document, "one-step")


def test_leaps(student):
    student.answer("leaps", 0)
    student.full_speed()
    student.run(50)
    student.branch_at_start()
    student.key("bracketleft")
    student.run(50)
    student.branch_at_start()
    student.key("bracketright", "bracketright", "space")
    student.steps_are(11)  # where it ends, beyond all numbers
    assert is_shown(student.finish(), "leaps")


def cell_at(canvas: MapCanvas, right: float, up: float) -> QPoint:
    """Return where the weights of a cell are, on axes from −2 to 2."""
    field = canvas.field()
    across, down = (right + 2.0) / 4.0 * field.width(), (2.0 - up) / 4.0 * field.height()
    return field.topLeft() + QPoint(round(across), round(down))


# The window that tells where things are has no screen to be raised on, and says so.
@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_where_you_start(student):
    student.answer("where-you-start", 1)
    student.full_speed()
    student.run(100)
    student.key("F4")
    explore = until(lambda: student.find("^Explore"))
    student.seen.actions_by_id["show_explore"].trigger()
    seen = student.seen.late.explore
    QApplication.processEvents()
    starts = seen.starts
    student.focus(explore)
    student.click(starts.axes[1].weight, window=explore)
    student.key("Down", "Return")  # from w1 to ws
    student.click(starts.start_button, window=explore)
    for number, weights in enumerate([(1.0, -1.0), (-1.95, -0.6)], 2):
        student.focus(explore)
        student.click(starts.canvas, cell_at(starts.canvas, *weights), window=explore)
        student.focus(student.window)
        student.wait(lambda project, number=number: len(project.runs) == number)
        student.run(100)
    assert is_shown(student.finish(), "where-you-start")


def test_choosing_alpha(student):
    student.answer("choosing-alpha", 1)
    student.full_speed()
    student.run(200)
    student.branch_at_start()
    student.run(10)
    student.key("bracketright", "bracketright", "bracketright")
    student.run(50)
    student.key("bracketleft")
    student.run(140)
    student.branch_at_start()
    student.open_tab(TRAINING_TAB)
    training = student.seen.setup.panels[TRAINING_TAB]
    student.click(training.policy)
    student.key(*["Down"] * BOLD_DRIVER, "Return")
    student.wait(lambda project: project.specs[-1].stage(0).policy.name == "bold_driver")
    student.run(200)
    assert is_shown(student.finish(), "choosing-alpha")


def test_vanishing_gradients(student):
    student.answer("vanishing", 2)
    controls = student.seen.setup.lessons.controls
    slider = controls.depth_slider
    places = [
        QPoint(round(slider.width() * (depth - LEAST_DEPTH) / slider.maximum()), 12)
        for depth in (5, 24)
    ]
    student.drag(slider, *places)
    student.wait(lambda project: len(project.network.units) >= 20)
    student.click(controls.skips, QPoint(8, controls.skips.height() // 2))
    student.wait(lambda project: bool(project.run.twin_without))
    student.key("space")  # which still runs, as the click took no focus
    student.steps_are(1)
    student.key("space")
    student.full_speed()
    student.run(100)
    assert is_shown(student.finish(), "vanishing")
