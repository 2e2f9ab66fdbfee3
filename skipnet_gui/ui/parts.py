"""What a person can point at: the parts of a network, by kind and number."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """A part of the network.

    ``kind`` is "unit", "edge" or "input"; ``index`` its number in the network.
    """

    kind: str
    index: int
