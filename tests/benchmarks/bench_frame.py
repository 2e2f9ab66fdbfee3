"""One frame of the window (three plots and the graph), and the event loop while training.

Run by hand: ``python tests/benchmarks/bench_frame.py [frames|latency] [seconds]``. Frames
are measured on the zigzag that |y − ŷ| makes.
"""

import os
import statistics
import sys
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QTimer

from skipnet_gui.core.history import extended, new_history
from skipnet_gui.core.network import Edge, Network, Unit
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data, RunSpec
from skipnet_gui.session.player import SPEEDS
from skipnet_gui.session.project import project_of
from skipnet_gui.ui.app import create_application, create_window

FRAMES = 120


def thirty_edges() -> RunSpec:
    """Return a 1-5-3-1 ReLU network with skips: 30 edges and |y − ŷ|."""
    layers = [["x"], [f"a{k}" for k in range(5)], [f"b{k}" for k in range(3)], ["out"]]
    pairs = [
        (source, target)
        for left, right in ((0, 1), (1, 2), (2, 3), (0, 2), (1, 3))
        for source in layers[left]
        for target in layers[right]
    ][:30]
    edges = tuple(Edge(f"w{k}", *pair) for k, pair in enumerate(pairs))
    units = [Unit(name, "relu") for layer in layers[1:3] for name in layer]
    network = Network(("x",), (*units, Unit("out", "identity")), edges, ("out",), "absolute")
    start = tuple(np.random.default_rng(1).uniform(0.1, 0.6, len(edges)).tolist())
    return RunSpec(network, Data(np.array([[1.0]]), np.array([[2.0]])), start, 0.01)


def frame_ms(spec: RunSpec, steps: int) -> float:
    """Return the median milliseconds of a frame in which all of graph and plots is new."""
    window = create_window(project_of(spec))
    window.resize(1440, 900)
    window.show()
    history = extended(spec, new_history(spec), steps)
    document = window.store.document.with_history(0, history, None)
    window.store.show(document.at(steps))
    times = []
    for _ in range(FRAMES):
        document = document.with_history(0, extended(spec, document.history, 16), None)
        begin = time.perf_counter()
        window.store.show(document.at(document.history.steps))
        window.graph.grab()
        window.plots.grab()
        times.append(1e3 * (time.perf_counter() - begin))
    window.close()
    window.deleteLater()
    return statistics.median(times)


def frames() -> None:
    """Print the milliseconds of a frame at three lengths, and their ratios."""
    for name, spec in (("exercise", PRESETS["rattle"].make()), ("30 edges", thirty_edges())):
        found = {steps: frame_ms(spec, steps) for steps in (10_000, 1_000_000, 10_000_000)}
        words = ", ".join(f"{steps:,} steps {ms:.1f} ms" for steps, ms in found.items())
        print(f"{name}: {words}; 10⁷ / 10⁴ = {found[10_000_000] / found[10_000]:.2f}")


def latency(seconds: float) -> None:
    """Print how long the event loop keeps others waiting while the exercise trains at max."""
    app = create_application()
    window = create_window(project_of(PRESETS["rattle"].make()))
    window.resize(1440, 900)
    window.show()
    window.loop.set_speed(SPEEDS.index(None))
    window.loop.run()
    waits: list[float] = []
    last = time.perf_counter()

    def beat() -> None:
        nonlocal last
        now = time.perf_counter()
        waits.append(1e3 * (now - last))
        last = now

    timer = QTimer()
    timer.setInterval(0)
    timer.timeout.connect(beat)
    before = 0

    def start() -> None:
        nonlocal before
        before = window.store.document.history.steps
        timer.start()

    QTimer.singleShot(1_000, start)
    QTimer.singleShot(round(1e3 * (1 + seconds)), app.quit)
    app.exec()
    steps = window.store.document.history.steps - before
    window.close()
    waits = waits[1:]
    at_95 = float(np.percentile(waits, 95))
    print(
        f"training at max for {seconds:g} s: {steps / seconds:,.0f} updates/s; "
        f"event loop 95th percentile {at_95:.1f} ms, maximum {max(waits):.1f} ms"
    )


def main() -> None:
    """Run what the command line asks for."""
    what = sys.argv[1] if len(sys.argv) > 1 else "frames"
    if what == "latency":
        latency(float(sys.argv[2]) if len(sys.argv) > 2 else 30.0)
    else:
        app = create_application()
        frames()
        app.quit()


if __name__ == "__main__":
    main()
