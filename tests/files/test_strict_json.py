"""What the common JSON reader lets through is refused, with its place."""

from typing import Any

import pytest

from skipnet_gui.files.errors import FileError
from skipnet_gui.files.strict_json import MAX_BYTES, parse


def _nested(levels: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(levels - 1):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b'{"a": [1, -0.5, true, null, "x"]}', {"a": [1, -0.5, True, None, "x"]}),
        (b"[" * 64 + b"]" * 64, _nested(64)),
        (b'"' + b"[" * 100 + b'"', "[" * 100),
        (rb'"\\\"' + b"[" * 100 + b'"', '\\"' + "[" * 100),
        (rb'["\\", "' + b"[" * 100 + b'"]', ["\\", "[" * 100]),
        ('["ä", "\\ud83d\\ude00"]'.encode(), ["ä", "😀"]),
        (b"1" * 308, int("1" * 308)),
        (b"1" * 309, float("1" * 309)),
        (b"1.7976931348623157e308", 1.7976931348623157e308),
        (b'{"a": {"k": 1}, "b": {"k": 1}}', {"a": {"k": 1}, "b": {"k": 1}}),
    ],
)
def test_plain_json_is_read(data: bytes, value: Any) -> None:
    assert parse(data) == value


@pytest.mark.parametrize(
    ("data", "place", "problem"),
    [
        (b"", "line 1 column 1", "JSON"),
        (b'{\n  "a": 1,\n}', "line 3 column 1", "JSON"),
        (b'{"a": 1} x', "line 1 column 10", "JSON"),
        (b"['a']", "line 1 column 2", "JSON"),
        (b"[01]", "line 1 column 3", "JSON"),
        (b"\xef\xbb\xbf{}", "line 1 column 1", "byte-order mark"),
        ('["ä",\n "ä'.encode() + b'\xff"]', "line 2 column 4", "UTF-8"),
        ("{}".encode("utf-16"), "line 1 column 1", "UTF-8"),
        (b"[" * 100_000, "line 1 column 65", "64 levels"),
        (b'{"\\"[": ' * 65, "line 1 column 513", "64 levels"),
        (b" " * (MAX_BYTES + 1), "file", "16 MiB"),
        (b"NaN", "top level", "finite"),
        (b'{"a": [0, NaN]}', "a[1]", "finite"),
        (b'{"a": {"b": -Infinity}}', "a.b", "finite"),
        (b'{"a": [[1e999]]}', "a[0][0]", "finite"),
        (b"[" + b"9" * 309 + b"]", "[0]", "finite"),
        (b"[" + b"9" * 5_000 + b"]", "[0]", "finite"),
        (b'{"a": 1, "a": 1}', "a", "twice"),
        (b'{"a": 1, "b": [{"k": 1, "l": 2, "k": 1}]}', "b[0].k", "twice"),
        (b'{"a": {"k": NaN, "k": 1}}', "a.k", "twice"),
    ],
)
def test_anything_else_is_refused_with_its_place(data: bytes, place: str, problem: str) -> None:
    with pytest.raises(FileError, match=problem) as caught:
        parse(data)
    assert caught.value.place == place
