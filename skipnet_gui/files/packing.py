"""Projects packed into bytes beside the window: a large one in a process of its own.

JSON is written under the interpreter's lock: in a thread, 16 MiB would hold up the window
for seconds.
"""

import os
import signal
from contextlib import suppress
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import Connection

from skipnet_gui.files.errors import FileError
from skipnet_gui.files.project_file import project_bytes
from skipnet_gui.session.project import Project

LIGHT = 2_000  # numbers and names: some 6 ms
NICENESS = 10


def weight(project: Project) -> int:
    """Return about how many numbers and names a project's file holds."""
    tables = filter(None, (project.data, project.test))
    edges, data = len(project.network.edges), sum(rows.x.size + rows.y.size for rows in tables)
    runs = sum(len(run.initial_weights) + 3 * len(run.events) for run in project.runs)
    return int(4 * edges + data + runs)


def packed(project: Project) -> bytes:
    """Return the bytes of a project's file without holding up other threads.

    Raises
    ------
    FileError
        If the project cannot be in a file, or the process that packs it has ended early.
    """
    return project_bytes(project) if weight(project) <= LIGHT else _packed_elsewhere(project)


def _packed_elsewhere(project: Project) -> bytes:
    # Without what was worked out from the data, which would have to travel with them.
    lean = replace(project, data=replace(project.data))
    context = get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_send_packed, args=(sender, lean), daemon=True)
    try:
        child.start()
        sender.close()
        return receiver.recv_bytes()
    except (EOFError, OSError) as error:
        raise FileError("file", "was not packed: its process has ended early") from error
    finally:
        receiver.close()
        if child.pid is not None:
            child.join()


def _send_packed(sender: Connection, project: Project) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's interrupt is for the window
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    with suppress(OSError):  # where the window has gone meanwhile
        sender.send_bytes(project_bytes(project))
