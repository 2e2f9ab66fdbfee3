"""What a lesson is: a question, a prepared project, what to do, and claims to be measured."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from skipnet_gui.core.network import Network
from skipnet_gui.session.document import Document
from skipnet_gui.session.project import Project

VIEW_KEY = "lesson"  # in a project's view: which lesson it belongs to, and what was answered


class Claim(NamedTuple):
    """Something that a person's own runs can show.

    Attributes
    ----------
    words
        What is claimed.
    check
        Document -> the sentence with the numbers that show it; None as long as none do.
    """

    words: str
    check: Callable[[Document], str | None]


class Lesson(NamedTuple):
    """A prepared project with a question.

    Attributes
    ----------
    name, title
        Its word in a file, and its line in the list.
    question, choices, right
        What is asked before anything is shown, the answers to choose from, and the number
        of the right one.
    explanation
        Why it is the right one, told once every claim is shown.
    tasks, look_for
        What to do, a sentence a task; and where to look.
    make
        Returns the prepared project.
    claims
        What the person's runs have to show.
    is_own
        Whether the claims can be measured on a network; another one leads elsewhere.
    """

    name: str
    title: str
    question: str
    choices: tuple[str, ...]
    right: int
    explanation: str
    tasks: tuple[str, ...]
    look_for: str
    make: Callable[[], Project]
    claims: tuple[Claim, ...]
    is_own: Callable[[Network], bool]

    def project(self) -> Project:
        """Return the prepared project as an example: nothing is answered yet."""
        return marked(self.make(), self.name)

    def found(self, document: Document) -> tuple[str | None, ...]:
        """Return for each claim the sentence that shows it, or None."""
        if not self.is_own(document.project.network):
            return (None,) * len(self.claims)
        return tuple(claim.check(document) for claim in self.claims)


class Mark(NamedTuple):
    """Which lesson a project belongs to, and the number of the answer given, if one was."""

    name: str
    answer: int | None


def marked(project: Project, name: str, answer: int | None = None) -> Project:
    """Return a project that belongs to a lesson, with the answer that was given."""
    mark = {"name": name} if answer is None else {"name": name, "answer": answer}
    return replace(project, view={**project.view, VIEW_KEY: mark})


def mark_of(project: Project) -> Mark | None:
    """Return which lesson a project belongs to; None for any other, or an unreadable mark."""
    mark = project.view.get(VIEW_KEY)
    if not isinstance(mark, dict) or not isinstance(mark.get("name"), str):
        return None
    answer = mark.get("answer")
    return Mark(mark["name"], answer if type(answer) is int else None)
