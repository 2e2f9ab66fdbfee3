"""What the terminal command takes: its parser, and the kinds of its arguments."""

import argparse
import re
from collections.abc import Callable, Iterable, Mapping
from typing import NoReturn

from skipnet_gui.core.maps import MAX_CELLS, Axis
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import MAX_STEPS
from skipnet_gui.files.derivation_text import FORMATS
from skipnet_gui.files.map_file import MAP_FORMATS
from skipnet_gui.files.scripts import DEFAULT_STEPS, EXPORTS

DEFAULT_SIZE = (1440, 900)
_SMALLEST_SIZE, _LARGEST_SIDE = (960, 640), 8192

Outcome = tuple[int, str]  # exit code, and the text for standard output
Command = Callable[[argparse.Namespace], Outcome]
Takes = Callable[[argparse.ArgumentParser], None]
# name -> (function, help, what it takes)
Commands = Mapping[str, tuple[Command, str, tuple[Takes, ...]]]


class BadInputError(Exception):
    """What a person has to put right, with the file (or ``command line``) and the place."""

    def __init__(self, file: str, place: str, problem: str) -> None:
        super().__init__(f"{file}: {place}: {problem}")
        self.file, self.place, self.problem = file, place, problem


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


_NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_AXIS = re.compile(f"([A-Za-z0-9_]{{1,24}}):({_NUMBER}):({_NUMBER}):([0-9]{{1,20}})", re.ASCII)


def _axis(text: str) -> Axis:
    match = _AXIS.fullmatch(text)
    if match is None or not 1 <= int(match[4]) <= MAX_CELLS:
        raise argparse.ArgumentTypeError(
            "must be WEIGHT:FROM:TO:COUNT, two numbers and a whole number above 0, like w0:-2:2:40"
        )
    return Axis(match[1], float(match[2]), float(match[3]), int(match[4]))


def _map_place(text: str) -> str:
    if not text.lower().endswith(tuple(MAP_FORMATS)):
        raise argparse.ArgumentTypeError("must end in " + " or ".join(MAP_FORMATS))
    return text


def _scheduler(text: str) -> str:
    match = re.fullmatch(r"(?:tcp|tls)://[^\s/:]+:([0-9]{1,5})", text)
    if match is None or not 1 <= int(match[1]) <= 65_535:
        raise argparse.ArgumentTypeError("must be the address of a scheduler, tcp://HOST:PORT")
    return text


def parser_of(commands: Commands, version: str) -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = _Parser(
        "skipnet",
        description="Back-propagation in small networks with skip connections, in a terminal.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"skipnet {version}")
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, (command, help_text, takes) in commands.items():
        subparser = subparsers.add_parser(
            name, help=help_text, description=help_text, allow_abbrev=False
        )
        for take in takes:
            take(subparser)
        subparser.set_defaults(command=command)
    return parser


def takes_project(command: argparse.ArgumentParser) -> None:
    """Take the project file and the run."""
    command.add_argument("file", metavar="FILE", help="the project file, or a link")
    command.add_argument("--run", metavar="NAME", help="the run (default: the active one)")


def takes_preset(command: argparse.ArgumentParser) -> None:
    """Take a preset and where it goes."""
    command.add_argument("--preset", metavar="NAME", type=_one_of(PRESETS), required=True)
    command.add_argument("-o", dest="out", metavar="FILE", required=True)


def takes_training(command: argparse.ArgumentParser) -> None:
    """Take how far to train, and where the table goes."""
    command.add_argument("--steps", metavar="N", type=_whole, required=True, help="updates to do")
    command.add_argument("--csv", metavar="OUT", help="write the run table as CSV")
    command.add_argument("--npz", metavar="OUT", help="write the run table as NumPy arrays")


def takes_export(command: argparse.ArgumentParser) -> None:
    """Take a language and where the script goes."""
    command.add_argument(
        "--as", dest="language", metavar="|".join(EXPORTS), type=_one_of(EXPORTS), required=True
    )
    command.add_argument("-o", dest="out", metavar="OUT", required=True)
    help_text = f"updates whose shuffled batches are written out (default: {DEFAULT_STEPS})"
    command.add_argument("--steps", metavar="N", type=_whole, default=DEFAULT_STEPS, help=help_text)


def takes_step(command: argparse.ArgumentParser) -> None:
    """Take a step."""
    command.add_argument("--step", metavar="N", type=_whole, default=0, help="default: 0")


def takes_derivation(command: argparse.ArgumentParser) -> None:
    """Take a sample and a format."""
    help_text = "which row of the step's batch, from 0 (default: 0)"
    command.add_argument("--sample", metavar="K", type=_whole, default=0, help=help_text)
    forms = "|".join(FORMATS)
    command.add_argument("--format", metavar=forms, type=_one_of(FORMATS), default="text")


def takes_sheet(command: argparse.ArgumentParser) -> None:
    """Take a sheet of answers."""
    command.add_argument("sheet", metavar="SHEET", help="the answers: a CSV of quantity,answer")
    help_text = "which row of the step's batch, from 0 (a batch of several rows needs one)"
    command.add_argument("--sample", metavar="K", type=_whole, help=help_text)


def takes_picture(command: argparse.ArgumentParser) -> None:
    """Take where a picture goes, how far to train first, and its size."""
    command.add_argument("-o", dest="out", metavar="PNG", required=True)
    command.add_argument("--steps", metavar="N", type=_whole, default=0, help="updates to do first")
    command.add_argument("--size", metavar="WxH", type=_size, default=DEFAULT_SIZE)


def takes_map(command: argparse.ArgumentParser) -> None:
    """Take two axes, how far to train, where the map goes, and who computes it."""
    for name, words in (("--x", "to the right"), ("--y", "upwards")):
        help_text = f"an initial weight and its values, {words}: w0:-2:2:40"
        command.add_argument(name, metavar="W:A:B:n", type=_axis, required=True, help=help_text)
    command.add_argument("--steps", metavar="N", type=_whole, required=True, help="updates to do")
    forms = "|".join(f"OUT{ending}" for ending in MAP_FORMATS)
    command.add_argument("-o", dest="out", metavar=forms, type=_map_place, required=True)
    help_text = "a Dask scheduler, tcp://HOST:PORT, instead of this machine's cores"
    command.add_argument("--scheduler", metavar="ADDRESS", type=_scheduler, help=help_text)
