"""The program of a network beside the reference passes, and its text.

``SKIPNET_NETWORKS=1000`` compares as many random networks.
"""

import ast
import keyword
import os
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skipnet_gui.core.engines import in_numpy, in_python
from skipnet_gui.core.network import Edge, Network, Unit
from skipnet_gui.core.optimizers import OPTIMIZERS, Optimizer
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.program import BATCHES, ONE_ROW, program_of
from skipnet_gui.core.run_spec import Data
from skipnet_gui.core.training import advance, batch_rows, evaluate, initial_state
from tests.core.random_networks import (
    PLAIN_ACTIVATIONS,
    PLAIN_LOSSES,
    any_bits,
    one_of,
    spec_of,
    trainings,
)

NETWORKS = int(os.environ.get("SKIPNET_NETWORKS", "400"))
EXERCISE = PRESETS["exercise"].make()


def both(project, updates):
    """The rows of both engines."""
    spec = spec_of(project)
    return [
        advance(spec, initial_state(spec), updates, engine)[0] for engine in (in_python, in_numpy)
    ]


@settings(max_examples=NETWORKS)
@given(trainings(numbers=any_bits))
def test_program_and_numpy_train_any_network_to_the_same_bits(project):
    ours, reference = both(project, 12)
    assert ours.columns.tobytes() == reference.columns.tobytes()


@settings(max_examples=NETWORKS)
@given(trainings(), st.integers(0, 3))
def test_a_row_of_any_network_agrees_with_the_reference_passes(project, step):
    spec = spec_of(project)
    _, state = advance(spec, initial_state(spec), step)
    row = evaluate(spec, state)
    batch = spec.batch(batch_rows(spec, state, step))
    with np.errstate(all="ignore"):
        loss, gradients = spec.passes.loss_and_gradients(row.weights[None, :], *batch)
    ours, reference = np.hstack([row.loss, row.gradients]), np.hstack([loss, gradients[0]])
    assert (np.abs(ours - reference) <= 1e-12 * (1.0 + np.abs(reference))).all()
    assert row.loss == loss[0] or not is_plain(spec)


def is_plain(spec):
    """Whether a network is made of + − × alone."""
    names = {unit.activation for unit in spec.network.units}
    return names <= set(PLAIN_ACTIVATIONS) and spec.network.loss in PLAIN_LOSSES


huge = one_of([0.0, -0.0, 1e200, -1e200, 1e-200, 750.0, -750.0, 40.0, 1.0])


@settings(max_examples=200)
@given(trainings(numbers=huge))
def test_no_number_makes_the_program_raise(project):
    ours, _ = both(project, 12)
    assert ours.columns.shape[1] == 12


@settings(max_examples=150)
@given(trainings(activations=PLAIN_ACTIVATIONS, losses=PLAIN_LOSSES, numbers=huge))
def test_infinities_and_nan_come_where_the_passes_have_them(project):
    ours, reference = both(project, 12)
    finite = np.isfinite(reference.columns).all(axis=0)
    assert (np.isfinite(ours.columns).all(axis=0) == finite).all()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_optimizer_without_eps_divides_nothing_by_zero(name):
    if "eps" not in OPTIMIZERS[name].options:
        return
    spec = replace(EXERCISE, optimizer=Optimizer(name, (("eps", 0.0),)), initial_weights=(0.0,) * 4)
    rows, _ = advance(spec, initial_state(spec), 2)
    reference, _ = advance(spec, initial_state(spec), 2, in_numpy)
    assert np.array_equal(rows.columns, reference.columns, equal_nan=True)


def text(spec, kind=ONE_ROW):
    return program_of(spec.network, spec.conventions, spec.optimizer, kind).source


def test_the_exercise_reads_as_on_paper():
    lines = [line.strip() for line in text(EXERCISE).splitlines()]
    for line in (
        "z_0 = w0 * x",
        "z_2 = ws * h_0 + w2 * h_1",
        "yhat = z_2",
        "L = abs(y - yhat)",
        "dL_dh_0 = dL_dz_1 * w1 + dL_dz_2 * ws",
        "dL_dz_0 = dL_dh_0 * (1.0 if z_0 > 0.0 else 0.0)",
        "dL_dw0 = dL_dz_0 * x",
        "w0 = w0 - learning_rate * dL_dw0",
    ):
        assert line in lines


def test_the_source_is_the_text_that_is_shown():
    program = EXERCISE.program
    assert program.source.splitlines() == [line.text for line in program.lines]


def test_lines_know_what_they_compute():
    parts = {line.text.strip(): line.part for line in EXERCISE.program.lines}
    assert parts["z_0 = w0 * x"] == ("unit", 0)
    assert parts["dL_dws = dL_dz_2 * h_0"] == ("edge", 2)
    assert parts["w2 = w2 - learning_rate * dL_dw2"] == ("edge", 3)
    assert parts["L = abs(y - yhat)"] is None


AWKWARD = ["lambda", "for", "n", "y", "keep", "math", "abs", "range", "z_a", "L", "yhat", "exp"]
AWKWARD += ["0", "_", "__import__", "__debug__", "None", "match", "dL_dz_a", "h_a", "t", "weights"]
AWKWARD += ["velocity", "velocity_w", "momentum", "loss", "ends"]


@pytest.mark.parametrize("name", AWKWARD)
def test_a_name_from_a_file_never_gets_in_the_way(name):
    """A clash would change the result, or not compile."""
    weight = name if not name.startswith(("z_", "h_", "yhat", "loss")) else "w"

    def spec(first, input_, unit):
        network = Network(
            (input_,),
            (Unit(unit, "sigmoid"), Unit("b", "relu")),
            (
                Edge(first, input_, unit),
                Edge("v", unit, "b"),
                Edge("u", input_, "b"),
                Edge("c", "bias", "b"),
            ),
            ("b",),
            "squared",
        )
        data = Data([[0.7], [-0.2], [0.4]], [[1.0], [0.5], [0.1]])
        return replace(
            EXERCISE,
            network=network,
            data=data,
            initial_weights=(0.3, 0.4, 0.5, 0.6),
            batch_size=2,
            optimizer=Optimizer("sgd", (("momentum", 0.9),)),
        )

    found = [
        advance(one, initial_state(one), 5)[0].columns.tobytes()
        for one in (spec("w", "x", "a"), spec(weight, name, "a"), spec(weight, "x", name))
    ]
    assert found[0] == found[1] == found[2]


def test_every_name_that_is_assigned_is_an_identifier_of_its_own():
    spec = PRESETS["two-outputs"].make()
    tree = ast.parse(text(spec, BATCHES))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert not {name for name in names if keyword.iskeyword(name) or name.startswith("__")}
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [ast.unparse(node) for node in imports] == ["import math"]


def test_a_frozen_edge_has_no_update():
    edges = tuple(replace(edge, trainable=edge.weight != "ws") for edge in EXERCISE.network.edges)
    spec = replace(EXERCISE, network=replace(EXERCISE.network, edges=edges))
    assert "dL_dws = dL_dz_2 * h_0" in text(spec)
    assert "ws = ws -" not in text(spec)


@pytest.mark.parametrize("preset", PRESETS)
def test_no_line_is_longer_than_a_screen_column(preset):
    assert max(len(line.text) for line in PRESETS[preset].make().program.lines) <= 88
