"""Graph, plots or the whole window as a picture: chosen, looked at, and written."""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QDialog, QGraphicsView, QLabel, QWidget

from skipnet_gui.session.snapshot import Snapshot, twin_snapshot
from skipnet_gui.ui.exports import asked_path, stem, write_export
from skipnet_gui.ui.graph.view import GraphView
from skipnet_gui.ui.live_form import LiveForm
from skipnet_gui.ui.pictures import PICTURES, Posed, image_of, size_words
from skipnet_gui.ui.plots.step_plot import StepPlot
from skipnet_gui.ui.theme import LIGHT, Theme

if TYPE_CHECKING:
    from skipnet_gui.ui.main_window import MainWindow

FORMATS = {".png": "PNG (pixels)", ".svg": "SVG (drawing)", ".pdf": "PDF (drawing)"}
KINDS = {".png": "PNG (*.png)", ".svg": "SVG (*.svg)", ".pdf": "PDF (*.pdf)"}
SCALES = {1: "1×", 2: "2×", 3: "3×"}
SHOWN, IN_LIGHT = "shown", "light"
COLOURS = {SHOWN: "as shown", IN_LIGHT: "light"}
PREVIEW_PX = (560, 360)

GRAPH, TWIN, FUNCTION, WINDOW = "graph", "twin", "function", "window"
# theme -> the widget to be painted, with nothing on it that belongs to
# the pointer or the keyboard; afterwards it is as it was.
Pose = Callable[[Theme], contextlib.AbstractContextManager[Posed]]


def export_picture(window: "MainWindow", first: str = GRAPH) -> None:
    """Ask what shall be a picture, and for a file; write it."""
    with window.loop.held():
        dialog = PictureDialog(window, first)
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
    if not accepted:
        return
    kinds = dict(KINDS)
    first_kind = kinds.pop(dialog.ending)
    name = f"{stem(window.store)}-{dialog.subject.removesuffix('_plot')}{dialog.ending}"
    path = asked_path(
        window,
        window.store,
        window.loop,
        "Export picture",
        name,
        ";;".join([first_kind, *kinds.values()]),
    )
    if path is not None:
        dialog.export_to(path)


class Subject(NamedTuple):
    """What a picture can be of: its title in the list, and how it is posed."""

    title: str
    pose: Pose


def subjects(window: "MainWindow") -> Mapping[str, Subject]:
    """Return what is shown now and can be a picture, by name."""
    shown = window.store.snapshot
    size, names = window.graph.size(), shown.network.weight_names
    found = {GRAPH: Subject("Graph", partial(_graph, shown, window.graph.note(), names, size))}
    twin = twin_snapshot(window.store.document)
    if twin is not None:
        found[TWIN] = Subject("Graph of the twin", partial(_graph, twin, "", names, size))
    for plot in window.plots.plots:
        if plot.isVisible():
            pose = partial(_plot, window, plot)
            found[plot.kind.name] = Subject(plot.kind.title.split()[0], pose)
    function = window.late.function.plot if window.late is not None else None
    if function is not None and function.isVisible():
        found[FUNCTION] = Subject("Fitted function", partial(_part, window, function))
    found[WINDOW] = Subject("Whole window", partial(_window, window))
    return found


@contextlib.contextmanager
def _graph(
    snapshot: Snapshot,
    note: str,
    names: tuple[str, ...],
    size: QSize,
    theme: Theme,
) -> Iterator[Posed]:
    """Give a graph of its own, of the size shown or as wide as the network needs.

    ``names`` are the weights of the run: a twin's have the same colours.
    """
    view = GraphView()
    view.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    view.resize(size)
    view.show_hues(tuple(map(names.index, snapshot.network.weight_names)))
    view.show_theme(theme)
    view.show_snapshot(snapshot)
    view.show_note(note)
    view.show()
    view.resize(view.sceneRect().size().toSize().expandedTo(size))
    try:
        yield Posed(view, theme.ground)
    finally:
        view.close()
        view.deleteLater()


@contextlib.contextmanager
def _window(window: "MainWindow", theme: Theme) -> Iterator[Posed]:
    """Give the window with no control that has the keyboard."""
    shown, focus = window.theme, window.focusWidget()
    if focus is not None:
        focus.clearFocus()
    if theme != shown:
        window.show_theme(theme)
    for plot in window.plots.plots:
        plot.chart.lines.grows = True
    try:
        yield Posed(window, theme.panel)
    finally:
        for plot in window.plots.plots:
            plot.chart.lines.grows = False
        if theme != shown:
            window.show_theme(shown)
        if focus is not None:
            focus.setFocus()


@contextlib.contextmanager
def _part(window: "MainWindow", part: QWidget, theme: Theme) -> Iterator[Posed]:
    """Give a part of the window as it is."""
    with _window(window, theme):
        yield Posed(part, theme.ground)


@contextlib.contextmanager
def _plot(window: "MainWindow", plot: StepPlot, theme: Theme) -> Iterator[Posed]:
    """Give a plot with its title, without crosshair and buttons."""
    header, kept = plot.header, plot.plot.cacheMode()
    scale, is_untitled, is_following = (
        header.chooser.text(),
        header.title.isHidden(),
        header.follow.isHidden(),
    )
    with _part(window, plot, theme) as posed:
        plot.show_look(None)
        header.chooser.setText(scale.rstrip(" ▾"))
        header.title.show()
        header.follow.hide()
        plot.plot.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)  # of the ground, as pixels
        try:
            yield posed
        finally:
            plot.plot.setCacheMode(kept)
            header.follow.setHidden(is_following)
            header.title.setHidden(is_untitled)
            header.chooser.setText(scale)


class PictureDialog(LiveForm):
    """Asks what shall be a picture, in which format, size and colours, and shows it.

    Attributes
    ----------
    subject, ending
        The name of what it is of, and how its file ends.
    """

    def __init__(self, window: "MainWindow", first: str) -> None:
        super().__init__(window, "Export picture", "picture_dialog", "Export …")
        self._window, self._subjects = window, subjects(window)
        titles = {name: subject.title for name, subject in self._subjects.items()}
        first = first if first in titles else GRAPH
        self._what = self.add_chooser("What", "picture_of", titles, first)
        self._format = self.add_chooser("Format", "picture_format", FORMATS, ".png")
        self._scale = self.add_chooser("Scale", "picture_scale", SCALES, 2)
        self._colours = self.add_chooser("Colours", "picture_colours", COLOURS, SHOWN)
        self._size = self.add_help()
        self._size.setObjectName("picture_size")
        self._preview = QLabel()
        self._preview.setObjectName("picture_preview")
        self._preview.setAccessibleName("The picture")
        self._preview.setFixedSize(*PREVIEW_PX)
        self._preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.addWidget(self._preview)
        self.refresh()
        self._what.setFocus()

    @property
    def subject(self) -> str:
        """The name of what the picture is of."""
        name: str = self._what.choice
        return name

    @property
    def ending(self) -> str:
        """How the file ends."""
        ending: str = self._format.choice
        return ending

    def _posed(self) -> contextlib.AbstractContextManager[Posed]:
        theme = LIGHT if self._colours.choice == IN_LIGHT else self._window.theme
        return self._subjects[self.subject].pose(theme)

    def read(self) -> None:
        """Show the picture, and how large it becomes."""
        self.show_field(self._scale, self.ending == ".png")
        with self._posed() as posed:
            size, ratio = posed.widget.size(), self.devicePixelRatioF()
            share = min(1.0, PREVIEW_PX[0] / size.width(), PREVIEW_PX[1] / size.height())
            image = image_of(posed, ratio * share)
        image.setDevicePixelRatio(ratio)
        self._preview.setPixmap(QPixmap.fromImage(image))
        self._size.setText(size_words(size, self.ending, self._scale.choice))

    def export_to(self, path: Path) -> None:
        """Write the picture; the ending of the name says the format."""
        store, write = self._window.store, PICTURES.get(path.suffix.lower())
        if write is None:
            store.problem.emit(f"{path.name} was not written: its name must end in {_ENDINGS}.")
            return
        with self._posed() as posed:
            write_export(path, store, lambda: write(posed, self._scale.choice, self._title()))

    def _title(self) -> str:
        shown = self._window.store.snapshot
        what = self._subjects[self.subject].title
        return f"{what} · {shown.run} · step {shown.step}"


_ENDINGS = ", ".join(PICTURES)
