"""Runs that are exported as scripts, and the tables that the scripts shall print."""

import contextlib
import io
import subprocess
import sys
from dataclasses import replace

import numpy as np

from skipnet_gui.core.functions import Conventions
from skipnet_gui.core.network import BIAS, Edge, Network, Unit
from skipnet_gui.core.optimizers import Optimizer
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data, Event, RunSpec
from skipnet_gui.core.training import first_non_finite, trained
from skipnet_gui.files.run_table import table_header, table_lines
from skipnet_gui.session.project import project_of

STEPS = 70

NESTEROV = Optimizer("sgd", (("momentum", 0.5), ("nesterov", True)))
RMSPROP = Optimizer("rmsprop", (("alpha", 0.9), ("eps", 1e-3), ("momentum", 0.5)))
ADAM = Optimizer("adam", (("beta1", 0.5), ("eps", 1e-3)))

# Names that mean something to Python, to a script or to PyTorch, and names of no meaning.
WORDS = ("lambda", "for", "__debug__", "__class__", "0", "1_2", "_", "self", "print", "math")
WORDS += ("train", "None", "eps", "forward", "parameters", "X", "WEIGHTS", "run", "L", "exp")
AWKWARD_INPUTS = ("y", "n", "t", "range", "torch", "5", "class", "inputs")
AWKWARD_RUN = "a\"\"\"'''\\\r\n\x0c\u2028import os; os.abort()\n# é\ud800"


def _awkward():
    """Return a network of awkward names, each weight on an edge of its own."""
    units = tuple(Unit(name, "tanh") for name in ("def", "2", "__init__"))
    sources = (*AWKWARD_INPUTS, BIAS, "def", "2")
    edges = [Edge(name, sources[k % 11], "__init__") for k, name in enumerate(WORDS)]
    edges += [Edge("a", "y", "def"), Edge("b", BIAS, "2", trainable=False), Edge("c", "def", "2")]
    network = Network(AWKWARD_INPUTS, units, tuple(edges), ("__init__",), "huber")
    data = Data(np.linspace(-1, 1, 24).reshape(3, 8), np.array([[0.5], [2.0], [-3.0]]))
    weights = tuple(np.linspace(-0.5, 0.5, len(edges)).tolist())
    return RunSpec(network, data, weights, 0.1, optimizer=ADAM, batch_size=2)


def _odd_wiring():
    """Return parallel edges, an output that feeds on, a unit without edges, one that ends."""
    units = tuple(Unit(name, "relu") for name in ("late", "end", "alone", "early"))
    edges = (
        Edge("p1", "early", "late"),
        Edge("p2", "early", "late"),
        Edge("in", "x", "early"),
        Edge("b1", BIAS, "early"),
        Edge("b2", BIAS, "end"),
        Edge("gone", "late", "end", trainable=False),
    )
    network = Network(("x", "unused"), units, edges, ("late", "early", "alone"), "squared")
    data = Data(np.array([[1.0, 2.0], [-0.5, 1.0]]), np.array([[1.0, 2.0, 3.0], [0.0, -1.0, 2.0]]))
    weights = (0.5, 0.25, 0.75, -0.125, 0.5, 1.0)
    return RunSpec(network, data, weights, 0.125, optimizer=NESTEROV, order="shuffled")


def _without_a_weight_that_counts():
    """Return a network whose output no weight reaches; its only edge is frozen."""
    units = Unit("out", "identity"), Unit("end", "tanh")
    edges = (Edge("w", "x", "end", trainable=False),)
    network = Network(("x",), units, edges, ("out",), "half_squared")
    return RunSpec(network, Data(np.ones((1, 1)), np.ones((1, 1))), (0.5,), 0.1)


def _wide():
    """Return a network whose sums and lists of names do not fit in a line."""
    names = [f"unit_with_a_long_name_{k}" for k in range(9)]
    units = tuple(Unit(name, "softplus") for name in names)
    edges = [Edge(f"first_{k}", "x", name) for k, name in enumerate(names[:-1])]
    edges += [Edge(f"second_{k}", name, names[-1]) for k, name in enumerate(names[:-1])]
    network = Network(("x",), units, tuple(edges), tuple(names), "absolute")
    data = Data(np.array([[0.3], [25.0]]), np.ones((2, 9)))
    return RunSpec(network, data, (0.3,) * len(edges), 0.01)


def _at_kinks(slope, sign):
    """Return the exercise with z₁ = 0, and ŷ = y."""
    spec = PRESETS["exercise"].make()
    data = Data(np.array([[1.0]]), np.array([[0.25]]))
    weights = (0.5, 0.0, 0.5, 0.5)
    return replace(spec, data=data, initial_weights=weights, conventions=Conventions(slope, sign))


def _cross_entropy(loss, targets, bias):
    units, edges = (Unit("out", "sigmoid"),), (Edge("w", "x", "out"), Edge("b", BIAS, "out"))
    network = Network(("x",), units, edges, ("out",), loss)
    data = Data(np.array([[1.0], [-2.0]]), np.array(targets)[:, None])
    return RunSpec(network, data, (0.5, bias), 0.5, batch_size=2)


def _softplus_far_out():
    """Return ŷ = log(1 + eʸ), which is hardly more than y."""
    network = Network(("x",), (Unit("0", "softplus"),), (Edge("w", "x", "0"),), ("0",), "absolute")
    return RunSpec(network, Data(np.array([[20.2]]), np.array([[20.2]])), (1.0,), 0.0)


def _preset(name, **changes):
    return replace(PRESETS[name].make(), **changes)


EVENTS = (
    Event(0, 0.25),
    Event(3, None, (("w1", 0.125), ("ws", 2.0))),
    Event(3, 0.5, (("w1", -0.5),)),
    Event(40, 0.0),
    Event(40, None, (("w2", 0.25),)),
    Event(60, 0.1, (("w0", 1.0),)),
    Event(STEPS, 0.75),
    Event(STEPS + 5, 7.0),
)
_CROSS = "binary_cross_entropy"

RUNS = {
    **{name: preset.make() for name, preset in PRESETS.items()},
    "events": _preset("rattle", events=EVENTS),
    "cyclic, last batch smaller": _preset("curve", batch_size=6, order="cyclic"),
    "shuffled, last batch smaller": _preset("curve", batch_size=7, seed=2**63 - 1),
    "row by row": _preset("curve", batch_size=1, order="cyclic", optimizer=RMSPROP),
    "row by row, shuffled": _preset("curve", batch_size=1, optimizer=ADAM),
    "all rows": _preset("curve", batch_size=20, order="cyclic", optimizer=NESTEROV),
    "one row, shuffled": _preset("residual", order="shuffled", optimizer=Optimizer("rmsprop")),
    "awkward": _awkward(),
    "odd wiring": _odd_wiring(),
    "no weight that counts": _without_a_weight_that_counts(),
    "wide": _wide(),
    "softplus far out": _softplus_far_out(),
    "kinks ½ and +": _at_kinks(0.5, 1),
    "kinks 1 and −": _at_kinks(1, -1),
    "kinks 0 and 0": _at_kinks(0, 0),
    "cross entropy": _cross_entropy(_CROSS, (1.0, 0.25), 0.1),
    "cross entropy, sure and right": _cross_entropy(_CROSS, (0.0, 0.0), -800.0),
    "cross entropy, sure and wrong": _cross_entropy(_CROSS, (0.0, 1.0), -800.0),
    "cross entropy of logits": _cross_entropy(f"{_CROSS}_with_logits", (0.25, 1.0), 3.0),
    "infinite weight": _preset("exercise", learning_rate=1e308, initial_weights=(9.0,) * 4),
    "infinite loss": _preset("exercise", initial_weights=(1e200, 1.0, 0.5, 1e200)),
}
# Those that leave the numbers.
EARLY = {"infinite weight", "infinite loss", "cross entropy, sure and wrong"}
PROJECTS = {name: project_of(spec, AWKWARD_RUN) for name, spec in RUNS.items()}


def table(spec, steps):
    """Return the run table as ``skipnet train`` writes it."""
    rows = b"".join(map(table_lines, trained(spec, steps)))
    return (table_header(spec.network) + rows).decode()


def last_words(spec, steps):
    """Return the exit code of a run and what it says on standard error."""
    *_, rows = trained(spec, steps)
    stopped = first_non_finite(spec.network, rows.last)
    if stopped is None:
        return 0, ""
    return 1, f"stopped at step {rows.last.step}: {stopped[0]} is {stopped[1]!r}\n"


def carried_out(folder, text, *arguments):
    """Run a script as a person would; return what the process leaves."""
    path = folder / "run.py"
    path.write_text(text, encoding="utf-8")
    command = [sys.executable, "-I", str(path), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)


def run_here(text, steps):
    """Run a script in this process; return its exit code, its table and its last words."""
    namespace = {"__name__": "script"}
    exec(compile(text, "run.py", "exec"), namespace)
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = namespace["run"](steps)
    return code, out.getvalue(), err.getvalue()
