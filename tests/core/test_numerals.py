"""Numbers as they are painted, copied and typed."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skipnet_gui.core.numerals import full, parse, short


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (0.0, "0"),
        (-0.0, "0"),
        (0.5, "0.5"),
        (-3.0, "−3"),
        (3.375, "3.375"),
        (0.96821, "0.9682"),
        (0.10004, "0.1"),
        (123456.0, "1.235e5"),
        (-8.888e-88, "−8.888e−88"),
        (1e300, "1e300"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "nan"),
    ],
)
def test_four_digits_are_shown(value, text):
    assert short(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (-0.0, "0"),
        (2.0, "2"),
        (-0.1, "−0.1"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e22, "1e22"),
        (-2.5e-7, "−2.5e−7"),
        (-math.inf, "−∞"),
        (math.nan, "nan"),
    ],
)
def test_hover_and_copy_give_all_digits(value, text):
    assert full(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_all_digits_read_back_the_same(value):
    assert parse(full(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.5", 0.5),
        ("0,5", 0.5),
        (" ,5 ", 0.5),
        ("3.", 3.0),
        ("−3", -3.0),
        ("-3", -3.0),
        ("+1e-3", 0.001),
        ("1/8", 0.125),
        ("−1 / 4", -0.25),
        ("0,5/2", 0.25),
    ],
)
def test_typed_numbers_are_read(text, value):
    assert parse(text) == value


@pytest.mark.parametrize(
    "text", ["", "x", "nan", "inf", "1 2", "1,2,3", "--1", "1e", "0x1", "1_0", "٣", "1/2/3", "."]
)
def test_what_is_no_number_is_refused_with_an_example(text):
    with pytest.raises(ValueError, match="is not a number; write it like"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1/0", "0 below the line"),
        ("1/0,0", "0 below the line"),
        ("1e999", "too large"),
        ("1e308/1e-308", "too large"),
    ],
)
def test_numbers_without_a_value_say_why(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        parse(text)
