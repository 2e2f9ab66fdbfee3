"""The path ledger: all paths to the loss, against a walk over every one of them."""

import math
import time
from dataclasses import replace
from functools import reduce
from operator import mul

import numpy as np
import pytest
from hypothesis import given, settings

from skipnet_gui.core.network import Edge, Network, Unit
from skipnet_gui.core.paths import factors, ledger, why_zero
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data, RunSpec
from tests.core import oracle
from tests.core.random_networks import initial_weights, projects, spec_of


def traced(spec):
    weights = np.array(spec.initial_weights)
    return weights, spec.passes.trace(weights, spec.data.x[0], spec.data.y[0])


def walked(sample, edge):
    """Every path from an edge to the loss, as its edges and its product, by walking them all."""

    def ways(unit):
        slope = oracle.SLOPES[sample.activation[unit]](sample.z(unit), sample.at_zero)
        if unit in sample.targets:
            yield (), sample.dL_dyhat(unit) * slope
        for number, (beyond, weight) in enumerate(sample.edges):
            if beyond["from"] == unit:
                for edges, product in ways(beyond["to"]):
                    yield (number, *edges), product * weight * slope

    first, _ = sample.edges[edge]
    for edges, product in ways(first["to"]):
        yield (edge, *edges), product * sample.value(first["from"])


def dense_chain(depth, scale=0.3):
    """Units in a chain, each fed by all before it: 2ⁿ⁻² paths from the first weight."""
    units = tuple(Unit(f"u{k}", "tanh") for k in range(depth))
    edges = [Edge("first", "x", "u0")]
    edges += [Edge(f"w{a}_{b}", f"u{a}", f"u{b}") for b in range(depth) for a in range(b)]
    network = Network(("x",), units, tuple(edges), (f"u{depth - 1}",), "half_squared")
    weights = np.random.default_rng(depth).normal(0, scale, len(edges))
    return RunSpec(network, Data(np.array([[1.0]]), np.array([[-0.5]])), tuple(weights), 0.1)


@settings(max_examples=150)
@given(project=projects(row_counts=(1,)))
def test_all_paths_are_those_of_a_walk_over_the_network(project):
    spec, (sample,) = spec_of(project), oracle.samples(project, initial_weights(project))
    weights, trace = traced(spec)
    for edge in range(len(weights)):
        found, expected = ledger(spec, weights, trace, edge, 10_000), dict(walked(sample, edge))
        assert (found.count, found.unlisted, found.rest) == (len(expected), 0, 0.0)
        products = {path.edges: path.product for path in found.paths}
        assert products == pytest.approx(expected, rel=1e-9, abs=1e-12)
        sizes = [abs(path.product) for path in found.paths]
        assert sizes == sorted(sizes, reverse=True)


@settings(max_examples=150)
@given(project=projects(row_counts=(1,)))
def test_the_sum_is_the_gradient_however_few_are_listed(project):
    spec = spec_of(project)
    weights, trace = traced(spec)
    near = 1e-12 * max(1.0, *map(abs, trace.gradients))
    for edge, gradient in enumerate(trace.gradients):
        for most in (1, 3, 100):
            found = ledger(spec, weights, trace, edge, most)
            assert abs(found.total - gradient) <= near
            assert len(found.paths) == min(most, found.count)


@settings(max_examples=100)
@given(project=projects(row_counts=(1,)))
def test_the_factors_give_the_product_to_the_last_bit(project):
    spec = spec_of(project)
    weights, trace = traced(spec)
    for edge in range(len(weights)):
        for path in ledger(spec, weights, trace, edge).paths:
            numbers = [factor.value for factor in factors(spec, weights, trace, path)]
            assert reduce(mul, numbers) == path.product


def test_the_first_weight_of_the_exercise_has_a_skip_path_and_a_deep_path():
    spec = PRESETS["exercise"].make()
    weights, trace = traced(spec)
    found = ledger(spec, weights, trace, 0)
    assert [path.product for path in found.paths] == [0.5, 0.25]
    assert [path.edges for path in found.paths] == [(0, 2), (0, 1, 3)]
    texts = [[f.text for f in factors(spec, weights, trace, path)] for path in found.paths]
    assert texts == [
        ["∂L/∂ŷ", "wₛ", "u(z₀)", "x"],
        ["∂L/∂ŷ", "w₂", "u(z₁)", "w₁", "u(z₀)", "x"],
    ]
    assert found.total == 0.75


def test_the_largest_hundred_of_many_are_exactly_the_largest():
    spec = dense_chain(14)
    weights, trace = traced(spec)
    found = ledger(spec, weights, trace, 0)
    everything = ledger(spec, weights, trace, 0, 10_000)
    project = {
        "network": {
            "inputs": ["x"],
            "units": [{"name": u.name, "activation": "tanh"} for u in spec.network.units],
            "edges": [{"from": e.source, "to": e.target} for e in spec.network.edges],
            "outputs": list(spec.network.outputs),
            "loss": "half_squared",
        },
        "data": {"x": [[1.0]], "y": [[-0.5]]},
    }
    (sample,) = oracle.samples(project, weights.tolist())
    expected = sorted(walked(sample, 0), key=lambda way: -abs(way[1]))
    assert found.count == len(expected) == 2**12
    assert [path.edges for path in found.paths] == [edges for edges, _ in expected[:100]]
    assert found.rest == pytest.approx(math.fsum(p for _, p in expected[100:]), rel=1e-9)
    assert everything.paths[:100] == found.paths


def test_a_dense_chain_of_depth_50_is_quick_and_counted_exactly():
    spec = dense_chain(50, scale=0.15)
    weights, trace = traced(spec)
    begin = time.perf_counter()
    found = ledger(spec, weights, trace, 0)
    assert time.perf_counter() - begin < 0.5
    assert (found.count, found.unlisted) == (2**48, 2**48 - 100)
    assert abs(found.total - trace.gradients[0]) <= 1e-12


def test_paths_of_one_size_come_in_the_order_of_the_file():
    parallel = [Edge(f"w{k}", "0", "1") for k in range(40)]
    units = (Unit("0", "identity"), Unit("1", "identity"))
    network = Network(("x",), units, (Edge("a", "x", "0"), *parallel), ("1",), "huber")
    weights = (1.0, *((0.5, -0.5, 0.25)[k % 3] for k in range(40)))
    spec = RunSpec(network, Data(np.array([[1.0]]), np.array([[0.25]])), weights, 0.1)
    found = ledger(spec, *traced(spec), 0)
    expected = sorted(range(1, 41), key=lambda edge: -abs(weights[edge]))
    assert [path.edges for path in found.paths] == [(0, edge) for edge in expected]


@pytest.mark.parametrize(
    ("changed", "edge", "why"),
    [
        ({"w0": -0.25}, 0, "0 because u(z₀) = 0"),
        ({"ws": 0.0}, 0, "0 because wₛ = 0"),
        ({"w1": -1.0}, 3, "0 because h₁ = 0"),
        ({"w0": 0.0}, 1, "0 because u(z₁) = 0 and h₀ = 0"),
        ({"w1": 1e-200, "w2": 1e-200}, 0, "0 because the product is too small for float64"),
    ],
)
def test_a_path_of_no_effect_names_the_factor_that_is_zero(changed, edge, why):
    spec = PRESETS["exercise"].make()
    names = spec.network.weight_names
    start = tuple(changed.get(n, v) for n, v in zip(names, spec.initial_weights, strict=True))
    spec = replace(spec, initial_weights=start)
    weights, trace = traced(spec)
    paths = ledger(spec, weights, trace, edge).paths
    reasons = [why_zero(factors(spec, weights, trace, path)) for path in paths]
    assert why in reasons
    assert all((path.product == 0) == bool(r) for path, r in zip(paths, reasons, strict=True))


def test_a_weight_that_leads_nowhere_has_no_path():
    network = Network(
        ("x",),
        (Unit("0", "relu"), Unit("1", "relu")),
        (Edge("a", "x", "0"), Edge("b", "x", "1")),
        ("1",),
        "absolute",
    )
    spec = RunSpec(network, Data(np.array([[1.0]]), np.array([[2.0]])), (1.0, 1.0), 0.1)
    found = ledger(spec, *traced(spec), 0)
    assert (found.paths, found.count, found.total) == ((), 0, 0.0)


def test_numbers_that_left_the_finite_ones_raise_nothing():
    spec = replace(PRESETS["residual"].make(), initial_weights=(1e308,) * 9)
    weights, trace = traced(spec)
    assert not math.isfinite(ledger(spec, weights, trace, 0).total)
