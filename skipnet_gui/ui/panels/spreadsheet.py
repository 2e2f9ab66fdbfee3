"""Rows of numbers as spreadsheets put them on the clipboard, read and written."""

from collections.abc import Iterable, Sequence

import numpy as np

from skipnet_gui.core.functions import Array
from skipnet_gui.core.numerals import MINUS, parse

MAX_QUOTED = 40


def read_rows(text: str, columns: Sequence[str], first: int = 0) -> Array:
    """Read pasted text as rows of numbers that begin at column ``first``.

    Columns are parted by tabs, else by semicolons, else by commas where that gives full
    rows; otherwise a comma is the decimal mark. A first line without any number is a
    heading and is left out.

    Returns
    -------
    array
        (n, c) with n ≥ 1 and 1 ≤ c ≤ len(columns) − first.

    Raises
    ------
    ValueError
        With a sentence that names the row (from 1, heading not counted) and the column.
    """
    lines = [line for line in text.replace(MINUS, "-").splitlines() if line.strip()]
    rows = _split(lines, len(columns))
    if rows and not any(map(_is_number, rows[0])):
        heading, rows = rows[0], rows[1:]
        if not rows:
            _read_value(heading[0], 1, columns[first])
    if not rows:
        raise ValueError("There are no rows to paste.")
    width = len(rows[0])
    if width > len(columns) - first:
        here = f"from {columns[first]} on the table has {len(columns) - first}"
        raise ValueError(f"Row 1 has {width} values, but {here}.")
    for number, row in enumerate(rows, 1):
        if len(row) != width:
            raise ValueError(f"Row {number} has {len(row)} values, but row 1 has {width}.")
    return _values(rows, columns[first:])


def _split(lines: list[str], columns: int) -> list[list[str]]:
    for mark in "\t;":
        if any(mark in line for line in lines):
            return [line.split(mark) for line in lines]
    if columns > 1 and lines and all(line.count(",") == columns - 1 for line in lines):
        return [line.split(",") for line in lines]
    return [[line] for line in lines]


def _is_number(field: str) -> bool:
    try:
        parse(field)
    except ValueError:
        return False
    return True


def _values(rows: list[list[str]], columns: Sequence[str]) -> Array:
    quick = _read_quickly(rows)
    if quick is not None:
        return quick
    return np.array(
        [
            [_read_value(field, number, name) for field, name in zip(row, columns, strict=False)]
            for number, row in enumerate(rows, 1)
        ]
    )


def _read_quickly(rows: list[list[str]]) -> Array | None:
    """Return the values as Python reads them, several times faster; None if it reads more."""
    text = "\t".join(map("\t".join, rows)).replace(",", ".")
    try:
        values = np.array(list(map(float, text.split("\t"))))
    except ValueError:
        return None
    return values.reshape(len(rows), -1) if "_" not in text and np.isfinite(values).all() else None


def _read_value(field: str, row: int, column: str) -> float:
    try:
        return parse(field)
    except ValueError as error:
        if not field.strip():
            raise ValueError(f"Row {row}, {column}: there is no number.") from None
        if len(field) > MAX_QUOTED:
            raise ValueError(f"Row {row}, {column}: the text is not a number.") from None
        raise ValueError(f"Row {row}, {column}: {error}.") from None


def write_number(value: float) -> str:
    """Return a number with all its digits, as a spreadsheet reads it: ASCII, −0 as 0."""
    return repr(value + 0.0).removesuffix(".0")


def write_rows(rows: Iterable[Iterable[str | float]]) -> str:
    """Return rows as lines with tabs between their fields."""
    return "".join(
        "\t".join([f if isinstance(f, str) else write_number(f) for f in row]) + "\n"
        for row in rows
    )
