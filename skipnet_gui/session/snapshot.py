"""The snapshot: every number that may be on screen, all of one moment."""

from dataclasses import dataclass

from skipnet_gui.core.explain import closed_units
from skipnet_gui.core.functions import Array
from skipnet_gui.core.history import History, stopped
from skipnet_gui.core.network import Network
from skipnet_gui.core.passes import Trace
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.core.training import batch_rows, gradients_of
from skipnet_gui.session.document import Document


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


def snapshot(document: Document) -> Snapshot:
    """Return the snapshot of a document's position."""
    project, history, spec = document.project, document.history, document.spec
    step = document.position.step
    rate, loss, weights = history.row(step)
    batch = batch_rows(spec, history.checkpoint(step), step)
    pinned = document.position.sample
    sample = int(batch[0]) if pinned is None else min(pinned, spec.rows - 1)
    passed = spec.passes.trace(weights, spec.data.x[sample], spec.data.y[sample])
    return Snapshot(
        network=project.network,
        run=project.run.name,
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


def _gradients(spec: RunSpec, history: History, step: int) -> Array:
    if step == history.steps:
        return history.head.gradients
    weights = history.row(step)[2]
    gradients: Array = gradients_of(spec, history.checkpoint(step), step, weights[None, :])[0]
    return gradients
