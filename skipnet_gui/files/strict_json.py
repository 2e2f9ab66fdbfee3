"""JSON read strictly: what the common reader lets through is refused here, with its place."""

import codecs
import json
import math
from collections import Counter
from typing import Any, NamedTuple

import numpy as np

from skipnet_gui.files.errors import FileError

MAX_BYTES = 16 * 2**20
MAX_DEPTH = 64

# A whole number of fewer digits is finite as float64.
_SAFE_DIGITS = 309

_NESTING = np.zeros(256, dtype=np.int8)
_NESTING[list(b"[{")] = 1
_NESTING[list(b"]}")] = -1


def parse(data: bytes) -> Any:
    """Return the plain value of a JSON text.

    Raises
    ------
    FileError
        If the text is too large or too deep, not UTF-8, not JSON, or holds a number that
        is not finite as float64 or a key twice in one object.
    """
    if len(data) > MAX_BYTES:
        raise FileError("file", f"must be at most {MAX_BYTES // 2**20} MiB")
    text = _decode(data)
    _check_depth(data)
    return _load(text)


def _decode(data: bytes) -> str:
    if data.startswith(codecs.BOM_UTF8):
        raise FileError("line 1 column 1", "must be UTF-8 without a byte-order mark")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise FileError(_line_and_column(data, error.start), "must be UTF-8") from error


def _line_and_column(data: bytes, position: int) -> str:
    """Return the place of a byte, counted from 1 as editors do; before it all is UTF-8."""
    lines = data[:position].decode().split("\n")
    return f"line {len(lines)} column {len(lines[-1]) + 1}"


def _check_depth(data: bytes) -> None:
    """Count brackets outside strings, without the recursion that a JSON reader needs."""
    bytes_ = np.frombuffer(data.replace(rb"\\", b"  ").replace(rb"\"", b"  "), dtype=np.uint8)
    in_string = np.bitwise_xor.accumulate(bytes_ == ord('"'))
    nesting = np.where(in_string, np.int8(0), _NESTING[bytes_])
    too_deep = np.cumsum(nesting, dtype=np.int32) > MAX_DEPTH
    if too_deep.any():
        place = _line_and_column(data, int(np.argmax(too_deep)))
        raise FileError(place, f"must be at most {MAX_DEPTH} levels deep")


class _Twice(NamedTuple):
    """Stands for an object that has a key twice."""

    key: str


def _load(text: str) -> Any:
    strange: list[str] = []

    def number(digits: str) -> float:
        value = float(digits)
        if not math.isfinite(value):
            strange.append(digits)
        return value

    def whole(digits: str) -> float:
        return int(digits) if len(digits) < _SAFE_DIGITS else number(digits)

    def keyed(pairs: list[tuple[str, Any]]) -> Any:
        values = dict(pairs)
        if len(values) == len(pairs):
            return values
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        strange.append(twice)
        return _Twice(twice)

    try:
        value = json.loads(
            text,
            parse_float=number,
            parse_int=whole,
            parse_constant=number,
            object_pairs_hook=keyed,
        )
    except json.JSONDecodeError as error:
        place = f"line {error.lineno} column {error.colno}"
        raise FileError(place, f"must be JSON ({error.msg})") from error
    if strange:
        raise _strangest(value)
    return value


def _strangest(value: Any) -> FileError:
    """Return the error of the first number or object that JSON allows and a file does not."""
    stack: list[tuple[str, Any]] = [("", value)]
    while True:
        place, here = stack.pop()
        if isinstance(here, _Twice):
            return FileError(f"{place}.{here.key}".lstrip("."), "is there twice; keep one")
        if isinstance(here, float) and not math.isfinite(here):
            return FileError(place or "top level", "must be a finite number")
        if isinstance(here, dict):
            entries = [(f"{place}.{key}".lstrip("."), entry) for key, entry in here.items()]
            stack += reversed(entries)
        if isinstance(here, list):
            stack += reversed([(f"{place}[{i}]", entry) for i, entry in enumerate(here)])
