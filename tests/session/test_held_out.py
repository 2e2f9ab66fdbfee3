"""Test rows follow what happens to the network, and to the data."""

from dataclasses import replace

import numpy as np
import pytest

from skipnet_gui.core.network import ModelError
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data
from skipnet_gui.session.document import new_document
from skipnet_gui.session.edits import edited
from skipnet_gui.session.held_out import join_again, parted, set_rows, split_off
from skipnet_gui.session.network_edits import (
    add_input,
    new_network,
    remove_input,
    rename_node,
    set_loss,
    set_output,
)
from skipnet_gui.session.player import advanced
from skipnet_gui.session.project import project_of

TEST = Data(np.array([[2.0], [3.0]]), np.array([[0.25], [4.0]]))


def document_of(test=TEST):
    project = replace(project_of(PRESETS["exercise"].make()), test=test)
    return advanced(new_document(project), 5)


def test_columns_of_test_rows_follow_the_inputs_and_outputs():
    document = document_of()
    document = edited(document, add_input(document.project))
    assert document.project.test.x.tolist() == [[2.0, 0.0], [3.0, 0.0]]
    document = edited(document, remove_input(document.project, "x"))
    assert document.project.test.x.tolist() == [[0.0], [0.0]]
    document = edited(document, set_output("1", True))
    assert document.project.test.y.tolist() == [[0.25, 0.0], [4.0, 0.0]]
    document = edited(document, set_output("2", False))
    assert document.project.test.y.tolist() == [[0.0], [0.0]]


def test_another_name_of_an_input_leaves_the_test_rows():
    document = edited(document_of(), rename_node("x", "input"))
    assert document.project.test is TEST


def test_a_new_network_keeps_what_fits_of_the_test_rows_unless_the_data_are_new():
    project = document_of().project
    wider = replace(project.network, inputs=("x", "t"))
    kept = new_network(project, wider, project.run.initial_weights).change(project, 0)
    assert kept.test.x.tolist() == [[2.0, 0.0], [3.0, 0.0]]
    data = Data(np.ones((1, 2)), np.ones((1, 1)))
    assert (
        new_network(project, wider, project.run.initial_weights, data).change(project, 0).test
        is None
    )


def test_a_loss_that_a_test_target_forbids_is_refused_with_its_row():
    project = replace(document_of().project, data=Data(np.ones((1, 1)), np.ones((1, 1))))
    with pytest.raises(ModelError, match="test row 2 has 4"):
        set_loss("binary_cross_entropy").change(project, 0)
    network = replace(project.network, loss="binary_cross_entropy")
    with pytest.raises(ModelError, match="test row 2 has 4"):
        new_network(project, network, project.run.initial_weights).change(project, 0)


def test_one_row_cannot_be_split_and_without_test_rows_none_can_be_joined():
    document = document_of(test=None)
    with pytest.raises(ModelError, match="two rows at least"):
        edited(document, split_off(0.5, 0))
    with pytest.raises(ModelError, match="no test rows"):
        edited(document, join_again())


def test_new_rows_take_the_place_of_all_the_old_ones():
    data = Data(np.arange(4.0)[:, None], np.zeros((4, 1)))
    assert parted(data, 0.0, 0) == (data, None)
    rows = parted(data, 0.25, 1)
    project = set_rows("", *rows).change(document_of().project, 0)
    assert (len(project.data.x), len(project.test.x)) == (3, 1)
    assert set_rows("", data, None).change(project, 0).test is None
