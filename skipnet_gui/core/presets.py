"""Named networks with data, and what each teaches."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from skipnet_gui.core.network import BIAS, Edge, Network, Unit
from skipnet_gui.core.run_spec import Data, RunSpec


class Preset(NamedTuple):
    """A named start.

    Attributes
    ----------
    name
        Its word on the command line.
    title
        Its line in the chooser.
    lesson
        What it teaches, in a sentence.
    make
        Returns the run.
    """

    name: str
    title: str
    lesson: str
    make: Callable[[], RunSpec]


_CHAIN_UNITS = (Unit("0", "relu"), Unit("1", "relu"), Unit("2", "identity"))
_CHAIN = (Edge("w0", "x", "0"), Edge("w1", "0", "1"), Edge("w2", "1", "2"))
_SKIP = Edge("ws", "0", "2")
_POINT = Data(np.array([[1.0]]), np.array([[-3.0]]))


def _exercise(skip_weight: float, learning_rate: float) -> RunSpec:
    edges = (*_CHAIN[:2], _SKIP, _CHAIN[2])
    network = Network(("x",), _CHAIN_UNITS, edges, ("2",), "absolute")
    return RunSpec(network, _POINT, (0.5, 0.5, skip_weight, 0.5), learning_rate)


def _exercise_without_skip() -> RunSpec:
    network = Network(("x",), _CHAIN_UNITS, _CHAIN, ("2",), "absolute")
    return RunSpec(network, _POINT, (0.5,) * 3, 1.0)


def _residual() -> RunSpec:
    """Return a' = σ(w a) + a, three times; the skip has the fixed weight 1."""
    units, edges = [], []
    source = "x"
    for k in "123":
        units += [Unit(k, "sigmoid"), Unit(f"a{k}", "identity")]
        edges += [
            Edge(f"w{k}", source, k),
            Edge(f"one{k}", k, f"a{k}", trainable=False),
            Edge(f"skip{k}", source, f"a{k}", trainable=False),
        ]
        source = f"a{k}"
    network = Network(("x",), tuple(units), tuple(edges), ("a3",), "half_squared")
    data = Data(np.array([[1.0]]), np.array([[0.5]]))
    return RunSpec(network, data, (0.8, 1.0, 1.0) * 3, 0.1)


def _two_outputs() -> RunSpec:
    weights = {
        ("w1", "i1", "h1"): 0.15,
        ("w2", "i2", "h1"): 0.20,
        ("w3", "i1", "h2"): 0.25,
        ("w4", "i2", "h2"): 0.30,
        ("w5", "h1", "o1"): 0.40,
        ("w6", "h2", "o1"): 0.45,
        ("w7", "h1", "o2"): 0.50,
        ("w8", "h2", "o2"): 0.55,
    }
    # The published text updates no bias, so the bias edges are frozen.
    biases = {("b1", "h1"): 0.35, ("b2", "h2"): 0.35, ("b3", "o1"): 0.60, ("b4", "o2"): 0.60}
    edges = [Edge(*key) for key in weights]
    edges += [Edge(name, BIAS, unit, trainable=False) for name, unit in biases]
    units = tuple(Unit(name, "sigmoid") for name in ("h1", "h2", "o1", "o2"))
    network = Network(("i1", "i2"), units, tuple(edges), ("o1", "o2"), "half_squared")
    data = Data(np.array([[0.05, 0.10]]), np.array([[0.01, 0.99]]))
    return RunSpec(network, data, (*weights.values(), *biases.values()), 0.5)


def _tanh_chain(skips: bool) -> RunSpec:
    """Return ten tanh units in a chain; with skips every second unit is bridged."""
    units = tuple(Unit(str(k), "tanh") for k in range(10))
    edges = [Edge("w0", "x", "0")]
    for k in range(1, 10):
        edges.append(Edge(f"w{k}", str(k - 1), str(k)))
        if skips and k % 2 == 0:
            edges.append(Edge(f"s{k}", str(k - 2), str(k)))
    network = Network(("x",), units, tuple(edges), ("9",), "half_squared")
    data = Data(np.array([[1.0]]), np.array([[-0.5]]))
    return RunSpec(network, data, (0.5,) * len(edges), 0.5)


def _curve() -> RunSpec:
    """Return a fit of 20 points of a bent curve: two layers of two, and a skip."""
    units = (
        Unit("m1", "tanh"),
        Unit("m2", "tanh"),
        Unit("n1", "tanh"),
        Unit("n2", "tanh"),
        Unit("out", "identity"),
    )
    weights = {
        ("w1", "x", "m1"): 1.2,
        ("w2", "x", "m2"): -0.8,
        ("c1", BIAS, "m1"): 0.3,
        ("c2", BIAS, "m2"): 0.5,
        ("w3", "m1", "n1"): 0.7,
        ("w4", "m2", "n1"): -0.4,
        ("w5", "m1", "n2"): -0.6,
        ("w6", "m2", "n2"): 0.9,
        ("c3", BIAS, "n1"): -0.2,
        ("c4", BIAS, "n2"): 0.1,
        ("v1", "n1", "out"): 0.5,
        ("v2", "n2", "out"): 0.6,
        ("ws", "x", "out"): 0.2,
        ("c5", BIAS, "out"): 0.0,
    }
    edges = tuple(Edge(*key) for key in weights)
    network = Network(("x",), units, edges, ("out",), "half_squared")
    x = np.linspace(-2.0, 2.0, 20).round(2)
    y = (np.sin(2.0 * x) + 0.3 * x).round(2)
    data = Data(x[:, None], y[:, None])
    return RunSpec(network, data, tuple(weights.values()), 0.1, batch_size=5, order="shuffled")


PRESETS: dict[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset(
            "exercise",
            "The exercise",
            "One step of descent kills unit 0, and every gradient is 0 for ever.",
            lambda: _exercise(0.5, 1.0),
        ),
        Preset(
            "exercise-without-skip",
            "The exercise without the skip",
            "The same chain with one path less for the gradient of w₀.",
            _exercise_without_skip,
        ),
        Preset(
            "rattle",
            "Reaches y, then rattles (wₛ = −0.5)",
            "|y − ŷ| has slope ±1 right up to its minimum, so at α = 0.05 it can only oscillate.",
            lambda: _exercise(-0.5, 0.05),
        ),
        Preset(
            "residual",
            "Residual chain",
            "A skip of fixed weight 1 added after the activation passes the gradient on whole.",
            _residual,
        ),
        Preset(
            "two-outputs",
            "Two inputs, two hidden units, two outputs",
            "The well-known worked example with sigmoid units and biases.",
            _two_outputs,
        ),
        Preset(
            "tanh-chain",
            "Ten tanh units in a chain",
            "Factors below 1 multiply: the gradient of the first weights vanishes.",
            lambda: _tanh_chain(skips=False),
        ),
        Preset(
            "tanh-chain-skips",
            "Ten tanh units with skips",
            "The skips give the gradient short ways back, and the first weights learn.",
            lambda: _tanh_chain(skips=True),
        ),
        Preset(
            "curve",
            "A fit of 20 points on a curve",
            "Two layers of two tanh units and a skip, trained on shuffled batches of 5.",
            _curve,
        ),
    )
}
