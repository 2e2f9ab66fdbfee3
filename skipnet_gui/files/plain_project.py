"""The plain values of a project's file, in the order of the format."""

from typing import Any

from skipnet_gui.core.network import Network
from skipnet_gui.core.optimizers import Optimizer, optimizer_of
from skipnet_gui.core.policies import CONSTANT, Policy, policy_of
from skipnet_gui.core.run_spec import Data, Event
from skipnet_gui.files.migrations import FORMAT, NEW_IN_2
from skipnet_gui.session.project import Project, Run


def plain_values(project: Project) -> dict[str, Any]:
    """Return the plain values of a project's file, in the order of the format."""
    names = project.network.weight_names
    slope = float(project.conventions.relu_slope_at_zero)
    test = {} if project.test is None else {"test": _plain_rows(project.test)}
    return {
        "format": FORMAT,
        "version": _version(project),
        "network": _plain_network(project.network),
        "data": _plain_rows(project.data) | test,
        "conventions": {
            "relu_slope_at_zero": int(slope) if slope.is_integer() else slope,
            "sign_of_zero": int(project.conventions.sign_of_zero),
        },
        "runs": [_plain_run(run, names) for run in project.runs],
        "active_run": project.active_run,
    }


def _version(project: Project) -> int:
    """Return the oldest version that can hold a project, so that older programs read it."""
    if project.test is not None:
        return 3
    plain = Run("", (), 0.0)
    newer = any(
        getattr(run, key) != getattr(plain, key) for run in project.runs for key in NEW_IN_2
    )
    events = (event for run in project.runs for event in run.events)
    return 2 if newer or any(event.optimizer or event.policy for event in events) else 1


def _plain_rows(data: Data) -> dict[str, Any]:
    return {"x": data.x.tolist(), "y": data.y.tolist()}


def _plain_network(network: Network) -> dict[str, Any]:
    return {
        "inputs": network.inputs,
        "units": [{"name": unit.name, "activation": unit.activation} for unit in network.units],
        "edges": [
            {"weight": edge.weight, "from": edge.source, "to": edge.target}
            | ({} if edge.trainable else {"trainable": False})
            for edge in network.edges
        ],
        "outputs": network.outputs,
        "loss": network.loss,
    }


def _plain_run(run: Run, weight_names: tuple[str, ...]) -> dict[str, Any]:
    weights = map(float, run.initial_weights)
    plain: dict[str, Any] = {
        "name": run.name,
        "initial_weights": dict(zip(weight_names, weights, strict=True)),
        "learning_rate": float(run.learning_rate),
        "optimizer": _plain_optimizer(run.optimizer),
        "batch_size": run.batch_size,
        "order": run.order,
        "seed": run.seed,
        "events": [_plain_event(event, weight_names) for event in run.events],
        "steps": run.steps,
    }
    if run.policy != CONSTANT:
        plain["policy"] = _plain_policy(run.policy)
    if run.branched_at:
        plain["branched_at"] = run.branched_at
    if run.twin_without:
        plain["twin_without"] = list(run.twin_without)
    if not run.shown:
        plain["shown"] = False
    return plain


def _plain_optimizer(optimizer: Optimizer) -> dict[str, Any]:
    ordered = optimizer_of(optimizer.name, optimizer.options)
    return {"name": ordered.name, **dict(ordered.settings)}


def _plain_policy(policy: Policy) -> dict[str, Any]:
    ordered = policy_of(policy.name, policy.options)
    whole = {key for key, option in ordered.rule.options.items() if option.whole}
    values = {key: int(v) if key in whole else float(v) for key, v in ordered.settings}
    return {"name": ordered.name, **values}


def _plain_event(event: Event, weight_names: tuple[str, ...]) -> dict[str, Any]:
    values = dict(event.weights)
    weights = {name: float(values[name]) for name in weight_names if name in values}
    rate = event.learning_rate
    return (
        {"step": event.step}
        | ({} if rate is None else {"learning_rate": float(rate)})
        | ({"weights": weights} if weights else {})
        | ({} if event.optimizer is None else {"optimizer": _plain_optimizer(event.optimizer)})
        | ({} if event.policy is None else {"policy": _plain_policy(event.policy)})
    )
