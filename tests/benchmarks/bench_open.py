"""Seconds from opening a project until its recorded steps are recomputed.

Run by hand: ``python tests/benchmarks/bench_open.py [steps]``; the aim is at most 3 s for a
million steps of the exercise, without numba.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from skipnet_gui.core.presets import PRESETS
from skipnet_gui.files.project_file import read_project, write_project
from skipnet_gui.session.project import project_of
from skipnet_gui.ui.app import create_application, create_window


def main() -> None:
    """Write a project with recorded steps, open it, and wait."""
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    app = create_application()
    for name in ("exercise", "rattle"):
        project = project_of(PRESETS[name].make())
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "long.skipnet")
            write_project(path, project.with_run(steps=steps))
            begin = time.perf_counter()
            window = create_window(read_project(path))
            window.resize(1440, 900)
            window.show()
            while window.store.document.restoring is not None:
                app.processEvents()
            seconds = time.perf_counter() - begin
        assert window.store.document.history.steps == steps
        print(f"{name}: {steps:,} steps in {seconds:.2f} s")
        window.close()


if __name__ == "__main__":
    main()
