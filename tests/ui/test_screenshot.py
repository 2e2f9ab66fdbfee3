"""``skipnet screenshot`` renders the real window without a display."""

import subprocess
import sys

from PySide6.QtGui import QImage

from skipnet_gui.files.project_file import write_project
from tests.ui.conftest import preset

CODE = "import sys; from skipnet_gui.cli import main; sys.exit(main(sys.argv[1:]))"


def screenshot(folder, project, *options):
    write_project(folder / "a.skipnet", project)
    arguments = ["screenshot", folder / "a.skipnet", "-o", folder / "a.png", *options]
    command = [sys.executable, "-c", CODE, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_the_picture_has_the_size_that_was_asked_for(tmp_path):
    found = screenshot(tmp_path, preset("exercise"), "--steps", "1", "--size", "1024x768")
    assert (found.returncode, found.stdout, found.stderr) == (0, "", "")
    picture = QImage(str(tmp_path / "a.png"))
    assert (picture.width(), picture.height()) == (1024, 768)


def test_a_run_that_stops_early_is_drawn_and_told(tmp_path):
    wild = preset("curve").with_run(learning_rate=1e200)
    found = screenshot(tmp_path, wild, "--steps", "50")
    assert found.returncode == 1
    assert found.stdout.startswith("Stopped at step ")
    assert not QImage(str(tmp_path / "a.png")).isNull()
