"""Tab goes from the titles of the Setup dock through the panel shown, then to the graph."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from skipnet_gui.ui.panels.boxes import Chooser

TRAINING, DATA = 1, 2


def walked(window, tab):
    """Return the controls of a panel that Tab comes to, up to the graph."""
    window.setup.setCurrentIndex(tab)
    window.setup.tabBar().setFocus()
    found = []
    while QApplication.focusWidget() is not window.graph:
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        found.append(QApplication.focusWidget())
    assert all(map(window.setup.currentWidget().isAncestorOf, found[:-1]))
    return [control.accessibleName() for control in found[:-1]]


def test_tab_walks_through_the_panel_shown_however_new_its_controls_are(window):
    window.body.show_dock("setup", True)
    window.activateWindow()
    assert walked(window, DATA)[:2] == ["", "Row shown"]
    before = walked(window, TRAINING)
    assert before[:4] == ["Optimizer", "momentum", "nesterov", "Policy of the rate"]
    optimizer = window.setup.training.findChildren(Chooser)[0]
    optimizer.show_choice("adam")
    optimizer.activated.emit(optimizer.currentIndex())
    after = walked(window, TRAINING)
    assert after[0] == "Optimizer"
    assert after.index("beta1") < after.index("Policy of the rate")
