"""A link holds the whole project, bit for bit; a damaged one is told from a good one."""

import base64
import contextlib
import json
import tracemalloc
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from skipnet_gui.core.network import Edge
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data, Event
from skipnet_gui.files import link as link_file
from skipnet_gui.files.errors import FileError
from skipnet_gui.files.link import is_link, link_of, project_from_link, read_source
from skipnet_gui.files.project_file import parse_project, project_bytes, read_project
from skipnet_gui.files.strict_json import MAX_BYTES
from skipnet_gui.session.project import Project, project_of
from tests.core.random_networks import any_bits, projects

DATA = Path(__file__).parents[1] / "data"
EXERCISE = project_of(PRESETS["exercise"].make())
# As they were copied when links were new: they shall open for ever.
FIRST_LINKS = {
    "exercise": "skipnet:1.NlhUvBtNuXRIuaNJlJIkCgA",
    "project_v2.skipnet": (
        "skipnet:1.q3jqMaMwK4ymXGJS7mgSxZpEYdWAiQGWisAUFOYQeTMD1FoB7Gbj2lpEEjc0ACrBWwcDAx5cvxroGZnW"
        "IqU0cCApgGJTwcxgOAcWXIE5Dpeh1_IWyAFsgS18QXLxKanJiZVKYIcWASWNTNFbOyAHobd3gAGI1uRBL6MMkcooAA"
    ),
}


def reopened(project: Project) -> bytes:
    return project_bytes(project_from_link(link_of(project)))


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_comes_back_bit_for_bit_from_one_short_line(name):
    project = project_of(PRESETS[name].make())
    line = link_of(project)
    assert reopened(project) == project_bytes(project)
    assert len(line) <= 2_000
    assert line.isascii()
    assert line.split() == [line]


def test_extremes_events_frozen_edges_and_recorded_steps_come_back():
    edges = [replace(edge, trainable=edge.weight != "ws") for edge in EXERCISE.network.edges]
    network = replace(EXERCISE.network, edges=(*edges, Edge("b", "bias", "2")))
    extremes = (5e-324, 1.7976931348623157e308, -0.0, 0.1 + 0.2, -1e-7)
    run = replace(
        EXERCISE.run,
        name="größer ✓",
        initial_weights=extremes,
        events=(Event(3, 0.25), Event(3, None, (("w0", -5e-324), ("ws", -0.0)))),
        steps=70,
        seed=2**63 - 1,
    )
    data = Data([[1.0], [-0.0]], [[5e-324], [1e308]])
    project = Project(network, data, (run,), view={"note": "\ud800", "zoom": 1e-5})
    assert reopened(project) == project_bytes(project)
    assert b"-0.0" in reopened(project)


@settings(max_examples=40)
@given(projects(numbers=any_bits))
def test_any_project_comes_back(document):
    project = parse_project(json.dumps(document).encode())
    assert reopened(project) == project_bytes(project)


def test_links_of_earlier_days_open():
    assert project_bytes(project_from_link(FIRST_LINKS["exercise"])) == project_bytes(EXERCISE)
    golden = read_project(DATA / "project_v2.skipnet")
    opened = project_from_link(FIRST_LINKS["project_v2.skipnet"])
    assert project_bytes(opened) == project_bytes(golden)


def test_whoever_has_the_dictionary_can_read_a_link():
    """What the first lines of the module say, done by the standard library alone."""
    letters = link_of(EXERCISE).removeprefix("skipnet:1.")
    packed = base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
    reader = zlib.decompressobj(-15, zdict=link_file._DICTIONARY)
    text = reader.decompress(packed[4:])
    assert zlib.crc32(text) == int.from_bytes(packed[:4], "big")
    assert json.loads(text) == json.loads(project_bytes(EXERCISE))


def test_line_breaks_and_blanks_of_a_mail_do_no_harm():
    line = FIRST_LINKS["project_v2.skipnet"]
    broken = "  " + "\r\n ".join(line[start : start + 40] for start in range(0, len(line), 40))
    assert is_link(broken)
    assert project_bytes(project_from_link(broken)) == project_bytes(project_from_link(line))


def refused(text: str) -> FileError:
    with pytest.raises(FileError) as caught:
        project_from_link(text)
    return caught.value


def test_a_link_with_any_other_letter_is_the_same_project_or_refused():
    line = FIRST_LINKS["project_v2.skipnet"]
    wanted = project_bytes(project_from_link(line))
    for at in range(line.index(".") + 1, len(line)):
        other = "A" if line[at] != "A" else "B"
        opened = None
        with contextlib.suppress(FileError):
            opened = project_from_link(line[:at] + other + line[at + 1 :])
        # The last letter has bits that mean nothing.
        assert opened is None or (at == len(line) - 1 and project_bytes(opened) == wanted), at


def test_a_link_that_is_cut_off_or_longer_is_refused():
    line = FIRST_LINKS["project_v2.skipnet"]
    for end in range(line.index(".") + 2, len(line) - 1):
        assert "cut off" in refused(line[:end]).problem
    assert "damaged" in refused(line + "AAAA").problem


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "must be skipnet:1. and"),
        ("skipnet:", "must be skipnet:1. and"),
        ("https://example.org/skipnet:1.AAAA", "must be skipnet:1. and"),
        ("skipnet:1.AA+/", "must be skipnet:1. and"),
        ("skipnet:2.AAAAAAAA", "is version 2; this version of the program reads 1 only"),
        ("skipnet:1.AAAAAAAA", "damaged"),
        ("skipnet:1.AAAAA", "damaged"),
    ],
)
def test_what_is_no_link_is_told(text, problem):
    assert problem in refused(text).problem


def packed(data: bytes) -> str:
    packer = zlib.compressobj(9, wbits=-15, zdict=link_file._DICTIONARY)
    stream = zlib.crc32(data).to_bytes(4, "big") + packer.compress(data) + packer.flush()
    return "skipnet:1." + base64.urlsafe_b64encode(stream).decode().rstrip("=")


def test_a_link_that_would_unpack_to_more_than_a_file_holds_is_refused():
    line = packed(b" " * (6 * MAX_BYTES))
    assert len(line) < 150_000
    tracemalloc.start()
    assert refused(line).problem == "must hold at most 16 MiB"
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 3 * MAX_BYTES


def test_a_good_link_of_a_bad_project_names_the_place():
    document = json.loads(project_bytes(EXERCISE))
    document["network"]["units"][2]["activation"] = "cosine"
    assert refused(packed(json.dumps(document).encode())).place == "network.units[2].activation"


def test_a_source_is_a_link_or_a_file(tmp_path):
    path = tmp_path / "a.skipnet"
    path.write_bytes(project_bytes(EXERCISE))
    for source in (str(path), link_of(EXERCISE)):
        assert project_bytes(read_source(source)) == project_bytes(EXERCISE)
