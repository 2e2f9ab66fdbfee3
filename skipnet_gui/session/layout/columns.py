"""The room that columns, gaps and lanes of the graph need in one form."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from skipnet_gui.session.layout.forms import PILL, RADIUS, Contents
from skipnet_gui.session.layout.lanes import MAX_TEXTS, Arc, Link, Links
from skipnet_gui.session.layout.layers import Layers

MARGIN = 8.0
ROW_GAP = 12.0
LEAST_ROW_GAP = 6.0
THIN_LANE = 13.0
OUTPUT_GAP = 32.0
BARE_GAP = 60.0
SPARSE_GAP = 36.0
SPARSE_LANE = 28.0
CHANNEL = 24.0  # beside the cards of a gap, for the curves to turn
CLEAR, MIN_CLEAR = 24.0, 20.0  # between tall pills, for the ways up and down, and without
SHAPE_GAP = 18.0
RISER = 9.0  # width of a way up or down beside a column
MAX_GAP = 250.0  # what is more than this is left at the sides
MAX_SHAPE_GAP = 110.0
MAX_TARGETS = 6


@dataclass(frozen=True)
class Columns:
    """The columns of a network in one form, without a viewport."""

    layers: Layers
    links: Links
    contents: Contents

    @cached_property
    def loss(self) -> int:
        """Node number of the loss."""
        network = self.contents.network
        return len(network.inputs) + len(network.units)

    @cached_property
    def nodes(self) -> tuple[tuple[int, ...], ...]:
        """Nodes by column, the loss in one of its own at the end."""
        return (*self.layers.columns, (self.loss,))

    @property
    def gaps(self) -> range:
        """Numbers of the gaps; gap k follows column k."""
        return range(len(self.nodes) - 1)

    @cached_property
    def sizes(self) -> tuple[tuple[float, float], ...]:
        """Width and height of each node's box."""
        contents, network = self.contents, self.contents.network
        units = [(contents.unit_width, contents.unit_height(u)) for u in range(len(network.units))]
        return (*[contents.input_size] * len(network.inputs), *units, contents.loss_size)

    @cached_property
    def widths(self) -> tuple[float, ...]:
        """Width of each column."""
        widths = [max(self.sizes[node][0] for node in nodes) for nodes in self.nodes]
        widths[-1] = max(widths[-1], self.contents.target_width)
        return tuple(widths)

    def is_single(self, gap: int) -> bool:
        """Whether a gap lies between two columns of one box each."""
        return len(self.nodes[gap]) == len(self.nodes[gap + 1]) == 1

    def edges(self, gap: int) -> tuple[Link, ...]:
        """Return the edges of a gap that carry text: none if they are too many."""
        if self.contents.form.is_shape or self.contents.form.sparse or gap in self.crowded:
            return ()
        return tuple(link for link in self.links.near[gap] if link.kind == "edge")

    @cached_property
    def crowded(self) -> frozenset[int]:
        """Gaps with more edges than may carry text."""
        counts = [sum(link.kind == "edge" for link in near) for near in self.links.near]
        return frozenset(gap for gap, count in enumerate(counts) if count > MAX_TEXTS)

    def is_crowded(self, link: Link) -> bool:
        """Whether a link is an edge to the next column that has too many beside it for text."""
        is_near = link.last - link.first == 1
        return link.kind == "edge" and is_near and link.first in self.crowded

    def is_outside(self, gap: int) -> bool:
        """Whether the pill of a gap stands above the boxes and not between them."""
        return self.contents.form.stacked and self.is_single(gap) and bool(self.edges(gap))

    @cached_property
    def risers(self) -> dict[tuple[int, bool], list[list[Arc]]]:
        """Ways up or down at the left (True) or right side of a gap: the arcs on each."""
        found: dict[tuple[int, bool], dict[object, list[Arc]]] = {}
        for arc in self.links.arcs:
            way = (arc.side, arc.lane) if arc.is_bundled else arc
            if not arc.direct_source:
                found.setdefault((arc.link.first, True), {}).setdefault(way, []).append(arc)
            if not arc.direct_target:
                found.setdefault((arc.link.last - 1, False), {}).setdefault(way, []).append(arc)
        return {place: list(ways.values()) for place, ways in found.items()}

    def gap_width(self, gap: int) -> float:
        """Return the least room between a column and the next."""
        if self.contents.form.is_shape:
            return max(self.contents.form.min_pitch - self.contents.shape_width, SHAPE_GAP)
        risers = max(len(self.risers.get((gap, side), ())) for side in (True, False)) * RISER
        edges = self.edges(gap)
        if self.contents.form.sparse:
            return SPARSE_GAP + 2 * risers
        if not edges:
            return (OUTPUT_GAP if gap == self.gaps[-1] else BARE_GAP) + 2 * risers
        if self.is_outside(gap):
            contents = self.contents
            texts = max(contents.tall_pill[0], contents.gradient_width(edges[0].number))
            clear = CLEAR if self.links.arcs else MIN_CLEAR
            return max(clear, texts + clear - (self.widths[gap] + self.widths[gap + 1]) / 2)
        card = max(self.contents.card_width(link.number) for link in edges)
        return card + (4.0 if self.is_single(gap) else 2 * (risers + CHANNEL))

    def lefts(self, width: float, zoom: float, scrolls: bool) -> tuple[float, ...] | None:
        """Return the left side of each column; None if they do not fit and may not scroll."""
        form = self.contents.form
        if form.min_pitch * (len(self.nodes) - 2) > width and not scrolls:
            return None
        least = [self.gap_width(gap) for gap in self.gaps]
        slack = width - 2 * MARGIN - sum(least) - sum(self.widths)
        if slack < 0 and not scrolls:
            return None
        gaps = self._widened(least, max(slack, 0.0), zoom)
        x = max((width - sum(gaps) - sum(self.widths)) / 2, MARGIN)
        lefts = [x]
        for column, gap in zip(self.widths, gaps, strict=False):
            x += column + gap
            lefts.append(x)
        fits = self.pitch(lefts) >= self.contents.form.min_pitch - 0.01
        return tuple(lefts) if fits else None

    def _widened(self, least: Sequence[float], slack: float, zoom: float) -> list[float]:
        """Share what is left among the gaps; the way to the loss takes little of it."""
        is_shape = self.contents.form.is_shape
        shares = [1.0] * len(least)
        if not is_shape and len(least) > 1:
            shares[-1] = 0.4
        part = slack / (sum(shares) + (0.0 if is_shape else 0.5))
        return [
            max(min(least[gap] + shares[gap] * part, zoom * self._most_gap(gap)), least[gap])
            for gap in self.gaps
        ]

    def _most_gap(self, gap: int) -> float:
        """Return how wide a gap may grow; many lines between discs are told apart by their run."""
        is_near = self.contents.form.is_shape and gap not in self.crowded
        return MAX_SHAPE_GAP if is_near else MAX_GAP

    def pitch(self, lefts: Sequence[float]) -> float:
        """Return the least distance between the middles of neighbouring layers."""
        middles = [x + w / 2 for x, w in zip(lefts, self.widths, strict=True)][:-1]
        return min(b - a for a, b in pairwise(middles))

    def lanes(self, side: int) -> tuple[float, ...]:
        """Return the heights of the lanes of a side, the nearest first."""
        heights: dict[int, float] = {}
        for arc in self.links.arcs:
            if arc.side == side:
                bare = SPARSE_LANE if self.contents.form.sparse and arc.has_text else THIN_LANE
                height = self.lane_height if self.has_text(arc) else bare
                heights[arc.lane] = max(height, heights.get(arc.lane, 0.0))
        return tuple(heights[lane] for lane in sorted(heights))

    def has_text(self, arc: Arc) -> bool:
        """Whether an arc has room of its own for text in this form."""
        form = self.contents.form
        return arc.has_text and not form.is_shape and not form.sparse

    @property
    def lane_height(self) -> float:
        """Height of a lane with texts."""
        contents = self.contents
        gradient = contents.sizes.line + 4.0 if contents.form.gradient else 0.0
        return self.lane_wire + PILL / 2 + 9.0 + gradient

    @property
    def lane_wire(self) -> float:
        """From the inner side of a lane with texts to its forward curve."""
        flow = self.contents.sizes.line + 1.0 if self.contents.form.flow else 0.0
        return 5.0 + flow + PILL / 2

    @property
    def row_gap(self) -> float:
        """Least room between boxes of a column."""
        form = self.contents.form
        return LEAST_ROW_GAP if form.is_shape or form.sparse else ROW_GAP

    def row_pitch(self, column: int, height: float) -> float:
        """Return the distance between the middles of a column's boxes.

        Columns keep the same distance as long as each has room for it in the height.
        """
        count = len(self.nodes[column])
        if count == 1:
            return 0.0
        wide = (height - self.tallest_of_fullest) / (self.most_rows - 1)
        tallest = self.tallest[column]
        return min(max(wide, tallest + self.row_gap), (height - tallest) / (count - 1))

    @cached_property
    def tallest(self) -> tuple[float, ...]:
        """Height of the tallest box of each column."""
        return tuple(max(self.sizes[node][1] for node in nodes) for nodes in self.nodes)

    @cached_property
    def tallest_of_fullest(self) -> float:
        """Height of the tallest box in a column of most boxes."""
        both = zip(self.nodes, self.tallest, strict=True)
        return max(tallest for nodes, tallest in both if len(nodes) == self.most_rows)

    @cached_property
    def most_rows(self) -> int:
        """Boxes in the fullest column."""
        return max(map(len, self.nodes))

    @cached_property
    def middle_height(self) -> float:
        """Least height of the boxes and of the cards between them."""
        return max(*self._column_heights(), *self._card_heights(), 0.0)

    @property
    def least_height(self) -> float:
        """Height that the fullest column needs at least; quick to tell."""
        box = self.contents.least_height + self.row_gap
        return self.most_rows * box - self.row_gap

    def _column_heights(self) -> Iterable[float]:
        for nodes, tallest in zip(self.nodes, self.tallest, strict=True):
            yield len(nodes) * tallest + (len(nodes) - 1) * self.row_gap

    def _card_heights(self) -> Iterable[float]:
        for gap in self.gaps:
            if not self.is_outside(gap):
                yield len(self.edges(gap)) * self.card_pitch

    @property
    def card_pitch(self) -> float:
        """Least distance between the cards of a gap."""
        return self.contents.card_above + self.contents.card_below + 4.0

    @cached_property
    def outside(self) -> tuple[float, float]:
        """Room above and below the middle that pills and gradients outside gaps need."""
        above = below = 0.0
        gradient = self.contents.form.gradient * self.contents.sizes.line
        for gap in filter(self.is_outside, self.gaps):
            band = self.band(gap)
            above = max(above, band + 5.0 + self.contents.tall_pill[1])
            below = max(below, band + (5.0 + gradient if gradient else 0.0))
        return above, max(below, self.loss_below)

    def band(self, gap: int) -> float:
        """Return half the height of the boxes beside a gap."""
        return max(self.sizes[node][1] for k in (gap, gap + 1) for node in self.nodes[k]) / 2

    @property
    def loss_below(self) -> float:
        """Room below the middle that the loss and its targets need."""
        contents = self.contents
        if contents.form.is_shape:
            return RADIUS
        targets = min(len(contents.network.outputs), MAX_TARGETS)
        return contents.loss_size[1] / 2 + 4.0 + targets * contents.row
