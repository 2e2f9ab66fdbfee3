"""What does not fit on the graph: crowds of edges, cards, and the strip that maps the whole."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from skipnet_gui.core.builder import Layers, layered_network
from skipnet_gui.core.numerals import grouped
from skipnet_gui.core.run_spec import Data, RunSpec
from skipnet_gui.session.document import new_document
from skipnet_gui.session.project import project_of
from skipnet_gui.session.snapshot import snapshot
from skipnet_gui.ui.graph.crowd import FEW, THRONG, VEIL, width_classes
from skipnet_gui.ui.graph.view import GraphView
from skipnet_gui.ui.parts import Part

CHAIN = Layers(1, (1,) * 49, 1, "tanh", skips="every")
DENSE = Layers(2, (8, 8), 1, "relu", biases=True, skips="dense")
WIDE = Layers(2, (20, 20), 1, "tanh", biases=True)


@pytest.fixture
def view(qtbot: QtBot) -> GraphView:
    made = GraphView()
    qtbot.addWidget(made)
    made.resize(1030, 430)
    made.show()
    qtbot.waitExposed(made)
    return made


def document_of(layers: Layers):
    network = layered_network(layers)
    data = Data(np.ones((1, layers.inputs)), np.zeros((1, layers.outputs)))
    return new_document(project_of(RunSpec(network, data, (0.3,) * len(network.edges), 0.01)))


def show(view: GraphView, layers: Layers, operation: int | None = None) -> GraphView:
    view.show_snapshot(snapshot(document_of(layers).at_operation(operation)))
    return view


def in_viewport(view: GraphView, part: Part) -> QPoint:
    return view.mapFromScene(view._scene.item(part).anchor().center())


def test_an_edge_in_a_crowd_can_be_pointed_at_and_says_its_numbers(view: GraphView) -> None:
    show(view, DENSE)
    edge = next(e.number for e in view._scene.edges if e.route and e.route.is_crowded)
    start, end = view._scene.edges[edge].route.forward[0], view._scene.edges[edge].route.forward[-1]
    place = view.mapFromScene(0.7 * start[0] + 0.3 * end[0], 0.7 * start[1] + 0.3 * end[1])
    found = view._item_at(place)
    assert found.part == Part("edge", edge)
    view.show_highlight(found.part)
    name = view._made.network.edges[edge].weight
    assert {name, f"flow_{name}", f"dL/d{name}", f"backflow_{name}"} <= set(view.readings())


def test_an_edge_of_a_crowd_stands_out_when_it_is_highlighted(view: GraphView) -> None:
    show(view, DENSE)
    plain = view.grab().toImage()
    crowded = next(edge for edge in view._scene.edges if edge.route and edge.route.is_crowded)
    crowded.is_highlighted = True
    view.viewport().update()
    assert view.grab().toImage() != plain


def test_a_bias_without_a_place_has_its_card_beside_its_unit(view: GraphView) -> None:
    show(view, DENSE)
    network = view._made.network
    bias = network.weight_names.index("b6")
    view.show_highlight(Part("edge", bias))
    unit = view._scene.units[network.edge_targets[bias]].anchor()
    assert view._scene.edges[bias].anchor() == unit
    assert "b6" in view.readings()


def test_a_unit_with_many_ways_on_lists_their_sum_only(view: GraphView) -> None:
    show(view, DENSE)
    view.show_highlight(Part("unit", 0))
    readings = view.readings()
    assert "dL/dh_0" in readings
    assert not [key for key in readings if key.startswith("backflow_")]


def test_of_a_throng_only_the_strongest_are_drawn_in_full() -> None:
    values = np.linspace(0.001, 2.0, THRONG).tolist()
    classes = width_classes(values, [np.arange(THRONG)])
    assert (classes[:-FEW] == VEIL).all()
    assert (classes[-FEW:] > VEIL).all()
    assert (width_classes([None] * THRONG, [np.arange(THRONG)]) == VEIL).all()
    assert width_classes([0.0, None, 0.5, -0.5], []).tolist() == [1, 1, 3, 3]


def test_the_corner_says_what_the_graph_leaves_out(view: GraphView) -> None:
    show(view, WIDE)
    words = " ".join(text.text for text in view._overlay.texts())
    assert f"0 of {grouped(3 * 501 - 41)} edge numbers shown · all in Numbers" in words
    assert "weak edges are pale" in words


def test_a_strip_maps_a_graph_that_scrolls_and_no_other(view: GraphView) -> None:
    show(view, Layers(2, (3,), 1))
    assert not view._overview.isVisible()
    show(view, CHAIN)
    strip = view._overview
    assert strip.isVisible()
    assert strip.geometry().bottom() < view.height() - 30


def test_a_click_on_the_strip_scrolls_there_and_the_mark_follows(view: GraphView) -> None:
    strip, bar = show(view, CHAIN)._overview, view.horizontalScrollBar()
    before, middle = strip.sight.left(), strip.height() // 2
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(strip.width() - 6, middle))
    assert bar.value() == bar.maximum()
    assert strip.sight.left() > before
    QTest.mousePress(strip, Qt.MouseButton.LeftButton, pos=QPoint(strip.width() // 2, middle))
    QTest.mouseMove(strip, QPoint(6, middle))
    assert bar.value() == 0


def test_a_tall_graph_has_its_strip_at_the_side_clear_of_the_boxes(view: GraphView) -> None:
    strip = show(view, WIDE)._overview
    assert strip.height() > strip.width()
    loss = view.mapFromScene(view._scene._loss.anchor()).boundingRect()
    assert loss.right() < strip.geometry().left()
    assert view.horizontalScrollBar().maximum() == 0


def test_the_graph_follows_the_operation_clear_of_header_and_strip(view: GraphView) -> None:
    for layers, operation in ((CHAIN, 90), (WIDE, 60)):
        show(view, layers, operation)
        current = next(item for item in view._scene.all_items() if item.is_current)
        assert view._in_sight().contains(current.anchor())


def test_cards_stand_clear_of_header_and_footer_where_the_graph_scrolls(view: GraphView) -> None:
    show(view, WIDE)
    for part in (Part("edge", 100), Part("unit", 8), Part("unit", 19)):
        view.show_highlight(part)
        assert view._in_sight().contains(view._callout.sceneBoundingRect())


def test_new_numbers_make_no_new_scene_for_a_crowd(view: GraphView) -> None:
    document = document_of(WIDE)
    view.show_snapshot(snapshot(document))
    scene = view.scene()
    view.show_snapshot(snapshot(document))
    assert view.scene() is scene
