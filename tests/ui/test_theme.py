"""Text keeps 4.5 : 1 and graphics 3 : 1 in both themes, separators and grid excepted."""

import pytest

from skipnet_gui.ui.theme import THEMES


def luminance(color: str) -> float:
    """Relative luminance by WCAG 2.2."""
    channels = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return sum(
        share * channel for share, channel in zip((0.2126, 0.7152, 0.0722), linear, strict=True)
    )


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
@pytest.mark.parametrize("ground", ["ground", "panel"])
def test_text_can_be_read(theme, ground):
    texts = (theme.ink, theme.quiet, theme.forward, theme.backward_text, *theme.weights)
    behind = getattr(theme, ground)
    assert {text: round(contrast(text, behind), 2) for text in texts
            if contrast(text, behind) < 4.5} == {}  # fmt: skip


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_graphics_can_be_seen(theme):
    graphics = (theme.ink, theme.quiet, theme.forward, theme.backward, *theme.weights)
    assert min(contrast(color, theme.ground) for color in graphics) >= 3.0
    assert contrast(theme.backward_text, theme.tint) >= 4.5
    assert contrast(theme.ground, theme.ink) >= 4.5  # the Run button
