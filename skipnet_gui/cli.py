"""The terminal command ``skipnet``: the program's work without a window."""

import argparse
import contextlib
import io
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, NoReturn

from skipnet_gui.core.derivation import Derivation, moment
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import MAX_STEPS
from skipnet_gui.core.training import Row, batch_rows, first_non_finite, trained
from skipnet_gui.files.answer_sheet import marks_table, read_answer_sheet
from skipnet_gui.files.atomic import replacing
from skipnet_gui.files.derivation_text import FORMATS, derivation_text
from skipnet_gui.files.errors import FileError, bad_input_line
from skipnet_gui.files.project_file import read_project, write_project
from skipnet_gui.files.run_table import table_header, table_lines
from skipnet_gui.files.scripts import DEFAULT_STEPS, EXPORTS
from skipnet_gui.session.checking import check_table, checked, is_fine, reached
from skipnet_gui.session.marking import SampleError, all_right, marked
from skipnet_gui.session.project import Project, project_of

VERSION = "0.1.0"

FINE, FOUND, BAD_INPUT = 0, 1, 2
# As a shell reports a command that SIGINT or SIGPIPE ended.
INTERRUPTED, PIPE_CLOSED = 130, 141

DEFAULT_SIZE = (1440, 900)
_SMALLEST_SIZE, _LARGEST_SIDE = (960, 640), 8192

Outcome = tuple[int, str]  # exit code, and the text for standard output
Command = Callable[[argparse.Namespace], Outcome]
_Takes = Callable[[argparse.ArgumentParser], None]


class BadInputError(Exception):
    """What a person has to put right, with the file (or ``command line``) and the place."""

    def __init__(self, file: str, place: str, problem: str) -> None:
        super().__init__(f"{file}: {place}: {problem}")
        self.file, self.place, self.problem = file, place, problem


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
    arguments = _parser().parse_args(argv)
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


class _Parser(argparse.ArgumentParser):
    """An argument parser whose errors are bad input like any other."""

    def error(self, message: str) -> NoReturn:
        """Raise the error instead of printing the usage."""
        for pattern, problem in _ARGUMENT_ERRORS:
            if match := re.fullmatch(pattern, message, re.DOTALL):
                raise BadInputError("command line", match[1], match.expand(problem))
        raise BadInputError("command line", "arguments", message)


# argparse's message -> the argument (group 1) and what would be right
_ARGUMENT_ERRORS = (
    (r"argument ([^:]+): (.*)", r"\2"),
    (r"the following arguments are required: (.*)", "must be given"),
    (r"unrecognized arguments: (.*)", "not known here; see skipnet --help"),
)


def _whole(text: str) -> int:
    # int() would also take 1_000, blanks and the digits of other scripts.
    if not re.fullmatch("[0-9]{1,20}", text) or int(text) > MAX_STEPS:
        raise argparse.ArgumentTypeError(f"must be a whole number, 0 to {MAX_STEPS}")
    return int(text)


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch("([0-9]{1,5})x([0-9]{1,5})", text)
    width, height = map(int, match.groups()) if match else (0, 0)
    (least_width, least_height), most = _SMALLEST_SIZE, _LARGEST_SIDE
    if not (least_width <= width <= most and least_height <= height <= most):
        raise argparse.ArgumentTypeError(
            f"must be WIDTHxHEIGHT, {least_width}x{least_height} to {most}x{most}"
        )
    return width, height


def _one_of(names: Iterable[str]) -> Callable[[str], str]:
    def chosen(text: str) -> str:
        if text not in names:
            raise argparse.ArgumentTypeError("must be one of " + " ".join(names))
        return text

    return chosen


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        "skipnet",
        description="Back-propagation in small networks with skip connections, in a terminal.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"skipnet {VERSION}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, (command, help_text, takes) in COMMANDS.items():
        subparser = commands.add_parser(
            name, help=help_text, description=help_text, allow_abbrev=False
        )
        for take in takes:
            take(subparser)
        subparser.set_defaults(command=command)
    return parser


def _takes_project(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", metavar="FILE", help="the project file")
    command.add_argument("--run", metavar="NAME", help="the run (default: the active one)")


def _takes_preset(command: argparse.ArgumentParser) -> None:
    command.add_argument("--preset", metavar="NAME", type=_one_of(PRESETS), required=True)
    command.add_argument("-o", dest="out", metavar="FILE", required=True)


def _takes_training(command: argparse.ArgumentParser) -> None:
    command.add_argument("--steps", metavar="N", type=_whole, required=True, help="updates to do")
    command.add_argument("--csv", metavar="OUT", help="write the run table")


def _takes_export(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--as", dest="language", metavar="|".join(EXPORTS), type=_one_of(EXPORTS), required=True
    )
    command.add_argument("-o", dest="out", metavar="OUT", required=True)
    help_text = f"updates whose shuffled batches are written out (default: {DEFAULT_STEPS})"
    command.add_argument("--steps", metavar="N", type=_whole, default=DEFAULT_STEPS, help=help_text)


def _takes_step(command: argparse.ArgumentParser) -> None:
    command.add_argument("--step", metavar="N", type=_whole, default=0, help="default: 0")


def _takes_derivation(command: argparse.ArgumentParser) -> None:
    help_text = "which row of the step's batch, from 0 (default: 0)"
    command.add_argument("--sample", metavar="K", type=_whole, default=0, help=help_text)
    forms = "|".join(FORMATS)
    command.add_argument("--format", metavar=forms, type=_one_of(FORMATS), default="text")


def _takes_sheet(command: argparse.ArgumentParser) -> None:
    command.add_argument("sheet", metavar="SHEET", help="the answers: a CSV of quantity,answer")
    help_text = "which row of the step's batch, from 0 (a batch of several rows needs one)"
    command.add_argument("--sample", metavar="K", type=_whole, help=help_text)


def _takes_picture(command: argparse.ArgumentParser) -> None:
    command.add_argument("-o", dest="out", metavar="PNG", required=True)
    command.add_argument("--steps", metavar="N", type=_whole, default=0, help="updates to do first")
    command.add_argument("--size", metavar="WxH", type=_size, default=DEFAULT_SIZE)


def _presets(_: argparse.Namespace) -> Outcome:
    width = max(map(len, PRESETS))
    lines = (f"{preset.name:<{width}}  {preset.title}\n" for preset in PRESETS.values())
    return FINE, "".join(lines)


def _new(arguments: argparse.Namespace) -> Outcome:
    with _about(arguments.out):
        if os.path.lexists(arguments.out):
            raise FileError("file", "is there already; choose another name")
        write_project(arguments.out, project_of(PRESETS[arguments.preset].make()))
    return FINE, ""


def _train(arguments: argparse.Namespace) -> Outcome:
    project, out = _project(arguments), arguments.csv
    with contextlib.ExitStack() as stack:
        handle = stack.enter_context(_output(out, arguments.file)) if out is not None else None
        if handle:
            handle.write(table_header(project.network))
        for rows in trained(project.spec, arguments.steps):
            if handle:
                handle.write(table_lines(rows))
    return _end(project, rows.last)


def _derive(arguments: argparse.Namespace) -> Outcome:
    project = _project(arguments)
    state, row = reached(project.spec, arguments.step)
    if row.step < arguments.step:
        return _end(project, row)
    batch = batch_rows(project.spec, state, arguments.step).tolist()
    if arguments.sample >= len(batch):
        raise BadInputError("command line", "--sample", f"must be 0 to {len(batch) - 1}")
    derivation = Derivation(moment(project.spec, state, batch[arguments.sample]))
    return FINE, derivation_text(derivation, project.run.name, arguments.format)


def _check(arguments: argparse.Namespace) -> Outcome:
    project = _project(arguments)
    state, row = reached(project.spec, arguments.step)
    if row.step < arguments.step:
        return _end(project, row)
    checks = checked(project.spec, state, row)
    return (FINE if is_fine(checks) else FOUND), check_table(checks)


def _mark(arguments: argparse.Namespace) -> Outcome:
    project = _project(arguments)
    with _about(arguments.sheet):
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
    project = _project(arguments)
    try:
        text = EXPORTS[arguments.language](project, arguments.steps)
    except FileError as error:
        raise BadInputError("command line", f"--{error.place}", error.problem) from error
    with _output(arguments.out, arguments.file) as handle:
        handle.write(text.encode())
    return FINE, ""


def _screenshot(arguments: argparse.Namespace) -> Outcome:
    project = _project(arguments)
    _check_out(arguments.out, arguments.file)
    try:
        # The one command that needs Qt brings it in by itself.
        from skipnet_gui.ui.screenshot import take_screenshot
    except ImportError as error:
        raise BadInputError("command line", "screenshot", f"needs Qt to work ({error})") from error
    with _about(arguments.out):
        early = take_screenshot(project, Path(arguments.out), arguments.steps, arguments.size)
    return (FINE, "") if early is None else (FOUND, f"{early}\n")


def _project(arguments: argparse.Namespace) -> Project:
    """Read the project, the chosen run made the active one."""
    with _about(arguments.file):
        project = read_project(arguments.file)
    if arguments.run is None:
        return project
    names = [run.name for run in project.runs]
    if arguments.run not in names:
        known = ", ".join(names)
        raise BadInputError("command line", "--run", f"must be one of the file's runs: {known}")
    return replace(project, active_run=names.index(arguments.run))


@contextlib.contextmanager
def _about(file: str) -> Iterator[None]:
    """Name the file that an error of reading or writing is about."""
    try:
        yield
    except FileError as error:
        raise BadInputError(file, error.place, error.problem) from error


@contextlib.contextmanager
def _output(out: str, project_file: str) -> Iterator[BinaryIO]:
    _check_out(out, project_file)
    with _about(out), replacing(out) as handle:
        yield handle


def _check_out(out: str, project_file: str) -> None:
    """Refuse an output that would take the place of the project, by whatever name."""
    if os.path.exists(out) and os.path.samefile(out, project_file):
        raise BadInputError(out, "file", "is the project itself; choose another name")
    if not os.path.isdir(os.path.dirname(os.path.realpath(out))):
        raise BadInputError(out, "file", f"the folder {os.path.dirname(out)} must exist")


def _end(project: Project, row: Row) -> Outcome:
    stopped = first_non_finite(project.network, row)
    if stopped is None:
        return FINE, f"step {row.step} loss {row.loss!r}\n"
    quantity, value = stopped
    return FOUND, f"stopped at step {row.step}: {quantity} is {value!r}\n"


# name -> (function, help, what it takes)
COMMANDS: dict[str, tuple[Command, str, tuple[_Takes, ...]]] = {
    "presets": (_presets, "list the presets", ()),
    "new": (_new, "write a project file from a preset", (_takes_preset,)),
    "train": (_train, "train from the run's start", (_takes_project, _takes_training)),
    "derive": (
        _derive,
        "print the worked derivation of a step",
        (_takes_project, _takes_step, _takes_derivation),
    ),
    "check": (
        _check,
        "compare the gradients of a step with finite differences",
        (_takes_project, _takes_step),
    ),
    "mark": (
        _mark,
        "mark a sheet of hand-computed answers",
        (_takes_project, _takes_sheet, _takes_step),
    ),
    "export": (
        _export,
        "write the network and its training as a script",
        (_takes_project, _takes_export),
    ),
    "screenshot": (
        _screenshot,
        "render the window without a display",
        (_takes_project, _takes_picture),
    ),
}
