"""A run as a script in PyTorch's idiom: a module, its parameters, an optimizer of the library."""

import re
from collections.abc import Iterator

from skipnet_gui.core.functions import LEAKY_SLOPE
from skipnet_gui.core.network import BIAS
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.files.script_parts import (
    ENDING,
    WIDTH,
    batch_function,
    is_shuffled,
    literal,
    row_order,
    settings,
    title,
)
from skipnet_gui.session.project import Project

_HEAD = '''\
"""The training of a network, in PyTorch.

    python run.py N

does N updates and prints the run table as CSV. Row t, from 0 to N, is the state from
which update t starts; its loss and gradients are those of batch t.
"""

import math
import sys

import torch
from torch import nn

torch.set_default_dtype(torch.float64)
'''

# h = g(z); functional.softplus turns linear at 20 by default, which is off by 2e-9.
_ACTIVATIONS = {
    "identity": "{z}",
    "relu": "torch.relu({z})",
    "leaky_relu": f"nn.functional.leaky_relu({{z}}, {LEAKY_SLOPE!r})",
    "elu": "nn.functional.elu({z})",
    "softplus": "nn.functional.softplus({z}, threshold=40.0)",
    "sigmoid": "torch.sigmoid({z})",
    "tanh": "torch.tanh({z})",
    "gelu": "nn.functional.gelu({z})",
    "silu": "nn.functional.silu({z})",
}

# The sum over outputs and rows.
_LOSSES = {
    "absolute": 'nn.functional.l1_loss(yhat, y, reduction="sum")',
    "squared": 'nn.functional.mse_loss(yhat, y, reduction="sum")',
    "half_squared": '0.5 * nn.functional.mse_loss(yhat, y, reduction="sum")',
    "huber": 'nn.functional.huber_loss(yhat, y, reduction="sum")',
    "binary_cross_entropy": "cross_entropy(yhat, y).sum()",
    "binary_cross_entropy_with_logits": (
        'nn.functional.binary_cross_entropy_with_logits(yhat, y, reduction="sum")'
    ),
}

_CROSS_ENTROPY = '''\
def cross_entropy(yhat, y):
    """Return the binary cross entropy of each sample, without the library's limit of 100."""
    for_one = y * torch.log(yhat.masked_fill(y == 0.0, 1.0))
    for_zero = (1.0 - y) * torch.log1p(-yhat.masked_fill(y == 1.0, 0.0))
    return -for_one - for_zero'''

# The library's own slopes at these kinks are 0.
_RELU = '''\
class ReLU(torch.autograd.Function):
    """ReLU whose slope at 0 is {slope!r}."""

    @staticmethod
    def forward(ctx, z):
        ctx.save_for_backward(z)
        return z.clamp(min=0.0)

    @staticmethod
    def backward(ctx, dL_dh):
        (z,) = ctx.saved_tensors
        return dL_dh * torch.heaviside(z, torch.tensor({slope!r}))'''

_ABSOLUTE = '''\
class AbsoluteError(torch.autograd.Function):
    """|y - yhat|, where the sign of 0 counts as {sign!r}."""

    @staticmethod
    def forward(ctx, yhat, y):
        ctx.save_for_backward(y - yhat)
        return (y - yhat).abs()

    @staticmethod
    def backward(ctx, dL_dloss):
        (error,) = ctx.saved_tensors
        return -dL_dloss * error.sign().masked_fill(error == 0.0, {sign!r}), None'''

_OPTIMIZERS = {
    "sgd": ("SGD", "momentum={momentum!r}, nesterov={nesterov!r}"),
    "rmsprop": ("RMSprop", "alpha={alpha!r}, eps={eps!r}, momentum={momentum!r}"),
    "adam": ("Adam", "betas=({beta1!r}, {beta2!r}), eps={eps!r}"),
}

_RUN = '''\
def run(steps):
    """Train and print the rows; return 1 if one is not finite, which ends the run."""
    network = Network()
    parameters = dict(network.named_parameters())
    # An optimizer passes over weights without a gradient; those that reach no output have 0.
    for weight in parameters.values():
        weight.grad = torch.zeros_like(weight)
    learning_rate = LEARNING_RATE
{optimizer}
    x, y = torch.tensor(X), torch.tensor(Y)
    gradients = [name.replace("weight", "gradient", 1) for name in parameters]
    columns = ["loss", *parameters, *gradients]
    print("step", "learning_rate", *columns, sep=",")
    for step in range(steps + 1):
        event = EVENTS.get(step, {{}})
        learning_rate = event.get("learning_rate", learning_rate)
        with torch.no_grad():
            for name, value in event.get("weights", {{}}).items():
                parameters[f"weight_{{name}}"].fill_(value)
{rows}
        network.zero_grad(set_to_none=False)
        loss = loss_of(network(x[rows]), y[rows])
        loss.backward()
        weights = [weight.item() for weight in parameters.values()]
        gradients = [weight.grad.item() for weight in parameters.values()]
        row = [loss.item(), *weights, *gradients]
        print(step, learning_rate, *row, sep=",")
        if not all(map(math.isfinite, row)):
            return stopped(step, columns, row)
{update}
    return 0'''

_UPDATE = """\
        optimizer.param_groups[0]["lr"] = learning_rate
        optimizer.step()"""

# Names of inputs that are variables as they are; beside x_… z_… h_… and longer words.
_PLAIN = re.compile(r"[A-Za-z][0-9]{0,3}\Z")


def pytorch_script(project: Project, steps: int) -> str:
    """Return the script of the active run.

    Parameters
    ----------
    project
        The project.
    steps
        For how many updates a shuffled order is written out.

    Raises
    ------
    FileError
        If that would be too long.
    """
    spec = project.spec
    constants = [settings(spec), row_order(spec, steps), _fixed(spec)]
    functions = [*_kinks(spec), _module(spec), _loss(spec)]
    functions += [batch_function(spec)] if spec.rows > 1 else []
    functions += [_run(spec), ENDING]
    head = f"{_HEAD}\n{title(project)}\n"
    return head + "\n".join(filter(None, constants)) + "\n\n\n" + "\n\n\n".join(functions) + "\n"


def _fixed(spec: RunSpec) -> str:
    """Return the set of weights that no update changes; empty where there is none."""
    names = [f"weight_{edge.weight}" for edge in spec.network.edges if not edge.trainable]
    lines = "".join(f"    {literal(name)},\n" for name in names)
    return f"# Weights that no update changes.\nFIXED = {{\n{lines}}}" if names else ""


def _kinks(spec: RunSpec) -> list[str]:
    """Return what stands in for functions of the library that differ at a kink."""
    activations = {unit.activation for unit in spec.network.units}
    slope, sign = spec.conventions.relu_slope_at_zero, spec.conventions.sign_of_zero
    texts = []
    if slope != 0 and "relu" in activations:
        texts.append(_RELU.format(slope=float(slope)))
    if sign != 0 and spec.network.loss == "absolute":
        texts.append(_ABSOLUTE.format(sign=float(sign)))
    if spec.network.loss == "binary_cross_entropy":
        texts.append(_CROSS_ENTROPY)
    return texts


def _module(spec: RunSpec) -> str:
    network = spec.network
    starts = zip(network.weight_names, spec.initial_weights, strict=True)
    return "\n".join(
        [
            "class Network(nn.Module):",
            '    """The network; a weight is called as its column in the run table."""',
            "",
            "    def __init__(self):",
            "        super().__init__()",
            *(
                f"        self.weight_{name} = nn.Parameter(torch.tensor({float(value)!r}))"
                for name, value in starts
            ),
            "",
            "    def forward(self, inputs):",
            *(f"        {line}" for line in _forward(spec)),
        ]
    )


def _forward(spec: RunSpec) -> Iterator[str]:
    """Yield the lines of the forward pass, on a column of numbers for each input and unit."""
    network = spec.network
    inputs = [name if _PLAIN.match(name) else f"x_{name}" for name in network.inputs]
    nodes = [*inputs, *(f"h_{unit.name}" for unit in network.units), BIAS]
    for column, name in enumerate(inputs):
        yield f"{name} = inputs[:, {column}]"
    if network.outgoing[-1]:
        yield f"{BIAS} = torch.ones(len(inputs))"
    for unit in network.order:
        z = f"z_{network.units[unit].name}"
        terms = [
            f"self.weight_{network.edges[edge].weight} * {nodes[network.edge_sources[edge]]}"
            for edge in network.incoming[unit]
        ]
        yield from _sum(z, terms or ["torch.zeros(len(inputs), requires_grad=True)"])
        value = _activation(spec, network.units[unit].activation)
        yield f"h_{network.units[unit].name} = {value.format(z=z)}"
    yield from _outputs(network.outputs)


def _activation(spec: RunSpec, name: str) -> str:
    own_relu = name == "relu" and spec.conventions.relu_slope_at_zero != 0
    return "ReLU.apply({z})" if own_relu else _ACTIVATIONS[name]


def _sum(name: str, terms: list[str]) -> Iterator[str]:
    """Yield a sum from left to right; in several steps where it is long."""
    line = f"{name} = {' + '.join(terms)}"
    if len(line) <= WIDTH - 8:
        yield line
        return
    yield f"{name} = {terms[0]}"
    yield from (f"{name} = {name} + {term}" for term in terms[1:])


def _outputs(names: tuple[str, ...]) -> Iterator[str]:
    line = f"return torch.stack([{', '.join(f'h_{name}' for name in names)}], dim=1)"
    if len(line) <= WIDTH - 8:
        yield line
        return
    yield "outputs = ["
    yield from (f"    h_{name}," for name in names)
    yield "]"
    yield "return torch.stack(outputs, dim=1)"


def _loss(spec: RunSpec) -> str:
    own_sign = spec.network.loss == "absolute" and spec.conventions.sign_of_zero != 0
    total = "AbsoluteError.apply(yhat, y).sum()" if own_sign else _LOSSES[spec.network.loss]
    return (
        "def loss_of(yhat, y):\n"
        '    """Return the loss: the sum over the outputs, the mean over the rows."""\n'
        f"    total = {total}\n"
        "    return total / len(y)"
    )


def _run(spec: RunSpec) -> str:
    rows = "ORDER[slice(*batch(step))]" if is_shuffled(spec) else "slice(*batch(step))"
    trains = any(edge.trainable for edge in spec.network.edges)
    return _RUN.format(
        optimizer="\n".join(f"    {line}" for line in _optimizer(spec)),
        rows=f"        rows = {rows if spec.rows > 1 else '[0]'}",
        update=_UPDATE if trains else "        # Every weight is fixed: there is no update.",
    )


def _optimizer(spec: RunSpec) -> list[str]:
    """Return the lines that set the optimizer."""
    frozen = sum(not edge.trainable for edge in spec.network.edges)
    if frozen == len(spec.network.edges):
        return ["# Every weight is fixed: there is nothing to optimize."]
    name, arguments = _OPTIMIZERS[spec.optimizer.name]
    weights = "[weight for name, weight in parameters.items() if name not in FIXED]"
    return [
        f"trainable = {weights if frozen else 'list(parameters.values())'}",
        f"optimizer = torch.optim.{name}(",
        f"    trainable, lr=LEARNING_RATE, {arguments.format(**spec.optimizer.options)}",
        ")",
    ]
