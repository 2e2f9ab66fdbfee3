"""The project: all that a file holds, as a frozen value that is valid by construction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import compress
from typing import Any

import numpy as np

from skipnet_gui.core.functions import Conventions
from skipnet_gui.core.network import ModelError, Network
from skipnet_gui.core.optimizers import OPTIMIZERS, Optimizer
from skipnet_gui.core.policies import CONSTANT, POLICIES, Policy
from skipnet_gui.core.run_spec import (
    DEFAULT_CONVENTIONS,
    MAX_DATA_VALUES,
    MAX_EVENTS,
    MAX_SEED,
    MAX_STEPS,
    ORDERS,
    PLAIN_SGD,
    Data,
    Event,
    RunSpec,
    check_data,
)


@dataclass(frozen=True)
class Run:
    """A training run: its start, its settings, the changes by hand, and its length.

    ``initial_weights`` is in the order of the network's edges; ``steps`` is how many
    updates were recorded when the project was saved. A branch shares its parent's updates
    up to ``branched_at``. ``twin_without`` names the edges that are cut in the run's twin,
    which is trained beside it in lock-step; without any there is no twin. ``shown`` is
    whether its curves are drawn while another run is active.
    """

    name: str
    initial_weights: tuple[float, ...]
    learning_rate: float
    optimizer: Optimizer = PLAIN_SGD
    batch_size: int = 1
    order: str = "cyclic"
    seed: int = 0
    events: tuple[Event, ...] = ()
    steps: int = 0
    policy: Policy = CONSTANT
    branched_at: int = 0
    twin_without: tuple[str, ...] = ()
    shown: bool = True


@dataclass(frozen=True, eq=False)
class Project:
    """A network, its data and its runs.

    ``test`` are rows that no run sees: they are no part of what fixes a run.

    Raises
    ------
    ModelError
        If data or a run do not fit the network, or a setting is out of its range; its
        ``place`` is the path in the project file.
    """

    network: Network
    data: Data
    runs: tuple[Run, ...]
    conventions: Conventions = DEFAULT_CONVENTIONS
    active_run: int = 0
    view: Mapping[str, Any] = field(default_factory=dict)
    test: Data | None = None

    def __post_init__(self) -> None:
        check_data(self.network, self.data)
        if self.test is not None:
            _check_test(self.network, self.test, self.data)
        if self.conventions.relu_slope_at_zero not in (0, 0.5, 1):
            raise ModelError("conventions.relu_slope_at_zero", "must be 0, 0.5 or 1")
        if self.conventions.sign_of_zero not in (-1, 0, 1):
            raise ModelError("conventions.sign_of_zero", "must be -1, 0 or 1")
        if not self.runs:
            raise ModelError("runs", "needs at least one run")
        names: set[str] = set()
        for index, run in enumerate(self.runs):
            if run.name in names:
                raise ModelError(f"runs[{index}].name", f"the name {run.name!r} is taken")
            names.add(run.name)
            _check_run(run, f"runs[{index}]", self.network)
        if not 0 <= self.active_run < len(self.runs):
            raise ModelError("active_run", f"must be 0 to {len(self.runs) - 1}")

    @cached_property
    def specs(self) -> tuple[RunSpec, ...]:
        """What fixes each run."""
        return tuple(
            RunSpec(
                network=self.network,
                data=self.data,
                initial_weights=run.initial_weights,
                learning_rate=run.learning_rate,
                conventions=self.conventions,
                optimizer=run.optimizer,
                batch_size=min(run.batch_size, len(self.data.x)),
                order=run.order,
                seed=run.seed,
                events=run.events,
                policy=run.policy,
            )
            for run in self.runs
        )

    @cached_property
    def twin_specs(self) -> tuple[RunSpec | None, ...]:
        """What fixes the twin of each run that has one."""
        return tuple(
            without_edges(spec, run.twin_without) if run.twin_without else None
            for spec, run in zip(self.specs, self.runs, strict=True)
        )

    @property
    def run(self) -> Run:
        """The active run."""
        return self.runs[self.active_run]

    @property
    def spec(self) -> RunSpec:
        """What fixes the active run."""
        return self.specs[self.active_run]

    def sharing(self, other: "Project") -> "Project":
        """Return the project with the specs of another for the runs that are the same.

        What has been worked out for a spec, its program above all, is kept with it.
        """
        same = ("network", "data", "conventions")
        if all(getattr(self, name) is getattr(other, name) for name in same):
            for kept in ("specs", "twin_specs"):
                known = dict(zip(other.runs, getattr(other, kept), strict=True))
                mine = zip(self.runs, getattr(self, kept), strict=True)
                self.__dict__[kept] = tuple(known.get(run, spec) for run, spec in mine)
        return self

    def with_active(self, index: int) -> "Project":
        """Return the project with another run active."""
        return replace(self, active_run=index).sharing(self)

    def same_as(self, other: "Project") -> bool:
        """Whether both hold the same, but for the view."""
        parts = ("network", "runs", "conventions", "active_run")
        if any(getattr(self, name) != getattr(other, name) for name in parts):
            return False
        return _same(self.data, other.data) and _same(self.test, other.test)

    def with_run(self, **changes: Any) -> "Project":
        """Return the project with changes to its active run."""
        runs = list(self.runs)
        runs[self.active_run] = replace(self.run, **changes)
        return replace(self, runs=tuple(runs))


def project_of(spec: RunSpec, run_name: str = "run 1") -> Project:
    """Return a project with one run of the given spec."""
    run = Run(
        name=run_name,
        initial_weights=spec.initial_weights,
        learning_rate=spec.learning_rate,
        optimizer=spec.optimizer,
        batch_size=spec.batch_size,
        order=spec.order,
        seed=spec.seed,
        events=spec.events,
        policy=spec.policy,
    )
    return Project(spec.network, spec.data, (run,), spec.conventions)


def _same(rows: Data | None, other: Data | None) -> bool:
    return rows is other or (rows is not None and other is not None and rows.same_as(other))


def _check_test(network: Network, test: Data, data: Data) -> None:
    """Check that test rows fit the network, and are not too many beside the data."""
    try:
        check_data(network, test)
    except ModelError as error:
        place = error.place.replace("data", "data.test", 1)
        raise ModelError(place, error.problem) from error
    if sum(rows.x.size + rows.y.size for rows in (data, test)) > MAX_DATA_VALUES:
        raise ModelError("data.test", f"at most {MAX_DATA_VALUES} values together with the data")


def _check_run(run: Run, place: str, network: Network) -> None:
    if len(run.initial_weights) != len(network.edges):
        raise ModelError(f"{place}.initial_weights", "must name every edge and nothing else")
    for name, value in zip(network.weight_names, run.initial_weights, strict=True):
        if not np.isfinite(value):
            raise ModelError(f"{place}.initial_weights.{name}", "must be a finite number")
    check_rate(run.learning_rate, f"{place}.learning_rate")
    check_optimizer(run.optimizer, f"{place}.optimizer")
    _check_whole(run.batch_size, 1, None, f"{place}.batch_size")
    _check_whole(run.seed, 0, MAX_SEED, f"{place}.seed")
    _check_whole(run.steps, 0, MAX_STEPS, f"{place}.steps")
    if run.order not in ORDERS:
        raise ModelError(f"{place}.order", "must be one of " + " ".join(ORDERS))
    if len(run.events) > MAX_EVENTS:
        raise ModelError(f"{place}.events", f"at most {MAX_EVENTS} events")
    known = frozenset(network.weight_names)
    for index, event in enumerate(run.events):
        _check_event(event, f"{place}.events[{index}]", known)
    check_policy(run.policy, f"{place}.policy")
    _check_whole(run.branched_at, 0, MAX_STEPS, f"{place}.branched_at")
    cut = set(run.twin_without)
    if len(cut) < len(run.twin_without) or not cut < known:
        raise ModelError(f"{place}.twin_without", "must name some of the edges, each once")


def _check_event(event: Event, place: str, known: frozenset[str]) -> None:
    _check_whole(event.step, 0, MAX_STEPS, f"{place}.step")
    if event == Event(event.step):
        raise ModelError(place, "needs learning_rate or weights")
    if event.optimizer is not None:
        check_optimizer(event.optimizer, f"{place}.optimizer")
    if event.policy is not None:
        check_policy(event.policy, f"{place}.policy")
    if event.learning_rate is not None:
        check_rate(event.learning_rate, f"{place}.learning_rate")
    for name, value in event.weights:
        if name not in known:
            raise ModelError(f"{place}.weights.{name}", "must be the name of an edge's weight")
        if not np.isfinite(value):
            raise ModelError(f"{place}.weights.{name}", "must be a finite number")


def check_rate(value: float, place: str) -> None:
    """Check that a learning rate is finite and not negative."""
    if not (np.isfinite(value) and value >= 0.0):
        raise ModelError(place, "must be a finite number, 0 or more")


def check_optimizer(optimizer: Optimizer, place: str) -> None:
    """Check an optimizer's name and the ranges of its settings."""
    if optimizer.name not in OPTIMIZERS:
        raise ModelError(f"{place}.name", "must be one of " + " ".join(OPTIMIZERS))
    known = optimizer.rule.options
    for name, value in optimizer.settings:
        if name not in known:
            raise ModelError(f"{place}.{name}", f"{optimizer.name} has no such setting")
        below = known[name].below
        if not np.isfinite(value) or value < 0 or (below is not None and value >= below):
            wanted = "0 or more" if below is None else f"0 or more and below {below:g}"
            raise ModelError(f"{place}.{name}", f"must be a finite number, {wanted}")
    if optimizer.options.get("nesterov") and optimizer.options["momentum"] == 0.0:
        raise ModelError(f"{place}.nesterov", "needs momentum above 0")


def check_policy(policy: Policy, place: str) -> None:
    """Check a learning-rate policy's name and the ranges of its settings."""
    if policy.name not in POLICIES:
        raise ModelError(f"{place}.name", "must be one of " + " ".join(POLICIES))
    known = policy.rule.options
    for name, value in policy.settings:
        if name not in known:
            raise ModelError(f"{place}.{name}", f"{policy.name} has no such setting")
        option = known[name]
        kind = "a whole number" if option.whole else "a number"
        if not option.at_least <= value <= option.at_most or (option.whole and value % 1):
            wanted = f"{option.at_least:g} to {option.at_most:,.10g}"
            raise ModelError(f"{place}.{name}", f"must be {kind}, {wanted}")


def without_edges(spec: RunSpec, names: Sequence[str]) -> RunSpec:
    """Return a run with edges cut out of its network, and all else the same."""
    network, gone = spec.network, frozenset(names)
    kept = [name not in gone for name in network.weight_names]
    edges = tuple(compress(network.edges, kept))
    events = (
        event._replace(weights=tuple(pair for pair in event.weights if pair[0] not in gone))
        for event in spec.events
    )
    return replace(
        spec,
        network=replace(network, edges=edges),
        initial_weights=tuple(compress(spec.initial_weights, kept)),
        events=tuple(event for event in events if event != Event(event.step)),
    )


def _check_whole(value: int, low: int, high: int | None, place: str) -> None:
    if value < low or (high is not None and value > high):
        wanted = f"{low} or more" if high is None else f"{low} to {high}"
        raise ModelError(place, f"must be a whole number, {wanted}")
