"""Forms of the graph: what boxes and edges say at each level of detail, and how large they are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from skipnet_gui.core.network import BIAS, Network

PAD = 7.0  # between a border and its text
SPACE = 5.0  # between a label and its number
RULE = 7.0  # height of the line between forward and backward
PILL = 20.0  # height of a pill
LABEL_MAX = 110.0  # longer labels and titles are cut
RADIUS = 15.0  # of a disc
SMALL_RADIUS = 12.0


@dataclass(frozen=True)
class Sizes:
    """Measured text, in pixels; tuples are in the order of the network.

    Attributes
    ----------
    number
        Width of the widest number.
    line
        Height of a line of text.
    titles, short_titles
        Width of each unit's title at full and at main, with room for the word at its end.
    unit_labels
        Widest label of each unit's rows.
    names
        Width of the name of each node (inputs, then units).
    weight_labels, gradient_labels
        Width of each edge's w and ∂L/∂w.
    target_labels
        Width of each output's “y =”.
    header, footer
        Heights that the graph leaves free.
    """

    number: float
    line: float
    titles: tuple[float, ...]
    short_titles: tuple[float, ...]
    unit_labels: tuple[float, ...]
    names: tuple[float, ...]
    weight_labels: tuple[float, ...]
    gradient_labels: tuple[float, ...]
    target_labels: tuple[float, ...]
    header: float
    footer: float

    @property
    def row(self) -> float:
        """Height of a row in a box."""
        return self.line + 3.0


class Row(NamedTuple):
    """A row in a unit's box: the role and number of its text, and its height."""

    role: str
    index: int
    height: float


@dataclass(frozen=True)
class Form:
    """A level of detail.

    Attributes
    ----------
    level
        “full”, “main” or “shape”.
    min_pitch
        Least distance between neighbouring layers.
    forward, backward
        Roles of a unit's rows.
    gradient
        ∂L/∂w with its label on one “line”, “stacked” on two, or “none”.
    flow
        Whether edges show the value that they carry forward.
    stacked
        Whether labels stand above their numbers, to be narrow.
    """

    level: str
    min_pitch: float
    forward: tuple[str, ...] = ()
    backward: tuple[str, ...] = ()
    gradient: str = "none"
    flow: bool = False
    stacked: bool = False

    @property
    def is_shape(self) -> bool:
        """Whether units are discs with names."""
        return self.level == "shape"


_FULL = {"forward": ("z", "h"), "backward": ("dL_dh", "dL_dz"), "flow": True}
_MAIN = {"forward": ("h",), "backward": ("dL_dz",)}
FORMS = (
    Form("full", 190.0, ("z", "h"), ("dL_dh", "dL_dz"), gradient="line", flow=True),
    Form("full", 190.0, ("z", "h"), ("dL_dh", "dL_dz"), gradient="stacked", flow=True),
    Form("main", 110.0, ("h",), ("dL_dz",), gradient="line"),
    Form("main", 110.0, ("h",), ("dL_dz",)),
    Form("main", 110.0, ("h",), ("dL_dz",), gradient="stacked", stacked=True),
    Form("main", 110.0, ("h",), ("dL_dz",), stacked=True),
)
SHAPE = Form("shape", 48.0)
