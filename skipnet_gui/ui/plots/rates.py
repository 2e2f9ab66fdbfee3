"""The learning rate as one more column of the curves, for runs whose policy moves it."""

import numpy as np

from skipnet_gui.core.history import Curves, History
from skipnet_gui.core.recorded import rows_at
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.ui.plots.step_plot import Kind

RATE = Kind("rate_plot", "Learning rate α", "Learning rate α", log=True)


def moves(spec: RunSpec) -> bool:
    """Whether the rate of a run moves by itself somewhere."""
    policies = (spec.policy, *(event.policy for event in spec.events if event.policy))
    return any(policy.period is not None for policy in policies)


def with_rates(history: History, curves: Curves) -> Curves:
    """Return curves with the rate at the first step of each bucket as their last column."""
    steps = curves.steps.astype(np.intp)
    rates = rows_at(history, np.minimum(steps, history.steps))[:, :1]
    low, high = np.hstack([curves.low, rates]), np.hstack([curves.high, rates])
    return Curves(curves.steps, low, high, np.hstack([curves.nearest, rates]), curves.bucket)
