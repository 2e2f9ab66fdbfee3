"""The controls of the deep chain: how deep, which units, with skips or without."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from skipnet_gui.session.lesson_chain import LEAST_DEPTH, MOST_DEPTH, TITLES, Chain
from skipnet_gui.ui.panels.boxes import Chooser
from skipnet_gui.ui.panels.panel import GAP_PX, Field
from skipnet_gui.ui.panels.sliders import TickSlider
from skipnet_gui.ui.theme import Theme

_LABELLED = (3, 10, 20, 30, 40, 50)


class ChainControls(QWidget):
    """Shows a chain and asks for another; one drag is between the two signals of a drag."""

    chain_requested = Signal(object)
    drag_started = Signal()
    drag_finished = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._chain: Chain | None = None
        self._depth_label = QLabel()
        ticks = {depth - LEAST_DEPTH: str(depth) for depth in _LABELLED}
        self.depth_slider = TickSlider(MOST_DEPTH - LEAST_DEPTH, ticks)
        self.depth_slider.setAccessibleName("Depth of the chain")
        self.depth_slider.setPageStep(5)
        self._depth_label.setBuddy(self.depth_slider)
        self.activation = Chooser("Activation of the chain", TITLES)
        self.skips = QCheckBox("Skips from every unit to the output")
        for control in (self.activation, self.skips):  # after a click Space still runs
            control.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_PX)
        field = Field("Activation", self.activation)
        for widget in (self._depth_label, self.depth_slider, field, self.skips):
            column.addWidget(widget)
        self.depth_slider.sliderPressed.connect(self.drag_started)
        self.depth_slider.sliderReleased.connect(self.drag_finished)
        self.depth_slider.valueChanged.connect(lambda at: self._ask(depth=at + LEAST_DEPTH))
        self.activation.chosen.connect(lambda name: self._ask(activation=name))
        self.skips.clicked.connect(lambda checked: self._ask(skips=checked))

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.depth_slider.show_theme(theme)

    def show_chain(self, chain: Chain) -> None:
        """Show a chain."""
        self._chain = chain
        self._depth_label.setText(f"Depth: {chain.depth} units")
        self.depth_slider.setValue(chain.depth - LEAST_DEPTH)
        self.activation.show_choice(chain.activation)
        self.skips.setChecked(chain.skips)

    def _ask(self, **changes: Any) -> None:
        if self._chain is None:
            return
        wanted = self._chain._replace(**changes)
        if wanted != self._chain:
            self.chain_requested.emit(wanted)
