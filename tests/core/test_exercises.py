"""Fresh exercises: short decimals everywhere, and the lesson really holds.

The numbers are computed anew in fractions: forward unit by unit, and each gradient as the
sum over all paths to the output, with no backward pass.
"""

from fractions import Fraction
from functools import cache
from math import prod

import numpy as np
import pytest

from skipnet_gui.core.exercises import LESSONS, exact_answers, exercise
from skipnet_gui.core.network import Edge, Network, Unit
from skipnet_gui.core.quantities import name_of
from skipnet_gui.core.run_spec import Data, RunSpec

SEEDS = range(60)
EVERY = pytest.mark.parametrize("lesson", LESSONS)
made = cache(exercise)


def written(value: float) -> Fraction:
    return Fraction(repr(value))


class OnPaper:
    """All quantities of an exercise by their names on a sheet."""

    def __init__(self, spec):
        self.network, self.edges = spec.network, spec.network.edges
        self.w = dict(
            zip(spec.network.weight_names, map(written, spec.initial_weights), strict=True)
        )
        self.relu = {unit.name: unit.activation == "relu" for unit in self.network.units}
        self.x, self.y = written(float(spec.data.x[0, 0])), written(float(spec.data.y[0, 0]))
        self.z, self.h = {}, {"x": self.x}
        for name in sorted(self.relu):  # a chain: 0, 1, 2 …
            arriving = [e for e in self.edges if e.target == name]
            self.z[name] = sum(self.w[e.weight] * self.h[e.source] for e in arriving)
            self.h[name] = max(self.z[name], Fraction()) if self.relu[name] else self.z[name]
        self.last = max(self.relu)
        self.error = self.y - self.h[self.last]
        absolute = self.network.loss == "absolute"
        sign = (self.error > 0) - (self.error < 0)
        self.slope = Fraction(-sign) if absolute else -self.error
        self.loss = abs(self.error) if absolute else self.error**2 / 2
        self.rate = written(spec.learning_rate)

    def open(self, unit):
        return not self.relu[unit] or self.z[unit] > 0

    def paths(self, unit):
        """Yield the edges of every path from a unit to the output."""
        if unit == self.last:
            yield ()
        for edge in self.edges:
            if edge.source == unit:
                yield from ((edge, *rest) for rest in self.paths(edge.target))

    def along(self, path):
        return prod(self.w[edge.weight] * self.open(edge.target) for edge in path)

    def back_to(self, unit, first=lambda edge: True):
        paths = [path for path in self.paths(unit) if not path or first(path[0])]
        return self.slope * sum((self.along(path) for path in paths), Fraction())

    def everything(self):
        found = {"yhat": self.h[self.last], "loss": self.loss, "dL/dyhat": self.slope}
        for unit in self.relu:
            found |= {f"z_{unit}": self.z[unit], f"h_{unit}": self.h[unit]}
            found[f"dL/dh_{unit}"] = self.back_to(unit)
            found[f"dL/dz_{unit}"] = self.back_to(unit) * self.open(unit)
        for edge in self.edges:
            gradient = found[f"dL/dz_{edge.target}"] * self.h[edge.source]
            found[f"dL/d{edge.weight}"] = gradient
            found[f"new_{edge.weight}"] = self.w[edge.weight] - self.rate * gradient
        return found


def is_skip(edge: Edge) -> bool:
    return edge.source != "x" and int(edge.target) - int(edge.source) > 1


def gates(paper: OnPaper) -> list[Fraction]:
    return [paper.z[unit] for unit in paper.relu if paper.relu[unit]]


@EVERY
def test_every_number_is_a_short_decimal(lesson):
    for seed in SEEDS:
        paper = OnPaper(made(lesson, seed))
        numbers = paper.everything()
        long = {name: v for name, v in numbers.items() if (v * 10_000).denominator != 1}
        assert not long
        assert max(map(abs, numbers.values())) <= 10
        given = (*paper.w.values(), paper.x, paper.y, paper.rate)
        assert all((value * 100).denominator == 1 for value in given)


@EVERY
def test_the_answers_are_those_of_paths_in_fractions(lesson):
    for seed in SEEDS:
        spec = made(lesson, seed)
        answers = {name_of(spec.network, q): v for q, v in exact_answers(spec).items()}
        assert answers == OnPaper(spec).everything()


@EVERY
def test_a_network_is_a_small_chain_with_the_symbols_of_the_paper(lesson):
    for seed in SEEDS:
        network = made(lesson, seed).network
        assert len(network.units) in (3, 4)
        chain = {"w0", *(f"w{k}" for k in range(1, len(network.units)))}
        skips = {"w_s1", "w_s2"} if sum(map(is_skip, network.edges)) == 2 else {"ws"}
        assert set(network.weight_names) == chain | skips


def test_plain_leaves_no_gate_closed_and_no_gradient_at_zero():
    for seed in SEEDS:
        paper = OnPaper(made("plain", seed))
        assert min(gates(paper)) > 0
        assert all(v != 0 for name, v in paper.everything().items() if name.startswith("dL"))


def test_a_dead_unit_is_the_only_one_and_the_output_still_moves():
    for seed in SEEDS:
        paper = OnPaper(made("dead-unit", seed))
        assert sum(z < 0 for z in gates(paper)) == 1
        assert 0 not in gates(paper)
        assert paper.everything()["dL/dw0"] != 0


def test_the_kink_is_met_exactly_in_fractions_and_in_float64():
    kinds = set()
    for seed in SEEDS:
        spec = made("on-the-kink", seed)
        paper = OnPaper(spec)
        trace = spec.passes.trace(np.array(spec.initial_weights), spec.data.x[0], spec.data.y[0])
        exact = [*gates(paper), paper.error]
        rounded = [*trace.z[:-1].tolist(), float(trace.y[0] - trace.yhat[0])]
        assert exact.count(0) == rounded.count(0.0) == 1
        assert exact.index(0) == rounded.index(0.0)
        assert spec.network.loss == "absolute"
        kinds.add(paper.error == 0)
        if paper.error != 0:
            assert paper.everything()["dL/dw0"] != 0
    assert kinds == {True, False}


def test_the_skip_term_is_more_than_twice_the_other():
    for seed in SEEDS:
        paper = OnPaper(made("skip-dominates", seed))
        skip, deep = paper.back_to("0", is_skip), paper.back_to("0", lambda e: not is_skip(e))
        assert abs(skip) > 2 * abs(deep) > 0


def test_two_skips_are_two():
    for seed in SEEDS:
        network = made("two-skips", seed).network
        assert sum(map(is_skip, network.edges)) == 2
        assert sum(map(network.is_skip, range(len(network.edges)))) == 2


@EVERY
def test_the_same_seed_gives_the_same_exercise_and_others_give_others(lesson):
    def given(seed, exercise=made):
        spec = exercise(lesson, seed)
        data = spec.data.x.item(), spec.data.y.item()
        return spec.network, spec.initial_weights, data, spec.learning_rate

    assert given(5, exercise) == given(5)
    assert len({given(seed) for seed in range(100)}) >= 99


def test_a_network_without_fractions_has_no_exact_answers():
    network = Network(("x",), (Unit("0", "tanh"),), (Edge("w0", "x", "0"),), ("0",), "absolute")
    spec = RunSpec(network, Data(np.array([[1.0]]), np.array([[1.0]])), (0.5,), 0.1)
    with pytest.raises(ValueError, match="sums and products"):
        exact_answers(spec)
