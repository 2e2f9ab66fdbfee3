"""The shape of a project file: keys, types, defaults, and the words for what differs."""

import re
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from skipnet_gui.files.errors import FileError


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shape of an object in the file: keys, types, defaults."""


class UnitShape(_Strict, frozen=True):
    name: str
    activation: str


class EdgeShape(_Strict, frozen=True):
    weight: str
    source: str = msgspec.field(name="from")
    target: str = msgspec.field(name="to")
    trainable: bool = True


class NetworkShape(_Strict, frozen=True):
    inputs: tuple[str, ...]
    units: tuple[UnitShape, ...]
    edges: tuple[EdgeShape, ...]
    outputs: tuple[str, ...]
    loss: str


class RowsShape(_Strict, frozen=True):
    x: list[list[float]]
    y: list[list[float]]


class DataShape(RowsShape, frozen=True):
    test: RowsShape | UnsetType = UNSET


class ConventionsShape(_Strict, frozen=True):
    relu_slope_at_zero: float = 0.0
    sign_of_zero: int = 0


class EventShape(_Strict, frozen=True):
    step: int
    learning_rate: float | UnsetType = UNSET
    weights: dict[str, Any] | UnsetType = UNSET
    optimizer: dict[str, Any] | UnsetType = UNSET
    policy: dict[str, Any] | UnsetType = UNSET


class RunShape(_Strict, frozen=True):
    name: str
    initial_weights: dict[str, Any]
    learning_rate: float
    optimizer: dict[str, Any] = msgspec.field(default_factory=lambda: {"name": "sgd"})
    batch_size: int = 1
    order: str = "cyclic"
    seed: int = 0
    events: tuple[EventShape, ...] = ()
    steps: int = 0
    policy: dict[str, Any] = msgspec.field(default_factory=lambda: {"name": "constant"})
    branched_at: int = 0
    twin_without: tuple[str, ...] = ()
    shown: bool = True


class DocumentShape(_Strict, frozen=True):
    format: str
    version: int
    network: NetworkShape
    data: DataShape
    runs: tuple[RunShape, ...]
    conventions: ConventionsShape = ConventionsShape()
    active_run: int = 0
    view: dict[str, Any] = {}


def checked(document: dict[str, Any]) -> DocumentShape:
    """Return the document with its keys and types checked.

    Weights and settings of an optimizer are checked where they are looked up by name.

    Raises
    ------
    FileError
        If a key is unknown or missing, or a value of another kind than the format says.
    """
    try:
        return msgspec.convert(document, DocumentShape)
    except UnicodeEncodeError as error:
        raise FileError(
            "file", f"has a key with half a surrogate pair: {error.object!r}"
        ) from error
    except msgspec.ValidationError as error:
        raise _shape_error(str(error)) from error


_KINDS = {
    "int": "a whole number without a decimal point",
    "float": "a number",
    "str": "a text in quotes",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
}
# The words of msgspec.ValidationError, with its place behind them.
_PLACED = re.compile(r"(?P<problem>.*?)(?: - at `\$\.?(?P<place>[^`]*)`)?", re.DOTALL)
_UNKNOWN_KEY = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)
_MISSING_KEY = re.compile(r"Object missing required field `(.*)`")
_WRONG_KIND = re.compile(r"Expected `(\w+)`, got .*")


def _shape_error(message: str) -> FileError:
    """Return the error of a document whose keys or types are not those of the format."""
    placed = _PLACED.fullmatch(message)
    assert placed is not None
    place, problem = placed["place"] or "", placed["problem"]
    if unknown := _UNKNOWN_KEY.fullmatch(problem):
        return FileError(f"{place}.{unknown[1]}".lstrip("."), "is an unknown key; remove it")
    if missing := _MISSING_KEY.fullmatch(problem):
        return FileError(f"{place}.{missing[1]}".lstrip("."), "is missing; add it")
    if wrong := _WRONG_KIND.fullmatch(problem):
        problem = f"must be {_KINDS[wrong[1]]}"
    return FileError(place, problem)
