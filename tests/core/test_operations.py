"""The pen-and-paper list: the exercise's order, what each line reads, what is known when."""

import pytest
from hypothesis import given, settings

from skipnet_gui.core.network import Edge, Network, Unit
from skipnet_gui.core.notation import to_text
from skipnet_gui.core.operations import Quantity, computed_before, operations, reads
from skipnet_gui.core.paper import formula_of, symbol_of
from skipnet_gui.core.presets import PRESETS
from tests.core.random_networks import projects, spec_of

EXERCISE = PRESETS["exercise"].make().network


def symbols(network, group):
    found = (o.quantity for o in operations(network) if o.group == group)
    return [to_text(symbol_of(network, quantity)) for quantity in found]


def test_the_exercise_is_listed_in_the_order_of_its_sheet():
    assert symbols(EXERCISE, "forward") == ["z₀", "h₀", "z₁", "h₁", "z₂", "ŷ", "L"]
    assert symbols(EXERCISE, "backward") == [
        *("∂L/∂ŷ", "∂L/∂z₂", "∂L/∂wₛ", "∂L/∂w₂"),
        *("∂L/∂h₁", "∂L/∂z₁", "∂L/∂w₁", "∂L/∂h₀", "∂L/∂z₀", "∂L/∂w₀"),
    ]
    assert symbols(EXERCISE, "update") == ["w₀", "w₁", "wₛ", "w₂"]


def feeding_output():
    """A network whose first output feeds the second."""
    units = (Unit("a", "tanh"), Unit("b", "identity"))
    edges = (Edge("v", "x", "a"), Edge("w", "a", "b", trainable=False))
    return Network(("x",), units, edges, ("a", "b"), "squared")


def test_an_output_that_feeds_another_has_both_slopes():
    assert symbols(feeding_output(), "backward") == [
        *("∂L/∂ŷₐ", "∂L/∂ŷ_b", "∂L/∂z_b", "∂L/∂w"),
        *("∂L/∂hₐ", "∂L/∂zₐ", "∂L/∂v"),
    ]


def test_a_frozen_weight_has_no_update():
    assert symbols(feeding_output(), "update") == ["v"]


def read_by_formula(network, operation):
    """The quantities that the operation's formula writes, once each."""
    seen = []

    def leaf(quantity):
        seen.append(quantity)
        return symbol_of(network, quantity)

    formula_of(network, operation.quantity, leaf)
    outputs = network.output_units
    return {Quantity("h", outputs[q.number]) if q.kind == "yhat" else q for q in seen}


@settings(max_examples=100)
@given(projects())
def test_each_operation_reads_what_stands_in_its_formula(project):
    network = spec_of(project).network
    for operation in operations(network):
        if operation.group == "update":
            continue
        read = set(reads(network, operation))
        written = read_by_formula(network, operation)
        if operation.kind == "dL_dz":  # the formula asks for both z and h, and writes one
            assert read <= written
        else:
            assert read == written


GIVEN = {"input", "target", "weight", "rate"}


@settings(max_examples=100)
@given(projects())
def test_no_operation_reads_what_is_not_computed_yet(project):
    network = spec_of(project).network
    for count, operation in enumerate(operations(network)):
        known = computed_before(network, count)
        assert operation.quantity not in known
        assert {q for q in reads(network, operation) if q.kind not in GIVEN} <= known


@settings(max_examples=50)
@given(projects())
def test_at_the_end_everything_is_known(project):
    network = spec_of(project).network
    everything = {Quantity("loss", 0)}
    everything |= {
        Quantity(kind, unit)
        for kind in ("z", "h", "dL_dh", "dL_dz")
        for unit in range(len(network.units))
    }
    everything |= {
        Quantity(kind, edge)
        for kind in ("flow", "backflow", "gradient")
        for edge in range(len(network.edges))
    }
    everything |= {Quantity("dL_dyhat", output) for output in range(len(network.outputs))}
    known = computed_before(network, len(operations(network)))
    assert {q for q in known if q.kind != "new_weight"} == everything


@pytest.mark.parametrize(
    ("count", "known", "unknown"),
    [
        (0, [], ["z", "flow"]),
        (1, ["z", "flow"], ["h", "loss"]),
        (7, ["z", "h", "loss", "flow"], ["dL_dyhat", "dL_dh", "backflow"]),
        (8, ["dL_dyhat", "dL_dh"], ["dL_dz", "gradient"]),
    ],
)
def test_what_comes_later_is_not_known(count, known, unknown):
    kinds = {quantity.kind for quantity in computed_before(EXERCISE, count)}
    assert set(known) <= kinds
    assert not kinds & set(unknown)
