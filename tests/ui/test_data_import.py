"""Import and export of data: previewed, columns chosen, taken, undone; faults by row and column."""

import os

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QFileDialog

from skipnet_gui.core.builder import Layers, drawn_weights, layered_network
from skipnet_gui.core.generators import generated
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.files.data_table import Options, preview, read_table
from skipnet_gui.session.document import new_document
from skipnet_gui.session.edits import edited
from skipnet_gui.session.network_edits import new_network
from skipnet_gui.session.project import project_of
from skipnet_gui.ui.data_import import (
    ImportDialog,
    ask_import,
    export_data,
    export_to,
    import_from,
)
from skipnet_gui.ui.import_table import ImportTable, guessed
from skipnet_gui.ui.panels.boxes import Chooser
from tests.ui.filling import can_take, choose, put, told

GERMAN = "name;a;b;label\nr1;0,5;-1;0\nr2;1,5;2e1;1\n"


def project(inputs=2, outputs=1, loss="half_squared"):
    start = project_of(PRESETS["exercise"].make())
    network = layered_network(Layers(inputs, (), outputs, "relu", "sigmoid", loss=loss))
    data = generated("xor") if (inputs, outputs) == (2, 1) else None
    edit = new_network(start, network, drawn_weights(network, "he", 0), data)
    return edited(new_document(start), edit).project


@pytest.fixture
def opened(qtbot):
    def make(text, of=None):
        dialog = ImportDialog(None, "mine.csv", text.encode(), of or project())
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return make


def press_enter(dialog):
    QTest.keyClick(dialog.findChild(Chooser, "separator"), Qt.Key.Key_Return)


def shown(dialog):
    model = dialog.findChild(ImportTable).model()
    rows, columns = range(model.rowCount()), range(model.columnCount())
    headings = [model.headerData(c, Qt.Orientation.Horizontal) for c in columns]
    return headings, [[model.data(model.index(r, c)) for c in columns] for r in rows]


def answer(monkeypatch, name, path):
    monkeypatch.setattr(QFileDialog, name, lambda *_: (str(path), ""))


def test_a_file_is_previewed_and_enter_takes_it_as_one_edit_that_undo_takes_back(
    open_window, monkeypatch, tmp_path
):
    path = tmp_path / "mine.csv"
    path.write_text(GERMAN)
    answer(monkeypatch, "getOpenFileName", path)
    window = open_window(project())
    before = window.store.document.project

    QTimer.singleShot(0, window, lambda: press_enter(window.findChild(ImportDialog)))
    ask_import(window, window.store, window.loop)
    data = window.store.document.project.data
    assert data.x.tolist() == [[0.5, -1.0], [1.5, 20.0]]
    assert data.y.tolist() == [[0.0], [1.0]]
    assert window.store.undo_stack.done[-1].title == "data from mine.csv"
    window.store.undo()
    assert window.store.document.project is before


def test_the_preview_shows_what_each_column_is_taken_for(opened):
    dialog = opened(GERMAN)
    headings, rows = shown(dialog)
    assert headings == ["name\nnot used", "a\n→ x₁", "b\n→ x₂", "label\n→ y"]
    assert rows == [["r1", "0,5", "-1", "0"], ["r2", "1,5", "2e1", "1"]]
    choose(dialog, "column_0", 3)
    headings, _ = shown(dialog)
    assert headings == ["name\nnot used", "a\nnot used", "b\n→ x₂", "label\n→ x₁, y"]
    press_enter(dialog)
    assert dialog.edit.change(project(), 0).data.x.tolist() == [[0.0, -1.0], [1.0, 20.0]]


def test_rows_have_the_numbers_that_the_faults_name_and_the_keyboard_begins_at_the_top(opened):
    dialog = opened("a,b,y\n1,2,3\n\n4,5,6\n")
    model = dialog.findChild(ImportTable).model()
    assert [model.headerData(row, Qt.Orientation.Vertical) for row in (0, 1)] == ["2", "4"]
    assert dialog.focusWidget() is dialog.findChild(Chooser, "separator")


def test_another_way_of_writing_reads_the_table_again(opened):
    dialog = opened("1,5;2;3\n4,5;5;6\n")
    choose(dialog, "separator", ",")
    assert shown(dialog)[1] == [["1", "5;2;3"], ["4", "5;5;6"]]
    assert "the table has 2 columns" in told(dialog)
    assert not can_take(dialog)
    choose(dialog, "separator", ";")
    assert can_take(dialog)
    dialog.findChild(QCheckBox, "header").click()
    headings, rows = shown(dialog)
    assert headings[0] == "1,5\n→ x₁"
    assert rows == [["4,5", "5", "6"]]
    choose(dialog, "decimal", ".")
    choose(dialog, "column_0", 0)
    press_enter(dialog)
    assert told(dialog) == "⚠ Row 2, column 1: '4,5' is no number; the decimal mark is the point."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a,b,y\n1,2,3\n4,x,6\n", "Row 3, column 2: 'x' is no number."),
        ("a,b,y\n1,2,3\n\n4,,6\n", "Row 4, column 2: there is no number."),
        (
            "a,b,y\n1,2,3\n4,5\n",
            "Row 3: must have 3 columns as the first row has; it has 2.",
        ),
        ("a,b,y\n", "File: must hold at least one row of numbers."),
    ],
)
def test_a_fault_is_named_by_row_and_column_and_nothing_is_taken(opened, text, sentence):
    dialog = opened(text)
    for row, column in enumerate((0, 1, 2)):
        choose(dialog, f"column_{row}", column)
    press_enter(dialog)
    assert told(dialog) == f"⚠ {sentence}"
    assert dialog.isVisible()
    assert not can_take(dialog)
    choose(dialog, "column_1", 0)
    assert can_take(dialog)


def test_a_table_with_too_few_columns_says_what_the_network_needs(opened):
    dialog = opened("a,y\n1,2\n", project(3, 2))
    wanted = "The network needs 3 inputs and 2 outputs, one column each; the table has 2 columns."
    assert told(dialog) == f"⚠ {wanted}"
    assert not can_take(dialog)
    assert dialog.findChild(Chooser, "column_0") is None
    assert "3 inputs and 2 outputs" in dialog._about.text()


def test_targets_that_the_loss_does_not_allow_are_named(opened):
    dialog = opened("a,b,y\n1,2,1\n3,4,5\n", project(loss="binary_cross_entropy"))
    press_enter(dialog)
    assert told(dialog).startswith("⚠ Sample 2, y must be 0 to 1")
    assert dialog.isVisible()


def test_a_pipe_is_refused_at_once(window, tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    import_from(tmp_path / "pipe.csv", window, window.store, window.loop)
    assert window.statusBar().currentMessage() == "pipe.csv was not read: must be a regular file."


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", None])
def test_what_is_no_table_opens_no_dialog_and_is_told(window, tmp_path, content):
    path, problems = tmp_path / "x.csv", []
    if content is not None:
        path.write_bytes(content)
    window.store.problem.connect(problems.append)
    import_from(path, window, window.store, window.loop)
    assert len(problems) == 1
    assert problems[0].startswith("x.csv was not read: ")


def test_leaving_either_dialog_changes_nothing(window, monkeypatch, tmp_path):
    before = window.store.document
    answer(monkeypatch, "getOpenFileName", "")
    ask_import(window, window.store, window.loop)
    path = tmp_path / "a.csv"
    path.write_text("1,2\n")
    QTimer.singleShot(0, window, lambda: window.findChild(ImportDialog).reject())
    import_from(path, window, window.store, window.loop)
    assert window.store.document is before


@pytest.mark.parametrize(
    ("inputs", "outputs", "columns"),
    [(2, 1, (1, 2, 3)), (1, 1, (1, 3)), (1, 2, (1, 3, 2)), (3, 1, (1, 2, 0, 3)), (4, 1, ())],
)
def test_guessed_columns_are_always_complete(inputs, outputs, columns):
    assert guessed(preview(GERMAN.encode()), inputs, outputs) == columns


@pytest.mark.parametrize(("ending", "separator"), [("csv", ","), ("tsv", "\t"), ("", ",")])
def test_exported_data_read_back_the_same(open_window, monkeypatch, tmp_path, ending, separator):
    window = open_window(project())
    path = tmp_path / f"out.{ending}".rstrip(".")
    answer(monkeypatch, "getSaveFileName", path)
    words = []
    window.store.told.connect(words.append)
    export_data(window, window.store, window.loop)
    written = path if path.suffix else path.with_suffix(".csv")
    content = written.read_bytes()
    assert content.splitlines()[0].decode() == separator.join(("x1", "x2", "y"))
    read = read_table(content, Options(separator), [0, 1], [2])
    assert read.same_as(window.store.document.project.data)
    assert words == [f"Wrote 4 rows to {written.name}."]


def test_an_export_does_not_replace_the_project_and_says_where_it_cannot_write(
    open_window, tmp_path
):
    own = (tmp_path / "mine.skipnet").resolve()
    own.write_text("kept")
    window = open_window(project(1, 2), path=own)
    problems = []
    window.store.problem.connect(problems.append)
    export_to(own, window.store)
    export_to(tmp_path / "nowhere" / "x.csv", window.store)
    assert own.read_text() == "kept"
    assert "is the project itself" in problems[0]
    assert problems[1].startswith("x.csv was not written: ")
    export_to(tmp_path / "two.csv", window.store)
    assert (tmp_path / "two.csv").read_text().startswith("x,y_0,y_1\n")


def test_a_share_of_the_rows_is_held_out_for_the_test(opened):
    dialog = opened(GERMAN)
    put(dialog, "test_share", "1")
    assert told(dialog) == "⚠ Share for the test: must be 0, or above it and below 1."
    put(dialog, "test_share", "0,5")
    press_enter(dialog)
    made = dialog.edit.change(project(), 0)
    assert (len(made.data.x), len(made.test.x)) == (1, 1)
    assert dialog.edit.title == "data from mine.csv, 1 of 2 rows for the test"
