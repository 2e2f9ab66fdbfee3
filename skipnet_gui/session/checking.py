"""A run's state at a step, and the gradient check of that step as a table of text."""

from collections.abc import Sequence

from skipnet_gui.core.gradcheck import FINE, Verdict, WeightCheck, check_gradients
from skipnet_gui.core.numerals import short
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.core.training import (
    CHUNK_ROWS,
    Row,
    TrainState,
    advance,
    batch_rows,
    evaluate,
    finite_rows,
    initial_state,
)

_DIGITS = 10
_NAMED = 3
_HEADER = ("weight", "analytic", "central", "left", "right", "difference", "verdict")


def reached(spec: RunSpec, step: int) -> tuple[TrainState, Row]:
    """Return the state before a step, and its row.

    Where a number on the way is not finite, the row is the one that holds it, of an
    earlier step than the one asked for; the state is then of no use.
    """
    state = initial_state(spec)
    while state.step < step:
        rows, state = advance(spec, state, min(CHUNK_ROWS, step - state.step))
        finite = finite_rows(rows)
        if finite < len(rows):
            return state, rows.first(finite + 1).last
    return state, evaluate(spec, state)


def checked(spec: RunSpec, state: TrainState, row: Row) -> tuple[WeightCheck, ...]:
    """Return the gradient check of a step: its weights, its batch."""
    batch = batch_rows(spec, state, row.step).tolist()
    return check_gradients(spec, row.weights, batch)


def is_fine(checks: Sequence[WeightCheck]) -> bool:
    """Whether no gradient is off."""
    return all(check.verdict in FINE for check in checks)


def check_table(checks: Sequence[WeightCheck]) -> str:
    """Return a check as lines of text in columns, and what it comes to in the last."""
    rows = [_HEADER, *map(_cells, checks)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join([*lines, summary(checks)]) + "\n"


def _cells(check: WeightCheck) -> tuple[str, ...]:
    numbers = (check.analytic, check.central, check.left, check.right)
    written = (short(value, _DIGITS) for value in numbers)
    return check.weight, *written, short(check.difference, 2), check.verdict.value


def summary(checks: Sequence[WeightCheck]) -> str:
    """Return what a check comes to, in a sentence."""
    bad = [check.weight for check in checks if check.verdict not in FINE]
    if bad:
        more = f" and {len(bad) - _NAMED} more" if len(bad) > _NAMED else ""
        return f"not confirmed: {', '.join(bad[:_NAMED])}{more}"
    smooth = [check.difference for check in checks if check.verdict is Verdict.OK]
    kinks = len(checks) - len(smooth)
    beside = f"; {kinks} of {len(checks)} on a kink, where differences say nothing" * bool(kinks)
    return f"largest relative difference {short(max(smooth, default=0.0), 2)}{beside}"
