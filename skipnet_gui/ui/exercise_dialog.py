"""The dialog “New exercise”: a lesson, a seed, what is given, and sheets to print."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from skipnet_gui.core.exercises import LESSONS, Lesson, exercise
from skipnet_gui.core.notation import name_symbol
from skipnet_gui.core.numerals import full
from skipnet_gui.core.run_spec import RunSpec
from skipnet_gui.files.atomic import write_atomically
from skipnet_gui.files.errors import FileError
from skipnet_gui.files.exercise_sheet import answer_key, student_sheet
from skipnet_gui.session.edits import replace_project
from skipnet_gui.session.project import project_of
from skipnet_gui.ui.exercise_drawing import HEIGHT, WIDTH, draw_network
from skipnet_gui.ui.exercise_pdf import given_lines, key_pdf, sheet_pdf
from skipnet_gui.ui.loop import Loop
from skipnet_gui.ui.panels.boxes import Chooser, whole_box
from skipnet_gui.ui.panels.panel import Notice, quiet_label
from skipnet_gui.ui.store import Store
from skipnet_gui.ui.theme import font

FIRST_SEED = 1
MARGIN_PX, GAP_PX = 16, 10
BOX_PX = 110
PICTURE_PX = 720
PEN_PX = 2  # room for the outer halves of the lines
FILTER = "PDF (*.pdf);;Answer sheets (*.csv)"

Contents = dict[str, Callable[[], bytes]]


def make_exercise(window: QWidget, store: Store, loop: Loop) -> None:
    """Ask for an exercise, and make it the project in one edit, with nothing computed yet."""
    folder = str(store.path.parent) if store.path else ""
    with loop.held():
        dialog = ExerciseDialog(window, folder)
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
    if accepted:
        loop.pause()
        store.edit(replace_project(f"exercise {dialog.number}", project_of(dialog.spec)))
        store.show_operation(0)


class ExerciseDialog(QDialog):
    """Chooses an exercise by lesson and seed, and writes its sheet and its key.

    Attributes
    ----------
    spec
        The exercise shown.
    """

    def __init__(self, parent: QWidget | None, folder: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle("New exercise")
        self.setObjectName("exercise_dialog")
        self._folder = folder
        self._make_fields()
        self._make_preview()
        self._lay_out()
        self.show_seed(FIRST_SEED)

    @property
    def lesson(self) -> Lesson:
        """The lesson chosen."""
        return LESSONS[self._lessons.choice]

    @property
    def number(self) -> str:
        """The exercise's number: that of its lesson, and its seed. It tells no student more."""
        return f"{list(LESSONS).index(self.lesson.key) + 1}.{self._seed}"

    def _make_fields(self) -> None:
        titles = {key: lesson.title for key, lesson in LESSONS.items()}
        self._lessons = Chooser("Lesson", titles)
        self._lessons.setObjectName("lesson")
        self._lessons.chosen.connect(lambda _: self.show_seed(self._seed))
        self._sentence = quiet_label()
        self._sentence.setObjectName("lesson_sentence")
        self._box = whole_box("Seed")
        self._box.setObjectName("exercise_seed")
        self._box.setToolTip("The same lesson and seed give the same exercise everywhere")
        self._box.setFixedWidth(BOX_PX)
        self._box.committed.connect(self.show_seed)
        self._box.refused.connect(lambda sentence: self._tell("", sentence))
        self._another = _button("Another", "another_exercise", self._show_another)
        self._another.setToolTip("The next seed")

    def _make_preview(self) -> None:
        self._picture = Picture()
        self._given, self._meanings = QLabel(), quiet_label()
        self._given.setObjectName("exercise_given")
        self._given.setFont(font(bold=True))
        for label in (self._given, self._meanings):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._notice = Notice()
        self._told = quiet_label()

    def _lay_out(self) -> None:
        form = QGridLayout()
        form.setHorizontalSpacing(GAP_PX)
        form.setColumnStretch(1, 1)
        for row, (words, control) in enumerate((("Lesson", self._lessons), ("Seed", self._box))):
            label = QLabel(words)
            label.setBuddy(control)
            form.addWidget(label, 2 * row, 0)
        form.addWidget(self._lessons, 0, 1)
        form.addWidget(self._sentence, 1, 1)
        seeds = QHBoxLayout()
        seeds.addWidget(self._box)
        seeds.addWidget(self._another)
        seeds.addStretch(1)
        form.addLayout(seeds, 2, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX)
        column.setSpacing(GAP_PX)
        column.addLayout(form)
        for widget in (self._picture, self._given, self._meanings, self._told, self._notice):
            column.addWidget(widget)
        column.addStretch(1)
        column.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(_button("Save student’s sheet …", "save_sheet", self._save_sheet))
        row.addWidget(_button("Save key …", "save_key", self._save_key))
        row.addStretch(1)
        # Neither is the default: Enter in the box of the seed only takes the seed.
        row.addWidget(_button("Cancel", "leave_exercise", self.reject))
        row.addWidget(_button("Work on it", "take_exercise", self.accept))
        return row

    def show_seed(self, seed: int) -> None:
        """Show the exercise of the lesson chosen with a seed."""
        self._seed = seed
        self._box.show_value(seed)
        self.spec = exercise(self.lesson.key, seed)
        self._sentence.setText(self.lesson.sentence)
        given, meanings = given_lines(self.spec)
        self._given.setText(given)
        self._meanings.setText(meanings)
        self._picture.show_exercise(self.spec)
        self._tell("", "")

    def _show_another(self) -> None:
        self.show_seed(self._seed + 1)

    def _save_sheet(self) -> None:
        spec, title = self.spec, f"Exercise {self.number}"
        self._save(
            "Save student’s sheet",
            "",
            {
                ".pdf": lambda: sheet_pdf(spec, title),
                ".csv": lambda: student_sheet(spec.network).encode(),
            },
        )

    def _save_key(self) -> None:
        spec, note = self.spec, f"{self.lesson.title}. {self.lesson.sentence}"
        self._save(
            "Save key",
            "-key",
            {
                ".pdf": lambda: key_pdf(spec, f"Exercise {self.number}: key", note),
                ".csv": lambda: answer_key(spec).encode(),
            },
        )

    def _save(self, title: str, ending: str, contents: Contents) -> None:
        """Ask for a file and write to it what its ending asks for."""
        start = str(Path(self._folder) / f"exercise-{self.number.replace('.', '-')}{ending}.pdf")
        name, kind = QFileDialog.getSaveFileName(self, title, start, FILTER)
        if name:
            self._write(_with_ending(Path(name), kind), contents)

    def _write(self, path: Path, contents: Contents) -> None:
        content = contents.get(path.suffix.lower())
        if content is None:
            self._tell("", f"{path.name} was not written: its name must end in .pdf or .csv.")
            return
        try:
            write_atomically(path, content())
        except FileError as error:
            self._tell("", f"{path.name} was not written: {error.words}.")
        else:
            self._tell(f"Wrote {path.name}.", "")

    def _tell(self, told: str, problem: str) -> None:
        self._told.setText(told)
        self._notice.show_sentence(problem)


class Picture(QWidget):
    """The network of an exercise with what is given, as on the sheet."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("exercise_picture")
        self.setAccessibleName("The network of the exercise")
        self.setMinimumSize(self.sizeHint())
        self._spec: RunSpec | None = None

    def sizeHint(self) -> QSize:
        """Return a size at which its texts are legible."""
        return QSize(PICTURE_PX, round(PICTURE_PX * HEIGHT / WIDTH))

    def show_exercise(self, spec: RunSpec) -> None:
        """Show another exercise."""
        self._spec = spec
        pairs = zip(spec.network.weight_names, spec.initial_weights, strict=True)
        weights = (f"{name_symbol(name)} = {full(value)}" for name, value in pairs)
        self.setAccessibleDescription(", ".join(weights))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the network as large as fits."""
        if self._spec is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = min((self.width() - PEN_PX) / WIDTH, self.height() / HEIGHT)
        painter.translate((self.width() - WIDTH * scale) / 2, 0.0)
        painter.scale(scale, scale)
        draw_network(painter, self._spec, self.palette().windowText().color())
        painter.end()


def _button(words: str, name: str, do: Callable[[], object]) -> QPushButton:
    made = QPushButton(words)
    made.setObjectName(name)
    made.setAutoDefault(False)
    made.clicked.connect(lambda _: do())
    return made


def _with_ending(path: Path, kind: str) -> Path:
    """Return the path; one without an ending gets that of the chosen kind of file."""
    ending = ".csv" if "csv" in kind else ".pdf"
    return path if path.suffix else path.with_suffix(ending)
