"""Edits of the list of runs: branch, duplicate, rename, show, delete, and the twin."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from skipnet_gui.core.network import ModelError
from skipnet_gui.core.notation import name_symbol
from skipnet_gui.core.numerals import grouped, short
from skipnet_gui.core.optimizers import Optimizer
from skipnet_gui.core.policies import Policy
from skipnet_gui.core.run_spec import Event
from skipnet_gui.core.training import from_start
from skipnet_gui.session.document import Document
from skipnet_gui.session.edits import Edit, set_run, with_event
from skipnet_gui.session.project import Project, Run

MOST_RUNS = 64  # more curves would tell nothing


def fresh_name(names: Sequence[str], wanted: str) -> str:
    """Return a name that no run has: the wanted one, or that with a number behind it."""
    taken, name, number = frozenset(names), wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted} {number}"
    return name


def branch_here(document: Document) -> Edit:
    """Return the edit that starts a run from the step shown, with the same past."""
    run, step = document.project.run, document.position.step
    events = tuple(event for event in run.events if event.step <= step)
    wanted = f"{run.name} from {grouped(step)}"
    return _added(document, f"branch at step {grouped(step)}", wanted, step, events=events)


def duplicate(document: Document) -> Edit:
    """Return the edit that copies the active run with all its steps."""
    run, steps = document.project.run, document.history.steps
    title = f"duplicate {run.name}"
    return _added(document, title, f"{run.name} copy", steps)


def start_from(document: Document, weights: Mapping[str, float]) -> Edit:
    """Return the edit that adds a run from other initial weights, all else the same."""
    names, spec = document.project.network.weight_names, from_start(document.spec)
    start = dict(zip(names, spec.initial_weights, strict=True)) | dict(weights)
    wanted = ", ".join(f"{name_symbol(name)} {short(value)}" for name, value in weights.items())
    return _added(
        document,
        f"start from {wanted}",
        wanted,
        0,
        initial_weights=tuple(start.values()),
        learning_rate=spec.learning_rate,
        events=spec.events,
    )


def _added(document: Document, title: str, wanted: str, steps: int, **changes: Any) -> Edit:
    """Return the edit that adds a copy of the active run, changed, and makes it active."""

    def change(project: Project, _step: int) -> Project:
        if len(project.runs) >= MOST_RUNS:
            raise ModelError("runs", f"a project has at most {MOST_RUNS} of them")
        name = fresh_name([run.name for run in project.runs], wanted)
        copy = replace(
            project.run, name=name, steps=steps, branched_at=steps, shown=True, **changes
        )
        return replace(project, runs=(*project.runs, copy), active_run=len(project.runs))

    return Edit(title, change)


def delete(index: int, name: str) -> Edit:
    """Return the edit that removes a run."""

    def change(project: Project, _step: int) -> Project:
        if len(project.runs) == 1:
            raise ModelError("runs", "a project keeps at least one")
        runs = (*project.runs[:index], *project.runs[index + 1 :])
        active = project.active_run - (index < project.active_run)
        return replace(project, runs=runs, active_run=min(active, len(runs) - 1))

    return Edit(f"delete {name}", change)


def rename(index: int, name: str) -> Edit:
    """Return the edit that gives a run another name."""
    if not name.strip():
        raise ModelError(f"runs[{index}].name", "needs at least one letter")
    return _changed(index, f"rename to {name.strip()}", name=name.strip())


def show_run(index: int, run: Run, shown: bool) -> Edit:
    """Return the edit that draws a run's curves, or leaves them out."""
    return _changed(index, f"{'show' if shown else 'hide'} {run.name}", shown=shown)


def _changed(index: int, title: str, **changes: Any) -> Edit:
    def change(project: Project, _step: int) -> Project:
        runs = list(project.runs)
        runs[index] = replace(runs[index], **changes)
        return replace(project, runs=tuple(runs))

    return Edit(title, change)


def set_twin(names: Sequence[str]) -> Edit:
    """Return the edit that trains a twin without some edges beside the run; none ends it."""
    title = f"twin without {', '.join(names)}" if names else "no twin"
    return set_run(title, twin_without=tuple(names))


def set_policy(document: Document, policy: Policy, title: str = "policy") -> Edit:
    """Return the edit that lets the rate follow a policy; in a branch from here on."""
    return _set_from_branch(document, title, policy=policy)


def set_optimizer(document: Document, optimizer: Optimizer, title: str = "optimizer") -> Edit:
    """Return the edit that chooses the optimizer; in a branch from here on."""
    return _set_from_branch(document, title, optimizer=optimizer)


def _set_from_branch(document: Document, title: str, **changes: Any) -> Edit:
    """Return the edit of a setting: of the whole run, or of what a branch has of its own."""
    run, step = document.project.run, document.position.step
    if not 0 < run.branched_at <= step:
        return set_run(title, **changes)

    def change(project: Project, at: int) -> Project:
        return with_event(project, Event(at, **changes))

    return Edit(title, change, from_here_on=True)
