"""The packages that the program stands on behave as it needs."""

import sys

from PySide6.QtCore import QObject


def test_qt_calls_give_back_the_references_that_they_take():
    """PySide6 6.12.0 takes one from None with every call on Python below 3.12."""
    thing = QObject()
    before = sys.getrefcount(None)
    for number in range(200):
        thing.setObjectName(str(number))
    assert sys.getrefcount(None) > before - 100
