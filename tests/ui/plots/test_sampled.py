"""Of very many curves some are drawn, and the one that stands out is among them."""

import numpy as np

from skipnet_gui.ui.plots.sampled import MOST_CURVES, drawn_curves, nearest_of, sample_note


def test_few_curves_are_all_drawn_without_a_note() -> None:
    assert drawn_curves(9) == list(range(9))
    assert drawn_curves(3, bright=0) == [1, 2, 0]
    assert sample_note(MOST_CURVES) == ("", "")


def test_of_many_curves_the_drawn_ones_are_spread_and_the_bright_one_is_last() -> None:
    found = drawn_curves(2_000, bright=1_234)
    assert found[-1] == 1_234
    assert len(found) == MOST_CURVES + 1
    assert {0, 1_999} <= set(found)
    assert sample_note(2_000)[0] == f"{MOST_CURVES} of 2000"


def test_only_a_drawn_curve_is_the_nearest() -> None:
    assert nearest_of(np.array([5.0, 0.0, np.nan, 3.0]), [0, 2, 3]) == 3
