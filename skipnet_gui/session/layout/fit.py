"""Network and viewport -> where everything of the graph stands; no Qt in it.

Nothing overlaps by construction: boxes stand in columns; the texts of edges to the next
column stand in a strip in the middle of the gap, whose sides are left to the curves;
longer edges run in lanes above and below all boxes, and enter a box from above or below
or beside it. Where that takes too much room, texts of edges stand where they find some.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

from skipnet_gui.core.network import Network
from skipnet_gui.session.layout.columns import MARGIN, MAX_TARGETS, Columns
from skipnet_gui.session.layout.forms import FULL, MAIN, PAD, SHAPES, SPARSE, Contents, Form, Sizes
from skipnet_gui.session.layout.frame import Frame, Route, Slot
from skipnet_gui.session.layout.geometry import Rect
from skipnet_gui.session.layout.lanes import ABOVE, BELOW, Links, links
from skipnet_gui.session.layout.layers import Layers, layers
from skipnet_gui.session.layout.routes import routes
from skipnet_gui.session.layout.spare import spare_slots

AIR_MAX = 26.0  # most that the nearest lane is moved away from the boxes


class Viewport(NamedTuple):
    """The room for a graph.

    Attributes
    ----------
    width, height
        In pixels.
    top, bottom
        Heights of header and footer within it.
    zoom
        1 is fit; more spreads the graph over more room, less over less.
    """

    width: float
    height: float
    top: float = 0.0
    bottom: float = 0.0
    zoom: float = 1.0

    @property
    def graph_width(self) -> float:
        """Width to fill."""
        return self.width * self.zoom

    @property
    def graph_height(self) -> float:
        """Height to fill between header and footer."""
        return (self.height - self.top - self.bottom) * self.zoom


@dataclass(frozen=True)
class Layout:
    """Where everything stands.

    Attributes
    ----------
    level
        “full”, “main” or “shape”.
    style
        Which of the measured sizes it was made for.
    width, height
        Of the scene.
    pitch
        Least distance between neighbouring layers.
    inputs, units, loss
        Boxes.
    edges, outputs
        Curves, by number; None for a bias, which stands in its unit's box.
    slots
        Room for every text.
    edge_numbers
        How many numbers of edges have room for text, and how many there are.
    """

    level: str
    style: int
    width: float
    height: float
    pitch: float
    inputs: tuple[Rect, ...]
    units: tuple[Rect, ...]
    loss: Rect
    edges: tuple[Route | None, ...]
    outputs: tuple[Route, ...]
    slots: tuple[Slot, ...]

    def widened(self, by: float) -> "Layout":
        """Return the layout with free room at the right."""
        return replace(self, width=self.width + by)

    @cached_property
    def edge_numbers(self) -> tuple[int, int]:
        """Numbers of edges that have room, and all: value, weight and gradient of each."""
        shown = sum(slot.role in ("pill", "flow", "gradient") for slot in self.slots)
        biases = sum(route is None for route in self.edges)
        return shown, 3 * len(self.edges) - biases


def layout(network: Network, styles: Sequence[Sizes], viewport: Viewport) -> Layout:
    """Return the layout at the largest level that fits, in the largest style that fits.

    Parameters
    ----------
    styles
        Measured texts, the most legible first.
    """
    shape, found = _plan(network)
    kinds = list(enumerate(styles))

    def fitted(forms: Sequence[Form], kinds: Sequence[tuple[int, Sizes]]) -> Iterator[Layout]:
        for style, sizes in kinds:
            for form in forms:
                made = _fitted(network, shape, found, form, sizes, style, viewport)
                if made is not None:
                    yield made

    for forms in (FULL, MAIN):
        for made in fitted(forms, kinds):
            return made
    most = max(fitted(SPARSE, kinds), key=lambda made: made.edge_numbers[0], default=None)
    return most or next(fitted(SHAPES, kinds[-1:]))


@lru_cache(maxsize=4)
def _plan(network: Network) -> tuple[Layers, Links]:
    """Return what stays the same at every size."""
    shape = layers(network)
    return shape, links(network, shape)


def _fitted(
    network: Network,
    shape: Layers,
    found: Links,
    form: Form,
    sizes: Sizes,
    style: int,
    viewport: Viewport,
) -> Layout | None:
    """Return the layout in one form, or None if it does not fit."""
    columns = Columns(shape, found, Contents(network, form, sizes))
    if columns.least_height > viewport.graph_height and not form.is_shape:
        return None
    lefts = columns.lefts(viewport.graph_width, viewport.zoom, scrolls=form is SHAPES[-1])
    frame = None if lefts is None else _frame(columns, lefts, viewport)
    placed = None if frame is None else routes(frame)
    if lefts is None or frame is None or placed is None:
        return None
    edges, outputs, slots = placed
    slots = (*_box_slots(frame), *slots)
    if form.level == "main":
        room = Rect(0.0, viewport.top, viewport.graph_width, frame.height - viewport.top)
        room = room._replace(height=room.height - viewport.bottom)
        slots += tuple(spare_slots(frame, room, edges, outputs, slots))
    first_unit = len(network.inputs)
    return Layout(
        level=form.level,
        style=style,
        width=max(viewport.graph_width, round(frame.boxes[-1].right + MARGIN, 3)),
        height=frame.height,
        pitch=columns.pitch(lefts),
        inputs=frame.boxes[:first_unit],
        units=frame.boxes[first_unit:-1],
        loss=frame.boxes[-1],
        edges=edges,
        outputs=outputs,
        slots=slots,
    )


def _frame(columns: Columns, lefts: Sequence[float], viewport: Viewport) -> Frame | None:
    """Return where boxes and lanes stand, or None if they are too high for the viewport."""
    lanes_above, lanes_below = columns.lanes(ABOVE), columns.lanes(BELOW)
    form = columns.contents.form
    if form.is_shape or form.sparse:
        room = max(viewport.graph_height - columns.middle_height, 60.0)
        lanes_above, lanes_below = _squeezed(lanes_above, lanes_below, room)
    middle = columns.middle_height
    outer = columns.outside
    lanes = sum(lanes_above) + sum(lanes_below)
    slack = viewport.graph_height - lanes - sum(max(middle / 2, side) for side in outer)
    if slack < 0 and not form.is_shape:
        return None
    slack = max(slack, 0.0)
    middle += min(0.5 * slack, _spread(columns) * viewport.zoom)
    above, below = (max(middle / 2, side) for side in outer)
    slack = max(viewport.graph_height - lanes - above - below, 0.0)
    air = min(0.25 * slack, AIR_MAX)
    used = above + below + lanes + air * (bool(lanes_above) + bool(lanes_below))
    height = max(viewport.graph_height, used)
    axis = viewport.top + (height - used) / 2 + sum(lanes_above) + above + air * bool(lanes_above)
    return Frame(
        columns=columns,
        lefts=tuple(lefts),
        axis=axis,
        boxes=tuple(_boxes(columns, lefts, axis, middle)),
        middle=middle,
        edges_of_lanes={
            ABOVE: _lane_sides(axis - above - air, lanes_above, ABOVE),
            BELOW: _lane_sides(axis + below + air, lanes_below, BELOW),
        },
        inner={ABOVE: axis - above, BELOW: axis + below},
        height=viewport.top + height + viewport.bottom,
    )


def _spread(columns: Columns) -> float:
    """Return how much further apart rows may stand where there is room."""
    rows = max(map(len, columns.nodes)) - 1
    return rows * (24.0 if columns.contents.form.is_shape else 40.0)


def _squeezed(
    above: tuple[float, ...], below: tuple[float, ...], room: float
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return lanes without text made narrower until they fit, down to a third."""
    share = max(min(room / max(sum(above) + sum(below), 1.0), 1.0), 1.0 / 3.0)
    return tuple(share * lane for lane in above), tuple(share * lane for lane in below)


def _lane_sides(start: float, heights: Sequence[float], side: int) -> tuple[float, ...]:
    """Return the y of the inner side of each lane, and of the outer side of the last."""
    sides = [start]
    for height in heights:
        sides.append(sides[-1] + side * height)
    return tuple(sides)


def _boxes(columns: Columns, lefts: Sequence[float], axis: float, middle: float) -> Iterator[Rect]:
    """Yield the box of each node in order of nodes."""
    made: dict[int, Rect] = {}
    for k, nodes in enumerate(columns.nodes):
        pitch = columns.row_pitch(k, middle)
        center = lefts[k] + columns.widths[k] / 2
        for row, node in enumerate(nodes):
            width, height = columns.sizes[node]
            y = axis + (row - (len(nodes) - 1) / 2) * pitch
            made[node] = Rect(center - width / 2, y - height / 2, width, height)
    yield from (made[node] for node in range(columns.loss + 1))


def _box_slots(frame: Frame) -> Iterator[Slot]:
    """Yield the texts of all boxes."""
    columns = frame.columns
    if columns.contents.form.is_shape:
        yield from _names(frame)
        return
    network, boxes = columns.contents.network, frame.boxes
    first_unit = len(network.inputs)
    for index in range(first_unit):
        yield Slot("input", index, _inset(boxes[index], 3.0))
    for unit in range(len(network.units)):
        yield from _unit_slots(columns.contents, unit, boxes[first_unit + unit])
    yield Slot("loss", 0, _inset(boxes[-1], 3.0))
    center, width, row = boxes[-1].center[0], columns.widths[-1], columns.contents.row
    for output in range(min(len(network.outputs), MAX_TARGETS)):
        y = boxes[-1].bottom + 4.0 + output * row
        yield Slot("target", output, Rect(center - width / 2, y, width, row))


def _inset(box: Rect, top: float) -> Rect:
    return Rect(box.x + 5.0, box.y + top, box.width - 10.0, box.height - 2 * top)


def _unit_slots(contents: Contents, unit: int, box: Rect) -> Iterator[Slot]:
    y = box.y + PAD - 2.0
    for role, index, height in contents.unit_rows(unit):
        inset = 3.0 if role == "pill" else PAD
        lower = 2.0 if role == "pill" else 0.0
        yield Slot(role, index, Rect(box.x + inset, y, box.width - 2 * inset, height - lower))
        y += height


def _names(frame: Frame) -> Iterator[Slot]:
    """Yield the names of shapes."""
    line = frame.columns.contents.sizes.line
    for node, box in enumerate(frame.boxes):
        yield Slot("name", node, Rect(box.x + 2.0, box.center[1] - line / 2, box.width - 4.0, line))
