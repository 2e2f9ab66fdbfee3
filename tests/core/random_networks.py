"""Random projects as the plain object of a project file, and the program's value of one.

Networks of one to three inputs and outputs, with bias and frozen edges, parallel edges,
outputs that feed other units, units that nothing reaches and units without incoming
edges, their units listed in any order.
"""

import numpy as np
from hypothesis import strategies as st

from skipnet_gui.core.functions import ACTIVATIONS, LOSSES, Conventions
from skipnet_gui.core.network import Edge, Network, Unit
from skipnet_gui.core.optimizers import Optimizer
from skipnet_gui.core.run_spec import Data, Event, RunSpec

KINKED_ACTIVATIONS = {"relu", "leaky_relu"}
SMOOTH_ACTIVATIONS = sorted(set(ACTIVATIONS) - KINKED_ACTIVATIONS)
SMOOTH_LOSSES = sorted(set(LOSSES) - {"absolute"})
# Of these a result is made by + − × alone, so every machine gives the same bits.
PLAIN_ACTIVATIONS = ["identity", "leaky_relu", "relu"]
PLAIN_LOSSES = ["absolute", "half_squared", "huber", "squared"]

MOST_INPUTS, MOST_UNITS, MOST_EDGES, MOST_ROWS = 3, 7, 13, 4

thousandths = st.integers(-1500, 1500).map(lambda k: k / 1000)
eighths = st.integers(-16, 16).map(lambda k: k / 8)
any_bits = st.floats(-2, 2, allow_subnormal=False)


@st.composite
def projects(
    draw,
    activations=tuple(ACTIVATIONS),
    losses=tuple(LOSSES),
    numbers=thousandths,
    row_counts=tuple(range(1, MOST_ROWS + 1)),
):
    """Return a project with one run that trains by plain descent."""
    inputs = [f"x{k}" for k in range(draw(st.integers(1, MOST_INPUTS)))]
    count = draw(st.integers(1, MOST_UNITS))
    chosen = draw(st.lists(st.sampled_from(activations), min_size=count, max_size=count))
    outputs = draw(st.lists(st.integers(0, count - 1), min_size=1, max_size=3, unique=True))
    loss = draw(st.sampled_from(losses))
    if loss == "binary_cross_entropy":  # its logarithms want ŷ between 0 and 1
        chosen = ["sigmoid" if k in outputs else g for k, g in enumerate(chosen)]
    edges = _edges(draw, inputs, count)
    rows, width = draw(st.sampled_from(row_counts)), len(inputs) + len(outputs)
    need = len(edges) + rows * width
    values = draw(st.lists(numbers, min_size=need, max_size=need))
    weights, table = values[: len(edges)], np.reshape(values[len(edges) :], (rows, width))
    y = table[:, len(inputs) :]
    if LOSSES[loss].needs_probability:
        y = np.abs(y) / 2
    return {
        "format": "skipnet-project",
        "version": 1,
        "network": {
            "inputs": inputs,
            "units": [
                {"name": f"u{k}", "activation": chosen[k]}
                for k in draw(st.permutations(range(count)))
            ],
            "edges": edges,
            "outputs": [f"u{k}" for k in outputs],
            "loss": loss,
        },
        "data": {"x": table[:, : len(inputs)].tolist(), "y": y.tolist()},
        "conventions": {
            "relu_slope_at_zero": draw(st.sampled_from([0, 0.5, 1])),
            "sign_of_zero": draw(st.sampled_from([0, -1, 1])),
        },
        "runs": [
            {
                "name": "run 1",
                "initial_weights": {
                    edge["weight"]: weight for edge, weight in zip(edges, weights, strict=True)
                },
                "learning_rate": draw(st.sampled_from([0.01, 0.1, 0.5])),
            }
        ],
    }


def _edges(draw, inputs, count):
    """Edges from an earlier to a later unit, by rank: no cycle can come about."""
    outer = [*inputs, "bias"]
    # Units come up twice as often as inputs and bias: chains and skips are the subject.
    ends = st.tuples(
        st.integers(0, len(outer) + 2 * count - 1), st.integers(0, count - 1), st.booleans()
    )
    size = draw(st.integers(1, MOST_EDGES))
    edges = []
    for k, (source, target, trainable) in enumerate(
        draw(st.lists(ends, min_size=size, max_size=size))
    ):
        if source < len(outer):
            name = outer[source]
        else:
            low, target = sorted(((source - len(outer)) % count, target))
            low -= low == target
            name = f"u{low}" if low >= 0 else inputs[0]
        edges.append({"weight": f"w{k}", "from": name, "to": f"u{target}", "trainable": trainable})
    return edges


settings_of = {
    "sgd": st.sampled_from([{}, {"momentum": 0.9}, {"momentum": 0.5, "nesterov": True}]),
    # eps is not too small here: beside g = 10⁻¹⁷ a last bit would decide on the direction.
    "rmsprop": st.sampled_from([{"eps": 1e-3}, {"alpha": 0.9, "eps": 1e-2, "momentum": 0.9}]),
    "adam": st.sampled_from([{"eps": 1e-3}, {"beta1": 0.5, "beta2": 0.9, "eps": 1e-2}]),
}


@st.composite
def trainings(draw, optimizers=tuple(settings_of), steps=12, **of_network):
    """Return a project whose run has any optimizer, batches, order and events."""
    project = draw(projects(**of_network))
    run, count = project["runs"][0], len(project["data"]["x"])
    name = draw(st.sampled_from(optimizers))
    run["optimizer"] = {"name": name} | draw(settings_of[name])
    run["batch_size"] = draw(st.integers(1, count))
    run["order"] = draw(st.sampled_from(["cyclic", "shuffled"]))
    run["seed"] = draw(st.integers(0, 2**63 - 1))
    weights = [edge["weight"] for edge in project["network"]["edges"]]
    run["events"] = draw(
        st.lists(
            st.fixed_dictionaries(
                {"step": st.integers(0, steps), "learning_rate": st.sampled_from([0.0, 0.02, 0.2])},
                optional={"weights": st.dictionaries(st.sampled_from(weights), eighths)},
            ),
            max_size=3,
        )
    )
    return project


def initial_weights(project):
    """The weights of the first run in file order."""
    return list(project["runs"][0]["initial_weights"].values())


def spec_of(project):
    """Return the program's value of a plain project's first run."""
    network, run = project["network"], project["runs"][0]
    optimizer = dict(run.get("optimizer", {"name": "sgd"}))
    return RunSpec(
        network=Network(
            inputs=tuple(network["inputs"]),
            units=tuple(Unit(u["name"], u["activation"]) for u in network["units"]),
            edges=tuple(
                Edge(e["weight"], e["from"], e["to"], e.get("trainable", True))
                for e in network["edges"]
            ),
            outputs=tuple(network["outputs"]),
            loss=network["loss"],
        ),
        data=Data(np.array(project["data"]["x"]), np.array(project["data"]["y"])),
        initial_weights=tuple(run["initial_weights"].values()),
        learning_rate=run["learning_rate"],
        conventions=Conventions(**project.get("conventions", {})),
        optimizer=Optimizer(optimizer.pop("name"), tuple(optimizer.items())),
        batch_size=run.get("batch_size", 1),
        order=run.get("order", "cyclic"),
        seed=run.get("seed", 0),
        events=tuple(
            Event(e["step"], e.get("learning_rate"), tuple(e.get("weights", {}).items()))
            for e in run.get("events", [])
        ),
    )


def batch_of_all(spec):
    """Return the batch that holds every row."""
    return spec.batch(slice(None))
