"""The toolbar: transport, step size, speed and learning rate."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from skipnet_gui.core import numerals
from skipnet_gui.core.numerals import grouped
from skipnet_gui.session.player import DEFAULT_SPEED, EPOCH, SPEEDS, STEP_SIZES, UPDATE
from skipnet_gui.ui.panels.sliders import TickSlider, rate_at, rate_position, rate_slider
from skipnet_gui.ui.theme import Theme

RATE_PX, LONG_RATE_PX, RATE_PADDING_PX = 112, 196, 22
ITEM_FLAGS = Qt.ItemDataRole.UserRole - 1  # where the model of a menu keeps them
_TRANSPORT = ("reset", "back", "step", "run")
_WORDS = {"back": "◀ Back", "step": "Step ▶", "halve_rate": "½", "double_rate": "×2"}
_SPEED_WORDS = tuple("max" if speed is None else f"{grouped(speed)} / s" for speed in SPEEDS)


def action_button(action: QAction) -> QToolButton:
    """Return a button for a command; it takes the focus by Tab only."""
    button = QToolButton()
    button.setObjectName(f"{action.objectName()}_button")
    button.setDefaultAction(action)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(action.statusTip())
    return button


def dock_buttons(actions: Mapping[str, QAction]) -> QWidget:
    """Return the buttons that open and close the docks, for the corner of the menu bar."""
    holder = QWidget()
    holder.setObjectName("dock_buttons")
    layout = QHBoxLayout(holder)
    layout.setContentsMargins(0, 2, 12, 2)
    layout.setSpacing(4)
    for name in ("show_setup", "show_derivation", "show_numbers", "show_explore"):
        layout.addWidget(action_button(actions[name]))
    return holder


class Choice(QStackedWidget):
    """A choice among a few words: a wide control, or a menu where room is short.

    ``chosen(index)`` is emitted when the person chooses.
    """

    chosen = Signal(int)

    def __init__(self, words: Sequence[str], name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._words = tuple(words)
        self._menu = QComboBox()
        self._menu.setAccessibleName(name)
        self._menu.addItems(list(words))
        self._menu.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._menu.activated.connect(self._choose)
        self._pages: tuple[QWidget, ...] = ()
        self.index = 0

    def add_pages(self, wide: QWidget) -> None:
        """Add the wide control, and behind it the menu."""
        self._pages = (wide, self._menu)
        for page in self._pages:
            self.addWidget(page)

    def show_index(self, index: int) -> None:
        """Show which word is chosen."""
        self.index = index
        with QSignalBlocker(self._menu):
            self._menu.setCurrentIndex(index)

    def show_compact(self, compact: bool) -> None:
        """Show the menu instead of the wide control."""
        self.setCurrentIndex(int(compact))
        self.setFixedSize(self._pages[compact].sizeHint())

    def _choose(self, index: int) -> None:
        if index != self.index:
            self.show_index(index)
            self.chosen.emit(index)


class StepSize(Choice):
    """What one step is: an operation, an update, or an epoch where there are several batches."""

    def __init__(self) -> None:
        words = tuple(size.capitalize() for size in STEP_SIZES)
        super().__init__(words, "Step by")
        self.setObjectName("step_size")
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._group = QButtonGroup(self)
        for index, word in enumerate(words):
            button = QToolButton()
            button.setObjectName("segment")
            button.setText(word)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(f"Step by {word.lower()}")
            self._group.addButton(button, index)
            layout.addWidget(button)
        self._group.idClicked.connect(self._choose)
        self.add_pages(row)
        self.show_index(STEP_SIZES.index(UPDATE))

    def show_index(self, index: int) -> None:
        """Show which size is chosen."""
        super().show_index(index)
        self._group.button(index).setChecked(True)

    def show_epochs(self, possible: bool) -> None:
        """Offer epochs only where there are several batches."""
        epoch = STEP_SIZES.index(EPOCH)
        self._group.button(epoch).setEnabled(possible)
        self._menu.setItemData(epoch, None if possible else 0, ITEM_FLAGS)
        if not possible and self.index == epoch:
            self._choose(STEP_SIZES.index(UPDATE))


class Speed(Choice):
    """Steps per second while running."""

    def __init__(self) -> None:
        super().__init__(_SPEED_WORDS, "Speed")
        self.setObjectName("speed")
        page = QWidget()
        layout = QHBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self.slider = TickSlider(len(SPEEDS) - 1, dict.fromkeys(range(len(SPEEDS)), ""))
        self.slider.setAccessibleName("Speed")
        self.slider.setFixedWidth(110)
        self._word = QLabel()
        self._word.setFixedWidth(self._word.fontMetrics().horizontalAdvance("5,000 / s ") + 4)
        layout.addWidget(self.slider)
        layout.addWidget(self._word)
        self.slider.valueChanged.connect(self._choose)
        self.add_pages(page)
        self.show_index(DEFAULT_SPEED)

    def show_index(self, index: int) -> None:
        """Show which speed is chosen."""
        super().show_index(index)
        with QSignalBlocker(self.slider):
            self.slider.setValue(index)
        self._word.setText(_SPEED_WORDS[index])


class RateBox(QLineEdit):
    """The learning rate that the next update uses, with all its digits.

    ``committed(value)`` is emitted on Enter and on leaving, if the text was changed.
    """

    committed = Signal(float)
    problem = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("learning_rate")
        self.setAccessibleName("Learning rate")
        self.setFixedWidth(RATE_PX)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._rate = 0.0
        self.editingFinished.connect(self._commit)

    def show_rate(self, rate: float) -> None:
        """Show the rate, unless another is just being typed."""
        if self.isModified() and self.hasFocus():
            return
        if rate != self._rate or not self.text() or self.isModified():
            self._rate = rate
            self._show_text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take what was typed back on Escape."""
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self._show_text()
        else:
            super().keyPressEvent(event)

    def _commit(self) -> None:
        if not self.isModified():
            return
        text = self.text()
        self.setModified(False)
        try:
            rate = numerals.parse(text)
            if rate < 0.0:
                raise ValueError(f"a learning rate is 0 or more, not {text.strip()}")
        except ValueError as error:
            self._show_text()
            self.problem.emit(f"Learning rate: {error}.")
            return
        self._show_text()
        self.committed.emit(rate)

    def _show_text(self) -> None:
        text = numerals.full(self._rate)
        self.setText(text)
        self.setCursorPosition(0)
        # An exponent that is cut off would be another number.
        room = self.fontMetrics().horizontalAdvance(text) + RATE_PADDING_PX
        self.setFixedWidth(RATE_PX if room <= RATE_PX else LONG_RATE_PX)
        self.setToolTip(f"α = {text}, from the next update on")


class Toolbar(QWidget):
    """One row of controls.

    ``rate_requested(value)`` asks for a learning rate, within a drag between
    ``rate_drag_started`` and ``rate_drag_finished``; ``speed_chosen(index)`` and
    ``step_size_chosen(size)`` tell the pace; ``problem(sentence)`` what cannot be read.
    """

    rate_requested = Signal(float)
    rate_drag_started = Signal()
    rate_drag_finished = Signal()
    speed_chosen = Signal(int)
    step_size_chosen = Signal(str)
    problem = Signal(str)

    def __init__(self, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self.setObjectName("toolbar")
        self.setProperty("compact", False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 4)
        layout.setSpacing(6)
        for name, words in _WORDS.items():
            actions[name].setIconText(words)
        for name in _TRANSPORT:
            layout.addWidget(action_button(actions[name]))
        self._labels = [QLabel("Step by"), QLabel("Speed"), QLabel("Learning rate α")]
        self.step_size, self.speed = StepSize(), Speed()
        for label, widget in zip(self._labels, (self.step_size, self.speed), strict=False):
            layout.addSpacing(10)
            layout.addWidget(label)
            layout.addWidget(widget)
        layout.addSpacing(10)
        layout.addWidget(self._labels[2])
        self._short_rate = QLabel("α")
        layout.addWidget(self._short_rate)
        layout.addWidget(self._make_rate(), 100)
        layout.addWidget(self.rate_box)
        layout.addWidget(action_button(actions["halve_rate"]))
        layout.addWidget(action_button(actions["double_rate"]))
        layout.addStretch(1)
        self.speed.chosen.connect(self.speed_chosen)
        self.step_size.chosen.connect(lambda at: self.step_size_chosen.emit(STEP_SIZES[at]))

    def _make_rate(self) -> QWidget:
        self.rate_slider = rate_slider()
        self.rate_slider.setObjectName("learning_rate_slider")
        self.rate_slider.setAccessibleName("Learning rate, logarithmic")
        self.rate_slider.setMaximumWidth(280)
        self.rate_slider.sliderPressed.connect(self.rate_drag_started)
        self.rate_slider.sliderReleased.connect(self.rate_drag_finished)
        self.rate_slider.valueChanged.connect(lambda at: self.rate_requested.emit(rate_at(at)))
        self.rate_box = RateBox()
        self.rate_box.committed.connect(self.rate_requested)
        self.rate_box.problem.connect(self.problem)
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(0, 8, 0, 0)
        inner.addWidget(self.rate_slider)
        return holder

    def show_rate(self, rate: float) -> None:
        """Show the rate that the next update uses."""
        self.rate_box.show_rate(rate)
        if rate_at(self.rate_slider.value()) != rate:
            with QSignalBlocker(self.rate_slider):
                self.rate_slider.setValue(rate_position(rate))

    def show_compact(self, compact: bool) -> None:
        """Turn step size and speed into menus, and drop labels."""
        for label in self._labels:
            label.setVisible(not compact)
        self._short_rate.setVisible(compact)
        if self.property("compact") != compact:
            self.setProperty("compact", compact)
            self.setStyleSheet("")  # rules that ask for the property apply again
        for choice in (self.step_size, self.speed):
            choice.show_compact(compact)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.rate_slider.show_theme(theme)
        self.speed.slider.show_theme(theme)
