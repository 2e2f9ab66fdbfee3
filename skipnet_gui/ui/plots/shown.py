"""What a plot is given to show: its kind, a stretch of steps, a band, and a look at a step."""

from collections.abc import Mapping
from typing import NamedTuple

from skipnet_gui.core.functions import Array
from skipnet_gui.core.numerals import short
from skipnet_gui.ui.marks import Mark
from skipnet_gui.ui.plots.ends import End
from skipnet_gui.ui.plots.scale import Tick


class Kind(NamedTuple):
    """What a plot shows.

    Attributes
    ----------
    name
        Object name of the plot.
    title, log_title
        Its title with a linear and with a log axis.
    log
        Whether it starts with a log axis.
    """

    name: str
    title: str
    log_title: str
    log: bool


KINDS = (
    Kind("loss_plot", "Loss", "Loss", log=False),
    Kind("weights_plot", "Weights", "Weights |w|", log=False),
    Kind("gradients_plot", "Gradients ∂L/∂w", "Gradients |∂L/∂w|", log=True),
)
# Only where a policy moves the rate.
RATE = Kind("rate_plot", "Learning rate α", "Learning rate α", log=True)


class Stretch(NamedTuple):
    """The steps in sight, whether somebody chose them, their ticks and the marks among them.

    ``ended`` is the sign for what comes after curves that end early.
    """

    first: float
    last: float
    held: bool
    ticks: tuple[Tick, ...] = ()
    marks: tuple[Mark, ...] = ()
    ended: str = ""


class Band(NamedTuple):
    """Steps, and the least and largest value between them."""

    first: int
    last: int
    low: float
    high: float


class Look(NamedTuple):
    """A step, its (1 + 2 E,) values, the ends of the plot's curves, and the test loss."""

    step: int
    row: Array
    ends: Mapping[int, End]
    test: str = ""

    def text(self, curve: int, value: float) -> str:
        """Return a curve's number at the step, or the sign for what is not to be seen."""
        end = self.ends.get(curve)
        return end.sign if end is not None and self.step > end.step else short(value)
