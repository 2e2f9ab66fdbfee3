"""A network's training as a straight-line program: the code that a student reads is what runs.

The source has one function, ``train``, that does n updates: forward, backward and update
as plain assignments with the symbols of the paper, sums in the order of the reference in
``passes.py``. It needs nothing but the standard library's ``math``.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache
from textwrap import wrap
from typing import Any, NamedTuple

from skipnet_gui.core.formulas import HELPERS, VALUES, losses, slopes, update_of
from skipnet_gui.core.functions import Conventions
from skipnet_gui.core.identifiers import Names
from skipnet_gui.core.network import Network
from skipnet_gui.core.optimizers import Optimizer

WIDTH = 88

# How many rows of the data an update sees, and where they stand.
ONE_ROW = "one row"  # the data are a single row
ROW_BY_ROW = "row by row"  # one of several rows in each update
BATCHES = "batches"  # several rows in an update
_ROWS = {ONE_ROW: [], ROW_BY_ROW: ["rows"], BATCHES: ["rows", "starts", "ends"]}

Part = tuple[str, int]


class Line(NamedTuple):
    """A line of source, and the part that it computes: ``("edge", 3)``, ``("unit", 0)`` …"""

    text: str
    part: Part | None = None


class Program:
    """The source of a network's training, line by line, and the function that it defines.

    Attributes
    ----------
    lines
        The source, helpers first.
    parameters
        Names of the parameters of ``train``, in order. ``n``: updates to do;
        ``learning_rate``; ``weights`` and each of ``slots``: E numbers; ``update``: updates
        done so far; ``inputs``, ``targets``: for each input or output a number (one row of
        data) or a column of numbers; ``rows``: row numbers of the
        data, those of a batch side by side; ``starts`` and ``ends``: where in ``rows`` the
        batch of each update stands;
        ``keep``: for the loss, each weight and each gradient a column with room for n.
    slots
        Names of the optimizer's buffers that the program keeps, and their positions among
        the slots of the optimizer's rule.
    """

    def __init__(
        self, lines: Sequence[Line], parameters: Sequence[str], slots: dict[str, int]
    ) -> None:
        self.lines = tuple(lines)
        self.parameters = tuple(parameters)
        self.slots = slots

    @cached_property
    def source(self) -> str:
        """The whole text."""
        return "".join(f"{line.text}\n" for line in self.lines)

    def functions(self) -> dict[str, Any]:
        """Return the functions that the source defines, by name: helpers, and ``train``."""
        namespace: dict[str, Any] = {}
        exec(compile(self.source, "<the program of the network>", "exec"), namespace)
        return {name: value for name, value in namespace.items() if name != "__builtins__"}

    @cached_property
    def train(self) -> Callable[..., Any]:
        """The function itself; it returns the weights and each of the slots after n updates."""
        function: Callable[..., Any] = self.functions()["train"]
        return function


@lru_cache(maxsize=32)
def program_of(
    network: Network, conventions: Conventions, optimizer: Optimizer, batches: str
) -> Program:
    """Return the program of a network; ``batches`` is ONE_ROW, ROW_BY_ROW or BATCHES."""
    return _Writer(network, conventions, optimizer, batches).program()


class _Writer:
    """Writes the program of one network."""

    def __init__(
        self, network: Network, conventions: Conventions, optimizer: Optimizer, batches: str
    ) -> None:
        self._network = network
        self._optimizer = optimizer
        self._batches = batches
        self._names = Names(network)
        self._slopes = slopes(conventions)
        self._loss = losses(conventions)[network.loss]
        self._update = update_of(optimizer)
        self._buffers = {name: self._names.slot(name) for name in self._update.slots}
        self._lines: list[Line] = []
        self._indent = 0

    def program(self) -> Program:
        """Return the finished program."""
        slots = {f"all_{name}": position for name, position in self._update.slots.items()}
        counter = ["update"] if self._update.once else []
        parameters = ["n", "learning_rate", *counter, "weights", *slots]
        parameters += ["inputs", "targets"]
        parameters += _ROWS[self._batches] + ["keep"]
        self._body(parameters)
        body, self._lines, self._indent = self._lines, [], 0
        self._helpers("\n".join(line.text for line in body))
        return Program([*self._lines, *body], parameters, slots)

    def _say(self, text: str, part: Part | None = None) -> None:
        self._lines.append(Line("    " * self._indent + text if text else "", part))

    def _group(self, title: str) -> None:
        self._say(f"# {title}")

    def _long(self, before: str, items: Iterable[str], after: str) -> None:
        """Say a list of names, over several lines where it does not fit in one."""
        text = ", ".join(items)
        room = WIDTH - 4 * self._indent
        if len(before + text + after) <= room:
            self._say(before + text + after)
            return
        lines = wrap(text, room - 4, break_long_words=False)
        self._say(before if before.endswith("(") else before + "(")
        self._indent += 1
        for line in lines:
            self._say(line)
        self._indent -= 1
        self._say(after if after.startswith(")") else ")" + after)

    def _unpack(self, names: Sequence[str], whole: str) -> None:
        if len(names) == 1:
            self._say(f"{names[0]} = {whole}[0]")
        else:
            self._long("", names, f" = {whole}")

    def _helpers(self, body: str) -> None:
        """Say the helper functions that a text uses, with those that they use themselves."""
        wanted: list[str] = []
        texts = [body]
        while texts:
            text = texts.pop()
            for name in re.findall(r"(?<![\w.])(\w+)\(", text):
                if name in HELPERS and name not in wanted:
                    wanted.append(name)
                    texts.append(HELPERS[name])
        self._say("import math")
        for name in (name for name in HELPERS if name in wanted):
            self._say("")
            self._say("")
            for line in HELPERS[name].splitlines():
                self._say(line)
        self._say("")
        self._say("")

    def _body(self, parameters: Sequence[str]) -> None:
        self._long("def train(", parameters, "):")
        self._indent = 1
        for name in self._update.settings:
            self._say(f"{name} = {self._optimizer.options[name]!r}")
        names = self._names
        self._unpack(names.weight, "weights")
        for name, buffers in self._buffers.items():
            self._unpack(buffers, f"all_{name}")
        values = names.columns if self._batches != ONE_ROW else [*names.input, *names.target]
        for k, name in enumerate(values[: len(names.input)]):
            self._say(f"{name} = inputs[{k}]", ("input", k))
        for k, name in enumerate(values[len(names.input) :]):
            self._say(f"{name} = targets[{k}]")
        self._unpack(names.kept, "keep")
        self._say("for t in range(n):")
        self._indent = 2
        self._passes()
        self._keep()
        self._step()
        self._indent = 1
        slots = [f"all_{name}" for name in self._buffers]
        results = [names.weight, *self._buffers.values()]
        for name, items in zip(("weights", *slots), results, strict=True):
            self._long(f"{name} = (", items, ",)" if len(items) == 1 else ")")
        self._say("return " + ", ".join(("weights", *slots)))

    def _passes(self) -> None:
        names = self._names
        if self._batches == BATCHES:
            self._group("means over the batch; their sums begin at -0.0, which changes no term")
            for name in ("L", *names.gradient):
                self._say(f"{name} = -0.0")
            self._say("for i in rows[starts[t] : ends[t]]:")
            self._indent = 3
        elif self._batches == ROW_BY_ROW:
            self._group("the row of this update")
            self._say("i = rows[t]")
        if self._batches != ONE_ROW:
            numbers = [*names.input, *names.target]
            for k, (name, column) in enumerate(zip(numbers, names.columns, strict=True)):
                part = ("input", k) if k < len(names.input) else None
                self._say(f"{name} = {column}[i]", part)
        self._forward()
        self._backward()
        if self._batches == BATCHES:
            self._indent = 2
            self._say("size = ends[t] - starts[t]")
            self._say("L = L / size")
            for edge, name in enumerate(names.gradient):
                self._say(f"{name} = {name} / size", ("edge", edge))

    def _node(self, node: int) -> str:
        """Return the name of what a node gives on; empty for the bias."""
        network, names = self._network, self._names
        if node < len(network.inputs):
            return names.input[node]
        unit = node - len(network.inputs)
        if unit == len(network.units):
            return ""
        return self._given(unit)

    def _given(self, unit: int) -> str:
        """Return the name of a unit's h; an output that feeds nothing has ŷ for it."""
        output = self._output(unit)
        if output is not None and not self._outgoing(unit):
            return self._names.yhat[output]
        return self._names.h[unit]

    def _output(self, unit: int) -> int | None:
        units = self._network.output_units
        return units.index(unit) if unit in units else None

    def _outgoing(self, unit: int) -> tuple[int, ...]:
        return self._network.outgoing[len(self._network.inputs) + unit]

    def _product(self, *factors: str) -> str:
        return " * ".join(factor for factor in factors if factor)

    def _forward(self) -> None:
        network, names = self._network, self._names
        self._group("forward")
        for unit in network.order:
            part = ("unit", unit)
            terms = [
                self._product(names.weight[edge], self._node(network.edge_sources[edge]))
                for edge in network.incoming[unit]
            ]
            self._sum(names.z[unit], terms, part)
            z, given, output = names.z[unit], self._given(unit), self._output(unit)
            activation = network.units[unit].activation
            self._say(f"{given} = {VALUES[activation].format(z=z)}", part)
            if output is not None and given != names.yhat[output]:
                self._say(f"{names.yhat[output]} = {given}", part)
        ends = zip(names.target, names.yhat, strict=True)
        terms = [self._loss.value.format(y=y, q=yhat) for y, yhat in ends]
        self._sum("loss" if self._batches == BATCHES else "L", terms)
        if self._batches == BATCHES:
            self._say("L = L + loss")

    def _sum(self, name: str, terms: Sequence[str], part: Part | None = None) -> None:
        """Say a sum from left to right; in several steps where it is long."""
        line = f"{name} = {' + '.join(terms) or '0.0'}"
        if len(line) <= WIDTH - 4 * self._indent:
            self._say(line, part)
            return
        self._say(f"{name} = {terms[0]}", part)
        for term in terms[1:]:
            self._say(f"{name} = {name} + {term}", part)

    def _backward(self) -> None:
        network, names = self._network, self._names
        self._group("backward")
        ends = zip(names.dyhat, names.target, names.yhat, network.output_units, strict=True)
        for name, y, yhat, unit in ends:
            self._say(f"{name} = {self._loss.slope.format(y=y, q=yhat)}", ("unit", unit))
        for unit in reversed(network.order):
            part, output, outgoing = ("unit", unit), self._output(unit), self._outgoing(unit)
            terms = [] if output is None else [names.dyhat[output]]
            terms += [
                self._product(names.dz[network.edge_targets[edge]], names.weight[edge])
                for edge in outgoing
            ]
            slope_here = terms[0] if output is not None and not outgoing else names.dh[unit]
            if slope_here == names.dh[unit]:
                self._sum(slope_here, terms, part)
            slope = self._slopes[network.units[unit].activation]
            slope = slope.format(z=names.z[unit], h=self._given(unit))
            self._say(f"{names.dz[unit]} = {self._product(slope_here, slope)}", part)
            for edge in network.incoming[unit]:
                source = self._node(network.edge_sources[edge])
                term = self._product(names.dz[unit], source)
                name = names.gradient[edge]
                total = f"{name} + {term}" if self._batches == BATCHES else term
                self._say(f"{name} = {total}", ("edge", edge))

    def _keep(self) -> None:
        names = self._names
        self._group("keep this row")
        values = ["L", *names.weight, *names.gradient]
        edges = len(names.weight)
        for k, (column, value) in enumerate(zip(names.kept, values, strict=True)):
            part = ("edge", (k - 1) % edges) if k else None
            self._say(f"{column}[t] = {value}", part)

    def _step(self) -> None:
        network, names = self._network, self._names
        self._group("update")
        for line in self._update.once:
            self._say(line)
        free = [k for k, edge in enumerate(network.edges) if edge.trainable]
        for edge in free:
            buffers = {name: items[edge] for name, items in self._buffers.items()}
            for line in self._update.lines:
                text = line.format(w=names.weight[edge], g=names.gradient[edge], **buffers)
                self._say(text, ("edge", edge))
        if not free:
            self._say("# every weight is fixed")
