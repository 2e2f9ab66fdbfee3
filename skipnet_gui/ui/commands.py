"""The commands as a table: id, words, keys, and when each is possible."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtGui import QKeySequence

from skipnet_gui.session.facts import Facts

Keys = tuple[str | QKeySequence.StandardKey, ...]
_STANDARD = QKeySequence.StandardKey


def _always(_: Facts) -> bool:
    return True


class Command(NamedTuple):
    """A command: its id (the QAction's objectName), words, keys, and when it is possible.

    Where ``on_graph``, its keys are the graph's own: elsewhere they do other things.
    """

    id: str
    text: str
    keys: Keys
    tip: str
    enabled: Callable[[Facts], bool] = _always
    checkable: bool = False
    on_graph: bool = False


COMMANDS: tuple[Command, ...] = (
    Command("new", "New", (_STANDARD.New,), "Start again with the exercise"),
    Command("new_exercise", "New exercise …", (), "Draw a network for pen and paper from a seed"),
    Command("new_network", "New network …", (), "Layers, widths, skips and initial weights"),
    Command("import_data", "Import data …", (), "Take the samples from a CSV or TSV table"),
    Command("make_data", "Make data …", (), "Draw samples: line, |x|, sine, XOR, moons, spirals …"),
    Command("export_data", "Export data …", (), "Write the samples as CSV"),
    Command("open", "Open …", (_STANDARD.Open,), "Open a project file"),
    Command("open_link", "Open link …", (), "Open a project from a line of text"),
    Command("save", "Save", (_STANDARD.Save,), "Save the project"),
    Command("save_as", "Save as …", (_STANDARD.SaveAs, "Ctrl+Shift+S"), "Save under another name"),
    Command("copy_link", "Copy link", (), "Copy the whole project as one line of text"),
    Command("export_table", "Export run table …", (), "Write the recorded steps as CSV or npz"),
    Command("export_picture", "Export picture …", (), "Write graph or plots as PNG, SVG or PDF"),
    Command("export_tikz", "Export as TikZ …", (), "Write the graph as a LaTeX document"),
    Command("export_python", "Export as Python …", (), "Write the training as a Python script"),
    Command("export_pytorch", "Export as PyTorch …", (), "Write the training as a PyTorch script"),
    Command(
        "export_derivation",
        "Export derivation …",
        (),
        "Write the derivation of this step as LaTeX, Markdown, plain text or PDF",
    ),
    Command("quit", "Quit", (_STANDARD.Quit, "Ctrl+Q"), "Close the window"),
    Command("undo", "Undo", (_STANDARD.Undo,), "Take the last edit back", lambda f: f.can_undo),
    Command(
        "redo",
        "Redo",
        (_STANDARD.Redo, "Ctrl+Shift+Z", "Ctrl+Y"),
        "Bring an edit back",
        lambda f: f.can_redo,
    ),
    Command(
        "run",
        "Run",
        ("Space",),
        "Train, or replay what is recorded, until paused",
        lambda f: f.running or f.can_step,
    ),
    Command(
        "step",
        "Step",
        ("Right", "PgDown"),
        "One step forward",
        lambda f: f.can_walk if f.by_operation else f.can_step,
    ),
    Command(
        "back",
        "Back",
        ("Left", "PgUp"),
        "One step back",
        lambda f: f.can_walk_back if f.by_operation else f.can_go_back,
    ),
    Command(
        "operation",
        "Next operation",
        ("Down",),
        "One operation forward, as on paper",
        lambda f: f.can_walk,
    ),
    Command(
        "operation_back",
        "Operation back",
        ("Up",),
        "One operation back",
        lambda f: f.can_walk_back,
    ),
    Command(
        "reset",
        "Reset",
        ("Home",),
        "To step 0; nothing is lost",
        lambda f: f.can_go_back or f.is_walking,
    ),
    Command(
        "to_end",
        "To the end",
        ("End",),
        "To the last recorded step",
        lambda f: f.can_go_on or f.is_walking,
    ),
    Command(
        "restart",
        "Restart",
        ("Ctrl+R",),
        "Drop the recorded steps and changes; keep the start and the current rate",
        lambda f: f.changed_or_trained,
    ),
    Command(
        "run_until",
        "Run until …",
        ("Ctrl+Space",),
        "Run a number of steps, or until L falls below a value",
        lambda f: f.can_step,
    ),
    Command(
        "branch",
        "Branch here",
        ("Ctrl+B",),
        "A new run from the step shown on, with the same past",
    ),
    Command(
        "next_run",
        "Next run",
        ("Ctrl+PgDown",),
        "Make the next run of the project active",
        lambda f: f.several_runs,
    ),
    Command(
        "previous_run",
        "Previous run",
        ("Ctrl+PgUp",),
        "Make the previous run of the project active",
        lambda f: f.several_runs,
    ),
    Command("halve_rate", "Rate ½", ("[", "Ctrl+-"), "Halve the learning rate"),
    Command("double_rate", "Rate ×2", ("]", "Ctrl++", "Ctrl+="), "Double the learning rate"),
    Command(
        "check_gradients",
        "Check gradients",
        ("Ctrl+G",),
        "Compare the gradients of this step with finite differences",
    ),
    Command("connect", "Connect …", ("Ctrl+E",), "An edge from the unit chosen to another"),
    Command("add_unit", "Add unit", (), "A ReLU without edges yet"),
    Command("add_input", "Add input", (), "An input, 0 in every row of the data"),
    Command(
        "delete_part",
        "Delete",
        ("Del",),
        "Take out the edge, unit or input chosen",
        on_graph=True,
    ),
    Command("fit", "Fit the graph", ("Ctrl+0",), "Show the whole graph"),
    Command("zoom_in", "Zoom in", ("Ctrl+Up",), "Enlarge the graph"),
    Command("zoom_out", "Zoom out", ("Ctrl+Down",), "Shrink the graph"),
    Command("follow", "Follow the newest step", ("Ctrl+L",), "Let the plots follow the run"),
    Command("show_setup", "Setup", ("F9",), "Presets, network, training and data", checkable=True),
    Command(
        "show_derivation",
        "Derivation",
        ("F7",),
        "Every operation of the step, in symbols and numbers",
        checkable=True,
    ),
    Command("show_numbers", "Numbers", ("F10",), "Every number as a table", checkable=True),
    Command("show_program", "Show the program", ("F8",), "The code that trains", checkable=True),
    Command(
        "show_answers",
        "My answers",
        ("F6",),
        "Fields for your own numbers, marked; and predict, then step",
        checkable=True,
    ),
    Command(
        "show_paths",
        "Paths",
        ("F5",),
        "The gradient of a weight as a sum over paths",
        checkable=True,
    ),
    Command(
        "show_gates",
        "Gates",
        ("F3",),
        "Which ReLUs are open at each step, as a strip under the plots",
        checkable=True,
    ),
    Command(
        "show_function",
        "Fitted function",
        ("F12",),
        "What the network gives over its inputs, with the data",
        checkable=True,
    ),
    Command(
        "show_explore",
        "Explore …",
        ("F4",),
        "Start map, learning rates and loss slices, in a window of their own",
    ),
    Command("dark", "Dark theme", (), "Light or dark colours", checkable=True),
    Command("keys", "Keys", (_STANDARD.HelpContents, "F1"), "All commands and their keys"),
)

BUILDING = ("connect", "add_unit", "add_input", "delete_part")
# What needs the parts that are made once the window stands.
LATE = ("check_gradients", "show_explore", "show_gates", "show_function", *BUILDING)

SEPARATOR = ""
RECENT = "recent"
MENUS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "&File",
        ("new", "new_exercise", "open", "open_link", RECENT, "save", "save_as",
         "copy_link", SEPARATOR,
         "import_data", "make_data", SEPARATOR, "export_picture", "export_tikz", "export_table",
         "export_data", "export_python", "export_pytorch", "export_derivation", SEPARATOR, "quit"),
    ),
    ("&Edit", ("undo", "redo", SEPARATOR, "halve_rate", "double_rate")),
    ("&Training", ("run", "step", "back", "operation", "operation_back", "reset", "to_end",
                   SEPARATOR, "run_until", "restart", SEPARATOR, "check_gradients")),
    ("&Network", ("new_network", SEPARATOR, "connect", "add_unit", "add_input", "delete_part")),
    ("&Runs", ("branch", SEPARATOR, "next_run", "previous_run")),
    (
        "&View",
        ("show_setup", "show_derivation", "show_numbers", "show_program", "show_answers",
         "show_paths", "show_gates", "show_function", SEPARATOR, "show_explore", SEPARATOR, "fit",
         "zoom_in", "zoom_out", "follow", SEPARATOR, "dark"),
    ),
    ("&Help", ("keys",)),
)  # fmt: skip
