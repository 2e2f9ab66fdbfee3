"""The style sheet: quiet boxes with a thin line, ink where something is chosen."""

from pathlib import Path
from string import Template

from skipnet_gui.ui.theme import SMALL_PX, Theme

ICONS = Path(__file__).parent / "icons"
_SHEET = Template("""
QToolTip { color: $ink; background: $ground; border: 1px solid $line; padding: 4px; }
QMainWindow, QStatusBar, #toolbar, #lower { background: $panel; }
#toolbar { border-bottom: 1px solid $line; }
QStatusBar { border-top: 1px solid $line; color: $quiet; }
QStatusBar QLabel { color: $quiet; padding: 0 8px; }
QStatusBar::item { border: none; }
QSplitter::handle { background: $line; }
QMenuBar { background: $panel; border-bottom: 1px solid $line; }
QMenuBar::item { padding: 4px 10px; background: transparent; }
QMenuBar::item:selected, QMenu::item:selected { background: $line; color: $ink; }
QMenu { background: $ground; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; }
QMenu::item:disabled { color: $quiet; }
QMenu::separator { height: 1px; background: $line; margin: 4px 6px; }
#central QToolButton, #dock_buttons QToolButton, QStatusBar QToolButton, QPushButton {
    background: $ground; color: $ink; border: 1px solid $line; border-radius: 6px;
    padding: 5px 11px;
}
#central QToolButton:hover, #dock_buttons QToolButton:hover, QPushButton:hover {
    border-color: $quiet; }
#central QToolButton:pressed, QPushButton:pressed { background: $line; }
#central QToolButton:disabled, QPushButton:disabled { color: $quiet; background: $panel; }
#central QToolButton:focus, #dock_buttons QToolButton:focus, QPushButton:focus, QComboBox:focus,
QLineEdit:focus, QSpinBox:focus { border: 2px solid $ink; padding: 4px 10px; }
#central QToolButton:checked, #dock_buttons QToolButton:checked { background: $line;
    font-weight: bold; }
#central QToolButton#run_button { background: $ink; color: $ground; border-color: $ink;
    font-weight: bold; min-width: 58px; }
#central QToolButton#run_button:focus { border: 3px solid $quiet; padding: 3px 9px; }
#central QToolButton#run_button:disabled { background: $line; color: $quiet; border-color: $line; }
#central #toolbar[compact="true"] QToolButton { padding: 5px 7px; }
#central QToolButton#halve_rate_button, #central QToolButton#double_rate_button {
    padding: 5px 8px; }
#dock_buttons QToolButton { padding: 2px 10px; }
#central QToolButton#segment { border-radius: 0; }
QLineEdit, QComboBox, QSpinBox, QAbstractSpinBox {
    background: $ground; color: $ink; border: 1px solid $line; border-radius: 6px;
    padding: 4px 7px; selection-background-color: $ink; selection-color: $ground;
}
QLineEdit:focus, QComboBox:focus { padding: 3px 6px; }
QCheckBox::indicator, QRadioButton::indicator { width: 13px; height: 13px;
    border: 1px solid $quiet; background: $ground; }
QCheckBox::indicator { border-radius: 3px; }
QRadioButton::indicator { border-radius: 7px; }
QCheckBox::indicator:checked { image: url("$icons/check.svg"); border-color: $ink; }
QRadioButton::indicator:checked { background: $ink; border-color: $ink; }
QComboBox { combobox-popup: 0; }
QComboBox::drop-down { border: none; width: 20px; }
QComboBox::down-arrow { image: url("$icons/chevron.svg"); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: $ground; border: 1px solid $line;
    selection-background-color: $line; selection-color: $ink; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; button-layout: 3; }
QPushButton:default { border-color: $ink; }
QTabWidget::pane { border: none; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: $quiet; padding: 9px 11px 7px 11px; border: none;
    border-bottom: 3px solid transparent; }
QTabBar::tab:selected { color: $ink; font-weight: bold; border-bottom-color: $ink; }
QTabBar::tab:focus { color: $ink; }
QTableView { background: $ground; color: $ink; border: 1px solid $line; gridline-color: $line;
    selection-background-color: $line; selection-color: $ink; }
QHeaderView::section { background: $panel; color: $quiet; border: none;
    border-bottom: 1px solid $line; padding: 4px 6px; font-size: ${small}px; }
QTableCornerButton::section { background: $panel; border: none; }
QScrollArea, QScrollArea > QWidget > QWidget { background: $panel; border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $line; border-radius: 4px; min-height: 24px; min-width: 24px; }
QScrollBar::handle:hover { background: $quiet; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar { background: $line; border: none; border-radius: 4px; max-height: 8px; }
QProgressBar::chunk { background: $ink; border-radius: 4px; }
""")


def style_sheet(theme: Theme) -> str:
    """Return the application's style sheet in a theme's colours."""
    return _SHEET.substitute(
        ground=theme.ground,
        panel=theme.panel,
        line=theme.line,
        ink=theme.ink,
        quiet=theme.quiet,
        small=SMALL_PX,
        icons=ICONS.as_posix(),
    )
