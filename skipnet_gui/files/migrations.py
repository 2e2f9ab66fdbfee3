"""Older project files: a step from each version to the next, on plain values."""

from collections.abc import Callable, Mapping
from typing import Any

from skipnet_gui.files.errors import FileError

FORMAT = "skipnet-project"
VERSION = 1

Document = dict[str, Any]

# version -> function that returns the document of the next version
MIGRATIONS: Mapping[int, Callable[[Document], Document]] = {}


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
