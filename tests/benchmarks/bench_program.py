"""The program of a network beside a loop written by hand, and beside NumPy calls.

Run by hand: ``python -m tests.benchmarks.bench_program``. Prints microseconds an update
and ratios within this run. With numba installed (extra ``fast``) the compiled program
comes too; with the extra ``peers``, other libraries doing the same updates.
"""

import importlib.util
import statistics
import time
from dataclasses import replace
from functools import partial
from itertools import pairwise

import numpy as np

from skipnet_gui.core.engines import compiled, in_numpy, in_python
from skipnet_gui.core.history import extended, new_history, trained_rows
from skipnet_gui.core.network import Edge, Network, Unit
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data, RunSpec
from skipnet_gui.core.training import advance, initial_state
from skipnet_gui.session.fast import compiled_train
from tests.benchmarks.peers import PEERS, RATE

ROUNDS = 11


def bare_loop(n, x, y, w0, w1, ws, w2, rate, columns):
    """Train the exercise as a person would write it by hand, keeping every number."""
    a, b, c, d, e, f, g, h, k = columns
    for t in range(n):
        z0 = w0 * x
        h0 = z0 if z0 > 0.0 else 0.0
        z1 = w1 * h0
        h1 = z1 if z1 > 0.0 else 0.0
        yhat = ws * h0 + w2 * h1
        loss = abs(y - yhat)
        dz2 = 1.0 if yhat > y else -1.0 if yhat < y else 0.0
        dws = dz2 * h0
        dw2 = dz2 * h1
        dz1 = dz2 * w2 * (1.0 if z1 > 0.0 else 0.0)
        dw1 = dz1 * h0
        dz0 = (dz1 * w1 + dz2 * ws) * (1.0 if z0 > 0.0 else 0.0)
        dw0 = dz0 * x
        a[t], b[t], c[t], d[t], e[t] = loss, w0, w1, ws, w2
        f[t], g[t], h[t], k[t] = dw0, dw1, dws, dw2
        w0 = w0 - rate * dw0
        w1 = w1 - rate * dw1
        ws = ws - rate * dws
        w2 = w2 - rate * dw2
    return w0, w1, ws, w2


def bare(updates):
    """Return the hand-written loop at the exercise, its history in lists."""
    return bare_loop(
        updates, 1.0, -3.0, 0.5, 0.5, 0.5, 0.5, 0.01, [[0.0] * updates for _ in "L" * 9]
    )


def layered(batch_size: int = 10) -> RunSpec:
    """Return a 2-8-8-1 tanh network with biases, on batches."""
    chance = np.random.default_rng(0)
    layers = [["x1", "x2"], [f"a{k}" for k in range(8)], [f"b{k}" for k in range(8)], ["o"]]
    units = [Unit(name, "tanh") for layer in layers[1:3] for name in layer] + [
        Unit("o", "identity")
    ]
    ends = [
        (source, target)
        for before, after in pairwise(layers)
        for target in after
        for source in (*before, "bias")
    ]
    edges = [Edge(f"w{k}", source, target) for k, (source, target) in enumerate(ends)]
    network = Network(("x1", "x2"), tuple(units), tuple(edges), ("o",), "squared")
    x = chance.uniform(-1, 1, (100, 2))
    weights = tuple(chance.normal(0, 0.5, len(edges)).tolist())
    data = Data(x, np.sin(3 * x[:, :1]) * x[:, 1:])
    return RunSpec(network, data, weights, 0.05, batch_size=batch_size)


def microseconds(work, updates):
    """Return the median time of an update, in microseconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work(updates)
        times.append((time.perf_counter() - start) / updates * 1e6)
    return statistics.median(times)


def trainer(spec, engine):
    """Return a function that trains a run from its start, its rows in arrays."""
    return lambda updates: advance(spec, initial_state(spec), updates, engine)


def recorder(spec, engine=None):
    """Return a function that trains a run from its start with its full history."""
    trainer = partial(trained_rows, engine=engine)
    return lambda updates: extended(spec, new_history(spec), updates, trainer)


def fast_engine(spec):
    """Return the compiled engine of a run, and the seconds that compiling took."""
    start = time.perf_counter()
    engine = compiled(compiled_train(spec.program))
    advance(spec, initial_state(spec), 2, engine)
    return engine, time.perf_counter() - start


def report(name, spec, updates, numpy_updates, base=None):
    """Print a network's engines; ``base`` is what the history is compared with."""
    print(f"\n{name}, µs an update (median of {ROUNDS})")
    calls = microseconds(trainer(spec, in_numpy), numpy_updates)
    program = microseconds(trainer(spec, in_python), updates)
    history = microseconds(recorder(spec, in_python), updates)
    say("NumPy, operation by operation", calls)
    say("the program", program, "NumPy / this", calls / program)
    say("the program with full history", history, "NumPy / this", calls / history)
    if base is not None:
        by_hand = microseconds(base, updates)
        say("a loop written by hand", by_hand, "history / this", history / by_hand)
    if importlib.util.find_spec("numba"):
        engine, seconds = fast_engine(spec)
        fast = microseconds(trainer(spec, engine), 20 * updates)
        full = microseconds(recorder(spec, engine), 20 * updates)
        say(f"compiled in {seconds:.1f} s", fast, "program / this", program / fast)
        say("compiled, full history", full, "program with history / this", history / full)
        say("", full, "NumPy / this", calls / full)


def say(name, time_us, words="", ratio=None):
    """Print a line of the report."""
    print(f"  {name:32}{time_us:9.4f}  {words} {'' if ratio is None else f'{ratio:.2f}'}")


def main():
    """Print all figures."""
    exercise = replace(PRESETS["exercise"].make(), learning_rate=RATE)
    report("The exercise", exercise, 20_000, 1_000, bare)
    for name, (make, updates) in PEERS.items():
        if importlib.util.find_spec(name):
            train = make()
            train(updates)
            say(name, microseconds(train, updates))
    report("2-8-8-1 tanh with biases, batches of 10", layered(), 200, 100)


if __name__ == "__main__":
    main()
