"""The terminal command ``skipnet``: the program's work without a window."""

import argparse
import contextlib
import io
import os
import sys
from collections import deque
from collections.abc import Sequence
from pathlib import Path

from skipnet_gui.cli_arguments import (
    BadInputError,
    Command,
    Commands,
    Outcome,
    parser_of,
    takes_derivation,
    takes_export,
    takes_map,
    takes_picture,
    takes_preset,
    takes_project,
    takes_sheet,
    takes_step,
    takes_training,
)
from skipnet_gui.cli_files import about, check_out, chosen_project, output, same_place
from skipnet_gui.cli_map import start_map
from skipnet_gui.core.derivation import Derivation, moment
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.training import Row, batch_rows, first_non_finite, trained
from skipnet_gui.files.answer_sheet import marks_table, read_answer_sheet
from skipnet_gui.files.derivation_text import derivation_text
from skipnet_gui.files.errors import FileError, bad_input_line
from skipnet_gui.files.project_file import write_project
from skipnet_gui.files.run_table import csv_table, npz_table
from skipnet_gui.files.scripts import EXPORTS
from skipnet_gui.session.checking import check_table, checked, is_fine, reached
from skipnet_gui.session.marking import SampleError, all_right, marked
from skipnet_gui.session.project import Project, project_of

VERSION = "0.1.0"

FINE, FOUND, BAD_INPUT = 0, 1, 2
# As a shell reports a command that SIGINT or SIGPIPE ended.
INTERRUPTED, PIPE_CLOSED = 130, 141


def main(argv: Sequence[str] | None = None) -> int:
    """Carry out a command line; return the exit code."""
    try:
        code, text = _outcome(argv)
    except BadInputError as error:
        return _refuse(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    except SystemExit:  # after --help and --version
        return _tell("")
    return _tell(text) or code


def _outcome(argv: Sequence[str] | None) -> Outcome:
    arguments = parser_of(COMMANDS, VERSION).parse_args(argv)
    command: Command = arguments.command
    return command(arguments)


def _refuse(error: BadInputError) -> int:
    print(bad_input_line("skipnet", error.file, error.place, error.problem), file=sys.stderr)
    return BAD_INPUT


def _tell(text: str) -> int:
    """Print to standard output; return the exit code of what went wrong with that."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that lacks a character shows its code instead of failing.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        print(text, end="", flush=True)
    except OSError as error:
        # The interpreter flushes once more at its end, and shall find a place to do so.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            return PIPE_CLOSED
        problem = f"cannot be written: {error.strerror}"
        return _refuse(BadInputError("standard output", "file", problem))
    return FINE


def _presets(_: argparse.Namespace) -> Outcome:
    width = max(map(len, PRESETS))
    lines = (f"{preset.name:<{width}}  {preset.title}\n" for preset in PRESETS.values())
    return FINE, "".join(lines)


def _new(arguments: argparse.Namespace) -> Outcome:
    with about(arguments.out):
        if os.path.lexists(arguments.out):
            raise FileError("file", "is there already; choose another name")
        write_project(arguments.out, project_of(PRESETS[arguments.preset].make()))
    return FINE, ""


def _train(arguments: argparse.Namespace) -> Outcome:
    project = chosen_project(arguments)
    wanted = ((arguments.csv, csv_table), (arguments.npz, npz_table))
    if arguments.csv and arguments.npz and same_place(arguments.csv, arguments.npz):
        raise BadInputError(arguments.npz, "file", "takes one table; choose another name for --npz")
    with contextlib.ExitStack() as stack:
        tables = []
        for out, opened in wanted:
            if out is not None:
                handle = stack.enter_context(output(out, arguments.file))
                tables.append(stack.enter_context(opened(handle, project.network)))
        for rows in trained(project.spec, arguments.steps):
            for table in tables:
                table.write(rows)
        for table in tables:
            deque(table.finish(), maxlen=0)
    return _end(project, rows.last)


def _derive(arguments: argparse.Namespace) -> Outcome:
    project = chosen_project(arguments)
    state, row = reached(project.spec, arguments.step)
    if row.step < arguments.step:
        return _end(project, row)
    batch = batch_rows(project.spec, state, arguments.step).tolist()
    if arguments.sample >= len(batch):
        raise BadInputError("command line", "--sample", f"must be 0 to {len(batch) - 1}")
    derivation = Derivation(moment(project.spec, state, batch[arguments.sample]))
    return FINE, derivation_text(derivation, project.run.name, arguments.format)


def _check(arguments: argparse.Namespace) -> Outcome:
    project = chosen_project(arguments)
    state, row = reached(project.spec, arguments.step)
    if row.step < arguments.step:
        return _end(project, row)
    checks = checked(project.spec, state, row)
    return (FINE if is_fine(checks) else FOUND), check_table(checks)


def _mark(arguments: argparse.Namespace) -> Outcome:
    project = chosen_project(arguments)
    with about(arguments.sheet):
        answers = read_answer_sheet(arguments.sheet, project.network, arguments.sample is None)
    state, row = reached(project.spec, arguments.step)
    if row.step < arguments.step:
        return _end(project, row)
    try:
        marks = marked(project.spec, state, arguments.sample, answers)
    except SampleError as error:
        raise BadInputError("command line", "--sample", str(error)) from error
    return (FINE if all_right(marks) else FOUND), marks_table(marks)


def _export(arguments: argparse.Namespace) -> Outcome:
    project = chosen_project(arguments)
    try:
        text = EXPORTS[arguments.language](project, arguments.steps)
    except FileError as error:
        raise BadInputError("command line", f"--{error.place}", error.problem) from error
    with output(arguments.out, arguments.file) as handle:
        handle.write(text.encode())
    return FINE, ""


def _screenshot(arguments: argparse.Namespace) -> Outcome:
    project = chosen_project(arguments)
    check_out(arguments.out, arguments.file)
    try:
        # The one command that needs Qt brings it in by itself.
        from skipnet_gui.ui.screenshot import take_screenshot
    except ImportError as error:
        raise BadInputError("command line", "screenshot", f"needs Qt to work ({error})") from error
    with about(arguments.out):
        early = take_screenshot(project, Path(arguments.out), arguments.steps, arguments.size)
    return (FINE, "") if early is None else (FOUND, f"{early}\n")


def _end(project: Project, row: Row) -> Outcome:
    stopped = first_non_finite(project.network, row)
    if stopped is None:
        return FINE, f"step {row.step} loss {row.loss!r}\n"
    quantity, value = stopped
    return FOUND, f"stopped at step {row.step}: {quantity} is {value!r}\n"


COMMANDS: Commands = {
    "presets": (_presets, "list the presets", ()),
    "new": (_new, "write a project file from a preset", (takes_preset,)),
    "train": (_train, "train from the run's start", (takes_project, takes_training)),
    "derive": (
        _derive,
        "print the worked derivation of a step",
        (takes_project, takes_step, takes_derivation),
    ),
    "check": (
        _check,
        "compare the gradients of a step with finite differences",
        (takes_project, takes_step),
    ),
    "mark": (
        _mark,
        "mark a sheet of hand-computed answers",
        (takes_project, takes_sheet, takes_step),
    ),
    "export": (
        _export,
        "write the network and its training as a script",
        (takes_project, takes_export),
    ),
    "map": (
        start_map,
        "train from a grid of starts, two initial weights varied",
        (takes_project, takes_map),
    ),
    "screenshot": (
        _screenshot,
        "render the window without a display",
        (takes_project, takes_picture),
    ),
}
