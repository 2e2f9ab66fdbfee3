"""An exercise as answer sheets: the student's, with every answer empty, and the key."""

import csv
import io
from collections.abc import Iterable
from fractions import Fraction

from skipnet_gui.core.exercises import exact_answers
from skipnet_gui.core.network import Network
from skipnet_gui.core.quantities import name_of, quantities
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.files.answer_sheet import HEADER


def student_sheet(network: Network) -> str:
    """Return a sheet that asks for every quantity of a network, as CSV."""
    return _sheet((name_of(network, quantity), "") for quantity in quantities(network))


def answer_key(spec: RunSpec) -> str:
    """Return the sheet of an exercise with every answer, as CSV."""
    answers = exact_answers(spec)
    return _sheet((name_of(spec.network, q), decimal(value)) for q, value in answers.items())


def decimal(value: Fraction) -> str:
    """Return a short decimal in full: 1/8 is 0.125."""
    return repr(float(value)).removesuffix(".0")


def _sheet(rows: Iterable[tuple[str, str]]) -> str:
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(rows)
    return lines.getvalue()
