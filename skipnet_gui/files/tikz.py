"""The graph of a moment as a LaTeX document of one page, drawn by TikZ.

Units, edges and texts stand where the layout has them; a pixel of it is ¾ pt of TeX. A text
that is wider than its room is drawn narrower, so that none lies on another.
"""

import math
from collections.abc import Iterator
from functools import partial

from skipnet_gui.core.functions import ACTIVATIONS
from skipnet_gui.core.latex import to_latex
from skipnet_gui.core.network import Network
from skipnet_gui.core.operations import Quantity
from skipnet_gui.core.paper import formula_of, symbol_of
from skipnet_gui.files.derivation_text import latex_words
from skipnet_gui.files.errors import FileError
from skipnet_gui.files.tikz_texts import (
    BACKWARD,
    FORWARD,
    INK,
    LETTER_PX,
    LINE_PX,
    NUMBER_PX,
    POINTS_PER_PX,
    Texts,
    length,
    number_latex,
    rectangle,
    symbol_latex,
    text_node,
)
from skipnet_gui.session.graph_numbers import Numbers
from skipnet_gui.session.layout.fit import Layout, Viewport, layout
from skipnet_gui.session.layout.forms import Sizes
from skipnet_gui.session.layout.frame import Route
from skipnet_gui.session.layout.geometry import Curve, Rect, along
from skipnet_gui.session.snapshot import Snapshot

HEAD_PX, EDGE_PX, TIP_PX = 34.0, 8.0, 8.0
# From the least room on, until all numbers fit; at the last a chain of 90 units does.
WIDTHS_PX = tuple(round(900 * 1.2**step) for step in range(18))
HEIGHT_SHARE = 0.45
USUAL_WIDTHS = 5  # where no room is enough for all numbers, a page can still be read
MOST_PT = 16_000.0  # TeX counts to 16 383
MOST_OUTPUTS = 3  # that the loss is written out for

_HEAD = r"""\documentclass{article}
\usepackage[paperwidth=%(width)spt,paperheight=%(height)spt,margin=0pt]{geometry}
\usepackage{amsmath,tikz}
\definecolor{forward}{HTML}{1F6FB2}
\definecolor{backward}{HTML}{A8380B}
\definecolor{ink}{HTML}{1B2430}
\definecolor{quiet}{HTML}{5B6775}
\definecolor{closed}{HTML}{F0F2F5}
%% Text in a room of some width: what is wider is drawn narrower.
\newsavebox{\textinroom}
\newcommand{\within}[2]{\sbox{\textinroom}{\small #2}%%
  \ifdim\wd\textinroom>#1\resizebox{#1}{\height}{\usebox{\textinroom}}%%
  \else\usebox{\textinroom}\fi}
\pagestyle{empty}
\setlength{\parindent}{0pt}
\setlength{\topskip}{0pt}
\begin{document}
\begin{tikzpicture}[x=0.75pt, y=-0.75pt,
  every node/.style={inner sep=0pt, outer sep=0pt},
  box/.style={draw=ink, rounded corners=4pt, line width=0.8pt},
  shut/.style={dashed, draw=quiet, fill=closed},
  pill/.style={draw=ink, fill=white, rounded corners=5pt, line width=0.6pt},
  fixed/.style={double, double distance=1pt},
  value/.style={draw=forward, line width=0.6pt},
  slope/.style={draw=backward, line width=0.6pt, dashed},
  aside/.style={draw=quiet, line width=0.3pt}]
\useasboundingbox (%(left)s,%(top)s) rectangle (%(right)s,%(bottom)s);
"""
_FOOT = "\\end{tikzpicture}%\n\\end{document}\n"


def tikz_document(snapshot: Snapshot) -> str:
    """Return the LaTeX document of a moment's graph.

    Raises
    ------
    FileError
        If the network is too large for a page of TeX.
    """
    chart = _chart(snapshot)
    page = _page(chart)
    size = {"width": page.width * POINTS_PER_PX, "height": page.height * POINTS_PER_PX}
    if max(size.values()) > MOST_PT:
        raise FileError("network", "is too large for a page of TeX; export a picture instead")
    # A little more paper than picture: TeX rounds.
    sides = {"left": page.x, "top": page.y, "right": page.right, "bottom": page.bottom}
    paper = {name: value + 1.0 for name, value in size.items()}
    texts = Texts(snapshot, chart)
    lines = [*_heading(snapshot, page), *_shapes(snapshot, chart)]
    lines += [line for slot in chart.slots for line in texts.of(slot)]
    return _HEAD % {name: length(value) for name, value in (paper | sides).items()} + (
        "\n".join(lines) + "\n" + _FOOT
    )


def _chart(snapshot: Snapshot) -> Layout:
    """Return the layout in the least room for all numbers, or else with the most on a page."""
    sizes, tried = (_sizes(snapshot.network, snapshot.is_mean),), []
    for width in WIDTHS_PX:
        made = layout(snapshot.network, sizes, Viewport(width, HEIGHT_SHARE * width))
        if made.level == "full":
            return made
        tried.append(made)
    return max(tried[:USUAL_WIDTHS], key=lambda made: made.edge_numbers[0])


def _sizes(network: Network, is_mean: bool) -> Sizes:
    """Return about how wide TeX sets a network's texts, in pixels."""

    def width(text: str) -> float:
        return LETTER_PX * len(text)

    names = [unit.name for unit in network.units]
    kinds = [ACTIVATIONS[unit.activation].symbol for unit in network.units]
    titles = [f"{name} · {kind}" for name, kind in zip(names, kinds, strict=True)]
    return Sizes(
        number=NUMBER_PX,
        line=LINE_PX,
        titles=tuple(width(f"unit {title} dead") for title in titles),
        short_titles=tuple(width(f"{title} dead") for title in titles),
        unit_labels=tuple(width(f"∂L/∂h{name}") for name in names),
        names=tuple(map(width, (*network.inputs, *names))),
        weight_labels=tuple(map(width, network.weight_names)),
        gradient_labels=tuple(width(f"∂L/∂{name}") for name in network.weight_names),
        targets=(width("y = ") + NUMBER_PX,) * len(network.outputs),
    )


def _page(chart: Layout) -> Rect:
    """Return the rectangle around all that is drawn, with room for the heading."""
    routes = [route for route in (*chart.edges, *chart.outputs) if route is not None]
    curves = [point for route in routes for point in (*route.forward, *route.backward)]
    boxes = (*chart.inputs, *chart.units, chart.loss, *(slot.rect for slot in chart.slots))
    corners = [corner for box in boxes for corner in ((box.x, box.y), (box.right, box.bottom))]
    x, y = zip(*(*corners, *curves), strict=True)
    width, height = max(x) - min(x), max(y) - min(y)
    return Rect(min(x), min(y) - HEAD_PX, width, height + HEAD_PX).grown(EDGE_PX)


def _heading(snapshot: Snapshot, page: Rect) -> Iterator[str]:
    """Yield the moment at the left and the loss with its formula at the right."""
    samples = f"sample {snapshot.sample + 1} of {snapshot.samples}"
    words = [snapshot.run, f"step {snapshot.step}", snapshot.operation_words, samples]
    network, y = snapshot.network, page.y + EDGE_PX + LINE_PX / 2
    room = Rect(page.x + EDGE_PX, y - LINE_PX / 2, page.width / 2 - 2 * EDGE_PX, LINE_PX)
    yield text_node(room, latex_words(" · ".join(filter(None, words))), INK, "west")
    loss, formula = symbol_latex(network, Quantity("loss", 0)), ""
    if len(network.outputs) <= MOST_OUTPUTS:
        leaf = partial(symbol_of, network)
        formula = f" = {to_latex(formula_of(network, Quantity('loss', 0), leaf))}"
    if snapshot.is_mean:
        loss, formula = rf"\overline{{{loss}}}", formula and rf" = \overline{{{formula[3:]}}}"
    number = number_latex(Numbers(snapshot), "loss", 0)
    right = room.moved(page.width / 2, 0.0)
    yield text_node(right, f"${loss}{formula} = {number}$", INK, "east")


def _shapes(snapshot: Snapshot, chart: Layout) -> Iterator[str]:
    """Yield boxes and curves."""
    for route in (*chart.outputs, *chart.edges):
        if route is not None:
            yield from _route(route)
    # The radius of a disc, as of what is drawn out for a long name.
    disc = f", rounded corners={length(chart.loss.height / 2 * POINTS_PER_PX - 0.1)}pt"
    rounding = disc if chart.level == "shape" else ""
    for box in (*chart.inputs, chart.loss):
        yield rf"\path[box{rounding}] {rectangle(box)};"
    for unit, box in enumerate(chart.units):
        shut = ", shut" if unit in snapshot.closed else ""
        yield rf"\path[box{rounding}{shut}] {rectangle(box)};"


def _route(route: Route) -> Iterator[str]:
    for style, tone, curve in (
        ("value", FORWARD, route.forward),
        ("slope", BACKWARD, route.backward),
    ):
        yield rf"\draw[{style}] {_path(curve)};"
        yield rf"\fill[{tone}] {_tip(curve)};"
    if route.leader is not None:
        yield rf"\draw[aside] {_path(route.leader)};"


def _path(curve: Curve) -> str:
    """Return a curve as TikZ writes it."""
    start, *rest = (f"({length(x)},{length(y)})" for x, y in curve)
    pieces = zip(rest[::3], rest[1::3], rest[2::3], strict=True)
    return start + "".join(f" .. controls {a} and {b} .. {end}" for a, b, end in pieces)


def _tip(curve: Curve) -> str:
    """Return the triangle at a curve's end, in the direction of its last few pixels.

    TikZ's own tips turn round on pieces that are shorter than they are.
    """
    x, y = end = curve[-1]
    before = (point for point in reversed(list(along(curve))) if math.dist(point, end) >= TIP_PX)
    a, b = next(before, curve[0])
    long = math.dist((a, b), end) or 1.0
    dx, dy = TIP_PX * (x - a) / long, TIP_PX * (y - b) / long
    corners = (end, (x - dx - dy / 3, y - dy + dx / 3), (x - dx + dy / 3, y - dy - dx / 3))
    return " -- ".join(f"({length(x)},{length(y)})" for x, y in corners) + " -- cycle"
