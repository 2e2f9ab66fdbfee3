"""Building the network on its graph, by mouse and by keys."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from skipnet_gui.core.builder import Layers, layered_network
from skipnet_gui.core.network import Network
from skipnet_gui.session import network_edits
from skipnet_gui.session.document import new_document
from skipnet_gui.session.edits import set_weights
from skipnet_gui.session.player import advanced
from skipnet_gui.ui.building import Building
from skipnet_gui.ui.graph import moves
from skipnet_gui.ui.graph.view import GraphView
from skipnet_gui.ui.loop import Loop
from skipnet_gui.ui.parts import Part
from skipnet_gui.ui.rename_dialog import RenameDialog
from skipnet_gui.ui.store import Store
from tests.ui.conftest import preset

# Of menus, by the platform without a screen.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

KEY = Qt.Key
LEFT = Qt.MouseButton.LeftButton
X, UNIT0, UNIT1, UNIT2 = (
    Part("input", 0), Part("unit", 0), Part("unit", 1), Part("unit", 2),
)  # fmt: skip


class Bench(QWidget):
    """A graph on which a network is built, as in the window."""

    def __init__(self) -> None:
        super().__init__()
        self.store = Store(new_document(preset("exercise")))
        self.loop = Loop(self.store)
        self.graph = GraphView()
        self.graph.setParent(self)
        self.building = Building(self, self.store, self.loop, self.graph)
        self.problems: list[str] = []
        for source in (self.store, self.graph, self.building):
            source.problem.connect(self.problems.append)
        self.store.shown.connect(self.graph.show_snapshot)
        self.store.highlighted.connect(self.graph.show_highlight)
        self.graph.part_hovered.connect(self.store.hover)
        self.graph.part_clicked.connect(self.store.select)
        self.graph.weight_edit_requested.connect(self.set_weight)
        self.show_size(1030, 430)
        self.graph.show_snapshot(self.store.snapshot)

    def show_size(self, width: int, height: int) -> None:
        self.resize(width, height)
        self.graph.resize(width, height)

    def set_weight(self, edge: int, value: float) -> None:
        self.store.edit(set_weights({self.network.edges[edge].weight: value}))

    @property
    def network(self) -> Network:
        return self.store.document.project.network

    @property
    def edges(self) -> list[str]:
        return [f"{edge.weight}: {edge.source} → {edge.target}" for edge in self.network.edges]

    def place(self, part: Part) -> QPoint:
        """Return a place on a part where no text of another part stands."""
        return self.graph.mapFromScene(self.graph._scene.item(part).anchor().center())

    def drag(self, start: QPoint, end: QPoint) -> None:
        """Drag to a place, and hold there."""
        viewport = self.graph.viewport()
        QTest.mousePress(viewport, LEFT, pos=start)
        QTest.mouseMove(viewport, (start + end) / 2)
        QTest.mouseMove(viewport, end)

    def drop(self, end: QPoint) -> None:
        QTest.mouseRelease(self.graph.viewport(), LEFT, pos=end)

    def press(self, *keys: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            QTest.keyClick(self.graph, key, modifier)

    def type_weight(self, text: str) -> None:
        editor = self.graph.findChild(QLineEdit, "pill_editor")
        QTest.keyClicks(editor, text)
        QTest.keyClick(editor, KEY.Key_Return)

    def menu(self, part: Part | None) -> QMenu:
        """Open the menu of a part, or of the ground, with the right button."""
        ground = QPoint(300, self.graph.height() - 30)
        place = ground if part is None else self.place(part)
        reason = QContextMenuEvent.Reason.Mouse
        event = QContextMenuEvent(reason, place, self.graph.viewport().mapToGlobal(place))
        QApplication.sendEvent(self.graph.viewport(), event)
        return open_menu()

    def choose(self, part: Part | None, name: str) -> None:
        """Choose a line of a menu."""
        menu = self.menu(part)
        menu.findChild(QAction, name).trigger()
        menu.close()


def open_menu() -> QMenu:
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def lines_of(menu: QMenu) -> list[str]:
    return [action.text().partition("\t")[0] for action in menu.actions() if action.text()]


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    made = Bench()
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.graph.setFocus()
    yield made
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()


# The mouse


def test_a_drag_from_unit_to_unit_makes_an_edge_and_its_weight_is_typed(bench: Bench) -> None:
    bench.drag(bench.place(X), bench.place(UNIT2))
    assert bench.graph._try.words == "x → unit 2"
    bench.drop(bench.place(UNIT2))
    assert bench.edges[-1] == "w3: x → 2"
    assert bench.graph.readings()["w3"] == "0.5"
    bench.type_weight("0,25")
    assert bench.graph.readings()["w3"] == "0.25"
    assert bench.store.document.project.run.initial_weights[-1] == 0.25
    # Edge and weight are one entry, and the next edit is another.
    assert [entry.title for entry in bench.store.undo_stack.done] == ["add w3"]
    bench.store.edit(network_edits.freeze("w0"))
    assert len(bench.store.undo_stack.done) == 2


def test_the_menu_says_what_a_new_edge_drops(bench: Bench) -> None:
    bench.store.show(advanced(bench.store.document, 7))
    bench.drag(bench.place(X), bench.place(UNIT2))
    bench.drop(bench.place(UNIT2))
    bench.press(KEY.Key_Escape)
    assert bench.store.undo_stack.undo_title == "add w3, drops 7 steps"


@pytest.mark.parametrize(
    ("start", "end", "why"),
    [
        (UNIT2, UNIT0, "an edge from 2 to 0 would close the cycle 2 → 0 → 2"),
        (UNIT0, X, "no edge leads into the input x"),
    ],
)
def test_an_edge_that_cannot_be_is_refused_while_dragging_with_the_reason(
    bench: Bench, start: Part, end: Part, why: str
) -> None:
    bench.drag(bench.place(start), bench.place(end))
    assert (bench.graph._try.words, bench.graph._try.is_refused) == (why, True)
    assert bench.graph.viewport().cursor().shape() == Qt.CursorShape.ForbiddenCursor
    red = bench.graph._inks["backward"].name()
    assert red in colours_near(bench, bench.place(end), 90)
    bench.drop(bench.place(end))
    assert bench.problems == [f"{why[0].upper()}{why[1:]}."]
    assert len(bench.edges) == 4
    assert bench.store.undo_stack.undo_title is None


def colours_near(bench: Bench, middle: QPoint, reach: int) -> set[str]:
    """Return the colours painted on a box around a place."""
    image = bench.graph.viewport().grab().toImage()
    sides = [middle + QPoint(dx, dy) for dx in range(-reach, reach) for dy in (-reach // 2, 0, 60)]
    return {image.pixelColor(place).name() for place in sides if image.rect().contains(place)}


def test_a_drag_that_ends_on_the_ground_or_is_given_up_makes_nothing(bench: Bench) -> None:
    ground = QPoint(300, 400)
    bench.drag(bench.place(X), ground)
    assert bench.graph._try.target is None
    bench.drop(ground)
    bench.drag(bench.place(UNIT1), ground)
    QTest.mouseMove(bench.graph.viewport(), bench.place(UNIT1))
    assert bench.graph._try.target is None
    bench.drop(bench.place(UNIT1))
    bench.drag(bench.place(X), bench.place(UNIT2))
    bench.press(KEY.Key_Escape)
    bench.drop(bench.place(UNIT2))
    assert len(bench.edges) == 4
    assert bench.graph._try is None
    assert bench.problems == []
    assert bench.store.selected is None


def test_a_drag_from_the_ground_and_from_an_edge_moves_the_graph(bench: Bench) -> None:
    bench.graph.zoom_in()
    bar = bench.graph.horizontalScrollBar()
    for start in (QPoint(300, 400), bench.place(Part("edge", 1))):
        before = bar.value()
        bench.drag(start, start - QPoint(20, 0))
        bench.drop(start - QPoint(20, 0))
        assert bar.value() == before + 20
    assert len(bench.edges) == 4


def test_a_graph_that_is_only_shown_builds_nothing(bench: Bench) -> None:
    shown = GraphView()
    shown.setParent(bench)
    shown.resize(bench.graph.size())
    shown.show_snapshot(bench.store.snapshot)
    shown.show()
    asked: list[object] = []
    shown.edge_requested.connect(lambda *names: asked.append(names))
    shown.menu_requested.connect(lambda *part: asked.append(part))
    QTest.mousePress(shown.viewport(), LEFT, pos=bench.place(X))
    QTest.mouseMove(shown.viewport(), bench.place(UNIT2))
    QTest.mouseRelease(shown.viewport(), LEFT, pos=bench.place(UNIT2))
    QTest.keyClick(shown, KEY.Key_Menu)
    assert asked == []


# The menus


@pytest.mark.parametrize(
    ("part", "lines"),
    [
        (
            Part("edge", 1),
            ["w₁: unit 0 → unit 1", "Set weight …", "Freeze", "Rename …", "Cut"],
        ),
        (
            UNIT1,
            ["unit 1 · ReLU", "Activation", "Bias", "Output", "Connect to …", "Rename …", "Delete"],
        ),
        (X, ["input x", "Connect to …", "Rename …", "Delete"]),
        (None, ["Network", "Add unit", "Add input", "Fit the graph"]),
    ],
)
def test_every_part_has_its_menu(bench: Bench, part: Part | None, lines: list[str]) -> None:
    assert lines_of(bench.menu(part)) == lines


def test_the_menu_of_an_edge_freezes_thaws_sets_and_cuts_it(bench: Bench) -> None:
    edge = Part("edge", 1)
    bench.choose(edge, "freeze")
    assert not bench.network.edges[1].trainable
    bench.choose(edge, "thaw")
    assert bench.network.edges[1].trainable
    bench.choose(edge, "set_weight")
    bench.type_weight("2")
    assert bench.graph.readings()["w1"] == "2"
    bench.choose(edge, "delete")
    assert bench.edges == ["w0: x → 0", "ws: 0 → 2", "w2: 1 → 2"]


def test_the_menu_of_a_unit_changes_it(bench: Bench) -> None:
    menu = bench.menu(UNIT1)
    assert [a.objectName() for a in menu.findChildren(QAction) if a.isChecked()] == ["relu"]
    menu.close()
    for name in ("tanh", "bias", "output"):
        bench.choose(UNIT1, name)
    assert bench.network.units[1].activation == "tanh"
    assert bench.edges[-1] == "b1: bias → 1"
    assert bench.network.outputs == ("2", "1")
    menu = bench.menu(UNIT1)
    checked = [a.objectName() for a in menu.findChildren(QAction) if a.isChecked()]
    assert sorted(checked) == ["bias", "output", "tanh"]
    menu.close()
    for name in ("bias", "output"):
        bench.choose(UNIT1, name)
    assert bench.edges == ["w0: x → 0", "w1: 0 → 1", "ws: 0 → 2", "w2: 1 → 2"]
    assert bench.network.outputs == ("2",)
    bench.choose(UNIT1, "delete")
    assert bench.edges == ["w0: x → 0", "ws: 0 → 2"]
    bench.choose(UNIT1, "delete")  # the other one, which is the only output
    assert bench.problems == ["a network keeps at least one output."]


def test_the_ground_takes_a_unit_from_which_edges_are_drawn(bench: Bench) -> None:
    bench.choose(None, "tanh")
    unit = Part("unit", 3)
    assert bench.store.selected == unit
    bench.drag(bench.place(X), bench.place(unit))
    bench.drop(bench.place(unit))
    bench.press(KEY.Key_Escape)
    assert bench.edges[-1] == "w3: x → 3"
    assert bench.network.units[3].activation == "tanh"
    bench.choose(None, "add_input")
    assert bench.store.undo_stack.undo_title == "add input x2, 0 in every row"


def test_a_name_is_checked_as_it_is_typed(bench: Bench, qtbot: QtBot) -> None:
    dialog = RenameDialog(bench, bench.store.document.project, "unit 0", "0", "unit")
    qtbot.addWidget(dialog)
    box = dialog.findChild(QLineEdit, "name_box")
    take = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)
    box.selectAll()
    QTest.keyClicks(box, "1")
    assert "The name 1 is taken" in dialog._about.text()
    assert not take.isEnabled()
    QTest.keyClicks(box, "st")
    assert take.isEnabled()
    bench.store.edit(dialog.edit)
    assert bench.edges[0] == "w0: x → 1st"


# The keyboard


def walk(bench: Bench, *keys: Qt.Key) -> list[str]:
    """Return the names of the parts that keys lead to."""
    found = []
    for key in keys:
        bench.press(key)
        found.append(bench.building._name(bench.graph.keyboard_part))
    return found


def test_arrows_walk_along_edges_and_units(bench: Bench) -> None:
    bench.press(KEY.Key_Tab)
    along = (KEY.Key_Right, KEY.Key_Right, KEY.Key_Down, KEY.Key_Up, KEY.Key_Right, KEY.Key_Left)
    assert walk(bench, *along) == ["0", "ws", "w1", "ws", "2", "ws"]
    # Having come from its end, an edge has its neighbours there.
    back = (KEY.Key_Down, KEY.Key_Left, KEY.Key_Left, KEY.Key_Left, KEY.Key_Left, KEY.Key_Left)
    assert walk(bench, *back) == ["w2", "1", "w1", "0", "w0", "x"]
    assert bench.graph._scene.inputs[0].has_focus
    assert bench.store.hovered == X
    bench.press(KEY.Key_Escape)
    assert bench.graph.keyboard_part is None
    assert not bench.graph._scene.inputs[0].has_focus


def test_a_click_takes_the_keyboard_away_from_its_part(bench: Bench) -> None:
    bench.press(KEY.Key_Tab)
    QTest.mouseClick(bench.graph.viewport(), LEFT, pos=QPoint(300, 400))
    assert bench.graph.keyboard_part is None


def test_what_would_close_a_cycle_is_known_before_it_is_aimed_at() -> None:
    project = preset("exercise")
    chain = network_edits.remove_edge(project, "ws").change(project, 0).network
    assert [moves.upstream(chain, node) for node in range(4)] == [set(), {0}, {0, 1}, {0, 1, 2}]


def test_up_and_down_go_through_a_column(bench: Bench) -> None:
    network = layered_network(Layers(inputs=1, widths=(3,), outputs=1))
    edit = network_edits.new_network(bench.store.document.project, network, [0.5] * 6)
    bench.store.edit(edit)
    bench.graph.put_keyboard_on(Part("unit", 0))
    names = [unit.name for unit in network.units]
    assert walk(bench, KEY.Key_Down, KEY.Key_Down, KEY.Key_Down, KEY.Key_Up) == [
        names[1], names[2], names[2], names[1],
    ]  # fmt: skip


def test_the_keys_are_told_where_tab_comes_in(bench: Bench) -> None:
    told: list[str] = []
    bench.graph.told.connect(told.append)
    bench.press(KEY.Key_Tab, KEY.Key_Tab)
    assert told == ["Arrows walk, Enter edits, Delete deletes, Ctrl+E connects, Esc lets go."]


def test_tab_goes_on_from_a_unit_to_the_next_weight(bench: Bench) -> None:
    bench.press(KEY.Key_Tab)
    bench.press(KEY.Key_Right)
    assert walk(bench, KEY.Key_Tab, KEY.Key_Tab) == ["w1", "ws"]


def test_ctrl_e_connects_by_keys(bench: Bench) -> None:
    told: list[str] = []
    bench.graph.told.connect(told.append)
    bench.building.connect_chosen()
    assert bench.graph._try.words == "x → unit 1"  # the first to which there is no edge yet
    assert told == ["x → unit 1: Enter makes it. Tab and arrows choose another unit, Esc gives up."]
    bench.press(KEY.Key_Tab)
    bench.press(KEY.Key_Return)
    assert bench.edges[-1] == "w3: x → 2"
    bench.type_weight("1")
    assert bench.graph.readings()["w3"] == "1"
    assert bench.graph.keyboard_part == Part("edge", 4)
    assert len(bench.store.undo_stack.done) == 1


def test_by_keys_a_refused_edge_is_named_and_another_can_be_chosen(bench: Bench) -> None:
    bench.graph.put_keyboard_on(UNIT1)
    bench.building.connect_chosen()
    bench.press(KEY.Key_Right)
    assert "would close the cycle 1 → 0 → 1" in bench.graph._try.words
    bench.press(KEY.Key_Return)
    assert bench.problems == ["An edge from 1 to 0 would close the cycle 1 → 0 → 1."]
    bench.press(KEY.Key_Escape)
    assert bench.graph._try is None
    assert bench.graph.keyboard_part == UNIT1
    assert len(bench.edges) == 4


def test_what_keys_connect_a_click_can_choose(bench: Bench) -> None:
    bench.choose(X, "connect")
    QTest.mouseMove(bench.graph.viewport(), QPoint(300, 400))
    assert bench.graph._try.words == "x → unit 1"
    QTest.mouseClick(bench.graph.viewport(), LEFT, pos=bench.place(UNIT2))
    assert bench.edges[-1] == "w3: x → 2"


def test_delete_takes_what_is_chosen_and_the_keyboard_stays_near(bench: Bench) -> None:
    bench.building.delete_chosen()
    assert bench.problems[0].startswith("Nothing is chosen")
    bench.graph.put_keyboard_on(Part("edge", 2))
    bench.building.delete_chosen()
    assert bench.edges == ["w0: x → 0", "w1: 0 → 1", "w2: 1 → 2"]
    assert bench.graph.keyboard_part == UNIT0
    assert bench.graph.hasFocus()
    bench.graph.put_keyboard_on(None)
    bench.store.select(UNIT1)
    bench.building.delete_chosen()
    assert bench.edges == ["w0: x → 0"]


def test_the_keyboard_stays_on_its_part_when_the_numbers_of_parts_change(bench: Bench) -> None:
    bench.graph.put_keyboard_on(Part("edge", 3))
    bench.store.edit(network_edits.remove_edge(bench.store.document.project, "w1"))
    assert bench.graph.keyboard_part == Part("edge", 2)
    bench.store.edit(network_edits.rename_weight("w2", "last"))
    assert bench.graph.keyboard_part == Part("edge", 2)
    bench.store.undo()
    bench.store.undo()
    assert bench.graph.keyboard_part == Part("edge", 3)
    assert bench.graph._scene.edges[3].has_focus


@pytest.mark.parametrize(
    ("key", "modifier"),
    [
        (KEY.Key_Menu, Qt.KeyboardModifier.NoModifier),
        (KEY.Key_F10, Qt.KeyboardModifier.ShiftModifier),
        (KEY.Key_Return, Qt.KeyboardModifier.NoModifier),
    ],
)
def test_a_key_opens_the_menu_of_the_unit_that_the_keyboard_is_on(bench: Bench, key, modifier):
    bench.graph.put_keyboard_on(UNIT1)
    bench.press(key, modifier=modifier)
    assert lines_of(open_menu())[0] == "unit 1 · ReLU"
    assert bench.graph.keyboard_part == UNIT1


def test_a_network_without_room_for_pills_is_walked_too(bench: Bench) -> None:
    bench.show_size(330, 170)
    network = layered_network(Layers(inputs=2, widths=(8, 8), outputs=1))
    weights = [0.5] * len(network.edges)
    bench.store.edit(network_edits.new_network(bench.store.document.project, network, weights))
    assert bench.graph.level == "shape"
    bench.press(KEY.Key_Tab)
    assert bench.graph.keyboard_part == X
    bench.press(KEY.Key_Right, KEY.Key_Return)
    edge = bench.graph.keyboard_part.index
    bench.type_weight("3")
    assert bench.store.snapshot.weights[edge] == 3.0


# In the window


def test_arrows_step_until_the_keyboard_is_on_a_part(window, qtbot: QtBot) -> None:
    with qtbot.waitActive(window):
        window.activateWindow()
    QTest.keyClick(window.graph, KEY.Key_Right)
    assert window.store.document.position.step == 1
    QTest.keyClick(window.graph, KEY.Key_Tab)
    QTest.keyClick(window.graph, KEY.Key_Right)
    assert window.graph.keyboard_part == UNIT0
    assert window.store.document.position.step == 1
    QTest.keyClick(window.graph, KEY.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert window.graph._try.source == UNIT0
    assert "Enter makes it" in window.statusBar().currentMessage()
    QTest.keyClick(window.graph, KEY.Key_Escape)
    QTest.keyClick(window.toolbar.rate_slider, KEY.Key_Delete)  # a key of the graph alone
    assert len(window.store.document.project.network.units) == 3
    QTest.keyClick(window.graph, KEY.Key_Delete)
    assert [unit.name for unit in window.store.document.project.network.units] == ["1", "2"]
    QTest.keyClick(window.graph, KEY.Key_Escape)
    QTest.keyClick(window.graph, KEY.Key_Right)
    assert window.store.document.position.step == 1
    for name in ("add_unit", "add_input"):
        window.findChild(QAction, name).trigger()
    assert window.store.document.project.network.inputs == ("x", "x2")


def test_a_menu_of_a_part_that_has_gone_does_nothing(bench):
    menu = bench.menu(UNIT1)
    bench.store.edit(network_edits.remove_unit(bench.store.document.project, "1"))
    before = bench.store.document
    menu.findChild(QAction, "bias").trigger()
    menu.close()
    assert bench.store.document is before
