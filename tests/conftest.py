"""What all tests share: no screen needed, the same examples on every run."""

import os
import sys
from pathlib import Path

from hypothesis import settings

# Before anything imports Qt; a window test that wants a screen sets its own platform.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Helper modules beside the tests are imported by their full name: tests.core.oracle.
sys.path.insert(0, str(Path(__file__).parents[1]))

# The program is started dozens of times: it is compiled once, whatever the machine prefers.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.load_profile("repeatable")


def pytest_xdist_auto_num_workers() -> int:
    """Return one process more than cores: often one waits for a program that it drives."""
    return (os.cpu_count() or 1) + 1
