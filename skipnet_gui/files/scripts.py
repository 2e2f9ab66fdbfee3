"""The languages in which a run can be exported as a script."""

from collections.abc import Callable

from skipnet_gui.files.python_script import python_script
from skipnet_gui.files.pytorch_script import pytorch_script
from skipnet_gui.session.project import Project

# How many updates of shuffled batches are written out where nobody says otherwise.
DEFAULT_STEPS = 1_000

# name -> (project, updates of shuffled batches to write out) -> source text
EXPORTS: dict[str, Callable[[Project, int], str]] = {
    "python": python_script,
    "pytorch": pytorch_script,
}
