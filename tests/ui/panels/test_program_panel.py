"""The program panel: the lines, the links between lines and parts, copying, colours."""

import itertools

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QColor, QFontInfo, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPlainTextEdit

from skipnet_gui.core.network import Edge, Network, Unit
from skipnet_gui.core.numerals import grouped
from skipnet_gui.core.optimizers import Optimizer
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data
from skipnet_gui.session.document import Document, new_document
from skipnet_gui.session.edits import set_rate, set_run
from skipnet_gui.session.project import Project, Run, project_of
from skipnet_gui.ui.panels.program import MOST_LINES, ProgramPanel
from skipnet_gui.ui.panels.source import (
    BACKWARD,
    BANDS,
    BAR_PX,
    COMMENT,
    FORWARD,
    OTHER,
    colors,
)
from skipnet_gui.ui.parts import Part
from skipnet_gui.ui.theme import DARK, LIGHT, SMALL_PX, THEMES, Theme, palette
from tests.ui.test_theme import contrast

LF = "\n"
WS = Part("edge", 2)
WS_LINES = [
    "dL_dws = dL_dz_2 * h_0",
    "keep_ws[t] = ws",
    "keep_dL_dws[t] = dL_dws",
    "ws = ws - learning_rate * dL_dws",
]


def document_of(name: str) -> Document:
    return new_document(project_of(PRESETS[name].make()))


@pytest.fixture
def panel(qtbot) -> ProgramPanel:
    made = ProgramPanel()
    qtbot.addWidget(made)
    made.resize(440, 900)
    made.show_document(document_of("exercise"))
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


@pytest.fixture
def hovered(panel) -> list[Part | None]:
    """What the panel has told of the pointer; like the window, it hands that back."""
    told: list[Part | None] = []
    panel.part_hovered.connect(told.append)
    panel.part_hovered.connect(panel.show_highlight)
    return told


def shown(panel) -> list[str]:
    return panel.source.toPlainText().split("\n")


def line_of(panel, text: str) -> int:
    return [line.strip() for line in shown(panel)].index(text)


def place_of(panel, line: int) -> QPoint:
    block = panel.source.document().findBlockByNumber(line)
    rect = panel.source.blockBoundingGeometry(block).translated(panel.source.contentOffset())
    return QPoint(150, round(rect.center().y()))


def point_at(panel, text: str) -> None:
    QTest.mouseMove(panel.source.viewport(), place_of(panel, line_of(panel, text)))


def picture(panel) -> QImage:
    return panel.source.viewport().grab().toImage()


def banded(panel) -> list[str]:
    """The lines that are painted with a band and a bar."""
    image, found = picture(panel), []
    right = image.width() - 2
    for number, text in enumerate(shown(panel)):
        y = place_of(panel, number).y()
        if 0 <= y < image.height():
            band = image.pixelColor(right, y).name().upper()
            bar = image.pixelColor(1, y).name().upper()
            if band in BANDS.values() and bar not in BANDS.values():
                found.append(text.strip())
    return found


def written_in(panel, text: str, theme: Theme) -> str:
    """What a line is painted in: the ink nearest to the pixel farthest from the ground."""
    image, y = picture(panel), place_of(panel, line_of(panel, text)).y()
    places = itertools.product(range(BAR_PX, image.width()), range(y - 6, y + 6))
    pixels = {image.pixelColor(*place).name() for place in places}
    stroke = max(pixels, key=lambda pixel: contrast(pixel, theme.ground))
    return min(colors(theme), key=lambda kind: distance(colors(theme)[kind], stroke))


def distance(one: str, other: str) -> float:
    pairs = zip(QColor(one).getRgb(), QColor(other).getRgb(), strict=True)
    return sum((a - b) ** 2 for a, b in pairs)


def wide(units: int) -> Document:
    """A network of two layers, all to all."""
    names = [f"u{k}" for k in range(2 * units)]
    pairs = [("x", name) for name in names[:units]]
    pairs += [(a, b) for a in names[:units] for b in names[units:]]
    pairs += [(name, "out") for name in names[units:]]
    edges = tuple(Edge(f"v{k}", *pair) for k, pair in enumerate(pairs))
    made = (*(Unit(name, "tanh") for name in names), Unit("out", "identity"))
    network = Network(("x",), made, edges, ("out",), "squared")
    run = Run("run 1", (0.1,) * len(edges), 0.1)
    return new_document(Project(network, Data([[1.0]], [[1.0]]), (run,)))


def test_the_panel_shows_the_program_that_trains(panel):
    document = document_of("exercise")
    assert panel.source.toPlainText() + "\n" == document.spec.program.source
    assert panel.source.isReadOnly()
    info = QFontInfo(panel.source.font())
    assert info.fixedPitch()
    assert info.pixelSize() >= SMALL_PX


def test_pointing_at_a_line_tells_its_part_and_leaving_lets_go(panel, hovered):
    point_at(panel, WS_LINES[0])
    point_at(panel, "z_1 = w1 * h_0")
    point_at(panel, "# backward")
    point_at(panel, WS_LINES[3])
    QTest.mouseMove(panel.copy_button)
    assert hovered == [WS, Part("unit", 1), None, WS, None]


def test_the_lines_of_a_part_get_a_band_and_a_bar(panel):
    panel.show_highlight(WS)
    assert banded(panel) == WS_LINES
    panel.show_highlight(Part("unit", 1))
    assert banded(panel)[:2] == ["z_1 = w1 * h_0", "h_1 = 0.0 if z_1 <= 0.0 else z_1"]
    panel.show_highlight(None)
    assert banded(panel) == []


def test_a_part_shown_elsewhere_scrolls_its_first_line_into_view(panel):
    panel.resize(440, 240)
    update = Part("edge", 0)
    assert not any(map(panel.source.shows, panel._lines_of[update]))
    panel.show_highlight(update)
    assert "dL_dw0 = dL_dz_0 * x" in banded(panel)


def test_nothing_scrolls_where_a_line_can_be_seen_or_was_pointed_at(panel, hovered):
    panel.resize(440, 240)
    bar = panel.source.verticalScrollBar()
    bar.setValue(12)
    panel.show_highlight(Part("unit", 0))
    assert bar.value() == 12
    bar.setValue(bar.maximum())
    point_at(panel, WS_LINES[3])
    assert (hovered, bar.value()) == ([WS], bar.maximum())


def test_the_arrow_keys_go_from_line_to_line(panel, hovered, qtbot):
    panel.source.setFocus()
    for _ in range(line_of(panel, "h_0 = 0.0 if z_0 <= 0.0 else z_0")):
        QTest.keyClick(panel.source, Qt.Key.Key_Down)
    assert hovered[-1] == Part("unit", 0)
    QTest.keyClick(panel.source, Qt.Key.Key_Down)
    assert hovered[-1] == Part("unit", 1)
    panel.copy_button.setFocus()
    assert hovered[-1] is None


def test_a_click_on_a_line_chooses_its_part_but_a_selection_does_not(panel):
    chosen = []
    panel.part_clicked.connect(chosen.append)
    viewport, left = panel.source.viewport(), Qt.MouseButton.LeftButton
    place = place_of(panel, line_of(panel, WS_LINES[0]))
    QTest.mouseClick(viewport, left, pos=place)
    assert chosen == [WS]
    QTest.mouseClick(viewport, left, pos=place_of(panel, line_of(panel, "# forward")))
    QTest.mousePress(viewport, left, pos=place)
    QTest.mouseMove(viewport, place + QPoint(60, 0))
    QTest.mouseRelease(viewport, left, pos=place + QPoint(60, 0))
    assert panel.source.textCursor().hasSelection()
    assert chosen == [WS]


def test_copying_takes_the_selection_and_the_button_everything(panel):
    panel.source.setFocus()
    QTest.keyClick(panel.source, Qt.Key.Key_End, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(panel.source, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "import math"
    QTest.mouseClick(panel.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == document_of("exercise").spec.program.source


@pytest.mark.parametrize("kind", ["python", "pytorch"])
def test_a_script_is_asked_for_by_its_kind(panel, kind):
    asked = []
    panel.export_requested.connect(asked.append)
    panel.export_button.menu().findChild(QAction, f"program_{kind}").trigger()
    assert asked == [kind]


def test_another_rate_leaves_the_text_and_another_optimizer_changes_it(panel):
    changes = []
    panel.source.textChanged.connect(lambda: changes.append(shown(panel)))
    panel.resize(440, 400)
    panel.source.verticalScrollBar().setValue(3)
    project = set_rate(0.5).change(document_of("exercise").project, 0)
    panel.show_document(new_document(project))
    assert changes == []
    project = set_run("optimizer", optimizer=Optimizer("adam")).change(project, 0)
    panel.show_document(new_document(project))
    assert "beta1 = 0.9" in changes[-1][line_of(panel, "beta1 = 0.9")]
    assert panel.source.verticalScrollBar().value() == 3


def test_a_hidden_panel_writes_nothing_until_it_is_seen(qtbot):
    made = ProgramPanel()
    qtbot.addWidget(made)
    made.show_document(document_of("exercise"))
    assert made.source.toPlainText() == ""
    made.show()
    qtbot.waitExposed(made)
    assert "z_0 = w0 * x" in made.source.toPlainText()


def test_the_links_follow_another_network(panel):
    panel.show_document(document_of("curve"))
    assert panel._parts[line_of(panel, "h_n1 = math.tanh(z_n1)")] == Part("unit", 2)


def test_a_long_program_shows_its_beginning_and_copies_whole(panel):
    document = wide(30)
    source = document.spec.program.source
    assert source.count(LF) > MOST_LINES
    panel.show_document(document)
    assert len(shown(panel)) == MOST_LINES
    assert f"The first {grouped(MOST_LINES)} of {grouped(source.count(LF))}" in panel._note.text()
    assert panel._note.isVisible()
    panel.show_highlight(Part("edge", 0))
    panel.copy_all()
    assert QGuiApplication.clipboard().text() == source
    panel.show_document(document_of("exercise"))
    assert not panel._note.isVisible()


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_every_line_can_be_read_with_and_without_a_band(theme):
    grounds = (theme.ground, BANDS[theme.name])
    assert min(contrast(ink, at) for ink in colors(theme).values() for at in grounds) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_forward_is_blue_backward_vermilion_and_the_rest_ink(panel, theme):
    panel.show_theme(theme)
    panel.setPalette(palette(theme))
    lines = {
        "x = inputs[0]": OTHER,
        "# forward": COMMENT,
        "z_1 = w1 * h_0": FORWARD,
        "# backward": COMMENT,
        "dL_dz_2 = dL_dyhat": BACKWARD,
        "keep_ws[t] = ws": OTHER,
        "ws = ws - learning_rate * dL_dws": OTHER,
    }
    assert {line: written_in(panel, line, theme) for line in lines} == lines


def test_the_means_over_a_batch_are_in_ink_again(panel):
    panel.show_document(document_of("curve"))
    panel.source.scroll_to(line_of(panel, "size = ends[t] - starts[t]"))
    assert written_in(panel, "size = ends[t] - starts[t]", LIGHT) == OTHER
    assert written_in(panel, "dL_dc1 = dL_dc1 + dL_dz_m1", LIGHT) == BACKWARD


def test_every_control_has_a_name(panel):
    assert (panel.objectName(), panel.accessibleName()) == ("program", "Program")
    for kind in (QAbstractButton, QLineEdit, QPlainTextEdit):
        for control in panel.findChildren(kind):
            assert control.accessibleName() or control.text(), control
