"""Fresh exercises for pen and paper: drawn from a seed, short decimals at every operation."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import chain
from typing import NamedTuple, TypeVar

import numpy as np

from skipnet_gui.core.exact import Values, exact_values, fraction_of, traced_values
from skipnet_gui.core.formula import Value
from skipnet_gui.core.network import Edge, Network, Unit
from skipnet_gui.core.operations import outgoing
from skipnet_gui.core.quantities import Kind, Quantity, quantities
from skipnet_gui.core.run_spec import Data, RunSpec

T = TypeVar("T")

LARGEST = 10
DOMINANCE = 2  # the skip term is more than so many times the other


class Shape(NamedTuple):
    """A chain of units, and the two ends of each skip over some of them."""

    units: int
    skips: tuple[tuple[int, int], ...]


class Lesson(NamedTuple):
    """What an exercise shall show.

    Attributes
    ----------
    key, title
        Its name, and its line in the chooser.
    sentence
        What it teaches.
    shapes, losses, sizes
        What the network, its loss and the absolute values of its weights are drawn from.
    holds
        Whether it holds where the network's numbers are these.
    bent
        Returns a drawn exercise changed towards the lesson, where chance alone rarely
        meets it.
    """

    key: str
    title: str
    sentence: str
    shapes: tuple[Shape, ...]
    losses: tuple[str, ...]
    sizes: tuple[float, ...]
    holds: Callable[[Network, Values], bool]
    bent: Callable[[RunSpec], RunSpec] = lambda spec: spec


# Two decimals in what is given, and four in what is computed.
_HUNDREDTH, _TEN_THOUSANDTH = Fraction(1, 100), Fraction(1, 10_000)

# No 1 among them: a forgotten factor shall show.
_INPUTS = (0.5, 1.5, 2.0, 2.5, 3.0, -0.5, -1.5, -2.0, -3.0)
_TARGETS = (-3.0, -2.0, -1.5, -1.0, -0.5, 0.5, 1.0, 1.5, 2.0, 3.0)
_RATES = (0.1, 0.2, 0.25, 0.5)
_TENTHS = (0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.75, 0.8, 1.2, 1.5, 2.0)
# Their products and sums are exact in float64 too, so that a kink is met exactly.
_QUARTERS = (0.25, 0.5, 0.75, 1.25, 1.5, 2.0, 2.5, 3.0)

_PAPER = Shape(3, ((0, 2),))
_OVER_ONE = Shape(4, ((0, 2),))
_OVER_TWO = Shape(4, ((0, 3),))
_LATE = Shape(4, ((1, 3),))
_SIDE_BY_SIDE = Shape(4, ((0, 2), (0, 3)))
_CROSSED = Shape(4, ((0, 2), (1, 3)))
_INTO_ONE = Shape(4, ((0, 3), (1, 3)))
_LOSSES = ("absolute", "half_squared")


def exercise(lesson: str, seed: int) -> RunSpec:
    """Return an exercise: the same lesson and seed give the same one.

    Parameters
    ----------
    lesson
        A key of ``LESSONS``.
    seed
        Of the generator, 0 or more.
    """
    drawn = _drawn(LESSONS[lesson], np.random.Generator(np.random.PCG64(seed)))
    return next(spec for spec in drawn if _is_fit(LESSONS[lesson], spec))


def exact_answers(spec: RunSpec) -> dict[Quantity, Fraction]:
    """Return the value of every quantity of an exercise, in the computation's order.

    Raises
    ------
    ValueError
        If the values are no fractions; those of an exercise are.
    """
    exact = exact_values(spec, _rounded(spec))
    if exact is None:
        raise ValueError("an exercise is made of sums and products of short decimals")
    new = _new_weights(spec, exact)
    fields: dict[Kind, Sequence[Value]] = {
        kind: getattr(exact, field) for kind, field in _FIELDS.items()
    }
    fields[Kind.NEW] = new
    return {q: Fraction(fields[q.kind][q.number]) for q in quantities(spec.network)}


_FIELDS = {
    Kind.Z: "z",
    Kind.H: "h",
    Kind.YHAT: "yhat",
    Kind.LOSS: "loss",
    Kind.DL_DYHAT: "dL_dyhat",
    Kind.DL_DH: "dL_dh",
    Kind.DL_DZ: "dL_dz",
    Kind.DL_DW: "gradients",
}


def _drawn(lesson: Lesson, generator: np.random.Generator) -> Iterator[RunSpec]:
    """Yield exercises without end, not yet looked at."""

    def one_of(items: Sequence[T]) -> T:
        return items[int(generator.integers(len(items)))]

    while True:
        network = _network(one_of(lesson.shapes), one_of(lesson.losses))
        count = len(network.edges)
        sizes = generator.permutation(lesson.sizes)[:count]
        weights = sizes * generator.choice((-1.0, 1.0), count)
        data = Data(np.array([[one_of(_INPUTS)]]), np.array([[one_of(_TARGETS)]]))
        yield lesson.bent(RunSpec(network, data, tuple(weights.tolist()), one_of(_RATES)))


@cache
def _network(shape: Shape, loss: str) -> Network:
    """Return a chain of ReLU units with skips; the last is the output and the identity."""
    last = shape.units - 1
    names = ["ws"] if len(shape.skips) == 1 else [f"w_s{n}" for n in range(1, len(shape.skips) + 1)]
    edges = []
    for unit in range(shape.units):
        for name, (start, end) in zip(names, shape.skips, strict=True):
            if end == unit:
                edges.append(Edge(name, str(start), str(end)))
        edges.append(Edge(f"w{unit}", str(unit - 1) if unit else "x", str(unit)))
    units = tuple(Unit(str(k), "identity" if k == last else "relu") for k in range(shape.units))
    return Network(("x",), units, tuple(edges), (str(last),), loss)


def _is_fit(lesson: Lesson, spec: RunSpec) -> bool:
    rounded = _rounded(spec)
    if not lesson.holds(spec.network, rounded):
        return False
    exact = exact_values(spec, rounded)
    return exact is not None and lesson.holds(spec.network, exact) and _are_short(spec, exact)


def _rounded(spec: RunSpec) -> Values:
    weights = np.array(spec.initial_weights)
    trace = spec.passes.trace(weights, spec.data.x[0], spec.data.y[0])
    return traced_values(trace, weights)


def _are_short(spec: RunSpec, exact: Values) -> bool:
    """Whether all numbers have few decimals, what is given fewer still, and none is large."""
    given = (*exact.x, *exact.y, *exact.weights)
    computed = (*chain(*exact), *_new_weights(spec, exact))
    return all(_is_part(value, _HUNDREDTH) for value in given) and all(
        _is_part(value, _TEN_THOUSANDTH) and abs(Fraction(value)) <= LARGEST for value in computed
    )


def _is_part(value: Value, part: Fraction) -> bool:
    return (Fraction(value) / part).denominator == 1


def _new_weights(spec: RunSpec, exact: Values) -> list[Fraction]:
    rate = fraction_of(spec.learning_rate)
    pairs = zip(exact.weights, exact.gradients, strict=True)
    return [Fraction(weight) - rate * Fraction(gradient) for weight, gradient in pairs]


def _gates(network: Network, values: Values) -> list[Value]:
    """Return z of the ReLU units."""
    units = zip(network.units, values.z, strict=True)
    return [z for unit, z in units if unit.activation == "relu"]


def _all_flows(_: Network, values: Values) -> bool:
    """Whether no gradient is 0, and so every gate is open: h = 0 of a closed one is a factor."""
    return all(gradient != 0 for gradient in values.gradients)


def _one_dead(network: Network, values: Values) -> bool:
    """Whether one gate is closed, and round it ŷ still moves with the first weight."""
    gates = _gates(network, values)
    closed = sum(z < 0 for z in gates)
    return closed == 1 and 0 not in gates and values.gradients[0] != 0


def _on_a_kink(network: Network, values: Values) -> bool:
    """Whether one z or y − ŷ is 0, and the other gates are open."""
    gates, error = _gates(network, values), values.y[0] - values.yhat[0]
    return all(z >= 0 for z in gates) and [*gates, error].count(0) == 1


def _onto_a_kink(spec: RunSpec) -> RunSpec:
    """Return the exercise with z of a ReLU unit that a skip enters at 0, otherwise with y at ŷ."""
    network, now = spec.network, _rounded(spec)
    gates = (u for u, unit in enumerate(network.units) if unit.activation == "relu")
    joint = next((u for u in gates if len(network.incoming[u]) > 1), None)
    if joint is None:
        return replace(spec, data=Data(spec.data.x, np.array([now.yhat])))
    skip = next(edge for edge in network.incoming[joint] if network.is_skip(edge))
    over_skip = now.weights[skip] * now.h[network.edge_sources[skip] - len(network.inputs)]
    if over_skip == 0:
        return spec
    weights = list(spec.initial_weights)
    weights[skip] *= float(1 - now.z[joint] / over_skip)
    return replace(spec, initial_weights=tuple(weights))


def _skip_dominates(network: Network, values: Values) -> bool:
    """Whether all flows, and what comes back to unit 0 over the skip outweighs the rest."""
    terms = {
        edge: Fraction(values.dL_dz[network.edge_targets[edge]]) * Fraction(values.weights[edge])
        for edge in outgoing(network, 0)
    }
    over_skips = [term for edge, term in terms.items() if network.is_skip(edge)]
    along = [term for edge, term in terms.items() if not network.is_skip(edge)]
    needed = DOMINANCE * abs(sum(along, Fraction()))
    return _all_flows(network, values) and abs(sum(over_skips, Fraction())) > needed


LESSONS: dict[str, Lesson] = {
    lesson.key: lesson
    for lesson in (
        Lesson(
            "plain",
            "Plain",
            "Every gate is open, so every factor counts; two paths meet where the skip begins.",
            (_PAPER, _OVER_ONE, _OVER_TWO, _LATE),
            _LOSSES,
            _TENTHS,
            _all_flows,
        ),
        Lesson(
            "dead-unit",
            "A dead unit",
            "One ReLU is closed and passes no gradient; the skip leads round it, so ŷ still moves.",
            (_PAPER, _OVER_ONE, _OVER_TWO, _LATE),
            _LOSSES,
            _TENTHS,
            _one_dead,
        ),
        Lesson(
            "on-the-kink",
            "A value on the kink",
            "One z, or y − ŷ, is exactly 0: the convention for ReLU′(0) or sign(0) decides.",
            (_PAPER, _SIDE_BY_SIDE, _CROSSED),
            ("absolute",),
            _QUARTERS,
            _on_a_kink,
            _onto_a_kink,
        ),
        Lesson(
            "skip-dominates",
            "The skip term dominates",
            "In ∂L/∂h₀ the term over the skip is more than twice the one along the chain.",
            (_PAPER, _OVER_ONE, _OVER_TWO),
            _LOSSES,
            _TENTHS,
            _skip_dominates,
        ),
        Lesson(
            "two-skips",
            "Two skips",
            "More paths meet: each term of ∂L/∂h belongs to one edge that leaves the unit.",
            (_SIDE_BY_SIDE, _CROSSED, _INTO_ONE),
            _LOSSES,
            _TENTHS,
            _all_flows,
        ),
    )
}
