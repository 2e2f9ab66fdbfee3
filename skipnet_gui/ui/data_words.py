"""What the dialogs of the data say of columns and of values that cannot be."""

import re

from skipnet_gui.core.network import ModelError, Network
from skipnet_gui.core.numerals import counted, grouped
from skipnet_gui.core.run_spec import Data
from skipnet_gui.ui.panels.samples import column_names

_CELL = re.compile(r"data\.(test\.)?([xy])\[(\d+)\]\[(\d+)\]")
SHARE_TIP = "Rows held out of the training, drawn by the seed; 0 for none"


def sides(inputs: int, outputs: int) -> str:
    """Return numbers of columns in words: “2 inputs and 1 output”."""
    return f"{counted(inputs, 'input')} and {counted(outputs, 'output')}"


def needed(network: Network) -> str:
    """Return how many columns a network needs, in words."""
    return sides(len(network.inputs), len(network.outputs))


def fault_of_data(error: ModelError, network: Network) -> str:
    """Return what a model refuses of samples as a sentence with its sample and column."""
    cell = _CELL.fullmatch(error.place)
    if cell is None:
        return f"{error.place[:1].upper()}{error.place[1:]} {error.problem}."
    column = int(cell[4]) + (len(network.inputs) if cell[2] == "y" else 0)
    kind = "Test sample" if cell[1] else "Sample"
    return f"{kind} {int(cell[3]) + 1}, {column_names(network)[column]} {error.problem}."


def rows_words(data: Data, test: Data | None) -> str:
    """Return how many of some rows test, for a title: “, 10 of 40 rows for the test”."""
    if test is None:
        return ""
    return f", {grouped(len(test.x))} of {counted(len(data.x) + len(test.x), 'row')} for the test"
