"""What all exports share: asking for a file, sparing the project's own, telling what came of it."""

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from skipnet_gui.files.atomic import write_atomically
from skipnet_gui.files.errors import FileError
from skipnet_gui.ui.loop import Loop
from skipnet_gui.ui.store import Store

UNTITLED = "untitled"


def stem(store: Store) -> str:
    """Return the name of the project's file without its ending."""
    return store.path.stem if store.path else UNTITLED


def asked_path(
    window: QWidget, store: Store, loop: Loop, title: str, start: str, kinds: str
) -> Path | None:
    """Ask for a file to write, beside the project's; None if there shall be none.

    A name without an ending gets that of the kind chosen, or else that of ``start``.
    """
    place = str(store.path.parent / start) if store.path else start
    with loop.held():
        name, kind = QFileDialog.getSaveFileName(window, title, place, kinds)
    if not name:
        return None
    ending = re.search(r"\*(\.\w+)", kind)
    added = ending[1] if ending else Path(start).suffix
    return Path(name) if Path(name).suffix else Path(name + added)


def is_own(path: Path, store: Store) -> bool:
    """Whether a path is the project's, which is told."""
    own = store.path is not None and path.resolve() == store.path
    if own:
        store.problem.emit(f"{path.name} is the project itself; choose another name.")
    return own


def write_export(path: Path, store: Store, made: Callable[[], bytes]) -> None:
    """Write what is made, and tell of it; a failure leaves what was there."""
    if is_own(path, store):
        return
    try:
        write_atomically(path, made())
    except FileError as error:
        store.problem.emit(f"{path.name} was not written: {error.words}.")
    else:
        store.told.emit(f"Wrote {path.name}.")
