"""Every way in which a project file can be wrong is named with its place."""

import json
from pathlib import Path
from typing import Any

import pytest

from skipnet_gui.files.errors import FileError
from skipnet_gui.files.migrations import VERSION
from skipnet_gui.files.project_file import parse_project

GOLDEN = (Path(__file__).parents[1] / "data" / "project_v1.skipnet").read_bytes()
GONE = object()

_UNIT = {"name": "u", "activation": "relu"}
_RUN = json.loads(GOLDEN)["runs"][0]
_NESTEROV = "runs[0].optimizer.nesterov"
_PARALLEL = {"from": "x", "to": "0"}


def _changed(path: str, value: Any) -> bytes:
    """Return the golden file with one entry set, added or (GONE) removed."""
    document = json.loads(GOLDEN)
    *way, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    here = document
    for step in way:
        here = here[step]
    if value is GONE:
        del here[last]
    else:
        here[last] = value
    return json.dumps(document).encode()


WRONG_KINDS = [
    ("format", 1, "format"),
    ("network", [], "network"),
    ("network/inputs", "x", "network.inputs"),
    ("network/inputs/0", 1, "network.inputs[0]"),
    ("network/units", {}, "network.units"),
    ("network/units/1", [], "network.units[1]"),
    ("network/units/2/activation", None, "network.units[2].activation"),
    ("network/edges/3/from", 0, "network.edges[3].from"),
    ("network/edges/3/to", 0, "network.edges[3].to"),
    ("network/edges/0/trainable", 1, "network.edges[0].trainable"),
    ("network/edges/0/trainable", "false", "network.edges[0].trainable"),
    ("network/edges/0/trainable", None, "network.edges[0].trainable"),
    ("network/outputs", None, "network.outputs"),
    ("network/loss", ["absolute"], "network.loss"),
    ("data", None, "data"),
    ("data/x", [1.0], "data.x[0]"),
    ("data/x/0/0", "1", "data.x[0][0]"),
    ("data/y/0/0", True, "data.y[0][0]"),
    ("data/y/0/0", None, "data.y[0][0]"),
    ("conventions/relu_slope_at_zero", False, "conventions.relu_slope_at_zero"),
    ("conventions/sign_of_zero", 0.0, "conventions.sign_of_zero"),
    ("conventions", None, "conventions"),
    ("runs", {}, "runs"),
    ("runs/0", "run 1", "runs[0]"),
    ("runs/0/name", 1, "runs[0].name"),
    ("runs/0/initial_weights", [0.5] * 4, "runs[0].initial_weights"),
    ("runs/0/initial_weights/ws", "0.5", "runs[0].initial_weights.ws"),
    ("runs/0/initial_weights/ws", True, "runs[0].initial_weights.ws"),
    ("runs/0/learning_rate", True, "runs[0].learning_rate"),
    ("runs/0/learning_rate", None, "runs[0].learning_rate"),
    ("runs/0/optimizer", "sgd", "runs[0].optimizer"),
    ("runs/0/optimizer/name", 1, "runs[0].optimizer.name"),
    ("runs/0/optimizer/name", ["sgd"], "runs[0].optimizer.name"),
    ("runs/0/optimizer/momentum", True, "runs[0].optimizer.momentum"),
    ("runs/0/optimizer/momentum", "0", "runs[0].optimizer.momentum"),
    ("runs/0/optimizer", {"name": "sgd", "momentum": 0.9, "nesterov": 1}, _NESTEROV),
    ("runs/0/batch_size", 1.0, "runs[0].batch_size"),
    ("runs/0/batch_size", True, "runs[0].batch_size"),
    ("runs/0/order", None, "runs[0].order"),
    ("runs/0/seed", 0.0, "runs[0].seed"),
    ("runs/0/seed", False, "runs[0].seed"),
    ("runs/0/steps", 1e3, "runs[0].steps"),
    ("runs/0/events", {}, "runs[0].events"),
    ("runs/0/events/0/step", 40.0, "runs[0].events[0].step"),
    ("runs/0/events/0/learning_rate", None, "runs[0].events[0].learning_rate"),
    ("runs/0/events/1/weights", None, "runs[0].events[1].weights"),
    ("runs/0/events/1/weights/w1", False, "runs[0].events[1].weights.w1"),
    ("active_run", 0.0, "active_run"),
    ("active_run", False, "active_run"),
    ("view", [], "view"),
    ("view", None, "view"),
]

UNKNOWN_KEYS = [
    ("colour", 1, "colour"),
    ("network/name", "n", "network.name"),
    ("network/units/0/bias", 0, "network.units[0].bias"),
    ("network/edges/1/delay", 0, "network.edges[1].delay"),
    ("network/edges/1/a`b - at `$.c`", 0, "network.edges[1].a`b - at `$.c`"),
    ("data/z", [], "data.z"),
    ("conventions/abs", 0, "conventions.abs"),
    ("runs/0/epochs", 1, "runs[0].epochs"),
    ("runs/0/initial_weights/w9", 1.0, "runs[0].initial_weights.w9"),
    ("runs/0/optimizer/beta1", 0.9, "runs[0].optimizer.beta1"),
    ("runs/0/events/0/loss", 1, "runs[0].events[0].loss"),
]

MISSING_KEYS = [
    (path, GONE, path.replace("/0", "[0]").replace("/", "."))
    for path in (
        "format",
        "version",
        "network",
        "data",
        "runs",
        "network/inputs",
        "network/units",
        "network/edges",
        "network/outputs",
        "network/loss",
        "network/units/0/name",
        "network/units/0/activation",
        "network/edges/0/weight",
        "network/edges/0/from",
        "network/edges/0/to",
        "data/x",
        "data/y",
        "runs/0/name",
        "runs/0/initial_weights",
        "runs/0/learning_rate",
        "runs/0/initial_weights/w1",
        "runs/0/optimizer/name",
        "runs/0/events/0/step",
    )
] + [("runs/0/events/0/learning_rate", GONE, "runs[0].events[0]")]

OUT_OF_RANGE = [
    ("version", VERSION + 1, "version"),
    ("network/inputs", [], "network.inputs"),
    ("network/units", [], "network.units"),
    ("network/edges", [], "network.edges"),
    ("network/outputs", [], "network.outputs"),
    ("network/units", [_UNIT] * 2_001, "network.units"),
    ("network/edges", [_PARALLEL | {"weight": f"w{k}"} for k in range(10_001)], "network.edges"),
    ("network/units/2/activation", "swish", "network.units[2].activation"),
    ("network/loss", "hinge", "network.loss"),
    ("network/outputs", ["2", "2"], "network.outputs[1]"),
    ("network/outputs/0", "x", "network.outputs[0]"),
    ("data/x", [], "data"),
    ("data/x/0", [], "data.x[0]"),
    ("data/x/0", [1.0, 2.0], "data.x[0]"),
    ("data/y", [[1.0], [1.0]], "data"),
    ("data", {"x": [[0]] * 500_001, "y": [[0]] * 500_001}, "data"),
    ("data/x/0/0", 10**400, "data.x[0][0]"),
    ("conventions/relu_slope_at_zero", 0.25, "conventions.relu_slope_at_zero"),
    ("conventions/sign_of_zero", 2, "conventions.sign_of_zero"),
    ("runs", [], "runs"),
    ("runs", [_RUN, _RUN], "runs[1].name"),
    ("runs/0/learning_rate", -1e-9, "runs[0].learning_rate"),
    ("runs/0/optimizer/name", "lion", "runs[0].optimizer.name"),
    ("runs/0/optimizer/momentum", -0.1, "runs[0].optimizer.momentum"),
    ("runs/0/optimizer/nesterov", True, "runs[0].optimizer.nesterov"),
    ("runs/0/optimizer", {"name": "adam", "beta1": 1}, "runs[0].optimizer.beta1"),
    ("runs/0/optimizer", {"name": "adam", "beta2": -0.1}, "runs[0].optimizer.beta2"),
    ("runs/0/optimizer", {"name": "adam", "eps": -1e-9}, "runs[0].optimizer.eps"),
    ("runs/0/optimizer", {"name": "rmsprop", "alpha": 1.0}, "runs[0].optimizer.alpha"),
    ("runs/0/optimizer", {"name": "rmsprop", "momentum": -1}, "runs[0].optimizer.momentum"),
    ("runs/0/batch_size", 0, "runs[0].batch_size"),
    ("runs/0/order", "random", "runs[0].order"),
    ("runs/0/seed", -1, "runs[0].seed"),
    ("runs/0/seed", 2**63, "runs[0].seed"),
    ("runs/0/steps", -1, "runs[0].steps"),
    ("runs/0/steps", 20_000_001, "runs[0].steps"),
    ("runs/0/events", [{"step": 0, "learning_rate": 1}] * 100_001, "runs[0].events"),
    ("runs/0/events/0/step", -1, "runs[0].events[0].step"),
    ("runs/0/events/0/step", 20_000_001, "runs[0].events[0].step"),
    ("runs/0/events/0/learning_rate", -1, "runs[0].events[0].learning_rate"),
    ("runs/0/events/1/weights", {}, "runs[0].events[1]"),
    ("active_run", 1, "active_run"),
    ("active_run", -1, "active_run"),
]

NAMES = [
    ("network/inputs/0", "bias", "network.inputs[0]"),
    ("network/units/0/name", "bias", "network.units[0].name"),
    ("network/units/1/name", "0", "network.units[1].name"),
    ("network/units/1/name", "x", "network.units[1].name"),
    ("network/units/1/name", "", "network.units[1].name"),
    ("network/units/1/name", "ä", "network.units[1].name"),
    ("network/units/1/name", "1\n", "network.units[1].name"),
    ("network/units/1/name", "u" * 25, "network.units[1].name"),
    ("network/edges/1/weight", "w0", "network.edges[1].weight"),
    ("network/edges/1/weight", "w 0", "network.edges[1].weight"),
    *(
        ("network/edges/0/weight", name, "network.edges[0].weight")
        for name in (
            *("yhat", "loss", "loss_sample", "step", "learning_rate"),
            *("yhat_2", "z_0", "h_0", "flow_w1", "backflow_w1"),
        )
    ),
]

EDGES = [
    ("network/edges/2/from", "nobody", "network.edges[2].from"),
    ("network/edges/2/to", "nobody", "network.edges[2].to"),
    ("network/edges/2/to", "x", "network.edges[2].to"),
    ("network/edges/2/to", "bias", "network.edges[2].to"),
    ("network/edges/1/from", "1", "network.edges[1]"),
]


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [*WRONG_KINDS, *UNKNOWN_KEYS, *MISSING_KEYS, *OUT_OF_RANGE, *NAMES, *EDGES],
    ids=lambda argument: argument[:40] if isinstance(argument, str) else "",
)
def test_a_wrong_entry_is_refused_with_its_place(path: str, value: Any, place: str) -> None:
    with pytest.raises(FileError) as caught:
        parse_project(_changed(path, value))
    assert caught.value.place == place


def test_an_edge_of_the_cycle_is_named() -> None:
    with pytest.raises(FileError, match="cycle") as caught:
        parse_project(_changed("network/edges/0/from", "2"))
    assert caught.value.place in [f"network.edges[{edge}]" for edge in range(4)]


def test_the_ends_of_edges_are_checked_before_cycles() -> None:
    document = json.loads(_changed("network/edges/0/from", "2"))
    document["network"]["edges"][3]["to"] = "nobody"
    with pytest.raises(FileError) as caught:
        parse_project(json.dumps(document).encode())
    assert caught.value.place == "network.edges[3].to"


def test_an_event_for_an_unknown_weight_is_refused() -> None:
    with pytest.raises(FileError) as caught:
        parse_project(_changed("runs/0/events/1/weights/w9", 1.0))
    assert caught.value.place.startswith("runs[0].events[1].weights")


@pytest.mark.parametrize("loss", ["binary_cross_entropy", "binary_cross_entropy_with_logits"])
def test_probabilities_are_asked_for_where_the_loss_needs_them(loss: str) -> None:
    with pytest.raises(FileError) as caught:
        parse_project(_changed("network/loss", loss))
    assert caught.value.place == "data.y[0][0]"


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        (b'"ws": 0.5', b'"ws": NaN', "runs[0].initial_weights.ws"),
        (b'"learning_rate": 1.0', b'"learning_rate": 1e999', "runs[0].learning_rate"),
        (b'"learning_rate": 0.5', b'"learning_rate": Infinity', "runs[0].events[0].learning_rate"),
        (b'{"w1": 0.3}', b'{"w1": -Infinity}', "runs[0].events[1].weights.w1"),
        (b'"view": {}', b'"view": {"zoom": [1, NaN]}', "view.zoom[1]"),
        (b'"view": {}', b'"view": {"a": 1, "a": 2}', "view.a"),
        (b'"view": {}', b'"view": {}, "view": {}', "view"),
        (b'"seed": 0', b'"seed": 0, "seed": 0', "runs[0].seed"),
        (b'"seed": 0', b'"seed": 00', "line 30 column 16"),
    ],
)
def test_what_json_readers_let_through_is_refused(old: bytes, new: bytes, place: str) -> None:
    assert GOLDEN.count(old) == 1
    with pytest.raises(FileError) as caught:
        parse_project(GOLDEN.replace(old, new))
    assert caught.value.place == place


ALLOWED = [
    ("runs/0/learning_rate", 0),
    ("runs/0/batch_size", 10**30),
    ("runs/0/seed", 2**63 - 1),
    ("runs/0/steps", 20_000_000),
    ("runs/0/events", [{"step": 20_000_000, "learning_rate": 0}] * 100_000),
    ("runs/0/events/0/weights", {"w0": 1}),
    ("runs/0/name", ""),
    ("runs/0/optimizer", {"name": "adam", "beta1": 0, "beta2": 0.9999, "eps": 0}),
    ("runs/0/optimizer", {"nesterov": True, "momentum": 5e-324, "name": "sgd"}),
    ("conventions", {"relu_slope_at_zero": 1, "sign_of_zero": -1}),
    ("data/x/0/0", -1.7976931348623157e308),
]


@pytest.mark.parametrize(("path", "value"), ALLOWED)
def test_the_ends_of_the_ranges_are_allowed(path: str, value: Any) -> None:
    parse_project(_changed(path, value))


def test_a_network_of_the_largest_size_is_read() -> None:
    document = json.loads(GOLDEN)
    names = [f"u{k}" for k in range(2_000)]
    edges = [{"weight": f"a{k}", "from": "x", "to": name} for k, name in enumerate(names)]
    edges += [
        {"weight": f"b{k}", "from": names[k % 1_999], "to": names[k % 1_999 + 1]}
        for k in range(8_000)
    ]
    document["network"]["units"] = [{"name": name, "activation": "relu"} for name in names]
    document["network"]["edges"] = edges
    document["network"]["outputs"] = [names[-1]]
    document["runs"][0]["initial_weights"] = {edge["weight"]: 0 for edge in edges}
    document["runs"][0]["events"] = []
    assert len(parse_project(json.dumps(document).encode()).network.edges) == 10_000
