"""Colours, fonts and palettes of the two themes; the table of DESIGN's section Colour."""

from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette

SANS = ("Inter", "Segoe UI", "Helvetica Neue", "DejaVu Sans")
TEXT_PX = 13
SMALL_PX = 12
TITLE_PX = 15
LOSS_PX = 19


class Theme(NamedTuple):
    """Colours as #RRGGBB.

    ``forward`` and ``backward`` are kept for the two directions; controls are ``ink``.
    ``weights`` are the hues of the edges in file order; past their end they repeat.
    """

    name: str
    ground: str
    panel: str
    line: str
    ink: str
    quiet: str
    forward: str
    backward: str
    backward_text: str
    tint: str
    weights: tuple[str, ...]

    def weight_color(self, edge: int) -> str:
        """Return the hue of an edge."""
        return self.weights[edge % len(self.weights)]


LIGHT = Theme(
    name="light",
    ground="#FFFFFF",
    panel="#F6F7F9",
    line="#D9DEE5",
    ink="#1B2430",
    quiet="#5B6775",
    forward="#1F6FB2",
    backward="#C2410C",
    backward_text="#A8380B",
    tint="#FCE9DF",
    weights=(
        "#5B3FA0", "#117733", "#8F6200", "#B03A72", "#0F7B8A", "#7A4B1E", "#44506B", "#8A1C4A",
    ),
)  # fmt: skip
DARK = Theme(
    name="dark",
    ground="#161B22",
    panel="#1F252E",
    line="#38414D",
    ink="#E8ECF2",
    quiet="#A3AFBD",
    forward="#6DB3F2",
    backward="#FF8F66",
    backward_text="#FF8F66",
    tint="#3A2A24",
    weights=(
        "#B7A2F5", "#6CC58C", "#E0B040", "#F08DBB", "#5CC4D3", "#D9A679", "#A9B6D3", "#E27C9F",
    ),
)  # fmt: skip
THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


def first_theme(name: str) -> Theme:
    """Return the theme of a name, and for any other name that of the desktop."""
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return THEMES.get(name, DARK if dark else LIGHT)


def font(pixels: int = TEXT_PX, bold: bool = False) -> QFont:
    """Return the interface font at a size in pixels."""
    made = QFont()
    made.setFamilies(list(SANS))
    made.setPixelSize(pixels)
    made.setBold(bold)
    return made


def palette(theme: Theme) -> QPalette:
    """Return the Fusion palette of a theme."""
    made = QPalette()
    roles = QPalette.ColorRole
    table = {
        roles.Window: theme.panel,
        roles.Base: theme.ground,
        roles.AlternateBase: theme.panel,
        roles.Button: theme.ground,
        roles.ToolTipBase: theme.ground,
        roles.WindowText: theme.ink,
        roles.Text: theme.ink,
        roles.ButtonText: theme.ink,
        roles.ToolTipText: theme.ink,
        roles.PlaceholderText: theme.quiet,
        roles.Highlight: theme.ink,
        roles.HighlightedText: theme.ground,
        roles.Mid: theme.line,
        roles.Dark: theme.line,
        roles.Light: theme.ground,
    }
    for role, color in table.items():
        made.setColor(role, QColor(color))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.quiet))
    return made
