"""Optimizers by PyTorch's formulas and defaults, as a table of rules."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from skipnet_gui.core.functions import Array

Slots = tuple[Array, ...]
Direction = Callable[[dict[str, Any], Array, Slots, int], tuple[Array, Slots]]


class Option(NamedTuple):
    """A setting of an optimizer: its default, its kind and what it does in one line."""

    default: float | bool
    help: str
    below: float | None = None


class Rule(NamedTuple):
    """An optimizer's rule: weights ← weights − rate · direction.

    Attributes
    ----------
    name, title
        Its word in a project file and on screen.
    options
        Its settings by name.
    slots
        Names of the buffers that it keeps per weight.
    direction
        (options, gradient, slots, count) -> (direction, slots), count being the number
        of this update from 1.
    """

    name: str
    title: str
    options: dict[str, Option]
    slots: tuple[str, ...]
    direction: Direction


@dataclass(frozen=True)
class Optimizer:
    """An optimizer and those of its settings that differ from PyTorch's defaults."""

    name: str = "sgd"
    settings: tuple[tuple[str, float | bool], ...] = ()

    @property
    def rule(self) -> Rule:
        """The rule of this name."""
        return OPTIMIZERS[self.name]

    @cached_property
    def options(self) -> dict[str, Any]:
        """All settings, defaults filled in."""
        defaults = {name: option.default for name, option in self.rule.options.items()}
        return defaults | dict(self.settings)


def optimizer_of(name: str, settings: Mapping[str, float | bool]) -> Optimizer:
    """Return an optimizer with those settings that differ from its defaults, in table order."""
    options = OPTIMIZERS[name].options
    kinds = ((key, option.default, type(option.default)) for key, option in options.items())
    pairs = ((key, kind(settings.get(key, default)), default) for key, default, kind in kinds)
    return Optimizer(name, tuple((key, value) for key, value, default in pairs if value != default))


def _sgd(options: dict[str, Any], gradient: Array, slots: Slots, _: int) -> tuple[Array, Slots]:
    momentum = options["momentum"]
    if momentum == 0.0:
        return gradient, slots
    velocity = momentum * slots[0] + gradient
    if options["nesterov"]:
        return gradient + momentum * velocity, (velocity,)
    return velocity, (velocity,)


def _rmsprop(options: dict[str, Any], gradient: Array, slots: Slots, _: int) -> tuple[Array, Slots]:
    alpha, eps, momentum = options["alpha"], options["eps"], options["momentum"]
    square = alpha * slots[0] + (1.0 - alpha) * gradient * gradient
    direction = gradient / (np.sqrt(square) + eps)
    if momentum == 0.0:
        return direction, (square, slots[1])
    velocity = momentum * slots[1] + direction
    return velocity, (square, velocity)


def _adam(
    options: dict[str, Any], gradient: Array, slots: Slots, count: int
) -> tuple[Array, Slots]:
    beta1, beta2, eps = options["beta1"], options["beta2"], options["eps"]
    mean = beta1 * slots[0] + (1.0 - beta1) * gradient
    square = beta2 * slots[1] + (1.0 - beta2) * gradient * gradient
    unbiased = mean / (1.0 - beta1**count)
    scale = np.sqrt(square) / np.sqrt(1.0 - beta2**count) + eps
    return unbiased / scale, (mean, square)


# Formulas and defaults as documented for torch.optim.SGD, RMSprop and Adam.
OPTIMIZERS: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule(
            "sgd",
            "SGD",
            {
                "momentum": Option(0.0, "share of the last velocity that is kept; 0 is plain SGD"),
                "nesterov": Option(False, "look ahead along the velocity; needs momentum > 0"),
            },
            ("velocity",),
            _sgd,
        ),
        Rule(
            "rmsprop",
            "RMSprop",
            {
                "alpha": Option(0.99, "memory of the average of squared gradients", below=1.0),
                "eps": Option(1e-8, "added to the root, so that nothing is divided by 0"),
                "momentum": Option(0.0, "share of the last velocity that is kept"),
            },
            ("average of g²", "velocity"),
            _rmsprop,
        ),
        Rule(
            "adam",
            "Adam",
            {
                "beta1": Option(0.9, "memory of the average of gradients", below=1.0),
                "beta2": Option(0.999, "memory of the average of squared gradients", below=1.0),
                "eps": Option(1e-8, "added to the root, so that nothing is divided by 0"),
            },
            ("average of g", "average of g²"),
            _adam,
        ),
    )
}
