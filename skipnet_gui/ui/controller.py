"""What the commands do, each in a few lines."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from skipnet_gui.session.edits import restart, set_rate, set_weights
from skipnet_gui.session.player import OPERATION, advanced
from skipnet_gui.session.runs import branch_here
from skipnet_gui.session.walk import walked, walked_back
from skipnet_gui.ui.loop import Loop
from skipnet_gui.ui.store import Store

AT_ONCE = 8  # updates that are not worth a run of their own


class Controller(QObject):
    """Carries out the commands on the store and the loop."""

    def __init__(self, window: QWidget, store: Store, loop: Loop) -> None:
        super().__init__(window)
        self._window, self._store, self._loop = window, store, loop

    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """Return the handler of each command that trains, travels or edits."""
        return {
            "run": self.run_or_pause,
            "step": self.step,
            "back": self.back,
            "operation": self.operation,
            "operation_back": self.operation_back,
            "reset": lambda: self.go_to(0),
            "to_end": lambda: self.go_to(self._store.document.history.steps),
            "restart": self.restart,
            "run_until": self.run_until,
            "halve_rate": lambda: self.scale_rate(0.5),
            "double_rate": lambda: self.scale_rate(2.0),
            "branch": self.branch,
            "next_run": lambda: self.turn_runs(1),
            "previous_run": lambda: self.turn_runs(-1),
            "new_exercise": self.new_exercise,
            "new_network": self.new_network,
            "make_data": self.make_data,
            "import_data": self.import_data,
            "export_data": self.export_data,
            "undo": self.undo,
            "redo": self.redo,
        }

    def new_exercise(self) -> None:
        """Ask for a lesson and a seed, and work on that exercise."""
        # With all that it draws on it would cost a start 12 ms, for what few starts need.
        from skipnet_gui.ui.exercise_dialog import make_exercise

        make_exercise(self._window, self._store, self._loop)

    def new_network(self) -> None:
        """Ask for layers, widths and skips, and work on that network."""
        from skipnet_gui.ui.new_network_dialog import ask_new_network

        ask_new_network(self._window, self._store, self._loop)

    def make_data(self) -> None:
        """Ask for a generator, and train on what it makes."""
        from skipnet_gui.ui.data_making import make_data

        make_data(self._window, self._store, self._loop)

    def import_data(self) -> None:
        """Ask for a table and its columns, and train on it."""
        from skipnet_gui.ui.data_import import ask_import

        ask_import(self._window, self._store, self._loop)

    def export_data(self) -> None:
        """Write the data as a table."""
        from skipnet_gui.ui.data_import import export_data

        export_data(self._window, self._store, self._loop)

    def run_or_pause(self) -> None:
        """Run, or pause."""
        if self._loop.running:
            self._loop.pause()
        else:
            self._loop.run()

    def step(self) -> None:
        """Go one step of the chosen size forward; one that takes long is run to its end."""
        if self._store.step_size == OPERATION:
            self.operation()
            return
        self._loop.pause()
        steps = self._loop.steps_at_once
        if steps <= AT_ONCE:
            self._store.show(advanced(self._store.document, steps))
        else:
            self._loop.run(self._store.document.position.step + steps, flat_out=True)

    def back(self) -> None:
        """Go one step of the chosen size back."""
        if self._store.step_size == OPERATION:
            self.operation_back()
            return
        self._loop.pause()
        self._store.show_step(self._store.document.position.step - self._loop.steps_back)

    def operation(self) -> None:
        """Do the next operation; past the last one the next step begins."""
        self._loop.pause()
        self._store.show(walked(self._store.document))

    def operation_back(self) -> None:
        """Take the last operation back."""
        self._loop.pause()
        self._store.show(walked_back(self._store.document))

    def go_to(self, step: int) -> None:
        """Go to a recorded step."""
        self._loop.pause()
        self._store.show_step(step)

    def go_to_operation(self, count: int | None) -> None:
        """Show the step with a number of its operations done; None computes everything."""
        self._loop.pause()
        self._store.show_operation(count)

    def restart(self) -> None:
        """Drop recorded steps and events, and keep start and rate."""
        self._loop.pause()
        self._store.edit(restart(self._store.snapshot.learning_rate))

    def branch(self) -> None:
        """Start a run from the step shown, with the same past."""
        self._loop.pause()
        self._store.edit(branch_here(self._store.document))

    def choose_run(self, index: int) -> None:
        """Make another run active."""
        self._loop.pause()
        self._store.activate(index)

    def turn_runs(self, by: int) -> None:
        """Make the next run active, or the one before; after the last comes the first."""
        project = self._store.document.project
        self.choose_run((project.active_run + by) % len(project.runs))

    def run_until(self) -> None:
        """Ask for steps, epochs, a loss or a flat one, and run until that is reached."""
        from skipnet_gui.ui.run_until import RunUntilDialog

        per_epoch = self._store.document.spec.steps_per_epoch
        with self._loop.held():
            dialog = RunUntilDialog(self._window, per_epoch)
            accepted = dialog.exec() == RunUntilDialog.DialogCode.Accepted
        if not accepted:
            return
        until, here = None, self._store.document.position.step
        if dialog.steps is not None:
            until = here + dialog.steps
        elif dialog.epochs is not None:
            until = (here // per_epoch + dialog.epochs) * per_epoch
        self._loop.run(until, dialog.loss, dialog.flat)

    def scale_rate(self, factor: float) -> None:
        """Multiply the learning rate."""
        self.set_rate(self._store.snapshot.learning_rate * factor)

    def set_rate(self, value: float) -> None:
        """Set the learning rate from the step shown on, if it is another."""
        if value != self._store.snapshot.learning_rate:
            self._store.edit(set_rate(value))

    def set_weight_of(self, name: str, value: float) -> None:
        """Set a weight by its name, from a picture of the network that lacks some edges."""
        names = self._store.snapshot.network.weight_names
        self.set_weight(names.index(name), value)

    def set_weight(self, edge: int, value: float) -> None:
        """Set a weight at the step shown, if it is another value."""
        snapshot = self._store.snapshot
        if value != snapshot.weights[edge]:
            self._store.edit(set_weights({snapshot.network.edges[edge].weight: value}))

    def pin_sample(self, row: int | None) -> None:
        """Show a row of the data, or follow the batch again."""
        self._store.show(self._store.document.with_sample(row))

    def undo(self) -> None:
        """Take the last edit back."""
        self._loop.pause()
        self._store.undo()

    def redo(self) -> None:
        """Bring the last undone edit back."""
        self._loop.pause()
        self._store.redo()
