"""Tables of samples: CSV and TSV as people have them, guessed, previewed, read, written.

Rows are counted as a spreadsheet counts them, from 1, the heading and empty rows too.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from skipnet_gui.core.functions import Array
from skipnet_gui.core.numerals import MINUS
from skipnet_gui.core.run_spec import MAX_DATA_VALUES, Data
from skipnet_gui.files.errors import FileError

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}
DECIMAL_MARKS = {".": "point", ",": "comma"}
MAX_BYTES = 64 * 2**20
MAX_COLUMNS = 10_000  # as many as a network can have edges
PREVIEW_ROWS = 20
ROWS_LOOKED_AT = 100
LONGEST_QUOTED = 30

_DECIMAL = r"[+-]?(?:\d+\{mark}?\d*|\{mark}\d+)(?:[eE][+-]?\d+)?"
_NUMBER = {mark: re.compile(_DECIMAL.replace("{mark}", mark), re.ASCII) for mark in DECIMAL_MARKS}
_OUTPUT_NAME = re.compile(r"(y|ŷ|yhat|t|target|label|class|output|out)[_ ]?\d*", re.IGNORECASE)

Fields = list[str]


class Options(NamedTuple):
    """How a table is written.

    Attributes
    ----------
    separator
        A key of ``SEPARATORS``.
    decimal
        A key of ``DECIMAL_MARKS``.
    header
        Whether the first row holds the names of the columns.
    """

    separator: str = ","
    decimal: str = "."
    header: bool = True


class Preview(NamedTuple):
    """The beginning of a table, and what its columns may be.

    Attributes
    ----------
    options
        How it was read.
    columns
        The names of the columns; without a heading “column 1”, “column 2” …
    rows
        The first rows below the heading, as they are written.
    numeric
        Whether the first rows of each column hold numbers.
    inputs, outputs
        Guesses: the numbers of the columns, from 0.
    numbers
        Where the rows stand in the table, from 1.
    """

    options: Options
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    numbers: tuple[int, ...] = ()


def decoded(data: bytes) -> str:
    """Return the text of a table: UTF-8, or UTF-16 as its byte-order mark says.

    Raises
    ------
    FileError
        If it is too long or neither.
    """
    if len(data) > MAX_BYTES:
        raise FileError("file", f"must be at most {MAX_BYTES // 2**20} MiB")
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise _no_text(data.count(b"\n", 0, error.start) + 1) from error
    if "\0" in text:  # UTF-16 without its mark, or no text at all
        raise _no_text(text.count("\n", 0, text.index("\0")) + 1)
    return text.replace(MINUS, "-")


def _no_text(line: int) -> FileError:
    return FileError(f"line {line}", "must be UTF-8; save the table as “CSV UTF-8”")


def sniffed(text: str) -> Options:
    """Return how a table is probably written, from its first rows."""
    separator = next(filter(lambda mark: _is_even(text, mark), "\t;,"), None)
    if separator is None:  # a single column, or rows that are not in order
        first_line = text.lstrip().partition("\n")[0]
        separator = next((mark for mark in "\t;" if mark in first_line), ",")
    rows = list(_head(text, separator))
    fields = [field.strip() for row in rows for field in row]
    commas, points = (
        sum(mark in field and bool(_NUMBER[mark].fullmatch(field)) for field in fields)
        for mark in ",."
    )
    decimal = "," if commas > points else "."
    return Options(separator, decimal, _has_header(rows, decimal))


def _is_even(text: str, separator: str) -> bool:
    """Whether a separator gives the first rows the same number of columns, two or more."""
    widths = {len(row) for row in _head(text, separator)}
    return len(widths) == 1 and max(widths) > 1


def _has_header(rows: Sequence[Fields], decimal: str) -> bool:
    """Whether a name stands over a column of numbers, or the first row has no number at all."""
    if not rows:
        return False
    names = [not _is_number(field, decimal) for field in rows[0]]
    below = rows[1] if len(rows) > 1 else []
    over_numbers = any(
        is_name and _is_number(field, decimal) for is_name, field in zip(names, below, strict=False)
    )
    return over_numbers or all(names)


def _is_number(field: str, decimal: str) -> bool:
    return bool(_NUMBER[decimal].fullmatch(field.strip()))


def _head(text: str, separator: str) -> Iterator[Fields]:
    """Yield the first rows that are not empty, as far as they can be read."""
    rows = _rows(text, separator)
    try:
        yield from (row for _, row in islice(rows, ROWS_LOOKED_AT))
    except FileError:
        return


def _rows(text: str, separator: str) -> Iterator[tuple[int, Fields]]:
    """Yield number and fields of each row that is not empty.

    Raises
    ------
    FileError
        If the quotes of a row are not in order, or it has too many columns.
    """
    number = 0
    try:
        for number, row in enumerate(_records(text, separator), 1):
            if len(row) > MAX_COLUMNS:
                raise FileError(f"row {number}", f"must have at most {MAX_COLUMNS} columns")
            if "".join(row).strip():
                yield number, row
    except csv.Error as error:
        raise FileError(f"row {number + 1}", f"must be CSV ({error})") from error


def _records(text: str, separator: str) -> Iterable[Fields]:
    """Return the rows; without quotes there is nothing to do but split, which is faster."""
    lines = io.StringIO(text, newline="")
    if '"' in text:
        return csv.reader(lines, delimiter=separator, strict=True)
    return (line.rstrip("\r\n").split(separator, MAX_COLUMNS) for line in lines)


def preview(data: bytes, options: Options | None = None) -> Preview:
    """Return the beginning of a table; without options they are guessed.

    Raises
    ------
    FileError
        If the bytes are no text, or the table is empty.
    """
    text = decoded(data)
    chosen = sniffed(text) if options is None else options
    head = list(islice(_rows(text, chosen.separator), PREVIEW_ROWS + 1))
    if not head:
        raise FileError("file", "must hold at least one row")
    numbers, rows = zip(*head, strict=True)
    width = max(map(len, rows))
    columns = _column_names(rows[0] if chosen.header else [], width)
    shown = slice(1, None) if chosen.header else slice(PREVIEW_ROWS)
    body = rows[shown]
    numeric = tuple(_holds_numbers(body, column, chosen.decimal) for column in range(width))
    inputs, outputs = _guessed_columns(columns, numeric)
    fields = tuple(map(tuple, body))
    return Preview(chosen, columns, fields, numeric, inputs, outputs, numbers[shown])


def _column_names(header: Fields, width: int) -> tuple[str, ...]:
    names = [name.strip() for name in header] + [""] * (width - len(header))
    return tuple(name or f"column {number}" for number, name in enumerate(names, 1))


def _holds_numbers(rows: Sequence[Fields], column: int, decimal: str) -> bool:
    return bool(rows) and all(
        column < len(row) and _is_number(row[column], decimal) for row in rows
    )


def _guessed_columns(
    columns: Sequence[str], numeric: Sequence[bool]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return inputs and outputs: outputs by their names, or else the last column of numbers."""
    found = [column for column, is_numeric in enumerate(numeric) if is_numeric]
    outputs = [column for column in found if _OUTPUT_NAME.fullmatch(columns[column])]
    if not outputs or len(outputs) == len(found):
        outputs = found[-1:] if len(found) > 1 else []
    return tuple(column for column in found if column not in outputs), tuple(outputs)


def read_table(
    data: bytes, options: Options, inputs: Sequence[int], outputs: Sequence[int]
) -> Data:
    """Return the samples of a table, from the chosen columns in the order given.

    Parameters
    ----------
    inputs, outputs
        Numbers of the columns, from 0.

    Raises
    ------
    FileError
        If a number cannot be read (with its row and column), a row is shorter or longer
        than the first, or there are no rows or too many values.
    """
    rows = _rows(decoded(data), options.separator)
    first = next(rows, None)
    if first is None:
        raise FileError("file", "must hold at least one row")
    width, chosen = len(first[1]), [*inputs, *outputs]
    if not inputs or not outputs or not all(0 <= column < width for column in chosen):
        raise FileError("columns", "must be one or more inputs and outputs of the table")
    numbers, fields = _picked(rows if options.header else chain([first], rows), width, chosen)
    if not fields:
        raise FileError("file", "must hold at least one row of numbers")
    if len(fields) * len(chosen) > MAX_DATA_VALUES:
        raise FileError("file", f"may give at most {MAX_DATA_VALUES} values; choose fewer columns")
    table = np.column_stack(
        [
            _column([row[at] for row in fields], numbers, column, options.decimal)
            for at, column in enumerate(chosen)
        ]
    )
    return Data(table[:, : len(inputs)], table[:, len(inputs) :])


def _picked(
    rows: Iterable[tuple[int, Fields]], width: int, columns: Sequence[int]
) -> tuple[list[int], list[tuple[str, ...]]]:
    """Return the numbers of the rows, and of each the fields of two columns or more.

    Tuples of text are nothing to the garbage collector; a million lists take it a second.
    """
    numbers, fields, pick = [], [], itemgetter(*columns)
    for number, row in rows:
        if len(row) != width:
            wanted = f"must have {width} columns as the first row has"
            raise FileError(f"row {number}", f"{wanted}; it has {len(row)}")
        numbers.append(number)
        fields.append(pick(row))
    return numbers, fields


def _column(fields: Fields, rows: Sequence[int], column: int, decimal: str) -> Array:
    """Return the numbers of a column, (N,): at once if Python reads them all, else one by one."""
    values = _read_at_once(fields, decimal)
    if values is None:
        pairs = zip(fields, rows, strict=True)
        values = [_read(field, row, column, decimal) for field, row in pairs]
    return np.array(values)


def _read_at_once(fields: Fields, decimal: str) -> list[float] | None:
    """Return numbers as Python reads them; None where it reads more, or less, than we do."""
    joined = " ".join(fields)
    if "_" in joined or not joined.isascii() or (decimal == "," and "." in joined):
        return None
    if decimal == ",":
        fields = [field.replace(",", ".") for field in fields]
    try:
        values = list(map(float, fields))
    except ValueError:
        return None
    return values if np.isfinite(values).all() else None


def _read(field: str, row: int, column: int, decimal: str) -> float:
    place, text = f"row {row}, column {column + 1}", field.strip()
    if not text:
        raise FileError(place, "there is no number")
    if not _is_number(text, decimal):
        shown = text if len(text) <= LONGEST_QUOTED else f"{text[:LONGEST_QUOTED]}…"
        is_other = _is_number(text, "." if decimal == "," else ",")
        hint = f"; the decimal mark is the {DECIMAL_MARKS[decimal]}" if is_other else ""
        raise FileError(place, f"{shown!r} is no number{hint}")
    value = float(text.replace(",", "."))
    if not np.isfinite(value):
        raise FileError(place, f"{text[:LONGEST_QUOTED]} is too large for a float64")
    return value


def write_table(
    data: Data, inputs: Sequence[str], outputs: Sequence[str], options: Options | None = None
) -> bytes:
    """Return samples as a table that reads back the same, bit for bit.

    Parameters
    ----------
    inputs, outputs
        The names of the columns.
    """
    chosen = options or Options()
    lines = io.StringIO()
    writer = csv.writer(lines, delimiter=chosen.separator, lineterminator="\n")
    if chosen.header:
        writer.writerow([*inputs, *outputs])
    rows = np.hstack([data.x, data.y]).tolist()
    if chosen.decimal == ".":
        writer.writerows(rows)  # it writes a float as repr does
    else:
        writer.writerows([repr(value).replace(".", ",") for value in row] for row in rows)
    return lines.getvalue().encode()
