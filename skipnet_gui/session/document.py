"""The document: a project, the history of each run, and the moment being looked at."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from skipnet_gui.core.history import History, new_history
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

    ``restore_to`` is the step up to which the active run was recorded when it was saved,
    as long as it has not been recomputed that far; otherwise 0.
    """

    project: Project
    histories: tuple[History, ...]
    position: Position
    restore_to: int = 0

    @property
    def spec(self) -> RunSpec:
        """What fixes the active run."""
        return self.project.spec

    @property
    def history(self) -> History:
        """The record of the active run."""
        return self.histories[self.project.active_run]

    @property
    def at_end(self) -> bool:
        """Whether the position is the last recorded step."""
        return self.position.step == self.history.steps

    @property
    def nbytes(self) -> int:
        """Bytes of all histories."""
        return sum(history.nbytes for history in self.histories)

    def with_history(self, history: History) -> "Document":
        """Return the document with another history of the active run."""
        histories = list(self.histories)
        histories[self.project.active_run] = history
        return replace(self, histories=tuple(histories))

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
    return Document(project, tuple(map(new_history, project.specs)), Position())


def opened_document(project: Project) -> Document:
    """Return a project at step 0 whose recorded steps wait to be recomputed."""
    return replace(new_document(project), restore_to=project.run.steps)
