"""``skipnet map``: a run trained from every start on a grid of two weights."""

import argparse
import contextlib
from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path

from skipnet_gui.cli_arguments import BadInputError, Outcome
from skipnet_gui.cli_files import chosen_project, output
from skipnet_gui.core.maps import MapRequest
from skipnet_gui.core.network import ModelError
from skipnet_gui.files.map_file import MAP_FORMATS
from skipnet_gui.session.jobs import Job, JobError, cluster, cores, local_workers
from skipnet_gui.session.maps import LOOKS, Findings

OUT_ON_CLUSTER = 64  # blocks on their way to a cluster


def start_map(arguments: argparse.Namespace) -> Outcome:
    """Carry out the command; what is printed is how many cells have which outcome."""
    project = chosen_project(arguments)
    try:
        request = MapRequest(project.spec, arguments.x, arguments.y, arguments.steps)
    except ModelError as error:
        raise BadInputError("command line", f"--{error.place}", error.problem) from error
    with output(arguments.out, arguments.file) as handle:
        findings = _found(request, arguments.scheduler)
        MAP_FORMATS[Path(arguments.out).suffix.lower()](handle, request, findings)
    return 0, _summary(findings)


def _found(request: MapRequest, scheduler: str | None) -> Findings:
    findings = Findings(request)
    try:
        with _workers(scheduler) as (executor, at_once):
            job = Job(request, executor, at_once)
            with contextlib.closing(job):
                while not job.done:
                    job.wait()
                    findings.take(job.poll())
    except JobError as error:
        place = "map" if scheduler is None else "--scheduler"
        raise BadInputError("command line", place, str(error)) from error
    return findings


@contextlib.contextmanager
def _workers(scheduler: str | None) -> Iterator[tuple[Executor, int]]:
    """Give what does the work, and how many blocks may be out."""
    if scheduler is None:
        with local_workers(cores()) as executor:
            yield executor, 2 * cores()
    else:
        with cluster(scheduler) as executor:
            yield executor, OUT_ON_CLUSTER


def _summary(findings: Findings) -> str:
    counts = findings.counts().items()
    return "".join(f"{name:<9}  {count:>7}  {LOOKS[name].color}\n" for name, count in counts)
