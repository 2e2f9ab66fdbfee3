"""What the titles of edits say of what goes along: edges, columns of the data, twins."""

from collections.abc import Sequence

from skipnet_gui.core.numerals import counted
from skipnet_gui.session.network_kept import kept_twin
from skipnet_gui.session.project import Project

NAMES_LISTED = 3


def along_with(weights: Sequence[str], others: Sequence[str]) -> str:
    """Return what goes along with a node: “ with w1, w2 and its targets”."""
    listed = len(weights) <= NAMES_LISTED
    parts = [*(weights if listed else [counted(len(weights), "edge")]), *others]
    if len(parts) < 2:
        return "".join(f" with {part}" for part in parts)
    return f" with {', '.join(parts[:-1])} and {parts[-1]}"


def ended_twins(project: Project, gone: Sequence[str]) -> str:
    """Return how many twins end when some edges go: “, ends 1 twin”."""
    left = frozenset(project.network.weight_names) - frozenset(gone)
    ended = sum(bool(run.twin_without) and not kept_twin(run, left) for run in project.runs)
    return f", ends {counted(ended, 'twin')}" if ended else ""
