"""Version 3: test rows beside the data."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from skipnet_gui.core.policies import CONSTANT
from skipnet_gui.files.errors import FileError
from skipnet_gui.files.project_file import parse_project, project_bytes
from skipnet_gui.session.project import project_of
from tests.files.test_version_2 import V1, V2

V3 = (Path(__file__).parents[1] / "data" / "project_v3.skipnet").read_bytes()


def with_test(data, test):
    document = json.loads(data)
    document["data"]["test"] = test
    return json.dumps(document).encode()


def test_the_golden_file_is_written_as_it_was_read():
    project = parse_project(V3)
    assert project.test.x.tolist() == [[0.75], [3.0]]
    assert project.test.y.tolist() == [[-1.0], [2.5]]
    assert project_bytes(project) == V3


def test_without_test_rows_older_programs_can_still_read_a_file():
    project = replace(parse_project(V3), test=None)
    assert json.loads(project_bytes(project))["version"] == 2
    plain = project_of(replace(project.spec, policy=CONSTANT, events=()))
    assert json.loads(project_bytes(plain))["version"] == 1


def test_test_rows_are_no_part_of_what_fixes_a_run():
    project = parse_project(V3)
    assert project.spec.same_until(replace(project, test=None).spec) is None


@pytest.mark.parametrize("older", [V1, V2])
def test_test_rows_are_unknown_in_older_versions(older):
    with pytest.raises(FileError, match="unknown key before version 3") as caught:
        parse_project(with_test(older, {"x": [[1.0]], "y": [[1.0]]}))
    assert caught.value.place == "data.test"


@pytest.mark.parametrize(
    ("test", "place"),
    [
        (None, "data.test"),
        ([], "data.test"),
        ({}, "data.test.x"),
        ({"x": [[1.0]]}, "data.test.y"),
        ({"x": [], "y": []}, "data.test"),
        ({"x": [[1.0]], "y": [[1.0], [2.0]]}, "data.test"),
        ({"x": [[1.0, 2.0]], "y": [[1.0]]}, "data.test.x[0]"),
        ({"x": [[1.0], ["2"]], "y": [[1.0], [2.0]]}, "data.test.x[1][0]"),
        ({"x": [[1.0]], "y": [[1.0]], "seed": 1}, "data.test.seed"),
        ({"x": [[0.0]] * 500_000, "y": [[0.0]] * 500_000}, "data.test"),
    ],
)
def test_wrong_test_rows_are_refused_with_their_place(test, place):
    with pytest.raises(FileError) as caught:
        parse_project(with_test(V3, test))
    assert caught.value.place == place


def test_a_target_that_the_loss_forbids_is_refused_in_test_rows_too():
    document = json.loads(V3)
    document["network"]["loss"] = "binary_cross_entropy_with_logits"
    document["data"]["y"] = [[0.0], [1.0], [0.5]]
    with pytest.raises(FileError, match="must be 0 to 1") as caught:
        parse_project(json.dumps(document).encode())
    assert caught.value.place == "data.test.y[0][0]"
