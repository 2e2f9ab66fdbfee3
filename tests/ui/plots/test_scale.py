"""Axes: what a person reads on them, for ordinary numbers and for extreme ones."""

import numpy as np
import pytest

from skipnet_gui.core.history import Curves
from skipnet_gui.ui.plots.scale import (
    Extent,
    Fit,
    Scale,
    extent,
    fit,
    last_shown_step,
    step_ticks,
    value_ticks,
)


def one_curve(*values: float) -> Curves:
    column = np.array(values)[:, None]
    return Curves(np.arange(len(values), dtype=float), column, column, np.abs(column), 1)


def fitted(log: bool, *values: float, old: Fit | None = None) -> Fit:
    return fit(log, extent(one_curve(*values), slice(0, 1)), old)


def texts(shown: Fit, height_px: float = 200.0) -> list[str]:
    return [text for _, text in value_ticks(shown, height_px)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((2.9, 0.0), ["0", "1", "2", "3"]),
        ((-1.8, 1.7), ["−2", "−1", "0", "1", "2"]),
        ((0.02, 0.031), ["0.02", "0.025", "0.03", "0.035"]),
        ((0.0, 3e-30), ["0", "1e−30", "2e−30", "3e−30"]),
        ((0.0, 4e250), ["0", "1e250", "2e250", "3e250", "4e250"]),
    ],
)
def test_linear_ticks_are_round_numbers(values: tuple[float, ...], expected: list[str]) -> None:
    assert texts(fitted(False, *values)) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((0.2, 1.9), ["0.1", "1", "10"]),
        ((1e-6, 1.0), ["10⁻⁶", "10⁻⁴", "10⁻²", "1"]),
        ((0.3, 0.0, 0.02), ["0", "0.01", "0.1", "1"]),
        ((0.0, 0.0), ["0", "1", "10"]),
    ],
)
def test_log_ticks_are_powers_and_a_labelled_zero(
    values: tuple[float, ...], expected: list[str]
) -> None:
    assert texts(fitted(True, *values), 140.0) == expected


def test_an_exact_zero_lies_on_the_floor_below_everything_else() -> None:
    shown = fitted(True, 0.3, 0.0, -0.02)
    low, high = shown.scale.positions(
        *(np.array([0.3, 0.0, -0.02]),) * 2, np.array([0.3, 0.0, 0.02])
    )
    assert high[1] == shown.scale.floor
    assert low.min() == shown.scale.floor >= shown.low
    assert (np.delete(high, 1) > shown.scale.floor + 0.5).all()
    assert high[2] == pytest.approx(np.log10(0.02))


def test_a_value_that_is_not_finite_does_not_blow_up_the_axis() -> None:
    for last in (np.inf, -np.inf, np.nan):
        for log in (False, True):
            shown = fitted(log, 1.0, 2.0, last)
            assert np.isfinite([shown.low, shown.high]).all()
            assert shown.high - shown.low < 10.0


@pytest.mark.parametrize("values", [(1e308, -1e308), (5e-324,), (1.7e308,), (0.0,), (3.0, 3.0)])
def test_extreme_and_constant_values_still_have_an_axis(values: tuple[float, ...]) -> None:
    for log in (False, True):
        shown = fitted(log, *values)
        assert np.isfinite([shown.low, shown.high]).all()
        assert shown.low < shown.high
        assert len(texts(shown)) > 1
        assert Scale(log=log).log is shown.scale.log


def test_the_range_stays_while_values_fill_it_and_gives_way_when_they_leave() -> None:
    first = fitted(False, 0.0, 2.9)
    assert fitted(False, 0.0, 2.2, old=first) is first
    assert fitted(False, 0.0, 3.2, old=first).high == 4.0
    assert fitted(False, 0.0, 0.4, old=first).high < 1.0


def test_nothing_to_show_is_a_single_zero() -> None:
    assert extent(one_curve(np.nan), slice(0, 1)) == Extent(0.0, 0.0, 0.0, 0.0, True)


@pytest.mark.parametrize("steps", [0, 7, 20, 21, 99, 100, 101, 160, 4_097, 10**6, 20_000_000])
def test_the_step_axis_ends_a_little_after_the_run_and_seldom_moves(steps: int) -> None:
    end = last_shown_step(steps)
    assert steps <= end <= max(20, 1.3 * steps)
    assert last_shown_step(end) == end


@pytest.mark.parametrize(
    ("stretch", "expected"),
    [
        ((0, 160), ["0", "40", "80", "120", "160"]),
        ((0, 1_250_000), ["0", "0.4 M", "0.8 M", "1.2 M"]),
        ((0, 100_000), ["0", "25 k", "50 k", "75 k", "100 k"]),
        ((4, 9), ["4", "5", "6", "7", "8", "9"]),
    ],
)
def test_step_ticks_are_whole_steps(stretch: tuple[int, int], expected: list[str]) -> None:
    width = 400.0 if stretch == (4, 9) else 290.0
    assert [text for _, text in step_ticks(*stretch, width)] == expected


def test_far_along_a_run_step_ticks_keep_all_their_digits() -> None:
    ticks = [text for _, text in step_ticks(1_234_000, 1_234_100, 290.0)]
    assert ticks[0] == "1\u2009234\u2009000"
    assert len(set(ticks)) == len(ticks) <= 3


def test_no_power_is_told_below_the_break_of_the_axis() -> None:
    shown = fitted(True, 0.0, 1e-20, 1.0)
    places = [at for at, _ in value_ticks(shown, 600.0)]
    assert shown.break_at is not None
    assert shown.scale.floor < shown.break_at < -20.0
    assert places[0] == shown.scale.floor
    assert min(places[1:]) > shown.break_at


def test_far_above_the_floor_a_close_view_still_has_ticks() -> None:
    close = fitted(True, 0.0, 1e-6, 1.0)._replace(low=-0.4, high=0.0)
    assert len([at for at, _ in value_ticks(close, 200.0) if at >= close.low]) >= 2
