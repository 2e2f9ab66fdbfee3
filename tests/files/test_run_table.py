"""The run table shows what each update starts from, number for number."""

import numpy as np

from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.training import Rows, advance, initial_state
from skipnet_gui.files.run_table import table_header, table_lines


def test_the_exercise_prints_its_numbers() -> None:
    spec = PRESETS["exercise"].make()
    rows, _ = advance(spec, initial_state(spec), 2)
    assert (table_header(spec.network) + table_lines(rows)).decode() == (
        "step,learning_rate,loss,weight_w0,weight_w1,weight_ws,weight_w2,"
        "gradient_w0,gradient_w1,gradient_ws,gradient_w2\n"
        "0,1.0,3.375,0.5,0.5,0.5,0.5,0.75,0.25,0.5,0.25\n"
        "1,1.0,3.0,-0.25,0.25,0.0,0.25,0.0,0.0,0.0,0.0\n"
    )


def test_numbers_are_printed_in_full() -> None:
    first = [1 / 3, 0.1 + 0.2, np.inf, -0.0, 1e-7]
    second = [np.nan, -np.inf, np.nan, 5e-324, 1e16]
    rows = Rows(41, np.array([0.5, 0.25]), np.array([first, second]).T)
    assert table_lines(rows).decode() == (
        "41,0.5,0.3333333333333333,0.30000000000000004,inf,-0.0,1e-07\n"
        "42,0.25,nan,-inf,nan,5e-324,1e+16\n"
    )
