"""A start map as a file: its numbers as .npz, or a picture of its outcomes as .png."""

from collections.abc import Callable
from typing import BinaryIO

import numpy as np

from skipnet_gui.core.map_outcomes import OUTCOMES
from skipnet_gui.core.maps import MapRequest
from skipnet_gui.files.png import png_of
from skipnet_gui.session.maps import LOOKS, Findings

SIDE_PX = 800  # small maps are enlarged to about this


def _write_npz(handle: BinaryIO, request: MapRequest, findings: Findings) -> None:
    shape = request.y.count, request.x.count
    np.savez(
        handle,
        x=request.x.values,
        y=request.y.values,
        loss=findings.loss.reshape(shape),
        outcome=findings.outcome.reshape(shape),
        outcomes=np.array(OUTCOMES),
    )


def _write_png(handle: BinaryIO, request: MapRequest, findings: Findings) -> None:
    width, height = request.x.count, request.y.count
    enlarged = max(1, SIDE_PX // max(width, height))
    upwards = findings.outcome.reshape(height, width)[::-1].astype(np.uint8)
    picture = upwards.repeat(enlarged, axis=0).repeat(enlarged, axis=1)
    colors = [LOOKS[name].color for name in OUTCOMES]
    handle.write(png_of(picture, colors, _description(request)))


def _description(request: MapRequest) -> str:
    axes = (f"{a.weight} from {a.low!r} to {a.high!r}" for a in (request.x, request.y))
    legend = ", ".join(f"{name} {LOOKS[name].color}" for name in OUTCOMES)
    return f"{', '.join(axes)} (upwards), after {request.steps} updates: {legend}"


# How a file's name ends -> what writes it.
MAP_FORMATS: dict[str, Callable[[BinaryIO, MapRequest, Findings], None]] = {
    ".npz": _write_npz,
    ".png": _write_png,
}
