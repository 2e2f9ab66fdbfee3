"""Learning-rate policies: how the rate of a run moves by itself, as a table of rules.

A policy starts from the rate in force; a rate set by hand is taken as the new one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

MOST_RATE = 1e6  # the bold driver goes no further: nothing would stop it on a plain


class Setting(NamedTuple):
    """A setting of a policy: its default, what it does in one line, and its range.

    ``at_least`` and ``at_most`` are within the range; ``whole`` asks for a whole number.
    """

    default: float
    help: str
    at_least: float
    at_most: float
    whole: bool = False


class Rule(NamedTuple):
    """A policy's rule.

    Attributes
    ----------
    name, title, help
        Its word in a project file, on screen, and what it does.
    options
        Its settings by name.
    scheduled
        (options, step, rate) -> rate of update ``step`` ≥ 1, from that of the one before.
    period
        options -> the steps between two changes; None if there are none.
    judges
        Whether each update is tried, and taken back where the loss of its batch rises.
    """

    name: str
    title: str
    help: str
    options: dict[str, Setting]
    scheduled: Callable[[dict[str, Any], int, float], float]
    period: Callable[[dict[str, Any]], int | None]
    judges: bool = False


@dataclass(frozen=True)
class Policy:
    """A policy and those of its settings that differ from the defaults."""

    name: str = "constant"
    settings: tuple[tuple[str, float], ...] = ()

    @property
    def rule(self) -> Rule:
        """The rule of this name."""
        return POLICIES[self.name]

    @cached_property
    def options(self) -> dict[str, Any]:
        """All settings, defaults filled in."""
        defaults = {name: option.default for name, option in self.rule.options.items()}
        return defaults | dict(self.settings)

    @cached_property
    def period(self) -> int | None:
        """Steps between two changes of the rate; None if it stays."""
        return self.rule.period(self.options)

    @property
    def words(self) -> str:
        """The policy in a few words."""
        values = ", ".join(f"{name} {value:g}" for name, value in self.options.items())
        return f"{self.rule.title} ({values})" if values else self.rule.title

    def rate_at(self, step: int, rate: float) -> float:
        """Return the rate of update ``step``, from that of the one before."""
        return self.rule.scheduled(self.options, step, rate) if step else rate

    def judged(self, rate: float, before: float, after: float) -> tuple[bool, float]:
        """Return whether an update stands, and the rate of the next, from its two losses."""
        if after < before:
            return True, min(rate * self.options["up"], MOST_RATE)
        if after == before:
            return True, rate
        return False, rate * self.options["down"]


def policy_of(name: str, settings: Mapping[str, float]) -> Policy:
    """Return a policy with those settings that differ from its defaults, in table order."""
    options = POLICIES[name].options
    pairs = ((key, settings.get(key, option.default)) for key, option in options.items())
    return Policy(name, tuple((key, v) for key, v in pairs if v != options[key].default))


def _stays(_options: dict[str, Any], _step: int, rate: float) -> float:
    return rate


def _stepwise(options: dict[str, Any], step: int, rate: float) -> float:
    return rate if step % int(options["every"]) else rate * options["factor"]


def _each_time(options: dict[str, Any], _step: int, rate: float) -> float:
    rate *= options["factor"]
    return rate


_FACTOR = "what the rate is multiplied by"

POLICIES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule("constant", "Constant", "The rate stays as it is set.", {}, _stays, lambda _: None),
        Rule(
            "step_decay",
            "Step decay",
            "The rate is cut every so many steps.",
            {
                "every": Setting(100, "steps from one cut to the next", 1, 20_000_000, whole=True),
                "factor": Setting(0.5, _FACTOR, 0.0, 1.0),
            },
            _stepwise,
            lambda options: int(options["every"]),
        ),
        Rule(
            "exponential",
            "Exponential",
            "The rate shrinks a little at each step.",
            {"factor": Setting(0.999, _FACTOR, 0.0, 1.0)},
            _each_time,
            lambda _: 1,
        ),
        # Battiti, “Accelerated backpropagation learning”, Complex Systems 3 (1989).
        Rule(
            "bold_driver",
            "Bold driver",
            "Faster while the loss falls; where it rises, the step is taken back and the rate cut.",
            {
                "up": Setting(1.05, "factor while the loss falls", 1.0, 10.0),
                "down": Setting(0.5, "factor where it rises", 0.0, 1.0),
            },
            _stays,
            lambda _: 1,
            judges=True,
        ),
    )
}
CONSTANT = Policy()
