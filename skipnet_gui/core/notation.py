"""The symbols of the paper as text: w₀, zₛ, ∂L/∂h₁."""

import re

from skipnet_gui.core.network import Network

_SUBSCRIPTS = dict(
    zip(
        "0123456789aehijklmnoprstuvx",
        "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ",
        strict=True,
    )
)
_PARTS = re.compile(r"([A-Za-z]+?)_?(\d+|[a-z])\Z|([A-Za-z]+)_(\w+)\Z", re.ASCII)


def subscript(text: str) -> str:
    """Return the text as a subscript; with an underscore where a letter has no such form."""
    if all(character in _SUBSCRIPTS for character in text):
        return "".join(_SUBSCRIPTS[character] for character in text)
    return "_" + text


def name_symbol(name: str) -> str:
    """Return a name as on paper: ``w0`` is w₀, ``ws`` is wₛ, ``skip12`` is skip₁₂."""
    match = _PARTS.match(name)
    if match is None:
        return name
    base, index = (match[1], match[2]) if match[1] else (match[3], match[4])
    if index.isalpha() and len(base) > 1 and "_" not in name:
        return name
    return base + subscript(index)


def unit_symbol(letter: str, unit: str) -> str:
    """Return a quantity of a unit: ``("z", "0")`` is z₀."""
    return letter + subscript(unit)


def output_symbol(network: Network, output: str) -> str:
    """Return ŷ, or ŷ with the output's name where there are several."""
    return "ŷ" if len(network.outputs) == 1 else unit_symbol("ŷ", output)


def derivative(symbol: str) -> str:
    """Return ∂L/∂ of a symbol."""
    return f"∂L/∂{symbol}"
