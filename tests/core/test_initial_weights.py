"""Starts typed, all equal, or drawn from a seed."""

from dataclasses import replace

import numpy as np
import pytest

from skipnet_gui.core.initial_weights import (
    SCHEMES,
    all_equal,
    drawn,
    start_weights,
    without_start_weights,
)
from skipnet_gui.core.network import Edge, Network, Unit
from skipnet_gui.core.run_spec import Event

# x0, x1 and a bias into h; h into u and v. Fan-in of the edges into h: 2, without the bias.
NETWORK = Network(
    ("x0", "x1"),
    (Unit("h", "tanh"), Unit("u", "identity"), Unit("v", "identity")),
    (
        Edge("a", "x0", "h"),
        Edge("b", "x1", "h"),
        Edge("c", "bias", "h"),
        Edge("d", "h", "u"),
        Edge("e", "h", "v"),
    ),
    ("u", "v"),
    "squared",
)
FROZEN = replace(
    NETWORK, edges=tuple(replace(edge, trainable=edge.weight != "b") for edge in NETWORK.edges)
)
CURRENT = (1.0, 2.0, 3.0, 4.0, 5.0)


def generator():
    return np.random.Generator(np.random.PCG64(3))


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        ("uniform", 0.5 * generator().uniform(-1.0, 1.0, 5)),
        ("normal", 0.5 * generator().standard_normal(5)),
        (
            "glorot",
            0.5
            * np.sqrt([6 / (2 + 1), 6 / (2 + 1), 0, 6 / (1 + 2), 6 / (1 + 2)])
            * generator().uniform(-1.0, 1.0, 5),
        ),
        ("he", 0.5 * np.sqrt([2 / 2, 2 / 2, 0, 2 / 1, 2 / 1]) * generator().standard_normal(5)),
    ],
)
def test_each_scheme_draws_by_its_formula(scheme, expected):
    assert drawn(NETWORK, CURRENT, scheme, 3, 0.5) == pytest.approx(expected.tolist(), rel=1e-15)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_seed_draws_the_same_start_again_and_another_seed_another(scheme):
    first = drawn(NETWORK, CURRENT, scheme, 3, 1.0)
    assert first == drawn(NETWORK, CURRENT, scheme, 3, 1.0) != drawn(NETWORK, CURRENT, scheme, 4, 1)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_freezing_a_weight_keeps_it_and_leaves_the_other_draws(scheme):
    free, frozen = (drawn(network, CURRENT, scheme, 3, 1.0) for network in (NETWORK, FROZEN))
    assert frozen == (free[0], 2.0, *free[2:])


def test_all_equal_leaves_frozen_weights():
    assert all_equal(NETWORK, CURRENT, 0.5) == (0.5,) * 5
    assert all_equal(FROZEN, CURRENT, 0.0) == (0.0, 2.0, 0.0, 0.0, 0.0)


EVENTS = (
    Event(0, weights=(("a", 9.0),)),
    Event(0, 0.5, (("b", 8.0), ("a", 7.0))),
    Event(4, weights=(("c", 6.0),)),
)


def test_the_start_counts_events_of_step_0_in_order():
    assert start_weights(NETWORK, CURRENT, EVENTS) == (7.0, 8.0, 3.0, 4.0, 5.0)


def test_a_new_start_drops_what_would_hide_it():
    assert without_start_weights(EVENTS) == (Event(0, 0.5), EVENTS[2])
