"""Other runs behind the active one: drawn, named, within the axes; and the rate that moves."""

import numpy as np
import pytest

from skipnet_gui.core.policies import policy_of
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.session.document import new_document
from skipnet_gui.session.edits import edited, set_rate
from skipnet_gui.session.player import advanced
from skipnet_gui.session.project import project_of
from skipnet_gui.session.runs import branch_here, set_policy, set_twin, show_run
from skipnet_gui.ui.plots.behind import other_runs
from skipnet_gui.ui.plots.lines import Lines, Style
from skipnet_gui.ui.plots.panel import PlotsPanel
from skipnet_gui.ui.plots.polylines import Polylines


@pytest.fixture
def panel(qtbot):
    panel = PlotsPanel()
    qtbot.addWidget(panel)
    panel.resize(1_000, 300)
    panel.show()
    return panel


def branched(rate=0.2):
    document = advanced(new_document(project_of(PRESETS["rattle"].make())), 60).at(20)
    document = edited(document, branch_here(document))
    return advanced(edited(document, set_rate(rate)), 80)


def show(panel, document):
    panel.show_runs(document.project.run.name, other_runs(document))
    panel.show_history(document.spec, document.history, document.position.step)
    panel.grab()


def legend(panel):
    return [key.name for key in panel.plots[0].overlay.face.legend]


def drawn_behind(plot):
    """Every (step, position) of the curves behind, by curve."""
    return [path for _, path in plot.chart.lines._behind]


def test_a_run_alone_has_no_legend(panel):
    show(panel, advanced(new_document(project_of(PRESETS["rattle"].make())), 10))
    assert legend(panel) == []
    assert drawn_behind(panel.plots[0]) == []


def test_the_other_run_is_named_and_drawn_in_every_plot(panel):
    show(panel, branched())
    assert legend(panel) == ["run 1 from 20", "run 1"]
    assert [len(drawn_behind(plot)) for plot in panel.plots] == [1, 4, 4]
    assert not panel.plots[1].overlay.face.legend  # the loss plot names them for all


def test_the_axes_hold_the_other_run_as_well(panel):
    document = branched(rate=0.001).with_active(0)
    show(panel, document)
    view = panel.plots[0].chart.view
    assert panel.steps[1] >= document.histories[1].steps > document.history.steps
    other = [document.histories[1].row(step)[1] for step in range(101)]
    assert view.low <= min(other)
    assert max(other) <= view.high


def test_a_hidden_run_is_not_drawn(panel):
    document = branched()
    document = edited(document, show_run(0, document.project.runs[0], False))
    show(panel, document)
    assert legend(panel) == []


def test_a_twin_has_curves_for_the_weights_that_it_has(panel):
    document = advanced(
        edited(new_document(project_of(PRESETS["rattle"].make())), set_twin(["ws"])), 30
    )
    show(panel, document)
    assert legend(panel) == ["run 1", "twin without wₛ"]
    assert [len(drawn_behind(plot)) for plot in panel.plots] == [1, 3, 3]


def test_a_band_behind_is_drawn_whole(qapp):
    steps, positions = np.repeat(np.arange(20.0), 2), np.tile([0.0, 1.0], 20)[:, None]
    lines = Lines()
    lines.show_behind([(Polylines(steps, positions, True), [Style("#000000", (4, 2), 1.0)])], 50, 9)
    assert [path.elementCount() for _, path in lines._behind] == [40]


def test_a_rate_that_moves_has_a_plot_with_the_run_tables_rates(panel):
    document = branched()
    document = edited(document, set_policy(document, policy_of("bold_driver", {})))
    document = advanced(document, 50)
    show(panel, document)
    plot = panel.plots[3]
    assert plot.isVisible()
    shown = plot._curves.low[:, plot.columns][:, 0]
    rates = [document.history.row(int(step))[0] for step in plot._curves.steps]
    np.testing.assert_array_equal(shown, rates)
    assert len(drawn_behind(plot)) == 1
    show(panel, document.with_active(0))
    assert plot.isVisible()  # as long as one of the runs has such a policy
    document = edited(document.with_active(0), show_run(1, document.project.runs[1], False))
    show(panel, document)
    assert not plot.isVisible()
