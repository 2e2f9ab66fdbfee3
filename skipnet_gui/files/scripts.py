"""The languages in which a run can be exported as a script."""

from collections.abc import Callable

from skipnet_gui.core.policies import CONSTANT
from skipnet_gui.files.errors import FileError
from skipnet_gui.files.python_script import python_script
from skipnet_gui.files.pytorch_script import pytorch_script
from skipnet_gui.session.project import Project

# How many updates of shuffled batches are written out where nobody says otherwise.
DEFAULT_STEPS = 1_000

Write = Callable[[Project, int], str]


def _checked(write: Write) -> Write:
    """Return the function for runs that a script can repeat; others are refused."""

    def script(project: Project, steps: int) -> str:
        place = f"runs[{project.active_run}]"
        if project.run.policy != CONSTANT:
            raise FileError(f"{place}.policy", "must be constant: scripts have no policies")
        for index, event in enumerate(project.run.events):
            if event.optimizer is not None or event.policy is not None:
                where = f"{place}.events[{index}]"
                raise FileError(where, "must not change optimizer or policy: scripts keep one")
        return write(project, steps)

    return script


# name -> (project, updates of shuffled batches to write out) -> source text
EXPORTS: dict[str, Write] = {
    "python": _checked(python_script),
    "pytorch": _checked(pytorch_script),
}
