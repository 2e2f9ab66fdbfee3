"""Pictures as PNG files, written without any library for pictures."""

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_EIGHT_BITS, _PALETTE = 8, 3


def png_of(picture: NDArray[np.uint8], colors: list[str], description: str = "") -> bytes:
    """Return a (height, width) picture of indices into ``colors`` (#RRGGBB) as a PNG.

    The layout is that of the PNG specification (ISO/IEC 15948): header, palette, text,
    then rows from the top, each after a byte that says that it is not filtered.
    """
    height, width = picture.shape
    header = struct.pack(">2I5B", width, height, _EIGHT_BITS, _PALETTE, 0, 0, 0)
    palette = b"".join(bytes.fromhex(color[1:]) for color in colors)
    text = b"Description\0" + description.encode("latin-1", "replace")
    rows = np.zeros((height, width + 1), np.uint8)
    rows[:, 1:] = picture
    parts = (
        (b"IHDR", header),
        (b"PLTE", palette),
        (b"tEXt", text),
        (b"IDAT", zlib.compress(rows.tobytes())),
        (b"IEND", b""),
    )
    return _SIGNATURE + b"".join(_chunk(*part) for part in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)
