"""The controls of the two axes of a start map."""

from skipnet_gui.core.maps import Axis
from skipnet_gui.core.network import Network
from skipnet_gui.core.notation import name_symbol
from skipnet_gui.ui.panels.boxes import Chooser, NumberBox

LOW, HIGH = -2.0, 2.0
END_PX = 58


class AxisRow:
    """The controls of one axis: its weight, and where it goes from and to."""

    def __init__(self, direction: str) -> None:
        self.direction = direction
        self.weight = Chooser(f"Weight {direction}", {})
        self.low = NumberBox(f"{direction}: from")
        self.high = NumberBox(f"{direction}: to")
        self.low.show_value(LOW)
        self.high.show_value(HIGH)
        for box in (self.low, self.high):
            box.setFixedWidth(END_PX)
            box.committed.connect(box.show_value)

    def show_network(self, network: Network, first: int) -> Chooser:
        """Return a new chooser of the network's weights, which takes the old one's place."""
        names = {name: name_symbol(name) for name in network.weight_names}
        self.weight = Chooser(f"Weight {self.direction}", names)
        self.weight.setMinimumContentsLength(3)
        free = [edge.weight for edge in network.edges if edge.trainable] or list(names)
        self.weight.show_choice(free[min(first, len(free) - 1)])
        return self.weight

    def axis(self, count: int) -> Axis:
        """Return what the controls say."""
        return Axis(self.weight.choice, self.low.value or 0.0, self.high.value or 0.0, count)
