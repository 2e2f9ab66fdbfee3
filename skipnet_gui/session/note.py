"""The note on the graph: why training has stopped, or why nothing moves."""

import numpy as np

from skipnet_gui.core.explain import listed, zero_reasons
from skipnet_gui.core.passes import Trace
from skipnet_gui.core.training import begun
from skipnet_gui.session.document import Document
from skipnet_gui.session.player import why_stopped
from skipnet_gui.session.snapshot import Snapshot


def note(document: Document, snapshot: Snapshot) -> str:
    """Return why training has stopped, or why the next update changes nothing, or nothing."""
    if snapshot.stopped is not None:
        return why_stopped(document) or ""
    spec = document.spec
    trainable = [index for index, edge in enumerate(spec.network.edges) if edge.trainable]
    if not trainable:
        return "Nothing moves: every weight is frozen."
    if snapshot.learning_rate == 0.0:
        return "Nothing moves: the learning rate is 0."
    if np.any(snapshot.gradients[trainable] != 0.0):
        return ""
    whole = len(snapshot.batch) == snapshot.samples
    which = "every gradient" if whole else "every gradient of this step’s batch"
    why = f"{which} is exactly 0, because {_reason(document, snapshot, trainable)}."
    if _moves(document, snapshot):
        return f"Only what the optimizer remembers moves the weights: {why}"
    return f"Nothing moves: {why}" if whole else f"This step moves nothing: {why}"


def _moves(document: Document, snapshot: Snapshot) -> bool:
    """Whether the update moves a weight all the same, by momentum."""
    spec, step = document.spec, snapshot.step
    if document.at_end:
        stage, slots = spec.stage(step), begun(spec, document.history.end).slots
        rule, count = stage.optimizer.rule, step - stage.optimizer_since + 1
        move, _ = rule.direction(stage.optimizer.options, snapshot.gradients, slots, count)
        return bool(np.any(move != 0.0))
    if any(event.weights for event in spec.events_by_step.get(step + 1, ())):
        return False  # the next row shows the hand, not the update
    return not np.array_equal(document.history.row(step + 1)[2], snapshot.weights)


def _reason(document: Document, snapshot: Snapshot, trainable: list[int]) -> str:
    spec = document.spec
    for row in snapshot.batch:
        passed = _passed(document, snapshot, row)
        if np.any(passed.gradients[trainable] != 0.0):
            return "those of the batch’s rows cancel"
    first = snapshot.batch[0]
    reasons = listed(zero_reasons(spec, _passed(document, snapshot, first)))
    return reasons if len(snapshot.batch) == 1 else f"in each row, as in row {first + 1}, {reasons}"


def _passed(document: Document, snapshot: Snapshot, row: int) -> Trace:
    if row == snapshot.sample:
        return snapshot.trace
    spec = document.spec
    x, y = spec.data.x[row], spec.data.y[row]
    return spec.passes.trace(snapshot.weights, x, y)
