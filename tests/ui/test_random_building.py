"""Random sequences of building and training: always valid, every number true, undone whole.

What is painted is compared with the oracle, as in the random sequences of window actions.
``SKIPNET_BUILDS=500`` runs the long version.
"""

import os
import random

import pytest

from skipnet_gui.core.builder import Layers, layered_network
from skipnet_gui.core.initial_weights import drawn
from skipnet_gui.core.network import ModelError
from skipnet_gui.files.project_file import parse_project, project_bytes
from skipnet_gui.session import network_edits
from skipnet_gui.session.edits import edited
from tests.ui.conftest import preset
from tests.ui.test_random_actions import check, redo, run, step, undo

BUILDS = int(os.environ.get("SKIPNET_BUILDS", "6"))
ACTIONS = 14
SLOW = 1e-3  # a rate at which no network of these runs away
STARTS = ("exercise", "two-outputs", "residual")
ACTIVATIONS = ("identity", "relu", "leaky_relu", "tanh", "sigmoid", "softplus")
LOSSES = ("absolute", "squared", "half_squared", "huber")
MOST_EDGES = 14


def nodes(project):
    network = project.network
    return [*network.inputs, *(unit.name for unit in network.units)]


def unit(project, chance):
    return chance.choice(project.network.units).name


def weight(project, chance):
    return chance.choice(project.network.weight_names)


def add_edge(project, chance):
    if len(project.network.edges) >= MOST_EDGES:
        return network_edits.remove_edge(project, weight(project, chance))
    ends = chance.choice(nodes(project)), unit(project, chance)
    return network_edits.add_edge(project, *ends, chance.choice((0.5, -0.25, 1.0)))


def new_network(project, chance):
    shape = Layers(
        inputs=chance.randrange(1, 3),
        widths=chance.choice(((2,), (1, 1), (2, 2))),
        outputs=chance.randrange(1, 3),
        activation=chance.choice(ACTIVATIONS),
        skips=chance.choice(("none", "dense", "input", "residual")),
        biases=chance.random() < 0.5,
    )
    network = layered_network(shape)
    ones = [1.0] * len(network.edges)
    start = drawn(network, ones, "uniform", chance.randrange(100), 0.5)
    return network_edits.new_network(project, network, start)


def toggle(on, off):
    """Return an edit by chance: one of two that take the name of a weight."""
    return lambda project, chance: chance.choice((on, off))(weight(project, chance))


EDITS = {
    "add_edge": add_edge,
    "connect": add_edge,
    "remove_edge": lambda p, c: network_edits.remove_edge(p, weight(p, c)),
    "freeze": toggle(network_edits.freeze, network_edits.thaw),
    "activation": lambda p, c: network_edits.set_activation(unit(p, c), c.choice(ACTIVATIONS)),
    "bias": lambda p, c: network_edits.set_bias(p, unit(p, c), c.random() < 0.7, 0.1),
    "output": lambda p, c: network_edits.set_output(unit(p, c), c.random() < 0.5),
    "rename": lambda p, c: network_edits.rename_node(c.choice(nodes(p)), f"n{c.randrange(9)}"),
    "rename_weight": lambda p, c: network_edits.rename_weight(weight(p, c), f"v{c.randrange(9)}"),
    "remove_unit": lambda p, c: network_edits.remove_unit(p, unit(p, c)),
    "remove_input": lambda p, c: network_edits.remove_input(p, c.choice(p.network.inputs)),
    "add_unit": lambda p, c: network_edits.add_unit(p, c.choice(ACTIVATIONS)),
    "add_input": lambda p, c: network_edits.add_input(p),
    "loss": lambda p, c: network_edits.set_loss(c.choice(LOSSES)),
    "new_network": new_network,
}


def refused_at(document, edit):
    """Return the place for which an edit is refused; empty if it can be done."""
    try:
        edited(document, edit)
    except ModelError as error:
        return error.place
    return ""


def build(window, chance, _):
    """Do an edit by chance; only what was asked for is refused, never what was made of it."""
    document = window.store.document
    edit = EDITS[chance.choice(list(EDITS))](document.project, chance)
    place = refused_at(document, edit)
    assert place[: len("network")] in ("", "network")
    window.store.edit(edit)
    assert bool(place) <= (window.store.document is document)


ACTS = (build, build, build, step, run, undo, redo)


@pytest.mark.parametrize("number", range(BUILDS))
def test_a_network_built_by_chance_shows_only_true_numbers(open_window, tmp_path, number):
    chance = random.Random(number)
    window = open_window(preset(chance.choice(STARTS)).with_run(learning_rate=SLOW))
    first = project_bytes(window.store.document.project)
    for _ in range(ACTIONS):
        chance.choice(ACTS)(window, chance, tmp_path)
        window.grab()
        check(window)
        built = project_bytes(window.store.document.project)
        assert project_bytes(parse_project(built)) == built  # a valid file
    while window.store.undo_stack.done:
        undo(window, chance, tmp_path)
    assert project_bytes(window.store.document.project) == first
