"""The fitted function while a 2-8-8-1 network trains: pictures a second at 100 × 100.

Run by hand: ``python tests/benchmarks/bench_function.py``. A frame with the function is
compared with neighbouring frames of the same window without it.
"""

import os
import statistics
import sys
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtWidgets import QApplication

from skipnet_gui.core.builder import Layers, drawn_weights, layered_network
from skipnet_gui.core.generators import generated
from skipnet_gui.core.optimizers import Optimizer
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.session.player import advanced
from skipnet_gui.session.project import Project, project_of
from skipnet_gui.ui.app import create_application, create_window
from skipnet_gui.ui.main_window import MainWindow
from skipnet_gui.ui.plots.function_grid import SIDES

FRAMES = 60
SIDE = SIDES[-1]


def spirals(activation: str) -> Project:
    """Return two spirals and a 2-8-8-1 network with a skip from each layer to all later ones."""
    loss = "binary_cross_entropy_with_logits"
    layers = Layers(2, (8, 8), 1, activation, biases=True, skips="dense", loss=loss)
    network = layered_network(layers)
    weights = drawn_weights(network, "glorot", 1)
    spec = RunSpec(
        network, generated("spirals"), weights, 0.02, optimizer=Optimizer("adam"), batch_size=20
    )
    return project_of(spec)


def frame_ms(window: MainWindow, with_function: bool) -> float:
    """Return the milliseconds of one frame: 16 updates, then all that shows them."""
    document = advanced(window.store.document, 16)
    assert window.late is not None
    plot = window.late.function.plot
    assert plot is not None
    window.late.function.show_function(with_function)
    QApplication.processEvents()
    plot.scene.grid.side, plot._rested = SIDE, 0.0
    begin = time.perf_counter()
    window.store.show(document)
    window.repaint()
    if with_function:
        plot.canvas.repaint()
        assert len(plot.scene.shown.plane) == SIDE
    return 1e3 * (time.perf_counter() - begin)


def alone_ms(window: MainWindow) -> float:
    """Return the median milliseconds of the function's own part of a frame."""
    plot, times = window.late.function.plot, []
    for _ in range(FRAMES):
        window.store.show(advanced(window.store.document, 1))
        QApplication.processEvents()
        plot.scene.grid.side = SIDE
        begin = time.perf_counter()
        plot.scene.shown = None  # as if the weights were others
        plot.look()
        plot.canvas.repaint()
        times.append(1e3 * (time.perf_counter() - begin))
    return statistics.median(times)


def main() -> None:
    """Print what a frame costs with and without the function, and the live pace."""
    create_application()
    for activation in ("tanh", "relu", "gelu"):
        window = create_window(spirals(activation))
        window.resize(1440, 900)
        window.show()
        window.late.function.show_function(True)
        plain, full, grids = [], [], []
        for _ in range(FRAMES):
            plain.append(frame_ms(window, False))
            full.append(frame_ms(window, True))
            grids.append(window.late.function.plot.scene.grid.took_ms)
        ratio = statistics.median(b / a for a, b in zip(plain, full, strict=True))
        middle, without = statistics.median(full), statistics.median(plain)
        print(
            f"{activation}: frame {middle:.1f} ms = {1e3 / middle:.0f} a second at "
            f"{SIDE} × {SIDE} (grid {statistics.median(grids):.1f} ms), without it "
            f"{without:.1f} ms; ratio {ratio:.2f}; the function alone {alone_ms(window):.1f} ms"
        )
        window.store.load(window.store.document, None)
        window.close()
        window.deleteLater()


if __name__ == "__main__":
    main()
