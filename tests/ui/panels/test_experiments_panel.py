"""The experiments as a person does them: answer first, then do, then see it measured."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QSlider,
    QWidget,
)

from skipnet_gui.core.presets import PRESETS
from skipnet_gui.session.document import new_document
from skipnet_gui.session.edits import edited, set_rate
from skipnet_gui.session.lesson_chain import Chain, chain_of
from skipnet_gui.session.lesson_values import Lesson, mark_of, marked
from skipnet_gui.session.lessons import LESSONS
from skipnet_gui.session.player import advanced
from skipnet_gui.session.project import project_of
from skipnet_gui.session.runs import branch_here
from skipnet_gui.ui.panels import experiments as module
from skipnet_gui.ui.panels.experiments import ExperimentsPanel
from skipnet_gui.ui.panels.lesson_parts import OPEN, SHOWN
from skipnet_gui.ui.style import style_sheet
from skipnet_gui.ui.theme import DARK, LIGHT
from tests.ui.panels.conftest import Desk

NAMES = list(LESSONS)


@pytest.fixture
def made(desk, monkeypatch):
    """A desk whose panel measures at every moment."""
    monkeypatch.setattr(module, "PAUSE_MS", 0)
    return desk(ExperimentsPanel())


def choose(made, name):
    made.panel.lessons.setCurrentRow(NAMES.index(name))
    QApplication.processEvents()  # lays the choices out


def answer(made, qtbot, name, number=0):
    choose(made, name)
    qtbot.mouseClick(made.panel.choices.buttons[number], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(made.panel.commit, Qt.MouseButton.LeftButton)


def marks(made):
    return [row.mark for row in made.panel.claims]


def leave(panel):
    """Take the pointer out of the panel."""
    QApplication.sendEvent(panel, QEvent(QEvent.Type.Leave))


def run(made, steps):
    made.show(advanced(made.document, steps))


def test_it_lists_the_five_and_asks_nothing_yet(qtbot):
    panel = ExperimentsPanel()
    qtbot.addWidget(panel)
    made = Desk(panel, project_of(PRESETS["exercise"].make()))
    titles = [made.panel.lessons.item(row).text() for row in range(made.panel.lessons.count())]
    assert titles == [lesson.title for lesson in LESSONS.values()]
    assert made.panel.question.text() == ""
    assert made.titles == []


@pytest.mark.parametrize("name", NAMES)
def test_the_question_stands_before_anything_else(made, name):
    choose(made, name)
    panel, lesson = made.panel, LESSONS[name]
    assert panel.question.text() == lesson.question
    assert [button.accessibleName() for button in panel.choices.buttons] == list(lesson.choices)
    assert panel.choices.choice is None
    assert not panel.commit.isEnabled()
    assert not panel.again.isVisible()
    assert made.titles == []


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_opens_the_prepared_project_and_undo_would_bring_the_other_back(
    made, qtbot, name
):
    before = made.document
    answer(made, qtbot, name, 1)
    assert made.titles == [f"“{LESSONS[name].title}”"]
    assert made.project.same_as(LESSONS[name].make())
    panel = made.panel
    assert panel.answered.text() == f"You said: {LESSONS[name].choices[1]}"
    assert set(marks(made)) == {OPEN}
    assert not panel.choices.buttons
    assert not panel.verdict.isVisible()
    made.show(before)
    assert panel.commit.isVisible()
    assert panel.choices.choice is None


def test_a_click_on_the_words_chooses_too(made, qtbot):
    choose(made, "one-step")
    panel = made.panel
    button = panel.choices.buttons[2]
    label = button.parentWidget().layout().itemAt(1).widget()
    qtbot.mouseClick(label, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert panel.choices.choice == 2
    assert panel.commit.isEnabled()


def test_it_works_by_keyboard_alone(made, qtbot):
    panel = made.panel
    panel.lessons.setFocus()
    qtbot.keyClick(panel.lessons, Qt.Key.Key_Down)
    qtbot.keyClick(panel.lessons, Qt.Key.Key_Up)
    assert panel.question.text() == LESSONS["one-step"].question
    QApplication.processEvents()
    panel.choices.buttons[0].setFocus()
    qtbot.keyClick(panel.choices.buttons[0], Qt.Key.Key_Space)
    qtbot.keyClick(panel.choices.buttons[0], Qt.Key.Key_Down)
    assert panel.choices.choice == 1
    panel.commit.setFocus()
    qtbot.keyClick(panel.commit, Qt.Key.Key_Space)
    assert made.titles == ["“One step, then nothing”"]


def test_claims_are_ticked_by_what_the_runs_show_and_then_the_answer_is_judged(made, qtbot):
    answer(made, qtbot, "one-step", 0)
    panel = made.panel
    run(made, 1)
    assert marks(made) == [SHOWN, OPEN, SHOWN, OPEN]
    assert "unit 0 is dead" in panel.claims[0].sentence.text()
    assert not panel.claims[1].sentence.isVisible()
    run(made, 30)
    document = made.document.at(0)
    document = edited(edited(document, branch_here(document)), set_rate(0.25))
    assert not panel.verdict.isVisible()
    made.show(advanced(document, 30))
    assert marks(made) == [SHOWN] * 4
    assert panel.verdict.isVisible()
    assert panel.verdict.text().startswith("Your answer was another one. Right is: Nothing")
    made.show(made.document.with_active(0))
    assert panel.verdict.isVisible()


def test_the_right_answer_is_told_only_at_the_end(made, qtbot):
    answer(made, qtbot, "vanishing", 2)
    chain = Chain(20, "tanh", skips=True)
    made.panel.controls.chain_requested.emit(chain)
    assert not made.panel.verdict.isVisible()
    run(made, 100)
    assert made.panel.verdict.text() == "Your answer was right."
    assert made.panel.verdict.isVisible()


def test_an_answer_scrolls_to_what_is_to_be_done_and_a_claim_to_itself(made, qtbot):
    panel = made.panel
    panel.resize(300, 300)
    answer(made, qtbot, "one-step", 0)

    def is_in_sight(part):
        top = part.mapTo(panel.viewport(), QPoint(0, 0)).y()
        return top >= 0 and top + part.height() <= panel.viewport().height()

    qtbot.waitUntil(lambda: is_in_sight(panel.answered))
    assert not is_in_sight(panel.lessons)
    assert not is_in_sight(panel.claims[2])
    leave(panel)
    panel.focusWidget().clearFocus()
    run(made, 1)
    qtbot.waitUntil(lambda: is_in_sight(panel.claims[2]))


def test_a_claim_does_not_move_the_panel_while_it_is_in_use(made, qtbot):
    panel = made.panel
    panel.resize(300, 300)
    answer(made, qtbot, "one-step", 0)
    qtbot.waitUntil(lambda: panel.question.mapTo(panel.viewport(), QPoint(0, 0)).y() == 0)
    at = panel.verticalScrollBar().value()
    leave(panel)
    panel.again.setFocus()
    run(made, 1)
    qtbot.wait(50)
    assert panel.verticalScrollBar().value() == at


def test_a_click_on_a_control_of_the_chain_leaves_the_keys_where_they_were(made, qtbot):
    answer(made, qtbot, "vanishing")
    controls = made.panel.controls
    made.panel.lessons.setFocus()
    QApplication.processEvents()
    qtbot.mouseClick(controls.skips, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    assert chain_of(made.project.network).skips
    assert made.panel.lessons.hasFocus()


def test_tab_leads_from_the_list_to_the_answers_and_on_to_the_button(made, qtbot):
    choose(made, "leaps")
    panel = made.panel
    panel.lessons.setFocus()
    qtbot.keyClick(panel.lessons, Qt.Key.Key_Tab)
    assert panel.choices.buttons[0].hasFocus()
    qtbot.keyClick(panel.choices.buttons[0], Qt.Key.Key_Space)
    qtbot.keyClick(panel.choices.buttons[0], Qt.Key.Key_Tab)
    assert panel.commit.hasFocus()


def test_begin_again_keeps_the_answer_and_drops_the_runs(made, qtbot):
    answer(made, qtbot, "leaps", 1)
    run(made, 60)
    assert marks(made)[0] == SHOWN
    qtbot.mouseClick(made.panel.again, Qt.MouseButton.LeftButton)
    assert made.document.history.steps == 0
    assert mark_of(made.project).answer == 1
    assert set(marks(made)) == {OPEN}


def test_an_example_from_a_file_asks_before_it_shows(made):
    made.show(new_document(LESSONS["leaps"].project()))
    assert made.panel.lessons.currentRow() == NAMES.index("leaps")
    assert made.panel.commit.isVisible()
    made.show(new_document(marked(LESSONS["leaps"].make(), "leaps", 7)))
    assert made.panel.commit.isVisible()
    made.show(new_document(marked(LESSONS["leaps"].make(), "unheard-of", 1)))
    assert made.panel.commit.isVisible()
    assert not made.panel.answered.isVisible()
    made.show(new_document(marked(LESSONS["leaps"].make(), "leaps", 0)))
    assert made.panel.answered.isVisible()


def test_looking_at_another_lesson_leaves_the_open_one_as_it_is(made, qtbot):
    answer(made, qtbot, "leaps", 1)
    run(made, 60)
    choose(made, "one-step")
    assert made.panel.commit.isVisible()
    choose(made, "leaps")
    assert marks(made)[0] == SHOWN
    assert len(made.titles) == 1


def test_another_network_is_not_measured_and_that_is_said(made, qtbot):
    answer(made, qtbot, "leaps", 1)
    assert not made.panel.foreign.isVisible()
    made.show(new_document(marked(LESSONS["one-step"].make(), "leaps", 1)))
    assert made.panel.foreign.isVisible()


def test_the_depth_is_chosen_by_keys_and_the_focus_stays(made, qtbot):
    answer(made, qtbot, "vanishing")
    slider, drags = made.panel.controls.depth_slider, []
    made.panel.drag_started.connect(lambda: drags.append("begun"))
    made.panel.drag_finished.connect(lambda: drags.append("ended"))
    made.panel.edit_requested.connect(lambda _: made.panel.lessons.setFocus())
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert chain_of(made.project.network) == Chain(6, "tanh", skips=False)
    qtbot.keyClick(slider, Qt.Key.Key_End)
    assert chain_of(made.project.network).depth == 50
    assert slider.hasFocus()
    assert drags == ["begun", "ended"] * 2
    assert mark_of(made.project).answer == 0
    assert marks(made)[0] == SHOWN


def test_a_drag_leaves_the_keys_with_what_has_them(qtbot):
    holder = QWidget()
    qtbot.addWidget(holder)
    box, panel = QLineEdit(holder), ExperimentsPanel(holder)
    made = Desk(panel, marked(LESSONS["vanishing"].make(), "vanishing", 0))
    with qtbot.waitActive(holder):
        holder.show()
        holder.activateWindow()
    panel.controls.depth_slider.setFocus()
    box.setFocus()
    panel.controls.depth_slider.setValue(20)
    assert chain_of(made.project.network).depth == 23
    assert box.hasFocus()


def test_activation_and_skips_ask_for_another_chain(made, qtbot):
    answer(made, qtbot, "vanishing")
    controls = made.panel.controls
    controls.activation.activated.emit(1)
    assert chain_of(made.project.network) == Chain(5, "sigmoid", skips=False)
    QApplication.processEvents()
    qtbot.mouseClick(controls.skips, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    assert chain_of(made.project.network) == Chain(5, "sigmoid", skips=True)
    assert made.project.run.twin_without == ("s0", "s1", "s2")
    assert controls.skips.isChecked()
    controls.activation.activated.emit(1)
    assert len(made.titles) == 3


def test_the_chain_is_shown_with_its_lesson_alone(made, qtbot):
    answer(made, qtbot, "leaps")
    assert not made.panel.plot.isVisible()
    answer(made, qtbot, "vanishing")
    assert made.panel.plot.isVisible()


def test_claims_wait_and_are_not_measured_out_of_sight(desk, qtbot, monkeypatch):
    measured = []
    made = desk(ExperimentsPanel())
    made.show(new_document(marked(LESSONS["leaps"].make(), "leaps", 0)))
    monkeypatch.setattr(
        Lesson, "found", lambda self, _: measured.append(1) or (None,) * len(self.claims)
    )
    measured.clear()
    made.step()
    made.panel.show_now()
    made.panel.show_now()
    assert len(measured) == 1
    measured.clear()
    for _ in range(50):
        made.step()
    assert len(measured) <= 1
    made.panel.hide()
    qtbot.wait(1)
    measured.clear()
    made.step()
    made.panel.show_now()
    assert measured == []


@pytest.mark.parametrize("name", NAMES)
def test_it_fits_the_dock_and_every_control_has_a_name(desk, qtbot, name):
    panel = ExperimentsPanel()
    panel.setStyleSheet(style_sheet(LIGHT))
    made = desk(panel, width=285)
    answer(made, qtbot, name)
    run(made, 100)
    panel.show_now()
    panel.show_theme(DARK)
    assert panel.widget().width() <= panel.viewport().width()
    for kind in (QAbstractButton, QAbstractItemView, QApplication, QComboBox, QSlider):
        for control in panel.findChildren(kind):
            if control.isVisible() and control.focusPolicy() != Qt.FocusPolicy.NoFocus:
                assert control.accessibleName() or control.text(), control
