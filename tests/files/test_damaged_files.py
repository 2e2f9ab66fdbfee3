"""Damaged files: refused in one line, or still a whole project; never a traceback.

``SKIPNET_DAMAGED=2000`` tries more of them.
"""

import json
import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from skipnet_gui.cli import main
from skipnet_gui.files.errors import FileError
from skipnet_gui.files.project_file import parse_project, project_bytes

COUNT = int(os.environ.get("SKIPNET_DAMAGED", "300"))
DATA = Path(__file__).parents[1] / "data"
GOLDEN = [(DATA / f"project_v{version}.skipnet").read_bytes() for version in (1, 3)]

_TOKENS = (
    *(b"NaN", b"-Infinity", b"1e999", b"-1", b"0.5", b"1e3", b"null", b"true", b'""', b"[]"),
    *(b"{}", b'"x"', b"9" * 400, b"\\", b'"', b"\n", b"\0", b"\xff", b"[" * 100, b"{", b"]", b","),
)
# A value of each kind; any of them is wrong in the place of another kind.
_OTHER_KINDS: dict[type, tuple[Any, ...]] = {
    str: (1, True, None, [], {}),
    bool: ("x", 1, None, [], {}),
    float: ("x", True, None, [], {}),
    int: ("x", 0.25, True, None, [], {}),
    list: ("x", 1, True, None, {}),
    dict: ("x", 1, True, None, []),
}


def _cut(golden: bytes, chance: random.Random) -> bytes:
    return golden[: chance.randrange(len(golden) - 2)]


def _no_utf8(golden: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(golden))
    return golden[:at] + bytes([chance.randrange(0x80, 0x100)]) + golden[at:]


def _containers(document: Any) -> Iterator[Any]:
    yield document
    for value in document.values() if isinstance(document, dict) else document:
        if isinstance(value, dict | list):
            yield from _containers(value)


def _containers_beside_view(document: dict[str, Any]) -> list[Any]:
    return [c for c in _containers(document) if c is not document["view"]]


def _other_kind(golden: bytes, chance: random.Random) -> bytes:
    document = json.loads(golden)
    here = chance.choice([c for c in _containers_beside_view(document) if c])
    key = chance.choice(list(here)) if isinstance(here, dict) else chance.randrange(len(here))
    here[key] = chance.choice(_OTHER_KINDS[type(here[key])])
    return json.dumps(document).encode()


def _unknown_key(golden: bytes, chance: random.Random) -> bytes:
    document = json.loads(golden)
    here = chance.choice([c for c in _containers_beside_view(document) if isinstance(c, dict)])
    key = "".join(chance.choices('abcäß"\\\n\u2028.[`', k=chance.choice((1, 3, 1_000))))
    here[key] = 1
    return json.dumps(document, ensure_ascii=chance.random() < 0.5).encode()


def _flip(golden: bytes, chance: random.Random) -> bytes:
    data = bytearray(golden)
    for _ in range(chance.randrange(1, 4)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def _splice(golden: bytes, chance: random.Random) -> bytes:
    start, end = sorted(chance.choices(range(len(golden)), k=2))
    return chance.choice(
        (
            golden[:start] + golden[end:],
            golden[:end] + golden[start:],
            golden[:start] + chance.choice(_TOKENS) + golden[start:],
            golden[:start] + chance.choice(_TOKENS) + golden[start + 1 :],
        )
    )


FATAL = (_cut, _no_utf8, _other_kind, _unknown_key)
PERHAPS_HARMLESS = (_flip, _splice)


def _damaged(kinds: tuple[Callable[[bytes, random.Random], bytes], ...]) -> Iterator[bytes]:
    chance = random.Random(2)
    for index in range(COUNT):
        golden = GOLDEN[index // len(kinds) % len(GOLDEN)]
        yield kinds[index % len(kinds)](golden, chance)


def test_a_damaged_file_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.skipnet"
    for data in _damaged(FATAL):
        path.write_bytes(data)
        assert main(["train", str(path), "--steps", "0"]) == 2, data
        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err.startswith(f"skipnet: {path}: ")
        assert printed.err.count("\n") == 1
        assert len(printed.err.splitlines()) == 1
        assert len(printed.err) <= 400
        assert path.read_bytes() == data


def test_what_survives_a_damage_is_a_whole_project() -> None:
    survivors = 0
    for data in _damaged(PERHAPS_HARMLESS):
        try:
            project = parse_project(data)
        except FileError:
            continue
        survivors += 1
        written = project_bytes(project)
        assert project_bytes(parse_project(written)) == written
    assert 0 < survivors < COUNT
