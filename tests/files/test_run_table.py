"""The run table shows what each update starts from, number for number."""

import csv
from collections import deque
from pathlib import Path

import numpy as np

from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.training import Rows, advance, initial_state, trained
from skipnet_gui.files.run_table import csv_table, npz_table, table_header, table_lines


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


def written(table, chunks, network, path):
    with open(path, "wb") as handle, table(handle, network) as out:
        for rows in chunks:
            out.write(rows)
        deque(out.finish(), maxlen=0)
    return path


def test_the_npz_holds_the_columns_of_the_csv_number_for_number(tmp_path: Path) -> None:
    spec = PRESETS["two-outputs"].make()
    chunks = list(trained(spec, 2_500))
    assert len(chunks) > 1
    written(csv_table, chunks, spec.network, tmp_path / "run.csv")
    written(npz_table, chunks, spec.network, tmp_path / "run.npz")
    with open(tmp_path / "run.csv", newline="") as handle:
        names, *lines = csv.reader(handle)
    with np.load(tmp_path / "run.npz", allow_pickle=False) as arrays:
        assert list(arrays) == names
        assert arrays["step"].dtype == np.int64
        assert arrays["step"].tolist() == [int(line[0]) for line in lines] == list(range(2_501))
        for column, name in enumerate(names[1:], 1):
            expected = np.array([float(line[column]) for line in lines])
            assert arrays[name].tobytes() == expected.tobytes(), name


def test_what_is_not_finite_is_in_the_npz_too(tmp_path: Path) -> None:
    network = PRESETS["exercise"].make().network
    columns = np.array([[np.inf, np.nan, -0.0, 5e-324, -np.inf, 0.1, 1.0, 2.0, 3.0]]).T
    path = written(npz_table, [Rows(0, np.array([0.5]), columns)], network, tmp_path / "a.npz")
    with np.load(path, allow_pickle=False) as arrays:
        values = [arrays[name].item() for name in list(arrays)[2:]]
    assert np.array(values).tobytes() == columns.tobytes()


def test_an_npz_that_is_given_up_leaves_no_open_file(tmp_path: Path) -> None:
    spec = PRESETS["exercise"].make()
    with open(tmp_path / "a.npz", "wb") as handle, npz_table(handle, spec.network) as table:
        table.write(next(iter(trained(spec, 5))))
        portions = table.finish()
        next(portions)
        portions.close()
    assert [path.name for path in tmp_path.iterdir()] == ["a.npz"]
