"""The gradient of every weight against its depth: where its points are, and what they say."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QApplication

from skipnet_gui.core.operations import Quantity
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.session.document import new_document
from skipnet_gui.session.lesson_chain import Chain, chain_project
from skipnet_gui.session.player import advanced
from skipnet_gui.session.project import project_of
from skipnet_gui.session.snapshot import snapshot, twin_snapshot
from skipnet_gui.ui.panels.depth_plot import DepthPlot
from skipnet_gui.ui.panels.depth_points import NO_POINTS, Points, decades, points_of, stride
from skipnet_gui.ui.theme import LIGHT


def shown(qtbot, document):
    plot = DepthPlot()
    qtbot.addWidget(plot)
    plot.resize(270, plot.height())
    plot.show_moment(snapshot(document), twin_snapshot(document))
    plot.show()
    return plot


def chain(depth=20, activation="tanh", skips=False):
    return new_document(chain_project(Chain(depth, activation, skips)))


@pytest.fixture
def deep(qtbot):
    return shown(qtbot, chain())


@pytest.fixture
def with_twin(qtbot):
    return shown(qtbot, chain(skips=True))


def sizes(*values):
    names = tuple(f"w{k}" for k in range(len(values)))
    return Points(
        names, tuple(range(len(values))), (False,) * len(values), np.array(values, dtype=float)
    )


def test_equal_factors_make_a_straight_line(deep):
    heights = [deep.place_of(f"w{k}").y() for k in range(4, 17)]
    steps = np.diff(heights)
    assert (steps < 0).all()
    assert np.ptp(steps) < 0.05 * abs(steps.mean())
    xs = [deep.place_of(f"w{k}").x() for k in range(20)]
    assert np.ptp(np.diff(xs)) < 1e-9


def test_an_exact_zero_lies_on_the_floor_and_not_among_the_powers(qtbot):
    """The dead exercise: nothing but zeros."""
    dead = advanced(new_document(project_of(PRESETS["exercise"].make())), 1)
    plot = shown(qtbot, dead)
    bottom = plot.field().bottom()
    assert all(plot.place_of(name).y() > bottom - 6 for name in ("w0", "w1", "ws", "w2"))
    mixed = decades([sizes(0.0, 1e-8, 1.0)])
    assert (mixed.low, mixed.high, mixed.has_floor) == (-8, 0, True)
    zero, least, most = mixed.share(np.array([0.0, 1e-8, 1.0]))
    assert zero == 0.0 < 0.1 < least < most
    assert most == pytest.approx(1.0)


def test_what_is_not_finite_has_no_place():
    found = decades([sizes(np.nan, np.inf, 0.1, 0.5)])
    assert (found.low, found.high) == (-1, 0)
    assert np.isnan(found.share(np.array([np.nan, np.inf]))).all()
    assert decades([NO_POINTS]) == (-1, 0, False)


def test_pointing_at_a_weight_reads_it_beside_its_twin(with_twin, qtbot):
    told = []
    with_twin.weight_read.connect(told.append)
    qtbot.mouseMove(with_twin, with_twin.place_of("w0").toPoint())
    assert told[-1] == "|∂L/∂w₀| = 0.1414, in the twin 1.185e−8"
    qtbot.mouseMove(with_twin, with_twin.place_of("s0").toPoint())
    assert told[-1].startswith("|∂L/∂s₀| = 0.9")
    assert "twin" not in told[-1]
    assert with_twin.accessibleDescription() == told[-1]


def test_keys_go_along_the_chain(with_twin, qtbot):
    told = []
    with_twin.weight_read.connect(told.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Left):
        qtbot.keyClick(with_twin, key)
    names = [text.split("|")[1] for text in told]
    assert names == ["∂L/∂w₀", "∂L/∂w₁", "∂L/∂w₀"]


def test_what_is_not_computed_yet_and_what_is_asked_for_has_no_point():
    document = chain(5)
    assert points_of(snapshot(document.at_operation(0))).names == ()
    hidden = replace(snapshot(document), hidden=frozenset({Quantity("gradient", 0)}))
    assert points_of(hidden).names == ("w1", "w2", "w3", "w4")
    assert points_of(None).names == ()


def test_a_hidden_gradient_cannot_be_read_off_the_twin(qtbot):
    document = chain(5, skips=True)
    plot = shown(qtbot, document)
    one_hidden = replace(snapshot(document), hidden=frozenset({Quantity("gradient", 0)}))
    plot.show_moment(one_hidden, twin_snapshot(document))
    assert plot._behind.names == ()
    assert plot.text_of("w0") == ""


def test_a_weight_that_is_read_follows_the_training_and_goes_with_the_network(deep, qtbot):
    told = []
    deep.weight_read.connect(told.append)
    qtbot.keyClick(deep, Qt.Key.Key_Right)
    later = advanced(chain(), 50)
    deep.show_moment(snapshot(later), None)
    assert told[-1] == ""
    qtbot.keyClick(deep, Qt.Key.Key_Right)
    before = told[-1]
    deep.show_moment(snapshot(advanced(later, 50)), None)
    assert told[-1] != before
    assert "w₀" in told[-1]


def color_at(plot, place: QPointF) -> str:
    return plot.grab().toImage().pixelColor(place.toPoint()).name().upper()


def test_a_point_of_the_run_is_painted_in_the_colour_of_gradients(with_twin):
    place = with_twin.place_of("w3")
    found, wanted = QColor(color_at(with_twin, place)), QColor(LIGHT.backward)
    assert abs(found.hue() - wanted.hue()) < 12
    below = QPointF(place.x(), with_twin.field().bottom() - 8)
    assert color_at(with_twin, below) == LIGHT.ground.upper()


@pytest.mark.parametrize(("span", "room", "step"), [(3, 8, 1), (8, 6, 2), (49, 9, 10), (32, 6, 10)])
def test_labels_have_their_room(span, room, step):
    assert stride(span, room) == step


@pytest.mark.parametrize(
    ("key", "modifier", "is_kept"),
    [
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, True),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, True),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier, False),
        (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, False),
    ],
)
def test_it_keeps_its_arrows_from_the_commands(deep, key, modifier, is_kept):
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifier)
    event.ignore()
    QApplication.sendEvent(deep, event)
    assert event.isAccepted() == is_kept
