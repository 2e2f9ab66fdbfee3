"""How the runs that are not active are told apart: a hue and a dash for each."""

from skipnet_gui.ui.theme import Theme

# In pixels, on and off; the active run's own curves are longer or unbroken.
DASHES: tuple[tuple[float, ...], ...] = ((2.0, 3.0), (6.0, 3.0, 2.0, 3.0), (4.0, 4.0), (1.0, 4.0))


def run_dash(number: int) -> tuple[float, ...]:
    """Return the dash of a run by its number in the list."""
    return DASHES[number % len(DASHES)]


def run_color(number: int, theme: Theme) -> str:
    """Return the colour of a run where curves do not belong to weights."""
    return theme.weight_color(number)
