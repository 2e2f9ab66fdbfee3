"""Random projects as the plain object of a project file, and the program's value of one.

Networks of one to three inputs and outputs, with bias and frozen edges, parallel edges,
outputs that feed other units, units that nothing reaches and units without incoming
edges, their units listed in any order.
"""

from collections.abc import Callable

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

# Weights and data come from bytes that are drawn at once: to draw each number by itself takes
# longer than all that is tested with them. Bytes of 0 give the plainest numbers.
Numbers = Callable[[np.ndarray], np.ndarray]  # floats of as many numbers of 64 bits
WORD = 8
SPECIAL = np.array([0.0, -0.0, 1.0, -1.0, 2.0, -2.0, 0.5, 2.0**-1022])


def thousandths(words: np.ndarray) -> np.ndarray:
    """Return numbers from −1.5 to 1.5, one in 32 of them 0."""
    return np.where(words % 32, _from_middle(words >> 5, 1500), 0) / 1000


def eighths(words: np.ndarray) -> np.ndarray:
    """Return numbers from −2 to 2."""
    return _from_middle(words, 16) / 8


def any_bits(words: np.ndarray) -> np.ndarray:
    """Return numbers from −2 to 2, of any digits and many sizes, one in 8 of them special."""
    special, negative, size = words % 8, words >> 3 & 1, words >> 4 & 15
    number = np.ldexp(1.0 + (words >> 12) * 2.0**-52, -size.astype(int))
    return np.where(special, np.where(negative, -number, number), SPECIAL[words >> 3 & 7])


def one_of(values: list[float]) -> Numbers:
    """Return a rule that gives numbers of a list."""
    return lambda words: np.array(values)[words % len(values)]


def _from_middle(words: np.ndarray, most: int) -> np.ndarray:
    """Return integers of at most this size: 0, 1, −1, 2 …"""
    steps = (words % (2 * most + 1)).astype(int)
    return np.where(steps % 2, steps + 1, -steps) // 2


def lists_of(numbers: Numbers, size: int) -> st.SearchStrategy[list[float]]:
    """Return lists of so many numbers."""
    drawn = st.binary(min_size=size * WORD, max_size=size * WORD)
    return drawn.map(lambda words: numbers(np.frombuffer(words, "<u8")).tolist())


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
    kinds, turns, places = np.frombuffer(draw(_bytes(3 * count)), np.uint8).reshape(3, -1)
    chosen = [activations[kind % len(activations)] for kind in kinds]
    outputs = np.argsort(turns, kind="stable")[: draw(st.integers(1, 3))].tolist()
    loss = draw(st.sampled_from(losses))
    if loss == "binary_cross_entropy":  # its logarithms want ŷ between 0 and 1
        chosen = ["sigmoid" if k in outputs else g for k, g in enumerate(chosen)]
    edges = _edges(draw, inputs, count)
    rows, width = draw(st.sampled_from(row_counts)), len(inputs) + len(outputs)
    need = len(edges) + rows * width
    values = draw(lists_of(numbers, need))
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
                for k in np.argsort(places, kind="stable").tolist()
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
    drawn = np.frombuffer(draw(_bytes(3 * draw(st.integers(1, MOST_EDGES)))), np.uint8)
    edges = []
    for k, (start, end, kind) in enumerate(drawn.reshape(-1, 3).tolist()):
        # Units come up twice as often as inputs and bias: chains and skips are the subject.
        source, target, trainable = start % (len(outer) + 2 * count), end % count, kind % 2 == 1
        if source < len(outer):
            name = outer[source]
        else:
            low, target = sorted(((source - len(outer)) % count, target))
            low -= low == target
            name = f"u{low}" if low >= 0 else inputs[0]
        edges.append({"weight": f"w{k}", "from": name, "to": f"u{target}", "trainable": trainable})
    return edges


def _bytes(size):
    return st.binary(min_size=size, max_size=size)


settings_of = {
    "sgd": st.sampled_from([{}, {"momentum": 0.9}, {"momentum": 0.5, "nesterov": True}]),
    # eps is not too small here: beside g = 10⁻¹⁷ a last bit would decide on the direction.
    "rmsprop": st.sampled_from([{"eps": 1e-3}, {"alpha": 0.9, "eps": 1e-2, "momentum": 0.9}]),
    "adam": st.sampled_from([{"eps": 1e-3}, {"beta1": 0.5, "beta2": 0.9, "eps": 1e-2}]),
}
one_eighth = lists_of(eighths, 1).map(lambda numbers: numbers[0])


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
                optional={"weights": st.dictionaries(st.sampled_from(weights), one_eighth)},
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
