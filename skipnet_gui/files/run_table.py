"""The run table, the state from which each update starts: as CSV, or as arrays in an npz."""

import contextlib
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import IO, Any, BinaryIO, Protocol

import numpy as np

from skipnet_gui.core.functions import Array
from skipnet_gui.core.network import Network
from skipnet_gui.core.training import Rows

_NUMBER = np.dtype(np.float64)


class Table(Protocol):
    """A run table that is written to an open file, some rows at a time."""

    def write(self, rows: Rows) -> None:
        """Take the next rows."""

    def finish(self) -> Iterator[None]:
        """Write what can be written only when all rows are there, a portion at a time."""


def column_names(network: Network) -> tuple[str, ...]:
    """Return the names of the columns, the same in every format."""
    weights = (f"weight_{name}" for name in network.weight_names)
    gradients = (f"gradient_{name}" for name in network.weight_names)
    return ("step", "learning_rate", "loss", *weights, *gradients)


def table_header(network: Network) -> bytes:
    """Return the line of column names."""
    return (",".join(column_names(network)) + "\n").encode()


def table_lines(rows: Rows) -> bytes:
    """Return the lines of rows, each number as ``repr`` prints it."""
    return "".join(
        f"{step},{','.join(map(repr, row))}\n"
        for step, row in enumerate(_numbers(rows).tolist(), rows.first_step)
    ).encode()


def _numbers(rows: Rows) -> Array:
    """Return the (n, 2 + 2 E) numbers of rows behind the step."""
    columns = (rows.learning_rate[:, None], rows.loss[:, None], rows.weights, rows.gradients)
    return np.concatenate(columns, axis=1)


class _CsvTable:
    def __init__(self, handle: BinaryIO, network: Network) -> None:
        self._handle = handle
        handle.write(table_header(network))

    def write(self, rows: Rows) -> None:
        self._handle.write(table_lines(rows))

    def finish(self) -> Iterator[None]:
        yield from ()  # all is written by then


class _NpzTable:
    """Keeps the rows in a file of its own: an npz holds one column behind the other."""

    def __init__(self, handle: BinaryIO, network: Network, waiting: IO[bytes]) -> None:
        self._handle, self._names, self._waiting = handle, column_names(network), waiting
        self._lengths: list[int] = []

    def write(self, rows: Rows) -> None:
        numbers = _numbers(rows)
        self._waiting.write(np.ascontiguousarray(numbers.T).tobytes())
        self._lengths.append(len(numbers))

    def finish(self) -> Iterator[None]:
        steps, *others = self._names
        length = sum(self._lengths)
        with zipfile.ZipFile(self._handle, "w", zipfile.ZIP_STORED) as archive:
            with _member(archive, steps, np.dtype(np.int64), length) as member:
                member.write(np.arange(length, dtype=np.int64).tobytes())
            for column, name in enumerate(others):
                with _member(archive, name, _NUMBER, length) as member:
                    for piece in self._pieces(column):
                        member.write(piece)
                        yield

    def _pieces(self, column: int) -> Iterator[bytes]:
        """Yield a column as it was written, one piece for each portion of rows."""
        start, width = 0, len(self._names) - 1
        for length in self._lengths:
            size = length * _NUMBER.itemsize
            self._waiting.seek(start + column * size)
            yield self._waiting.read(size)
            start += width * size


def _member(archive: zipfile.ZipFile, name: str, kind: np.dtype[Any], length: int) -> IO[bytes]:
    """Open an array of an npz for its numbers."""
    member = archive.open(f"{name}.npy", "w", force_zip64=True)
    header = {"descr": kind.str, "fortran_order": False, "shape": (length,)}
    np.lib.format.write_array_header_1_0(member, header)
    return member


@contextlib.contextmanager
def csv_table(handle: BinaryIO, network: Network) -> Iterator[Table]:
    """Write the run table as CSV."""
    yield _CsvTable(handle, network)


@contextlib.contextmanager
def npz_table(handle: BinaryIO, network: Network) -> Iterator[Table]:
    """Write the run table as an npz without pickles: an array for each column, by its name."""
    # Beside the table, where there has to be room for it: ten million rows are no matter for
    # the memory.
    with tempfile.TemporaryFile(dir=os.path.dirname(handle.name)) as waiting:
        yield _NpzTable(handle, network, waiting)


# How a file's name ends -> what writes the table to it.
TABLES: Mapping[str, Callable[[BinaryIO, Network], AbstractContextManager[Table]]] = {
    ".csv": csv_table,
    ".npz": npz_table,
}
