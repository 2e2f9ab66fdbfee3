"""The numbers of a snapshot as plain lists, by the role that they have on the graph."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from skipnet_gui.core.explain import closed_word
from skipnet_gui.session.snapshot import Snapshot


@dataclass(frozen=True, eq=False)
class Numbers:
    """A snapshot, ready to be painted."""

    snapshot: Snapshot

    @cached_property
    def by_role(self) -> Mapping[str, Sequence[float]]:
        """Lists by role; unit and edge lists in the order of the network."""
        shown, trace = self.snapshot, self.snapshot.trace
        slopes = dict(zip(shown.network.output_units, trace.dL_dyhat.tolist(), strict=True))
        return {
            "z": trace.z.tolist(),
            "h": trace.h.tolist(),
            "dL_dyhat": [slopes.get(unit, 0.0) for unit in range(len(shown.network.units))],
            "dL_dh": trace.dL_dh.tolist(),
            "dL_dz": trace.dL_dz.tolist(),
            "pill": shown.weights.tolist(),
            "flow": trace.flow.tolist(),
            "gradient": shown.gradients.tolist(),
            "backflow": trace.backflow.tolist(),
            "input": trace.x.tolist(),
            "target": trace.y.tolist(),
            "loss": [shown.loss],
            "loss_sample": [trace.loss],
        }

    def value(self, role: str, number: int) -> float:
        """Return a number."""
        return self.by_role[role][number]

    @cached_property
    def is_mean(self) -> bool:
        """Whether weight gradients and loss belong to more than the sample that is shown."""
        return self.snapshot.is_mean

    @property
    def dead_word(self) -> str:
        """What a closed unit is called: dead where there is no other sample to open it."""
        return closed_word(self.snapshot.samples)
