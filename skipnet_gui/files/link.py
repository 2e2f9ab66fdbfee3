"""A project as one line of text: ``skipnet:1.`` and its compressed file in letters and digits.

Behind the full stop stands in base64url, without padding, the CRC-32 (4 bytes, the first the
highest) of the project's JSON without blanks, and that JSON as a raw deflate stream with the
preset dictionary below.
"""

import base64
import binascii
import json
import re
import zlib

from skipnet_gui.files.errors import FileError
from skipnet_gui.files.project_file import parse_project, project_bytes, read_project
from skipnet_gui.files.strict_json import MAX_BYTES
from skipnet_gui.session.project import Project

SCHEME = "skipnet:"
VERSION = 1
USUAL_LENGTH = 30_000  # characters that mail, chats and documents take as one line

_CHECK_BYTES = 4
_RAW = -zlib.MAX_WBITS
_LONGEST = 2 * MAX_BYTES  # more characters than any project needs
_PARTS = re.compile(rf"{SCHEME}([0-9]{{1,9}})\.([A-Za-z0-9_-]+)", re.ASCII)
# What most projects hold, the most usual last. Another dictionary would be another version.
_DICTIONARY = (
    b'"policy":{"name":"bold_driver"},"branched_at":,"twin_without":["],"shown":false'
    b'"leaky_relu""elu""softplus""sigmoid""gelu""silu""tanh""huber""binary_cross_entropy_with_logits'
    b'"momentum":0.9,"nesterov":true"rmsprop","alpha":"adam","beta1":0.9,"beta2":0.999,"eps":1e-08}'
    b'"shuffled""squared","trainable":false{"step":,"learning_rate":0.,"weights":{"w3":0.'
    b'[-0.5],[0.5],[-1.0],[1.0],"from":"bias","to":"3"},{"weight":"w3","from":"2","to":"'
    b'{"format":"skipnet-project","version":2,"network":{"inputs":["x1","x2"],"units":['
    b'{"format":"skipnet-project","version":1,"network":{"inputs":["x"],"units":['
    b'{"name":"0","activation":"relu"},{"name":"1","activation":"relu"},'
    b'{"name":"2","activation":"identity"}],"edges":[{"weight":"w0","from":"x","to":"0"},'
    b'{"weight":"w1","from":"0","to":"1"},{"weight":"ws","from":"0","to":"2"},'
    b'{"weight":"w2","from":"1","to":"2"}],"outputs":["2"],"loss":"half_squared"},'
    b'"loss":"absolute"},"data":{"x":[[1.0]],"y":[[-3.0]]},'
    b'"conventions":{"relu_slope_at_zero":0,"sign_of_zero":0},"runs":[{"name":"run 1",'
    b'"initial_weights":{"w0":0.5,"w1":0.5,"ws":0.5,"w2":0.5},"learning_rate":1.0,'
    b'"optimizer":{"name":"sgd"},"batch_size":1,"order":"cyclic","seed":0,"events":[],"steps":0}],'
    b'"active_run":0,"view":{}}'
)


def is_link(text: str) -> bool:
    """Whether a text is meant as a link, good or not."""
    return text.lstrip().startswith(SCHEME)


def link_of(project: Project) -> str:
    """Return the link that holds all of a project; equal projects give equal links.

    Raises
    ------
    FileError
        If the project cannot be in a file, or is too large for one.
    """
    plain = json.loads(project_bytes(project))
    data = json.dumps(plain, separators=(",", ":")).encode()
    if len(data) > MAX_BYTES:
        raise _too_large()
    packer = zlib.compressobj(zlib.Z_BEST_COMPRESSION, wbits=_RAW, zdict=_DICTIONARY)
    packed = _check(data) + packer.compress(data) + packer.flush()
    letters = base64.urlsafe_b64encode(packed).decode().rstrip("=")
    return f"{SCHEME}{VERSION}.{letters}"


def project_from_link(text: str) -> Project:
    """Return the project of a link; blanks and line ends that mail has put in do no harm.

    Raises
    ------
    FileError
        If the link is damaged, cut off, too large or from a newer version, or holds no
        valid project.
    """
    if len(text) > _LONGEST:
        raise _too_large()
    match = _PARTS.fullmatch("".join(text.split()))
    if match is None:
        raise FileError("link", f"must be {SCHEME}{VERSION}. and letters, digits, - or _")
    if int(match[1]) != VERSION:
        problem = f"is version {int(match[1])}; this version of the program reads {VERSION} only"
        raise FileError("link", problem)
    return parse_project(_unpacked(_bytes(match[2])))


def read_source(source: str) -> Project:
    """Read what a command line calls FILE: a link, or else a project file.

    Raises
    ------
    FileError
        If it holds no valid project.
    """
    return project_from_link(source) if is_link(source) else read_project(source)


def _check(data: bytes) -> bytes:
    return zlib.crc32(data).to_bytes(_CHECK_BYTES, "big")


def _bytes(letters: str) -> bytes:
    padded = letters + "=" * (-len(letters) % 4)
    try:
        return base64.b64decode(padded, altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise _damaged() from error


def _unpacked(packed: bytes) -> bytes:
    """Return the JSON, never more of it than a file may hold."""
    check, stream = packed[:_CHECK_BYTES], packed[_CHECK_BYTES:]
    unpacker = zlib.decompressobj(wbits=_RAW, zdict=_DICTIONARY)
    try:
        data = unpacker.decompress(stream, MAX_BYTES + 1)
    except zlib.error as error:
        raise _damaged() from error
    if len(data) > MAX_BYTES:
        raise _too_large()
    if not unpacker.eof or unpacker.unused_data or _check(data) != check:
        raise _damaged()
    return data


def _too_large() -> FileError:
    return FileError("link", f"must hold at most {MAX_BYTES // 2**20} MiB")


def _damaged() -> FileError:
    return FileError("link", "is damaged or cut off; copy all of it once more")
