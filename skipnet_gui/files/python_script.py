"""A run as a script for Python's standard library alone: the program that trains it here."""

from textwrap import indent, wrap

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

_CHUNK_ROWS, _CHUNK_NUMBERS = 4_096, 500_000

_HEAD = '''\
"""The training of a network, in Python's standard library alone.

    python run.py N

does N updates and prints the run table as CSV. Row t, from 0 to N, is the state from
which update t starts; its loss and gradients are those of batch t.
"""
'''

_COLUMNS = """\
COLUMNS = ["loss", *(f"weight_{name}" for name in WEIGHTS)]
COLUMNS += [f"gradient_{name}" for name in WEIGHTS]"""

_WITH_EVENTS = '''\
def with_events(step, learning_rate, weights):
    """Return learning rate and weights after the changes by hand of a step."""
    event = EVENTS.get(step, {})
    weights = dict(zip(WEIGHTS, weights))
    weights.update(event.get("weights", {}))
    return event.get("learning_rate", learning_rate), tuple(weights.values())


def stretches(rows):
    """Return first and last row of what is trained in one go: events come only before it."""
    starts = sorted({*range(0, rows, ROWS_AT_ONCE), *(step for step in EVENTS if step < rows)})
    return zip(starts, [*starts[1:], rows])'''

_RUN = '''\
def run(steps):
    """Train and print the rows; return 1 if one is not finite, which ends the run."""
    print("step", "learning_rate", *COLUMNS, sep=",")
    learning_rate, weights = LEARNING_RATE, tuple(WEIGHTS.values())'''

_EACH_STRETCH = """\
    for first, end in stretches(steps + 1):
        learning_rate, weights = with_events(first, learning_rate, weights)
        n = end - first
        keep = [[0.0] * n for _ in COLUMNS]"""

_EACH_ROW = """\
        for step, row in enumerate(zip(*keep), first):
            print(step, learning_rate, *row, sep=",")
            if not all(map(math.isfinite, row)):
                return stopped(step, COLUMNS, row)
    return 0"""


def python_script(project: Project, steps: int) -> str:
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
    constants = [_weights(spec), settings(spec), row_order(spec, steps), _chunk(spec), _COLUMNS]
    functions = [_WITH_EVENTS, _run(spec), ENDING]
    if "starts" in spec.program.parameters:
        functions.insert(0, batch_function(spec))
    head = f"{_HEAD}\nimport sys\n{spec.program.source}\n\n{title(project)}\n"
    return head + "\n".join(constants) + "\n\n\n" + "\n\n\n".join(functions) + "\n"


def _weights(spec: RunSpec) -> str:
    pairs = zip(spec.network.weight_names, spec.initial_weights, strict=True)
    lines = "".join(f"    {literal(name)}: {float(value)!r},\n" for name, value in pairs)
    return f"WEIGHTS = {{\n{lines}}}"


def _chunk(spec: RunSpec) -> str:
    numbers = 1 + 2 * len(spec.initial_weights)
    return f"ROWS_AT_ONCE = {max(1, min(_CHUNK_ROWS, _CHUNK_NUMBERS // numbers))}"


def _run(spec: RunSpec) -> str:
    """Return the loop over all rows; its variables are called as ``train`` calls them."""
    before, inside = _rows(spec)
    if spec.program.slots:
        before.insert(0, f"{' = '.join(spec.program.slots)} = (0.0,) * len(WEIGHTS)")
    if "update" in spec.program.parameters:
        inside.insert(0, "update = float(first)")
    inside.append(_call(spec))
    start, each = indent("\n".join(before), " " * 4), indent("\n".join(inside), " " * 8)
    return "\n".join((_RUN, start, _EACH_STRETCH, each, _EACH_ROW))


def _rows(spec: RunSpec) -> tuple[list[str], list[str]]:
    """Return the lines that set data and rows of the batches: once, and for each stretch."""
    if spec.rows == 1:
        return ["inputs, targets = X[0], Y[0]"], []
    columns = "inputs, targets = list(zip(*X)), list(zip(*Y))"
    shuffled = is_shuffled(spec)
    if "starts" not in spec.program.parameters:
        row = "ORDER[first:end]" if shuffled else "[step % len(X) for step in range(first, end)]"
        return [columns], [f"rows = {row}"]
    rows = f"rows = {'ORDER' if shuffled else 'range(len(X))'}"
    return [columns, rows], ["starts, ends = zip(*map(batch, range(first, end)))"]


def _call(spec: RunSpec) -> str:
    results = ", ".join(("weights", *spec.program.slots))
    values = ", ".join(spec.program.parameters)
    line = f"{results} = train({values})"
    if len(line) <= WIDTH - 8:
        return line
    inner = "\n".join(wrap(values, WIDTH - 12))
    return f"{results} = train(\n{indent(inner, ' ' * 4)}\n)"
