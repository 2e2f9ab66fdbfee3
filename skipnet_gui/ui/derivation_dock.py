"""The place of the derivation among the docks; its panel is made once the window stands."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from skipnet_gui.core.operations import Quantity
from skipnet_gui.session.document import Document
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.loop import Loop
from skipnet_gui.ui.parts import Part
from skipnet_gui.ui.store import Store
from skipnet_gui.ui.theme import LIGHT, Theme

if TYPE_CHECKING:
    from skipnet_gui.ui.derivation_filing import DerivationFiling
    from skipnet_gui.ui.panels.derivation import DerivationPanel


class DerivationDock(QWidget):
    """Holds the panel of the derivation and ties it to the store.

    ``go_to`` shows a step as far as an operation; ``fractions`` is whether numbers are
    fractions at first, where they can be. ``part_hovered(part or None)`` tells which
    part is pointed at, ``problem(sentence)`` what could not be done, ``told(sentence)`` what
    was.
    """

    part_hovered = Signal(object)
    problem = Signal(str)
    told = Signal(str)

    def __init__(
        self,
        store: Store,
        loop: Loop,
        go_to: Callable[[int | None], None],
        fractions: bool = False,
    ) -> None:
        super().__init__()
        self.setAccessibleName("Derivation")
        self._store, self._loop, self._go_to = store, loop, go_to
        self._theme = LIGHT
        self.fractions = fractions
        self.panel: DerivationPanel | None = None
        self.filing: DerivationFiling | None = None
        self._place = QVBoxLayout(self)
        self._place.setContentsMargins(0, 0, 0, 0)

    def fill(self) -> None:
        """Make the panel, once."""
        if self.panel is not None:
            return
        # Type, lines and files cost a start some 30 ms, for which its first picture can wait.
        from skipnet_gui.ui.derivation_filing import DerivationFiling
        from skipnet_gui.ui.panels.derivation import DerivationPanel

        self.panel = DerivationPanel()
        self.panel.show_theme(self._theme)
        self.filing = DerivationFiling(self, self._store, self._loop)
        self.filing.problem.connect(self.problem)
        self.filing.told.connect(self.told)
        self.panel.part_hovered.connect(self.part_hovered)
        self.panel.operation_requested.connect(self._go_to)
        self.panel.export_requested.connect(self.filing.export)
        self.panel.fractions.toggled.connect(self._set_fractions)
        self.panel.fractions.setChecked(self.fractions)
        self.show_document(self._store.document, self._store.snapshot)
        self._place.addWidget(self.panel)

    def _set_fractions(self, fractions: bool) -> None:
        assert self.filing is not None
        self.fractions = fractions
        self.filing.set_fractions(fractions)

    def show_document(self, document: Document, snapshot: Snapshot) -> None:
        """Show the derivation of a moment."""
        if self.panel is not None:
            self.panel.show_document(document, snapshot)

    def show_highlight(self, part: Part | None) -> None:
        """Mark the lines of a part."""
        if self.panel is not None:
            self.panel.show_highlight(part)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        if self.panel is not None:
            self.panel.show_theme(theme)

    def seek(self, quantity: Quantity) -> None:
        """Go to the line that computes a quantity."""
        if self.panel is not None:
            self.panel.seek(quantity)

    def export(self) -> None:
        """Ask for a file and write the derivation to it."""
        self.fill()
        assert self.filing is not None
        self.filing.export()
