"""The window's command: ``skipnet-gui [FILE] [--preset NAME]``."""

import argparse
import gc
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from skipnet_gui.core.presets import PRESETS
from skipnet_gui.files.errors import FileError, bad_input_line
from skipnet_gui.files.link import is_link, read_source
from skipnet_gui.session.project import Project, project_of
from skipnet_gui.ui.display import has_display, missing_for_xcb, missing_library_line

NAME = "skipnet-gui"
FALLBACK_SIZE = (1440, 900)


class _Parser(argparse.ArgumentParser):
    """Ends a wrong command line in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, bad_input_line(NAME, "command line", "arguments", message) + "\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window; without a display, print the values and draw the window to a file."""
    parser = _Parser(prog=NAME, description=__doc__, allow_abbrev=False)
    parser.add_argument("file", nargs="?", metavar="FILE", help="a project to open, or a link")
    parser.add_argument("--preset", choices=PRESETS, metavar="NAME", help=" ".join(PRESETS))
    arguments = parser.parse_args(argv)
    if arguments.file is not None and arguments.preset:
        parser.error("give a FILE or a preset, not both")
    try:
        project = _project(arguments.file, arguments.preset)
    except FileError as error:
        return _complain(bad_input_line(NAME, arguments.file, error.place, error.problem), 2)
    shown = has_display(os.environ)
    picture = _free_name(Path.cwd())
    if not shown:
        from skipnet_gui.session.values_table import values_table

        print(f"No display answers: the values of one step, and the window in {picture.name}.")
        print(values_table(project), flush=True)
    lacking = missing_for_xcb(os.environ) if shown else None
    if lacking is not None:
        return _complain(f"{NAME}: {lacking}", 1)
    gc.disable()  # until the window stands: modules are no garbage, and looking takes time
    try:
        from skipnet_gui.ui.app import run_application
        from skipnet_gui.ui.screenshot import take_screenshot
    except ImportError as error:
        line = missing_library_line(str(error))
        if line is None:
            raise
        return _complain(f"{NAME}: {line}", 1)
    if shown:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        is_file = arguments.file is not None and not is_link(arguments.file)
        return run_application(project, Path(arguments.file) if is_file else None)
    try:
        take_screenshot(project, picture, 1, FALLBACK_SIZE)
    except FileError as error:
        return _complain(bad_input_line(NAME, picture.name, error.place, error.problem), 2)
    return 0


def _complain(line: str, code: int) -> int:
    print(line, file=sys.stderr)
    return code


def _project(file: str | None, preset: str | None) -> Project:
    if file is not None:
        return read_source(file)
    return project_of(PRESETS[preset or "exercise"].make())


def _free_name(folder: Path) -> Path:
    """Return skipnet.png, or the first of skipnet-2.png, skipnet-3.png … that is free."""
    path, number = folder / "skipnet.png", 1
    while os.path.lexists(path):
        number += 1
        path = folder / f"skipnet-{number}.png"
    return path


if __name__ == "__main__":
    sys.exit(main())
