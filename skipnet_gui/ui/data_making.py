"""The dialog “Make data”: samples by a rule, a seed and noise, with a picture of them."""

from PySide6.QtWidgets import QDialog, QWidget

from skipnet_gui.core.generators import GENERATORS, Generator, generated
from skipnet_gui.core.network import ModelError, Network
from skipnet_gui.core.numerals import full, grouped
from skipnet_gui.core.run_spec import MAX_DATA_VALUES, MAX_SEED
from skipnet_gui.session.edits import Edit
from skipnet_gui.session.held_out import parted, set_rows
from skipnet_gui.session.project import Project
from skipnet_gui.ui.data_sketch import DataSketch
from skipnet_gui.ui.data_words import SHARE_TIP, fault_of_data, needed, rows_words, sides
from skipnet_gui.ui.live_form import LiveForm
from skipnet_gui.ui.loop import Loop
from skipnet_gui.ui.panels.panel import quiet_label
from skipnet_gui.ui.step_box import steps_of, whole_steps
from skipnet_gui.ui.store import Store

LEGEND = "○ y = 0   ■ y = 1"


def make_data(window: QWidget, store: Store, loop: Loop) -> None:
    """Ask for a rule, and put its samples in place of the data in one edit."""
    with loop.held():
        dialog = MakeDataDialog(window, store.document.project)
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
    if accepted:
        loop.pause()
        store.edit(dialog.edit)


class MakeDataDialog(LiveForm):
    """Asks for a rule of the table of generators, rows, noise and seed.

    Attributes
    ----------
    edit
        The edit that puts the data shown in place.
    """

    edit: Edit

    def __init__(self, parent: QWidget | None, project: Project) -> None:
        super().__init__(parent, "Make data", "make_data_dialog", "Use these data")
        self._project = project
        first = first_fitting(project.network)
        self.add_section("Data")
        titles = {name: row.title for name, row in GENERATORS.items()}
        self._rule = self.add_chooser("Rule", "generator", titles, first.name)
        self._about = self.add_help()
        self._rows = self.add_box("Rows", "rows", "", whole_steps(1))
        self._noise = self.add_box(
            "Noise", "noise", "", steps_of(0.05), "Standard deviation, 0 for none"
        )
        tip = "The same seed gives the same data"
        self._seed = self.add_box("Seed", "data_seed", "0", whole_steps(0), tip)
        self._share = self.add_box(
            "Share for the test", "test_share", "0", steps_of(0.05), SHARE_TIP
        )
        self._sketch = DataSketch()
        self._legend = quiet_label()
        self.picture.addWidget(self._sketch, 1)
        self.picture.addWidget(self._legend)
        self._rule.chosen.connect(lambda _: self._take_usual())
        self._take_usual()
        self.begin_at(self._rows)

    def _take_usual(self) -> None:
        """Write the rule's usual number of rows and noise into their boxes."""
        rule = GENERATORS[self._rule.choice]
        self._rows.setText(str(rule.rows))
        self._noise.setText(full(rule.noise))
        self.refresh()

    def read(self) -> None:
        """Read the fields, and show the data that they ask for."""
        rule = GENERATORS[self._rule.choice]
        self._sketch.show_data(None)  # nothing that was asked for before
        self._legend.setText("")
        self._about.setText(rule_words(rule))
        rows = self.whole(self._rows, 1, MAX_DATA_VALUES // (rule.inputs + rule.outputs))
        noise, seed = self.number(self._noise), self.whole(self._seed, 0, MAX_SEED)
        data = generated(rule.name, seed, rows, noise)
        self._sketch.show_data(data, f"{rule.title}, {grouped(rows)} rows")
        self._legend.setText(LEGEND if rule.inputs == 2 else "")
        training, test = parted(data, self.number(self._share), seed)
        network = self._project.network
        if not fits(rule, network):
            wanted = f"These data need a network with {sides(rule.inputs, rule.outputs)}"
            raise ValueError(f"{wanted}; this one has {needed(network)}")
        title = f"data “{rule.title}”, seed {seed}{rows_words(training, test)}"
        self.edit = set_rows(title, training, test)
        self.edit.change(self._project, 0)  # refuses what the loss forbids

    def sentence(self, error: ValueError) -> str:
        """Return why the data cannot be, as a sentence."""
        if isinstance(error, ModelError):
            return fault_of_data(error, self._project.network)
        return super().sentence(error)


def fits(rule: Generator, network: Network) -> bool:
    """Whether the data of a rule have as many columns as the network needs."""
    return (rule.inputs, rule.outputs) == (len(network.inputs), len(network.outputs))


def first_fitting(network: Network) -> Generator:
    """Return the first rule whose data the network can take, or else the first one."""
    rules = GENERATORS.values()
    return next((rule for rule in rules if fits(rule, network)), next(iter(rules)))


def rule_words(rule: Generator) -> str:
    """Return the columns of a rule's data, and what its noise moves."""
    moved = "points" if rule.labels else "targets"
    return f"{sides(rule.inputs, rule.outputs)}; noise moves the {moved}"
