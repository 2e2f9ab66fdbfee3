"""Version 2: policies, branches, twins and another optimizer in mid-run."""

import json
from pathlib import Path

import pytest

from skipnet_gui.core.policies import CONSTANT
from skipnet_gui.files.errors import FileError
from skipnet_gui.files.project_file import parse_project, project_bytes
from skipnet_gui.files.scripts import EXPORTS

DATA = Path(__file__).parents[1] / "data"
V1 = (DATA / "project_v1.skipnet").read_bytes()
V2 = (DATA / "project_v2.skipnet").read_bytes()


def test_the_golden_files_are_written_as_they_were_read():
    assert project_bytes(parse_project(V2)) == V2
    assert project_bytes(parse_project(V1)) == V1  # older programs can still read it


def changed(data, key, value):
    document = json.loads(data)
    target = document["runs"][-1]
    if key == "events":
        target["events"] = [{"step": 0, **value}]
    else:
        target[key] = value
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("key", "value", "place"),
    [
        ("policy", {"name": "bold_driver"}, "runs[0].policy"),
        ("branched_at", 3, "runs[0].branched_at"),
        ("twin_without", ["ws"], "runs[0].twin_without"),
        ("shown", False, "runs[0].shown"),
        ("events", {"optimizer": {"name": "adam"}}, "runs[0].events[0].optimizer"),
        ("events", {"policy": {"name": "constant"}}, "runs[0].events[0].policy"),
    ],
)
def test_what_is_new_is_unknown_in_version_1(key, value, place):
    with pytest.raises(FileError, match="unknown key in version 1") as caught:
        parse_project(changed(V1, key, value))
    assert caught.value.place == place


@pytest.mark.parametrize(
    ("key", "value", "place"),
    [
        ("policy", {}, "policy.name"),
        ("policy", {"name": "warm_up"}, "policy.name"),
        ("policy", {"name": "constant", "every": 3}, "policy.every"),
        ("policy", {"name": "step_decay", "every": 0}, "policy.every"),
        ("policy", {"name": "step_decay", "every": 2.5}, "policy.every"),
        ("policy", {"name": "exponential", "factor": 1.5}, "policy.factor"),
        ("policy", {"name": "bold_driver", "down": "half"}, "policy.down"),
        ("branched_at", -1, "branched_at"),
        ("branched_at", 20_000_001, "branched_at"),
        ("twin_without", ["w9"], "twin_without"),
        ("twin_without", ["ws", "ws"], "twin_without"),
        ("twin_without", ["w0", "w1", "ws", "w2"], "twin_without"),
        ("shown", 1, "shown"),
        ("events", {"optimizer": {"name": "lion"}}, "events[0].optimizer.name"),
        ("events", {"optimizer": {"name": "adam", "beta1": 1.0}}, "events[0].optimizer.beta1"),
        ("events", {"policy": {"name": "bold"}}, "events[0].policy.name"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_place(key, value, place):
    with pytest.raises(FileError) as caught:
        parse_project(changed(V2, key, value))
    assert caught.value.place == f"runs[1].{place}"


@pytest.mark.parametrize("language", EXPORTS)
def test_a_script_of_what_it_cannot_repeat_is_refused(language):
    project = parse_project(V2)
    with pytest.raises(FileError, match="policies"):
        EXPORTS[language](project, 10)
    with pytest.raises(FileError, match="optimizer or policy") as caught:
        EXPORTS[language](project.with_run(policy=CONSTANT), 10)
    assert caught.value.place == "runs[1].events[2]"
