"""Edits: named pure changes of a project at a step; what they invalidate is cut.

An edit says nothing about what it invalidates: :meth:`RunSpec.same_until` does.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from skipnet_gui.core.functions import Conventions
from skipnet_gui.core.history import History, cut, new_history
from skipnet_gui.core.numerals import grouped
from skipnet_gui.core.run_spec import Data, Event, RunSpec
from skipnet_gui.session.document import Document, Position
from skipnet_gui.session.project import Project, check_rate


class Edit(NamedTuple):
    """A named change.

    Attributes
    ----------
    title
        What it changes, for the undo menu: “w1”, “optimizer”.
    change
        (project, step) -> project; raises ModelError if the result cannot be.
    from_here_on
        Whether it holds from the current step on: later recorded steps go, and with them
        the changes by hand that were made there.
    drops_all
        Whether the recorded steps go even where they would still hold.
    """

    title: str
    change: Callable[[Project, int], Project]
    from_here_on: bool = False
    drops_all: bool = False


def set_rate(value: float) -> Edit:
    """Return the edit that sets the learning rate from the current step on."""

    def change(project: Project, step: int) -> Project:
        check_rate(value, "learning rate")
        return _with_event(project, Event(step, learning_rate=value))

    return Edit("learning rate", change, from_here_on=True)


def set_weights(values: dict[str, float]) -> Edit:
    """Return the edit that sets weights at the current step."""
    event = tuple(values.items())

    def change(project: Project, step: int) -> Project:
        return _with_event(project, Event(step, None, event))

    return Edit(", ".join(values), change, from_here_on=True)


def set_run(title: str, **changes: Any) -> Edit:
    """Return the edit that changes settings of the active run.

    ``changes`` are fields of :class:`Run`: initial_weights, learning_rate, optimizer,
    batch_size, order, seed, name, events.
    """
    return Edit(title, lambda project, _: project.with_run(**changes))


def set_data(data: Data) -> Edit:
    """Return the edit that replaces the samples."""
    return Edit("data", lambda project, _: replace(project, data=data))


def set_conventions(conventions: Conventions) -> Edit:
    """Return the edit that chooses the derivatives taken at kinks."""
    return Edit("conventions", lambda project, _: replace(project, conventions=conventions))


def replace_project(title: str, other: Project) -> Edit:
    """Return the edit that puts another project in place, at step 0."""
    return Edit(title, lambda _project, _step: other)


def restart(rate: float) -> Edit:
    """Return the edit that drops recorded steps and events, and keeps start and rate."""
    change = set_run("restart", events=(), learning_rate=rate).change
    return Edit("restart", change, drops_all=True)


def edited(document: Document, edit: Edit) -> Document:
    """Return the document after an edit, its histories cut where they no longer hold.

    Raises
    ------
    ModelError
        If the edit leads to a project that cannot be; the document is unchanged.
    """
    old, position = document.project, document.position
    if edit.from_here_on:
        old = _without_events(old, position.step, document.history.steps)
    new = edit.change(old, position.step)
    old = document.project
    if edit.drops_all or new.network is not old.network or len(new.runs) != len(old.runs):
        return Document(new, tuple(map(new_history, new.specs)), Position())
    histories = tuple(map(_kept, old.specs, new.specs, document.histories))
    cut_at = old.spec.same_until(new.spec)
    restore_to = document.restore_to if cut_at is None or cut_at >= document.restore_to else 0
    rows = len(new.data.x)
    sample = None if position.sample is None or position.sample >= rows else position.sample
    changed = Document(new, histories, position._replace(sample=sample), restore_to)
    return changed.at(position.step)


def _kept(old: RunSpec, new: RunSpec, history: History) -> History:
    step = old.same_until(new)
    if step is None or step > history.steps:
        return history
    return new_history(new) if step == 0 else cut(new, history, step)


def _without_events(project: Project, step: int, last: int) -> Project:
    """Return the project without the events after a step, up to the last recorded one."""
    events = tuple(event for event in project.run.events if not step < event.step <= last)
    return project if events == project.run.events else project.with_run(events=events)


def _with_event(project: Project, event: Event) -> Project:
    """Return the project with an event; the last one of the same step takes it in."""
    events = sorted(project.run.events, key=lambda old: old.step)
    at = bisect_right(events, event.step, key=lambda old: old.step)
    if at and events[at - 1].step == event.step:
        at -= 1
        event = _merged(events.pop(at), event)
    events.insert(at, event)
    return project.with_run(events=tuple(events))


def _merged(old: Event, new: Event) -> Event:
    rate = old.learning_rate if new.learning_rate is None else new.learning_rate
    return Event(new.step, rate, tuple((dict(old.weights) | dict(new.weights)).items()))


def title_of(edit: Edit, old: Document, new: Document) -> str:
    """Return what an edit did, for the menu: “w1 at step 500, drops 500 steps”."""
    words = edit.title
    if edit.from_here_on:
        words += f" at step {grouped(new.position.step)}"
    steps = old.history.steps - new.history.steps
    if steps > 0:
        words += f", drops {_counted(steps, 'step')}"
    changes = _changed_steps(old) - _changed_steps(new)
    if changes:
        words += f" and {_counted(len(changes), 'change')}"
    return words


def _changed_steps(document: Document) -> set[int]:
    return {event.step for event in document.project.run.events}


def _counted(number: int, word: str) -> str:
    return f"1 {word}" if number == 1 else f"{grouped(number)} {word}s"
