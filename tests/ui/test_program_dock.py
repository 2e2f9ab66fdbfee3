"""The program beside the graph: its dock, the links with the graph, and its export."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QAction, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QTabBar

from skipnet_gui.files.scripts import DEFAULT_STEPS, EXPORTS
from skipnet_gui.session.document import new_document
from skipnet_gui.session.player import advanced
from skipnet_gui.ui.app import create_window
from skipnet_gui.ui.parts import Part
from skipnet_gui.ui.preferences import Preferences, fitting, read_preferences, write_preferences
from tests.ui.conftest import preset
from tests.ui.test_window import press, trigger

WIDE, MIDDLE, NARROW = (1440, 900), (1200, 800), (1024, 768)


@pytest.fixture
def active_window(open_window, qtbot):
    """A window that the keys go to."""

    def make(*arguments, **options):
        window = open_window(*arguments, **options)
        with qtbot.waitActive(window):
            window.activateWindow()
        return window

    return make


def linked(window) -> list[str]:
    """The lines that are lit."""
    lines = window.program.source.toPlainText().split("\n")
    return [lines[line].strip() for line in window.program.source.linked]


def checked(window) -> set[str]:
    names = ("show_setup", "show_numbers", "show_program")
    return {name for name in names if window.findChild(QAction, name).isChecked()}


def hover_edge(window, edge: int) -> None:
    place = window.graph.mapFromScene(window.graph._scene.edges[edge].anchor().center())
    QTest.mouseMove(window.graph.viewport(), place)


@pytest.mark.parametrize("size", [WIDE, MIDDLE, NARROW, (1700, 900)])
def test_the_program_opens_in_the_place_of_the_numbers_and_closes_again(active_window, size):
    window = active_window(size=size)
    press(window, Qt.Key.Key_F8)
    assert window.program.isVisible()
    assert not window.numbers.isVisible()
    assert checked(window) == {"show_program"}
    assert "z_0 = w0 * x" in window.program.source.toPlainText()
    press(window, Qt.Key.Key_F10)
    assert (window.program.isVisible(), window.numbers.isVisible()) == (False, True)
    assert checked(window) == {"show_numbers"}
    press(window, Qt.Key.Key_F8)
    press(window, Qt.Key.Key_F8)
    assert (window.program.isVisible(), window.numbers.isVisible()) == (False, False)
    assert checked(window) == set()


def test_a_click_on_the_tab_does_what_the_command_does(open_window):
    window = open_window(size=WIDE)
    tabs = next(bar for bar in window.findChildren(QTabBar) if bar.tabText(2) == "Program")
    QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(2).center())
    assert window.program.isVisible()
    assert checked(window) == {"show_program"}


@pytest.mark.parametrize(("width", "both"), [(1700, True), (1440, False)])
def test_setup_stays_beside_the_program_where_there_is_room(open_window, width, both):
    window = open_window(size=(width, 900))
    trigger(window, "show_setup")
    trigger(window, "show_program")
    assert window.program.isVisible()
    assert window.setup.isVisible() is both


def test_pointing_at_a_line_lights_the_edge_up(window):
    trigger(window, "show_program")
    source = window.program.source
    line = next(n for n, text in enumerate(source.toPlainText().split("\n")) if "dL_dws =" in text)
    rect = source.blockBoundingGeometry(source.document().findBlockByNumber(line))
    place = rect.translated(source.contentOffset()).toRect().center()
    QTest.mouseMove(source.viewport(), place)
    assert window.store.hovered == Part("edge", 2)
    assert window.graph._part == Part("edge", 2)
    QTest.mouseMove(window.program.copy_button)
    assert window.graph._part is None


def test_pointing_at_an_edge_or_its_curve_lights_its_lines_up(window):
    trigger(window, "show_program")
    hover_edge(window, 1)
    assert linked(window)[0] == "dL_dw1 = dL_dz_1 * h_0"
    window.plots.part_hovered.emit(Part("edge", 2))
    assert linked(window)[-1] == "ws = ws - learning_rate * dL_dws"


def test_what_is_chosen_on_the_graph_is_lit_when_the_program_opens(window):
    window.store.select(Part("unit", 1))
    trigger(window, "show_program")
    assert "z_1 = w1 * h_0" in linked(window)


def test_leaving_the_program_does_not_scroll_it_to_what_is_chosen(open_window):
    window = open_window(size=NARROW)
    trigger(window, "show_program")
    source = window.program.source
    window.store.select(Part("edge", 0))
    source.verticalScrollBar().setValue(0)
    QTest.mouseMove(source.viewport(), source.viewport().rect().center())
    source.line_pointed.emit(15)
    QTest.mouseMove(window.program.copy_button)
    source.line_pointed.emit(None)
    assert linked(window)[0] == "dL_dw0 = dL_dz_0 * x"
    assert source.verticalScrollBar().value() == 0


def test_arrows_in_the_program_move_its_cursor_and_not_the_step(active_window):
    window = active_window(preset("rattle"))
    window.store.show(advanced(window.store.document, 10))
    trigger(window, "show_program")
    source = window.program.source
    source.setFocus()
    source.moveCursor(QTextCursor.MoveOperation.Start)
    for _ in range(13):
        QTest.keyClick(source, Qt.Key.Key_Down)
    QTest.keyClick(source, Qt.Key.Key_Right)
    QTest.keyClick(source, Qt.Key.Key_Left)
    assert window.store.document.position.step == 10
    assert window.store.hovered == Part("unit", 0)


def test_another_network_has_another_program(window):
    trigger(window, "show_program")
    window.store.load(new_document(preset("curve")), None)
    assert "math.tanh(z_m1)" in window.program.source.toPlainText()
    window.graph.part_hovered.emit(Part("edge", 3))
    assert "keep_c2[t] = c2" in linked(window)


def test_pointing_goes_on_in_another_program(window):
    trigger(window, "show_program")
    source = window.program.source
    line = source.toPlainText().split("\n").index("        z_0 = w0 * x")
    block = source.document().findBlockByNumber(line)
    place = source.blockBoundingGeometry(block).translated(source.contentOffset()).toRect()
    QTest.mouseMove(source.viewport(), place.center())
    project = window.store.document.project
    network = replace(project.network, loss="squared")
    window.store.load(new_document(replace(project, network=network)), None)
    assert window.store.hovered is None
    QTest.mouseMove(source.viewport(), place.center() + QPoint(2, 0))
    assert window.store.hovered == Part("unit", 0)


def test_dark_goes_through_to_the_program(window):
    trigger(window, "show_program")
    trigger(window, "dark")
    ground = window.program.source.viewport().grab().toImage().pixelColor(2, 2)
    assert ground.lightness() < 60


@pytest.fixture
def settings(tmp_path):
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


def closed(window) -> None:
    window.store.load(window.store.document, window.store.path)
    window.close()
    window.deleteLater()


def test_the_open_program_and_its_width_come_back(qtbot, settings):
    first = create_window(preset("exercise"), settings)
    first.resize(1440, 900)
    first.show()
    qtbot.waitExposed(first)
    trigger(first, "show_program")
    first.body._across.moveSplitter(first.body.width() - 520, 2)
    width = first.program.width()
    assert 500 < width < 530
    trigger(first, "show_numbers")
    assert first.numbers.width() == Preferences().numbers_width
    trigger(first, "show_program")
    assert first.program.width() == width
    closed(first)
    second = create_window(preset("exercise"), settings)
    second.show()
    qtbot.waitExposed(second)
    assert second.program.isVisible()
    assert checked(second) == {"show_program"}
    assert second.program.width() == width
    closed(second)


def test_preferences_keep_the_program(settings):
    written = Preferences(program_open=True, program_width=512)
    write_preferences(settings, written)
    assert read_preferences(settings) == written
    settings.setValue("program_width", "9999999")
    assert read_preferences(settings).program_width == 900


def test_a_remembered_size_is_cut_to_the_screen_unless_that_is_tiny():
    assert fitting((1440, 900), (1280, 2000), (960, 640)) == (1280, 900)
    assert fitting((1440, 900), (800, 600), (960, 640)) == (1440, 900)


@pytest.mark.parametrize("kind", list(EXPORTS))
def test_a_script_is_written_where_the_dialog_says(window, tmp_path, monkeypatch, kind):
    asked = []

    def choose(parent, title, start, kinds):
        asked.append((title, start))
        assert window.loop._pauses == 1
        return str(tmp_path / "run"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    trigger(window, f"export_{kind}")
    written = (tmp_path / "run.py").read_text(encoding="utf-8")
    assert written == EXPORTS[kind](window.store.document.project, DEFAULT_STEPS)
    assert window.statusBar().currentMessage() == "Wrote run.py."
    assert asked[0][1].endswith(".py")
    assert window.loop._pauses == 0


def test_the_panel_asks_for_the_same_export(window, monkeypatch):
    asked = []

    def refuse(parent, title, start, kinds):
        asked.append(title)
        return "", ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", refuse)
    window.program.export_button.menu().findChild(QAction, "program_pytorch").trigger()
    assert asked == ["Export as PyTorch"]


def test_no_script_overwrites_the_project_and_a_bad_place_is_told(window, tmp_path):
    own = tmp_path / "mine.py"
    own.write_text("kept")
    window.store.path = own.resolve()
    window.filing.export_script_to(own, "python")
    assert own.read_text() == "kept"
    assert "is the project itself" in window.statusBar().currentMessage()
    window.filing.export_script_to(tmp_path / "missing" / "run.py", "python")
    assert window.statusBar().currentMessage().startswith("run.py was not written: the folder ")
