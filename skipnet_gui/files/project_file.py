"""Project files: parse, check, migrate on plain values, build; and back to bytes."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import UnsetType

from skipnet_gui.core.functions import Array, Conventions
from skipnet_gui.core.network import Edge, ModelError, Network, Unit
from skipnet_gui.core.optimizers import OPTIMIZERS, Optimizer, optimizer_of
from skipnet_gui.core.policies import POLICIES, Policy, policy_of
from skipnet_gui.core.run_spec import Data, Event
from skipnet_gui.files.atomic import write_atomically
from skipnet_gui.files.errors import FileError
from skipnet_gui.files.migrations import migrate
from skipnet_gui.files.plain_project import plain_values
from skipnet_gui.files.pretty_json import pretty
from skipnet_gui.files.reading import bytes_of
from skipnet_gui.files.shape import (
    DocumentShape,
    EventShape,
    NetworkShape,
    RowsShape,
    RunShape,
    checked,
)
from skipnet_gui.files.strict_json import MAX_BYTES, parse
from skipnet_gui.session.project import Project, Run


def read_project(path: Path | str) -> Project:
    """Read a project file.

    Raises
    ------
    FileError
        If the file cannot be read or holds no valid project.
    """
    return parse_project(bytes_of(path, MAX_BYTES))


def parse_project(data: bytes) -> Project:
    """Return the project that the bytes of a file hold.

    Raises
    ------
    FileError
        If they hold no valid project.
    """
    document = checked(migrate(parse(data)))
    try:
        return _project(document)
    except ModelError as error:
        raise FileError(error.place, error.problem) from error


def project_bytes(project: Project) -> bytes:
    """Return the bytes of a project's file; equal projects give equal bytes.

    Raises
    ------
    FileError
        If ``view`` holds what a file cannot.
    """
    try:
        view = json.loads(json.dumps(dict(project.view), allow_nan=False))
    except (TypeError, ValueError) as error:
        raise FileError("view", f"must hold plain values and finite numbers ({error})") from error
    plain = plain_values(project) | {"view": view}
    data = pretty(plain)
    if len(data) <= MAX_BYTES:
        return data
    return json.dumps(plain, separators=(",", ":"), ensure_ascii=False).encode()


def write_project(path: Path | str, project: Project) -> None:
    """Write a project file, after reading its bytes back.

    Raises
    ------
    FileError
        If the project or the place does not allow it; what was there stays as it was.
    """
    data = project_bytes(project)
    if project_bytes(parse_project(data)) != data:
        raise FileError("file", "would read back otherwise than it was; nothing was written")
    write_atomically(path, data)


def _project(document: DocumentShape) -> Project:
    network, test = _network(document.network), document.data.test
    conventions = Conventions(
        document.conventions.relu_slope_at_zero, document.conventions.sign_of_zero
    )
    runs = tuple(
        _run(run, network.weight_names, f"runs[{index}]") for index, run in enumerate(document.runs)
    )
    return Project(
        network=network,
        data=_data(document.data, network, "data"),
        runs=runs,
        conventions=conventions,
        active_run=document.active_run,
        view=document.view,
        test=None if isinstance(test, UnsetType) else _data(test, network, "data.test"),
    )


def _network(network: NetworkShape) -> Network:
    return Network(
        inputs=network.inputs,
        units=tuple(Unit(unit.name, unit.activation) for unit in network.units),
        edges=tuple(
            Edge(edge.weight, edge.source, edge.target, edge.trainable) for edge in network.edges
        ),
        outputs=network.outputs,
        loss=network.loss,
    )


def _data(rows: RowsShape, network: Network, place: str) -> Data:
    return Data(
        _table(rows.x, len(network.inputs), f"{place}.x"),
        _table(rows.y, len(network.outputs), f"{place}.y"),
    )


def _table(rows: list[list[float]], columns: int, place: str) -> Array:
    for index, row in enumerate(rows):
        if len(row) != columns:
            raise FileError(f"{place}[{index}]", f"needs one number per column, {columns} in all")
    return np.array(rows, dtype=np.float64).reshape(len(rows), columns)


def _run(run: RunShape, weight_names: tuple[str, ...], place: str) -> Run:
    rank = {name: index for index, name in enumerate(weight_names)}
    return Run(
        name=run.name,
        initial_weights=_start(run.initial_weights, weight_names, f"{place}.initial_weights"),
        learning_rate=run.learning_rate,
        optimizer=_optimizer(run.optimizer, f"{place}.optimizer"),
        batch_size=run.batch_size,
        order=run.order,
        seed=run.seed,
        events=tuple(
            _event(event, rank, f"{place}.events[{index}]")
            for index, event in enumerate(run.events)
        ),
        steps=run.steps,
        policy=_policy(run.policy, f"{place}.policy"),
        branched_at=run.branched_at,
        twin_without=run.twin_without,
        shown=run.shown,
    )


def _policy(raw: dict[str, Any], place: str) -> Policy:
    """Return a learning-rate policy; its settings are numbers."""
    settings = dict(raw)
    name = settings.pop("name", None)
    if not isinstance(name, str) or name not in POLICIES:
        raise FileError(f"{place}.name", "must be one of " + " ".join(POLICIES))
    for key in settings:
        if key not in POLICIES[name].options:
            raise FileError(f"{place}.{key}", f"is no setting of {name}; remove it")
    numbers = _numbers(settings, place)
    for key, option in POLICIES[name].options.items():
        if option.whole and key in settings and not isinstance(settings[key], int):
            raise FileError(f"{place}.{key}", "must be a whole number without a decimal point")
    return policy_of(name, numbers)


def _start(raw: dict[str, Any], weight_names: tuple[str, ...], place: str) -> tuple[float, ...]:
    numbers = _numbers(raw, place)
    for name in weight_names:
        if name not in numbers:
            raise FileError(f"{place}.{name}", "is missing; every edge needs its weight")
    known = set(weight_names)
    for name in numbers:
        if name not in known:
            raise FileError(f"{place}.{name}", "names no edge; remove it")
    return tuple(numbers[name] for name in weight_names)


def _optimizer(raw: dict[str, Any], place: str) -> Optimizer:
    """Return an optimizer with those settings that differ from the defaults, in table order."""
    settings = dict(raw)
    name = settings.pop("name", None)
    if not isinstance(name, str) or name not in OPTIMIZERS:
        raise FileError(f"{place}.name", "must be one of " + " ".join(OPTIMIZERS))
    known = OPTIMIZERS[name].options
    for key, value in settings.items():
        if key not in known:
            raise FileError(f"{place}.{key}", f"is no setting of {name}; remove it")
        if isinstance(known[key].default, bool):
            if not isinstance(value, bool):
                raise FileError(f"{place}.{key}", "must be true or false")
        else:
            settings[key] = _number(value, f"{place}.{key}")
    return optimizer_of(name, settings)


def _event(event: EventShape, rank: dict[str, int], place: str) -> Event:
    """Return an event, its weights in file order: their order in the file means nothing."""
    weights = sorted(
        _numbers(event.weights or {}, f"{place}.weights").items(),
        key=lambda pair: rank.get(pair[0], len(rank)),
    )
    rate = None if isinstance(event.learning_rate, UnsetType) else event.learning_rate
    optimizer = event.optimizer
    known = (
        None if isinstance(optimizer, UnsetType) else _optimizer(optimizer, f"{place}.optimizer")
    )
    policy = None
    if not isinstance(event.policy, UnsetType):
        policy = _policy(event.policy, f"{place}.policy")
    return Event(event.step, rate, tuple(weights), known, policy)


def _numbers(raw: dict[str, Any], place: str) -> dict[str, float]:
    return {name: _number(value, f"{place}.{name}") for name, value in raw.items()}


def _number(value: Any, place: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FileError(place, "must be a number")
    return float(value)
