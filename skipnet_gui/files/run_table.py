"""The run table: a CSV with the state from which each update starts."""

import numpy as np

from skipnet_gui.core.network import Network
from skipnet_gui.core.training import Rows


def table_header(network: Network) -> bytes:
    """Return the line of column names."""
    weights = (f"weight_{name}" for name in network.weight_names)
    gradients = (f"gradient_{name}" for name in network.weight_names)
    return (",".join(("step", "learning_rate", "loss", *weights, *gradients)) + "\n").encode()


def table_lines(rows: Rows) -> bytes:
    """Return the lines of rows, each number as ``repr`` prints it."""
    columns = (rows.learning_rate[:, None], rows.loss[:, None], rows.weights, rows.gradients)
    numbers = np.concatenate(columns, axis=1).tolist()
    return "".join(
        f"{step},{','.join(map(repr, row))}\n" for step, row in enumerate(numbers, rows.first_step)
    ).encode()
