"""Forward and backward pass, written out operation by operation; the reference.

Arrays are (R, B): R runs by B samples, every run with weights of its own. Sums run in
order (edges in file order, outputs in order, the batch's rows in order, then one
division), so the result of one run does not depend on how many are computed beside it.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from skipnet_gui.core.functions import NUMPY, Array, Conventions, Maths, activations, losses
from skipnet_gui.core.network import Network

Indices = NDArray[np.intp]


class Forward(NamedTuple):
    """All values of a forward pass.

    Attributes
    ----------
    nodes
        Value of each node, (R, B) or broadcastable to it: inputs, then h of each unit,
        then the bias.
    z
        Pre-activation of each unit, (R, B).
    yhat
        h of each output, (R, B).
    losses
        (R, B) array: loss of each sample, summed over the outputs.
    """

    nodes: tuple[Array, ...]
    z: tuple[Array, ...]
    yhat: tuple[Array, ...]
    losses: Array


class Backward(NamedTuple):
    """All values of a backward pass, each of the sample's own loss.

    Attributes
    ----------
    dL_dyhat
        Slope of the loss at each output, (R, B).
    dL_dh, dL_dz
        For each unit, (R, B).
    edge_terms
        ∂L/∂w of each edge for each sample, (R, B).
    """

    dL_dyhat: tuple[Array, ...]
    dL_dh: tuple[Array, ...]
    dL_dz: tuple[Array, ...]
    edge_terms: tuple[Array, ...]


class Passes:
    """The two passes of one network under one set of conventions, by a family of functions.

    Look-ups that do not depend on numbers are done once, here.
    """

    def __init__(self, network: Network, conventions: Conventions, maths: Maths = NUMPY) -> None:
        first_unit = len(network.inputs)
        self._network = network
        self._conventions = conventions
        self._loss = losses(maths)[network.loss]
        self._units = [
            (
                u,
                activations(maths)[network.units[u].activation],
                [(e, network.edge_sources[e]) for e in network.incoming[u]],
                [(e, network.edge_targets[e]) for e in network.outgoing[first_unit + u]],
                network.output_units.index(u) if u in network.output_units else None,
            )
            for u in network.order
        ]

    def forward(self, weights: Array, x: Array, y: Array) -> Forward:
        """Run the network forward.

        Parameters
        ----------
        weights
            (R, E) array, a row of weights per run, in file order.
        x
            (I, 1, B) array, or (I, R, B) where every run sees samples of its own.
        y
            (O, 1, B) or (O, R, B) array of targets.
        """
        network, first_unit = self._network, len(self._network.inputs)
        columns = list(weights.T[:, :, None])
        nodes: list[Array] = [*x, *([_ONE] * (len(network.units) + 1))]
        z: list[Array] = [_ONE] * len(network.units)
        for unit, activation, incoming, _, _ in self._units:
            if incoming:
                edge, source = incoming[0]
                total = columns[edge] * nodes[source]
                for edge, source in incoming[1:]:
                    total = total + columns[edge] * nodes[source]
                if total.shape[1] != x.shape[2]:  # fed by bias alone: one value for all
                    total = np.repeat(total, x.shape[2], axis=1)
            else:
                total = np.zeros((len(weights), x.shape[2]))
            z[unit] = total
            nodes[first_unit + unit] = activation.value(total)
        yhat = tuple(nodes[first_unit + unit] for unit in network.output_units)
        losses = self._loss.value(y[0], yhat[0])
        for target, output in zip(y[1:], yhat[1:], strict=True):
            losses = losses + self._loss.value(target, output)
        return Forward(tuple(nodes), tuple(z), yhat, losses)

    def backward(self, weights: Array, forward: Forward, y: Array) -> Backward:
        """Carry the slope of each sample's loss back through the network.

        Parameters are as in :meth:`forward`, whose values ``forward`` holds.
        """
        network, first_unit = self._network, len(self._network.inputs)
        columns = list(weights.T[:, :, None])
        slope, conventions = self._loss.slope, self._conventions
        dyhat = [slope(t, q, conventions) for t, q in zip(y, forward.yhat, strict=True)]
        dh: list[Array] = [_ONE] * len(network.units)
        dz: list[Array] = [_ONE] * len(network.units)
        terms: list[Array] = [_ONE] * len(network.edges)
        for unit, activation, incoming, outgoing, output in reversed(self._units):
            total = None if output is None else dyhat[output]
            for edge, target in outgoing:
                term = dz[target] * columns[edge]
                total = term if total is None else total + term
            if total is None:
                total = np.zeros_like(forward.z[unit])
            dh[unit] = total
            if activation.name == "identity":
                dz[unit] = here = total
            else:
                z, h = forward.z[unit], forward.nodes[first_unit + unit]
                dz[unit] = here = total * activation.slope(z, h, conventions)
            for edge, source in incoming:
                terms[edge] = here * forward.nodes[source]
        return Backward(tuple(dyhat), tuple(dh), tuple(dz), tuple(terms))

    def loss_and_gradients(self, weights: Array, x: Array, y: Array) -> tuple[Array, Array]:
        """Return the batch's loss (R,) and its weight gradients (R, E), means over B.

        Parameters are as in :meth:`forward`.
        """
        forward = self.forward(weights, x, y)
        backward = self.backward(weights, forward, y)
        return mean_in_order(forward.losses), mean_gradients(backward.edge_terms)

    def trace(self, weights: Array, x: Array, y: Array) -> "Trace":
        """Return the passes of a single sample.

        Parameters
        ----------
        weights
            (E,) array.
        x, y
            (I,) and (O,) arrays.
        """
        network, row = self._network, weights[None, :]
        with np.errstate(all="ignore"):
            forward = self.forward(row, x[:, None, None], y[:, None, None])
            backward = self.backward(row, forward, y[:, None, None])
            nodes, dz = _flat(forward.nodes), _flat(backward.dL_dz)
            sources, targets = list(network.edge_sources), list(network.edge_targets)
            return Trace(
                x=x,
                y=y,
                z=_flat(forward.z),
                h=nodes[len(network.inputs) : -1],
                yhat=_flat(forward.yhat),
                loss=float(forward.losses[0, 0]),
                dL_dyhat=_flat(backward.dL_dyhat),
                dL_dh=_flat(backward.dL_dh),
                dL_dz=dz,
                gradients=_flat(backward.edge_terms),
                flow=weights * nodes[sources],
                backflow=dz[targets] * weights,
            )


_ONE = np.ones((1, 1))
_ONE.setflags(write=False)


def mean_in_order(values: Array) -> Array:
    """Return the mean over the last axis, summed in order (no pairwise sums)."""
    count = values.shape[-1]
    if count == 1:
        first: Array = values[..., 0]
        return first
    mean: Array = np.add.accumulate(values, axis=-1)[..., -1] / count
    return mean


def mean_gradients(edge_terms: Sequence[Array]) -> Array:
    """Return the (R, E) means over the batch of ∂L/∂w per sample."""
    if edge_terms[0].shape[1] == 1:
        return np.concatenate(edge_terms, axis=1)
    return mean_in_order(np.array(edge_terms)).T


class Trace(NamedTuple):
    """One sample's forward and backward pass as plain numbers per unit and edge.

    Attributes
    ----------
    x, y
        (I,) and (O,) arrays: the sample.
    z, h, dL_dh, dL_dz
        (U,) arrays.
    yhat, dL_dyhat
        (O,) arrays.
    flow
        (E,) array: weight × source, what the edge carries forward.
    backflow
        (E,) array: ∂L/∂z of the target × weight, what the edge carries back.
    loss
        The sample's loss.
    gradients
        (E,) array: ∂L/∂w of the sample's loss.
    """

    x: Array
    y: Array
    z: Array
    h: Array
    yhat: Array
    loss: float
    dL_dyhat: Array
    dL_dh: Array
    dL_dz: Array
    gradients: Array
    flow: Array
    backflow: Array


def _flat(parts: Sequence[Array]) -> Array:
    flat = np.array([part[0, 0] for part in parts])
    flat.setflags(write=False)
    return flat
