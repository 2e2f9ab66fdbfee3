"""The panel of the training: optimizer, rate policy, batches and initial weights."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from skipnet_gui.core.initial_weights import start_weights, without_start_weights
from skipnet_gui.core.numerals import counted, short
from skipnet_gui.core.optimizers import OPTIMIZERS, Optimizer, Option, Rule, optimizer_of
from skipnet_gui.core.policies import CONSTANT, POLICIES, Policy, policy_of
from skipnet_gui.core.policies import Rule as PolicyRule
from skipnet_gui.core.run_spec import ORDERS, PLAIN_SGD
from skipnet_gui.session.document import Document
from skipnet_gui.session.edits import set_run
from skipnet_gui.session.project import Project
from skipnet_gui.session.runs import set_optimizer, set_policy
from skipnet_gui.session.snapshot import Snapshot
from skipnet_gui.ui.panels.boxes import Chooser, NumberBox, whole_box
from skipnet_gui.ui.panels.panel import GAP_PX, Field, Notice, Panel, quiet_label
from skipnet_gui.ui.panels.start import StartWeights
from skipnet_gui.ui.panels.weight_state import WeightState
from skipnet_gui.ui.parts import Part

# What each optimizer does, in a line.
RULES = {
    "sgd": "Each weight goes against its gradient: w − α g",
    "rmsprop": "Each step is divided by the usual size of the weight’s gradients",
    "adam": "The mean gradient, divided by the usual size of the weight’s gradients",
}
ORDER_HELP = "cyclic: the rows as listed; shuffled: in another order each epoch"
SEED_HELP = "The same seed gives the same orders; for shuffled rows alone"


class TrainingPanel(Panel):
    """How the active run trains, and where it starts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("training", "Training", parent)
        self._shown_stage: tuple[Optimizer, Policy] | None = None
        self._add_optimizer()
        self._add_state()
        self._add_policy()
        self._add_batches()
        self._add_start()
        self.column.addStretch(1)

    def _add_optimizer(self) -> None:
        self.add_section("Optimizer")
        titles = {name: rule.title for name, rule in OPTIMIZERS.items()}
        self.optimizer = Chooser("Optimizer", titles)
        field = self._optimizer_field = Field("Optimizer", self.optimizer, RULES["sgd"])
        self.optimizer.chosen.connect(
            lambda name: self._set_optimizer(f"optimizer {titles[name]}", field, Optimizer(name))
        )
        self.column.addWidget(field)
        self._from_here = quiet_label(
            "This run is a branch: another optimizer or rate policy holds from the step shown on."
        )
        self.column.addWidget(self._from_here)
        self.settings: dict[tuple[str, str], NumberBox | QCheckBox] = {}
        self._rules = {name: self._add_rule(rule) for name, rule in OPTIMIZERS.items()}

    def _add_state(self) -> None:
        self.add_section("State of a weight")
        self.state = WeightState()
        self.column.addWidget(self.state)

    def show_highlight(self, part: Part | None) -> None:
        """Show what is remembered of the weight that is pointed at."""
        self.state.show_highlight(part)

    def _add_rule(self, rule: Rule) -> QWidget:
        options = rule.options.items()
        group = _group([self._add_setting(rule.name, name, option) for name, option in options])
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

    def _add_policy(self) -> None:
        self.add_section("Learning rate")
        titles = {name: rule.title for name, rule in POLICIES.items()}
        self.policy = Chooser("Policy of the rate", titles)
        self._policy_field = Field("Policy", self.policy, CONSTANT.rule.help)
        self.policy.chosen.connect(
            lambda name: self._set_policy(
                f"policy {titles[name]}", self._policy_field, Policy(name)
            )
        )
        self.column.addWidget(self._policy_field)
        self.policy_settings: dict[tuple[str, str], NumberBox] = {}
        self._policies = {name: self._add_policy_rule(rule) for name, rule in POLICIES.items()}

    def _add_policy_rule(self, rule: PolicyRule) -> QWidget:
        fields = []
        for name, option in rule.options.items():
            box = whole_box(name) if option.whole else NumberBox(name)
            field = Field(name, box, option.help[0].upper() + option.help[1:])
            self._connect(box, field, partial(self._set_policy_option, field, name))
            self.policy_settings[rule.name, name] = box
            fields.append(field)
        group = _group(fields)
        self.column.addWidget(group)
        return group

    def _add_batches(self) -> None:
        self.add_section("Batches")
        self.batch_size = whole_box("Batch size")
        self.order = Chooser("Order of the rows", dict(zip(ORDERS, ORDERS, strict=True)))
        self.seed = whole_box("Seed of the order")
        self._batch_field = Field("Batch size", self.batch_size)
        order = Field("Order of the rows", self.order, ORDER_HELP)
        self._seed_field = Field("Seed of the order", self.seed, SEED_HELP)
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
        self._show_stage()
        self._from_here.setVisible(run.branched_at > 0)
        self.batch_size.show_value(run.batch_size)
        self._batch_field.show_help(
            f"{counted(spec.rows, 'row')}, {counted(spec.steps_per_epoch, 'step')} an epoch"
        )
        self.order.show_choice(run.order)
        self.seed.show_value(run.seed)
        self._seed_field.setEnabled(run.order == "shuffled")
        self.start.show_weights(
            project.network, start_weights(project.network, run.initial_weights, run.events)
        )

    def show_document(self, document: Document, snapshot: Snapshot) -> None:
        """Show a document and the moment looked at, whose optimizer may be another."""
        super().show_document(document, snapshot)
        self._show_stage()
        self.state.show_document(document, snapshot)

    @property
    def _in_force(self) -> tuple[Optimizer, Policy]:
        """The optimizer and the policy of the step shown."""
        if self._document is None:
            return PLAIN_SGD, CONSTANT
        stage = self._document.spec.stage(self._document.position.step)
        return stage.optimizer, stage.policy

    def _show_stage(self) -> None:
        """Show the settings in force, where they are others than those shown."""
        if self._in_force == self._shown_stage:
            return
        self._shown_stage = self._in_force
        optimizer, policy = self._in_force
        self._show_optimizer(optimizer)
        self.policy.show_choice(policy.name)
        self._policy_field.show_help(policy.rule.help)
        for name, group in self._policies.items():
            group.setVisible(name == policy.name)
        for name, value in policy.options.items():
            self.policy_settings[policy.name, name].show_value(value)

    def _show_optimizer(self, optimizer: Optimizer) -> None:
        self.optimizer.show_choice(optimizer.name)
        self._optimizer_field.show_help(RULES[optimizer.name])
        for name, group in self._rules.items():
            group.setVisible(name == optimizer.name)
        for name, value in optimizer.options.items():
            control = self.settings[optimizer.name, name]
            if isinstance(control, NumberBox):
                control.show_value(value)
            else:
                control.setChecked(bool(value))

    def _set_optimizer(self, title: str, field: Field, optimizer: Optimizer) -> None:
        self._shown_stage = None  # what was chosen may not hold
        if self._document is not None:
            self.request(set_optimizer(self._document, optimizer, title), field.notice)

    def _set_policy(self, title: str, field: Field, policy: Policy) -> None:
        self._shown_stage = None
        if self._document is not None:
            self.request(set_policy(self._document, policy, title), field.notice)

    def _set_policy_option(self, field: Field, name: str, value: float) -> None:
        if self._document is not None:
            _, policy = self._in_force
            changed = policy_of(policy.name, policy.options | {name: value})
            self._set_policy(f"{name} {short(value)}", field, changed)

    def _set(self, title: str, field: Field, **changes: Any) -> None:
        self.request(set_run(title, **changes), field.notice)

    def _set_option(self, field: Field, name: str, value: float | bool) -> None:
        if self._document is None:
            return
        optimizer, _ = self._in_force
        changed = optimizer_of(optimizer.name, optimizer.options | {name: value})
        text = ("on" if value else "off") if isinstance(value, bool) else short(value)
        self._set_optimizer(f"{name} {text}", field, changed)

    def _set_batch_size(self, value: int) -> None:
        self._set(f"batch size {value}", self._batch_field, batch_size=value)

    def _set_seed(self, value: int) -> None:
        self._set(f"seed {value}", self._seed_field, seed=value)

    def _set_start(self, title: str, weights: tuple[float, ...]) -> None:
        if self._document is not None:
            events = without_start_weights(self._document.project.run.events)
            edit = set_run(title, initial_weights=weights, events=events)
            self.request(edit, self._start_notice)


def _group(fields: Sequence[Field]) -> QWidget:
    """Return fields that are shown and hidden together."""
    group = QWidget()
    column = QVBoxLayout(group)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GAP_PX)
    for field in fields:
        column.addWidget(field)
    return group
