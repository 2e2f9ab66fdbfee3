"""The panel of the experiments: a question, a prepared project, and what one's runs show."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from skipnet_gui.session.document import Document
from skipnet_gui.session.edits import replace_project
from skipnet_gui.session.lesson_chain import Chain, chain_of, chain_project
from skipnet_gui.session.lesson_values import Lesson, Mark, mark_of, marked
from skipnet_gui.session.lessons import LESSONS
from skipnet_gui.session.project import Project
from skipnet_gui.session.snapshot import Snapshot, twin_snapshot
from skipnet_gui.ui.panels.chain_controls import ChainControls
from skipnet_gui.ui.panels.depth_plot import DepthPlot
from skipnet_gui.ui.panels.lesson_parts import OPEN, Choices, ClaimRow, beside, wrapped
from skipnet_gui.ui.panels.paced import PacedPanel
from skipnet_gui.ui.panels.panel import GAP_PX, MARGIN_PX, SectionTitle, quiet_label
from skipnet_gui.ui.theme import Theme, font

PAUSE_MS = 500  # between two measurements of the claims
ROW_PX = 26
NAMES = tuple(LESSONS)
CHAIN_LESSON = "vanishing"


class ExperimentsPanel(PacedPanel):
    """The lessons: each asks first, then opens its project, and measures what the runs show.

    The project itself holds which lesson it is and what was answered, so that both come back
    with a file, and with undo. ``drag_started`` and ``drag_finished`` embrace the edits that
    are to be undone as one.
    """

    drag_started = Signal()
    drag_finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("experiments", "Experiments", parent)
        self._lesson: Lesson | None = None
        self._mark: Mark | None = None
        self._measured: Document | None = None
        self._add_list()
        self._add_question()
        self._add_work()
        self.column.addStretch(1)
        self._show_lesson()

    def _add_list(self) -> None:
        self.add_section("Experiments")
        self.lessons = QListWidget()
        self.lessons.setAccessibleName("Experiments")
        self.lessons.addItems([lesson.title for lesson in LESSONS.values()])
        for row in range(self.lessons.count()):
            self.lessons.item(row).setSizeHint(QSize(0, ROW_PX))
        frame = 2 * self.lessons.frameWidth()
        self.lessons.setFixedHeight(ROW_PX * self.lessons.count() + frame)
        self.lessons.currentRowChanged.connect(self._choose)
        self.column.addWidget(self.lessons)
        self._hint = quiet_label("Choose one. It asks a question before it shows anything.")
        self.column.addWidget(self._hint)

    def _add_question(self) -> None:
        self._asked, column = _part()
        self.question, self.choices = wrapped(), Choices()
        self.question.setFont(font(bold=True))
        self.commit = QPushButton("Answer, and open the project")
        self.commit.clicked.connect(lambda: self._answer())
        self.choices.chosen.connect(self._show_commit)
        self.answered = quiet_label()
        self._undo_note = quiet_label("Undo brings back what is open now.")
        for widget in (self.question, self.choices, self.commit, self._undo_note, self.answered):
            column.addWidget(widget)
        self.column.addSpacing(MARGIN_PX)
        self.column.addWidget(self._asked)

    def _add_work(self) -> None:
        self._work, column = _part()
        column.addWidget(self._make_chain())
        column.addSpacing(MARGIN_PX)
        column.addWidget(SectionTitle("What to do"))
        self._tasks, self._task_column = _part()
        self._look_for = quiet_label()
        column.addWidget(self._tasks)
        column.addWidget(self._look_for)
        column.addSpacing(MARGIN_PX)
        column.addWidget(SectionTitle("What your runs show"))
        self._claims, self._claim_column = _part()
        self.claims: list[ClaimRow] = []
        self.foreign = wrapped(
            "The network is another one than the lesson’s, so nothing is measured."
        )
        self.verdict, self._explanation = wrapped(bold=True), wrapped()
        self.again = QPushButton("Begin again")
        self.again.setToolTip("Open the prepared project once more; undo brings this one back")
        self.again.clicked.connect(lambda: self._begin_again())
        for widget in (self._claims, self.foreign, self.verdict, self._explanation, self.again):
            column.addWidget(widget)
        self.column.addWidget(self._work)

    def _make_chain(self) -> QWidget:
        self._chain, column = _part()
        self.controls, self.plot, self.reading = ChainControls(), DepthPlot(), quiet_label()
        self.reading.setMinimumHeight(2 * self.reading.fontMetrics().lineSpacing())
        self.controls.chain_requested.connect(self._ask_chain)
        self.controls.drag_started.connect(self.drag_started)
        self.controls.drag_finished.connect(self.drag_finished)
        self.plot.weight_read.connect(self.reading.setText)
        column.addSpacing(MARGIN_PX)
        column.addWidget(SectionTitle("The chain"))
        for widget in (self.controls, self.plot, self.reading):
            column.addWidget(widget)
        return self._chain

    @property
    def is_open(self) -> bool:
        """Whether the project is that of the lesson chosen, and its question is answered."""
        if self._lesson is None or self._mark is None:
            return False
        return self._mark.name == self._lesson.name and self._mark.answer is not None

    def pause_ms(self, snapshot: Snapshot) -> int:
        """Return the least time between two measurements."""
        return PAUSE_MS

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.controls.show_theme(theme)
        self.plot.show_theme(theme)

    def show_document(self, document: Document, snapshot: Snapshot) -> None:
        """Show a moment: the gradients at once, what the runs show a little later."""
        super().show_document(document, snapshot)
        self._show_gradients(document, snapshot)

    def show_project(self, project: Project) -> None:
        """Show the lesson that a project belongs to, or the one that is chosen."""
        chain = chain_of(project.network)
        self.controls.setEnabled(chain is not None)
        if chain is not None:
            self.controls.show_chain(chain)
        mark = _known(mark_of(project))
        if mark == self._mark:
            return
        self._mark = mark
        if mark is not None:
            self._lesson = LESSONS[mark.name]
            with QSignalBlocker(self.lessons):
                self.lessons.setCurrentRow(NAMES.index(mark.name))
        self._show_lesson()

    def draw(self, document: Document, snapshot: Snapshot) -> None:
        """Measure the claims on a document."""
        self._show_gradients(document, snapshot)
        lesson = self._lesson
        if lesson is None or not self.is_open or document is self._measured:
            return
        is_first, self._measured = self._measured is None, document
        self.foreign.setVisible(not lesson.is_own(document.project.network))
        found, fresh = lesson.found(document), []
        for row, sentence in zip(self.claims, found, strict=True):
            fresh += [row] if sentence is not None and row.mark == OPEN else []
            row.show_finding(sentence)
        is_done = all(found)
        self.verdict.setVisible(is_done)
        self._explanation.setVisible(is_done)
        if fresh and not is_first:
            self._reveal(self._explanation if is_done else fresh[-1])

    def _reveal(self, part: QWidget) -> None:
        """Scroll to what is new, once it is laid out, unless the panel itself is in use."""
        focused = QApplication.focusWidget()
        in_use = self.underMouse() or (focused is not None and self.isAncestorOf(focused))
        if not in_use:
            _once_laid_out(part, lambda: self.ensureWidgetVisible(part, 0, MARGIN_PX))

    def _reveal_work(self) -> None:
        """Scroll past the list of lessons, so that what is to be done is in sight."""
        _once_laid_out(self, lambda: self.verticalScrollBar().setValue(self._asked.y()))

    def _show_gradients(self, document: Document, snapshot: Snapshot) -> None:
        if self.plot.isVisible():
            self.plot.show_moment(snapshot, twin_snapshot(document))

    def _choose(self, row: int) -> None:
        self._lesson = LESSONS[NAMES[row]]
        self._show_lesson()
        self.show_now()

    def _show_lesson(self) -> None:
        """Show the question of the lesson chosen, or what there is to do."""
        lesson, is_open = self._lesson, self.is_open
        self._measured = None
        self._hint.setVisible(lesson is None)
        self._asked.setVisible(lesson is not None)
        self._work.setVisible(is_open)
        if lesson is None:
            return
        self.question.setText(lesson.question)
        for widget in (self.choices, self.commit, self._undo_note):
            widget.setVisible(not is_open)
        self.answered.setVisible(is_open)
        self.choices.show_choices(() if is_open else lesson.choices)
        for before, after in pairwise((self.lessons, *self.choices.buttons, self.commit)):
            QWidget.setTabOrder(before, after)  # the buttons are the newest, and would be last
        self._show_commit()
        if is_open:
            self._show_work(lesson)

    def _show_work(self, lesson: Lesson) -> None:
        answer = -1 if self._mark is None or self._mark.answer is None else self._mark.answer
        self.answered.setText(f"You said: {lesson.choices[answer]}")
        tasks = [
            beside(QLabel(f"{number}."), wrapped(task))
            for number, task in enumerate(lesson.tasks, 1)
        ]
        self.claims = [ClaimRow(claim.words) for claim in lesson.claims]
        _refill(self._task_column, tasks)
        _refill(self._claim_column, self.claims)
        self._look_for.setText(f"Look for: {lesson.look_for}")
        self._chain.setVisible(lesson.name == CHAIN_LESSON)
        is_right = answer == lesson.right
        right = f"Your answer was another one. Right is: {lesson.choices[lesson.right]}"
        self.verdict.setText("Your answer was right." if is_right else right)
        self._explanation.setText(lesson.explanation)
        for label in (self.foreign, self.verdict, self._explanation):
            label.hide()

    def _show_commit(self) -> None:
        self.commit.setEnabled(self.choices.choice is not None)

    def _answer(self) -> None:
        if self._lesson is not None and self.choices.choice is not None:
            self._open(self._lesson, self._lesson.make(), self.choices.choice)
            self._reveal_work()

    def _begin_again(self) -> None:
        if self._lesson is not None and self._mark is not None:
            self._open(self._lesson, self._lesson.make(), self._mark.answer)

    def _ask_chain(self, chain: Chain) -> None:
        if self._lesson is None or self._mark is None:
            return
        control = self.focusWidget()
        has_keys = control is not None and control.hasFocus()
        self._open(self._lesson, chain_project(chain), self._mark.answer)
        if control is not None and has_keys:  # another network takes the keys to the graph
            control.setFocus()

    def _open(self, lesson: Lesson, project: Project, answer: int | None) -> None:
        title = f"“{lesson.title}”"
        self.edit_requested.emit(replace_project(title, marked(project, lesson.name, answer)))


def _known(mark: Mark | None) -> Mark | None:
    """Return a mark of one of the lessons, without an answer that it does not have."""
    if mark is None or mark.name not in LESSONS:
        return None
    choices = range(len(LESSONS[mark.name].choices))
    return mark if mark.answer in choices else Mark(mark.name, None)


def _once_laid_out(part: QWidget, act: Callable[[], object]) -> None:
    """Act once what was put into the panel is shown, and all of it has its place."""

    def lay_out_and_act() -> None:
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        act()

    QTimer.singleShot(0, part, lay_out_and_act)


def _part() -> tuple[QWidget, QVBoxLayout]:
    """Return a part of the panel that is shown and hidden as one, and its column."""
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GAP_PX)
    return part, column


def _refill(column: QVBoxLayout, widgets: Sequence[QWidget]) -> None:
    """Put other widgets into a column."""
    while (item := column.takeAt(0)) is not None:
        old = item.widget()
        if old is not None:
            old.hide()
            old.deleteLater()
    for widget in widgets:
        column.addWidget(widget)
