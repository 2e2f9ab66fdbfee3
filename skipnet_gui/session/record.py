"""The record of a run as rows of the run table, and the project as it is saved."""

from collections.abc import Iterator
from dataclasses import replace

from skipnet_gui.core.history import CHECKPOINT_EVERY, History
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.core.training import Rows, advance
from skipnet_gui.session.document import Document
from skipnet_gui.session.project import Project


def recorded_rows(spec: RunSpec, history: History) -> Iterator[Rows]:
    """Yield the rows of a history in chunks, computed anew; the head is the last."""
    for first in range(0, history.steps, CHECKPOINT_EVERY):
        updates = min(CHECKPOINT_EVERY, history.steps - first)
        rows, _ = advance(spec, history.checkpoints[first // CHECKPOINT_EVERY], updates)
        yield rows
    yield history.head.as_rows()


def project_to_save(document: Document) -> Project:
    """Return the project with the number of recorded steps of its runs."""
    project = document.project
    recorded = zip(project.runs, document.histories, document.restore, strict=True)
    runs = [replace(run, steps=max(history.steps, step)) for run, history, step in recorded]
    return replace(project, runs=tuple(runs))
