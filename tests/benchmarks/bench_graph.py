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


def moments(spec: RunSpec, steps: int = 40) -> list[Snapshot]:
    document = new_document(project_of(spec))
    document = document.with_history(0, extended(spec, document.history, steps), None)
    return [snapshot(document.at(step)) for step in range(steps)]


def median_ms(act: Callable[[int], object]) -> float:
    times = []
    for k in range(ROUNDS):
        start = time.perf_counter()
        act(k)
        times.append(time.perf_counter() - start)
    return 1e3 * statistics.median(times)


def measure(spec: RunSpec, size: tuple[int, int]) -> tuple[str, float, float]:
    """Return the level, the time to take new numbers and the time to paint them."""
    view, shown = GraphView(), moments(spec)
    view.resize(*size)
    view.show()
    view.show_snapshot(shown[0])
    QApplication.processEvents()
    take = median_ms(lambda k: view.show_snapshot(shown[k % len(shown)]))
    paint = median_ms(lambda k: view.viewport().repaint())
    return view.level, take, paint


def main() -> None:
    app = QApplication([])
    cases = {
        "exercise": (PRESETS["rattle"].make(), (1030, 430)),
        "ten units with skips": (PRESETS["tanh-chain-skips"].make(), (1440, 470)),
        "curve": (PRESETS["curve"].make(), (1440, 470)),
        "99 edges with numbers": (ones(wide(*[3] * 12, skips=False)), (3_840, 1_000)),
        "97 edges, shapes": (ones(wide(5, 6, 6, 3)), (1440, 470)),
    }
    base = 0.0
    for name, (spec, size) in cases.items():
        level, take, paint = measure(spec, size)
        base = base or take + paint
        ratio = (take + paint) / base
        print(f"{name:24} {level:6} take {take:6.2f} paint {paint:6.2f} ms   × {ratio:.1f}")
    app.quit()


if __name__ == "__main__":
    main()
