"""A dialog that reads all of its fields on every change, and says what is not right yet."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from skipnet_gui.core.numerals import grouped, parse
from skipnet_gui.ui.panels.boxes import MAX_TYPED, Chooser, read_whole
from skipnet_gui.ui.panels.panel import Notice, SectionTitle, quiet_label
from skipnet_gui.ui.step_box import Step, StepBox

MARGIN_PX, GAP_PX = 16, 8
BETWEEN_PX = 20
FIELD_PX = 220
FORM_PX = 360

Number = TypeVar("Number", int, float)


class LiveForm(QDialog):
    """Fields at the left, a picture of what they ask for at the right.

    Enter takes it, from any field, unless something is not right. What the fields ask for
    is read by :meth:`read`, which raises ValueError with a sentence without a full stop.
    """

    def __init__(self, parent: QWidget | None, title: str, name: str, take: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setObjectName(name)
        self._labels: dict[QWidget, QLabel] = {}
        self._form = QGridLayout()
        self._form.setVerticalSpacing(GAP_PX)
        self._form.setHorizontalSpacing(GAP_PX)
        self._form.setColumnStretch(0, 1)
        self.picture = QVBoxLayout()
        self.picture.setSpacing(GAP_PX)
        self._notice = Notice()
        self._notice.setObjectName("form_notice")
        policy = self._notice.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # so a sentence moves nothing
        policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
        self._notice.setSizePolicy(policy)
        self._notice.setMinimumHeight(2 * self._notice.fontMetrics().lineSpacing())
        self.take_button = QPushButton(take)
        self.take_button.setObjectName("take")
        self.take_button.setDefault(True)
        self.take_button.clicked.connect(lambda _: self.take())
        self._lay_out()

    def _lay_out(self) -> None:
        left = QWidget()
        left.setFixedWidth(FORM_PX)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._form)
        column.addStretch(1)
        body = QHBoxLayout()
        body.setSpacing(BETWEEN_PX)
        body.addWidget(left)
        body.addLayout(self.picture, 1)
        cancel = QPushButton("Cancel")
        cancel.setObjectName("leave")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(lambda _: self.reject())
        foot = QHBoxLayout()
        foot.setSpacing(GAP_PX)
        foot.addWidget(self._notice, 1)
        foot.addWidget(cancel)
        foot.addWidget(self.take_button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX)
        whole.setSpacing(GAP_PX)
        whole.addLayout(body, 1)
        whole.addLayout(foot)

    def show_field(self, control: QWidget, is_wanted: bool) -> None:
        """Show a field with its label, or leave its place empty."""
        for widget in (control, self._labels[control]):
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            widget.setSizePolicy(policy)
            widget.setVisible(is_wanted)

    def begin_at(self, box: QLineEdit) -> None:
        """Give a box the focus, with its text selected."""
        box.setFocus()
        box.selectAll()

    def add_section(self, title: str) -> None:
        """Begin a section."""
        self.add_wide(SectionTitle(title))

    def add_box(self, label: str, name: str, text: str, step: Step, tip: str = "") -> StepBox:
        """Add a box for a text, read on every key, that its arrows step."""
        box = StepBox(text, step)
        box.setMaxLength(MAX_TYPED)
        box.textEdited.connect(lambda _: self.refresh())
        self._add(label, name, box, tip)
        return box

    def add_chooser(self, label: str, name: str, items: Mapping[Any, str], choice: Any) -> Chooser:
        """Add a list to choose from."""
        chooser = Chooser(label, items)
        chooser.show_choice(choice)
        chooser.chosen.connect(lambda _: self.refresh())
        self._add(label, name, chooser)
        return chooser

    def add_check(self, label: str, name: str, is_on: bool) -> QCheckBox:
        """Add a box to check."""
        check = QCheckBox(label)
        check.setObjectName(name)
        check.setChecked(is_on)
        check.clicked.connect(lambda _: self.refresh())
        self._form.addWidget(check, self._form.rowCount(), 1)
        return check

    def add_help(self, text: str = "") -> QLabel:
        """Add a quiet line beneath a field."""
        label = quiet_label(text)
        self.add_wide(label)
        return label

    def add_wide(self, widget: QWidget) -> None:
        """Add a part as wide as the form."""
        self._form.addWidget(widget, self._form.rowCount(), 0, 1, 2)

    def _add(self, label: str, name: str, control: QWidget, tip: str = "") -> None:
        words = QLabel(label)
        words.setBuddy(control)
        control.setObjectName(name)
        control.setAccessibleName(label)
        control.setToolTip(tip)
        control.setFixedWidth(FIELD_PX)
        self._labels[control] = words
        row = self._form.rowCount()
        self._form.addWidget(words, row, 0)
        self._form.addWidget(control, row, 1)

    def whole(self, box: QLineEdit, least: int, most: int) -> int:
        """Return the whole number in a box; ValueError with a sentence if there is none."""
        number = self._read(box, read_whole)
        if not least <= number <= most:
            span = f"{grouped(least)} to {grouped(most)}"
            raise ValueError(f"{self._labels[box].text()}: must be a whole number, {span}")
        return number

    def number(self, box: QLineEdit) -> float:
        """Return the number in a box; ValueError with a sentence if there is none."""
        return self._read(box, parse)

    def _read(self, box: QLineEdit, read: Callable[[str], Number]) -> Number:
        try:
            return read(box.text())
        except ValueError as error:
            raise ValueError(f"{self._labels[box].text()}: {error}") from error

    def refresh(self) -> None:
        """Read the fields again; what is not right is said, and cannot be taken."""
        try:
            self.read()
        except ValueError as error:
            self.refuse(self.sentence(error))
        else:
            self._notice.show_sentence("")
            self.take_button.setEnabled(True)

    def refuse(self, sentence: str) -> None:
        """Say why what the fields ask for cannot be taken."""
        self._notice.show_sentence(sentence)
        self.take_button.setEnabled(False)

    def read(self) -> None:
        """Read the fields and show what they ask for."""
        raise NotImplementedError

    def take(self) -> None:
        """Take what the fields ask for."""
        self.accept()

    def sentence(self, error: ValueError) -> str:
        """Return why something cannot be, as a sentence."""
        return f"{error}."
