"""Names at the ends of curves: none lies on another, and few of many stay apart."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from skipnet_gui.ui.plots.placing import distinct, spread

GAP = 14.0


def test_names_that_fit_stay_where_their_curves_end() -> None:
    assert spread([100.0, 20.0, 60.0], GAP, 0.0, 200.0) == [100.0, 20.0, 60.0]


def test_names_of_equal_curves_move_apart_around_their_common_end() -> None:
    assert spread([50.0, 50.0], GAP, 0.0, 200.0) == [43.0, 57.0]
    assert spread([0.0, 0.0], GAP, 0.0, 200.0) == [0.0, 14.0]


@given(st.lists(st.floats(0.0, 300.0), min_size=1, max_size=12))
def test_no_two_names_touch_and_all_lie_inside(wanted: list[float]) -> None:
    places = spread(wanted, GAP, 0.0, 300.0)
    ordered = sorted(places)
    assert all(b - a >= GAP - 1e-6 for a, b in pairwise(ordered))
    assert ordered[0] >= -1e-6
    assert ordered[-1] <= 300.0 + 1e-6
    ranks = np.argsort(np.argsort(wanted, kind="stable"))
    assert np.array_equal(ranks, np.argsort(np.argsort(places, kind="stable")))


@given(st.lists(st.floats(0.0, 300.0), min_size=1, max_size=90), st.integers(1, 12))
def test_of_many_curves_the_named_ones_are_apart(places: list[float], most: int) -> None:
    chosen = distinct(np.array(places), GAP, most)
    assert 1 <= len(chosen) <= most
    ends = sorted(places[index] for index in chosen)
    assert all(b - a >= GAP for a, b in pairwise(ends))


def test_names_do_not_flicker_between_curves_of_equal_right() -> None:
    places = np.array([10.0, 12.0, 100.0, 102.0])
    assert distinct(places, GAP, 2, kept=[1, 3]) == [1, 3]
    assert distinct(places, GAP, 3, kept=[1, 0]) == [1, 3]
