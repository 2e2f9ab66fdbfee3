"""Draws the README's pictures: ``python assets/pictures.py``."""

import os
import time
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from skipnet_gui.core.policies import policy_of
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.files.project_file import read_project
from skipnet_gui.session.edits import set_rate
from skipnet_gui.session.lesson_chain import Chain, chain_project
from skipnet_gui.session.lesson_values import marked
from skipnet_gui.session.lessons import LESSONS
from skipnet_gui.session.player import advanced
from skipnet_gui.session.project import project_of
from skipnet_gui.session.runs import branch_here, duplicate, set_policy
from skipnet_gui.ui.app import create_application, create_window
from skipnet_gui.ui.main_window import MainWindow
from skipnet_gui.ui.parts import Part
from skipnet_gui.ui.theme import DARK

HERE = Path(__file__).parent


def window_on(preset: str) -> MainWindow:
    """Return a window on a preset at 1440 × 900."""
    window = create_window(project_of(PRESETS[preset].make()))
    window.resize(1440, 900)
    window.show()
    return window


def rattling() -> MainWindow:
    """Return the exercise that reaches y and rattles, with two changes of the rate."""
    window = window_on("rattle")
    for steps, rate in ((60, 0.025), (60, 0.0125)):
        window.store.show(advanced(window.store.document, steps))
        window.store.edit(set_rate(rate))
    window.store.show(advanced(window.store.document, 40))
    window.store.show_step(24)
    return window


def dead() -> MainWindow:
    """Return the exercise after its first step, in the dark theme."""
    window = window_on("exercise")
    window.show_theme(DARK)
    window.store.show(advanced(window.store.document, 1))
    return window


def curve() -> MainWindow:
    """Return the fit of a curve after 2 000 steps, with the setup dock."""
    window = window_on("curve")
    window.body.show_dock("setup", True)
    window.store.show(advanced(window.store.document, 2_000))
    return window


def program() -> MainWindow:
    """Return the exercise beside its program, a line pointed at."""
    window = window_on("exercise")
    window.body.show_dock("program", True)
    window.store.select(Part("edge", 2))
    return window


def operation() -> MainWindow:
    """Return the exercise in the middle of its backward pass, with the derivation."""
    window = window_on("exercise")
    window.body.show_dock("derivation", True)
    window.store.show_operation(15)
    return window


def spirals() -> MainWindow:
    """Return the two spirals after 12 000 steps, with the fitted function."""
    window = create_window(read_project(HERE / "two-spirals.skipnet"))
    window.resize(1440, 900)
    window.show()
    window.fill_docks()
    window.actions_by_id["show_function"].trigger()
    window.store.show(advanced(window.store.document, window.store.document.project.run.steps))
    return window


def runs() -> MainWindow:
    """Return three runs from one start, the last with the bold driver."""
    window = window_on("rattle")
    store = window.store
    store.show(advanced(store.document, 200).at(80))
    store.edit(branch_here(store.document))
    store.edit(set_rate(0.005))
    store.show(advanced(store.document, 120))
    store.activate(0)
    store.show(store.document.at(40))
    store.edit(branch_here(store.document))
    store.edit(set_policy(store.document, policy_of("bold_driver", {})))
    store.show(advanced(store.document, 160))
    show_setup(window, "Runs")
    return window


def show_setup(window: MainWindow, tab: str) -> None:
    """Open a tab of the setup dock."""
    window.body.show_dock("setup", True)
    titles = [window.setup.tabText(at) for at in range(window.setup.count())]
    window.setup.setCurrentIndex(titles.index(tab))


def lesson(name: str, answer: int = 0) -> MainWindow:
    """Return a lesson as it stands when its question is answered."""
    project = marked(LESSONS[name].project(), name, answer)
    window = create_window(project)
    window.resize(1440, 900)
    window.show()
    show_setup(window, "Lessons")
    return window


def one_step() -> MainWindow:
    """Return the first lesson after thirty steps of which one did something."""
    window = lesson("one-step")
    window.store.show(advanced(window.store.document, 30))
    return window


def leaps() -> MainWindow:
    """Return one start at three rates; the last diverges."""
    window = lesson("leaps")
    store = window.store
    for rate in (0.05, 0.1):
        store.edit(set_rate(rate))
        store.show(advanced(store.document, 60).at(0))
        store.edit(duplicate(store.document))
        store.show(store.document.at(0))
    store.edit(set_rate(0.2))
    store.show(advanced(store.document, 4))
    return window


def choosing_alpha() -> MainWindow:
    """Return a constant rate, one turned by hand, and the bold driver."""
    window = lesson("choosing-alpha")
    store = window.store
    store.show(advanced(store.document, 200).at(0))
    store.edit(branch_here(store.document))
    for rate in (0.05, 0.01, 0.002):
        store.edit(set_rate(rate))
        store.show(advanced(store.document, 50))
    store.activate(0)
    store.show(store.document.at(0))
    store.edit(branch_here(store.document))
    store.edit(set_policy(store.document, policy_of("bold_driver", {})))
    store.show(advanced(store.document, 200))
    return window


def vanishing() -> MainWindow:
    """Return twenty tanh units with skips, and the twin without."""
    window = create_window(marked(chain_project(Chain(20, "tanh", True)), "vanishing", 0))
    window.resize(1440, 900)
    window.show()
    show_setup(window, "Lessons")
    window.store.show(advanced(window.store.document, 120))
    return window


def where_you_start() -> MainWindow:
    """Return the third lesson with its start map in front."""
    window = lesson("where-you-start")
    window.store.show(advanced(window.store.document, 200))
    window.actions_by_id["show_explore"].trigger()
    explore = window.late.explore
    explore.resize(600, 860)
    explore.starts.axes[1].weight.show_choice("ws")
    explore.starts.start()
    while explore.starts.is_running:
        QApplication.processEvents()
        time.sleep(0.01)
    return window


def picture_of(window: MainWindow) -> QPixmap:
    """Return the window, and the one for exploring in its corner if that is open."""
    picture = window.grab()
    explore = window.late.explore if window.late is not None else None
    if explore is not None and explore.isVisible():
        front = explore.grab()
        painter = QPainter(picture)
        place = picture.rect().bottomRight() - front.rect().bottomRight() - QPoint(24, 24)
        painter.drawPixmap(place, front)
        painter.setPen(QColor("#5B6775"))
        painter.drawRect(QRect(place, front.size()))
        painter.end()
    return picture


def main() -> None:
    """Draw each picture."""
    app = create_application()
    for name, make in (
        ("window", rattling),
        ("dead", dead),
        ("curve", curve),
        ("program", program),
        ("operation", operation),
        ("spirals", spirals),
        ("runs", runs),
        ("lesson-one-step", one_step),
        ("lesson-leaps", leaps),
        ("lesson-where-you-start", where_you_start),
        ("lesson-choosing-alpha", choosing_alpha),
        ("lesson-vanishing", vanishing),
    ):
        window = make()
        for _ in range(60):
            app.processEvents()
            time.sleep(0.01)
        picture_of(window).save(str(HERE / f"{name}.png"))
        window.store.load(window.store.document, None)
        window.close()


if __name__ == "__main__":
    main()
