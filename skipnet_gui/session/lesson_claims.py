"""The claims of the lessons: each is measured on the runs of a document, with its numbers."""

from collections.abc import Iterator
from typing import NamedTuple

from skipnet_gui.core.dead_units import death, death_words
from skipnet_gui.core.explain import listed, zero_reasons
from skipnet_gui.core.map_outcomes import MOVING, OUTCOMES
from skipnet_gui.core.notation import name_symbol
from skipnet_gui.core.numerals import grouped, short
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.session.document import Document
from skipnet_gui.session.lesson_chain import TITLES, Chain, chain_of
from skipnet_gui.session.lesson_evidence import (
    SETTLED,
    Record,
    closed_by_update,
    divergence,
    gradients_at,
    has_risen,
    leap_of,
    outcome_of,
    records,
    same_but_start,
    settled_loss,
    still_since,
    trace_at,
)

STAYS = 20  # steps without any change that are taken for “for ever”
SMOOTH = 50  # updates without a rise
COMPARED = 100  # steps after which ends, and rates, are compared
UNDER_WAY = OUTCOMES[MOVING]  # no end
LEAST_CHANGES = 2  # of the rate by hand
DEEP = 20
VANISHED, ALIVE = 1e-3, 1e-2  # of the last weight's gradient
FURTHER = 1_000.0  # times as far: a weight that learns, beside one that does not


class Stop(NamedTuple):
    """A run whose gradients are all exactly 0 from a step on, by an update.

    ``unit`` is the unit that it closed.
    """

    record: Record
    step: int
    unit: int


def _stops(document: Document) -> Iterator[Stop]:
    """Yield the runs that an update stopped."""
    for record in records(document):
        step = still_since(record.spec, record.history)
        unit = None if step is None else closed_by_update(record, step)
        if step is not None and unit is not None:
            yield Stop(record, step, unit)


def _stop_at_once(document: Document) -> Stop | None:
    """Return a run that its first update stopped."""
    return next((stop for stop in _stops(document) if stop.step == 1), None)


def zero_after_one_step(document: Document) -> str | None:
    """After one update every gradient is exactly 0, and a factor says why."""
    stop = _stop_at_once(document)
    if stop is None:
        return None
    run, spec, history = stop.record
    why = listed(zero_reasons(spec, trace_at(spec, history, stop.step)))
    return f"{run.name}: from step 1 on every gradient is exactly 0, because {why}."


def loss_stays(document: Document) -> str | None:
    """The loss is the same many steps later."""
    stop = _stop_at_once(document)
    if stop is None or stop.record.history.steps < stop.step + STAYS:
        return None
    run, _, history = stop.record
    before, after = history.row(stop.step)[1], history.head.loss
    if before != after:
        return None
    same = f"L = {short(before)} at step {stop.step}, and L = {short(after)}"
    return f"{run.name}: {same} at step {grouped(history.steps)}."


def rate_that_spares(document: Document) -> str | None:
    """One update closed a unit, and a smaller rate would have spared it."""
    stop = _stop_at_once(document)
    if stop is None:
        return None
    run, spec, history = stop.record
    found = death(spec, history, stop.step, stop.unit)
    return None if found.limit is None else f"{run.name}: {death_words(spec, found)}"


def smaller_rate_lasts(document: Document) -> str | None:
    """From the same start a smaller rate keeps the gradients alive for longer."""
    first = _stop_at_once(document)
    if first is None:
        return None
    for stop in _stops(document):
        slow, fast = stop.record, first.record
        if slow.start == fast.start and slow.rate <= fast.rate / 2 and stop.step > first.step:
            end = f"then it stands still too, at L = {short(slow.history.head.loss)}"
            rates = f"at α = {short(slow.rate)} it moves until step {grouped(stop.step)}"
            return f"{slow.run.name}: {rates}; {end}."
    return None


def leaps_up(document: Document) -> str | None:
    """A loss that mostly falls leaps up, and falls on."""
    for record in records(document):
        leap = leap_of(record)
        if leap is not None:
            from_to = f"from {short(leap.before)} to {short(leap.after)} at step {leap.step}"
            return f"{record.run.name}: the loss rose {from_to}, with α = {short(leap.rate)}."
    return None


def smaller_rate_is_smooth(document: Document) -> str | None:
    """From the same start a smaller rate never lets the loss rise."""
    found = ((record, leap_of(record)) for record in records(document))
    leaping = next(((record, leap) for record, leap in found if leap is not None), None)
    if leaping is None:
        return None
    leaper, leap = leaping
    for record in records(document):
        alike = record.start == leaper.start and record.is_constant
        is_smaller = record.rate <= leap.rate / 2 and record.history.steps >= SMOOTH
        if alike and is_smaller and not has_risen(record):
            steps = f"{grouped(record.history.steps)} updates at α = {short(record.rate)}"
            last = short(record.history.head.loss)
            return f"{record.run.name}: {steps}, and the loss never rose. L = {last}."
    return None


def diverges(document: Document) -> str | None:
    """A rate that is too large leads beyond all numbers."""
    for record in records(document):
        found = divergence(record)
        if found is not None:
            symbol = found[0].replace("_", " of ", 1) if "_" in found[0] else f"the {found[0]}"
            at = f"at step {record.history.steps} {symbol} is {short(found[1])}"
            return f"{record.run.name}: with α = {short(record.rate)}, {at}."
    return None


def _ends(document: Document) -> dict[str, Record]:
    """Return a run for each end, of those that are trained like the first one."""
    ended = [record for record in records(document) if record.history.steps >= COMPARED]
    alike = (record for record in reversed(ended) if same_but_start(record, ended[0]))
    found = {outcome_of(record): record for record in alike}
    return {outcome: record for outcome, record in found.items() if outcome != UNDER_WAY}


def _end_words(record: Record, outcome: str) -> str:
    loss = short(record.history.head.loss)
    places = zip(record.spec.network.weight_names, record.start, strict=True)
    start = ", ".join(f"{name_symbol(name)} = {short(value)}" for name, value in places)
    return f"{record.run.name}: {outcome} at L = {loss}. It began at {start}."


def reaches_target(document: Document) -> str | None:
    """A start from which the loss goes to 0."""
    record = _ends(document).get("converged")
    return None if record is None else _end_words(record, "converged")


def two_ends(document: Document) -> str | None:
    """Two starts, trained alike, end otherwise."""
    return _several_ends(document, 2)


def three_ends(document: Document) -> str | None:
    """Three starts, trained alike, end in three ways."""
    return _several_ends(document, 3)


def _several_ends(document: Document, wanted: int) -> str | None:
    found = _ends(document)
    if len(found) < wanted:
        return None
    ends = (
        f"“{record.run.name}” {outcome}, L = {short(record.history.head.loss)}"
        for outcome, record in found.items()
    )
    return f"All at α = {short(next(iter(found.values())).rate)}: {'; '.join(ends)}."


def _constant(document: Document, other: Record | None = None) -> Record | None:
    """Return the run at one rate that settled lowest, of those from the start of another."""
    found = [
        record
        for record in records(document)
        if record.is_constant
        and record.history.steps >= COMPARED
        and (other is None or record.start == other.start)
    ]
    return min(found, key=lambda r: settled_loss(r, r.history.steps), default=None)


def one_rate_is_not_enough(document: Document) -> str | None:
    """With one rate for the whole run the loss creeps, or rattles; this is what to beat."""
    record = _constant(document)
    if record is None:
        return None
    steps = record.history.steps
    settled = _settled_words(settled_loss(record, steps), steps)
    return f"{record.run.name}, α = {short(record.rate)} throughout: {settled}."


def hand_beats_constant(document: Document) -> str | None:
    """A rate changed by hand leads lower than the same one throughout."""
    for record in records(document):
        changes = record.rate_changes
        if len(changes) >= LEAST_CHANGES and not record.has_policy(""):
            rates = [record.rate, *(record.history.row(step)[0] for step in changes)]
            path = " → ".join(map(short, rates))
            sentence = _beats_constant(document, record, f"α = {path} by hand")
            if sentence is not None:
                return sentence
    return None


def driver_beats_constant(document: Document) -> str | None:
    """The bold driver leads lower than one rate throughout."""
    drivers = (record for record in records(document) if record.has_policy("bold_driver"))
    sentences = (_beats_constant(document, driver, "bold driver") for driver in drivers)
    return next(filter(None, sentences), None)


def _beats_constant(document: Document, record: Record, how: str) -> str | None:
    constant = _constant(document, record)
    if constant is None or record.history.steps < COMPARED:
        return None
    step = min(record.history.steps, constant.history.steps)
    low, high = settled_loss(record, step), settled_loss(constant, step)
    if low >= high:
        return None
    beaten = f"{constant.run.name} with one rate has {short(high)}"
    return f"{record.run.name}, {how}: {_settled_words(low, step)}; {beaten}."


def _settled_words(loss: float, step: int) -> str:
    """Return where a loss has settled, which is not the loss of any one step."""
    return f"mean L = {short(loss)} over the {SETTLED} steps up to {grouped(step)}"


class Ends(NamedTuple):
    """The gradients at both ends of a chain, at a step.

    ``first`` and ``last`` are |∂L/∂w| of the weight at the input and of that into the output.
    """

    chain: Chain
    step: int
    first: float
    last: float

    @property
    def share(self) -> float:
        """The first gradient as a share of the last."""
        return self.first / self.last if self.last else 0.0

    @property
    def words(self) -> str:
        """Both gradients, and where they are."""
        skips = "with skips" if self.chain.skips else "no skips"
        title = TITLES[self.chain.activation]
        last = f"|∂L/∂{name_symbol(f'w{self.chain.depth - 1}')}| = {short(self.last, 3)}"
        first = f"|∂L/∂{name_symbol('w0')}| = {short(self.first, 3)}"
        where = f"Depth {self.chain.depth}, {title}, {skips}, step {grouped(self.step)}"
        return f"{where}: {first}, {last}, a share of {short(self.share, 2)}."


def _chains(document: Document) -> Iterator[Ends]:
    """Yield the ends of the active chain and of its twin, at the step shown."""
    pairs = [(document.spec, document.history)]
    if document.twin is not None:
        pairs.append(document.twin)
    for spec, history in pairs:
        chain, step = chain_of(spec.network), min(document.position.step, history.steps)
        if chain is not None and chain.depth >= DEEP:
            found = abs(gradients_at(spec, history, step))
            yield Ends(chain, step, float(found[0]), float(found[chain.depth - 1]))


def vanishes_without_skips(document: Document) -> str | None:
    """In a deep chain the gradient of the first weight is next to nothing."""
    ends = (e for e in _chains(document) if not e.chain.skips and e.last > 0.0)
    return next((e.words for e in ends if e.share < VANISHED), None)


def lives_with_skips(document: Document) -> str | None:
    """With skips the first weight has a gradient of about the size of the last."""
    ends = (e for e in _chains(document) if e.chain.skips)
    return next((e.words for e in ends if e.share >= ALIVE), None)


def first_weight_learns(document: Document) -> str | None:
    """With skips the first weight moves; cut them, and it does not."""
    chain = chain_of(document.project.network)
    if document.twin is None or chain is None or not chain.skips or chain.depth < DEEP:
        return None
    spec, history = document.twin
    step = min(document.history.steps, history.steps)
    if step < COMPARED or chain_of(spec.network) != chain._replace(skips=False):
        return None
    far, near = _moved(document, step), abs(float(history.row(step)[2][0] - _start(spec)))
    if far <= FURTHER * near:
        return None
    weight = name_symbol("w0")
    return f"In {grouped(step)} steps {weight} moved by {short(far)}; cut off, by {short(near, 2)}."


def _moved(document: Document, step: int) -> float:
    return abs(float(document.history.row(step)[2][0] - _start(document.spec)))


def _start(spec: RunSpec) -> float:
    return spec.initial_weights[0]
