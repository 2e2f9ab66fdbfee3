"""The snapshot: every number that may be on screen, all of one moment."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skipnet_gui.core.explain import closed_units
from skipnet_gui.core.functions import Array
from skipnet_gui.core.history import History, stopped
from skipnet_gui.core.network import Network
from skipnet_gui.core.notation import name_symbol
from skipnet_gui.core.operations import Operation, Quantity, computed_before
from skipnet_gui.core.passes import Trace
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.core.training import batch_rows, gradients_of
from skipnet_gui.session.asking import Asked, hidden
from skipnet_gui.session.document import Document
from skipnet_gui.session.project import Run

if TYPE_CHECKING:
    from skipnet_gui.core.derivation import Derivation

NAMED = 3  # edges that a twin lacks
_GIVEN = ("input", "target", "weight", "rate")


class Walk(NamedTuple):
    """How far the operations of a step are done.

    Attributes
    ----------
    derivation
        The lines of all operations of the step.
    done
        How many are done.
    known
        What is computed by then.
    new_weights
        (E,) array: the weights after the update, known one by one.
    """

    derivation: "Derivation"
    done: int
    known: frozenset[Quantity]
    new_weights: Array

    @property
    def current(self) -> Operation | None:
        """The last operation done; None at the beginning of the step."""
        return self.derivation.operations[self.done - 1] if self.done else None

    def knows(self, quantity: Quantity) -> bool:
        """Whether a quantity is given, or computed by now."""
        return quantity.kind in _GIVEN or quantity in self.known


@dataclass(frozen=True, eq=False)
class Snapshot:
    """All numbers of one run, step and sample.

    Attributes
    ----------
    network
        What the numbers belong to; unit and edge arrays are in its order.
    run
        Name of the run.
    step, last_step
        The step shown, and the last one recorded.
    learning_rate
        The rate that the update of this step uses.
    loss
        Mean over the step's batch.
    weights, gradients
        (E,) arrays; gradients are means over the batch.
    batch
        Row numbers of the step's batch, in order.
    sample, samples
        Row number shown, and the number of rows.
    pinned
        Whether the sample was chosen by hand.
    trace
        The passes of the shown sample; its gradients are the sample's alone.
    closed
        The ReLU units that let no gradient through for this sample.
    stopped
        The quantity that is not finite and its value, if the run stopped here.
    walk
        How far the operations of the step are done; None where everything is computed.
    hidden
        What must not be seen, because it is asked for.
    """

    network: Network
    run: str
    step: int
    last_step: int
    learning_rate: float
    loss: float
    weights: Array
    gradients: Array
    batch: tuple[int, ...]
    sample: int
    samples: int
    pinned: bool
    trace: Trace
    closed: tuple[int, ...]
    stopped: tuple[str, float] | None
    walk: Walk | None = None
    hidden: frozenset[Quantity] = frozenset()

    @property
    def operation(self) -> int | None:
        """How many operations are done; None where everything is computed."""
        return None if self.walk is None else self.walk.done

    @property
    def operation_words(self) -> str:
        """Which operation is the last one done; empty where everything is computed."""
        walk = self.walk
        return "" if walk is None else f"operation {walk.done} of {len(walk.derivation.operations)}"

    def knows(self, quantity: Quantity) -> bool:
        """Whether a quantity is given, or computed by now; one that is hidden is not known."""
        return not self.hides(quantity) and (self.walk is None or self.walk.knows(quantity))

    def hides(self, quantity: Quantity) -> bool:
        """Whether a quantity must not be seen, because it is asked for."""
        return quantity in self.hidden

    def is_renewed(self, edge: int) -> bool:
        """Whether the weight shown is the one that the update has just led to."""
        renewed = Quantity("new_weight", edge)
        return self.walk is not None and renewed in self.walk.known and self.knows(renewed)

    @property
    def shown_weights(self) -> Array:
        """(E,) array: the weights, where they are renewed the new ones."""
        if self.walk is None:
            return self.weights
        renewed = [self.is_renewed(edge) for edge in range(len(self.weights))]
        return np.where(renewed, self.walk.new_weights, self.weights)

    @property
    def is_mean(self) -> bool:
        """Whether loss and weight gradients are not those of the shown sample alone."""
        return self.batch != (self.sample,)

    @property
    def mean_words(self) -> str:
        """Whose loss and weight gradients are shown; empty for the shown sample's own."""
        if not self.is_mean:
            return ""
        rows = len(self.batch)
        if rows == 1:
            return f"of row {self.batch[0] + 1}, this step’s batch"
        return f"mean over the batch of {rows}"

    @property
    def replaying(self) -> bool:
        """Whether the next step is already recorded."""
        return self.step < self.last_step


def snapshot(document: Document, hiding: Asked | None = None) -> Snapshot:
    """Return the snapshot of a document's position; what is asked for can be hidden."""
    shown = _computed(document, document.spec, document.history, document.project.run.name)
    walk, unseen = _walk(document), hidden(document.project.network, hiding)
    closed = shown.closed
    if walk is not None:
        closed = tuple(unit for unit in closed if walk.knows(Quantity("h", unit)))
    if unseen:
        closed = tuple(unit for unit in closed if _is_seen(unit, unseen))
    return replace(shown, closed=closed, walk=walk, hidden=unseen)


def twin_snapshot(document: Document) -> Snapshot | None:
    """Return the snapshot of the active run's twin at the step shown, or at its own last."""
    if document.twin is None:
        return None
    spec, history = document.twin
    return _computed(document, spec, history, twin_name(document.project.run))


def twin_name(run: Run) -> str:
    """Return what a run's twin is called."""
    names = [name_symbol(name) for name in run.twin_without]
    few = names if len(names) <= NAMED else [*names[: NAMED - 1], "…"]
    return f"twin without {', '.join(few)}"


def _computed(document: Document, spec: RunSpec, history: History, run: str) -> Snapshot:
    step = min(document.position.step, history.steps)
    rate, loss, weights = history.row(step)
    batch = batch_rows(spec, history.checkpoint(step), step)
    pinned = document.position.sample
    sample = int(batch[0]) if pinned is None else min(pinned, spec.rows - 1)
    passed = spec.passes.trace(weights, spec.data.x[sample], spec.data.y[sample])
    return Snapshot(
        network=spec.network,
        run=run,
        step=step,
        last_step=history.steps,
        learning_rate=rate,
        loss=loss,
        weights=weights,
        gradients=_gradients(spec, history, step),
        batch=tuple(batch.tolist()),
        sample=sample,
        samples=spec.rows,
        pinned=pinned is not None,
        trace=passed,
        closed=closed_units(spec, passed),
        stopped=stopped(spec, history) if step == history.steps else None,
    )


def _is_seen(unit: int, unseen: frozenset[Quantity]) -> bool:
    """Whether all may be seen that gives away whether a unit is closed."""
    return not unseen & {Quantity(kind, unit) for kind in ("z", "h", "dL_dz")}


def _walk(document: Document) -> Walk | None:
    done, network = document.position.operation, document.project.network
    if done is None:
        return None
    # Few starts walk, and all that a derivation needs would cost each of them 10 ms.
    from skipnet_gui.session.moments import derivation_shown, new_weights

    known = computed_before(network, done)
    return Walk(derivation_shown(document), done, known, new_weights(document))


def _gradients(spec: RunSpec, history: History, step: int) -> Array:
    if step == history.steps:
        return history.head.gradients
    weights = history.row(step)[2]
    gradients: Array = gradients_of(spec, history.checkpoint(step), step, weights[None, :])[0]
    return gradients
