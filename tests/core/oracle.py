"""Networks and training once more, sharing no code with the program.

Everything is plain: a project is the object of a project file, a number is a Python
number. The formulas are those of FORMAT.md, on one sample and one scalar at a time;
they run on ``float``, ``complex`` (complex step), ``mpmath.mpf`` and ``Exact``.
Quantities are pulled: each asks for what it needs, so there is no order to get wrong.
"""

import cmath
import math
from fractions import Fraction

import mpmath
import numpy as np


class RoundingError(Exception):
    """A result that float64 would have to round."""


class Exact:
    """A fraction that refuses every result which does not fit into 53 bits."""

    def __init__(self, value):
        self.value = Fraction(value)
        below = self.value.denominator
        above = abs(self.value.numerator)
        odd = above // (above & -above) if above else 0
        if below & (below - 1) or odd.bit_length() > 53 or below > 2**900:
            raise RoundingError(self.value)

    real = property(lambda self: self.value)

    def __add__(self, other):
        return Exact(self.value + _plain(other))

    def __sub__(self, other):
        return Exact(self.value - _plain(other))

    def __mul__(self, other):
        return Exact(self.value * _plain(other))

    def __truediv__(self, other):
        return Exact(self.value / _plain(other))

    def __rsub__(self, other):
        return Exact(other - self.value)

    def __neg__(self):
        return Exact(-self.value)

    __radd__, __rmul__ = __add__, __mul__


def _plain(number):
    return number.value if isinstance(number, Exact) else Fraction(number)


def _maths(number):
    if isinstance(number, mpmath.mpf):
        return mpmath
    return cmath if isinstance(number, complex) else math


def _exp(z):
    return _maths(z).exp(z)


def _log(z):
    return _maths(z).log(z)


def _sigmoid(z):
    return 1 / (1 + _exp(-z)) if z.real > 0 else _exp(z) / (1 + _exp(z))


def _bell(z):
    """σ′(z), written so that neither factor is taken from 1."""
    return _sigmoid(z) * _sigmoid(-z)


def _softplus(z):
    return z + _log(1 + _exp(-z)) if z.real > 0 else _log(1 + _exp(z))


def _phi(z):
    return (1 + _maths(z).erf(z / _maths(z).sqrt(2))) / 2


def _gelu_slope(z):
    m = _maths(z)
    return _phi(z) + z * _exp(-z * z / 2) / m.sqrt(2 * m.pi)


VALUES = {
    "identity": lambda z: z,
    "relu": lambda z: z if z.real > 0 else 0 * z,
    "leaky_relu": lambda z: z if z.real > 0 else 0.01 * z,
    "elu": lambda z: z if z.real > 0 else _exp(z) - 1,
    "softplus": _softplus,
    "sigmoid": _sigmoid,
    "tanh": lambda z: _maths(z).tanh(z),
    "gelu": lambda z: z * _phi(z),
    "silu": lambda z: z * _sigmoid(z),
}

SLOPES = {
    "identity": lambda z, at_zero: 1,
    "relu": lambda z, at_zero: at_zero if z.real == 0 else int(z.real > 0),
    "leaky_relu": lambda z, at_zero: 1 if z.real > 0 else 0.01,
    "elu": lambda z, at_zero: 1 if z.real > 0 else _exp(z),
    "softplus": lambda z, at_zero: _sigmoid(z),
    "sigmoid": lambda z, at_zero: _bell(z),
    "tanh": lambda z, at_zero: 1 / _maths(z).cosh(z) ** 2 if abs(z.real) < 300 else 0,
    "gelu": lambda z, at_zero: _gelu_slope(z),
    "silu": lambda z, at_zero: _sigmoid(z) + z * _bell(z),
}


def _magnitude(e):
    return e if e.real > 0 else -e


def _huber(e):
    return _magnitude(e) - 0.5 if abs(e.real) > 1 else e * e / 2


def _cross_entropy(y, q):
    for_one = y * _log(q) if y else 0
    for_zero = (1 - y) * _log(1 - q) if y != 1 else 0
    return -for_one - for_zero


LOSS_VALUES = {
    "absolute": lambda y, q: _magnitude(y - q),
    "squared": lambda y, q: (y - q) * (y - q),
    "half_squared": lambda y, q: (y - q) * (y - q) / 2,
    "huber": lambda y, q: _huber(y - q),
    "binary_cross_entropy": _cross_entropy,
    "binary_cross_entropy_with_logits": lambda y, q: _softplus(q) - y * q,
}


def _sign(e, of_zero):
    return of_zero if e.real == 0 else (1 if e.real > 0 else -1)


LOSS_SLOPES = {
    "absolute": lambda y, q, of_zero: -_sign(y - q, of_zero),
    "squared": lambda y, q, of_zero: -2 * (y - q),
    "half_squared": lambda y, q, of_zero: q - y,
    "huber": lambda y, q, of_zero: q - y if abs((y - q).real) <= 1 else -_sign(y - q, 0),
    "binary_cross_entropy": lambda y, q, of_zero: (q - y) / (q * (1 - q)),
    "binary_cross_entropy_with_logits": lambda y, q, of_zero: _sigmoid(q) - y,
}


class Kept(dict):
    """What a rule gives for each unit, asked once."""

    def __init__(self, rule):
        self.rule = rule

    def __missing__(self, unit):
        self[unit] = found = self.rule(unit)
        return found


class Sample:
    """One sample in one network; ``weights``, ``x`` and ``y`` are lists of numbers."""

    def __init__(self, project, weights, x, y):
        self.network = project["network"]
        conventions = project.get("conventions", {})
        self.at_zero = conventions.get("relu_slope_at_zero", 0)
        self.of_zero = conventions.get("sign_of_zero", 0)
        self.edges = list(zip(self.network["edges"], weights, strict=True))
        self.inputs = dict(zip(self.network["inputs"], x, strict=True))
        self.targets = dict(zip(self.network["outputs"], y, strict=True))
        self.activation = {u["name"]: u["activation"] for u in self.network["units"]}
        self.number = type(weights[0])
        self.kept = {name: Kept(getattr(self, name)) for name in ("z", "h", "dL_dh", "dL_dz")}
        for name, kept in self.kept.items():
            setattr(self, name, kept.__getitem__)

    def value(self, node):
        """What flows out of an input, a unit or the bias."""
        if node == "bias":
            return self.number(1)
        return self.inputs[node] if node in self.inputs else self.h(node)

    def z(self, unit):
        terms = [w * self.value(e["from"]) for e, w in self.edges if e["to"] == unit]
        return _sum(terms, self.number(0))

    def h(self, unit):
        return VALUES[self.activation[unit]](self.z(unit))

    def loss(self):
        rule = LOSS_VALUES[self.network["loss"]]
        return _sum([rule(y, self.h(unit)) for unit, y in self.targets.items()])

    def dL_dyhat(self, unit):
        rule = LOSS_SLOPES[self.network["loss"]]
        return rule(self.targets[unit], self.h(unit), self.of_zero)

    def dL_dh(self, unit):
        terms = [self.dL_dyhat(unit)] if unit in self.targets else []
        terms += [self.dL_dz(e["to"]) * w for e, w in self.edges if e["from"] == unit]
        return _sum(terms, self.number(0))

    def dL_dz(self, unit):
        return self.dL_dh(unit) * SLOPES[self.activation[unit]](self.z(unit), self.at_zero)

    def gradients(self):
        return [self.dL_dz(e["to"]) * self.value(e["from"]) for e, _ in self.edges]

    def sides(self):
        """On which side of each kink, or jump of the curvature, the sample lies."""
        kinked = [u for u, g in self.activation.items() if g in ("relu", "leaky_relu", "elu")]
        at = [self.z(unit) for unit in kinked]
        errors = [y - self.h(unit) for unit, y in self.targets.items()]
        if self.network["loss"] == "absolute":
            at += errors
        if self.network["loss"] == "huber":
            at += [abs(e) - 1 for e in errors]
        return [_sign(a, 0) for a in at]


def _sum(terms, empty=None):
    """Add from the first to the last."""
    total, *rest = terms or [empty]
    for term in rest:
        total = total + term
    return total


def samples(project, weights, rows=None):
    """One ``Sample`` for each row of the data, in numbers of the weights' type."""
    number = type(weights[0])
    x, y = project["data"]["x"], project["data"]["y"]
    return [
        Sample(project, weights, [*map(number, x[row])], [*map(number, y[row])])
        for row in (range(len(x)) if rows is None else rows)
    ]


def mean_loss(project, weights, rows=None):
    batch = samples(project, weights, rows)
    return _sum([sample.loss() for sample in batch]) / len(batch)


def mean_gradients(project, weights, rows=None):
    columns = zip(*(sample.gradients() for sample in samples(project, weights, rows)), strict=True)
    return [_sum(column) / len(column) for column in columns]


def complex_step_gradients(project, weights):
    """∂L/∂w from values alone: the imaginary part of L(w + i·10⁻³⁰) by 10⁻³⁰."""
    return [
        mean_loss(project, _moved(map(complex, weights), edge, 1e-30j)).imag / 1e-30
        for edge in range(len(weights))
    ]


def many_digit_gradients(project, weights):
    """∂L/∂w from values alone: central differences with 60 digits."""
    with mpmath.workdps(60):
        step = mpmath.mpf(10) ** -20
        exact = [mpmath.mpf(weight) for weight in weights]
        return [
            (
                mean_loss(project, _moved(exact, edge, step))
                - mean_loss(project, _moved(exact, edge, -step))
            )
            / (2 * step)
            for edge in range(len(weights))
        ]


def central_differences(project, weights, step=1e-3):
    """∂L/∂w from values alone, of fourth order; None where a kink is within reach."""
    return [_central_difference(project, weights, edge, step) for edge in range(len(weights))]


def _central_difference(project, weights, edge, step):
    points = [samples(project, _moved(weights, edge, k * step)) for k in (-2, -1, 0, 1, 2)]
    sides = [[sample.sides() for sample in point] for point in points]
    if any(side != sides[2] for side in sides):
        return None
    far_left, left, _, right, far_right = (
        math.fsum(sample.loss() for sample in point) / len(point) for point in points
    )
    return (8 * (right - left) - (far_right - far_left)) / (12 * step)


def _moved(weights, edge, step):
    weights = list(weights)
    weights[edge] = weights[edge] + step
    return weights


def _sgd(options, g, kept, count):
    momentum = options.get("momentum", 0.0)
    if not momentum:
        return g
    kept["b"] = momentum * kept["b"] + g if "b" in kept else g
    return g + momentum * kept["b"] if options.get("nesterov") else kept["b"]


def _rmsprop(options, g, kept, count):
    alpha, eps = options.get("alpha", 0.99), options.get("eps", 1e-8)
    kept["v"] = alpha * kept.get("v", 0.0) + (1 - alpha) * (g * g)
    scaled = _ratio(g, math.sqrt(kept["v"]) + eps)
    if not options.get("momentum", 0.0):
        return scaled
    kept["b"] = options["momentum"] * kept.get("b", 0.0) + scaled
    return kept["b"]


def _adam(options, g, kept, count):
    beta1, beta2 = options.get("beta1", 0.9), options.get("beta2", 0.999)
    kept["m"] = beta1 * kept.get("m", 0.0) + (1 - beta1) * g
    kept["v"] = beta2 * kept.get("v", 0.0) + (1 - beta2) * (g * g)
    mean, square = kept["m"] / (1 - beta1**count), kept["v"] / (1 - beta2**count)
    return _ratio(mean, math.sqrt(square) + options.get("eps", 1e-8))


def _ratio(above, below):
    return above / below if below else math.nan


# (options, gradient, what is kept, number of the update) -> direction, one weight at a
# time, after the pages of torch.optim.SGD, RMSprop and Adam.
DIRECTIONS = {"sgd": _sgd, "rmsprop": _rmsprop, "adam": _adam}


def batches(project, run, steps):
    """The row numbers of each step's batch."""
    count = len(project["data"]["x"])
    size = min(run.get("batch_size", 1), count)
    generator = np.random.Generator(np.random.PCG64(run.get("seed", 0)))
    listed = []
    while len(listed) < steps:
        shuffled = run.get("order", "cyclic") == "shuffled"
        order = generator.permutation(count).tolist() if shuffled else list(range(count))
        listed += [order[first : first + size] for first in range(0, count, size)]
    return listed[:steps]


def train(project, steps):
    """Rows 0 … steps of the first run: (rate, loss, weights, gradients)."""
    run, edges = project["runs"][0], project["network"]["edges"]
    names = [edge["weight"] for edge in edges]
    weights = [run["initial_weights"][name] for name in names]
    rate, kept = run["learning_rate"], [{} for _ in names]
    optimizer = run.get("optimizer", {"name": "sgd"})
    direction = DIRECTIONS[optimizer["name"]]
    table = []
    for step, rows in enumerate(batches(project, run, steps + 1)):
        for event in run.get("events", []):
            if event["step"] == step:
                rate = event.get("learning_rate", rate)
                changed = event.get("weights", {})
                weights = [changed.get(n, w) for n, w in zip(names, weights, strict=True)]
        gradients = mean_gradients(project, weights, rows)
        table.append((rate, mean_loss(project, weights, rows), weights, gradients))
        moves = [direction(optimizer, g, k, step + 1) for g, k in zip(gradients, kept, strict=True)]
        weights = [
            w - rate * move if edge.get("trainable", True) else w
            for edge, w, move in zip(edges, weights, moves, strict=True)
        ]
    return table
