"""Older project files: a step from each version to the next, on plain values."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from skipnet_gui.files.errors import FileError

FORMAT = "skipnet-project"
VERSION = 3

Document = dict[str, Any]

NEW_IN_2 = ("policy", "branched_at", "twin_without", "shown")  # of a run
EVENTS_IN_2 = ("optimizer", "policy")
NEW_IN_3 = ("test",)  # of the data


def _to_2(document: Document) -> Document:
    """Version 2 gives runs policies, branches and twins, and events optimizers and policies.

    All of them have defaults, so nothing is added; in a file of version 1 they are unknown.
    """
    runs = document.get("runs")
    for index, run in enumerate(runs if isinstance(runs, list) else ()):
        if not isinstance(run, dict):
            continue
        _refuse(run, NEW_IN_2, f"runs[{index}]", "in version 1")
        events = run.get("events")
        for number, event in enumerate(events if isinstance(events, list) else ()):
            if isinstance(event, dict):
                _refuse(event, EVENTS_IN_2, f"runs[{index}].events[{number}]", "in version 1")
    return document


def _to_3(document: Document) -> Document:
    """Version 3 gives the data test rows, which may be missing; older files know none."""
    data = document.get("data")
    if isinstance(data, dict):
        _refuse(data, NEW_IN_3, "data", "before version 3")
    return document


def _refuse(values: Document, keys: Sequence[str], place: str, when: str) -> None:
    for key in keys:
        if key in values:
            raise FileError(f"{place}.{key}", f"is an unknown key {when}; remove it")


# version -> function that returns the document of the next version
MIGRATIONS: Mapping[int, Callable[[Document], Document]] = {1: _to_2, 2: _to_3}


def migrate(
    document: Any,
    migrations: Mapping[int, Callable[[Document], Document]] = MIGRATIONS,
    newest: int = VERSION,
) -> Document:
    """Check format and version, and return the document in the newest version.

    Raises
    ------
    FileError
        If it is no project or from a newer version of the program.
    """
    if not isinstance(document, dict):
        raise FileError("top level", "must be an object")
    if document.get("format") != FORMAT:
        raise FileError("format", f'must be "{FORMAT}"')
    version = document.get("version")
    if type(version) is not int or version < 1:
        raise FileError("version", f"must be a whole number, 1 to {newest}")
    if version > newest:
        raise FileError(
            "version",
            f"must be at most {newest}; this file is from a newer version of the program",
        )
    migrated: Document = document
    for step in range(version, newest):
        migrated = {**migrations[step](migrated), "version": step + 1}
    return migrated
