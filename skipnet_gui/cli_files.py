"""What the terminal command reads and writes, its errors with the file that they are about."""

import argparse
import contextlib
import os
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from skipnet_gui.cli_arguments import BadInputError
from skipnet_gui.files.atomic import replacing
from skipnet_gui.files.errors import FileError
from skipnet_gui.files.link import is_link, read_source
from skipnet_gui.session.project import Project


def chosen_project(arguments: argparse.Namespace) -> Project:
    """Read the project, the chosen run made the active one."""
    with about(arguments.file):
        project = read_source(arguments.file)
    if arguments.run is None:
        return project
    names = [run.name for run in project.runs]
    if arguments.run not in names:
        known = ", ".join(names)
        raise BadInputError("command line", "--run", f"must be one of the file's runs: {known}")
    return replace(project, active_run=names.index(arguments.run))


@contextlib.contextmanager
def about(file: str) -> Iterator[None]:
    """Name the file that an error of reading or writing is about."""
    try:
        yield
    except FileError as error:
        raise BadInputError(file, error.place, error.problem) from error


@contextlib.contextmanager
def output(out: str, project_file: str) -> Iterator[BinaryIO]:
    """Open what takes an output's place when the block ends well."""
    check_out(out, project_file)
    with about(out), replacing(out) as handle:
        yield handle


def same_place(one: str, other: str) -> bool:
    """Whether two outputs would be the same file."""
    return os.path.realpath(one) == os.path.realpath(other)


def check_out(out: str, project_file: str) -> None:
    """Refuse an output that would take the place of the project, by whatever name."""
    is_file = os.path.exists(out) and not is_link(project_file)
    if is_file and os.path.samefile(out, project_file):
        raise BadInputError(out, "file", "is the project itself; choose another name")
    if not os.path.isdir(os.path.dirname(os.path.realpath(out))):
        raise BadInputError(out, "file", f"the folder {os.path.dirname(out)} must exist")
