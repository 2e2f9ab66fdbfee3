"""What boxes and edges of the graph say at each level of detail, and the room it takes."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from skipnet_gui.core.network import BIAS, Network

PAD = 7.0  # between a border and its text
SPACE = 5.0  # between a label and its number
RULE = 7.0  # height of the line between forward and backward
PILL = 20.0  # height of a pill
WIRE = 6.0  # from the middle of an edge to its forward or backward curve
AIR = 10.0  # from the middle of an edge to its texts
LABEL_MAX = 110.0  # longer labels are cut
RADIUS = 15.0  # of a disc


class Sizes(NamedTuple):
    """Measured text in pixels; tuples are in the order of the network.

    Attributes
    ----------
    number
        Width of the widest number.
    line
        Height of a line of text.
    titles, short_titles
        Width of each unit's title at full and at main, with the word at its end.
    unit_labels
        Widest label of each unit's rows.
    names
        Width of the name of each node (inputs, then units).
    weight_labels, gradient_labels
        Width of each edge's w and ∂L/∂w.
    targets
        Width of each output's “y =” with the widest number.
    """

    number: float
    line: float
    titles: tuple[float, ...]
    short_titles: tuple[float, ...]
    unit_labels: tuple[float, ...]
    names: tuple[float, ...]
    weight_labels: tuple[float, ...]
    gradient_labels: tuple[float, ...]
    targets: tuple[float, ...]


class Row(NamedTuple):
    """A row in a unit's box: the role and number of its text, and its height."""

    role: str
    number: int
    height: float


class Form(NamedTuple):
    """A level of detail, and how it is said.

    Attributes
    ----------
    level
        “full”, “main” or “shape”.
    min_pitch
        Least distance between neighbouring layers.
    forward, backward
        Roles of a unit's rows.
    flow
        Whether edges show the value that they carry forward.
    gradient
        Lines of an edge's gradient: label and number on 1, one above the other on 2, 0 without.
    stacked
        Whether a unit's labels stand above its numbers, and pills beside the gap if need be.
    leading
        Space between the rows of a box.
    name_width
        Most width of a disc, which is drawn out for long names.
    sparse
        Whether texts of edges stand only where the curves leave room for them.
    biases
        Whether a unit's box holds its biases.
    """

    level: str
    min_pitch: float
    forward: tuple[str, ...] = ()
    backward: tuple[str, ...] = ()
    flow: bool = False
    gradient: int = 0
    stacked: bool = False
    leading: float = 3.0
    name_width: float = 2 * RADIUS
    sparse: bool = False
    biases: bool = True

    @property
    def is_shape(self) -> bool:
        """Whether units are discs with names."""
        return self.level == "shape"


_FULL = Form("full", 190.0, ("z", "h"), ("dL_dh", "dL_dz"), flow=True, gradient=1)
_MAIN = Form("main", 110.0, ("h",), ("dL_dz",), gradient=1)
FULL = (
    _FULL._replace(leading=6.0),
    _FULL._replace(leading=6.0, gradient=2),
    _FULL,
    _FULL._replace(gradient=2),
)
MAIN = (
    _MAIN,
    _MAIN._replace(gradient=0),
    _MAIN._replace(gradient=2, stacked=True),
    _MAIN._replace(gradient=0, stacked=True),
)
SPARSE = tuple(
    _MAIN._replace(gradient=0, sparse=True, stacked=stacked, biases=biases)
    for biases in (True, False)
    for stacked in (False, True)
)
SHAPES = (Form("shape", 48.0, name_width=96.0), Form("shape", 48.0))


@dataclass(frozen=True)
class Contents:
    """The rows and sizes of every box and edge of a network in one form."""

    network: Network
    form: Form
    sizes: Sizes

    @property
    def row(self) -> float:
        """Height of a row in a box."""
        return self.sizes.line + self.form.leading

    @cached_property
    def biases(self) -> tuple[tuple[int, ...], ...]:
        """Numbers of the bias edges that each unit's box holds."""
        if not self.form.biases:
            return ((),) * len(self.network.units)
        bias = self.network.node_index[BIAS]
        sources = self.network.edge_sources
        return tuple(
            tuple(edge for edge in edges if sources[edge] == bias)
            for edges in self.network.incoming
        )

    def unit_rows(self, unit: int) -> tuple[Row, ...]:
        """Return the rows of a unit's box, from top to bottom."""
        height = 2 * self.sizes.line + 1.0 if self.form.stacked else self.row
        pill = 2 * self.sizes.line + 5.0 if self.form.stacked else PILL + 2.0
        backward = [Row(role, unit, height) for role in self._backward(unit)]
        if self.form.flow:
            backward += [Row("gradient", edge, self.row) for edge in self.biases[unit]]
        return (
            Row("title", unit, self.row),
            *(Row("pill", edge, pill) for edge in self.biases[unit]),
            *(Row(role, unit, height) for role in self.form.forward),
            Row("rule", unit, RULE),
            *backward,
        )

    def _backward(self, unit: int) -> tuple[str, ...]:
        """∂L/∂ŷ stands for ∂L/∂h where an output feeds nothing, and beside it elsewhere."""
        roles = self.form.backward
        if unit not in self.network.output_units or "dL_dh" not in roles:
            return roles
        if not self.network.outgoing[len(self.network.inputs) + unit]:
            return ("dL_dyhat", "dL_dz")
        return ("dL_dyhat", *roles)

    @cached_property
    def unit_width(self) -> float:
        """Width of every unit's box."""
        if self.form.is_shape:
            return self.shape_width
        number = self.sizes.number + 2 * PAD
        if self.form.stacked:
            return number
        labels = [*self.sizes.unit_labels]
        labels += [self.sizes.weight_labels[e] + PAD for es in self.biases for e in es]
        if self.form.flow:
            labels += [self.sizes.gradient_labels[e] for es in self.biases for e in es]
        titles = self.sizes.titles if self.form.flow else self.sizes.short_titles
        rows = min(max(labels), LABEL_MAX) + SPACE + number
        return max(rows, min(max(titles) + 2 * PAD, rows + 24.0))

    def unit_height(self, unit: int) -> float:
        """Return the height of a unit's box."""
        if self.form.is_shape:
            return 2 * RADIUS
        return sum(row.height for row in self.unit_rows(unit)) + PAD + 3.0

    @property
    def least_height(self) -> float:
        """Height of a box that every node needs at least: that of an input."""
        return self.input_size[1]

    @cached_property
    def shape_width(self) -> float:
        """Width of every disc; more than its height where names are long."""
        wanted = max(self.sizes.names) + 12.0
        return min(max(wanted, 2 * RADIUS), self.form.name_width)

    @property
    def input_size(self) -> tuple[float, float]:
        """Width and height of an input's box."""
        if self.form.is_shape:
            return self.shape_width, 2 * RADIUS
        return self.sizes.number + 10.0, 2 * self.row + PAD

    @property
    def loss_size(self) -> tuple[float, float]:
        """Width and height of the loss's box."""
        return self.input_size

    @property
    def target_width(self) -> float:
        """Width of the targets' text under the loss."""
        if self.form.is_shape:
            return 0.0
        return min(max(self.sizes.targets), LABEL_MAX + self.sizes.number)

    def pill_width(self, edge: int) -> float:
        """Return the width of an edge's pill on one line."""
        label = min(self.sizes.weight_labels[edge], LABEL_MAX)
        return label + SPACE + self.sizes.number + 2 * PAD

    @property
    def tall_pill(self) -> tuple[float, float]:
        """Width and height of a pill with its name above its number."""
        return self.sizes.number + 2 * PAD, 2 * self.sizes.line + 5.0

    def gradient_width(self, edge: int) -> float:
        """Return the width of ∂L/∂w with its number."""
        label = min(self.sizes.gradient_labels[edge], LABEL_MAX)
        number = self.sizes.number
        if self.form.gradient == 2:
            return max(label, number)
        return label + SPACE + number if self.form.gradient else 0.0

    def gradient_label(self, edge: int) -> float:
        """Return the width of ∂L/∂w with the space after it."""
        return min(self.sizes.gradient_labels[edge], LABEL_MAX) + SPACE

    def lane_gradient_width(self, edge: int) -> float:
        """Return the width of ∂L/∂w with its number on one line, as lanes have it."""
        return self.gradient_label(edge) + self.sizes.number if self.form.gradient else 0.0

    def card_width(self, edge: int) -> float:
        """Return the width of all texts of an edge."""
        return max(self.pill_width(edge), self.gradient_width(edge))

    @property
    def pill_top(self) -> float:
        """From a pill's top to the middle of its edge; alone it stands on the edge."""
        return AIR + PILL if self.form.gradient else PILL / 2

    @property
    def card_above(self) -> float:
        """Room for texts above the middle of an edge."""
        return self.pill_top + (1.0 + self.sizes.line if self.form.flow else 0.0)

    @property
    def card_below(self) -> float:
        """Room for texts below the middle of an edge."""
        return AIR + self.form.gradient * self.sizes.line
