"""Each optimizer against a scalar loop of PyTorch's formulas, one weight at a time."""

import math

import numpy as np
import pytest

from skipnet_gui.core.optimizers import OPTIMIZERS, Optimizer
from tests.core import oracle

# torch.optim.SGD, RMSprop and Adam, PyTorch 2 documentation.
DEFAULTS = {
    "sgd": {"momentum": 0.0, "nesterov": False},
    "rmsprop": {"alpha": 0.99, "eps": 1e-8, "momentum": 0.0},
    "adam": {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
}

SETTINGS = [
    ("sgd", {}),
    ("sgd", {"momentum": 0.9}),
    ("sgd", {"momentum": 0.9, "nesterov": True}),
    ("rmsprop", {}),
    ("rmsprop", {"alpha": 0.5, "eps": 1e-3}),
    ("rmsprop", {"momentum": 0.9}),
    ("rmsprop", {"alpha": 0.0, "momentum": 0.3}),
    ("adam", {}),
    ("adam", {"beta1": 0.5, "beta2": 0.9, "eps": 1e-3}),
    ("adam", {"beta1": 0.0, "beta2": 0.0}),
]


def our_directions(name, settings, gradients):
    optimizer = Optimizer(name, tuple(settings.items()))
    slots = (np.zeros(gradients.shape[1]),) * len(optimizer.rule.slots)
    with np.errstate(all="ignore"):
        for count, gradient in enumerate(gradients, start=1):
            direction, slots = optimizer.rule.direction(
                optimizer.options, gradient[None, :], slots, count
            )
            yield direction[0].tolist()


@pytest.mark.parametrize(("name", "settings"), SETTINGS)
def test_directions_follow_pytorch(name, settings):
    gradients = np.random.default_rng(7).normal(size=(60, 3)) * [1.0, 1e-3, 1e3]
    kept = [{}, {}, {}]
    for count, ours in enumerate(our_directions(name, settings, gradients), start=1):
        theirs = [
            oracle.DIRECTIONS[name](settings, g, k, count)
            for g, k in zip(gradients[count - 1].tolist(), kept, strict=True)
        ]
        assert ours == pytest.approx(theirs, rel=1e-13)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_defaults_are_those_of_pytorch(name):
    assert Optimizer(name).options == DEFAULTS[name]
    assert OPTIMIZERS[name].name == name


@pytest.mark.parametrize(
    ("name", "settings", "first", "second"),
    [
        ("sgd", {}, 2.0, 1.0),
        ("sgd", {"momentum": 0.5}, 2.0, 2.0),
        ("sgd", {"momentum": 0.5, "nesterov": True}, 3.0, 2.0),
        ("rmsprop", {"alpha": 0.75, "eps": 1.0}, 1.0, 1.0 / (1.0 + 1.0)),
        ("rmsprop", {"alpha": 0.75, "eps": 1.0, "momentum": 0.5}, 1.0, 0.5 + 1.0 / (1.0 + 1.0)),
        # Bias correction makes the first direction ±1; then m̂ = (0.5·1 + 0.5·1)/0.75.
        ("adam", {"beta1": 0.5, "beta2": 0.0, "eps": 0.0}, 1.0, 4.0 / 3.0),
    ],
)
def test_two_directions_by_hand(name, settings, first, second):
    directions = our_directions(name, settings, np.array([[2.0], [1.0]]))
    assert [d[0] for d in directions] == pytest.approx([first, second], rel=1e-15)


def test_without_eps_a_gradient_of_zero_gives_nan_and_no_exception():
    for name in ("rmsprop", "adam"):
        (direction,) = our_directions(name, {"eps": 0.0}, np.zeros((1, 1)))
        assert math.isnan(direction[0])


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_setting_says_what_it_does(name):
    assert all(option.help for option in OPTIMIZERS[name].options.values())
