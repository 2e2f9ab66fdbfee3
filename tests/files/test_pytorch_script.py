"""The exported PyTorch script is Python, and has the whole network in it.

Its table is compared in ``tests/peers``, where PyTorch is installed.
"""

import ast

import pytest

from skipnet_gui.files.pytorch_script import pytorch_script
from tests.files.exported_runs import PROJECTS, RUNS, STEPS


def _assigned(text):
    """Return the attributes of ``self`` that a source text sets."""
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Attribute)]
    stored = [node for node in nodes if isinstance(node.ctx, ast.Store)]
    return [node.attr for node in stored if ast.unparse(node.value) == "self"]


@pytest.mark.parametrize("name", RUNS)
def test_it_is_python_and_names_every_weight(name):
    text = pytorch_script(PROJECTS[name], STEPS)
    weights = [f"weight_{weight}" for weight in RUNS[name].network.weight_names]
    assert _assigned(text) == weights
    assert all(text.count(f"self.{weight} * ") == 1 for weight in weights)


@pytest.mark.parametrize(
    ("name", "own"),
    [("kinks 0 and 0", set()), ("kinks ½ and +", {"ReLU", "AbsoluteError"}), ("rattle", set())],
)
def test_own_slopes_stand_only_where_the_library_differs(name, own):
    tree = ast.parse(pytorch_script(PROJECTS[name], STEPS))
    classes = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    assert classes == {"Network"} | own
