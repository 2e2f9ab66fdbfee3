"""Contour lines of values on a grid, as line segments."""

import numpy as np

from skipnet_gui.core.functions import Array

# The corners of a cell, (row, column), and the four sides between them, in a circle.
_CORNERS = ((0, 0), (0, 1), (1, 1), (1, 0))


def levels_of(values: Array, count: int) -> Array:
    """Return at most so many levels with about as much of the picture between any two.

    A plain at the bottom has no level: its rim would be drawn twice.
    """
    finite = values[np.isfinite(values)]
    if not len(finite) or finite.min() == finite.max():
        return np.empty(0)
    levels: Array = np.unique(np.quantile(finite, (np.arange(count) + 0.5) / count))
    above: Array = levels[levels > finite.min()]
    return above


def contour(values: Array, level: float) -> Array:
    """Return the (n, 4) segments x, y, x, y of a level, in columns and rows of the grid.

    Marching squares (Lorensen and Cline 1987, in the plane): a cell's sides are crossed
    twice or four times, and the crossings are joined in the order of a circle.
    """
    rows, columns = values.shape
    if rows < 2 or columns < 2:
        return np.empty((0, 4))
    corners = [values[r : rows - 1 + r, c : columns - 1 + c] - level for r, c in _CORNERS]
    x, y, crossed = [], [], []
    with np.errstate(all="ignore"):
        for side in range(4):
            (row, column), here = _CORNERS[side], corners[side]
            next_row, next_column = _CORNERS[(side + 1) % 4]
            there = corners[(side + 1) % 4]
            share = here / (here - there)
            crossed.append((here > 0.0) != (there > 0.0))
            x.append(column + share * (next_column - column) + np.arange(columns - 1)[None, :])
            y.append(row + share * (next_row - row) + np.arange(rows - 1)[:, None])
    return _joined(np.array(x), np.array(y), np.array(crossed))


def _joined(x: Array, y: Array, crossed: Array) -> Array:
    """Return the segments between the crossings of each cell, first to second and so on."""
    side, *cell = np.nonzero(crossed)
    order = np.lexsort((side, cell[1], cell[0]))
    at = (side[order], cell[0][order], cell[1][order])
    points = np.column_stack([x[at], y[at]])
    segments = np.hstack([points[0::2], points[1::2]])
    return segments[np.isfinite(segments).all(axis=1)]
