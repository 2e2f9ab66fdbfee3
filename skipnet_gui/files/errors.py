"""The one error of files: where, and what would be right."""

_LONGEST_LINE = 399  # without its line end
_LONGEST_FILE, _LONGEST_PLACE = 180, 120


class FileError(Exception):
    """A file that cannot be read or written as it should be.

    Attributes
    ----------
    place
        Where: a path such as ``network.units[2].activation``, a line and column for
        broken JSON, or ``file`` for the file as a whole.
    problem
        What would be right, in one sentence without a full stop.
    """

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}")
        self.place = place
        self.problem = problem

    @property
    def words(self) -> str:
        """Where, unless it is the file as a whole, and what would be right."""
        return self.problem if self.place == "file" else f"{self.place}: {self.problem}"


def system_problem(error: OSError | ValueError) -> str:
    """Return the system's own words for an error (a ValueError is a path that cannot be)."""
    return (isinstance(error, OSError) and error.strerror) or str(error)


def bad_input_line(program: str, file: str, place: str, problem: str) -> str:
    """Return the line that the terminal prints for bad input, short enough to be read."""
    file, place = _shortened(file, _LONGEST_FILE), _shortened(place, _LONGEST_PLACE)
    line = f"{program}: {file}: {place}: {_printable(problem)}"
    return line if len(line) <= _LONGEST_LINE else line[: _LONGEST_LINE - 1] + "…"


def _shortened(text: str, length: int) -> str:
    """Return the text with its middle left out where it is too long: the end tells most."""
    text = _printable(text)
    if len(text) <= length:
        return text
    head = length // 4
    return f"{text[:head]}…{text[head + 1 - length :]}"


def _printable(text: str) -> str:
    """Return the text in one line: what would move the cursor is written as an escape."""
    return "".join(
        character if character.isprintable() else ascii(character)[1:-1] for character in text
    )
