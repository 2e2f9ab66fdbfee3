"""The exported Python script prints the run table of the program, byte for byte."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data
from skipnet_gui.files.errors import FileError
from skipnet_gui.files.python_script import python_script
from skipnet_gui.session.project import project_of
from tests.core.random_networks import spec_of, trainings
from tests.files.exported_runs import (
    EARLY,
    PROJECTS,
    RUNS,
    STEPS,
    carried_out,
    last_words,
    run_here,
    table,
)


@pytest.mark.parametrize("name", RUNS)
def test_it_prints_the_run_table_byte_for_byte(name, tmp_path):
    done = carried_out(tmp_path, python_script(PROJECTS[name], STEPS), STEPS)
    assert done.stdout == table(RUNS[name], STEPS)
    assert (done.returncode, done.stderr) == last_words(RUNS[name], STEPS)


def test_some_of_these_runs_stop_early_and_the_others_do_not():
    assert {name for name, spec in RUNS.items() if last_words(spec, STEPS) != (0, "")} == EARLY


@given(trainings(steps=12))
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
def test_random_networks_print_their_tables(project):
    spec = spec_of(project)
    code, found, words = run_here(python_script(project_of(spec), 12), 12)
    assert found == table(spec, 12)
    assert (code, words) == last_words(spec, 12)


def test_a_long_run_has_every_row_once(tmp_path):
    done = carried_out(tmp_path, python_script(PROJECTS["rattle"], 0), 9_000)
    assert done.stdout == table(RUNS["rattle"], 9_000)


def test_no_step_at_all_gives_the_start(tmp_path):
    done = carried_out(tmp_path, python_script(PROJECTS["curve"], 0), 0)
    assert (done.returncode, done.stdout) == (0, table(RUNS["curve"], 0))


@pytest.mark.parametrize("name", ["exercise", "curve", "row by row, shuffled", "awkward"])
def test_the_code_that_is_read_is_the_code_that_trains(name):
    assert RUNS[name].program.source in python_script(PROJECTS[name], STEPS)


@pytest.mark.parametrize(
    "arguments", [(), ("",), ("x",), ("-1",), ("1.0",), ("1_0",), ("²",), ("9" * 5_000,), (1, 2)]
)
def test_a_number_of_steps_that_is_none_gives_one_sentence(arguments, tmp_path):
    done = carried_out(tmp_path, python_script(PROJECTS["exercise"], 5), *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "python run.py N: N must be a whole number, 0 to 20000000\n"


def test_more_steps_than_are_written_out_give_one_sentence(tmp_path):
    done = carried_out(tmp_path, python_script(PROJECTS["curve"], 5), 6)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "python run.py N: N must be a whole number, 0 to 5\n"


def test_a_shuffled_order_that_fits_no_script_is_refused():
    count = 100_000
    data = Data(np.zeros((count, 1)), np.zeros((count, 1)))
    project = project_of(replace(PRESETS["curve"].make(), data=data, batch_size=count))
    with pytest.raises(FileError, match=r"^steps: must be at most 19, so that "):
        python_script(project, 20)
    assert "MOST_STEPS = 19\n" in python_script(project, 19)
