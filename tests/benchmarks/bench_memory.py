"""Memory of the window while it trains at most speed: what lies beyond the history.

Run by hand: ``python tests/benchmarks/bench_memory.py [STEPS]``, ten million by default.
"""

import os
import sys
import time

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from pathlib import Path

from PySide6.QtWidgets import QApplication

from skipnet_gui.core.presets import PRESETS
from skipnet_gui.session.player import SPEEDS
from skipnet_gui.session.project import project_of
from skipnet_gui.ui.app import create_application, create_window

LOOKS = 10


def resident_bytes() -> int:
    """Return the memory of this process that is in use."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    """Train the exercise that rattles; print steps, history and the rest, in MB."""
    last = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    create_application()
    window = create_window(project_of(PRESETS["rattle"].make()))
    window.resize(1440, 900)
    window.show()
    window.loop.set_speed(len(SPEEDS) - 1)
    window.loop.run(until_step=last)
    begin = time.perf_counter()
    print("     steps   history MB   beyond MB")
    for look in range(1, LOOKS + 1):
        while window.store.document.history.steps < look * last // LOOKS:
            QApplication.processEvents()
        history = window.store.document.nbytes
        beyond = (resident_bytes() - history) / 1e6
        steps = window.store.document.history.steps
        print(f"{steps:10,d}   {history / 1e6:10.1f}   {beyond:9.1f}", flush=True)
    print(f"{last / (time.perf_counter() - begin):,.0f} updates a second")
    window.store.load(window.store.document, None)
    window.close()


if __name__ == "__main__":
    main()
