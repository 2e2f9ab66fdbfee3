"""What all tests share: no screen needed, the same examples on every run."""

import os
import sys
from pathlib import Path

from hypothesis import settings

# Before anything imports Qt; a window test that wants a screen sets its own platform.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Helper modules beside the tests are imported by their full name: tests.core.oracle.
sys.path.insert(0, str(Path(__file__).parents[1]))

settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.load_profile("repeatable")
