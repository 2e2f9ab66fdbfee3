"""Edits of the network itself; each is one entry of undo and leaves a valid network.

What still exists keeps its weights: the initial ones, the changes by hand and the twins of
all runs. Columns of the data follow inputs and outputs; a new column is 0. An edit that
cannot be is refused with a sentence when it is carried out, and one that changes nothing
returns the same project.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from skipnet_gui.core.functions import ACTIVATIONS, LOSSES
from skipnet_gui.core.network import BIAS, Edge, ModelError, Network, Unit
from skipnet_gui.core.numerals import counted, short
from skipnet_gui.core.run_spec import Data
from skipnet_gui.session.edit_titles import along_with, ended_twins
from skipnet_gui.session.edits import Edit
from skipnet_gui.session.joining import why_no_edge
from skipnet_gui.session.network_kept import (
    NO_VALUES,
    fresh_bias,
    fresh_input,
    fresh_unit,
    fresh_weight,
    node_names,
    rebuilt,
    started_anew,
    with_columns,
    with_node_renamed,
    with_weight_renamed,
)
from skipnet_gui.session.project import Project, Run


def add_edge(
    project: Project, source: str, target: str, value: float, name: str | None = None
) -> Edit:
    """Return the edit that joins two nodes by an edge with the given weight in every run."""
    edge = Edge(name or fresh_weight(project.network), source, target)

    def change(network: Network) -> Network:
        problem = why_no_edge(network, source, target)
        if problem is not None:
            raise ModelError("network.edges", problem)
        return replace(network, edges=(*network.edges, edge))

    return _edit(f"add {edge.weight}", change, {edge.weight: value})


def set_start(weight: str, value: float) -> Edit:
    """Return the edit that gives a weight another initial value in every run."""

    def change(project: Project, _step: int) -> Project:
        at = _edge_number(project.network, weight)
        return replace(project, runs=tuple(_started_at(run, at, value) for run in project.runs))

    return Edit(f"start of {weight}", change)


def _started_at(run: Run, edge: int, value: float) -> Run:
    weights = list(run.initial_weights)
    weights[edge] = value
    return replace(run, initial_weights=tuple(weights))


def remove_edge(project: Project, weight: str) -> Edit:
    """Return the edit that cuts an edge out."""

    def change(network: Network) -> Network:
        _edge_number(network, weight)
        return _without_edges(network, {weight})

    return _edit(f"remove {weight}{ended_twins(project, [weight])}", change)


def freeze(weight: str) -> Edit:
    """Return the edit that keeps a weight from being trained."""
    return _set_trainable(f"freeze {weight}", weight, False)


def thaw(weight: str) -> Edit:
    """Return the edit that lets a frozen weight be trained again."""
    return _set_trainable(f"thaw {weight}", weight, True)


def _set_trainable(title: str, weight: str, trainable: bool) -> Edit:
    def change(network: Network) -> Network:
        edges, at = list(network.edges), _edge_number(network, weight)
        edges[at] = replace(edges[at], trainable=trainable)
        return replace(network, edges=tuple(edges))

    return _edit(title, change)


def set_activation(unit: str, activation: str) -> Edit:
    """Return the edit that gives a unit another activation."""

    def change(network: Network) -> Network:
        units, at = list(network.units), _unit_number(network, unit)
        units[at] = replace(units[at], activation=activation)
        return replace(network, units=tuple(units))

    symbol = ACTIVATIONS[activation].symbol if activation in ACTIVATIONS else activation
    return _edit(f"{symbol} in unit {unit}", change)


def set_bias(project: Project, unit: str, on: bool, value: float = 0.0) -> Edit:
    """Return the edit that gives a unit a bias with the given weight, or takes all it has."""
    edges = project.network.edges
    present = [e.weight for e in edges if (e.source, e.target) == (BIAS, unit)]
    if on and not present:
        name = fresh_bias(project.network, unit)
        edit = add_edge(project, BIAS, unit, value, name)
        return edit._replace(title=f"bias {name} of unit {unit}")

    def change(network: Network) -> Network:
        _unit_number(network, unit)
        return network if on else _without_edges(network, set(present))

    if on:
        return _edit(f"bias of unit {unit}", change)
    return _edit(f"no bias in unit {unit}{ended_twins(project, present)}", change)


def set_output(unit: str, on: bool) -> Edit:
    """Return the edit that makes a unit an output, the last one, or no output any more.

    A new output's targets are 0; with an output its column of the data goes.
    """

    def change(network: Network) -> Network:
        _unit_number(network, unit)
        others = tuple(name for name in network.outputs if name != unit)
        if not on:
            return replace(network, outputs=_remaining("outputs", others))
        kept = network.outputs if unit in network.outputs else (*others, unit)
        return replace(network, outputs=kept)

    if on:
        return _edit(f"output {unit}, its targets 0", change)
    return _edit(f"no output {unit}, drops its targets", change)


def add_unit(project: Project, activation: str = "relu", name: str | None = None) -> Edit:
    """Return the edit that adds a unit without edges."""
    unit = Unit(name or fresh_unit(project.network), activation)
    return _edit(
        f"add unit {unit.name}",
        lambda network: replace(network, units=(*network.units, unit)),
    )


def add_input(project: Project, name: str | None = None) -> Edit:
    """Return the edit that adds an input without edges; it is 0 in every row of the data."""
    chosen = name or fresh_input(project.network)
    return _edit(
        f"add input {chosen}, 0 in every row",
        lambda network: replace(network, inputs=(*network.inputs, chosen)),
    )


def remove_unit(project: Project, unit: str) -> Edit:
    """Return the edit that removes a unit with its edges and, of an output, its targets."""
    gone = _joined_to(project.network, unit)

    def change(network: Network) -> Network:
        at = _unit_number(network, unit)
        return _without_edges(
            network,
            set(gone),
            units=_remaining("units", (*network.units[:at], *network.units[at + 1 :])),
            outputs=_remaining("outputs", tuple(o for o in network.outputs if o != unit)),
        )

    targets = ["its targets"] if unit in project.network.outputs else []
    words = along_with(gone, targets)
    return _edit(f"remove unit {unit}{words}{ended_twins(project, gone)}", change)


def remove_input(project: Project, name: str) -> Edit:
    """Return the edit that removes an input with its edges and its column of the data."""
    gone = _joined_to(project.network, name)

    def change(network: Network) -> Network:
        if name not in network.inputs:
            raise ModelError("network.inputs", f"there is no input {name}")
        inputs = tuple(other for other in network.inputs if other != name)
        return _without_edges(network, set(gone), inputs=_remaining("inputs", inputs))

    words = along_with(gone, ["its column of data"])
    return _edit(f"remove input {name}{words}{ended_twins(project, gone)}", change)


def rename_node(old: str, new: str) -> Edit:
    """Return the edit that gives a unit or an input another name."""

    def change(project: Project, _step: int) -> Project:
        if old not in node_names(project.network):
            raise ModelError("network", f"there is no unit or input {old}")
        return project if new == old else with_node_renamed(project, old, new)

    return Edit(f"rename {old} to {new}", change)


def rename_weight(old: str, new: str) -> Edit:
    """Return the edit that gives a weight another name, in changes by hand and twins too."""

    def change(project: Project, _step: int) -> Project:
        _edge_number(project.network, old)
        return project if new == old else with_weight_renamed(project, old, new)

    return Edit(f"rename {old} to {new}", change)


def set_loss(loss: str) -> Edit:
    """Return the edit that chooses another loss."""
    formula = LOSSES[loss].formula if loss in LOSSES else loss

    def change(project: Project, _step: int) -> Project:
        network = replace(project.network, loss=loss)
        _check_targets(loss, project.data)
        if project.test is not None:
            _check_targets(loss, project.test, "test ")
        return rebuilt(project, network)

    return Edit(f"loss {formula}", change)


def _check_targets(loss: str, data: Data, kind: str = "") -> None:
    outside = np.argwhere((data.y < 0.0) | (data.y > 1.0))
    if LOSSES[loss].needs_probability and len(outside):
        row, column = outside[0]
        value = short(data.y[row, column])
        where = f"{kind}row {row + 1}"
        raise ModelError("network.loss", f"needs targets from 0 to 1; {where} has {value}")


def new_network(
    project: Project, network: Network, weights: Sequence[float], data: Data | None = None
) -> Edit:
    """Return the edit that puts another network in place of the present one and its runs.

    One run stays, with the settings of the active one. Without other ``data`` the first
    columns of the present ones are kept, and those that are missing are 0; of the test rows,
    too, which otherwise go.
    """

    def change(project: Project, _step: int) -> Project:
        sides = len(network.inputs), len(network.outputs)
        rows, test = (project.data, project.test) if data is None else (data, None)
        rows = with_columns(rows, *sides)
        test = None if test is None else with_columns(test, *sides)
        _check_targets(network.loss, rows)
        if test is not None:
            _check_targets(network.loss, test, "test ")
        return started_anew(project, network, weights, rows, test)

    title = f"new network, {counted(len(network.units), 'unit')}"
    others = len(project.runs) - 1
    return Edit(f"{title}, drops {counted(others, 'run')}" if others else title, change)


def _joined_to(network: Network, node: str) -> list[str]:
    return [edge.weight for edge in network.edges if node in (edge.source, edge.target)]


def _unit_number(network: Network, name: str) -> int:
    for number, unit in enumerate(network.units):
        if unit.name == name:
            return number
    raise ModelError("network.units", f"there is no unit {name}")


def _edge_number(network: Network, weight: str) -> int:
    if weight not in network.weight_names:
        raise ModelError("network.edges", f"there is no weight {weight}")
    return network.weight_names.index(weight)


def _without_edges(network: Network, gone: set[str], **changes: Any) -> Network:
    """Return the network without some edges, and with other fields changed with them."""
    kept = tuple(edge for edge in network.edges if edge.weight not in gone)
    return replace(network, edges=_remaining("edges", kept), **changes)


def _remaining(key: str, parts: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return what is left of inputs, units, edges or outputs; one at least has to stay."""
    if not parts:
        raise ModelError(f"network.{key}", f"a network keeps at least one {key[:-1]}")
    return parts


def _edit(
    title: str, change: Callable[[Network], Network], values: Mapping[str, float] = NO_VALUES
) -> Edit:
    return Edit(title, lambda project, _: rebuilt(project, change(project.network), values))
