"""Names as the symbols of the paper."""

from dataclasses import replace

import pytest

from skipnet_gui.core.notation import derivative, name_symbol, output_symbol, unit_symbol
from skipnet_gui.core.presets import PRESETS


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("w0", "w₀"),
        ("ws", "wₛ"),
        ("w12", "w₁₂"),
        ("w_3", "w₃"),
        ("skip12", "skip₁₂"),
        ("one1", "one₁"),
        ("wb", "w_b"),
        ("skip", "skip"),
        ("x", "x"),
        ("17", "17"),
        ("w_out", "wₒᵤₜ"),
        ("w_in_2", "w_in_2"),
    ],
)
def test_names_become_symbols(name, symbol):
    assert name_symbol(name) == symbol


@pytest.mark.parametrize(
    ("unit", "symbol"), [("0", "z₀"), ("10", "z₁₀"), ("a1", "zₐ₁"), ("b", "z_b")]
)
def test_quantities_carry_their_unit(unit, symbol):
    assert unit_symbol("z", unit) == symbol


def test_outputs_are_told_apart_where_there_are_several():
    network = PRESETS["exercise"].make().network
    assert output_symbol(network, "2") == "ŷ"
    assert output_symbol(replace(network, outputs=("2", "1")), "1") == "ŷ₁"
    assert derivative(unit_symbol("h", "0")) == "∂L/∂h₀"
