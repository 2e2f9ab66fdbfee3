"""The exported PyTorch script prints the run table, number for number to 1e-9.

Needs PyTorch: ``pip install -e '.[test,peers]'``, then ``python -m pytest tests/peers``.
"""

import csv
import io

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings

from skipnet_gui.files.pytorch_script import pytorch_script
from skipnet_gui.session.project import project_of
from tests.core.random_networks import spec_of, trainings
from tests.files.exported_runs import (
    PROJECTS,
    RUNS,
    STEPS,
    carried_out,
    last_words,
    run_here,
    table,
)

TOLERANCE = 1e-9


@pytest.fixture(autouse=True)
def one_thread():
    """Scripts that run in this process leave the library as they found it."""
    torch.set_num_threads(1)
    kind = torch.get_default_dtype()
    yield
    torch.set_default_dtype(kind)


def assert_same_table(found, wanted):
    """Compare two tables: the same columns and rows, numbers that agree.

    In the row that ends a run 0 · ∞ is NaN here, while PyTorch gives 0 below a dead unit.
    """
    found, wanted = (list(csv.reader(io.StringIO(text))) for text in (found, wanted))
    assert found[0] == wanted[0]
    assert len(found) == len(wanted)
    found, wanted = (np.array(rows[1:], dtype=np.float64) for rows in (found, wanted))
    found = np.where(np.isnan(wanted), np.nan, found)
    np.testing.assert_allclose(found, wanted, rtol=TOLERANCE, atol=TOLERANCE)


@pytest.mark.parametrize("name", RUNS)
def test_it_prints_the_run_table(name):
    code, found, words = run_here(pytorch_script(PROJECTS[name], STEPS), STEPS)
    assert_same_table(found, table(RUNS[name], STEPS))
    assert (code, words) == last_words(RUNS[name], STEPS)


@given(trainings(steps=12))
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
def test_random_networks_print_their_tables(project):
    spec = spec_of(project)
    _, found, _ = run_here(pytorch_script(project_of(spec), 12), 12)
    assert_same_table(found, table(spec, 12))


def test_a_thousand_steps_stay_together(tmp_path):
    done = carried_out(tmp_path, pytorch_script(PROJECTS["curve"], 1_000), 1_000)
    assert_same_table(done.stdout, table(RUNS["curve"], 1_000))
    assert (done.returncode, done.stderr) == (0, "")


def test_more_steps_than_are_written_out_give_one_sentence(tmp_path):
    done = carried_out(tmp_path, pytorch_script(PROJECTS["curve"], 5), 6)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "python run.py N: N must be a whole number, 0 to 5\n"
