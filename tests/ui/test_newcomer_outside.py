"""A newcomer's path in the real window, by mouse alone and by keyboard alone.

Build a network of three layers with one skip, import a table, train to a loss, export the
picture, save. Where to click is read from a window of the same size in this process, on which
the same is done; what came of it is read from the files by readers of their own.
"""

import csv
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QPushButton,
    QRadioButton,
    QToolButton,
    QTreeView,
    QWidget,
)

from skipnet_gui.cli import main
from skipnet_gui.files.project_file import read_project
from skipnet_gui.session.network_edits import add_edge
from skipnet_gui.ui.commands import MENUS
from skipnet_gui.ui.data_import import TABLE_FILTER, ImportDialog
from skipnet_gui.ui.export_picture import PictureDialog
from skipnet_gui.ui.main_window import MainWindow
from skipnet_gui.ui.new_network_dialog import NewNetworkDialog
from skipnet_gui.ui.panels.network import depth
from skipnet_gui.ui.parts import Part
from skipnet_gui.ui.run_until import RunUntilDialog
from tests.ui.test_exports import png_size
from tests.ui.test_lessons_outside import Student
from tests.ui.test_outside import Person, pytestmark, screen, until

__all__ = ["pytestmark", "screen"]  # the fixture, and where it is possible at all

TABLE = "x,y\n1,0.7\n1.5,1.05\n2,1.4\n"
HALVINGS = 5  # of the learning rate, 1 at first: at 1 the weights leap for ever
LOSS = 0.01  # that “Run until …” offers
ROWS = 3


class Newcomer(Student):
    """Has a table, and has never seen the program."""

    def __init__(self, environment: dict[str, str], home: Path, seen: MainWindow) -> None:
        self.home, self.seen = home, seen
        self.table = home / "curve.csv"
        self.picture, self.file = home / "untitled-graph.png", home / "untitled.skipnet"
        self.table.write_text(TABLE)
        Person.__init__(self, environment, home)
        until(self.is_resting)

    def is_resting(self) -> bool:
        """Whether the program has made all of its parts: it needs no more time."""
        before = self.seconds()
        time.sleep(0.2)
        return self.seconds() - before < 0.02

    def seconds(self) -> float:
        """Return the processor time that the program has taken."""
        stat = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")

    def dialog(self, title: str) -> str:
        """Wait for a dialog, and give it the keyboard, as a window manager would."""
        found = until(lambda: self.find(f"^{title}"))
        self.focus(found)
        return found

    def gone(self, title: str, dialog: str) -> None:
        """Wait until a dialog is gone; the next may have the same title."""
        until(lambda: self.find(f"^{title}") != dialog)
        self.focus(self.window)

    def title(self, command: str) -> QAction:
        """Return the title of a command's menu in the window like it."""
        place = next(at for at, (_, ids) in enumerate(MENUS) if command in ids)
        return self.seen.menuBar().actions()[place]

    def has_reached(self) -> bool:
        self.save()
        return losses(self.file)[-1] < LOSS


class WithMouse(Newcomer):
    """Clicks and drags."""

    def choose(self, command: str) -> None:
        bar, title = self.seen.menuBar(), self.title(command)
        before = self.windows()
        self.click(bar, bar.actionGeometry(title).center())
        opened = until(lambda: self.windows() - before).pop()
        # The lines on the screen can be a pixel higher than here, which adds up.
        line = title.menu().actionGeometry(self.seen.actions_by_id[command]).center()
        size, place = title.menu().sizeHint(), self.place(opened)
        x = place["X"] + place["WIDTH"] * line.x() // size.width()
        y = place["Y"] + place["HEIGHT"] * line.y() // size.height()
        self.xdotool("mousemove", str(x), str(y), "click", "1")

    def windows(self) -> set[str]:
        """Return the windows that are open, menus too, which have no title."""
        every = ("search", "--onlyvisible", "--maxdepth", "1", "--name", ".*")
        return set(self.xdotool(*every).split())

    def place(self, window: str) -> dict[str, int]:
        shell = self.xdotool("getwindowgeometry", "--shell", window)
        return {name: int(number) for name, number in (row.split("=") for row in shell.split())}

    def press(self, title: str, like: QDialog, *parts: Callable[[QDialog], QWidget]) -> None:
        """Click on parts of a dialog, which then is gone; ``like`` is one like it."""
        window = self.dialog(title)
        like.show()
        QApplication.processEvents()
        for part in parts:
            middle = part(like).rect().center()
            self.click(part(like), QPoint(min(middle.x(), 20), middle.y()), window)
        like.close()
        self.gone(title, window)

    def pick(self, title: str, like: QFileDialog, of_list: bool = False) -> None:
        """Choose the file of the list, or take the name offered."""
        window = self.dialog(title)
        like.setOption(QFileDialog.Option.DontUseNativeDialog)
        like.setDirectory(str(self.home))
        like.show()
        files = like.findChild(QTreeView)
        if of_list:
            place = until(lambda: last_line(files, self.home))
            self.click(files.viewport(), place, window)
        QApplication.processEvents()
        self.click(accepting(like), window=window)
        like.close()
        self.gone(title, window)

    def connect(self, source: Part, target: Part) -> None:
        graph = self.seen.graph
        places = [
            graph.mapFromScene(graph._scene.item(part).anchor().center())
            for part in (source, target)
        ]
        self.drag(graph.viewport(), *places)

    def build(self) -> None:
        self.choose("new_network")
        project = self.seen.store.document.project
        like = NewNetworkDialog(self.seen, project)
        self.press("New network", like, taken)
        self.seen.store.edit(like.edit)
        QApplication.processEvents()
        self.connect(Part("input", 0), Part("unit", 8))
        self.click(self.seen.graph.viewport(), QPoint(20, 200))  # beside all, as one looks on
        self.seen.store.edit(add_edge(self.seen.store.document.project, "x", "8", 0.5))

    def bring_data(self) -> None:
        self.choose("import_data")
        self.pick("Import data$", QFileDialog(self.seen, "", "", TABLE_FILTER), of_list=True)
        project = self.seen.store.document.project
        like = ImportDialog(self.seen, self.table.name, TABLE.encode(), project)
        self.press("Import data from", like, taken)

    def train(self) -> None:
        button = self.seen.findChild(QToolButton, "halve_rate_button")
        for _ in range(HALVINGS):
            self.click(button)
        self.choose("run_until")
        self.press("Run until", RunUntilDialog(self.seen, ROWS), below, running)

    def export(self) -> None:
        self.choose("export_picture")
        self.press("Export picture", PictureDialog(self.seen, "graph"), taken)
        self.pick("Export picture", saving(self.seen))

    def save(self) -> None:
        self.choose("save")
        if not self.file.exists():
            self.pick("Save as", saving(self.seen))
        until(self.file.exists)


def taken(dialog: QDialog) -> QPushButton:
    return dialog.findChild(QPushButton, "take")


def below(dialog: QDialog) -> QRadioButton:
    return dialog.findChildren(QRadioButton)[1]


def running(dialog: QDialog) -> QPushButton:
    return dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)


def accepting(dialog: QDialog) -> QAbstractButton:
    box, role = dialog.findChild(QDialogButtonBox), QDialogButtonBox.ButtonRole.AcceptRole
    return next(button for button in box.buttons() if box.buttonRole(button) == role)


def saving(parent: QWidget) -> QFileDialog:
    dialog = QFileDialog(parent)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    return dialog


def last_line(files: QTreeView, folder: Path) -> QPoint | None:
    """Return where the only table stands in a list that is still being read: below folders."""
    QApplication.processEvents()
    shown = [path for path in folder.iterdir() if not path.name.startswith(".")]
    last = sum(path.is_dir() for path in shown)
    place = files.model().index(last, 0, files.rootIndex())
    return files.visualRect(place).center() if place.isValid() else None


class WithKeys(Newcomer):
    """Types."""

    def choose(self, command: str) -> None:
        menu = self.title(command).menu()
        lines = [line for line in menu.actions() if self.is_walked(line)]
        steps = lines.index(self.seen.actions_by_id[command])
        letter = self.title(command).text().partition("&")[2][0].lower()
        self.key(f"alt+{letter}", *["Down"] * steps, "Return")

    def is_walked(self, line: QAction) -> bool:
        """Whether the keyboard stops at a line of a menu; what was saved is a recent file."""
        is_recent = line.menu() is not None and self.file.exists()
        return (line.isEnabled() or is_recent) and not line.isSeparator()

    def answer(self, title: str, *keys: str, text: str = "", last: str = "Return") -> None:
        """Press keys and type in a dialog, which then is gone."""
        window = self.dialog(title)
        if keys:
            self.key(*keys)
        if text:
            self.type(text)
        self.key(*last.split())
        self.gone(title, window)

    def build(self) -> None:
        self.choose("new_network")
        # From the depth to the widths, then skips over every second layer.
        skips = "Tab Down Down Return Return"
        self.answer("New network", "Tab", text="1, 1", last=skips)

    def bring_data(self) -> None:
        self.choose("import_data")
        self.answer("Import data$", text=self.table.name)
        self.answer("Import data from")

    def train(self) -> None:
        self.key(*["bracketleft"] * HALVINGS)
        self.choose("run_until")
        self.answer("Run until", "Tab", "Tab", text=str(LOSS))  # past steps or epochs

    def export(self) -> None:
        self.choose("export_picture")
        self.answer("Export picture")
        self.answer("Export picture")

    def save(self) -> None:
        self.choose("save")
        if not self.file.exists():
            self.answer("Save as")
        until(self.file.exists)


def losses(file: Path) -> list[float]:
    """Return the loss of every step, as the terminal command trains it from the file."""
    table = file.with_suffix(".csv")
    steps = read_project(file).run.steps
    assert main(["train", str(file), "--steps", str(steps), "--csv", str(table)]) == 0
    with table.open(newline="") as rows:
        return [float(row["loss"]) for row in csv.DictReader(rows)]


@pytest.mark.parametrize("way", [WithMouse, WithKeys], ids=["mouse", "keyboard"])
def test_a_newcomer_builds_imports_trains_and_exports_by(way, screen, tmp_path, open_window):
    # A screen begins anew when its last client leaves, and drops who comes just then.
    with subprocess.Popen(["xdotool", "sleep", "86400"], env=screen) as client:
        newcomer = way(screen, tmp_path, open_window())
        try:
            newcomer.build()
            newcomer.bring_data()
            newcomer.train()
            until(newcomer.has_reached)
            newcomer.export()
            until(newcomer.picture.exists)
        finally:
            newcomer.process.kill()
            newcomer.process.communicate()
            client.kill()
    project = read_project(newcomer.file)
    network = project.network
    assert depth(network) == 3
    assert sum(map(network.is_skip, range(len(network.edges)))) == 1
    assert project.data.x.tolist() == [[1.0], [1.5], [2.0]]
    assert project.data.y.tolist() == [[0.7], [1.05], [1.4]]
    *before, last = losses(newcomer.file)
    assert last < LOSS <= min(before)
    width, height = png_size(newcomer.picture)
    assert width > 1000
    assert height > 500
