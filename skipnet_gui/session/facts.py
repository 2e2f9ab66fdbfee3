"""What is possible now, as named facts; the command table asks for them."""

from typing import NamedTuple

from skipnet_gui.session.document import Document
from skipnet_gui.session.player import why_stopped
from skipnet_gui.session.undo import UndoStack
from skipnet_gui.session.walk import can_walk, can_walk_back


class Facts(NamedTuple):
    """Named facts about the window's state."""

    running: bool
    dirty: bool
    can_undo: bool
    can_redo: bool
    can_step: bool
    can_go_back: bool
    can_go_on: bool
    several_batches: bool
    changed_or_trained: bool
    can_walk: bool
    can_walk_back: bool
    is_walking: bool
    by_operation: bool
    several_runs: bool


def facts(
    document: Document,
    undo: UndoStack,
    running: bool,
    dirty: bool,
    by_operation: bool = False,
) -> Facts:
    """Return the facts of a document; ``by_operation`` if one step is one operation."""
    step, last = document.position.step, document.history.steps
    return Facts(
        running=running,
        dirty=dirty,
        can_undo=undo.undo_title is not None,
        can_redo=undo.redo_title is not None,
        can_step=step < last or why_stopped(document) is None,
        can_go_back=step > 0,
        can_go_on=step < last,
        several_batches=document.spec.steps_per_epoch > 1,
        changed_or_trained=last > 0 or bool(document.project.run.events),
        can_walk=can_walk(document),
        can_walk_back=can_walk_back(document),
        is_walking=document.position.operation is not None,
        by_operation=by_operation,
        several_runs=len(document.project.runs) > 1,
    )
