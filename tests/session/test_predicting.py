"""A prediction is a sign or a value, and is held against what the update does."""

import pytest

from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Event
from skipnet_gui.session.document import new_document
from skipnet_gui.session.player import advanced
from skipnet_gui.session.predicting import Score, changes, read_prediction
from skipnet_gui.session.project import project_of

EXERCISE = project_of(PRESETS["exercise"].make())


@pytest.mark.parametrize(
    ("text", "change", "holds"),
    [
        ("+", 0.2, True),
        ("+", 0.0, False),
        ("-", -3.0, True),
        ("−", -3.0, True),
        ("−", 3.0, False),
        ("0", 0.0, True),
        ("0", 1e-9, False),
        ("-0.75", -0.75, True),
        ("−0,75", -0.754, True),
        ("0.75", -0.75, False),
        (" -1/8 ", -0.125, True),
        ("-0.5*0.5", -0.25, True),
    ],
)
def test_a_sign_or_a_value_holds_or_not(text: str, change: float, holds: bool) -> None:
    assert read_prediction(text).holds(change) is holds


@pytest.mark.parametrize("text", ["", "down", "--", "1,2,3"])
def test_what_is_neither_is_refused_with_how_to_write_it(text: str) -> None:
    with pytest.raises(ValueError, match="write \\+, − or 0 for the sign, or a value"):
        read_prediction(text)


def test_the_score_counts_signs_and_values_apart() -> None:
    score = Score()
    for text, holds in (("+", True), ("-", False), ("0.5", True)):
        score = score.with_result(read_prediction(text), holds)
    assert str(score) == "1 of 2 signs, 1 of 1 values"


def test_the_change_is_what_the_update_does_and_not_what_a_hand_did_after_it() -> None:
    moved = EXERCISE.with_run(events=(Event(1, weights=(("w0", 9.0),)),))
    document = advanced(new_document(moved), 2)
    assert changes(document, 0).tolist() == [-0.75, -0.25, -0.5, -0.25]
