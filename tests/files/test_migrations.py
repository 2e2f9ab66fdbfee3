"""Older files are brought up to date; newer and foreign ones are refused."""

from typing import Any

import pytest

from skipnet_gui.files.errors import FileError
from skipnet_gui.files.migrations import FORMAT, MIGRATIONS, VERSION, migrate


def test_every_older_version_has_its_migration() -> None:
    assert set(MIGRATIONS) == set(range(1, VERSION))


def test_a_file_of_the_newest_version_is_left_alone() -> None:
    document = {"format": FORMAT, "version": VERSION, "x": 1}
    assert migrate(document) == document


def test_migrations_are_carried_out_one_after_the_other() -> None:
    migrations = {
        1: lambda document: document | {"trail": "1"},
        2: lambda document: document | {"trail": document["trail"] + "2"},
    }
    document = {"format": FORMAT, "version": 1}
    migrated = migrate(document, migrations, newest=3)
    assert migrated == {"format": FORMAT, "version": 3, "trail": "12"}
    assert document == {"format": FORMAT, "version": 1}


@pytest.mark.parametrize(
    ("document", "place", "problem"),
    [
        ([], "top level", "an object"),
        ({}, "format", FORMAT),
        ({"format": "other", "version": 1}, "format", FORMAT),
        ({"format": FORMAT}, "version", "whole number"),
        ({"format": FORMAT, "version": True}, "version", "whole number"),
        ({"format": FORMAT, "version": 1.0}, "version", "whole number"),
        ({"format": FORMAT, "version": 0}, "version", "whole number"),
        ({"format": FORMAT, "version": VERSION + 1}, "version", "newer version"),
    ],
)
def test_other_documents_are_refused(document: Any, place: str, problem: str) -> None:
    with pytest.raises(FileError, match=problem) as caught:
        migrate(document)
    assert caught.value.place == place
