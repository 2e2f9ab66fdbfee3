"""The answers of each moment, kept while the window is open."""

from dataclasses import dataclass, field
from typing import NamedTuple

from skipnet_gui.core.answers import GivenAnswer, Mark
from skipnet_gui.core.network import Network
from skipnet_gui.core.quantities import Kind, name_of, quantities, quantities_by_name
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.panels.answers_words import for_a_sheet, given


class Place(NamedTuple):
    """The moment that a sheet is about: a run, a step, a row of the data."""

    run: str
    step: int
    sample: int


def place_of(snapshot: Snapshot) -> Place:
    """Return the moment that a snapshot shows."""
    return Place(snapshot.run, snapshot.step, snapshot.sample)


@dataclass
class Sheet:
    """What was answered at one moment, by name, and the marks that it got.

    ``marked_for`` is the run that the marks are about; None where an answer was changed since.
    """

    texts: dict[str, str] = field(default_factory=dict)
    marks: dict[str, Mark] = field(default_factory=dict)
    marked_for: RunSpec | None = None

    @property
    def answers(self) -> dict[str, str]:
        """What is written, without what is blank."""
        return {name: text for name, text in self.texts.items() if text.strip()}

    def given(self, network: Network, updates: bool) -> list[GivenAnswer]:
        """Return what is answered of a network's quantities, new weights if they are asked for."""
        names = quantities_by_name(network)
        return [
            given(name, text)
            for name, text in self.answers.items()
            if name in names and (updates or names[name].kind is not Kind.NEW)
        ]

    def rows(self, network: Network) -> list[tuple[str, str]]:
        """Return names and answers as an answer sheet takes them, in the computation's order."""
        answers = self.answers
        names = (name_of(network, quantity) for quantity in quantities(network))
        return [(name, for_a_sheet(answers[name])) for name in names if name in answers]

    def write(self, name: str, text: str) -> None:
        """Write an answer; the marks are not of what is written any more."""
        self.texts[name] = text
        self.marks.pop(name, None)
        self.marked_for = None

    def is_marked(self, spec: RunSpec, step: int) -> bool:
        """Whether the marks are about a run as it is at a step."""
        if self.marked_for is None:
            return False
        first = self.marked_for.same_until(spec)
        return first is None or first > step
