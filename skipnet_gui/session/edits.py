"""Edits: named pure changes of a project at a step; what they invalidate is cut.

An edit says nothing about what it invalidates: :meth:`RunSpec.same_until` does.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from skipnet_gui.core.functions import Conventions
from skipnet_gui.core.history import History, cut, new_history
from skipnet_gui.core.numerals import counted, grouped
from skipnet_gui.core.run_spec import Data, Event, RunSpec
from skipnet_gui.session.document import Document, Position, new_document
from skipnet_gui.session.project import Project, check_rate

RUN, ALL = "run", "all"


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
    drops
        Whose recorded steps go even where they would still hold: those of the active run
        (``RUN``), or of all (``ALL``).
    """

    title: str
    change: Callable[[Project, int], Project]
    from_here_on: bool = False
    drops: str = ""


def set_rate(value: float) -> Edit:
    """Return the edit that sets the learning rate from the current step on."""

    def change(project: Project, step: int) -> Project:
        check_rate(value, "learning rate")
        return with_event(project, Event(step, learning_rate=value))

    return Edit("learning rate", change, from_here_on=True)


def set_weights(values: dict[str, float]) -> Edit:
    """Return the edit that sets weights at the current step."""
    event = tuple(values.items())

    def change(project: Project, step: int) -> Project:
        return with_event(project, Event(step, None, event))

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
    return Edit(title, lambda _project, _step: other, drops=ALL)


def restart(rate: float) -> Edit:
    """Return the edit that drops recorded steps and events, and keeps start and rate."""
    change = set_run("restart", events=(), learning_rate=rate).change
    return Edit("restart", change, drops=RUN)


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
    if edit.drops == ALL or new.network is not old.network:
        return new_document(new)
    new = new.sharing(old)
    records = [_kept_record(document, new, run) for run in range(len(new.runs))]
    if edit.drops == RUN:
        records[new.active_run] = _empty_record(new)
    histories, twins, restore = zip(*records, strict=True)
    rows = len(new.data.x)
    sample = None if position.sample is None or position.sample >= rows else position.sample
    position = position._replace(sample=sample)
    if new.run.name != old.run.name and len(new.runs) != len(old.runs):
        position = Position(position.step, sample)
    return Document(new, histories, twins, position, restore).at(position.step)


class _Record(NamedTuple):
    """What is recorded of a run, and what waits to be recomputed."""

    history: History
    twin: History | None
    restore: int


def _empty_record(project: Project) -> _Record:
    """Return the record of the active run before its first update."""
    twin = project.twin_specs[project.active_run]
    return _Record(new_history(project.spec), None if twin is None else new_history(twin), 0)


def _kept_record(document: Document, project: Project, run: int) -> _Record:
    """Return what is recorded of a run of a changed project: what still holds."""
    old, spec, twin_spec = document.project, project.specs[run], project.twin_specs[run]
    source = _source(old, project, run)
    agree = old.specs[source].same_until(spec)
    history = _kept(spec, document.histories[source], agree)
    restore = document.restore[source]
    if agree is not None and agree < restore:
        restore = 0
    if len(project.runs) > len(old.runs) and run == project.active_run:
        history, restore = cut_to(spec, history, project.runs[run].steps), 0
    twin = _kept_twin(document, twin_spec, source)
    if twin_spec is not None and twin is not None:
        twin = cut_to(twin_spec, twin, history.steps)
    return _Record(history, twin, restore)


def _kept_twin(document: Document, spec: RunSpec | None, source: int) -> History | None:
    """Return what still holds of a twin's record."""
    old, twin = document.project.twin_specs[source], document.twins[source]
    if spec is None:
        return None
    if twin is None or old is None:
        return new_history(spec)
    return _kept(spec, twin, old.same_until(spec))


def _source(old: Project, new: Project, run: int) -> int:
    """Return the run whose record a run takes over: itself, or what it is a copy of."""
    names = [other.name for other in old.runs]
    if len(new.runs) == len(old.runs):
        return run
    return names.index(new.runs[run].name) if new.runs[run].name in names else old.active_run


def _kept(spec: RunSpec, history: History, agree: int | None) -> History:
    if agree is None or agree > history.steps:
        return history
    return new_history(spec) if agree == 0 else cut(spec, history, agree)


def shortened(document: Document, steps: int) -> Document:
    """Return the document with the active run's record, and its twin's, cut at a step."""
    history, twin = cut_to(document.spec, document.history, steps), document.twin
    cut_twin = None if twin is None else cut_to(*twin, steps)
    return document.with_history(document.project.active_run, history, cut_twin)


def cut_to(spec: RunSpec, history: History, steps: int) -> History:
    """Return a record that ends at a step, or before."""
    return cut(spec, history, steps) if steps < history.steps else history


def _without_events(project: Project, step: int, last: int) -> Project:
    """Return the project without the events after a step, up to the last recorded one."""
    events = tuple(event for event in project.run.events if not step < event.step <= last)
    return project if events == project.run.events else project.with_run(events=events)


def with_event(project: Project, event: Event) -> Project:
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
    weights = tuple((dict(old.weights) | dict(new.weights)).items())
    optimizer, policy = new.optimizer or old.optimizer, new.policy or old.policy
    return Event(new.step, rate, weights, optimizer, policy)


def title_of(edit: Edit, old: Document, new: Document) -> str:
    """Return what an edit did, for the menu: “w1 at step 500, drops 500 steps”."""
    words = edit.title
    if edit.from_here_on:
        words += f" at step {grouped(new.position.step)}"
    if len(new.project.runs) != len(old.project.runs):
        return words
    pairs = zip(old.histories, new.histories, strict=True)
    lost = [before.steps - after.steps for before, after in pairs if before.steps > after.steps]
    if lost:
        words += f", drops {counted(sum(lost), 'step')}"
        words += f" of {len(lost)} runs" if len(lost) > 1 else ""
    changes = len(_changes(old) - _changes(new))
    return f"{words} and {counted(changes, 'change')}" if changes else words


def _changes(document: Document) -> set[tuple[int, int]]:
    """Return run and step of every change by hand."""
    runs = enumerate(document.project.runs)
    return {(number, event.step) for number, run in runs for event in run.events}
