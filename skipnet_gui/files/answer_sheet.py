"""Answer sheets: a CSV of hand-computed answers, and the CSV of their marks."""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from skipnet_gui.core.answers import GivenAnswer, Mark
from skipnet_gui.core.network import Network
from skipnet_gui.core.numerals import read_answer
from skipnet_gui.core.quantities import Kind, Quantity, quantities_by_name
from skipnet_gui.files.errors import FileError
from skipnet_gui.files.reading import bytes_of
from skipnet_gui.files.strict_json import MAX_BYTES

HEADER = ["quantity", "answer"]
_SEPARATORS = ",;"
_UNKNOWN = (
    "must name a quantity: z_ h_ dL/dz_ dL/dh_ and a unit, yhat_ dL/dyhat_ and an output, "
    "dL/d new_ and a weight, or loss"
)


def read_answer_sheet(
    path: Path | str, network: Network, updates: bool = True
) -> tuple[GivenAnswer, ...]:
    """Read the answers on a sheet, in its order.

    Parameters
    ----------
    updates
        Whether new weights may be asked for: not where one sample of a batch is chosen.

    Raises
    ------
    FileError
        If the file cannot be read, is no sheet, or names what is no quantity of the network.
    """
    return parse_answer_sheet(bytes_of(path, MAX_BYTES), network, updates)


def parse_answer_sheet(
    data: bytes, network: Network, updates: bool = True
) -> tuple[GivenAnswer, ...]:
    """Return the answers that the bytes of a sheet hold, as ``read_answer_sheet`` does.

    Raises
    ------
    FileError
        If they hold no sheet, or name what is no quantity of the network.
    """
    if len(data) > MAX_BYTES:
        raise FileError("file", f"must be at most {MAX_BYTES // 2**20} MiB")
    try:
        text = data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileError(f"line {line}", "must be UTF-8") from error
    names = quantities_by_name(network)
    return tuple(
        GivenAnswer(_checked(name, place, names, updates), answer, read_answer(answer))
        for place, name, answer in _answers(text)
    )


def _checked(name: str, place: str, names: dict[str, Quantity], updates: bool) -> str:
    if name not in names:
        raise FileError(place, f"{_UNKNOWN}; {name!r} is none")
    if names[name].kind is Kind.NEW and not updates:
        raise FileError(place, f"{name} comes from the whole batch; remove it, or the sample")
    return name


def _answers(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield place, name and answer of each row; fields after the second belong to the answer."""
    lines = io.StringIO(text, newline="")
    separator = _separator(lines.readline())
    rows = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        place = f"line {rows.line_num + 2}"
        try:
            fields = next(rows, None)
        except csv.Error as error:
            raise FileError(place, f"must be CSV ({error})") from error
        if fields is None:
            return
        if any(field.strip() for field in fields):
            name, *answer = fields
            yield place, name.strip(), separator.join(answer).strip()


def _separator(header: str) -> str:
    for separator in _SEPARATORS:
        fields = next(csv.reader([header], delimiter=separator), [])
        if [field.strip() for field in fields] == HEADER:
            return separator
    raise FileError("line 1", "must be quantity,answer or quantity;answer")


def answer_sheet(rows: Iterable[tuple[str, str]]) -> str:
    """Return names and answers as a sheet that can be read again."""
    return _table(HEADER, rows)


def marks_table(marks: Iterable[Mark]) -> str:
    """Return marks as CSV, the true values as ``repr`` prints them."""
    return _table(Mark._fields, map(_fields, marks))


def _fields(mark: Mark) -> Iterator[str]:
    return (repr(field) if isinstance(field, float) else field for field in mark)


def _table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return lines.getvalue()
