"""Activations, losses and optimizers as source text, for the program of a network.

The same formulas as in ``functions.py`` and ``optimizers.py``, in plain Python on floats.
Plain Python raises where IEEE arithmetic gives ∞ or NaN (e¹⁰⁰⁰, log 0, 1/0); the helpers
give what NumPy gives there. NaN passes through every comparison: ``0.0 if z <= 0.0 else z``.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from skipnet_gui.core.functions import LEAKY_SLOPE, Conventions, Maths, elementwise
from skipnet_gui.core.optimizers import Optimizer

# Functions that a program may call; it carries those that it uses.
HELPERS: dict[str, str] = {
    "exp": """\
def exp(z):
    return math.inf if z > 709.782712893384 else math.exp(z)""",
    "ratio": """\
def ratio(a, b):
    if b != 0.0:
        return a / b
    if a == 0.0 or a != a:
        return math.nan
    return math.copysign(math.inf, a) * math.copysign(1.0, b)""",
    "log": """\
def log(q):
    return math.log(q) if q > 0.0 else -math.inf if q == 0.0 else math.nan""",
    "sigmoid": """\
def sigmoid(z):
    return 1.0 / (1.0 + exp(-z))""",
    "softplus": """\
def softplus(z):
    return z + math.log1p(math.exp(-z)) if z > 0.0 else math.log1p(math.exp(z))""",
    "normal_cdf": """\
def normal_cdf(z):
    return 0.5 * math.erfc(-z / math.sqrt(2.0))""",
    "gelu_slope": """\
def gelu_slope(z):
    return normal_cdf(z) + z * (math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi))""",
    "silu_slope": """\
def silu_slope(z):
    s = sigmoid(z)
    return s * (1.0 + z * (1.0 - s))""",
    "huber": """\
def huber(e):
    e = abs(e)
    return 0.5 * e * e if e <= 1.0 else e - 0.5""",
    "clipped": """\
def clipped(e):
    return -1.0 if e < -1.0 else 1.0 if e > 1.0 else e""",
    "cross_entropy": """\
def cross_entropy(y, yhat):
    for_one = 0.0 if y == 0.0 else y * log(yhat)
    for_zero = 0.0 if y == 1.0 else (1.0 - y) * log1p(-yhat)
    return 0.0 - for_one - for_zero""",
    "log1p": """\
def log1p(e):
    return math.log1p(e) if e > -1.0 else -math.inf if e == -1.0 else math.nan""",
    "cross_entropy_slope": """\
def cross_entropy_slope(y, yhat):
    for_one = 0.0 if y == 0.0 else ratio(y, yhat)
    for_zero = 0.0 if y == 1.0 else ratio(1.0 - y, 1.0 - yhat)
    return for_zero - for_one""",
    "logit_cross_entropy": """\
def logit_cross_entropy(y, yhat):
    return (0.0 if yhat < 0.0 else yhat) - y * yhat + math.log1p(math.exp(-abs(yhat)))""",
}

_functions: dict[str, Any] = {"math": math}
exec("\n".join(HELPERS.values()), _functions)
# The functions that a program uses, for arrays: with them NumPy gives the program's bits.
PLAIN = Maths(
    exp=elementwise(_functions["exp"]),
    expm1=elementwise(math.expm1),
    log=elementwise(_functions["log"]),
    log1p=elementwise(_functions["log1p"]),
    tanh=elementwise(math.tanh),
    erfc=elementwise(math.erfc),
)

VALUES: dict[str, str] = {
    "identity": "{z}",
    "relu": "0.0 if {z} <= 0.0 else {z}",
    "leaky_relu": f"{{z}} if {{z}} > 0.0 else {LEAKY_SLOPE!r} * {{z}}",
    "elu": "{z} if {z} > 0.0 else math.expm1({z})",
    "softplus": "softplus({z})",
    "sigmoid": "sigmoid({z})",
    "tanh": "math.tanh({z})",
    "gelu": "{z} * normal_cdf({z})",
    "silu": "{z} * sigmoid({z})",
}

_RELU_SLOPES = {
    0: "(1.0 if {z} > 0.0 else 0.0)",
    0.5: "(1.0 if {z} > 0.0 else 0.5 if {z} == 0.0 else 0.0)",
    1: "(1.0 if {z} >= 0.0 else 0.0)",
}


def slopes(conventions: Conventions) -> dict[str, str]:
    """Return g′ of each activation in z and h; empty for the identity."""
    return {
        "identity": "",
        "relu": _RELU_SLOPES[conventions.relu_slope_at_zero],
        "leaky_relu": f"(1.0 if {{z}} > 0.0 else {LEAKY_SLOPE!r})",
        "elu": "(1.0 if {z} > 0.0 else math.exp({z}))",
        "softplus": "sigmoid({z})",
        "sigmoid": "({h} * (1.0 - {h}))",
        "tanh": "(1.0 - {h} * {h})",
        "gelu": "gelu_slope({z})",
        "silu": "silu_slope({z})",
    }


class Formulas(NamedTuple):
    """A loss of one output: its value and its slope ∂L/∂ŷ, in y and q (for ŷ)."""

    value: str
    slope: str


# ∂|y − ŷ|/∂ŷ; |y − ŷ| is 0 where they are equal, and NaN where one of them is.
_SIGNS = {
    -1: "1.0 if {q} >= {y} else -1.0 if {q} < {y} else abs({y} - {q})",
    0: "1.0 if {q} > {y} else -1.0 if {q} < {y} else abs({y} - {q})",
    1: "1.0 if {q} > {y} else -1.0 if {q} <= {y} else abs({y} - {q})",
}


def losses(conventions: Conventions) -> dict[str, Formulas]:
    """Return the formulas of each loss."""
    return {
        "absolute": Formulas("abs({y} - {q})", _SIGNS[conventions.sign_of_zero]),
        "squared": Formulas("({y} - {q}) * ({y} - {q})", "2.0 * ({q} - {y})"),
        "half_squared": Formulas("0.5 * ({y} - {q}) * ({y} - {q})", "{q} - {y}"),
        "huber": Formulas("huber({y} - {q})", "clipped({q} - {y})"),
        "binary_cross_entropy": Formulas(
            "cross_entropy({y}, {q})", "cross_entropy_slope({y}, {q})"
        ),
        "binary_cross_entropy_with_logits": Formulas(
            "logit_cross_entropy({y}, {q})", "sigmoid({q}) - {y}"
        ),
    }


class Update(NamedTuple):
    """An optimizer's update.

    Attributes
    ----------
    settings
        Names of the optimizer's settings that stand in the lines.
    slots
        Prefix of each buffer's names in the source -> its position among the rule's slots.
    once
        Lines for all weights together; they may count with ``update``, the updates done.
    lines
        Lines for one weight w with gradient g; buffers stand under their prefixes.
    """

    settings: tuple[str, ...]
    slots: dict[str, int]
    once: tuple[str, ...]
    lines: tuple[str, ...]


_MOVE = "{w} = {w} - learning_rate * move"


def _sgd(options: Mapping[str, Any]) -> Update:
    if options["momentum"] == 0.0:
        return Update((), {}, (), ("{w} = {w} - learning_rate * {g}",))
    move = "({g} + momentum * {velocity})" if options["nesterov"] else "{velocity}"
    lines = "{velocity} = momentum * {velocity} + {g}", f"{{w}} = {{w}} - learning_rate * {move}"
    return Update(("momentum",), {"velocity": 0}, (), lines)


def _rmsprop(options: Mapping[str, Any]) -> Update:
    square = "{square} = alpha * {square} + (1.0 - alpha) * {g} * {g}"
    direction = _quotient("{g}", "math.sqrt({square}) + eps", options["eps"])
    if options["momentum"] == 0.0:
        return Update(("alpha", "eps"), {"square": 0}, (), (square, f"move = {direction}", _MOVE))
    velocity = "{velocity} = momentum * {velocity} + move"
    lines = square, f"move = {direction}", velocity, "{w} = {w} - learning_rate * {velocity}"
    return Update(("alpha", "eps", "momentum"), {"square": 0, "velocity": 1}, (), lines)


def _adam(options: Mapping[str, Any]) -> Update:
    once = (
        "update = update + 1.0",
        "unbias_mean = 1.0 - beta1**update",
        "unbias_root = math.sqrt(1.0 - beta2**update)",
    )
    root = "math.sqrt({square}) / unbias_root + eps"
    move = _quotient("{mean} / unbias_mean", root, options["eps"])
    lines = (
        "{mean} = beta1 * {mean} + (1.0 - beta1) * {g}",
        "{square} = beta2 * {square} + (1.0 - beta2) * {g} * {g}",
        f"move = {move}",
        _MOVE,
    )
    return Update(("beta1", "beta2", "eps"), {"mean": 0, "square": 1}, once, lines)


def _quotient(top: str, bottom: str, eps: float) -> str:
    """Return a quotient; by a helper where nothing keeps the divisor from 0."""
    return f"{top} / ({bottom})" if eps > 0.0 else f"ratio({top}, {bottom})"


_UPDATES: dict[str, Callable[[Mapping[str, Any]], Update]] = {
    "sgd": _sgd,
    "rmsprop": _rmsprop,
    "adam": _adam,
}


def update_of(optimizer: Optimizer) -> Update:
    """Return the update of an optimizer with its settings."""
    return _UPDATES[optimizer.name](optimizer.options)
