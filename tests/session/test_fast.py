"""The compiled program of a network: the same bits, elsewhere, or not used."""

import os
import signal
import time
from dataclasses import replace

import numpy as np
import pytest

from skipnet_gui.core.engines import in_numpy, in_python
from skipnet_gui.core.history import trained_rows
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.training import advance, initial_state
from skipnet_gui.session import fast

EXERCISE = replace(PRESETS["exercise"].make(), learning_rate=0.01)
CURVE = replace(PRESETS["curve"].make(), order="shuffled", batch_size=3)


@pytest.fixture
def compiler():
    compiler = fast.Compiler()
    yield compiler
    compiler.close()


def wait(compiler, spec, seconds=90.0):
    """Wait until the program is compiled or not to be."""
    compiler.ask(spec)
    end = time.monotonic() + seconds
    while compiler.state == fast.COMPILING and time.monotonic() < end:
        compiler.trainer(spec)
    return compiler.trainer(spec)


@pytest.fixture(scope="module")
def of_curve():
    """A compiler that has the program of one network: it takes seconds."""
    compiler = fast.Compiler()
    wait(compiler, CURVE)
    yield compiler
    compiler.close()


@pytest.mark.parametrize("spec", [EXERCISE, CURVE], ids=["exercise", "curve"])
def test_the_compiled_program_gives_the_same_bits(compiler, of_curve, spec):
    compiler = of_curve if spec is CURVE else compiler
    trainer = wait(compiler, spec)
    assert compiler.state == fast.READY
    rows, states = trainer(spec, initial_state(spec), 2_000)
    expected, own_states = trained_rows(spec, initial_state(spec), 2_000)
    assert rows.columns.tobytes() == expected.columns.tobytes()
    assert [state.step for state in states] == [1_024, 2_000]
    for ours, own in zip(states, own_states, strict=True):
        assert ours.weights.tobytes() == own.weights.tobytes()
        assert ours.generator == own.generator


def test_other_data_reach_the_compiled_program(of_curve):
    other = replace(CURVE, data=replace(CURVE.data, y=CURVE.data.y / 2))
    ours, _ = of_curve.trainer(other)(other, initial_state(other), 50)
    assert ours.columns.tobytes() == advance(other, initial_state(other), 50)[0].columns.tobytes()


def test_training_goes_on_when_the_other_process_has_gone(compiler):
    trainer = wait(compiler, EXERCISE)
    os.kill(compiler._process.pid, signal.SIGKILL)
    rows, _ = trainer(EXERCISE, initial_state(EXERCISE), 100)
    expected, _ = advance(EXERCISE, initial_state(EXERCISE), 100)
    assert rows.columns.tobytes() == expected.columns.tobytes()
    assert compiler.state == fast.FAILED
    assert compiler.trainer(EXERCISE) is None


def test_an_engine_with_other_bits_is_not_taken():
    def hasty(spec, stretch, weights, slots, columns):
        found = in_python(spec, stretch, weights, slots, columns)
        columns[0, -1] = np.nextafter(columns[0, -1], np.inf)
        return found

    assert fast.gives_the_same(CURVE, in_numpy)
    assert not fast.gives_the_same(CURVE, hasty)


def test_another_network_is_another_question(compiler):
    compiler.ask(EXERCISE)
    assert compiler.trainer(CURVE) is None


def test_without_numba_nothing_is_compiled(monkeypatch):
    monkeypatch.setattr(fast.importlib.util, "find_spec", lambda name: None)
    compiler = fast.Compiler()
    compiler.ask(EXERCISE)
    assert (compiler.state, compiler.trainer(EXERCISE)) == (fast.ABSENT, None)


def test_a_network_that_would_take_minutes_is_not_compiled(compiler, monkeypatch):
    monkeypatch.setattr(fast, "MOST_EDGES", 3)
    compiler.ask(EXERCISE)
    assert compiler.state == fast.TOO_LARGE
    assert compiler.trainer(EXERCISE) is None
