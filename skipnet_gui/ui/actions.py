"""The actions of the commands: made, put into menus, and shown as possible, checked and named."""

from collections.abc import Callable, Collection, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from skipnet_gui.session.facts import Facts
from skipnet_gui.ui.commands import COMMANDS, MENUS, RECENT, SEPARATOR, Command
from skipnet_gui.ui.preferences import DOCKS


def make_actions(
    window: QMainWindow, handlers: Mapping[str, Callable[[], object]]
) -> dict[str, QAction]:
    """Return an action for each command, a child of the window, tied to its handler."""
    actions = {}
    for command in COMMANDS:
        action = QAction(command.text, window)
        action.setObjectName(command.id)
        # The platform's own key may be one of the others; twice the same would be ambiguous.
        keys = [QKeySequence(key) for key in command.keys]
        action.setShortcuts(list(dict.fromkeys(key for key in keys if not key.isEmpty())))
        action.setCheckable(command.checkable)
        if command.on_graph:
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setToolTip(_tip(command, action))
        action.setStatusTip(command.tip)
        # triggered passes `checked`, which no handler takes.
        action.triggered.connect(lambda _=False, handler=handlers[command.id]: handler())
        window.addAction(action)
        actions[command.id] = action
    return actions


def _tip(command: Command, action: QAction) -> str:
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return f"{command.tip} ({keys})" if keys else command.tip


def fill_menus(window: QMainWindow, actions: Mapping[str, QAction], recent: QMenu) -> None:
    """Fill the menu bar from the table."""
    for title, ids in MENUS:
        menu = window.menuBar().addMenu(title)
        for name in ids:
            if name == SEPARATOR:
                menu.addSeparator()
            elif name == RECENT:
                menu.addMenu(recent)
            else:
                menu.addAction(actions[name])


def show_facts(actions: Mapping[str, QAction], facts: Facts) -> None:
    """Enable what is possible now."""
    for command in COMMANDS:
        actions[command.id].setEnabled(command.enabled(facts))
    actions["run"].setText("Pause" if facts.running else "Run")


def show_docks(actions: Mapping[str, QAction], shown: Collection[str]) -> None:
    """Check the commands of the docks that are open."""
    for name in DOCKS:
        actions[f"show_{name}"].setChecked(name in shown)


def show_undo(actions: Mapping[str, QAction], undo: str | None, redo: str | None) -> None:
    """Name what undo and redo would do."""
    actions["undo"].setText(f"Undo {undo}" if undo else "Undo")
    actions["redo"].setText(f"Redo {redo}" if redo else "Redo")


def keys_text(actions: Mapping[str, QAction]) -> str:
    """Return the commands and their keys as rows of HTML."""
    native = QKeySequence.SequenceFormat.NativeText
    rows = []
    for command in COMMANDS:
        shown = ", ".join(key.toString(native) for key in actions[command.id].shortcuts())
        if shown:
            rows.append(f"<tr><td>{command.tip}&nbsp;&nbsp;</td><td><b>{shown}</b></td></tr>")
    return f"<table>{''.join(rows)}</table>"
