"""Work elsewhere: blocks go out, come back, and go out again until all is answered."""

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future
from dataclasses import replace

import numpy as np
import pytest

from skipnet_gui.core.maps import Axis, MapRequest, StripRequest, advanced_for, answer, log_grid
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.training import initial_state
from skipnet_gui.session import jobs
from skipnet_gui.session.jobs import Job, JobError, Workers, blocks, cluster, local_workers, pack
from skipnet_gui.session.maps import Findings

SPEC = replace(PRESETS["exercise"].make(), learning_rate=0.03)


def map_of(nx, ny, steps, spec=SPEC):
    return MapRequest(spec, Axis("w0", -2.0, 2.0, nx), Axis("w1", -2.0, 2.0, ny), steps)


class Here(Executor):
    """Does the work at once, in this process."""

    def __init__(self):
        self.sent = []

    def submit(self, function, *arguments):
        self.sent.append(arguments)
        future = Future()
        future.set_result(function(*arguments))
        return future


class Nowhere(Executor):
    """Takes work and does none; the test answers."""

    def __init__(self):
        self.futures = []

    def submit(self, function, *arguments):
        self.futures.append(Future())
        return self.futures[-1]


def directly(request):
    crowd = advanced_for(request, request.crowd(0, request.cells), request.steps)
    return answer(request, crowd)


def carried_out(request, executor, at_once=4):
    """The findings of a job that runs to its end, and every progress on the way."""
    job, findings, progress = Job(request, executor, at_once), Findings(request), []
    while not job.done:
        job.wait()
        findings.take(job.poll())
        progress.append(job.progress)
    return findings, progress


def same(findings, request):
    loss, outcome = directly(request)
    return (
        findings.loss.tobytes() == loss.tobytes()
        and findings.outcome.tobytes() == outcome.tobytes()
    )


@pytest.mark.parametrize("cells", [1, 257, 10_000, 300_000])
def test_blocks_cover_every_cell_once_and_fill_in_bit_by_bit(cells):
    found = list(blocks(map_of(cells, 1, 1)))
    assert [b.first for b in found[1:]] == [b.last for b in found[:-1]]
    assert (found[0].first, found[-1].last) == (0, cells)
    assert all(b.last - b.first <= 4_096 for b in found)
    assert cells < 5_000 or len(found) >= 32


def test_many_rows_make_small_blocks():
    data = replace(SPEC.data, x=np.ones((200_000, 1)), y=np.ones((200_000, 1)))
    spec = replace(SPEC, data=data, batch_size=200_000)
    assert max(b.last - b.first for b in blocks(map_of(100, 100, 1, spec))) == 5


def test_a_job_answers_as_the_core_does():
    request = map_of(60, 50, 70)
    findings, progress = carried_out(request, Here())
    assert same(findings, request)
    assert progress == sorted(progress)
    assert progress[-1] == 1.0


def test_a_long_block_comes_back_in_pieces_and_goes_on(monkeypatch):
    monkeypatch.setattr(jobs, "SLICE_S", 1e-9)
    request, executor = map_of(10, 10, 40), Here()
    findings, progress = carried_out(request, executor)
    assert same(findings, request)
    assert len(executor.sent) > 20
    assert len(set(progress)) > 20


def test_few_blocks_are_out_and_a_closed_job_hears_nothing():
    executor = Nowhere()
    job = Job(map_of(100, 100, 10), executor, 3)
    assert len(executor.futures) == 3
    job.close()
    assert job.done
    assert all(future.cancelled() for future in executor.futures)
    assert job.poll() == []


def test_work_that_fails_says_so_and_is_closed():
    executor = Nowhere()
    job = Job(map_of(100, 100, 10), executor, 2)
    executor.futures[0].set_exception(RuntimeError("the power went"))
    with pytest.raises(JobError, match=r"RuntimeError: the power went; begin it again"):
        job.poll()
    assert job.done


def test_a_packed_request_is_small_and_keeps_nothing_looked_up():
    request = map_of(10, 10, 10)
    directly(request)
    strip = StripRequest(SPEC, initial_state(SPEC), 3, log_grid(1e-3, 1.0, 5), 10)
    directly(strip)
    assert max(len(pack(request)), len(pack(strip))) < 4_000


def test_spawned_processes_do_the_same(monkeypatch):
    request = map_of(80, 70, 60)
    with local_workers(2) as executor:
        findings, _ = carried_out(request, executor)
    assert same(findings, request)


def niceness_and_qt():
    return os.nice(0), sorted(name for name in sys.modules if name.startswith(("PySide6", "pyqtg")))


def test_the_windows_processes_are_polite_and_know_no_qt():
    """Whatever this process has imported; Qt is imported here by the plug-in of the tests."""
    assert "PySide6.QtCore" in sys.modules
    workers = Workers()
    job = workers.begin(map_of(3, 3, 1))
    while not job.done:
        job.wait()
        job.poll()
    nice, qt = workers._executor.submit(niceness_and_qt).result()
    workers.close()
    assert nice >= os.nice(0) + 10
    assert qt == []


def test_a_process_that_dies_is_told():
    with local_workers(1) as executor:
        job = Job(map_of(50, 50, 100_000), executor, 2)
        while not executor._processes:
            time.sleep(0.01)
        for process in executor._processes.values():
            process.kill()
        job.wait()
        with pytest.raises(JobError, match="BrokenProcessPool"):
            job.poll()


def test_the_extra_that_is_missing_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(JobError, match=r"skipnet-gui\[cluster\]"), cluster("tcp://127.0.0.1:1"):
        pass


@pytest.fixture
def dask(tmp_path):
    """A scheduler and two workers on loopback: its address, and the workers' processes."""
    pytest.importorskip("distributed")
    file = tmp_path / "scheduler.json"
    command = [sys.executable, "-m", "distributed.cli"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = ["dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    worker = ["dask_worker", "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny"]
    worker += ["--no-dashboard", "--death-timeout", "60"]
    processes = []
    for name, *options in (scheduler, worker, worker):
        line = [*command[:-1], f"{command[-1]}.{name}", *options, "--scheduler-file", str(file)]
        processes.append(subprocess.Popen(line, cwd=tmp_path, **quiet))
    while not file.exists() or not file.read_text().strip():
        assert processes[0].poll() is None
        time.sleep(0.05)
    yield json.loads(file.read_text())["address"], processes[1:]
    for process in reversed(processes):
        process.kill()
        process.wait()


def test_a_cluster_that_loses_a_worker_in_mid_run_loses_no_cell(dask):
    address, workers = dask
    request = map_of(100, 90, 1_500)
    findings = Findings(request)
    with cluster(address) as executor:
        job = Job(request, executor, 8)
        while not job.done:
            job.wait()
            findings.take(job.poll())
            if job.progress > 0.2 and workers[0].poll() is None:
                workers[0].kill()
                workers[0].wait()
                assert not job.done
    assert workers[0].returncode is not None
    assert same(findings, request)


PARENT = """
from skipnet_gui.session.jobs import local_workers
import os, time
if __name__ == "__main__":
    print(local_workers(1).submit(os.getpid).result(), flush=True)
    time.sleep(600)
"""


@pytest.mark.skipif(os.name != "posix", reason="looks for a process by its number")
def test_a_worker_ends_with_the_window_even_by_kill_9(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as one:
        worker = int(one.stdout.readline())
        os.kill(worker, 0)  # it lives
        one.kill()
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)
    os.kill(worker, signal.SIGKILL)
    pytest.fail("the worker stayed behind")
