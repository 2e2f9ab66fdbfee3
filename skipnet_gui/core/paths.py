"""The gradient of one weight as a sum over all paths from it to the loss.

Along a path ∂L/∂ŷ is multiplied by the slope of each unit and by each weight back to the
weight's end, and by what flows into the weight. The largest paths are found by dynamic
programming from the loss back: the largest of a unit are among the largest of the units
that it feeds, so that 2ⁿ paths are never walked.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import fsum
from typing import NamedTuple

import numpy as np

from skipnet_gui.core.explain import listed
from skipnet_gui.core.formula import Formula, times
from skipnet_gui.core.functions import ACTIVATIONS, Array
from skipnet_gui.core.network import Network
from skipnet_gui.core.notation import to_text
from skipnet_gui.core.operations import Quantity, source
from skipnet_gui.core.paper import formula_of, symbol_of
from skipnet_gui.core.passes import Indices, Trace
from skipnet_gui.core.run_spec import RunSpec

MOST_PATHS = 100
_TOO_SMALL = "the product is too small for float64"


class Path(NamedTuple):
    """A path from a weight to the loss.

    Attributes
    ----------
    edges
        Its edges from the weight's own to the last before the output.
    output
        Number of the output at its end.
    product
        The term that it adds to the gradient.
    """

    edges: tuple[int, ...]
    output: int
    product: float


class Factor(NamedTuple):
    """A factor of a path as on paper, and its number."""

    formula: Formula
    value: float

    @property
    def text(self) -> str:
        """The factor in symbols."""
        return to_text(self.formula)


@dataclass(frozen=True)
class Ledger:
    """All paths from one weight to the loss of one sample.

    Attributes
    ----------
    edge
        Number of the weight.
    paths
        The largest by |product|, in that order; those of the same size in the order of
        the network's file.
    count
        How many paths there are.
    rest
        Sum of all that are not listed.
    """

    edge: int
    paths: tuple[Path, ...]
    count: int
    rest: float

    @property
    def unlisted(self) -> int:
        """How many paths are in the rest."""
        return self.count - len(self.paths)

    @property
    def total(self) -> float:
        """The sum over all paths: the gradient."""
        products = [path.product for path in self.paths]
        if not np.all(np.isfinite([*products, self.rest])):
            return sum(products) + self.rest
        return fsum([*products, self.rest])


class _Tails(NamedTuple):
    """The largest ways from a unit's z to the loss, and what is left of all others.

    Attributes
    ----------
    products
        (n,) array: ∂L/∂z along each.
    edges, ranks
        (n,) arrays: the first edge, and which of the ways at its end follows; where the
        unit is an output and the way ends, −1 and the output's number.
    rest
        Sum of those that are not kept.
    ways
        How many there are in all.
    """

    products: Array
    edges: Indices
    ranks: Indices
    rest: float
    ways: int


def ledger(
    spec: RunSpec, weights: Array, trace: Trace, edge: int, most: int = MOST_PATHS
) -> Ledger:
    """Return the gradient of a weight, path by path.

    Parameters
    ----------
    weights
        (E,) array.
    trace
        The passes of one sample with these weights.
    most
        How many paths are listed.
    """
    network = spec.network
    end, given = network.edge_targets[edge], _given(network, trace, edge)
    with np.errstate(all="ignore"):
        tails: dict[int, _Tails] = {}
        for unit in _beyond(network, end):
            slope = slope_of(spec, trace, unit)
            tails[unit] = _tails(network, weights, trace, slope, unit, tails, most)
        products = (tails[end].products * given).tolist()
        rest = float(tails[end].rest * given)
    paths = tuple(
        Path((edge, *edges), output, product)
        for product, (edges, output) in zip(products, _routes(network, tails, end), strict=True)
    )
    return Ledger(edge, paths, tails[end].ways, rest)


def slope_of(spec: RunSpec, trace: Trace, unit: int) -> float:
    """Return the slope of a unit's activation at a sample."""
    activation = ACTIVATIONS[spec.network.units[unit].activation]
    return float(activation.slope(trace.z[unit], trace.h[unit], spec.conventions))


def _given(network: Network, trace: Trace, edge: int) -> float:
    """Return what flows into an edge: an input, the value of a unit, or the bias's 1."""
    given = source(network, edge)
    if given is None:
        return 1.0
    return float((trace.x if given.kind == "input" else trace.h)[given.number])


def _beyond(network: Network, start: int) -> list[int]:
    """Return a unit and those that it leads to, the last in the computation first."""
    first_unit, found = len(network.inputs), {start}
    for unit in network.order:
        if unit in found:
            found.update(network.edge_targets[e] for e in network.outgoing[first_unit + unit])
    return [unit for unit in reversed(network.order) if unit in found]


def _tails(
    network: Network,
    weights: Array,
    trace: Trace,
    slope: float,
    unit: int,
    tails: dict[int, _Tails],
    most: int,
) -> _Tails:
    """Return the ways from a unit, from those of the units that it feeds."""
    products, edges, ranks = [np.empty(0)], [np.empty(0, np.intp)], [np.empty(0, np.intp)]
    rests, ways = [0.0], 0
    if unit in network.output_units:
        output, ways = network.output_units.index(unit), 1
        products.append(trace.dL_dyhat[output : output + 1])
        edges.append(np.array([-1]))
        ranks.append(np.array([output]))
    for edge in network.outgoing[len(network.inputs) + unit]:
        beyond = tails[network.edge_targets[edge]]
        products.append(weights[edge] * beyond.products)
        edges.append(np.full(len(beyond.products), edge))
        ranks.append(np.arange(len(beyond.products)))
        rests.append(float(weights[edge]) * beyond.rest)
        ways += beyond.ways
    joined = np.concatenate(products)
    # A stable sort: ways of the same size keep the order of the file.
    by_size = np.argsort(-np.abs(joined), kind="stable")
    kept, dropped = by_size[:most], by_size[most:]
    rest = slope * (_total(joined[dropped]) + _total(np.array(rests)))
    return _Tails(
        slope * joined[kept],
        np.concatenate(edges)[kept],
        np.concatenate(ranks)[kept],
        float(rest),
        ways,
    )


def _total(terms: Array) -> float:
    finite = np.all(np.isfinite(terms))
    return fsum(terms.tolist()) if finite else float(terms.sum())


def _routes(
    network: Network, tails: dict[int, _Tails], start: int
) -> Iterator[tuple[tuple[int, ...], int]]:
    """Yield edges and output of each of the ways kept at a unit."""
    for first in range(len(tails[start].products)):
        unit, rank, edges = start, first, list[int]()
        while (edge := int(tails[unit].edges[rank])) >= 0:
            edges.append(edge)
            unit, rank = network.edge_targets[edge], int(tails[unit].ranks[rank])
        yield tuple(edges), int(tails[unit].ranks[rank])


def factors(spec: RunSpec, weights: Array, trace: Trace, path: Path) -> tuple[Factor, ...]:
    """Return the factors of a path from the loss back; in this order they give its product.

    A slope that is always 1 (identity) and the 1 of the bias are not written.
    """
    network, paper = spec.network, spec.paper
    arriving = Quantity("dL_dyhat", path.output)
    found = [Factor(paper.symbol(arriving), float(trace.dL_dyhat[path.output]))]
    for edge in reversed(path.edges):
        unit = network.edge_targets[edge]
        if network.units[unit].activation != "identity":
            found.append(Factor(slope_formula(network, unit), slope_of(spec, trace, unit)))
        if edge != path.edges[0]:
            found.append(Factor(paper.symbol(Quantity("weight", edge)), float(weights[edge])))
    given = source(network, path.edges[0])
    if given is not None:
        value = _given(network, trace, path.edges[0])
        found.append(Factor(paper.symbol(given), value))
    return tuple(found)


def slope_formula(network: Network, unit: int) -> Formula:
    """Return the slope of a unit as on paper: u(z₀), 1 − h₀².

    It is what stands beside ∂L/∂h in the formula of ∂L/∂z.
    """
    dz = formula_of(network, Quantity("dL_dz", unit), lambda q: symbol_of(network, q))
    return times(*dz.parts[1:])


def product_text(path_factors: tuple[Factor, ...]) -> str:
    """Return a path as a product in symbols."""
    return to_text(times(*(factor.formula for factor in path_factors)))


def why_zero(path_factors: tuple[Factor, ...]) -> str:
    """Return which factors make a product 0, in words; empty where it is not 0."""
    product = 1.0
    for factor in path_factors:
        product *= factor.value
    if product != 0.0:
        return ""
    zeros = dict.fromkeys(f"{factor.text} = 0" for factor in path_factors if factor.value == 0.0)
    return f"0 because {listed(list(zeros) or [_TOO_SMALL])}"
