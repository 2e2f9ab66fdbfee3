"""Marking at a step of a run: the moment whose values are asked for, and its marks."""

from collections.abc import Sequence

from skipnet_gui.core.answers import GivenAnswer, Mark, mark
from skipnet_gui.core.quantities import Moment
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.core.training import TrainState, batch_rows, begun, weights_computed


class SampleError(ValueError):
    """A batch of which no sample is chosen, or one that it does not have."""


def marked(
    spec: RunSpec, state: TrainState, sample: int | None, answers: Sequence[GivenAnswer]
) -> tuple[Mark, ...]:
    """Mark answers about the step that a state of a run comes to next.

    Parameters
    ----------
    sample
        Number of the sample in the step's batch, from 0; None for a batch of one. With a
        sample chosen no ``new_`` quantity may be among the answers.

    Raises
    ------
    SampleError
        If the batch holds several rows and no sample is chosen, or none of that number.
    """
    return mark(moment_of(spec, state, sample), answers)


def all_right(marks: Sequence[Mark]) -> bool:
    """Whether every answer is right."""
    return all(found.verdict == "right" for found in marks)


def moment_of(spec: RunSpec, state: TrainState, sample: int | None = None) -> Moment:
    """Return the moment of one sample at a state of a run, the events of its step included.

    Raises
    ------
    SampleError
        If the batch holds several rows and no sample is chosen, or none of that number.
    """
    batch = batch_rows(spec, state, state.step)
    start, stage = begun(spec, state), spec.stage(state.step)
    data_row = int(batch[_chosen(len(batch), sample)])
    updated = weights_computed(spec, state) if len(batch) > 1 else None
    return Moment(
        network=spec.network,
        conventions=spec.conventions,
        optimizer=stage.optimizer,
        x=spec.data.x[data_row],
        y=spec.data.y[data_row],
        weights=start.weights,
        learning_rate=start.learning_rate,
        slots=start.slots,
        update=state.step - stage.optimizer_since + 1,
        updated=updated,
    )


def _chosen(count: int, sample: int | None) -> int:
    if sample is None and count > 1:
        raise SampleError(f"must choose one of the {count} rows of the batch, 0 to {count - 1}")
    if sample is not None and sample >= count:
        rows = "one row, 0" if count == 1 else f"{count} rows, 0 to {count - 1}"
        raise SampleError(f"must be a row of the step’s batch, which has {rows}")
    return sample or 0
