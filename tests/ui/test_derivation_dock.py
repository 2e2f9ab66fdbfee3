"""The derivation beside the graph: its dock, the links with the graph, and its files."""

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QTabBar

from skipnet_gui.core.operations import Quantity
from skipnet_gui.files.derivation_text import derivation_text
from skipnet_gui.session.asking import Asked
from skipnet_gui.session.moments import derivation_shown
from skipnet_gui.session.player import advanced
from skipnet_gui.ui.app import create_window
from skipnet_gui.ui.derivation_pdf import graph_picture
from skipnet_gui.ui.parts import Part
from tests.ui.conftest import begin_anew, preset
from tests.ui.test_window import press, trigger

WIDE, MIDDLE, NARROW = (1440, 900), (1200, 800), (1024, 768)
FORMS = {".tex": "latex", ".md": "markdown", ".txt": "text"}


def sheet(window):
    return window.derivation.panel.sheet


def result(window, name: str) -> str:
    return sheet(window).texts()[name][0].split(" ")[-1]


def click_line(window, number: int) -> None:
    lines = sheet(window)
    row = lines.lines.row_of(number)
    place = QPoint(40, lines.rowViewportPosition(row) + lines.rowHeight(row) // 2)
    QTest.mouseClick(lines.viewport(), Qt.MouseButton.LeftButton, pos=place)


def place_of(window, role: str, at: int) -> QPoint:
    """Where a number stands on the graph."""
    view = window.graph
    item = next(
        item
        for item in (*view._scene.units, *view._scene.edges)
        for field in item.fields
        if (field.role, field.at) == (role, at)
    )
    field = next(field for field in item.fields if (field.role, field.at) == (role, at))
    return view.mapFromScene(item.mapToScene(field.number.ink_rect.center()))


@pytest.mark.parametrize(("size", "is_open"), [(WIDE, True), (MIDDLE, False), (NARROW, False)])
def test_the_first_start_shows_the_derivation_where_there_is_room(open_window, size, is_open):
    window = open_window(size=size)
    assert window.derivation.isVisible() is is_open
    assert window.findChild(QAction, "show_derivation").isChecked() is is_open
    assert not window.numbers.isVisible()


@pytest.mark.parametrize("size", [WIDE, MIDDLE, NARROW])
def test_the_exercise_keeps_all_its_numbers_at_first_start(open_window, size):
    readings = open_window(size=size).readings()
    assert {"flow_w0", "flow_ws", "dL/dz_1", "dL/dw2", "loss"} <= set(readings)


@pytest.mark.parametrize("size", [WIDE, MIDDLE, NARROW])
def test_the_key_opens_and_closes_it(open_window, qtbot, size):
    window = open_window(size=size)
    with qtbot.waitActive(window):
        window.activateWindow()
    before = window.derivation.isVisible()
    press(window, Qt.Key.Key_F7)
    assert window.derivation.isVisible() is not before
    press(window, Qt.Key.Key_F7)
    assert window.derivation.isVisible() is before


def test_the_dock_is_one_of_the_tabs_and_has_a_button(open_window):
    window = open_window()
    tabs = next(bar for bar in window.findChildren(QTabBar) if bar.tabText(0) == "Derivation")
    assert [tabs.tabText(at) for at in range(3)] == ["Derivation", "Numbers", "Program"]
    trigger(window, "show_numbers")
    window.findChild(object, "show_derivation_button").click()
    assert window.derivation.isVisible()
    assert not window.numbers.isVisible()


def test_it_comes_back_as_it_was_left(qtbot, tmp_path):
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    first = create_window(preset("exercise"), settings)
    first.show()
    qtbot.waitExposed(first)
    assert first.derivation.isVisible()
    trigger(first, "show_derivation")
    first.close()
    first.deleteLater()
    second = create_window(preset("exercise"), settings)
    second.show()
    qtbot.waitExposed(second)
    assert not second.derivation.isVisible()
    second.close()
    second.deleteLater()


def test_a_window_that_gets_narrower_keeps_it_at_the_side(open_window, qtbot):
    window = open_window(size=WIDE)
    window.resize(*MIDDLE)
    qtbot.waitUntil(lambda: window.derivation.width() <= 310)
    assert window.derivation.isVisible()


def test_it_follows_training(kept_window):
    window = begin_anew(kept_window)
    assert result(window, "L") == "3.375"
    trigger(window, "step")
    assert result(window, "L") == "3"
    trigger(window, "show_numbers")
    trigger(window, "back")
    trigger(window, "show_derivation")
    assert result(window, "L") == "3.375"


def test_a_closed_dock_works_nothing_out(kept_window):
    window = begin_anew(kept_window)
    trigger(window, "show_numbers")
    made = window.derivation.panel._derivation
    trigger(window, "step")
    assert window.derivation.panel._derivation is made


def test_a_click_on_a_line_goes_there_and_stops_a_run(kept_window):
    window = begin_anew(kept_window)
    window.loop.run()
    click_line(window, 4)
    assert not window.store.running
    assert window.store.snapshot.operation == 5
    assert result(window, "z₂") == "0.375"
    assert "dL/dw2" in window.readings()
    assert window.readings()["dL/dw2"] == "–"
    assert sheet(window).texts()["∂L/∂w₂"] == ("–",)
    click_line(window, 4)
    assert window.store.snapshot.operation is None


def test_walking_keeps_the_current_line_in_sight(kept_window):
    window = begin_anew(kept_window, size=(1440, 700))
    for _ in range(21):
        trigger(window, "operation")
        lit = sheet(window).lit
        assert lit is None or sheet(window).shows(lit)
    assert lit == 19


def test_a_click_on_a_number_of_the_graph_goes_to_its_line(kept_window):
    window = begin_anew(kept_window, size=(1440, 700))
    sheet(window).verticalScrollBar().setValue(0)
    place = place_of(window, "gradient", 0)
    QTest.mouseClick(window.graph.viewport(), Qt.MouseButton.LeftButton, pos=place)
    lines = sheet(window)
    number = lines.lines.number_at(lines.currentIndex().row())
    assert lines.spoken(number).startswith("∂L/∂w₀ =")
    assert lines.shows(number)


def test_a_number_that_was_clicked_is_found_when_the_dock_opens(open_window):
    window = open_window(size=NARROW)
    window.graph.quantity_clicked.emit(Quantity("new_weight", 3))
    trigger(window, "show_derivation")
    assert sheet(window).lines.number_at(sheet(window).currentIndex().row()) == 20


def test_pointing_at_a_line_lights_the_graph_and_the_other_way_round(open_window):
    window = open_window()
    lines = sheet(window)
    QTest.mouseMove(window.derivation.panel.export_button)  # the first move only enters a window
    QTest.mouseMove(lines.viewport(), QPoint(40, lines.rowViewportPosition(3) + 8))
    assert window.graph._part == Part("unit", 1)
    window.graph.part_hovered.emit(Part("unit", 0))
    assert {lines.spoken(n).split(" ")[0] for n in lines.linked} == {
        "z₀", "h₀", "∂L/∂h₀", "∂L/∂z₀",
    }  # fmt: skip


@pytest.mark.parametrize("ending", FORMS)
def test_the_ending_says_what_is_written(open_window, tmp_path, monkeypatch, ending):
    window = open_window()
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / f"mine{ending}"), "")
    )
    window.derivation.panel.fractions.click()
    trigger(window, "export_derivation")
    document = window.store.document
    made = derivation_shown(document, fractions=True)
    written = (tmp_path / f"mine{ending}").read_text(encoding="utf-8")
    assert written == derivation_text(made, document.project.run.name, FORMS[ending])
    assert "3/8" in written or r"\frac{3}{8}" in written
    assert window.statusBar().currentMessage() == f"Wrote mine{ending}."


def test_without_an_ending_the_chosen_kind_counts(kept_window, tmp_path, monkeypatch):
    window = begin_anew(kept_window)
    asked = []

    def choose(parent, title, start, kinds):
        asked.append((start, kinds))
        return str(tmp_path / "mine"), "Markdown (*.md)"

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    menu = window.derivation.panel.export_button.menu()
    menu.findChild(QAction, "derivation_text").trigger()
    assert (tmp_path / "mine.md").read_text(encoding="utf-8").startswith("# run 1")
    assert asked[0][0].endswith("derivation-step-0.txt")
    assert asked[0][1].startswith("Plain text (*.txt);;")


def test_the_pdf_has_the_graph_and_every_line(open_window, tmp_path):
    window = open_window(preset("tanh-chain-skips"))
    window.derivation.filing.export_to(tmp_path / "long.pdf")
    long = (tmp_path / "long.pdf").read_bytes()
    window.store.show(advanced(window.store.document, 1))
    assert long.startswith(b"%PDF-")
    assert long.count(b"/Type /Page\n") >= 3
    assert graph_picture(window.store.snapshot).size() > 5_000


def test_a_bad_place_is_told(kept_window, tmp_path):
    window = begin_anew(kept_window)
    window.derivation.filing.export_to(tmp_path / "missing" / "mine.tex")
    assert window.statusBar().currentMessage().startswith("mine.tex was not written: the folder ")


def test_hidden_answers_are_not_exported(open_window, monkeypatch):
    window = open_window()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: pytest.fail("asked"))
    window.store.hide(Asked())
    trigger(window, "export_derivation")
    assert "hidden" in window.statusBar().currentMessage()


def test_the_theme_reaches_the_lines(open_window):
    window = open_window()
    ground = sheet(window).viewport().grab().toImage().pixelColor(200, 200)
    trigger(window, "dark")
    dark = sheet(window).viewport().grab().toImage().pixelColor(200, 200)
    assert ground.lightness() > 200 > 100 > dark.lightness()


def test_fractions_come_back_as_they_were_left(qtbot, tmp_path):
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    for before, after in ((False, True), (True, True), (True, False), (False, False)):
        window = create_window(preset("exercise"), settings)
        window.show()
        qtbot.waitExposed(window)
        box = window.derivation.panel.fractions
        assert box.isChecked() is window.derivation.filing._fractions is before
        box.setChecked(after)
        window.close()
        window.deleteLater()
