"""The program of a network through numba, where that is installed: the extra ``fast``.

Compiling takes from half a second to many, most of it Python code, so a process of its
own does it and keeps the result: a thread would take the window's frames. The compiled
program is used only if, tried on this network and machine, it gives the same bits as the
engine that it replaces.
"""

import importlib.util
import io
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from skipnet_gui.core.engines import Engine, compiled, engine_name
from skipnet_gui.core.history import Trainer, trained_rows
from skipnet_gui.core.program import Program
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.core.training import Rows, TrainState, advance, initial_state

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

MOST_EDGES = 300  # beyond, compiling takes minutes
TRIED = 300  # updates that must come out with the same bits

ABSENT, IDLE, COMPILING, READY = "absent", "idle", "compiling", "ready"
DIFFERENT, FAILED, TOO_LARGE = "different", "failed", "too large"


def compiled_train(program: Program) -> Callable[..., Any]:
    """Return the function of a program's source, compiled by numba at its first call.

    Raises
    ------
    ImportError
        If numba is not installed.
    """
    import numba

    compiling: Any = numba.njit(error_model="numpy")
    functions = program.functions()
    namespace = functions["train"].__globals__
    for name, function in functions.items():
        if callable(function):
            namespace[name] = compiling(function)
    train: Callable[..., Any] = namespace["train"]
    return train


def serve(connection: "Connection", spec: RunSpec) -> None:
    """Compile a run's program, say how that went, then train on request; in a process."""
    # What a compiler may raise ends this process: nothing changes but the speed.
    sys.stderr = io.StringIO()
    engine = compiled(compiled_train(spec.program))
    outcome = READY if gives_the_same(spec, engine) else DIFFERENT
    connection.send(outcome)
    while outcome == READY:
        try:
            message = connection.recv()
        except EOFError:
            return
        if isinstance(message, RunSpec):
            spec = message
            continue
        state, updates = message
        rows, states = trained_rows(spec, state, updates, engine)
        connection.send((rows.learning_rate, states))
        connection.send_bytes(np.ascontiguousarray(rows.columns).data)


def gives_the_same(spec: RunSpec, engine: Engine) -> bool:
    """Whether an engine gives the bits of the run's own, from its start and from another."""
    other = np.random.default_rng(0).uniform(-1.0, 1.0, len(spec.initial_weights)).tolist()
    for start in (spec.initial_weights, tuple(other)):
        tried = replace(spec, initial_weights=start, events=())
        first = initial_state(tried)
        ours, theirs = (advance(tried, first, TRIED, one)[0] for one in (None, engine))
        if ours.columns.tobytes() != theirs.columns.tobytes():
            return False
    return True


_WORDS = {
    READY: "compiled",
    COMPILING: "{engine}, being compiled",
    DIFFERENT: "{engine}; compiled, it gave other bits",
    FAILED: "{engine}; it could not be compiled",
    TOO_LARGE: "{engine}; too large to compile",
}


class Compiler:
    """Compiles the program of one run at a time, elsewhere, and trains with it."""

    def __init__(self) -> None:
        self.state = IDLE if importlib.util.find_spec("numba") else ABSENT
        self._program: Program | None = None
        self._spec: RunSpec | None = None
        self._process: Any = None
        self._connection: Any = None
        self._trainer: Trainer = self._train  # one object, so that it can be told from others

    def ask(self, spec: RunSpec) -> None:
        """Begin to compile a run's program, unless that has been done."""
        if self.state == ABSENT or self._is_for(spec):
            return
        self.close()
        self._program = spec.program
        if len(spec.network.edges) > MOST_EDGES:
            self.state = TOO_LARGE
            return
        # Few starts train so long that it pays, and it costs every one 8 ms.
        import multiprocessing

        context = multiprocessing.get_context("spawn")
        self._connection, other = context.Pipe()
        self._process = context.Process(target=serve, args=(other, replace(spec)), daemon=True)
        self._process.start()
        other.close()
        self._spec, self.state = spec, COMPILING

    def trainer(self, spec: RunSpec) -> Trainer | None:
        """Return what trains a run with its compiled program, if that is ready."""
        if not self._is_for(spec):
            return None
        if self.state == COMPILING and self._connection.poll():
            self._hear()
        return self._trainer if self.state == READY else None

    def words(self, spec: RunSpec) -> str:
        """Return which engine trains a run, and why it is not the compiled one."""
        state = self.state if self._is_for(spec) else IDLE
        return _WORDS.get(state, "{engine}").format(engine=engine_name(spec))

    def close(self) -> None:
        """End the other process."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._connection.close()
        self._process = self._connection = self._program = None
        if self.state != ABSENT:
            self.state = IDLE

    def _is_for(self, spec: RunSpec) -> bool:
        return self._program is spec.program

    def _hear(self) -> None:
        try:
            self.state = self._connection.recv()
        except EOFError:
            self.state = FAILED

    def _train(
        self, spec: RunSpec, state: TrainState, updates: int
    ) -> tuple[Rows, list[TrainState]]:
        """Train in the other process; in this one if that has gone."""
        try:
            if spec is not self._spec:
                self._tell(spec)
            self._connection.send((state, updates))
            rates, states = self._connection.recv()
            numbers = np.frombuffer(self._connection.recv_bytes())
        except (EOFError, OSError):
            self.state = FAILED
            return trained_rows(spec, state, updates)
        return Rows(state.step, rates, numbers.reshape(-1, len(rates))), states

    def _tell(self, spec: RunSpec) -> None:
        # A copy: what has been looked up for a spec can be large, and functions are not sent.
        self._connection.send(replace(spec))
        self._spec = spec
