"""JSON as a person would lay it out: short values on one line, lists of numbers filled."""

import json
from collections.abc import Iterator
from typing import Any

_LINE = 80  # characters that a value on one line may take


def pretty(value: Any) -> bytes:
    """Return the text of a plain value, numbers in full, with a line end."""
    # Half a surrogate pair has no UTF-8; this handler writes just the escape of JSON.
    return ("".join(_pieces(value, "")) + "\n").encode("utf-8", "backslashreplace")


def _one_line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _pieces(value: Any, indent: str) -> Iterator[str]:
    line = _one_line(value)
    if len(line) <= _LINE or not isinstance(value, dict | list | tuple):
        yield line
        return
    deeper = indent + "  "
    yield line[0]
    if '"' not in line:
        yield from _filled(line[1:-1], deeper)
    else:
        yield from _one_each(_entries(value), deeper)
    yield f"\n{indent}{line[-1]}"


def _entries(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        return ((_one_line(str(key)) + ": ", entry) for key, entry in value.items())
    return (("", entry) for entry in value)


def _one_each(entries: Iterator[tuple[str, Any]], indent: str) -> Iterator[str]:
    separator = "\n"
    for key, entry in entries:
        yield separator + indent + key
        yield from _pieces(entry, indent)
        separator = ",\n"


def _filled(numbers: str, indent: str) -> Iterator[str]:
    start = 0
    while start < len(numbers):
        end = _line_end(numbers, start)
        yield f"\n{indent}{numbers[start:end]}"
        start = end + 1


def _line_end(numbers: str, start: int) -> int:
    """Return where a line of numbers ends: behind a row if it can be, else behind a number."""
    limit = start + _LINE
    if len(numbers) > limit:
        for mark in ("], ", ", "):
            found = numbers.rfind(mark, start, limit)
            if found > start:
                return found + len(mark) - 1
    return len(numbers)
