"""Draws the README's pictures: ``python assets/pictures.py``."""

import os
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from skipnet_gui.core.presets import PRESETS
from skipnet_gui.session.edits import set_rate
from skipnet_gui.session.player import advanced
from skipnet_gui.session.project import project_of
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


def main() -> None:
    """Draw each picture."""
    app = create_application()
    for name, make in (
        ("window", rattling),
        ("dead", dead),
        ("curve", curve),
        ("program", program),
        ("operation", operation),
    ):
        window = make()
        app.processEvents()
        app.processEvents()
        window.grab().save(str(HERE / f"{name}.png"))
        window.store.load(window.store.document, None)
        window.close()


if __name__ == "__main__":
    main()
