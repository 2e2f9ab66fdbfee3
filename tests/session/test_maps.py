"""Answers as they come in, and when a map or a strip is no longer what would be asked."""

from dataclasses import replace

import numpy as np
import pytest

from skipnet_gui.core.map_outcomes import OUTCOMES
from skipnet_gui.core.maps import Axis, MapRequest, StripRequest, log_grid
from skipnet_gui.core.optimizers import Optimizer
from skipnet_gui.core.policies import Policy
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data, Event
from skipnet_gui.core.training import from_start, initial_state
from skipnet_gui.session.jobs import Answer
from skipnet_gui.session.maps import LOOKS, Findings, map_differs, strip_differs

SPEC = PRESETS["exercise"].make()
MAP = MapRequest(SPEC, Axis("w0", -1.0, 1.0, 3), Axis("w1", -1.0, 1.0, 4), 100)
STRIP = StripRequest(SPEC, initial_state(SPEC), 10, log_grid(0.01, 1.0, 5), 50)


def test_answers_find_their_cells():
    findings = Findings(MAP)
    assert findings.counts() == {}
    findings.take([Answer(9, np.array([0.5, np.nan]), np.array([4, 0], np.int8))])
    findings.take([Answer(0, np.array([3.0]), np.array([2], np.int8))])
    assert findings.outcome.tolist() == [2, *[-1] * 8, 4, 0, -1]
    assert findings.loss[9] == 0.5
    assert findings.counts() == {"diverged": 1, "dead": 1, "moving": 1}


def test_every_outcome_has_a_look_of_its_own():
    assert list(LOOKS) == list(OUTCOMES)
    for part in zip(*LOOKS.values(), strict=True):
        assert len(set(part)) == len(OUTCOMES)


def start(**weights):
    pairs = zip(SPEC.network.weight_names, SPEC.initial_weights, strict=True)
    return tuple(weights.get(name, value) for name, value in pairs)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, ""),
        ({"initial_weights": start(w0=3.0, w1=-7.0)}, ""),
        ({"initial_weights": start(ws=3.0)}, "another start"),
        ({"learning_rate": 0.25}, "α = 1"),
        ({"optimizer": Optimizer("adam")}, "another optimizer"),
        ({"policy": Policy("bold_driver")}, "another policy"),
        ({"seed": 4}, "another seed"),
        ({"data": Data([[1.0]], [[2.0]])}, "other data"),
        ({"data": Data([[1.0]], [[-3.0]])}, ""),
        ({"events": (Event(100, learning_rate=0.5),)}, "other changes by hand"),
        ({"events": (Event(101, learning_rate=0.5),)}, ""),
        ({"network": PRESETS["curve"].make().network}, "another network"),
    ],
)
def test_a_map_says_what_was_otherwise(changes, words):
    assert map_differs(MAP, replace(SPEC, **changes)) == words


@pytest.mark.parametrize(
    ("changes", "step", "words"),
    [
        ({}, 10, ""),
        ({}, 11, "step 10"),
        ({"events": (Event(10, learning_rate=0.25),)}, 10, ""),
        ({"events": (Event(11, learning_rate=0.25, weights=(("w0", 1.0),)),)}, 10, ""),
        ({"events": (Event(9, learning_rate=0.0),)}, 10, "other changes by hand"),
        ({"events": (Event(10, weights=(("w0", 1.0),)),)}, 10, "other changes by hand"),
        ({"learning_rate": 0.25}, 10, "α = 1"),
        ({"network": PRESETS["curve"].make().network}, 10, "another network"),
    ],
)
def test_a_strip_says_what_was_otherwise(changes, step, words):
    assert strip_differs(STRIP, replace(SPEC, **changes), step) == words


def test_at_step_0_the_runs_own_rate_is_no_part_of_the_question():
    first = replace(STRIP, step=0)
    assert strip_differs(first, replace(SPEC, learning_rate=0.25), 0) == ""


def test_what_was_set_by_hand_at_step_0_is_the_start():
    adam = Optimizer("adam")
    events = (Event(0, 0.5, (("w0", 3.0),)), Event(0, optimizer=adam), Event(7, 0.25))
    asked = from_start(replace(SPEC, events=events))
    assert (asked.initial_weights, asked.learning_rate) == (start(w0=3.0), 0.5)
    assert asked.events == (Event(0, optimizer=adam), Event(7, 0.25))
