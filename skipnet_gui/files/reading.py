"""The bytes of a file, if it is one that ends."""

import stat
from pathlib import Path

from skipnet_gui.files.errors import FileError, system_problem


def bytes_of(path: Path | str, most: int) -> bytes:
    """Return the bytes of a regular file, and one more than ``most`` where it has more.

    Raises
    ------
    FileError
        If it cannot be read, or is a folder, a pipe or a device.
    """
    try:
        if not stat.S_ISREG(Path(path).stat().st_mode):
            raise FileError("file", "must be a regular file")
        with open(path, "rb") as handle:
            return handle.read(most + 1)
    except (OSError, ValueError) as error:
        raise FileError("file", f"cannot be read: {system_problem(error)}") from error
