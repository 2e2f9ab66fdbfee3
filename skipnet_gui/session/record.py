"""The record of a run as rows of the run table, and the project as it is saved."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from skipnet_gui.core.history import CHECKPOINT_EVERY, History
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.core.training import Rows, gradients_of
from skipnet_gui.session.document import Document
from skipnet_gui.session.project import Project


def recorded_rows(spec: RunSpec, history: History) -> Iterator[Rows]:
    """Yield the rows of a history in chunks, their gradients recomputed; the head is the last."""
    for first in range(0, history.steps, CHECKPOINT_EVERY):
        last = min(first + CHECKPOINT_EVERY, history.steps)
        table = history.table.read(first, last)
        weights = np.ascontiguousarray(table[:, 2:])
        gradients = gradients_of(spec, history.checkpoint(first), first, weights)
        yield Rows(first, table[:, 0], table[:, 1], weights, gradients)
    yield history.head.as_rows()


def project_to_save(document: Document) -> Project:
    """Return the project with the number of recorded steps of its runs."""
    project = document.project
    runs = list(project.runs)
    for index, (run, history) in enumerate(zip(runs, document.histories, strict=True)):
        active = index == project.active_run
        steps = max(history.steps, document.restore_to) if active else run.steps
        runs[index] = replace(run, steps=steps)
    return replace(project, runs=tuple(runs))
