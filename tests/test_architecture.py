"""The house as drawn: imports point down, and only the window knows Qt."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "skipnet_gui"

# What a layer may import: layers of the package, and packages beside the standard library.
BELOW_UI = {"core", "session", "files"}
MAY_IMPORT = {
    "core": ({"core"}, {"numpy"}),
    "session": ({"core", "session"}, {"numpy"}),
    "files": (BELOW_UI, {"numpy", "msgspec"}),
    "ui": (BELOW_UI | {"ui"}, {"numpy", "PySide6", "pyqtgraph"}),
    "cli": (BELOW_UI | {"cli_arguments", "cli_files", "cli_map"}, {"numpy"}),
    "cli_arguments": (BELOW_UI, {"numpy"}),
    "cli_files": (BELOW_UI | {"cli_arguments"}, {"numpy"}),
    "cli_map": (BELOW_UI | {"cli_arguments", "cli_files"}, {"numpy"}),
    "__main__": (BELOW_UI | {"ui"}, {"numpy"}),
}
# Functions that bring in the window, or an extra, when they are called, and nobody else.
LATE = {
    ("__main__", "main"): {"session", "ui", "PySide6", "pyqtgraph"},
    ("cli", "screenshot"): {"ui"},
    ("session", "compiled_train"): {"numba"},
    ("session", "cluster"): {"distributed"},
    ("session", "walk"): {"session"},
    # What few starts need, not at every start.
    ("ui", "pdf"): {"ui"},
    **{("ui", f"new_{what}"): {"ui"} for what in ("exercise", "network")},
    **{("ui", f"{how}_data"): {"ui"} for how in ("make", "import", "export")},
    ("ui", "run_until"): {"ui"},
    **{("ui", what): {"ui"} for what in ("copy_link", "open_link", "export_picture")},
    **{("ui", what): {"files"} for what in ("export_script_to", "export_tikz_to", "writing")},
    ("session", "ask"): {"multiprocessing"},
    ("ui", "fill"): {"ui"},
    ("ui", "fill_docks"): {"ui"},
    ("ui", "settle"): {"ui"},
}
# Views do not know each other.
VIEWS = {"graph", "plots", "panels"}
# No threads and no files in the core.
OUTSIDE_CORE = {"asyncio", "concurrent", "io", "multiprocessing", "os", "pathlib", "queue"}
OUTSIDE_CORE |= {"shutil", "subprocess", "tempfile", "threading"}


def faults(package):
    """Return what is against the rules in a source tree, a line each."""
    return [
        f"{path.relative_to(package).as_posix()}:{line}: {problem}"
        for path in sorted(package.rglob("*.py"))
        for line, problem in module_faults(
            path.relative_to(package).with_suffix("").parts,
            ast.parse(path.read_text(encoding="utf-8")),
        )
    ]


def module_faults(module, tree):
    if module[-1] == "__init__":
        yield from ((statement.lineno, "__init__ is not empty") for statement in tree.body)
    elif module[0] not in MAY_IMPORT:
        yield 1, f"{module[0]} is no layer of the house"
    else:
        for node, function in imports(tree):
            for target in targets(node):
                yield from ((node.lineno, p) for p in import_faults(module, function, target))
        yield from forbidden_words(module, tree)


def imports(node, function=None):
    """Yield every import below a node with the outermost function around it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child, function
        defined = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
        yield from imports(child, function or (child.name if defined else None))


def targets(node):
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    start = "." * node.level + (node.module or "")
    return [f"{start}.{alias.name}" for alias in node.names]


def import_faults(module, function, target):
    if target.startswith("."):
        yield f"{target} is a relative import"
        return
    layers, packages = MAY_IMPORT[module[0]]
    top, second, *rest = [*target.split("."), ""]
    room = second if top == PACKAGE.name else top
    if function is not None:
        allowed = LATE.get((module[0], function.lstrip("_")), set())
        if room not in allowed:
            yield f"{target} is imported inside {function}"
    elif top == PACKAGE.name:
        if second not in layers:
            yield f"{module[0]} imports {second}"
        if {module[0], second} == {"ui"} and is_other_view(module, rest):
            yield f"{module[1]} imports {rest[0]}"
    elif top not in packages | sys.stdlib_module_names:
        yield f"{module[0]} imports {top}"
    elif module[0] == "core" and top in OUTSIDE_CORE:
        yield f"core imports {top}"


def is_other_view(module, rest):
    return module[1] in VIEWS and rest[0] in VIEWS - {module[1]}


def forbidden_words(module, tree):
    for node in ast.walk(tree):
        name = getattr(node, "id", getattr(node, "attr", None))
        if name in ("__import__", "import_module"):
            yield node.lineno, f"{name} hides an import"
        if module[0] == "core" and (name == "open" or isinstance(node, ast.Global)):
            yield node.lineno, "the core has no files and no globals"


def test_imports_point_down():
    assert faults(PACKAGE) == []


@pytest.mark.parametrize(
    ("path", "source", "problem"),
    [
        ("core/a.py", "from skipnet_gui.session.project import Project", "core imports session"),
        ("core/a.py", "import skipnet_gui.ui.store", "core imports ui"),
        ("core/a.py", "from skipnet_gui import files", "core imports files"),
        ("core/a.py", "import msgspec", "core imports msgspec"),
        ("core/a.py", "from PySide6.QtCore import QTimer", "core imports PySide6"),
        ("core/a.py", "import threading", "core imports threading"),
        ("core/a.py", "from pathlib import Path", "core imports pathlib"),
        ("core/a.py", "def f():\n    open('x')", "the core has no files and no globals"),
        ("core/a.py", "def f():\n    global x", "the core has no files and no globals"),
        ("session/a.py", "import skipnet_gui.files.atomic", "session imports files"),
        ("session/a.py", "import pyqtgraph", "session imports pyqtgraph"),
        ("files/a.py", "from skipnet_gui.ui.theme import INK", "files imports ui"),
        ("files/a.py", "from skipnet_gui import cli", "files imports cli"),
        ("files/a.py", "if True:\n    import PySide6", "files imports PySide6"),
        ("ui/a.py", "from skipnet_gui.cli import main", "ui imports cli"),
        ("ui/a.py", "from skipnet_gui.__main__ import main", "ui imports __main__"),
        ("ui/a.py", "import yaml", "ui imports yaml"),
        ("ui/graph/a.py", "from skipnet_gui.ui.plots.b import Plot", "graph imports plots"),
        ("ui/panels/a.py", "import skipnet_gui.ui.graph.view", "panels imports graph"),
        ("cli.py", "import skipnet_gui.ui.app", "cli imports ui"),
        ("cli.py", "def train():\n    import PySide6", "PySide6 is imported inside train"),
        ("cli.py", "def screenshot():\n    import json", "json is imported inside screenshot"),
        ("__main__.py", "import PySide6", "__main__ imports PySide6"),
        ("__main__.py", "def f():\n    import PySide6", "PySide6 is imported inside f"),
        ("ui/a.py", "class A:\n    def f(self):\n        import json", "json is imported inside f"),
        ("session/a.py", "from . import project", "..project is a relative import"),
        ("ui/graph/a.py", "from ..theme import INK", "..theme.INK is a relative import"),
        ("core/__init__.py", "from skipnet_gui.core import passes", "__init__ is not empty"),
        ("ui/a.py", "import importlib\nimportlib.import_module('x')", "import_module hides an"),
        ("core/a.py", "np = __import__('numpy')", "__import__ hides an import"),
        ("util/a.py", "import json", "util is no layer of the house"),
        ("helpers.py", "import json", "helpers is no layer of the house"),
    ],
)
def test_a_planted_fault_is_seen(tmp_path, path, source, problem):
    (found,) = faults(planted(tmp_path, path, source))
    assert found.startswith(f"{path}:")
    assert problem in found


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("core/a.py", "import math\nimport numpy as np\nfrom skipnet_gui.core.passes import trace"),
        ("session/a.py", "import threading\nfrom skipnet_gui.core import passes"),
        ("files/a.py", "import os\nimport msgspec\nimport skipnet_gui.session.project"),
        ("ui/a.py", "import pyqtgraph\nfrom skipnet_gui.ui.graph.view import GraphView"),
        ("ui/graph/a.py", "from skipnet_gui.ui.graph.b import c\nimport skipnet_gui.ui.theme"),
        (
            "cli.py",
            "import skipnet_gui.files.atomic\ndef _screenshot():\n    import skipnet_gui.ui",
        ),
        ("__main__.py", "def main():\n    import PySide6\n    import skipnet_gui.ui.app"),
        ("core/__init__.py", ""),
    ],
)
def test_what_the_house_allows_is_no_fault(tmp_path, path, source):
    assert faults(planted(tmp_path, path, source)) == []


def planted(folder, path, source):
    """Return a source tree of one file."""
    file = folder / PACKAGE.name / path
    file.parent.mkdir(parents=True)
    file.write_text(source, encoding="utf-8")
    return folder / PACKAGE.name


BLOCKED = """
import importlib, sys

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("PySide6", "shiboken6", "pyqtgraph"):
            raise ImportError(f"{name} is blocked")

sys.meta_path.insert(0, NoQt())
for name in sys.argv[1:]:
    importlib.import_module(name)
"""


def import_without_qt(*names):
    command = [sys.executable, "-c", BLOCKED, *names]
    return subprocess.run(command, capture_output=True, text=True, cwd=PACKAGE.parent, check=False)


def test_everything_below_the_window_imports_without_qt():
    names = [
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        for layer in ("core", "session", "files")
        for path in sorted((PACKAGE / layer).rglob("*.py"))
    ]
    names += [f"{PACKAGE.name}.{name}" for name in ("cli", "__main__")]
    result = import_without_qt(*names)
    assert (result.returncode, result.stderr) == (0, "")


def test_the_block_keeps_qt_out():
    assert "PySide6 is blocked" in import_without_qt("PySide6.QtCore").stderr
