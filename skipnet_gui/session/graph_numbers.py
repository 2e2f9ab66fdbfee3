"""The numbers of a snapshot as plain lists, by the role that they have on the graph."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from skipnet_gui.core.explain import closed_word
from skipnet_gui.core.network import Network
from skipnet_gui.core.numerals import full
from skipnet_gui.core.operations import Quantity, output_numbers
from skipnet_gui.session.snapshot import Snapshot

HIDDEN = "?"
_KINDS = {"pill": "weight", "loss_sample": "loss"}
_ROLES = {"weight": "pill", "new_weight": "pill"}


def quantity(network: Network, role: str, at: int) -> Quantity:
    """Return the quantity of a number on the graph, as the list of operations has it."""
    if role == "dL_dyhat":
        at = output_numbers(network).get(at, 0)
    return Quantity(_KINDS.get(role, role), at)


def place(network: Network, found: Quantity) -> tuple[str, int]:
    """Return role and number of a quantity on the graph."""
    kind, number = found
    if kind == "dL_dyhat":
        number = network.output_units[number]
    return _ROLES.get(kind, kind), number


@dataclass(frozen=True, eq=False)
class Numbers:
    """A snapshot, ready to be painted."""

    snapshot: Snapshot

    @cached_property
    def by_role(self) -> Mapping[str, Sequence[float | None]]:
        """Lists by role, in the order of the network; None for what is not to be seen yet."""
        if self.snapshot.walk is None and not self.snapshot.hidden:
            return self._all
        return {
            role: [self._known(role, at, value) for at, value in enumerate(values)]
            for role, values in self._all.items()
        }

    def _known(self, role: str, at: int, value: float) -> float | None:
        return value if self.snapshot.knows(quantity(self.snapshot.network, role, at)) else None

    @property
    def _all(self) -> Mapping[str, Sequence[float]]:
        shown, trace = self.snapshot, self.snapshot.trace
        slopes = dict(zip(shown.network.output_units, trace.dL_dyhat.tolist(), strict=True))
        return {
            "z": trace.z.tolist(),
            "h": trace.h.tolist(),
            "dL_dyhat": [slopes.get(unit, 0.0) for unit in range(len(shown.network.units))],
            "dL_dh": trace.dL_dh.tolist(),
            "dL_dz": trace.dL_dz.tolist(),
            "pill": shown.shown_weights.tolist(),
            "flow": trace.flow.tolist(),
            "gradient": shown.gradients.tolist(),
            "backflow": trace.backflow.tolist(),
            "input": trace.x.tolist(),
            "target": trace.y.tolist(),
            "loss": [shown.loss],
            "loss_sample": [trace.loss],
        }

    def value(self, role: str, number: int) -> float | None:
        """Return a number; None if it is not computed yet, or hidden."""
        return self.by_role[role][number]

    def hides(self, role: str, number: int) -> bool:
        """Whether a number must not be seen, because it is asked for."""
        shown = self.snapshot
        return bool(shown.hidden) and shown.hides(quantity(shown.network, role, number))

    def full_text(self, role: str, number: int) -> str:
        """Return a number with all its digits, or what stands in its place."""
        return HIDDEN if self.hides(role, number) else full(self.value(role, number))

    @cached_property
    def is_mean(self) -> bool:
        """Whether weight gradients and loss belong to more than the sample that is shown."""
        return self.snapshot.is_mean

    @property
    def dead_word(self) -> str:
        """What a closed unit is called: dead where there is no other sample to open it."""
        return closed_word(self.snapshot.samples)
