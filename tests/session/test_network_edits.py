"""Edits of the network: what they keep, what they drop, what they refuse, and undo."""

import json
from collections.abc import Callable
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from skipnet_gui.core.functions import ACTIVATIONS, LOSSES
from skipnet_gui.core.network import BIAS, Edge, ModelError, Network, Unit
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data, Event
from skipnet_gui.files.project_file import parse_project, project_bytes
from skipnet_gui.session.document import Document, new_document
from skipnet_gui.session.edits import Edit, edited, set_rate, set_run, set_weights, title_of
from skipnet_gui.session.joining import why_no_edge
from skipnet_gui.session.network_edits import (
    add_edge,
    add_input,
    add_unit,
    freeze,
    new_network,
    remove_edge,
    remove_input,
    remove_unit,
    rename_node,
    rename_weight,
    set_activation,
    set_bias,
    set_loss,
    set_output,
    set_start,
    thaw,
)
from skipnet_gui.session.note import note
from skipnet_gui.session.player import advanced
from skipnet_gui.session.project import Project, project_of
from skipnet_gui.session.runs import branch_here, set_twin
from skipnet_gui.session.snapshot import snapshot
from skipnet_gui.session.undo import UndoStack
from tests.core import oracle

EXERCISE = project_of(PRESETS["exercise"].make())
TWO_OUTPUTS = project_of(PRESETS["two-outputs"].make())
CURVE = project_of(PRESETS["curve"].make())


def after(project: Project, edit: Edit) -> Project:
    return edit.change(project, 0)


def weights(project: Project) -> dict[str, float]:
    return dict(zip(project.network.weight_names, project.run.initial_weights, strict=True))


def refused(project: Project, edit: Edit) -> str:
    with pytest.raises(ModelError) as caught:
        after(project, edit)
    return str(caught.value)


def test_a_new_edge_has_its_weight_in_every_run_and_the_others_stay():
    document = advanced(new_document(EXERCISE), 3)
    project = edited(document, branch_here(document)).project
    changed = after(project, add_edge(project, "x", "2", 0.25))
    assert changed.network.edges[-1] == Edge("w3", "x", "2")
    assert [run.initial_weights for run in changed.runs] == [(0.5, 0.5, 0.5, 0.5, 0.25)] * 2


@pytest.mark.parametrize(
    ("source", "target", "why"),
    [
        ("x", "2", None),
        ("0", "1", None),  # a second edge between the same two units
        (BIAS, "0", None),
        ("2", "0", "an edge from 2 to 0 would close the cycle 2 → 0 → 2"),
        ("1", "0", "an edge from 1 to 0 would close the cycle 1 → 0 → 1"),
        ("1", "1", "an edge from 1 to 1 would close the cycle 1 → 1"),
        ("0", "x", "no edge leads into the input x"),
        ("0", BIAS, "no edge leads into the bias"),
        ("0", "7", "there is no unit 7"),
        ("7", "0", "there is no unit or input 7"),
    ],
)
def test_an_edge_that_cannot_be_is_refused_with_the_reason(source, target, why):
    assert why_no_edge(EXERCISE.network, source, target) == why
    edit = add_edge(EXERCISE, source, target, 1.0)
    if why is None:
        assert len(after(EXERCISE, edit).network.edges) == 5
    else:
        assert refused(EXERCISE, edit) == f"network.edges: {why}"


def test_a_long_cycle_is_told_by_its_ends():
    network = PRESETS["tanh-chain"].make().network
    cycle = "9 → 0 → 1 → 2 → … → 6 → 7 → 8 → 9"
    assert why_no_edge(network, "9", "0") == f"an edge from 9 to 0 would close the cycle {cycle}"


def test_at_the_most_edges_no_further_one_is_taken():
    edges = tuple(Edge(f"v{k}", "x", "0") for k in range(10_000))
    network = Network(("x",), (Unit("0", "relu"),), edges, ("0",), "squared")
    assert why_no_edge(network, "x", "0") == "a network has at most 10\u2009000 edges"


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_new_weight_is_a_number(value):
    assert "must be a finite number" in refused(EXERCISE, add_edge(EXERCISE, "x", "2", value))


def test_a_removed_edge_takes_its_changes_by_hand_along():
    events = (
        Event(3, weights=(("w1", 1.0),)),
        Event(4, 0.5, (("w1", 2.0),)),
        Event(5, weights=(("w0", 3.0), ("w1", 4.0))),
    )
    project = EXERCISE.with_run(events=events)
    changed = after(project, remove_edge(project, "w1"))
    assert weights(changed) == {"w0": 0.5, "ws": 0.5, "w2": 0.5}
    assert changed.run.events == (Event(4, 0.5), Event(5, weights=(("w0", 3.0),)))


@pytest.mark.parametrize(
    ("twin", "removed", "left", "end"),
    [
        (("ws",), "w1", ("ws",), ""),
        (("ws", "w1"), "w1", ("ws",), ""),
        (("ws",), "ws", (), ", ends 1 twin"),
        (("w0", "ws", "w2"), "w1", (), ", ends 1 twin"),  # a twin needs an edge
    ],
)
def test_a_twin_goes_on_without_the_edges_that_are_left(twin, removed, left, end):
    project = after(EXERCISE, set_twin(twin))
    edit = remove_edge(project, removed)
    assert after(project, edit).run.twin_without == left
    assert edit.title == f"remove {removed}{end}"


def test_what_is_trained_is_dropped_and_the_menu_says_so():
    document = advanced(new_document(EXERCISE), 40)
    edit = remove_edge(EXERCISE, "w1")
    new = edited(document, edit)
    assert new.history.steps == 0
    assert title_of(edit, document, new) == "remove w1, drops 40 steps"


def test_the_menu_counts_what_all_runs_lose():
    document = advanced(edited(advanced(new_document(EXERCISE), 40), set_rate(0.5)), 10)
    document = advanced(edited(document, branch_here(document)), 5)
    edit = remove_edge(document.project, "w1")
    new = edited(document, edit)
    assert title_of(edit, document, new) == "remove w1, drops 105 steps of 2 runs"
    by_hand = advanced(edited(document, set_weights({"w1": 1.0})), 1)
    new = edited(by_hand.with_active(0), edit)
    title = "remove w1, drops 106 steps of 2 runs and 1 change"
    assert title_of(edit, by_hand.with_active(0), new) == title


def test_a_weight_starts_at_another_value_in_every_run():
    document = advanced(new_document(EXERCISE), 3)
    project = edited(document, branch_here(document)).project
    changed = after(project, set_start("w1", 0.25))
    assert [run.initial_weights for run in changed.runs] == [(0.5, 0.25, 0.5, 0.5)] * 2
    assert "must be a finite number" in refused(project, set_start("w1", np.inf))


def test_a_frozen_weight_is_not_trained_and_thaws_again():
    frozen = after(EXERCISE, freeze("w0"))
    row = advanced(new_document(frozen), 1).history.row(1)[2].tolist()
    assert row == [0.5, 0.25, 0.0, 0.25]
    assert after(frozen, thaw("w0")).same_as(EXERCISE)


def test_a_network_that_trains_nothing_is_allowed_and_says_so():
    project = EXERCISE
    for name in EXERCISE.network.weight_names:
        project = after(project, freeze(name))
    document = new_document(project)
    assert note(document, snapshot(document)) == "Nothing moves: every weight is frozen."


def test_an_output_that_no_path_reaches_is_allowed_and_says_so():
    project = after(EXERCISE, remove_edge(EXERCISE, "w0"))
    document = new_document(project)
    assert note(document, snapshot(document)).startswith("Nothing moves: ")


def test_another_activation_is_another_number():
    project = after(EXERCISE, set_activation("1", "tanh"))
    assert [unit.activation for unit in project.network.units] == ["relu", "tanh", "identity"]
    assert set_activation("1", "tanh").title == "tanh in unit 1"
    assert "must be one of identity" in refused(EXERCISE, set_activation("1", "step"))


def test_a_bias_comes_with_its_unit_s_number_and_goes():
    edit = set_bias(EXERCISE, "1", True, 0.1)
    project = after(EXERCISE, edit)
    assert edit.title == "bias b1 of unit 1"
    assert project.network.edges[-1] == Edge("b1", BIAS, "1")
    assert weights(project)["b1"] == 0.1
    assert after(project, set_bias(project, "1", True)) is project
    assert after(project, set_bias(project, "1", False)).same_as(EXERCISE)


def test_a_bias_takes_a_free_name():
    named = after(EXERCISE, rename_weight("w0", "b1"))
    assert after(named, set_bias(named, "1", True)).network.edges[-1].weight == "b2"
    edit = set_bias(CURVE, "out", True)
    assert after(CURVE, edit) is CURVE  # it has one
    other = after(CURVE, set_bias(CURVE, "out", False))
    assert after(other, set_bias(other, "out", True)).network.edges[-1].weight == "b0"


def test_the_columns_of_targets_follow_the_outputs():
    project = after(TWO_OUTPUTS, set_output("h1", True))
    assert project.network.outputs == ("o1", "o2", "h1")
    assert project.data.y.tolist() == [[0.01, 0.99, 0.0]]
    project = after(project, set_output("o1", False))
    assert (project.network.outputs, project.data.y.tolist()) == (("o2", "h1"), [[0.99, 0.0]])
    assert project.data.x.tolist() == TWO_OUTPUTS.data.x.tolist()
    assert after(project, set_output("o2", True)) is project
    assert set_output("h1", True).title == "output h1, its targets 0"


def test_inputs_come_with_a_column_of_zeros_and_take_theirs_along():
    edit = add_input(TWO_OUTPUTS)
    project = after(TWO_OUTPUTS, edit)
    assert edit.title == "add input x3, 0 in every row"
    assert (project.network.inputs, project.data.x.tolist()) == (
        ("i1", "i2", "x3"),
        [[0.05, 0.10, 0.0]],
    )
    edit = remove_input(project, "i1")
    project = after(project, edit)
    assert edit.title == "remove input i1 with w1, w3 and its column of data"
    assert (project.network.inputs, project.data.x.tolist()) == (("i2", "x3"), [[0.10, 0.0]])
    assert "w1" not in weights(project)


def test_a_unit_goes_with_its_edges_and_targets():
    edit = remove_unit(TWO_OUTPUTS, "o1")
    project = after(TWO_OUTPUTS, edit)
    assert edit.title == "remove unit o1 with w5, w6, b3 and its targets"
    assert weights(project).keys() == {"w1", "w2", "w3", "w4", "w7", "w8", "b1", "b2", "b4"}
    assert (project.network.outputs, project.data.y.tolist()) == (("o2",), [[0.99]])
    assert remove_unit(CURVE, "n1").title == "remove unit n1 with 4 edges"


def test_a_new_unit_gets_the_next_number():
    project = after(EXERCISE, add_unit(EXERCISE, "tanh"))
    assert project.network.units[-1] == Unit("3", "tanh")
    assert after(project, remove_unit(project, "3")).same_as(EXERCISE)
    assert remove_unit(project, "3").title == "remove unit 3"


@pytest.mark.parametrize(
    ("edit", "place"),
    [
        (remove_unit(EXERCISE, "2"), "network.outputs: a network keeps at least one output"),
        (set_output("2", False), "network.outputs: a network keeps at least one output"),
        (remove_input(EXERCISE, "x"), "network.inputs: a network keeps at least one input"),
        (remove_unit(EXERCISE, "x"), "network.units: there is no unit x"),
        (remove_unit(EXERCISE, BIAS), "network.units: there is no unit bias"),
        (remove_input(EXERCISE, "0"), "network.inputs: there is no input 0"),
        (remove_edge(EXERCISE, "w9"), "network.edges: there is no weight w9"),
        (freeze("w9"), "network.edges: there is no weight w9"),
        (set_bias(EXERCISE, "x", False), "network.units: there is no unit x"),
        (set_bias(EXERCISE, "9", True), "network.edges: there is no unit 9"),
        (rename_node("0", "x"), "network.units[0].name: the name x is taken; choose another"),
        (rename_node("0", "a b"), "network.units[0].name: a name is 1 to 24 of A-Z a-z 0-9 _"),
        (rename_node(BIAS, "b"), "network: there is no unit or input bias"),
        (rename_weight("w0", "loss"), "network.edges[0].weight: loss is reserved"),
        (rename_weight("w0", "w1"), "network.edges[1].weight: the name w1 is taken"),
        (rename_weight("w9", "w1"), "network.edges: there is no weight w9"),
        (add_unit(EXERCISE, name="x"), "network.units[3].name: the name x is taken"),
        (add_edge(EXERCISE, "x", "2", 1.0, "w0"), "network.edges[4].weight: the name w0 is taken"),
        (set_loss("binary_cross_entropy"), "network.loss: needs targets from 0 to 1; row 1 has −3"),
        (set_loss("hinge"), "network.loss: must be one of"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(edit, place):
    assert refused(EXERCISE, edit).startswith(place)


def test_the_last_edge_stays():
    network = Network(("x",), (Unit("0", "relu"),), (Edge("w", "x", "0"),), ("0",), "squared")
    project = replace(
        EXERCISE, network=network, runs=(replace(EXERCISE.run, initial_weights=(1,)),)
    )
    assert refused(project, remove_edge(project, "w")) == (
        "network.edges: a network keeps at least one edge"
    )


def test_a_new_name_changes_no_number():
    project = EXERCISE.with_run(events=(Event(2, weights=(("w1", 0.3),)),), twin_without=("ws",))
    before = advanced(new_document(project), 5)
    for edit in (rename_node("x", "t"), rename_node("0", "first"), rename_node("2", "out")):
        project = after(project, edit)
    for edit in (rename_weight("w1", "v"), rename_weight("ws", "skip")):
        project = after(project, edit)
    renamed = advanced(new_document(project), 5)
    assert renamed.history.head.weights.tobytes() == before.history.head.weights.tobytes()
    network = project.network
    assert (network.inputs, network.outputs) == (("t",), ("out",))
    assert network.edges[2] == Edge("skip", "first", "out")
    assert (project.run.events[0].weights, project.run.twin_without) == ((("v", 0.3),), ("skip",))
    assert after(project, rename_node("t", "t")) is project
    assert after(project, rename_weight("v", "v")) is project


def test_another_loss_takes_the_targets_that_it_can():
    assert after(EXERCISE, set_loss("huber")).network.loss == "huber"
    fitting = after(TWO_OUTPUTS, set_loss("binary_cross_entropy"))
    assert fitting.data is TWO_OUTPUTS.data
    assert set_loss("huber").title == "loss Huber(y − ŷ)"


def test_a_new_network_keeps_the_settings_of_the_run_and_the_data_that_fit():
    document = advanced(new_document(EXERCISE.with_run(batch_size=7, seed=3)), 4)
    document = edited(document, set_rate(0.25))
    project = edited(document, branch_here(document)).project
    network = TWO_OUTPUTS.network
    edit = new_network(project, network, TWO_OUTPUTS.run.initial_weights)
    changed = after(project, edit)
    assert edit.title == "new network, 4 units, drops 1 run"
    (run,) = changed.runs
    assert (run.learning_rate, run.batch_size, run.seed, run.events) == (1.0, 7, 3, ())
    assert run.initial_weights == TWO_OUTPUTS.run.initial_weights
    assert (changed.data.x.tolist(), changed.data.y.tolist()) == ([[1.0, 0.0]], [[-3.0, 0.0]])
    same = new_network(project, CURVE.network, CURVE.run.initial_weights)
    assert same.title == "new network, 5 units, drops 1 run"
    assert after(project, same).data is project.data
    given = new_network(project, network, TWO_OUTPUTS.run.initial_weights, TWO_OUTPUTS.data)
    assert after(project, given).data is TWO_OUTPUTS.data
    narrow = new_network(TWO_OUTPUTS, EXERCISE.network, EXERCISE.run.initial_weights)
    narrowed = after(TWO_OUTPUTS, narrow)
    assert (narrowed.data.x.tolist(), narrowed.data.y.tolist()) == ([[0.05]], [[0.01]])


def test_a_new_network_whose_loss_cannot_take_the_data_is_refused():
    network = replace(EXERCISE.network, loss="binary_cross_entropy_with_logits")
    assert "row 1 has −3" in refused(EXERCISE, new_network(EXERCISE, network, (0.0,) * 4))
    data = Data(EXERCISE.data.x, np.array([[1.0]]))
    assert after(EXERCISE, new_network(EXERCISE, network, (0.0,) * 4, data)).data is data


# --- random sequences -----------------------------------------------------------------

Maker = Callable[[Random, Project], Edit]


def node(random: Random, project: Project) -> str:
    network = project.network
    return random.choice([*network.inputs, *(unit.name for unit in network.units), BIAS])


def unit(random: Random, project: Project) -> str:
    return random.choice(project.network.units).name


def weight(random: Random, project: Project) -> str:
    return random.choice(project.network.weight_names)


MAKERS: tuple[Maker, ...] = (
    lambda r, p: add_edge(p, node(r, p), node(r, p), r.randint(-8, 8) / 8),
    lambda r, p: add_edge(p, node(r, p), unit(r, p), r.randint(-8, 8) / 8),
    lambda r, p: remove_edge(p, weight(r, p)),
    lambda r, p: freeze(weight(r, p)),
    lambda r, p: thaw(weight(r, p)),
    lambda r, p: set_activation(unit(r, p), r.choice(list(ACTIVATIONS))),
    lambda r, p: set_bias(p, unit(r, p), r.random() < 0.5, 0.125),
    lambda r, p: set_output(unit(r, p), r.random() < 0.5),
    lambda r, p: add_unit(p, r.choice(list(ACTIVATIONS))),
    lambda r, p: add_input(p),
    lambda r, p: remove_unit(p, unit(r, p)),
    lambda r, p: remove_input(p, r.choice(p.network.inputs)),
    lambda r, p: rename_node(node(r, p), f"n{r.randint(0, 9)}"),
    lambda r, p: rename_weight(weight(r, p), f"v{r.randint(0, 9)}"),
    lambda r, p: set_loss(r.choice(list(LOSSES))),
    lambda r, p: set_weights({weight(r, p): r.randint(-8, 8) / 8}),
    lambda r, p: set_twin([weight(r, p)] if len(p.network.edges) > 1 else []),
    lambda r, p: set_run("seed", seed=r.randint(0, 9)),
)


def check(document: Document) -> None:
    """See that the project can be saved and read again, and that its loss is the oracle's."""
    data = project_bytes(document.project)
    assert project_bytes(parse_project(data)) == data
    moment = snapshot(document)
    if np.isfinite(moment.loss):
        shown = document.history.row(moment.step)[2].tolist()
        expected = oracle.mean_loss(json.loads(data), shown, list(moment.batch))
        assert moment.loss == pytest.approx(expected, rel=1e-9, abs=1e-12)


def kept(old: Project, new: Project, edit: Edit) -> None:
    """The weights that both have are the same in all runs."""
    renames = edit.title.startswith("rename")
    for before, run in zip(old.runs, new.runs, strict=True):
        first = dict(zip(old.network.weight_names, before.initial_weights, strict=True))
        second = dict(zip(new.network.weight_names, run.initial_weights, strict=True))
        if not renames:
            assert all(first[name] == second[name] for name in first.keys() & second.keys())
        assert len(first) != len(second) or list(first.values()) == list(second.values())


@pytest.mark.parametrize("block", range(10))
def test_undo_of_random_edits_gives_the_first_file_byte_for_byte(block):
    for seed in range(20 * block, 20 * block + 20):
        run_sequence(Random(seed))


def run_sequence(random: Random) -> None:
    document = new_document(random.choice([EXERCISE, TWO_OUTPUTS, CURVE]))
    first, stack = project_bytes(document.project), UndoStack()
    for _ in range(12):
        choice = random.random()
        if choice < 0.1 and stack.undo_title:
            document, stack = stack.back(document)
        elif choice < 0.15 and stack.redo_title:
            document, stack = stack.forward(document)
        elif choice < 0.25:
            document = advanced(document, 2)
        else:
            document, stack = tried(random, document, stack)
        check(document)
    while stack.undo_title:
        document, stack = stack.back(document)
    assert project_bytes(document.project) == first


def tried(random: Random, document: Document, stack: UndoStack) -> tuple[Document, UndoStack]:
    """Carry out a random edit, or see it refused and nothing changed."""
    project = document.project
    edit = random.choice(MAKERS)(random, project)
    before = project_bytes(project)
    try:
        new = edited(document, edit)
    except ModelError:
        assert project_bytes(project) == before
        return document, stack
    kept(project, new.project, edit)
    return new, stack.pushed(title_of(edit, document, new), document)
