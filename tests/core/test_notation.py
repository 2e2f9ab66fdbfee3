"""Names as the symbols of the paper, and formulas as text and LaTeX."""

import math
from dataclasses import replace
from fractions import Fraction

import pytest

from skipnet_gui.core.formula import (
    absolute,
    add,
    beside,
    call,
    cases,
    dotted,
    hat,
    mean,
    negate,
    number,
    over,
    partial,
    power,
    relation,
    root,
    squared,
    subtract,
    symbol,
    times,
    total,
)
from skipnet_gui.core.latex import to_latex, to_markdown
from skipnet_gui.core.notation import (
    derivative,
    name_formula,
    name_symbol,
    output_symbol,
    to_text,
    unit_symbol,
)
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


Z, Y, YHAT, HALF_OF = symbol("z", "0"), symbol("y"), hat("y"), number(0.5)
MINUS_THREE, NEGATIVE = number(-3.0), number(Fraction(-3, 8))

# formula, its text, its LaTeX
WRITTEN = [
    (number(0.375), "0.375", "0.375"),
    (number(-0.25), "−0.25", "-0.25"),
    (number(-0.0), "0", "0"),
    (number(1.5e-7), "1.5e−7", r"1.5 \cdot 10^{-7}"),
    (number(-math.inf), "−∞", r"-\infty"),
    (number(math.nan), "nan", r"\text{nan}"),
    (number(Fraction(3, 8)), "3/8", r"\frac{3}{8}"),
    (NEGATIVE, "−3/8", r"-\frac{3}{8}"),
    (number(Fraction(4, 2)), "2", "2"),
    (number(Fraction(1, 65536)), "1.526e−5", r"1.526 \cdot 10^{-5}"),
    (Z, "z₀", "z_{0}"),
    (YHAT, "ŷ", r"\hat{y}"),
    (hat("m"), "m̂", r"\hat{m}"),
    (name_formula("skip12"), "skip₁₂", r"\mathit{skip}_{12}"),
    (name_formula("w_in_2"), "w_in_2", r"w_{\mathit{in\_2}}"),
    (symbol("β", "1"), "β₁", r"\beta_{1}"),
    (partial(Z), "∂L/∂z₀", r"\frac{\partial L}{\partial z_{0}}"),
    (times(partial(Z), Y), "∂L/∂z₀ · y", r"\frac{\partial L}{\partial z_{0}} \cdot y"),
    (beside(Y, Z), "y z₀", r"y \, z_{0}"),
    (times(HALF_OF, MINUS_THREE), "0.5 · (−3)", r"0.5 \cdot \left( -3 \right)"),
    (times(MINUS_THREE, HALF_OF), "−3 · 0.5", r"-3 \cdot 0.5"),
    (add(HALF_OF, NEGATIVE), "0.5 + (−3/8)", r"0.5 + \left( -\frac{3}{8} \right)"),
    (subtract(MINUS_THREE, MINUS_THREE), "−3 − (−3)", r"-3 - \left( -3 \right)"),
    (subtract(Y, add(Z, Y)), "y − (z₀ + y)", r"y - \left( z_{0} + y \right)"),
    (add(Y, times(NEGATIVE, Z)), "y + (−3/8) · z₀", None),
    (absolute(subtract(Y, YHAT)), "|y − ŷ|", r"\left\lvert y - \hat{y} \right\rvert"),
    (squared(subtract(Y, YHAT)), "(y − ŷ)²", r"\left( y - \hat{y} \right)^{2}"),
    (squared(MINUS_THREE), "(−3)²", r"\left( -3 \right)^{2}"),
    (squared(number(1e-7)), "(1e−7)²", r"\left( 1 \cdot 10^{-7} \right)^{2}"),
    (squared(number(-1e-7)), "(−1e−7)²", r"\left( -1 \cdot 10^{-7} \right)^{2}"),
    (power(HALF_OF, symbol("t")), "0.5ᵗ", "0.5^{t}"),
    (power(HALF_OF, symbol("q")), "0.5^(q)", "0.5^{q}"),
    (negate(call("sign", Y)), "−sign(y)", r"-\operatorname{sign}\!\left( y \right)"),
    (call("leaky ReLU′", Y), "leaky ReLU′(y)", r"\operatorname{leaky\ ReLU'}\!\left( y \right)"),
    (root(add(Y, Z)), "√(y + z₀)", r"\sqrt{y + z_{0}}"),
    (over(add(Y, Z), times(Y, Z)), "(y + z₀) / (y · z₀)", r"\frac{y + z_{0}}{y \cdot z_{0}}"),
    (mean(partial(Z)), "mean(∂L/∂z₀)", r"\overline{\frac{\partial L}{\partial z_{0}}}"),
    (over(total(Y), number(4.0)), "Σ y / 4", r"\frac{\sum y}{4}"),
    (
        cases((Z, relation(Z, ">", number(0.0))), otherwise=number(0.0)),
        "z₀ for z₀ > 0, otherwise 0",
        r"\begin{cases} z_{0} & \text{for } z_{0} > 0 \\ 0 & \text{otherwise} \end{cases}",
    ),
    (relation(Y, "≈", number(2.0)), "y ≈ 2", r"y \approx 2"),
    (add(), "0", "0"),
    (dotted(beside(Y, beside(Z, Y))), "y · (z₀ · y)", None),
]


@pytest.mark.parametrize(("formula", "text", "latex"), WRITTEN)
def test_formulas_are_written_as_on_paper(formula, text, latex):
    assert to_text(formula) == text
    assert latex is None or to_latex(formula) == latex


def test_a_formula_stands_within_markdown():
    assert to_markdown(partial(Z)) == r"$\frac{\partial L}{\partial z_{0}}$"
