"""Files replaced as a whole: after a fault the old content stands, or the new one."""

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from skipnet_gui.files.errors import FileError, system_problem


def write_atomically(path: Path | str, data: bytes) -> None:
    """Replace a file's content, or create the file.

    Raises
    ------
    FileError
        If the place cannot be written; what was there stays as it was.
    """
    with replacing(path) as handle:
        handle.write(data)


@contextlib.contextmanager
def replacing(path: Path | str) -> Iterator[BinaryIO]:
    """Open a file whose content takes the path's place when the block ends well.

    A symbolic link stays one: what it points to is replaced. The permissions of an
    existing file are kept. If the block ends by an exception, nothing is left behind.

    Raises
    ------
    FileError
        If the place cannot be written; also for an OSError of the block itself.
    """
    try:
        target = _target(path)
        mode = _mode_to_keep(target)
        # Not tempfile.mkstemp: a new file shall get the permissions of the user's umask.
        temporary = target.with_name(f".skipnet-{os.urandom(8).hex()}.tmp")
        try:
            with open(temporary, "xb") as handle:
                yield handle
                handle.flush()
                os.fsync(handle.fileno())
            if mode is not None:
                temporary.chmod(mode)
            os.replace(temporary, target)
        finally:
            temporary.unlink(missing_ok=True)
        _sync_folder(target.parent)
    except OSError as error:
        raise FileError("file", f"cannot be written: {system_problem(error)}") from error


def _target(path: Path | str) -> Path:
    """Return the path behind all symbolic links."""
    try:
        return Path(os.path.realpath(path))
    except ValueError as error:
        raise FileError("file", f"cannot be a name: {system_problem(error)}") from error


def _mode_to_keep(target: Path) -> int | None:
    """Return the permissions of an existing file, None for a new one; refuse other places."""
    if not target.parent.is_dir():
        raise FileError("file", f"the folder {target.parent} must exist")
    if not os.path.lexists(target):
        return None
    status = target.stat()
    if not stat.S_ISREG(status.st_mode):
        # A device such as /dev/null would be replaced by a file.
        raise FileError("file", "must be a regular file")
    if not os.access(target, os.W_OK):
        raise FileError("file", "is read-only; make it writable or choose another name")
    return stat.S_IMODE(status.st_mode)


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable, where the system can."""
    if os.name != "posix":
        return
    # The file is in its place by now; a file system that cannot sync folders is no fault.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
