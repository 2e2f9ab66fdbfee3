"""Layered networks by their widths and a pattern of skips.

Layer 0 is that of the inputs, the last is that of the outputs; the depth is the number of
layers of units. Each unit has edges from all of the layer before, then those of its skips,
then its bias.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple

from skipnet_gui.core.initial_weights import drawn
from skipnet_gui.core.network import BIAS, MAX_EDGES, MAX_UNITS, Edge, ModelError, Network, Unit

MAX_DEPTH = 50
RESIDUAL_WEIGHT = 1.0

Bridges = list[tuple[int, int]]


class Skips(NamedTuple):
    """A pattern of skips.

    Attributes
    ----------
    name, title
        Its key, and its line in the chooser.
    bridges
        (depth, every) -> pairs of layers that it joins.
    residual
        Whether it joins units one to one where both layers have the same width: a frozen
        edge of weight 1, added after the activation.
    """

    name: str
    title: str
    bridges: Callable[[int, int], Bridges]
    residual: bool = False


def _every(depth: int, every: int) -> Bridges:
    return [(layer, layer + every) for layer in range(1, depth - every + 1, every)]


def _dense(depth: int, _every: int) -> Bridges:
    return [(start, end) for end in range(2, depth + 1) for start in range(end - 1)]


SKIPS: dict[str, Skips] = {
    skips.name: skips
    for skips in (
        Skips("none", "None", lambda depth, every: []),
        Skips("every", "Over every k-th layer", _every),
        Skips("input", "From the inputs to all", lambda d, _: [(0, n) for n in range(2, d + 1)]),
        Skips("dense", "From each layer to all later ones", _dense),
        Skips(
            "residual",
            "Residual, of fixed weight 1",
            lambda depth, _: [(layer - 1, layer) for layer in range(1, depth)],
            residual=True,
        ),
    )
}


@dataclass(frozen=True)
class Layers:
    """What a layered network is made of.

    Attributes
    ----------
    widths
        Units in each hidden layer; none for a network of depth 1.
    activation, output_activation
        Of the hidden units, and of the outputs.
    biases
        Whether each unit has one.
    skips
        A key of ``SKIPS``.
    every
        Over how many layers a skip of the pattern “every” leads, 2 or more.
    """

    inputs: int
    widths: tuple[int, ...]
    outputs: int
    activation: str = "relu"
    output_activation: str = "identity"
    biases: bool = False
    skips: str = "none"
    every: int = 2
    loss: str = "half_squared"

    @property
    def depth(self) -> int:
        """Number of layers of units, that of the outputs included."""
        return len(self.widths) + 1

    @property
    def sizes(self) -> tuple[int, ...]:
        """Number of nodes in each layer, that of the inputs first."""
        return (self.inputs, *self.widths, self.outputs)

    @property
    def bridges(self) -> Bridges:
        """Pairs of layers that skips join."""
        pairs = SKIPS[self.skips].bridges(self.depth, self.every)
        if not SKIPS[self.skips].residual:
            return pairs
        return [(start, end) for start, end in pairs if self.sizes[start] == self.sizes[end]]


class Size(NamedTuple):
    """How large a network is: its units, its edges, and how many weights are trained."""

    units: int
    edges: int
    trained: int


def size_of(layers: Layers) -> Size:
    """Return how large a layered network would be, without making it.

    Raises
    ------
    ModelError
        If a number is out of its range.
    """
    _check_ranges(layers)
    sizes, bridges = layers.sizes, layers.bridges
    units = sum(sizes[1:])
    trained = sum(sizes[n - 1] * sizes[n] for n in range(1, len(sizes)))
    trained += units if layers.biases else 0
    if SKIPS[layers.skips].residual:
        added = sum(sizes[end] for _, end in bridges)
        return Size(units + added, trained + 2 * added, trained)
    trained += sum(sizes[start] * sizes[end] for start, end in bridges)
    return Size(units, trained, trained)


def _check_ranges(layers: Layers) -> None:
    if not 1 <= layers.depth <= MAX_DEPTH:
        raise ModelError("widths", f"must be 0 to {MAX_DEPTH - 1} hidden layers")
    counts = {"inputs": layers.inputs, "outputs": layers.outputs}
    counts |= {f"widths[{layer}]": width for layer, width in enumerate(layers.widths)}
    for place, number in counts.items():
        if not 1 <= number <= MAX_UNITS:
            raise ModelError(place, f"must be a whole number, 1 to {MAX_UNITS}")
    if layers.skips not in SKIPS:
        raise ModelError("skips", "must be one of " + " ".join(SKIPS))
    if not 2 <= layers.every <= MAX_DEPTH:
        raise ModelError("every", f"must be a whole number, 2 to {MAX_DEPTH}")


def layered_network(layers: Layers) -> Network:
    """Return the network: units 0, 1, 2 …, weights w0, w1 …, skips s0, s1 …, bias b3 of unit 3.

    A residual unit 3 is followed by a3, the sum of its value and what skips it.

    Raises
    ------
    ModelError
        If a number is out of its range, or there would be too many units or edges.
    """
    size = size_of(layers)
    for name, number, most in (("units", size.units, MAX_UNITS), ("edges", size.edges, MAX_EDGES)):
        if number > most:
            raise ModelError(name, f"may be at most {most}; these layers would have {number}")
    parts = _Parts()
    ends = [[*_input_names(layers.inputs)]]
    for layer in range(1, len(layers.sizes)):
        ends.append(list(_layer(parts, layers, layer, ends)))
    return Network(
        tuple(ends[0]), tuple(parts.units), tuple(parts.edges), tuple(ends[-1]), layers.loss
    )


class _Parts:
    """The units and edges of a network that is being made, and the names to come."""

    def __init__(self) -> None:
        self.units: list[Unit] = []
        self.edges: list[Edge] = []
        self.unit_names = (str(number) for number in count())
        self.weights = (f"w{number}" for number in count())
        self.skips = (f"s{number}" for number in count())

    def join(self, names: Iterator[str], sources: Sequence[str], target: str) -> None:
        """Add an edge from each source."""
        self.edges += [Edge(next(names), source, target) for source in sources]


def _input_names(number: int) -> Iterator[str]:
    return iter(["x"]) if number == 1 else (f"x{k}" for k in range(1, number + 1))


def _layer(parts: _Parts, layers: Layers, layer: int, ends: list[list[str]]) -> Iterator[str]:
    """Add a layer and yield the names of those units that lead on from it."""
    is_last, residual = layer == layers.depth, SKIPS[layers.skips].residual
    activation = layers.output_activation if is_last else layers.activation
    starts = [start for start, end in layers.bridges if end == layer]
    for position in range(layers.sizes[layer]):
        name = next(parts.unit_names)
        parts.units.append(Unit(name, activation))
        parts.join(parts.weights, ends[layer - 1], name)
        for start in () if residual else starts:
            parts.join(parts.skips, ends[start], name)
        if layers.biases:
            parts.edges.append(Edge(f"b{name}", BIAS, name))
        skipping = ends[layer - 1][position] if residual and starts else None
        yield name if skipping is None else _added(parts, name, skipping)


def _added(parts: _Parts, name: str, skipping: str) -> str:
    """Add the unit that sums a unit's value and what skips it, and return its name."""
    total = f"a{name}"
    parts.units.append(Unit(total, "identity"))
    parts.edges.append(Edge(f"one{name}", name, total, trainable=False))
    parts.edges.append(Edge(f"skip{name}", skipping, total, trainable=False))
    return total


def drawn_weights(
    network: Network, scheme: str, seed: int, scale: float = 1.0
) -> tuple[float, ...]:
    """Return initial weights by a key of ``SCHEMES`` and a seed; frozen edges have weight 1."""
    return drawn(network, (RESIDUAL_WEIGHT,) * len(network.edges), scheme, seed, scale)
