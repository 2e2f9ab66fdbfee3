"""A block of a start map beside the bare NumPy calls that its updates need.

Run by hand: ``python -m tests.benchmarks.bench_maps``. Both sides train 4 096 networks of
the exercise on one core; the target is a ratio of at most 2. Then the terminal command on
a map of 400 × 400, by one process and by two; the target there is a factor of 1.5.
"""

import statistics
import time
from dataclasses import replace

import numpy as np

from skipnet_gui.core.maps import Axis, MapRequest, advanced_for, answer
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.session.jobs import Job, local_workers

NETWORKS, UPDATES, ROUNDS, TARGET = 4_096, 200, 15, 2.0
SPEC = replace(PRESETS["exercise"].make(), learning_rate=0.01)


def bare_updates(request, updates):
    """Train with the NumPy calls that the exercise needs, and none else.

    Forward 4 multiply, 1 add, 2 maximum, 1 subtract, 1 absolute; backward 1 sign,
    9 multiply, 1 add, 2 heaviside; update 4 multiply, 4 subtract. Nothing is watched.
    """
    w0, w1, ws, w2 = request.crowd(0, NETWORKS).weights
    x, y, rate = 1.0, -3.0, SPEC.learning_rate
    for _ in range(updates):
        z0 = np.multiply(w0, x)
        h0 = np.maximum(z0, 0.0)
        z1 = np.multiply(w1, h0)
        h1 = np.maximum(z1, 0.0)
        error = np.subtract(np.add(np.multiply(ws, h0), np.multiply(w2, h1)), y)
        loss = np.absolute(error)
        dz2 = np.sign(error)
        dz1 = np.multiply(np.multiply(dz2, w2), np.heaviside(z1, 0.0))
        dh0 = np.add(np.multiply(dz1, w1), np.multiply(dz2, ws))
        dz0 = np.multiply(dh0, np.heaviside(z0, 0.0))
        dw0, dw1 = np.multiply(dz0, x), np.multiply(dz1, h0)
        dws, dw2 = np.multiply(dz2, h0), np.multiply(dz2, h1)
        w0 = np.subtract(w0, np.multiply(rate, dw0))
        w1 = np.subtract(w1, np.multiply(rate, dw1))
        ws = np.subtract(ws, np.multiply(rate, dws))
        w2 = np.subtract(w2, np.multiply(rate, dw2))
    return np.array([w0, w1, ws, w2]), loss


def block(request):
    """Train a block as a map does, its outcomes included."""
    crowd = advanced_for(request, request.crowd(0, NETWORKS), request.steps)
    answer(request, crowd)
    return crowd


def map_of(count, steps):
    """A map of the exercise with ``count`` values on each axis."""
    return MapRequest(SPEC, Axis("w0", -2.0, 2.0, count), Axis("w1", -2.0, 2.0, count), steps)


def nanoseconds(work):
    """The time of one update of one network."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) / UPDATES / NETWORKS * 1e9


def seconds(request, processes):
    """How long a map takes, the start of its processes included."""
    start = time.perf_counter()
    with local_workers(processes) as executor:
        job = Job(request, executor, 2 * processes)
        while not job.done:
            job.wait()
            job.poll()
    return time.perf_counter() - start


def main():
    """Print all figures."""
    request = map_of(64, UPDATES)
    bare, _ = bare_updates(request, UPDATES)
    assert bare.tobytes() == block(request).weights.tobytes()
    pairs = [
        (nanoseconds(lambda: bare_updates(request, UPDATES)), nanoseconds(lambda: block(request)))
        for _ in range(ROUNDS)
    ]
    floor, ours = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(ours / floor for floor, ours in pairs)
    print(f"bare NumPy calls {floor:6.1f} ns a network and update")
    print(f"a map's block    {ours:6.1f} ns a network and update")
    print(f"ratio            {ratio:6.2f}  (target: at most {TARGET:g})")
    times = {processes: seconds(map_of(400, 1_000), processes) for processes in (1, 2)}
    print(f"400 × 400, 1 000 updates: one process {times[1]:.2f} s, two {times[2]:.2f} s")
    print(f"factor           {times[1] / times[2]:6.2f}  (target: at least 1.5)")


if __name__ == "__main__":
    main()
