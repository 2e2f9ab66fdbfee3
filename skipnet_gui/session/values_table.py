"""The values of one step as a plain table: forward, backward, updated."""

from collections.abc import Iterator

from skipnet_gui.core.network import Network
from skipnet_gui.core.notation import derivative, name_symbol, output_symbol, unit_symbol
from skipnet_gui.core.numerals import full
from skipnet_gui.session.document import new_document
from skipnet_gui.session.player import advanced
from skipnet_gui.session.project import Project
from skipnet_gui.session.snapshot import Snapshot, snapshot

_COLUMN = 14


def values_table(project: Project) -> str:
    """Return the values of the first step, and the weights after it, as lines of text."""
    document = new_document(project)
    now, after = snapshot(document), snapshot(advanced(document, 1))
    of_batch = f" (∂L/∂w: {now.mean_words})" if now.is_mean else ""
    sample = f" (sample {now.sample + 1} of {now.samples})" if now.samples > 1 else ""
    parts = (
        (f"forward{sample}", list(_forward(now))),
        (f"backward{of_batch}", list(_backward(now))),
        ("after one step", list(_updated(after))),
    )
    lines = []
    for title, rows in parts:
        lines.append(title)
        lines += [f"  {symbol:<{_COLUMN}}{full(value)}" for symbol, value in rows]
    return "\n".join(lines)


def _forward(now: Snapshot) -> Iterator[tuple[str, float]]:
    network, trace = now.network, now.trace
    for unit in network.order:
        name = network.units[unit].name
        yield unit_symbol("z", name), float(trace.z[unit])
        yield unit_symbol("h", name), float(trace.h[unit])
    for name, value in zip(network.outputs, trace.yhat, strict=True):
        yield output_symbol(network, name), float(value)
    yield "L", trace.loss


def _backward(now: Snapshot) -> Iterator[tuple[str, float]]:
    network, trace = now.network, now.trace
    for name, value in zip(network.outputs, trace.dL_dyhat, strict=True):
        yield derivative(output_symbol(network, name)), float(value)
    for unit in reversed(network.order):
        name = network.units[unit].name
        if not _is_last(network, unit):
            yield derivative(unit_symbol("h", name)), float(trace.dL_dh[unit])
        yield derivative(unit_symbol("z", name)), float(trace.dL_dz[unit])
        for edge in network.incoming[unit]:
            symbol = derivative(name_symbol(network.edges[edge].weight))
            yield symbol, float(now.gradients[edge])


def _is_last(network: Network, unit: int) -> bool:
    """Whether the unit is an output that feeds nothing: ∂L/∂ŷ stands for its ∂L/∂h."""
    return unit in network.output_units and not network.outgoing[len(network.inputs) + unit]


def _updated(after: Snapshot) -> Iterator[tuple[str, float]]:
    for name, value in zip(after.network.weight_names, after.weights, strict=True):
        yield name_symbol(name), float(value)
