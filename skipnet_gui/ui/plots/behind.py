"""The curves of other runs, which stand behind those of the active one."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from skipnet_gui.core.history import Curves, History
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.session.document import Document
from skipnet_gui.session.snapshot import twin_name
from skipnet_gui.ui.plots.lines import THIN_PX, Style, softened
from skipnet_gui.ui.plots.overlay import Key
from skipnet_gui.ui.plots.sight import Sight
from skipnet_gui.ui.run_looks import run_color, run_dash
from skipnet_gui.ui.theme import Theme

_OF_WEIGHTS = ("weights_plot", "gradients_plot")
MOST_BEHIND = 8  # more curves would hide each other
TEST = "test"  # what the loss over the test rows is called


class Other(NamedTuple):
    """Another run: its name, what fixes it, its record, and its number among all runs."""

    name: str
    spec: RunSpec
    history: History
    number: int

    @property
    def dash(self) -> tuple[float, ...]:
        """Its dash in all plots."""
        return run_dash(self.number)

    def color(self, theme: Theme) -> str:
        """Return its colour where curves do not belong to weights."""
        return run_color(self.number, theme)


class Looks(Protocol):
    """How curves that stand behind are named and drawn."""

    @property
    def name(self) -> str:
        """What they are called in the legend."""

    @property
    def dash(self) -> tuple[float, ...]:
        """Their dash in all plots."""

    def color(self, theme: Theme) -> str:
        """Return their colour where curves do not belong to weights."""


class Behind(NamedTuple):
    """Curves of another run in one plot.

    Attributes
    ----------
    curves
        All columns of its history over the stretch in sight.
    columns
        Those that the plot shows.
    hues
        For each of them the curve of the active run that it goes with.
    other
        Whose they are.
    over
        Whether they are drawn over the active run's curve after all, which would hide them.
    """

    curves: Curves
    columns: slice
    hues: tuple[int, ...]
    other: Looks
    over: bool = False

    def styles(self, theme: Theme, edges: bool) -> list[Style]:
        """Return how each curve looks: the hue of its weight or of its run, thin and dashed."""
        color, ground, dash = self.other.color(theme), theme.ground, self.other.dash
        if not edges:
            return [Style(color, dash, THIN_PX) for _ in self.hues]
        hues = [softened(theme.weight_color(hue), ground) for hue in self.hues]
        return [Style(hue, dash, THIN_PX) for hue in hues]


def other_runs(document: Document) -> tuple[Other, ...]:
    """Return the runs to draw behind the active one, its own twin first."""
    project, twin = document.project, document.twin
    found = [] if twin is None else [Other(twin_name(project.run), *twin, len(project.runs))]
    for number, run in enumerate(project.runs):
        if run.shown and number != project.active_run:
            spec, history = project.specs[number], document.histories[number]
            found.append(Other(run.name, spec, history, number))
    return tuple(found)


def behind(
    others: Sequence[Other], names: Sequence[str], sight: Sight
) -> list[tuple[Other, Curves, tuple[int, ...]]]:
    """Return the curves of other runs in sight, with the hue of each weight.

    ``names`` are the weights of the active run.
    """
    found = []
    for other in others[:MOST_BEHIND]:
        if other.history.steps < sight.first:
            continue
        shown = sight.curves(other.spec, other.history)
        hues = tuple(names.index(name) for name in other.spec.network.weight_names)
        found.append((other, shown, hues))
    return found


def in_plot(kind: str, other: Other, shown: Curves, hues: tuple[int, ...]) -> Behind:
    """Return the part of another run's curves that belongs into the plot of a kind."""
    edges = len(hues)
    columns = {
        "loss_plot": slice(0, 1),
        "weights_plot": slice(1, 1 + edges),
        "gradients_plot": slice(1 + edges, 1 + 2 * edges),
        "rate_plot": slice(1 + 2 * edges, 2 + 2 * edges),
    }[kind]
    return Behind(shown, columns, hues if kind in _OF_WEIGHTS else (0,), other)


def legend(behind: Sequence[Behind], own: str, theme: Theme) -> tuple[Key, ...]:
    """Return the names of the runs, the active one first; none where nothing is behind it."""
    if not behind:
        return ()
    keys = [Key(one.other.name, one.other.color(theme), one.other.dash) for one in behind]
    first = "training" if [key.name for key in keys] == [TEST] else own
    return (Key(first, theme.ink, bold=True), *keys)
