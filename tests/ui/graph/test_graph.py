"""The graph as a person sees and handles it."""

import gc
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QCursor, QHelpEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QToolTip
from pytestqt.qtbot import QtBot

from skipnet_gui.core.history import extended
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.session.document import new_document
from skipnet_gui.session.project import project_of
from skipnet_gui.session.snapshot import Snapshot, snapshot
from skipnet_gui.ui.graph.measure import measured, styles
from skipnet_gui.ui.graph.view import GraphView
from skipnet_gui.ui.parts import Part
from skipnet_gui.ui.theme import DARK

EXERCISE = PRESETS["exercise"].make()
BEFORE = {
    "z_0": "0.5", "h_0": "0.5", "z_1": "0.25", "h_1": "0.25", "z_2": "0.375", "yhat": "0.375",
    "loss": "3.375", "step": "0", "w0": "0.5", "w1": "0.5", "ws": "0.5", "w2": "0.5",
    "flow_w0": "0.5", "flow_w1": "0.25", "flow_ws": "0.25", "flow_w2": "0.125",
    "dL/dyhat": "1", "dL/dz_2": "1", "dL/dws": "0.5", "dL/dw2": "0.25", "dL/dh_1": "0.5",
    "dL/dz_1": "0.5", "dL/dw1": "0.25", "dL/dh_0": "0.75", "dL/dz_0": "0.75", "dL/dw0": "0.75",
}  # fmt: skip
AFTER = dict.fromkeys(BEFORE, "0") | {
    "w0": "−0.25", "w1": "0.25", "w2": "0.25", "flow_w0": "−0.25", "z_0": "−0.25", "loss": "3",
    "step": "1", "dL/dyhat": "1", "dL/dz_2": "1", "dL/dh_1": "0.25",
}  # fmt: skip
WHERE = {"w0": "x", "w1": "0", "ws": "0", "w2": "1"}


def moment(spec: RunSpec, steps: int = 0, last: int | None = None, sample: int | None = None):
    """Return the snapshot after some steps, of more that may be recorded."""
    document = new_document(project_of(spec))
    history = extended(spec, document.history, steps if last is None else last)
    return snapshot(document.with_history(0, history, None).at(steps).with_sample(sample))


Show = Callable[..., GraphView]


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    def make(shown: Snapshot, width: int = 1030, height: int = 430) -> GraphView:
        view = GraphView()
        qtbot.addWidget(view)
        view.resize(width, height)
        view.show()
        qtbot.waitExposed(view)
        view.show_snapshot(shown)
        return view

    return make


@pytest.fixture
def graph(show: Show) -> GraphView:
    return show(moment(EXERCISE))


def place_of(view: GraphView, key: str) -> QPoint:
    """Return the middle of the text that has a key, in the viewport."""
    for item in view.scene().items():
        for field in item.fields:
            if field.number.key == key:
                return view.mapFromScene(QPointF(*field.number.rect.center))
    raise AssertionError(f"{key} is not painted")


def middle_of(view: GraphView, part: Part) -> QPoint:
    """Return the middle of a part, in the viewport."""
    return view.mapFromScene(view._scene.item(part).anchor().center())


def card_of(view: GraphView) -> list[str]:
    """Return the labels of the card, from top to bottom."""
    return [text.text for text in view._callout.texts]


def texts_of(view: GraphView) -> set[str]:
    """Return every text of the scene, labels too."""
    found = set()
    for item in view.scene().items():
        found |= {text.text for text in item.texts}
        found |= {text.text for field in item.fields for text in field.texts()}
    return found


def header_of(view: GraphView) -> str:
    return " ".join(text.text for text in view._overlay.texts())


# What is painted


def test_the_exercise_before_the_step(graph: GraphView) -> None:
    assert graph.readings() == BEFORE


def test_the_exercise_after_the_step(graph: GraphView) -> None:
    graph.show_snapshot(moment(EXERCISE, 1))
    assert graph.readings() == AFTER


def test_the_first_numbers_come_back(graph: GraphView) -> None:
    graph.show_snapshot(moment(EXERCISE, 1))
    graph.show_snapshot(moment(EXERCISE))
    assert graph.readings() == BEFORE


def test_new_numbers_keep_the_scene(graph: GraphView) -> None:
    scene = graph.scene()
    graph.show_snapshot(moment(EXERCISE, 1))
    assert graph.scene() is scene


def test_a_long_number_moves_nothing_else(graph: GraphView) -> None:
    def rects() -> list[object]:
        return [
            item.boundingRect() for item in graph.scene().items() if item.part != Part("edge", 0)
        ]

    before = rects()
    tiny = replace(EXERCISE, initial_weights=(-8.888e-88, 0.5, 0.5, 0.5))
    graph.show_snapshot(replace(moment(tiny), network=EXERCISE.network))
    assert graph.readings()["w0"] == "−8.888e−88"
    assert rects() == before


def test_every_painted_number_lies_in_its_room(show: Show) -> None:
    for name, preset in PRESETS.items():
        view = show(moment(preset.make(), 7), 1440, 470)
        for item in view.scene().items():
            for field in item.fields:
                text = field.number
                assert text.ink_rect.left() >= text.rect.x - 1, (name, text.key, text.text)
                assert text.ink_rect.right() <= text.rect.right + 1, (name, text.key, text.text)


def test_outputs_have_their_names(show: Show) -> None:
    readings = show(moment(PRESETS["two-outputs"].make()), 1440, 470).readings()
    assert readings["loss"] == "0.2984"
    assert {"yhat_o1", "yhat_o2", "dL/dyhat_o1", "dL/dyhat_o2", "b1", "dL/db1"} <= set(readings)
    assert "h_o1" not in readings


def test_an_output_that_feeds_another_unit_has_both_slopes(show: Show) -> None:
    network = replace(EXERCISE.network, outputs=("1", "2"))
    data = replace(EXERCISE.data, y=[[-3.0, -3.0]])
    readings = show(moment(replace(EXERCISE, network=network, data=data)), 1440, 470).readings()
    assert (readings["dL/dyhat_1"], readings["dL/dh_1"]) == ("1", "1.5")
    assert "dL/dh_2" not in readings


def test_numbers_that_are_not_finite_are_painted(graph: GraphView) -> None:
    wild = replace(EXERCISE, initial_weights=(1e300, 1e300, 1e300, 1e300))
    graph.show_snapshot(replace(moment(wild), network=EXERCISE.network))
    assert graph.readings()["loss"] == "∞"


def test_a_dead_unit_looks_dead_and_says_so(graph: GraphView) -> None:
    alive = graph.grab().toImage()
    assert "dead" not in [item._word.text for item in graph._scene.units if item._is_closed]
    graph.show_snapshot(moment(EXERCISE, 1))
    dead = graph.grab().toImage()
    corner = graph.mapFromScene(graph._scene.units[0].anchor().topLeft()) + QPoint(60, 5)
    assert alive.pixelColor(corner) != dead.pixelColor(corner)
    assert [item._word.text for item in graph._scene.units if item._is_closed] == ["dead", "dead"]


def test_with_several_rows_a_closed_unit_is_not_called_dead(show: Show) -> None:
    data = replace(EXERCISE.data, x=[[1.0], [-1.0]], y=[[-3.0], [1.0]])
    view = show(moment(replace(EXERCISE, data=data), sample=1))
    assert {item._word.text for item in view._scene.units if item._is_closed} == {"off"}


def test_a_lock_stands_beside_the_name(show: Show) -> None:
    view = show(moment(PRESETS["two-outputs"].make()), 640, 430)
    edges = [edge for edge in view._scene.edges if edge.pill is not None and edge._is_frozen]
    assert edges
    for edge in edges:
        assert edge.pill.height > 28.0
        label = edge.fields[0].label
        assert label.ink_rect.left() >= edge.pill.x + 14.0


def test_the_header_names_the_moment(graph: GraphView) -> None:
    assert graph.header() == "run 1 step 0 sample 1 of 1 L = |y − ŷ| = 3.375"


def test_the_header_says_replaying_while_recorded_steps_are_ahead(graph: GraphView) -> None:
    assert "replaying" not in header_of(graph)
    graph.show_snapshot(moment(EXERCISE, 1, last=3))
    assert "replaying" in header_of(graph)


def test_a_batch_marks_its_means(show: Show) -> None:
    view = show(moment(PRESETS["curve"].make(), sample=3), 1440, 470)
    assert "sample 4 of 20 · batch of 5" in header_of(view)
    assert "mean L" in header_of(view)
    assert "∅ mean over the batch of 5" in header_of(view)
    assert "∅ ∂L/∂w₁" in texts_of(view)
    assert view.readings()["loss_sample"] != view.readings()["loss"]


def test_one_row_has_no_mean(graph: GraphView) -> None:
    assert "loss_sample" not in graph.readings()
    assert "∅" not in header_of(graph)


@pytest.mark.parametrize("loss", ["binary_cross_entropy", "binary_cross_entropy_with_logits"])
def test_a_long_loss_formula_leaves_the_moment_free(show: Show, loss: str) -> None:
    spec = PRESETS["curve"].make()
    data = replace(spec.data, y=abs(spec.data.y) / 10)
    spec = replace(spec, network=replace(spec.network, loss=loss), data=data)
    view = show(moment(spec, 3, last=4), 960, 380)
    overlay = view._overlay
    right = max(text.ink_rect.right() for text in overlay._header)
    assert right < min(text.ink_rect.left() for text in overlay._loss)
    assert max(text.ink_rect.right() for text in overlay._loss) <= 960
    view.resize(1100, 380)
    assert " ln " in header_of(view)


def test_a_note_has_at_most_three_lines_left_of_the_legend(graph: GraphView) -> None:
    whole = ("Every gradient is 0 because unit 0 is dead. " * 8).strip()
    graph.show_note(whole)
    note = graph._overlay._note
    assert len(note) == 3
    assert graph.note().endswith(" …")
    assert whole.startswith(graph.note().removesuffix(" …") + " ")
    assert graph.explanation(QPoint(60, int(note[0].rect.center[1]))) == whole
    legend = min(text.ink_rect.left() for text in graph._overlay._words)
    assert max(text.ink_rect.right() for text in note) < legend
    graph.show_note("")
    assert graph.note() == ""


def test_a_long_note_stands_below_the_units(show: Show) -> None:
    view = show(moment(PRESETS["curve"].make()), 1024, 310)
    view.show_note("Every gradient is 0 because unit 0 is dead. " * 8)
    top = view._overlay._note[0].rect.y
    assert top > max(slot.rect.bottom for slot in view._layout.slots)
    assert top > max(box.bottom for box in view._layout.units)


def test_a_corner_note_counts_the_numbers_left_out(show: Show, graph: GraphView) -> None:
    assert "edge numbers" not in header_of(graph)
    view = show(moment(PRESETS["tanh-chain"].make()))
    assert "0 of 30 edge numbers shown · all in Numbers" in header_of(view)


def test_no_text_is_under_12_pixels(show: Show) -> None:
    for size in ((1440, 470), (1024, 300), (600, 250)):
        view = show(moment(PRESETS["curve"].make()), *size)
        faces = {text.face.font.pixelSize() for text in view._overlay.texts()}
        faces |= {style.pixels for style in styles()}
        assert min(faces) >= 12


# Levels


@pytest.mark.parametrize(
    ("preset", "size", "level"),
    [
        ("exercise", (1030, 430), "full"),
        ("exercise", (1024, 300), "full"),
        ("exercise", (1440, 470), "full"),
        ("residual", (1030, 430), "main"),
        ("tanh-chain-skips", (1440, 470), "main"),
        ("tanh-chain-skips", (1030, 430), "shape"),
        ("two-outputs", (1030, 430), "full"),
        ("curve", (1030, 430), "main"),
        ("curve", (1024, 310), "main"),
        ("curve", (730, 430), "main"),
        ("two-outputs", (730, 430), "main"),
        ("tanh-chain", (1090, 430), "shape"),
    ],
)
def test_fit_chooses_the_largest_level(
    show: Show, preset: str, size: tuple[int, int], level: str
) -> None:
    view = show(moment(PRESETS[preset].make()), *size)
    assert view.level == level
    assert view.horizontalScrollBar().maximum() == view.verticalScrollBar().maximum() == 0


def test_a_smaller_window_drops_content(graph: GraphView) -> None:
    graph.resize(620, 430)
    assert graph.level == "main"
    assert "z_0" not in graph.readings()
    assert graph.readings()["h_0"] == "0.5"


def test_a_part_that_is_pointed_at_shows_its_numbers(show: Show) -> None:
    view = show(moment(PRESETS["tanh-chain"].make()))
    assert set(view.readings()) == {"step", "loss"}
    view.show_highlight(Part("edge", 3))
    assert {"w3", "flow_w3", "dL/dw3", "backflow_w3"} <= set(view.readings())
    view.show_highlight(Part("unit", 2))
    assert {"z_2", "h_2", "dL/dh_2", "dL/dz_2"} <= set(view.readings())
    assert "w3" not in view.readings()
    view.show_highlight(None)
    assert set(view.readings()) == {"step", "loss"}


def test_the_card_follows_the_moment(show: Show) -> None:
    spec = PRESETS["tanh-chain"].make()
    view = show(moment(spec))
    view.show_highlight(Part("edge", 9))
    before = view.readings()["w9"]
    view.show_snapshot(moment(spec, 5))
    # Another spec of the same network would make the scene anew; the part stays marked.
    assert view.readings()["w9"] != before


def test_a_part_out_of_sight_comes_into_view(graph: GraphView) -> None:
    for _ in range(6):
        graph.zoom_in()
    graph.show_highlight(Part("input", 0))
    left = graph.horizontalScrollBar().value()
    graph.show_highlight(Part("unit", 2))
    assert graph.horizontalScrollBar().value() > left


def test_a_unit_with_two_ways_back_shows_both_terms(graph: GraphView) -> None:
    graph.show_highlight(Part("unit", 0))
    readings = graph.readings()
    assert (readings["backflow_w1"], readings["backflow_ws"]) == ("0.25", "0.5")
    assert readings["dL/dh_0"] == "0.75"


def test_zoom_drops_to_another_level_and_fit_comes_back(graph: GraphView) -> None:
    for _ in range(4):
        graph.zoom_out()
    assert graph.level != "full"
    graph.fit()
    assert graph.level == "full"
    assert graph.horizontalScrollBar().maximum() == 0


def test_ctrl_and_the_wheel_zoom_and_the_wheel_alone_does_not(graph: GraphView) -> None:
    def turn(modifiers: Qt.KeyboardModifier) -> None:
        center = QPointF(500, 200)
        event = QWheelEvent(
            center, graph.mapToGlobal(center), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
            modifiers, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(graph.viewport(), event)

    turn(Qt.KeyboardModifier.NoModifier)
    assert graph.horizontalScrollBar().maximum() == 0
    turn(Qt.KeyboardModifier.ControlModifier)
    assert graph.horizontalScrollBar().maximum() > 0


def test_dragging_moves_a_zoomed_graph_and_is_no_click(graph: GraphView, qtbot: QtBot) -> None:
    graph.zoom_in()
    graph.zoom_in()
    before = graph.horizontalScrollBar().value()
    with qtbot.assertNotEmitted(graph.part_clicked):
        QTest.mousePress(graph.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(500, 380))
        QTest.mouseMove(graph.viewport(), QPoint(460, 380))
        QTest.mouseMove(graph.viewport(), QPoint(420, 380))
        QTest.mouseRelease(graph.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(420, 380))
    assert graph.horizontalScrollBar().value() == before + 80


# Pointing


@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_hover_gives_all_digits(graph: GraphView, qtbot: QtBot) -> None:
    graph.show_snapshot(moment(replace(EXERCISE, initial_weights=(-1 / 3, 0.5, 0.5, 0.5))))
    place = place_of(graph, "z_0")
    event = QHelpEvent(QEvent.Type.ToolTip, place, graph.viewport().mapToGlobal(place))
    QApplication.sendEvent(graph.viewport(), event)
    assert QToolTip.text() == "z₀ = w₀ x = −0.3333 · 1 = −0.3333333333333333"
    QToolTip.hideText()


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("dL/dh_0", "∂L/∂h₀ = ∂L/∂z₁ · w₁ + ∂L/∂z₂ · wₛ = 0.25 + 0.5 = 0.75"),
        ("dL/dz_0", "∂L/∂z₀ = ∂L/∂h₀ · ReLU′(z₀) = 0.75"),
        ("dL/dw1", "∂L/∂w₁ = ∂L/∂z₁ · h₀ = 0.5 · 0.5 = 0.25"),
        ("flow_ws", "flow wₛ h₀ = 0.5 · 0.5 = 0.25"),
        ("w0", "weight w₀ = 0.5\ndouble-click to set it"),
        ("yhat", "ŷ = z₂ = 0.375"),
        ("z_0", "z₀ = w₀ x = 0.5 · 1 = 0.5"),
        ("z_2", "z₂ = wₛ h₀ + w₂ h₁ = 0.25 + 0.125 = 0.375"),
        ("dL/dh_1", "∂L/∂h₁ = ∂L/∂z₂ · w₂ = 1 · 0.5 = 0.5"),
    ],
)
def test_every_number_names_its_formula(graph: GraphView, key: str, text: str) -> None:
    assert graph.explanation(place_of(graph, key)) == text


def test_pointing_and_clicking_name_the_part(graph: GraphView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(graph.part_hovered) as hovered:
        QTest.mouseMove(graph.viewport(), place_of(graph, "z_1"))
    assert hovered.args == [Part("unit", 1)]
    with qtbot.waitSignal(graph.part_clicked) as clicked:
        QTest.mouseClick(graph.viewport(), Qt.MouseButton.LeftButton, pos=place_of(graph, "w2"))
    assert clicked.args == [Part("edge", 3)]
    with qtbot.waitSignal(graph.part_clicked) as clicked:
        QTest.mouseClick(graph.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(300, 380))
    assert clicked.args == [None]


def test_leaving_takes_the_card_away(show: Show, qtbot: QtBot) -> None:
    view = show(moment(PRESETS["tanh-chain"].make()))
    view.part_hovered.connect(view.show_highlight)
    QTest.mouseMove(view.viewport(), middle_of(view, Part("unit", 2)))
    assert "z_2" in view.readings()
    QApplication.sendEvent(view.viewport(), QEvent(QEvent.Type.Leave))
    assert "z_2" not in view.readings()


def test_a_card_that_was_clicked_open_stays_without_the_number_pointed_at(show: Show) -> None:
    view = show(moment(EXERCISE), 620)
    view.part_clicked.connect(view.show_highlight)
    place = place_of(view, "w1")
    QTest.mouseMove(view.viewport(), place)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert card_of(view)[1] == "weight w₁"
    QApplication.sendEvent(view.viewport(), QEvent(QEvent.Type.Leave))
    assert card_of(view)[1] == "flow w₁ h₀"


def test_a_graph_that_moves_away_from_the_mouse_lets_go(show: Show, qtbot: QtBot) -> None:
    view = show(moment(PRESETS["tanh-chain"].make()))
    view.part_hovered.connect(view.show_highlight)
    place = middle_of(view, Part("unit", 6))
    QTest.mouseMove(view.viewport(), place)
    QCursor.setPos(view.viewport().mapToGlobal(place))
    assert "z_6" in view.readings()
    with qtbot.waitSignal(view.part_hovered) as hovered:
        view.resize(600, 430)
    assert hovered.args == [None]
    assert "z_6" not in view.readings()


def test_at_full_only_a_click_opens_a_card(graph: GraphView) -> None:
    graph.part_hovered.connect(graph.show_highlight)
    graph.part_clicked.connect(graph.show_highlight)
    place = place_of(graph, "dL/dh_0")
    QTest.mouseMove(graph.viewport(), place)
    assert "backflow_ws" not in graph.readings()
    QTest.mouseClick(graph.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert graph.readings()["backflow_ws"] == "0.5"
    assert card_of(graph)[:4] == [
        "unit 0 · ReLU",
        "∂L/∂h₀ = ∂L/∂z₁ · w₁ + ∂L/∂z₂ · wₛ",
        "backflow ∂L/∂z₁ · w₁",
        "backflow ∂L/∂z₂ · wₛ",
    ]


@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_a_card_and_a_tooltip_are_never_both_there(show: Show) -> None:
    spec = replace(EXERCISE, initial_weights=(1 / 3, 0.5, 0.5, 0.5))
    view = show(moment(spec), 620)
    view.part_hovered.connect(view.show_highlight)
    place = place_of(view, "h_0")
    QTest.mouseMove(view.viewport(), place)
    assert card_of(view)[1] == "h₀ = ReLU(z₀)"
    assert view._callout.fields[0].number.text == "0.3333333333333333"
    assert view.readings()["h_0"] == "0.3333"
    event = QHelpEvent(QEvent.Type.ToolTip, place, view.viewport().mapToGlobal(place))
    QApplication.sendEvent(view.viewport(), event)
    assert not QToolTip.isVisible()


@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_a_tooltip_leaves_the_numbers_of_its_box_in_sight(graph: GraphView) -> None:
    place = place_of(graph, "z_0")
    event = QHelpEvent(QEvent.Type.ToolTip, place, graph.viewport().mapToGlobal(place))
    QApplication.sendEvent(graph.viewport(), event)
    tip = next(found for found in QApplication.topLevelWidgets() if found.inherits("QTipLabel"))
    corner = graph.viewport().mapFromGlobal(tip.pos())
    covered = QRectF(QPointF(corner), tip.size().toSizeF())
    assert not covered.intersects(graph._scene.units[0].anchor())
    QToolTip.hideText()


def test_the_loss_in_the_header_explains_itself(graph: GraphView) -> None:
    for text in graph._overlay._loss:
        place = QPointF(*text.rect.center).toPoint()
        assert graph.explanation(place) == "L = |y − ŷ| = |−3 − 0.375| = 3.375"


def test_a_card_has_symbols_and_names_every_number(show: Show) -> None:
    view = show(moment(PRESETS["tanh-chain"].make()))
    view.show_highlight(Part("edge", 1))
    assert card_of(view)[:5] == [
        "w₁: unit 0 → unit 1",
        "weight w₁",
        "flow w₁ h₀",
        "∂L/∂w₁ = ∂L/∂z₁ · h₀",
        "backflow ∂L/∂z₁ · w₁",
    ]
    view.show_highlight(Part("edge", 0))
    assert card_of(view)[0] == "w₀: x → unit 0"


# Editing


def opened(graph: GraphView, key: str = "w1") -> QLineEdit:
    QTest.mouseDClick(graph.viewport(), Qt.MouseButton.LeftButton, pos=place_of(graph, key))
    editor = graph.findChild(QLineEdit, "pill_editor")
    assert editor is not None
    return editor


@pytest.mark.parametrize(("typed", "value"), [("0.3", 0.3), ("0,3", 0.3), ("1/8", 0.125)])
def test_a_pill_takes_a_number(graph: GraphView, qtbot: QtBot, typed: str, value: float) -> None:
    editor = opened(graph)
    with qtbot.waitSignal(graph.weight_edit_requested) as edit:
        QTest.keyClicks(editor, typed)
        QTest.keyClick(editor, Qt.Key.Key_Return)
    assert edit.args == [1, value]
    assert not editor.isVisible()


def test_the_editor_holds_all_digits(graph: GraphView) -> None:
    graph.show_snapshot(moment(replace(EXERCISE, initial_weights=(0.5, 1 / 3, 0.5, 0.5))))
    assert opened(graph).text() == "0.3333333333333333"


@pytest.mark.parametrize(("typed", "stays"), [("", False), ("7", True)])
def test_an_editor_goes_with_its_number_unless_something_was_typed(
    graph: GraphView, typed: str, stays: bool
) -> None:
    editor = opened(graph)
    QTest.keyClicks(editor, typed)
    graph.show_snapshot(moment(replace(EXERCISE, initial_weights=(0.5, 0.25, 0.5, 0.5))))
    assert editor.isVisible() == stays


def test_the_editor_shows_a_long_number_from_its_start(show: Show) -> None:
    value = -1.2345678901234568e-10
    view = show(moment(replace(EXERCISE, initial_weights=(value, 0.5, 0.5, 0.5))), 620)
    editor = opened(view, "w0")
    assert editor.selectedText() == editor.text() == "−1.2345678901234568e−10"
    assert editor.cursorPosition() == 0
    assert editor.fontMetrics().horizontalAdvance(editor.text()) < editor.width() - 12
    assert view.viewport().rect().contains(editor.geometry())


def test_after_an_edit_by_keys_the_ring_stays_and_nothing_is_highlighted(graph: GraphView) -> None:
    graph.part_hovered.connect(graph.show_highlight)
    graph.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Return):
        QTest.keyClick(graph, key)
    editor = graph.findChild(QLineEdit, "pill_editor")
    QTest.keyClicks(editor, "0.3")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert [edge.has_focus for edge in graph._scene.edges] == [False, True, False, False]
    assert not any(item.is_highlighted for item in graph._scene.all_items())
    assert graph._callout is None


def test_an_edit_by_mouse_leaves_the_arrow_keys_to_the_commands(graph: GraphView) -> None:
    QTest.keyClick(opened(graph), Qt.Key.Key_Return)
    assert graph.keyboard_part is None
    assert not any(edge.has_focus for edge in graph._scene.edges)


def test_a_double_click_selects_nothing(graph: GraphView, qtbot: QtBot) -> None:
    clicked: list[object] = []
    graph.part_clicked.connect(clicked.append)
    place = place_of(graph, "w1")
    QTest.mouseClick(graph.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(graph.viewport(), Qt.MouseButton.LeftButton, pos=place)
    # The second click on a part lets go of it.
    assert clicked == [Part("edge", 1)] * 2


def test_escape_changes_nothing(graph: GraphView, qtbot: QtBot) -> None:
    editor = opened(graph)
    with qtbot.assertNotEmitted(graph.weight_edit_requested):
        QTest.keyClicks(editor, "7")
        QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert not editor.isVisible()


def test_leaving_commits(graph: GraphView, qtbot: QtBot) -> None:
    editor = opened(graph)
    QTest.keyClicks(editor, "7")
    with qtbot.waitSignal(graph.weight_edit_requested) as edit:
        graph.setFocus(Qt.FocusReason.MouseFocusReason)
    assert edit.args == [1, 7.0]


def test_looking_at_a_pill_is_no_edit(graph: GraphView, qtbot: QtBot) -> None:
    editor = opened(graph)
    with qtbot.assertNotEmitted(graph.weight_edit_requested):
        QTest.keyClick(editor, Qt.Key.Key_Return)
    assert not editor.isVisible()


def test_what_is_no_number_stays_and_is_explained(graph: GraphView, qtbot: QtBot) -> None:
    editor = opened(graph)
    plain = editor.styleSheet()
    with qtbot.assertNotEmitted(graph.weight_edit_requested):
        QTest.keyClicks(editor, "abc")
        with qtbot.waitSignal(graph.problem) as problem:
            QTest.keyClick(editor, Qt.Key.Key_Return)
    assert "“abc” is not a number" in problem.args[0]
    assert editor.isVisible()
    assert editor.styleSheet() != plain


def test_the_keyboard_reaches_every_pill(graph: GraphView, qtbot: QtBot) -> None:
    graph.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(graph.part_hovered) as hovered:
        QTest.keyClick(graph, Qt.Key.Key_Tab)
    assert hovered.args == [Part("edge", 0)]
    QTest.keyClick(graph, Qt.Key.Key_Tab)
    QTest.keyClick(graph, Qt.Key.Key_Return)
    editor = graph.findChild(QLineEdit, "pill_editor")
    with qtbot.waitSignal(graph.weight_edit_requested) as edit:
        QTest.keyClicks(editor, "2")
        QTest.keyClick(editor, Qt.Key.Key_Return)
    assert edit.args == [1, 2.0]


def test_the_editor_stays_on_its_pill_when_the_window_grows(graph: GraphView) -> None:
    editor = opened(graph)
    graph.resize(1440, 470)
    pill = graph._scene.edges[1].anchor()
    assert editor.geometry().contains(graph.mapFromScene(pill.center()))


# Themes and traces


def test_the_dark_theme_has_a_dark_ground(graph: GraphView) -> None:
    graph.show_theme(DARK)
    assert graph.grab().toImage().pixelColor(5, 200).name() == DARK.ground.lower()


def test_nothing_is_left_behind(show: Show, qtbot: QtBot) -> None:
    view = show(moment(EXERCISE))
    for width in (700, 900, 1100, 1300):
        view.resize(width, 430)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert [type(child).__name__ for child in view.findChildren(QTimer)] == []
    assert sum(type(found).__name__ == "GraphScene" for found in gc.get_objects()) <= 1


def test_measured_widths_hold_the_texts_they_are_for(qapp) -> None:
    network = EXERCISE.network
    for style in styles():
        sizes = measured(network, style, is_mean=False)
        assert sizes.number >= style.numbers.width("−8.888e−88")
        assert sizes.weight_labels[0] == style.labels.width("w₀")


# Paths and closed units


def opacity(view: GraphView, part: Part) -> float:
    return view._scene.item(part).opacity()


def test_a_path_lights_up_and_the_rest_stands_back(graph: GraphView) -> None:
    graph.show_path((0, 2))
    lit = [Part("edge", 0), Part("edge", 2), Part("unit", 0), Part("unit", 2), Part("input", 0)]
    aside = [Part("edge", 1), Part("edge", 3), Part("unit", 1)]
    assert [opacity(graph, part) for part in lit] == [1.0] * 5
    assert all(opacity(graph, part) < 0.5 for part in aside)
    assert [graph._scene.item(part).is_bold for part in (*lit, *aside)] == [True] * 5 + [False] * 3
    graph.show_path(None)
    assert {item.opacity() for item in graph.scene().items()} == {1.0}
    assert not any(item.is_bold for item in graph.scene().items())


def test_a_path_changes_no_number_and_survives_another_size(graph: GraphView) -> None:
    graph.show_path((0, 2))
    graph.resize(1_060, 440)
    QApplication.processEvents()
    assert opacity(graph, Part("unit", 1)) < 0.5
    assert graph.readings() == BEFORE
    graph.show_snapshot(moment(PRESETS["residual"].make()))
    assert {item.opacity() for item in graph.scene().items()} == {1.0}


def test_what_is_lit_keeps_its_full_colour(graph: GraphView) -> None:
    curve = graph._scene.edges[0]._curves[0].path
    place = graph.mapFromScene(curve.pointAtPercent(0.5))
    before = graph.grab().toImage().pixelColor(place).saturation()
    graph.show_path((0, 2))
    assert graph.grab().toImage().pixelColor(place).saturation() > 0.8 * before


def test_a_path_is_painted_as_it_was_after_it_has_gone(graph: GraphView) -> None:
    before = graph.grab().toImage()
    graph.show_path((0, 1, 3))
    assert graph.grab().toImage() != before
    graph.show_path(None)
    assert graph.grab().toImage() == before


def test_a_double_click_on_a_dead_unit_asks_about_it(show: Show, qtbot: QtBot) -> None:
    view = show(moment(EXERCISE, 1))
    place = view.mapFromScene(view._scene.item(Part("unit", 0)).anchor().topLeft()) + QPoint(20, 12)
    with qtbot.waitSignal(view.closed_unit_asked) as asked:
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked.args == [0]
    assert view.explanation(place) == "unit 0 · ReLU\ndouble-click to see why it is closed"


def test_a_double_click_on_an_open_unit_asks_nothing(graph: GraphView, qtbot: QtBot) -> None:
    place = graph.mapFromScene(graph._scene.item(Part("unit", 0)).anchor().topLeft())
    with qtbot.assertNotEmitted(graph.closed_unit_asked):
        QTest.mouseDClick(graph.viewport(), Qt.MouseButton.LeftButton, pos=place + QPoint(20, 12))
    assert graph.explanation(place + QPoint(20, 12)) == "unit 0 · ReLU"
