"""The derivation as it is painted, read aloud, and used without a mouse."""

from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtTest import QTest

from skipnet_gui.core.formula import (
    absolute,
    add,
    call,
    hat,
    number,
    over,
    partial,
    power,
    root,
    squared,
    symbol,
    times,
)
from skipnet_gui.core.functions import Conventions
from skipnet_gui.core.operations import UPDATE, Quantity
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.files.derivation_text import derivation_text
from skipnet_gui.session.asking import Asked
from skipnet_gui.session.document import new_document
from skipnet_gui.session.edits import edited, set_weights
from skipnet_gui.session.moments import derivation_shown
from skipnet_gui.session.player import advanced
from skipnet_gui.session.project import project_of
from skipnet_gui.session.snapshot import snapshot
from skipnet_gui.ui.panels.derivation import DerivationPanel
from skipnet_gui.ui.panels.derivation_list import LIT, number_inks
from skipnet_gui.ui.panels.derivation_words import line_of
from skipnet_gui.ui.parts import Part
from skipnet_gui.ui.theme import DARK, LIGHT
from skipnet_gui.ui.typeset import face
from skipnet_gui.ui.typeset_formulas import typeset
from tests.ui.test_theme import contrast

# EXERCISE.md, “The numbers”.
EXERCISE = {
    "z₀": "0.5",
    "h₀": "0.5",
    "z₁": "0.25",
    "h₁": "0.25",
    "z₂": "0.375",
    "ŷ": "0.375",
    "L": "3.375",
    "∂L/∂ŷ": "1",
    "∂L/∂z₂": "1",
    "∂L/∂wₛ": "0.5",
    "∂L/∂w₂": "0.25",
    "∂L/∂h₁": "0.5",
    "∂L/∂z₁": "0.5",
    "∂L/∂w₁": "0.25",
    "∂L/∂h₀": "0.75",
    "∂L/∂z₀": "0.75",
    "∂L/∂w₀": "0.75",
    "new w₀": "−0.25",
    "new w₁": "0.25",
    "new w₂": "0.25",
    "new wₛ": "0",
}


@pytest.fixture
def shown(qtbot):
    """Return a panel that shows a preset after some steps."""

    def make(preset="exercise", steps=0, size=(390, 1400), change=lambda document: document):
        panel = DerivationPanel()
        qtbot.addWidget(panel)
        panel.resize(*size)
        document = advanced(new_document(project_of(PRESETS[preset].make())), steps)
        show(panel, change(document))
        with qtbot.waitActive(panel):
            panel.show()
            panel.activateWindow()
        return panel

    return make


def show(panel, document, hiding=None):
    panel.show_document(document, snapshot(document, hiding))


def document_of(panel):
    return panel._document


def results(panel) -> dict[str, str]:
    """The last number of each line in sight."""
    return {name: texts[0].split(" ")[-1] for name, texts in panel.sheet.texts().items()}


def point_of(sheet, number) -> QPoint:
    row = sheet.lines.row_of(number)
    return QPoint(40, sheet.rowViewportPosition(row) + sheet.rowHeight(row) // 2)


def test_every_number_of_the_exercise_is_painted(shown):
    assert results(shown()) == EXERCISE


def test_a_line_shows_its_numbers_put_in_and_worked_out(shown):
    texts = shown().sheet.texts()
    assert texts["z₂"] == ("0.5 · 0.5 + 0.5 · 0.25 = 0.25 + 0.125 = 0.375",)
    assert texts["new w₀"] == ("0.5 − 1 · 0.75 = 0.5 − 0.75 = −0.25",)


def test_where_paths_meet_each_term_has_a_line(shown):
    _, deep, skip = shown().sheet.texts()["∂L/∂h₀"]
    assert (deep, skip) == ("0.5 · 0.5 = 0.25", "1 · 0.5 = 0.5")


def test_a_zero_gradient_names_the_factor(shown):
    texts = shown(steps=1, size=(390, 2000)).sheet.texts()
    assert texts["∂L/∂w₀"][-1] == "0 because unit 0 is dead (z₀ = −0.25, so u(z₀) = 0)"
    assert len(texts["∂L/∂h₁"]) == 1


def test_a_batch_shows_the_sample_then_the_mean(shown):
    panel = shown("curve", steps=3, size=(500, 3000))
    made = derivation_shown(document_of(panel))
    (number,) = [n for n, o in enumerate(made.operations) if o.kind == "loss"]
    own, mean = made.line(made.operations[number]).equations
    painted = panel.sheet.texts()["L"]
    assert painted[0].endswith(f"≈ {own.result:.4g}")
    assert painted[1].endswith(f"≈ {mean.result:.4g}")
    assert panel._batch.text().endswith("mean over the batch of 5.")


def test_what_is_not_computed_yet_is_a_dash_and_the_current_line_is_lit(shown):
    panel = shown(change=lambda document: document.at_operation(9))
    painted = results(panel)
    assert painted["∂L/∂z₂"] == "1"
    assert {painted[name] for name in ("∂L/∂wₛ", "∂L/∂h₀", "new w₀")} == {"–"}
    assert panel.sheet.lit == 8
    lit = QColor(LIT["light"]["backward"]).rgb()
    picture = panel.sheet.viewport().grab().toImage()
    place = point_of(panel.sheet, 8)
    assert picture.pixel(200, place.y()) == lit
    assert picture.pixel(200, point_of(panel.sheet, 9).y()) != lit


def test_what_is_asked_for_is_hidden_with_all_that_gives_it_away(shown):
    panel = shown()
    show(panel, document_of(panel), Asked("unit", 0))
    painted = panel.sheet.texts()
    assert painted["z₀"] == painted["h₀"] == painted["z₁"] == ("?",)
    assert painted["∂L/∂h₁"] == ("1 · 0.5 = 0.5",)
    assert not panel.export_button.isEnabled()


def test_fractions_are_written_where_there_are_any(shown, qtbot):
    panel = shown()
    qtbot.mouseClick(panel.fractions, Qt.MouseButton.LeftButton, pos=QPoint(8, 12))
    assert panel.fractions.isChecked()
    assert panel.sheet.texts()["ŷ"] == ("3/8 = 0.375",)
    assert panel.sheet.texts()["z₁"] == ("1/2 · 1/2 = 1/4 = 0.25",)
    assert not panel._note.isVisible()


def test_it_says_where_there_are_no_fractions(shown):
    panel = shown("two-outputs")
    panel.fractions.click()
    assert panel._note.isVisible()
    assert panel._note.text().startswith("No fractions here")


def test_a_value_on_a_kink_has_a_badge(shown):
    panel = shown(steps=1)
    assert panel.kink_badge.isVisible()
    assert panel.kink_badge.text() == "Kink: z₁ = 0, slope in [0, 1]"
    assert not panel._kinks.isVisible()
    panel.kink_badge.click()
    assert panel._kinks.isVisible()
    details = panel._kinks.text()
    assert "Here 0 is taken." in details
    assert "0 in PyTorch, JAX, TensorFlow, micrograd; 0.5 in torch.maximum" in details
    show(panel, advanced(new_document(project_of(PRESETS["exercise"].make())), 0))
    assert not panel.kink_badge.isVisible()
    assert not panel._kinks.isVisible()


def test_the_badge_names_the_convention_that_is_taken(shown):
    project = project_of(PRESETS["exercise"].make())
    project = replace(project, conventions=Conventions(relu_slope_at_zero=1))
    panel = shown(change=lambda _: edited(new_document(project), set_weights({"w1": 0.0})))
    assert "Here 1 is taken." in panel._kinks.text()


def test_a_click_asks_to_go_there_and_a_second_for_the_whole_step(shown, qtbot):
    panel = shown()
    asked = []
    panel.operation_requested.connect(asked.append)
    qtbot.mouseClick(
        panel.sheet.viewport(), Qt.MouseButton.LeftButton, pos=point_of(panel.sheet, 3)
    )
    show(panel, document_of(panel).at_operation(asked[-1]))
    qtbot.mouseClick(
        panel.sheet.viewport(), Qt.MouseButton.LeftButton, pos=point_of(panel.sheet, 3)
    )
    assert asked == [4, None]


def test_a_click_leaves_the_keys_to_the_commands(shown, qtbot):
    panel = shown()
    panel.fractions.setFocus()
    qtbot.mouseClick(
        panel.sheet.viewport(), Qt.MouseButton.LeftButton, pos=point_of(panel.sheet, 3)
    )
    assert panel.fractions.hasFocus()


def test_the_keyboard_alone_reaches_every_line(shown, qtbot):
    panel = shown(size=(390, 500))
    asked, pointed = [], []
    panel.operation_requested.connect(asked.append)
    panel.part_hovered.connect(pointed.append)
    panel.export_button.setFocus()
    qtbot.keyClick(panel.export_button, Qt.Key.Key_Tab)
    assert panel.sheet.hasFocus()
    for _ in range(8):
        qtbot.keyClick(panel.sheet, Qt.Key.Key_Down)
    qtbot.keyClick(panel.sheet, Qt.Key.Key_Return)
    assert asked == [9]
    assert pointed[0] == Part("unit", 0)
    assert pointed[-1] == Part("unit", 2)
    for _ in range(30):
        qtbot.keyClick(panel.sheet, Qt.Key.Key_Down)
    assert panel.sheet.shows(20)
    qtbot.keyClick(panel.sheet, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    text = QGuiApplication.clipboard().text()
    assert text == "w₂ ← w₂ − α ∂L/∂w₂ = 0.5 − 1 · 0.25 = 0.5 − 0.25 = 1/4 = 0.25"


def test_lines_are_told_to_who_does_not_see_them(shown):
    panel = shown(change=lambda document: document.at_operation(1))
    model = panel.sheet.lines
    said = [model.data(model.index(row)) for row in range(3)]
    assert said == ["Forward", "z₀ = w₀ x = 0.5 · 1 = 1/2 = 0.5", "h₀: not computed yet"]


def test_pointing_at_a_line_names_its_part(shown, qtbot):
    panel = shown()
    pointed = []
    panel.part_hovered.connect(pointed.append)
    made = derivation_shown(document_of(panel))
    number = line_of(made.network, made.operations, Quantity("gradient", 2))
    QTest.mouseMove(panel.export_button)  # the first move only enters a window
    QTest.mouseMove(panel.sheet.viewport(), point_of(panel.sheet, number))
    assert pointed == [Part("edge", 2)]
    QTest.mouseMove(panel.export_button)
    qtbot.waitUntil(lambda: pointed[-1] is None)


def test_a_part_pointed_at_elsewhere_lights_its_lines_and_scrolls_to_them(shown):
    panel = shown(size=(390, 300))
    panel.show_highlight(Part("edge", 0))
    names = [panel.sheet.spoken(number).split(" ")[0] for number in sorted(panel.sheet.linked)]
    assert names == ["∂L/∂w₀", "w₀"]
    assert panel.sheet.shows(min(panel.sheet.linked))
    panel.show_highlight(None)
    assert not panel.sheet.linked


@pytest.mark.parametrize(
    ("quantity", "symbol"),
    [
        (Quantity("z", 1), "z₁"),
        (Quantity("yhat", 0), "ŷ"),
        (Quantity("flow", 1), "z₁"),
        (Quantity("backflow", 2), "∂L/∂h₀"),
        (Quantity("backflow", 0), "∂L/∂w₀"),
        (Quantity("weight", 2), "wₛ"),
        (Quantity("dL_dh", 2), "∂L/∂ŷ"),
        (Quantity("input", 0), None),
    ],
)
def test_a_number_of_the_graph_has_its_line(shown, quantity, symbol):
    panel = shown(size=(390, 300))
    made = derivation_shown(document_of(panel))
    number = line_of(made.network, made.operations, quantity)
    panel.seek(quantity)
    if symbol is None:
        assert number is None
    else:
        assert panel.sheet.spoken(number).split(" ")[0] == symbol
        assert panel.sheet.shows(number)
        assert panel.sheet.lines.number_at(panel.sheet.currentIndex().row()) == number


def test_only_lines_in_sight_are_worked_out(shown):
    panel = shown("tanh-chain-skips", size=(390, 400))
    assert 0 < len(panel.sheet._lines) < 15
    before = set(panel.sheet._lines)
    panel.sheet.verticalScrollBar().setValue(panel.sheet.verticalScrollBar().maximum())
    assert set(panel.sheet._lines) - before


def test_lines_stay_where_they_are_while_numbers_change(shown, qtbot):
    panel = shown("rattle", size=(330, 1400))
    heights, document = [], document_of(panel)
    for _ in range(40):
        document = advanced(document, 1)
        show(panel, document)
        heights.append([panel.sheet.rowHeight(row) for row in range(24)])
    for before, after in pairwise(heights):
        assert all(high <= higher for high, higher in zip(before, after, strict=True))
    show(panel, new_document(document.project))
    qtbot.waitUntil(lambda: [panel.sheet.rowHeight(row) for row in range(24)] < heights[-1])


@pytest.mark.parametrize("form", ["text", "markdown", "latex"])
def test_the_derivation_can_be_copied(shown, form):
    panel = shown()
    panel.copy(form)
    made = derivation_shown(document_of(panel))
    assert QGuiApplication.clipboard().text() == derivation_text(made, "run 1", form)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_numbers_keep_their_contrast_on_the_current_line(theme):
    for group, ink in number_inks(theme).items():
        assert contrast(ink.name(), LIT[theme.name][group]) >= 4.5
        assert contrast(theme.quiet, LIT[theme.name][group]) >= 4.5


def test_symbols_are_set_within_their_extent(qapp):
    w, h = symbol("w", "0"), symbol("h", "10")
    formulas = [
        partial(w),
        over(partial(h), add(root(hat("v")), symbol("ε"))),
        squared(partial(w)),
        absolute(add(hat("y"), number(-3.0))),
        times(call("ReLU", h), power(symbol("β", "1"), symbol("t"))),
    ]
    for formula in formulas:
        block = typeset(formula)
        picture = QImage(300, 100, QImage.Format.Format_RGB32)
        picture.fill(Qt.GlobalColor.white)
        painter = QPainter(picture)
        block.paint(painter, QPointF(50.0, 50.0), QColor("black"))
        painter.end()
        dark = [
            (x, y)
            for x in range(300)
            for y in range(100)
            if QColor(picture.pixel(x, y)).lightness() < 128
        ]
        assert min(x for x, _ in dark) >= 49
        assert max(x for x, _ in dark) <= 51 + block.width
        assert min(y for _, y in dark) >= 48 - block.above
        assert max(y for _, y in dark) <= 52 + block.below


@pytest.mark.parametrize("name", PRESETS)
def test_no_letter_of_a_formula_is_smaller_than_12_pixels(qapp, name):
    paper = PRESETS[name].make().paper
    sizes = {
        run.pixels
        for operation in paper.operations
        if operation.group != UPDATE
        for made in (paper.symbol(operation.quantity), paper.formula(operation.quantity))
        for run in typeset(made).runs
    }
    assert min(sizes) >= 12
    squares = typeset(power(over(partial(symbol("w", "0")), hat("v")), number(2.0)))
    assert min(run.pixels for run in squares.runs) >= 12


def test_numbers_are_as_wide_as_they_are_measured(qapp):
    own = face(13)
    text = "0.5 · (−0.25) + 1.5e−7 = −0.125"
    assert own.width(text) == pytest.approx(own._metrics.horizontalAdvance(text), abs=1.5)
