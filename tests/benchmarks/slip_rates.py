"""How often each typical slip is recognised, and how often two look the same.

Run by hand: ``python tests/benchmarks/slip_rates.py [NETWORKS]``. In each random network
every slip is planted wherever it leaves a trace, one at a time; all other answers are
right, and all are written with four significant digits. Prints the tables of the README:
one of numbers at random, one of the short numbers of exercises, where more slips look alike.
"""

import sys
from collections import Counter, defaultdict
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[2]))

from skipnet_gui.core.answers import GivenAnswer, mark
from skipnet_gui.core.numerals import read_answer
from skipnet_gui.core.quantities import Kind
from skipnet_gui.core.slips import SLIPS
from tests.core.hand_answers import Student, rounded, tells
from tests.core.random_networks import projects, spec_of
from tests.core.test_quantities import moment_at

NETWORKS = 300
DIGITS, FEW_DIGITS = 4, 2
KINDS = sorted((kind.value for kind in Kind), key=len, reverse=True)

POPULATIONS = {
    "networks with weights and data of three decimals": projects(row_counts=(1,)),
    "ReLU networks with weights and data of halves": projects(
        activations=("relu", "relu", "identity"),
        losses=("absolute", "half_squared"),
        numbers=st.integers(-4, 4).map(lambda k: k / 2),
        row_counts=(1,),
    ),
}


def sheets(student):
    """Yield (slip, quantity, sheet) for every slip that can be planted."""
    values = student.values()
    right = {name: rounded(value, DIGITS) for name, value in values.items()}
    for slip, name, value in student.slips():
        if tells(name, value, values[name]):
            yield slip, name, right | {name: rounded(value, DIGITS)}
    yield from exchanged(values, right)
    yield from rounded_early(student, right)


def exchanged(values, right):
    """Two answers of one kind under each other's label."""
    kind = {name: next(k for k in KINDS if name.startswith(k)) for name in values}
    for one in values:
        for two in values:
            if one != two and kind[one] == kind[two] and tells(one, values[two], values[one]):
                yield "labels_exchanged", one, right | {one: right[two], two: right[one]}


def rounded_early(student, right):
    """∂L/∂w from factors that were rounded to two digits, and are written so."""
    for edge in student.edges:
        if edge["from"] in student.units:
            dL_dz, h, name = f"dL/dz_{edge['to']}", f"h_{edge['from']}", f"dL/d{edge['weight']}"
            values = student.values()
            few = {n: rounded(values[n], FEW_DIGITS) for n in (dL_dz, h)}
            product = float(few[dL_dz]) * float(few[h])
            yield "rounded_too_early", name, right | few | {name: rounded(product, DIGITS)}


def outcomes(project):
    """Yield the planted slip, and what the mark names; only where the answer is not right."""
    try:
        student = Student(project)
    except ArithmeticError:  # a network without values
        return
    moment = moment_at(spec_of(project))
    for slip, name, sheet in sheets(student):
        given = [GivenAnswer(n, text, read_answer(text)) for n, text in sheet.items()]
        found = next(m for m in mark(moment, given) if m.quantity == name)
        if found.verdict != "right":
            yield slip, found.slip or f"({found.verdict}, none)"


def counted(networks, count):
    """Return planted slip -> how often each name was given."""
    named = defaultdict(Counter)

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(networks)
    def collect(project):
        for planted, name in outcomes(project):
            named[planted][name] += 1

    collect()
    return named


def main():
    """Print a table for each population, a row for each slip."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else NETWORKS
    for title, networks in POPULATIONS.items():
        named = counted(networks, count)
        print(f"{count} {title}\n")
        print("| slip | planted | recognised | named otherwise | none named | most often |")
        print("|---|--:|--:|--:|--:|---|")
        for slip in SLIPS:
            print(line(slip.name, named[slip.name]))
        print()


def line(slip, found):
    """Return the row of a slip in the table."""
    total = max(found.total(), 1)
    none = sum(times for name, times in found.items() if name.startswith("("))
    others = Counter({name: n for name, n in found.items() if name != slip and name[0] != "("})
    confused = others.most_common(1)[0][0] if others else ""
    shares = (found[slip], others.total(), none)
    cells = " | ".join(f"{100 * share / total:.1f} %" for share in shares)
    return f"| `{slip}` | {found.total()} | {cells} | {f'`{confused}`' if confused else ''} |"


if __name__ == "__main__":
    main()
