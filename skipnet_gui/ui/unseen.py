"""What stands in place of a number that is not to be seen."""

from skipnet_gui.core.numerals import NOT_COMPUTED
from skipnet_gui.core.operations import Quantity
from skipnet_gui.session.snapshot import Snapshot

HIDDEN = "?"
WORDS = {NOT_COMPUTED: "not computed yet", HIDDEN: "hidden while you answer"}


def stand_in(snapshot: Snapshot, quantity: Quantity) -> str:
    """Return the sign for what is hidden or not computed yet; nothing where it may be seen."""
    if snapshot.hides(quantity):
        return HIDDEN
    return "" if snapshot.knows(quantity) else NOT_COMPUTED
