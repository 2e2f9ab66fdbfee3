"""What the derivation costs at every frame while training runs.

Run by hand: ``python tests/benchmarks/bench_derivation.py``. Prints milliseconds a frame for
as many rows as fit into a tall dock; the aim is at most 3 for 30 rows.
"""

import os
import statistics
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from skipnet_gui.core.presets import PRESETS
from skipnet_gui.session.document import new_document
from skipnet_gui.session.player import advanced
from skipnet_gui.session.project import project_of
from skipnet_gui.session.snapshot import snapshot
from skipnet_gui.ui.app import create_application
from skipnet_gui.ui.panels.derivation import DerivationPanel

FRAMES = 200
SIZES = ((390, 900), (390, 1_300))


def milliseconds(name: str, size: tuple[int, int]) -> tuple[int, float, float, float]:
    """Return rows in sight, and the medians of showing a moment, painting it, and both."""
    panel = DerivationPanel()
    panel.resize(*size)
    document = advanced(new_document(project_of(PRESETS[name].make())), 1)
    panel.show_document(document, snapshot(document))
    panel.show()
    target = panel.grab()
    shown, painted = [], []
    for _ in range(FRAMES):
        document = advanced(document, 1)
        now = snapshot(document)
        begin = time.perf_counter()
        panel.show_document(document, now)
        middle = time.perf_counter()
        panel.sheet.viewport().render(target)
        shown.append(1e3 * (middle - begin))
        painted.append(1e3 * (time.perf_counter() - middle))
    rows = sum(map(len, panel.sheet.texts().values()))  # of a batch a line has two
    both = [a + b for a, b in zip(shown, painted, strict=True)]
    return rows, *map(statistics.median, (shown, painted, both))


def main() -> None:
    """Print a line for each preset and height."""
    application = create_application()
    for name in ("rattle", "two-outputs", "residual", "curve"):
        for size in SIZES:
            rows, shown, painted, both = milliseconds(name, size)
            print(
                f"{name}: {rows} rows, show {shown:.2f} + paint {painted:.2f}"
                f" = {both:.2f} ms ({30 * both / rows:.2f} for 30)"
            )
    application.quit()


if __name__ == "__main__":
    main()
