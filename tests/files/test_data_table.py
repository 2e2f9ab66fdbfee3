"""Tables of samples come in, are previewed, and go out, as people write them."""

from time import process_time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skipnet_gui.core.generators import GENERATORS, generated
from skipnet_gui.core.run_spec import Data
from skipnet_gui.files.data_table import (
    DECIMAL_MARKS,
    MAX_BYTES,
    SEPARATORS,
    Options,
    preview,
    read_table,
    write_table,
)
from skipnet_gui.files.errors import FileError

PLAIN = Options()
GERMAN = Options(";", ",")


def table(text, options=PLAIN, inputs=(0,), outputs=(1,)):
    data = text if isinstance(text, bytes) else text.encode()
    read = read_table(data, options, inputs, outputs)
    return np.hstack([read.x, read.y]).tolist()


def refused(text, options=PLAIN, inputs=(0,), outputs=(1,)):
    with pytest.raises(FileError) as caught:
        table(text, options, inputs, outputs)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("x,y\n0.5,1\n-2,3.25\n", Options(",", ".", True)),
        ("0.5,1\n-2,3.25\n", Options(",", ".", False)),
        ("x\ty\n0.5\t1\n-2\t3.25", Options("\t", ".", True)),
        ("x\ty\n0,5\t1\n-2\t3,25", Options("\t", ",", True)),
        ("x;y\n0,5;1\n-2;3,25\n", GERMAN),
        ("x;y\r\n0,5;1\r\n-2;3,25\r\n", GERMAN),
        ("x;y\r0,5;1\r-2;3,25\r", GERMAN),
        ("\ufeffx;y\n0,5;1\n-2;3,25\n", GERMAN),
        ("0,5;1\n-2;3,25\n", Options(";", ",", False)),
        ('"x, in m","y"\n"0.5","1"\n-2,3.25\n', Options(",", ".", True)),
        ('x,y\n"0,5",1\n-2,"3,25"\n', Options(",", ",", True)),
        ("\n\nx,y\n\n0.5,1\n,\n-2,3.25\n\n", Options(",", ".", True)),
        ("x , y\n 0.5 , 1\n\u22122,3.25\n", Options(",", ".", True)),
        ("x,y\n.5,1.\n-2e0,+325E-2\n", Options(",", ".", True)),
        ("x,y\n0.5,\u00a01\n-2,3.25\n", Options(",", ".", True)),
    ],
)
def test_a_table_is_read_as_it_is_guessed(text, options):
    assert preview(text.encode()).options == options
    assert table(text, options) == [[0.5, 1.0], [-2.0, 3.25]]


@pytest.mark.parametrize("code", ["utf-16", "utf-8-sig", "utf-8"])
def test_a_table_of_a_spreadsheet_is_read_in_its_own_coding(code):
    data = "größe\ty\n1\t2\n".encode(code)
    assert preview(data).columns == ("größe", "y")
    assert table(data, Options("\t")) == [[1.0, 2.0]]


def test_columns_are_taken_in_the_order_given():
    assert table("a,b,c\n1,2,3\n", inputs=(2, 0), outputs=(1,)) == [[3.0, 1.0, 2.0]]
    assert table("a,b,c\n1,two,3\n", inputs=(0,), outputs=(2,)) == [[1.0, 3.0]]


def test_a_preview_shows_the_first_rows_as_they_are_written():
    text = "x,name,y\n" + "".join(f"{n},row {n},0.50\n" for n in range(30))
    shown = preview(text.encode())
    assert shown.columns == ("x", "name", "y")
    assert len(shown.rows) == 20
    assert shown.rows[0] == ("0", "row 0", "0.50")
    assert shown.numeric == (True, False, True)
    assert (shown.inputs, shown.outputs) == ((0,), (2,))


def test_columns_without_a_name_are_numbered():
    shown = preview(b"1,2\n3,4\n")
    assert shown.columns == ("column 1", "column 2")
    assert shown.rows == (("1", "2"), ("3", "4"))
    assert preview(b",y\n3,4\n").columns == ("column 1", "y")


@pytest.mark.parametrize(
    ("header", "inputs", "outputs"),
    [
        ("a,b,c", (0, 1), (2,)),
        ("y,a,b", (1, 2), (0,)),
        ("y_1,Y2,x", (2,), (0, 1)),
        ("a,label,b", (0, 2), (1,)),
        ("year,yes,out", (0, 1), (2,)),
        ("y1,y2,y3", (0, 1), (2,)),
    ],
)
def test_outputs_are_guessed_by_name_or_are_the_last_column(header, inputs, outputs):
    shown = preview(f"{header}\n1,2,3\n4,5,6\n".encode())
    assert (shown.inputs, shown.outputs) == (inputs, outputs)


def test_a_single_column_can_be_an_input_alone():
    shown = preview(b"x\n1\n2\n")
    assert (shown.options.separator, shown.inputs, shown.outputs) == (",", (0,), ())


@pytest.mark.parametrize("separator", SEPARATORS)
def test_rows_that_are_not_in_order_are_shown_all_the_same(separator):
    text = separator.join("abc") + "\n" + separator.join("12") + "\n"
    shown = preview(text.encode())
    assert shown.options.separator == separator
    assert (len(shown.columns), shown.numeric) == (3, (True, True, False))


def test_a_preview_follows_the_options_chosen():
    shown = preview(b"1,5\n2,5\n", Options(";", ",", False))
    assert shown.rows == (("1,5",), ("2,5",))
    assert shown.numeric == (True,)
    names = preview(b"1;2\n3;4\n", Options(";", ".", True))
    assert names.columns == ("1", "2")


def test_a_heading_of_one_row_alone_is_a_heading():
    assert preview(b"x,y\n").options.header
    assert not preview(b"x,y\n").numeric[0]
    assert not preview(b"1,y\n2,z\n").options.header


def test_a_heading_may_hold_a_year():
    assert preview(b"x,1990\n0.5,1\n").options.header


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("x,y\n1,2\n\n3,abc\n", "row 4, column 2: 'abc' is no number"),
        ("x,y\n1,2\n3, \n", "row 3, column 2: there is no number"),
        ("x,y\n1,nan\n", "row 2, column 2: 'nan' is no number"),
        ("x,y\n1,2\n".encode("utf-16-le"), "line 1: must be UTF-8; save the table as “CSV UTF-8”"),
        ("x,y\n1,\0\n", "line 2: must be UTF-8; save the table as “CSV UTF-8”"),
        ("x" + 10_000 * ",y", "row 1: must have at most 10000 columns"),
        ("x,y\ninf,1\n", "row 2, column 1: 'inf' is no number"),
        ("x,y\n1_000,1\n", "row 2, column 1: '1_000' is no number"),
        ("x,y\n\u0661,1\n", "row 2, column 1: '\u0661' is no number"),
        ("x,y\n1e999,1\n", "row 2, column 1: 1e999 is too large for a float64"),
        ("x,y\n0x10,1\n", "row 2, column 1: '0x10' is no number"),
        (
            'x,y\n1,"2,5"\n',
            "row 2, column 2: '2,5' is no number; the decimal mark is the point",
        ),
        (f"x,y\n{'n' * 50},1\n", f"row 2, column 1: '{'n' * 30}…' is no number"),
        ('x,y\n"1\n2",1\n', "row 2, column 1: '1\\n2' is no number"),
        ("x,y\n1,2\n3\n", "row 3: must have 2 columns as the first row has; it has 1"),
        ("x,y\n1,2\n3,4,5\n", "row 3: must have 2 columns as the first row has; it has 3"),
        ('x,y\n1,2\n"3,4\n', "row 3: must be CSV (unexpected end of data)"),
        ('x,y\n1,2\n"3"4,4\n', "row 3: must be CSV (',' expected after '\"')"),
        ("x,y\n", "file: must hold at least one row of numbers"),
        ("", "file: must hold at least one row"),
        (b"x,y\n1,\xff\n", "line 2: must be UTF-8; save the table as “CSV UTF-8”"),
        (b"\xff\xfea", "line 1: must be UTF-8"),
    ],
)
def test_what_cannot_be_read_is_told_with_row_and_column(text, problem):
    assert refused(text).startswith(problem)


def test_in_a_table_with_decimal_commas_a_point_is_no_decimal_mark():
    text = "x;y\n1,5;2\n1.500;2\n"
    assert refused(text, GERMAN) == (
        "row 3, column 1: '1.500' is no number; the decimal mark is the comma"
    )


@pytest.mark.parametrize(
    ("inputs", "outputs"), [((), (1,)), ((0,), ()), ((0,), (2,)), ((-1,), (1,))]
)
def test_columns_that_are_not_there_are_refused(inputs, outputs):
    problem = "columns: must be one or more inputs and outputs of the table"
    assert refused("x,y\n1,2\n", PLAIN, inputs, outputs) == problem


def test_too_much_is_refused():
    assert refused(b" " * (MAX_BYTES + 1)) == "file: must be at most 64 MiB"
    rows = "1,2\n" * 500_001
    assert refused(rows, Options(header=False)).startswith("file: may give at most 1000000 values")


@pytest.mark.parametrize("data", [b"", b"\n\n", b",,\n"])
def test_an_empty_table_has_no_preview(data):
    with pytest.raises(FileError, match="must hold at least one row"):
        preview(data)


@pytest.mark.parametrize("text", ['"\n', 'x,"y'])
def test_a_preview_of_open_quotes_is_refused(text):
    with pytest.raises(FileError, match="must be CSV"):
        preview(text.encode())


NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


@given(
    st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=5),
    st.sampled_from(list(SEPARATORS)),
    st.sampled_from(list(DECIMAL_MARKS)),
    st.booleans(),
)
def test_what_is_written_is_read_again_bit_for_bit(rows, separator, decimal, header):
    values, options = np.array(rows), Options(separator, decimal, header)
    data = Data(values[:, :2], values[:, 2:])
    written = write_table(data, ["x1", 'a "b", c'], ["y"], options)
    again = read_table(written, options, (0, 1), (2,))
    assert (again.x.tobytes(), again.y.tobytes()) == (data.x.tobytes(), data.y.tobytes())


@pytest.mark.parametrize("name", GENERATORS)
def test_what_is_written_is_guessed_right(name):
    data = generated(name, rows=10, noise=0.5)
    names = ["x1", "x2"][: GENERATORS[name].inputs]
    shown = preview(write_table(data, names, ["y"]))
    assert shown.options == PLAIN
    assert (shown.columns, shown.outputs) == ((*names, "y"), (len(names),))


def test_a_table_is_written_as_it_is_printed():
    data = Data(np.array([[0.5], [-2.0]]), np.array([[1.0], [1e-7]]))
    assert write_table(data, ["x"], ["y"]) == b"x,y\n0.5,1.0\n-2.0,1e-07\n"
    assert write_table(data, ["x"], ["y"], GERMAN) == b"x;y\n0,5;1,0\n-2,0;1e-07\n"


def test_a_million_values_are_read_quickly():
    values = np.random.Generator(np.random.PCG64(0)).standard_normal((5_000, 2))
    few = write_table(Data(values[:, :1], values[:, 1:]), ["x"], ["y"], GERMAN)
    names, rows = few.split(b"\n", 1)
    written, values = names + b"\n" + rows * 100, np.tile(values, (100, 1))
    data = Data(values[:, :1], values[:, 1:])
    start = process_time()
    again = read_table(written, GERMAN, (0,), (1,))
    seconds = process_time() - start
    assert again.same_as(data)
    assert seconds < 4.0  # measured: 0.9, where nothing else runs
