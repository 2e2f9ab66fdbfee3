"""Predict, then step: what a person expects of an update, and whether it came about."""

from typing import NamedTuple

import numpy as np

from skipnet_gui.core.functions import Array
from skipnet_gui.core.numerals import MINUS, Answer, read_worked
from skipnet_gui.session.document import Document
from skipnet_gui.session.moments import new_weights

_SIGNS = {"+": 1.0, "-": -1.0, MINUS: -1.0, "–": -1.0, "0": 0.0}
HOW_TO_WRITE = "write +, − or 0 for the sign, or a value such as −0.25"


class Prediction(NamedTuple):
    """What a weight is expected to change by: the sign of it, or the value; one is None."""

    sign: float | None
    value: Answer | None

    def holds(self, change: float) -> bool:
        """Whether the change that came about is as it was expected."""
        if self.value is not None:
            return self.value.fits(change)
        return bool(np.sign(change) == self.sign)


class Score(NamedTuple):
    """How many signs and values were predicted, and how many of them rightly."""

    right_signs: int = 0
    signs: int = 0
    right_values: int = 0
    values: int = 0

    def with_result(self, prediction: Prediction, holds: bool) -> "Score":
        """Return the score with one prediction more."""
        if prediction.value is None:
            return self._replace(signs=self.signs + 1, right_signs=self.right_signs + holds)
        return self._replace(values=self.values + 1, right_values=self.right_values + holds)

    def __str__(self) -> str:
        """Return the score in words."""
        return (
            f"{self.right_signs} of {self.signs} signs, {self.right_values} of {self.values} values"
        )


def read_prediction(text: str) -> Prediction:
    """Read a sign or a value.

    Raises
    ------
    ValueError
        With a sentence for the person who typed it.
    """
    cleaned = text.strip()
    if cleaned in _SIGNS:
        return Prediction(_SIGNS[cleaned], None)
    value = read_worked(cleaned)
    if value is None:
        raise ValueError(HOW_TO_WRITE)
    return Prediction(None, value)


def changes(document: Document, step: int) -> Array:
    """Return the (E,) changes that the update of a recorded step makes, no hand included."""
    there = document.at(step)
    _, _, before = there.history.row(step)
    change: Array = new_weights(there) - before
    return change
