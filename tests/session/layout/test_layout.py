"""Nothing on the graph lies on anything else, at the level that fit chooses."""

from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise

import numpy as np
import pytest

from skipnet_gui.core.functions import Array
from skipnet_gui.core.network import BIAS, Edge, Network, Unit
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.session.layout.fit import Layout, Viewport, layout
from skipnet_gui.session.layout.forms import Sizes
from skipnet_gui.session.layout.geometry import Rect, along, dashes, line

# Width and height of the graph: right dock open and closed at 1440 × 900, then 1024 × 768.
VIEWPORTS = [(1030, 430), (1440, 470), (1024, 380), (1024, 300)]
NARROW = [(730, 430)]
HUGE = [(5200, 1400)]  # nearly all at full
HEADER, FOOTER = 44.0, 40.0


def measured(network: Network, pixels: float = 12.0, bold: bool = False) -> Sizes:
    """Return sizes about as of DejaVu Sans."""

    def width(text: str) -> float:
        return len(text) * pixels * (0.57 if bold else 0.52)

    names = [*network.inputs, *(unit.name for unit in network.units)]
    units = [unit.name for unit in network.units]
    return Sizes(
        number=pixels * (6.9 if bold else 6.42),
        line=round(pixels * 1.17),
        titles=tuple(width(f"unit {name} · ReLU dead") for name in units),
        short_titles=tuple(width(f"{name} · ReLU") for name in units),
        unit_labels=tuple(width(f"∂L/∂h{name}") for name in units),
        names=tuple(map(width, names)),
        weight_labels=tuple(map(width, network.weight_names)),
        gradient_labels=tuple(width(f"∂L/∂{name}") for name in network.weight_names),
        targets=tuple(width("y = −8.888e−88") for _ in network.outputs),
    )


def fitted(network: Network, width: float, height: float, zoom: float = 1.0) -> Layout:
    styles = [measured(network, 13.0, bold=True), measured(network)]
    return layout(network, styles, Viewport(width, height, HEADER, FOOTER, zoom))


def chain(length: int, skips: Iterable[tuple[int, int]] = ()) -> Network:
    """Return units in a row; a skip leads from unit a to unit b."""
    units = tuple(Unit(str(k), "relu") for k in range(length))
    edges = [Edge("w0", "x", "0")]
    edges += [Edge(f"w{k}", str(k - 1), str(k)) for k in range(1, length)]
    edges += [Edge(f"s{i}", str(a) if a >= 0 else "x", str(b)) for i, (a, b) in enumerate(skips)]
    return Network(("x",), units, tuple(edges), (str(length - 1),), "absolute")


SKIPS = {
    "none": lambda n: [],
    "every second": lambda n: [(k - 2, k) for k in range(2, n, 2)],
    "overlapping": lambda n: [(k - 2, k) for k in range(2, n)],
    "over two and over three": lambda n: [(k - d, k) for d in (2, 3) for k in range(d, n)],
    "nested": lambda n: [(k, n - 1 - k) for k in range(n // 2) if n - 1 - 2 * k > 1],
    "all to the end": lambda n: [(k, n - 1) for k in range(n - 2)],
    "parallel": lambda n: [(0, 1), (0, 1), (n - 2, n - 1)],
    "from the input": lambda n: [(-1, k) for k in range(1, n)],
}
CHAINS = {
    f"{length} units, {name}": chain(length, skips(length))
    for length in range(3, 21)
    for name, skips in SKIPS.items()
}


def wide(*rows: int, skips: bool = True) -> Network:
    """Return full layers of units with biases, the first of inputs, and a skip over each."""
    inputs = tuple(f"x{i}" for i in range(rows[0]))
    names = [inputs, *(tuple(f"u{k}{i}" for i in range(n)) for k, n in enumerate(rows[1:]))]
    pairs = [(a, b) for left, right in pairwise(names) for a in left for b in right]
    if skips:
        pairs += [(left[-1], right[0]) for left, right in zip(names, names[2:], strict=False)]
    edges = [Edge(f"w{i}", a, b) for i, (a, b) in enumerate(pairs)]
    edges += [Edge(f"b{i}", BIAS, name) for i, name in enumerate(names[-1])]
    units = tuple(Unit(name, "tanh") for layer in names[1:] for name in layer)
    return Network(inputs, units, tuple(edges), names[-1], "squared")


WIDE = {
    "2-2-1": wide(2, 2, 1),
    "3-3-2": wide(3, 3, 2),
    "1-4-4-1": wide(1, 4, 4, 1),
    "8-8-3": wide(8, 8, 3),
    "2-3-3-3-2": wide(2, 3, 3, 3, 2),
    "20-20-20": wide(20, 20, 20),
}
LONE = Network(
    ("x", "unused"),
    (Unit("a", "relu"), Unit("lonely", "tanh"), Unit("b", "identity"), Unit("out", "identity")),
    (Edge("w", "x", "a"), Edge("v", "a", "out"), Edge("c", BIAS, "b"), Edge("u", "b", "out")),
    ("out", "a"),
    "squared",
)
NETWORKS = (
    {name: preset.make().network for name, preset in PRESETS.items()}
    | CHAINS
    | WIDE
    | {"lone units": LONE}
)


def faults(network: Network, made: Layout) -> Iterator[str]:
    """Yield every place where something lies on something else or outside."""
    scene = Rect(0, 0, made.width, made.height)
    boxes = [*made.inputs, *made.units, made.loss]
    for a, b in combinations(boxes, 2):
        if a.meets(b):
            yield f"boxes {a} and {b}"
    for a, b in combinations(made.slots, 2):
        if a.rect.meets(b.rect, 0.5):
            yield f"text {a} on {b}"
    for slot in made.slots:
        owner = [box for box in boxes if box.meets(slot.rect, 0.5)]
        inside = [box for box in owner if _holds(box, slot.rect)]
        if owner != inside:
            yield f"text {slot} on a box"
    for rect in (*boxes, *(slot.rect for slot in made.slots)):
        if not _holds(scene, rect):
            yield f"{rect} outside {scene}"
    yield from _curve_faults(network, made, boxes, scene)


def _curve_faults(network: Network, made: Layout, boxes: list[Rect], scene: Rect) -> Iterator[str]:
    first_unit = len(network.inputs)
    routes = [
        (("edge", e), route, {network.edge_sources[e], first_unit + network.edge_targets[e]})
        for e, route in enumerate(made.edges)
        if route is not None
    ]
    routes += [
        (("output", o), route, {first_unit + network.output_units[o], len(boxes) - 1})
        for o, route in enumerate(made.outputs)
    ]
    texts = [slot for slot in made.slots if not any(_holds(box, slot.rect) for box in boxes)]
    for name, route, ends in routes:
        points = np.array([*along(route.forward), *along(route.backward)])
        if (points < -1).any() or (points > (scene.width + 1, scene.height + 1)).any():
            yield f"{name} outside"
        for node in _holders(boxes, points):
            if node not in ends:
                yield f"{name} through node {node}"
        for number in _holders([slot.rect for slot in texts], points):
            slot = texts[number]
            if slot.role != "pill" or name != ("edge", slot.number):
                yield f"{name} through {slot}"


def _holders(rects: list[Rect], points: Array) -> list[int]:
    """Return the numbers of the rectangles that a point lies strictly inside of."""
    sides = np.array(rects).reshape(-1, 1, 4)
    low, high = sides[..., :2], sides[..., :2] + sides[..., 2:]
    inside = ((low < points) & (points < high)).all(axis=-1).any(axis=-1)
    found: list[int] = np.flatnonzero(inside).tolist()
    return found


def _holds(outer: Rect, inner: Rect) -> bool:
    return (
        outer.x - 0.5 <= inner.x
        and outer.y - 0.5 <= inner.y
        and inner.right <= outer.right + 0.5
        and inner.bottom <= outer.bottom + 0.5
    )


@pytest.mark.parametrize("name", NETWORKS)
def test_nothing_lies_on_anything_else(name: str) -> None:
    network = NETWORKS[name]
    for size in VIEWPORTS + NARROW + HUGE:
        assert list(faults(network, fitted(network, *size))) == [], size


FULL_AT = ["exercise", "exercise-without-skip", "rattle"]


@pytest.mark.parametrize("size", VIEWPORTS, ids=str)
@pytest.mark.parametrize("name", FULL_AT)
def test_the_exercise_is_at_full_at_every_size(name: str, size: tuple[float, float]) -> None:
    assert fitted(NETWORKS[name], *size).level == "full"


@pytest.mark.parametrize("size", [*VIEWPORTS, (730, 430), (730, 320), (1090, 310)], ids=str)
@pytest.mark.parametrize("name", ["curve", "two-outputs"])
def test_units_keep_their_numbers_where_edges_have_no_room(
    name: str, size: tuple[float, float]
) -> None:
    network = NETWORKS[name]
    made = fitted(network, *size)
    said = {(slot.role, slot.number) for slot in made.slots}
    assert {(role, unit) for role in ("h", "dL_dz") for unit in range(len(network.units))} <= said


def test_texts_of_edges_stand_where_they_find_room() -> None:
    made = fitted(NETWORKS["two-outputs"], 1024, 300)
    roles = [slot.role for slot in made.slots]
    assert roles.count("pill") == 12
    assert 0 < roles.count("gradient") < 12
    shown, total = made.edge_numbers
    assert 12 < shown < total


@pytest.mark.parametrize(("length", "level"), [(3, "full"), (9, "main"), (20, "shape")])
def test_less_is_said_of_a_longer_chain(length: int, level: str) -> None:
    assert fitted(chain(length), 1440, 470).level == level


@pytest.mark.parametrize("name", NETWORKS)
def test_a_level_keeps_its_least_pitch(name: str) -> None:
    for width in (700, 1024, 1440, 2400):
        made = fitted(NETWORKS[name], width, 430)
        assert made.pitch >= {"full": 190, "main": 110, "shape": 48}[made.level] - 0.1


def test_a_graph_too_long_for_its_viewport_scrolls_at_the_least_pitch() -> None:
    made = fitted(chain(60), 1024, 380)
    assert (made.level, made.pitch, made.width > 1024) == ("shape", 48.0, True)


def test_a_graph_that_fits_does_not_scroll() -> None:
    for size in VIEWPORTS:
        made = fitted(NETWORKS["tanh-chain-skips"], *size)
        assert (made.width, made.height) == size


def test_zoom_raises_and_lowers_the_level() -> None:
    levels = [fitted(chain(10), 1024, 380, zoom).level for zoom in (0.5, 1.0, 1.6, 3.0)]
    assert levels == ["shape", "shape", "main", "full"]


def test_more_than_12_edges_between_two_layers_carry_no_text() -> None:
    dense, thin = fitted(wide(4, 4, 1, skips=False), 3000, 1500), fitted(wide(3, 4, 1), 3000, 1500)
    pills = {slot.number for slot in dense.slots if slot.role == "pill"}
    assert pills.isdisjoint(range(16))
    assert {16, 17, 18, 19} <= pills
    assert dense.edge_numbers[0] < dense.edge_numbers[1]
    assert thin.level == "full"
    assert thin.edge_numbers[0] == thin.edge_numbers[1]


def test_units_of_a_layer_are_ordered_so_that_few_edges_cross() -> None:
    edges = (Edge("a", "x", "0"), Edge("b", "y", "1"), Edge("c", "0", "3"), Edge("d", "1", "2"))
    units = tuple(Unit(str(k), "identity") for k in range(4))
    network = Network(("x", "y"), units, edges, ("2", "3"), "squared")
    made = fitted(network, 1440, 470)
    assert made.units[3].y < made.units[2].y


def test_a_skip_leaves_the_row_of_boxes() -> None:
    made = fitted(NETWORKS["exercise"], 1030, 430)
    skip = made.edges[2]
    assert skip is not None
    assert min(y for _, y in along(skip.forward)) < min(box.y for box in made.units) - 30


def test_the_way_back_runs_the_other_way() -> None:
    for route in fitted(NETWORKS["exercise"], 1030, 430).edges:
        assert route is not None
        assert route.forward[0][0] < route.forward[-1][0]
        assert route.backward[0][0] > route.backward[-1][0]


def test_a_bias_stands_in_its_unit() -> None:
    network = NETWORKS["two-outputs"]
    made = fitted(network, 1440, 470)
    pills = {slot.number: slot.rect for slot in made.slots if slot.role == "pill"}
    for edge, found in enumerate(network.edges):
        if found.source == BIAS:
            assert made.edges[edge] is None
            assert _holds(made.units[network.edge_targets[edge]], pills[edge])


def test_dashes_have_one_length_along_a_curve() -> None:
    found = list(dashes(line((0.0, 0.0), (100.0, 0.0)), 5.0, 3.0))
    assert len(found) == 13
    assert found[1][0][0] == pytest.approx(8.0)
    assert found[1][-1][0] == pytest.approx(13.0)


def test_edges_too_many_for_text_run_straight_and_few_do_not() -> None:
    made = fitted(wide(20, 20, 1, skips=False), 1440, 470)
    for edge, route in enumerate(made.edges[:420]):
        assert route is not None
        assert route.is_crowded
        assert len(route.forward) == 4, edge
    assert not any(route.is_crowded for route in fitted(chain(5), 1440, 470).edges if route)


def test_skips_too_many_for_text_share_one_lane() -> None:
    rows = [("x0", "x1", "x2", "x3"), tuple("abcd"), tuple("efgh")]
    pairs = [(a, b) for k, j in ((0, 1), (1, 2), (0, 2)) for a in rows[k] for b in rows[j]]
    edges = tuple(Edge(f"w{i}", *pair) for i, pair in enumerate(pairs))
    units = tuple(Unit(name, "tanh") for row in rows[1:] for name in row)
    network = Network(rows[0], units, edges, rows[2], "squared")
    made = fitted(network, 1440, 470)
    assert list(faults(network, made)) == []
    skips = [route.forward for route in made.edges[32:] if route is not None]
    assert len({curve[6] for curve in skips}) == 1  # where all of them reach the lane
