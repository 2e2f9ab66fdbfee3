"""The update of one weight as it stands on paper, line by line, for each optimizer."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from skipnet_gui.core.formula import (
    Formula,
    add,
    beside,
    hat,
    number,
    over,
    power,
    root,
    squared,
    subtract,
    symbol,
)
from skipnet_gui.core.optimizers import Optimizer

Leaf = Callable[[str], Formula]

_ONE = number(1.0)


class UpdateLine(NamedTuple):
    """A line of an update.

    Attributes
    ----------
    name
        What it computes; later lines read it under this name.
    formula
        What it is equal to, its parts written by a leaf.
    replaces
        Whether the new value takes the place of the old one.
    """

    name: str
    formula: Callable[[Leaf], Formula]
    replaces: bool


# The letters of an update but for the weight w and its gradient g.
LETTERS: dict[str, Formula] = {
    "rate": symbol("α"),
    "v": symbol("v"),
    "s": symbol("s"),
    "d": symbol("d"),
    "m": symbol("m"),
    "m_hat": hat("m"),
    "v_hat": hat("v"),
    "momentum": symbol("μ"),
    "alpha": symbol("ρ"),
    "beta1": symbol("β", "1"),
    "beta2": symbol("β", "2"),
    "eps": symbol("ε"),
    "t": symbol("t"),
}


def _moved_by(step: Callable[[Leaf], Formula]) -> UpdateLine:
    def moved(of: Leaf) -> Formula:
        return subtract(of("w"), beside(of("rate"), step(of)))

    return UpdateLine("w", moved, replaces=True)


def _average(name: str, memory: str, entering: Callable[[Leaf], Formula]) -> UpdateLine:
    def averaged(of: Leaf) -> Formula:
        kept = beside(of(memory), of(name))
        return add(kept, beside(subtract(_ONE, of(memory)), entering(of)))

    return UpdateLine(name, averaged, replaces=True)


def _velocity(entering: str) -> UpdateLine:
    return UpdateLine(
        "v", lambda of: add(beside(of("momentum"), of("v")), of(entering)), replaces=True
    )


def _unbiased(name: str, memory: str) -> UpdateLine:
    def unbiased(of: Leaf) -> Formula:
        return over(of(name), subtract(_ONE, power(of(memory), of("t"))))

    return UpdateLine(f"{name}_hat", unbiased, replaces=False)


def _scaled(top: str, square: str) -> Callable[[Leaf], Formula]:
    return lambda of: over(of(top), add(root(of(square)), of("eps")))


def _square(of: Leaf) -> Formula:
    return squared(of("g"))


def _sgd(options: Mapping[str, Any]) -> tuple[UpdateLine, ...]:
    if options["momentum"] == 0.0:
        return (_moved_by(lambda of: of("g")),)
    if options["nesterov"]:
        ahead = _moved_by(lambda of: add(of("g"), beside(of("momentum"), of("v"))))
        return (_velocity("g"), ahead)
    return (_velocity("g"), _moved_by(lambda of: of("v")))


def _rmsprop(options: Mapping[str, Any]) -> tuple[UpdateLine, ...]:
    lines = (_average("s", "alpha", _square), UpdateLine("d", _scaled("g", "s"), replaces=False))
    if options["momentum"] == 0.0:
        return (*lines, _moved_by(lambda of: of("d")))
    return (*lines, _velocity("d"), _moved_by(lambda of: of("v")))


def _adam(_: Mapping[str, Any]) -> tuple[UpdateLine, ...]:
    return (
        _average("m", "beta1", lambda of: of("g")),
        _average("v", "beta2", _square),
        _unbiased("m", "beta1"),
        _unbiased("v", "beta2"),
        _moved_by(_scaled("m_hat", "v_hat")),
    )


_LINES = {"sgd": _sgd, "rmsprop": _rmsprop, "adam": _adam}

# Letters of the buffers, in the order of the rules' slots.
SLOT_NAMES = {"sgd": ("v",), "rmsprop": ("s", "v"), "adam": ("m", "v")}


def update_lines(optimizer: Optimizer) -> tuple[UpdateLine, ...]:
    """Return the lines of an optimizer's update of one weight; the last gives the weight."""
    return _LINES[optimizer.name](optimizer.options)


def settings_used(optimizer: Optimizer) -> dict[str, float]:
    """Return the numbers among an optimizer's settings that its lines read."""
    options = optimizer.options
    used = {name: value for name, value in options.items() if name in LETTERS}
    if not used.get("momentum"):
        used.pop("momentum", None)
    return used
