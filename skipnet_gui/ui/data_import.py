"""Tables of samples in the window: a file is previewed, its columns chosen, and taken."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QGridLayout, QLabel, QScrollArea, QWidget

from skipnet_gui.core.network import ModelError
from skipnet_gui.core.numerals import counted
from skipnet_gui.core.run_spec import MAX_SEED
from skipnet_gui.files.atomic import write_atomically
from skipnet_gui.files.data_table import (
    DECIMAL_MARKS,
    MAX_BYTES,
    SEPARATORS,
    Options,
    Preview,
    preview,
    read_table,
    write_table,
)
from skipnet_gui.files.errors import FileError
from skipnet_gui.files.reading import bytes_of
from skipnet_gui.session.edits import Edit
from skipnet_gui.session.held_out import parted, set_rows
from skipnet_gui.session.project import Project
from skipnet_gui.ui.data_words import SHARE_TIP, fault_of_data, needed, rows_words
from skipnet_gui.ui.import_table import ImportTable, column_title, guessed
from skipnet_gui.ui.live_form import FIELD_PX, FORM_PX, GAP_PX, LiveForm
from skipnet_gui.ui.loop import Loop
from skipnet_gui.ui.panels.boxes import Chooser
from skipnet_gui.ui.panels.panel import quiet_label
from skipnet_gui.ui.panels.samples import column_names
from skipnet_gui.ui.step_box import steps_of, whole_steps
from skipnet_gui.ui.store import Store

TABLE_FILTER = "Tables (*.csv *.tsv *.txt);;All files (*)"
EXPORT_FILTER = "Tables (*.csv *.tsv);;All files (*)"
COLUMNS_PX = 180  # height of the list of columns


def ask_import(window: QWidget, store: Store, loop: Loop) -> None:
    """Ask for a table, and put samples from its columns in place of the data in one edit."""
    folder = str(store.path.parent) if store.path else ""
    with loop.held():
        name, _ = QFileDialog.getOpenFileName(window, "Import data", folder, TABLE_FILTER)
    if name:
        import_from(Path(name), window, store, loop)


def import_from(path: Path, window: QWidget, store: Store, loop: Loop) -> None:
    """Ask how a table is to be read, and take its samples."""
    try:
        dialog = ImportDialog(window, path.name, bytes_of(path, MAX_BYTES), store.document.project)
    except FileError as error:
        store.problem.emit(f"{path.name} was not read: {error.words}.")
        return
    with loop.held():
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
    if accepted:
        loop.pause()
        store.edit(dialog.edit)


class ImportDialog(LiveForm):
    """Asks how a table is written, and which column each input and output takes.

    Attributes
    ----------
    edit
        The edit that puts the samples in place; there once they were taken.

    Raises
    ------
    FileError
        If the bytes are no table at all.
    """

    edit: Edit

    def __init__(self, parent: QWidget | None, name: str, content: bytes, project: Project) -> None:
        super().__init__(parent, f"Import data from {name}", "import_dialog", "Import")
        self._name, self._content, self._project = name, content, project
        self._preview = preview(content)
        self._wanted = column_names(project.network)
        self._add_options(self._preview.options)
        self._add_columns()
        self._add_table()
        self._offer_columns()
        self.refresh()
        self._separator.setFocus()

    def _add_options(self, options: Options) -> None:
        self.add_section("How it is written")
        self._separator = self.add_chooser("Separator", "separator", SEPARATORS, options.separator)
        self._decimal = self.add_chooser("Decimal mark", "decimal", DECIMAL_MARKS, options.decimal)
        self._header = self.add_check("The first row holds names", "header", options.header)
        for changed in (self._separator.chosen, self._decimal.chosen, self._header.clicked):
            changed.connect(lambda _: self._read_again())
        self.add_section("What the network takes")
        self._about = self.add_help(f"The network has {needed(self._project.network)}.")

    def _add_columns(self) -> None:
        self._choosers: list[Chooser] = []
        self._columns = QScrollArea()
        self._columns.setFrameShape(QScrollArea.Shape.NoFrame)
        self._columns.setWidgetResizable(True)
        self._columns.setFixedSize(FORM_PX, COLUMNS_PX)
        self._columns.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.add_wide(self._columns)

    def _add_table(self) -> None:
        self.add_section("Test rows")
        self._share = self.add_box(
            "Share for the test", "test_share", "0", steps_of(0.05), SHARE_TIP
        )
        tip = "The same seed gives the same rows"
        self._seed = self.add_box("Seed", "split_seed", "0", whole_steps(0), tip)
        self._table = ImportTable()
        self._below = quiet_label()
        self.picture.addWidget(self._table, 1)
        self.picture.addWidget(self._below)

    def _read_again(self) -> None:
        """Read the beginning of the table as it is said to be written."""
        chosen = Options(self._separator.choice, self._decimal.choice, self._header.isChecked())
        try:
            self._preview = preview(self._content, chosen)
        except FileError as error:
            self._preview = Preview(chosen, (), (), (), (), ())
            self._offer_columns()
            self.refuse(f"{error.place[:1].upper()}{error.place[1:]}: {error.problem}.")
            return
        self._offer_columns()
        self.refresh()

    def _offer_columns(self) -> None:
        """Offer a column to each input and output; the guessed ones are chosen."""
        shown, network = self._preview, self._project.network
        items = {column: column_title(shown, column) for column in range(len(shown.columns))}
        guess = guessed(shown, len(network.inputs), len(network.outputs))
        content = QWidget()
        grid = QGridLayout(content)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(GAP_PX)
        grid.setColumnStretch(0, 1)
        self._choosers = []
        for row, (name, column) in enumerate(zip(self._wanted, guess, strict=False)):
            chooser = Chooser(f"Column of {name}", items)
            chooser.setObjectName(f"column_{row}")
            chooser.setFixedWidth(FIELD_PX)
            chooser.show_choice(column)
            chooser.chosen.connect(lambda _: self.refresh())
            label = QLabel(name)
            label.setBuddy(chooser)
            grid.addWidget(label, row, 0)
            grid.addWidget(chooser, row, 1)
            self._choosers.append(chooser)
        grid.setRowStretch(len(self._wanted), 1)
        self._columns.setWidget(content)

    def read(self) -> None:
        """Show which column goes where; a table with too few columns cannot be taken."""
        shown = self._preview
        chosen = [chooser.choice for chooser in self._choosers]
        self._table.show_preview(shown, list(zip(chosen, self._wanted, strict=False)))
        unused = len(shown.columns) - len(set(chosen))
        rest = f"; {counted(unused, 'column')} not used" if unused else ""
        self._below.setText(f"The first {counted(len(shown.rows), 'row')}{rest}")
        self._drawn()
        if len(chosen) < len(self._wanted):
            has = counted(len(shown.columns), "column")
            wanted = f"The network needs {needed(self._project.network)}"
            raise ValueError(f"{wanted}, one column each; the table has {has}")

    def _drawn(self) -> tuple[float, int]:
        """Return the share of the rows for the test, and the seed that draws them."""
        share, seed = self.number(self._share), self.whole(self._seed, 0, MAX_SEED)
        if not 0.0 <= share < 1.0:
            raise ValueError("Share for the test: must be 0, or above it and below 1")
        return share, seed

    def take(self) -> None:
        """Read the whole table; what cannot be read is said with its row and column."""
        split = len(self._project.network.inputs)
        columns = [chooser.choice for chooser in self._choosers]
        try:
            data = read_table(
                self._content, self._preview.options, columns[:split], columns[split:]
            )
            rows = parted(data, *self._drawn())
            edit = set_rows(f"data from {self._name}{rows_words(*rows)}", *rows)
            edit.change(self._project, 0)
        except FileError as error:
            self.refuse(f"{error.place[:1].upper()}{error.place[1:]}: {error.problem}.")
        except ModelError as error:
            self.refuse(fault_of_data(error, self._project.network))
        else:
            self.edit = edit
            self.accept()


def export_data(window: QWidget, store: Store, loop: Loop) -> None:
    """Ask for a file, and write the data to it as a table."""
    start = store.path.with_name(f"{store.path.stem}-data.csv") if store.path else "data.csv"
    with loop.held():
        name, _ = QFileDialog.getSaveFileName(window, "Export data", str(start), EXPORT_FILTER)
    if name:
        path = Path(name)
        export_to(path if path.suffix else path.with_suffix(".csv"), store)


def export_to(path: Path, store: Store) -> None:
    """Write the data as a table, TSV where the name ends so."""
    if store.path is not None and path.resolve() == store.path:
        store.problem.emit(f"{path.name} is the project itself; choose another name.")
        return
    project = store.document.project
    network, options = project.network, Options("\t" if path.suffix.lower() == ".tsv" else ",")
    single = len(network.outputs) == 1
    outputs = ["y"] if single else [f"y_{output}" for output in network.outputs]
    try:
        write_atomically(path, write_table(project.data, network.inputs, outputs, options))
    except FileError as error:
        store.problem.emit(f"{path.name} was not written: {error.words}.")
    else:
        test = project.test
        rest = "" if test is None else f", without {counted(len(test.x), 'test row')}"
        store.told.emit(f"Wrote {counted(len(project.data.x), 'row')} to {path.name}{rest}.")
