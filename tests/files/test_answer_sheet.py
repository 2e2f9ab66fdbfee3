"""A sheet of answers is read strictly, whatever its marks for fields and decimals."""

import csv
import io
import os
from pathlib import Path

import pytest

from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.training import initial_state
from skipnet_gui.files.answer_sheet import (
    answer_sheet,
    marks_table,
    parse_answer_sheet,
    read_answer_sheet,
)
from skipnet_gui.files.errors import FileError
from skipnet_gui.session.marking import marked
from skipnet_gui.session.project import project_of

PROJECT = project_of(PRESETS["exercise"].make())
NETWORK, START = PROJECT.network, initial_state(PROJECT.spec)


def parsed(text: str) -> list[tuple[str, str, float | None]]:
    answers = parse_answer_sheet(text.encode(), NETWORK)
    return [(a.name, a.text, None if a.number is None else a.number.value) for a in answers]


@pytest.mark.parametrize(
    "text",
    [
        "quantity,answer\nz_0,0.5\n",
        "quantity,answer\r\nz_0,0.5\r\n",
        "quantity,answer\nz_0,0.5",
        "\ufeffquantity,answer\nz_0,0.5\n",
        "quantity;answer\nz_0;0.5\n",
        '"quantity";"answer"\n"z_0";"0.5"\n',
        " quantity , answer \n\n z_0 , 0.5 \n ,\n",
    ],
)
def test_both_separators_and_every_line_end_are_read(text: str) -> None:
    assert parsed(text) == [("z_0", "0.5", 0.5)]


def test_what_is_written_is_read_again() -> None:
    sheet = answer_sheet([("z_0", "0,5"), ("yhat", '3/8 "about"')])
    assert sheet.splitlines()[:2] == ["quantity,answer", 'z_0,"0,5"']
    assert parsed(sheet) == [("z_0", "0,5", 0.5), ("yhat", '3/8 "about"', None)]


@pytest.mark.parametrize(
    ("row", "answer", "value"),
    [
        ("z_0,0,5", "0,5", 0.5),
        ("z_0,,5", ",5", 0.5),
        ('z_0,"0,5"', "0,5", 0.5),
        ("z_0,0, 5", "0, 5", None),
        ("z_0,0,5,1", "0,5,1", None),
        ("z_0,−3/8", "−3/8", -0.375),
        ("z_0,", "", None),
        ("z_0", "", None),
        ("z_0,0;5", "0;5", None),
    ],
)
def test_in_a_comma_sheet_further_fields_belong_to_the_answer(
    row: str, answer: str, value: float | None
) -> None:
    assert parsed(f"quantity,answer\n{row}\n") == [("z_0", answer, value)]


def test_in_a_semicolon_sheet_the_comma_is_a_decimal_mark() -> None:
    assert parsed("quantity;answer\nz_0;0,5\nh_0;0,5;1\n") == [
        ("z_0", "0,5", 0.5),
        ("h_0", "0,5;1", None),
    ]


def test_rows_keep_their_order_and_may_come_twice() -> None:
    rows = parsed("quantity,answer\nyhat,1\nz_0,2\nyhat,x\nyhat_2,3\n")
    assert rows == [("yhat", "1", 1), ("z_0", "2", 2), ("yhat", "x", None), ("yhat_2", "3", 3)]


@pytest.mark.parametrize(
    ("data", "place", "problem"),
    [
        (b"", "line 1", "must be quantity,answer or quantity;answer"),
        (b"z_0,0.5\n", "line 1", "must be quantity,answer"),
        (b"quantity\tanswer\n", "line 1", "must be quantity,answer"),
        (b"quantity,answer,mark\n", "line 1", "must be quantity,answer"),
        (b"quantity,answer\nz_0,1\n\nz_7,1\n", "line 4", "'z_7' is none"),
        (b"quantity,answer\n,1\n", "line 2", "'' is none"),
        (b"quantity,answer\nw0,1\n", "line 2", "must name a quantity"),
        (b"quantity,answer\nZ_0,1\n", "line 2", "must name a quantity"),
        (b'quantity,answer\nz_0,"1\n2"\nq,1\n', "line 4", "'q' is none"),
        (b'quantity,answer\nz_0,"0.5\nh_0,1\n', "line 2", "must be CSV"),
        (b'quantity,answer\nz_0,"0.5"x\n', "line 2", "must be CSV"),
        (b"quantity,answer\nz_0,\xff\n", "line 2", "must be UTF-8"),
        (b"\xff\xfeq\0u\0", "line 1", "must be UTF-8"),
        (b"quantity,answer\nz_0," + b"1" * 200_000, "line 2", "must be CSV"),
        (b" " * (16 * 2**20 + 1), "file", "must be at most 16 MiB"),
    ],
)
def test_what_is_no_sheet_is_refused_with_its_place(data: bytes, place: str, problem: str) -> None:
    with pytest.raises(FileError, match=problem) as caught:
        parse_answer_sheet(data, NETWORK)
    assert caught.value.place == place


def test_new_weights_are_refused_where_one_sample_is_chosen() -> None:
    data = b"quantity,answer\nz_0,1\nnew_w0,1\n"
    assert len(parse_answer_sheet(data, NETWORK)) == 2
    with pytest.raises(FileError, match="new_w0 comes from the whole batch") as caught:
        parse_answer_sheet(data, NETWORK, updates=False)
    assert caught.value.place == "line 3"


def test_a_sheet_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileError, match="must be a regular file"):
        read_answer_sheet(tmp_path / "pipe", NETWORK)
    with pytest.raises(FileError, match="cannot be read: No such file"):
        read_answer_sheet(tmp_path / "missing", NETWORK)
    with pytest.raises(FileError, match="null"):
        read_answer_sheet("a\0b", NETWORK)


def test_a_sheet_comes_back_with_its_marks(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text("quantity,answer\nh_1,0,25\nyhat, 0.325\nloss,3.325\ndL/dw2,?\n")
    table = marks_table(marked(PROJECT.spec, START, None, read_answer_sheet(path, NETWORK)))
    header, *rows = csv.reader(io.StringIO(table))
    assert header == ["quantity", "answer", "verdict", "expected", "slip", "comment"]
    assert [row[:5] for row in rows] == [
        ["h_1", "0,25", "right", "0.25", ""],
        ["yhat", "0.325", "wrong", "0.375", ""],
        ["loss", "3.325", "follows", "3.375", ""],
        ["dL/dw2", "?", "unreadable", "0.25", ""],
    ]
    assert table.startswith("quantity,answer,verdict,expected,slip,comment\n")
    assert "\r" not in table
