"""What exported scripts share, as source text: the run's numbers, its batches, N, the end.

Nothing from a file stands in a script unchecked: numbers go through ``repr``; names of
inputs, units and weights are letters, digits and ``_`` by the rules of a network; the run's
name, which may hold anything, goes through ``repr`` into a comment.
"""

from textwrap import fill

from skipnet_gui.core.batches import Batches
from skipnet_gui.core.functions import Array
from skipnet_gui.core.run_spec import MAX_STEPS, RunSpec
from skipnet_gui.core.training import initial_state
from skipnet_gui.files.errors import FileError
from skipnet_gui.session.project import Project

WIDTH = 88
MOST_ROWS_WRITTEN = 2_000_000  # 13 MB of row numbers
_LONGEST_NAME = 60

_CYCLIC_BATCH = '''\
BATCH_SIZE = {size}
BATCHES_PER_EPOCH = {count}


def batch(step):
    """Return where the rows of an update begin and end."""
    begin = step % BATCHES_PER_EPOCH * BATCH_SIZE
    return begin, min(begin + BATCH_SIZE, len(X))'''

_SHUFFLED_BATCH = '''\
BATCH_SIZE = {size}
BATCHES_PER_EPOCH = {count}


def batch(step):
    """Return where in ORDER the rows of an update begin and end."""
    epoch, position = divmod(step, BATCHES_PER_EPOCH)
    begin = position * BATCH_SIZE
    end = min(begin + BATCH_SIZE, len(X))
    return epoch * len(X) + begin, epoch * len(X) + end'''

_STOPPED = '''\
def stopped(step, columns, row):
    """Say what is not finite in a row: weights first, then loss, then gradients."""
    loss, *others = zip(columns, row)
    weights, gradients = others[: len(others) // 2], others[len(others) // 2 :]
    in_order = (*weights, loss, *gradients)
    name, value = next(pair for pair in in_order if not math.isfinite(pair[1]))
    print(f"stopped at step {step}: {name} is {value!r}", file=sys.stderr)
    return 1'''

_WANTED = '''\
def wanted_steps():
    """Return N, which stands behind the name of the script."""
    text = sys.argv[1] if len(sys.argv) == 2 else ""
    if text.isascii() and text.isdigit() and len(text) <= 20 and int(text) <= MOST_STEPS:
        return int(text)
    print(f"python run.py N: N must be a whole number, 0 to {MOST_STEPS}", file=sys.stderr)
    sys.exit(2)'''

_MAIN = """\
if __name__ == "__main__":
    # Lines end alike on every system.
    sys.stdout.reconfigure(newline="\\n")
    sys.exit(run(wanted_steps()))"""


def is_shuffled(spec: RunSpec) -> bool:
    """Whether the batches come in an order that has to be written out."""
    return spec.order == "shuffled" and spec.rows > 1


def title(project: Project) -> str:
    """Return a comment with the run's name, whatever characters it holds."""
    name = project.run.name
    return f"# The run {name if len(name) <= _LONGEST_NAME else name[:_LONGEST_NAME] + '…'!r}."


def literal(name: str) -> str:
    """Return the string literal of a name of the network."""
    assert f"_{name}".isidentifier(), name
    return f'"{name}"'


def comment(text: str) -> str:
    """Return a comment, over several lines where it is long."""
    return fill(text, WIDTH, initial_indent="# ", subsequent_indent="# ")


def settings(spec: RunSpec) -> str:
    """Return learning rate, events and data as constants."""
    network = spec.network
    events = "".join(f"    {step}: {_event(spec, step)},\n" for step in spec.event_steps)
    inputs, outputs = ", ".join(network.inputs), ", ".join(network.outputs)
    return "\n".join(
        [
            f"LEARNING_RATE = {float(spec.learning_rate)!r}",
            "# Changes by hand, each before the row and the update of its step.",
            f"EVENTS = {{\n{events}}}" if events else "EVENTS = {}",
            comment(f"The data, a sample a line. Inputs: {inputs}."),
            _table("X", spec.data.x),
            comment(f"Targets of the outputs: {outputs}."),
            _table("Y", spec.data.y),
        ]
    )


def row_order(spec: RunSpec, steps: int) -> str:
    """Return how far the script can train, and the shuffled order for so many updates.

    Raises
    ------
    FileError
        If that would be too long.
    """
    if not is_shuffled(spec):
        return f"MOST_STEPS = {MAX_STEPS}"
    text = (
        "The rows of the data in the order of each epoch, a line an epoch, as NumPy's PCG64 "
        f"draws them from the seed {spec.seed}; they are enough for MOST_STEPS updates."
    )
    return "\n".join(
        [
            comment(text),
            f'ORDER = """\n{_order(spec, steps)}"""',
            "ORDER = [int(row) for row in ORDER.split()]",
            f"MOST_STEPS = {steps}",
        ]
    )


def batch_function(spec: RunSpec) -> str:
    """Return the function that tells the rows of an update, and its constants."""
    text = _SHUFFLED_BATCH if is_shuffled(spec) else _CYCLIC_BATCH
    return text.format(size=spec.batch_size, count=spec.steps_per_epoch)


ENDING = f"{_STOPPED}\n\n\n{_WANTED}\n\n\n{_MAIN}"
"""The functions that end a run and read N, and the call of it all."""


def _event(spec: RunSpec, step: int) -> str:
    """Return what the events of a step come to: of two values the later one counts."""
    rate: float | None = None
    weights: dict[str, float] = {}
    for event in spec.events_by_step[step]:
        rate = event.learning_rate if event.learning_rate is not None else rate
        weights |= event.weights
    parts = [] if rate is None else [f'"learning_rate": {float(rate)!r}']
    if weights:
        values = (f"{literal(name)}: {float(value)!r}" for name, value in weights.items())
        parts.append(f'"weights": {{{", ".join(values)}}}')
    return f"{{{', '.join(parts)}}}"


def _table(name: str, array: Array) -> str:
    lines = "".join(f"    {row!r},\n" for row in array.tolist())
    return f"{name} = [\n{lines}]"


def _order(spec: RunSpec, steps: int) -> str:
    """Return the shuffled rows up to the batch of row ``steps``."""
    # Row N of the table is computed on batch N, which no update follows.
    epochs, position = divmod(steps, spec.steps_per_epoch)
    count = epochs * spec.rows + min((position + 1) * spec.batch_size, spec.rows)
    if count > MOST_ROWS_WRITTEN:
        most = MOST_ROWS_WRITTEN // spec.rows * spec.steps_per_epoch - 1
        raise FileError("steps", f"must be at most {most}, so that the shuffled rows fit a script")
    found = Batches(spec, 0, initial_state(spec).generator).span(steps + 1).rows.tolist()
    lines = (found[begin : begin + spec.rows] for begin in range(0, count, spec.rows))
    return "".join(f"{' '.join(map(str, line))}\n" for line in lines)
