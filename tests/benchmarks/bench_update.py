"""One update of the exercise beside the bare NumPy calls that it needs.

Run by hand: ``python tests/benchmarks/bench_update.py``. Both sides do the same
arithmetic on (1, 1) arrays, a run and a sample; the target is a ratio of at most 3.
"""

import statistics
import time

import numpy as np

from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.training import advance, initial_state

UPDATES = 2_000
ROUNDS = 25
TARGET = 3.0


def bare_updates(updates):
    """Update the exercise's weights with the NumPy calls that it needs, and none else.

    Forward 4 multiply, 1 add, 2 maximum, 1 subtract, 1 absolute; backward 1 sign,
    9 multiply, 1 add, 2 heaviside; 1 concatenate of the four gradients; update
    1 multiply, 1 subtract. One column view per weight; nothing is recorded.
    """
    x, y, rate = np.array([[1.0]]), np.array([[-3.0]]), 1.0
    weights = np.full((1, 4), 0.5)
    for _ in range(updates):
        w0, w1, ws, w2 = weights.T[:, :, None]
        z0 = np.multiply(w0, x)
        h0 = np.maximum(z0, 0.0)
        z1 = np.multiply(w1, h0)
        h1 = np.maximum(z1, 0.0)
        yhat = np.add(np.multiply(ws, h0), np.multiply(w2, h1))
        error = np.subtract(yhat, y)
        loss = np.absolute(error)
        dz2 = np.sign(error)
        dz1 = np.multiply(np.multiply(dz2, w2), np.heaviside(z1, 0.0))
        dh0 = np.add(np.multiply(dz1, w1), np.multiply(dz2, ws))
        dz0 = np.multiply(dh0, np.heaviside(z0, 0.0))
        dw0, dw1 = np.multiply(dz0, x), np.multiply(dz1, h0)
        dws, dw2 = np.multiply(dz2, h0), np.multiply(dz2, h1)
        gradient = np.concatenate((dw0, dw1, dws, dw2), axis=1)
        weights = np.subtract(weights, np.multiply(rate, gradient))
    return weights, loss


def microseconds(work):
    """Return the time of one update, in microseconds."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) / UPDATES * 1e6


def main():
    """Time both sides in turn and print their medians and the ratio."""
    spec = PRESETS["exercise"].make()
    state = initial_state(spec)
    bare, _ = bare_updates(UPDATES)
    assert bare[0].tolist() == advance(spec, state, UPDATES)[1].weights.tolist()
    pairs = [
        (
            microseconds(lambda: bare_updates(UPDATES)),
            microseconds(lambda: advance(spec, state, UPDATES)),
        )
        for _ in range(ROUNDS)
    ]
    bare_us, advance_us = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(ours / bare for bare, ours in pairs)
    print(f"bare NumPy calls {bare_us:6.1f} µs an update")
    print(f"advance          {advance_us:6.1f} µs an update")
    print(f"ratio            {ratio:6.2f}  (target: at most {TARGET:g})")


if __name__ == "__main__":
    main()
