"""What leaves the window: pictures, TikZ, tables and links, opened again by other readers."""

import re
import struct
import xml.etree.ElementTree as ET
import zlib

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QContextMenuEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QFileDialog,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
)

from skipnet_gui.core.presets import PRESETS
from skipnet_gui.files.link import link_of, project_from_link
from skipnet_gui.files.project_file import project_bytes
from skipnet_gui.session.player import advanced
from skipnet_gui.session.project import project_of
from skipnet_gui.session.record import project_to_save
from skipnet_gui.ui import export_link, export_picture
from skipnet_gui.ui.export_picture import PictureDialog, subjects
from skipnet_gui.ui.theme import DARK, LIGHT
from tests.files.test_tikz import chain, with_network
from tests.ui.conftest import preset
from tests.ui.test_window import trigger

FIXED = "non-scaling-stroke"
PLOTS = ("loss_plot", "weights_plot", "gradients_plot")


@pytest.fixture
def trained(open_window):
    window = open_window()
    window.store.show(advanced(window.store.document, 1))
    return window


@pytest.fixture
def said(trained):
    sentences = []
    for source in (trained.store, trained.filing):
        source.problem.connect(sentences.append)
        source.told.connect(sentences.append)
    return sentences


def dialog_of(window, name, **chosen):
    dialog = PictureDialog(window, name)
    for field, choice in chosen.items():
        getattr(dialog, f"_{field}").show_choice(choice)
    dialog.refresh()
    return dialog


def answer_with(monkeypatch, path, kind=""):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), kind))


# Readers of their own


def png_size(path):
    """Return width and height of a PNG of 8 bits a colour, after checking all of its parts."""
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, parts = 8, {}
    while at < len(data):
        (size,) = struct.unpack(">I", data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        (check,) = struct.unpack(">I", data[at + 8 + size : at + 12 + size])
        assert check == zlib.crc32(kind + body)
        parts[kind] = parts.get(kind, b"") + body
        at += size + 12
    width, height, depth, colour = struct.unpack(">IIBB", parts[b"IHDR"][:10])
    assert (depth, colour) == (8, 2)
    assert len(zlib.decompress(parts[b"IDAT"])) == height * (1 + 3 * width)
    return width, height


def png_pixels(path):
    """Return the (h, w, 3) pixels of a PNG."""
    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    pixels = rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3)
    return pixels.copy()  # the image goes, and its bytes with it


def svg_texts(path):
    """Return the root of an SVG and its texts."""
    root = ET.parse(path).getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    found = ["".join(part.itertext()).strip() for part in root.iter() if tag(part) == "text"]
    return root, found


def tag(part):
    return part.tag.rpartition("}")[2]


def pdf_streams(path):
    """Return the bytes of a PDF and its unpacked streams."""
    data = path.read_bytes()
    assert data.startswith(b"%PDF-")
    assert data.rstrip().endswith(b"%%EOF")
    streams = []
    for body in re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
        reader = zlib.decompressobj()
        try:
            streams.append(reader.decompress(body))
        except zlib.error:
            streams.append(body)
    return data, streams


# Pictures


def test_the_graph_as_a_drawing_has_every_number_as_a_text(trained, tmp_path):
    path = tmp_path / "graph.svg"
    dialog_of(trained, "graph", format=".svg").export_to(path)
    root, texts = svg_texts(path)
    painted = trained.graph.readings()
    assert len(painted) > 25
    assert {number for number in painted.values() if number not in " ".join(texts)} == set()
    for words in ("run 1", "step", "dead", "forward: value"):
        assert any(words in text for text in texts), words
    assert [part for part in root.iter() if tag(part) == "image"] == []
    size = trained.graph.size().toTuple()
    assert [float(n) for n in root.get("viewBox").split()] == [0.0, 0.0, *map(float, size)]


def test_drawings_hold_no_pixels_and_no_pens_of_another_scale(trained, tmp_path):
    svg, pdf = tmp_path / "a.svg", tmp_path / "a.pdf"
    for name in ("graph", *PLOTS):
        dialog = dialog_of(trained, name)
        dialog.export_to(svg)
        dialog.export_to(pdf)
        with dialog._posed() as posed:
            size = posed.widget.size()
        root, texts = svg_texts(svg)
        assert len(texts) > 5
        assert not any(tag(part) == "image" for part in root.iter())
        # A line that does not grow with its frame is drawn broad by some readers.
        frames = [part for part in root.iter() if "stroke" in part.attrib]
        lines = [frame for frame in frames for part in frame if part.get("vector-effect") == FIXED]
        assert all(frame.get("stroke") == "none" for frame in lines)
        data, streams = pdf_streams(pdf)
        assert data.count(b"/Subtype /Image") == 0
        assert max(stream.count(b"Tj") + stream.count(b"TJ") for stream in streams) > 5
        box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", data)
        width, height = (float(side) / 0.75 for side in box.groups())
        assert (width, height) == pytest.approx((size.width(), size.height()), abs=1.0)


def test_pixels_are_as_many_as_asked_for_and_nothing_is_cut_off(trained, tmp_path):
    path, ground = tmp_path / "graph.png", np.array([0xFF, 0xFF, 0xFF])
    width, height = trained.graph.size().toTuple()
    for scale in (1, 2, 3):
        dialog_of(trained, "graph", scale=scale).export_to(path)
        assert png_size(path) == (scale * width, scale * height)
        pixels = png_pixels(path)
        for edge in (pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]):
            assert (edge == ground).all()
        assert 0.01 < (pixels != ground).any(axis=2).mean() < 0.3


def test_lines_of_a_plot_grow_with_the_scale(trained, tmp_path):
    shares = []
    for scale in (1, 3):
        path = tmp_path / f"{scale}.png"
        dialog_of(trained, "weights_plot", scale=scale).export_to(path)
        dark = png_pixels(path).min(axis=2) < 128
        shares.append(dark[scale * 60 : -scale * 40].mean())
    assert shares[1] == pytest.approx(shares[0], rel=0.25)


def test_a_dark_window_gives_a_light_picture_and_stays_dark(open_window, tmp_path):
    window = open_window()
    window.show_theme(DARK)
    before = window.body.grab().toImage()
    for name in ("graph", "window"):
        path = tmp_path / f"{name}.svg"
        for colours, there, absent in (("light", LIGHT, DARK), ("shown", DARK, LIGHT)):
            dialog_of(window, name, colours=colours).export_to(path)
            text = path.read_text().lower()
            assert there.ink.lower() in text
            assert absent.ink.lower() not in text, (name, colours)
    assert window.theme is DARK
    assert window.body.grab().toImage() == before


def test_a_chain_that_scrolls_is_exported_whole(open_window, tmp_path):
    window = open_window(project_of(with_network(chain(40))))
    path = tmp_path / "chain.svg"
    dialog_of(window, "graph", format=".svg").export_to(path)
    _, texts = svg_texts(path)
    assert {str(k) for k in range(40)} <= set(texts)


def test_a_picture_is_exported_by_the_menu(trained, said, tmp_path, monkeypatch):
    assert list(subjects(trained)) == ["graph", *PLOTS, "window"]
    answer_with(monkeypatch, tmp_path / "mine", "SVG (*.svg)")
    QTimer.singleShot(
        0, lambda: QTest.keyClick(QApplication.activeModalWidget(), Qt.Key.Key_Return)
    )
    trigger(trained, "export_picture")
    assert said == ["Wrote mine.svg."]
    assert "∂L/∂w" in (tmp_path / "mine.svg").read_text()


def test_a_right_click_on_a_plot_offers_its_picture(trained, monkeypatch):
    opened, chosen = [], []
    monkeypatch.setattr(QMenu, "popup", lambda menu, _: opened.append(menu))
    monkeypatch.setattr(export_picture, "export_picture", lambda _, first: chosen.append(first))
    plot = trained.plots.plots[1]
    for part in (plot.header, plot.plot.viewport()):
        place = part.rect().center()
        reason = QContextMenuEvent.Reason.Mouse
        QApplication.sendEvent(part, QContextMenuEvent(reason, place, part.mapToGlobal(place)))
        words = {action.text(): action for action in opened.pop().actions()}
        words["Export picture …"].trigger()
    assert chosen == ["weights_plot", "weights_plot"]


def test_a_picture_that_cannot_be_written_is_told(trained, said, tmp_path):
    dialog = dialog_of(trained, "graph")
    dialog.export_to(tmp_path / "a.jpg")
    dialog.export_to(tmp_path / "nowhere" / "a.png")
    assert said[0] == "a.jpg was not written: its name must end in .png, .svg, .pdf."
    assert said[1].startswith("a.png was not written: the folder ")
    assert list(tmp_path.iterdir()) == []


# Tables and TikZ


def test_the_run_table_as_npz_is_the_one_as_csv(trained, said, tmp_path, monkeypatch, qtbot):
    for kind in ("CSV (*.csv)", "NumPy arrays (*.npz)"):
        answer_with(monkeypatch, tmp_path / "run", kind)
        trigger(trained, "export_table")
        qtbot.waitUntil(lambda: not trained.loop.has_job)
    names, *rows = (tmp_path / "run.csv").read_text().splitlines()
    with np.load(tmp_path / "run.npz", allow_pickle=False) as arrays:
        assert ",".join(arrays) == names
        columns = [arrays[name].tolist() for name in arrays]
    assert [",".join(map(repr, row)) for row in zip(*columns, strict=True)] == rows
    assert said == ["Wrote 2 rows to run.csv.", "Wrote 2 rows to run.npz."]


def test_tikz_has_the_numbers_of_the_step_shown(trained, said, tmp_path, monkeypatch):
    answer_with(monkeypatch, tmp_path / "graph")
    trigger(trained, "export_tikz")
    text = (tmp_path / "graph.tex").read_text()
    assert said == ["Wrote graph.tex."]
    assert r"step 1" in text
    assert text.count("{$-0.25$}") == 3  # w0, what it carries, z0


# Links


def clipboard():
    return QGuiApplication.clipboard()


def with_modal(act):
    """Act on the dialog that is about to open."""
    QTimer.singleShot(0, lambda: act(QApplication.activeModalWidget()))


def test_a_copied_link_opens_as_the_same_project(trained, said, open_window):
    trigger(trained, "copy_link")
    link = clipboard().text()
    saved = project_bytes(project_to_save(trained.store.document))
    assert project_bytes(project_from_link(link)) == saved
    assert said == [f"Copied the link: {len(link)} characters, the whole project."]
    assert len(link) < 2_000
    other = open_window(preset("curve"))
    with_modal(lambda dialog: press(dialog, "Open"))
    trigger(other, "open_link")
    assert project_bytes(project_to_save(other.store.document)) == saved
    assert other.store.path is None


def press(dialog, text):
    buttons = dialog.findChild(QDialogButtonBox).buttons()
    QTest.mouseClick(next(b for b in buttons if text in b.text()), Qt.MouseButton.LeftButton)


def test_a_damaged_link_is_told_in_the_dialog_and_changes_nothing(trained):
    before = trained.store.document
    clipboard().setText("a recipe")

    def act(dialog):
        box = dialog.findChild(QPlainTextEdit)
        assert box.toPlainText() == ""
        box.setPlainText("skipnet:1.NlhUvBtNuXRIuaNJ")
        press(dialog, "Open")
        assert "damaged or cut off" in dialog._notice.text()
        dialog.reject()

    with_modal(act)
    trigger(trained, "open_link")
    assert trained.store.document is before


def test_a_long_link_is_copied_only_if_that_is_wished(trained, said, monkeypatch):
    clipboard().setText("before")
    monkeypatch.setattr(export_link, "USUAL_LENGTH", 20)
    for button, copied in (("Cancel", False), ("Copy", True)):
        with_modal(lambda dialog, button=button: press(dialog, button))
        trigger(trained, "copy_link")
        assert clipboard().text().startswith("skipnet:") is copied
    monkeypatch.setattr(export_link, "MOST_NUMBERS", 3)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: said.append("asked") or ("", ""))

    def save(dialog: QMessageBox):
        assert "too many numbers" in dialog.text()
        assert len(dialog.buttons()) == 2
        press(dialog, "Save")

    with_modal(save)
    trigger(trained, "copy_link")
    assert said[-1] == "asked"


def drop(window, data):
    actions, nothing = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(9, 9), actions, data, Qt.MouseButton.LeftButton, nothing)
    window.dropEvent(event)
    QTest.qWait(0)


def test_a_link_or_a_file_dropped_on_the_window_opens(trained, said, tmp_path):
    curve, residual = preset("curve"), project_of(PRESETS["residual"].make())
    text, file = QMimeData(), QMimeData()
    text.setText(link_of(curve))
    (tmp_path / "a.skipnet").write_bytes(project_bytes(residual))
    file.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.skipnet"))])
    for data, project in ((text, curve), (file, residual)):
        assert trained.filing.dropped(data)
        drop(trained, data)
        assert project_bytes(trained.store.document.project) == project_bytes(project)
    broken = QMimeData()
    broken.setText("skipnet:1.AAAA")
    drop(trained, broken)
    assert said[-1].startswith("The link was not opened: link: is damaged")
    plain = QMimeData()
    plain.setText("a recipe")
    assert trained.filing.dropped(plain) is None
