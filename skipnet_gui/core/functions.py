"""Activations and losses: each value beside its slope, its symbol and its kinks.

Every function takes and returns float64 arrays of one shape, usually (R, B): R runs
by B samples. Non-finite results are wanted here (a run that leaves the numbers is
stopped and explained elsewhere), so callers work under ``numpy.errstate(all="ignore")``.
"""

import math
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LEAKY_SLOPE = 0.01


class Conventions(NamedTuple):
    """What is taken for a derivative exactly on a kink.

    Attributes
    ----------
    relu_slope_at_zero
        ReLU′(0): 0, 0.5 or 1.
    sign_of_zero
        sign(0) in ∂L/∂ŷ = −sign(y − ŷ): −1, 0 or 1.
    """

    relu_slope_at_zero: float = 0
    sign_of_zero: int = 0


class Activation(NamedTuple):
    """A scalar activation h = g(z).

    Attributes
    ----------
    name
        Its word in a project file.
    symbol
        Its word on screen.
    value
        z -> h.
    slope
        (z, h, conventions) -> g′(z).
    kinks
        The z at which g′ jumps.
    """

    name: str
    symbol: str
    value: Callable[[Array], Array]
    slope: Callable[[Array, Array, Conventions], Array]
    kinks: tuple[float, ...] = ()


class Loss(NamedTuple):
    """A loss of one output and one sample.

    Attributes
    ----------
    name
        Its word in a project file.
    formula
        The formula on screen, in y and ŷ.
    value
        (y, ŷ) -> L.
    slope
        (y, ŷ, conventions) -> ∂L/∂ŷ.
    kinks
        The y − ŷ at which ∂L/∂ŷ jumps.
    needs_probability
        Whether the targets must lie in [0, 1].
    """

    name: str
    formula: str
    value: Callable[[Array, Array], Array]
    slope: Callable[[Array, Array, Conventions], Array]
    kinks: tuple[float, ...] = ()
    needs_probability: bool = False


class Maths(NamedTuple):
    """The functions beyond + − × ÷ and √, on arrays; two families differ in the last bit."""

    exp: Callable[[Array], Array]
    expm1: Callable[[Array], Array]
    log: Callable[[Array], Array]
    log1p: Callable[[Array], Array]
    tanh: Callable[[Array], Array]
    erfc: Callable[[Array], Array]


def elementwise(function: Callable[[float], float]) -> Callable[[Array], Array]:
    """Return a function of one number as a function of an array."""
    each = np.frompyfunc(function, 1, 1)
    return lambda z: np.asarray(each(z), dtype=np.float64)


NUMPY = Maths(np.exp, np.expm1, np.log, np.log1p, np.tanh, elementwise(math.erfc))


def _relu(z: Array) -> Array:
    # + 0.0 turns the −0.0 that maximum may return into 0.0 on every machine alike.
    return np.maximum(z, 0.0) + 0.0


def _leaky_relu(z: Array) -> Array:
    return np.where(z > 0.0, z, LEAKY_SLOPE * z)


def _relu_slope(z: Array, h: Array, conventions: Conventions) -> Array:
    slope = (z > 0.0).astype(np.float64)  # cheaper than a choice of two numbers
    at_zero = conventions.relu_slope_at_zero
    return slope + at_zero * (z == 0.0) if at_zero else slope


@cache
def activations(maths: Maths) -> dict[str, Activation]:
    """Return the activations by name, made of a family of functions."""
    exp, expm1, _, log1p, tanh, erfc = maths

    def sigmoid(z: Array) -> Array:
        # e⁻ᶻ may overflow to ∞, which gives the right limit 0.
        return 1.0 / (1.0 + exp(-z))

    def normal_cdf(z: Array) -> Array:
        return 0.5 * erfc(-z / math.sqrt(2.0))

    def gelu_slope(z: Array) -> Array:
        return normal_cdf(z) + z * (exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi))

    def silu_slope(z: Array) -> Array:
        s = sigmoid(z)
        return s * (1.0 + z * (1.0 - s))

    def elu(z: Array) -> Array:
        return np.where(z > 0.0, z, expm1(np.where(z > 0.0, 0.0, z)))

    def softplus(z: Array) -> Array:
        return np.maximum(z, 0.0) + log1p(exp(-np.abs(z)))

    rows = (
        Activation("identity", "identity", lambda z: z, lambda z, h, c: np.ones_like(z)),
        Activation("relu", "ReLU", _relu, _relu_slope, kinks=(0.0,)),
        Activation(
            "leaky_relu",
            "leaky ReLU",
            _leaky_relu,
            lambda z, h, c: np.where(z > 0.0, 1.0, LEAKY_SLOPE),
            kinks=(0.0,),
        ),
        # ELU with α = 1 has slope 1 from both sides at 0.
        Activation("elu", "ELU", elu, lambda z, h, c: exp(np.minimum(z, 0.0))),
        Activation("softplus", "softplus", softplus, lambda z, h, c: sigmoid(z)),
        Activation("sigmoid", "σ", sigmoid, lambda z, h, c: h * (1.0 - h)),
        Activation("tanh", "tanh", tanh, lambda z, h, c: 1.0 - h * h),
        Activation("gelu", "GELU", lambda z: z * normal_cdf(z), lambda z, h, c: gelu_slope(z)),
        Activation("silu", "SiLU", lambda z: z * sigmoid(z), lambda z, h, c: silu_slope(z)),
    )
    return {row.name: row for row in rows}


ACTIVATIONS = activations(NUMPY)


def _absolute_slope(y: Array, yhat: Array, conventions: Conventions) -> Array:
    slope = np.sign(yhat - y)
    if conventions.sign_of_zero == 0:
        return slope
    return np.where(yhat == y, -float(conventions.sign_of_zero), slope)


def _huber(y: Array, yhat: Array) -> Array:
    error = np.abs(y - yhat)
    return np.where(error <= 1.0, 0.5 * error * error, error - 0.5)


@cache
def losses(maths: Maths) -> dict[str, Loss]:
    """Return the losses by name, made of a family of functions."""
    exp, _, log, log1p, _, _ = maths

    def cross_entropy(y: Array, yhat: Array) -> Array:
        # 0 · log 0 counts as 0: a term whose factor is 0 is not taken.
        for_one = np.where(y == 0.0, 0.0, y * log(yhat))
        for_zero = np.where(y == 1.0, 0.0, (1.0 - y) * log1p(-yhat))
        return 0.0 - for_one - for_zero  # from 0, so that no error at all is 0 and not −0

    def cross_entropy_slope(y: Array, yhat: Array, _: Conventions) -> Array:
        for_one = np.where(y == 0.0, 0.0, y / yhat)
        for_zero = np.where(y == 1.0, 0.0, (1.0 - y) / (1.0 - yhat))
        return for_zero - for_one

    def logit_cross_entropy(y: Array, yhat: Array) -> Array:
        return np.maximum(yhat, 0.0) - y * yhat + log1p(exp(-np.abs(yhat)))

    def logit_slope(y: Array, yhat: Array, _: Conventions) -> Array:
        return 1.0 / (1.0 + exp(-yhat)) - y

    rows = (
        Loss("absolute", "|y − ŷ|", lambda y, q: np.abs(y - q), _absolute_slope, kinks=(0.0,)),
        Loss("squared", "(y − ŷ)²", lambda y, q: (y - q) * (y - q), lambda y, q, c: 2.0 * (q - y)),
        Loss(
            "half_squared",
            "½(y − ŷ)²",
            lambda y, q: 0.5 * (y - q) * (y - q),
            lambda y, q, c: q - y,
        ),
        Loss("huber", "Huber(y − ŷ)", _huber, lambda y, q, c: np.clip(q - y, -1.0, 1.0)),
        Loss(
            "binary_cross_entropy",
            "−y ln ŷ − (1 − y) ln(1 − ŷ)",
            cross_entropy,
            cross_entropy_slope,
            needs_probability=True,
        ),
        Loss(
            "binary_cross_entropy_with_logits",
            "−y ln σ(ŷ) − (1 − y) ln(1 − σ(ŷ))",
            logit_cross_entropy,
            logit_slope,
            needs_probability=True,
        ),
    )
    return {row.name: row for row in rows}


LOSSES = losses(NUMPY)
