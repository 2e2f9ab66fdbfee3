"""A focused control keeps the keys that it uses itself; the commands get the rest."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from skipnet_gui.ui.panels.timeline import Timeline

_KEYS = Qt.Key
_ARROWS = frozenset({_KEYS.Key_Left, _KEYS.Key_Right, _KEYS.Key_Up, _KEYS.Key_Down})
_TRAVEL = _ARROWS | {_KEYS.Key_Home, _KEYS.Key_End, _KEYS.Key_PageUp, _KEYS.Key_PageDown}
_TEXT = _TRAVEL | {_KEYS.Key_Space, _KEYS.Key_BracketLeft, _KEYS.Key_BracketRight}

KEPT: tuple[tuple[type[QObject], frozenset[Qt.Key]], ...] = (
    (QLineEdit, _TEXT),
    (QPlainTextEdit, _TEXT),
    (QComboBox, _ARROWS | {_KEYS.Key_Space}),
    (QAbstractItemView, _TRAVEL | {_KEYS.Key_Space}),
    (QAbstractSlider, _TRAVEL),
    (Timeline, _TRAVEL),
    (QAbstractButton, frozenset({_KEYS.Key_Space})),
    (QTabBar, frozenset({_KEYS.Key_Left, _KEYS.Key_Right})),
)
_PLAIN = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.KeypadModifier,
)


class KeyKeeper(QObject):
    """Accepts ShortcutOverride where the focused control uses the key.

    It filters the events of the focused control alone: a filter of the whole application
    would be called for every event of every widget.
    """

    def follow(self, before: QWidget | None, now: QWidget | None) -> None:
        """Watch the control that has the focus now."""
        if before is not None:
            before.removeEventFilter(self)
        if now is not None:
            now.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Accept the override of a key that the control keeps."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        if _has_nothing_to_undo(watched, event):
            event.ignore()
            return True
        if not keeps(watched, event):
            return False
        event.accept()
        return True


def _has_nothing_to_undo(widget: QObject, event: QKeyEvent) -> bool:
    """Whether a line of text would take an undo or redo that it cannot carry out."""
    if not isinstance(widget, QLineEdit):
        return False
    if event.matches(QKeySequence.StandardKey.Undo):
        return not widget.isUndoAvailable()
    return event.matches(QKeySequence.StandardKey.Redo) and not widget.isRedoAvailable()


def keeps(widget: QObject, event: QKeyEvent) -> bool:
    """Whether a control uses a key itself."""
    if event.modifiers() not in _PLAIN:
        return False
    return any(isinstance(widget, kind) and event.key() in keys for kind, keys in KEPT)
