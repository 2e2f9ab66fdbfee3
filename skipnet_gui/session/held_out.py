"""Edits of the test rows: rows of the data that no run sees, with a loss of their own."""

from dataclasses import replace

import numpy as np

from skipnet_gui.core.generators import split
from skipnet_gui.core.network import ModelError
from skipnet_gui.core.run_spec import Data
from skipnet_gui.session.edits import Edit
from skipnet_gui.session.project import Project


def set_rows(title: str, data: Data, test: Data | None) -> Edit:
    """Return the edit that replaces all rows: those trained on, and those that test."""
    return Edit(title, lambda project, _step: replace(project, data=data, test=test))


def set_test(title: str, test: Data | None) -> Edit:
    """Return the edit that replaces the test rows; it drops no step."""
    return Edit(title, lambda project, _step: replace(project, test=test))


def split_off(share: float, seed: int) -> Edit:
    """Return the edit that holds out a share of all rows, drawn from a seed, for the test.

    Rows that test already are joined to the others first.
    """

    def change(project: Project, _step: int) -> Project:
        data, test = split(all_rows(project), share, seed)
        return replace(project, data=data, test=test)

    return Edit(f"split off {100.0 * share:.4g} % of the rows, seed {seed}", change)


def join_again() -> Edit:
    """Return the edit that trains on all rows again, the test rows last."""

    def change(project: Project, _step: int) -> Project:
        if project.test is None:
            raise ModelError("data", "have no test rows that could be joined to them")
        return replace(project, data=all_rows(project), test=None)

    return Edit("join the test rows again", change)


def all_rows(project: Project) -> Data:
    """Return the rows trained on, and behind them the test rows."""
    data, test = project.data, project.test
    return data if test is None else Data(np.vstack([data.x, test.x]), np.vstack([data.y, test.y]))


def parted(data: Data, share: float, seed: int) -> tuple[Data, Data | None]:
    """Return rows to train on, and a share of them that test; with a share of 0 none."""
    return (data, None) if share == 0.0 else split(data, share, seed)
