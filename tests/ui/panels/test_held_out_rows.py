"""Test rows in the data panel: split off, looked at, edited, joined again."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from skipnet_gui.core.run_spec import Data
from skipnet_gui.session.edits import edited, set_data
from skipnet_gui.ui.panels.data import DataPanel

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def on_desk(desk, qtbot):
    made = desk(DataPanel(), "exercise")
    x = np.arange(8.0)[:, None]
    made.show(edited(made.document, set_data(Data(x, -x))))
    return made


def split(desk, qtbot, share=None):
    if share is not None:
        box = desk.panel._splitting.share
        box.setFocus()
        box.selectAll()
        qtbot.keyClicks(box, share)
    qtbot.mouseClick(desk.panel._splitting.split, LEFT)


def table(desk):
    return desk.panel.model.array[:, 0].tolist()


def test_a_split_shows_how_many_rows_train_and_how_many_test(on_desk, qtbot):
    panel = on_desk.panel
    assert (panel.training.text(), panel.test.text()) == ("Training · 8", "Test · 0")
    assert not panel.test.isEnabled()
    split(on_desk, qtbot)
    assert on_desk.titles == ["split off 25 % of the rows, seed 0"]
    assert (panel.training.text(), panel.test.text()) == ("Training · 6", "Test · 2")
    trained = table(on_desk)
    qtbot.mouseClick(panel.test, LEFT)
    assert sorted(trained + table(on_desk)) == list(range(8))
    assert "Never trained on" in panel._legend.text()


@pytest.mark.parametrize(("share", "count"), [("0,5", 4), ("0.1", 1)])
def test_another_share_draws_from_all_rows(on_desk, qtbot, share, count):
    split(on_desk, qtbot)
    qtbot.mouseClick(on_desk.panel._splitting.join, LEFT)
    split(on_desk, qtbot, share)
    assert len(on_desk.project.test.x) == count
    assert len(on_desk.project.data.x) == 8 - count


def test_a_second_press_leaves_the_split_as_it_is(on_desk, qtbot):
    split(on_desk, qtbot)
    project = on_desk.project
    split(on_desk, qtbot)
    qtbot.keyClick(on_desk.panel._splitting.split, Qt.Key.Key_Space)
    assert on_desk.project is project


@pytest.mark.parametrize("share", ["0", "1", "-2"])
def test_a_share_that_cannot_be_is_said_where_somebody_acted(on_desk, qtbot, share):
    split(on_desk, qtbot, share)
    assert on_desk.project.test is None
    assert on_desk.problems == ["share must be above 0 and below 1."]


def test_joining_again_brings_all_rows_back(on_desk, qtbot):
    assert not on_desk.panel._splitting.join.isEnabled()
    split(on_desk, qtbot)
    qtbot.mouseClick(on_desk.panel.test, LEFT)
    qtbot.mouseClick(on_desk.panel._splitting.join, LEFT)
    assert on_desk.project.test is None
    assert sorted(table(on_desk)) == list(range(8))
    assert on_desk.panel.training.isChecked()


def test_a_test_row_is_edited_without_a_step_being_dropped(on_desk, qtbot, type_in_cell):
    split(on_desk, qtbot)
    on_desk.step()
    qtbot.mouseClick(on_desk.panel.test, LEFT)
    data = on_desk.project.data
    type_in_cell(on_desk.panel.table, 1, 1, "7,5")
    assert on_desk.titles[-1] == "test: y of row 2 = 7.5"
    assert on_desk.project.test.y[1, 0] == 7.5
    assert on_desk.project.data is data
    assert on_desk.document.history.steps == 1


def test_the_last_test_row_stays(on_desk, qtbot):
    split(on_desk, qtbot)
    qtbot.mouseClick(on_desk.panel.test, LEFT)
    on_desk.panel.table.selectAll()
    qtbot.mouseClick(on_desk.panel.buttons["Remove"], LEFT)
    sentence = "One row has to stay; join them again if there is to be no test."
    assert on_desk.problems == [sentence]


def test_test_rows_are_never_marked_as_shown_or_in_the_batch(on_desk, qtbot):
    split(on_desk, qtbot)
    qtbot.mouseClick(on_desk.panel.test, LEFT)
    heads = [on_desk.panel.model.headerData(row, Qt.Orientation.Vertical) for row in range(2)]
    assert heads == ["1", "2"]
    qtbot.mouseClick(on_desk.panel.training, LEFT)
    assert on_desk.panel.model.headerData(0, Qt.Orientation.Vertical) == "▸ 1"
