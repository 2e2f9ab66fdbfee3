"""Undo as a value: the documents before each edit, as they were left."""

from collections.abc import Iterable
from typing import NamedTuple

from skipnet_gui.core.history import memory_in_use
from skipnet_gui.session.document import Document

DEPTH = 200


class Entry(NamedTuple):
    """A document and the title of the edit that leads away from it."""

    title: str
    document: Document


def _memory(current: Document, entries: Iterable[Entry]) -> int:
    documents = (current, *(entry.document for entry in entries))
    return memory_in_use(
        history
        for document in documents
        for history in (*document.histories, *filter(None, document.twins))
    )


class UndoStack(NamedTuple):
    """Earlier and undone documents, the nearest last."""

    undone: tuple[Entry, ...] = ()
    done: tuple[Entry, ...] = ()

    def pushed(self, title: str, before: Document) -> "UndoStack":
        """Return the stack after an edit; what had been undone is forgotten."""
        return UndoStack((), (*self.done, Entry(title, before))[-DEPTH:])

    def trimmed(self, current: Document, limit: int) -> "UndoStack":
        """Return the stack without its oldest entries, if all histories exceed a limit.

        Parameters
        ----------
        limit
            Bytes that the histories of the current document and of all entries may take.
        """
        done = self.done
        while done and _memory(current, (*done, *self.undone)) > limit:
            done = done[1:]
        return UndoStack(self.undone, done)

    def retitled(self, title: str) -> "UndoStack":
        """Return the stack with another title of the last edit (one drag, one entry)."""
        return UndoStack((), (*self.done[:-1], self.done[-1]._replace(title=title)))

    def back(self, current: Document) -> tuple[Document, "UndoStack"]:
        """Return the document before the last edit, and the stack then."""
        entry = self.done[-1]
        undone = (*self.undone, Entry(entry.title, current))
        return entry.document, UndoStack(undone, self.done[:-1])

    def forward(self, current: Document) -> tuple[Document, "UndoStack"]:
        """Return the document that the last undo left, and the stack then."""
        entry = self.undone[-1]
        done = (*self.done, Entry(entry.title, current))
        return entry.document, UndoStack(self.undone[:-1], done)

    @property
    def undo_title(self) -> str | None:
        """Title of the edit that undo takes back."""
        return self.done[-1].title if self.done else None

    @property
    def redo_title(self) -> str | None:
        """Title of the edit that redo brings back."""
        return self.undone[-1].title if self.undone else None
