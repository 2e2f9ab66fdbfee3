"""What a person is asked for, and what must not be seen meanwhile."""

import pytest

from skipnet_gui.core.operations import Quantity
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.quantities import name_of
from skipnet_gui.session.asking import ALL, FORWARD, GRADIENTS, UNIT, Asked, asked, hidden
from skipnet_gui.session.document import new_document
from skipnet_gui.session.project import project_of
from skipnet_gui.session.snapshot import snapshot

EXERCISE = project_of(PRESETS["exercise"].make())
FORWARD_NAMES = ["z_0", "h_0", "z_1", "h_1", "z_2", "yhat", "loss"]
GRADIENT_NAMES = ["dL/dyhat", "dL/dz_2", "dL/dws", "dL/dw2", "dL/dh_1", "dL/dz_1", "dL/dw1"]
GRADIENT_NAMES += ["dL/dh_0", "dL/dz_0", "dL/dw0"]
NEW_NAMES = ["new_w0", "new_w1", "new_ws", "new_w2"]


def names(choice: Asked, updates: bool = True, also: tuple[str, ...] = ()) -> list[str]:
    found = asked(EXERCISE.network, choice, updates, also)
    return [name_of(EXERCISE.network, quantity) for quantity in found]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (Asked(ALL), FORWARD_NAMES + GRADIENT_NAMES + NEW_NAMES),
        (Asked(FORWARD), FORWARD_NAMES),
        (Asked(GRADIENTS), GRADIENT_NAMES),
        (Asked(UNIT, 1), ["z_1", "h_1", "dL/dh_1", "dL/dz_1", "dL/dw1", "new_w1"]),
        (Asked(UNIT, 2), ["z_2", "yhat", *GRADIENT_NAMES[:4], "new_ws", "new_w2"]),
        (Asked(UNIT, 3), FORWARD_NAMES + GRADIENT_NAMES + NEW_NAMES),
    ],
)
def test_there_is_one_field_for_each_operation_of_the_choice(
    choice: Asked, expected: list[str]
) -> None:
    assert names(choice) == expected


def test_one_sample_of_a_batch_has_no_new_weights() -> None:
    assert names(Asked(ALL), updates=False) == FORWARD_NAMES + GRADIENT_NAMES


def test_what_is_answered_under_another_name_keeps_its_field() -> None:
    assert names(Asked(FORWARD), also=("h_2", "dL/dh_2"))[5:7] == ["h_2", "yhat"]


def test_what_an_edge_carries_is_hidden_with_its_ends() -> None:
    kinds = ("flow", "backflow")
    seen = {q for q in hidden(EXERCISE.network, Asked(UNIT, 1)) if q.kind in kinds}
    assert seen == {
        *(Quantity("flow", edge) for edge in (1, 3)),
        *(Quantity("backflow", edge) for edge in (1, 3)),
    }


def test_the_loss_is_hidden_with_the_output() -> None:
    assert Quantity("loss", 0) in hidden(EXERCISE.network, Asked(UNIT, 2))
    assert Quantity("loss", 0) not in hidden(EXERCISE.network, Asked(GRADIENTS))


def test_a_snapshot_knows_nothing_that_is_hidden() -> None:
    open_one, shut = (snapshot(new_document(EXERCISE), choice) for choice in (None, Asked()))
    for kind, number in (("z", 0), ("h", 2), ("loss", 0), ("gradient", 2), ("backflow", 3)):
        assert open_one.knows(Quantity(kind, number))
        assert not shut.knows(Quantity(kind, number))
    assert shut.knows(Quantity("weight", 0))


def test_a_dead_unit_is_not_given_away() -> None:
    dead = EXERCISE.with_run(initial_weights=(-1.0, 0.5, 0.5, 0.5))
    document = new_document(dead)
    assert snapshot(document).closed == (0, 1)
    assert snapshot(document, Asked(UNIT, 0)).closed == (1,)
    assert snapshot(document, Asked(GRADIENTS)).closed == ()
