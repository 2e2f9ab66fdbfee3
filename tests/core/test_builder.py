"""Layered networks: their edges by hand, their sizes, their limits, their start."""

import numpy as np
import pytest

from skipnet_gui.core.builder import SKIPS, Layers, drawn_weights, layered_network, size_of
from skipnet_gui.core.initial_weights import SCHEMES
from skipnet_gui.core.network import BIAS, Edge, ModelError
from skipnet_gui.core.presets import PRESETS


def ends(network):
    return {(edge.source, edge.target) for edge in network.edges}


def unit_layers(network):
    """The longest way of edges from an input to each unit: its layer, with skips or without."""
    layer = dict.fromkeys((*network.inputs, BIAS), 0)
    for number in network.order:
        sources = [network.edges[edge].source for edge in network.incoming[number]]
        layer[network.units[number].name] = 1 + max(layer[source] for source in sources)
    return layer


def test_the_exercise_can_be_built():
    made = layered_network(Layers(1, (1, 1), 1, skips="every", loss="absolute"))
    exercise = PRESETS["exercise"].make().network
    assert ends(made) == ends(exercise)
    assert (made.inputs, made.units, made.outputs, made.loss) == (
        (exercise.inputs, exercise.units, exercise.outputs, exercise.loss)
    )


@pytest.mark.parametrize(
    ("preset", "skips"), [("tanh-chain", "none"), ("tanh-chain-skips", "every")]
)
def test_the_chains_can_be_built(preset, skips):
    made = layered_network(Layers(1, (1,) * 9, 1, "tanh", "tanh", skips=skips))
    network = PRESETS[preset].make().network
    assert (ends(made), made.units) == (ends(network), network.units)


def test_every_edge_of_a_small_network_stands_where_it_should():
    made = layered_network(Layers(2, (2,), 1, "tanh", "sigmoid", biases=True, skips="input"))
    assert made.inputs == ("x1", "x2")
    assert [(unit.name, unit.activation) for unit in made.units] == [
        ("0", "tanh"),
        ("1", "tanh"),
        ("2", "sigmoid"),
    ]
    assert made.edges == (
        Edge("w0", "x1", "0"),
        Edge("w1", "x2", "0"),
        Edge("b0", BIAS, "0"),
        Edge("w2", "x1", "1"),
        Edge("w3", "x2", "1"),
        Edge("b1", BIAS, "1"),
        Edge("w4", "0", "2"),
        Edge("w5", "1", "2"),
        Edge("s0", "x1", "2"),
        Edge("s1", "x2", "2"),
        Edge("b2", BIAS, "2"),
    )


@pytest.mark.parametrize(
    ("skips", "every", "bridges"),
    [
        ("none", 2, []),
        ("every", 2, [(1, 3), (3, 5)]),
        ("every", 3, [(1, 4)]),
        ("every", 5, []),
        ("input", 2, [(0, 2), (0, 3), (0, 4), (0, 5)]),
        ("dense", 2, [(a, b) for a in range(6) for b in range(6) if b - a > 1]),
    ],
)  # fmt: skip
def test_skips_join_the_layers_of_their_pattern(skips, every, bridges):
    made = layered_network(Layers(2, (3, 2, 3, 2), 1, skips=skips, every=every))
    layer = unit_layers(made)
    found = [(layer[e.source], layer[e.target]) for e in made.edges if e.weight.startswith("s")]
    sizes = (2, 3, 2, 3, 2, 1)
    assert sorted(found) == sorted(b for b in bridges for _ in range(sizes[b[0]] * sizes[b[1]]))
    skipping = [edge.weight[0] == "s" for edge in made.edges]
    assert [made.is_skip(number) for number in range(len(made.edges))] == skipping


def test_a_residual_layer_adds_what_skips_it_after_the_activation():
    made = layered_network(Layers(1, (1, 1), 1, "sigmoid", skips="residual"))
    assert [(unit.name, unit.activation) for unit in made.units] == [
        ("0", "sigmoid"),
        ("a0", "identity"),
        ("1", "sigmoid"),
        ("a1", "identity"),
        ("2", "identity"),
    ]
    assert made.edges == (
        Edge("w0", "x", "0"),
        Edge("one0", "0", "a0", trainable=False),
        Edge("skip0", "x", "a0", trainable=False),
        Edge("w1", "a0", "1"),
        Edge("one1", "1", "a1", trainable=False),
        Edge("skip1", "a0", "a1", trainable=False),
        Edge("w2", "a1", "2"),
    )
    assert drawn_weights(made, "uniform", 0)[1:3] == (1.0, 1.0)


def test_residual_skips_lead_one_to_one_between_layers_of_one_width():
    made = layered_network(Layers(2, (3, 3, 2), 1, skips="residual"))
    frozen = [(edge.source, edge.target) for edge in made.edges if not edge.trainable]
    assert frozen[1::2] == [("0", "a3"), ("1", "a4"), ("2", "a5")]


@pytest.mark.parametrize("skips", SKIPS)
@pytest.mark.parametrize("biases", [False, True])
@pytest.mark.parametrize("widths", [(), (4,), (2, 2, 3), (1,) * 49])
def test_the_size_told_beforehand_is_that_of_the_network(skips, biases, widths):
    layers = Layers(2, widths, 2, biases=biases, skips=skips)
    made = layered_network(layers)
    trained = sum(edge.trainable for edge in made.edges)
    assert size_of(layers) == (len(made.units), len(made.edges), trained)


def test_the_network_of_the_lecture_has_88_edges():
    assert size_of(Layers(2, (8, 8), 1)).edges == 88


@pytest.mark.parametrize(
    ("layers", "problem"),
    [
        (Layers(1, (1,) * 50, 1), "widths: must be 0 to 49 hidden layers"),
        (Layers(1, (2, 0), 1), r"widths\[1\]: must be a whole number, 1 to 2000"),
        (Layers(0, (), 1), "inputs: must be"),
        (Layers(1, (), 2001), "outputs: must be"),
        (Layers(1, (), 1, skips="all"), "skips: must be one of none every input dense residual"),
        (Layers(1, (), 1, every=1), "every: must be a whole number, 2 to 50"),
        (Layers(1, (1, 1000, 1, 1000), 1), "units: may be at most 2000; .* have 2003"),
        (Layers(100, (101,), 1), "edges: may be at most 10000; these layers would have 10201"),
        (Layers(1, (2000,) * 49, 2000, skips="dense"), "units: may be at most 2000"),
        (Layers(1, (1,), 1, "step"), "activation: must be one of"),
        (Layers(1, (1,), 1, loss="hinge"), "loss: must be one of"),
    ],
)  # fmt: skip
def test_what_cannot_be_built_is_refused_with_a_sentence(layers, problem):
    with pytest.raises(ModelError, match=problem):
        layered_network(layers)


def test_as_many_units_and_edges_as_a_file_may_hold_can_be_built():
    assert len(layered_network(Layers(1, (1999,), 1)).units) == 2000
    assert len(layered_network(Layers(99, (100,), 1)).edges) == 10_000


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_start_is_drawn_from_its_seed(scheme):
    made = layered_network(Layers(2, (8, 8), 1, biases=True, skips="residual"))
    first = drawn_weights(made, scheme, 3)
    assert first == drawn_weights(made, scheme, 3) != drawn_weights(made, scheme, 4)
    frozen = [w for edge, w in zip(made.edges, first, strict=True) if not edge.trainable]
    assert frozen == [1.0] * 16
    halves = np.array(drawn_weights(made, scheme, 3, 0.5))
    trained = [edge.trainable for edge in made.edges]
    assert (halves[trained] * 2).tolist() == pytest.approx(np.array(first)[trained].tolist())
