"""Identifiers for the quantities of a network, as its program needs them."""

import keyword
import re

from skipnet_gui.core.formulas import HELPERS
from skipnet_gui.core.network import Network

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")
_OWN = {"L", "ends", "i", "keep", "learning_rate", "loss", "move", "n", "rows", "size", "starts"}
_OWN |= {"t", "train", "update", "all_velocity", "all_mean", "all_square"}
_OWN |= {"inputs", "targets", "weights", "math", "abs", "range", "y", "yhat"}
_OWN |= {"unbias_mean", "unbias_root", "momentum", "alpha", "beta1", "beta2", "eps"}


class Names:
    """Identifiers for all quantities of a network: the paper's where they can be used.

    A name from a file stands in the source only if it is an identifier that nothing else
    uses; otherwise it gets a prefix, and a number if that is taken too.
    """

    def __init__(self, network: Network) -> None:
        self._taken = _OWN | HELPERS.keys()
        units = [unit.name for unit in network.units]
        outputs = network.outputs if len(network.outputs) > 1 else ()
        self.yhat = [self._free(f"yhat_{name}") for name in outputs] or ["yhat"]
        self.target = [self._free(f"y_{name}") for name in outputs] or ["y"]
        self.dyhat = [self._free(f"dL_d{name}") for name in self.yhat]
        self.z = [self._free(f"z_{name}") for name in units]
        self.h = [self._free(f"h_{name}") for name in units]
        self.dh = [self._free(f"dL_dh_{name}") for name in units]
        self.dz = [self._free(f"dL_dz_{name}") for name in units]
        self.input = [self._own(name, "x") for name in network.inputs]
        self.weight = [self._own(name, "w") for name in network.weight_names]
        self.gradient = [self._free(f"dL_d{name}") for name in self.weight]
        self.columns = [self._free(f"all_{name}") for name in (*self.input, *self.target)]
        kept = ("L", *self.weight, *self.gradient)
        self.kept = [self._free(f"keep_{name}") for name in kept]

    def slot(self, prefix: str) -> list[str]:
        """Return a name per weight for a buffer of the optimizer."""
        return [self._free(f"{prefix}_{name}") for name in self.weight]

    def _own(self, name: str, prefix: str) -> str:
        usable = _PLAIN.match(name) and not keyword.iskeyword(name) and name not in self._taken
        return self._free(name if usable else f"{prefix}_{name}")

    def _free(self, name: str) -> str:
        assert _PLAIN.match(name), name
        number, free = 2, name
        while free in self._taken:
            free, number = f"{name}_{number}", number + 1
        self._taken |= {free}
        return free
