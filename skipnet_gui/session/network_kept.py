"""What is kept of a project when its network changes, and names that are not taken."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from types import MappingProxyType

import numpy as np

from skipnet_gui.core.functions import Array
from skipnet_gui.core.network import Network
from skipnet_gui.core.run_spec import Data, Event
from skipnet_gui.session.project import Project, Run

NO_VALUES: Mapping[str, float] = MappingProxyType({})


def rebuilt(project: Project, network: Network, values: Mapping[str, float] = NO_VALUES) -> Project:
    """Return the project with another network, and what it has of the present one.

    Weights, inputs and outputs are known by their names: those that both networks have
    keep their values in all runs, and their columns of the data.

    Parameters
    ----------
    values
        The initial weights of new edges.
    """
    old = project.network
    if network == old:
        return project
    data, test = project.data, project.test
    if (network.inputs, network.outputs) != (old.inputs, old.outputs):
        data = _kept_columns(data, old, network)
        test = None if test is None else _kept_columns(test, old, network)
    runs = tuple(_kept_run(run, old, network, values) for run in project.runs)
    return replace(project, network=network, data=data, test=test, runs=runs)


def _kept_columns(data: Data, old: Network, new: Network) -> Data:
    x, y = (data.x, old.inputs, new.inputs), (data.y, old.outputs, new.outputs)
    return Data(_columns(*x), _columns(*y))


def _columns(table: Array, old: Sequence[str], new: Sequence[str]) -> Array:
    """Return the columns of a table by name, (N, len(new)); one that it lacks is 0."""
    columns = np.zeros((len(table), len(new)))
    for at, name in enumerate(new):
        if name in old:
            columns[:, at] = table[:, old.index(name)]
    return columns


def _kept_run(run: Run, old: Network, new: Network, values: Mapping[str, float]) -> Run:
    known = {**values, **dict(zip(old.weight_names, run.initial_weights, strict=True))}
    names = frozenset(new.weight_names)
    return replace(
        run,
        initial_weights=tuple(known[name] for name in new.weight_names),
        events=_kept_events(run.events, names),
        twin_without=kept_twin(run, names),
    )


def _kept_events(events: Iterable[Event], names: Collection[str]) -> tuple[Event, ...]:
    kept = (
        event._replace(weights=tuple(pair for pair in event.weights if pair[0] in names))
        for event in events
    )
    return tuple(event for event in kept if event != Event(event.step))


def kept_twin(run: Run, names: Collection[str]) -> tuple[str, ...]:
    """Return the edges that a run's twin is without when only some edges are left.

    None if there are none of them left, or no others: then there is no twin.
    """
    cut = tuple(name for name in run.twin_without if name in names)
    return cut if len(cut) < len(names) else ()


def with_node_renamed(project: Project, old: str, new: str) -> Project:
    """Return the project with another name of an input or a unit."""

    def renamed(name: str) -> str:
        return new if name == old else name

    network = project.network
    other = Network(
        tuple(map(renamed, network.inputs)),
        tuple(replace(unit, name=renamed(unit.name)) for unit in network.units),
        tuple(
            replace(edge, source=renamed(edge.source), target=renamed(edge.target))
            for edge in network.edges
        ),
        tuple(map(renamed, network.outputs)),
        network.loss,
    )
    return replace(project, network=other)


def with_weight_renamed(project: Project, old: str, new: str) -> Project:
    """Return the project with another name of a weight, in events and twins too."""

    def renamed(name: str) -> str:
        return new if name == old else name

    def renamed_run(run: Run) -> Run:
        events = (
            event._replace(weights=tuple((renamed(name), value) for name, value in event.weights))
            for event in run.events
        )
        twin = tuple(map(renamed, run.twin_without))
        return replace(run, events=tuple(events), twin_without=twin)

    network = project.network
    edges = tuple(replace(edge, weight=renamed(edge.weight)) for edge in network.edges)
    runs = tuple(map(renamed_run, project.runs))
    return replace(project, network=replace(network, edges=edges), runs=runs)


def started_anew(
    project: Project, network: Network, weights: Sequence[float], data: Data, test: Data | None
) -> Project:
    """Return the project with another network and one run, with the active one's settings."""
    run = replace(
        project.run,
        name="run 1",
        initial_weights=tuple(weights),
        events=(),
        steps=0,
        branched_at=0,
        twin_without=(),
        shown=True,
    )
    return replace(project, network=network, data=data, test=test, runs=(run,), active_run=0)


def with_columns(data: Data, inputs: int, outputs: int) -> Data:
    """Return data with so many columns: the first ones, and 0 in those that are missing."""
    if (data.x.shape[1], data.y.shape[1]) == (inputs, outputs):
        return data
    return Data(_first_columns(data.x, inputs), _first_columns(data.y, outputs))


def _first_columns(table: Array, wanted: int) -> Array:
    kept = table[:, :wanted]
    return np.hstack([kept, np.zeros((len(kept), wanted - kept.shape[1]))])


def node_names(network: Network) -> list[str]:
    """Return the names of inputs and units."""
    return [*network.inputs, *(unit.name for unit in network.units)]


def fresh_unit(network: Network) -> str:
    """Return a name for a new unit: the next number."""
    return _fresh(node_names(network), "", 0)


def fresh_input(network: Network) -> str:
    """Return a name for a new input: x and the next number."""
    return _fresh(node_names(network), "x", len(network.inputs) + 1)


def fresh_weight(network: Network, prefix: str = "w") -> str:
    """Return a name for a new weight: the prefix and the next number."""
    return _fresh(network.weight_names, prefix, 0)


def fresh_bias(network: Network, unit: str) -> str:
    """Return a name for a unit's bias: b₁ for unit 1 if that is free, else the next number."""
    name = f"b{unit}"
    free = unit.isdigit() and len(name) <= 10 and name not in network.weight_names
    return name if free else fresh_weight(network, "b")


def _fresh(taken: Collection[str], prefix: str, first: int) -> str:
    """Return the prefix with the next number after the largest behind it, or from ``first`` on."""
    tails = (name.removeprefix(prefix) for name in taken if name.startswith(prefix))
    numbers = [int(tail) for tail in tails if tail.isdigit() and len(tail) < 10]
    start = max(numbers, default=first)
    return next(name for number in count(start) if (name := f"{prefix}{number}") not in taken)
