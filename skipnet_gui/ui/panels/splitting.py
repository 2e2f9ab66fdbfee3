"""Fields to hold out some of the rows for a test, and to train on all of them again."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from skipnet_gui.core.run_spec import MAX_SEED
from skipnet_gui.session.held_out import join_again, split_off
from skipnet_gui.session.project import Project
from skipnet_gui.ui.panels.boxes import NumberBox, whole_box
from skipnet_gui.ui.panels.panel import GAP_PX, Field, Notice, Panel, quiet_label

USUAL_SHARE = 0.25
ABOUT = "Test rows are never trained on. Their loss is drawn beside the training loss."


class Splitting(QObject):
    """The section “Test rows” of a panel; share and seed are kept until they are used."""

    def __init__(self, panel: Panel) -> None:
        super().__init__(panel)
        self._panel, self._notice = panel, Notice()
        panel.add_section("Test rows")
        panel.column.addWidget(quiet_label(ABOUT))
        self.share, self.seed = NumberBox("Share of the rows"), whole_box("Seed of the split")
        self.share.setObjectName("test_share")
        self.seed.setObjectName("split_seed")
        share = Field("Share of the rows", self.share, "0.25 holds out a quarter of them")
        seed = Field("Seed", self.seed, "The same seed gives the same split of the same rows")
        for box, field in ((self.share, share), (self.seed, seed)):
            box.committed.connect(box.show_value)
            box.refused.connect(lambda text, field=field: panel.refuse(text, field.notice))
            panel.column.addWidget(field)
        self.share.show_value(USUAL_SHARE)
        self.seed.show_value(0)
        self.split = QPushButton("Split")
        self.split.setToolTip("Draw the test rows from all rows; once they are drawn, join first")
        self.split.clicked.connect(lambda _: self._split())
        self.join = QPushButton("Join again")
        self.join.setToolTip("Train on all rows again, the test rows last")
        self.join.clicked.connect(lambda _: panel.request(join_again(), self._notice))
        row = QHBoxLayout()
        row.setSpacing(GAP_PX)
        for button in (self.split, self.join):
            row.addWidget(button, 1)
        panel.column.addWidget(self._notice)
        panel.column.addLayout(row)

    def show_project(self, project: Project) -> None:
        """Offer what can be done with a project's rows."""
        # A second press would draw from rows in another order: Space on the button, say.
        self.split.setEnabled(project.test is None)
        self.join.setEnabled(project.test is not None)

    def _split(self) -> None:
        share, seed = float(self.share.value or 0.0), int(self.seed.value or 0)
        if seed > MAX_SEED:
            self._panel.refuse(f"A seed is at most {MAX_SEED}.", self._notice)
        else:
            self._panel.request(split_off(share, seed), self._notice)
