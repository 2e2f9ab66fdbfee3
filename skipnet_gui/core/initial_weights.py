"""Initial weights: all equal, or drawn from a seed by one of the usual schemes.

Frozen edges keep their value. The fan-in of an edge is the number of edges other than
biases into its target, its fan-out the number of edges out of its source; in a layered
network these are the sizes of the two layers.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from skipnet_gui.core.functions import Array
from skipnet_gui.core.network import BIAS, Network
from skipnet_gui.core.run_spec import Event

# In quotes, since naming it would import numpy.random at every start.
Sample = Callable[["np.random.Generator", int], Array]
Spread = Callable[[Array, Array], Array]


class Scheme(NamedTuple):
    """A way to draw weights: scale × spread × a standard random number.

    Attributes
    ----------
    name, title
        Its key, and its line in the chooser.
    formula
        What is drawn, in words; s is the scale.
    sample
        (generator, E) -> (E,) standard random numbers.
    spread
        (fan-in, fan-out), both (E,) -> (E,) factors.
    zero_biases
        Whether edges from the bias are set to 0 instead of being drawn.
    """

    name: str
    title: str
    formula: str
    sample: Sample
    spread: Spread
    zero_biases: bool


def _uniform(generator: "np.random.Generator", count: int) -> Array:
    return generator.uniform(-1.0, 1.0, count)


def _normal(generator: "np.random.Generator", count: int) -> Array:
    return generator.standard_normal(count)


# Glorot and Bengio, AISTATS 2010, eq. 16; He, Zhang, Ren and Sun, ICCV 2015, eq. 10.
SCHEMES: dict[str, Scheme] = {
    scheme.name: scheme
    for scheme in (
        Scheme(
            "uniform",
            "Uniform",
            "between −s and s, biases too",
            _uniform,
            lambda fan_in, fan_out: np.ones_like(fan_in),
            zero_biases=False,
        ),
        Scheme(
            "normal",
            "Normal",
            "standard deviation s, biases too",
            _normal,
            lambda fan_in, fan_out: np.ones_like(fan_in),
            zero_biases=False,
        ),
        Scheme(
            "glorot",
            "Glorot",
            "uniform within ±s √(6 / (fan-in + fan-out)), biases 0",
            _uniform,
            lambda fan_in, fan_out: np.sqrt(6.0 / (fan_in + fan_out)),
            zero_biases=True,
        ),
        Scheme(
            "he",
            "He",
            "normal, standard deviation s √(2 / fan-in), biases 0",
            _normal,
            lambda fan_in, fan_out: np.sqrt(2.0 / fan_in),
            zero_biases=True,
        ),
    )
}


def all_equal(network: Network, current: Sequence[float], value: float) -> tuple[float, ...]:
    """Return the weights with every trainable one set to a value."""
    return _with_trainable(network, current, np.full(len(network.edges), value))


def drawn(
    network: Network, current: Sequence[float], scheme: str, seed: int, scale: float
) -> tuple[float, ...]:
    """Return the weights with every trainable one drawn from ``PCG64(seed)``.

    With u uniform in [−1, 1) and n standard normal, one for each edge in file order
    (so that freezing one weight leaves the others as they are):

    - uniform: scale · u
    - normal: scale · n
    - Glorot: scale · √(6 / (fan-in + fan-out)) · u; biases 0
    - He: scale · √(2 / fan-in) · n; biases 0

    Parameters
    ----------
    current
        (E,) weights; the frozen ones are kept.
    scheme
        A key of ``SCHEMES``.
    """
    rule = SCHEMES[scheme]
    generator = np.random.Generator(np.random.PCG64(seed))
    standard = rule.sample(generator, len(network.edges))
    with np.errstate(over="ignore"):  # a project refuses infinite weights with a sentence
        values = scale * rule.spread(*_fans(network)) * standard
    if rule.zero_biases:
        values[[edge.source == BIAS for edge in network.edges]] = 0.0
    return _with_trainable(network, current, values)


def _fans(network: Network) -> tuple[Array, Array]:
    """Return the fan-in and the fan-out of every edge, (E,) each and at least 1."""
    edges = network.edges
    into = [sum(edges[e].source != BIAS for e in incoming) for incoming in network.incoming]
    fan_in = [max(into[target], 1) for target in network.edge_targets]
    fan_out = [len(network.outgoing[source]) for source in network.edge_sources]
    return np.array(fan_in, dtype=np.float64), np.array(fan_out, dtype=np.float64)


def _with_trainable(network: Network, current: Sequence[float], values: Array) -> tuple[float, ...]:
    pairs = zip(network.edges, current, values.tolist(), strict=True)
    return tuple(new if edge.trainable else old for edge, old, new in pairs)


def start_weights(
    network: Network, initial: Sequence[float], events: Sequence[Event]
) -> tuple[float, ...]:
    """Return the weights from which update 0 starts: the initial ones, events of step 0 done."""
    weights = dict(zip(network.weight_names, initial, strict=True))
    for event in events:
        if event.step == 0:
            weights.update(event.weights)
    return tuple(weights.values())


def without_start_weights(events: Sequence[Event]) -> tuple[Event, ...]:
    """Return the events without the weights set at step 0, which would hide initial ones."""
    kept = (event._replace(weights=()) if event.step == 0 else event for event in events)
    return tuple(event for event in kept if event != Event(event.step))
