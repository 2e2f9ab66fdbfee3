"""Where the columns of the graph stand, and how high everything is."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from skipnet_gui.session.forms import AIR, PILL, RADIUS, Contents
from skipnet_gui.session.geometry import Rect
from skipnet_gui.session.lanes import ABOVE, BELOW, MAX_TEXTS, Arc, Link, Links
from skipnet_gui.session.layers import Layers

MARGIN = 10.0
ROW_GAP = 12.0
THIN_LANE = 14.0
MAX_GAP = 250.0  # more than this is left at the sides
MAX_SHAPE_GAP = 110.0
RISER = 9.0  # width of a way up or down beside a column
LOOSE_GAP = 1.25  # columns further apart than the texts need are not pulled wider at once


@dataclass(frozen=True)
class Columns:
    """Everything of a network in one form that can be said without a viewport."""

    layers: Layers
    links: Links
    contents: Contents

    @cached_property
    def loss(self) -> int:
        """Node number of the loss."""
        return len(self.contents.network.inputs) + len(self.contents.network.units)

    @cached_property
    def nodes(self) -> tuple[tuple[int, ...], ...]:
        """Nodes by column, the loss in one of its own at the end."""
        return (*self.layers.columns, (self.loss,))

    def size(self, node: int) -> tuple[float, float]:
        """Return width and height of a node's box."""
        first_unit = len(self.contents.network.inputs)
        if node == self.loss:
            return self.contents.loss_size
        if node < first_unit:
            return self.contents.input_size
        return self.contents.unit_width, self.contents.unit_height(node - first_unit)

    @cached_property
    def sizes(self) -> tuple[tuple[float, float], ...]:
        """Width and height of each node's box."""
        return tuple(self.size(node) for node in range(self.loss + 1))

    @cached_property
    def widths(self) -> tuple[float, ...]:
        """Width of each column."""
        widths = [max(self.sizes[node][0] for node in nodes) for nodes in self.nodes]
        widths[-1] = max(widths[-1], self.contents.target_width)
        return tuple(widths)

    def is_single(self, gap: int) -> bool:
        """Whether one straight edge fills a gap."""
        return len(self.nodes[gap]) == len(self.nodes[gap + 1]) == 1

    def edges(self, gap: int) -> tuple[Link, ...]:
        """Return the edges of a gap that carry text; none if they are too many."""
        found = tuple(link for link in self.links.near[gap] if link.kind == "edge")
        return found if len(found) <= MAX_TEXTS and not self.contents.form.is_shape else ()

    def is_outside(self, gap: int) -> bool:
        """Whether a gap is too narrow for its pill, which then stands above the boxes."""
        return self.contents.form.stacked and self.is_single(gap) and bool(self.edges(gap))

    def risers(self, gap: int, left: bool) -> list[Arc]:
        """Return arcs that go up or down at one side of a gap."""
        if left:
            return [a for a in self.arcs if a.link.first == gap and not a.direct_source]
        return [a for a in self.arcs if a.link.last == gap + 1 and not a.direct_target]

    @cached_property
    def arcs(self) -> tuple[Arc, ...]:
        """The arcs of all lanes."""
        return self.links.arcs

    def gap_width(self, gap: int) -> float:
        """Return the least room between a column and the next."""
        edges = self.edges(gap)
        if self.contents.form.is_shape:
            return self.contents.form.min_pitch - 2 * RADIUS
        sides = max(len(self.risers(gap, True)), len(self.risers(gap, False))) * RISER
        if not edges:
            return 36.0 + 2 * sides if gap == len(self.nodes) - 2 else 60.0 + 2 * sides
        if self.is_outside(gap):
            widths = (self.widths[gap] + self.widths[gap + 1]) / 2
            needed = max(self.contents.tall_pill[0], self.contents.gradient_width(edges[0].index))
            return max(20.0, needed + 20.0 - widths)
        card = max(self.contents.card_width(link.index) for link in edges)
        return card + 8.0 if self.is_single(gap) else card + 2 * (sides + 16.0)

    def least_width(self) -> float:
        """Return the width that everything needs at least."""
        gaps = sum(self.gap_width(gap) for gap in range(len(self.nodes) - 1))
        return 2 * MARGIN + sum(self.widths) + gaps

    def lefts(self, width: float, zoom: float) -> tuple[float, ...] | None:
        """Return the left side of each column in a width; None if they do not fit."""
        gaps = [self.gap_width(gap) for gap in range(len(self.nodes) - 1)]
        slack = width - self.least_width()
        if slack < 0 and not self.contents.form.is_shape:
            return None
        is_shape = self.contents.form.is_shape
        most = (MAX_SHAPE_GAP if is_shape else MAX_GAP) * zoom
        share = max(slack, 0.0) / (len(gaps) + (0.0 if is_shape else -0.5))
        wider = [max(min(gap + share, most), gap) for gap in gaps]
        if not is_shape:
            wider[-1] = max(min(gaps[-1] + 0.4 * share, most), gaps[-1])
        used = sum(wider) + sum(self.widths)
        x = max((width - used) / 2, MARGIN)
        lefts = [x]
        for column, gap in zip(self.widths, wider, strict=False):
            x += column + gap
            lefts.append(x)
        pitch = self.pitch(lefts)
        return tuple(lefts) if pitch >= self.contents.form.min_pitch - 0.01 else None

    def pitch(self, lefts: Sequence[float]) -> float:
        """Return the least distance between the middles of neighbouring layers."""
        middles = [x + w / 2 for x, w in zip(lefts, self.widths, strict=True)]
        inner = middles[:-1] if len(middles) > 2 else middles
        return min(b - a for a, b in zip(inner, inner[1:], strict=False))

    def lane_height(self, side: int, lane: int) -> float:
        """Return the height of a lane."""
        if self._has_text(side, lane):
            form = self.contents.form
            flow = self.contents.sizes.line + 1.0 if form.flow else 0.0
            gradient = self.contents.sizes.line + 3.0 if form.gradient else 0.0
            return 5.0 + flow + PILL + 9.0 + gradient
        return THIN_LANE

    def _has_text(self, side: int, lane: int) -> bool:
        return not self.contents.form.is_shape and any(
            arc.has_text for arc in self.arcs if (arc.side, arc.lane) == (side, lane)
        )

    def lanes(self, side: int) -> tuple[float, ...]:
        """Return the heights of the lanes of a side, the nearest first."""
        count = max((arc.lane + 1 for arc in self.arcs if arc.side == side), default=0)
        return tuple(self.lane_height(side, lane) for lane in range(count))

    def stack_height(self, gap: int) -> float:
        """Return the height of the cards of a gap, one above the other."""
        card = self.contents.card_above + self.contents.card_below + 4.0
        return len(self.edges(gap)) * card

    def row_pitch(self, column: int) -> float:
        """Return the least distance between the middles of a column's boxes."""
        return max(self.sizes[node][1] for node in self.nodes[column]) + self.row_gap

    @property
    def row_gap(self) -> float:
        """Least room between boxes of a column; names of shapes may stand below them."""
        if not self.contents.form.is_shape:
            return ROW_GAP
        return 6.0 + (self.contents.sizes.line if self.names_below else 0.0)

    @cached_property
    def names_below(self) -> bool:
        """Whether the names of shapes are too long to stand inside."""
        sizes = self.contents.sizes
        return max(sizes.names) > 2 * RADIUS - 6.0

    def extents(self, row_pitch: float) -> tuple[float, float]:
        """Return the room above and below the middle that boxes, cards and pills need."""
        above = below = 0.0
        for column, nodes in enumerate(self.nodes):
            own = self.row_pitch(column)
            half = ((len(nodes) - 1) * own + own - self.row_gap) / 2
            spread = ((len(nodes) - 1) * row_pitch + own - self.row_gap) / 2
            half = max(half, spread if len(nodes) == self.most_rows else 0.0)
            above, below = max(above, half), max(below, half)
        for gap in range(len(self.nodes) - 2):
            if self.is_outside(gap):
                band = max(self.sizes[self.nodes[gap][0]][1], self.sizes[self.nodes[gap + 1][0]][1])
                above = max(above, band / 2 + 5.0 + self.contents.tall_pill[1])
                gradient = self.contents.form.gradient * self.contents.sizes.line
                below = max(below, band / 2 + (5.0 + gradient if gradient else 0.0))
            elif self.is_single(gap) and self.edges(gap):
                above = max(above, self.contents.card_above)
                below = max(below, self.contents.card_below)
            else:
                half = self.stack_height(gap) / 2
                above, below = max(above, half), max(below, half)
        return above, max(below, self.loss_below)

    @property
    def loss_below(self) -> float:
        """Room below the middle that the loss and its targets need."""
        height = self.contents.loss_size[1] / 2
        if self.contents.form.is_shape:
            return height
        return height + 4.0 + len(self.contents.sizes.target_labels) * self.contents.row

    @cached_property
    def most_rows(self) -> int:
        """Boxes in the fullest column."""
        return max(map(len, self.nodes))
