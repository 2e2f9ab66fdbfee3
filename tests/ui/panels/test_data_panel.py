"""The data panel: rows are typed, added, removed, pasted; one of them is pinned."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QLineEdit

from skipnet_gui.core.run_spec import Data
from skipnet_gui.session.edits import edited, set_data
from skipnet_gui.session.snapshot import snapshot
from skipnet_gui.ui.panels.data import DataPanel

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def on_desk(desk):
    return lambda preset="exercise": desk(DataPanel(), preset)


def put_rows(desk, *rows):
    array = np.array(rows, dtype=float)
    desk.show(edited(desk.document, set_data(Data(array[:, :1], array[:, 1:]))))


def rows_of(desk):
    return np.hstack([desk.project.data.x, desk.project.data.y]).tolist()


def copy_text(text):
    QGuiApplication.clipboard().setText(text)


def heads(desk, orientation=Qt.Orientation.Vertical):
    model = desk.panel.model
    count = model.rowCount() if orientation == Qt.Orientation.Vertical else model.columnCount()
    return [model.headerData(i, orientation) for i in range(count)]


def test_columns_are_named_after_inputs_and_outputs(on_desk):
    assert heads(on_desk(), Qt.Orientation.Horizontal) == ["x", "y"]
    assert heads(on_desk("two-outputs"), Qt.Orientation.Horizontal) == ["i₁", "i₂", "yₒ₁", "yₒ₂"]


def test_every_digit_is_shown(on_desk):
    desk = on_desk()
    put_rows(desk, (0.1 + 0.2, -1 / 3))
    model = desk.panel.model
    assert model.index(0, 0).data() == "0.30000000000000004"
    assert model.index(0, 1).data() == "−0.3333333333333333"


def test_a_cell_is_typed_with_a_decimal_comma(on_desk, type_in_cell):
    desk = on_desk()
    type_in_cell(desk.panel.table, 0, 1, "2,5")
    assert desk.titles == ["y of row 1 = 2.5"]
    assert rows_of(desk) == [[1.0, 2.5]]


def test_a_cell_that_was_only_opened_asks_for_nothing(on_desk, commit):
    desk = on_desk()
    put_rows(desk, (0.1 + 0.2, 1))
    cell = desk.panel.model.index(0, 0)
    desk.panel.table.edit(cell)
    commit(desk.panel.table.viewport().findChild(QLineEdit))
    assert (desk.titles, desk.problems) == ([], [])


def test_a_cell_without_a_number_keeps_the_old_one(on_desk, type_in_cell):
    desk = on_desk()
    type_in_cell(desk.panel.table, 0, 0, "one")
    assert desk.problems == ["row 1, x: “one” is not a number; write it like 0.5, −3 or 1/8."]
    assert rows_of(desk) == [[1.0, -3.0]]


def test_a_target_that_the_loss_cannot_take_is_named(on_desk, type_in_cell):
    desk = on_desk()
    network = replace(desk.project.network, loss="binary_cross_entropy_with_logits")
    data = Data(np.array([[1.0], [2.0]]), np.array([[0.0], [1.0]]))
    project = replace(desk.project, network=network, data=data)
    desk.show(replace(desk.document, project=project))
    type_in_cell(desk.panel.table, 1, 1, "7")
    assert "Row 2, y must be 0 to 1" in desk.problems[0]
    assert rows_of(desk) == [[1.0, 0.0], [2.0, 1.0]]


def test_add_opens_a_new_row(on_desk, qtbot, commit):
    desk = on_desk()
    qtbot.mouseClick(desk.panel.buttons["Add"], LEFT)
    assert rows_of(desk) == [[1.0, -3.0], [0.0, 0.0]]
    editor = desk.panel.table.viewport().findChild(QLineEdit)
    assert "row 2, x" in editor.accessibleName()
    qtbot.keyClicks(editor, "4")
    commit(editor)
    assert rows_of(desk) == [[1.0, -3.0], [4.0, 0.0]]


def test_delete_removes_the_selected_rows(on_desk, qtbot):
    desk = on_desk()
    put_rows(desk, (1, 2), (3, 4), (5, 6))
    desk.panel.table.selectRow(1)
    qtbot.keyClick(desk.panel.table, Qt.Key.Key_Delete)
    assert desk.titles == ["remove a row"]
    assert rows_of(desk) == [[1.0, 2.0], [5.0, 6.0]]


def test_the_last_row_stays(on_desk, qtbot):
    desk = on_desk()
    desk.panel.table.selectAll()
    qtbot.mouseClick(desk.panel.buttons["Remove"], LEFT)
    assert desk.problems == ["One row has to stay."]
    assert rows_of(desk) == [[1.0, -3.0]]


def test_paste_without_a_cell_adds_rows(on_desk, qtbot):
    desk = on_desk()
    copy_text("x\ty\n0,5\t1\n2\t3\n")
    qtbot.mouseClick(desk.panel.buttons["Paste"], LEFT)
    assert rows_of(desk) == [[1.0, -3.0], [0.5, 1.0], [2.0, 3.0]]


def test_paste_at_a_cell_overwrites_and_goes_on_past_the_end(on_desk, qtbot):
    desk = on_desk()
    put_rows(desk, (1, 2), (3, 4))
    desk.panel.table.setCurrentIndex(desk.panel.model.index(1, 0))
    copy_text("7\t8\n9\t10")
    qtbot.keySequence(desk.panel.table, QKeySequence(QKeySequence.StandardKey.Paste))
    assert rows_of(desk) == [[1.0, 2.0], [7.0, 8.0], [9.0, 10.0]]


def test_paste_over_everything_replaces_the_data(on_desk, qtbot):
    desk = on_desk("curve")
    desk.panel.table.selectAll()
    copy_text("7\t8")
    qtbot.keySequence(desk.panel.table, QKeySequence(QKeySequence.StandardKey.Paste))
    assert rows_of(desk) == [[7.0, 8.0]]


def test_new_rows_must_be_whole(on_desk):
    desk = on_desk()
    desk.panel.table.setCurrentIndex(desk.panel.model.index(0, 1))
    copy_text("7\n8")
    desk.panel.paste()
    assert desk.problems == ["A new row needs 2 values, one per column; there are 1."]
    assert rows_of(desk) == [[1.0, -3.0]]


def test_a_bad_paste_changes_nothing_and_names_row_and_column(on_desk):
    desk = on_desk()
    copy_text("1\t2\n3\tx")
    desk.panel.paste()
    assert desk.problems[0].startswith("Row 2, y: “x” is not a number")
    assert desk.panel._notice.isVisible()
    assert rows_of(desk) == [[1.0, -3.0]]


def test_what_is_copied_pastes_back(on_desk, qtbot):
    desk = on_desk("curve")
    before = rows_of(desk)
    desk.panel.table.selectAll()
    qtbot.keySequence(desk.panel.table, QKeySequence(QKeySequence.StandardKey.Copy))
    desk.panel.table.clearSelection()
    desk.panel.table.setCurrentIndex(desk.panel.model.index(0, 0))
    desk.panel.paste()
    assert desk.titles == []
    assert rows_of(desk) == before


def test_a_row_number_pins_the_sample_and_the_box_lets_it_go(on_desk, type_in, qtbot):
    desk = on_desk("curve")
    assert desk.panel.follow.isChecked()
    type_in(desk.panel.shown_row, "3")
    qtbot.keyClick(desk.panel.shown_row, Qt.Key.Key_Return)
    assert desk.document.position.sample == 2
    assert not desk.panel.follow.isChecked()
    assert heads(desk)[2] == "▸ 3"
    qtbot.keyClick(desk.panel.follow, Qt.Key.Key_Space)
    assert desk.document.position.sample is None


def test_a_row_that_is_not_there_is_refused(on_desk, type_in, qtbot):
    desk = on_desk("curve")
    type_in(desk.panel.shown_row, "21")
    qtbot.keyClick(desk.panel.shown_row, Qt.Key.Key_Return)
    assert desk.problems == ["There is no row 21; rows are 1 to 20."]
    assert desk.document.position.sample is None


def test_the_rows_of_the_batch_are_marked(on_desk):
    desk = on_desk("curve")
    shown = snapshot(desk.document)
    marked = {i for i, head in enumerate(heads(desk)) if head[0] in "▸•"}
    assert marked == set(shown.batch)
    desk.step()
    assert {i for i, head in enumerate(heads(desk)) if head[0] in "▸•"} == set(
        snapshot(desk.document).batch
    )


def test_a_million_values_open(on_desk):
    desk = on_desk()
    values = np.arange(500_000.0)[:, None]
    desk.show(edited(desk.document, set_data(Data(values, values / 2))))
    desk.panel.table.scrollToBottom()
    assert desk.panel.model.index(499_999, 1).data() == "249999.5"
