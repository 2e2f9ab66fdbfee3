"""One operation at a time: the exercise on the graph in the order of the paper, and back."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from skipnet_gui.core.numerals import NOT_COMPUTED
from skipnet_gui.core.operations import Quantity
from skipnet_gui.session.moments import derivation_shown
from skipnet_gui.session.player import SPEEDS, advanced
from skipnet_gui.session.record import project_to_save
from tests.ui.conftest import begin_anew, preset

# EXERCISE.md, “The network” for the order and “The numbers”: what each operation makes known.
PAPER = (
    {"z_0": "0.5", "flow_w0": "0.5"},
    {"h_0": "0.5"},
    {"z_1": "0.25", "flow_w1": "0.25"},
    {"h_1": "0.25"},
    {"z_2": "0.375", "flow_ws": "0.25", "flow_w2": "0.125"},
    {"yhat": "0.375"},
    {"loss": "3.375"},
    {"dL/dyhat": "1"},
    {"dL/dz_2": "1"},
    {"dL/dws": "0.5"},
    {"dL/dw2": "0.25"},
    {"dL/dh_1": "0.5"},
    {"dL/dz_1": "0.5"},
    {"dL/dw1": "0.25"},
    {"dL/dh_0": "0.75"},
    {"dL/dz_0": "0.75"},
    {"dL/dw0": "0.75"},
    {"w0": "−0.25"},
    {"w1": "0.25"},
    {"ws": "0"},
    {"w2": "0.25"},
)
WEIGHTS = dict.fromkeys(("w0", "w1", "ws", "w2"), "0.5")
SUM = 15  # ∂L/∂h₀, where two paths meet


def press(window, key, times: int = 1) -> None:
    for _ in range(times):
        QTest.keyClick(window.focusWidget() or window, key)


def action(window, name: str) -> QAction:
    return window.findChild(QAction, name)


def after(count: int) -> dict[str, str]:
    """Return what is to be read when some operations are done."""
    blank = dict.fromkeys((key for known in PAPER for key in known), NOT_COMPUTED)
    shown = blank | WEIGHTS | {"step": "0", "operation": str(count), "learning_rate": "1"}
    for known in PAPER[:count]:
        shown |= known
    return shown


def card(window) -> list[str]:
    return [text.text for text in window.graph._card.texts]


def position(window) -> tuple[int, int | None]:
    return window.store.document.position.step, window.store.document.position.operation


@pytest.fixture
def window(kept_window):
    return begin_anew(kept_window)


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)])
def test_down_walks_through_the_whole_exercise_and_up_walks_back(open_window, qtbot, size):
    window = open_window(size=size)
    qtbot.waitUntil(window.isActiveWindow)
    for count in range(len(PAPER) + 1):
        press(window, Qt.Key.Key_Down)
        assert window.readings() == after(count)
    for count in range(len(PAPER) - 1, -1, -1):
        press(window, Qt.Key.Key_Up)
        assert window.readings() == after(count)
    assert not action(window, "operation_back").isEnabled()


def test_walking_changes_nothing_but_the_update_at_the_end(window):
    press(window, Qt.Key.Key_Down, 1 + len(PAPER))
    assert window.store.document.history.steps == 0
    press(window, Qt.Key.Key_Down)
    assert position(window) == (1, 0)
    assert window.readings()["w0"] == "−0.25"
    assert window.readings()["z_0"] == NOT_COMPUTED
    assert not window.store.dirty
    assert window.store.undo_stack.undo_title is None


def test_up_from_a_computed_step_goes_to_its_last_operation(window):
    press(window, Qt.Key.Key_Right)
    press(window, Qt.Key.Key_Up)
    assert position(window) == (1, len(PAPER))
    assert card(window)[0].startswith("w₂ ← ")


def test_stepping_and_running_go_on_from_the_middle(window, qtbot):
    press(window, Qt.Key.Key_Down, 9)
    press(window, Qt.Key.Key_Right)
    assert position(window) == (1, None)
    press(window, Qt.Key.Key_Down, 9)
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.store.document.history.steps >= 3)
    press(window, Qt.Key.Key_Space)
    assert window.store.document.position.operation is None
    assert NOT_COMPUTED not in window.readings().values()


def test_down_pauses_a_run(window, qtbot):
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.store.document.history.steps >= 1)
    press(window, Qt.Key.Key_Down)
    assert not window.loop.running
    assert window.readings()["operation"] == "0"


def test_the_timeline_leads_out_of_the_middle(window):
    window.store.show(advanced(window.store.document, 5))
    press(window, Qt.Key.Key_Down, 9)
    window.timeline.step_requested.emit(5)
    assert position(window) == (5, None)
    press(window, Qt.Key.Key_Down, 9)
    press(window, Qt.Key.Key_Home)
    assert position(window) == (0, None)
    press(window, Qt.Key.Key_Down, 9)
    press(window, Qt.Key.Key_Home)
    assert position(window) == (0, None)


def test_undo_and_redo_bring_back_the_operation_that_they_left(window):
    press(window, Qt.Key.Key_Down, 5)
    window.graph.weight_edit_requested.emit(0, 0.1)
    assert position(window) == (0, 4)
    assert (window.readings()["z_0"], window.readings()["z_2"]) == ("0.1", NOT_COMPUTED)
    press(window, Qt.Key.Key_Down)
    action(window, "undo").trigger()
    assert position(window) == (0, 4)
    assert window.readings()["h_0"] == "0.5"
    action(window, "redo").trigger()
    assert position(window) == (0, 5)


def test_a_file_saved_in_the_middle_opens_with_everything_computed(window, qtbot, tmp_path):
    window.store.path = tmp_path / "mine.skipnet"
    press(window, Qt.Key.Key_Right)
    press(window, Qt.Key.Key_Down, 6)
    before = project_to_save(window.store.document)
    action(window, "save").trigger()
    assert position(window) == (1, 5)
    window.filing.open_path(tmp_path / "mine.skipnet")
    qtbot.waitUntil(lambda: window.store.document.history.steps == 1)
    assert position(window) == (0, None)
    assert project_to_save(window.store.document).same_as(before)


def test_a_file_is_recomputed_while_its_first_step_is_walked(open_window, qtbot, tmp_path):
    window = open_window(preset("rattle"))
    window.store.show(advanced(window.store.document, 5_000))
    window.store.path = tmp_path / "long.skipnet"
    action(window, "save").trigger()
    window.filing.open_path(tmp_path / "long.skipnet")
    qtbot.waitUntil(window.isActiveWindow)
    press(window, Qt.Key.Key_Down, 4)
    qtbot.waitUntil(lambda: window.store.document.restoring is None, timeout=20_000)
    assert position(window) == (0, 3)
    assert window.store.document.history.steps == 5_000


def test_step_by_operation_moves_step_back_right_and_left(window):
    choose_size(window, "Operation")
    press(window, Qt.Key.Key_Right, 3)
    assert position(window) == (0, 2)
    action(window, "back").trigger()
    press(window, Qt.Key.Key_Left)
    assert position(window) == (0, 0)
    assert not action(window, "back").isEnabled()
    action(window, "step").trigger()
    choose_size(window, "Update")
    action(window, "step").trigger()
    assert position(window) == (1, None)


def choose_size(window, word: str) -> None:
    buttons = window.toolbar.step_size.findChildren(type(window.toolbar.step_size._group.button(0)))
    next(button for button in buttons if button.text() == word).click()


def test_a_run_by_operation_runs_updates(window, qtbot):
    choose_size(window, "Operation")
    window.loop.set_speed(SPEEDS.index(1_000))
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.store.document.history.steps > 100)


def test_a_list_with_the_focus_keeps_up_and_down(open_window, qtbot):
    window = open_window(size=(1024, 768))
    qtbot.waitUntil(window.isActiveWindow)
    action(window, "show_numbers").trigger()
    for control in (window.toolbar.step_size.findChild(QComboBox), window.numbers.units):
        control.setFocus()
        assert control.hasFocus()
        press(window, Qt.Key.Key_Down)
        assert position(window) == (0, None)


def test_the_callout_says_a_sum_over_paths_term_by_term(window):
    window.store.show_operation(SUM)
    assert card(window) == [
        "∂L/∂h₀ = ∂L/∂z₁ · w₁ + ∂L/∂z₂ · wₛ",
        "through unit 1: ∂L/∂z₁ · w₁ = 0.5 · 0.5 = 0.25",
        "through the skip: ∂L/∂z₂ · wₛ = 1 · 0.5 = 0.5",
        "= 0.25 + 0.5 = 0.75",
    ]


def test_the_callout_names_what_makes_a_gradient_zero(window):
    press(window, Qt.Key.Key_Right)
    window.store.show_operation(SUM + 1)
    assert "0 because unit 0 is dead" in card(window)[-1]


def test_result_and_incoming_numbers_are_lit(window):
    window.store.show_operation(SUM)
    window.readings()
    items = window.graph._scene.all_items()
    lit = {field.number.key: is_result for item in items for field, is_result in item.lights}
    assert lit == {
        "dL/dh_0": True, "dL/dz_1": False, "dL/dz_2": False, "w1": False, "ws": False,
    }  # fmt: skip
    window.store.show_operation(None)
    window.readings()
    assert not any(item.lights or item.is_current for item in window.graph._scene.all_items())
    assert window.graph._card is None


@pytest.mark.parametrize("size", [(1440, 900), (1280, 800), (1024, 768), (960, 640)])
@pytest.mark.parametrize("name", ["exercise", "two-outputs", "curve", "residual"])
def test_the_callout_hides_nothing_that_it_speaks_of_nor_the_header(kept_window, size, name):
    window = begin_anew(kept_window, preset(name), size)
    hidden = {}
    for count in range(1, window.store.document.last_operation + 1):
        window.store.show_operation(count)
        window.readings()
        graph = window.graph
        place = graph._card.boundingRect().translated(graph._card.pos())
        lights = [field for item in graph._scene.all_items() for field, _ in item.lights]
        texts = [field.number.ink_rect for field in lights]
        corner = graph.mapToScene(0, 0)
        texts += [text.ink_rect.translated(corner) for text in graph._overlay._header]
        texts += [text.ink_rect.translated(corner) for text in graph._overlay._loss]
        if any(place.intersects(text) for text in texts):
            hidden[count] = [text.text for text in graph._card.texts]
    assert hidden == {}


def test_where_the_graph_has_no_room_for_numbers_the_card_shows_those_of_the_operation(
    kept_window,
):
    window = begin_anew(kept_window, preset("tanh-chain-skips"), (1024, 768))
    assert window.graph.level == "shape"
    assert "h_8" not in window.readings()
    window.store.show_operation(1)
    shown = window.readings()
    assert {"z_0", "w0"} <= shown.keys()
    assert shown["z_0"] == shown["w0"]  # x is 1
    window.store.show_operation(2)
    assert "w0" not in window.readings()
    assert {"h_0", "z_0"} <= window.readings().keys()


def test_with_a_batch_the_callout_has_the_samples_number_then_the_mean(kept_window):
    window = begin_anew(kept_window, preset("curve"))
    names = [operation.kind for operation in derivation_shown(window.store.document).operations]
    window.store.show_operation(names.index("gradient") + 1)
    said, mean = " ".join(card(window)), window.readings()["dL/dv1"]
    assert said.startswith("∂L/∂v₁ = ∂L/∂zₒᵤₜ · hₙ₁ = ")
    assert "mean(∂L/∂v₁) = Σ ∂L/∂v₁ / 5 = " in said
    assert said.endswith(f" {mean}")


def test_the_numbers_table_shows_a_dash_and_copies_one(window):
    window.store.show_operation(3)
    units = window.numbers.units.part_model
    texts = [[units.index(row, column).data() for column in (1, 2)] for row in range(6)]
    assert texts[:3] == [["0.5", "0.5"], ["–", "–"], ["0.25", "–"]]
    assert units.records(window.store.snapshot, [1])[1][2:6] == [0.25, "–", "–", "–"]
    edges = window.numbers.edges.part_model
    assert edges.records(window.store.snapshot, [0])[1][3:7] == [0.5, 0.5, "–", "–"]
    assert window.numbers._moment.text() == "run 1 · step 0 · operation 3 of 21"


def test_the_numbers_table_marks_a_new_weight(window):
    window.store.show_operation(18)
    edges = window.numbers.edges.part_model
    assert edges.index(0, 0).data() == "w₀ · new"
    assert edges.index(0, 1).data() == "−0.25"
    assert edges.index(2, 0).data() == "w₁"


def test_the_note_waits_until_everything_is_computed(window):
    press(window, Qt.Key.Key_Right)
    assert "unit 0 is dead" in window.graph.note()
    press(window, Qt.Key.Key_Down)
    assert window.graph.note() == ""


def test_a_click_on_a_number_tells_the_quantity(window, qtbot):
    window.readings()
    view = window.graph
    field = view._scene.field_of(Quantity("dL_dh", 0))
    place = view.mapFromScene(QPointF(*field.number.rect.center))
    with qtbot.waitSignal(view.quantity_clicked) as told:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert told.args == [Quantity("dL_dh", 0)]


def test_the_graph_follows_the_operation_where_it_scrolls(open_window):
    window = open_window(preset("tanh-chain-skips"), (960, 640))
    for _ in range(4):
        action(window, "zoom_in").trigger()
    names = [operation.kind for operation in derivation_shown(window.store.document).operations]
    for count in (1, names.index("loss")):
        window.store.show_operation(count)
        window.readings()
        item = window.graph._scene.item_of(window.store.snapshot.walk.current.quantity)
        view = window.graph.mapToScene(window.graph.viewport().rect()).boundingRect()
        assert view.contains(item.anchor())
