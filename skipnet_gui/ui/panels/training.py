"""The panel of the training: optimizer, batches and initial weights."""

from typing import Any

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from skipnet_gui.core.initial_weights import start_weights, without_start_weights
from skipnet_gui.core.numerals import grouped, short
from skipnet_gui.core.optimizers import OPTIMIZERS, Optimizer, Option, Rule, optimizer_of
from skipnet_gui.core.run_spec import ORDERS
from skipnet_gui.session.edits import set_run
from skipnet_gui.session.project import Project
from skipnet_gui.ui.panels.boxes import Chooser, NumberBox, whole_box
from skipnet_gui.ui.panels.panel import GAP_PX, Field, Notice, Panel, quiet_label
from skipnet_gui.ui.panels.start import StartWeights


class TrainingPanel(Panel):
    """How the active run trains, and where it starts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("training", "Training", parent)
        self._add_optimizer()
        self._add_batches()
        self._add_start()
        self.column.addStretch(1)

    def _add_optimizer(self) -> None:
        self.add_section("Optimizer")
        titles = {name: rule.title for name, rule in OPTIMIZERS.items()}
        self.optimizer = Chooser("Optimizer", titles)
        field = Field("Optimizer", self.optimizer)
        self.optimizer.chosen.connect(
            lambda name: self._set(f"optimizer {titles[name]}", field, optimizer=Optimizer(name))
        )
        self.column.addWidget(field)
        self.settings: dict[tuple[str, str], NumberBox | QCheckBox] = {}
        self._rules = {name: self._add_rule(rule) for name, rule in OPTIMIZERS.items()}

    def _add_rule(self, rule: Rule) -> QWidget:
        group = QWidget()
        column = QVBoxLayout(group)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_PX)
        for name, option in rule.options.items():
            column.addWidget(self._add_setting(rule.name, name, option))
        self.column.addWidget(group)
        return group

    def _add_setting(self, rule: str, name: str, option: Option) -> Field:
        help_line = option.help[0].upper() + option.help[1:]
        if isinstance(option.default, bool):
            check = QCheckBox()
            check.setAccessibleName(name)
            field = Field(name, check, help_line)
            check.clicked.connect(lambda checked: self._set_option(field, name, checked))
            self.settings[rule, name] = check
        else:
            box = NumberBox(name)
            field = Field(name, box, help_line)
            self._connect(box, field, lambda value: self._set_option(field, name, value))
            self.settings[rule, name] = box
        return field

    def _add_batches(self) -> None:
        self.add_section("Batches")
        self.batch_size = whole_box("Batch size")
        self.order = Chooser("Order of the rows", dict(zip(ORDERS, ORDERS, strict=True)))
        self.seed = whole_box("Seed of the order")
        self._batch_field = Field("Batch size", self.batch_size)
        order = Field("Order of the rows", self.order)
        self._seed_field = Field("Seed of the order", self.seed)
        self._connect(self.batch_size, self._batch_field, self._set_batch_size)
        self._connect(self.seed, self._seed_field, self._set_seed)
        self.order.chosen.connect(lambda name: self._set(f"{name} order", order, order=name))
        for field in (self._batch_field, order, self._seed_field):
            self.column.addWidget(field)

    def _add_start(self) -> None:
        self.add_section("Initial weights")
        self.column.addWidget(quiet_label("Where step 0 starts from."))
        self.start = StartWeights()
        self._start_notice = Notice()
        self.start.requested.connect(self._set_start)
        self.start.refused.connect(self.refuse)
        self.column.addWidget(self.start)
        self.column.addWidget(self._start_notice)

    def _connect(self, box: NumberBox, field: Field, commit: Any) -> None:
        box.committed.connect(commit)
        box.refused.connect(lambda sentence: self.refuse(sentence, field.notice))

    def show_project(self, project: Project) -> None:
        """Show the settings of the active run."""
        run, spec = project.run, project.spec
        self.optimizer.show_choice(run.optimizer.name)
        for name, group in self._rules.items():
            group.setVisible(name == run.optimizer.name)
        for name, value in run.optimizer.options.items():
            control = self.settings[run.optimizer.name, name]
            if isinstance(control, NumberBox):
                control.show_value(value)
            else:
                control.setChecked(bool(value))
        self.batch_size.show_value(run.batch_size)
        self._batch_field.show_help(
            f"{_counted(spec.rows, 'row')}, {_counted(spec.steps_per_epoch, 'step')} an epoch"
        )
        self.order.show_choice(run.order)
        self.seed.show_value(run.seed)
        self._seed_field.setEnabled(run.order == "shuffled")
        self.start.show_weights(
            project.network, start_weights(project.network, run.initial_weights, run.events)
        )

    def _set(self, title: str, field: Field, **changes: Any) -> None:
        self.request(set_run(title, **changes), field.notice)

    def _set_option(self, field: Field, name: str, value: float | bool) -> None:
        if self._document is None:
            return
        optimizer = self._document.project.run.optimizer
        changed = optimizer_of(optimizer.name, optimizer.options | {name: value})
        text = ("on" if value else "off") if isinstance(value, bool) else short(value)
        self._set(f"{name} {text}", field, optimizer=changed)

    def _set_batch_size(self, value: int) -> None:
        self._set(f"batch size {value}", self._batch_field, batch_size=value)

    def _set_seed(self, value: int) -> None:
        self._set(f"seed {value}", self._seed_field, seed=value)

    def _set_start(self, title: str, weights: tuple[float, ...]) -> None:
        if self._document is not None:
            events = without_start_weights(self._document.project.run.events)
            edit = set_run(title, initial_weights=weights, events=events)
            self.request(edit, self._start_notice)


def _counted(count: int, word: str) -> str:
    return f"{grouped(count)} {word}" if count == 1 else f"{grouped(count)} {word}s"
