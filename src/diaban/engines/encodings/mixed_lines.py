"""Decoding text line by line where one file holds more than one encoding."""

from __future__ import annotations

import re

from diaban.engines.encodings.byte_tables import NOTHING
from diaban.engines.encodings.decoding import EncodingError, decode, read_bytes
from diaban.engines.encodings.recognising import CANDIDATES, TOKEN, recognise_bytes, score_token

# bytes that could not be read travel in the private area: U+F700 and the byte
MARK = 0xF700
MARKED = re.compile("[\uf700-\uf7ff]")
_BAD = -3.0


def decode_lines(data: bytes, encoding: str) -> str:
    r"""Return the text of whole lines, each decided by itself where ``encoding`` does not fit.

    A line that fits no encoding, or two equally well, keeps its bytes beyond ASCII as characters
    U+F700 + byte, which no text has; see ``unread_bytes``.

    >>> decode_lines("Số nhà\n".encode() + b"\xa7\xdea ch\xd8\n", "utf-8")
    'Số nhà\nĐịa chỉ\n'
    """
    if encoding in {"utf-16-le", "utf-16-be"}:
        return data.decode(encoding, "replace").replace(NOTHING, chr(MARK + 0xFF))
    if encoding in CANDIDATES:
        if not _needs_care(data, encoding):
            return read_bytes(data, encoding)
        return "".join(_read_line(line, encoding) for line in data.splitlines(keepends=True))
    lines = data.splitlines(keepends=True)
    read = [_try(line, encoding) for line in lines]
    left = [line for line, text in zip(lines, read, strict=True) if text is None]
    favoured = second_encoding(left)
    return "".join(
        decode_line(line, favoured) if text is None else text
        for line, text in zip(lines, read, strict=True)
    )


def unread_bytes(text: str) -> str:
    r"""Return the bytes that were kept in ``text`` as hexadecimal figures.

    >>> unread_bytes("H\uf7b5")
    'B5'
    """
    return " ".join(f"{ord(found) - MARK:02X}" for found in MARKED.findall(text))


def _needs_care(data: bytes, encoding: str) -> bool:
    return any(score_token(token, encoding) < _BAD for token in set(TOKEN.findall(data)))


def _read_line(line: bytes, encoding: str) -> str:
    """Read a line of an eight-bit text; another encoding must be surer than what surrounds it."""
    text = read_bytes(line, encoding)
    if NOTHING not in text and not _needs_care(line, encoding):
        return text
    return decode_line(line, encoding)


def second_encoding(lines: list[bytes]) -> str | None:
    """Return the eight-bit encoding that lines which are not UTF-8 share; None if unclear."""
    found = recognise_bytes(b"".join(lines)) if lines else None
    return found.encoding if found and not found.unclear else None


def decode_line(line: bytes, favoured: str | None = None) -> str:
    r"""Return the text of one line, decided by itself; see ``decode_lines`` for what fits none.

    ``favoured`` is the encoding of the lines around it.

    >>> decode_line(b"\xa7\xdea ch\xd8")
    'Địa chỉ'
    """
    for wide in ("utf-8-twice", "utf-8"):
        text = _try(line, wide)
        if text is not None:
            return text
    found = recognise_bytes(line, favoured)
    text = read_bytes(line, found.encoding)
    is_sure = not found.unclear or found.encoding == favoured
    if is_sure and NOTHING not in text:
        return text
    return "".join(chr(b) if b < 128 else chr(MARK + b) for b in line)


def _try(line: bytes, encoding: str) -> str | None:
    try:
        return decode(line, encoding)
    except EncodingError:
        return None
