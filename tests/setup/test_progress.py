"""Progress is one live line on a terminal and plain lines elsewhere."""

import io

import pytest
from scripts.bootstrap.progress import Progress


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_elsewhere_each_step_is_two_plain_lines() -> None:
    stream = io.StringIO()
    progress = Progress(2, stream)
    with progress.step("Tạo · making"):
        progress.tick()
    assert stream.getvalue() == "[1/2] Tạo · making ...\n[1/2] Tạo · making: 0 s\n"


def test_on_a_terminal_the_bar_fills_step_by_step_on_one_line_each() -> None:
    stream = Terminal()
    progress = Progress(2, stream)
    for label in ("one", "two"):
        with progress.step(label):
            progress.tick()
    drawn = [line for line in stream.getvalue().replace("\n", "").split("\r\x1b[K") if line]
    assert [(line.count("█"), line.split()[1:3]) for line in drawn] == [
        (0, ["1/2", "one"]),
        (6, ["1/2", "one"]),
        (6, ["2/2", "two"]),
        (12, ["2/2", "two"]),
    ]


def test_a_step_that_fails_leaves_the_cursor_on_a_line_of_its_own() -> None:
    stream = Terminal()
    with pytest.raises(ValueError, match="broken"), Progress(1, stream).step("one"):
        raise ValueError("broken")
    assert stream.getvalue().endswith("\n")
