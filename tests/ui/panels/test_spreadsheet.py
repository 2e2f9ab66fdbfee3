"""Rows from a spreadsheet."""

import re

import numpy as np
import pytest

from skipnet_gui.ui.panels.spreadsheet import read_rows, write_rows

COLUMNS = ("x", "y")


@pytest.mark.parametrize(
    "text",
    [
        "1\t-0.5\n2\t3\n",
        "1\t−0,5\r\n2\t3\r\n",
        "1;-0,5\n2;3",
        "1,-0.5\n2,3\n\n",
        "x,y\n1,-.5\n2,3",
        "x\ty\n1\t-1/2\n2\t3",
    ],
)
def test_the_usual_forms_are_read_alike(text):
    assert read_rows(text, COLUMNS).tolist() == [[1.0, -0.5], [2.0, 3.0]]


def test_one_column_with_a_decimal_comma():
    assert read_rows("0,5\n0,25", ("x", "x2", "y"), 1).tolist() == [[0.5], [0.25]]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1\t2\n3\tfour", "Row 2, y: “four” is not a number; write it like 0.5, −3 or 1/8."),
        ("1\t2\n3\t", "Row 2, y: there is no number."),
        ("1\t2\n3", "Row 2 has 1 values, but row 1 has 2."),
        ("1\t2\t3", "Row 1 has 3 values, but from x on the table has 2."),
        ("1\t2\n3\t1_0", "Row 2, y: “1_0” is not a number; write it like 0.5, −3 or 1/8."),
        ("1\tnan", "Row 1, y: “nan” is not a number; write it like 0.5, −3 or 1/8."),
        ("1\t1e999", "Row 1, y: “1e999” is too large for a float64."),
        ("hello", "Row 1, x: “hello” is not a number; write it like 0.5, −3 or 1/8."),
        ("1\t" + "a" * 1000, "Row 1, y: the text is not a number."),
        (" \n", "There are no rows to paste."),
    ],
)
def test_what_cannot_be_read_is_named(text, sentence):
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        read_rows(text, COLUMNS)


def test_what_is_written_reads_back_the_same():
    values = np.random.default_rng(1).standard_normal((50, 2)) * 1e-7
    assert read_rows(write_rows(values.tolist()), COLUMNS).tolist() == values.tolist()
    assert write_rows([[-0.0, 2.0, "w"]]) == "0\t2\tw\n"
