"""What fixes a run: network, data, start, settings and the changes made by hand."""

from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from skipnet_gui.core.formulas import PLAIN
from skipnet_gui.core.functions import LOSSES, Array, Conventions
from skipnet_gui.core.network import ModelError, Network
from skipnet_gui.core.optimizers import Optimizer
from skipnet_gui.core.paper import Paper
from skipnet_gui.core.passes import Indices, Passes
from skipnet_gui.core.policies import CONSTANT, Policy
from skipnet_gui.core.program import BATCHES, ONE_ROW, ROW_BY_ROW, Program, program_of

MAX_STEPS = 20_000_000
MAX_EVENTS = 100_000
MAX_DATA_VALUES = 1_000_000
MAX_SEED = 2**63 - 1
ORDERS = ("cyclic", "shuffled")

Columns = tuple[list[float], ...]

DEFAULT_CONVENTIONS = Conventions()
PLAIN_SGD = Optimizer()

_FIXED_FROM_THE_START = (
    "network",
    "initial_weights",
    "learning_rate",
    "conventions",
    "optimizer",
    "policy",
    "batch_size",
    "order",
    "seed",
)


class Event(NamedTuple):
    """A change by hand that takes effect before row ``step`` and update ``step``.

    ``weights`` are pairs of name and value; a new ``optimizer`` starts with empty buffers,
    a new ``policy`` from the rate in force.
    """

    step: int
    learning_rate: float | None = None
    weights: tuple[tuple[str, float], ...] = ()
    optimizer: Optimizer | None = None
    policy: Policy | None = None


@dataclass(frozen=True, eq=False)
class Data:
    """The samples: ``x`` (N, I) and ``y`` (N, O), read-only float64."""

    x: Array
    y: Array

    def __post_init__(self) -> None:
        for name in ("x", "y"):
            array = np.array(getattr(self, name), dtype=np.float64)
            array.setflags(write=False)
            object.__setattr__(self, name, array)

    @cached_property
    def lists(self) -> tuple[Columns, Columns]:
        """The columns of x and of y as lists of numbers."""
        return tuple(self.x.T.tolist()), tuple(self.y.T.tolist())

    @cached_property
    def arrays(self) -> tuple[tuple[Array, ...], tuple[Array, ...]]:
        """The columns of x and of y, each contiguous."""
        return tuple(np.ascontiguousarray(self.x.T)), tuple(np.ascontiguousarray(self.y.T))

    def same_as(self, other: "Data") -> bool:
        """Whether both hold the same numbers."""
        return np.array_equal(self.x, other.x) and np.array_equal(self.y, other.y)


def check_data(network: Network, data: Data) -> None:
    """Check that data fit a network.

    Raises
    ------
    ModelError
        If there is no row, a row is too short or long, a value is not finite, or a
        target lies outside [0, 1] where the loss needs a probability.
    """
    columns = (("x", data.x, network.inputs), ("y", data.y, network.outputs))
    if len(data.x) == 0 or len(data.x) != len(data.y):
        raise ModelError("data", "x and y need the same number of rows, at least one")
    for key, array, names in columns:
        if array.ndim != 2 or array.shape[1] != len(names):
            raise ModelError(f"data.{key}", f"every row needs {len(names)} values, one per column")
        bad = np.argwhere(~np.isfinite(array))
        if len(bad):
            row, column = bad[0]
            raise ModelError(f"data.{key}[{row}][{column}]", "must be a finite number")
    if data.x.size + data.y.size > MAX_DATA_VALUES:
        raise ModelError("data", f"at most {MAX_DATA_VALUES} values")
    if LOSSES[network.loss].needs_probability:
        bad = np.argwhere((data.y < 0.0) | (data.y > 1.0))
        if len(bad):
            row, column = bad[0]
            raise ModelError(f"data.y[{row}][{column}]", f"must be 0 to 1 for {network.loss}")


@dataclass(frozen=True, eq=False)
class RunSpec:
    """All that fixes a run; the same spec gives the same history, bit for bit.

    ``initial_weights`` is in the order of the network's edges; ``optimizer_since`` is the
    step from which the optimizer is in force, for those that count their updates.
    """

    network: Network
    data: Data
    initial_weights: tuple[float, ...]
    learning_rate: float
    conventions: Conventions = DEFAULT_CONVENTIONS
    optimizer: Optimizer = PLAIN_SGD
    batch_size: int = 1
    order: str = "cyclic"
    seed: int = 0
    events: tuple[Event, ...] = ()
    policy: Policy = CONSTANT
    optimizer_since: int = 0

    @cached_property
    def passes(self) -> Passes:
        """The passes of this network under these conventions."""
        return Passes(self.network, self.conventions)

    @cached_property
    def training_passes(self) -> Passes:
        """The passes with the functions of the program, for the same bits."""
        return Passes(self.network, self.conventions, PLAIN)

    @cached_property
    def paper(self) -> Paper:
        """The operations of this network as they stand on paper."""
        return Paper(self.network)

    @property
    def rows(self) -> int:
        """Number of samples."""
        return len(self.data.x)

    @property
    def steps_per_epoch(self) -> int:
        """Number of batches in a pass over the data."""
        return -(-self.rows // self.batch_size)

    @cached_property
    def trainable(self) -> Array | None:
        """(E,) array of 1 for trainable edges and 0 for frozen ones; None if none is frozen."""
        flags = [edge.trainable for edge in self.network.edges]
        return None if all(flags) else np.array(flags, dtype=np.float64)

    @cached_property
    def events_by_step(self) -> dict[int, tuple[Event, ...]]:
        """The events of each step that has any, in list order."""
        grouped: dict[int, list[Event]] = {}
        for event in self.events:
            grouped.setdefault(event.step, []).append(event)
        return {step: tuple(events) for step, events in grouped.items()}

    @cached_property
    def event_steps(self) -> list[int]:
        """The steps that have events, in order."""
        return sorted(self.events_by_step)

    @cached_property
    def _stages(self) -> tuple[list[int], list["RunSpec"]]:
        """The steps at which another optimizer or policy begins, and the run from there on."""
        steps, stages, stage = [], [], self
        for event in sorted(self.events, key=lambda event: event.step):
            if event.optimizer is not None:
                stage = replace(stage, optimizer=event.optimizer, optimizer_since=event.step)
            if event.policy is not None:
                stage = replace(stage, policy=event.policy)
            if event.optimizer is not None or event.policy is not None:
                steps.append(event.step)
                stages.append(stage)
        return steps, stages

    def stage(self, step: int) -> "RunSpec":
        """Return the run with the optimizer and the policy that update ``step`` uses."""
        steps, stages = self._stages
        at = bisect_right(steps, step)
        return stages[at - 1] if at else self

    @cached_property
    def as_computed(self) -> "RunSpec":
        """The run without events, whose updates stand however the loss goes."""
        return replace(self, policy=CONSTANT, events=())

    @cached_property
    def program(self) -> Program:
        """The program that does this run's updates."""
        kind = ONE_ROW if self.rows == 1 else ROW_BY_ROW if self.batch_size == 1 else BATCHES
        return program_of(self.network, self.conventions, self.optimizer, kind)

    @cached_property
    def weight_index(self) -> dict[str, int]:
        """Position of each weight by its name."""
        return {name: index for index, name in enumerate(self.network.weight_names)}

    def same_until(self, other: "RunSpec") -> int | None:
        """Return the first step whose row the two specs may make differently; None if none.

        State 0 up to this step are the same; row and update of the step itself need not be.
        """
        if any(getattr(self, name) != getattr(other, name) for name in _FIXED_FROM_THE_START):
            return 0
        if self.data is not other.data and not self.data.same_as(other.data):
            return 0
        steps = self.events_by_step.keys() | other.events_by_step.keys()
        return min(
            (s for s in steps if self.events_by_step.get(s) != other.events_by_step.get(s)),
            default=None,
        )

    @cached_property
    def _columns(self) -> tuple[Array, Array]:
        """(I, 1, N) and (O, 1, N) arrays: the data as the passes want them."""
        x, y = self.data.x.T[:, None, :], self.data.y.T[:, None, :]
        return np.ascontiguousarray(x), np.ascontiguousarray(y)

    def batch(self, rows: Indices | slice) -> tuple[Array, Array]:
        """Return (I, 1, B) and (O, 1, B) arrays of the given rows."""
        x, y = self._columns
        return x[:, :, rows], y[:, :, rows]
