"""Walking through a step as on paper, one operation at a time."""

from skipnet_gui.session.document import Document
from skipnet_gui.session.player import advanced, why_stopped


def can_walk(document: Document) -> bool:
    """Whether there is another operation, in this step or after its update."""
    return not _is_done(document) or not document.at_end or why_stopped(document) is None


def can_walk_back(document: Document) -> bool:
    """Whether there is an operation to take back, in this step or before it."""
    return document.position.step > 0 or document.position.operation != 0


def walked(document: Document) -> Document:
    """Return the document one operation on.

    A step of which everything is computed begins anew, with nothing done; past its last
    operation the next step begins, whose update is trained if it is not recorded.
    """
    done = document.position.operation
    if done is None:
        return document.at_operation(0)
    if done < document.last_operation:
        return document.at_operation(done + 1)
    after = advanced(document, 1)
    return document if after.position.step == document.position.step else after.at_operation(0)


def walked_back(document: Document) -> Document:
    """Return the document one operation back.

    A step of which everything is computed goes to its last operation, and its beginning
    to the last one of the step before.
    """
    step, done, last = document.position.step, document.position.operation, document.last_operation
    if done is None:
        return document.at_operation(last)
    if done > 0:
        return document.at_operation(done - 1)
    return document if step == 0 else document.at(step - 1).at_operation(last)


def _is_done(document: Document) -> bool:
    done = document.position.operation
    return done is not None and done >= document.last_operation
