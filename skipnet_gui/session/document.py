"""The document: a project, the history of each run, and the moment being looked at."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from skipnet_gui.core.history import History, new_history, stopped
from skipnet_gui.core.operations import operations
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.session.project import Project


class Position(NamedTuple):
    """The moment being looked at.

    Attributes
    ----------
    step
        Updates before it.
    sample
        Row of the data that the graph shows; None follows the first row of the batch.
    operation
        How many operations of the step are done; None where everything is computed.
    """

    step: int = 0
    sample: int | None = None
    operation: int | None = None


@dataclass(frozen=True, eq=False)
class Document:
    """A project, one history per run, and a position in the active run.

    Attributes
    ----------
    histories
        The record of each run.
    twins
        The record of each run's twin; None for a run without one.
    restore
        Up to which step each run was recorded when it was saved, as long as it has not
        been recomputed that far; otherwise 0.
    """

    project: Project
    histories: tuple[History, ...]
    twins: tuple[History | None, ...]
    position: Position
    restore: tuple[int, ...]

    @property
    def spec(self) -> RunSpec:
        """What fixes the active run."""
        return self.project.spec

    @property
    def history(self) -> History:
        """The record of the active run."""
        return self.histories[self.project.active_run]

    @property
    def twin(self) -> tuple[RunSpec, History] | None:
        """The active run's twin and its record, if it has one."""
        spec = self.project.twin_specs[self.project.active_run]
        history = self.twins[self.project.active_run]
        return None if spec is None or history is None else (spec, history)

    @property
    def restoring(self) -> int | None:
        """The run that waits to be recomputed, the active one first; None if there is none."""
        waiting = [index for index, step in enumerate(self.restore) if step]
        active = self.project.active_run
        return active if active in waiting else next(iter(waiting), None)

    @property
    def at_end(self) -> bool:
        """Whether the position is the last recorded step."""
        return self.position.step == self.history.steps

    @property
    def nbytes(self) -> int:
        """Bytes of all histories."""
        return sum(history.nbytes for history in (*self.histories, *filter(None, self.twins)))

    def with_history(self, run: int, history: History, twin: History | None) -> "Document":
        """Return the document with other records of a run and its twin."""
        histories, twins = list(self.histories), list(self.twins)
        histories[run], twins[run] = history, twin
        return replace(self, histories=tuple(histories), twins=tuple(twins))

    def with_active(self, run: int) -> "Document":
        """Return the document with another run active, at the same step if it has that."""
        step = min(self.position.step, self.histories[run].steps)
        position = Position(step, self.position.sample)
        return replace(self, project=self.project.with_active(run), position=position)

    @property
    def lagging(self) -> int | None:
        """The run whose twin has fewer steps, though it could go on; None if there is none."""
        for run, (twin, spec) in enumerate(zip(self.twins, self.project.twin_specs, strict=True)):
            if twin is None or spec is None or twin.steps >= self.histories[run].steps:
                continue
            if stopped(spec, twin) is None:
                return run
        return None

    def restored(self, run: int) -> "Document":
        """Return the document with nothing of a run waiting to be recomputed."""
        restore = tuple(0 if at == run else step for at, step in enumerate(self.restore))
        return replace(self, restore=restore)

    def at(self, step: int) -> "Document":
        """Return the document at a recorded step (the nearest that there is).

        Everything of another step is computed; at the same step nothing changes.
        """
        step = min(max(step, 0), self.history.steps)
        if step == self.position.step:
            return self
        return replace(self, position=self.position._replace(step=step, operation=None))

    def at_operation(self, count: int | None) -> "Document":
        """Return the document with a number of the step's operations done, or all computed."""
        if count is not None:
            count = min(max(count, 0), self.last_operation)
        return replace(self, position=self.position._replace(operation=count))

    @property
    def last_operation(self) -> int:
        """Number of operations in a step."""
        return len(operations(self.project.network))

    def with_sample(self, sample: int | None) -> "Document":
        """Return the document with a row of the data pinned, or none."""
        return replace(self, position=self.position._replace(sample=sample))


def new_document(project: Project) -> Document:
    """Return a project at step 0 with nothing recorded."""
    histories = tuple(map(new_history, project.specs))
    twins = tuple(None if spec is None else new_history(spec) for spec in project.twin_specs)
    return Document(project, histories, twins, Position(), (0,) * len(histories))


def opened_document(project: Project) -> Document:
    """Return a project at step 0 whose recorded steps wait to be recomputed."""
    return replace(new_document(project), restore=tuple(run.steps for run in project.runs))
