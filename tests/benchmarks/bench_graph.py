"""New numbers on the graph alone: taking them, and painting them.

Run by hand: ``python tests/benchmarks/bench_graph.py``. Medians in milliseconds at pixel
ratio 1, offscreen; the last column is against the exercise.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
from PySide6.QtWidgets import QApplication

from skipnet_gui.core.builder import Layers, layered_network
from skipnet_gui.core.history import extended
from skipnet_gui.core.network import Network
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data, RunSpec
from skipnet_gui.session.document import new_document
from skipnet_gui.session.project import project_of
from skipnet_gui.session.snapshot import Snapshot, snapshot
from skipnet_gui.ui.graph.view import GraphView
from tests.session.layout.test_layout import wide

ROUNDS = 120


def ones(network: Network) -> RunSpec:
    """Return a run of a network on one row."""
    data = Data(np.ones((1, len(network.inputs))), np.zeros((1, len(network.outputs))))
    return RunSpec(network, data, (0.3,) * len(network.edges), 0.001)


def made(inputs: int, widths: tuple[int, ...], skips: str = "none") -> Network:
    """Return a layered network of tanh units with one output."""
    return layered_network(Layers(inputs, widths, 1, "tanh", skips=skips))


def moments(spec: RunSpec, steps: int = 40) -> list[Snapshot]:
    document = new_document(project_of(spec))
    document = document.with_history(0, extended(spec, document.history, steps), None)
    return [snapshot(document.at(step)) for step in range(steps)]


def median_ms(act: Callable[[int], object], rounds: int = ROUNDS) -> float:
    times = []
    for k in range(rounds):
        start = time.perf_counter()
        act(k)
        times.append(time.perf_counter() - start)
    return 1e3 * statistics.median(times)


def measure(spec: RunSpec, size: tuple[int, int]) -> tuple[str, float, float, float]:
    """Return the level, and the times to take new numbers, to paint them, and to zoom."""
    view, shown = GraphView(), moments(spec)
    view.resize(*size)
    view.show()
    view.show_snapshot(shown[0])
    QApplication.processEvents()
    take = median_ms(lambda k: view.show_snapshot(shown[k % len(shown)]))
    paint = median_ms(lambda k: view.viewport().repaint())
    zoom = median_ms(lambda k: (view.zoom_in, view.fit)[k % 2](), rounds=6)
    return view.level, take, paint, zoom


def main() -> None:
    app = QApplication([])
    cases = {
        "exercise": (PRESETS["rattle"].make(), (1030, 430)),
        "ten units with skips": (PRESETS["tanh-chain-skips"].make(), (1440, 470)),
        "curve": (PRESETS["curve"].make(), (1440, 470)),
        "99 edges with numbers": (ones(wide(*[3] * 12, skips=False)), (3_840, 1_000)),
        "97 edges, shapes": (ones(wide(5, 6, 6, 3)), (1440, 470)),
        "chain of 50": (ones(made(1, (1,) * 49, "every")), (1030, 440)),
        "88 edges, dense": (ones(made(2, (8, 8), "dense")), (1030, 440)),
        "1 950 edges": (ones(made(2, (30, 30, 30))), (1030, 440)),
        "9 800 edges": (ones(made(2, (70, 69, 67))), (1030, 440)),
    }
    base = 0.0
    for name, (spec, size) in cases.items():
        level, take, paint, zoom = measure(spec, size)
        base = base or take + paint
        ratio = (take + paint) / base
        frame = f"take {take:6.2f} paint {paint:6.2f} ms   × {ratio:.1f}"
        print(f"{name:24} {level:6} {frame}   zoom {zoom:.0f} ms")
    app.quit()


if __name__ == "__main__":
    main()
