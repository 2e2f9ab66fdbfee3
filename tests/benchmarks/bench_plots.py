"""Drawing one frame of the three plots, by length of the run; run by hand.

    QT_QPA_PLATFORM=offscreen python tests/benchmarks/bench_plots.py

Prints medians in ms and ratios within this run; machines differ, ratios hardly.
"""

import os
import time

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from skipnet_gui.core.history import CHECKPOINT_EVERY, History, extended, new_history
from skipnet_gui.core.network import Edge, Network, Unit
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data, RunSpec
from skipnet_gui.core.training import Row, TrainState
from skipnet_gui.ui.plots.panel import PlotsPanel

LENGTHS = (10_000, 1_000_000, 10_000_000)
FRAMES = 60
SIZE = (1_040, 320)
PIECE = 4_096


def repeated(spec: RunSpec, steps: int) -> History:
    """Return a history of a length: its first rows are trained, the last ones repeated."""
    history = extended(spec, new_history(spec), 4 * PIECE)
    table = history.table.read(len(history.table) - PIECE, len(history.table))
    weights = np.ascontiguousarray(table[:, 2:])
    gradients = np.gradient(weights, axis=0) / -spec.learning_rate
    values = np.column_stack([table[:, 1:], gradients])
    rows, levels, done = history.table, history.levels, history.steps
    while done < steps:
        count = min(PIECE, steps - done)
        rows, levels = rows.extended(table[:count]), levels.extended(values[:count].T)
        done += count
    end = TrainState(done, history.end.weights, spec.learning_rate, history.end.slots)
    missing = done // CHECKPOINT_EVERY + 1 - len(history.checkpoints)
    checkpoints = history.checkpoints + (history.end,) * missing
    head = history.head
    row = Row(done, head.learning_rate, head.loss, head.weights, head.gradients)
    return History(rows, levels, checkpoints, end, row)


def network_of(edges: int) -> RunSpec:
    """Return a run of tanh layers with about as many edges."""
    width = max(round((edges / 2) ** 0.5), 1)
    units = [Unit(f"{layer}{k}", "tanh") for layer in "ab" for k in range(width)]
    made = [Edge(f"i{k}", "x", f"a{k}") for k in range(width)]
    made += [Edge(f"w{j}_{k}", f"a{j}", f"b{k}") for j in range(width) for k in range(width)]
    made += [Edge(f"o{k}", f"b{k}", "out") for k in range(width)]
    network = Network(("x",), (*units, Unit("out", "identity")), tuple(made), ("out",), "absolute")
    start = np.random.default_rng(0).normal(size=len(made)) * 0.5
    data = Data(np.array([[1.0]]), np.array([[-3.0]]))
    return RunSpec(network, data, tuple(start.tolist()), 0.05)


def frame_ms(panel: PlotsPanel, spec: RunSpec, history: History) -> tuple[float, float]:
    """Return the median ms of a frame with new rows, and of one that moves the line only."""
    app, grown, scrubbed = QApplication.instance(), [], []
    assert app is not None
    for frame in range(FRAMES):
        history = extended(spec, history, 7)
        start = time.perf_counter()
        panel.show_history(spec, history, history.steps)
        panel.grab()
        grown.append(time.perf_counter() - start)
        start = time.perf_counter()
        panel.show_history(spec, history, history.steps - 1_000 - frame)
        panel.grab()
        scrubbed.append(time.perf_counter() - start)
        app.processEvents()
    return 1e3 * float(np.median(grown)), 1e3 * float(np.median(scrubbed))


def main() -> None:
    """Print the frames of the exercise that rattles, then of larger networks."""
    app = QApplication([])
    runs = [(f"rattle, {n:>10,} steps", PRESETS["rattle"].make(), n) for n in LENGTHS]
    runs += [(f"{e} edges, 1,000,000 steps", network_of(e), 1_000_000) for e in (30, 90)]
    first = 0.0
    for title, spec, steps in runs:
        panel = PlotsPanel()
        panel.resize(*SIZE)
        panel.show()
        app.processEvents()
        grown, scrubbed = frame_ms(panel, spec, repeated(spec, steps))
        first = first or grown
        print(
            f"{title:28} frame {grown:6.2f} ms ({1e3 / grown:4.0f}/s)  {grown / first:5.2f} x"
            f"   line moved {scrubbed:6.2f} ms"
        )
        panel.close()


if __name__ == "__main__":
    main()
