"""What a network must be, where it says it is not, its order and its skips."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skipnet_gui.core.network import Edge, ModelError, Network, Unit
from skipnet_gui.core.presets import PRESETS
from tests.core.random_networks import projects, spec_of

EXERCISE = PRESETS["exercise"].make().network
W0, W1, WS, W2 = EXERCISE.edges
UNIT_0, UNIT_1, UNIT_2 = EXERCISE.units


def with_first_edge(**changes):
    return {"edges": (replace(W0, **changes), W1, WS, W2)}


def with_first_unit(**changes):
    return {"units": (replace(UNIT_0, **changes), UNIT_1, UNIT_2)}


WRONG = [
    ({"inputs": ()}, "network.inputs"),
    ({"units": ()}, "network.units"),
    ({"edges": ()}, "network.edges"),
    ({"outputs": ()}, "network.outputs"),
    ({"units": tuple(Unit(f"n{k}", "relu") for k in range(2001))}, "network.units"),
    ({"edges": tuple(Edge(f"v{k}", "x", "0") for k in range(10_001))}, "network.edges"),
    ({"inputs": ("",)}, "network.inputs[0]"),
    ({"inputs": ("x", "x")}, "network.inputs[1]"),
    ({"inputs": ("x", "bias")}, "network.inputs[1]"),
    ({"inputs": ("x", "1")}, "network.units[1].name"),
    ({"inputs": ("x", "naïve")}, "network.inputs[1]"),
    ({"inputs": ("x", "x₁")}, "network.inputs[1]"),
    ({"inputs": ("x", "a\n")}, "network.inputs[1]"),
    (with_first_unit(name="bias"), "network.units[0].name"),
    (with_first_unit(name="2"), "network.units[2].name"),
    (with_first_unit(name="a b"), "network.units[0].name"),
    (with_first_unit(name="a" * 25), "network.units[0].name"),
    (with_first_unit(activation="swish"), "network.units[0].activation"),
    (with_first_unit(activation="ReLU"), "network.units[0].activation"),
    (with_first_edge(weight="w1"), "network.edges[1].weight"),
    (with_first_edge(weight="w-1"), "network.edges[0].weight"),
    (with_first_edge(source="y"), "network.edges[0].from"),
    (with_first_edge(target="y"), "network.edges[0].to"),
    (with_first_edge(target="x"), "network.edges[0].to"),
    (with_first_edge(target="bias"), "network.edges[0].to"),
    (with_first_edge(source="2"), "network.edges[0]"),
    (with_first_edge(source="0"), "network.edges[0]"),
    ({"edges": (replace(W0, source="2"), replace(W1, target="y"), WS, W2)}, "network.edges[1].to"),
    ({"outputs": ("x",)}, "network.outputs[0]"),
    ({"outputs": ("2", "bias")}, "network.outputs[1]"),
    ({"outputs": ("2", "0", "2")}, "network.outputs[2]"),
    ({"loss": "cubic"}, "network.loss"),
]
RESERVED = ["yhat", "loss", "loss_sample", "step", "learning_rate"]
RESERVED += ["yhat_2", "z_0", "h_", "flow_w0", "backflow_w0"]


@pytest.mark.parametrize(("changes", "place"), WRONG)
def test_wrong_networks_name_the_place(changes, place):
    with pytest.raises(ModelError) as caught:
        replace(EXERCISE, **changes)
    assert caught.value.place == place
    assert str(caught.value) == f"{place}: {caught.value.problem}"
    assert len(str(caught.value)) <= 300


@pytest.mark.parametrize("name", RESERVED)
def test_weights_cannot_take_the_names_of_readings(name):
    with pytest.raises(ModelError, match=r"network\.edges\[0\]\.weight: .* is reserved"):
        replace(EXERCISE, **with_first_edge(weight=name))


@pytest.mark.parametrize(
    "name", ["z0", "h", "yhat2", "flow", "backflow", "losses", "A_9", "a" * 24]
)
def test_names_close_to_the_reserved_are_allowed(name):
    assert replace(EXERCISE, **with_first_edge(weight=name)).weight_names[0] == name


def test_a_weight_may_have_the_name_of_a_unit():
    assert replace(EXERCISE, **with_first_edge(weight="x")).edges[0].weight == "x"


def chain_with(*edges):
    """Units a → b → c → d with further edges; the edges of the chain come last."""
    units = tuple(Unit(name, "tanh") for name in "abcd")
    chain = (Edge("in", "x", "a"), *(Edge(a + b, a, b) for a, b in ("ab", "bc", "cd")))
    further = tuple(Edge(f"e{k}", *ends) for k, ends in enumerate(edges))
    return Network(("x",), units, (*further, *chain), ("d",), "squared")


@pytest.mark.parametrize(
    ("edges", "on_cycle"),
    [
        (("aa",), {0}),
        (("dd",), {0}),
        (("ba",), {0, 2}),
        (("cb",), {0, 3}),
        (("ad", "cb"), {1, 4}),
        (("dc", "ac"), {0, 4}),
        (("bd", "da"), {0, 1, 2, 3, 4, 5}),
    ],
)
def test_the_edge_named_lies_on_a_cycle(edges, on_cycle):
    with pytest.raises(ModelError, match="closes a cycle") as caught:
        chain_with(*edges)
    assert caught.value.place in {f"network.edges[{k}]" for k in on_cycle}


@settings(max_examples=200)
@given(
    st.integers(2, 7),
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=12),
)
def test_a_network_is_refused_exactly_when_an_edge_leads_back_to_its_start(count, ends):
    pairs = [(a % count, b % count) for a, b in ends]
    units = tuple(Unit(f"u{k}", "tanh") for k in range(count))
    edges = tuple(Edge(f"w{k}", f"u{a}", f"u{b}") for k, (a, b) in enumerate(pairs))
    cyclic = {k for k, (a, b) in enumerate(pairs) if a in reached_from(b, pairs)}
    if cyclic:
        with pytest.raises(ModelError) as caught:
            Network(("x",), units, edges, ("u0",), "squared")
        assert caught.value.place in {f"network.edges[{k}]" for k in cyclic}
    else:
        network = Network(("x",), units, edges, ("u0",), "squared")
        assert sorted(network.order) == list(range(count))


def reached_from(node, pairs):
    """Return the nodes that a path from ``node`` leads to, itself included."""
    found, border = {node}, {node}
    while border:
        border = {b for a, b in pairs if a in border} - found
        found |= border
    return found


def two_or_more_edges_lead(pairs, start, end):
    return any(end in reached_from(b, pairs) - {b} for a, b in pairs if a == start)


@settings(max_examples=150)
@given(projects())
def test_the_order_runs_along_every_edge_and_skips_are_bridges(project):
    network = spec_of(project).network
    rank = {network.units[u].name: place for place, u in enumerate(network.order)}
    pairs = [(edge.source, edge.target) for edge in network.edges]
    assert sorted(rank.values()) == list(range(len(network.units)))
    for index, (source, target) in enumerate(pairs):
        assert rank.get(source, -1) < rank[target]
        expected = source != "bias" and two_or_more_edges_lead(pairs, source, target)
        assert network.is_skip(index) == expected


def test_units_that_are_ready_together_keep_the_order_of_the_file():
    network = chain_with("ac")
    shuffled = replace(network, units=tuple(network.units[k] for k in (3, 1, 0, 2)))
    assert [shuffled.units[u].name for u in shuffled.order] == ["a", "b", "c", "d"]
    loose = replace(network, units=(Unit("q", "relu"), *network.units, Unit("p", "relu")))
    assert [loose.units[u].name for u in loose.order] == ["q", "a", "b", "c", "d", "p"]


def test_only_the_skip_of_the_exercise_is_a_skip():
    assert [EXERCISE.is_skip(edge) for edge in range(4)] == [False, False, True, False]


def test_parallel_edges_and_bias_are_no_skips():
    network = chain_with("ab", ("bias", "d"), ("bias", "a"), ("x", "b"))
    assert [network.is_skip(edge) for edge in range(4)] == [False, False, False, True]


def test_edges_are_found_by_their_ends():
    network = chain_with("ac", ("bias", "c"))
    assert network.incoming == ((2,), (3,), (0, 1, 4), (5,))
    assert network.outgoing == ((2,), (0, 3), (4,), (5,), (), (1,))
    assert network.weight_names == ("e0", "e1", "in", "ab", "bc", "cd")
    assert network.output_units == (3,)


def test_two_thousand_units_in_a_chain_are_no_recursion():
    units = tuple(Unit(f"u{k}", "identity") for k in range(2000))
    edges = (Edge("w", "x", "u0"), *(Edge(f"w{k}", f"u{k - 1}", f"u{k}") for k in range(1, 2000)))
    network = Network(("x",), units[::-1], edges, ("u1999",), "squared")
    assert network.order == tuple(range(1999, -1, -1))
    assert not any(network.is_skip(edge) for edge in range(2000))
