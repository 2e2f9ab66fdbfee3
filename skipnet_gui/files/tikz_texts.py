"""The texts of the graph that TikZ draws: symbols, numbers, titles, each in its room."""

from collections.abc import Callable, Iterator

from skipnet_gui.core.explain import closed_word
from skipnet_gui.core.functions import ACTIVATIONS
from skipnet_gui.core.latex import latex_decimal, to_latex
from skipnet_gui.core.network import Network
from skipnet_gui.core.numerals import short
from skipnet_gui.core.operations import Quantity, output_numbers
from skipnet_gui.core.paper import symbol_of
from skipnet_gui.files.derivation_text import latex_words
from skipnet_gui.session.graph_numbers import HIDDEN, Numbers, quantity
from skipnet_gui.session.layout.fit import Layout
from skipnet_gui.session.layout.forms import PAD, SPACE
from skipnet_gui.session.layout.frame import Slot
from skipnet_gui.session.layout.geometry import Rect
from skipnet_gui.session.snapshot import Snapshot

POINTS_PER_PX = 0.75
# In pixels, of a letter of the document's small size.
LETTER_PX, LINE_PX, NUMBER_PX = 7.0, 16.0, 82.0
TALL = 1.8  # lines in a slot where a label stands above its number

NOT_COMPUTED_LATEX = r"\text{--}"
FORWARD, BACKWARD, INK, QUIET = "forward", "backward", "ink", "quiet"
TONES = {
    **dict.fromkeys(("z", "h", "flow", "input"), FORWARD),
    **dict.fromkeys(("dL_dyhat", "dL_dh", "dL_dz", "gradient"), BACKWARD),
}


class Texts:
    """The texts of a layout's slots."""

    def __init__(self, snapshot: Snapshot, chart: Layout) -> None:
        self._shown, self._chart = snapshot, chart
        self._network = snapshot.network
        self._numbers = Numbers(snapshot)

    def of(self, slot: Slot) -> Iterator[str]:
        """Yield the text of a slot, and its frame if it has one."""
        kinds: dict[str, Callable[[Slot], Iterator[str]]] = {
            "title": self._title,
            "rule": self._rule,
            "pill": self._pill,
            "flow": self._flow,
            "gradient": self._gradient,
            "input": self._stacked,
            "loss": self._stacked,
            "target": self._target,
            "name": self._name,
        }
        return kinds.get(slot.role, self._pair)(slot)

    def _number(self, slot: Slot) -> str:
        role = "loss_sample" if slot.role == "loss" else slot.role
        return f"${number_latex(self._numbers, role, slot.number)}$"

    def _label(self, slot: Slot) -> str:
        outputs = output_numbers(self._network)
        found = quantity(self._network, slot.role, slot.number)
        if slot.role == "h" and slot.number in outputs:
            found = Quantity("yhat", outputs[slot.number])
        label = symbol_latex(self._network, found)
        is_mean = slot.role == "gradient" and self._shown.is_mean
        return rf"$\overline{{{label}}}$" if is_mean else f"${label}$"

    def _pair(self, slot: Slot) -> Iterator[str]:
        """Yield label and number: side by side, or one above the other in a tall slot."""
        if slot.rect.height > TALL * LINE_PX:
            yield from self._stacked(slot)
            return
        rect, number = slot.rect, min(NUMBER_PX, 0.7 * slot.rect.width)
        left = rect._replace(width=rect.width - number - SPACE)
        right = rect._replace(x=rect.right - number, width=number)
        yield text_node(left, self._label(slot), QUIET, "west")
        yield text_node(right, self._number(slot), TONES.get(slot.role, INK), "east")

    def _stacked(self, slot: Slot) -> Iterator[str]:
        upper = slot.rect._replace(height=slot.rect.height / 2)
        lower = upper.moved(0.0, upper.height)
        yield text_node(upper, self._label(slot), QUIET)
        yield text_node(lower, self._number(slot), TONES.get(slot.role, INK))

    def _title(self, slot: Slot) -> Iterator[str]:
        unit = self._network.units[slot.number]
        unit_word = "unit " if self._chart.level == "full" else ""
        title = f"{unit_word}{unit.name} · {ACTIVATIONS[unit.activation].symbol}"
        rect, word = slot.rect, closed_word(self._shown.samples)
        is_closed = slot.number in self._shown.closed
        taken = LETTER_PX * len(word) if is_closed else 0.0
        room = rect._replace(width=rect.width - taken)
        yield text_node(room, latex_words(title), QUIET, "west")
        if is_closed:
            yield text_node(rect, rf"\textbf{{{word}}}", INK, "east")

    def _rule(self, slot: Slot) -> Iterator[str]:
        x, y, rect = slot.rect.x, slot.rect.center[1], slot.rect
        yield rf"\draw[aside] ({length(x)},{length(y)}) -- ({length(rect.right)},{length(y)});"

    def _pill(self, slot: Slot) -> Iterator[str]:
        fixed = "" if self._network.edges[slot.number].trainable else ", fixed"
        yield rf"\path[pill{fixed}] {rectangle(slot.rect)};"
        inner = slot.rect._replace(x=slot.rect.x + PAD, width=slot.rect.width - 2 * PAD)
        yield from self._pair(slot._replace(rect=inner))

    def _flow(self, slot: Slot) -> Iterator[str]:
        yield text_node(slot.rect, self._number(slot), FORWARD)

    def _gradient(self, slot: Slot) -> Iterator[str]:
        """Yield a gradient: as a row within a box, in the middle beside an edge."""
        if self._chart.edges[slot.number] is None:
            yield from self._pair(slot)
        elif slot.rect.height > TALL * LINE_PX:
            yield from self._stacked(slot)
        else:
            yield text_node(slot.rect, rf"{self._label(slot)}\quad {self._number(slot)}", BACKWARD)

    def _target(self, slot: Slot) -> Iterator[str]:
        yield text_node(slot.rect, f"{self._label(slot)} $=$ {self._number(slot)}", INK, "west")

    def _name(self, slot: Slot) -> Iterator[str]:
        names = (*self._network.inputs, *(unit.name for unit in self._network.units), "L")
        yield text_node(slot.rect, latex_words(names[slot.number]), INK)


def symbol_latex(network: Network, quantity: Quantity) -> str:
    """Return a symbol in one line: ∂L/∂w with a slash."""
    formula = symbol_of(network, quantity)
    if formula.kind == "partial":
        return rf"\partial L/\partial {to_latex(formula.parts[0])}"
    return to_latex(formula)


def number_latex(numbers: Numbers, role: str, at: int) -> str:
    """Return a number, or what stands in the place of one that is not to be seen."""
    if numbers.hides(role, at):
        return HIDDEN
    value = numbers.value(role, at)
    return NOT_COMPUTED_LATEX if value is None else latex_decimal(short(value))


def text_node(rect: Rect, latex: str, tone: str, side: str = "") -> str:
    """Return a text at a side of its room, or in the middle."""
    x = {"west": rect.x, "east": rect.right}.get(side, rect.center[0])
    anchor = f"mid {side}".rstrip()
    room = f"{length(max(rect.width, 1.0) * POINTS_PER_PX)}pt"
    place = f"({length(x)},{length(rect.center[1] + 2.5)})"
    return rf"\node[anchor={anchor}, text={tone}] at {place} {{\within{{{room}}}{{{latex}}}}};"


def rectangle(rect: Rect) -> str:
    """Return a rectangle as TikZ writes it."""
    corners = (rect.x, rect.y), (rect.right, rect.bottom)
    return " rectangle ".join(f"({length(x)},{length(y)})" for x, y in corners)


def length(value: float) -> str:
    """Return a length without needless digits; TeX has no exponents."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
