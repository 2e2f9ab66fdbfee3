"""How a ReLU unit died, and what can come of it, in words."""

from typing import NamedTuple

from skipnet_gui.core.dead_units import death, death_words
from skipnet_gui.core.history import History
from skipnet_gui.core.numerals import grouped
from skipnet_gui.core.openness import open_shares, relu_units
from skipnet_gui.core.revival import revival, revival_words
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.core.training import advance, begun
from skipnet_gui.session.gate_search import Search
from skipnet_gui.session.snapshot import Snapshot


class Fate(NamedTuple):
    """How a unit closed for every sample, and what can come of it, in sentences.

    ``step`` is the first at which it is closed.
    """

    unit: int
    step: int
    death: str
    revival: str


def fate(spec: RunSpec, history: History, search: Search, step: int, unit: int) -> Fate:
    """Return how a unit died that closed at a step, and whether it can open again."""
    told = death_words(spec, death(spec, history, step, unit))
    opened = search.opened_after(step, unit)
    if opened is not None:
        again = f"It opened again at step {grouped(opened)}."
    else:
        again = _revival_words(spec, history, step, unit)
    return Fate(unit, step, f"{told[0].upper()}{told[1:]}", again)


def _revival_words(spec: RunSpec, history: History, step: int, unit: int) -> str:
    state = history.checkpoint(step)
    if state.step != step:
        state = advance(spec, state, step - state.step)[1]
    stage, slots = spec.stage(step), begun(spec, state).slots
    count = step - stage.optimizer_since + 1
    weights = history.row(step)[2]
    return revival_words(spec, revival(stage, weights, unit, slots, count))


def alive_words(spec: RunSpec, snapshot: Snapshot, unit: int) -> str:
    """Return why a unit that is closed for the shown sample is not dead."""
    shares = open_shares(spec, snapshot.weights[None, :])[0]
    count = round(shares[relu_units(spec.network).index(unit)] * spec.rows)
    name = spec.network.units[unit].name
    return (
        f"Unit {name} lets nothing through for this sample, but is open for {grouped(count)} "
        f"of {grouped(spec.rows)} samples: it is not dead, and its weights can still move."
    )
