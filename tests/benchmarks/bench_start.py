"""From the command to the first painted window, against a bare script with the same imports.

Run by hand: ``python tests/benchmarks/bench_start.py``. Prints seconds and their ratio;
the aim is at most 1.3.
"""

import os
import statistics
import subprocess
import sys
import time

ROUNDS = 21
_FIRST_PAINT = """
import os, sys, time
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QMainWindow

class FirstPaint(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and isinstance(watched.window(), QMainWindow):
            print(time.time() - float(os.environ["BENCH_BEGIN"]), flush=True)
            os._exit(0)
        return False

def watch():
    app = QApplication.instance()
    app.first_paint = FirstPaint()
    app.installEventFilter(app.first_paint)
    return type(app).exec()
"""
_WINDOW = (
    _FIRST_PAINT + "sys.argv = ['skipnet-gui']\n"
    "class Watched(QApplication):\n"
    "    def exec(self):\n"
    "        self.first_paint = FirstPaint()\n"
    "        self.installEventFilter(self.first_paint)\n"
    "        return QApplication.exec()\n"
    "import PySide6.QtWidgets\n"
    "PySide6.QtWidgets.QApplication = Watched\n"
    "from skipnet_gui.__main__ import main\n"
    "main()\n"
)
_BARE = (
    "import argparse, json, msgspec, numpy\n" + _FIRST_PAINT + "import pyqtgraph\n"
    "app = QApplication(sys.argv)\n"
    "window = QMainWindow()\n"
    "window.setCentralWidget(pyqtgraph.PlotWidget())\n"
    "window.resize(1440, 900)\n"
    "window.show()\n"
    "watch()\n"
)


def seconds(code: str) -> float:
    """Return the seconds from the start of a process to its first painted window."""
    environment = os.environ | {"BENCH_BEGIN": repr(time.time())}
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # as for a person's second start
    found = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    return float(found.stdout)


def main() -> None:
    """Alternate the two; print medians, and the ratio of neighbours, which share the noise."""
    seconds(_WINDOW)  # whatever is not compiled yet
    pairs = [(seconds(_WINDOW), seconds(_BARE)) for _ in range(ROUNDS)]
    window, bare = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(mine / theirs for mine, theirs in pairs)
    best = min(mine for mine, _ in pairs) / min(theirs for _, theirs in pairs)
    print(f"window {window:.3f} s, bare script {bare:.3f} s")
    print(f"ratio of neighbours {ratio:.2f} (median), of the quickest {best:.2f}; limit 1.3")


if __name__ == "__main__":
    main()
