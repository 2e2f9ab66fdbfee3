"""The line above a plot: its title, a way back to the newest step, the choice of the scale."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from skipnet_gui.ui.theme import SMALL_PX, TEXT_PX, Theme, font

HEADER_PX = 30
_SIDE_PX = 12
SCALES = {"linear": False, "log": True}


class Header(QWidget):
    """Title and controls of one plot.

    ``scale_chosen(log)`` and ``follow_requested()`` are what it asks for.
    """

    scale_chosen = Signal(bool)
    follow_requested = Signal()

    def __init__(self, plot_name: str, log: bool) -> None:
        super().__init__()
        self.setFixedHeight(HEADER_PX)
        self._plot_name = plot_name
        self.title = QLabel()
        self.title.setFont(font(TEXT_PX, bold=True))
        self.note = QLabel()
        self.note.setFont(font(SMALL_PX))
        self.note.setObjectName("note")
        self.note.hide()
        self.follow = QToolButton()
        self.follow.setText("follow ▸")
        self.follow.setToolTip("Follow the newest step again (A)")
        self.follow.setAccessibleName(f"Let the plots follow the newest step ({plot_name})")
        self.follow.clicked.connect(lambda: self.follow_requested.emit())
        self.follow.hide()
        self.chooser = QToolButton()
        self.chooser.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._group = QActionGroup(self)
        menu = QMenu(self.chooser)
        menu.addActions([self._action(name) for name in SCALES])
        self.chooser.setMenu(menu)
        for button in (self.follow, self.chooser):
            button.setFont(font(SMALL_PX))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(_SIDE_PX, 4, 6, 0)
        layout.setSpacing(4)
        layout.addWidget(self.title)
        layout.addSpacing(8)
        layout.addWidget(self.note)
        layout.addStretch(1)
        layout.addWidget(self.follow)
        layout.addWidget(self.chooser)
        self.show_scale(log)

    def _action(self, name: str) -> QAction:
        action = QAction(name, self._group)
        action.setCheckable(True)
        action.triggered.connect(lambda: self.scale_chosen.emit(SCALES[name]))
        return action

    def show_scale(self, log: bool) -> None:
        """Show which scale the plot has."""
        for action in self._group.actions():
            action.setChecked(SCALES[action.text()] is log)
        name = self._group.checkedAction().text()
        self.chooser.setText(f"{name} ▾")
        self.chooser.setAccessibleName(f"Scale of the {self._plot_name}: {name}")

    def show_note(self, text: str, tip: str) -> None:
        """Show a number beside the title, and in words what it is; none if it is empty."""
        self.note.setText(text)
        self.note.setToolTip(tip)
        self.note.setAccessibleName(tip)
        self.note.setVisible(bool(text))

    def choose(self, log: bool) -> None:
        """Choose a scale as a click in the menu does."""
        next(a for a in self._group.actions() if SCALES[a.text()] is log).trigger()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme: quiet words instead of boxed buttons."""
        self.setStyleSheet(
            f"QLabel {{ color: {theme.ink}; }} QLabel#note {{ color: {theme.quiet}; }}"
            f"QToolButton {{ border: 1px solid transparent; border-radius: 4px; padding: 1px 5px;"
            f" background: transparent; color: {theme.quiet}; font-weight: normal; }}"
            f"QToolButton:hover {{ color: {theme.ink}; background: {theme.panel}; }}"
            f"QToolButton:focus {{ border: 1px solid {theme.ink}; padding: 1px 5px; }}"
            "QToolButton::menu-indicator { image: none; width: 0; }"
        )
