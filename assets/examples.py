"""Writes the lessons' projects: ``python assets/examples.py``."""

from pathlib import Path

from skipnet_gui.files.project_file import write_project
from skipnet_gui.session.lessons import LESSONS

EXAMPLES = Path(__file__).parent / "examples"


def main() -> None:
    """Write each lesson as a project file."""
    EXAMPLES.mkdir(exist_ok=True)
    for name, lesson in LESSONS.items():
        write_project(EXAMPLES / f"{name}.skipnet", lesson.project())


if __name__ == "__main__":
    main()
