"""My answers beside the graph: the dock, hidden values, sheets as files, predict and step."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from skipnet_gui.session.asking import FORWARD, UNIT, Asked
from skipnet_gui.session.document import new_document
from tests.ui.conftest import preset
from tests.ui.test_window import press, trigger

WIDE, MIDDLE, NARROW = (1440, 900), (1200, 800), (1024, 768)


@pytest.fixture
def answering(window, qtbot):
    """A window that the keys go to, with the answers open."""
    with qtbot.waitActive(window):
        window.activateWindow()
    press(window, Qt.Key.Key_F6)
    return window


def write(window, **answers: str) -> None:
    for name, text in answers.items():
        QTest.keyClicks(window.answers.panel.rows[name].box, text)


def numbers(window) -> dict[str, str]:
    """What is read off the graph, but for what is given."""
    given = {"step", "learning_rate", *window.store.document.spec.network.weight_names}
    return {name: text for name, text in window.readings().items() if name not in given}


@pytest.mark.parametrize("size", [WIDE, MIDDLE, NARROW])
def test_the_answers_open_in_the_place_of_the_numbers_and_close_again(open_window, qtbot, size):
    window = open_window(size=size)
    with qtbot.waitActive(window):
        window.activateWindow()
    press(window, Qt.Key.Key_F6)
    assert window.answers.panel.isVisible()
    assert not window.numbers.isVisible()
    assert window.findChild(QAction, "show_answers").isChecked()
    assert window.focusWidget() is window.answers.panel.rows["z_0"].box
    press(window, Qt.Key.Key_F6)
    assert not window.answers.panel.isVisible()
    assert window.focusWidget() is window.graph


def test_keys_in_a_field_write_and_do_not_step(answering):
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_BracketLeft):
        press(answering, key)
    assert answering.store.document.position.step == 0
    assert not answering.loop.running
    press(answering, Qt.Key.Key_Up)
    QTest.keyClicks(answering.focusWidget(), "0.5")
    press(answering, Qt.Key.Key_Return)
    assert answering.answers.panel.head.summary.text().endswith(" open")
    assert answering.answers.panel.rows["z_0"].verdict.text() == "✓ right"


def test_hidden_values_are_not_on_the_graph_until_they_may_be_seen(answering):
    before = numbers(answering)
    answering.answers.panel.options.hide_box.click()
    assert set(numbers(answering).values()) == {"?"}
    assert answering.readings()["w0"] == "0.5"
    trigger(answering, "step")
    assert set(numbers(answering).values()) == {"?"}
    assert answering.graph.note() == ""
    trigger(answering, "reset")
    press(answering, Qt.Key.Key_F6)
    assert numbers(answering) == before


def test_only_what_is_asked_for_is_hidden(answering):
    answering.answers.panel.options.hide_box.click()
    answering.answers.panel.head.which.chosen.emit(FORWARD)
    shown = numbers(answering)
    assert {shown[name] for name in ("z_0", "yhat", "loss", "flow_ws")} == {"?"}
    assert (shown["dL/dw0"], shown["dL/dh_0"]) == ("0.75", "0.75")


def test_hidden_values_stay_hidden_while_walking(answering):
    answering.answers.panel.options.hide_box.click()
    for _ in range(21):
        trigger(answering, "operation")
        shown = answering.readings()
        assert shown.pop("operation") == str(answering.store.document.position.operation)
        assert {t for n, t in shown.items() if n.startswith(("z_", "h_", "dL", "loss"))} == {"?"}
        assert {shown[weight] for weight in ("w0", "w1", "ws", "w2")} == {"0.5"}
        assert answering.graph._card is None


def test_another_network_hides_its_values_too(answering):
    answering.answers.panel.options.hide_box.click()
    answering.answers.panel.head.which.chosen.emit(UNIT)
    answering.answers.panel.head.unit.chosen.emit(2)
    answering.store.load(new_document(preset("two-outputs")), None)
    assert answering.answers.panel._choice == answering.store.hiding == Asked(UNIT, 2)
    assert answering.readings()["z_o1"] == "?"


def test_marks_are_grey_once_the_window_shows_another_step(answering):
    write(answering, z_0="0.5")
    press(answering, Qt.Key.Key_Return)
    trigger(answering, "step")
    assert not answering.answers.panel.rows["z_0"].verdict.isEnabled()
    trigger(answering, "back")
    assert answering.answers.panel.rows["z_0"].verdict.isEnabled()


def test_answers_are_written_as_a_sheet_and_read_again(answering, tmp_path, monkeypatch):
    write(answering, z_0="0,5", z_1="0.5*0.25", yhat="half")
    sheet = tmp_path / "mine.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "mine"), ""))
    answering.answers.panel.options.export_button.click()
    assert sheet.read_text() == 'quantity,answer\nz_0,"0,5"\nz_1,1/8\nyhat,half\n'
    assert answering.statusBar().currentMessage() == "Wrote 3 answers to mine.csv."
    sheet.write_text("quantity;answer\nyhat_2;0,375\nh_2;3/8\nz_0;x\nz_0;0.5\nz_0;y\n")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(sheet), ""))
    answering.answers.panel.options.import_button.click()
    rows = answering.answers.panel.rows
    assert {name: row.box.text() for name, row in rows.items() if row.box.text()} == {
        "z_0": "0.5",
        "h_2": "3/8",
        "yhat": "0,375",
    }
    assert answering.answers.panel.head.summary.text() == "3 right · 0 follow · 0 wrong · 19 open"


def test_a_sheet_that_is_none_changes_nothing_and_is_told(answering, tmp_path, monkeypatch):
    write(answering, z_0="0.5")
    sheet = tmp_path / "bad.csv"
    sheet.write_text("quantity,answer\nz_9,1\n")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(sheet), ""))
    answering.answers.panel.options.import_button.click()
    assert answering.answers.panel.rows["z_0"].box.text() == "0.5"
    message = answering.statusBar().currentMessage()
    assert message.startswith("bad.csv was not read: line 2: must name a quantity")


def test_no_sheet_overwrites_the_project(answering, tmp_path, monkeypatch):
    own = tmp_path / "own.csv"
    own.write_text("kept")
    answering.store.path = own.resolve()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(own), ""))
    answering.answers.panel.options.export_button.click()
    assert own.read_text() == "kept"
    assert "is the project itself" in answering.statusBar().currentMessage()


def test_a_prediction_is_marked_by_the_step_command(answering):
    predict = answering.answers.panel.predict
    QTest.keyClicks(predict.boxes.rows["w0"].box, "-")
    predict.commit()
    trigger(answering, "step")
    assert predict.boxes.rows["w0"].verdict.text() == "✓ right"
    assert predict.score_label.text() == "Score: 1 of 1 signs, 0 of 0 values"


def test_the_step_button_of_the_prediction_steps(answering):
    predict = answering.answers.panel.predict
    QTest.keyClicks(predict.boxes.rows["ws"].box, "-0.5")
    predict.commit()
    predict.step_button.click()
    assert answering.store.document.position.step == 1
    assert predict.score_label.text() == "Score: 0 of 0 signs, 1 of 1 values"


def test_plots_and_numbers_do_not_tell_what_is_hidden(answering):
    trigger(answering, "step")
    trigger(answering, "back")
    answering.answers.panel.options.hide_box.click()
    loss, weights, gradients = answering.plots.plots
    for plot in (loss, gradients):
        assert not np.isfinite(plot._lines.positions).any()
        remarks = [label.text for label in plot.overlay.face.mark_labels]
        assert remarks == ["hidden while you answer"]
    assert weights._lines.steps.tolist() == [0]
    assert answering.numbers.units.model().index(0, 1).data() == "?"
    answering.answers.panel.options.hide_box.click()
    assert loss._lines.steps.tolist() == [0, 1]
