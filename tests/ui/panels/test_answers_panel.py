"""The person's own answers: typed, marked, kept for their moment."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit

from skipnet_gui.core.presets import PRESETS
from skipnet_gui.session.asking import FORWARD, GRADIENTS, UNIT, Asked
from skipnet_gui.session.document import Document, new_document
from skipnet_gui.session.edits import edited, set_rate, set_weights
from skipnet_gui.session.player import advanced
from skipnet_gui.session.project import project_of
from skipnet_gui.session.snapshot import snapshot
from skipnet_gui.ui.panels.answers import AnswersPanel
from skipnet_gui.ui.style import style_sheet
from skipnet_gui.ui.theme import LIGHT

# The published sample solution: ŷ = 0.325, and what follows from it.
PUBLISHED = {
    "z_0": "0.5", "h_0": "0.5", "z_1": "0.25", "h_1": "0.25", "yhat": "0.325", "loss": "3.325",
    "dL/dyhat": "1", "dL/dws": "0.5", "dL/dw2": "0.25", "dL/dh_1": "0.5", "dL/dz_1": "0.5",
    "dL/dw1": "0.25", "dL/dh_0": "0.75", "dL/dz_0": "0.75", "dL/dw0": "0.75", "new_w0": "-0.25",
}  # fmt: skip


class Desk:
    """A panel, and the document that it is shown."""

    def __init__(self, panel: AnswersPanel, preset: str) -> None:
        self.panel = panel
        self.hidden: list[Asked | None] = []
        panel.hiding_changed.connect(self.hidden.append)
        panel.step_requested.connect(lambda: self.show(advanced(self.document, 1)))
        self.show(new_document(project_of(PRESETS[preset].make())))

    def show(self, document: Document) -> None:
        self.document = document
        self.panel.show_document(document, snapshot(document))

    def write(self, **answers: str) -> None:
        self.fill(answers)

    def fill(self, answers: dict[str, str]) -> None:
        for name, text in answers.items():
            box = self.panel.rows[name].box
            box.selectAll()
            QTest.keyClicks(box, text)

    def mark(self) -> None:
        QTest.mouseClick(self.panel.head.mark_button, Qt.MouseButton.LeftButton)

    def verdict(self, name: str) -> str:
        return self.panel.rows[name].verdict.text()

    def comment(self, name: str) -> str:
        label = self.panel.rows[name].comment
        return label.text() if label.isVisible() else ""

    @property
    def summary(self) -> str:
        return self.panel.head.summary.text()

    @property
    def is_grey(self) -> bool:
        states = {row.verdict.isEnabled() for row in self.panel.rows.values()}
        assert states == {self.panel.head.summary.isEnabled()}
        return states == {False}

    def predict(self, **texts: str) -> None:
        for weight, text in texts.items():
            QTest.keyClicks(self.panel.predict.boxes.rows[weight].box, text)

    def predicted(self, weight: str) -> tuple[str, str]:
        row = self.panel.predict.boxes.rows[weight]
        return row.verdict.text(), row.comment.text()


@pytest.fixture
def desk(qtbot) -> Callable[..., Desk]:
    def make(preset: str = "exercise", width: int = 380, height: int = 900) -> Desk:
        panel = AnswersPanel()
        panel.setStyleSheet(style_sheet(LIGHT))
        qtbot.addWidget(panel)
        panel.resize(width, height)
        with qtbot.waitActive(panel):
            panel.show()
            panel.activateWindow()
        return Desk(panel, preset)

    return make


def test_every_operation_has_a_field_with_the_symbol_of_the_paper(desk):
    names = [row.box.accessibleName() for row in desk().panel.rows.values()]
    assert " ".join(names) == (
        "z₀ h₀ z₁ h₁ z₂ ŷ L ∂L/∂ŷ ∂L/∂z₂ ∂L/∂wₛ ∂L/∂w₂ ∂L/∂h₁ ∂L/∂z₁ ∂L/∂w₁ "
        "∂L/∂h₀ ∂L/∂z₀ ∂L/∂w₀ w₀ ← w₁ ← wₛ ← w₂ ←"
    )


def test_the_published_wrong_solution_is_wrong_only_at_its_slip(desk):
    made = desk()
    made.fill(PUBLISHED)
    assert set(map(made.verdict, PUBLISHED)) == {""}
    made.mark()
    assert made.verdict("yhat") == "✗ wrong"
    assert made.verdict("loss") == "→ follows"
    assert made.comment("loss") == "follows from your ŷ"
    others = set(PUBLISHED) - {"yhat", "loss"}
    assert set(map(made.verdict, others)) == {"✓ right"}
    assert made.summary == "14 right · 1 follow · 1 wrong · 5 open"


def test_a_slip_is_told_in_its_sentence_and_to_a_screen_reader(desk):
    made = desk()
    made.write(**{"dL/dh_0": "0.25"})
    made.mark()
    assert made.comment("dL/dh_0") == "looks like the term of a skip connection was left out"
    box = made.panel.rows["dL/dh_0"].box
    assert box.accessibleDescription().startswith("✗ wrong · looks like")


def test_powers_and_products_count_as_exact_and_words_do_not_count(desk):
    made = desk()
    made.write(z_1="0.5*0.5", h_1="2^-2", z_0="1/2", h_0="half")
    made.mark()
    assert [made.verdict(name) for name in ("z_1", "h_1", "z_0")] == ["✓ right"] * 3
    assert made.verdict("h_0") == "? unreadable"
    assert "write it like" in made.comment("h_0")
    assert made.summary == "3 right · 0 follow · 0 wrong · 1 unreadable · 17 open"


def test_the_expected_value_is_shown_only_when_asked_for_and_only_of_what_is_marked(desk):
    made = desk()
    made.write(yhat="0.325")
    made.mark()
    assert "0.375" not in made.comment("yhat")
    made.panel.options.expected_box.click()
    assert made.comment("yhat").endswith("expected 0.375")
    assert made.comment("loss") == ""


def test_an_answer_that_was_changed_has_no_mark_and_the_others_are_grey(desk):
    made = desk()
    made.write(z_0="0.5", h_0="0.5")
    made.mark()
    assert not made.is_grey
    made.write(h_0="0.6")
    assert (made.verdict("z_0"), made.verdict("h_0")) == ("✓ right", "")
    assert made.is_grey
    made.mark()
    assert made.verdict("h_0") == "✗ wrong"
    assert not made.is_grey


def test_marks_come_by_themselves_where_that_is_wanted(desk):
    made = desk()
    made.panel.options.as_typed_box.click()
    made.panel.rows["z_0"].box.setFocus()
    made.write(z_0="0.4")
    assert made.verdict("z_0") == ""
    QTest.keyClick(made.panel.rows["z_0"].box, Qt.Key.Key_Tab)
    assert made.verdict("z_0") == "✗ wrong"


def test_everything_works_by_keys_alone(desk):
    made = desk()
    made.panel.begin()
    for name, text in zip(made.panel.rows, ("0.5", "0.5", "0.3"), strict=False):
        box = made.panel.focusWidget()
        assert box is made.panel.rows[name].box
        QTest.keyClicks(box, text)
        QTest.keyClick(box, Qt.Key.Key_Tab)
    QTest.keyClick(made.panel.focusWidget(), Qt.Key.Key_Up)
    assert made.panel.focusWidget() is made.panel.rows["z_1"].box
    QTest.keyClick(made.panel.focusWidget(), Qt.Key.Key_Return)
    assert [made.verdict(name) for name in ("z_0", "h_0", "z_1")] == [
        "✓ right", "✓ right", "✗ wrong",
    ]  # fmt: skip
    last = list(made.panel.rows.values())[-1].box
    last.setFocus()
    QTest.keyClick(last, Qt.Key.Key_Tab)
    assert made.panel.focusWidget().accessibleName() == "Δw₀"


def test_the_fields_of_a_choice_alone_are_shown_and_answers_stay(desk):
    made = desk()
    made.write(z_0="0.5", **{"dL/dyhat": "1"})
    head = made.panel.head
    head.which.chosen.emit(FORWARD)
    assert list(made.panel.rows)[-1] == "loss"
    made.mark()
    assert made.summary == "1 right · 0 follow · 0 wrong · 6 open"
    head.which.chosen.emit(GRADIENTS)
    assert made.panel.rows["dL/dyhat"].box.text() == "1"
    assert made.verdict("dL/dyhat") == "✓ right"
    head.which.chosen.emit(UNIT)
    assert head.unit.isVisible()
    head.unit.chosen.emit(1)
    assert list(made.panel.rows) == ["z_1", "h_1", "dL/dh_1", "dL/dz_1", "dL/dw1", "new_w1"]


def test_answers_to_another_step_are_grey_and_cannot_be_changed(desk):
    made = desk()
    made.write(z_0="0.5")
    made.mark()
    made.show(advanced(made.document, 1))
    head = made.panel.head
    assert made.is_grey
    assert head.place.text() == "run 1 · step 0 · sample 1 of 1"
    assert head.notice.text() == "⚠ The window shows step 1: marks greyed."
    assert made.panel.rows["z_0"].box.isReadOnly()
    head.take_button.click()
    assert head.place.text() == "run 1 · step 1 · sample 1 of 1"
    assert made.panel.rows["z_0"].box.text() == ""
    assert not head.notice.isVisible()


def test_answers_are_kept_for_each_moment(desk):
    made = desk()
    made.write(z_0="0.5")
    made.mark()
    made.show(advanced(made.document, 1))
    made.panel.head.take_button.click()
    made.write(z_0="-0.25")
    made.mark()
    assert made.verdict("z_0") == "✓ right"
    made.show(made.document.at(0))
    assert made.panel.rows["z_0"].box.text() == "0.5"
    assert made.verdict("z_0") == "✓ right"
    assert not made.is_grey
    made.show(made.document.at(1))
    assert made.panel.rows["z_0"].box.text() == "-0.25"


def test_without_answers_the_fields_follow_the_window(desk):
    made = desk()
    made.show(advanced(made.document, 1))
    assert made.panel.head.place.text() == "run 1 · step 1 · sample 1 of 1"
    made.write(z_0="-0.25")
    made.mark()
    assert made.verdict("z_0") == "✓ right"


def test_one_operation_more_is_still_the_same_moment(desk):
    made = desk()
    made.write(z_0="0.5")
    made.mark()
    made.show(made.document.at_operation(3))
    assert not made.is_grey


def test_an_edit_at_the_step_makes_the_marks_old_and_a_later_one_does_not(desk):
    made = desk("rattle")
    made.show(advanced(made.document, 1).at(0))
    name = next(iter(made.panel.rows))
    made.fill({name: "1"})
    made.mark()
    later = edited(made.document.at(1), set_rate(0.125))
    made.show(later.at(0))
    assert not made.is_grey
    weight = made.document.spec.network.weight_names[0]
    made.show(edited(made.document, set_weights({weight: 0.25})))
    assert made.is_grey
    made.mark()
    assert not made.is_grey


def test_a_sample_of_a_batch_is_asked_for_without_new_weights(desk):
    made = desk("curve")
    assert not [name for name in made.panel.rows if name.startswith("new_")]
    shown = snapshot(made.document)
    made.fill({"z_n1": repr(float(shown.trace.z[2]))})
    made.mark()
    assert made.verdict("z_n1") == "✓ right"


def test_a_row_that_is_not_in_the_batch_cannot_be_marked(desk):
    made = desk("curve")
    outside = next(r for r in range(50) if r not in snapshot(made.document).batch)
    made.show(made.document.with_sample(outside))
    made.fill({"z_n1": "1"})
    made.mark()
    assert made.verdict("z_n1") == ""
    assert made.panel.head._problem.text().startswith(f"⚠ Row {outside + 1} is not in the batch")


def test_hiding_tells_what_is_asked_for_and_ends_with_the_panel(desk):
    made = desk()
    made.panel.options.hide_box.click()
    made.panel.head.which.chosen.emit(FORWARD)
    made.panel.hide()
    made.panel.show()
    made.panel.options.hide_box.click()
    assert made.hidden[-5:] == [Asked(), Asked(FORWARD), None, Asked(FORWARD), None]


def test_signs_and_values_are_predicted_and_scored(desk):
    made = desk()
    made.predict(w0="-", w1="-0.25", ws="+")
    assert not made.panel.predict.step_button.isEnabled()
    QTest.keyClick(made.panel.predict.boxes.rows["ws"].box, Qt.Key.Key_Return)
    assert made.panel.focusWidget() is made.panel.predict.step_button
    assert made.predicted("w0") == ("", "")
    QTest.keyClick(made.panel.predict.step_button, Qt.Key.Key_Space)
    assert made.document.position.step == 1
    assert made.predicted("w0") == ("✓ right", "you said − · it is −0.75")
    assert made.predicted("w1")[0] == "✓ right"
    assert made.predicted("ws") == ("✗ wrong", "you said + · it is −0.5")
    assert made.predicted("w2") == ("", "")
    assert made.panel.predict.score_label.text() == "Score: 1 of 2 signs, 1 of 1 values"
    assert made.panel.focusWidget() is made.panel.predict.boxes.rows["w0"].box
    made.predict(w0="0", w1="0", ws="0", w2="0")
    made.panel.predict.commit_button.click()
    made.panel.predict.step_button.click()
    assert made.panel.predict.score_label.text() == "Score: 5 of 6 signs, 1 of 1 values"


def test_what_was_committed_stays_until_the_step(desk):
    made = desk()
    made.predict(w0="-")
    made.panel.predict.commit_button.click()
    made.predict(w0="+")
    assert made.panel.predict.boxes.rows["w0"].box.text() == "-"
    made.show(edited(made.document, set_rate(0.5)))
    assert made.predicted("w0") == ("", "")
    made.show(advanced(made.document, 1))
    assert made.predicted("w0") == ("✓ right", "you said − · it is −0.375")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("down", "⚠ Δw₀: write +, − or 0"), ("", "⚠ Write a sign or a value for at least one")],
)
def test_a_prediction_that_is_none_is_not_committed(desk, text, sentence):
    made = desk()
    made.predict(w0=text)
    made.panel.predict.commit_button.click()
    assert made.panel.predict._notice.text().startswith(sentence)
    assert made.panel.predict.commit_button.isEnabled()


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("width", [300, 900])
def test_nothing_is_wider_than_the_dock(desk, preset, width):
    body = desk(preset, width=width).panel._body
    assert body.widget().width() <= body.viewport().width()


def test_every_control_has_a_name(desk):
    panel = desk().panel
    for control in (
        c for k in (QAbstractButton, QComboBox, QLineEdit) for c in panel.findChildren(k)
    ):
        if control.isVisible() and control.focusPolicy() != Qt.FocusPolicy.NoFocus:
            assert control.accessibleName() or control.text(), control
