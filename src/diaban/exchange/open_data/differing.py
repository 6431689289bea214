"""What changed between two publications, as lines that give the new file from the old one.

Both files are in the order of the identifier, the first cell of a line. A line of the difference
is a line of one of the files behind the word *added*, *changed* or *removed*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

ADDED, CHANGED, REMOVED = b"added", b"changed", b"removed"
_SEPARATOR = b";"
_HEADING = b"change"

Count = Callable[[bytes], None]


class DifferenceError(ValueError):
    """Two files cannot be told apart line by line, or a difference is not of this file.

    ``reason`` is columns, order, heading, word, missing or present; ``key`` the identifier.
    """

    def __init__(self, reason: str, key: str = "") -> None:
        super().__init__(f"{reason} {key}".strip())
        self.reason, self.key = reason, key


def find_difference(
    old: Iterable[bytes], new: Iterable[bytes], count: Count = lambda word: None
) -> Iterator[bytes]:
    """Yield the lines that make ``new`` of ``old``, heading first, in the order of identifiers.

    Both are lines of whole files, headings first. Raises DifferenceError (columns) where the
    headings differ, (order) where a file is not in the order of its identifiers.

    >>> old = [b"id;name", b"A;one", b"B;two"]
    >>> list(find_difference(old, [b"id;name", b"B;2", b"C;three"]))
    [b'change;id;name', b'removed;A;one', b'changed;B;2', b'added;C;three']
    """
    before, after = iter(old), iter(new)
    heading = next(before, b"")
    if heading != next(after, b""):
        raise DifferenceError("columns")
    yield _HEADING + _SEPARATOR + heading
    for word, line in _compare(_ordered(before), _ordered(after)):
        count(word)
        yield word + _SEPARATOR + line


def apply_difference(old: Iterable[bytes], difference: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines of the new file; raise DifferenceError where the two do not belong together.

    >>> old = [b"id;name", b"A;one", b"B;two"]
    >>> list(apply_difference(old, [b"change;id;name", b"removed;A;one", b"added;C;three"]))
    [b'id;name', b'B;two', b'C;three']
    """
    lines, changes = iter(old), iter(difference)
    heading = next(lines, b"")
    if next(changes, b"") != _HEADING + _SEPARATOR + heading:
        raise DifferenceError("heading")
    yield heading
    waiting = _ordered(lines)
    line = next(waiting, None)
    for word, key, told in _read(changes):
        while line is not None and key_of(line) < key:
            yield line
            line = next(waiting, None)
        is_there = line is not None and key_of(line) == key
        if is_there == (word == ADDED):
            raise DifferenceError("present" if is_there else "missing", key.decode())
        if is_there:
            line = next(waiting, None)
        if word != REMOVED:
            yield told
    yield from waiting if line is None else chain([line], waiting)


def key_of(line: bytes) -> bytes:
    return line.split(_SEPARATOR, 1)[0]


def _compare(old: Iterator[bytes], new: Iterator[bytes]) -> Iterator[tuple[bytes, bytes]]:
    before, after = next(old, None), next(new, None)
    while before is not None or after is not None:
        if after is None or (before is not None and key_of(before) < key_of(after)):
            yield REMOVED, before or b""
            before = next(old, None)
        elif before is None or key_of(after) < key_of(before):
            yield ADDED, after
            after = next(new, None)
        else:
            if before != after:
                yield CHANGED, after
            before, after = next(old, None), next(new, None)


def _ordered(lines: Iterable[bytes]) -> Iterator[bytes]:
    last: bytes | None = None
    for line in lines:
        key = key_of(line)
        if last is not None and key <= last:
            raise DifferenceError("order", key.decode())
        last = key
        yield line


def _read(lines: Iterable[bytes]) -> Iterator[tuple[bytes, bytes, bytes]]:
    last: bytes | None = None
    for line in lines:
        word, _, told = line.partition(_SEPARATOR)
        key = key_of(told)
        if word not in {ADDED, CHANGED, REMOVED}:
            raise DifferenceError("word", word.decode("utf-8", "replace")[:40])
        if last is not None and key <= last:
            raise DifferenceError("order", key.decode())
        last = key
        yield word, key, told
