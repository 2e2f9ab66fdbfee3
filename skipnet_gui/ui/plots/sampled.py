"""Which curves of a plot are drawn where they are too many to be told apart."""

from collections.abc import Sequence

import numpy as np

from skipnet_gui.core.functions import Array

MOST_CURVES = 48


def drawn_curves(count: int, bright: int | None = None) -> list[int]:
    """Return the numbers of the curves to draw, evenly chosen; one that stands out comes last."""
    if count <= MOST_CURVES:
        chosen = list(range(count))
    else:
        chosen = np.linspace(0, count - 1, MOST_CURVES).round().astype(int).tolist()
    return chosen if bright is None else [*(k for k in chosen if k != bright), bright]


def sample_note(count: int) -> tuple[str, str]:
    """Return a note on how many of the curves are drawn, short and in full; empty for all."""
    if count <= MOST_CURVES:
        return "", ""
    few = f"{MOST_CURVES} of {count}"
    return few, f"{few} curves are drawn, and that of the weight that is pointed at"


def nearest_of(distances: Array, among: Sequence[int]) -> int:
    """Return the curve with the least distance among those drawn; nan counts as far."""
    far = np.nan_to_num(distances[list(among)], nan=np.inf)
    return among[int(far.argmin())]
