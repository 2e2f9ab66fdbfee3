"""New exercise: choose, see, print, and work on it; every act can be undone."""

import re

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QLineEdit, QPushButton

from skipnet_gui.core.exercises import LESSONS, exercise
from skipnet_gui.files.exercise_sheet import answer_key, student_sheet
from skipnet_gui.ui import exercise_pdf
from skipnet_gui.ui.exercise_dialog import ExerciseDialog
from skipnet_gui.ui.panels.boxes import Chooser


@pytest.fixture
def dialog(qtbot):
    made = ExerciseDialog(None)
    qtbot.addWidget(made)
    made.show()
    return made


def choose(dialog, lesson):
    chooser = dialog.findChild(Chooser, "lesson")
    chooser.show_choice(lesson)
    chooser.activated.emit(chooser.currentIndex())


def click(dialog, name):
    QTest.mouseClick(dialog.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def type_seed(dialog, text):
    box = dialog.findChild(QLineEdit, "exercise_seed")
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)


def is_shown(dialog, lesson, seed):
    wanted, shown = exercise(lesson, seed), dialog.spec
    return wanted.initial_weights == shown.initial_weights and wanted.data.same_as(shown.data)


def texts(dialog):
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisibleTo(dialog)]


def answer_with(monkeypatch, path, kind="PDF (*.pdf)"):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), kind))


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_shows_its_sentence_and_what_is_given(dialog, lesson):
    choose(dialog, lesson)
    assert is_shown(dialog, lesson, 1)
    assert LESSONS[lesson].sentence in texts(dialog)
    x = f"{dialog.spec.data.x.item():g}".replace("-", "−")
    given = dialog.findChild(QLabel, "exercise_given").text()
    assert given.startswith(f"x = {x} ")
    assert "α = " in given
    assert "L = " in given


def test_another_is_the_next_seed_and_a_seed_can_be_typed_without_leaving(dialog):
    click(dialog, "another_exercise")
    assert is_shown(dialog, "plain", 2)
    type_seed(dialog, "41")
    assert is_shown(dialog, "plain", 41)
    assert dialog.isVisible()
    type_seed(dialog, "-3")
    assert is_shown(dialog, "plain", 41)
    assert any("not a whole number" in text for text in texts(dialog))


def test_the_sheet_and_the_key_are_written_as_their_endings_ask(dialog, monkeypatch, tmp_path):
    choose(dialog, "two-skips")
    cases = (
        ("save_sheet", student_sheet(dialog.spec.network).encode()),
        ("save_key", answer_key(dialog.spec).encode()),
    )
    for button, wanted in cases:
        sheet, page = tmp_path / f"{button}.csv", tmp_path / f"{button}.PDF"
        for path in (sheet, page):
            answer_with(monkeypatch, path)
            click(dialog, button)
            assert f"Wrote {path.name}." in texts(dialog)
        assert sheet.read_bytes() == wanted
        assert page.read_bytes().startswith(b"%PDF-")


def test_a_name_without_ending_takes_the_chosen_kind_and_another_ending_is_refused(
    dialog, monkeypatch, tmp_path
):
    answer_with(monkeypatch, tmp_path / "sheet", "Answer sheets (*.csv)")
    click(dialog, "save_sheet")
    assert (tmp_path / "sheet.csv").exists()
    project = tmp_path / "mine.skipnet"
    project.write_text("kept")
    answer_with(monkeypatch, project)
    click(dialog, "save_key")
    assert project.read_text() == "kept"
    assert any("must end in .pdf or .csv" in text for text in texts(dialog))


def test_a_place_that_cannot_be_written_is_told(dialog, monkeypatch, tmp_path):
    answer_with(monkeypatch, tmp_path / "nowhere" / "sheet.pdf")
    click(dialog, "save_sheet")
    assert any("sheet.pdf was not written" in text for text in texts(dialog))


def act(window, do):
    """Open the dialog by its command, and act on it once it is there."""
    QTimer.singleShot(0, window, lambda: do(window.findChild(QDialog, "exercise_dialog")))
    window.findChild(QAction, "new_exercise").trigger()


def test_working_on_it_is_one_edit_with_nothing_computed_and_undo_brings_the_old_back(window):
    def take(dialog):
        choose(dialog, "dead-unit")
        click(dialog, "take_exercise")

    act(window, take)
    spec = exercise("dead-unit", 1)
    assert window.store.document.project.run.initial_weights == spec.initial_weights
    painted = window.readings()
    assert painted["loss"] == "–"
    assert painted["yhat"] == "–"
    assert window.findChild(QAction, "undo").text() == "Undo exercise 2.1"
    window.findChild(QAction, "undo").trigger()
    assert window.readings()["loss"] == "3.375"
    assert not window.findChild(QAction, "undo").isEnabled()


def test_leaving_changes_nothing(window):
    before = window.store.document
    act(window, lambda dialog: click(dialog, "leave_exercise"))
    assert window.store.document is before


def test_the_sheet_has_a_line_for_each_quantity_and_only_the_key_has_the_answers(
    dialog, monkeypatch
):
    spec, written = exercise("two-skips", 1), []
    write = exercise_pdf._Page._text

    def note(page, x, y, width, size, text, *rest, **more):
        written.append(text)
        write(page, x, y, width, size, text, *rest, **more)

    monkeypatch.setattr(exercise_pdf._Page, "_text", note)
    assert exercise_pdf.sheet_pdf(spec, "Exercise 5.1").count(b"/Type /Page\n") == 1
    on_sheet = written.copy()
    written.clear()
    assert exercise_pdf.key_pdf(spec, "Exercise 5.1", "note").count(b"/Type /Page\n") == 1
    symbols = ("z₀ =", "ŷ =", "L =", "∂L/∂ŷ =", "∂L/∂h₁ =", "∂L/∂wₛ₁ =", "new wₛ₂ =")
    assert all(symbol in on_sheet and symbol in written for symbol in symbols)
    answers = [text for text in written if re.fullmatch(r"−?[\d.]+", text)]
    assert len(answers) == sum(text.endswith(" =") for text in on_sheet) == 29
    assert not [text for text in on_sheet if re.fullmatch(r"−?[\d.]+", text)]
    assert {"0.85", "−0.425", "−1.9575"} <= set(answers)  # ŷ, ∂L/∂w₀ and the new w₀
